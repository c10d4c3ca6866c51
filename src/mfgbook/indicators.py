"""Indicators of growth, structure and place: pure formulas, tables in, values out.

Growth, shares and contributions are in percent or percentage points; quotients, concentration and inequality have no
unit. Formulas are named after their source in each docstring.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pandas as pd

from mfgbook.errors import BookError

# A number, or a series of numbers for element-wise results.
Values = TypeVar("Values", float, pd.Series)


# Growth


def growth_rate(start: Values, end: Values) -> Values:
    """Growth from `start` to `end` in percent: 100 (end / start - 1)."""
    return 100 * (end / start - 1)


def compound_annual_growth_rate(series: pd.Series) -> float:
    """Compound annual growth from the first to the last year, in percent: 100 ((v_end / v_start)^(1 / years) - 1).

    Args:
        series: positive values indexed by year; the years count, not the observations, so gaps do no harm.

    Raises:
        BookError: with fewer than two years, or a value that is not positive at either end.
    """
    ordered = series.dropna().sort_index()
    if len(ordered) < 2:
        raise BookError(f"Annual growth needs values in at least two years; {_name(series)} has {len(ordered)}.")
    first, last = ordered.iloc[0], ordered.iloc[-1]
    if not (first > 0 and last > 0):
        raise BookError(f"Annual growth needs positive values; {_name(series)} goes from {first:g} to {last:g}.")
    years = ordered.index[-1] - ordered.index[0]
    return float(100 * ((last / first) ** (1 / years) - 1))


def index_to_base(series: pd.Series, base: Any) -> pd.Series:
    """The series as an index with its value at the label `base` = 100.

    Raises:
        BookError: if the series has no value at `base`, or zero.
    """
    if base not in series.index or pd.isna(series.loc[base]):
        raise BookError(f"{_name(series)} has no value at the base {base}; it has {_span(series.dropna().index)}.")
    if series.loc[base] == 0:
        raise BookError(f"{_name(series)} is 0 at the base {base}; choose a base with another value.")
    return 100 * series / series.loc[base]


def annual_means(table: pd.DataFrame, value: str) -> pd.DataFrame:
    """A half-yearly table as annual means: one row a year, one column a region; missing where one half is.

    A year of which no region has both halves, such as one that has only begun, has no row.

    The mean of both halves is free of a season that does not change, and less noisy than either.

    Args:
        table: columns `region`, `year`, `half` (1 or 2) and `value`.
        value: column to average.
    """
    first, second = (
        table[table["half"] == half].pivot(index="year", columns="region", values=value) for half in (1, 2)
    )
    return ((first + second) / 2).dropna(how="all")


def contribution_of_part(part_start: Values, part_end: Values, total_start: Values) -> Values:
    """A part's contribution to its total's growth, in percentage points: 100 (part_end - part_start) / total_start.

    Exact for parts that add up to the total, as values at current prices and heads do. Chained volumes do not add up:
    use `contributions_to_growth` for them.
    """
    return 100 * (part_end - part_start) / total_start


class Contributions(NamedTuple):
    """Contributions of groups to a total's real growth, in percentage points; both frames are tidy.

    `yearly` (year, group, contribution) adds up, over groups, to the total's growth in that year; `cumulated`
    (the same columns) adds up to the total's growth from the base year to that year, and is 0 in the base year.
    """

    yearly: pd.DataFrame
    cumulated: pd.DataFrame


def contributions_to_growth(
    current: pd.DataFrame, volume: pd.DataFrame, base_year: int, end_year: int
) -> Contributions:
    """Contributions of groups to the real growth of their total, weighted with the previous year's prices.

    Chained volumes do not add up, but a chain-linked Laspeyres total grows by the mean of its groups' volume growth,
    weighted with their values in the previous year (System of National Accounts 2008, chapter 15). So group i
    contributes in year t

        c_it = P_i,t-1 Q_i,t-1 / sum_j P_j,t-1 Q_j,t-1 * (V_it / V_i,t-1 - 1)

    and, from the base year to the end, sum_t c_it I_t-1 / I_base, where I is the total's chained index: exactly
    additive over groups and years.

    Args:
        current: values at current prices, one row a year and one column a group.
        volume: chained volumes of the same years and groups, any reference year.
        base_year: year that growth is counted from.
        end_year: year that growth is counted to; equal to `base_year` it gives no growth.

    Raises:
        BookError: if the tables differ in groups, the base year is after the end year, a year between them is missing,
            or a value is missing or not positive.
    """
    if base_year > end_year:
        raise BookError(f"The base year {base_year} is after the end year {end_year}; choose an earlier base year.")
    current, volume = _checked_accounts(current, volume, base_year, end_year)
    yearly = _yearly_contributions(current, volume)
    index_before = _chain(yearly.sum(axis=1), base_year).shift().loc[yearly.index]
    cumulated = yearly.mul(index_before, axis=0).cumsum()
    cumulated.loc[base_year] = 0.0
    return Contributions(_tidy(100 * yearly), _tidy(100 * cumulated.sort_index()))


def chained_index(
    current: pd.DataFrame, volume: pd.DataFrame, base_year: int, exclude: Sequence[str] = ()
) -> pd.Series:
    """Chain-linked Laspeyres volume index of the sum of groups, without the groups in `exclude`; base year = 100.

    The index grows each year by the groups' mean volume growth, weighted with their values at current prices in the
    previous year (System of National Accounts 2008, chapter 15).

    Args:
        current: values at current prices, one row a year and one column a group.
        volume: chained volumes of the same years and groups, any reference year.
        base_year: any year of the tables.
        exclude: groups to leave out of the sum.

    Raises:
        BookError: if the tables differ in groups, the base year or a year in the middle is missing, a value is missing
            or not positive, a group to exclude is unknown, or none is left.
    """
    unknown = [group for group in exclude if group not in current.columns]
    if unknown:
        raise BookError(
            f"Cannot exclude {_listed(unknown)}: no such group. Choose from {_listed(sorted(current.columns))}."
        )
    kept = [group for group in current.columns if group not in exclude]
    if not kept:
        raise BookError("No group is left after excluding all of them; exclude fewer.")
    years = current.index.intersection(volume.index)
    if base_year not in years:
        raise BookError(f"The base year {base_year} is not in the table, which has {_span(years)}.")
    volume_kept = volume.reindex(columns=[group for group in volume.columns if group not in exclude])
    current, volume = _checked_accounts(current[kept], volume_kept, years.min(), years.max())
    return 100 * _chain(_yearly_contributions(current, volume).sum(axis=1), base_year)


class Range(NamedTuple):
    """A value computed from rounded figures, with the ends of what the unrounded ones may have given."""

    value: float
    low: float
    high: float


def implied_total_growth(share: pd.Series, growth: pd.Series, years: int, half_unit: float = 0.0) -> Range:
    """Mean annual growth of a total, in percent, from its parts' shares at the end and their mean annual growth.

    A part with share s at the end and growth g was s / (1 + g)^years of the present total; their sum is the total of
    the beginning. The ends of the range take every growth at its low or its high end, and each share at the end that
    moves the total furthest: at one end of the range the parts that grew fastest weigh as little as rounding allows,
    at the other as much. They let all figures err at once; they are bounds, not a confidence interval.

    Args:
        share: the parts' shares in the total at the end, in percent; all parts of the total.
        growth: their compound annual growth, in percent; the same labels.
        years: that the growth counts.
        half_unit: half a unit of the last printed digit of both; 0 for figures that are not rounded.

    Raises:
        BookError: if the labels differ, a value is missing, a share is negative, or growth is -100 % or less.
    """
    share, growth = _checked_shares(share, growth, half_unit)

    def annual(shares: pd.Series, rates: pd.Series) -> float:
        return float(100 * ((shares.sum() / _earlier(shares, rates, years).sum()) ** (1 / years) - 1))

    less, more = (share - half_unit).clip(lower=0), share + half_unit
    thresholds = [-np.inf, *growth]
    slow = [annual(less.where(growth > threshold, more), growth - half_unit) for threshold in thresholds]
    fast = [annual(more.where(growth > threshold, less), growth + half_unit) for threshold in thresholds]
    return Range(annual(share, growth), min(slow), max(fast))


def earlier_shares(share: pd.Series, growth: pd.Series, years: int, half_unit: float = 0.0) -> pd.DataFrame:
    """Shares of parts `years` earlier, and their contributions to the total's growth since, from shares and growth.

    With w_i = s_i / (1 + g_i)^years, the earlier share is 100 w_i / sum_j w_j and the contribution to the total's
    growth over all the years 100 (s_i - w_i) / sum_j w_j. The ends of the ranges: both formulas rise or fall steadily
    in the part's own share, in its growth and in the sum of the others, so their extremes lie where each of the three
    is at an end. They let all figures err at once and do not use that the unrounded shares add up to 100, so the
    unrounded figures lie inside; the ranges are bounds, not confidence intervals.

    Args:
        share: as in `implied_total_growth`.
        growth: as there.
        years: as there.
        half_unit: as there.

    Returns:
        One row a part: `share`, `share_low`, `share_high` in percent of the earlier total, and `contribution`,
        `contribution_low`, `contribution_high` in percentage points of the earlier total; the contributions add up
        to the total's growth over all the years.

    Raises:
        BookError: as `implied_total_growth`.
    """
    share, growth = _checked_shares(share, growth, half_unit)
    less, more = (share - half_unit).clip(lower=0), share + half_unit
    lowest, highest = _earlier(less, growth + half_unit, years), _earlier(more, growth - half_unit, years)
    earlier = _earlier(share, growth, years)
    result = pd.DataFrame(
        {"share": 100 * earlier / earlier.sum(), "contribution": 100 * (share - earlier) / earlier.sum()}
    )
    corners = [
        (end, _earlier(end, rate, years), others)
        for end in (less, more)
        for rate in (growth - half_unit, growth + half_unit)
        for others in (lowest.sum() - lowest, highest.sum() - highest)
    ]
    shares = pd.concat([100 * part / (part + others) for _, part, others in corners], axis=1)
    contributions = pd.concat([100 * (end - part) / (part + others) for end, part, others in corners], axis=1)
    ranges = {
        f"{name}_{end}": getattr(table, statistic)(axis=1)
        for name, table in (("share", shares), ("contribution", contributions))
        for end, statistic in (("low", "min"), ("high", "max"))
    }
    columns = ["share", "share_low", "share_high", "contribution", "contribution_low", "contribution_high"]
    return result.assign(**ranges)[columns]


def _earlier(share: Any, growth: Any, years: int) -> Any:
    """Value `years` ago, the present total being 100."""
    return share / (1 + growth / 100) ** years


def _checked_shares(share: pd.Series, growth: pd.Series, half_unit: float) -> tuple[pd.Series, pd.Series]:
    """Both with the labels of `share`."""
    differing = sorted(set(share.index) ^ set(growth.index))
    if differing:
        raise BookError(f"Shares and growth must be of the same parts; only one has {_listed(differing)}.")
    growth = growth.reindex(share.index)
    unusable = share.index[~((share >= 0) & (growth - half_unit > -100))]
    if len(unusable):
        raise BookError(
            f"Earlier shares need a share of zero or more and growth above -100 % of every part; "
            f"{_listed(unusable)} lacks one. Complete the table, or leave the part out."
        )
    return share, growth


def _checked_accounts(
    current: pd.DataFrame, volume: pd.DataFrame, start: int, end: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both tables from `start` to `end`, with the same groups in the same order and a positive value everywhere."""
    differing = sorted(set(current.columns) ^ set(volume.columns))
    if differing:
        raise BookError(f"Current values and volumes must have the same groups; only one has {_listed(differing)}.")
    tables = []
    for name, table in (("current values", current), ("volumes", volume)):
        years = range(start, end + 1)
        missing = [year for year in years if year not in table.index]
        if missing:
            raise BookError(
                f"The {name} lack the year {_listed(missing)}; the table has {_span(table.index)}. "
                "Contributions and chained indices need every year: choose other years or complete the table."
            )
        chosen = table.loc[list(years), current.columns]
        rows, columns = np.nonzero(~(chosen.to_numpy() > 0))
        if rows.size:
            raise BookError(
                f"The {name} of {_listed(chosen.columns[columns[:1]])} in {years[rows[0]]} are missing or not "
                "positive; growth needs a positive value in every year."
            )
        tables.append(chosen)
    return tables[0], tables[1]


def _yearly_contributions(current: pd.DataFrame, volume: pd.DataFrame) -> pd.DataFrame:
    """Contributions as ratios, one row a year from the second year on."""
    weights = current.div(current.sum(axis=1), axis=0).shift()
    return (weights * (volume / volume.shift() - 1)).iloc[1:]


def _chain(growth: pd.Series, base_year: int) -> pd.Series:
    """Chain yearly growth (ratios) to an index from the year before the first on; base year = 1."""
    first = growth.index[0] - 1 if len(growth) else base_year
    index = pd.concat([pd.Series({first: 1.0}), (1 + growth).cumprod()])
    return (index / index.loc[base_year]).rename_axis("year")


def _tidy(table: pd.DataFrame) -> pd.DataFrame:
    """One row a year and group."""
    named = table.rename_axis(index="year", columns="group")
    return named.reset_index().melt(id_vars="year", value_name="contribution")


# Structure and place


def share(parts: Values, total: Values) -> Values:
    """Parts in percent of a total: 100 parts / total."""
    return 100 * parts / total


def location_quotient(
    region_industry: Values, region_total: Values, nation_industry: Values, nation_total: Values
) -> Values:
    """An industry's share in a region over its share in the nation (Haig 1926; Florence 1939); 1 = as in the nation."""
    return (region_industry / region_total) / (nation_industry / nation_total)


def location_quotients(table: pd.DataFrame) -> pd.DataFrame:
    """Location quotients of every region (row) and industry (column), the table being the whole nation.

    An industry that no region has, or a region without any industry, gets missing values: the quotient is not defined.
    """
    regions = table.div(table.sum(axis=1), axis=0)
    nation = table.sum() / table.to_numpy().sum()
    return regions.div(nation.where(nation > 0), axis=1)


def shift_share(
    region_start: pd.Series, region_end: pd.Series, nation_start: pd.Series, nation_end: pd.Series
) -> pd.DataFrame:
    """Shift-share decomposition of a region's change by industry (Dunn 1960).

    With r the region's value at the start, g_i the nation's growth in industry i and g its growth in total:
    national share = r_i g; industry mix = r_i (g_i - g); regional share = the change less both.

    Args:
        region_start: the region's values by industry at the start, in any unit.
        region_end: the same at the end.
        nation_start: the nation's values by industry at the start.
        nation_end: the same at the end.

    Returns:
        One row an industry, in the unit of the region's values: `change`, `national_share`, `industry_mix` and
        `regional_share`, the last three adding up to the first. Sums over rows are the region's totals.

    Raises:
        BookError: if the four series do not have the same industries.
    """
    for series in (region_end, nation_start, nation_end):
        differing = sorted(set(region_start.index) ^ set(series.index))
        if differing:
            raise BookError(f"Shift-share needs the same industries in all four series; not all have {differing[0]}.")
    nation_growth = nation_end / nation_start - 1
    total_growth = nation_end.sum() / nation_start.sum() - 1
    parts = pd.DataFrame(
        {
            "change": region_end - region_start,
            "national_share": region_start * total_growth,
            "industry_mix": region_start * (nation_growth - total_growth),
        }
    ).loc[region_start.index]
    return parts.assign(regional_share=parts["change"] - parts["national_share"] - parts["industry_mix"])


def similar(table: pd.DataFrame, subject: str, count: int) -> pd.Series:
    """The rows most like one row: the `count` smallest distances from it, nearest first.

    The distance is the root of the mean squared difference over the columns, each in standard deviations of the table
    (the standardised Euclidean distance, per column): 0 for rows alike, 1 where they are a standard deviation apart in
    every column. Every column counts alike, and a column that is the same in all rows counts nothing. Distances depend
    on which rows and columns the table has. Rows with a missing value are left out.

    Args:
        table: one row for each label, numeric columns; take logarithms first of what varies over orders of magnitude.
        subject: label of the row to compare with.
        count: how many to return; fewer if there are fewer.

    Raises:
        BookError: if the table has no such row, a value of it is missing, or `count` is below 1.
    """
    if count < 1:
        raise BookError(f"At least 1 similar row must be asked for; count is {count}.")
    complete = table.dropna()
    if subject not in complete.index:
        lacking = "has no value in every column" if subject in table.index else "is not in the table"
        raise BookError(f"{subject} {lacking}, so nothing can be compared with it.")
    scaled = complete / complete.std().replace(0, np.inf)
    distances = (((scaled - scaled.loc[subject]) ** 2).mean(axis=1) ** 0.5).drop(subject)
    return distances.sort_values(kind="stable").head(count).rename("distance")


class Concentration(NamedTuple):
    """How concentrated a total is in its parts."""

    herfindahl: float
    normalised: float
    equivalent_number: float


def herfindahl(values: Sequence[float] | pd.Series) -> Concentration:
    """Herfindahl-Hirschman index of concentration (Herfindahl 1950): H = sum of squared shares, 1/n to 1.

    Also normalised to 0 (equal parts) to 1 (one part holds all), (H - 1/n) / (1 - 1/n), and as the number of equal
    parts that would give the same index, 1 / H.

    Raises:
        BookError: if a value is negative or missing, or all are zero.
    """
    parts = _parts(values, "Concentration")
    index = float(np.sum((parts / parts.sum()) ** 2))
    equal = 1 / len(parts)
    return Concentration(index, (index - equal) / (1 - equal) if len(parts) > 1 else 1.0, 1 / index)


def krugman_specialisation(first: Sequence[float] | pd.Series, second: Sequence[float] | pd.Series) -> float:
    """Krugman's index of specialisation (Krugman 1991): sum of |share_i - share'_i|, 0 (same structure) to 2.

    Args:
        first: values of one region by industry.
        second: values of another region, or of the nation, in the same order.

    Raises:
        BookError: if the two differ in length, or a value is negative or missing, or all are zero.
    """
    a, b = _paired_shares(first, second)
    return float(np.abs(a - b).sum())


def gini_specialisation(region: Sequence[float] | pd.Series, nation: Sequence[float] | pd.Series) -> float:
    """Gini coefficient of a region's location quotients over industries, 0 (structure of the nation) towards 1.

    With R the location quotients in rising order and n industries: 2 / (n^2 mean(R)) sum_i i (R_i - mean(R)).
    Formula: Farhauer and Kröll (2014).

    Args:
        region: the region's values by industry.
        nation: the nation's, in the same order; none may be zero.

    Raises:
        BookError: if the two differ in length, a value is negative or missing, or an industry is zero in the nation.
    """
    a, b = _paired_shares(region, nation)
    if (b == 0).any():
        raise BookError("An industry is 0 in the nation, so it has no location quotient; leave that industry out.")
    quotients = np.sort(a / b)
    ranks = np.arange(1, len(quotients) + 1)
    mean = quotients.mean()
    return float(2 / (len(quotients) ** 2 * mean) * np.sum(ranks * (quotients - mean)))


def mean_log_deviation(values: Sequence[float] | pd.Series) -> float:
    """Theil's L, the mean log deviation (Theil 1967): mean of ln(mean(x) / x_i); 0 = equality, no upper bound.

    Not Theil's T, which weights by the values.

    Raises:
        BookError: if a value is missing or not positive.
    """
    x = np.asarray(values, dtype=float)
    if not (len(x) and (x > 0).all()):
        raise BookError("The mean log deviation needs positive values only; drop or complete the others.")
    return float(np.mean(np.log(x.mean() / x)))


def leverage(co_investment: Values, public: Values) -> Values:
    """Co-investment per unit of public money, in the same currency: co-investment / public."""
    return co_investment / public


def _parts(values: Sequence[float] | pd.Series, what: str) -> np.ndarray:
    """The values as an array of parts of a whole."""
    parts = np.asarray(values, dtype=float)
    if not ((parts >= 0).all() and parts.sum() > 0):
        raise BookError(f"{what} needs parts of a whole: no negative or missing value, and not all zero.")
    return parts


def _paired_shares(
    first: Sequence[float] | pd.Series, second: Sequence[float] | pd.Series
) -> tuple[np.ndarray, np.ndarray]:
    """Both as shares of their totals."""
    a, b = _parts(first, "Specialisation"), _parts(second, "Specialisation")
    if len(a) != len(b):
        raise BookError(f"Specialisation compares the same industries; the two have {len(a)} and {len(b)} values.")
    return a / a.sum(), b / b.sum()


# Words for messages


def _name(series: pd.Series) -> str:
    return "The series" if series.name is None else f"The series {series.name}"


def _span(index: pd.Index) -> str:
    return f"{index.min()} to {index.max()}" if len(index) else "no values"


def _listed(values: Iterable[Any]) -> str:
    return ", ".join(str(value) for value in values)
