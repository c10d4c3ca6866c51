"""Straight lines through yearly series."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
from statsmodels.tools.tools import add_constant

from mfgbook.errors import BookError
from mfgbook.estimates import Estimate, Interval
from mfgbook.inference.base import autocorrelated_fit, coefficient, observations

MINIMUM_FOR_TREND = 8


def linear_trend(series: pd.Series, confidence_level: float = 0.95) -> Estimate:
    """Slope of a straight line through a yearly series, in its unit per year.

    Generalised least squares on the year itself with first-order autoregressive, AR(1), errors (Prais and Winsten
    1954): the coefficient comes from the residuals of ordinary least squares, corrected for its bias in short series
    (Kendall 1954) and kept from 0 to 0.95; intervals are of the t distribution. Gaps between years are taken at their
    length.

    In 1,000 simulated series of 34 years without a trend, a test at 5 % finds one in 3 % of cases with independent
    errors, 6 % with an autocorrelation of 0.5 and 13 % with 0.8 (10 years: 4, 12 and 23 %). The errors of Newey and
    West (1987) are further off: 10, 20 and 38 % for 34 years.

    Args:
        series: values indexed by year, in any order; missing values are left out.
        confidence_level: of the interval.

    Raises:
        BookError: with fewer than 8 observations, or a year given twice.
    """
    y = observations(series, MINIMUM_FOR_TREND, "A trend")
    if np.ptp(y) <= 1e-12 * np.abs(y).max():
        return Estimate(0.0, Interval(0.0, 0.0), 1.0, len(y))
    years = np.asarray(y.index, dtype=float)
    # Centred years: the slope is the same, the arithmetic better.
    fit = autocorrelated_fit(y.to_numpy(), add_constant(years - years.mean()), years)
    return coefficient(fit, 1, confidence_level)


def trend_difference(first: pd.Series, second: pd.Series, confidence_level: float = 0.95) -> Estimate:
    """By how much the slope of `first` exceeds that of `second`: the trend of their difference over common years.

    Working on the difference takes account of what moves both series in the same year. See `linear_trend`.

    Raises:
        BookError: with fewer than 8 common years, or a year given twice.
    """
    both = pd.concat({"first": observations(first), "second": observations(second)}, axis=1, join="inner")
    return linear_trend((both["first"] - both["second"]).rename("of differences"), confidence_level)


def slopes_by_window(
    series: pd.Series, minimum: int = MINIMUM_FOR_TREND, confidence_level: float = 0.95
) -> pd.DataFrame:
    """The slope over every window of the series: does an answer survive another choice of years?

    Windows overlap, so their intervals are not independent evidence. See `linear_trend`.

    Args:
        series: values indexed by year.
        minimum: fewest observations in a window, at least 8.
        confidence_level: of each interval.

    Returns:
        One row a window: `start`, `end` (years), `n`, `slope`, `low`, `high`, `p_value`.

    Raises:
        BookError: if the series is shorter than the minimum, or the minimum less than 8.
    """
    if minimum < MINIMUM_FOR_TREND:
        raise BookError(f"A trend needs at least {MINIMUM_FOR_TREND} observations; a minimum of {minimum} is too few.")
    y = observations(series, minimum, "Slopes by window")
    rows = []
    for start, stop in combinations(range(len(y) + 1), 2):
        if stop - start >= minimum:
            window = y.iloc[start:stop]
            slope = linear_trend(window, confidence_level)
            rows.append((window.index[0], window.index[-1], slope.n, slope.value, *slope.interval, slope.p_value))
    return pd.DataFrame(rows, columns=["start", "end", "n", "slope", "low", "high", "p_value"])
