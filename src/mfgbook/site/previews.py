"""What a page tells those who link to it: its title, a sentence or two of what it finds, and a picture."""

from __future__ import annotations

import html
import posixpath
import re
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from sphinx.application import Sphinx
from vl_convert import svg_to_png

ASSETS = Path(__file__).parent / "assets"
_ICONS = {"favicon.png": 64, "touch-icon.png": 180}  # in pixels, for browsers and phones that show no SVG
_PICTURE = "preview.png"
_LENGTH = 200  # characters, about what services show of a description
_FINDING = re.compile(r'<div class="[^"]*\bkey-findings\b.*?<li>(.*?)</li>', re.DOTALL)
_PARAGRAPH = re.compile(r"<p(?: [^>]*)?>(.*?)</p>", re.DOTALL)
_SHORTEST = 40  # characters of a paragraph that says something
_LINE = 24  # characters of the title that fit on a line of the picture


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the descriptions and the pictures with Sphinx."""
    app.connect("html-page-context", _describe, priority=400)  # before others add to the page
    app.connect("build-finished", _draw)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def description(body: str) -> str:
    """Return what a page is about in at most 200 characters: its first key finding, else its first paragraph.

    Args:
        body: the page's content as HTML.
    """
    found = _FINDING.search(body)
    if found:
        return _shortened(_plain(found[1]))
    paragraphs = (_plain(match[1]) for match in _PARAGRAPH.finditer(body))
    return _shortened(next((text for text in paragraphs if len(text) >= _SHORTEST), ""))


def picture(title: str) -> bytes:
    """Return the picture that goes with links to the book, a PNG of 1200 to 630 pixels.

    Args:
        title: the book's title.
    """
    lines = "".join(
        f'<tspan x="90" dy="{0 if number == 0 else 104}">{html.escape(line)}</tspan>'
        for number, line in enumerate(_lines(title))
    )
    drawing = (ASSETS / "preview.svg").read_text(encoding="utf-8").replace("<!-- title -->", lines)
    return bytes(svg_to_png(drawing, ppi=72))


def _describe(app: Sphinx, page: str, template: str, context: dict[str, Any], document: Any) -> None:
    book, home = app.config.html_title, page == app.config.root_doc
    title = app.env.titles[page].astext() if page in app.env.titles else _plain(str(context.get("title", "")))
    heading = book if home or not title else title
    address = context["pathto"]
    base = app.config.html_baseurl
    context["preview"] = {
        "title": book if heading == book else f"{heading} · {book}",
        "heading": heading,
        "description": description(context.get("body", "")) or book,
        "type": "website" if home else "article",
        "locale": (app.config.language or "en").replace("-", "_"),
        # Most services take no relative address, but only a publisher knows the absolute one.
        "image": posixpath.join(base, "_static", _PICTURE) if base else address(f"_static/{_PICTURE}", 1),
    }
    if _has_own_icon(app):
        context["preview"] |= {
            "icon": address("_static/favicon.png", 1),
            "touch_icon": address("_static/touch-icon.png", 1),
        }


def _draw(app: Sphinx, exception: Exception | None) -> None:
    """Lay the picture for links, and icons for browsers that show no SVG, into the site."""
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    (static / _PICTURE).write_bytes(picture(app.config.html_title))
    if _has_own_icon(app):
        icon = (ASSETS / "favicon.svg").read_text(encoding="utf-8")
        for name, size in _ICONS.items():
            (static / name).write_bytes(svg_to_png(icon, scale=size / 32, ppi=72))


def _has_own_icon(app: Sphinx) -> bool:
    """Whether the site shows this package's icon, not one that its author configured."""
    return Path(app.config.html_favicon or "").name == "favicon.svg"


def _plain(fragment: str) -> str:
    return " ".join(BeautifulSoup(fragment, "html.parser").get_text().split())


def _shortened(text: str) -> str:
    """Cut a text after its last whole sentence that fits, or else after a word."""
    if len(text) <= _LENGTH:
        return text
    ends = [match.start() + 1 for match in re.finditer(r"[.?!](?= )", text[: _LENGTH + 1])]
    if ends and ends[-1] >= _SHORTEST:
        return text[: ends[-1]]
    return text[: _LENGTH - 1].rpartition(" ")[0] + "…"


def _lines(title: str) -> list[str]:
    lines = [""]
    for word in title.split():
        if lines[-1] and len(lines[-1]) + len(word) >= _LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines[:3]
