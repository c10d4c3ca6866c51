"""Survey shares: counts behind printed figures, published vectors, planted differences and none."""

import numpy as np
import pandas as pd
import pytest

from mfgbook import inference
from mfgbook.errors import BookError

GROUPS = ["urban", "high_tech"]


@pytest.mark.parametrize(
    ("percent", "n", "digits", "counts"),
    [
        (1.4, 208, 1, [3]),
        (23.1, 330, 1, []),
        (0.0, 330, 1, [0]),
        (100.0, 10, 1, [10]),
        (12, 8, 0, [1]),  # 12.5 may be rounded down ...
        (13, 8, 0, [1]),  # ... or up
        (50.0, 2000, 1, [999, 1000, 1001]),
    ],
)
def test_whole_counts(percent, n, digits, counts):
    assert inference.whole_counts(percent, n, digits) == counts


@pytest.mark.parametrize("n", [7, 208, 538])
def test_each_count_is_found_again_from_its_printed_share(n):
    assert all(count in inference.whole_counts(round(100 * count / n, 1), n) for count in range(n + 1))


def test_a_base_that_is_none():
    with pytest.raises(BookError, match="0 respondents"):
        inference.whole_counts(10.0, 0)


def test_bases_that_shares_leave_possible():
    assert inference.fitting_bases([40.0, 12.0, 10.0, 8.0], 120) == [50, 100]
    assert inference.fitting_bases([33.3, 12.3], 10) == []


def test_shares_with_intervals_of_their_own_bases():
    shares = inference.share_intervals(pd.Series({"a": 81, "b": 0}), pd.Series({"b": 20, "a": 263}))
    assert shares.loc["a"].to_list() == pytest.approx([30.798, 25.529, 36.621], abs=1e-3)  # Newcombe (1998)
    assert shares.loc["b", "percent"] == 0
    assert shares.loc["b", "high"] > 10


def test_contrast_in_sample_as_published():
    # Fagerland, Lydersen and Laake (2014), airway reactivity: 1 and 7 discordant pairs of 21; Tango: -0.517 to -0.026.
    estimate = inference.contrast_in_sample(1, 7, 21)
    assert estimate.value == pytest.approx(-28.571, abs=1e-3)
    assert estimate.interval == pytest.approx((-51.7, -2.6), abs=0.05)
    assert estimate.p_value == pytest.approx(0.0339, abs=1e-4)  # McNemar, z = 6 / sqrt(8)


@pytest.mark.parametrize("counts", [(0, 0), (5, 0), (0, 9), (10, 0), (4, 6)])
def test_contrasts_at_the_edges_stay_in_range(counts):
    estimate = inference.contrast_in_sample(*counts, 10)
    low, high = estimate.interval
    assert -100 <= low <= estimate.value <= high <= 100
    mirrored = inference.contrast_in_sample(*counts[::-1], 10)
    assert mirrored.interval == pytest.approx((-high, -low), abs=1e-6)


def test_a_contrast_of_answers_that_nobody_gave():
    # The score is the root of n d / (1 - d), which reaches z at z^2 / (n + z^2).
    z_squared = 3.841459
    bound = 100 * z_squared / (10 + z_squared)
    estimate = inference.contrast_in_sample(0, 0, 10)
    assert estimate.interval == pytest.approx((-bound, bound), abs=1e-4)
    assert estimate.p_value == 1


def test_the_test_of_a_contrast_agrees_with_its_interval():
    for first in range(20, 60, 2):
        estimate = inference.contrast_in_sample(first, 40, 150)
        assert (estimate.p_value < 0.05) == (estimate.interval.low > 0 or estimate.interval.high < 0)


@pytest.mark.parametrize("counts", [(6, 5), (-1, 3)])
def test_counts_that_are_no_two_answers(counts):
    with pytest.raises(BookError, match="two answers of one sample"):
        inference.contrast_in_sample(*counts, 10)


def test_fisher_as_published():
    # Fisher's lady tasting tea (1935): 3 of 4 and 1 of 4.
    assert inference.difference_of_groups(3, 4, 1, 4).p_value == pytest.approx(34 / 70)
    estimate = inference.difference_of_groups(56, 70, 48, 80)
    assert estimate.interval == pytest.approx((5.24, 33.39), abs=0.005)  # Newcombe (1998)
    assert estimate.value == pytest.approx(20)


def test_differences_hold_their_level_and_find_what_is_planted():
    rng = np.random.default_rng(3)
    none = zip(rng.binomial(330, 0.15, 300), rng.binomial(208, 0.15, 300), strict=True)
    planted = zip(rng.binomial(330, 0.05, 100), rng.binomial(208, 0.20, 100), strict=True)
    alarms = [inference.difference_of_groups(a, 330, b, 208).p_value < 0.05 for a, b in none]
    found = [inference.difference_of_groups(a, 330, b, 208).p_value < 0.05 for a, b in planted]
    assert np.mean(alarms) < 0.07
    assert np.mean(found) > 0.95


def test_homogeneity():
    alike = pd.DataFrame({"urban": [100, 50, 50], "high_tech": [50, 25, 25]})
    apart = pd.DataFrame({"urban": [100, 50, 50], "high_tech": [25, 25, 50]})
    assert inference.homogeneity(alike) == pytest.approx(1)
    assert inference.homogeneity(apart) < 0.001


def test_adjacent_ranks_tell_a_gap_from_a_tie():
    ranks = inference.adjacent_ranks(pd.Series({"tied": 98, "low": 20, "top": 200, "second": 102}), 500)
    assert ranks["higher"].to_list() == ["top", "second", "tied"]
    assert ranks["lower"].to_list() == ["second", "tied", "low"]
    assert ranks["told"].to_list() == [True, False, True]
    assert (ranks["p_adjusted"] >= ranks["p_value"]).all()


def test_rank_ranges():
    ranges = inference.rank_ranges(pd.Series({"tied": 98, "low": 20, "top": 200, "second": 102}), 500)
    assert ranges.loc["top"].to_list() == [1, 1, 1]
    assert ranges.loc["second"].to_list() == [2, 2, 3]
    assert ranges.loc["tied"].to_list() == [3, 2, 3]
    assert ranges.loc["low"].to_list() == [4, 4, 4]


def test_rank_ranges_hold_the_true_ranks_together():
    """Either of two equal answers may lead; all ranges hold in most samples, and a clear order shows."""
    rng = np.random.default_rng(4)
    shares = {"first": 0.35, "also first": 0.35, "third": 0.2, "fourth": 0.1}
    held = []
    for counts in rng.multinomial(400, list(shares.values()), 150):
        ranges = inference.rank_ranges(pd.Series(dict(zip(shares, counts, strict=True))), 400)
        true = {"first": (1, 2), "also first": (1, 2), "third": (3, 3), "fourth": (4, 4)}
        held.append(
            all(ranges.loc[k, "best"] <= last and ranges.loc[k, "worst"] >= first for k, (first, last) in true.items())
        )
    assert np.mean(held) > 0.95
    assert ranges.loc["fourth", "best"] == 4


def test_weights_move_a_contrast_between_its_groups():
    first, second = pd.Series([75, 61], index=GROUPS), pd.Series([79, 36], index=GROUPS)
    n = pd.Series([330, 208], index=GROUPS)

    def contrast(*weights):
        return inference.weighted_contrast(first, second, n, pd.Series(weights, index=GROUPS))

    sample = contrast(330, 208)
    assert sample.value == pytest.approx(100 * (136 - 115) / 538)
    whole = inference.contrast_in_sample(136, 115, 538)
    assert sample.interval == pytest.approx(whole.interval, abs=0.3)
    assert contrast(1, 0).value == pytest.approx(100 * (75 - 79) / 330)
    assert contrast(1, 0).value < contrast(1, 1).value < contrast(0, 1).value


def test_weights_that_are_none():
    counts = pd.Series([1, 2], index=GROUPS)
    with pytest.raises(BookError, match="must not be negative"):
        inference.weighted_contrast(counts, counts, counts * 10, pd.Series([1, -1], index=GROUPS))
