"""What a spreadsheet writes of a sound table reads back equal, and a note says what was undone."""

from __future__ import annotations

import csv
import io
import unicodedata
from hashlib import sha256
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from mfgbook.data import load
from mfgbook.data.checks import check_folder
from mfgbook.data.spreadsheets import cleaned, delimiter_of, korean_text, without_margins

HEADER = ["place", "year", "percent", "final"]
ROWS = [["강원", "2010", "1234.5", "true"], ["서울", "2011", "-7", "false"]]
WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
SHARE = "manufacturing_share_of_gdp.csv"


def text_of(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def grouped(cell: str) -> str:
    whole, point, decimals = cell.partition(".")
    return f"{int(whole):,}{point}{decimals}" if whole not in ("", "-", "-0") else cell


def notes(folder) -> list[str]:
    found = check_folder(folder)
    assert {fault.severity for fault in found} <= {"note"}, list(map(str, found))
    return [str(note) for note in found]


WRITTEN = {
    "CP949": (
        text_of([HEADER, *ROWS]).encode("cp949"),
        ["shares.csv: note: is in CP949 (EUC-KR), the encoding of Korean Windows, and is read so, such as 강원."],
    ),
    "Unicode text": (
        text_of([HEADER, *ROWS], "\t").encode("utf-16"),
        [
            "shares.csv: note: is in UTF-16, and is read so.",
            "shares.csv: note: separates its columns by tabs, and is read so.",
        ],
    ),
    "semicolons": (
        text_of([HEADER, *ROWS], ";").encode(),
        ["shares.csv: note: separates its columns by semicolons, and is read so."],
    ),
    "thousands separators": (
        text_of([HEADER, ["강원", "2010", "1,234.5", "true"], ROWS[1]]).encode(),
        [
            "shares.csv, row 2, column percent: note: thousands separators in 1 cell, such as '1,234.5', "
            "read as '1234.5'.",
        ],
    ),
    "full-width digits": (
        text_of([HEADER, *([r[0], r[1].translate(WIDE), r[2].translate(WIDE), r[3]] for r in ROWS)]).encode(),
        [
            "shares.csv, row 2, column year: note: full-width characters in 2 cells, such as '２０１０', "
            "read as '2010'.",
            "shares.csv, row 2, column percent: note: full-width characters in 2 cells, such as '１２３４．５', "
            "read as '1234.5'.",
        ],
    ),
    "the word for year": (
        text_of([HEADER, ["강원", "2010년", "1234.5", "true"], ROWS[1]]).encode(),
        ["shares.csv, row 2, column year: note: the word 년 in 1 cell, such as '2010년', read as '2010'."],
    ),
    "years with decimals": (
        text_of([HEADER, ["강원", "2010.0", "1234.5", "TRUE"], ROWS[1]]).encode(),
        [
            "shares.csv, row 2, column year: note: decimals of a whole number in 1 cell, such as '2010.0', "
            "read as '2010'.",
        ],
    ),
    "spaces": (
        text_of(
            [[" place", "year", "percent ", "final"], ["강원\u3000", "2010", "\xa01234.5", "true"], ROWS[1]]
        ).encode(),
        [
            "shares.csv, row 1: note: has spaces or full-width letters in its header; they are left out.",
            "shares.csv, row 2, column place: note: spaces around it in 1 cell, such as '강원\\u3000', read as '강원'.",
            "shares.csv, row 2, column percent: note: spaces around it in 1 cell, such as '\\xa01234.5', "
            "read as '1234.5'.",
        ],
    ),
    "letters in parts": (
        text_of([HEADER, [unicodedata.normalize("NFD", "강원"), *ROWS[0][1:]], ROWS[1]]).encode(),
        [
            "shares.csv, row 2, column place: note: letters in parts in 1 cell, such as "
            f"{unicodedata.normalize('NFD', '강원')!r}, read as '강원'."
        ],
    ),
    "empty columns and rows around the table": (
        text_of([[*row, "", ""] for row in [HEADER, *ROWS, [""] * 4, [""] * 4]]).encode(),
        [
            "shares.csv: note: has empty cells around the table (columns beside: 2 and rows below: 2), "
            "which are left out."
        ],
    ),
    "a minus of typography": (
        text_of([HEADER, ROWS[0], ["서울", "2011", "\N{MINUS SIGN}7", "false"]]).encode(),
        [
            "shares.csv, row 3, column percent: note: full-width characters in 1 cell, such as '\N{MINUS SIGN}7', "
            "read as '-7'."
        ],
    ),
}


@pytest.fixture
def yearly(shares):
    shares["schema"]["fields"][1]["unit"] = "year"
    return shares


@pytest.mark.parametrize("case", WRITTEN)
def test_what_a_spreadsheet_writes_reads_back_equal_with_a_note(case, write, describe, yearly):
    content, said = WRITTEN[case]
    write("shares.csv", text_of([HEADER, *ROWS]))
    sound = load("shares", describe(yearly))
    folder = write("shares.csv", content)
    assert_frame_equal(load("shares", folder), sound)
    assert notes(folder) == said


def test_a_sound_table_gives_no_note(write, describe, yearly):
    write("shares.csv", "\ufeff" + text_of([HEADER, *ROWS]))
    assert notes(describe(yearly)) == []


def test_the_provenance_is_that_of_the_file(write, describe, yearly):
    content, _ = WRITTEN["CP949"]
    folder = describe(yearly)
    write("shares.csv", content)
    with mock.patch("mfgbook.records.emit") as emit:
        load("shares", folder)
    assert emit.call_args.args[3]["sha256"] == sha256(content).hexdigest()


def test_a_reference_holds_across_encodings(write):
    """A table that another refers to is read as leniently as one that is loaded."""
    write("countries.csv", "country;name;name_ko\nKOR;Korea;대한민국\n".encode("cp949"))
    folder = write(SHARE, "country,year,percent_of_gdp\nKOR,2010,28\n")
    assert load("manufacturing_share_of_gdp", folder)["country"].tolist() == ["KOR"]
    assert not [line for line in map(str, check_folder(folder)) if "'KOR' is not" in line]


def test_a_question_mark_in_cp949_may_be_a_lost_letter(write, describe, yearly):
    write("shares.csv", text_of([HEADER, ["강원 ?", *ROWS[0][1:]]]).encode("cp949"))
    (line,) = notes(describe(yearly))
    assert line.endswith("such as 강원. Excel writes ? for a letter that it lacks, and there are some: look for them.")


places = st.text(
    alphabet=st.one_of(
        st.characters(codec="ascii", categories=["L", "N", "P"]), st.sampled_from("강원서울부산한국제주")
    ),
    min_size=1,
    max_size=12,
).filter(lambda text: not text.startswith("#"))
tables = st.lists(
    st.tuples(
        places,
        st.integers(1, 9999).map(str),
        st.decimals(-(10**9), 10**9, places=3).map(lambda value: f"{value:f}"),
        st.sampled_from(["true", "false"]),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row[:2],
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=tables,
    form=st.tuples(
        st.sampled_from(["utf-8", "utf-8-sig", "cp949", "utf-16"]),
        st.sampled_from([",", ";", "\t"]),
        st.sets(st.sampled_from(["groups", "wide", "margin"])),
    ),
)
def test_a_table_through_a_spreadsheet_is_the_same_table(rows, form, write, describe, yearly):
    encoding, delimiter, shows = form
    rows = [["강원", "1", "0", "true"], *(["제주" + row[0], *row[1:]] for row in rows)]  # CP949 is known by its Hangul
    write("shares.csv", text_of([HEADER, *rows]))
    sound = load("shares", describe(yearly))
    margin = 2 if "margin" in shows else 0
    written = []
    for place, year, percent, final in rows:
        number = grouped(percent) if "groups" in shows and delimiter != ";" else percent
        numbers = [cell.translate(WIDE) if "wide" in shows else cell for cell in (year, number)]
        written.append([place, *numbers, final])
    around = [[*row, *[""] * margin] for row in [HEADER, *written, *[[""] * 4] * margin]]
    folder = write("shares.csv", text_of(around, delimiter).encode(encoding))
    assert_frame_equal(load("shares", folder), sound)


@given(st.text(max_size=20), st.sampled_from(["integer", "number", "boolean"]), st.booleans())
def test_a_cell_is_changed_only_into_a_value(cell, kind, groups):
    value, undone = cleaned(cell, kind, "year", groups)
    assert (value == cell) == (undone == "")
    if undone and value:
        assert (
            value.lower() in ("true", "false") if kind == "boolean" and value not in "01" else float(value) is not None
        )


@pytest.mark.parametrize("cell", ["1,23", "12,34,567", "0,512", "1.234,5", ",123", "1,234,", "1234,567"])
def test_an_irregular_grouping_is_no_number(cell):
    assert cleaned(cell, "number", "", True) == (cell, "")


def test_a_comma_between_semicolons_may_be_a_decimal_one():
    assert cleaned("1,234", "number", "", False) == ("1,234", "")


def test_only_a_year_carries_the_word_for_it():
    assert cleaned("12년", "integer", "year", True) == ("12년", "")
    assert cleaned("2010년", "integer", "firms", True) == ("2010년", "")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Köln", "latin-1"),
        ("Zürich, Ä", "latin-1"),
        ("中国的制造业", "gbk"),
        ("日本の製造業", "shift_jis"),
        ("plain", "ascii"),
    ],
)
def test_only_korean_text_is_certain(text, encoding):
    assert korean_text(text.encode(encoding)) is None


def test_korean_text_may_hold_signs_of_its_standard():
    assert korean_text("강원·서울 10㎢, ‘가’".encode("cp949")) == "강원·서울 10㎢, ‘가’"


def test_a_delimiter_is_taken_only_if_it_gives_all_columns():
    assert delimiter_of("a;b\n1;2\n", ["a", "b"]) == ";"
    assert delimiter_of("a;c\n1;2\n", ["a", "b"]) == ","
    assert delimiter_of("a,b;c\n", ["a", "b;c"]) == ","


def test_margins_hold_nothing():
    assert without_margins([["a", "b", ""], ["1", "", ""], ["", "", ""], []]) == ([["a", "b"], ["1", ""]], 1, 2)
    assert without_margins([["a", ""], ["1", "x"]]) == ([["a", ""], ["1", "x"]], 0, 0)
    assert without_margins([["a"], [""], ["1"]]) == ([["a"], [""], ["1"]], 0, 0)
