"""The page on refreshing tables, followed against a stand-in for the services."""

from __future__ import annotations

import json
import re
from pathlib import Path

import answers as shapes
import pytest

from mfgbook.data import load
from mfgbook.data.refresh_entry import KEYS, QUERIES
from mfgbook.sources import SERVICES
from mfgbook.sources.refresh import Place, refresh_tables

PAGE = (Path(__file__).parents[2] / "chapters" / "refresh_tables.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    ((name, text),) = re.findall(r"```\{code-block\} json\n:caption: (\S+)\n(.*?)```", PAGE, re.DOTALL)
    file = tmp_path / name
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    return file.parent


def test_the_tables_of_the_page_can_be_fetched(folder, serve, slept, monkeypatch):
    monkeypatch.setenv("MFGBOOK_ECOS_KEY", "a-key")
    rows = "".join(
        f"OECD.SDD.STES:DSD_STES@DF_CLI(4.1),KOR,M,BCICP,2021-{month:02d},10{month}.5,A\n" for month in range(1, 4)
    )
    oecd = serve((shapes.OECD_HEADER + rows).encode())
    months = [(year, month) for year in (2020, 2021) for month in range(1, 13 if year == 2020 else 5)]
    made = (shapes.ecos_row(f"{year}{month:02d}", str(month), STAT_CODE="722Y001") for year, month in months)
    ecos = serve(shapes.ecos(*made))
    monkeypatch.setenv("MFGBOOK_OECD_URL", oecd.url)
    monkeypatch.setenv("MFGBOOK_ECOS_URL", ecos.url)
    said: list[str] = []
    assert refresh_tables([], Place(folder, folder.parent / "raw"), False, said.append, sleep=slept.append) == 0, said
    assert load("leading_indicator", folder).to_dict("list") == {
        "country": ["KOR"] * 3,
        "month": ["2021-01", "2021-02", "2021-03"],
        "index": [101.5, 102.5, 103.5],
    }
    assert load("base_rate", folder).to_dict("list") == {"year": [2020], "percent": [6.5]}
    assert "  note: Years that are not whole are left out: 2021 (4 of 12 months)." in said


def test_the_page_names_all_that_there_is():
    for word in (*KEYS, *SERVICES, *(key for query in QUERIES.values() for key in query)):
        assert f"`{word}`" in PAGE, word
    untried = PAGE[PAGE.index("## What was never tried") :]
    for service in SERVICES.values():
        assert f"`{service.url_variable}`" in PAGE
        assert not service.key_variable or f"`{service.key_variable}`" in PAGE
        assert f"\n| {service.title} |" in untried


def test_the_commands_of_the_page_are_those_of_the_program():
    from click.testing import CliRunner

    from mfgbook.cli import commands

    options = set(re.findall(r"--[\w-]+", CliRunner().invoke(commands, ["refresh", "--help"]).output))
    said = re.findall(r"mfgbook refresh[^\n`#]*", PAGE)
    assert len(said) >= 6
    assert {option for line in said for option in re.findall(r"--[\w-]+", line)} <= options


def test_the_example_is_plain_json(folder):
    assert len(json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]) == 2
