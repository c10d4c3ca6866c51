"""Points on two axes."""

import pandas as pd
import pytest
import vl_convert

from mfgbook import charts
from mfgbook.charts import Caption

CAPTION = Caption(id="x", title="Title", subtitle="Unit", source="Office", alt="Words")
POINTS = pd.DataFrame(
    {
        "share": [36.9, 12.0, 9.0, 8.8, 0.4],
        "growth": [4.0, 7.5, 10.4, 7.4, -6.9],
        "name": ["Wonju", "Donghae", "Hoengseong", "Chuncheon", "Hwacheon"],
    }
)


def drawn(**options):
    charts.enable()
    given = {"x_title": "Share", "y_title": "Growth", "highlight": ["Wonju"], "named": ["Donghae", "Chuncheon"]}
    return charts.scatter(POINTS, "share", "growth", "name", CAPTION, **(given | options)).to_dict()


def rows(spec):
    return {row["name"]: row for data in spec["datasets"].values() for row in data if "name" in row}


def test_only_the_highlighted_and_the_named_are_written():
    picture = vl_convert.vegalite_to_svg(drawn())
    assert ">Wonju<" in picture
    assert ">Donghae<" in picture
    assert ">Hwacheon<" not in picture


@pytest.mark.parametrize("logarithmic", [True, False])
def test_names_keep_clear_of_the_edge_and_of_neighbours(logarithmic):
    """Wonju stands at the right edge; Chuncheon and Donghae beside each other, so they are named outwards."""
    leftwards = {name: row["leftwards"] for name, row in rows(drawn(logarithmic=logarithmic)).items()}
    assert leftwards["Wonju"]
    assert leftwards["Chuncheon"]
    assert not leftwards["Donghae"]


def test_a_ratio_scale_and_a_reference_are_drawn():
    spec = drawn(logarithmic=True, reference=5.2)
    scales = [layer["encoding"]["x"].get("scale", {}) for layer in spec["layer"] if "x" in layer["encoding"]]
    assert {"log"} == {scale["type"] for scale in scales if "type" in scale}
    assert any(row.get("at") == 5.2 for data in spec["datasets"].values() for row in data)
