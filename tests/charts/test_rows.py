"""Rows with more than one group."""

import pandas as pd
import pytest
import vl_convert

from mfgbook import charts

CAPTION = charts.Caption("two", "Title", "Unit", "Source", "Alternative")


@pytest.fixture
def table():
    return pd.DataFrame(
        {
            "row": ["b", "b", "a"],
            "group": ["Urban-type", "High-tech", "High-tech"],
            "percent": [10.0, 20.0, 15.0],
            "low": [8.0, 15.0, float("nan")],
            "high": [12.0, 26.0, float("nan")],
        }
    )


def draw(table):
    return charts.grouped_intervals(table, "row", "percent", "group", CAPTION, low="low", high="high").to_dict()


def test_grouped_intervals_keep_the_order_of_the_table(table):
    spec = draw(table)
    encoding = spec["layer"][0]["encoding"]
    assert encoding["y"]["sort"] == ["b", "a"]
    assert encoding["yOffset"]["sort"] == ["Urban-type", "High-tech"]
    assert encoding["color"]["scale"]["domain"] == ["Urban-type", "High-tech"]
    assert encoding["color"]["scale"]["range"] == list(charts.PALETTE[:2])


def test_a_figure_stands_beside_each_dot_and_a_missing_interval_is_left_out(table):
    svg = vl_convert.vegalite_to_svg(draw(table))
    assert all(f">{figure}<" in svg for figure in ("10.0", "20.0", "15.0"))
    assert svg.count('aria-roledescription="rule mark"') == 2
    assert svg.count('aria-roledescription="circle"') == 3
