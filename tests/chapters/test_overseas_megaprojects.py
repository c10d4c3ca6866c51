"""Chapter 5 as a re-runner meets it: what its data say, other parameters, other data, and mistakes."""

import pandas as pd
import pytest
from chapter import checks, findings, run

from mfgbook.data import load, shipped_folder
from mfgbook.errors import BookError

CHAPTER = "overseas_megaprojects"


@pytest.fixture(scope="module")
def default():
    return findings(run(CHAPTER))


def test_table_6_adds_up_and_the_running_text_does_not_match_it(default):
    assert default["sums_word"] == "agree"
    assert (default["projects"], default["federal"]) == (293, pytest.approx(527.1))
    assert default["budget_gap"] == pytest.approx(1243.85 - 1220)
    assert default["jobs_gap"] == 500
    assert default["below_half"] == default["cluster_count"] == 5


def test_jobs_and_gdp_are_not_on_one_yardstick(default):
    assert default["jobs_reached"] == pytest.approx(100 * 35_000 / 50_500)
    assert default["gdp_reached"] == pytest.approx(100 * 3.3 / 53.5)
    assert 1000 * default["gdp_per_job_target"] > 10 * default["gdp_per_job_reported"]


def test_the_sum_for_the_catapults_mixes_payers(default):
    assert default["uk_summary"] == pytest.approx(default["uk_public"] + default["uk_private"] / 1000) == 2.4
    assert default["won_years"] == "2017, 2018 and 2019"
    assert (default["place_count"], default["abroad_names"]) == (39, "Shandong Province")


def test_awards_add_up_to_their_stated_totals(default):
    assert default["us_round_1"] == default["us_round_1_stated"] == 504
    assert default["us_round_2"] == pytest.approx(default["us_round_2_stated"], abs=1)
    assert default["us_awarded_share"] == pytest.approx(7.15)
    assert default["us_table_9"] == 9.975


def test_most_amounts_are_smaller_than_a_megaproject(default):
    assert (default["mega_count"], default["item_count"]) == (3, 8)
    assert default["first_phase_side"] == "below"
    assert 100 < default["project_times"] < 1000


def test_the_lost_labels_leave_three_readings(default):
    assert default["readings_possible"] == default["readings_capital"] == 3
    assert default["claim_word"] == "holds"
    assert default["stage_lost"] == default["stage_values"] == 7
    assert default["crossing_now"] == str(default["crossing_printed"]) == "2015"


def test_the_damaged_values_have_no_stage_and_no_year():
    stages = load("megaprojects2022_rnd_stages")
    assert stages[["year", "percent"]].isna().all(axis=None)
    assert (stages["stage"] == "").all()


@pytest.mark.parametrize(
    ("parameters", "turned"),
    [
        (
            {"countries": "[CAN, GBR]", "currency": "KRW"},
            {"country_list", "low_item", "largest_item", "value_unit", "everywhere_count", "item_count_compared"},
        ),
        (
            {"basis": "constant", "price_base_year": "2012", "per_year": "false", "currency": "GBP"},
            {"largest_value", "value_unit"},
        ),
        (
            {"public_only": "false", "countries": "[USA, GBR]", "currency": "EUR"},
            {"payers_word", "country_list", "top_item", "largest_value", "everywhere_names"},
        ),
    ],
)
def test_other_parameters_execute_and_change_the_findings(parameters, turned, default):
    after = findings(run(CHAPTER, **parameters))
    assert {id for id in turned if default[id] == after[id]} == set()


def test_a_revision_of_the_data_turns_the_words(tmp_path):
    """With more federal money and a plan that has everything, the sentences on both must say so."""
    folder = tmp_path / "revised"
    folder.mkdir()
    figures = pd.read_csv(shipped_folder() / "megaprojects2022_supercluster_figures.csv", dtype=str)
    federal = figures["measure"] == "isi_funding"
    figures.loc[federal, "value"] = (1.5 * figures.loc[federal, "value"].astype(float)).round(3).astype(str)
    figures.to_csv(folder / "megaprojects2022_supercluster_figures.csv", index=False)
    features = pd.read_csv(shipped_folder() / "megaprojects2022_design_features.csv", dtype=str, keep_default_na=False)
    features.loc[features["country"] == "KOR", ["level", "detail"]] = ["yes", "as planned"]
    features.to_csv(folder / "megaprojects2022_design_features.csv", index=False)
    found = findings(run(CHAPTER, folder))
    assert (found["sums_word"], found["half_side"]) == ("agree", "above")
    assert (found["korea_yes"], found["korea_no_names"], found["korea_silent_names"]) == (12, "none", "none")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"countries": "[CAN]"}, r"countries: a comparison needs at least two; countries is \['CAN'\]"),
        ({"countries": "[USA, USA]"}, r"countries: a comparison needs at least two"),
        ({"countries": "[CAN, JPN]"}, r"countries: programme_periods has no country 'JPN'"),
        ({"countries": "[CAN, KOR]"}, r"countries: .*no country 'KOR'.*CAN, GBR, USA"),
        ({"countries": "CAN"}, r"'countries' must be a list"),
        ({"currency": "JPY"}, r"currency: 'JPY' is unknown\. Choose from USD, CAD, GBP, KRW, EUR"),
        ({"basis": "real"}, r"basis: 'real' is unknown\. Choose nominal or constant"),
        ({"basis": "constant", "price_base_year": "1990"}, r"price_base_year, deflator of CAN: .*1990"),
        ({"per_year": "yearly"}, r"'per_year' must be True or False"),
        ({"public": "true"}, r"unknown parameter 'public'\. Did you mean public_only"),
    ],
)
def test_bad_parameters_are_told(parameters, message):
    with pytest.raises(BookError, match=message):
        checks(CHAPTER, **parameters)
