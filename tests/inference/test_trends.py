"""Straight lines: what is planted is found, what is not is rarely flagged."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from series import errors, yearly

from mfgbook import inference
from mfgbook.errors import BookError


def test_a_planted_trend_is_found():
    trend = inference.linear_trend(yearly(-0.2 * np.arange(30) + errors(30, 0.3, seed=1)))
    assert trend.value == pytest.approx(-0.2, abs=0.05)
    assert trend.interval.low < trend.value < trend.interval.high < 0
    assert trend.p_value < 0.01
    assert trend.n == 30


def test_no_trend_is_rarely_flagged():
    flagged = [inference.linear_trend(yearly(errors(34, 0, seed))).p_value < 0.05 for seed in range(200)]
    # The docstring says 10 %; three standard errors above that.
    assert np.mean(flagged) < 0.165


def test_the_slope_is_per_year_when_years_are_missing_or_out_of_order():
    years = [2020, 1990, 1991, 1995, 1996, 2003, 2004, 2011, 2012]
    series = pd.Series(3.0 + 0.5 * np.array(years), index=years) + 1e-6 * errors(9, 0, seed=0)
    assert inference.linear_trend(series).value == pytest.approx(0.5, abs=1e-6)


def test_missing_values_do_not_count():
    series = yearly(np.r_[errors(10, 0, seed=0), np.nan])
    assert inference.linear_trend(series).n == 10


def test_a_constant_series_has_no_trend():
    trend = inference.linear_trend(yearly(np.full(12, 0.1)))
    assert (trend.value, trend.p_value) == (0, 1)


def test_a_higher_confidence_level_gives_a_wider_interval():
    series = yearly(errors(20, 0.5, seed=0))
    narrow, wide = (inference.linear_trend(series, level).interval for level in (0.8, 0.99))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_a_trend_is_least_squares_where_errors_do_not_persist():
    alternating = 0.3 * np.arange(20) + np.resize([1.0, -1.0], 20)
    plain = sm.OLS(alternating, sm.add_constant(np.arange(20.0))).fit()
    trend = inference.linear_trend(yearly(alternating))
    assert trend.value == pytest.approx(plain.params[1])
    assert tuple(trend.interval) == pytest.approx(tuple(plain.conf_int()[1]))


def test_a_trend_that_is_not_there_is_rarely_found_though_errors_persist():
    found = [inference.linear_trend(yearly(errors(34, 0.5, seed=seed))).p_value < 0.05 for seed in range(200)]
    assert np.mean(found) < 0.12  # least squares with its usual errors finds one in three


def test_a_planted_trend_is_found_though_errors_persist():
    trend = inference.linear_trend(yearly(0.5 * np.arange(34) + errors(34, 0.5, seed=3)))
    assert trend.interval.low < 0.5 < trend.interval.high
    assert trend.p_value < 0.001


def test_trend_difference_works_on_common_years():
    common = errors(30, 0.9, seed=2)
    first = yearly(common - 0.1 * np.arange(30) + 0.1 * errors(30, 0, seed=3))
    second = yearly(common)[5:]
    difference = inference.trend_difference(first, second)
    assert difference.n == 25
    assert difference.value == pytest.approx(-0.1, abs=0.02)
    assert difference.p_value < 0.001
    assert inference.trend_difference(first, first).p_value == 1


def test_slopes_by_window_has_every_window_once():
    series = yearly(errors(12, 0, seed=0))
    windows = inference.slopes_by_window(series, minimum=10)
    assert windows[["start", "end"]].to_numpy().tolist() == [
        [1990, 1999],
        [1990, 2000],
        [1990, 2001],
        [1991, 2000],
        [1991, 2001],
        [1992, 2001],
    ]
    whole = inference.linear_trend(series)
    row = windows.loc[2]
    assert (row["slope"], row["low"], row["high"], row["p_value"]) == (whole.value, *whole.interval, whole.p_value)


def test_trends_name_bad_input():
    with pytest.raises(BookError, match="needs at least 8 observations; The series KOR has 7"):
        inference.linear_trend(yearly(np.arange(7)).rename("KOR"))
    with pytest.raises(BookError, match="has 1995 twice"):
        inference.linear_trend(pd.Series(1.0, index=[1995, 1995]))
    with pytest.raises(BookError, match=r"between 0 and 1, as 0\.95; 95 is not"):
        inference.linear_trend(yearly(errors(10, 0, seed=0)), confidence_level=95)
    with pytest.raises(BookError, match="has 5"):
        inference.trend_difference(yearly(np.arange(10)), yearly(np.arange(10), first=1995))
    with pytest.raises(BookError, match="a minimum of 3 is too few"):
        inference.slopes_by_window(yearly(np.arange(10)), minimum=3)
