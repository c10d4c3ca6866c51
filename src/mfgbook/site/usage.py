"""Name the pages that read a table: the site alone knows them all, so it fills in the places that wait for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from sphinx.application import Sphinx

from mfgbook.site import provenance

_PLACE = re.compile(r'(<span class="used-in" data-table="(\w+)">)(?=</span>)')


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the filling in with Sphinx."""
    app.connect("html-page-context", _complete)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def readers(pages: Mapping[str, Mapping[str, Any]]) -> dict[str, list[list[str]]]:
    """Return, for each table, the pages that read it, in groups: the pages that one notebook makes are one.

    A page that may read a table, but did not, is none of them.

    Args:
        pages: what execution wrote into the metadata of each page, by name; empty for a page that was not executed.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for page, made_from in sorted(pages.items()):
        for table in (name for name, facts in made_from.get("tables", {}).items() if facts.get("read")):
            found.setdefault(table, {}).setdefault(made_from.get("notebook", page), []).append(page)
    return {table: list(groups.values()) for table, groups in found.items()}


def _complete(app: Sphinx, page: str, template: str, context: dict[str, Any], document: Any) -> None:
    body = context.get("body", "")
    if not _PLACE.search(body):
        return
    found = readers({name: provenance.of_page(app, name) for name in app.env.found_docs if name != page})
    context["body"] = _PLACE.sub(lambda place: place[1] + (_links(app, page, found.get(place[2], [])) or "–"), body)


def _links(app: Sphinx, page: str, groups: Iterable[list[str]]) -> str:
    return ", ".join(
        f'<a href="{escape(app.builder.get_relative_uri(page, first))}">{escape(app.env.titles[first].astext())}</a>'
        + (f" and {len(others)} more like it" if others else "")
        for first, *others in groups
    )
