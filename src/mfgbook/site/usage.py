"""Name the places that use a table: the site alone knows them all, so it fills in what waits for them.

A short list names the pages that read a table. A long one names, under each page, the charts and tables that show it,
and the checks that read it where a page offers them as the mark `checks-of-<table>`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from sphinx.application import Sphinx

from mfgbook.site import provenance, trail

CHECKS_OF = "checks-of-"  # how the anchor of a place begins that lists the checks of a table

_PAGES = re.compile(r'(<span class="used-in" data-table="(\w+)">)(?=</span>)')
_PLACES = re.compile(r'(<div class="used-by" data-table="(\w+)">)(?=</div>)')


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
    if not (_PAGES.search(body) or _PLACES.search(body)):
        return
    executed = {name: provenance.of_page(app, name) for name in app.env.found_docs if name != page}
    found = readers(executed)

    def pages(place: re.Match[str]) -> str:
        return place[1] + (", ".join(_group(app, page, group) for group in found.get(place[2], [])) or "–")

    def places(place: re.Match[str]) -> str:
        table = place[2]
        items = [
            _group(app, page, group) + _within(app, page, group[0], table, executed[group[0]])
            for group in found.get(table, [])
        ]
        return place[1] + (f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>" if items else "–")

    context["body"] = _PLACES.sub(places, _PAGES.sub(pages, body))


def _group(app: Sphinx, page: str, group: list[str]) -> str:
    """Link the first page of a group, and count the others."""
    first, *others = group
    link = _link(app.builder.get_relative_uri(page, first), app.env.titles[first].astext())
    return link + (f" and {len(others)} more like it" if others else "")


def _within(app: Sphinx, page: str, reader: str, table: str, made_from: Mapping[str, Any]) -> str:
    """List the places of one page that use a table; nothing if it only reads it."""
    there = app.builder.get_relative_uri(page, reader)
    shown = [(exhibit.anchor, exhibit.title) for exhibit in trail.exhibits_of(app, reader) if table in exhibit.tables]
    anchor = CHECKS_OF + table
    checks = [(anchor, made_from["marks"][anchor])] if anchor in made_from.get("marks", {}) else []
    items = "".join(f"<li>{_link(f'{there}#{anchor}', words or anchor)}</li>" for anchor, words in [*shown, *checks])
    return f"<ul>{items}</ul>" if items else ""


def _link(address: str, words: str) -> str:
    return f'<a href="{escape(address)}">{escape(words)}</a>'
