"""The checking functions: figures in, the figure that follows from them out, all as intervals.

A printed figure is an interval, since rounding hides the rest; so is what follows from it. Inputs come in the order of
the arguments. A function that takes any number of figures also takes those of a whole column.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Sequence
from itertools import product as every_combination
from typing import Any

import pandas as pd

from mfgbook import indicators, inference
from mfgbook.estimates import Interval

EVERYTHING = Interval(-math.inf, math.inf)


def same(figure: Interval) -> Interval:
    """The same quantity, printed elsewhere or in the official data."""
    return figure


def total(*parts: Interval) -> Interval:
    """The sum of the parts."""
    return Interval(sum(part.low for part in parts), sum(part.high for part in parts))


def difference(first: Interval, second: Interval) -> Interval:
    """The first less the second."""
    return Interval(first.low - second.high, first.high - second.low)


def remainder(whole: Interval, *parts: Interval) -> Interval:
    """What is left of the whole without the parts."""
    return difference(whole, total(*parts))


def product(*factors: Interval) -> Interval:
    """The factors multiplied, as in a conversion of units or currencies."""
    return _corners(lambda *values: math.prod(values), *factors)


def ratio(numerator: Interval, denominator: Interval) -> Interval:
    """The first divided by the second."""
    return _corners(lambda a, b: a / b, numerator, denominator)


def share(part: Interval, whole: Interval) -> Interval:
    """The part in percent of the whole."""
    return _corners(lambda a, b: 100 * a / b, part, whole)


def share_of_sum(part: Interval, *others: Interval) -> Interval:
    """The part in percent of the sum of the part and the others."""
    return _corners(lambda a, b: 100 * a / (a + b), part, total(*others))


def growth(old: Interval, new: Interval) -> Interval:
    """Growth from the old to the new figure, in percent."""
    return _corners(lambda a, b: 100 * (b / a - 1), old, new)


def annual_growth(old: Interval, new: Interval, years: Interval) -> Interval:
    """Compound annual growth in percent."""
    return _corners(lambda a, b, n: 100 * ((b / a) ** (1 / n) - 1), old, new, years)


def compounded(start: Interval, rate: Interval, years: Interval) -> Interval:
    """The level reached from a start, at a rate in percent a year."""
    return _corners(lambda a, r, n: a * (1 + r / 100) ** n, start, rate, years)


def mean(*values: Interval) -> Interval:
    """The mean."""
    return Interval(*(end / len(values) for end in total(*values)))


def weighted_mean(*values_and_weights: Interval) -> Interval:
    """The mean of values by weights: value, weight, value, weight, and so on."""
    _pairs(values_and_weights)

    def weigh(*numbers: float) -> float:
        values, weights = numbers[::2], numbers[1::2]
        return sum(v * w for v, w in zip(values, weights, strict=True)) / sum(weights)

    return _corners(weigh, *values_and_weights)


def whole_number(percent: Interval, base: Interval) -> Interval:
    """The share of the base, as a percentage, that a whole number of respondents has and that lies nearest."""
    middle = (percent.low + percent.high) / 2
    return _corners(lambda n: 100 * round(middle * n / 100) / n, base)


def rank_from_top(figure: Interval, *others: Interval) -> Interval:
    """The figure's rank among the others, the largest first; a range where rounding leaves it open."""
    return Interval(
        1 + sum(other.low > figure.high for other in others), 1 + sum(other.high >= figure.low for other in others)
    )


def rank_from_bottom(figure: Interval, *others: Interval) -> Interval:
    """The figure's rank among the others, the smallest first."""
    return rank_from_top(_negative(figure), *map(_negative, others))


def rank_with_gaps(figure: Interval, ranked: Interval, *others: Interval) -> Interval:
    """The figure's rank among so many that are ranked, the largest first, if only some of the others are known."""
    above = sum(other.low > figure.high for other in others)
    below = sum(other.high < figure.low for other in others)
    return Interval(1 + above, ranked.high - below)


def largest(*figures: Interval) -> Interval:
    """The largest of the figures."""
    return Interval(max(figure.low for figure in figures), max(figure.high for figure in figures))


def smallest(*figures: Interval) -> Interval:
    """The smallest of the figures."""
    return Interval(min(figure.low for figure in figures), min(figure.high for figure in figures))


def count(*cells: Any) -> Interval:
    """How many cells there are; they may hold words."""
    return Interval(len(cells), len(cells))


def count_distinct(*cells: Any) -> Interval:
    """How many different cells there are; they may hold words."""
    return count(*set(cells))


def difference_beyond_chance(first: Interval, first_n: Interval, second: Interval, second_n: Interval) -> Interval:
    """The 95 % interval of the difference of two groups' shares in percentage points (Newcombe 1998)."""
    first_count, second_count = _respondents(first, first_n), _respondents(second, second_n)
    ends = inference.newcombe_interval(first_count, round(first_n.low), second_count, round(second_n.low))
    return Interval(*(100 * end for end in ends))


def difference_in_one_sample(first: Interval, second: Interval, n: Interval) -> Interval:
    """The 95 % interval of the difference of two answers' shares in one sample, in percentage points (Tango 1998)."""
    counts = _respondents(first, n), _respondents(second, n)
    return inference.contrast_in_sample(*counts, round(n.low)).interval


def implied_total_growth(years: Interval, *shares_and_growth: Interval) -> Interval:
    """The annual growth of a whole, in percent, from its parts: end share, annual growth, end share, and so on.

    All figures are printed with the same precision; see `indicators.implied_total_growth`.
    """
    shares, rates = (
        pd.Series([(figure.low + figure.high) / 2 for figure in part]) for part in _pairs(shares_and_growth)
    )
    half_unit = max((figure.high - figure.low) / 2 for figure in shares_and_growth)
    implied = indicators.implied_total_growth(shares, rates, round(years.low), half_unit)
    return Interval(implied.low, implied.high)


def rank_by_contribution(years: Interval, *shares_and_growth: Interval) -> Interval:
    """The rank of the first part by its contribution to the growth of the whole, the largest first.

    A part's contribution is proportional to s (1 - (1 + g) ** -years), of its end share s and its annual growth g.
    """
    parts = zip(*_pairs(shares_and_growth), strict=True)
    return rank_from_top(*(_corners(lambda s, g, n: s * (1 - (1 + g / 100) ** -n), *part, years) for part in parts))


def windows_ahead(*first_then_second: Interval, shortest: int = 3) -> Interval:
    """In how many of all windows the first series grew faster than the second, in percent.

    The two series come one after the other, a year apart within each; a window is two years, `shortest` or more apart.
    """
    if len(first_then_second) % 2 or len(first_then_second) <= 2 * shortest:
        raise TypeError(f"give two series of the same length, of more than {shortest} years each")
    half = len(first_then_second) // 2
    first, second = ([figure.low for figure in part] for part in (first_then_second[:half], first_then_second[half:]))
    windows = [(start, end) for start in range(half) for end in range(start + shortest, half)]
    ahead = sum(first[end] / first[start] > second[end] / second[start] for start, end in windows)
    return Interval(*2 * (100 * ahead / len(windows),))


FUNCTIONS: dict[str, Callable[..., Interval]] = {
    function.__name__: function
    for function in (
        same,
        total,
        difference,
        remainder,
        product,
        ratio,
        share,
        share_of_sum,
        growth,
        annual_growth,
        compounded,
        mean,
        weighted_mean,
        whole_number,
        rank_from_top,
        rank_from_bottom,
        rank_with_gaps,
        largest,
        smallest,
        count,
        count_distinct,
        difference_beyond_chance,
        difference_in_one_sample,
        implied_total_growth,
        rank_by_contribution,
        windows_ahead,
    )
}
TAKE_WORDS = {"count", "count_distinct"}


def arguments(function: Callable[..., Interval]) -> str:
    """How a function's inputs are written, such as "old; new; years" or "part; others ..."."""
    takes = inspect.signature(function).parameters.values()
    names = [p.name + " ..." * (p.kind is p.VAR_POSITIONAL) for p in takes if p.kind is not p.KEYWORD_ONLY]
    return "; ".join(name.replace("_", " ") for name in names)


def _corners(function: Callable[..., float], *figures: Interval) -> Interval:
    """The range of a function that rises or falls with each figure throughout: its ends lie at the corners."""
    ends = [dict.fromkeys(figure) for figure in figures]  # an exact figure has one end
    try:
        results = [function(*corner) for corner in every_combination(*ends)]
    except (ZeroDivisionError, OverflowError):
        return EVERYTHING
    if any(isinstance(result, complex) or math.isnan(result) for result in results):
        return EVERYTHING
    return Interval(min(results), max(results))


def _pairs(figures: Sequence[Interval]) -> tuple[Sequence[Interval], Sequence[Interval]]:
    """The first, third ... and the second, fourth ... of figures that come in pairs."""
    if len(figures) % 2 or not figures:
        raise TypeError("figures come in pairs")
    return figures[::2], figures[1::2]


def _negative(figure: Interval) -> Interval:
    return Interval(-figure.high, -figure.low)


def _respondents(percent: Interval, n: Interval) -> int:
    """The whole number of respondents that lies nearest to a printed share."""
    return round((percent.low + percent.high) / 2 * round(n.low) / 100)
