"""Small multiples on common axes."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from mfgbook.charts.base import INK, MUTED, Caption, finish, padded
from mfgbook.charts.palette import CONTEXT, SUBJECT, colour


def panels(
    table: pd.DataFrame,
    x: str,
    y: str,
    panel: str,
    caption: Caption,
    *,
    low: str = "",
    high: str = "",
    context: str = "",
    rule: str = "",
    reference: float | None = None,
    points: str = "",
    label: str = "",
    digits: int = 1,
) -> alt.FacetChart:
    """Draw small multiples on common axes: a line for the panel's subject, a band and a line of context behind it.

    Args:
        table: one row for each panel and position; a missing one is a gap in the lines, not a bridge over it.
        x: column of years; halves of years stand at .0 and .5.
        y: column of the subject's values.
        panel: column that names the panel; the panels stand in the order of the table.
        caption: the chart's words.
        low: column of the band's lower edge.
        high: column of its upper edge.
        context: column of the line behind.
        rule: column with the x of a vertical mark, the same in all rows of a panel.
        reference: value of a horizontal reference line.
        points: column that names two kinds of points, the first to appear filled, the other hollow; a click on one in
            the legend singles it out.
        label: column that names the position in the tooltip.
        digits: decimals in the tooltip.
    """
    names = list(dict.fromkeys(table[panel]))
    table = _with_gaps(table, x, panel)
    first, last = float(np.floor(table[x].min())), float(np.ceil(table[x].max()))
    values = pd.concat([table[column] for column in (y, low, high, context) if column])
    scale = alt.Scale(domain=list(padded(values, reference)), nice=False, zero=False)
    across = alt.X(
        f"{x}:Q",
        title=None,
        scale=alt.Scale(domain=[first, last], nice=False, zero=False),
        axis=alt.Axis(format="d", tickMinStep=1, tickCount=4, labelOverlap=True, labelSeparation=6),
    )
    up = alt.Y(f"{y}:Q", title=None, scale=scale)
    tooltip: list[Any] = [f"{panel}:N", f"{label}:N" if label else alt.Tooltip(f"{x}:Q", format="d")]
    tooltip += [alt.Tooltip(f"{c}:Q", format=f".{digits}f") for c in (y, low, high, context) if c]
    base = alt.Chart()
    layers: list[Any] = []
    if low and high:
        band = base.mark_area(color=CONTEXT, opacity=0.28)
        layers.append(band.encode(x=across, y=alt.Y(f"{low}:Q", title=None, scale=scale), y2=f"{high}:Q"))
    if reference is not None:
        layers.append(base.mark_rule(color=MUTED, strokeDash=[4, 3]).encode(y=alt.datum(reference)))
    if context:
        layers.append(base.mark_line(color=CONTEXT, strokeWidth=1.6).encode(x=across, y=f"{context}:Q"))
    if rule:
        layers.append(base.mark_rule(color=INK, strokeWidth=1.2).encode(x=alt.X(f"min({rule}):Q")))
    # Kinds of points are told by how they are filled, so all panels have the subject's colour then.
    own = alt.Scale(domain=names, range=[SUBJECT if points else colour(name) for name in names])
    of_panel = {kind: kind(f"{panel}:N", scale=own, legend=None) for kind in (alt.Color, alt.Fill)}
    layers.append(base.mark_line(strokeWidth=2.2).encode(x=across, y=up, color=of_panel[alt.Color]))
    dots = base.mark_point(size=26, opacity=1, strokeWidth=1.5).encode(
        x=across, y=up, color=of_panel[alt.Color], tooltip=tooltip
    )
    if points:
        kinds = list(dict.fromkeys(table[points].dropna()))
        fill = alt.Scale(domain=kinds, range=[SUBJECT, "#ffffff"][: len(kinds)])
        picked = alt.selection_point("picked", fields=[points], bind="legend")
        dots = dots.encode(
            fill=alt.Fill(f"{points}:N", scale=fill, title=None, legend=alt.Legend(symbolStrokeColor=SUBJECT)),
            opacity=alt.condition(picked, alt.value(1), alt.value(0.1)),
        ).add_params(picked)
    else:
        dots = dots.encode(fill=of_panel[alt.Fill], size=alt.value(12))
    layers.append(dots)
    chart = alt.layer(*layers, data=table).properties(width=190, height=130)
    header = alt.Header(title=None, labelAnchor="start", labelLimit=190)
    facet = chart.facet(facet=alt.Facet(f"{panel}:N", sort=names, header=header), columns=3, spacing=18)
    return finish(facet.resolve_axis(x="independent"), caption)


def _with_gaps(table: pd.DataFrame, x: str, panel: str) -> pd.DataFrame:
    """Add an empty row for each year, or half-year, missing inside a panel, so that its lines break there."""
    halves = (2 * table[x]).round().astype(int)
    step = 1 if (halves % 2).any() else 2
    parts = []
    for name, part in table.assign(**{x: halves}).groupby(panel, sort=False):
        every = pd.RangeIndex(part[x].min(), part[x].max() + 1, step, name=x)
        parts.append(part.set_index(x).reindex(every).assign(**{panel: name}).reset_index())
    filled = pd.concat(parts, ignore_index=True)
    return filled.assign(**{x: filled[x] / 2})
