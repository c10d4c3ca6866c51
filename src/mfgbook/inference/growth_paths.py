"""Simulated growth paths: where a yearly series may go if it grows as the past allows.

Every model takes the levels of a series year by year and returns an array of simulated levels, one row a path and one
column a year after the last. All of them work on log growth and let the drift be as uncertain as a short record leaves
it. A dozen years cannot tell which model is right: use several, and read their spread as part of the answer.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from mfgbook.errors import BookError
from mfgbook.inference.base import series_name

MINIMUM_FOR_PATHS = 8  # growth rates
MINIMUM_PATHS = 100
_PRIOR_YEARS = 4  # the prior on the autoregressive coefficient weighs as much as four years of data


def random_walk_paths(level: pd.Series, horizon: int, n_paths: int, seed: int) -> np.ndarray:
    """Paths of a random walk with drift in logs: growth is independent and normal around a constant mean.

    Mean and variance are drawn for each path from their posterior under the reference prior (Zellner 1971), so the
    forecast has the t distribution that is usual for it. Limits: no cycles, no change of drift, thin tails.

    Args:
        level: positive values of consecutive years, in any unit.
        horizon: years to simulate.
        n_paths: number of paths.
        seed: of the draws.

    Returns:
        Levels in the unit of `level`; paths x horizon.

    Raises:
        BookError: with a gap in the years, a value that is not positive, fewer than 8 growth rates, fewer than 100
            paths, or no horizon.
    """
    growth = _growth(level, horizon, n_paths)
    rng = np.random.default_rng(seed)
    mean, scale = _posterior(growth, np.ones((len(growth), 1)), np.zeros(1), n_paths, rng)
    return _levels(level, mean + scale[:, None] * rng.standard_normal((n_paths, horizon)))


def autoregressive_paths(level: pd.Series, horizon: int, n_paths: int, seed: int) -> np.ndarray:
    """Paths of first-order autoregressive log growth: a good or bad year carries over in part to the next.

    The coefficient has a normal prior around 0 that weighs as much as four years of data (a conjugate prior; Zellner
    1971), for with a dozen observations the likelihood alone says next to nothing on it. Coefficients, mean and
    variance are drawn for each path from the posterior. Limits: one constant mean, thin tails; see
    `random_walk_paths` for arguments, result and errors.
    """
    growth = _growth(level, horizon, n_paths)
    rng = np.random.default_rng(seed)
    centre = growth.mean()
    design = np.column_stack([np.ones(len(growth) - 1), growth[:-1] - centre])
    prior = np.array([0.0, _PRIOR_YEARS * growth.var()])
    coefficients, scale = _posterior(growth[1:], design, prior, n_paths, rng)
    carried = np.clip(coefficients[:, 1], -0.95, 0.95)
    simulated = np.empty((n_paths, horizon))
    last = np.full(n_paths, growth[-1])
    for year in range(horizon):
        last = coefficients[:, 0] + carried * (last - centre) + scale * rng.standard_normal(n_paths)
        simulated[:, year] = last
    return _levels(level, simulated)


def redrawn_paths(level: pd.Series, horizon: int, n_paths: int, seed: int) -> np.ndarray:
    """Paths whose every year is a year of the series' own record, drawn at random.

    A bootstrap (Efron and Tibshirani 1993): each path first draws a record of its own, with replacement, so that the
    mean is uncertain too. No normal distribution is assumed, but no year can be better than the best or worse than the
    worst on record. See `random_walk_paths` for arguments, result and errors.
    """
    growth = _growth(level, horizon, n_paths)
    return _levels(level, _redrawn(growth[:, None], horizon, n_paths, np.random.default_rng(seed)))


def borrowed_paths(level: pd.Series, others: pd.DataFrame, horizon: int, n_paths: int, seed: int) -> np.ndarray:
    """Paths that borrow the record of another region, drawn at random for each path.

    The model for those who think that the next years may be unlike the last: the region may come to grow as any of the
    others did. Within a path the years are redrawn as in `redrawn_paths`.

    Args:
        level: as in `random_walk_paths`; only its last value counts.
        others: positive values of consecutive years (rows), one column a region, none missing.
        horizon: years to simulate.
        n_paths: number of paths.
        seed: of the draws.

    Returns:
        Levels in the unit of `level`; paths x horizon.

    Raises:
        BookError: as `random_walk_paths`, for any of the series.
    """
    growth = np.column_stack([_growth(others[region], horizon, n_paths) for region in others])
    return _levels(level, _redrawn(growth, horizon, n_paths, np.random.default_rng(seed)))


def reached_by(paths: np.ndarray, target: float) -> np.ndarray:
    """The share of paths, in percent, that have reached the target in a year or any before it; one value a year."""
    return 100 * np.mean(np.maximum.accumulate(paths, axis=1) >= target, axis=0)


def fan(paths: np.ndarray, last_year: int, coverage: float = 0.8) -> pd.DataFrame:
    """The median of simulated paths and the band that holds the middle of them, year by year.

    Args:
        paths: paths x horizon.
        last_year: the year before the first simulated one.
        coverage: share of the paths inside the band, between 0 and 1.

    Returns:
        One row a year: `year`, `median`, `low`, `high`, in the unit of the paths.
    """
    low, median, high = np.quantile(paths, [(1 - coverage) / 2, 0.5, (1 + coverage) / 2], axis=0)
    years = last_year + 1 + np.arange(paths.shape[1])
    return pd.DataFrame({"year": years, "median": median, "low": low, "high": high})


def _growth(level: pd.Series, horizon: int, n_paths: int) -> np.ndarray:
    """Log growth from year to year, once everything is in order."""
    if n_paths < MINIMUM_PATHS:
        raise BookError(f"n_paths is {n_paths}; give at least {MINIMUM_PATHS}, or the shares of paths mean little.")
    if horizon < 1:
        raise BookError(f"There is no year to simulate (horizon {horizon}); choose a later target year.")
    ordered = level.sort_index()
    years = ordered.index.to_numpy()
    if len(years) <= MINIMUM_FOR_PATHS:
        raise BookError(
            f"Simulated paths need at least {MINIMUM_FOR_PATHS} growth rates; {series_name(level)} has "
            f"{max(len(years) - 1, 0)}. Choose a longer period."
        )
    if (np.diff(years) != 1).any() or not (ordered > 0).all():
        raise BookError(f"{series_name(level)} needs a positive value in every year from {years[0]} to {years[-1]}.")
    return np.diff(np.log(ordered.to_numpy(dtype=float)))


def _posterior(
    y: np.ndarray, design: np.ndarray, prior: np.ndarray, draws: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw the coefficients (draws x columns) and the standard deviation (draws) of a normal regression.

    Args:
        y: observations.
        design: observations x columns.
        prior: precision of each coefficient's prior around 0, in units of the variance; 0 is a flat prior.
        draws: number of draws.
        rng: of the draws.
    """
    precision = design.T @ design + np.diag(prior)
    mean = np.linalg.solve(precision, design.T @ y)
    squares = max(float(y @ y - mean @ precision @ mean), 0.0)
    scale = np.sqrt(squares / rng.chisquare(len(y) - np.sum(prior == 0), draws))
    root = np.linalg.cholesky(np.linalg.inv(precision))
    return mean + scale[:, None] * (rng.standard_normal((draws, len(mean))) @ root.T), scale


def _redrawn(growth: np.ndarray, horizon: int, n_paths: int, rng: np.random.Generator) -> np.ndarray:
    """Growth redrawn from the record (rows) of a series (column) chosen for each path; paths x horizon."""
    n, series = growth.shape
    records = rng.integers(n, size=(n_paths, n))
    years = np.take_along_axis(records, rng.integers(n, size=(n_paths, horizon)), axis=1)
    return growth[years, rng.integers(series, size=n_paths)[:, None]]


def _levels(level: pd.Series, growth: np.ndarray) -> np.ndarray:
    """Levels after the last one, from log growth."""
    return float(level.sort_index().iloc[-1]) * np.exp(np.cumsum(growth, axis=1))
