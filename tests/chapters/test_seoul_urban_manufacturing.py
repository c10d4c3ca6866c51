"""The chapter on Seoul as a re-runner meets it: what it finds, other parameters, other data, and mistakes."""

import pandas as pd
import pytest
from chapter import checks, findings, run

from mfgbook.data import shipped_folder
from mfgbook.errors import BookError

CHAPTER = "seoul_urban_manufacturing"


@pytest.fixture(scope="module")
def default():
    return findings(run(CHAPTER))


def test_the_reports_counts_are_reproduced(default):
    assert default["count_growth"] == pytest.approx(100 * ((61218 / 53950) ** (1 / 4) - 1))
    assert round(default["count_growth"], 1) == default["count_growth_printed"]
    assert default["agreeing"] == default["agreement_checks"] == 3
    assert default["linkage_mean"] == pytest.approx(default["linkage_all"], abs=0.05)
    assert default["information_plus_funds"] == pytest.approx(default["information_or_funds"])


def test_table_six_contradicts_itself_and_one_reading_does_not(default):
    assert (default["table6_cells"], default["misfit_count"], default["misfit_after"]) == (10, 7, 0)
    assert (default["table6_columns"], default["swapped_count"], default["not_swapped"]) == (6, 5, "advertising")
    assert default["gap_printed"] > 4
    assert default["gap_consistent"] < 0.1
    assert (default["consistent_urban"], default["consistent_high"]) == (4.2, 23.1)
    assert default["checked_shares"] - default["fitting_shares"] == default["misfit_count"]


def test_one_exchange_rate_and_its_year(default):
    assert default["one_rate"] == "one rate fits all cities"
    assert default["rate_low"] < 1126.8 < default["rate_high"]
    assert default["rate_years"] == "2012"


def test_what_the_survey_can_tell(default):
    assert default["support_word"] == "cannot be told from chance"
    assert default["support_gap"] == pytest.approx(100 * (136 - 115) / 538)
    assert default["standards_gap"] == pytest.approx(100 * (36 / 330 - 50 / 208))
    assert default["standards_word"] == "can be told from chance"
    assert default["expert_base"] == 50
    measures = sum(default[f"{standing}_count"] for standing in ("ahead", "level", "behind", "no_evidence"))
    assert measures == default["measure_count"] == 11


def test_multipliers_split_into_their_parts(default):
    assert default["direct_share"] == pytest.approx(100 * (5.4 - 2.8) / (11.9 - 8.6))
    assert default["relative_output"] == pytest.approx(100 * 2.8 / 5.4)


@pytest.mark.parametrize(
    ("parameters", "turned"),
    [
        (
            {"city": "Tokyo", "peers": "[Seoul, New York]", "region": "Ulsan"},
            {"city_name", "city_dollars", "ratio_first", "region_name", "total_multiplier", "relative_output"},
        ),
        (
            {"table6_reading": "printed", "correction": "none", "confidence_level": "0.9"},
            {"reading_name", "clear_count", "claim_research", "correction_name", "adjacent_told", "confidence"},
        ),
        (
            {"start_year": "2013", "end_year": "2020", "correction": "bonferroni", "peers": "[Madrid]"},
            {"accounts_start", "accounts_end", "volume_last", "share_trend", "output_after", "ratio_first_name"},
        ),
    ],
)
def test_other_parameters_execute_and_change_the_findings(parameters, turned, default):
    after = findings(run(CHAPTER, **parameters))
    assert {id for id in turned if default[id] == after[id]} == set()


def test_a_revision_of_the_data_turns_the_words(tmp_path):
    """A corrected table 6, and a survey in which loans clearly lead, must be told as such."""
    survey = pd.read_csv(shipped_folder() / "seoul2017_survey.csv", dtype=str).fillna("")
    rows = survey.set_index(["question", "answer", "group"]).sort_index()
    places = [("collaboration", a) for a in ("market_research", "research", "purchasing", "sales")]
    for place in [*places, ("research_partners", "same_industry")]:
        urban, high = (rows.loc[(*place, group), "percent"] for group in ("urban", "high_tech"))
        rows.loc[(*place, "urban"), "percent"], rows.loc[(*place, "high_tech"), "percent"] = high, urban
    rows.loc[("support", "loans", "all"), "percent"] = "40.0"
    rows.loc[("support", "loans", "urban"), "percent"] = "43.9"
    rows.loc[("support", "loans", "high_tech"), "percent"] = "33.7"
    folder = tmp_path / "revised"
    folder.mkdir()
    rows.reset_index()[list(survey.columns)].to_csv(folder / "seoul2017_survey.csv", index=False)
    found = findings(run(CHAPTER, folder))
    assert (found["misfit_count"], found["swapped_count"]) == (0, 0)
    assert found["agreeing_readings"] == "printed and consistent"
    assert (found["support_first"], found["support_second"]) == ("loans", "technology development")
    assert found["support_word"] == "can be told from chance"
    assert found["claim_wish"] == "Loans comes clearly before technology development"


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"city": "Soul"}, r"city: .*'Soul'.*Did you mean Seoul"),
        ({"peers": "[Tokyo, Paris]"}, r"peers: .*'Paris'"),
        ({"peers": "[Seoul]"}, r"peers: name at least one city other than"),
        ({"region": "Busan"}, r"region: .*'Busan'"),
        ({"region": "Korea"}, r"region: Korea is what a region is compared with"),
        ({"start_year": "2016"}, r"a trend needs 8 years, and the accounts hold 7"),
        ({"start_year": "2022", "end_year": "2010"}, r"start_year 2022 is after end_year 2010"),
        ({"confidence_level": "95.0"}, r"confidence_level is 95; give a share between zero and one"),
        ({"correction": "holmes"}, r"correction 'holmes' is not known\. Did you mean holm"),
        ({"table6_reading": "best"}, r"table6_reading 'best' is not known"),
    ],
)
def test_what_the_data_lack_is_named(parameters, message):
    with pytest.raises(BookError, match=message):
        checks(CHAPTER, **parameters)
