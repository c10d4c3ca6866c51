"""Still pictures of charts, as SVG: what Vega-Lite draws, with the title set above it.

The title is set here, not by Vega-Lite, so that a page that shows the title as text of its own can take the picture
without it instead of drawing it again. A drawing takes a seventh of a second, the first in a process a second more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

import vl_convert

MIME = "application/vnd.vegalite.v6+json"
SVG = "image/svg+xml"
LATER = "MFGBOOK_PICTURES_LATER"  # set in a kernel's environment by who draws the pictures of many notebooks at once

_TWO_UNITS = re.compile("[\U00010000-\U0010ffff]")
_INNER = '<svg y="'
_LINE_HEIGHT = 1.3  # of a line of the title, in font sizes
_MARGIN = 10  # pixels below the title


def draw(spec: Mapping[str, Any]) -> str:
    """Return the picture of a Vega-Lite specification, its title and subtitle above it.

    Raises:
        ValueError: if Vega-Lite cannot draw it.
    """
    picture = without_title(spec)
    lines = list(_title_lines(spec))
    top = sum(size * _LINE_HEIGHT for _, size, *_ in lines) + (_MARGIN if lines else 0)
    width, height = (float(picture.split(f'{side}="', 1)[1].split('"', 1)[0]) for side in ("width", "height"))
    texts, y = [], 0.0
    for text, size, weight, colour, font in lines:
        y += size * _LINE_HEIGHT
        attributes = f'font-family="{escape(font)}" font-size="{size:g}" font-weight="{weight}" fill="{colour}"'
        texts.append(f'<text x="0" y="{y - 0.3 * size:g}" {attributes}>{escape(text)}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height + top:g}" '
        f'viewBox="0 0 {width:g} {height + top:g}">{"".join(texts)}{_INNER}{top:g}" '
        + picture.removeprefix("<svg ")
        + "</svg>"
    )


def without_title(spec: Mapping[str, Any]) -> str:
    """Return what Vega-Lite draws of a specification, less its title.

    Where it cuts a label in the middle of a letter of two units, such as an emoji, it cannot draw: such letters then
    stand as a box.

    Raises:
        ValueError: if Vega-Lite cannot draw it.
    """
    untitled = {key: value for key, value in spec.items() if key != "title"}
    try:
        return str(vl_convert.vegalite_to_svg(untitled))
    except ValueError:
        text = json.dumps(untitled, ensure_ascii=False)
        plain = _TWO_UNITS.sub("\u25af", text)
        if plain == text:
            raise
        return str(vl_convert.vegalite_to_svg(json.loads(plain)))


def untitled(picture: str) -> str:
    """Return a picture that `draw` made without its title; empty for any other picture."""
    _, found, inner = picture.partition(_INNER)
    return "<svg" + inner.partition('"')[2].removesuffix("</svg>") if found else ""


def charts(notebook: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what each chart of a notebook left in it, by kinds: `MIME` and, once it is drawn, `SVG`."""
    for cell in notebook["cells"]:
        yield from (output["data"] for output in cell.get("outputs", []) if MIME in output.get("data", {}))


def _title_lines(spec: Mapping[str, Any]) -> Iterator[tuple[str, float, str, str, str]]:
    """Yield the lines of the title and the subtitle, each with its size, weight, colour and font."""
    title, style = spec.get("title", {}), spec.get("config", {}).get("title", {})
    title = title if isinstance(title, dict) else {"text": title}
    for part, prefix, size, weight in (("text", "", 16, "bold"), ("subtitle", "subtitle", 12, "normal")):
        keys = [f"{prefix}{key[0].upper()}{key[1:]}" if prefix else key for key in ("fontSize", "color", "font")]
        values = [style.get(key, usual) for key, usual in zip(keys, (size, "#333333", "sans-serif"), strict=True)]
        text = title.get(part, [])
        for line in text if isinstance(text, list) else [text]:
            yield str(line), values[0], weight, values[1], values[2]
