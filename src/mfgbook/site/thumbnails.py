"""Small charts that a page shows of other pages, such as the first page of each chapter.

The role `thumbnail` names a page; it draws the small chart that the page's executed notebook offers (see
`mfgbook.records.thumbnail`), with its title above it. Where a page was not executed, as in a plain build, nothing
stands there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from mfgbook import pictures
from mfgbook.records import collect
from mfgbook.site import provenance
from mfgbook.site.svg import lightened, size

_PLACE = re.compile(r'<span class="to-thumbnail" data-page="([^"]*)"></span>')
_log = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the role, the drawing and the filling in with Sphinx."""
    drawn: dict[str, str] = {}
    app.add_role("thumbnail", _role)
    # Drawn before Sphinx forks the processes that write pages: in a fork Vega-Lite waits for ever for its own threads.
    app.connect("env-updated", lambda app, env: drawn.update(_draw(app)))
    app.connect("html-page-context", partial(_complete, drawn=drawn))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def thumbnail(spec: Mapping[str, Any]) -> str:
    """Return a small chart as HTML that may stand in a line of text: its title and its picture.

    Args:
        spec: a Vega-Lite specification with `title` and `description`, the text alternative.

    Raises:
        ValueError: if Vega-Lite cannot draw it.
    """
    picture = pictures.without_title(spec)
    width, height = size(picture)
    shape = f"aspect-ratio: {width:g} / {height:g}"
    return (
        f'<span class="thumbnail chart"><span class="thumbnail-title">{escape(str(spec["title"]))}</span>'
        f'<span class="thumbnail-picture" role="img" aria-label="{escape(str(spec["description"]))}" style="{shape}">'
        f"{lightened(picture)}</span></span>"
    )


def _role(name: str, raw: str, text: str, *_: Any, **__: Any) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    return [nodes.raw("", f'<span class="to-thumbnail" data-page="{escape(text)}"></span>', format="html")], []


def _draw(app: Sphinx) -> dict[str, str]:
    """Return the small charts that pages offer, as HTML by page."""
    drawn = {}
    for name in sorted(app.env.found_docs):
        source = Path(app.env.doc2path(name))
        if source.suffix != ".ipynb" or '"thumbnail"' not in (text := source.read_text(encoding="utf-8")):
            continue
        for record in collect(nbformat.from_dict(json.loads(text)), "thumbnail"):
            try:
                drawn[name] = thumbnail(record.payload["spec"])
            except ValueError as error:
                _log.warning("the small chart cannot be drawn: %s", error, location=name)
    return drawn


def _complete(app: Sphinx, page: str, *details: Any, drawn: Mapping[str, str]) -> None:
    def fill(place: re.Match[str]) -> str:
        name = place[1]
        if name not in app.env.found_docs:
            _log.warning("no page %r to show a small chart of; correct the role's text", name, location=page)
        elif name not in drawn and provenance.of_page(app, name):
            _log.warning("the page %r offers no small chart: call records.thumbnail in it", name, location=page)
        return drawn.get(name, "")

    _template, context, _document = details
    context["body"] = _PLACE.sub(fill, context.get("body", ""))
