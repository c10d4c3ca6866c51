"""What changed about a finding."""

from __future__ import annotations

from typing import Any

import pytest
from made_up import number, words

from mfgbook.compare import findings
from mfgbook.compare.findings import Change, difference_text, said, why
from mfgbook.findings import direction, standing


def changed(before: dict[str, Any] | None, after: dict[str, Any] | None) -> Change | None:
    """Compare one finding."""
    found = findings.changes("run", [before] if before else [], [after] if after else [])
    assert len(found) <= 1
    return found[0] if found else None


def kinds(before: dict[str, Any] | None, after: dict[str, Any] | None) -> tuple[str, ...]:
    change = changed(before, after)
    return change.kinds if change else ()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (number("n", 5), number("n", 5), ()),
        (number("n", 5), number("n", 6), ("value",)),
        (number("n", 5), number("n", -6), ("sign",)),
        (number("n", 5), number("n", 0), ("value",)),
        (number("n", 0.2), number("n", -0.2), ("rounding",)),
        (number("n", 5.01), number("n", 5.02), ("rounding",)),
        (number("n", 5.01, digits=2), number("n", 5.02, digits=2), ("value",)),
        (number("n", 5, unit="%"), number("n", 5, unit="points"), ("unit",)),
        (number("n", 3, unit="rank"), number("n", 4, unit="rank"), ("rank",)),
        (number("n", 5), number("n", None), ("gone",)),
        (number("n", None), number("n", 5), ("new",)),
        (number("n", None), number("n", None), ()),
        (None, number("n", 5), ("new",)),
        (number("n", 5), None, ("gone",)),
        (words("w", "rose"), words("w", "rose"), ()),
        (words("w", "rose"), words("w", "fell"), ("word",)),
        (words("w", "9.2 to 9.6 %"), words("w", "1,036.4 to 37.4 %"), ("value",)),
        (words("w", "+3.1 points"), words("w", "-3.1 points"), ("word",)),
        (words("w", standing(4, 18)), words("w", standing(2, 18)), ("rank",)),
        (words("w", standing(4, 18, ["Ulsan"])), words("w", standing(2, 18)), ("rank",)),
        (words("w", standing(4, 18, ["Ulsan"])), words("w", standing(4, 18)), ("word",)),
        (words("w", standing(4, 18)), words("w", standing(4, 20)), ("value",)),
        (words("w", standing(4, 18)), words("w", "not ranked"), ("word",)),
        (words("w", "none"), number("w", 5), ("word", "unit")),
        (number("n", 5, p_value=0.03), number("n", 5, p_value=0.06), ("significance",)),
        (number("n", 5, p_value=0.2), number("n", 6, p_value=0.04), ("significance", "value")),
        (number("n", 5, p_value=0.20), number("n", 5, p_value=0.30), ("uncertainty",)),
        (number("n", 5, interval=[1, 9]), number("n", 5, interval=[-1, 9]), ("significance",)),
        (number("n", 5, interval=[-1, 9]), number("n", -5, interval=[-9, -1]), ("significance", "sign")),
        (number("n", 5, interval=[None, 9]), number("n", 5, interval=[2, 9]), ("significance",)),
        (number("n", 5, interval=[1, 9]), number("n", 5, interval=[2, 9]), ("uncertainty",)),
        (number("n", 5, interval=[1, 9]), number("n", 5, interval=[1.1, 9]), ()),
        (number("n", 5), number("n", 5, interval=[2, 9]), ("uncertainty",)),
    ],
)
def test_what_changed_is_named(before: Any, after: Any, expected: tuple[str, ...]) -> None:
    assert kinds(before, after) == expected


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (number("n", 40), number("n", 50), "+10 firms (+25.0 %)"),
        (number("n", 1500), number("n", 3000), "+1,500 firms (+100.0 %)"),
        (number("n", 0), number("n", 50), "+50 firms"),
        (number("n", -4), number("n", 4), "+8 firms"),
        (number("n", 20.2, unit="% of GDP", digits=1), number("n", 19.1, unit="% of GDP", digits=1), "-1.1 points"),
        (number("n", 2, unit="% a year"), number("n", 4, unit="% a year"), "+2 points a year"),
        (number("n", 86.6, unit="%"), number("n", 85.4, unit="%"), "-1 points"),
        (number("n", 85.51, unit="%"), number("n", 85.49, unit="%"), "-0.02 points"),
        (number("n", 85.6, unit="%"), number("n", 85.4, unit="%"), "-0.2 points"),
        (number("n", 2022, unit="year"), number("n", 2024, unit="year"), "+2 years"),
        (number("n", 3, unit="rank"), number("n", 1, unit="rank"), "-2 places"),
        (number("n", 5, unit="%"), number("n", 6, unit="points"), ""),
        (number("n", 5), None, ""),
        (words("w", "rose"), words("w", "fell"), ""),
        (number("n", 5, p_value=0.2), number("n", 5, p_value=0.3), ""),
    ],
)
def test_the_difference_is_written_with_its_unit_and_as_a_share_where_that_means_something(
    before: Any, after: Any, text: str
) -> None:
    change = changed(before, after)
    assert change is not None
    assert difference_text(change) == text


def test_relative_changes_are_of_the_number_before() -> None:
    change = changed(number("n", 40), number("n", 50))
    assert change is not None
    assert (change.difference, change.relative, change.size) == (10, 0.25, 0.2)


def test_a_turn_of_significance_is_told_with_what_turned() -> None:
    change = changed(number("n", 5, p_value=0.031, interval=[1, 9]), number("n", -5, p_value=0.2, interval=[-9, 2]))
    assert change is not None
    assert why(change) == "significance (p = 0.031, now p = 0.20; interval 1 to 9, now -9 to 2), sign"


@pytest.mark.parametrize(
    ("record", "text"),
    [
        (None, "–"),
        (number("n", None), "no figure"),
        (number("n", 1234.5, digits=1), "1,234.5 firms"),
        (number("n", 2024, unit="year"), "2024"),
        (number("n", 2, unit=""), "2"),
        (words("w", "rose"), "rose"),
        (words("w", ""), "no words"),
    ],
)
def test_values_are_written_with_their_units(record: Any, text: str) -> None:
    assert said(findings.Figure.of(record) if record else None) == text


def test_what_turned_comes_first_then_the_largest_change() -> None:
    pairs = [
        (number("small", 100), number("small", 101)),
        (number("gone", 5), None),
        (words("word", direction(1, 2)), words("word", direction(-2, -1))),
        (words("range", "10 to 20"), words("range", "10 to 40")),
        (number("large", 100), number("large", 300)),
        (number("sign", 1), number("sign", -1)),
        (number("significant", 1, p_value=0.01), number("significant", 1, p_value=0.9)),
        (words("place", "number 1 of 3"), words("place", "number 2 of 3")),
    ]
    found = [change for change in (changed(*pair) for pair in pairs) if change]
    names = [change.figure.id for change in sorted(found, key=findings.order)]
    assert names == ["significant", "sign", "place", "word", "gone", "large", "range", "small"]


def test_a_finding_recorded_twice_counts_as_the_prose_reads_it() -> None:
    found = findings.changes("run", [number("n", 1)], [number("n", 1), number("n", 2)])
    assert [(change.figure.value, change.kinds) for change in found] == [(2, ("value",))]
