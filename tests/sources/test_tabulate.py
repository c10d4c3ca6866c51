"""From observations to rows, and what changed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from mfgbook.data.contract import Table
from mfgbook.errors import BookError
from mfgbook.sources.changes import changes, told
from mfgbook.sources.guards import not_smaller
from mfgbook.sources.tabulate import in_order, tabulated


def table(key, refresh=None, kinds=("string", "integer", "number")):
    names = ("area", "year", "figure")
    fields = [{"name": name, "type": kind} for name, kind in zip(names, kinds, strict=True)]
    entry = {"schema": {"fields": fields, "primaryKey": key}, "refresh": refresh or {}}
    return Table("made_up", Path("made_up.csv"), entry, overlaid=True)


REFRESH = {"columns": {"area": "C1", "year": "year"}, "values": {"figure": {}}}
PLAIN = table(["area", "year"], REFRESH)


def rows(*lines):
    return [dict(zip(("area", "year", "figure"), line.split(), strict=True)) for line in lines]


def seen(value, area="X", year=2001, **more):
    return {"C1": area, "year": year, "value": None if value is None else Decimal(value), **more}


def test_figures_are_written_plainly():
    cells = {"1E+3": "1000", "1.50": "1.5", "-0.0": "0", "1e-5": "0.00001", "0E+5": "0", "123456789012345.678": "same"}
    for number, (value, text) in enumerate(cells.items()):
        made, _ = tabulated(PLAIN, [seen(value, year=2000 + number)])
        assert made[0]["figure"] == (value if text == "same" else text)


@pytest.mark.parametrize(("digits", "text"), [(0, "2"), (1, "2.5"), (2, "2.46")])
def test_figures_are_rounded(digits, text):
    made, _ = tabulated(table(["area", "year"], {**REFRESH, "digits": digits}), [seen("2.455")])
    assert made[0]["figure"] == (text if digits != 2 else "2.46")


def test_one_figure_twice_is_one_and_two_figures_are_refused():
    assert len(tabulated(PLAIN, [seen("1"), seen("1.0")])[0]) == 1
    with pytest.raises(BookError, match="two figures for X, 2001: 1 and 2"):
        tabulated(PLAIN, [seen("1"), seen("2")])
    with pytest.raises(BookError, match="two figures for X, 2001: 1 and None"):
        tabulated(PLAIN, [seen("1"), seen(None)])


def test_a_month_given_twice_is_refused_in_a_mean():
    yearly = table(["area", "year"], {**REFRESH, "yearly": "mean"})
    months = [seen(str(month), month=month) for month in range(1, 13)]
    assert tabulated(yearly, months)[0][0]["figure"] == "6.5"
    with pytest.raises(BookError, match="two figures"):
        tabulated(yearly, [*months, seen("99", month=3)])
    with pytest.raises(BookError, match="no figure for the column"):  # annual figures are no months
        tabulated(yearly, [seen("1")])


def test_a_name_that_the_answers_lack_is_told_with_those_that_they_have():
    with pytest.raises(BookError, match=r"has no C1\. Did you mean C11\? It holds C11 and year\."):
        tabulated(PLAIN, [{"C11": "x", "year": 2001, "value": Decimal(1)}])


def test_rows_stand_as_they_stood():
    before = rows("B 2001 1", "B 2002 1", "A 2001 1", "A 2002 1")
    after = rows("A 2003 1", "C 2001 1", "B 2003 1", *(" ".join(row.values()) for row in reversed(before)))
    order = [(row["area"], row["year"]) for row in in_order(PLAIN, after, before)]
    assert order == [*((area, year) for area in "BA" for year in ("2001", "2002", "2003")), ("C", "2001")]


def test_a_new_year_takes_the_order_of_the_years_before():
    by_year = table(["year", "area"])
    before = rows("B 2001 1", "A 2001 1")
    after = rows("A 2002 1", "A 2001 1", "C 2002 1", "B 2002 1", "B 2001 1")
    order = [(row["year"], row["area"]) for row in in_order(by_year, after, before)]
    assert order == [("2001", "B"), ("2001", "A"), ("2002", "B"), ("2002", "A"), ("2002", "C")]


def test_changes_are_told_the_largest_first():
    before = rows("A 2001 100", "A 2002 100", "A 2003 100", "A 2004 5", "A 2005 0")
    after = rows("A 2001 101", "A 2002 50", "A 2003 100.0", "A 2005 3", "A 2006 9")
    assert list(told(changes(PLAIN, before, after))) == [
        "made_up: 1 row added, 1 row removed, 3 rows revised.",
        "  revised  area = A, year = 2005: figure 0 -> 3",
        "  revised  area = A, year = 2002: figure 100 -> 50 (-50.00 %)",
        "  revised  area = A, year = 2001: figure 100 -> 101 (+1.00 %)",
        "  added  area = A, year = 2006, figure = 9",
        "  removed  area = A, year = 2004, figure = 5",
    ]


def test_no_change_is_told_too():
    assert list(told(changes(PLAIN, MANY, MANY))) == ["made_up: nothing changed."]


MANY = rows(*(f"{area} {year} 1" for area in "AB" for year in range(2001, 2021)))


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ([row for row in MANY if row["area"] == "A"], r"1 of 2 series fewer.*Gone: B\."),
        ([row for row in MANY if row["year"] != "2020"], r"1 of 20 periods fewer.*Gone: 2020\."),
        (MANY[3:], r"3 of 40 rows fewer than the table holds; 5 % are allowed. Gone: A 2001, A 2002 and A 2003\."),
    ],
)
def test_less_than_before_is_refused(after, said):
    with pytest.raises(BookError, match=said):
        not_smaller(PLAIN, MANY, after)
    not_smaller(table(["area", "year"], {**REFRESH, "may_shrink_percent": 50}), MANY, after)


def test_a_little_less_or_more_is_taken():
    not_smaller(PLAIN, MANY, MANY[2:])
    not_smaller(PLAIN, MANY, MANY + rows("C 2021 1"))
    not_smaller(PLAIN, [], MANY)
