"""Lines over years."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from mfgbook.charts.base import Caption, colour_scale, finish, padded, reference_line, year_rule


def lines(
    table: pd.DataFrame,
    x: str,
    y: str,
    series: str,
    caption: Caption,
    *,
    highlight: Sequence[str] = (),
    height: int = 360,
    rules: Sequence[tuple[float, str]] = (),
    reference: float | None = None,
    pieces: str = "",
) -> alt.LayerChart:
    """Draw series over years with a label at each line's end.

    Args:
        table: one row for each point; a missing year is a gap in the line, not a bridge over it.
        x: column of years, whole numbers.
        y: column of values.
        series: column that names the line.
        caption: the chart's words.
        highlight: series that the chart is about, in strong colours, broad and on top.
        height: of the whole picture, in pixels.
        rules: vertical marks, each a year and its label.
        reference: value of a horizontal reference line.
        pieces: column whose values break a series into lines that do not meet.
    """
    keys = [series, pieces] if pieces else [series]
    table = with_gaps(table, x, keys)
    names = list(dict.fromkeys(table[series]))
    table = table.sort_values(series, key=lambda column: column.isin(highlight), kind="stable")  # drawn on top
    hover = _hover(series)
    low, high = padded(table[y], reference)
    scale = alt.Scale(domain=[low, high], zero=False, nice=False)
    first, last = int(table[x].min()), int(table[x].max())
    colour = alt.Color(f"{series}:N", scale=colour_scale(names, highlight), legend=None)
    base = alt.Chart(table)
    about = alt.FieldOneOfPredicate(field=series, oneOf=list(highlight))
    line = base.mark_line().encode(
        x=_years(x, first, last),
        y=alt.Y(f"{y}:Q", title=None, scale=scale),
        color=colour,
        detail=[f"{key}:N" for key in keys],
        strokeWidth=alt.condition(about, alt.value(2.6), alt.value(1.6)),
        opacity=alt.condition(hover, alt.value(1), alt.value(0.25)),
    )
    points = (
        base.mark_circle(size=60)
        .encode(
            x=f"{x}:Q",
            y=f"{y}:Q",
            color=colour,
            opacity=alt.value(0),
            tooltip=[f"{series}:N", alt.Tooltip(f"{x}:Q", format="d"), alt.Tooltip(f"{y}:Q", format=".2f")],
        )
        .add_params(hover)
    )
    ends = table.dropna(subset=[y]).sort_values(x).groupby(series, sort=False).tail(1).copy()
    ends["end_label"] = ["\n".join(textwrap.wrap(name, 20, max_lines=4, placeholder="…")) for name in ends[series]]
    lines_each = ends["end_label"].str.count("\n").max() + 1
    ends["end_y"] = spread(list(ends[y]), gap=(high - low) * 15 * lines_each / (height - 40))
    labels = (
        alt.Chart(ends)
        .mark_text(align="left", dx=6, fontSize=12, lineBreak="\n", lineHeight=13)
        .encode(
            x=f"{x}:Q",
            y=alt.Y("end_y:Q", scale=scale),
            text="end_label:N",
            color=colour,
            opacity=alt.condition(hover, alt.value(1), alt.value(0.25)),
        )
    )
    layers: list[Any] = [line, points, labels]
    if reference is not None:
        layers.insert(0, reference_line("y", reference))
    for year, text in rules:
        layers[:0] = year_rule(year, text)
    return finish(alt.layer(*layers), caption, height)


def _hover(field: str) -> Any:
    """Return the selection that makes the nearest series stand out."""
    return alt.selection_point(
        "hovered", fields=[field], on="pointerover", nearest=True, empty=True, clear="pointerout"
    )


def _years(column: str, first: int, last: int) -> alt.X:
    """Return an axis of whole years that starts and ends with the data."""
    return alt.X(
        f"{column}:Q",
        title=None,
        scale=alt.Scale(domain=[first, last], nice=False, zero=False),
        axis=alt.Axis(format="d", tickMinStep=1, tickCount=8, labelOverlap=True),
    )


def with_gaps(table: pd.DataFrame, x: str, keys: Sequence[str]) -> pd.DataFrame:
    """Add an empty row for each whole year missing inside a series, so that a line breaks there."""
    parts = []
    for key, part in table.groupby(list(keys), sort=False):
        years = range(int(part[x].min()), int(part[x].max()) + 1)
        names: dict[str, Any] = dict(zip(keys, key, strict=True))
        parts.append(part.set_index(x).reindex(pd.Index(years, name=x)).assign(**names).reset_index())
    return pd.concat(parts, ignore_index=True)


def spread(positions: Sequence[float], gap: float) -> list[float]:
    """Move label positions apart until neighbours stand at least `gap` from each other, keeping their order.

    Labels that crowd form a block around their mean position, as in a simple isotonic fit; the result has the order of
    the input.
    """
    order = np.argsort(np.asarray(positions, dtype=float), kind="stable")
    blocks: list[tuple[float, int]] = []  # mean of the positions less their place in the stack, members
    for place, index in enumerate(order):
        blocks.append((float(positions[index]) - place * gap, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (low, n), (high, m) = blocks[-2], blocks.pop()
            blocks[-1] = ((low * n + high * m) / (n + m), n + m)
    flat = [mean for mean, members in blocks for _ in range(members)]
    result = [0.0] * len(flat)
    for place, index in enumerate(order):
        result[index] = flat[place] + place * gap
    return result
