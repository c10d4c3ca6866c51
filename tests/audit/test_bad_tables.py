"""Mistakes in the tables of claims and checks: where, and what to do."""

import pytest

from mfgbook.data import FaultyData
from mfgbook.errors import BookError


def said(demo) -> str:
    with pytest.raises(BookError) as caught:
        demo.audit()
    return str(caught.value)


def test_an_id_of_another_document(demo):
    demo.claim("x", 1, document="other2020")
    assert "demo2020_claims.csv, row 2, claim demo2020-x: the table is of demo2020" in said(demo)


def test_a_claim_without_a_figure(demo):
    demo.claim("x", printed=" ")
    assert "it has no figure. Fill printed, value and location, or table, key and column" in said(demo)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"table": "demo2020_figure", "key": "place=north; year=2010", "column": "firms"}, "Did you mean demo2020_fi"),
        ({"table": "demo2020_figures", "key": "plaice=north", "column": "firms"}, "Did you mean place?"),
        ({"table": "demo2020_figures", "key": "place=north; year=2010", "column": "firm"}, "Did you mean firms?"),
        ({"table": "demo2020_figures", "key": "place=north", "column": "firms"}, "names 2 rows"),
        ({"table": "demo2020_figures", "key": "north", "column": "firms"}, "Write column=value; column=value"),
        ({"table": "demo2020_figures", "key": "place=north; year=2010", "column": "place"}, "which is no number"),
    ],
)
def test_a_cell_that_the_contract_does_not_have(demo, cells, expected):
    demo.claim("x", printed=" ", **cells)
    message = said(demo)
    assert message.startswith("demo2020_claims.csv, row 2, claim demo2020-x: ")
    assert expected in message


@pytest.mark.parametrize(
    ("function", "inputs", "expected"),
    [
        ("grwth", (1, 2), "no checking function 'grwth'. Did you mean growth"),
        ("growth", (1,), "growth takes old; new; it is given 1"),
        ("weighted_mean", (1, 2, 3), "weighted_mean takes values and weights ...; it is given 3"),
        (
            "same",
            ("demo2020-y",),
            "is no claim, no number, no words in single quotes, no cell and no function. Did you mean demo2020-x",
        ),
        ("same", ("demo2020_figures[place=north].firm",), "has no column 'firm'"),
        ("total", ("demo2020_figures[].place",), "total takes numbers, not 'north'"),
        ("total", ("1", "'two'"), "total takes numbers, not 'two'"),
        ("total", ("demo2020_figures[town=north].firms",), "has no column 'town'"),
    ],
)
def test_a_check_that_cannot_be_computed(demo, function, inputs, expected):
    demo.claim("x", 1)
    demo.check("x", function, *inputs)
    message = said(demo)
    assert message.startswith("demo2020_checks.csv, row 2, claim demo2020-x")
    assert expected in message


def test_a_check_of_no_claim(demo):
    demo.claim("growth", 1)
    demo.check("grwth", "same", 1)
    assert "row 2, claim demo2020-grwth: there is no such claim. Did you mean demo2020-growth?" in said(demo)


@pytest.mark.parametrize(("role", "column"), [("carries", "must"), ("reading", "kind")])
def test_a_role_that_lacks_a_column(demo, role, column):
    demo.claim("x", 1)
    demo.check("x", "same", 1, role=role, note="So it is.")
    assert f"needs the column {column}. Fill it" in said(demo)


def test_a_note_whose_place_stands_for_nothing(demo):
    demo.claim("x", 1)
    demo.check("x", "same", 1, note="It is {3}.")
    assert "column note: {3} stands for nothing. It may hold {printed}, {result}, {1}." in said(demo)


def test_a_role_that_is_none_breaks_the_contract(demo):
    demo.claim("x", 1)
    demo.check("x", "same", 1, role="recompte")
    with pytest.raises(FaultyData, match="row 2, column role"):
        demo.audit()
