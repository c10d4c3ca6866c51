"""Small charts for another page to show of a chapter, such as the first page of the book beside the chapter's name.

They have no controls and few words: what they show is written above them, their key figures stand in them. A chapter
offers one with `mfgbook.records.thumbnail`; the role of `mfgbook.site.thumbnails` draws it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import product
from typing import Any

import altair as alt
import pandas as pd

from mfgbook.charts.base import INK, MUTED, colour_scale, padded, reference_line, with_minus
from mfgbook.charts.palette import colour, colours
from mfgbook.charts.series import spread, with_gaps

WIDTH, HEIGHT = 300, 150
_FONT_SIZE = 12
_LINE = 14  # height of a line of labels, in pixels
_COVERED = 7  # columns that the words at one of them may lie over


def lines(
    table: pd.DataFrame,
    x: str,
    y: str,
    series: str,
    labels: Mapping[str, str],
    *,
    title: str,
    alt_text: str,
    highlight: Sequence[str] = (),
    dashed: Collection[str] = (),
) -> alt.LayerChart:
    """Draw series over years, with words at the ends of their lines and the first and last year below them.

    Args:
        table: one row for each point; a missing year is a gap in the line.
        x: column of years, whole numbers.
        y: column of values.
        series: column that names the line.
        labels: words at a line's end, by series; a series without words has none.
        title: what is shown, with unit and period.
        alt_text: text alternative that states the finding.
        highlight: series in strong colours, broad and on top.
        dashed: series that are no record, such as a path to a target.
    """
    table = with_gaps(table.dropna(subset=[y]), x, [series])
    names = list(dict.fromkeys(table[series]))
    low, high = padded(table[y])
    first, last = int(table[x].min()), int(table[x].max())
    scale = alt.Scale(domain=[low, high], nice=False, zero=False)
    own = alt.Color(f"{series}:N", scale=colour_scale(names, highlight), legend=None)
    years = alt.Axis(values=[first, last], format="d", labelFlush=True, ticks=False, labelColor=MUTED)
    layers: list[Any] = []
    for strong, broken in product((False, True), (False, True)):
        drawn = table[table[series].isin(list(highlight)).eq(strong) & table[series].isin(list(dashed)).eq(broken)]
        if len(drawn):
            line = alt.Chart(drawn).mark_line(
                strokeWidth=2.8 if strong else 1.3, strokeDash=[4, 3] if broken else [1, 0]
            )
            at = alt.X(f"{x}:Q", title=None, axis=years, scale=alt.Scale(domain=[first, last], nice=False))
            layers.append(line.encode(x=at, y=alt.Y(f"{y}:Q", title=None, axis=None, scale=scale), color=own))
    ends = table[table[series].isin(list(labels))].groupby(series, sort=False).tail(1)
    ends = ends.assign(
        words=ends[series].map(labels),
        words_at=spread(list(ends[y]), gap=(high - low) * _LINE / (HEIGHT - 20)),
    )
    dots = alt.Chart(ends[ends[series].isin(list(highlight))]).mark_circle(size=36, opacity=1)
    words = alt.Chart(ends).mark_text(align="left", dx=7, fontSize=_FONT_SIZE)
    layers += [
        dots.encode(x=f"{x}:Q", y=f"{y}:Q", color=own),
        words.encode(x=f"{x}:Q", y=alt.Y("words_at:Q", scale=scale), text="words:N", color=own),
    ]
    return _finish(alt.layer(*layers), title, alt_text)


def bars(
    table: pd.DataFrame,
    label: str,
    value: str,
    *,
    title: str,
    alt_text: str,
    highlight: Sequence[str] = (),
    figure: str = ",.0f",
    unit: str = "",
) -> alt.LayerChart:
    """Draw a few horizontal bars, each below its name and with its figure at its end, in the order of the table.

    Args:
        table: one row for each bar.
        label: column that names the bar.
        value: column of its length.
        title: what is shown, with unit and period.
        alt_text: text alternative that states the finding.
        highlight: bars in the subject's colour or their own.
        figure: format of the figures.
        unit: what follows a figure, such as a percent sign after a space.
    """
    names = list(table[label])
    low, high = min(0.0, table[value].min()), max(0.0, table[value].max())
    room = ((high - low) or 1.0) * 0.2  # for the figures
    domain = alt.Scale(domain=[low, high + room], nice=False)
    table = table.dropna(subset=[value])
    table = table.assign(
        figure=[_written(number, figure) + unit for number in table[value]],
        figure_at=table[value].clip(lower=0),
    )
    band = HEIGHT / max(len(names), 1)
    thick = min(14, band * 0.3)
    base = alt.Chart(table).encode(y=alt.Y(f"{label}:N", sort=names, axis=None, scale=alt.Scale(padding=0)))
    words: dict[str, Any] = {"align": "left", "baseline": "middle", "fontSize": _FONT_SIZE}
    layers = [
        base.mark_bar(height=thick, yOffset=band / 4).encode(
            x=alt.X(f"{value}:Q", title=None, axis=None, scale=domain),
            color=_colour(label, names, highlight),
        ),
        base.mark_text(**words, dy=-band / 5, color=INK).encode(x=alt.datum(0), text=f"{label}:N"),
        base.mark_text(**words, dx=6, dy=band / 4, color=INK, fontWeight="bold").encode(
            x="figure_at:Q", text="figure:N"
        ),
    ]
    return _finish(alt.layer(*layers), title, alt_text)


def columns(
    table: pd.DataFrame,
    label: str,
    value: str,
    labels: Mapping[str, str],
    *,
    title: str,
    alt_text: str,
    highlight: Sequence[str] = (),
) -> alt.LayerChart:
    """Draw many columns in the order of the table, with words at some of them.

    Args:
        table: one row for each column; a gap is left out.
        label: column of the table that names them.
        value: column of the table with their heights.
        labels: words above a column, by its name.
        title: what is shown, with unit and period.
        alt_text: text alternative that states the finding.
        highlight: columns in the subject's colour or their own.
    """
    table = table.dropna(subset=[value])
    names = list(table[label])
    low, high = min(0.0, table[value].min()), max(0.0, table[value].max())
    margin = ((high - low) or 1.0) * 0.16  # for the words
    scale = alt.Scale(domain=[low, high + margin], nice=False)
    base = alt.Chart(table).encode(x=alt.X(f"{label}:N", sort=names, axis=None, scale=alt.Scale(padding=0.15)))
    layers: list[Any] = [
        base.mark_bar().encode(
            y=alt.Y(f"{value}:Q", title=None, axis=None, scale=scale), color=_colour(label, names, highlight)
        ),
        reference_line("y", 0).mark_rule(color=MUTED),
    ]
    for place, name in enumerate(names):
        if name not in labels:
            continue
        left = place < len(names) / 2
        covered = slice(place, place + _COVERED) if left else slice(max(0, place + 1 - _COVERED), place + 1)
        word = pd.DataFrame(
            {label: [name], "words": [labels[name]], "at": [max(0.0, table[value].iloc[covered].max())]}
        )
        text = alt.Chart(word).mark_text(align="left" if left else "right", dx=-6 if left else 6, dy=-9, color=INK)
        layers.append(text.encode(x=alt.X(f"{label}:N", sort=names), y=alt.Y("at:Q", scale=scale), text="words:N"))
    return _finish(alt.layer(*layers), title, alt_text)


def _colour(column: str, names: Sequence[str], highlight: Collection[str]) -> alt.Color:
    """Return the colour of marks: their own if they are registered, else the subject's or that of context."""
    given = [colour(name) if name in highlight else colours([name], [])[name] for name in names]
    return alt.Color(f"{column}:N", legend=None, scale=alt.Scale(domain=list(names), range=given))


def _written(number: float, form: str) -> str:
    """Return a figure with a minus where it is negative, and without a sign where it rounds to zero."""
    text = format(number, form).replace("-", "−")
    return text if re.search("[1-9]", text) else text.lstrip("+−")


def _finish(chart: Any, title: str, alt_text: str) -> Any:
    return chart.properties(
        title=title,
        description=with_minus(alt_text),
        width=WIDTH,
        height=HEIGHT,
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        padding={"left": 4, "top": 4, "right": 4, "bottom": 2},
    )
