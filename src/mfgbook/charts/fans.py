"""Where a series may go: simulated paths as fans, and a target that the reader can move."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from mfgbook.charts.base import INK, MUTED, Caption, finish, padded
from mfgbook.charts.palette import AMBER, CONTEXT, colour


def fans(
    record: pd.Series,
    paths: pd.DataFrame,
    caption: Caption,
    *,
    panel: str,
    unit: str,
    target: float,
    target_year: int,
    subject: str = "",
) -> alt.FacetChart:
    """Draw, panel by panel, a record and the band and median of simulated paths, with a target and its year.

    Args:
        record: values by year, the same in each panel.
        paths: one row for each panel and year, with `year`, `median`, `low`, `high`.
        caption: the chart's words.
        panel: column that names the panel; the panels stand in the order of the table.
        unit: of the values, for the tooltip.
        target: value of the horizontal mark.
        target_year: year of the vertical mark.
        subject: what the record is of, for its colour.
    """
    names = list(dict.fromkeys(paths[panel]))
    history = record.rename("record").rename_axis("year").reset_index()
    end = record.iloc[-1]  # where record and paths meet
    joint = pd.DataFrame({"year": [record.index[-1]], "median": [end], "low": [end], "high": [end]})
    parts = [
        pd.concat([history, joint, paths[paths[panel] == name]], ignore_index=True).assign(
            **{panel: name, "target": target, "target_year": target_year}
        )
        for name in names
    ]
    table = pd.concat(parts, ignore_index=True)
    years = [int(record.index.min()), int(table["year"].max())]
    scale = alt.Scale(domain=list(padded(table[["record", "low", "high"]].stack(), target)), nice=False, zero=False)
    x = alt.X(
        "year:Q",
        title=None,
        scale=alt.Scale(domain=years, nice=False, zero=False),
        axis=alt.Axis(format="d", tickMinStep=1, tickCount=4, labelOverlap=True, labelSeparation=6),
    )
    base = alt.Chart()

    def up(column: str) -> alt.Y:
        return alt.Y(f"{column}:Q", title=None, scale=scale)

    tooltip = [
        f"{panel}:N",
        alt.Tooltip("year:Q", format="d"),
        *(alt.Tooltip(f"{c}:Q", format=",.1f", title=f"{c}, {unit}") for c in ("median", "low", "high")),
    ]
    layers = [
        base.mark_rule(color=MUTED, strokeDash=[4, 3]).encode(y=alt.Y("min(target):Q", title=None, scale=scale)),
        base.mark_rule(color=INK, strokeWidth=1.2).encode(x=alt.X("min(target_year):Q")),
        base.mark_area(color=colour(subject), opacity=0.22).encode(x=x, y=up("low"), y2="high:Q"),
        base.mark_line(color=colour(subject), strokeWidth=2.2, strokeDash=[5, 3]).encode(x=x, y=up("median")),
        base.mark_line(color=INK, strokeWidth=2).encode(x=x, y=up("record")),
        base.mark_circle(size=60, opacity=0).encode(x=x, y=up("median"), tooltip=tooltip),
    ]
    chart = alt.layer(*layers, data=table).properties(width=290, height=170)
    header = alt.Header(title=None, labelAnchor="start", labelLimit=290)
    facet = chart.facet(facet=alt.Facet(f"{panel}:N", sort=names, header=header), columns=2, spacing=20)
    figures = {column: f"{column}, {unit}" for column in ("record", "median", "low", "high")}
    return finish(facet.resolve_axis(x="independent"), caption, columns={panel: panel, "year": "year"} | figures)


def target_slider(
    record: pd.Series,
    caption: Caption,
    *,
    target: float,
    target_year: int,
    unit: str,
    subject: str = "",
    reach: int = 15,
    height: int = 360,
) -> alt.LayerChart:
    """Draw a record and the path of even growth that a target needs, with sliders for the target and its year.

    Moving a slider recomputes in the page, from the last year of the record on, the growth a year that the target
    needs, and how many years of the record grew at least so fast. Without sliders, in print or in a picture, the chart
    shows the target that it is given.

    Args:
        record: positive values by year, at least two years.
        caption: the chart's words.
        target: value where the first slider starts.
        target_year: year where the second slider starts, after the record's last.
        unit: of the values and the target.
        subject: what the record is of, for its colour.
        reach: years beyond the target year that the second slider goes.
        height: of the whole picture, in pixels.
    """
    first, last, level = int(record.index[0]), int(record.index[-1]), float(record.iloc[-1])
    mean = (level / float(record.iloc[0])) ** (1 / (last - first)) - 1
    top = 5 * round(2 * max(target, level) / 5)
    aim = alt.param(name="target", value=target, bind=alt.binding_range(min=round(level), max=top, step=1, name=unit))
    when = alt.param(
        name="year", value=target_year, bind=alt.binding_range(min=last + 1, max=target_year + reach, step=1, name="By")
    )
    needed = f"(pow(target / {level}, 1 / (year - {last})) - 1)"
    years = pd.DataFrame({"at": range(first, target_year + reach + 1)})
    x = alt.X(
        "at:Q",
        title=None,
        scale=alt.Scale(domain=[first, target_year + reach], nice=False, zero=False),
        axis=alt.Axis(format="d", tickMinStep=1, tickCount=8, labelOverlap=True),
    )
    top_value = alt.ExprRef(f"1.12 * max(target, {level})")
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, top_value], nice=False))
    history = record.rename("value").rename_axis("at").reset_index()
    history["growth"] = history["value"].pct_change()
    ahead = alt.Chart(years[years["at"] >= last])
    path = ahead.transform_calculate(value=f"{level} * pow(1 + {needed}, datum.at - {last})")
    even = ahead.transform_calculate(value=f"{level} * pow({1 + mean}, datum.at - {last})")
    inside = f"datum.value <= 1.12 * max(target, {level})"
    goal = alt.Chart(pd.DataFrame({"start": [last]})).transform_calculate(at="year", value="target")
    verdict = (
        alt.Chart(history[["at", "growth"]].dropna())
        .transform_calculate(fast=f"datum.growth >= {needed} ? 1 : 0")
        .transform_aggregate(fast="sum(fast)", all="count()")
        .transform_calculate(
            words=f"[format(100 * {needed}, '.1f') + ' % a year needed', "
            f"'{100 * mean:.1f} % a year on record', "
            "'at least so fast in ' + datum.fast + ' of ' + datum.all + ' years']"
        )
    )
    words: dict[str, Any] = {"align": "right", "baseline": "top", "fontSize": 13, "lineHeight": 18}
    layers = [
        even.transform_filter(inside).mark_line(color=CONTEXT, strokeWidth=1.6, strokeDash=[2, 3]).encode(x=x, y=y),
        path.transform_filter("datum.at <= year").mark_line(color=AMBER, strokeWidth=2.2).encode(x=x, y=y),
        alt.Chart(history)
        .mark_line(color=colour(subject), strokeWidth=2.4)
        .encode(x=x, y=y, tooltip=[alt.Tooltip("at:Q", format="d"), alt.Tooltip("value:Q", format=",.1f", title=unit)]),
        goal.mark_circle(color=AMBER, size=90, opacity=1).encode(x=x, y=y),
        goal.mark_text(align="right", dx=5, dy=-14, fontSize=12, color=INK)  # inside the frame in the last year too
        .encode(x=x, y=y, text=alt.Text("label:N"))
        .transform_calculate(label="format(target, ',.0f') + ' in ' + year"),
        verdict.mark_text(color=INK, **words).encode(
            x=alt.value(alt.expr("width - 8")), y=alt.value(alt.expr("height - 66")), text="words:N"
        ),
    ]
    return finish(alt.layer(*layers).add_params(aim, when), caption, height)
