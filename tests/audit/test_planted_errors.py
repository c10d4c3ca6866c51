"""A made-up document with errors of each kind: each is found, and a clean one raises none."""

import pytest

from mfgbook.audit import audit
from mfgbook.audit.arithmetic import arithmetic
from mfgbook.audit.checks import leaves

PERCENT = {"unit": "%", "step": 0.1}


def cell(place: str, year: int) -> dict[str, str]:
    return {"table": "demo2020_figures", "key": f"place={place}; year={year}", "column": "firms"}


def lay(demo, **wrong):
    """A document of fifteen claims that hold together; `wrong` puts another figure into one of them."""

    def figure(name, value):
        return wrong.get(name, value)

    for place in ("north", "south"):
        for year in (2010, 2020):
            demo.claim(f"{place}-{year}", printed=" ", **cell(place, year))
    demo.claim("total", figure("total", 140))
    demo.claim("growth", figure("growth", 25.0), **PERCENT)
    demo.claim("annual", figure("annual", 2.3), unit="% a year", step=0.1)
    demo.claim("share", figure("share", 35.7), **PERCENT)
    demo.claim("rest", figure("rest", 64.3), **PERCENT)
    demo.claim("rank", figure("rank", 2), unit="rank")
    demo.claim("repeated", figure("repeated", 50))
    demo.claim("dollars", figure("dollars", 2.0), unit="million USD", step=0.1)
    demo.claim("won", figure("won", 2200), unit="million KRW", step=100)
    demo.claim("survey", figure("survey", 44.4), **PERCENT)
    demo.claim("pooled", figure("pooled", 34.0), **PERCENT)
    demo.check("total", "total", "north-2020", "south-2020")
    demo.check("growth", "growth", "north-2010", "north-2020")
    demo.check("annual", "annual_growth", "north-2010", "north-2020", 10)
    demo.check("share", "share", "north-2020", "total")
    demo.check("rest", "remainder", 100, "share")
    demo.check("rank", "rank_from_top", "north-2020", "south-2020")
    demo.check("repeated", "same", "north-2020")
    demo.check("won", "product", "dollars", 1100)
    demo.check("survey", "whole_number", "survey", 9)
    demo.check("pooled", "weighted_mean", 40, 40, 30, 60)
    return demo


RAW = {"north-2010", "north-2020", "south-2010", "south-2020", "dollars"}


def test_a_clean_document_raises_nothing(demo, verdicts):
    found = verdicts(lay(demo).audit())
    assert {name for name, verdict in found.items() if verdict == "unchecked"} == RAW
    assert {verdict for name, verdict in found.items() if name not in RAW} == {"reproduced"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("growth", 26.0),
        ("annual", 2.5),
        ("rest", 65.3),
        ("rank", 1),
        ("repeated", 51),
        ("won", 2400),
        ("survey", 45.0),
        ("pooled", 35.0),
    ],
)
def test_one_wrong_figure_is_found_and_nothing_else_is_blamed(demo, verdicts, name, value):
    found = verdicts(lay(demo, **{name: value}).audit())
    assert [claim for claim, verdict in found.items() if verdict == "contradicted"] == [name]


def test_a_wrong_total_contradicts_its_parts_and_what_leans_on_it(demo, verdicts):
    found = verdicts(lay(demo, total=240).audit())
    assert {claim for claim, verdict in found.items() if verdict == "contradicted"} == {"total", "share"}


def test_a_right_figure_that_does_not_carry_its_conclusion_is_misleading(demo):
    lay(demo)
    demo.check(
        "growth",
        "growth",
        "ratio(demo2020-north-2010; demo2020-south-2010)",
        "ratio(demo2020-north-2020; demo2020-south-2020)",
        role="carries",
        must="above 0",
        note="South grew by {4}, so the north changed by {result} % against it.",
    )
    entry = demo.audit()["growth"]
    assert entry.verdict == "misleading"
    assert entry.of("carries")[0].note == "South grew by 90, so the north changed by −16.7 % against it."


def test_functions_stand_inside_functions(demo):
    lay(demo).claim("twice", 33.3, **PERCENT)
    inputs = "mean(demo2020-north-2020; demo2020-growth)", "ratio(total(demo2020-north-2020; 150); 4)"
    demo.check("twice", "growth", *inputs, note="{1}, {2}, {3}, {4} and {5}")
    entry = demo.audit()["twice"]
    (result,) = entry.results
    assert result.outcome == "reproduced"
    assert result.note == "50, 25.0, 50, 150 and 4"
    assert arithmetic(result, entry.claim) == "33.24 to 33.42 = growth from (mean of 50, 25.0) to ((50 + 150) ÷ 4)"
    assert [leaf.text for leaf in leaves(result.inputs)][2:] == ["demo2020-north-2020", "150", "4"]


def test_what_a_sentence_names_is_counted_by_name(demo, verdicts):
    demo.claim("pillars", 3)
    demo.check("pillars", "count", "'firms'", "'skills'", "'rules and law'")
    demo.claim("lists", 3)
    demo.check("lists", "count_distinct", "'a'", "'b'", "'a'")
    assert verdicts(demo.audit()) == {"pillars": "reproduced", "lists": "contradicted"}


def test_a_word_such_as_about_has_its_stated_tolerance(demo, verdicts):
    demo.claim("half", 50, "about half", qualifier="about", **PERCENT)
    demo.claim("far", 50, "about half", qualifier="about", **PERCENT)
    demo.check("half", "same", 48)
    demo.check("far", "same", 47)
    assert verdicts(demo.audit()) == {"half": "rounding", "far": "contradicted"}


def test_a_difference_within_sampling_error_carries_no_order(demo):
    demo.claim("first", 22.1, **PERCENT)
    demo.claim("second", 21.7, **PERCENT)
    inputs = ("first", "second", 538)
    demo.check("first", "difference_in_one_sample", *inputs, role="carries", must="above 0", note="{result} points.")
    assert demo.audit()["first"].verdict == "misleading"


def test_what_is_only_an_input_says_so_and_what_stands_alone_says_why(demo):
    lay(demo).claim("alone", 3, reason="A figure of a third source")
    found = demo.audit()
    assert found["dollars"].reason == "Raw input of the check of demo2020-won"
    assert found["alone"].reason == "A figure of a third source"


def test_a_figure_that_the_tables_do_not_hold_leaves_its_claims_unchecked(demo):
    demo.claim("gone", printed=" ", **cell("east", 2020))
    demo.claim("leans", 3)
    demo.check("leans", "same", "gone")
    demo.claim("official", 3)
    demo.check("official", "same", "demo2020_figures[place=east].firms")
    found = demo.audit()
    assert {entry.verdict for entry in found.values()} == {"unchecked"}
    assert "holds no firms where place=east" in found["gone"].reason
    assert "holds no firms where place=east" in found["leans"].reason
    assert "the tables hold no demo2020_figures[place=east].firms" in found["official"].reason


def test_what_a_check_leans_on_is_said(demo):
    for name, cells in (
        ("own", "demo2020_figures[place=north,year=2010].firms"),
        ("another", "krihs2019_network_results[item=partners,measure=2016].value"),
        ("office", "world_bank_macro[country=KOR].year"),
    ):
        demo.claim(name, 40)
        demo.check(name, "smallest", cells)
    audited = [entry for entry in audit(demo.save()) if entry.claim.document == "demo2020"]
    bases = {entry.claim.id: entry.results[0].basis for entry in audited}
    assert bases == {
        "demo2020-own": "the same document",
        "demo2020-another": "another document",
        "demo2020-office": "official data",
    }
