"""Simulated growth paths: they find planted growth, promise none where there is none, and own up to their doubt."""

import numpy as np
import pandas as pd
import pytest

from mfgbook.errors import BookError
from mfgbook.inference import (
    autoregressive_paths,
    borrowed_paths,
    fan,
    random_walk_paths,
    reached_by,
    redrawn_paths,
)

OWN_RECORD = [random_walk_paths, autoregressive_paths, redrawn_paths]


def level(growth, start=100.0, first_year=2010):
    """A series that grows by these log rates."""
    values = start * np.exp(np.r_[0.0, np.cumsum(growth)])
    return pd.Series(values, index=range(first_year, first_year + len(values)), name="GRDP")


def noisy(mean, scale, n, seed):
    return level(np.random.default_rng(seed).normal(mean, scale, n))


@pytest.mark.parametrize("model", OWN_RECORD)
def test_planted_growth_is_continued(model):
    """With 5 % a year on record, less is nearly sure, much more nearly excluded, and as much an even chance."""
    record = level(0.05 + 0.01 * np.array([1, -1, 0.5, -0.5, 1, -1, 0, 0, 0.5, -0.5, 1, -1]))
    paths = model(record, 8, 2000, seed=1)
    target = {rate: float(record.iloc[-1]) * np.exp(8 * rate) for rate in (0.03, 0.05, 0.08)}
    assert reached_by(paths, target[0.03])[-1] > 98
    assert 35 < reached_by(paths, target[0.05])[-1] < 65
    assert reached_by(paths, target[0.08])[-1] < 2


@pytest.mark.parametrize("model", OWN_RECORD)
def test_no_growth_is_made_up(model):
    """A record that goes nowhere is as likely to fall as to rise."""
    record = level(np.array([0, 20, -11, 7, -20, 13, -3, -13, 17, -7, 3, 11, -17, 0]) / 1000)
    paths = model(record, 10, 4000, seed=2)
    assert 45 < 100 * np.mean(paths[:, -1] > record.iloc[-1]) < 55
    assert reached_by(paths, 1.5 * record.iloc[-1])[-1] < 5


def test_random_walk_bands_hold_what_they_promise():
    """Over records of 12 growth rates, the band of 80 % holds the truth in about 80 % of cases, 8 years ahead."""
    rng = np.random.default_rng(3)
    held = []
    for number in range(300):
        growth = rng.normal(0.04, 0.02, 20)
        future = level(growth).iloc[-1]
        band = fan(random_walk_paths(level(growth[:12]), 8, 400, seed=number), 2022).iloc[-1]
        held.append(band["low"] <= future <= band["high"])
    assert 0.74 < np.mean(held) < 0.86


def test_autoregressive_paths_find_carried_growth_and_make_none_up():
    """After a boom year the next is expected high only where growth carries over."""
    rng = np.random.default_rng(4)
    shocks = rng.normal(0, 0.01, 200)
    carried = np.zeros(200)
    for year in range(1, 200):
        carried[year] = 0.7 * carried[year - 1] + shocks[year]
    for growth, expected in ((carried, 0.7), (shocks, 0.0)):
        record = level(np.r_[0.03 + growth, 0.08])
        first = np.log(autoregressive_paths(record, 1, 4000, seed=5)[:, 0] / record.iloc[-1]).mean()
        assert (first - 0.03) / 0.05 == pytest.approx(expected, abs=0.15)


def test_redrawn_years_stay_within_the_record():
    record = noisy(0.03, 0.02, 12, seed=6)
    growth = np.diff(np.log(record))
    drawn = np.diff(np.log(redrawn_paths(record, 5, 500, seed=7)), axis=1)
    assert drawn.min() >= growth.min() - 1e-12
    assert drawn.max() <= growth.max() + 1e-12


def test_borrowed_paths_grow_as_the_others_did():
    record = noisy(0.0, 0.01, 12, seed=8)
    others = pd.DataFrame({"Slow": level(np.full(12, 0.01)), "Fast": level(np.full(12, 0.10))})
    ends = borrowed_paths(record, others, 10, 1000, seed=9)[:, -1] / record.iloc[-1]
    slow, fast = np.isclose(ends, np.exp(0.1)), np.isclose(ends, np.exp(1.0))
    assert (slow | fast).all()
    assert 0.4 < fast.mean() < 0.6


@pytest.mark.parametrize("model", OWN_RECORD)
def test_same_seed_same_paths_and_start_at_the_last_level(model):
    record = noisy(0.03, 0.02, 12, seed=10)
    paths = model(record, 4, 200, seed=11)
    assert paths.shape == (200, 4)
    assert np.array_equal(paths, model(record, 4, 200, seed=11))
    assert not np.array_equal(paths, model(record, 4, 200, seed=12))
    assert np.array_equal(paths, model(record.sample(frac=1, random_state=0), 4, 200, seed=11))
    assert np.median(paths[:, 0]) == pytest.approx(record.iloc[-1], rel=0.1)


def test_once_reached_stays_reached():
    paths = np.array([[90.0, 110.0, 95.0], [80.0, 85.0, 90.0]])
    assert reached_by(paths, 100).tolist() == [0, 50, 50]


def test_fan_has_the_middle_of_the_paths():
    table = fan(np.tile(np.arange(101.0)[:, None], (1, 2)), 2022, coverage=0.8)
    assert table["year"].tolist() == [2023, 2024]
    assert table.loc[0, ["low", "median", "high"]].tolist() == pytest.approx([10, 50, 90])


@pytest.mark.parametrize(
    ("series", "horizon", "n_paths", "message"),
    [
        (level(np.full(7, 0.03)), 5, 200, "at least 8 growth rates; The series GRDP has 7"),
        (level(np.full(12, 0.03)).drop(2015), 5, 200, "a positive value in every year from 2010 to 2022"),
        (-level(np.full(12, 0.03)), 5, 200, "a positive value in every year"),
        (level(np.full(12, 0.03)), 0, 200, "no year to simulate"),
        (level(np.full(12, 0.03)), 5, 10, "n_paths is 10; give at least 100"),
    ],
)
@pytest.mark.parametrize("model", OWN_RECORD)
def test_what_cannot_be_simulated_is_refused(model, series, horizon, n_paths, message):
    with pytest.raises(BookError, match=message):
        model(series, horizon, n_paths, seed=0)
