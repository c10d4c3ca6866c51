"""What the models share: fits with autocorrelated errors, their coefficients, and what they take in."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import GLS

from mfgbook.errors import BookError
from mfgbook.estimates import Estimate, Interval


def autocorrelated_fit(y: np.ndarray, design: np.ndarray, time: np.ndarray) -> Any:
    """Generalised least squares with AR(1) errors over a time that may have gaps."""
    residuals = residuals_of(y[None], design)
    rho = unbiased(autocorrelation(residuals)[0], len(y), design.shape[1]) if residuals.any() else 0.0
    distance = np.abs(np.subtract.outer(time, time))
    return GLS(y, design, sigma=min(max(rho, 0.0), 0.95) ** distance).fit(use_t=True)


def unbiased(autocorrelation: float, n: int, parameters: int) -> float:
    """Correct the autocorrelation of a fit's residuals for its bias in a short series (Kendall 1954)."""
    return autocorrelation + parameters * (1 + 2 * autocorrelation) / n


def coefficient(fit: Any, position: int, confidence_level: float) -> Estimate:
    """One coefficient of a fit of statsmodels, with its interval and p-value."""
    low, high = fit.conf_int(alpha=alpha(confidence_level))[position]
    return Estimate(
        float(fit.params[position]), Interval(float(low), float(high)), float(fit.pvalues[position]), int(fit.nobs)
    )


def observations(series: pd.Series, minimum: int = 0, what: str = "") -> pd.Series:
    """The series without missing values, in the order of its years."""
    if not series.index.is_unique:
        year = series.index[series.index.duplicated()][0]
        raise BookError(f"{series_name(series)} has {year} twice; give one value a year.")
    y = series.dropna().astype(float).sort_index()
    if len(y) < minimum:
        raise BookError(
            f"{what} needs at least {minimum} observations; {series_name(series)} has {len(y)}. Choose a longer period."
        )
    return y


def alpha(confidence_level: float) -> float:
    """The level of a test, 1 less the confidence level.

    Raises:
        BookError: if the confidence level is not between 0 and 1.
    """
    if not 0 < confidence_level < 1:
        raise BookError(f"A confidence level is between 0 and 1, as 0.95; {confidence_level:g} is not.")
    return 1 - confidence_level


def series_name(series: pd.Series) -> str:
    """How a message speaks of the series."""
    return "The series" if series.name is None else f"The series {series.name}"


def residuals_of(y: np.ndarray, design: np.ndarray) -> np.ndarray:
    """Least-squares residuals of each series (rows)."""
    basis = np.linalg.qr(design)[0]
    return y - (y @ basis) @ basis.T


def autocorrelation(residuals: np.ndarray) -> np.ndarray:
    """First-order autoregressive coefficient of each series (rows), kept within a stationary range."""
    products = (residuals[:, 1:] * residuals[:, :-1]).sum(axis=1)
    return np.clip(products / (residuals[:, :-1] ** 2).sum(axis=1), -0.95, 0.95)
