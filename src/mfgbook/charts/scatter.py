"""Points on two axes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from mfgbook.charts.base import INK, Caption, colour_scale, finish, padded, reference_line

_NAME_WIDTH, _NAME_HEIGHT = 0.2, 0.04  # room that a name takes, as parts of the picture


def scatter(
    table: pd.DataFrame,
    x: str,
    y: str,
    label: str,
    caption: Caption,
    *,
    x_title: str,
    y_title: str,
    highlight: Collection[str] = (),
    named: Collection[str] = (),
    reference: float | None = None,
    logarithmic: bool = False,
    digits: int = 1,
    height: int = 400,
) -> alt.LayerChart:
    """Draw one point for each row; some are named in the picture, all in the tooltip.

    Args:
        table: one row for each point.
        x: column across.
        y: column up.
        label: column that names the point.
        caption: the chart's words.
        x_title: what the column across is, with its unit.
        y_title: what the column up is, with its unit.
        highlight: labels that the chart is about, in strong colours.
        named: labels that are written beside their points, besides those highlighted; too many would overlap.
        reference: value of a horizontal reference line.
        logarithmic: whether distances across are ratios.
        digits: decimals in the tooltip.
        height: of the whole picture, in pixels.
    """
    table = table.assign(
        written=[name if name in {*highlight, *named} else "" for name in table[label]],
    )
    table["leftwards"] = _leftwards(np.log(table[x]) if logarithmic else table[x], table[y])
    across = (
        alt.Scale(type="log", domain=[table[x].min() / 1.2, table[x].max() * 1.2], nice=False)
        if logarithmic
        else alt.Scale(domain=list(padded(table[x])), nice=False, zero=False)
    )
    ticks = [digit * 10.0**power for power in range(-3, 7) for digit in (1, 2, 5)]
    axis = alt.Axis(values=ticks, format="~g") if logarithmic else alt.Axis()
    base = alt.Chart(table).encode(
        x=alt.X(f"{x}:Q", title=x_title, scale=across, axis=axis),
        y=alt.Y(
            f"{y}:Q", title=y_title, scale=alt.Scale(domain=list(padded(table[y], reference)), nice=False, zero=False)
        ),
        tooltip=[f"{label}:N", *(alt.Tooltip(f"{column}:Q", format=f".{digits}f") for column in (x, y))],
    )
    colour = alt.Color(f"{label}:N", legend=None, scale=colour_scale(list(table[label]), highlight))
    text = base.encode(text="written:N")
    to_the_right = text.transform_filter("!datum.leftwards").mark_text(align="left", dx=8, fontSize=12, color=INK)
    to_the_left = text.transform_filter("datum.leftwards").mark_text(align="right", dx=-8, fontSize=12, color=INK)
    layers: list[Any] = [base.mark_circle(size=90, opacity=0.9).encode(color=colour), to_the_right, to_the_left]
    if reference is not None:
        layers.insert(0, reference_line("y", reference))
    return finish(alt.layer(*layers), caption, height)


def _leftwards(x: pd.Series, y: pd.Series) -> np.ndarray:
    """Whether a point's name stands better on its left: at the right edge, or where a neighbour stands on its right."""
    across, up = (
        (values.to_numpy(dtype=float) - values.min()) / ((values.max() - values.min()) or 1) for values in (x, y)
    )
    ahead = across[None, :] - across[:, None]  # of each point (row), how far to the right the others stand
    beside = (np.abs(up[None, :] - up[:, None]) < _NAME_HEIGHT) & ~np.eye(len(across), dtype=bool)
    right = (beside & (ahead >= 0) & (ahead < _NAME_WIDTH)).any(axis=1)
    left = (beside & (ahead < 0) & (ahead > -_NAME_WIDTH)).any(axis=1)
    return (across > 1 - _NAME_WIDTH) & ~(left & (across < 1 - _NAME_WIDTH / 2)) | (right & ~left)
