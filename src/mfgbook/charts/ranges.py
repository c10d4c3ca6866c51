"""Figures that are known as ranges, as floors, or in several readings: spans on one axis, and dots over years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from mfgbook.charts.base import (
    MUTED,
    Caption,
    colour_scale,
    finish,
    on_halo,
    padded,
    reference_line,
    rows_axis,
    year_rule,
)
from mfgbook.charts.palette import SUBJECT

_SHAPES = ("circle", "triangle-up", "diamond")


def ranges(
    table: pd.DataFrame,
    label: str,
    low: str,
    high: str,
    caption: Caption,
    *,
    kind: str,
    floor: str = "",
    reference: float | None = None,
    log: bool = False,
    digits: int = 0,
) -> alt.LayerChart:
    """Draw each row as a span from its lower to its upper figure, and as a dot where the two are one figure.

    Args:
        table: one row for each label, in the order of the chart.
        label: column that names the row.
        low: column of lower figures.
        high: column of upper figures.
        caption: the chart's words.
        kind: column that names the kind of row, told by colour.
        floor: column that is true where the figure is a lower bound: an arrow leads on from it.
        reference: value of a vertical reference line.
        log: whether the axis is logarithmic, for ratios.
        digits: decimals of the figures written above the spans.
    """
    names, kinds = list(table[label]), list(dict.fromkeys(table[kind]))
    is_floor = table[floor] if floor else pd.Series(False, index=table.index)
    table = table.assign(
        figures=[_figures(*row, digits) for row in zip(table[low], table[high], is_floor, strict=True)]
    )
    if log:
        scale = alt.Scale(type="log", nice=False, domain=[table[low].min() / 1.2, table[high].max() * 1.2])
    else:
        scale = alt.Scale(nice=False, domain=[min(0.0, table[low].min()), 1.2 * table[high].max()])
    axis = alt.Axis(values=[2.0**power for power in range(-8, 9)]) if log else alt.Axis()
    rows = rows_axis(label, names)
    colour = alt.Color(f"{kind}:N", title=None, scale=colour_scale(kinds), legend=_legend(kinds, filled=True))
    tooltip = [f"{label}:N", f"{kind}:N", alt.Tooltip("figures:N", title="figure")]
    x = alt.X(f"{low}:Q", title=None, scale=scale, axis=axis)
    base = alt.Chart(table)
    figures = base.encode(x=x, y=rows, text="figures:N")
    one = base.transform_filter(alt.datum[low] == alt.datum[high])
    layers: list[Any] = [
        base.mark_rule(strokeWidth=9, strokeCap="round").encode(
            x=x, x2=f"{high}:Q", y=rows, color=colour, tooltip=tooltip
        ),
        one.mark_circle(size=150, opacity=1).encode(x=x, y=rows, color=colour, tooltip=tooltip),
        *on_halo(figures, align="left", dx=-5, dy=-14, fontSize=12),
    ]
    if reference is not None:
        layers.insert(0, reference_line("x", reference))
    columns = {label: label, kind: kind, low: low, high: high, "figures": "as written"}
    return finish(alt.layer(*layers), caption, height=80 + 40 * len(names), columns=columns)


def dots(
    table: pd.DataFrame,
    x: str,
    y: str,
    caption: Caption,
    *,
    kind: str = "",
    low: str = "",
    high: str = "",
    panel: str = "",
    reference: float | None = None,
    rules: Sequence[tuple[float, str]] = (),
    digits: int = 1,
    height: int = 340,
) -> Any:
    """Draw figures over years as dots, several for one year where there are several, in one panel or in many.

    Args:
        table: one row for each figure.
        x: column of years.
        y: column of figures.
        caption: the chart's words.
        kind: column that names up to three kinds of figures, told apart by colour and shape in the order of the table.
        low: column of lower ends; a whisker leads from there to `high`.
        high: column of upper ends.
        panel: column that names the panel; panels have an axis of their own that starts at zero.
        reference: value of a horizontal reference line.
        rules: vertical marks, each a year and its label; without panels.
        digits: decimals in the tooltip.
        height: of the whole picture in pixels; without panels.
    """
    spans = [table[column] for column in (low, high) if column]
    if panel:
        scale = alt.Scale(zero=True, nice=True)
    else:
        scale = alt.Scale(domain=list(padded(pd.concat([table[y], *spans]), reference)), nice=False, zero=False)
    years = alt.X(
        f"{x}:Q",
        title=None,
        scale=alt.Scale(domain=[table[x].min() - 0.4, table[x].max() + 0.4], nice=False, zero=False),
        axis=alt.Axis(format="d", tickMinStep=1, tickCount=6 if panel else 12, labelOverlap=True),
    )
    up = alt.Y(f"{y}:Q", title=None, scale=scale)
    tooltip: list[Any] = [alt.Tooltip(f"{x}:Q", format="d"), *(f"{column}:N" for column in (kind,) if column)]
    tooltip += [alt.Tooltip(f"{column}:Q", format=f",.{digits}f") for column in (y, low, high) if column]
    marks: dict[str, Any] = {"color": alt.value(SUBJECT)}
    if kind:
        kinds = list(dict.fromkeys(table[kind]))
        legend = _legend(kinds)
        marks = {
            "color": alt.Color(f"{kind}:N", title=None, scale=colour_scale(kinds), legend=legend),
            "shape": alt.Shape(f"{kind}:N", title=None, scale=_shapes(kinds), legend=legend),
        }
    base = alt.Chart() if panel else alt.Chart(table)
    layers: list[Any] = []
    if reference is not None:
        layers.append(base.mark_rule(color=MUTED, strokeDash=[4, 3]).encode(y=alt.datum(reference)))
    for year, text in rules:
        layers += year_rule(year, text)
    if low and high:
        colour = {"color": marks["color"]}
        layers.append(
            base.mark_rule(strokeWidth=2).encode(x=years, y=alt.Y(f"{low}:Q", title=None), y2=f"{high}:Q", **colour)
        )
    layers.append(base.mark_point(size=70, filled=True, opacity=1).encode(x=years, y=up, tooltip=tooltip, **marks))
    if not panel:
        return finish(alt.layer(*layers), caption, height)
    names = list(dict.fromkeys(table[panel]))
    header = alt.Header(title=None, labelAnchor="start", labelLimit=280)
    chart = alt.layer(*layers, data=table).properties(width=290, height=150)
    facet = chart.facet(facet=alt.Facet(f"{panel}:N", sort=names, header=header), columns=2, spacing=22)
    return finish(facet.resolve_scale(y="independent").resolve_axis(x="independent"), caption)


def _figures(low: float, high: float, is_floor: bool, digits: int) -> str:
    """Write a span: "10-15", one figure, or a floor with its arrow."""
    ends = list(dict.fromkeys(f"{value:,.{digits}f}" for value in (low, high)))
    return f"{'–'.join(ends)}{' →' if is_floor else ''}"


def _shapes(kinds: Sequence[str]) -> alt.Scale:
    """Give kinds shapes in their order."""
    if len(kinds) > len(_SHAPES):
        raise ValueError(f"{len(kinds)} kinds, but only {len(_SHAPES)} can be told apart")
    return alt.Scale(domain=list(kinds), range=list(_SHAPES[: len(kinds)]))


def _legend(kinds: Sequence[str], filled: bool = False) -> alt.Legend | None:
    """A legend, where there is more than one kind."""
    if len(kinds) < 2:
        return None
    return alt.Legend(labelLimit=300, symbolType="circle") if filled else alt.Legend(labelLimit=300, symbolOpacity=1)
