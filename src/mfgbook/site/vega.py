"""Charts in a page: a static picture for wide and one for narrow columns, and what makes them live.

Both pictures and the live chart come from the notebook's own Vega-Lite specification, without its title: the page says
title, subtitle and source in text of its own.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar

import vl_convert
from docutils import nodes
from sphinx.util import logging

from mfgbook.files import write_whole
from mfgbook.pictures import MIME, without_title
from mfgbook.site import chart_data
from mfgbook.site.svg import lightened, size

NARROW = 340  # width of a picture for a phone, in pixels

_COMPOSED = ("hconcat", "vconcat", "concat")
_ID = re.compile(r'(\bid="|url\(#)')
_CONFIG = re.compile(r'<script type="application/json" class="chart-config">.*?</script>')
# Breaks a label between words into lines of at most 20 characters.
_WRAPPED = r"split(slice(replace(datum.label, regexp('(.{1,20})(\\s+|$)', 'g'), '$1\n'), 0, -1), '\n')"
_log = logging.getLogger(__name__)

Spec = dict[str, Any]


class VegaRenderer:
    """Renders a chart output of a notebook as a figure of the page; MyST-NB finds it by its entry point."""

    mime_priority_overrides: ClassVar = [(builder, MIME, 1) for builder in ("html", "dirhtml", "singlehtml")]

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        """Return the figure; None, for any other output and a chart that cannot be drawn, leaves it to MyST-NB."""
        if inline or data.mime_type != MIME:
            return None
        try:
            html = figure(data.content, f"{data.cell_index}-{data.output_index}")
        except ValueError as error:
            _log.warning("chart in cell %s cannot be drawn: %s", data.cell_index + 1, error)
            return None
        return [nodes.raw("", html, format="html")]


def figure(spec: Spec, default_id: str) -> str:
    """Return a chart as HTML: its words, its pictures, and what makes it live as JSON.

    Args:
        spec: a Vega-Lite specification with `title` (text and subtitle), `description` (the text alternative) and,
            under `usermeta`, `id`, `source`, names of the `tables` behind it, headings of the `columns` that are its
            data and the `picture` that was drawn of it; each may be absent.
        default_id: the figure's name where `usermeta` names none.

    Raises:
        ValueError: if Vega-Lite cannot draw the specification.
    """
    meta = spec.get("usermeta", {})
    name = f"chart-{meta.get('id', default_id)}"  # a section may have the same name
    title, subtitle = titles(spec)
    label = escape(str(spec.get("description") or title or "Chart"))
    bare = {key: value for key, value in spec.items() if key not in ("title", "description", "usermeta")}
    wide, datasets = chart_data.separate(bare)
    views = {"wide": wide, "narrow": narrow(wide, {"datasets": datasets})}
    drawn = {"wide": meta.get("picture", "")}
    svgs = {kind: drawn.get(kind) or without_title(view | {"datasets": datasets}) for kind, view in views.items()}
    pictures = "".join(_picture(svg, kind, name, label) for kind, svg in svgs.items())
    words = (("title", title), ("subtitle", subtitle))
    heading = "".join(f'<span class="chart-{part}">{escape(text)}</span>' for part, text in words if text)
    live = {
        "wide": {key: value for key, value in wide.items() if key != "config"},
        "narrow": chart_data.changes(views["wide"], views["narrow"]),
        "datasets": {key: chart_data.in_columns(rows) for key, rows in datasets.items()},
        "table": chart_data.table(wide, datasets, meta.get("columns")),
    }
    return (
        f'<figure class="chart" id="{escape(name)}">'
        + (f"<figcaption>{heading}</figcaption>" if heading else "")
        + pictures
        + _source(meta)
        + f'<script type="application/json" class="chart-config">{_json(wide.get("config", {}))}</script>'
        + f'<script type="application/json" class="chart-spec">{_json(live)}</script></figure>'
    )


def share_config(page: str) -> str:
    """Return a page whose charts do not repeat the configuration of the chart before."""
    last = ""

    def once(match: re.Match[str]) -> str:
        nonlocal last
        repeated, last = match[0] == last, match[0]
        return "" if repeated else match[0]

    return _CONFIG.sub(once, page)


def titles(spec: Spec) -> tuple[str, str]:
    """Return a specification's title and subtitle, each on one line."""
    title = spec.get("title", "")
    if not isinstance(title, dict):
        title = {"text": title}
    return _one_line(title.get("text", "")), _one_line(title.get("subtitle", ""))


def narrow(spec: Spec, data: Spec | None = None) -> Spec:
    """Return a specification for a column of about 340 pixels, as on a phone.

    A single or layered view takes that width; small multiples stand in at most two columns, and views side by side one
    below the other, their widths cut until the picture fits. Long labels of rows break into lines.

    Args:
        spec: the specification for a wide column.
        data: its data sets, where they stand apart.
    """
    result: Spec = copy.deepcopy(spec)
    if "width" in result:
        result["width"] = NARROW
    if "hconcat" in result:
        result["vconcat"] = result.pop("hconcat")
    if "columns" in result:
        result["columns"] = 1 if "concat" in result else min(result["columns"], 2)
    for axis in _parts(result, "axis"):
        if axis.get("labelLimit", 0) > 120:
            axis |= {"labelLimit": 150, "labelExpr": axis.get("labelExpr", _WRAPPED)}
    config = result.setdefault("config", {})
    config["legend"] = config.get("legend", {}) | {"columns": 2}
    views = [view for view in _views(result) if "width" in view]
    for _ in range(3):  # labels take another share of the width after the first cut
        excess = size(without_title(result | (data or {})))[0] - NARROW if views else 0
        if excess <= 0:
            break
        for view in views:
            view["width"] = max(90, view["width"] - excess / result.get("columns", 1))
            for header in _parts(result, "header"):
                header |= {"labelLimit": view["width"] + 15, "labelFontSize": 11}
    return result


def bundle(cache: Path) -> str:
    """Return the one script that draws charts, as a classic script that sets `vegaEmbed`; it is kept in `cache`."""
    kept = cache / f"vega-{version('vl-convert-python')}.js"
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        script = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
        write_whole(kept, f"(() => {{{script}}})();\n")
    return kept.read_text(encoding="utf-8")


def _picture(svg: str, kind: str, name: str, label: str) -> str:
    width, height = size(svg)
    svg = _ID.sub(rf"\g<1>{name}-{kind}-", lightened(svg))  # ids are unique in a page, which holds many pictures
    style = f"aspect-ratio: {width:g} / {height:g}; max-width: {width:g}px"
    return f'<div class="chart-picture" data-view="{kind}" role="img" aria-label="{label}" style="{style}">{svg}</div>'


def _source(meta: Spec) -> str:
    """Return the line that names a chart's source, with room for links to the tables behind it."""
    if not meta.get("source"):
        return ""
    tables = " ".join(meta.get("tables", []))
    made_of = f'<span class="made-of" data-tables="{escape(tables)}"></span>' if tables else ""
    return f'<p class="chart-source">{escape(str(meta["source"]))}{made_of}</p>'


def _json(value: Any) -> str:
    """Return JSON that may stand in a script element, whatever text it holds."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _one_line(text: Any) -> str:
    return " ".join(text) if isinstance(text, list) else str(text)


def _views(spec: Spec) -> Iterator[Spec]:
    """Yield the views inside a composed specification; none for a single or layered one."""
    inner = [spec["spec"]] if isinstance(spec.get("spec"), dict) else []
    for key in _COMPOSED:
        inner += spec.get(key, [])
    for view in inner:
        yield view
        yield from _views(view)


def _parts(spec: Any, key: str) -> Iterator[Spec]:
    """Yield every object that stands under a key, at any depth."""
    if isinstance(spec, dict):
        if isinstance(spec.get(key), dict):
            yield spec[key]
        spec = list(spec.values())
    if isinstance(spec, list):
        for part in spec:
            yield from _parts(part, key)
