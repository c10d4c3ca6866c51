"""Tables: those that notebooks print are set for reading, and long ones get room for what sorts and filters them."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

_TABLE = re.compile(
    r'(?:<style scoped>[^<]*</style>\s*)?(<table\b[^>]*(?:class="dataframe|id="T_)[^>]*>.*?</table>)', re.DOTALL
)
_FRAMED = re.compile(
    r'(?P<frame><div class="(?:[\w-]+ )*(?:scroll|table-scroll|pst-scrollable-table-container)">\s*)'
    r"(?P<table><table\b.*?</table>)",
    re.DOTALL,
)
_MERGED = re.compile(r"(?:row|col)span=")
_TOOLS = '<div class="table-tools"></div>'
_FIGURE = re.compile(r"(?=.*\d)(?:[\d\s.,%+\-−–—<>≤≥=()\[\]]|\bto\b|\bp\b|H[12])+|NaN|[–—-]|")


LONG = 15  # rows; a shorter table is read faster than sorted


def tidy(page: str) -> str:
    """Return a page's HTML with the tables that pandas printed made fit for reading.

    A column in which every cell is a figure or empty is marked `number` from its head down; the style block that pandas
    adds to each table goes.
    """
    return _TABLE.sub(lambda match: _tidy_table(match[1]), page)


def make_room(page: str) -> str:
    """Return a page's HTML with an empty line before each long table, which tables.js fills: so nothing shifts."""
    return _FRAMED.sub(lambda match: (_TOOLS if _is_long(match["table"]) else "") + match[0], page)


def _is_long(table: str) -> bool:
    """Whether a table has a head and so many rows that a reader wants to sort them; merged cells cannot be sorted."""
    head, _, body = table.partition("<tbody")
    return "<th" in head and body.count("<tr") > LONG and not _MERGED.search(table)


def _tidy_table(html: str) -> str:
    soup = BeautifulSoup(html, "html.parser")
    table = soup.table
    assert table is not None
    del table["border"]
    table["class"] = "printed"  # the theme's own rules are for pandas' class
    body = [row.find_all(["th", "td"]) for row in table.select("tbody tr")]
    widths = {len(row) for row in body}
    if len(widths) == 1:  # merged row labels shift the cells: such a table stays as it is
        for column in range(widths.pop()):
            _mark(table, [row[column] for row in body], column)
    return f'<div class="table-scroll">{table}</div>'


def _mark(table: Tag, cells: list[Tag], column: int) -> None:
    """Mark a column of figures, and its head, as such."""
    if cells[0].name == "td" and all(_FIGURE.fullmatch(cell.get_text(strip=True)) for cell in cells):
        heads = [row.find_all("th")[column] for row in table.select("thead tr") if len(row.find_all("th")) > column]
        for cell in (*cells, *heads):
            cell["class"] = "number"
