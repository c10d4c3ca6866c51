"""Rank correlation for a handful of places."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy.stats import norm, rankdata

from mfgbook.errors import BookError
from mfgbook.estimates import Estimate, Interval
from mfgbook.inference.base import alpha

MINIMUM_FOR_RANKS = 6


def rank_correlation(
    x: pd.Series, y: pd.Series, confidence_level: float = 0.95, draws: int = 9999, seed: int = 0
) -> Estimate:
    """Spearman's rank correlation (Spearman 1904) with a permutation test, for few points and ties.

    The p-value is the share of random pairings whose correlation is at least as far from 0, the observed one counted
    in. The interval is Fisher's, with the variance of Bonett and Wright (2000): rough for fewer than 25 points.
    Assumes that the points are exchangeable; places that influence each other make the test too ready to reject.

    Args:
        x: values of one variable.
        y: values of the other, with the same index; pairs with a missing value are left out.
        confidence_level: of the interval.
        draws: random pairings.
        seed: of the draws.

    Raises:
        BookError: with fewer than 6 pairs, or if all values of a variable are equal.
    """
    level = alpha(confidence_level)
    pairs = pd.concat([x, y], axis=1, join="inner").dropna()
    n = len(pairs)
    if n < MINIMUM_FOR_RANKS:
        raise BookError(f"A rank correlation needs at least {MINIMUM_FOR_RANKS} pairs; there are {n}.")
    ranks = [rankdata(pairs.iloc[:, column]) for column in (0, 1)]
    first, second = (r - r.mean() for r in ranks)
    size = math.sqrt((first @ first) * (second @ second))
    if size == 0:
        raise BookError("All values of a variable are equal, so there is no rank correlation.")
    value = float(first @ second / size)
    rng = np.random.default_rng(seed)
    shuffled = rng.permuted(np.tile(second, (draws, 1)), axis=1) @ first / size
    as_far = np.sum(np.abs(shuffled) >= abs(value) - 1e-12)
    reach = norm.ppf(1 - level / 2) * math.sqrt((1 + value**2 / 2) / (n - 3))
    centre = math.atanh(min(max(value, -0.999999), 0.999999))
    interval = Interval(math.tanh(centre - reach), math.tanh(centre + reach))
    return Estimate(value, interval, float((1 + as_far) / (1 + draws)), n)
