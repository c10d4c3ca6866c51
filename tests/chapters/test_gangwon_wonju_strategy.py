"""The chapter on Gangwon and Wonju as a re-runner meets it: other parameters, other data, and mistakes."""

import nbformat
import pandas as pd
import pytest
from chapter import checks, findings, run

from mfgbook.data import shipped_folder
from mfgbook.errors import BookError

CHAPTER = "gangwon_wonju_strategy"


@pytest.fixture(scope="module")
def default():
    return findings(run(CHAPTER))


def test_shares_and_contributions_add_up(default):
    assert default["share_sum"] == pytest.approx(100)
    contributions = default["wonju_points"] / (default["wonju_part"] / 100)
    assert contributions == pytest.approx(default["growth_total"])
    assert 1 + default["growth_total"] / 100 == pytest.approx((1 + default["implied_rate"] / 100) ** 5)


def test_wonju_leads_by_size_and_lost_share(default):
    """The report says that Wonju and Hoengseong led: true of contributions, not of growth."""
    assert default["top_contributors"].startswith("Wonju")
    assert default["wonju_rate_side"] == "below"
    assert default["wonju_share_word"] == "fell"
    assert default["led_count"] < default["criteria_count"]


def test_output_and_value_added_part(default):
    accounts = pd.read_csv(shipped_folder() / "korea_regional_accounts.csv").query("area == 'Gangwon'")
    value_added = accounts.set_index("year")["manufacturing_gva_current"]
    assert default["gva_rate"] == pytest.approx(100 * ((value_added[2022] / value_added[2017]) ** 0.2 - 1))
    assert default["implied_rate"] > 3 * default["gva_rate"]


def test_the_target_is_beyond_the_record(default):
    accounts = pd.read_csv(shipped_folder() / "korea_regional_accounts.csv").query("area == 'Gangwon'")
    level = accounts.set_index("year")["grdp_current"] / 1e6
    assert default["needed"] == pytest.approx(100 * ((100 / level[2022]) ** (1 / 8) - 1))
    assert default["fast_years"] == (level.pct_change() * 100 >= default["needed"]).sum()
    assert default["probability_high"] < 10
    assert default["real_probability_high"] < 1


def test_the_reports_own_figures_are_checked(default):
    """The printed figures fit each other, the workers' totals too; but more money went to fewer firms."""
    assert default["agree_count"] == default["check_count"]
    assert default["workers_low"] <= 15467 / 0.342 <= default["workers_high"]
    assert default["before_word"] == "fits"
    assert (default["investment_word"], default["firms_word"]) == ("rose", "fell")
    assert default["relative_output"] == pytest.approx(0.6)
    assert default["wonju_backed_count"] == 0


@pytest.mark.parametrize(
    ("parameters", "turned"),
    [
        (
            {"province": "Chungbuk", "target_grdp": "150", "target_year": "2040"},
            {"province_name", "weight", "quotient", "needed_side", "probability_low", "record", "chance_claim"},
        ),
        (
            {"target_year": "2035", "base_year": "2021", "n_paths": "1000", "seed": "7"},
            {"needed", "needed_side", "level", "growth_years", "path_count", "probability_high"},
        ),
        (
            {"municipality": "Gangwon/Hoengseong", "target_grdp": "70", "confidence_level": "0.8"},
            {"municipality_name", "own_rate", "municipality_clusters", "needed", "fast_years", "confidence"},
        ),
    ],
)
def test_other_parameters_execute_and_change_the_findings(parameters, turned, default):
    after = findings(run(CHAPTER, **parameters))
    assert {id for id in turned if default[id] == after[id]} == set()


def test_a_revision_of_the_data_turns_the_words(tmp_path):
    """Had Wonju grown fastest of all, it would lead by rate, and its share would have risen."""
    table = pd.read_csv(shipped_folder() / "wfi2025_municipalities.csv", dtype=str)
    wonju = (table["region"] == "Gangwon/Wonju") & (table["measure"] == "output_growth")
    table.loc[wonju, ["value", "printed"]] = ["12.0", "12.0%"]
    folder = tmp_path / "revised"
    folder.mkdir()
    table.to_csv(folder / "wfi2025_municipalities.csv", index=False)
    notebook = run(CHAPTER, folder)
    after = findings(notebook)
    assert after["wonju_rate_side"] == "above"
    assert after["wonju_share_word"] == "rose"
    assert after["fastest"].startswith("Wonju")
    assert str(folder) not in nbformat.writes(notebook)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"province": "Gangwom"}, r"province: .*'Gangwom'.*Gangwon"),
        ({"province": "Korea"}, r"province: .*'Korea'"),
        ({"municipality": "Gangwon/Wonjoo"}, r"municipality: .*Gangwon/Wonju"),
        ({"municipality": "Chungbuk/Cheongju"}, r"municipality: .*'Chungbuk/Cheongju'"),
        ({"base_year": "1999"}, r"base_year: .*1999"),
        ({"base_year": "2015"}, r"base_year 2015 leaves 5 growth rates"),
        ({"province": "Sejong", "base_year": "2020"}, r"base_year 2020 leaves 7 growth rates"),
        ({"target_year": "2022"}, r"target_year 2022 is not after base_year 2022"),
        ({"target_year": "2300"}, r"target_year 2300 is more than 50 years after"),
        ({"target_grdp": "50"}, r"target_grdp 50: Gangwon had 57\.7 trillion won in 2022"),
        ({"n_paths": "10"}, r"n_paths is 10; give at least 100"),
        ({"seed": "-1"}, r"seed is -1"),
        ({"confidence_level": "95.0"}, r"confidence_level is 95; give a share between zero and one"),
    ],
)
def test_what_the_data_lack_is_named(parameters, message):
    with pytest.raises(BookError, match=message):
        checks(CHAPTER, **parameters)
