"""Each model finds a planted effect, leaves a case without effect alone, and names bad input."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from mfgbook import inference
from mfgbook.errors import BookError
from mfgbook.inference import half_year_label, half_year_position

HALF_YEARS = [
    half_year_label(position) for position in range(half_year_position("2013H1"), half_year_position("2025H1"))
]


def errors(n, coefficient, seed):
    """AR(1) errors with innovations of variance 1."""
    innovations = np.random.default_rng(seed).standard_normal(n)
    u = [innovations[0] / np.sqrt(1 - coefficient**2)]
    for innovation in innovations[1:]:
        u.append(coefficient * u[-1] + innovation)
    return np.array(u)


def yearly(values, first=1990):
    return pd.Series(values, index=range(first, first + len(values)), dtype=float)


# Trends


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


# A break at an unknown date

test_break = partial(inference.break_at_unknown_date, draws=199)
test_break.__test__ = False


def test_a_planted_break_is_found_with_its_date_and_slopes():
    years = np.arange(1990, 2024)
    line = np.where(years < 2008, 0.3 * (years - 2008), -0.4 * (years - 2008))
    broken = inference.break_at_unknown_date(yearly(line + 0.5 * errors(34, 0.3, seed=5)))
    assert broken.p_value < 0.01
    assert abs(broken.first_year - 2008) <= 2
    assert 2008 in broken.dates
    assert broken.first_year in broken.dates
    assert broken.before.interval.low < 0.3 < broken.before.interval.high
    assert broken.after.interval.low < -0.4 < broken.after.interval.high
    assert np.abs(broken.fitted - line).max() < 1


def test_the_date_of_a_step_is_the_first_year_of_the_new_regime():
    level = np.where(np.arange(1990, 2020) < 2005, 0.0, 10.0)
    broken = test_break(yearly(level + errors(30, 0, seed=0)))
    assert broken.first_year == 2005
    assert broken.dates == (2005,)
    assert broken.path.loc[broken.path["f"].idxmax()].to_list() == [2005, broken.statistic]


@pytest.mark.parametrize("coefficient", [0, 0.5, 0.8])
def test_a_trend_without_break_is_rarely_flagged(coefficient):
    trend = 0.3 * np.arange(34)
    series = [yearly(trend + errors(34, coefficient, seed)) for seed in range(40)]
    flagged = [test_break(y, draws=99).p_value <= 0.05 for y in series]
    # 5 % of 40 is 2; the chance of more than 7 is below 1 in 1000.
    assert sum(flagged) <= 7


def test_the_break_does_not_depend_on_level_slope_or_unit():
    y = errors(24, 0.4, seed=1)
    one = test_break(yearly(y))
    other = test_break(yearly(1000 * y - 500 * np.arange(24) + 1e5))
    assert other.first_year == one.first_year
    assert other.statistic == pytest.approx(one.statistic)
    assert other.p_value == pytest.approx(one.p_value)
    assert other.dates == one.dates


def test_without_autocorrelation_f_is_the_f_of_least_squares():
    y = errors(20, 0, seed=2)[None]
    line = np.column_stack([np.ones(20), np.linspace(-1, 1, 20)])
    late = np.arange(20)[:, None] >= 9
    design = np.hstack([line * ~late, line * late])
    sums = [np.linalg.lstsq(x, y[0], rcond=None)[1][0] for x in (line, design)]
    ours = [inference._sum_of_squares(y, x[None], np.zeros(1))[0, 0] for x in (line, design)]
    assert ours == pytest.approx(sums)


def test_the_weighted_sum_is_that_of_the_prais_winsten_transformation():
    y, rho = errors(20, 0.6, seed=2), 0.6
    line = np.column_stack([np.ones(20), np.linspace(-1, 1, 20)])

    def transformed(v):
        return np.concatenate([np.sqrt(1 - rho**2) * v[:1], v[1:] - rho * v[:-1]])

    expected = np.linalg.lstsq(transformed(line), transformed(y), rcond=None)[1][0]
    assert inference._sum_of_squares(y[None], line[None], np.array([rho]))[0, 0] == pytest.approx(expected)


def test_a_break_repeats_with_its_seed_and_takes_irregular_years():
    years = [*range(1990, 2000), *range(2003, 2013)]
    series = pd.Series(errors(20, 0.3, seed=0), index=years)
    one, two = test_break(series, seed=4), test_break(series.sample(frac=1, random_state=0), seed=4)
    assert (one.p_value, one.dates, one.first_year) == (two.p_value, two.dates, two.first_year)
    assert set(one.path["year"]) <= set(years)


def test_breaks_name_bad_input():
    with pytest.raises(BookError, match="needs at least 12 observations"):
        test_break(yearly(np.arange(11)))
    with pytest.raises(BookError, match="without any scatter"):
        test_break(yearly(3 + 0.1 * np.arange(20)))
    with pytest.raises(BookError, match=r"trim of 0\.6 leaves no date"):
        test_break(yearly(errors(20, 0, seed=0)), trim=0.6)


# Placebo in space


def regions(n=150, seed=0):
    return pd.Series(np.random.default_rng(seed).normal(-2, 3, n), index=[f"P/{i}" for i in range(n)])


def test_a_planted_fall_stands_out():
    change = regions()
    change.loc[["P/3", "P/8"]] -= 15
    placebo = inference.placebo_in_space(change, ["P/3", "P/8"])
    assert placebo.n_untreated == 148
    assert placebo.regions["region"].to_list() == ["P/3", "P/8"]
    assert placebo.regions["rank"].to_list() == [1, 1]
    assert placebo.regions["p_fall"].to_list() == pytest.approx([1 / 149] * 2)
    assert placebo.joint_p_fall < 0.001
    assert placebo.joint_difference == pytest.approx(placebo.regions["difference"].mean())


def test_a_common_fall_is_no_regional_fall():
    change = regions() - 10
    ordinary = change.rank().sub(75).abs().nsmallest(3).index.to_list()
    placebo = inference.placebo_in_space(change, ordinary)
    assert (placebo.regions["p_fall"] > 0.3).all()
    assert (placebo.regions["p_two_sided"] > 0.9).all()
    assert placebo.joint_p_two_sided > 0.8


def test_joint_p_values_are_uniform_without_effect():
    p_values = [
        inference.placebo_in_space(regions(40, seed), ["P/0", "P/1", "P/2"], draws=199).joint_p_fall
        for seed in range(200)
    ]
    assert np.mean(p_values) == pytest.approx(0.5, abs=0.08)
    assert np.mean(np.array(p_values) <= 0.1) == pytest.approx(0.1, abs=0.07)


def test_placebo_by_hand():
    change = pd.Series({"a": -5.0, "b": -1.0, "c": 0.0, "d": 1.0, "e": -6.0, "f": np.nan})
    row = inference.placebo_in_space(change, ["a"], draws=9).regions.loc[0]
    # Untreated: -6, -1, 0, 1 with median -0.5; one is lower, and one at least as far away (5.5 against 4.5).
    assert row["difference"] == -4.5
    assert (row["rank"], row["n_untreated"]) == (2, 4)
    assert (row["p_fall"], row["p_two_sided"]) == (2 / 5, 2 / 5)


def test_placebos_name_bad_input():
    change = pd.Series({"a": 1.0, "b": 2.0, "c": np.nan})
    with pytest.raises(BookError, match="No change is given for c, x"):
        inference.placebo_in_space(change, ["a", "c", "x"])
    with pytest.raises(BookError, match="none is left"):
        inference.placebo_in_space(change, ["a", "b"])
    with pytest.raises(BookError, match="at least one treated region"):
        inference.placebo_in_space(change, [])
    with pytest.raises(BookError, match="region a is given twice"):
        inference.placebo_in_space(pd.Series([1.0, 2.0], index=["a", "a"]), ["a"])


# Half-yearly series


@given(st.integers(2 * 1900, 2 * 2100))
def test_half_year_labels_and_positions_are_each_others_reverse(position):
    assert half_year_position(half_year_label(position)) == position


def test_half_years_follow_one_another():
    assert half_year_position("2018H1") - half_year_position("2017H2") == 1
    assert half_year_label(half_year_position("2017H2") + 2) == "2018H2"


@pytest.mark.parametrize("label", ["2017", "2017H3", "2017-H1", "H12017", "2017h1", 2017, None])
def test_a_label_that_is_no_half_year(label):
    with pytest.raises(BookError, match="is not a half-year"):
        half_year_position(label)


def employment(*, step=0.0, trend=0.0, noise=0.005, at="2017H2", seed=0):
    """Half-yearly employment with a season, and a step (ratio) at a date; the trend is in logarithms."""
    position = np.array([half_year_position(label) for label in HALF_YEARS])
    level = trend * np.arange(len(position)) + 0.03 * (position % 2) + noise * errors(len(position), 0.2, seed)
    level += np.log1p(step) * (position >= half_year_position(at))
    return pd.Series(100 * np.exp(level), index=HALF_YEARS)


@pytest.mark.parametrize(("at", "trend_included"), [("2015H2", False), ("2017H2", True)])
def test_a_planted_step_is_found(at, trend_included):
    trend = 0.004 if trend_included else 0.0
    step = inference.interrupted_series(employment(step=-0.1, trend=trend, at=at), at)
    assert step.value == pytest.approx(-10, abs=2)
    assert step.interval.low < step.value < step.interval.high < -7
    assert step.p_value < 0.001
    assert step.trend_included is trend_included
    assert step.n_before + step.n_after == step.n == 24


def test_a_series_without_step_is_rarely_flagged():
    series = [employment(trend=0.004, seed=seed) for seed in range(100)]
    flagged = [inference.interrupted_series(y, "2017H2").p_value < 0.05 for y in series]
    # The docstring says up to 20 % with few points and independent errors.
    assert np.mean(flagged) < 0.3


def test_eight_points_before_make_a_trend():
    series = employment()
    assert not inference.interrupted_series(series, "2016H2").trend_included
    assert inference.interrupted_series(series, "2017H1").trend_included
    assert not inference.interrupted_series(series, "2017H1", minimum_before_for_trend=9).trend_included


def test_missing_half_years_keep_the_place_of_the_others():
    series = employment(step=-0.1, trend=0.02, noise=1e-6)
    gaps = series.drop(["2016H2", "2020H2", "2021H1"])
    assert inference.interrupted_series(gaps, "2017H2").value == pytest.approx(-10, abs=0.01)


def test_steps_over_dates_is_largest_at_the_planted_date():
    dates = ["2016H1", "2017H2", "2019H1"]
    steps = inference.steps_over_dates(employment(step=-0.1), dates)
    assert steps["at"].to_list() == dates
    assert steps.set_index("at")["step"].idxmin() == "2017H2"
    one = inference.interrupted_series(employment(step=-0.1), "2017H2")
    assert steps.loc[1, ["step", "low", "high"]].to_list() == [one.value, *one.interval]


def test_interrupted_series_name_bad_input():
    series = employment().rename("Geoje")
    with pytest.raises(BookError, match="The series Geoje has 2 before and 22 from then on"):
        inference.interrupted_series(series, "2014H1")
    with pytest.raises(BookError, match="needs at least 3 half-years on each side"):
        inference.interrupted_series(series, "2024H1")
    with pytest.raises(BookError, match="Geoje must be positive"):
        inference.interrupted_series(series - 150, "2017H2")
    with pytest.raises(BookError, match="only one half of the year"):
        inference.interrupted_series(series[::2], "2017H1")
    with pytest.raises(BookError, match="'2017' is not a half-year"):
        inference.interrupted_series(series, "2017")


def test_recovery_counts_from_the_mean_of_the_year_before():
    values = [95.0, 105, 90, 80, 85, 95, 100, 102]
    found = inference.recovery(pd.Series(values, index=HALF_YEARS[: len(values)]), "2014H1")
    assert found.index.to_list() == pytest.approx(values)
    assert (found.trough, found.trough_index, found.depth) == ("2014H2", pytest.approx(80), pytest.approx(20))
    assert found.half_years_to_recovery == 4
    assert (found.latest, found.latest_index) == ("2016H2", pytest.approx(102))


def test_downturns_are_half_years_and_given_for_each_region():
    assert inference.downturns(["A"], {"A": "2016H1", "B": "2017H2"}) == {"A": "2016H1"}
    with pytest.raises(BookError, match=r"downturn: no half-year is given for B"):
        inference.downturns(["A", "B"], {"A": "2016H1"})
    with pytest.raises(BookError, match="'2016' is not a half-year"):
        inference.downturns(["A"], {"A": "2016"})
    with pytest.raises(BookError, match="name at least one"):
        inference.downturns([], {"A": "2016H1"})


def test_change_after_compares_whole_years_and_leaves_gaps_open():
    season = [-5.0, 5.0]
    table = pd.DataFrame(
        {
            "fell": [(100 if i < 4 else 80) + season[i % 2] for i in range(10)],
            "gap": [None, *[50.0] * 9],
            "late": [*[50.0] * 9, None],
        },
        index=HALF_YEARS[:10],
    )
    change = inference.change_after(table, "2015H1", years=1)
    assert change["fell"] == pytest.approx(-20)
    assert change["gap"] == pytest.approx(0)
    assert inference.change_after(table, "2014H1", years=1).isna().to_list() == [False, True, False]
    assert inference.change_after(table, "2015H1", years=2).isna().to_list() == [False, False, True]
    assert inference.covers(table, "2015H1", years=2)
    assert not inference.covers(table, "2015H1", years=3)
    assert not inference.covers(table, "2013H2", years=1)
    with pytest.raises(BookError, match="lack 2018H1 and 2018H2"):
        inference.change_after(table, "2015H1", years=3)
    with pytest.raises(BookError, match="the year before a downturn from 2013H1"):
        inference.change_after(table, "2013H1", years=1)


def test_estimates_as_a_table():
    table = inference.tabulate({"a": inference.Estimate(1.0, inference.Interval(0.5, 1.5), 0.01, 9)})
    assert table.loc["a"].to_dict() == {"value": 1, "low": 0.5, "high": 1.5, "p_value": 0.01, "n": 9}


def test_recovery_that_has_not_come_and_downturn_that_never_was():
    falling = pd.Series([100.0, 100, 101, 90, 95], index=HALF_YEARS[:5])
    assert inference.recovery(falling, "2014H1").half_years_to_recovery is None
    rising = inference.recovery(pd.Series([100.0, 100, 101, 104, 102], index=HALF_YEARS[:5]), "2014H1")
    assert (rising.half_years_to_recovery, rising.depth) == (0, 0)


def test_recovery_names_what_the_series_lacks():
    series = employment().rename("Geoje")
    with pytest.raises(BookError, match="lack 2012H2, the year before a downturn from 2013H2"):
        inference.recovery(series, "2013H2")
    with pytest.raises(BookError, match="lack 2015H1 and 2015H2"):
        inference.recovery(series.drop(["2015H1", "2015H2"]), "2016H1")
    with pytest.raises(BookError, match="ends at 2024H2, before the downturn of 2025H1"):
        inference.recovery(series, "2025H1")


# Proportions and several tests


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
    adjusted = inference.holm(pd.Series({"a": 0.03, "b": 0.01, "c": 0.02}))
    assert adjusted.to_dict() == pytest.approx({"a": 0.04, "b": 0.03, "c": 0.04})
