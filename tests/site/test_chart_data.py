"""The data of a chart: what a page keeps of them, and what a reader gets as a table."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from mfgbook import charts
from mfgbook.site.chart_data import changes, in_columns, separate, table

CAPTION = charts.Caption("id", "Title", "unit", "source", "alternative")


def separated(rows: list[dict[str, Any]], **said: Any) -> list[dict[str, Any]]:
    encoding = {"x": {"field": "value", "type": "quantitative"}}
    _, datasets = separate({"data": {"values": rows}, "mark": "bar", "encoding": encoding, **said})
    return datasets["d0"]


def test_columns_that_the_chart_does_not_name_are_left_out() -> None:
    rows = [{"value": 1, "valued": 2, "n": 3, "kind": "x"}]
    assert separated(rows) == [{"value": 1}]
    assert separated(rows, transform=[{"filter": "datum.n > 2 && datum['kind'] == 'x'"}]) == [
        {"value": 1, "n": 3, "kind": "x"}
    ]


@pytest.mark.parametrize(
    ("value", "kept"),
    [(1 / 3, 0.333333), (-12345.67891, -12345.679), (1e-9 / 3, 3.33333e-10), (2013.5, 2013.5), (7.0, 7), (0.0, 0)],
)
def test_figures_keep_six_digits_and_three_decimals(value: float, kept: float) -> None:
    assert separated([{"value": value}])[0]["value"] == pytest.approx(kept, rel=1e-12)


@pytest.mark.parametrize("value", [True, None, 123456789, "0.3333333333"])
def test_what_is_no_fraction_stays_as_it_is(value: Any) -> None:
    assert separated([{"value": value}]) == [{"value": value}]


def test_the_specification_that_is_given_is_left_alone() -> None:
    spec = {"data": {"name": "long-name"}, "datasets": {"long-name": [{"a": math.pi}]}, "mark": "bar"}
    separate(spec)
    assert spec["datasets"] == {"long-name": [{"a": math.pi}]}
    assert spec["data"] == {"name": "long-name"}


def test_rows_with_columns_of_their_own_stay_rows() -> None:
    assert in_columns([{"a": 1, "b": "x"}, {"a": 2, "b": None}]) == {"a": [1, 2], "b": ["x", None]}
    for rows in ([{"a": 1}, {"b": 1}], [{"a": {"b": 1}}], [1, 2], []):
        assert in_columns(rows) == rows


def test_changes_say_what_is_put_and_what_is_taken_out() -> None:
    before = {"a": [{"b": 1}, {"b": 2}], "c": 3, "d": [1]}
    after = {"a": [{"b": 1}, {"b": 5}], "d": [1, 2], "e": None}
    assert changes(before, after) == [[["c"]], [["a", 1, "b"], 5], [["d"], [1, 2]], [["e"], None]]


def data(chart: Any) -> tuple[list[list[Any]], int]:
    """Return the columns of a chart's data and the number of rows."""
    spec = chart.to_dict()
    bare, datasets = separate({key: value for key, value in spec.items() if key != "usermeta"})
    found = table(bare, datasets, spec["usermeta"].get("columns"))
    assert found is not None
    return found["columns"], sum(len(datasets[name]) for name in found["sets"])


def test_data_of_lines_are_their_points_not_their_labels() -> None:
    rows = pd.DataFrame({"country": ["Korea"] * 3, "year": [2000, 2001, 2003], "share": [1.0, 2.0, 3.0]})
    columns, length = data(charts.lines(rows, "year", "share", "country", CAPTION))
    assert columns == [["country", "country", None], ["year", "year", None], ["share", "share", 2]]
    assert length == 4  # a missing year is a row without a value


def test_data_of_strips_are_the_subject_and_the_others() -> None:
    rows = pd.DataFrame({"row": ["a"] * 3, "town": list("xyz"), "change": [1.0, 2.0, 3.0], "own": [True, False, False]})
    columns, length = data(charts.strips(rows, "row", "change", "own", CAPTION, name="town"))
    assert [field for field, *_ in columns] == ["row", "town", "change"]
    assert length == 3


def test_data_of_bars_leave_out_where_figures_are_written_and_keep_headings() -> None:
    rows = pd.DataFrame({"place": ["a", "b"], "share": [1.0, 2.0], "before": [0.5, 2.5]})
    columns, _ = data(charts.bars(rows, "place", "share", CAPTION, second="before", second_name="2010"))
    assert columns == [["place", "place", None], ["share", "share", 1], ["before", "2010", 1]]


def test_a_chart_may_say_its_columns_itself() -> None:
    rows = pd.DataFrame({"what": ["a"], "low": [1.0], "high": [2.0], "kind": ["k"]})
    columns, _ = data(charts.ranges(rows, "what", "low", "high", CAPTION, kind="kind"))
    assert [heading for _, heading, _ in columns] == ["what", "kind", "low", "high", "as written"]


def test_a_chart_without_tooltips_has_what_its_marks_encode() -> None:
    encoding = {
        "x": {"field": "v", "type": "quantitative", "title": "Value, %"},
        "y": {"field": "p", "type": "nominal"},
    }
    spec, datasets = separate({"data": {"values": [{"v": 1.5, "p": "a"}]}, "mark": "bar", "encoding": encoding})
    assert table(spec, datasets) == {"sets": ["d0"], "columns": [["p", "p", None], ["v", "Value, %", None]]}


def test_a_chart_of_data_elsewhere_has_no_table() -> None:
    spec, datasets = separate({"data": {"url": "x.csv"}, "mark": "bar", "encoding": {}})
    assert table(spec, datasets) is None
