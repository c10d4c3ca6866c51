"""How unusual a region is among all others."""

import numpy as np
import pandas as pd
import pytest

from mfgbook import inference
from mfgbook.errors import BookError


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
