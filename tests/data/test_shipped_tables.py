"""The shipped figures: counts, sums and the traps that their descriptions name."""

from __future__ import annotations

import json

import pytest
from frictionless import Package

from mfgbook.data import load, resource, shipped_folder, table_names

NAMES = table_names()


def test_the_descriptor_is_a_valid_data_package():
    report = Package(str(shipped_folder() / "datapackage.json")).validate()
    assert report.valid, report.to_summary()


def test_every_csv_file_is_described():
    assert {path.stem for path in shipped_folder().glob("*.csv")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_table_says_what_it_is(name):
    entry = resource(name)
    assert entry["title"]
    assert entry["description"]
    assert entry["not_for"]
    assert entry["schema"]["primaryKey"]
    assert "licenses" in entry or "rights" in entry
    assert all(source["title"] and source["retrieved"] for source in entry["sources"])
    for field in entry["schema"]["fields"]:
        assert field["title"]
        assert field["description"]
        assert field["type"] != "number" or field["unit"]


@pytest.mark.parametrize("name", NAMES)
def test_files_are_utf8_without_mark_and_with_unix_lines(name):
    content = (shipped_folder() / f"{name}.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    content.decode("utf-8")


def test_no_shipped_constraint_ends_with_the_shipped_years():
    text = json.dumps([resource(name)["schema"] for name in NAMES])
    assert not any(f'"maximum": {year}' in text for year in range(2019, 2027))


def test_share_of_gdp_series():
    years = load("manufacturing_share_of_gdp").groupby("country")["year"].agg(["min", "max", "size"])
    assert years.T.to_dict("list") == {
        "CAN": [1997, 2021, 25],
        "CHN": [2004, 2024, 21],
        "DEU": [1991, 2024, 34],
        "GBR": [1990, 2024, 35],
        "JPN": [1994, 2023, 30],
        "KOR": [1990, 2023, 34],
        "USA": [1997, 2024, 28],
    }


def test_the_accounts_hold_17_provinces_and_korea():
    accounts = load("korea_regional_accounts")
    years = accounts.groupby("area")["year"].agg(["min", "max", "size"])
    assert set(years.index) == {"Korea", *load("provinces")["province"]}
    assert years.loc["Sejong"].tolist() == [2013, 2022, 10]
    assert (years.drop("Sejong") == [2010, 2022, 13]).all(axis=None)
    assert len(accounts) == 231


def test_provinces_make_korea_in_current_prices_and_not_in_volumes():
    accounts = load("korea_regional_accounts")
    is_korea = accounts["area"] == "Korea"
    ratio = accounts[~is_korea].drop(columns="area").groupby("year").sum() / accounts[is_korea].drop(
        columns="area"
    ).set_index("year")
    for column in ("grdp_current", "gva_current", "manufacturing_gva_current"):
        assert (ratio[column] == 1).all()
    assert round(100 * ratio.loc[2010, "manufacturing_gva_volume"], 1) == 100.6
    assert ratio.loc[2020, "manufacturing_gva_volume"] == 1


def test_seven_groups_make_manufacturing_in_current_prices_and_not_in_volumes():
    groups = load("korea_manufacturing_groups")
    assert groups.groupby("group").size().to_dict() == dict.fromkeys(load("industry_groups")["group"], 18)
    accounts = load("korea_regional_accounts")
    korea = accounts[accounts["area"] == "Korea"].set_index("year")
    total = groups.groupby("year")[["gva_current", "gva_volume"]].sum().loc[2010:]
    assert (total["gva_current"] == korea["manufacturing_gva_current"]).all()
    assert round(100 * total.loc[2010, "gva_volume"] / korea.loc[2010, "manufacturing_gva_volume"], 1) == 101.8


def test_volumes_equal_current_values_in_the_reference_year():
    groups = load("korea_manufacturing_groups").query("year == 2020")
    assert (groups["gva_current"] == groups["gva_volume"]).all()


def test_the_metals_caveat_holds():
    metals = load("korea_manufacturing_groups").query("group == 'metals'").set_index("year")
    assert metals.loc[2022, "gva_volume"] < metals.loc[2020, "gva_volume"]
    assert metals.loc[2022, "gva_current"] > metals.loc[2020, "gva_current"]


def test_local_employment_holds_153_regions_over_24_half_years():
    employment = load("korea_local_employment")
    halves = employment.groupby("region").size()
    assert (len(employment), len(halves)) == (3671, 153)
    assert halves[halves != 24].to_dict() == {"Gyeonggi/Yeoju": 23}
    first = employment[employment["region"] == "Gyeonggi/Yeoju"].iloc[0]
    assert (first["year"], first["half"]) == (2013, 2)
    assert (employment["region"] == employment["province"] + "/" + employment["municipality"]).all()
    assert employment["municipality_ko"].str.endswith(("시", "군")).all()
    assert employment.groupby("region")["municipality_ko"].nunique().max() == 1
    assert not employment["municipality_ko"].str.contains("군위").any()


def test_two_goseongs():
    regions = set(load("korea_local_employment").query("municipality == 'Goseong'")["region"])
    assert regions == {"Gangwon/Goseong", "Gyeongnam/Goseong"}


def test_provinces():
    provinces = load("provinces")
    assert len(provinces) == 17
    assert provinces.loc[provinces["capital_region"], "province"].tolist() == ["Seoul", "Incheon", "Gyeonggi"]


def test_the_briefs_regions_are_keys_of_local_employment_or_absent():
    brief = load("krihs2019_regions")
    employment = load("korea_local_employment")
    names = employment.drop_duplicates("region").set_index("region")
    held = brief[brief["region"] != ""]
    assert set(held["region"]) <= set(names.index)
    assert (names.loc[held["region"], "municipality_ko"].to_numpy() == held["place_ko"].to_numpy()).all()
    assert brief.loc[brief["region"] == "", "place"].tolist() == ["Changwon Jinhae-gu", "Ulsan Dong-gu"]
    assert brief["designated"].sum() == 9
    assert set(brief.loc[brief["employment_said_to_fall"], "place"]) == {"Geoje", "Gunsan", "Goseong", "Yeongam"}


def test_the_briefs_figures_are_as_printed():
    index = load("krihs2019_production_index")
    assert dict(zip(index["industry"], index["index"], strict=True)) == {
        "shipbuilding": 62.6,
        "motor_vehicles": 85.9,
        "steel": 96.9,
    }
    assert (index["printed"].astype(float) == index["index"]).all()
    shares = load("krihs2019_gdp_shares")
    assert (shares["printed"].str.removesuffix("%").astype(float) == shares["percent"]).all()
    assert dict(zip(shares["subject"], shares["percent"], strict=True)) == {"Korea": 26.8, "OECD": 14.3}
