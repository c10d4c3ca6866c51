"""Levels or categories over named rows and columns, with a word in each cell."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt
import pandas as pd

from mfgbook.charts.base import INK, WIDTH, Caption, colour_scale, finish
from mfgbook.charts.palette import CONTEXT, SUBJECT
from mfgbook.errors import BookError, listed
from mfgbook.texts import for_expression

_CHARACTER = 6.2  # width of a character on average, in pixels
_LINE = 13
_HEADING = 200  # pixels of a slanted heading
_LABELS, _NARROW = 150, 340  # pixels of the row labels and of the picture on a phone
_FAINT, _TINT = 0.13, 0.4  # opacity of the lowest level, and of categories, which ink must stay readable on


def matrix(
    table: pd.DataFrame,
    row: str,
    column: str,
    level: str,
    caption: Caption,
    *,
    levels: Sequence[str],
    text: str = "",
    ordered: bool = True,
) -> alt.LayerChart:
    """Draw a cell for each row and column, shaded by its level, both in the order of the table.

    Words in the cells and in the headings break into lines to fit; where a column is too narrow for words, on a phone,
    the cells keep their shade, the tooltip and the text alternative. A pair without a level stays empty.

    Args:
        table: one row for each cell.
        row: column that names the rows.
        column: column that names the columns; headings that would not fit on a phone are slanted.
        level: column of levels or categories; an empty text is none.
        caption: the chart's words.
        levels: all levels from the lowest to the highest, as the legend shows them; of categories, in any order.
        text: column of a few words for the cell; empty: no words.
        ordered: whether the shade deepens with the level; otherwise each category has its own colour.

    Raises:
        BookError: if a cell has a level that `levels` does not name, or two rows of the table are the same cell.
    """
    _check(table, row, column, level, levels)
    down, across = list(dict.fromkeys(table[row])), list(dict.fromkeys(table[column]))
    slanted = _longest(across) * _CHARACTER > (_NARROW - _LABELS) / len(across)
    x = alt.X(
        f"{column}:N",
        title=None,
        axis=alt.Axis(
            orient="top",
            domain=False,
            ticks=False,
            labelOverlap=False,
            labelLimit=_HEADING,
            labelAngle=-45 if slanted else 0,
            labelLineHeight=_LINE,
            labelPadding=4 if slanted else alt.expr(_padding(across)),
            labelExpr="datum.label" if slanted else _fitted("datum.label"),
        ),
        scale=alt.Scale(domain=across, paddingInner=0.05, paddingOuter=0),
    )
    y = alt.Y(
        f"{row}:N",
        title=None,
        axis=alt.Axis(labelLimit=250, domain=False, ticks=False),
        scale=alt.Scale(domain=down, paddingInner=0.1, paddingOuter=0),
    )
    tooltip = [f"{row}:N", f"{column}:N", f"{level}:N", *([f"{text}:N"] if text else [])]
    base = alt.Chart(table[table[level].isin(levels)]).encode(x=x, y=y, tooltip=tooltip)
    layers: list[Any] = [_cells(base, level, levels, ordered)]
    if text:
        deepest = levels[-1] if ordered and len(levels) > 1 else ""
        layers.append(_words(base, text, _longest(table[text]), level, deepest))
    # An outline tells the lowest level from none.
    layers.append(base.mark_rect(filled=False, stroke=CONTEXT, strokeWidth=0.5, aria=False))
    labels = (len(textwrap.wrap(name, 20, max_lines=4)) for name in down)
    lines = max(_lines(table[text], len(across)) if text else 1, *labels)
    heading = 0.7 * min(_HEADING, _CHARACTER * max(map(len, across))) if slanted else 30
    chart = finish(alt.layer(*layers), caption, height=round(60 + heading) + (14 + _LINE * lines) * len(down))
    return chart.properties(padding={"left": 5, "top": 5, "right": 40, "bottom": 5}) if slanted else chart


def _check(table: pd.DataFrame, row: str, column: str, level: str, levels: Sequence[str]) -> None:
    unknown = sorted(set(table[level].dropna()) - {*levels, ""})
    if unknown:
        raise BookError(f"The matrix has cells of level {listed(unknown)}; its levels are {listed(list(levels))}.")
    doubled = table[table.duplicated([row, column])]
    if len(doubled):
        first = doubled.iloc[0]
        raise BookError(f"The matrix has more than one row for the cell {first[row]}, {first[column]}.")


def _cells(base: alt.Chart, level: str, levels: Sequence[str], ordered: bool) -> alt.Chart:
    """Draw the rectangles: one colour that deepens with the level, or a tint of its own for each category."""
    if not ordered:
        scale = colour_scale(levels)
        legend = alt.Legend(title=None, symbolType="square", symbolOpacity=_TINT, symbolStrokeWidth=0)
        return base.mark_rect(opacity=_TINT).encode(fill=alt.Fill(f"{level}:N", scale=scale, legend=legend))
    steps = max(len(levels) - 1, 1)
    shades = [_FAINT + (1 - _FAINT) * (place / steps) ** 1.5 for place in range(len(levels))]  # ink must stay readable
    scale = alt.Scale(type="ordinal", domain=list(levels), range=shades)
    legend = alt.Legend(
        title=None, symbolType="square", symbolFillColor=SUBJECT, symbolStrokeColor=CONTEXT, symbolStrokeWidth=0.5
    )
    return base.mark_rect(color=SUBJECT).encode(opacity=alt.Opacity(f"{level}:O", scale=scale, legend=legend))


def _words(base: alt.Chart, text: str, longest: int, level: str, deepest: str) -> alt.Chart:
    """Write the cells' words, in white on the deepest shade, if the columns are wide enough for the longest word."""
    words = _fitted(f"datum[{for_expression(text)}]")
    marks = base.mark_text(
        baseline="middle",
        fontSize=11,
        lineHeight=_LINE,
        text=alt.expr(f"bandwidth('x') < {longest * _CHARACTER:.0f} ? '' : {words}"),
        dy=alt.expr(f"{_LINE / 2} * (1 - length({words}))"),
    )
    return marks.encode(color=alt.condition(alt.datum[level] == deepest, alt.value("#ffffff"), alt.value(INK)))


def _padding(headings: Sequence[str]) -> str:
    """Return the expression of the room between headings and cells: broken headings grow downwards."""
    lines = ", ".join(f"length({_fitted(for_expression(heading))})" for heading in headings)
    return f"4 + {_LINE} * (max({lines}, 1) - 1)"


def _longest(texts: Iterable[str]) -> int:
    """Return the length of the longest word."""
    return max((len(word) for text in texts for word in text.split()), default=1)


def _fitted(label: str) -> str:
    """Return the expression that breaks a label between words into lines as wide as a column."""
    room = f"max(4, floor(bandwidth('x') / {_CHARACTER}))"
    broken = f"replace({label}, regexp('(.{{1,' + {room} + '}})(\\\\s+|$)', 'g'), '$1\\n')"
    return f"split(trim({broken}), '\\n')"


def _lines(texts: pd.Series, columns: int) -> int:
    """Return the most lines that a cell's words take in the narrowest picture that shows them."""
    widths = [(_NARROW - _LABELS) / columns, (WIDTH - _LABELS) / columns]
    width = widths[0] if _longest(texts) * _CHARACTER <= widths[0] else widths[1]
    return max(len(textwrap.wrap(text, max(4, int(width / _CHARACTER)), break_long_words=False)) or 1 for text in texts)
