"""Proportions against published examples, and the correction for several tests."""

import numpy as np
import pandas as pd
import pytest

from mfgbook import inference
from mfgbook.errors import BookError


def test_wilson_interval_of_newcombe():
    # Newcombe (1998), 81 of 263.
    assert inference.wilson_interval(81, 263) == pytest.approx((0.2552885, 0.3662096), abs=1e-7)
    low, high = inference.wilson_interval(0, 20)
    assert low == pytest.approx(0, abs=1e-12)
    assert high > 0.1


def test_newcombe_interval_of_newcombe():
    # Newcombe (1998), "Interval estimation for the difference", table II, method 10: 56/70 less 48/80, printed figures.
    assert inference.newcombe_interval(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)


@pytest.mark.parametrize(("count", "n"), [(-1, 10), (11, 10), (0, 0)])
def test_a_count_that_is_no_proportion(count, n):
    with pytest.raises(BookError, match="is not a proportion"):
        inference.wilson_interval(count, n)
    with pytest.raises(BookError, match="is not a proportion"):
        inference.newcombe_interval(1, 2, count, n)


def test_holm_by_hand():
    # Smallest times three, the next times two, never falling.
    adjusted = inference.adjust(pd.Series({"a": 0.03, "b": 0.01, "c": 0.02}), "holm")
    assert adjusted.to_dict() == pytest.approx({"a": 0.04, "b": 0.03, "c": 0.04})


def test_corrections():
    p_values = pd.Series({"a": 0.03, "b": 0.01, "c": np.nan, "d": 0.02})
    assert inference.adjust(p_values, "none").equals(p_values)
    assert inference.adjust(p_values, "bonferroni").to_dict() == pytest.approx(
        {"a": 0.09, "b": 0.03, "c": np.nan, "d": 0.06}, nan_ok=True
    )
    assert inference.adjust(p_values, "holm")["d"] == pytest.approx(0.04)
    assert inference.adjust(p_values, "fdr_bh")["a"] == pytest.approx(0.03)
    assert inference.adjust(pd.Series(dtype=float), "holm").empty


def test_a_correction_that_is_none():
    with pytest.raises(BookError, match=r"'holmes' is not known\. Did you mean holm\?"):
        inference.adjust(pd.Series([0.1]), "holmes")


def test_estimates_as_a_table():
    table = inference.tabulate({"a": inference.Estimate(1.0, inference.Interval(0.5, 1.5), 0.01, 9)})
    assert table.loc["a"].to_dict() == {"value": 1, "low": 0.5, "high": 1.5, "p_value": 0.01, "n": 9}
