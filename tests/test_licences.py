"""Citation, licences, and the notes on the licences of the data."""

import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from mfgbook.data import contract

ROOT = Path(__file__).parents[1]
ROWS = [
    line.split("|")[1:-1]
    for line in (ROOT / "data" / "LICENCES.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| `")
]
CHECKS = "*_checks"


def names(cell: str) -> list[str]:
    return re.findall(r"`([a-z0-9_*]+)`", cell)


def row_of(table: str) -> list[str]:
    """The one row that names a table, or else the one whose pattern it fits."""
    named = [row for row in ROWS if table in names(row[0])]
    return (named or [row for row in ROWS if any(fnmatch(table, name) for name in names(row[0]))] or [[]])[0]


@pytest.mark.parametrize("table", contract.tables().values(), ids=lambda table: table.name)
def test_the_notes_say_of_each_table_what_the_contract_says(table):
    row = row_of(table.name)
    assert row, f"data/LICENCES.md does not name the table {table.name}"
    licences = table.entry.get("licenses", [])
    assert [licence["path"] for licence in licences] == re.findall(r"\]\((https://[^)]+)\)", row[2])
    rights = table.entry.get("rights", "")
    assert ("quoted as facts" in rights) == ("quoted as facts" in row[2])
    assert rights.startswith("Names are facts") == ("Names are facts" in row[2])


def test_the_notes_name_no_table_that_is_not_there():
    known = contract.tables()
    named = [name for row in ROWS for name in names(row[0])]
    assert [name for name in named if not any(fnmatch(table, name) for table in known)] == []
    assert len(named) == len(set(named))


def test_the_citation_is_complete_and_of_this_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {"cff-version", "message", "title", "authors", "type"} <= set(citation)
    assert citation["version"] == project["version"]
    assert citation["authors"] == [{"name": "the mfgbook authors"}]
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    assert citation["title"].startswith(config["title"])
    assert config["author"] == citation["authors"][0]["name"]


def test_code_and_text_have_a_licence_each():
    code, text = ((ROOT / name).read_text(encoding="utf-8") for name in ("LICENSE", "LICENSE-TEXT.md"))
    assert code.startswith("MIT License\n\nCopyright (c) 2026 the mfgbook authors\n")
    assert "https://creativecommons.org/licenses/by/4.0/" in text
    assert (ROOT / "data" / "LICENCES.md").is_file()
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["license"] == "MIT"
