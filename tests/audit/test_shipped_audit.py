"""The claims and checks of the five documents: sound, watched, and linked to pages that exist."""

import re

import pytest

from mfgbook.audit import VERDICTS, audit, turned
from mfgbook.audit.functions import FUNCTIONS
from mfgbook.book import Book
from mfgbook.data import load, resource, shipped_folder, table_names
from typed_numbers import typed_in

DOCUMENTS = ["krihs2019", "koit2017", "seoul2017", "megaprojects2022", "wfi2025"]


@pytest.fixture(scope="module")
def audited():
    return audit()


def test_no_verdict_has_turned_unseen(audited):
    assert [str(turn) for turn in turned(audited)] == []


def test_each_document_has_claims_of_its_own(audited):
    assert list(dict.fromkeys(entry.claim.document for entry in audited)) == DOCUMENTS
    assert 500 <= len(audited) <= 700
    assert {entry.verdict for entry in audited} == set(VERDICTS)


def test_every_unchecked_claim_says_why(audited):
    unchecked = [entry for entry in audited if entry.verdict == "unchecked"]
    assert [entry.claim.id for entry in unchecked if entry.reason in ("", "No check is stated")] == []
    assert [entry.claim.id for entry in unchecked if entry.claim.lacking] == []


def test_every_check_could_be_computed(audited):
    assert [
        (result.check.where, result.note)
        for entry in audited
        for result in entry.results
        if result.outcome == "unchecked"
    ] == []


def test_no_verdict_and_no_figure_is_typed_into_words(audited):
    assert [entry.claim.id for entry in audited if typed_in(entry.claim.statement)] == []
    notes = {result.check.where: result.check.note for entry in audited for result in entry.results}
    assert [where for where, note in notes.items() if typed_in(re.sub(r"\{\w+\}", "", note))] == []
    assert [where for where, note in notes.items() if set(VERDICTS) & set(re.findall(r"\w+", note.lower()))] == []


def test_a_figure_stands_in_one_place_only():
    for document in DOCUMENTS:
        claims = load(f"{document}_claims")
        pointed = claims[claims["table"] != ""]
        assert (pointed[["printed", "location"]] == "").all(axis=None), document
        assert pointed["value"].isna().all(), document
        assert not pointed.duplicated(["table", "key", "column"]).any(), document


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_figure_in_the_documents_tables_is_a_claim(document):
    """A table with `printed` holds figures of its document: each row with a number in it is pointed at."""
    pointed = {(row["table"], row["key"]) for row in load(f"{document}_claims").to_dict("records")}
    lacking = []
    for name in table_names():
        schema = resource(name)["schema"]
        columns = {field["name"] for field in schema["fields"]}
        figures = list(columns & {"value", "percent", "amount_million", "index", "percent_a_year"})
        if name.startswith(f"{document}_") and not name.endswith("_claims") and "printed" in columns and figures:
            rows = load(name).dropna(subset=figures).to_dict("records")
            keys = ["; ".join(f"{key}={row[key]}" for key in schema["primaryKey"]) for row in rows]
            lacking += [(name, key) for key in keys if (name, key) not in pointed]
    assert lacking == []


def test_the_functions_that_are_there_are_used(audited):
    used = {result.check.function for entry in audited for result in entry.results}
    nested = {leaf.function for entry in audited for result in entry.results for leaf in _all(result.inputs)}
    assert set(FUNCTIONS) - used - nested == set()


def _all(inputs):
    for one in inputs:
        yield one
        yield from _all(one.inputs)


@pytest.mark.xdist_group("own book")
def test_every_page_that_a_claim_names_has_that_place(own_book: Book, audited):
    lost = []
    for page in sorted({entry.claim.page for entry in audited if entry.claim.page}):
        name, _, anchor = page.partition("#")
        file = own_book.html / "chapters" / f"{name}.html"
        if not file.is_file() or f'id="{anchor}"' not in file.read_text(encoding="utf-8"):
            lost.append(page)
    assert lost == []


@pytest.mark.xdist_group("own book")
def test_every_claim_has_its_place_on_the_page(own_book: Book, audited):
    page = (own_book.html / "chapters" / "audit.html").read_text(encoding="utf-8")
    places = re.findall(r'id="([a-z]+\d{4}-[a-z0-9-]+)"', page)
    assert sorted(places) == sorted(entry.claim.id for entry in audited)


def test_the_tables_of_all_documents_have_one_schema():
    for kind in ("claims", "checks"):
        assert (shipped_folder() / f"{kind}.schema.json").is_file()
        first, *others = [resource(f"{document}_{kind}")["schema"] for document in DOCUMENTS]
        assert all(other == first for other in others)
