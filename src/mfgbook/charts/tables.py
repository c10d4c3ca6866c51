"""Tables, with the same words around them as charts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd
from IPython.display import HTML

from mfgbook.charts.base import Caption

_LONG = 40  # letters of a word that must break, lest it widen its column beyond any screen
_FIGURE = re.compile(r"[+−-]?[\d,]+(\.\d+)?|–")
_YEAR = re.compile(r"\d{4}|–")
_HYPHEN = re.compile(r"(?<![\w.])-(?=\d)")  # before a figure, for a minus


def table(
    frame: pd.DataFrame,
    caption: Caption,
    digits: Mapping[str, int] | None = None,
    units: Mapping[str, str] | None = None,
    links: Mapping[str, str] | None = None,
) -> HTML:
    """Show a table with the same words around it as a chart.

    Args:
        frame: the table as it shall be read; its column names are the headings. A cell that knows its own HTML, such
            as `IPython.display.HTML` with a link, is shown as that.
        caption: the table's words; the text alternative is not needed, since a table is text.
        digits: decimals of each numeric column that has any; a missing value is shown as a dash.
        units: unit of each column of figures whose heading does not say it; the heading then ends with it.
        links: address that the text of a cell leads to, by that text.

    Raises:
        ValueError: if `digits` or `units` name a column that the table does not have.
    """
    digits, units = digits or {}, units or {}
    if unknown := sorted({*digits, *units} - {str(name) for name in frame}):
        raise ValueError(f"table {caption.id}: digits or units for no column of it: {', '.join(unknown)}")
    numeric = [pd.api.types.is_numeric_dtype(frame[column]) for column in frame]
    kinds = [f' class="{_kind(frame[column], number)}"' for column, number in zip(frame, numeric, strict=True)]
    heads = [f"{name}, {units[name]}" if name in units else name for name in map(str, frame)]
    head = "".join(f'<th scope="col"{kind}>{escape(name)}</th>' for name, kind in zip(heads, kinds, strict=True))
    decimals = [digits.get(str(name), 0) for name in frame]
    rows = [
        "".join(
            f"<td{kind}>{_cell(value, number, places, links or {})}</td>"
            for value, kind, number, places in zip(row, kinds, numeric, decimals, strict=True)
        )
        for row in frame.itertuples(index=False, name=None)
    ]
    return HTML(
        f'<figure class="data-table" id="{escape(caption.id)}">'
        f'<figcaption><p class="title">{escape(caption.title)}</p>'
        f'<p class="subtitle">{escape(caption.subtitle)}</p></figcaption>'
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>'
        + "".join(f"<tr>{row}</tr>" for row in rows)
        + f'</tbody></table></div><p class="source">Source: {escape(caption.source)}{_made_of(caption)}</p></figure>'
    )


def _made_of(caption: Caption) -> str:
    """Return the place that a site fills with links to the tables behind a table; it alone knows where they stand."""
    return f'<span class="made-of" data-tables="{escape(" ".join(caption.tables))}"></span>' if caption.tables else ""


def _kind(column: pd.Series, number: bool) -> str:
    """Say how a column is set: figures to the right, short text on one line, long text with room for its words.

    Written figures are set as figures, years as text.
    """
    words = column.astype(object).fillna("–").astype(str).str
    if number or (words.fullmatch(_FIGURE).all() and not words.fullmatch(_YEAR).all()):
        return "number"
    longest = column.astype(str).str.split().explode().str.len().max()
    return "short" if column.astype(str).str.len().max() <= 12 else "text" if not longest > _LONG else "text long"


def _cell(value: Any, number: bool, digits: int, links: Mapping[str, str]) -> str:
    """Return a cell as HTML."""
    if hasattr(value, "_repr_html_"):
        return str(value._repr_html_())
    if pd.isna(value):
        return "–"
    text = f"{value:,.{digits}f}".replace("-", "−") if number else _HYPHEN.sub("−", str(value))
    return f'<a href="{escape(links[text])}">{escape(text)}</a>' if text in links else escape(text)
