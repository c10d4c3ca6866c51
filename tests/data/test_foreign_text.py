"""What is refused of a user's text, what is put on one line, and what a reader can download of it."""

from __future__ import annotations

import csv
import json

import pytest

from mfgbook.data import catalogue, contract, load
from mfgbook.data.checks import check_folder
from mfgbook.data.files import without_formulas

HEADER = "place,year,percent,final\n"


def said(folder) -> list[str]:
    return [str(fault) for fault in check_folder(folder)]


@pytest.mark.parametrize("letter", ["\x1b", "\x07", "\x7f", "\u202e", "\u2067", "\uffff"], ids=ascii)
def test_a_hidden_letter_is_refused_with_its_name_and_place(letter, write, describe, shares):
    describe(shares)
    [fault] = said(write("shares.csv", f"{HEADER}Geo{letter}je,2020,1,true\n"))
    assert fault.startswith("shares.csv, row 2, column place: 'Geo")
    assert f"holds U+{ord(letter):04X}, a letter that is not seen" in fault
    assert letter not in fault


@pytest.mark.parametrize("between", ["\n", "\r\n", "\t", "\u2028", " \n "], ids=ascii)
def test_a_line_break_in_a_cell_becomes_a_space_and_is_noted(between, write, describe, shares):
    describe(shares)
    folder = write("shares.csv", f'{HEADER}"Geoje{between}si",2020,1,true\n')
    assert load("shares", folder)["place"].tolist() == ["Geoje si"]
    assert "note: a line break in 1 cell" in said(folder)[0]


def test_a_long_cell_is_cut_in_a_note(write, describe, shares):
    describe(shares)
    [note] = said(write("shares.csv", f"{HEADER} {'W' * 2_000},2020,1,true\n"))
    assert len(note) < 250


@pytest.mark.parametrize("text", ["\x1b[31mred", "a\u202eb"], ids=ascii)
def test_a_hidden_letter_in_a_descriptor_is_refused(text, describe, shares):
    shares["caveats"] = [text]
    assert any("'shares' holds U+" in fault for fault in said(describe(shares)))


@pytest.mark.parametrize(
    ("key", "value"),
    [("title", 1), ("description", ["a"]), ("rights", {}), ("caveats", [1]), ("not_for", {}), ("licenses", ["x"])],
)
def test_words_on_a_table_must_be_text(key, value, write, describe, shares):
    describe({**shares, key: value})
    assert f"resource 'shares': {key}" in said(write("shares.csv", f"{HEADER}Geoje,2020,1,true\n"))[0]


@pytest.mark.parametrize("path", ["javascript:window.pwned=1", "data:text/html,x", " javascript:x", "//evil.example"])
def test_only_addresses_of_the_web_are_linked(path, write, describe, shares):
    shares |= {"licenses": [{"name": "x", "path": path}], "sources": [{"title": "y", "path": path}]}
    describe(shares)
    folder = write("shares.csv", f"{HEADER}Geoje,2020,1,true\n")
    table = contract.tables(folder)["shares"]
    assert path not in catalogue.descriptions([table], "").data


def test_a_table_without_formulas_is_offered_as_it_is(write, describe, shares):
    describe(shares)
    folder = write("shares.csv", f"{HEADER}-6.9%,2020,-1,true\n")
    assert without_formulas(contract.tables(folder)["shares"]) == ""


def test_in_the_offered_copy_a_formula_has_an_apostrophe_and_numbers_are_left(write, describe, shares):
    describe(shares)
    folder = write("shares.csv", f'{HEADER}"=HYPERLINK(""http://x"")",2020,-1,true\n거제,2021,-2,true\n')
    offered = without_formulas(contract.tables(folder)["shares"])
    rows = list(csv.reader(offered.removeprefix("\ufeff").splitlines()))
    assert rows[1:] == [['\'=HYPERLINK("http://x")', "2020", "-1", "true"], ["거제", "2021", "-2", "true"]]


def test_a_name_of_a_column_cannot_be_a_formula_either(write, describe, shares):
    text = json.dumps(shares).replace("percent", "=1+1")
    describe(json.loads(text))
    folder = write("shares.csv", "place,year,=1+1,final\nGeoje,2020,1,true\n")
    assert "'=1+1" in without_formulas(contract.tables(folder)["shares"])
