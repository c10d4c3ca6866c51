"""What all charts share: palette, theme and renderer, the caption, and common scales and marks."""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from mfgbook import pictures
from mfgbook.charts.palette import CONTEXT, PALETTE, SUBJECT, colours

WIDTH = 680
LONGEST = 420  # pixels of a text in a picture; a longer one is cut, and whole in the tooltip and the table
INK, MUTED, GRID, PAPER = "#333333", "#6b6b6b", "#dddddd", "#ffffff"

_HYPHEN = re.compile(r"(?<![\w.])-(?=\d)")  # before a figure, for a minus
_FONT = "sans-serif"  # measured alike on most systems; the page sets its own


@dataclass(frozen=True)
class Caption:
    """What a chart says around its picture.

    Attributes:
        id: name of the chart in its page, for links.
        title: what it shows, as a sentence where the data allow one.
        subtitle: unit and period.
        source: the tables and offices behind it; one from `mfgbook.data.citation` knows the tables' names.
        alt: text alternative: what a reader who cannot see the picture should know, besides the title.
    """

    id: str
    title: str
    subtitle: str
    source: str
    alt: str

    @property
    def tables(self) -> list[str]:
        """Names of the tables that it shows; none where its source does not know them."""
        return list(getattr(self.source, "tables", ()))


def enable() -> None:
    """Register and switch on the book's theme and renderer for this kernel."""
    alt.theme.register("mfgbook", enable=True)(_theme)
    alt.renderers.register("mfgbook", _render)
    alt.renderers.enable("mfgbook")


def _theme() -> alt.theme.ThemeConfig:
    text: Any = {"font": _FONT, "fontSize": 12, "color": INK, "limit": LONGEST}
    axis: Any = {
        "labelColor": INK,
        "labelFont": _FONT,
        "labelFontSize": 12,
        "titleColor": MUTED,
        "titleFont": _FONT,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "domainColor": MUTED,
        "tickColor": MUTED,
        "gridColor": GRID,
    }
    return {
        "config": {
            "background": "transparent",
            "font": _FONT,
            "view": {"stroke": None},
            "title": {
                "anchor": "start",
                "color": INK,
                "font": _FONT,
                "fontSize": 16,
                "subtitleColor": MUTED,
                "subtitleFont": _FONT,
                "subtitleFontSize": 12,
                "offset": 12,
            },
            "axis": axis,
            "axisX": {"grid": False, "labelFlush": False, "labelOverlap": True, "labelSeparation": 8},
            "axisY": {"domain": False, "ticks": False},
            "header": {"labelColor": INK, "labelFont": _FONT, "labelFontSize": 12, "labelFontWeight": "bold"},
            "legend": {
                "labelColor": INK,
                "titleColor": MUTED,
                "labelFont": _FONT,
                "titleFont": _FONT,
                "titleFontWeight": "normal",
                "labelFontSize": 12,
                "titleFontSize": 12,
                "orient": "top",
            },
            "text": text,
            "range": {"category": list(PALETTE)},
        }
    }


def _render(spec: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Return what a chart leaves in a notebook: the specification, a picture of it and its text alternative.

    The picture is left to whoever runs the notebook if they ask for it: see `pictures.LATER`.
    """
    picture = {} if os.environ.get(pictures.LATER) else {pictures.SVG: pictures.draw(spec)}
    return {pictures.MIME: spec, **picture, "text/plain": spec.get("description", "")}


def finish(chart: Any, caption: Caption, height: int | None = None, columns: Mapping[str, str] | None = None) -> Any:
    """Put the caption on a chart and give a single or layered view the book's width.

    Args:
        chart: the chart.
        caption: its words.
        height: of the whole picture; None for a composed chart, whose views have sizes of their own.
        columns: what a table of the chart's data shows, headings by column, where that is not what the chart shows to
            the pointer.
    """
    title, subtitle, alternative = (with_minus(text) for text in (caption.title, caption.subtitle, caption.alt))
    properties: dict[str, Any] = {
        "title": alt.TitleParams(text=textwrap.wrap(title, 84), subtitle=textwrap.wrap(subtitle, 110)),
        "description": f"{title}. {alternative}",  # the finding first
        "usermeta": {"id": caption.id, "source": f"Source: {caption.source}", "tables": caption.tables},
    }
    if columns:
        properties["usermeta"]["columns"] = dict(columns)
    if height is not None:
        properties |= {
            "width": WIDTH,
            "height": height,
            "autosize": alt.AutoSizeParams(type="fit", contains="padding"),
        }
    return chart.properties(**properties)


def with_minus(text: str) -> str:
    """Return a text with a minus for each hyphen that stands before a figure."""
    return _HYPHEN.sub("−", text)


def colour_scale(names: Sequence[str], highlight: Collection[str] | None = None) -> alt.Scale:
    """Return the scale that gives each name its colour, by the rule of `palette.colours`.

    Raises:
        ValueError: if all names need a colour and there are too few.
    """
    given = colours(names, highlight)
    if highlight is None and len(given) > len(PALETTE):
        raise ValueError(f"{len(given)} kinds, but only {len(PALETTE)} can be told apart by colour")
    return alt.Scale(domain=list(given), range=list(given.values()))


def row_colour(column: str, names: Sequence[str], highlight: Collection[str], told: str) -> alt.Color:
    """Return the colour of rows: that of their names, or, if `told` names a column of true and false, of that."""
    if told:
        scale = alt.Scale(domain=[True, False], range=[SUBJECT, CONTEXT])
        return alt.Color(f"{told}:N", legend=None, scale=scale)
    return alt.Color(f"{column}:N", legend=None, scale=colour_scale(names, highlight))


def rows_axis(column: str, names: Sequence[str]) -> alt.Y:
    """Return an axis of named rows in the given order."""
    axis = alt.Axis(labelLimit=280, labelPadding=6, domain=False, ticks=False)
    return alt.Y(f"{column}:N", sort=list(names), title=None, axis=axis)


def padded(values: pd.Series, *others: float | None) -> tuple[float, float]:
    """Return the range of the values and of what else must be seen, with a margin of one twentieth."""
    seen = [*values.dropna(), *(other for other in others if other is not None)]
    low, high = min(seen), max(seen)
    margin = (high - low) / 20 or 1.0
    return low - margin, high + margin


def on_halo(chart: alt.Chart, **words: Any) -> list[alt.Chart]:
    """Write a chart's text on a halo of the paper's colour, so that a line behind it does not cross the figures."""
    return [
        chart.mark_text(**words, color=PAPER, stroke=PAPER, strokeWidth=5),
        chart.mark_text(**words, color=INK),
    ]


def reference_line(channel: str, value: float) -> Any:
    """Draw a dashed line at a value of `x` or `y`."""
    mark = alt.Chart(pd.DataFrame({"at": [value]})).mark_rule(color=MUTED, strokeDash=[4, 3])
    return mark.encode(x="at:Q") if channel == "x" else mark.encode(y="at:Q")


def year_rule(year: float, text: str) -> list[Any]:
    """Draw a dashed line at a year of `x`, with its label at the top."""
    label = alt.Chart(pd.DataFrame({"at": [year], "text": [text]})).mark_text(
        color=MUTED, align="left", baseline="top", dx=5, fontSize=12
    )
    return [reference_line("x", year), label.encode(x="at:Q", y=alt.value(2), text="text:N")]
