"""The chart builders: what they say, what they draw, and that they can be drawn."""

import altair as alt
import numpy as np
import pandas as pd
import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from mfgbook import charts
from mfgbook.charts import series

CAPTION = charts.Caption("an-id", "Output fell", "percent, 2010–2022", "Office, table 1", "Output fell from 2 to 1.")


@pytest.fixture(autouse=True)
def theme():
    charts.enable()
    yield
    alt.renderers.enable("default")
    alt.theme.enable("default")


@pytest.fixture
def years():
    rows = [
        (year, name, 10 + step * (year - 2010))
        for name, step in [("Korea", 1), ("Japan", -1)]
        for year in range(2010, 2016)
    ]
    return pd.DataFrame(rows, columns=["year", "name", "value"])


@pytest.fixture
def estimates():
    return pd.DataFrame({"name": ["A", "B"], "value": [1.0, -2.0], "low": [0.5, -3.0], "high": [1.5, -1.0]})


def drawings(years, estimates):
    cells = pd.DataFrame(
        {"x": [1, 2, 1, 2], "y": [1, 1, 2, 2], "v": [0.5, -0.5, 0.1, 0], "clear": [True, False, True, False]}
    )
    half_years = years.assign(low=years["value"] - 1, high=years["value"] + 1, start=2012.0, kind="filled")
    members = pd.DataFrame({"town": "Geoje", "name": list("abc"), "v": [-3.0, 1, 2], "own": [True, False, False]})
    return {
        "lines": charts.lines(
            years, "year", "value", "name", CAPTION, highlight=["Korea"], rules=[(2012, "break")], reference=9
        ),
        "intervals": charts.intervals(estimates, "name", "value", CAPTION, low="low", high="high", reference=0),
        "bars": charts.bars(estimates, "name", "value", CAPTION, second="high", second_name="before"),
        "heatmap": charts.heatmap(
            cells, "x", "y", "v", CAPTION, x_title="end", y_title="start", legend="points", marked="clear"
        ),
        "panels": charts.panels(
            half_years,
            "year",
            "value",
            "name",
            CAPTION,
            low="low",
            high="high",
            rule="start",
            reference=10,
            points="kind",
        ),
        "strips": charts.strips(members, "town", "v", "own", CAPTION, name="name"),
    }


@pytest.mark.parametrize("kind", ["lines", "intervals", "bars", "heatmap", "panels", "strips"])
def test_every_chart_says_what_it_shows_and_can_be_drawn(kind, years, estimates):
    spec = drawings(years, estimates)[kind].to_dict()
    assert spec["title"]["text"] == ["Output fell"]
    assert spec["title"]["subtitle"] == ["percent, 2010–2022"]
    assert spec["description"] == "Output fell. Output fell from 2 to 1."
    assert spec["usermeta"] == {"id": "an-id", "source": "Source: Office, table 1", "tables": []}
    assert "<svg" in vl_convert.vegalite_to_svg(spec)


def test_a_heat_map_names_both_axes(years, estimates):
    cells = drawings(years, estimates)["heatmap"].to_dict()["layer"][0]["encoding"]
    assert (cells["x"]["title"], cells["y"]["title"]) == ("end", "start")


def test_a_chart_leaves_specification_picture_and_text_in_a_notebook(years):
    bundle = charts.lines(years, "year", "value", "name", CAPTION)._repr_mimebundle_()
    bundle = bundle[0] if isinstance(bundle, tuple) else bundle
    assert set(bundle) == {"application/vnd.vegalite.v6+json", "image/svg+xml", "text/plain"}
    assert bundle["text/plain"] == "Output fell. Output fell from 2 to 1."


def test_a_missing_year_breaks_the_line_instead_of_being_bridged(years):
    gap = years.drop(years.index[(years["name"] == "Korea") & (years["year"] == 2012)])
    filled = series.with_gaps(gap, "year", ["name"])
    assert np.isnan(filled.set_index(["name", "year"]).loc[("Korea", 2012), "value"])
    assert len(filled) == len(years)


def test_a_long_title_is_broken_into_lines(years):
    caption = charts.Caption("x", "word " * 40, "", "", "")
    assert len(charts.lines(years, "year", "value", "name", caption).to_dict()["title"]["text"]) > 1


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=12), st.floats(0.1, 10))
def test_spread_keeps_order_and_distance(positions, gap):
    moved = charts.spread(positions, gap)
    order = np.argsort(positions, kind="stable")
    steps = np.diff(np.asarray(moved)[order])
    assert (steps >= gap - 1e-6).all()
    assert np.isclose(np.mean(moved), np.mean(positions))


def test_spread_leaves_labels_that_have_room():
    assert charts.spread([1.0, 9.0, 5.0], gap=2) == [1.0, 9.0, 5.0]


def test_a_heading_ends_with_its_unit_and_a_column_that_is_not_there_is_refused():
    frame = pd.DataFrame({"name": ["x"], "value": [1.5]})
    html = charts.table(frame, CAPTION, digits={"value": 1}, units={"value": "points"}).data
    assert '<th scope="col" class="number">value, points</th>' in html
    with pytest.raises(ValueError, match="digits or units for no column of it: valeu"):
        charts.table(frame, CAPTION, digits={"valeu": 1})


def test_a_table_escapes_its_text_and_aligns_its_numbers():
    frame = pd.DataFrame({"name": ["<b>x</b>", "y"], "value": [-1234.5, float("nan")]})
    html = charts.table(frame, CAPTION, digits={"value": 1}).data
    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert '<td class="number">−1,234.5</td>' in html
    assert '<td class="number">–</td>' in html
    assert "Source: Office, table 1" in html
