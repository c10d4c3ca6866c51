"""Named rows: bars, estimates with intervals, and where one subject stands among many."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import altair as alt
import pandas as pd

from mfgbook.charts.base import (
    INK,
    MUTED,
    PAPER,
    Caption,
    colour_scale,
    finish,
    on_halo,
    padded,
    reference_line,
    row_colour,
    rows_axis,
)
from mfgbook.charts.palette import CONTEXT, colour
from mfgbook.texts import for_expression


def intervals(
    table: pd.DataFrame,
    label: str,
    value: str,
    caption: Caption,
    *,
    low: str = "",
    high: str = "",
    highlight: Collection[str] = (),
    told: str = "",
    reference: float | None = None,
    digits: int = 2,
) -> alt.LayerChart:
    """Draw one dot for each row with its confidence interval, the rows in the order of the table.

    Args:
        table: one row for each label.
        label: column that names the row.
        value: column of the estimate.
        caption: the chart's words.
        low: column of the interval's lower end; empty where there is no interval.
        high: column of its upper end.
        highlight: labels that the chart is about, in strong colours.
        told: column that is true for rows in the subject's colour, where colour tells not who a row is but what holds
            for it; the caption says what.
        reference: value of a vertical reference line.
        digits: decimals of the figures written beside the dots.
    """
    names = list(table[label])
    spans = [table[column] for column in (low, high) if column]
    domain = padded(pd.concat([table[value], *spans]), reference)
    rows, colour = rows_axis(label, names), row_colour(label, names, highlight, told)
    base = alt.Chart(table)
    x = alt.X(f"{value}:Q", title=None, scale=alt.Scale(domain=list(domain), nice=False, zero=False))
    tooltip = [f"{label}:N", *(alt.Tooltip(f"{c}:Q", format=f".{digits}f") for c in (value, low, high) if c)]
    layers: list[Any] = []
    if reference is not None:
        layers.append(reference_line("x", reference))
    figures = base.encode(x=x, y=rows, text=alt.Text(f"{value}:Q", format=f".{digits}f"))
    layers += on_halo(figures, dy=-12, fontSize=12)
    if low and high:
        span = base.mark_rule(strokeWidth=2.5).encode(x=x, x2=f"{high}:Q", y=rows, color=colour, tooltip=tooltip)
        layers.append(span.encode(x=alt.X(f"{low}:Q", title=None)))
    layers.append(base.mark_circle(size=110, opacity=1).encode(x=x, y=rows, color=colour, tooltip=tooltip))
    return finish(alt.layer(*layers), caption, height=70 + 42 * len(names))


def grouped_intervals(
    table: pd.DataFrame,
    label: str,
    value: str,
    group: str,
    caption: Caption,
    *,
    low: str,
    high: str,
    reference: float | None = None,
    digits: int = 1,
) -> alt.LayerChart:
    """Draw one dot for each row and group with its confidence interval, the groups of a row one below the other.

    Args:
        table: one row for each label and group; rows and groups stand in the order of the table.
        label: column that names the row.
        value: column of the estimate.
        group: column that names the group, told by colour.
        caption: the chart's words.
        low: column of the interval's lower end; missing where there is no interval.
        high: column of its upper end.
        reference: value of a vertical reference line.
        digits: decimals of the figures written to the right of the intervals.
    """
    names, groups = list(dict.fromkeys(table[label])), list(dict.fromkeys(table[group]))
    table = table.assign(figure_at=table[[value, high]].max(axis=1))
    start, end = padded(pd.concat([table[column] for column in (value, low, high)]), reference)
    room_for_figure = (end - start) * 0.12
    scale = alt.Scale(domain=[start, end + room_for_figure], nice=False, zero=False)
    base = alt.Chart(table).encode(
        y=rows_axis(label, names),
        yOffset=alt.YOffset(f"{group}:N", sort=groups, scale=alt.Scale(paddingOuter=0.35)),
        color=alt.Color(
            f"{group}:N",
            title=None,
            scale=colour_scale(groups),
            legend=alt.Legend(symbolType="circle", symbolOpacity=1),
        ),
        tooltip=[
            f"{label}:N",
            f"{group}:N",
            *(alt.Tooltip(f"{c}:Q", format=f".{digits}f") for c in (value, low, high)),
        ],
    )
    spans = base.transform_filter(f"isValid(datum[{for_expression(low)}])").mark_rule(strokeWidth=2.5)
    figures = base.mark_text(align="left", dx=8, fontSize=12)
    layers: list[Any] = [] if reference is None else [reference_line("x", reference)]
    layers += [
        spans.encode(x=alt.X(f"{low}:Q", title=None, scale=scale), x2=f"{high}:Q"),
        base.mark_circle(size=90, opacity=1).encode(x=alt.X(f"{value}:Q", title=None)),
        figures.encode(x="figure_at:Q", text=alt.Text(f"{value}:Q", format=f".{digits}f"), color=alt.value(INK)),
    ]
    return finish(alt.layer(*layers), caption, height=100 + (8 + 18 * len(groups)) * len(names))


def bars(
    table: pd.DataFrame,
    label: str,
    value: str,
    caption: Caption,
    *,
    highlight: Collection[str] = (),
    told: str = "",
    digits: int = 1,
    second: str = "",
    second_name: str = "",
) -> alt.LayerChart:
    """Draw one horizontal bar for each row with its figure, the rows in the order of the table.

    Args:
        table: one row for each label.
        label: column that names the bar.
        value: column of its length.
        caption: the chart's words.
        highlight: labels that the chart is about, in strong colours.
        told: column that is true for rows in the subject's colour, where colour tells not who a row is but what holds
            for it; the caption says what.
        digits: decimals of the figures.
        second: column of a second value, drawn as a tick on the same axis (an earlier year, a benchmark).
        second_name: what the tick means, for the tooltip.
    """
    names = list(table[label])
    seen = pd.concat([table[value], table[second]]) if second else table[value]
    low, high = min(0.0, float(seen.min())), max(0.0, float(seen.max()))
    low -= 0.04 * (high - low) if low < 0 else 0.0
    ends = table[[value, second] if second else [value]].max(axis=1).clip(lower=0).fillna(0)
    room = _room(names, [f"{figure:,.{digits}f}" for figure in table[value]]).set_axis(table.index)
    length = float(((ends - low) / (1 - room)).max()) or 1.0
    domain = [low, low + length]
    # A figure stands at its bar's end, but after a mark that would strike through it.
    bar_end = table[value].clip(lower=0)
    if second:
        bar_end = bar_end.mask(table[second].between(bar_end, bar_end + room * length), table[second])
    table = table.assign(figure_at=bar_end)
    rows, colour = rows_axis(label, names), row_colour(label, names, highlight, told)
    axis = alt.Axis(tickMinStep=10**-digits)
    x = alt.X(f"{value}:Q", title=None, scale=alt.Scale(domain=domain, nice=False), axis=axis)
    base = alt.Chart(table)
    tooltip = [f"{label}:N", alt.Tooltip(f"{value}:Q", format=f",.{digits}f")]
    if second:
        tooltip.append(alt.Tooltip(f"{second}:Q", format=f",.{digits}f", title=second_name))
    layers: list[Any] = [
        base.mark_bar(height=alt.RelativeBandSize(0.66)).encode(x=x, y=rows, color=colour, tooltip=tooltip)
    ]
    if second:
        tick = base.mark_tick(
            color=INK, stroke=PAPER, strokeWidth=1, opacity=1, thickness=4, height=alt.RelativeBandSize(0.86)
        )
        layers.append(tick.encode(x=alt.X(f"{second}:Q", title=None), y=rows, tooltip=tooltip))
    figures = base.mark_text(align="left", dx=6, fontSize=12, color=INK)
    layers.append(figures.encode(x="figure_at:Q", y=rows, text=alt.Text(f"{value}:Q", format=f",.{digits}f")))
    layers.append(reference_line("x", 0).mark_rule(color=MUTED))
    return finish(alt.layer(*layers), caption, height=50 + 30 * len(names))


def stacked(
    table: pd.DataFrame, label: str, part: str, value: str, caption: Caption, *, parts: Sequence[str]
) -> alt.LayerChart:
    """Draw one horizontal bar for each label, made of its parts, each with its figure where there is room.

    Args:
        table: one row for each label and part; labels stand in the order of the table.
        label: column that names the bar.
        part: column that names the part.
        value: column of the part's length, such as a number of cases.
        caption: the chart's words.
        parts: the parts in the order in which they are laid.
    """
    names = list(dict.fromkeys(table[label]))
    longest = table.groupby(label)[value].sum().max()
    order = {name: place for place, name in enumerate(parts)}
    table = table.assign(place=table[part].map(order)).sort_values("place", kind="stable")
    table = table.assign(end=table.groupby(label)[value].cumsum())
    table = table.assign(start=table["end"] - table[value], middle=table["end"] - table[value] / 2)
    rows = rows_axis(label, names)
    tooltip = [f"{label}:N", f"{part}:N", alt.Tooltip(f"{value}:Q", format=",.0f")]
    blocks = alt.Chart(table).mark_bar(height=alt.RelativeBandSize(0.7), stroke=PAPER, strokeWidth=1)
    figures = alt.Chart(table[table[value] >= 0.06 * longest]).mark_text(fontSize=12, color=PAPER)
    x = alt.X("start:Q", title=None, axis=alt.Axis(tickMinStep=1), scale=alt.Scale(domain=[0, longest], nice=False))
    colour = alt.Color(f"{part}:N", scale=colour_scale(parts), legend=alt.Legend(title=None))
    layers = [
        blocks.encode(x=x, x2="end:Q", y=rows, color=colour, tooltip=tooltip),
        figures.encode(x="middle:Q", y=rows, text=alt.Text(f"{value}:Q", format=",.0f")),
    ]
    return finish(alt.layer(*layers), caption, height=80 + 34 * len(names))


def _room(names: Sequence[str], figures: Iterable[str]) -> pd.Series:
    """Return the share of a phone's column, beside the rows' names, that each figure takes after its bar."""
    column = 320 - 6.5 * max(min(len(name), 20) for name in names)  # longer names break into lines there
    return pd.Series([(12 + 7 * len(figure)) / column for figure in figures])


def strips(
    table: pd.DataFrame,
    row: str,
    value: str,
    subject: str,
    caption: Caption,
    *,
    name: str,
    digits: int = 1,
) -> alt.LayerChart:
    """Draw, row by row, where one subject stands among many: a tick for each of the others, a dot for the subject.

    Args:
        table: one row for each row of the chart and member.
        row: column that names the row; the rows stand in the order of the table.
        value: column of positions.
        subject: column that is true for the row's own subject.
        caption: the chart's words.
        name: column that names the member in the tooltip.
        digits: decimals of the figures.
    """
    names = list(dict.fromkeys(table[row]))
    x = alt.X(f"{value}:Q", title=None, scale=alt.Scale(domain=list(padded(table[value])), nice=False, zero=False))
    rows = rows_axis(row, names)
    tooltip = [f"{name}:N", alt.Tooltip(f"{value}:Q", format=f".{digits}f")]
    scale = alt.Scale(domain=names, range=[colour(name) for name in names])
    others = alt.Chart(table[~table[subject]]).mark_tick(color=CONTEXT, opacity=0.55, height=alt.RelativeBandSize(0.45))
    own = alt.Chart(table[table[subject]])
    layers = [
        reference_line("x", 0),
        others.encode(x=x, y=rows, tooltip=tooltip),
        *on_halo(own.encode(x=x, y=rows, text=alt.Text(f"{value}:Q", format=f".{digits}f")), dy=-14, fontSize=12),
        own.mark_circle(size=130, opacity=1).encode(
            x=x, y=rows, color=alt.Color(f"{row}:N", legend=None, scale=scale), tooltip=tooltip
        ),
    ]
    return finish(alt.layer(*layers), caption, height=60 + 42 * len(names))
