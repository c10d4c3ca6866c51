"""The checking functions, on figures whose answers are known, and as intervals."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfgbook.audit import functions
from mfgbook.audit.functions import FUNCTIONS, arguments
from mfgbook.estimates import Interval


def exact(value: float) -> Interval:
    return Interval(value, value)


def printed(value: float, step: float) -> Interval:
    return Interval(value - step / 2, value + step / 2)


KNOWN = [
    ("same", [7], 7),
    ("total", [1, 2, 3.5], 6.5),
    ("difference", [28.2, 26.1], 2.1),
    ("remainder", [100, 30, 20], 50),
    ("product", [1.5, 1000, 2], 3000),
    ("ratio", [3, 4], 0.75),
    ("share", [77, 538], 100 * 77 / 538),
    ("share_of_sum", [1, 2, 1], 25),
    ("growth", [830, 1291], 100 * 461 / 830),
    ("annual_growth", [100, 121, 2], 10),
    ("compounded", [100, 10, 2], 121),
    ("mean", [1, 2, 6], 3),
    ("weighted_mean", [10, 330, 20, 208], (10 * 330 + 20 * 208) / 538),
    ("whole_number", [33.3, 3], 100 / 3),
    ("whole_number", [34.9, 3], 100 / 3),
    ("rank_from_top", [5, 9, 1, 7], 3),
    ("rank_from_bottom", [5, 9, 1, 7], 2),
    ("rank_with_gaps", [5, 4, 9, 1, 7], 3),
    ("rank_by_contribution", [1, 50, 10, 30, 100, 20, 0], 2),
    ("implied_total_growth", [1, 60, 20, 40, 0], 100 * (100 / 90 - 1)),
    ("largest", [5, 9, 1], 9),
    ("smallest", [5, 9, 1], 1),
    ("count", [5, 5, 5], 3),
    ("count_distinct", [5, 5, 6], 2),
    ("windows_ahead", [1, 1, 1, 1, 3, 1, 1, 1, 2, 2], 100 * 2 / 3),
]


@pytest.mark.parametrize(("name", "values", "expected"), KNOWN)
def test_on_exact_figures_a_function_gives_one_figure(name, values, expected):
    low, high = FUNCTIONS[name](*map(exact, values))
    assert low == pytest.approx(expected)
    assert high == pytest.approx(expected)


def test_every_function_is_tried_and_says_what_it_takes():
    assert {name for name, *_ in KNOWN} | {"difference_beyond_chance", "difference_in_one_sample"} == set(FUNCTIONS)
    assert all(arguments(function) for function in FUNCTIONS.values())
    assert arguments(functions.annual_growth) == "old; new; years"
    assert arguments(functions.windows_ahead) == "first then second ..."


positive = st.floats(0.5, 1000)
MONOTONE = [("share", 2), ("ratio", 2), ("growth", 2), ("weighted_mean", 4), ("product", 3)]


@pytest.mark.parametrize(("name", "count"), [*MONOTONE, ("share_of_sum", 3), ("remainder", 3), ("mean", 3)])
@given(data=st.data())
def test_whatever_rounding_hid_the_result_lies_within_the_interval(name, count, data):
    figures = [printed(data.draw(positive), 0.5) for _ in range(count)]
    true = [data.draw(st.floats(low, high)) for low, high in figures]
    low, high = FUNCTIONS[name](*figures)
    (inside, _) = FUNCTIONS[name](*map(exact, true))
    assert low - 1e-6 * abs(low) <= inside <= high + 1e-6 * abs(high)


def test_a_floor_leaves_the_other_side_open():
    assert functions.growth(exact(100), Interval(150, math.inf)) == Interval(pytest.approx(50), math.inf)


def test_nothing_divided_says_nothing():
    assert functions.ratio(exact(1), exact(0)) == functions.EVERYTHING


def test_tied_figures_leave_the_rank_open():
    assert functions.rank_from_top(printed(0.7, 0.1), printed(0.7, 0.1), printed(0.8, 0.2), exact(3)) == (2, 4)


def test_a_rank_among_many_of_which_few_are_known_stays_open():
    assert functions.rank_with_gaps(exact(5), exact(17), exact(9), exact(1)) == (2, 16)


def test_a_difference_of_groups_beyond_chance_is_told_from_one_within_it():
    far = functions.difference_beyond_chance(exact(60), exact(300), exact(40), exact(200))
    near = functions.difference_beyond_chance(exact(41), exact(300), exact(40), exact(200))
    assert far.low > 0
    assert near.low < 0 < near.high


def test_two_answers_of_one_sample_are_compared_as_pairs():
    assert functions.difference_in_one_sample(exact(44.4), exact(20), exact(538)).low > 0
    low, high = functions.difference_in_one_sample(exact(22.1), exact(21.7), exact(538))
    assert low < 0 < high
