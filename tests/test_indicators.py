"""Formulas against published figures, and the properties that their names promise."""

import hypothesis.extra.numpy as arrays
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mfgbook import indicators
from mfgbook.errors import BookError

# Growth


def test_growth_rate_is_in_percent():
    assert indicators.growth_rate(80.0, 100.0) == pytest.approx(25)


def test_compound_growth_counts_years_and_not_observations():
    series = pd.Series({2000: 100.0, 2001: 250.0, 2010: 100 * 1.03**10})
    assert indicators.compound_annual_growth_rate(series) == pytest.approx(3)


@pytest.mark.parametrize("values", [{2000: 1.0}, {2000: 1.0, 2001: np.nan}, {2000: 0.0, 2001: 1.0}])
def test_compound_growth_needs_two_positive_values(values):
    with pytest.raises(BookError, match="Annual growth needs"):
        indicators.compound_annual_growth_rate(pd.Series(values))


def test_index_to_base():
    index = indicators.index_to_base(pd.Series({2010: 50.0, 2011: 60.0, 2012: 40.0}), 2010)
    assert index.to_dict() == pytest.approx({2010: 100, 2011: 120, 2012: 80})


def test_index_to_base_names_the_base_that_is_missing():
    with pytest.raises(BookError, match=r"gdp has no value at the base 1999; it has 2010 to 2011"):
        indicators.index_to_base(pd.Series({2010: 50.0, 2011: 60.0}, name="gdp"), 1999)
    with pytest.raises(BookError, match="is 0 at the base 2010"):
        indicators.index_to_base(pd.Series({2010: 0.0, 2011: 60.0}), 2010)


def test_contribution_of_part_adds_up_to_the_growth_of_the_total():
    parts_start, parts_end = pd.Series([60.0, 40.0]), pd.Series([66.0, 39.0])
    contributions = indicators.contribution_of_part(parts_start, parts_end, 100.0)
    assert contributions.to_list() == pytest.approx([6, -1])


def test_a_year_without_one_of_its_halves_has_no_mean():
    halves = [("a", 2013, 1, 10.0), ("a", 2013, 2, 14.0), ("b", 2013, 2, 3.0), ("b", 2014, 1, 4.0), ("b", 2014, 2, 4.0)]
    means = indicators.annual_means(pd.DataFrame(halves, columns=["region", "year", "half", "people"]), "people")
    assert means["a"].to_dict() == pytest.approx({2013: 12, 2014: np.nan}, nan_ok=True)
    assert means["b"].to_dict() == pytest.approx({2013: np.nan, 2014: 4}, nan_ok=True)


# Contributions to real growth

YEARS = list(range(2010, 2016))


def accounts(values):
    return pd.DataFrame(values, index=YEARS, columns=["a", "b", "c"])


def accounts_tables():
    shape = (len(YEARS), 3)
    positive = arrays.arrays(float, shape, elements=st.floats(0.1, 1000))
    return positive.map(accounts)


@settings(deadline=None)
@given(
    current=accounts_tables(), volume=accounts_tables(), span=st.tuples(st.sampled_from(YEARS), st.sampled_from(YEARS))
)
def test_contributions_add_up_to_chained_growth(current, volume, span):
    base, end = sorted(span)
    index = indicators.chained_index(current, volume, base)
    yearly, cumulated = indicators.contributions_to_growth(current, volume, base, end)

    by_year = cumulated.groupby("year")["contribution"].sum()
    assert by_year.index.to_list() == list(range(base, end + 1))
    np.testing.assert_allclose(by_year, index.loc[base:end] - 100, rtol=1e-9, atol=1e-6)
    growth = 100 * index.pct_change().loc[base + 1 : end]
    np.testing.assert_allclose(yearly.groupby("year")["contribution"].sum(), growth, rtol=1e-9, atol=1e-6)


def test_contributions_by_hand():
    # Prices double in group b; weights must follow the prices of the year before.
    current = pd.DataFrame({"a": [50.0, 60.0, 60.0], "b": [50.0, 100.0, 150.0]}, index=[2020, 2021, 2022])
    volume = pd.DataFrame({"a": [100.0, 120.0, 120.0], "b": [100.0, 100.0, 150.0]}, index=[2020, 2021, 2022])
    yearly, cumulated = indicators.contributions_to_growth(current, volume, 2020, 2022)
    by_year = yearly.pivot(index="year", columns="group", values="contribution")
    # 2021: a grows 20 % at a weight of 50/100. 2022: b grows 50 % at a weight of 100/160.
    assert by_year.loc[2021].to_dict() == pytest.approx({"a": 10, "b": 0})
    assert by_year.loc[2022].to_dict() == pytest.approx({"a": 0, "b": 31.25})
    last = cumulated[cumulated["year"] == 2022].set_index("group")["contribution"]
    assert last.to_dict() == pytest.approx({"a": 10, "b": 31.25 * 1.1})


def test_contributions_do_not_depend_on_the_reference_year_of_the_volumes():
    rng = np.random.default_rng(0)
    current, volume = accounts(rng.uniform(1, 9, (6, 3))), accounts(rng.uniform(1, 9, (6, 3)))
    rebased = volume / volume.loc[2013] * 7
    one = indicators.contributions_to_growth(current, volume, 2010, 2015).cumulated
    other = indicators.contributions_to_growth(current, rebased, 2010, 2015).cumulated
    pd.testing.assert_frame_equal(one, other)


def test_one_group_alone_is_its_own_volume_index():
    rng = np.random.default_rng(1)
    current, volume = accounts(rng.uniform(1, 9, (6, 3))), accounts(rng.uniform(1, 9, (6, 3)))
    index = indicators.chained_index(current, volume, 2012, exclude=["a", "c"])
    np.testing.assert_allclose(index, 100 * volume["b"] / volume.loc[2012, "b"])


def test_base_year_at_the_end_gives_no_growth():
    table = accounts(np.ones((6, 3)))
    yearly, cumulated = indicators.contributions_to_growth(table, table, 2015, 2015)
    assert yearly.empty
    assert cumulated["contribution"].eq(0).all()
    assert indicators.chained_index(table, table, 2015).loc[2015] == 100


def test_faulty_accounts_are_named():
    table = accounts(np.ones((6, 3)))
    contributions, chained = indicators.contributions_to_growth, indicators.chained_index
    with pytest.raises(BookError, match="base year 2014 is after the end year 2012"):
        contributions(table, table, 2014, 2012)
    with pytest.raises(BookError, match="lack the year 2008, 2009; the table has 2010 to 2015"):
        contributions(table, table, 2008, 2012)
    with pytest.raises(BookError, match="base year 2008 is not in the table, which has 2010 to 2015"):
        chained(table, table, 2008)
    gap = table.drop(index=2012)
    with pytest.raises(BookError, match="volumes lack the year 2012"):
        contributions(table, gap, 2010, 2015)
    with pytest.raises(BookError, match="current values lack the year 2012"):
        chained(gap, table, 2010)
    hole = table.copy()
    hole.loc[2013, "b"] = np.nan
    with pytest.raises(BookError, match="volumes of b in 2013 are missing or not positive"):
        contributions(table, hole, 2010, 2015)
    with pytest.raises(BookError, match="only one has c"):
        contributions(table, table.drop(columns="c"), 2010, 2015)
    with pytest.raises(BookError, match=r"Cannot exclude ships: no such group\. Choose from a, b, c"):
        chained(table, table, 2010, exclude=["ships"])
    with pytest.raises(BookError, match="No group is left"):
        chained(table, table, 2010, exclude=["a", "b", "c"])


# Shares, growth and what they imply

PARTS = pd.DataFrame({"share": [50.0, 30.0, 20.0], "growth": [0.0, 10.0, -10.0]}, index=["a", "b", "c"])
SHARES = st.lists(st.floats(1, 100), min_size=2, max_size=18)


def test_earlier_shares_go_back_from_shares_and_growth():
    # Worked by hand: one year ago the parts were 50, 30 / 1.1 and 20 / 0.9 of the present total.
    before = pd.Series([50, 30 / 1.1, 20 / 0.9], PARTS.index)
    result = indicators.earlier_shares(PARTS["share"], PARTS["growth"], years=1)
    assert result["share"].to_list() == pytest.approx((100 * before / before.sum()).to_list())
    assert result["contribution"]["a"] == 0
    total = indicators.implied_total_growth(PARTS["share"], PARTS["growth"], years=1)
    assert total.value == pytest.approx(100 * (100 / before.sum() - 1))
    assert result["contribution"].sum() == pytest.approx(total.value)
    assert (total.low, total.high) == pytest.approx((total.value, total.value))
    assert result["share_low"].to_list() == pytest.approx(result["share_high"].to_list())


@given(SHARES, st.data())
def test_ranges_hold_what_the_unrounded_figures_give(values, data):
    growth = data.draw(st.lists(st.floats(-12, 12), min_size=len(values), max_size=len(values)))
    exact = pd.DataFrame({"share": 100 * np.array(values) / sum(values), "growth": growth})
    rounded = exact.round(1)
    truth = indicators.earlier_shares(exact["share"], exact["growth"], years=5)
    bounds = indicators.earlier_shares(rounded["share"], rounded["growth"], years=5, half_unit=0.05)
    for name in ("share", "contribution"):
        assert (bounds[f"{name}_low"] <= truth[name] + 1e-9).all()
        assert (bounds[f"{name}_high"] >= truth[name] - 1e-9).all()
    total = indicators.implied_total_growth(exact["share"], exact["growth"], years=5).value
    bound = indicators.implied_total_growth(rounded["share"], rounded["growth"], years=5, half_unit=0.05)
    assert bound.low - 1e-9 <= total <= bound.high + 1e-9


def test_a_part_too_small_to_be_printed_has_a_range_from_zero():
    result = indicators.earlier_shares(pd.Series({"a": 100.0, "b": 0.0}), pd.Series({"a": 0.0, "b": 0.0}), 5, 0.05)
    assert result["share_low"]["b"] == 0
    assert 0 < result["share_high"]["b"] < 0.1


def test_earlier_shares_need_every_figure():
    share, growth = PARTS["share"], PARTS["growth"]
    with pytest.raises(BookError, match="only one has c"):
        indicators.earlier_shares(share, growth.drop("c"), 5)
    with pytest.raises(BookError, match="c lacks one"):
        indicators.earlier_shares(share, growth.replace(-10.0, np.nan), 5)
    with pytest.raises(BookError, match="b lacks one"):
        indicators.implied_total_growth(share, growth.replace(10.0, -100.0), 5)


# Structure and place


def test_share_is_in_percent():
    assert indicators.share(pd.Series([1.0, 3.0]), 4.0).to_list() == [25, 75]


def test_location_quotient_of_reat():
    # R package REAT, help page of locq: printed value.
    assert indicators.location_quotient(1714, 79006, 879213, 15593224) == pytest.approx(0.3847623, abs=1e-7)


def test_location_quotients_of_econgeo():
    # R package EconGeo, help page of location_quotient: the matrix there; the quotients by its documented formula.
    table = pd.DataFrame(
        [[100, 0, 0, 0, 0], [0, 15, 5, 70, 10], [0, 20, 10, 20, 50], [0, 25, 30, 5, 40], [0, 40, 55, 5, 0]]
    )
    quotients = [[5, 0, 0, 0, 0], [0, 0.75, 0.25, 3.5, 0.5], [0, 1, 0.5, 1, 2.5], [0, 1.25, 1.5, 0.25, 2]]
    quotients.append([0, 2, 2.75, 0.25, 0])
    np.testing.assert_allclose(indicators.location_quotients(table), quotients)


def test_location_quotient_of_an_industry_that_nobody_has_is_missing():
    quotients = indicators.location_quotients(pd.DataFrame({"ships": [0, 0], "cars": [1, 3]}))
    assert quotients["ships"].isna().all()
    assert quotients["cars"].to_list() == [1, 1]


def test_shift_share_of_krumme():
    # G. Krumme, University of Washington, course table: printed values.
    region_start, region_end = pd.Series([500, 100, 200, 200]), pd.Series([1000, 100, 250, 280])
    nation_start, nation_end = pd.Series([10, 20, 40, 30]), pd.Series([11, 24, 52, 42])
    parts = indicators.shift_share(region_start, region_end, nation_start, nation_end)
    assert parts["industry_mix"].to_list() == pytest.approx([-95, -9, 2, 22])
    assert parts["regional_share"].to_list() == pytest.approx([450, -20, -10, 0], abs=1e-9)
    totals = {"change": 630, "national_share": 290, "industry_mix": -80, "regional_share": 420}
    assert parts.sum().to_dict() == pytest.approx(totals)


def test_shift_share_of_farhauer_and_kroell():
    # R package REAT, help page of shift (Farhauer and Kröll 2014): inputs there; results by its documented formula.
    nation_start, nation_end = pd.Series([400, 150, 150, 400]), pd.Series([440, 210, 135, 480])
    parts = indicators.shift_share(pd.Series([90, 20, 10, 60]), pd.Series([100, 40, 10, 55]), nation_start, nation_end)
    totals = {"change": 25, "national_share": 27, "industry_mix": 1, "regional_share": -3}
    assert parts.sum().to_dict() == pytest.approx(totals)


def test_shift_share_goes_by_the_name_of_the_industry():
    start, end = pd.Series({"ships": 10.0, "cars": 20.0}), pd.Series({"cars": 22.0, "ships": 5.0})
    parts = indicators.shift_share(start, end, start * 2, end * 2)
    assert parts["regional_share"].to_dict() == pytest.approx({"ships": 0, "cars": 0})
    with pytest.raises(BookError, match="not all have ships"):
        indicators.shift_share(start, end, start.drop("ships"), end)


# Likeness


def test_similar_rows_are_near_in_every_column():
    table = pd.DataFrame({"x": [0.0, 1.0, 0.0, 5.0], "y": [0.0, 0.0, 10.0, 50.0]}, index=list("abcd"))
    nearest = indicators.similar(table, "a", count=2)
    # By hand: the deviation of x is 2.3805, of y 23.805; the root of the mean of two squares.
    assert nearest.to_dict() == pytest.approx({"b": 1 / 2.3805 / 2**0.5, "c": 10 / 23.805 / 2**0.5}, rel=1e-4)


def test_similarity_does_not_depend_on_units_nor_on_columns_without_difference():
    table = pd.DataFrame({"x": [0.0, 1.0, 4.0], "y": [3.0, 1.0, 2.0]}, index=list("abc"))
    other = table.assign(x=1000 * table["x"] + 7)
    assert indicators.similar(table, "a", 2).to_dict() == pytest.approx(indicators.similar(other, "a", 2).to_dict())
    assert (
        indicators.similar(table.assign(z=1.0), "a", 2).index.to_list()
        == indicators.similar(table, "a", 2).index.to_list()
    )


def test_rows_that_lack_a_value_are_not_compared():
    table = pd.DataFrame({"x": [0.0, 1.0, np.nan, 3.0]}, index=list("abcd"))
    assert indicators.similar(table, "a", 9).index.to_list() == ["b", "d"]
    with pytest.raises(BookError, match="c has no value in every column"):
        indicators.similar(table, "c", 1)
    with pytest.raises(BookError, match="z is not in the table"):
        indicators.similar(table, "z", 1)
    with pytest.raises(BookError, match="count is 0"):
        indicators.similar(table, "a", 0)


def test_herfindahl_of_reat():
    # R package REAT, help page of herf: printed values, the last one rounded.
    index, normalised, equivalent = indicators.herfindahl([20, 50, 20, 10])
    assert index == pytest.approx(0.34)
    assert normalised == pytest.approx(0.12)
    assert equivalent == pytest.approx(2.94, abs=0.005)


@given(st.lists(st.floats(0.01, 1000), min_size=2, max_size=20))
def test_herfindahl_lies_between_equal_parts_and_one_part(values):
    index, normalised, equivalent = indicators.herfindahl(values)
    assert 1 / len(values) - 1e-12 <= index <= 1
    assert -1e-9 <= normalised <= 1
    assert 1 <= equivalent <= len(values) + 1e-9


@pytest.mark.parametrize("values", [[1, -1], [0, 0], [1, np.nan]])
def test_concentration_needs_parts_of_a_whole(values):
    with pytest.raises(BookError, match="Concentration needs parts of a whole"):
        indicators.herfindahl(values)


def test_krugman_of_reat():
    # R package REAT, help page of krugman.spec: printed value.
    assert indicators.krugman_specialisation([20, 10, 70, 0, 0], [0, 0, 0, 60, 40]) == pytest.approx(2)
    assert indicators.krugman_specialisation([20, 10, 70], [40, 20, 140]) == pytest.approx(0)


def test_gini_specialisation_of_reat():
    # R package REAT, help page of gini.spec: printed value.
    region, nation = [700, 600, 500, 10000, 40000], [30000, 15000, 10000, 60000, 50000]
    assert indicators.gini_specialisation(region, nation) == pytest.approx(0.6222222, abs=1e-7)


def test_specialisation_needs_the_same_industries():
    with pytest.raises(BookError, match="2 and 3 values"):
        indicators.krugman_specialisation([1, 2], [1, 2, 3])
    with pytest.raises(BookError, match="0 in the nation"):
        indicators.gini_specialisation([1, 2], [0, 2])


def test_mean_log_deviation_of_reat():
    # R package REAT, help page of theil: printed value. Theil's T of the same values would be 0.2502012.
    assert indicators.mean_log_deviation([10, 10, 10, 20, 50]) == pytest.approx(0.2326302, abs=1e-7)
    with pytest.raises(BookError, match="positive values only"):
        indicators.mean_log_deviation([1, 0])


def test_leverage():
    assert indicators.leverage(300.0, 150.0) == 2
