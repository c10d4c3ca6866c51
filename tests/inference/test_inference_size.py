"""How often the models find what is not there: the figures that their docstrings and pages state."""

import numpy as np
import pandas as pd
import pytest

from mfgbook import inference

pytestmark = pytest.mark.slow


def persistent(n: int, autocorrelation: float, draws: int, seed: int) -> np.ndarray:
    """Draw series with first-order autoregressive errors; draws x n."""
    shocks = np.random.default_rng(seed).normal(size=(draws, n + 100))
    series = np.zeros_like(shocks)
    for t in range(1, n + 100):
        series[:, t] = autocorrelation * series[:, t - 1] + shocks[:, t]
    return series[:, 100:]


@pytest.mark.parametrize(
    ("years", "autocorrelation", "stated"),
    [(34, 0, 0.03), (34, 0.5, 0.06), (34, 0.8, 0.13), (10, 0, 0.04), (10, 0.5, 0.12), (10, 0.8, 0.23)],
)
def test_trends_that_are_not_there(years, autocorrelation, stated):
    index = range(2000, 2000 + years)
    drawn = persistent(years, autocorrelation, 1000, seed=years)
    found = [inference.linear_trend(pd.Series(y, index=index)).p_value < 0.05 for y in drawn]
    assert np.mean(found) == pytest.approx(stated, abs=0.035)


@pytest.mark.parametrize("autocorrelation", [0, 0.4, 0.8])
@pytest.mark.parametrize("at", ["2015H1", "2016H1", "2017H2"])
def test_steps_that_are_not_there(at, autocorrelation):
    labels = [inference.half_year_label(2 * 2013 + i) for i in range(24)]
    drawn = np.exp(4 + 0.02 * persistent(24, autocorrelation, 400, seed=5))
    found = [inference.interrupted_series(pd.Series(y, index=labels), at).p_value < 0.05 for y in drawn]
    assert np.mean(found) < 0.14


@pytest.mark.parametrize("autocorrelation", [0, 0.5, 0.8])
def test_breaks_that_are_not_there(autocorrelation):
    drawn = persistent(34, autocorrelation, 150, seed=9)
    index = range(1990, 2024)
    found = [inference.break_at_unknown_date(pd.Series(y, index=index), draws=199).p_value <= 0.05 for y in drawn]
    assert np.mean(found) < 0.11
