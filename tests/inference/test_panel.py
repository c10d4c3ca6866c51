"""The panel comparison: a planted effect is found, none is not flagged, and the algebra is that of the regression."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from mfgbook import inference
from mfgbook.errors import BookError

UNITS = [f"u{number:02d}" for number in range(50)]
TREATED = UNITS[:11]
YEARS = pd.RangeIndex(2001, 2025, name="year")


def simulated(seed: int, effect: float = 0.0, trend: float = 0.0, first_year: int = 2015) -> pd.DataFrame:
    """Units with levels and common years of their own and errors that persist; the treated also with an effect."""
    rng = np.random.default_rng(seed)
    errors = np.zeros((len(YEARS), len(UNITS)))
    for year in range(1, len(YEARS)):
        errors[year] = 0.8 * errors[year - 1] + rng.normal(size=len(UNITS))
    values = errors + rng.normal(scale=20, size=len(UNITS)) + rng.normal(scale=3, size=(len(YEARS), 1))
    panel = pd.DataFrame(values, index=YEARS, columns=UNITS)
    time = (panel.index.to_numpy() - 2001)[:, None]
    panel[TREATED] += effect * (panel.index.to_numpy() >= first_year)[:, None] + trend * time
    return panel


def test_a_planted_effect_is_found():
    panel = simulated(1, effect=4)
    estimate = inference.two_way_fixed_effects(panel, TREATED, 2015)
    assert estimate.interval.low < 4 < estimate.interval.high
    assert estimate.p_value < 0.01
    assert estimate.n == panel.size
    assert inference.permute_treatment(panel, TREATED, 2015, draws=1999).p_value < 0.01


@pytest.mark.filterwarnings("ignore:The design matrix is rank-deficient")
def test_it_is_the_regression_with_dummies():
    panel = simulated(2, effect=2)
    long = panel.reset_index().melt("year", var_name="unit", value_name="y")
    long["d"] = (long["unit"].isin(TREATED) & (long["year"] >= 2015)).astype(int)
    groups = pd.Series(np.arange(50) % 3, index=UNITS)
    plain = smf.ols("y ~ d + C(unit) + C(year)", long).fit()
    assert inference.two_way_fixed_effects(panel, TREATED, 2015).value == pytest.approx(plain.params["d"])
    grouped = smf.ols("y ~ d + C(unit) + C(year):C(g)", long.assign(g=long["unit"].map(groups))).fit()
    within = inference.two_way_fixed_effects(panel, TREATED, 2015, groups=groups)
    assert within.value == pytest.approx(grouped.params["d"])
    change = panel.loc[2015:].mean() - panel.loc[:2014].mean()
    difference = change[TREATED].mean() - change.drop(TREATED).mean()
    assert inference.permute_treatment(panel, TREATED, 2015, draws=9).statistic == pytest.approx(difference)
    assert plain.params["d"] == pytest.approx(difference)


def test_lines_of_their_own_take_out_a_trend():
    panel = simulated(3, trend=0.5)
    assert inference.two_way_fixed_effects(panel, TREATED, 2015).p_value < 0.01
    assert inference.two_way_fixed_effects(panel, TREATED, 2015, trends=True).p_value > 0.05


def test_a_trend_before_is_found_and_none_is_not():
    assert inference.pre_trends(simulated(4, trend=0.5), TREATED, 2015, draws=1999).p_value < 0.01
    assert inference.pre_trends(simulated(4), TREATED, 2015, draws=1999).p_value > 0.1
    assert (inference.placebo_years(simulated(4, trend=0.5), TREATED, 2015)["p_value"] < 0.05).all()
    assert (inference.placebo_years(simulated(4), TREATED, 2015)["p_value"] > 0.05).all()


def test_placebo_dates_do_not_see_the_treatment():
    before, after = (inference.placebo_years(simulated(5, effect), TREATED, 2015) for effect in (0, 50))
    pd.testing.assert_frame_equal(before, after)
    assert before["first_year"].tolist() == list(range(2004, 2013))


def test_paths_are_differences_from_the_reference_year():
    panel = simulated(6, effect=3)
    path = inference.paths(panel, TREATED, 2014).set_index("year")
    gap = panel[TREATED].mean(axis=1) - panel.drop(columns=TREATED).mean(axis=1)
    assert path["difference"].to_numpy() == pytest.approx((gap - gap[2014]).to_numpy())
    assert path.loc[2014].tolist() == [0, 0, 0]
    assert (path.drop(2014)["low"] < path.drop(2014)["high"]).all()


def test_without_an_effect_tests_keep_near_their_level():
    """Clustered t and permutation in persistent errors; their levels are 10 %."""
    p_values = []
    for seed in range(200):
        panel = simulated(100 + seed)
        told = inference.two_way_fixed_effects(panel, TREATED, 2015).p_value
        drawn = inference.permute_treatment(panel, TREATED, 2015, draws=199, seed=seed).p_value
        before = inference.pre_trends(panel, TREATED, 2015, draws=199, seed=seed).p_value
        p_values.append((told, drawn, before))
    found = (np.array(p_values) < 0.1).mean(axis=0)
    assert (found < 0.18).all(), found
    permuted = np.array(p_values)[:, 1]
    assert abs(np.median(permuted) - 0.5) < 0.12


@pytest.mark.slow
def test_size_of_the_clustered_test():
    """In 1,000 panels without an effect a test at 5 % finds one in 4 to 8 % of cases."""
    p_values = [inference.two_way_fixed_effects(simulated(seed), TREATED, 2015).p_value for seed in range(1000)]
    assert 0.04 <= np.mean(np.array(p_values) < 0.05) <= 0.08


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"treated": ["u99"]}, "not in the panel: u99"),
        ({"treated": []}, "0 of 50 units are treated"),
        ({"treated": UNITS}, "50 of 50 units are treated"),
        ({"first_year": 2003}, "leaves 2 years before and 22 after"),
        ({"first_year": 2030}, "leaves 24 years before and 0 after"),
        ({"groups": pd.Series([unit in TREATED for unit in UNITS], index=UNITS)}, "Use wider groups"),
        ({"groups": pd.Series("a", index=UNITS[1:])}, "No group is given for u00"),
        ({"confidence_level": 95.0}, "between 0 and 1"),
    ],
)
def test_mistakes_are_named(change, message):
    given = {"treated": TREATED, "first_year": 2015} | change
    with pytest.raises(BookError, match=message):
        inference.two_way_fixed_effects(simulated(0), **given)


def test_gaps_and_short_panels_are_named():
    holed = simulated(0)
    holed.loc[2007, "u03"] = np.nan
    with pytest.raises(BookError, match="lacks a value of u03 in 2007"):
        inference.permute_treatment(holed, TREATED, 2015)
    with pytest.raises(BookError, match="reference year 1999 is not in the panel, which has 2001 to 2024"):
        inference.paths(simulated(0), TREATED, 1999)
    with pytest.raises(BookError, match="need 6 years before 2005; the panel has 4"):
        inference.placebo_years(simulated(0), TREATED, 2005)
