"""From intervals to verdicts."""

import math

import pytest

from mfgbook.audit.claims import Claim
from mfgbook.audit.verdicts import compare, gap, holds, meets, verdict
from mfgbook.estimates import Interval


def claim(value: float, step: float = 0.1, qualifier: str = "exact") -> Claim:
    words = dict.fromkeys(["location", "kind", "statement", "subject", "period", "printed", "unit", "page"], "")
    return Claim(
        "demo2020-x", "demo2020", **words, value=value, step=step, qualifier=qualifier, bears_on="", reason="", row=2
    )


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (Interval(55.54, 55.54), "reproduced"),
        (Interval(55.55, 55.6), "reproduced"),  # a value that may have been rounded down
        (Interval(55.56, 55.6), "contradicted"),
        (Interval(0, 55.4), "contradicted"),
        (Interval(-math.inf, math.inf), "reproduced"),
    ],
)
def test_a_printed_figure_is_an_interval(result, expected):
    assert compare(result, claim(55.5)) == expected


@pytest.mark.parametrize(
    ("qualifier", "result", "expected"),
    [
        ("about", 95.1, "rounding"),
        ("about", 94.0, "contradicted"),
        ("exact", 99.0, "contradicted"),
        ("floor", 137.0, "reproduced"),
        ("floor", 99.0, "contradicted"),
        ("ceiling", 12.0, "reproduced"),
        ("ceiling", 101.0, "contradicted"),
    ],
)
def test_words_beside_a_figure_open_its_interval(qualifier, result, expected):
    assert compare(Interval(result, result), claim(100, 0, qualifier)) == expected


def test_binary_arithmetic_turns_no_exact_count():
    assert compare(Interval(0.1 + 0.2, 0.1 + 0.2), claim(0.3, 0)) == "reproduced"


def test_how_far_intervals_lie_apart():
    assert gap(Interval(0, 1), Interval(3, 4)) == gap(Interval(3, 4), Interval(0, 1)) == 2
    assert meets(Interval(0, 1), Interval(1, 2))
    assert not meets(Interval(0, 1), Interval(1.01, 2))


@pytest.mark.parametrize(
    ("result", "must", "expected"),
    [
        ((0.1, 2), "above 0", True),
        ((-0.1, 2), "above 0", False),  # it may hold, which is not for certain
        ((-2, -1), "below 0", True),
        ((90, 95), "at least 90", True),
        ((1, 1), "at most 1", True),
        ((-0.5, 0.5), "at least -0.5", True),
    ],
)
def test_a_condition_must_hold_for_the_whole_interval(result, must, expected):
    assert holds(Interval(*result), must) is expected


@pytest.mark.parametrize(
    ("recomputed", "carried", "expected"),
    [
        ([], [], "unchecked"),
        (["unchecked"], [], "unchecked"),
        (["reproduced"], [True], "reproduced"),
        (["reproduced", "contradicted"], [], "contradicted"),
        (["reproduced", "rounding"], [], "rounding"),
        (["reproduced"], [True, False], "misleading"),
        ([], [False], "misleading"),
        (["contradicted"], [False], "contradicted"),
    ],
)
def test_the_verdict_follows_from_the_outcomes(recomputed, carried, expected):
    assert verdict(recomputed, carried) == expected
