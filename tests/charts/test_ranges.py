"""Spans and dots: what they draw, and that they can be drawn for wide and narrow columns."""

import pandas as pd
import pytest
import vl_convert

from mfgbook import charts
from mfgbook.site.vega import narrow

CAPTION = charts.Caption("an-id", "It cost more", "million USD", "Office", "From 1 to 3.")
SPANS = pd.DataFrame(
    {
        "name": ["A", "B", "C"],
        "low": [10.0, 30.0, 200.0],
        "high": [15.0, 30.0, 200.0],
        "payer": ["federal", "federal", "other"],
        "floor": [False, False, True],
    }
)
POINTS = pd.DataFrame(
    {
        "year": [2016, 2017, 2017],
        "value": [8.0, 9.0, 10.0],
        "kind": ["Figure", "Figure", "Floor"],
        "low": [7.0, 8.0, 9.5],
        "high": [9.0, 10.0, 10.5],
        "panel": ["Members", "Members", "Projects"],
    }
)


def drawings():
    yield charts.ranges(SPANS, "name", "low", "high", CAPTION, kind="payer", floor="floor", reference=20)
    yield charts.ranges(SPANS, "name", "low", "high", CAPTION, kind="payer", log=True, digits=1)
    yield charts.dots(POINTS, "year", "value", CAPTION, kind="kind", reference=0, rules=[(2016.5, "after")])
    yield charts.dots(POINTS, "year", "value", CAPTION, low="low", high="high")
    yield charts.dots(POINTS, "year", "value", CAPTION, kind="kind", panel="panel")


@pytest.mark.parametrize("chart", list(drawings()))
def test_they_can_be_drawn_wide_and_narrow(chart):
    spec = chart.to_dict()
    assert spec["description"] == "It cost more. From 1 to 3."
    assert "<path" in vl_convert.vegalite_to_svg(spec)
    assert "<path" in vl_convert.vegalite_to_svg(narrow(spec))


def test_figures_say_span_value_and_floor():
    spec = charts.ranges(SPANS, "name", "low", "high", CAPTION, kind="payer", floor="floor").to_dict()
    [rows] = [rows for rows in spec["datasets"].values() if "figures" in rows[0]]
    assert [row["figures"] for row in rows] == ["10–15", "30", "200 →"]


def test_a_whisker_stands_where_both_ends_are_given():
    spec = charts.dots(POINTS, "year", "value", CAPTION, low="low", high="high").to_dict()
    [whisker] = [layer for layer in spec["layer"] if layer["mark"]["type"] == "rule"]
    assert (whisker["encoding"]["y"]["field"], whisker["encoding"]["y2"]["field"]) == ("low", "high")


def test_more_kinds_than_can_be_told_apart_are_refused():
    many = SPANS.assign(payer=["a", "b", "c"]).pipe(lambda t: pd.concat([t, t.assign(payer="d", name=t["name"] + "2")]))
    with pytest.raises(ValueError, match="4 kinds, but only 3"):
        charts.dots(many, "low", "high", CAPTION, kind="payer")
