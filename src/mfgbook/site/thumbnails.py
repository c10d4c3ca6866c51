"""Small charts that a page shows of other pages, such as the first page of each chapter.

The role `thumbnail` names a page; it draws the small chart that the page's executed notebook offers (see
`mfgbook.records.thumbnail`), with its title above it. Where a page was not executed, as in a plain build, nothing
stands there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
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
    """Register the role and the filling in with Sphinx."""
    app.add_role("thumbnail", _role)
    app.connect("html-page-context", _complete)
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


def _complete(app: Sphinx, page: str, template: str, context: dict[str, Any], document: Any) -> None:
    context["body"] = _PLACE.sub(lambda place: _of_page(app, place[1], page), context.get("body", ""))


def _of_page(app: Sphinx, name: str, page: str) -> str:
    """Return the small chart that a page offers; nothing, with a warning if it was executed, where it offers none."""
    if name not in app.env.found_docs:
        _log.warning("no page %r to show a small chart of; correct the role's text", name, location=page)
        return ""
    source = Path(app.env.doc2path(name))
    if source.suffix != ".ipynb":
        return ""
    notebook = nbformat.from_dict(json.loads(source.read_text(encoding="utf-8")))
    spec = next((record.payload["spec"] for record in collect(notebook, "thumbnail")), None)
    if spec is not None:
        try:
            return thumbnail(spec)
        except ValueError as error:
            _log.warning("the small chart of %r cannot be drawn: %s", name, error, location=page)
    elif provenance.of_page(app, name):
        _log.warning("the page %r offers no small chart: call records.thumbnail in it", name, location=page)
    return ""
