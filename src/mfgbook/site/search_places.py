"""What a search can find on a page: its places, each with an anchor, a heading and the text that a reader sees."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from html.parser import HTMLParser

# Left out: pictures, scripts, formulas, the code of cells, navigation, and what every page says of how it was made.
_SILENT_TAGS = {"svg", "script", "style", "math", "nav", "button", "form", "menu", "noscript", "template"}
_SILENT_CLASSES = {"headerlink", "cell_input", "hide", "toctree-wrapper"}
_SILENT_CLASSES |= {"provenance", "downloads", "parameters", "own-data"}
_SILENT_CLASSES |= {"made-of", "used-in", "used-by"}  # the names of other places, which lead there
_IN_CHART = {"table", "details"}  # a chart's data: its title, subtitle and text alternative say what it shows
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_INLINE = {
    "a",
    "abbr",
    "b",
    "cite",
    "code",
    "em",
    "i",
    "kbd",
    "mark",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
}
_PLACES = {"section", "figure", "div", "dt", "article", "details", "tr"}  # what, named by an id, is a place of its own
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "summary"}
_TITLES = {"chart": {"chart-title"}, "table": {"title"}, "findings": {"admonition-title"}}
_BODY = re.compile(r'<article class="bd-article">(.*)</article>', re.DOTALL)
# Most of a page's bytes; taken out before it is parsed, they cost a tenth of the time.
_BULK = re.compile(r"<(svg|script|style)\b.*?</\1>|<details class=\"[^\"]*\bhide\b.*?</details>", re.DOTALL)


@dataclass
class Place:
    """A place of a page.

    Attributes:
        anchor: id of the element to go to; empty for the page's beginning.
        kind: `page`, `section`, `findings`, `chart`, `table`, `row`, `term` or `part`.
        heading: what the place is called; may be empty.
        text: what it says beside its heading, places within it left out.
    """

    anchor: str
    kind: str
    heading: str = ""
    text: str = ""


@dataclass
class Page:
    """A page's title, the other names that it says it has, and its places in order."""

    title: str
    names: list[str]
    places: list[Place]


def read_page(html: str) -> Page:
    """Return what a search can find on a page of the site, given as HTML."""
    body = _BODY.search(html)
    reader = _Reader()
    reader.feed(_BULK.sub("", body[1]) if body else "")
    reader.close()
    places = [place for place in map(_finish, reader.opened) if place.heading or place.text]
    title = next((place.heading for place in places if place.kind == "page"), "")
    return Page(title, [_clean(name) for name in reader.names], places)


@dataclass
class _Open:
    """A place while it is read; without an anchor it takes the first id inside, or goes back into what holds it."""

    anchor: str | None
    kind: str
    depth: int
    heading: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.silent = 0  # depth at which silence began
        self.heading = 0  # depth of the element whose text is a heading
        self.name = 0  # depth of the element whose text is another name of the page
        self.open = [_Open("", "part", 0)]
        self.opened = [self.open[0]]
        self.names: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self._void(tag)
            return
        given = dict(attrs)
        classes, id = set((given.get("class") or "").split()), given.get("id") or ""
        self.tags.append(tag)
        if self.silent:
            return
        if tag in _SILENT_TAGS or classes & _SILENT_CLASSES or (tag in _IN_CHART and self._within("chart")):
            self.silent = len(self.tags)
            return
        if tag == "dd" and self.open[-1].kind == "term":
            self.open[-1].text.append(" ")
        self._enter(tag, id, classes)
        if tag not in _INLINE:
            self._say(" ")
        if tag in _HEADINGS or classes & _TITLES.get(self.open[-1].kind, set()) or self._first_cell(tag):
            self.heading = self.heading or len(self.tags)
        if "other-name" in classes:
            self.name = len(self.tags)
            self.names.append("")
        if given.get("role") == "img":
            self._alternative(given.get("aria-label") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.tags:
            return
        while self.tags:
            depth, closed = len(self.tags), self.tags.pop()
            if not self.silent and closed in ("td", "th"):
                self._say(" · ")
            elif not self.silent and closed not in _INLINE:
                self._say(" ")
            self.silent = 0 if self.silent == depth else self.silent
            self.heading = 0 if self.heading == depth else self.heading
            self.name = 0 if self.name == depth else self.name
            while len(self.open) > 1 and self.open[-1].depth == depth:
                self._leave()
            if closed == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._say(data)
            if self.name:
                self.names[-1] += data

    def _void(self, tag: str) -> None:
        if tag == "br" and not self.silent:
            self._say(" ")
            if self.open[-1].kind == "row":  # a row is called what stands first in its first cell
                self.heading = 0

    def _enter(self, tag: str, id: str, classes: set[str]) -> None:
        """Begin a place where an element is one; else give the open place, if it has none, the element's anchor."""
        current = self.open[-1]
        if tag == "dt" and id:
            self._enter_term(id)
        elif "key-findings" in classes:
            self._begin(current.anchor or "", "findings")
        elif tag in ("article", "details", "tr") and not id:
            self._begin(None, "row" if tag == "tr" else "part")
        elif id and current.anchor is None:
            current.anchor = id
        elif id and tag in _PLACES:
            first = tag == "section" and not any(one.kind == "page" for one in self.opened)
            named = {"section": "page" if first else "section", "tr": "row"}
            kind = named.get(tag) or ("chart" if "chart" in classes else "table" if tag == "figure" else "part")
            self._begin(id, kind)

    def _enter_term(self, id: str) -> None:
        """Begin a term of a glossary; another word for the term before, of which nothing is said yet, joins it."""
        if self.open[-1].kind == "term":
            if not self.open[-1].text:
                self.open[-1].heading.append(" ")
                self.heading = len(self.tags)
                return
            self._leave()
        self._begin(id, "term")
        self.open[-1].depth -= 1  # it ends with the list
        self.heading = len(self.tags)

    def _begin(self, anchor: str | None, kind: str) -> None:
        self.open.append(_Open(anchor, kind, len(self.tags)))
        self.opened.append(self.open[-1])
        self.heading = 0

    def _leave(self) -> None:
        left = self.open.pop()
        if left.anchor is None:
            self.open[-1].text += [" ", *left.heading, " ", *left.text]
            self.opened = [one for one in self.opened if one is not left]

    def _first_cell(self, tag: str) -> bool:
        row = self.open[-1]
        return tag in ("td", "th") and row.kind == "row" and not "".join(row.heading).strip(" ·")

    def _say(self, text: str) -> None:
        current = self.open[-1]
        (current.heading if self.heading else current.text if self._tells(text) else []).append(text)

    def _tells(self, text: str) -> bool:
        """Return whether text adds to the open place; blanks before a term's meaning do not."""
        return self.open[-1].kind != "term" or bool(text.strip()) or bool(self.open[-1].text)

    def _alternative(self, text: str) -> None:
        if text not in self.open[-1].text:  # each picture of a chart has it
            self.open[-1].text += [" ", text, " "]

    def _within(self, kind: str) -> bool:
        return any(one.kind == kind for one in self.open)


def _finish(place: _Open) -> Place:
    return Place(place.anchor or "", place.kind, _clean("".join(place.heading)), _clean("".join(place.text)))


def _clean(text: str) -> str:
    """Return composed text on one line, without the marks between cells at its ends and between empty cells."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    return re.sub(r"(?: ?·)+(?= ·)", "", text).strip(" ·")
