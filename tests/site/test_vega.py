"""Charts as HTML: what a figure says, how it fits a phone, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import vl_convert

from mfgbook import charts
from mfgbook.site.vega import MIME, NARROW, VegaRenderer, bundle, figure, narrow

VALUES = [{"place": f"A place with quite a long name {i}", "year": 2000 + i, "share": i * 1.5} for i in range(6)]
BARS: dict[str, Any] = {
    "data": {"values": VALUES},
    "mark": "bar",
    "width": 680,
    "height": 200,
    "autosize": {"type": "fit", "contains": "padding"},
    "encoding": {
        "x": {"field": "share", "type": "quantitative"},
        "y": {"field": "place", "type": "nominal", "axis": {"labelLimit": 260}},
    },
}
VIEW: dict[str, Any] = {
    "width": 190,
    "height": 100,
    "mark": "line",
    "encoding": {"x": {"field": "year", "type": "quantitative"}, "y": {"field": "share", "type": "quantitative"}},
}
FACETS: dict[str, Any] = {
    "data": {"values": VALUES},
    "facet": {"field": "place", "type": "nominal", "header": {}},
    "columns": 3,
    "spec": VIEW,
}
PAIR: dict[str, Any] = {"data": {"values": VALUES}, "hconcat": [VIEW | {"width": 400}, VIEW]}


def width(spec: dict[str, Any]) -> float:
    return float(re.findall(r'<svg[^>]* width="([\d.]+)"', vl_convert.vegalite_to_svg(spec))[0])


@pytest.mark.parametrize("spec", [BARS, FACETS, PAIR], ids=["single", "facets", "side by side"])
def test_narrow_picture_fits_a_phone(spec: dict[str, Any]) -> None:
    before = json.dumps(spec)
    assert width(narrow(spec)) <= NARROW + 5
    assert json.dumps(spec) == before


def test_long_labels_of_a_narrow_picture_break_between_words() -> None:
    picture = vl_convert.vegalite_to_svg(narrow(BARS))
    assert "A place with quite a" in picture
    assert "long name 3" in picture
    assert "…" not in picture


def test_figure_takes_title_source_and_alternative_out_of_the_specification() -> None:
    spec = BARS | {
        "title": {"text": ["Shares", "differ"], "subtitle": "Per cent"},
        "description": 'Six "bars" & </script>',
        "usermeta": {"id": "shares", "source": "Source: <here>"},
    }
    html = figure(spec, "unused")
    assert html.startswith(
        '<figure class="chart" id="chart-shares"><figcaption><span class="chart-title">Shares differ</span>'
    )
    assert 'aria-label="Six &quot;bars&quot; &amp; &lt;/script&gt;"' in html
    assert "Source: &lt;here&gt;" in html
    assert html.count("</script>") == 1
    views = json.loads(re.findall(r'<script type="application/json">(.*)</script>', html)[0])
    assert views["wide"]["encoding"] == BARS["encoding"]
    assert "title" not in views["wide"]
    assert views["wide"]["description"] == 'Six "bars" & </script>'


def test_data_sets_stand_once_for_both_views() -> None:
    spec = BARS | {"data": {"name": "bars"}, "datasets": {"bars": VALUES}}
    views = json.loads(re.findall(r'<script type="application/json">(.*)</script>', figure(spec, "x"))[0])
    assert views["datasets"] == {"bars": VALUES}
    assert "datasets" not in views["wide"] | views["narrow"]


def test_chart_that_cannot_be_drawn_is_left_to_the_notebooks_own_picture() -> None:
    data = SimpleNamespace(mime_type=MIME, content={"mark": 3}, cell_index=4, output_index=0)
    assert VegaRenderer.handle_mime(None, data, inline=False) is None


def test_other_outputs_are_left_alone() -> None:
    assert VegaRenderer.handle_mime(None, SimpleNamespace(mime_type="text/html"), inline=False) is None


def test_script_is_made_once_and_loads_nothing(tmp_path: Path) -> None:
    script = bundle(tmp_path)
    assert "window.vegaEmbed" in script
    assert not re.search(r"^\s*(?:import|export)\b", script, re.MULTILINE)
    (kept,) = tmp_path.iterdir()
    kept.write_text("kept", encoding="utf-8")
    assert bundle(tmp_path) == "kept"


def test_every_colour_of_the_charts_has_one_for_the_dark() -> None:
    css = (Path(figure.__code__.co_filename).parent / "assets" / "charts.css").read_text(encoding="utf-8")
    dark = css[css.index('[data-theme="dark"] .chart svg') :]
    for colour in charts.PALETTE:
        assert f'[fill="{colour}"]' in dark
        assert f'[stroke="{colour}"]' in dark
    for colour in (charts.INK, charts.MUTED, charts.GRID):
        assert f'[fill="{colour}"]' in css
        assert f'[stroke="{colour}"]' in css
