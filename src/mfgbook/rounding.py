"""What rounding hides: a printed figure stands for every value that would be printed so.

A result computed from printed figures is then a range, not a point. `step` is the unit of the last printed digit: 0.1
for 34.8.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from mfgbook.estimates import Interval


def rounding_range(function: Callable[..., float], *figures: tuple[float, float]) -> Interval:
    """The range of a result over all that the rounding of its figures allows.

    Exact if the function rises or falls with each figure throughout its range, as sums, ratios and growth rates do: the
    ends then lie at the corners.

    Args:
        function: of as many numbers as there are figures.
        figures: each a printed value and its step.
    """
    ends = [(value - step / 2, value + step / 2) for value, step in figures]
    results = [function(*corner) for corner in product(*ends)]
    return Interval(min(results), max(results))
