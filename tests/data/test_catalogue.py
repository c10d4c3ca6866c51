"""What the data catalogue says of each table."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from mfgbook.data import catalogue, load, table_names
from mfgbook.errors import BookError

SHARE = "country,year,percent_of_gdp\nKOR,2024,25\nKOR,2025,24.5\n"


def described(table) -> BeautifulSoup:
    return BeautifulSoup(catalogue.descriptions([table], "../downloads/").data, "html.parser")


def facts(page: BeautifulSoup) -> dict[str, str]:
    return {term.get_text(): term.find_next("dd").get_text(" ", strip=True) for term in page.select("dt")}


def own(folder, name: str):
    return next(table for table in catalogue.described(folder) if table.name == name)


def test_every_table_is_described_under_its_own_address():
    tables = catalogue.described()
    assert [table.name for table in tables] == sorted(table_names())
    page = BeautifulSoup(catalogue.descriptions(tables, "").data, "html.parser")
    assert [place["id"] for place in page.select("details > div")] == [f"table-{table.name}" for table in tables]
    addresses = {place["id"] for place in page.select("[id]")}
    assert {link["href"][1:] for link in page.select('a[href^="#"]')} <= addresses


def test_a_description_says_all_that_the_contract_says():
    table = own("", "korea_regional_accounts")
    page = described(table)
    said = facts(page)
    assert said["Rows"] == str(len(load("korea_regional_accounts")))
    assert said["Key"] == "area and year"
    assert "Statistics Korea, Regional Income, KOSIS DT_1C91 (vintage: December 2024" in said["Sources"]
    assert "Open Government License" in said["Rights"]
    assert all(text in page.get_text() for text in (*table.entry["caveats"], *table.entry["not_for"]))
    assert page.select_one("a[download]")["href"] == "../downloads/korea_regional_accounts.csv"
    columns = [row.find("th").get_text() for row in page.select("tbody tr")]
    assert columns == table.columns
    assert "million won, chained, reference year 2020" in page.get_text()


def test_markup_in_a_contract_is_shown_and_not_obeyed(write, describe, shares):
    shares |= {
        "title": "<b>Shares</b>",
        "caveats": ["a < b & <script>"],
        "sources": [{"title": "X", "path": "javascript:x"}],
    }
    shares["schema"]["fields"][0] |= {"description": "<i>where</i>", "example": "<A>", "unit": "<u>"}
    write("shares.csv", "place,year,percent,final\nA,2010,1,true\n")
    html = catalogue.descriptions([own(describe(shares), "shares")], "").data
    page = BeautifulSoup(html, "html.parser")
    assert not page.select("script, b, i, u") and not page.select('a[href^="javascript"]')
    assert "a < b & <script>" in page.get_text() and "<A>" in page.get_text()


def test_a_users_own_table_takes_the_place_of_the_shipped_one(write):
    folder = write("manufacturing_share_of_gdp.csv", SHARE)
    table = own(folder, "manufacturing_share_of_gdp")
    page = described(table)
    assert "(own file)" in page.select_one("summary").get_text()
    assert facts(page)["Rows"] == "2"
    assert "vintage not stated" in facts(page)["Sources"]
    overview = catalogue.overview([table])
    assert overview["Rows"].tolist() == [2]
    assert overview["Vintage"].tolist() == ["own file, vintage not stated"]


def test_a_users_additional_table_is_described_too(write, describe, shares):
    write("shares.csv", "place,year,percent,final\nA,2010,1,true\n")
    assert facts(described(own(describe(shares), "shares")))["Rows"] == "1"


def test_tables_of_a_document_are_told_from_others_by_their_name():
    names = {table.name for table in catalogue.from_documents(catalogue.described())}
    assert {"krihs2019_regions", "wfi2025_municipalities"} <= names
    assert not names & {"korea_regional_accounts", "provinces", "document_exhibits"}


def test_each_kind_of_rule_is_put_into_words():
    words = catalogue.in_words
    adds_up = {"rule": "adds_up", "column": "share", "within": ["year"], "total": 100, "tolerance": 0.5}
    assert words(adds_up) == "share adds up to 100, give or take 0.5, for each year."
    parts = {"rule": "parts_make_whole", "column": "area", "whole": "Korea", "within": ["year"], "values": ["a", "b"]}
    assert words({**parts, "tolerance_percent": 1}) == (
        "a and b: the rows add up to the row Korea of area, give or take 1 %, for each year."
    )
    assert words({"rule": "no_gaps", "along": ["year"], "within": []}) == "year has no gaps."


def test_a_table_whose_file_is_gone_is_named(write, describe, shares):
    with pytest.raises(BookError, match=r"shares\.csv.*is not there"):
        catalogue.overview([own(describe(shares), "shares")])
