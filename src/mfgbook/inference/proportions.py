"""Intervals of proportions and their differences, and the correction for several tests."""

from __future__ import annotations

import pandas as pd
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from mfgbook.errors import BookError, did_you_mean, listed
from mfgbook.estimates import Interval
from mfgbook.inference.base import alpha

CORRECTIONS = ("none", "holm", "bonferroni", "fdr_bh")


def wilson_interval(count: int, n: int, confidence_level: float = 0.95) -> Interval:
    """Confidence interval of the proportion count / n (Wilson 1927), honest for small n and for 0 or n of n."""
    _check_count(count, n)
    return Interval(*map(float, proportion_confint(count, n, alpha=alpha(confidence_level), method="wilson")))


def newcombe_interval(
    first_count: int, first_n: int, second_count: int, second_n: int, confidence_level: float = 0.95
) -> Interval:
    """Confidence interval of the difference of two independent proportions, first less second (Newcombe 1998)."""
    _check_count(first_count, first_n)
    _check_count(second_count, second_n)
    bounds = confint_proportions_2indep(
        first_count, first_n, second_count, second_n, method="newcomb", alpha=alpha(confidence_level)
    )
    return Interval(*map(float, bounds))


def adjust(p_values: pd.Series, correction: str) -> pd.Series:
    """P-values adjusted for testing all of them, with the index of `p_values`.

    Args:
        p_values: one for each test; missing ones stay missing and do not count.
        correction: "none"; "bonferroni"; "holm" (Holm 1979), which keeps the chance of any false alarm at the level; or
            "fdr_bh" (Benjamini and Hochberg 1995), which keeps the share of false alarms among the findings there.

    Raises:
        BookError: for another correction.
    """
    if correction not in CORRECTIONS:
        raise BookError(
            f"correction {correction!r} is not known.{did_you_mean(correction, CORRECTIONS)} "
            f"Choose from {listed(CORRECTIONS, last=' or ')}."
        )
    held = p_values.dropna()
    if correction != "none" and len(held):
        adjusted = multipletests(held.to_numpy(dtype=float), method=correction)[1]
        held = pd.Series(adjusted, index=held.index, name=p_values.name)
    return held.reindex(p_values.index)


def _check_count(count: int, n: int) -> None:
    if not (n > 0 and 0 <= count <= n):
        raise BookError(f"{count} of {n} is not a proportion: the count must be between 0 and a positive total.")
