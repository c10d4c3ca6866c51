"""Half-yearly series: labels, steps, downturns."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from series import errors

from mfgbook import inference
from mfgbook.errors import BookError
from mfgbook.inference import half_year_label, half_year_position

HALF_YEARS = [
    half_year_label(position) for position in range(half_year_position("2013H1"), half_year_position("2025H1"))
]


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
