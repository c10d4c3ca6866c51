"""What load returns: types, overlay table by table, sources, and errors for keys that the data lack."""

from __future__ import annotations

import os
import subprocess
import sys

import pandas as pd
import pytest

from mfgbook import records
from mfgbook.data import citation, load, require, require_window, resource, shipped_folder, table_file, table_names
from mfgbook.errors import BookError

SHARE = "country,year,percent_of_gdp\nKOR,2024,25\nKOR,2025,24.5\n"


def test_types_follow_the_contract():
    kinds = {
        name: {str(kind) for kind in load(table)[columns].dtypes}
        for name, table, columns in [
            ("year", "korea_regional_accounts", ["year"]),
            ("number", "korea_regional_accounts", ["grdp_current", "manufacturing_gva_volume"]),
            ("text", "korea_local_employment", ["region", "municipality_ko"]),
            ("truth", "provinces", ["capital_region"]),
        ]
    }
    assert kinds == {"year": {"int64"}, "number": {"float64"}, "text": {"str"}, "truth": {"bool"}}


def test_missing_values_keep_the_type(write, describe, shares):
    write("shares.csv", "place,year,percent,final\nA,,,\nNA,2010,1.5,TRUE\n")
    frame = load("shares", describe(shares))
    assert frame["place"].tolist() == ["A", "NA"]
    assert [str(kind) for kind in frame.dtypes] == ["str", "Int64", "float64", "boolean"]
    assert frame.isna().sum().tolist() == [0, 1, 1, 1]


def test_an_absent_region_key_is_empty_text():
    regions = load("krihs2019_regions").set_index("place")["region"]
    assert regions["Ulsan Dong-gu"] == ""
    assert regions["Goseong"] == "Gyeongnam/Goseong"


def test_the_frame_knows_its_table_and_is_the_readers_own():
    frame = load("countries")
    assert frame.attrs["table"] == "countries"
    frame.loc[0, "name"] = "changed"
    assert load("countries").loc[0, "name"] == "Canada"


def test_an_edited_file_is_read_anew(write):
    folder = write("manufacturing_share_of_gdp.csv", SHARE)
    assert load("manufacturing_share_of_gdp", folder)["percent_of_gdp"].max() == 25
    write("manufacturing_share_of_gdp.csv", SHARE.replace("25\n", "26\n"))
    assert load("manufacturing_share_of_gdp", folder)["percent_of_gdp"].max() == 26
    write("manufacturing_share_of_gdp.csv", SHARE.replace("25\n", "x\n"))
    with pytest.raises(BookError, match="'x' is not a number"):
        load("manufacturing_share_of_gdp", folder)


def test_a_folder_replaces_what_it_holds_and_the_rest_stays(write):
    folder = write("manufacturing_share_of_gdp.csv", SHARE)
    assert len(load("manufacturing_share_of_gdp", folder)) == 2
    assert len(load("manufacturing_share_of_gdp", str(folder))) == 2
    pd.testing.assert_frame_equal(load("provinces", folder), load("provinces"))
    assert table_file("manufacturing_share_of_gdp", folder).parent == folder.resolve()
    assert table_file("provinces", folder).parent == shipped_folder()
    assert table_names(folder) == table_names()


def test_a_folders_descriptor_adds_tables_and_says_where_a_shipped_one_lies(write, describe, shares):
    write("latest.csv", SHARE)
    write("shares.csv", "place,year,percent,final\nA,2010,1,true\n")
    source = {"title": "World Bank, World Development Indicators", "vintage": "July 2026"}
    folder = describe(shares, {"name": "manufacturing_share_of_gdp", "path": "latest.csv", "sources": [source]})
    assert load("shares", folder)["place"].tolist() == ["A"]
    assert load("manufacturing_share_of_gdp", folder)["year"].tolist() == [2024, 2025]
    assert table_names(folder) == [*table_names(), "shares"]
    assert citation("manufacturing_share_of_gdp", data_dir=folder) == (
        "World Bank, World Development Indicators (July 2026)"
    )


def test_a_folders_descriptor_cannot_loosen_the_contract_of_a_shipped_table(write, describe):
    write("countries.csv", "country\nKOR\n")
    folder = describe(
        {"name": "countries", "path": "countries.csv", "schema": {"fields": [{"name": "country", "type": "string"}]}}
    )
    with pytest.raises(BookError, match="column name: is missing"):
        load("countries", folder)


def test_the_shipped_folder_overlays_nothing():
    assert citation("countries", "provinces", data_dir=shipped_folder()) == citation("countries", "provinces")


def test_an_unknown_table_is_told_with_its_likely_name():
    with pytest.raises(
        BookError, match=r"There is no table 'korea_regional_account'\. Did you mean korea_regional_accounts"
    ):
        load("korea_regional_account")


def test_a_folder_that_does_not_exist(tmp_path):
    with pytest.raises(BookError, match="does not exist"):
        load("countries", tmp_path / "nowhere")


def test_citations():
    share = "World Bank, World Development Indicators, NV.IND.MANF.ZS (early 2026)"
    accounts = "Statistics Korea, Regional Income, KOSIS DT_1C91 (December 2024)"
    assert citation("manufacturing_share_of_gdp") == share
    assert citation("korea_regional_accounts", "manufacturing_share_of_gdp", "korea_manufacturing_groups") == (
        f"{accounts}; {share}"
    )


def test_a_file_of_ones_own_does_not_claim_the_shipped_vintage(write):
    folder = write("manufacturing_share_of_gdp.csv", SHARE)
    assert citation("manufacturing_share_of_gdp", data_dir=folder) == (
        "World Bank, World Development Indicators, NV.IND.MANF.ZS (own file, vintage not stated)"
    )


def test_what_is_read_is_recorded(monkeypatch, write):
    emitted = []
    monkeypatch.setattr(records, "emit", lambda *record: emitted.append(record))
    load("provinces")
    load("manufacturing_share_of_gdp", write("manufacturing_share_of_gdp.csv", SHARE))
    (kind, name, text, first), (*_, second) = emitted
    assert (kind, text) == ("read", "provinces")
    assert name.startswith("read:")
    assert (first["file"], first["overlaid"], first["vintage"]) == ("provinces.csv", False, "names as of 2024")
    assert len(first["sha256"]) == 64
    assert (second["overlaid"], second["vintage"]) == (True, "own file, vintage not stated")


def test_resource_is_the_descriptor_entry():
    assert resource("korea_regional_accounts")["title"] == "Korea's regional accounts"


def test_keys_that_the_data_lack_are_told_with_near_ones():
    frame = load("korea_local_employment")
    require(frame, "region", ["Gyeongnam/Geoje", "Jeonbuk/Gunsan"], "crisis_regions")
    with pytest.raises(BookError) as error:
        require(frame, "region", ["Gyeongnam/Geoje", "Gyeongnam/Goeje", "Goseong"], "crisis_regions")
    message = str(error.value)
    assert message.startswith(
        "crisis_regions: korea_local_employment has no region 'Gyeongnam/Goeje', 'Goseong'. Did you mean Gyeong"
    )
    assert "Gangwon/Goseong" in message
    assert message.endswith("and 145 more.")


def test_a_window_without_data_is_told_with_what_there_is():
    frame = load("korea_regional_accounts")
    require_window(frame, 2012, 2040)
    with pytest.raises(BookError, match=r"start_year 2020 is after end_year 2010\."):
        require_window(frame, 2020, 2010)
    with pytest.raises(
        BookError, match=r"korea_regional_accounts has no year between them\. It runs from 2010 to 2022"
    ):
        require_window(frame, 2030, 2040)


def test_asking_where_a_table_lies_imports_nothing_heavy():
    code = (
        "import sys; from mfgbook.data import table_file; table_file('countries'); "
        "print([name for name in ('pandas', 'frictionless', 'IPython') if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ}
    )
    assert result.stdout.strip() == "[]"
