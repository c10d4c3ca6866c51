"""Ranges of results from printed, so rounded, figures."""

import pytest

from mfgbook.rounding import rounding_range


def test_a_growth_rate_lies_between_its_corners():
    """3.2 to 20.8 in five years: 45.4 % a year, and 45.6 % is within what rounding allows."""
    low, high = rounding_range(lambda a, b: 100 * ((b / a) ** 0.2 - 1), (3.2, 0.1), (20.8, 0.1))
    assert low == pytest.approx(100 * ((20.75 / 3.25) ** 0.2 - 1))
    assert high == pytest.approx(100 * ((20.85 / 3.15) ** 0.2 - 1))
    assert low < 45.6 < high
