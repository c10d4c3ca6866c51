"""Two groups in a panel of units and years: differences before and after a date, and how unusual they are.

A panel is a table of values with years down and units across, without gaps. These functions describe; they estimate an
effect only where, but for the treatment, both groups would have moved in parallel, which `pre_trends`, `placebo_years`
and `paths` can make doubtful but never prove.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import OLS

from mfgbook.errors import BookError, listed
from mfgbook.estimates import Estimate
from mfgbook.inference.base import alpha, coefficient

MINIMUM_YEARS_EACH_SIDE = 3


@dataclass(frozen=True)
class Permutation:
    """A statistic, the same one for groups drawn at random, and how often these are at least as extreme.

    Attributes:
        statistic: for the units that were treated.
        drawn: for as many units drawn at random, one value a draw.
        p_value: (1 + draws at least as extreme) / (1 + draws).
    """

    statistic: float
    drawn: np.ndarray
    p_value: float


def two_way_fixed_effects(
    panel: pd.DataFrame,
    treated: Collection[str],
    first_year: int,
    confidence_level: float = 0.95,
    *,
    groups: pd.Series | None = None,
    trends: bool = False,
) -> Estimate:
    """How much more the treated units changed than the others from before `first_year` to after, in the panel's unit.

    The coefficient of treated x (year >= first_year) in a regression with an effect of every unit and every year. All
    treated units share one date and the panel has no gaps, so it equals the difference of the two groups' mean changes:
    the staggered dates that bias such regressions (Goodman-Bacon 2021) do not arise. Errors are clustered by unit
    (Bertrand, Duflo and Mullainathan 2004); intervals are of the t distribution with one degree of freedom less than
    there are units. In 1,000 simulated panels of 50 units and 24 years whose errors have an autocorrelation of 0.8, a
    test at 5 % finds a difference that is not there in 6 % of cases with 11 treated units and in 18 % with three: hold
    it against `permute_treatment`.

    Args:
        panel: values, years down and units across.
        treated: units that are treated.
        first_year: first year that counts as after.
        confidence_level: of the interval.
        groups: a group for each unit; every group then has year effects of its own, so that units are compared with
            others of their group only.
        trends: whether every unit has a straight line of its own besides its level.

    Raises:
        BookError: if a value is missing, a treated unit is not in the panel, none or all are treated, fewer than 3
            years stand before or after, or no group has both treated and other units.
    """
    panel = _checked(panel, treated, first_year)
    years, treatment = _years(panel), _treatment(panel, treated)
    exposure = np.outer(years >= first_year, treatment).astype(float)
    swept = _sweep(exposure, years, _groups(panel, groups), trends)
    if not np.any(np.abs(swept) > 1e-9):
        raise BookError("No group holds both treated and other units: nothing is left to compare. Use wider groups.")
    outcome = _sweep(panel.to_numpy(dtype=float), years, _groups(panel, groups), trends)
    return coefficient(_clustered_fit(outcome, swept[None]), 0, confidence_level)


def paths(
    panel: pd.DataFrame, treated: Collection[str], reference_year: int, confidence_level: float = 0.95
) -> pd.DataFrame:
    """The difference between treated and other units in every year, less that of a reference year.

    The coefficients of treated x year in a regression with an effect of every unit and every year, clustered by unit:
    the event-study picture with one common date. Before the treatment they show whether the groups moved in parallel.

    Returns:
        One row a year: `year`, `difference` (in the panel's unit), `low`, `high`; all 0 in the reference year.

    Raises:
        BookError: if a value is missing, a treated unit or the reference year is not in the panel, or none or all
            units are treated.
    """
    panel = _checked(panel, treated)
    years, treatment = _years(panel), _treatment(panel, treated)
    if reference_year not in years:
        raise BookError(f"The reference year {reference_year} is not in the panel, which has {_span(years)}.")
    others = years[years != reference_year]
    same = np.zeros(len(treatment), dtype=int)
    designs = np.stack([_sweep(np.outer(years == year, treatment).astype(float), years, same) for year in others])
    fit = _clustered_fit(_sweep(panel.to_numpy(dtype=float), years, same), designs)
    low, high = fit.conf_int(alpha=alpha(confidence_level)).T
    rows = pd.DataFrame({"year": others, "difference": fit.params, "low": low, "high": high})
    rows.loc[len(rows)] = [reference_year, 0.0, 0.0, 0.0]
    return rows.astype({"year": int}).sort_values("year", ignore_index=True)


def placebo_years(
    panel: pd.DataFrame, treated: Collection[str], first_year: int, confidence_level: float = 0.95
) -> pd.DataFrame:
    """`two_way_fixed_effects` at dates before the treatment, on the years before it only.

    Nothing was treated yet: a difference that stands out here is one that the groups brought along.

    Returns:
        One row a date with at least 3 years on each side: `first_year`, `value`, `low`, `high`, `p_value`.

    Raises:
        BookError: if fewer than 6 years stand before `first_year`, or as `two_way_fixed_effects`.
    """
    before = panel.loc[panel.index < first_year]
    side = MINIMUM_YEARS_EACH_SIDE
    if len(before) < 2 * side:
        raise BookError(
            f"Placebo dates need {2 * side} years before {first_year}; the panel has {len(before)}. "
            "Start it earlier or treat later."
        )
    rows = []
    for date in sorted(before.index)[side : len(before) - side + 1]:
        fit = two_way_fixed_effects(before, treated, date, confidence_level)
        rows.append((int(date), fit.value, *fit.interval, fit.p_value))
    return pd.DataFrame(rows, columns=["first_year", "value", "low", "high", "p_value"])


def permute_treatment(
    panel: pd.DataFrame, treated: Collection[str], first_year: int, draws: int = 9999, seed: int = 0
) -> Permutation:
    """How unusual the estimate of `two_way_fixed_effects` is when as many units are drawn at random as treated.

    Two-sided (Fisher 1935). It asks whether this group stands out from groups of its size, whatever the reason, and
    takes the units as exchangeable, which those chosen for the treatment seldom are.

    Args:
        panel: values, years down and units across.
        treated: units that are treated.
        first_year: first year that counts as after.
        draws: number of random groups.
        seed: of the draws.

    Raises:
        BookError: as `two_way_fixed_effects`.
    """
    panel = _checked(panel, treated, first_year)
    after = panel.index >= first_year
    change = (panel[after].mean() - panel[~after].mean()).to_numpy()
    drawn = _drawn_differences(change[None], int(_treatment(panel, treated).sum()), draws, seed)[:, 0]
    statistic = float(_difference(change[None], _treatment(panel, treated))[0])
    return Permutation(statistic, drawn, _share(np.abs(drawn) >= abs(statistic) - 1e-12))


def pre_trends(
    panel: pd.DataFrame, treated: Collection[str], first_year: int, draws: int = 9999, seed: int = 0
) -> Permutation:
    """Did the treated units already move apart from the others before the treatment?

    The statistic is the root mean square of the yearly differences of `paths` before the treatment, in the panel's
    unit, with the last year before it as reference; it grows with a trend and with any other wandering. Its p-value is
    the share of groups of the same size, drawn at random, that wandered as far. Passing it does not show parallel
    paths: the test has little power where few units are treated (Roth 2022).

    Args:
        panel: values, years down and units across.
        treated: units that are treated.
        first_year: first year that counts as after.
        draws: number of random groups.
        seed: of the draws.

    Raises:
        BookError: as `two_way_fixed_effects`.
    """
    panel = _checked(panel, treated, first_year)
    before = panel.loc[panel.index < first_year]
    moved = (before.iloc[:-1] - before.iloc[-1]).to_numpy()
    drawn = _drawn_differences(moved, int(_treatment(panel, treated).sum()), draws, seed)
    wandered = np.sqrt((drawn**2).mean(axis=1))
    statistic = float(np.sqrt((_difference(moved, _treatment(panel, treated)) ** 2).mean()))
    return Permutation(statistic, wandered, _share(wandered >= statistic - 1e-12))


def _difference(values: np.ndarray, treatment: np.ndarray) -> np.ndarray:
    """Mean of the treated less that of the others, for each row of values (rows x units)."""
    return values[:, treatment].mean(axis=1) - values[:, ~treatment].mean(axis=1)


def _drawn_differences(values: np.ndarray, size: int, draws: int, seed: int) -> np.ndarray:
    """The same for random groups of `size` units: draws x rows of values (rows x units)."""
    units = values.shape[1]
    chosen = np.random.default_rng(seed).random((draws, units)).argsort(axis=1) < size
    inside = chosen @ values.T
    return inside / size - (values.sum(axis=1) - inside) / (units - size)


def _share(extreme: np.ndarray) -> float:
    return float((1 + extreme.sum()) / (1 + len(extreme)))


def _sweep(values: np.ndarray, years: np.ndarray, groups: np.ndarray, trends: bool = False) -> np.ndarray:
    """Values (years x units) without what unit effects, and year effects of each group, explain.

    In a panel without gaps the two projections commute, so one after the other is exact (Frisch and Waugh 1933).
    """
    columns = [np.ones(len(years)), years - years.mean()] if trends else [np.ones(len(years))]
    basis = np.linalg.qr(np.column_stack(columns))[0]
    own = values - basis @ (basis.T @ values)
    members = groups[:, None] == np.unique(groups)
    return own - (own @ members / members.sum(axis=0)) @ members.T


def _clustered_fit(outcome: np.ndarray, designs: np.ndarray) -> Any:
    """Least squares of swept values (years x units) on swept designs (each years x units), clustered by unit."""
    units = np.tile(np.arange(outcome.shape[1]), outcome.shape[0])
    design = designs.reshape(len(designs), -1).T
    return OLS(outcome.ravel(), design).fit(cov_type="cluster", cov_kwds={"groups": units}, use_t=True)


def _checked(panel: pd.DataFrame, treated: Collection[str], first_year: int | None = None) -> pd.DataFrame:
    """The panel in order of years, if it and the treatment can be used."""
    if panel.isna().to_numpy().any():
        unit = panel.columns[panel.isna().any()][0]
        raise BookError(
            f"The panel lacks a value of {unit} in {panel.index[panel[unit].isna()][0]}: it must have no gaps. "
            "Leave the unit or the year out."
        )
    absent = [unit for unit in treated if unit not in panel.columns]
    if absent:
        raise BookError(f"Treated, but not in the panel: {listed(absent)}. Check the names.")
    if not 0 < len(set(treated)) < panel.shape[1]:
        raise BookError(f"{len(set(treated))} of {panel.shape[1]} units are treated: a comparison needs both kinds.")
    if first_year is not None:
        after = int((panel.index >= first_year).sum())
        before = len(panel) - after
        if min(after, before) < MINIMUM_YEARS_EACH_SIDE:
            raise BookError(
                f"A treatment from {first_year} leaves {before} years before and {after} after in a panel of "
                f"{_span(panel.index)}; give a year with {MINIMUM_YEARS_EACH_SIDE} or more on each side."
            )
    return panel.sort_index()


def _years(panel: pd.DataFrame) -> np.ndarray:
    return panel.index.to_numpy(dtype=int)


def _treatment(panel: pd.DataFrame, treated: Collection[str]) -> np.ndarray:
    return np.asarray(panel.columns.isin(list(treated)))


def _groups(panel: pd.DataFrame, groups: pd.Series | None) -> np.ndarray:
    """The number of each unit's group; one group for all where none are given."""
    if groups is None:
        return np.zeros(panel.shape[1], dtype=int)
    absent = [unit for unit in panel.columns if unit not in groups.index]
    if absent:
        raise BookError(f"No group is given for {listed(absent[:3])}.")
    return pd.factorize(groups.loc[panel.columns])[0]


def _span(years: Any) -> str:
    return f"{min(years)} to {max(years)}"
