"""Fans of paths, and a target that the reader moves."""

import pandas as pd
import pytest
import vl_convert

from mfgbook import charts
from mfgbook.charts import Caption

CAPTION = Caption(id="x", title="Title", subtitle="Unit", source="Office", alt="Words")
RECORD = pd.Series([50.0, 55.0, 52.0, 64.0], index=pd.Index([2019, 2020, 2021, 2022], name="year"))


@pytest.fixture(autouse=True, scope="module")
def theme():
    charts.enable()


def words(spec):
    """The text of a picture."""
    return vl_convert.vegalite_to_svg(spec)


def slider(**changes):
    given = {"target": 100, "target_year": 2030, "unit": "Trillion won"} | changes
    return charts.target_slider(RECORD, CAPTION, **given).to_dict()


def moved(spec, **values):
    for parameter in spec["params"]:
        parameter["value"] = values.get(parameter["name"], parameter["value"])
    return spec


def test_two_sliders_start_at_the_given_target():
    bound = {p["name"]: p for p in slider()["params"] if "bind" in p}
    assert bound["target"]["value"] == 100
    assert bound["year"]["value"] == 2030
    assert bound["year"]["bind"]["min"] == 2023
    assert bound["target"]["bind"]["min"] == 64
    assert bound["target"]["bind"]["max"] >= 150


def test_the_picture_alone_says_what_is_needed():
    picture = words(slider())
    assert "100 in 2030" in picture
    assert f"{100 * ((100 / 64) ** (1 / 8) - 1):.1f} % a year needed" in picture
    assert f"{100 * ((64 / 50) ** (1 / 3) - 1):.1f} % a year on record" in picture
    assert "at least so fast in 2 of 3 years" in picture


def test_moving_the_sliders_recomputes_in_the_picture():
    picture = words(moved(slider(), target=80, year=2023))
    assert "80 in 2023" in picture
    assert "25.0 % a year needed" in picture
    assert "at least so fast in 0 of 3 years" in picture


def test_fans_have_a_panel_for_each_model_in_the_given_order():
    ahead = pd.DataFrame({"year": [2023, 2024], "median": [66.0, 70], "low": [60.0, 58], "high": [70.0, 82]})
    paths = pd.concat([ahead.assign(model="Zebra"), ahead.assign(model="Ant")])
    spec = charts.fans(
        RECORD, paths, CAPTION, panel="model", unit="trillion won", target=100, target_year=2024
    ).to_dict()
    picture = words(spec)
    assert picture.index(">Zebra<") < picture.index(">Ant<")
    assert spec["title"]["text"] == ["Title"]
    [rows] = spec["datasets"].values()
    assert {row["target"] for row in rows} == {100}
    assert len([row for row in rows if row["model"] == "Ant"]) == len(RECORD) + 1 + len(ahead)
