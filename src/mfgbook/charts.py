"""The book's charts: one theme, one caption, and a few builders on Altair.

Every builder takes a tidy table and the names of its columns and returns a chart with a title, a subtitle with unit and
period, a source line and a text alternative. Nothing here reads a file; `enable` registers the theme and the renderer,
which are global by nature, and stands as one visible line at the top of a notebook.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import vl_convert
from IPython.display import HTML

WIDTH = 680
INK, MUTED, GRID = "#333333", "#6b6b6b", "#dddddd"

# Okabe and Ito (2008), safe for colour-blind readers; the order is the order of use.
SUBJECT = "#0072b2"
CONTEXT = "#767676"
ACCENT = "#d55e00"
PALETTE = (SUBJECT, ACCENT, "#009e73", "#cc79a7", "#b07d00", "#56b4e9", CONTEXT)

_FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Malgun Gothic', 'Apple SD Gothic Neo', NanumGothic, sans-serif"
_MIME = "application/vnd.vegalite.v6+json"


@dataclass(frozen=True)
class Caption:
    """What a chart says around its picture.

    Attributes:
        id: name of the chart in its page, for links.
        title: what it shows, as a sentence where the data allow one.
        subtitle: unit and period.
        source: the tables and offices behind it.
        alt: text alternative: what a reader who cannot see the picture should know.
    """

    id: str
    title: str
    subtitle: str
    source: str
    alt: str


def enable() -> None:
    """Register and switch on the book's theme and renderer for this kernel."""
    alt.theme.register("mfgbook", enable=True)(_theme)
    alt.renderers.register("mfgbook", _render)
    alt.renderers.enable("mfgbook")


def _theme() -> alt.theme.ThemeConfig:
    text: Any = {"font": _FONT, "fontSize": 12, "color": INK}
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
    """Return what a chart leaves in a notebook: the specification, a picture of it and its text alternative."""
    return {
        _MIME: spec,
        "image/svg+xml": vl_convert.vegalite_to_svg(spec),
        "text/plain": spec.get("description", ""),
    }


def _finish(chart: Any, caption: Caption, height: int | None = None) -> Any:
    """Put the caption on a chart and give a single or layered view the book's width."""
    properties: dict[str, Any] = {
        "title": alt.TitleParams(text=textwrap.wrap(caption.title, 84), subtitle=textwrap.wrap(caption.subtitle, 110)),
        "description": caption.alt,
        "usermeta": {"id": caption.id, "source": f"Source: {caption.source}"},
    }
    if height is not None:
        properties |= {
            "width": WIDTH,
            "height": height,
            "autosize": alt.AutoSizeParams(type="fit", contains="padding"),
        }
    return chart.properties(**properties)


def _colours(names: Sequence[str], highlight: Collection[str]) -> alt.Scale:
    """Give highlighted names the palette's strong colours in their own order, and all others the colour of context."""
    strong = {name: PALETTE[i % (len(PALETTE) - 1)] for i, name in enumerate(n for n in highlight if n in names)}
    return alt.Scale(domain=list(names), range=[strong.get(name, CONTEXT) for name in names])


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


def _hover(field: str) -> Any:
    """Return the selection that makes the nearest series stand out."""
    return alt.selection_point(fields=[field], on="pointerover", nearest=True, empty=True, clear="pointerout")


def _years(column: str, first: int, last: int) -> alt.X:
    """Return an axis of whole years that starts and ends with the data."""
    return alt.X(
        f"{column}:Q",
        title=None,
        scale=alt.Scale(domain=[first, last], nice=False, zero=False),
        axis=alt.Axis(format="d", tickMinStep=1, tickCount=8, labelOverlap=True),
    )


def _with_gaps(table: pd.DataFrame, x: str, keys: Sequence[str]) -> pd.DataFrame:
    """Add an empty row for each whole year missing inside a series, so that a line breaks there."""
    parts = []
    for key, part in table.groupby(list(keys), sort=False):
        years = range(int(part[x].min()), int(part[x].max()) + 1)
        names: dict[str, Any] = dict(zip(keys, key, strict=True))
        parts.append(part.set_index(x).reindex(pd.Index(years, name=x)).assign(**names).reset_index())
    return pd.concat(parts, ignore_index=True)


def _padded(values: pd.Series, *others: float | None) -> tuple[float, float]:
    """Return the range of the values and of what else must be seen, with a margin of one twentieth."""
    seen = [*values.dropna(), *(other for other in others if other is not None)]
    low, high = min(seen), max(seen)
    margin = (high - low) / 20 or 1.0
    return low - margin, high + margin


def _reference_line(channel: str, value: float) -> Any:
    mark = alt.Chart(pd.DataFrame({"at": [value]})).mark_rule(color=MUTED, strokeDash=[4, 3])
    return mark.encode(x="at:Q") if channel == "x" else mark.encode(y="at:Q")


def _year_rule(x: str, year: float, text: str) -> list[Any]:
    base = alt.Chart(pd.DataFrame({x: [year], "rule": [text]}))
    rule = base.mark_rule(color=MUTED, strokeDash=[4, 3]).encode(x=f"{x}:Q")
    label = base.mark_text(color=MUTED, align="left", baseline="top", dx=5, fontSize=12)
    return [rule, label.encode(x=f"{x}:Q", y=alt.value(2), text="rule:N")]


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
        highlight: series in strong colours; the others are context.
        height: of the whole picture, in pixels.
        rules: vertical marks, each a year and its label.
        reference: value of a horizontal reference line.
        pieces: column whose values break a series into lines that do not meet.
    """
    keys = [series, pieces] if pieces else [series]
    table = _with_gaps(table, x, keys)
    names = list(dict.fromkeys(table[series]))
    hover = _hover(series)
    low, high = _padded(table[y], reference)
    scale = alt.Scale(domain=[low, high], zero=False, nice=False)
    first, last = int(table[x].min()), int(table[x].max())
    colour = alt.Color(f"{series}:N", scale=_colours(names, highlight), legend=None)
    base = alt.Chart(table)
    line = base.mark_line(strokeWidth=2.2).encode(
        x=_years(x, first, last),
        y=alt.Y(f"{y}:Q", title=None, scale=scale),
        color=colour,
        detail=[f"{key}:N" for key in keys],
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
    ends["end_label"] = ["\n".join(textwrap.wrap(name, 20)) for name in ends[series]]
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
        layers.insert(0, _reference_line("y", reference))
    for year, text in rules:
        layers[:0] = _year_rule(x, year, text)
    return _finish(alt.layer(*layers), caption, height)


def _rows(column: str, names: Sequence[str]) -> alt.Y:
    """Return an axis of named rows in the given order."""
    return alt.Y(f"{column}:N", sort=list(names), title=None, axis=alt.Axis(labelLimit=280, domain=False, ticks=False))


def _subject_colour(column: str, names: Sequence[str], highlight: Collection[str]) -> alt.Color:
    """Return the subject's colour for highlighted rows and the colour of context for the others."""
    colours = [SUBJECT if name in highlight else CONTEXT for name in names]
    return alt.Color(f"{column}:N", legend=None, scale=alt.Scale(domain=list(names), range=colours))


def intervals(
    table: pd.DataFrame,
    label: str,
    value: str,
    caption: Caption,
    *,
    low: str = "",
    high: str = "",
    highlight: Collection[str] = (),
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
        highlight: labels in the subject's colour.
        reference: value of a vertical reference line.
        digits: decimals of the figures written beside the dots.
    """
    names = list(table[label])
    spans = [table[column] for column in (low, high) if column]
    domain = _padded(pd.concat([table[value], *spans]), reference)
    rows, colour = _rows(label, names), _subject_colour(label, names, highlight)
    base = alt.Chart(table)
    x = alt.X(f"{value}:Q", title=None, scale=alt.Scale(domain=list(domain), nice=False, zero=False))
    tooltip = [f"{label}:N", *(alt.Tooltip(f"{c}:Q", format=f".{digits}f") for c in (value, low, high) if c)]
    layers: list[Any] = []
    if reference is not None:
        layers.append(_reference_line("x", reference))
    if low and high:
        span = base.mark_rule(strokeWidth=2.5).encode(x=x, x2=f"{high}:Q", y=rows, color=colour, tooltip=tooltip)
        layers.append(span.encode(x=alt.X(f"{low}:Q", title=None)))
    layers.append(base.mark_circle(size=110, opacity=1).encode(x=x, y=rows, color=colour, tooltip=tooltip))
    figures = base.mark_text(dy=-12, fontSize=12, color=INK)
    layers.append(figures.encode(x=x, y=rows, text=alt.Text(f"{value}:Q", format=f".{digits}f")))
    return _finish(alt.layer(*layers), caption, height=70 + 38 * len(names))


def bars(
    table: pd.DataFrame,
    label: str,
    value: str,
    caption: Caption,
    *,
    highlight: Collection[str] = (),
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
        highlight: labels in the subject's colour.
        digits: decimals of the figures.
        second: column of a second value, drawn as a tick on the same axis (an earlier year, a benchmark).
        second_name: what the tick means, for the tooltip.
    """
    names = list(table[label])
    table = table.assign(outside=table[value].where(table[value] >= 0, 0))
    seen = pd.concat([table[value], table[second]]) if second else table[value]
    low, high = min(0.0, float(seen.min())), max(0.0, float(seen.max()))
    margin = (high - low) * 0.08 or 1.0
    domain = [low - (margin / 4 if low < 0 else 0), high + margin]
    rows, colour = _rows(label, names), _subject_colour(label, names, highlight)
    x = alt.X(f"{value}:Q", title=None, scale=alt.Scale(domain=domain, nice=False))
    base = alt.Chart(table)
    tooltip = [f"{label}:N", alt.Tooltip(f"{value}:Q", format=f".{digits}f")]
    if second:
        tooltip.append(alt.Tooltip(f"{second}:Q", format=f".{digits}f", title=second_name))
    layers: list[Any] = [
        base.mark_bar(height=alt.RelativeBandSize(0.66)).encode(x=x, y=rows, color=colour, tooltip=tooltip)
    ]
    if second:
        tick = base.mark_tick(color=ACCENT, thickness=3, height=alt.RelativeBandSize(0.8))
        layers.append(tick.encode(x=alt.X(f"{second}:Q", title=None), y=rows, tooltip=tooltip))
    outside = f"max(datum['{value}'], 0{f', datum[{second!r}]' if second else ''})"
    figures = base.transform_calculate(label_x=outside).mark_text(align="left", dx=6, fontSize=12, color=INK)
    layers.append(figures.encode(x="label_x:Q", y=rows, text=alt.Text(f"{value}:Q", format=f".{digits}f")))
    layers.append(_reference_line("x", 0).mark_rule(color=MUTED))
    return _finish(alt.layer(*layers), caption, height=50 + 30 * len(names))


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
            scale=alt.Scale(domain=[-reach, 0, reach], range=[ACCENT, "#f1ede6", SUBJECT]),
            legend=alt.Legend(gradientLength=220, format=f".{digits}f"),
        )
    )
    layers: list[Any] = [cells]
    if marked:
        dots = base.transform_filter(alt.datum[marked]).mark_circle(size=9, color="#1a1a1a", opacity=0.8)
        layers.append(dots)
    return _finish(alt.layer(*layers), caption, height)


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
        table: one row for each panel and position.
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
    first, last = float(np.floor(table[x].min())), float(np.ceil(table[x].max()))
    values = pd.concat([table[column] for column in (y, low, high, context) if column])
    scale = alt.Scale(domain=list(_padded(values, reference)), nice=False, zero=False)
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
        layers.append(base.mark_rule(color=ACCENT, strokeWidth=1.2).encode(x=alt.X(f"min({rule}):Q")))
    layers.append(base.mark_line(color=SUBJECT, strokeWidth=2.2).encode(x=across, y=up))
    dots = base.mark_point(color=SUBJECT, size=26, opacity=1, strokeWidth=1.5).encode(x=across, y=up, tooltip=tooltip)
    if points:
        kinds = list(dict.fromkeys(table[points]))
        fill = alt.Scale(domain=kinds, range=[SUBJECT, "#ffffff"][: len(kinds)])
        picked = alt.selection_point(fields=[points], bind="legend")
        dots = dots.encode(
            fill=alt.Fill(f"{points}:N", scale=fill, title=None, legend=alt.Legend(symbolStrokeColor=SUBJECT)),
            opacity=alt.condition(picked, alt.value(1), alt.value(0.1)),
        ).add_params(picked)
    else:
        dots = dots.encode(fill=alt.value(SUBJECT), size=alt.value(12))
    layers.append(dots)
    chart = alt.layer(*layers, data=table).properties(width=190, height=130)
    header = alt.Header(title=None, labelAnchor="start", labelLimit=190)
    facet = chart.facet(facet=alt.Facet(f"{panel}:N", sort=names, header=header), columns=3, spacing=18)
    return _finish(facet.resolve_axis(x="independent"), caption)


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
    x = alt.X(f"{value}:Q", title=None, scale=alt.Scale(domain=list(_padded(table[value])), nice=False, zero=False))
    rows = _rows(row, names)
    tooltip = [f"{name}:N", alt.Tooltip(f"{value}:Q", format=f".{digits}f")]
    others = alt.Chart(table[~table[subject]]).mark_tick(color=CONTEXT, opacity=0.55, height=alt.RelativeBandSize(0.45))
    own = alt.Chart(table[table[subject]])
    layers = [
        _reference_line("x", 0),
        others.encode(x=x, y=rows, tooltip=tooltip),
        own.mark_circle(size=130, color=SUBJECT, opacity=1).encode(x=x, y=rows, tooltip=tooltip),
        own.mark_text(dy=-14, fontSize=12, color=INK).encode(
            x=x, y=rows, text=alt.Text(f"{value}:Q", format=f".{digits}f")
        ),
    ]
    return _finish(alt.layer(*layers), caption, height=60 + 42 * len(names))


def table(frame: pd.DataFrame, caption: Caption, digits: Mapping[str, int] | None = None) -> HTML:
    """Show a table with the same words around it as a chart.

    Args:
        frame: the table as it shall be read; its column names are the headings.
        caption: the table's words; the text alternative is not needed, since a table is text.
        digits: decimals of each numeric column that has any; a missing value is shown as a dash.
    """
    numeric = [pd.api.types.is_numeric_dtype(frame[column]) for column in frame]
    kinds = [f' class="{_kind(frame[column], number)}"' for column, number in zip(frame, numeric, strict=True)]
    head = "".join(f'<th scope="col"{kind}>{escape(str(name))}</th>' for name, kind in zip(frame, kinds, strict=True))
    decimals = [(digits or {}).get(str(name), 0) for name in frame]
    rows = [
        "".join(
            f"<td{kind}>{escape(_cell(value, number, places))}</td>"
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
        + f'</tbody></table></div><p class="source">Source: {escape(caption.source)}</p></figure>'
    )


def _kind(column: pd.Series, number: bool) -> str:
    """Say how a column is set: figures to the right, short text on one line, long text with room for its words."""
    if number:
        return "number"
    return "short" if column.astype(str).str.len().max() <= 12 else "text"


def _cell(value: Any, number: bool, digits: int) -> str:
    if pd.isna(value):
        return "–"
    return f"{value:,.{digits}f}".replace("-", "−") if number else str(value)
