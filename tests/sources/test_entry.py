"""The entry "refresh" of a descriptor is checked before anything is asked."""

from __future__ import annotations

import json

import pytest
import small_tables
from small_tables import TABLES

from mfgbook.data import contract
from mfgbook.data.checks import check_folder
from mfgbook.data.refresh_entry import QUERIES, refresh_problems
from mfgbook.sources import SERVICES


def columns(service):
    return [field["name"] for field in TABLES[service]["schema"]["fields"]]


@pytest.mark.parametrize("service", list(TABLES))
def test_sound_entries_have_no_problem(service):
    assert list(refresh_problems(TABLES[service]["refresh"], columns(service))) == []


def test_a_service_alone_is_sound():
    assert list(refresh_problems({"service": "kosis"}, ["a"])) == []


def test_every_service_has_its_queries():
    assert set(QUERIES) == set(SERVICES)


WRONG = [
    ({"service": "worldbnk"}, "service is 'worldbnk'. Use one of worldbank, bls"),
    ({"service": ["x"]}, "service is ['x']"),
    ({"queris": []}, "'queris' is not known. Did you mean queries"),
    ({"queries": []}, "queries is to be a list"),
    ({"queries": ["x"]}, "query 1: it is 'x'. Write an object with indicator, countries and start"),
    ({"queries": [{"indicator": "X", "countries": ["KOR"]}]}, "query 1: start is None. Write a year"),
    ({"queries": [{"indicator": "X", "countries": "KOR", "start": 2001}]}, "countries is 'KOR'. Write a list of texts"),
    ({"queries": [{"indicator": "X", "countries": [1], "start": 2001}]}, "Write a list of texts"),
    ({"queries": [{"indicator": " ", "countries": ["KOR"], "start": 2001}]}, "indicator is ' '. Write a text"),
    ({"queries": [{"indicator": "X", "countries": ["KOR"], "start": True}]}, "start is True. Write a year"),
    (
        {"queries": [{"indicator": "X", "country": ["KOR"], "start": 2001}]},
        "'country' is not known. Did you mean countries",
    ),
    ({"columns": "year"}, "columns is 'year'. Write an object of texts by column"),
    ({"columns": {"country": 1}}, "Write an object of texts by column"),
    ({"values": {"percent": "x"}}, "Write an object of objects by column"),
    ({"values": {"percent": {"x": 1}}}, "values of 'percent': write every code and every value as text"),
    ({"columns": {}}, "columns and values are empty"),
    ({"columns": {"country": "country", "yaer": "year"}}, "'yaer' is not a column of the table. Did you mean year"),
    ({"columns": {"country": "country"}}, "the column 'year' stands nowhere"),
    ({"columns": {"country": "country", "year": "year", "percent": "x"}}, "the column 'percent' stands twice"),
    ({"codes": {"percent": {"a": "b"}}}, "codes names 'percent', which holds figures"),
    ({"codes": {"nation": {"a": "b"}}}, "'nation' is not a column"),
    ({"yearly": "sum"}, "yearly is 'sum'. Write \"mean\""),
    ({"digits": "2"}, "digits is '2'. Write a whole number"),
    ({"digits": True}, "digits is True"),
    ({"may_shrink_percent": 101}, "may_shrink_percent is 101. Write a number from 0 to 100"),
]


@pytest.mark.parametrize(("change", "said"), WRONG)
def test_what_is_wrong_is_said(change, said):
    entry = {**TABLES["worldbank"]["refresh"], **change}
    assert any(said in problem for problem in refresh_problems(entry, columns("worldbank")))


def test_an_entry_that_is_no_object():
    assert list(refresh_problems(["x"], [])) == [
        "refresh is ['x']. Write an object with service, queries, columns and values."
    ]


def test_classifications_are_lists_of_codes():
    query = {**TABLES["kosis"]["refresh"]["queries"][0], "classifications": ["ALL"], "frequency": "D"}
    problems = list(refresh_problems({**TABLES["kosis"]["refresh"], "queries": [query]}, columns("kosis")))
    assert any("classifications is ['ALL']. Write a list with a list of codes for each" in one for one in problems)
    assert any("frequency is 'D'. Write one of H, M, Q, Y." in one for one in problems)


def test_check_tells_of_it(tmp_path):
    folder = small_tables.made(tmp_path / "data")
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["resources"][0]["refresh"]["digits"] = -1
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    (fault,) = check_folder(folder)
    assert str(fault) == (
        "datapackage.json: resource 'shares': refresh: digits is -1. Write a whole number from 0 to 12."
    )


def test_a_shipped_table_may_be_refreshed_otherwise_in_ones_own_folder(tmp_path):
    own = {"name": "countries", "refresh": {"service": "oecd"}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [own]}), encoding="utf-8")
    assert contract.tables(tmp_path)["countries"].entry["refresh"] == {"service": "oecd"}
    (tmp_path / "datapackage.json").write_text(
        json.dumps({"resources": [{**own, "refresh": {"service": "x"}}]}), encoding="utf-8"
    )
    (fault, *_) = check_folder(tmp_path)
    assert "refresh: service is 'x'" in str(fault)
