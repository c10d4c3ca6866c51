"""Tables that notebooks print: figures to the right, words to the left, and a frame that scrolls on a phone."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

_TABLE = re.compile(
    r'(?:<style scoped>[^<]*</style>\s*)?(<table\b[^>]*(?:class="dataframe|id="T_)[^>]*>.*?</table>)', re.DOTALL
)
_FIGURE = re.compile(r"(?=.*\d)(?:[\d\s.,%+\-−–—<>≤≥=()\[\]]|\bto\b|\bp\b|H[12])+|NaN|[–—-]|")


def tidy(page: str) -> str:
    """Return a page's HTML with the tables that pandas printed made fit for reading.

    A column in which every cell is a figure or empty is marked `number` from its head down; the style block that pandas
    adds to each table goes.
    """
    return _TABLE.sub(lambda match: _tidy_table(match[1]), page)


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
