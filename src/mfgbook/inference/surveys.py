"""Published shares of a survey: the counts behind them, differences between groups, and ranks within one sample.

Shares are in percent and differences in percentage points, as reports print them. Intervals and p-values take each
group as a simple random sample; for a quota sample they show what chance alone would do, no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from math import copysign, inf, sqrt

import pandas as pd
from scipy.optimize import brentq
from scipy.stats import fisher_exact, norm
from statsmodels.stats.contingency_tables import Table

from mfgbook.errors import BookError
from mfgbook.estimates import Estimate, Interval, tabulate
from mfgbook.inference.base import alpha
from mfgbook.inference.proportions import adjust, newcombe_interval, wilson_interval

# What a printed share says of counts


def whole_counts(percent: float, n: int, digits: int = 1) -> list[int]:
    """All whole numbers of n that round to a printed percentage; none, if it cannot be a share of n.

    A half may be rounded either way, so both neighbours count.

    Args:
        percent: the share as printed.
        n: respondents that it is a share of.
        digits: decimals printed.

    Raises:
        BookError: if n is not positive.
    """
    if n <= 0:
        raise BookError(f"A share of {n} respondents is not defined; give the number that answered.")
    unit = 10**digits
    printed = round(percent * unit)  # in the last printed digit: exact arithmetic from here on
    lowest = -((1 - 2 * printed) * n // (200 * unit))
    highest = (2 * printed + 1) * n // (200 * unit)
    return list(range(max(lowest, 0), min(highest, n) + 1))


def fitting_bases(percents: Iterable[float], largest: int, digits: int = 1) -> list[int]:
    """All numbers of respondents up to `largest` at which every printed percentage is a whole number of them.

    Several shares of one sample whose size is not stated leave only some sizes possible; the smallest is no estimate.
    """
    printed = list(percents)
    return [n for n in range(1, largest + 1) if all(whole_counts(percent, n, digits) for percent in printed)]


def share_intervals(counts: pd.Series, n: pd.Series | int, confidence_level: float = 0.95) -> pd.DataFrame:
    """Each share with its Wilson interval (Wilson 1927), with the index of `counts`.

    Args:
        counts: respondents who gave the answer.
        n: respondents asked, one number for all or one for each.
        confidence_level: of each interval.

    Returns:
        The columns `percent`, `low`, `high`.

    Raises:
        BookError: if a count is not between 0 and its n, or the confidence level not between 0 and 1.
    """
    bases = n if isinstance(n, pd.Series) else pd.Series(n, index=counts.index)
    pairs = list(zip(counts, bases.loc[counts.index], strict=True))
    spans = [wilson_interval(int(count), int(base), confidence_level) for count, base in pairs]
    rows = [
        (100 * count / base, 100 * low, 100 * high) for (count, base), (low, high) in zip(pairs, spans, strict=True)
    ]
    return pd.DataFrame(rows, index=counts.index, columns=["percent", "low", "high"])


# Differences


def difference_of_groups(
    first_count: int, first_n: int, second_count: int, second_n: int, confidence_level: float = 0.95
) -> Estimate:
    """Difference of the shares of two separate groups, first less second, in percentage points.

    The interval is Newcombe's (1998), the p-value that of Fisher's exact test (1935), which holds its level at any
    count and is on the safe side where counts are small: an interval may just leave out 0 while p is above the level.

    Raises:
        BookError: if a count is not between 0 and its n, or the confidence level not between 0 and 1.
    """
    low, high = newcombe_interval(first_count, first_n, second_count, second_n, confidence_level)
    value = 100 * (first_count / first_n - second_count / second_n)
    p_value = fisher_exact([[first_count, first_n - first_count], [second_count, second_n - second_count]]).pvalue
    return Estimate(value, Interval(100 * low, 100 * high), float(p_value), first_n + second_n)


def contrast_in_sample(first_count: int, second_count: int, n: int, confidence_level: float = 0.95) -> Estimate:
    """Difference of the shares of two answers within one sample, first less second, in percentage points.

    Respondents choose one answer, so the two shares are cells of one multinomial and their difference is that of paired
    proportions: interval by Tango's score method (1998), p-value by the score test of equal shares, which is McNemar's
    (1947). The two agree. Both lean on large samples: with fewer than ten in both cells together take the p-value as
    rough.

    Args:
        first_count: respondents who gave the first answer.
        second_count: respondents who gave the second answer.
        n: all respondents, those with other answers included.
        confidence_level: of the interval.

    Raises:
        BookError: if the counts are negative or exceed n together.
    """
    if min(first_count, second_count) < 0 or not 0 < n >= first_count + second_count:
        raise BookError(
            f"{first_count} and {second_count} of {n} cannot be two answers of one sample: together they exceed it, "
            "or a count is negative."
        )
    limit = norm.isf(alpha(confidence_level) / 2)

    def score(difference: float) -> float:
        return _tango_score(first_count, second_count, n, difference)

    observed = (first_count - second_count) / n
    low = brentq(lambda d: score(d) - limit, -1.0, observed) if second_count < n else -1.0
    high = brentq(lambda d: score(d) + limit, observed, 1.0) if first_count < n else 1.0
    return Estimate(100 * observed, Interval(100 * low, 100 * high), float(2 * norm.sf(abs(score(0.0)))), n)


def weighted_contrast(
    first_counts: pd.Series, second_counts: pd.Series, n: pd.Series, weights: pd.Series, confidence_level: float = 0.95
) -> Estimate:
    """Difference of the shares of two answers when the groups of a sample are weighted, in percentage points.

    The groups' contrasts are averaged with the weights, and their variances with the squared weights, as in a
    stratified sample (Kish 1965); interval and p-value are of the normal distribution.

    Args:
        first_counts: respondents who gave the first answer, by group.
        second_counts: respondents who gave the second answer, by group.
        n: respondents by group.
        weights: of the groups, in any unit.
        confidence_level: of the interval.

    Raises:
        BookError: if a weight is negative or all are 0.
    """
    if (weights < 0).any() or not weights.sum() > 0:
        raise BookError(f"Weights must not be negative, nor all 0; they are {', '.join(map(str, weights))}.")
    parts = weights / weights.sum()
    first, second = first_counts / n, second_counts / n
    value = float((parts * (first - second)).sum())
    error = sqrt(float((parts**2 * (first + second - (first - second) ** 2) / n).sum()))
    reach = float(norm.isf(alpha(confidence_level) / 2)) * error
    p_value = float(2 * norm.sf(abs(value) / error)) if error else float(value == 0)
    return Estimate(100 * value, Interval(100 * (value - reach), 100 * (value + reach)), p_value, int(n.sum()))


def homogeneity(counts: pd.DataFrame) -> float:
    """P-value of Pearson's (1900) test that groups (columns) spread alike over answers (rows).

    It needs some five expected respondents in nearly every cell.
    """
    return float(Table(counts.to_numpy(dtype=float)).test_nominal_association().pvalue)


# Ranks


def adjacent_ranks(counts: pd.Series, n: int, confidence_level: float = 0.95, correction: str = "holm") -> pd.DataFrame:
    """Each answer of a ranking against the next: is the order of neighbours told from a tie?

    Args:
        counts: respondents by answer, in any order; each respondent gave one answer at most.
        n: all respondents.
        confidence_level: of each interval, and of the verdict.
        correction: as in `adjust`, over all neighbours.

    Returns:
        One row a pair in the order of the ranking: `higher`, `lower` (the answers), `difference`, `low`, `high`
        (percentage points), `p_value`, `p_adjusted`, `told` (whether the order is told from a tie).
    """
    ranked = counts.sort_values(ascending=False, kind="stable")
    pairs = list(zip(ranked.index[:-1], ranked.index[1:], strict=True))
    return _contrasts(ranked, pairs, n, confidence_level, correction)


def rank_ranges(counts: pd.Series, n: int, confidence_level: float = 0.95, correction: str = "holm") -> pd.DataFrame:
    """The places that each answer of a ranking may hold, as far as the sample can tell.

    Every answer is compared with every other; its best place leaves above it only those that are clearly more frequent,
    its worst place below it only those that are clearly less frequent (Mogstad, Romano, Shaikh and Wilhelm 2024). With
    Holm's or Bonferroni's correction all ranges hold together at the confidence level; otherwise each comparison does.

    Returns:
        Indexed as `counts`, in the order of the ranking: `rank`, `best`, `worst`.
    """
    ranked = counts.sort_values(ascending=False, kind="stable")
    pairs = list(combinations(ranked.index, 2))
    clear = _contrasts(ranked, pairs, n, confidence_level, correction).query("told")
    above = clear["lower"].value_counts().reindex(ranked.index, fill_value=0)
    below = clear["higher"].value_counts().reindex(ranked.index, fill_value=0)
    return pd.DataFrame(
        {"rank": range(1, len(ranked) + 1), "best": 1 + above, "worst": len(ranked) - below}, index=ranked.index
    )


def _contrasts(
    ranked: pd.Series, pairs: list[tuple[str, str]], n: int, confidence_level: float, correction: str
) -> pd.DataFrame:
    estimates = {
        pair: contrast_in_sample(int(ranked[pair[0]]), int(ranked[pair[1]]), n, confidence_level) for pair in pairs
    }
    table = tabulate(estimates).rename(columns={"value": "difference"}).drop(columns="n").reset_index(drop=True)
    table.insert(0, "higher", [higher for higher, _ in pairs])
    table.insert(1, "lower", [lower for _, lower in pairs])
    table["p_adjusted"] = adjust(table["p_value"], correction)
    table["told"] = table["p_adjusted"] < alpha(confidence_level)
    return table


def _tango_score(b: int, c: int, n: int, difference: float) -> float:
    """Score statistic of "the paired proportions differ by `difference`" with b and c discordant pairs of n.

    Its variance takes the cell of c at its most likely value under the hypothesis (Tango 1998, equations 3 to 5).
    """
    first = -b - c + (2 * n - b + c) * difference
    second = -c * difference * (1 - difference)
    cell = (sqrt(max(first**2 - 8 * n * second, 0.0)) - first) / (4 * n)
    variance = n * (2 * cell + difference * (1 - difference))
    gap = b - c - n * difference
    if variance <= 0:
        return copysign(inf, gap) if gap else 0.0
    return gap / sqrt(variance)
