"""Pictures of charts: a title above the drawing, and the drawing without it."""

from xml.etree import ElementTree

import pytest

from mfgbook import pictures

SPEC = {
    "data": {"values": [{"x": 1, "y": "a <b>"}]},
    "mark": "bar",
    "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "nominal"}},
}
TITLED = SPEC | {"title": {"text": ["Two lines & more", "of title"], "subtitle": "percent"}}


def test_the_title_stands_above_the_drawing():
    picture = ElementTree.fromstring(pictures.draw(TITLED))
    drawing = picture.find("{http://www.w3.org/2000/svg}svg")
    texts = [element.text for element in picture.findall("{http://www.w3.org/2000/svg}text")]
    assert texts == ["Two lines & more", "of title", "percent"]
    assert float(picture.get("height")) == pytest.approx(float(drawing.get("height")) + float(drawing.get("y")))
    lowest = max(float(element.get("y")) for element in picture.findall("{http://www.w3.org/2000/svg}text"))
    assert lowest < float(drawing.get("y"))


def test_without_its_title_a_picture_is_that_of_the_chart_without_one():
    assert pictures.untitled(pictures.draw(TITLED)) == pictures.untitled(pictures.draw(SPEC))
    ElementTree.fromstring(pictures.untitled(pictures.draw(TITLED)))


def test_a_picture_from_elsewhere_has_no_drawing_to_take_out():
    assert pictures.untitled("") == ""
    assert pictures.untitled('<svg width="1" height="1"></svg>') == ""


def test_a_chart_that_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="Vega"):
        pictures.draw({"mark": 3})


def test_a_label_that_is_cut_inside_an_emoji_does_not_cost_the_chart():
    for place in range(8):
        values = [{"x": 1, "y": "a" * place + "\U0001f680" * 40}]
        axis = {"labelLimit": 60}
        encoding = {"x": SPEC["encoding"]["x"], "y": {"field": "y", "type": "nominal", "axis": axis}}
        assert "<svg" in pictures.draw(SPEC | {"data": {"values": values}, "encoding": encoding})
