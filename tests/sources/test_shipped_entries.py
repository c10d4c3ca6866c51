"""The shipped tables that can be refreshed: asked for their own figures, they come back as they are."""

from __future__ import annotations

import csv
from collections import defaultdict

import answers as shapes
import pytest

from mfgbook.data import contract, load
from mfgbook.sources import SERVICES
from mfgbook.sources.refresh import Place, refresh_tables
from mfgbook.sources.service import Fetched

NAMES = [name for name, table in contract.tables().items() if table.entry.get("refresh", {}).get("queries")]


def test_which_tables_have_one():
    assert sorted(NAMES) == ["manufacturing_share_of_gdp", "us_manufacturing_employment", "world_bank_macro"]
    known = contract.tables()
    without = {name for name, table in known.items() if table.entry.get("refresh") and name not in NAMES}
    assert without == {"korea_regional_accounts", "korea_manufacturing_groups", "korea_local_employment"}


def worldbank(name):
    """Return answers that hold a table's figures digit by digit."""
    by_indicator = defaultdict(list)
    with contract.table_file(name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            indicator = row.get("indicator", "NV.IND.MANF.ZS")
            figure = row.get("value") or row["percent_of_gdp"]
            by_indicator[indicator].append(shapes.worldbank_row(row["country"], row["year"], f"#{figure}#", indicator))
    queries = contract.tables()[name].entry["refresh"]["queries"]
    assert {query["indicator"] for query in queries} == set(by_indicator)
    answers = (shapes.worldbank(*by_indicator[query["indicator"]]) for query in queries)
    return [answer.replace(b'"#', b"").replace(b'#"', b"") for answer in answers]


def bls(name):
    frame = load(name)
    codes = contract.tables()[name].entry["refresh"]["codes"]["area"]
    figures = {series: frame[frame["area"] == area] for series, area in codes.items()}

    def answer(body):
        first, last = int(body["startyear"]), int(body["endyear"])
        months = {
            series: [
                shapes.bls_month(row.year, month, str(row.employees_thousand))
                for row in figures[series].itertuples()
                if first <= row.year <= last
                for month in range(1, 13)
            ]
            for series in body["seriesid"]
        }
        return shapes.bls(months)

    return answer


@pytest.mark.parametrize("name", [name for name in NAMES if name != "us_manufacturing_employment"])
def test_world_bank_tables(name, tmp_path, serve, slept):
    place, said = Place(contract.shipped_folder(), tmp_path / "raw"), []
    double = serve(*worldbank(name))
    assert refresh_tables([name], place, True, said.append, base=double.url, sleep=slept.append) == 0, said
    assert f"{name}: nothing changed." in said


def test_employment_in_the_united_states(tmp_path, serve, slept):
    name, said = "us_manufacturing_employment", []
    double = serve(bls(name))
    place = Place(contract.shipped_folder(), tmp_path / "raw")
    assert refresh_tables([name], place, True, said.append, base=double.url, sleep=slept.append) == 0, said
    assert f"{name}: nothing changed." in said
    assert len(double.requests) <= 25  # what a day allows without a key
    asked = {series for request in double.requests for series in request["body"]["seriesid"]}
    assert len(asked) == 51
    assert "CES3000000001" in asked
    assert {len(series) for series in asked - {"CES3000000001"}} == {20}


@pytest.mark.parametrize("name", NAMES)
def test_a_refresh_writes_the_shipped_form(name):
    """Rows in the order of the table as it is, its numbers as it writes them: a refresh shows what changed, no more."""
    from mfgbook.sources.refresh import _rows
    from mfgbook.sources.tabulate import as_csv, in_order

    table = contract.tables()[name]
    rows = _rows(table)
    assert as_csv(table, in_order(table, reversed(rows), rows)) == table.file.read_text(encoding="utf-8")


def test_every_service_has_its_own_names():
    assert len({service.url_variable for service in SERVICES.values()}) == len(SERVICES)
    assert Fetched([]).notes == []
