"""Breaks at an unknown date: planted ones are found, absent ones rarely flagged."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
from series import errors, yearly

from mfgbook import inference
from mfgbook.errors import BookError
from mfgbook.inference import breaks

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
    ours = [breaks._sum_of_squares(y, x[None], np.zeros(1))[0, 0] for x in (line, design)]
    assert ours == pytest.approx(sums)


def test_the_weighted_sum_is_that_of_the_prais_winsten_transformation():
    y, rho = errors(20, 0.6, seed=2), 0.6
    line = np.column_stack([np.ones(20), np.linspace(-1, 1, 20)])

    def transformed(v):
        return np.concatenate([np.sqrt(1 - rho**2) * v[:1], v[1:] - rho * v[:-1]])

    expected = np.linalg.lstsq(transformed(line), transformed(y), rcond=None)[1][0]
    assert breaks._sum_of_squares(y[None], line[None], np.array([rho]))[0, 0] == pytest.approx(expected)


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
