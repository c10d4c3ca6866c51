"""The list of every table and figure of the five documents: complete, and true of the tables and pages it names."""

import ast
import re

import pandas as pd
import pytest
import yaml
from chapter import BOOK, findings, run, source

from mfgbook.data import load, table_names

# How many numbered tables and figures each document has.
NUMBERED = {
    ("krihs2019", "table"): 1,
    ("krihs2019", "figure"): 6,
    ("seoul2017", "table"): 6,
    ("seoul2017", "figure"): 10,
    ("megaprojects2022", "table"): 10,
    ("megaprojects2022", "figure"): 8,
    ("wfi2025", "table"): 10,
    ("wfi2025", "figure"): 29,
}
NOT_NEEDED = "which no question of the book needs"


@pytest.fixture(scope="module")
def exhibits() -> pd.DataFrame:
    return load("document_exhibits")


def anchors(chapter: str) -> set[str]:
    """The addresses that a chapter's charts and tables have in its page."""
    found = set()
    for cell in source(chapter).cells:
        if cell.cell_type == "code":
            for call in (node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call)):
                builder = ast.unparse(call.func)
                if builder.startswith("charts."):
                    prefix = "" if builder == "charts.table" else "chart-"
                    found |= {prefix + id for id in captions(call)}
    return found


def captions(call: ast.Call) -> set[str]:
    calls = [node for node in ast.walk(call) if isinstance(node, ast.Call) and ast.unparse(node.func) == "Caption"]
    ids = [keyword.value for caption in calls for keyword in caption.keywords if keyword.arg == "id"]
    return {id.value for id in ids if isinstance(id, ast.Constant)}


@pytest.mark.parametrize(("document", "kind"), NUMBERED)
def test_each_documents_numbers_are_complete(exhibits, document, kind):
    own = exhibits[(exhibits["document"] == document) & (exhibits["kind"] == kind) & exhibits["number"].notna()]
    assert own["number"].tolist() == [*range(1, NUMBERED[document, kind] + 1)]
    assert own["exhibit"].tolist() == [f"{kind} {number}" for number in own["number"]]


def test_what_the_documents_leave_without_a_number_is_listed_too(exhibits):
    unnumbered = exhibits[exhibits["number"].isna()]
    assert sorted(zip(unnumbered["document"], unnumbered["kind"], strict=True)) == [
        ("seoul2017", "table"),
        ("wfi2025", "list"),
        ("wfi2025", "matrix"),
    ]


def test_what_has_figures_names_a_table_and_a_page(exhibits):
    figures = exhibits[exhibits["in_text"].isin(["whole", "part", "damaged"])]
    assert (figures["tables"] != "").all()
    nowhere = figures[figures["pages"] == ""]
    assert nowhere["note"].str.contains(NOT_NEEDED).all(), nowhere["exhibit"].tolist()


def test_what_is_not_whole_says_what_is_lacking(exhibits):
    assert (exhibits.loc[exhibits["in_text"] != "whole", "note"].drop_duplicates().str.endswith(".")).all()
    lacking = exhibits[exhibits["in_text"].isin(["image only", "absent"])]
    assert (lacking[["tables", "pages"]] == "").all(axis=None)


def test_every_table_named_is_in_the_contract_and_read_by_the_pages_named(exhibits):
    plan = yaml.safe_load(BOOK.plan.read_text(encoding="utf-8"))
    reads = {run["id"]: set(run["tables"]) for run in plan}
    for row in exhibits.itertuples():
        tables = row.tables.split()
        assert set(tables) <= set(table_names()), row.exhibit
        for chapter in {page.split("#")[0] for page in row.pages.split()}:
            assert reads[chapter] & set(tables), f"{row.document} {row.exhibit}: {chapter} reads none of {tables}"


def test_every_page_named_holds_that_chart_or_table(exhibits):
    places = sorted({place for pages in exhibits["pages"] for place in pages.split()})
    held = {chapter: anchors(chapter) for chapter in {place.split("#")[0] for place in places}}
    missing = [place for place in places if place.split("#")[1] not in held[place.split("#")[0]]]
    assert missing == []


def test_a_figure_that_a_table_places_in_an_exhibit_is_listed_with_it(exhibits):
    listed = {(row.document, row.exhibit): set(row.tables.split()) for row in exhibits.itertuples()}
    for name in table_names():
        table = load(name)
        if name == "document_exhibits" or name.endswith("_claims") or not {"document", "location"} <= set(table):
            continue
        for document, location in table[["document", "location"]].drop_duplicates().itertuples(index=False):
            for place in (part.split(", ")[-1] for part in location.split("; ")):
                if re.fullmatch(r"(table|figure) \d+", place):
                    assert name in listed[document, place], f"{name}: {document}, {place}"


def test_the_page_counts_all_of_them(exhibits):
    found = findings(run("document_exhibits"))
    assert found["exhibit_count"] == len(exhibits)
    kinds = ["whole_count", "part_count", "damaged_count", "words_count", "absent_count"]
    assert sum(found[kind] for kind in kinds) == len(exhibits)
    assert found["shown_count"] == (exhibits["pages"] != "").sum()
