"""The role `mark`: a link to a place that another page marks, with the words that it shows there.

An executed page offers its marks (see `mfgbook.records.mark`), such as the verdict on a claim; a link then always says
what the page says. Where no page was executed, as in a plain build, the link is left out.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from mfgbook.site import provenance

_PLACE = re.compile(r'<span class="mark" data-mark="([^"]*)"></span>')
_log = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the role and the filling in with Sphinx."""
    app.add_role("mark", _role)
    app.connect("html-page-context", _complete)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _role(name: str, raw: str, text: str, *_: Any, **__: Any) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    return [nodes.raw("", f'<span class="mark" data-mark="{escape(text)}"></span>', format="html")], []


def _complete(app: Sphinx, page: str, template: str, context: dict[str, Any], document: Any) -> None:
    body = context.get("body", "")
    if not _PLACE.search(body):
        return
    offered = {name: provenance.of_page(app, name).get("marks", {}) for name in sorted(app.env.found_docs)}
    marks = {anchor: (name, words) for name, own in offered.items() for anchor, words in own.items()}

    def link(place: re.Match[str]) -> str:
        if place[1] not in marks:
            if marks:
                _log.warning("no page marks %r; correct the role's text", place[1], location=page)
            return "not computed"
        name, words = marks[place[1]]
        address = f"{app.builder.get_relative_uri(page, name)}#{place[1]}"
        return f'<a class="mark" href="{escape(address)}">{escape(words)}</a>'

    context["body"] = _PLACE.sub(link, body)
