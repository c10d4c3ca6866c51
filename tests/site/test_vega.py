"""Charts as HTML: what a figure says, how it fits a phone, and what is refused."""

from __future__ import annotations

import copy
import functools
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import vl_convert

from mfgbook import charts
from mfgbook.site.chart_data import separate
from mfgbook.site.vega import MIME, NARROW, VegaRenderer, bundle, figure, narrow, share_config

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


def read(html: str) -> dict[str, Any]:
    return json.loads(re.findall(r'class="chart-spec">(.*?)</script>', html)[0])


def applied(spec: Any, changes: list[list[Any]]) -> Any:
    """Return what charts.js makes of a specification with changes."""
    spec = copy.deepcopy(spec)
    for path, *value in changes:
        holder = functools.reduce(lambda inner, key: inner[key], path[:-1], spec)
        if value:
            holder[path[-1]] = value[0]
        else:
            del holder[path[-1]]
    return spec


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
    assert html.count("</script>") == 2  # its configuration, and the rest
    assert read(html)["wide"]["encoding"] == BARS["encoding"]
    assert not {"title", "description", "usermeta"} & set(read(html)["wide"])


def test_data_sets_stand_once_for_both_views_by_column() -> None:
    spec = BARS | {"data": {"name": "bars"}, "datasets": {"bars": VALUES}}
    live = read(figure(spec, "x"))
    assert live["datasets"] == {"d0": {key: [row[key] for row in VALUES] for key in ("place", "share")}}
    assert live["wide"]["data"] == {"name": "d0"}
    assert "datasets" not in live["wide"]


@pytest.mark.parametrize("spec", [BARS, FACETS, PAIR], ids=["single", "facets", "side by side"])
def test_changes_lead_from_the_wide_view_to_the_narrow_one(spec: dict[str, Any]) -> None:
    live = read(figure(spec, "x"))
    wide, data = separate(spec)
    assert live["wide"] == {key: value for key, value in wide.items() if key != "config"}
    assert applied(wide, live["narrow"]) == narrow(wide, {"datasets": data})


def test_source_line_names_the_tables_behind_the_chart() -> None:
    html = figure(BARS | {"usermeta": {"source": "Source: A & B", "tables": ["gdp", "towns"]}}, "x")
    assert 'Source: A &amp; B<span class="made-of" data-tables="gdp towns"></span></p>' in html
    assert "made-of" not in figure(BARS | {"usermeta": {"source": "Source: A"}}, "x")


def test_charts_of_a_page_say_their_configuration_once() -> None:
    one, other = (figure(BARS | {"config": {"font": font}}, font) for font in ("serif", "sans-serif"))
    page = share_config(one + one + other + other + one)
    fonts = re.findall(r'class="chart-config">{"font":"([a-z-]+)"}</script>', page)
    assert fonts == ["serif", "sans-serif", "serif"]
    assert page.count('class="chart-spec"') == 5


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
