"""The page that describes all tables: none is left out, and none is idle."""

import re

from chapter import BOOK, findings, run

from mfgbook.data import load, table_names
from mfgbook.data.contract import tables
from mfgbook.runs.plan import read_plan

PAGES_ABOUT_THE_DATA = {"data_catalogue", "document_exhibits", "audit"}
READ_BY_THEM = r"document_exhibits|claim_verdicts|\w+_(claims|checks)"


def plan() -> dict[str, set[str]]:
    return {run.id: set(run.tables) for run in read_plan(BOOK)}


def test_the_page_offers_every_table():
    assert plan()["data_catalogue"] == set(table_names())


def test_every_table_is_read_by_a_chapter():
    read = {table for id, own in plan().items() if id not in PAGES_ABOUT_THE_DATA for table in own}
    named = {reference.table for table in tables().values() if table.name in read for reference in table.references}
    idle = set(table_names()) - read - named
    assert [name for name in idle if not re.fullmatch(READ_BY_THEM, name)] == []


def test_its_counts_are_those_of_the_tables():
    found = findings(run("data_catalogue"))
    assert (
        found["table_count"]
        == len(table_names())
        == sum(found[f"{kind}_count"] for kind in ("quoted", "audit", "other"))
    )
    assert found["row_count"] == sum(len(load(name)) for name in table_names())
    assert found["own_count"] == 0


def test_it_shows_a_users_own_table(tmp_path):
    text = "country,year,percent_of_gdp\nKOR,2024,25\nKOR,2025,24.5\n"
    (tmp_path / "manufacturing_share_of_gdp.csv").write_text(text, encoding="utf-8")
    notebook = run("data_catalogue", tmp_path)
    assert findings(notebook)["own_count"] == 1
    shown = "".join(str(output.get("data", "")) for cell in notebook.cells for output in cell.get("outputs", []))
    assert "(own file)" in shown
    assert "own file, vintage not stated" in shown
