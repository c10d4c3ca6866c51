"""What may have happened where a claim is contradicted."""

import pytest

PERCENT = {"unit": "%", "step": 0.1}


def kinds(entry):
    return {reading.kind for reading in entry.readings}


def test_a_stated_reading_is_told_only_if_the_arithmetic_bears_it_out(demo):
    demo.claim("share", 23.1, **PERCENT)
    demo.check("share", "whole_number", "share", 330)
    for kind, base in (("order", 208), ("base", 10)):
        note = "Of {2} firms {1} is possible: {result}."
        demo.check("share", "whole_number", "share", base, role="reading", kind=kind, sure="likely", note=note)
    entry = demo.audit()["share"]
    assert entry.verdict == "contradicted"
    assert [(reading.kind, reading.note) for reading in entry.readings] == [
        ("order", "Of 208 firms 23.1 is possible: 23.08.")
    ]


def test_a_reading_that_can_only_be_argued_is_told(demo):
    demo.claim("year", 2032)
    demo.check("year", "same", 2030)
    demo.check("year", "", role="reading", kind="vintage", sure="possible", note="Two plans, two years.")
    assert [reading.note for reading in demo.audit()["year"].readings] == ["Two plans, two years."]


def test_a_reading_of_a_figure_that_holds_is_not_told(demo):
    demo.claim("year", 2030)
    demo.check("year", "same", 2030)
    demo.check("year", "", role="reading", kind="vintage", sure="possible", note="Two plans, two years.")
    assert demo.audit()["year"].readings == ()


@pytest.mark.parametrize(
    ("printed", "computed", "kind"),
    [(12.3, 12.38, "truncation"), (12.3, 123, "unit"), (12.3, 13.2, "typing")],
)
def test_slips_that_anyone_makes_are_tried(demo, printed, computed, kind):
    demo.claim("x", printed, **PERCENT)
    demo.check("x", "same", computed)
    assert kinds(demo.audit()["x"]) == {kind}


def test_the_figure_of_a_neighbour_is_recognised(demo):
    demo.claim("north", 12.3, subject="the north", **PERCENT)
    demo.claim("south", 45.6, "45.6%", subject="the south", **PERCENT)
    demo.claim("elsewhere", 45.6, location="section 2", **PERCENT)
    demo.check("north", "same", 45.6)
    (reading,) = demo.audit()["north"].readings
    assert (reading.kind, reading.sure) == ("label", "possible")
    assert "the south (45.6%)" in reading.note


def test_no_slip_is_seen_where_none_fits(demo):
    demo.claim("x", 12.3, **PERCENT)
    demo.check("x", "same", 77.7)
    assert demo.audit()["x"].readings == ()
