"""Links whose words only the site knows: what another page says of a place, and what a page is called.

The role `mark` links to a place that an executed page offers (see `mfgbook.records.mark`), such as the verdict on a
claim, with the words that the page offers for it. A link of the class `to-page` gets the title of its page. Where no
page was executed, as in a plain build, a mark says so.
"""

from __future__ import annotations

import posixpath
import re
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from mfgbook.site import provenance

_MARK = re.compile(r'<span class="to-mark" data-mark="([^"]*)"></span>')
_PAGE = re.compile(r'(<a class="to-page" href="([^"#]*)\.html[^>]*>)[^<]*(?=</a>)')
_log = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the role and the filling in with Sphinx."""
    app.add_role("mark", _role)
    app.connect("html-page-context", _complete)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _role(name: str, raw: str, text: str, *_: Any, **__: Any) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    return [nodes.raw("", f'<span class="to-mark" data-mark="{escape(text)}"></span>', format="html")], []


def _complete(app: Sphinx, page: str, template: str, context: dict[str, Any], document: Any) -> None:
    body = context.get("body", "")
    if _MARK.search(body):
        body = _with_marks(app, page, body)
    context["body"] = _PAGE.sub(lambda link: link[1] + _title(app, page, link[2]), body)


def _with_marks(app: Sphinx, page: str, body: str) -> str:
    offered = {name: provenance.of_page(app, name).get("marks", {}) for name in sorted(app.env.found_docs)}
    marks = {anchor: (name, words) for name, own in offered.items() for anchor, words in own.items()}

    def link(place: re.Match[str]) -> str:
        if place[1] not in marks:
            if marks:
                _log.warning("no page marks %r; correct the role's text", place[1], location=page)
            return "not computed"
        name, words = marks[place[1]]
        address = f"{app.builder.get_relative_uri(page, name)}#{place[1]}"
        return f'<a class="to-mark" href="{escape(address)}">{escape(words)}</a>'

    return _MARK.sub(link, body)


def _title(app: Sphinx, page: str, address: str) -> str:
    """Return the short title of the page at an address relative to `page`: what stands before a colon."""
    name = posixpath.normpath(posixpath.join(posixpath.dirname(page), address))
    title = app.env.titles.get(name)
    return escape(title.astext().partition(":")[0]) if title else escape(posixpath.basename(address))
