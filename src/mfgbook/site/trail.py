"""The trail of a number: from prose to the code cell that computed it, from a chart or table to the tables behind it.

Each code cell has an address that follows from its own id, so that it outlives a new order of cells. A glued number or
word links to the cell that glued it, on its own page or another. Charts and tables name the tables that they show; each
name links to the table's description on the page that has one, the data catalogue, else to its file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from myst_nb.ext.glue.roles import PasteTextRole
from myst_nb.ext.glue.utils import PendingGlueReference
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from mfgbook.records import KEY as RECORD
from mfgbook.site import provenance

KEY = "trail"  # in the metadata of a page: what other pages and its own prose lead to

_LINKED = "made"  # the class of a number that is a link
_NAME = "glued"  # on the node of a number: the name by which it was glued
_PARTS = {"_low": "Lower end of the interval", "_high": "Upper end of the interval", "_p": "p-value"}
_EXHIBIT = re.compile(
    r'<figure class="(?:chart|data-table)[^>]*? id="(?P<anchor>[^"]+)"(?P<inside>.*?)</figure>', re.DOTALL
)
_TITLE = re.compile(r'class="(?:chart-)?title"[^>]*>([^<]*)<')
_MADE_OF = re.compile(r'<span class="made-of" data-tables="([^"]*)"></span>')
_MENTION = re.compile(r'<span class="to-table" data-table="(\w+)">([^<]*)</span>')
_ENTRY = re.compile(r'\bid="table-(\w+)"')


class Exhibit(NamedTuple):
    """A chart or table of a page: its anchor, its title, and the tables of the contract that it shows."""

    anchor: str
    title: str
    tables: list[str]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the trail with Sphinx."""
    app.setup_extension("myst_nb")  # one of its roles is replaced
    app.add_role_to_domain("glue", "text", _Glued(), override=True)
    app.connect("doctree-read", _note, priority=400)  # before code is folded and short cells are joined
    app.add_post_transform(_LinkNumbers)
    app.connect("html-page-context", _complete)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def numbers(notebook: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Return what an executed notebook glues, by name: the anchor of the cell that does, and what the number is."""
    found: dict[str, tuple[str, str]] = {}
    last: Mapping[str, Any] = {}
    for index, cell in enumerate(notebook["cells"]):
        for output in cell.get("outputs", []):
            metadata = output.get("metadata", {})
            name, record = metadata.get("scrapbook", {}).get("name"), metadata.get(RECORD, {})
            if name and record.get("kind") in (None, "finding", "glue"):
                last = record if "id" in record else last
                found[name] = (anchor(cell, index), _in_words(name, last))
    return found


def anchor(cell: Mapping[str, Any], index: int) -> str:
    """Return the anchor of a code cell: its own id, or its place in a notebook so old that cells have none."""
    return f"cell-{cell.get('id', index)}"


def exhibits(html: str) -> Iterator[Exhibit]:
    """Yield the charts and tables in a piece of HTML, in their order."""
    for figure in _EXHIBIT.finditer(html):
        title, tables = _TITLE.search(figure["inside"]), _MADE_OF.search(figure["inside"])
        words, names = unescape(title[1]) if title else "", tables[1].split() if tables else []
        yield Exhibit(unescape(figure["anchor"]), words, names)


def noted(app: Sphinx, page: str) -> Mapping[str, Any]:
    """Return what was noted of a page when it was read: its `numbers`, `exhibits` and `entries`."""
    found: Mapping[str, Any] = app.env.metadata.get(page, {}).get(KEY, {})
    return found


def exhibits_of(app: Sphinx, page: str) -> list[Exhibit]:
    """Return the charts and tables of a page."""
    found: list[Exhibit] = noted(app, page).get("exhibits", [])
    return found


def entries(app: Sphinx, page: str) -> dict[str, str]:
    """Return the addresses, seen from `page`, of the descriptions of tables, by the tables' names."""
    return {
        table: f"{app.builder.get_relative_uri(page, name)}#table-{table}"
        for name in sorted(app.env.found_docs, reverse=True)  # of several, the first page's
        for table in noted(app, name).get("entries", [])
    }


class _Glued(PasteTextRole):
    """The role of MyST-NB for glued text; what it pastes keeps the name by which it was glued."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        pasted, messages = super().run()
        for node in pasted:
            if isinstance(node, nodes.inline):
                node[_NAME] = self.text.partition(":")[0]
        return pasted, messages


class _LinkNumbers(SphinxPostTransform):
    """Link each glued number to the cell that made it; one in a heading, a link or a card stays plain."""

    default_priority = 4  # before MyST-NB replaces the numbers of other pages, which then no longer know their names

    def run(self, **_: Any) -> None:
        for node in list(self.document.findall(nodes.Element)):
            if isinstance(node, PendingGlueReference):
                self._link(node, node.refdoc, node.key)
            elif _NAME in node.attributes:
                self._link(node, self.env.docname, node[_NAME])

    def _link(self, node: nodes.Element, page: str, name: str) -> None:
        made = noted(self.app, page).get("numbers", {}).get(name)
        if made is None or _stays_plain(node):
            return
        target, words = made
        there = "" if page == self.env.docname else self.app.builder.get_relative_uri(self.env.docname, page)
        link = nodes.reference("", "", internal=True, refuri=f"{there}#{target}", reftitle=words, classes=[_LINKED])
        node.parent.replace(node, link)
        link += node


def _stays_plain(node: nodes.Element) -> bool:
    above = node.parent
    while above is not None:
        if isinstance(above, nodes.title | nodes.reference) or "sd-card" in above.get("classes", []):
            return True
        above = above.parent
    return False


def _note(app: Sphinx, document: nodes.document) -> None:
    """Give the code cells of a page their anchors, and note what the page offers to others."""
    page = app.env.docname
    html = [raw.astext() for raw in document.findall(nodes.raw) if raw.get("format") == "html"]
    source = Path(app.env.doc2path(page))
    notebook = json.loads(source.read_text(encoding="utf-8")) if source.suffix == ".ipynb" else {"cells": []}
    shown = _anchored(document, notebook)
    app.env.metadata[page][KEY] = {
        "numbers": {name: place for name, place in numbers(notebook).items() if place[0] in shown},
        "exhibits": [exhibit for part in html for exhibit in exhibits(part)],
        "entries": list(dict.fromkeys(name for part in html for name in _ENTRY.findall(part))),
    }


def _anchored(document: nodes.document, notebook: Mapping[str, Any]) -> set[str]:
    """Put anchors on the code of a notebook's cells and return those of cells that the page shows."""
    anchors = set()
    for node in document.findall(nodes.container):
        if node.get("nb_element") == "cell_code":
            index = node["cell_index"]
            code = next(node.findall(nodes.literal_block), node)
            code["ids"].append(anchor(notebook["cells"][index], index))
            anchors.add(code["ids"][-1])
    return anchors


def _in_words(name: str, record: Mapping[str, Any]) -> str:
    """Say what a glued number is, by the record of the finding that it is, or that it is a part of."""
    id, label, unit = (str(record.get(key, "")) for key in ("id", "label", "unit"))
    if not id or not label:
        return ""
    if name != id:
        part = _PARTS.get(name.removeprefix(id), "")
        return f"{part}: {label[:1].lower()}{label[1:]}" if part else ""
    ends = [f"{end:,.{record.get('digits', 0)}f}" for end in record.get("interval") or () if end is not None]
    within = f"; interval {' to '.join(ends)}".replace("-", "−") if len(ends) == 2 else ""
    return label + (f", {unit}" if unit.casefold() not in label.casefold() else "") + within


def _complete(app: Sphinx, page: str, template: str, context: dict[str, Any], document: Any) -> None:
    """Link the tables that charts and tables are made of, and those that a page mentions."""
    body = context.get("body", "")
    if f'class="{_LINKED} ' in body or _ENTRY.search(body):
        app.add_js_file("trail.js", loading_method="defer")
    if not (_MADE_OF.search(body) or _MENTION.search(body)):
        return
    described = entries(app, page)
    files = provenance.of_page(app, page).get("downloads", {}).get("tables", {})
    root = context["content_root"].removeprefix("./")
    known = {name: root + file for name, file in files.items()} | described

    def links(place: re.Match[str]) -> str:
        listed = ", ".join(_link(known[name], name) for name in place[1].split() if name in known)
        return f' <span class="made-of">Data: {listed}</span>' if listed else ""

    def mention(place: re.Match[str]) -> str:
        return _link(described[place[1]], unescape(place[2])) if place[1] in described else place[2]

    context["body"] = _MENTION.sub(mention, _MADE_OF.sub(links, body))


def _link(address: str, words: str) -> str:
    return f'<a href="{escape(address)}">{escape(words)}</a>'
