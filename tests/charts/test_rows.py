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
    assert encoding["color"]["scale"]["range"] == list(charts.colours(["Urban-type", "High-tech"]).values())


def test_a_figure_stands_beside_each_dot_and_a_missing_interval_is_left_out(table):
    svg = vl_convert.vegalite_to_svg(draw(table))
    assert all(f">{figure}<" in svg for figure in ("10.0", "20.0", "15.0"))
    assert svg.count('aria-roledescription="rule mark"') == 2
    assert svg.count('aria-roledescription="circle"') == 3


@pytest.mark.parametrize("second", ["", "before"])
def test_a_figure_after_the_longest_bar_fits_in_a_column_of_a_phone(second):
    names = ["A name of the usual length", "B"]
    table = pd.DataFrame({"row": names, "won": [1_234_567.0, -20.0], "before": [1_000_000.0, 1_300_000.0]})
    chart = charts.bars(table, "row", "won", CAPTION, digits=0, second=second)
    low, high = chart.to_dict()["layer"][0]["encoding"]["x"]["scale"]["domain"]
    end = table[["won", second] if second else ["won"]].max().max()
    room = (high - end) / (high - low) * (320 - 6.5 * 20)  # pixels, beside wrapped names
    assert room > 7 * len("1,234,567" if not second else "-20")
    assert high < 2 * end


def test_bars_without_decimals_have_no_half_steps_on_their_axis():
    table = pd.DataFrame({"row": ["a", "b"], "count": [1, 2]})
    svg = vl_convert.vegalite_to_svg(charts.bars(table, "row", "count", CAPTION, digits=0).to_dict())
    assert ">0.5<" not in svg
    assert ">2<" in svg


def test_bars_of_nothing_but_zeros_and_gaps_can_be_drawn():
    table = pd.DataFrame({"row": ["a", "b"], "count": [0.0, float("nan")]})
    assert vl_convert.vegalite_to_svg(charts.bars(table, "row", "count", CAPTION).to_dict())


def test_a_figure_stands_at_its_bar_unless_a_mark_would_strike_it():
    table = pd.DataFrame({"row": ["near", "far", "before"], "share": [50.0, 6.0, 80.0], "gone": [51.0, 70.0, 70.0]})
    layers = charts.bars(table, "row", "share", CAPTION, second="gone").to_dict()
    [rows] = [data for data in layers["datasets"].values() if "figure_at" in data[0]]
    assert [row["figure_at"] for row in rows] == [51.0, 6.0, 80.0]


def test_stacked_parts_keep_their_order_and_add_up():
    table = pd.DataFrame({"row": ["b", "b", "b", "a"], "part": ["open", "no", "yes", "yes"], "count": [1, 30, 60, 40]})
    chart = charts.stacked(table, "row", "part", "count", CAPTION, parts=["yes", "no", "open"])
    spec = chart.to_dict()
    assert spec["layer"][0]["encoding"]["y"]["sort"] == ["b", "a"]
    assert spec["layer"][0]["encoding"]["color"]["scale"]["domain"] == ["yes", "no", "open"]
    rows = {
        (row["row"], row["part"]): (row["start"], row["end"])
        for row in spec["datasets"][spec["layer"][0]["data"]["name"]]
    }
    assert rows == {("b", "yes"): (0, 60), ("b", "no"): (60, 90), ("b", "open"): (90, 91), ("a", "yes"): (0, 40)}
    svg = vl_convert.vegalite_to_svg(spec)
    assert all(f">{figure}<" in svg for figure in ("60", "30", "40"))
    assert ">1<" not in svg, "a figure that finds no room in its part is left out"
