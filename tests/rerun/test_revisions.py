"""The book on revised tables: prose, titles and axes follow, words turn with the numbers, and a gap reads as a gap."""

from __future__ import annotations

import pytest
from chapter import findings, run
from prose import drawn, prose, titles
from revisions import ACCOUNTS, REVISIONS, SHARES

from mfgbook.data import load
from mfgbook.data.checks import check_folder
from mfgbook.errors import BookError

DECLINE = "korea_manufacturing_decline"
STRATEGY = "gangwon_wonju_strategy"
SEOUL = "seoul_urban_manufacturing"
PROJECTS = "overseas_megaprojects"
INSTITUTES = "manufacturing_usa"
TOWNS = "gangwon_municipalities"
PROFILE = "municipality_profile"


def end(table: str, folder="") -> int:
    return int(load(table, folder)["year"].max())


@pytest.mark.parametrize("name", REVISIONS)
def test_a_revision_keeps_the_contract(name, revised):
    found = check_folder(revised(name))
    assert [str(fault) for fault in found if fault.severity == "fault"] == []
    assert bool(found) == (name == "gaps")


# More years


@pytest.mark.slow
def test_decline_goes_on_with_the_data(revised):
    folder = revised("two more years")
    notebook = run(DECLINE, folder)
    found, shown, text = findings(notebook), titles(notebook), prose(notebook)
    last, share = end(ACCOUNTS, folder), end(SHARES, folder)
    korea = load(SHARES, folder).query("country == 'KOR'").set_index("year")["percent_of_gdp"]
    assert found["growth_end"] == last > end(ACCOUNTS)
    assert found["latest_half"] == f"{end('korea_local_employment', folder)}H2"
    assert f"stood at {korea.iloc[-1]:.1f} % in {korea.index[-1]}" in shown["share-of-gdp"]
    assert f"1990–{share}" in shown["share-of-gdp"] or f"1990–{korea.index[-1]}" in shown["share-of-gdp"]
    assert f"–{last}" in shown["capital-region"]
    assert f"accounts end in {last}" in text
    assert "own file, vintage not stated" in str(notebook)


def test_seoul_goes_on_with_the_accounts(revised):
    folder = revised("two more years")
    notebook = run(SEOUL, folder)
    last = end(ACCOUNTS, folder)
    assert f"in {last}" in titles(notebook)["output"]
    assert f"stood in {last} at" in prose(notebook)


def test_the_strategy_counts_from_the_last_year_of_the_accounts(revised):
    folder = revised("two more years")
    notebook = run(STRATEGY, folder)
    found, text, last = findings(notebook), prose(notebook), end(ACCOUNTS, folder)
    level = load(ACCOUNTS, folder).query("area == 'Gangwon'").set_index("year")["grdp_current"] / 1e6
    assert found["base_year"] == last
    assert found["needed"] == pytest.approx(100 * ((100 / level[last]) ** (1 / (2030 - last)) - 1))
    assert f"the accounts used here end in {last}, before it was written" in text
    assert "but for the provisional figure" not in text
    assert found["latest_pound_year"] <= 2025 < end("world_bank_macro", folder)


def test_accounts_that_outlast_the_report_and_the_population_are_told_so(revised):
    folder = revised("four more years of accounts")
    notebook = run(STRATEGY, folder)
    text, last = prose(notebook), end(ACCOUNTS, folder)
    assert f"what the accounts show after it, to {last}, has no comparison" in text
    assert findings(notebook)["nation_per_head_year"] == end("world_bank_macro") < last


def test_the_capital_regions_share_goes_on(revised):
    folder = revised("two more years")
    notebook = run(PROJECTS, folder)
    assert f"in {end(ACCOUNTS, folder)}" in titles(notebook)["capital-share"]
    assert f"to {end(ACCOUNTS, folder)} it" in prose(notebook)


@pytest.mark.slow
def test_the_states_go_on(revised):
    folder = revised("two more years")
    text = prose(run(INSTITUTES, folder))
    assert f"{end('us_manufacturing_employment', folder)} for jobs" in text


@pytest.mark.slow
def test_one_more_fiscal_year_is_taken_in_and_not_divided_by_older_counts(revised):
    folder = revised("one more fiscal year")
    notebook = run(INSTITUTES, folder)
    found, text = findings(notebook), prose(notebook)
    last = load("manufacturing_usa_network", folder)["fiscal_year"].max()
    assert found["people_peak_year"] == found["people_last_year"] == found["last_fiscal"] == last
    assert found["members_per_last_year"] == last - 1
    assert f"in fiscal year {last}, the most in any year." in text
    assert f"Anything after fiscal year {last} for the network" in text


def test_a_year_that_has_only_begun_is_no_year(revised):
    folder = revised("one more half-year")
    begun = end("korea_local_employment", folder)
    for chapter in (TOWNS, PROFILE):
        notebook = run(chapter, folder)
        assert findings(notebook)["latest_year"] == begun - 1
        assert f"–{begun - 1}" in titles(notebook)["employed-residents"]
        assert prose(notebook)


@pytest.mark.slow
def test_the_towns_are_followed_to_the_last_half_year(revised):
    folder = revised("one more half-year")
    notebook = run(DECLINE, folder)
    assert findings(notebook)["latest_half"] == f"{end('korea_local_employment', folder)}H1"
    assert findings(notebook)["latest_half"] in titles(notebook)["towns"]


# Numbers that turn


@pytest.mark.slow
def test_decline_turns_with_the_numbers(revised):
    found, notebook = findings(run(DECLINE)), run(DECLINE, revised("series backwards"))
    turned, text, shown = findings(notebook), prose(notebook), titles(notebook)
    assert (found["growth_word"], turned["growth_word"]) == ("rose", "fell")
    assert (found["capital_word"], turned["capital_word"]) == ("rose", "fell")
    assert turned["concentration"] == "No group contributed positively"
    assert turned["unusual_count"] < found["unusual_count"]
    assert "The capital region's share of output fell: -" in text
    assert "fell by -" not in text
    assert "share of output fell" in shown["capital-region"]
    assert turned["town_claim"] == "cannot be told from the others" != found["town_claim"]


def test_the_strategy_turns_with_the_numbers(revised):
    notebook = run(STRATEGY, revised("series backwards"))
    found, shown = findings(notebook), titles(notebook)
    assert found["record"] < 0 < found["needed"]
    assert "GRDP fell: " in shown["target-slider"]
    assert "value added in manufacturing fell by " in shown["concepts"]
    assert "changed by -" in prose(notebook)


def test_the_capital_region_falls_below_half(revised):
    notebook = run(PROJECTS, revised("series backwards"))
    assert "fell below half in" in titles(notebook)["capital-share"]
    assert "The share fell below half in" in prose(notebook)
    assert "passed half in 2015" not in titles(notebook)["capital-share"]


@pytest.mark.slow
def test_the_states_turn_with_the_numbers(revised):
    before, notebook = findings(run(INSTITUTES)), run(INSTITUTES, revised("series backwards"))
    found, text = findings(notebook), prose(notebook)
    assert (before["effect"] < 0) != (found["effect"] < 0)
    assert f"with an institute {found['belt_host_above']} outgrew it" in text
    assert "all lagged behind the nation" in text


def test_where_all_towns_are_told_by_the_range_of_their_changes(revised):
    text = prose(run(TOWNS, revised("series backwards")))
    assert "; the changes go from -" in text


# Gaps


@pytest.mark.slow
def test_decline_reads_a_gap_as_a_gap(revised):
    notebook = run(DECLINE, revised("gaps"))
    found, text, shown = findings(notebook), prose(notebook), titles(notebook)
    assert found["growth_end"] == 2017
    assert "have no figures for 2018; growth is measured over the unbroken years 2005 to 2017" in text
    assert f"accounts end in {end('korea_manufacturing_groups')}" in text
    assert found["horizon"] == 3  # two years after the downturn, a half-year is missing
    assert "fell further in 3 years" in text
    assert "today's sources have no figure for its year" in shown["readings"]
    assert "has no figure of the World Bank for the same year beside it" in text
    (gap,) = [row for row in drawn(notebook, "capital-region") if row["year"] == 2016][:1]
    assert gap["percent"] is None


def test_the_strategy_names_the_year_that_its_record_lacks(revised):
    with pytest.raises(BookError, match=r"no figures of Gangwon for 2016: growth needs every year.*before 2016\."):
        run(STRATEGY, revised("gaps"))


def test_a_missing_year_breaks_the_lines_of_small_multiples(revised):
    notebook = run(TOWNS, revised("gaps"))
    rows = [row for row in drawn(notebook, "employed-residents") if row["year"] == 2018]
    assert rows
    assert {row["index"] for row in rows} == {None}


def test_a_base_year_with_one_half_is_refused_with_those_to_choose_from(revised):
    with pytest.raises(BookError, match=r"base_year 2018: the survey has not both halves of that year\. Give one of"):
        run(TOWNS, revised("gaps"), base_year="2018")


def test_a_change_across_a_gap_is_not_taken_for_one_of_a_half_year(revised):
    """The change over a missing half-year would be twice as long, and scatter more."""
    assert findings(run(PROFILE, revised("gaps")))["survey_moved"] != "2018H2"


# Other places


@pytest.mark.slow
def test_a_renamed_province_bears_its_new_name(revised):
    shown = titles(run(DECLINE, revised("a province renamed")))
    assert "Chungcheongbuk: " in shown["provinces"]
    assert "Chungbuk" not in shown["provinces"]


@pytest.mark.parametrize("chapter", [STRATEGY, TOWNS, PROFILE])
def test_a_default_that_the_data_rename_is_told_with_its_new_name(chapter, revised):
    with pytest.raises(BookError, match=r"province: .*'Gangwon'.*Did you mean Kangwon\?"):
        run(chapter, revised("the home province renamed"))


def test_the_strategy_runs_under_the_provinces_new_name(revised):
    folder = revised("the home province renamed")
    renamed = findings(run(STRATEGY, folder, province="Kangwon", municipality="Kangwon/Wonju"))
    default = findings(run(STRATEGY))
    assert renamed["province_name"] == "Kangwon"
    drawn_anew = {id for id in default if "probability" in id or "chance" in id}  # provinces stand in another order
    changed = {id for id in default if default[id] != renamed[id] and "Gangwon" not in str(default[id])}
    assert changed <= drawn_anew


def test_a_peer_that_the_data_lack_is_named(revised):
    with pytest.raises(BookError, match=r"peers: manufacturing_share_of_gdp has no country 'GBR'"):
        run(DECLINE, revised("other countries"))


@pytest.mark.slow
@pytest.mark.parametrize("peers", [["TWN"], ["CAN", "CHN", "DEU", "FRA", "ITA", "JPN", "TWN", "USA"]])
def test_any_number_of_peers_is_compared(peers, revised):
    notebook = run(DECLINE, revised("other countries"), peers=f"[{', '.join(peers)}]")
    text, rows = prose(notebook), drawn(notebook, "share-of-gdp")
    assert f"All {len(peers) + 1} countries" in text
    assert len({row["country"] if "country" in row else row["name"] for row in rows}) == len(peers) + 1
