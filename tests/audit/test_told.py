"""What a reader of the page is told."""

import re

import pytest

from mfgbook.audit import described, documents, in_words, tell, why
from mfgbook.audit.arithmetic import PHRASES
from mfgbook.audit.functions import FUNCTIONS

PERCENT = {"unit": "%", "step": 0.1}


def words(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def entries(demo):
    return list(demo.audit().values())


def test_every_function_has_words():
    assert set(PHRASES) == set(FUNCTIONS)


def test_a_contradiction_is_told_with_its_arithmetic_and_its_reading(demo):
    demo.claim("x", 26.0, "26.0%", statement="Growth of <firms>", **PERCENT)
    demo.check("x", "growth", 40, 50)
    demo.check("x", "growth", 40, 50.4, role="reading", kind="typing", sure="likely", note="With {2} it fits.")
    found = entries(demo)
    html = tell(found, documents(found, demo.folder)).data
    assert 'id="demo2020-x"' in html
    text = words(html)
    assert "Demo, section 1; a detail" in text
    assert "Growth of &lt;firms&gt;: 26.0 % contradicted" in text
    assert "25 = growth from 40 to 50 (from the same document)" in text
    assert "Reading (typing, likely): With 50.4 it fits." in text


def test_the_most_consequential_comes_first_then_what_is_furthest_off(demo):
    for name, bears_on, value, place in (
        ("small", "detail", 200, "section 1"),
        ("near", "conclusion", 101, "section 2"),
        ("far", "conclusion", 150, "section 3"),
    ):
        demo.claim(name, value, bears_on=bears_on, location=place)
        demo.check(name, "same", 100)
    found = entries(demo)
    told = re.findall(r'id="demo2020-(\w+)"', tell(found, documents(found, demo.folder)).data)
    assert told == ["far", "near", "small"]


def test_claims_of_one_place_with_one_explanation_are_told_together(demo):
    for name in ("one", "two", "other"):
        demo.claim(name, 26.0, **PERCENT)
        demo.check(name, "growth", 40, 50)
        note = "The row of another year." if name != "other" else "Another cause."
        demo.check(name, "", role="reading", kind="label", sure="possible", note=note)
    found = entries(demo)
    html = tell(found, documents(found, demo.folder)).data
    assert html.count("<article") == 1
    assert html.count("The row of another year.") == html.count("Another cause.") == 1


def test_a_misleading_figure_is_told_with_what_fails(demo):
    demo.claim("x", 25.0, **PERCENT)
    demo.check("x", "growth", 40, 50)
    demo.check("x", "difference", 40, 50, role="carries", must="above 0", note="It fell by {result}.")
    found = entries(demo)
    text = words(tell(found, documents(found, demo.folder)).data)
    assert "It fell by −10. (−10 = 40 − 50; to carry the conclusion it must be above 0)" in text


@pytest.mark.parametrize(
    ("value", "printed", "cells", "expected"),
    [
        (55.5, "55.5%", PERCENT, "55.5 %"),
        (55.0, "55.0", PERCENT, "55.0 %"),
        (
            240000,
            "약 24만명",
            {"unit": "people", "step": 10000, "qualifier": "about"},
            "about 240,000 people (약 24만명)",
        ),
        (50, "절반 이상", {"unit": "%", "qualifier": "floor"}, "at least 50 % (절반 이상)"),
        (1, "1위", {"unit": "rank"}, "rank 1 (1위)"),
        (2030, "2030", {"unit": "year"}, "2030"),
        (1, "1개", {"unit": "places"}, "1 place (1개)"),
        (62.6, "62.6", {"unit": "2015 = 100", "step": 0.1}, "62.6 (2015 = 100)"),
    ],
)
def test_a_printed_figure_in_words(demo, value, printed, cells, expected):
    demo.claim("x", value, printed, **cells)
    (entry,) = entries(demo)
    assert in_words(entry.claim) == expected


def test_a_claim_is_a_place_unless_it_is_told_elsewhere(demo):
    demo.claim("x", 1, page="method#links")
    (entry,) = entries(demo)
    assert 'id="demo2020-x"' in described(entry.claim, {"demo2020": "Demo"}, told=False).data
    assert 'href="#demo2020-x"' in described(entry.claim, {"demo2020": "Demo"}, told=True).data
    assert why(entry, told=False).data.endswith('<a class="to-page" href="method.html#links">method</a>')


def test_of_a_claim_told_elsewhere_the_table_names_the_kinds_of_its_readings(demo):
    demo.claim("x", 26.0, **PERCENT)
    demo.check("x", "growth", 40, 50)
    demo.check("x", "", role="reading", kind="label", sure="possible", note="The row of another year.")
    (entry,) = entries(demo)
    assert why(entry, told=True).data == "label, possible"
    assert why(entry, told=False).data == "The row of another year. (label, possible)"
