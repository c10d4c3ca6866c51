"""Chapter 2 as a re-runner meets it: what its data say, other parameters, other data, and mistakes."""

import pandas as pd
import pytest
from chapter import checks, findings, run

from mfgbook.data import load, shipped_folder
from mfgbook.errors import BookError

CHAPTER = "manufacturing_usa"


@pytest.fixture(scope="module")
def default():
    return findings(run(CHAPTER))


def test_table_1_is_sound(default):
    assert default["row_agreeing"] == default["row_count"] == 12
    assert default["parts_gap"] == 0
    assert default["people_table_2016"] == pytest.approx(28_000, rel=0.01)
    assert default["people_table_2017"] == pytest.approx(191_000, rel=0.01)


def test_partners_grew_no_faster_than_institutes(default):
    assert default["partners_change"] == pytest.approx(55.5, abs=0.05)
    assert default["institutes_change"] == pytest.approx(55.6, abs=0.05)
    assert default["partners_each_before"] == pytest.approx(default["partners_each_after"], abs=0.05)
    assert default["partners_per_low"] < 0 < default["partners_per_high"]


def test_only_one_reading_of_co_investment_gives_the_stated_leverage(default):
    assert round(default["leverage_second"], 1) == default["stated_leverage"] == 1.5
    assert round(default["leverage_first"]) == default["stated_match"] == 2
    assert default["wrong_leverage"] < 1
    assert (default["reading_word"], default["leverage_word"]) == ("co-investment", "fell")


def test_the_claim_on_jobs_rests_on_the_states_chosen(default):
    assert default["claim_above"] == 3
    assert default["claim_above_word"] == "all outgrew"
    assert (default["belt_host_count"], default["belt_host_above"]) == (5, 2)
    assert default["unnamed"] == "Illinois, New York and Pennsylvania"
    assert default["largest_gap"] < 0.5
    assert default["not_belt_names"] == "Tennessee"
    assert default["belt_host_level"] < default["nation_level"] < default["claim_level"]


def test_the_panel_finds_a_difference_before_there_were_institutes(default):
    assert default["host_count"] == 11
    assert default["effect"] < 0
    assert default["effect_least"] < 0 < default["effect_most"]
    assert default["placebo_told"] == default["placebo_count"] == 9
    assert default["half_year"] == 2015


def test_the_shipped_counts_and_places_agree_with_the_brief():
    counts = load("manufacturing_usa_institute_counts").set_index("key")["institutes"]
    assert counts[["krihs_defense", "krihs_energy", "krihs_commerce"]].sum() == counts["krihs_all"] == 14
    institutes = load("manufacturing_usa_institutes")
    sited = institutes[institutes["among_first_14"] & (institutes["state"] != "")]
    assert (institutes["among_first_14"].sum(), len(sited), sited["state"].nunique()) == (14, 13, 11)
    states = load("us_states")
    assert states.groupby("region").size().to_dict() == {"Midwest": 12, "Northeast": 9, "South": 16, "West": 13}
    assert set(load("us_manufacturing_employment")["area"]) == {*states["state"], "United States"}


@pytest.mark.parametrize(
    ("parameters", "turned"),
    [
        (
            {
                "claim_states": "[Indiana, Kentucky]",
                "rust_belt": "[Illinois, Indiana, Ohio, Wisconsin, Missouri]",
                "start_year": "2012",
                "end_year": "2019",
                "base_year": "2006",
            },
            {"claim_growth", "claim_names", "belt_host_count", "nation_growth", "claim_windows", "claim_level"},
        ),
        (
            {"fiscal_years": "[2016, 2017, 2019]", "exchange_year": "2022", "confidence_level": "0.9"},
            {"last_fiscal", "people_peak", "members_per_last_low", "krihs_high", "confidence"},
        ),
        (
            {"host_states": "[Texas, Florida, Georgia, Oregon, Ohio]", "treatment_year": "2010"},
            {"host_count", "effect", "permutation_p", "wander", "placebo_count", "belt_host_count"},
        ),
    ],
)
def test_other_parameters_execute_and_change_the_findings(parameters, turned, default):
    after = findings(run(CHAPTER, **parameters))
    assert {id for id in turned if default[id] == after[id]} == set()


def test_a_revision_of_the_data_turns_the_words(tmp_path):
    """Had the chosen states shrunk, co-investment grown and people stayed, the sentences must say so."""
    folder = tmp_path / "revised"
    folder.mkdir()
    employment = pd.read_csv(shipped_folder() / "us_manufacturing_employment.csv")
    chosen = employment["area"].isin(["Ohio", "Michigan", "Tennessee"])
    employment.loc[chosen, "employees_thousand"] *= 0.95 ** (employment["year"] - 2001)
    employment.to_csv(folder / "us_manufacturing_employment.csv", index=False)
    results = pd.read_csv(shipped_folder() / "krihs2019_network_results.csv")
    later = (results["item"] == "co_investment") & (results["measure"] == "2017")
    results.loc[later, "value"] = 230
    results.to_csv(folder / "krihs2019_network_results.csv", index=False)
    found = findings(run(CHAPTER, folder))
    assert found["claim_above_word"] == "all lagged behind"
    assert found["conclusion_windows"] == "the chosen states lagged behind the nation"
    assert found["leverage_word"] == "rose"
    assert found["row_agreeing"] == 11


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"claim_states": "[Ohoi]"}, r"claim_states: .*Ohoi.*Ohio"),
        ({"rust_belt": "[Ontario]"}, r"rust_belt: .*Ontario"),
        ({"rust_belt": "[Wisconsin]"}, r"rust_belt holds no host state"),
        ({"host_states": "[Puerto Rico]"}, r"host_states: .*Puerto Rico"),
        ({"claim_states": "[]"}, r"claim_states and rust_belt need at least one"),
        ({"fiscal_years": "[2016, 2030]"}, r"fiscal_years: .*2030"),
        ({"fiscal_years": "[2018, 2018]"}, r"at least two years"),
        ({"start_year": "2018"}, r"start_year 2018 is after end_year 2017"),
        ({"start_year": "2017"}, r"start_year and end_year are both 2017"),
        ({"base_year": "1995"}, r"base_year.*1995"),
        ({"treatment_year": "2005"}, r"need 6 years before 2005"),
        ({"treatment_year": "2024"}, r"leaves 23 years before and 1 after"),
        ({"exchange_year": "1990"}, r"exchange_year: .*1990"),
        ({"confidence_level": "95.0"}, r"confidence level is between 0 and 1"),
    ],
)
def test_what_the_data_lack_is_named(parameters, message):
    with pytest.raises(BookError, match=message):
        checks(CHAPTER, **parameters)
