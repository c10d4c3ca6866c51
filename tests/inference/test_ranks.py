"""Rank correlation: against scipy, a planted relation, and none."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from mfgbook.errors import BookError
from mfgbook.inference import rank_correlation


def test_value_is_spearmans_with_ties():
    x = pd.Series([34.8, 13.4, 11.4, 9.7, 9.7, 6.1, 3.1, 0.2])
    y = pd.Series([4.0, 7.5, 10.4, 7.2, 5.9, 1.8, 2.0, 2.0])
    assert rank_correlation(x, y).value == pytest.approx(spearmanr(x, y).statistic)


def test_a_planted_relation_is_found():
    x = pd.Series(np.arange(18.0))
    found = rank_correlation(x, x**3 + 200 * np.sin(x))
    assert found.value > 0.9
    assert found.p_value < 0.001
    assert 0.5 < found.interval.low < found.value < found.interval.high < 1
    assert found.n == 18


def test_chance_is_not_flagged_more_often_than_stated():
    rng = np.random.default_rng(0)
    p = [
        rank_correlation(pd.Series(rng.random(18)), pd.Series(rng.random(18)), draws=199, seed=s).p_value
        for s in range(300)
    ]
    assert np.mean(np.array(p) < 0.05) < 0.09


def test_only_common_places_count():
    x, y = pd.Series(range(10), index=list("abcdefghij")), pd.Series(range(8), index=list("cdefghij"))
    assert rank_correlation(x.astype(float), y.astype(float)).n == 8


@pytest.mark.parametrize(
    ("x", "message"), [([1.0, 2, 3, 4, 5], "at least 6 pairs; there are 5"), ([1.0] * 8, "no rank correlation")]
)
def test_too_few_or_equal_values_are_refused(x, message):
    with pytest.raises(BookError, match=message):
        rank_correlation(pd.Series(x), pd.Series(np.arange(float(len(x)))))
