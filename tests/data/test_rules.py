"""Rules across rows: shares add up, parts make the whole, gaps are noted."""

from __future__ import annotations

import pytest

from mfgbook.data import load
from mfgbook.data.checks import check_folder
from mfgbook.errors import BookError

HEADER = "place,year,percent,final\n"
ACCOUNTS = "korea_regional_accounts.csv"


def lines(folder) -> list[str]:
    return [str(fault) for fault in check_folder(folder)]


@pytest.fixture
def check_shares(write, describe, shares):
    def check(rule, rows: str) -> list[str]:
        write("shares.csv", HEADER + rows)
        return lines(describe({**shares, "rules": [rule]}))

    return check


ADDS_UP = {"rule": "adds_up", "column": "percent", "within": ["year"], "total": 100, "tolerance": 0.5}
NO_GAPS = {"rule": "no_gaps", "along": ["year"], "within": ["place"]}


def test_shares_of_a_whole_add_up_within_the_tolerance(check_shares):
    assert check_shares(ADDS_UP, "A,2010,60,true\nB,2010,40.4,true\nA,2011,100,true\n") == []


def test_shares_that_do_not_add_up_are_told_by_group(check_shares):
    assert check_shares(ADDS_UP, "A,2010,60,true\nA,2011,60,true\nB,2010,40,true\nB,2011,30,true\n") == [
        "shares.csv, row 3, column percent: the 2 values of year 2011 add up to 90, not to 100 (tolerance 0.5). "
        "Look for a missing, doubled or wrong row."
    ]


def test_a_whole_table_can_be_one_group(check_shares):
    rule = {**ADDS_UP, "within": []}
    assert check_shares(rule, "A,2010,60,true\nB,2011,40,true\n") == []
    assert "the 2 values add up to 99, not to 100" in check_shares(rule, "A,2010,60,true\nB,2011,39,true\n")[0]


def test_a_group_with_a_missing_share_is_not_judged(check_shares):
    assert check_shares(ADDS_UP, "A,2010,60,true\nB,2010,,true\n") == []


def test_a_year_gap_is_noted_and_the_table_still_loads(check_shares, tmp_path):
    (note,) = check_folder_of(check_shares, NO_GAPS, tmp_path)
    assert note.severity == "note"
    assert str(note) == (
        "shares.csv, row 5, column year: note: the series of place A goes from 2011 to 2014; "
        "what lies between is missing, and nothing is interpolated."
    )
    assert load("shares", tmp_path)["year"].tolist() == [2010, 2011, 2010, 2014]


def check_folder_of(check_shares, rule, folder):
    check_shares(rule, "A,2010,1,true\nA,2011,1,true\nB,2010,1,true\nA,2014,1,true\n")
    return check_folder(folder)


def test_a_gap_of_a_half_year_is_noted(write, shipped):
    header, *rows = shipped("korea_local_employment").splitlines()
    kept = [row for row in rows if not row.startswith("Gyeongnam/Geoje,Gyeongnam,Geoje,거제시,2017,2")]
    assert len(kept) == len(rows) - 1
    (note,) = check_folder(write("korea_local_employment.csv", "\n".join([header, *kept])))
    assert "the series of region Gyeongnam/Geoje goes from 2017 half 1 to 2018 half 1;" in str(note)
    assert note.severity == "note"


def test_a_late_start_is_no_gap(write):
    text = "country,year,percent_of_gdp\nKOR,2010,28\nUSA,2012,12\nUSA,2013,12\n"
    assert lines(write("manufacturing_share_of_gdp.csv", text)) == []


def test_provinces_must_make_korea(write, shipped):
    text = shipped("korea_regional_accounts")
    without_busan = "\n".join(line for line in text.splitlines() if not line.startswith("Busan,2015"))
    found = lines(write(ACCOUNTS, without_busan))
    faults = [line for line in found if "note:" not in line]
    assert [line.split(":")[0] for line in faults] == [
        f"{ACCOUNTS}, row 7, column {column}" for column in ("grdp_current", "gva_current", "manufacturing_gva_current")
    ]
    assert "Korea is 1,743,141,850 of year 2015, but its 16 parts add up to 1,654,392,878" in faults[0]
    assert "from 2014 to 2016" in "".join(found)
    with pytest.raises(BookError, match="parts add up to"):
        load("korea_regional_accounts", write(ACCOUNTS, without_busan))


def test_rounding_does_not_break_the_whole(write, shipped):
    def rounded(line: str) -> str:
        area, year, *values = line.split(",")
        return ",".join([area, year, *(str(round(int(value), -3)) for value in values)])

    header, *rows = shipped("korea_regional_accounts").splitlines()
    assert lines(write(ACCOUNTS, "\n".join([header, *map(rounded, rows)]))) == []


def test_a_year_without_the_whole_is_not_judged(write, shipped):
    header, *rows = shipped("korea_regional_accounts").splitlines()
    no_whole = [header, *(row for row in rows if not row.startswith("Korea,2022"))]
    assert lines(write(ACCOUNTS, "\n".join(no_whole))) == []
