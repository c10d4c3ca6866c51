"""A value over two ordered columns."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from mfgbook.charts.base import Caption, finish
from mfgbook.charts.palette import AMBER, BLUE


def heatmap(
    table: pd.DataFrame,
    x: str,
    y: str,
    value: str,
    caption: Caption,
    *,
    x_title: str,
    y_title: str,
    legend: str,
    marked: str = "",
    digits: int = 2,
    height: int = 420,
) -> alt.LayerChart:
    """Draw a value over two ordered columns on a diverging scale centred on zero.

    Args:
        table: one row for each cell.
        x: column across.
        y: column down.
        value: column that colours the cell.
        caption: the chart's words.
        x_title: what the column across is.
        y_title: what the column down is.
        legend: name and unit of the value.
        marked: column of true and false; a dot stands in the cells where it is true.
        digits: decimals in the tooltip.
        height: of the whole picture, in pixels.
    """
    reach = float(table[value].abs().max()) or 1.0
    axis = alt.Axis(labelOverlap=True, labelAngle=0, domain=False, ticks=False)
    base = alt.Chart(table).encode(
        x=alt.X(f"{x}:O", title=x_title, axis=axis),
        y=alt.Y(f"{y}:O", title=y_title, axis=axis),
        tooltip=[f"{x}:O", f"{y}:O", alt.Tooltip(f"{value}:Q", format=f".{digits}f")],
    )
    cells = base.mark_rect().encode(
        color=alt.Color(
            f"{value}:Q",
            title=legend,
            scale=alt.Scale(domain=[-reach, 0, reach], range=[AMBER, "#f1ede6", BLUE]),
            legend=alt.Legend(gradientLength=220, format=f".{digits}f"),
        )
    )
    layers: list[Any] = [cells]
    if marked:
        dots = base.transform_filter(alt.datum[marked]).mark_circle(size=9, color="#1a1a1a", opacity=0.8)
        layers.append(dots)
    return finish(alt.layer(*layers), caption, height)
