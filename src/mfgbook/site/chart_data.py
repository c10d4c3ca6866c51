"""The data of a chart: only what it uses, written short, and which of them a reader would call its data."""

from __future__ import annotations

import copy
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Spec = dict[str, Any]
Rows = list[dict[str, Any]]

_COMPOSED = ("layer", "hconcat", "vconcat", "concat")
_FACETS = ("facet", "row", "column")
_NAMING = ("nominal", "ordinal")
_DECIMALS = re.compile(r"\.(\d+)f")
_DIGITS, _LEAST_DECIMALS = 6, 3


def separate(spec: Spec) -> tuple[Spec, dict[str, Rows]]:
    """Return a specification without its rows, and its data sets by names of two characters or so.

    Data sets keep the columns that the specification names, their figures rounded beyond what a picture or a tooltip
    shows: to six digits, and to three decimals at least.
    """
    spec = copy.deepcopy(spec)
    given = spec.pop("datasets", {})
    names, datasets = {name: f"d{place}" for place, name in enumerate(given)}, {}
    for source in _sources(spec):
        if isinstance(source.get("values"), list):
            name = f"d{len(names)}"
            names[name], given = name, given | {name: source.pop("values")}
            source["name"] = name
        elif source.get("name") in given:
            source["name"] = names[source["name"]]
    said = "\n".join(_texts(spec)).replace("\\", "")
    for name, rows in given.items():
        datasets[names[name]] = [_used(row, said) if isinstance(row, dict) else row for row in rows]
    return spec, datasets


def in_columns(rows: Rows) -> Any:
    """Return the values of rows by column; the rows themselves where they do not all have the same plain columns."""
    columns = list(rows[0]) if rows and isinstance(rows[0], dict) else []
    plain = (str, int, float, bool, type(None))
    alike = all(
        isinstance(row, dict) and list(row) == columns and all(isinstance(value, plain) for value in row.values())
        for row in rows
    )
    return {column: [row[column] for row in rows] for column in columns} if columns and alike else rows


def table(spec: Spec, datasets: Mapping[str, Rows], columns: Mapping[str, str] | None = None) -> Spec | None:
    """Return which data sets and columns are the chart's data, for whoever wants them as a table.

    They are what the chart shows to the pointer, with what names it: panels, rows, colours. A chart that says its
    columns itself is believed, and one that shows nothing to the pointer has what its marks encode.

    Args:
        spec: a specification that `separate` returned.
        datasets: its data sets.
        columns: headings by column, where the chart says them.

    Returns:
        `sets`, names of data sets with these columns, and `columns`, each with its name, heading and decimals;
        None if the chart has no such data.
    """
    views = [view for view in _unit_views(spec, "", {}) if view[0] in datasets]
    shown = [view for view in views if _tooltips(view[1])] or views
    if not shown:
        return None
    fields = _fields(shown)
    wanted = columns or {field: heading for field, (heading, _) in fields.items()}
    having = {name: set(rows[0]) if rows and isinstance(rows[0], dict) else set() for name, rows in datasets.items()}
    order = dict.fromkeys(name for name, _ in shown)
    largest = max(order, key=lambda name: (len(set(wanted) & having[name]), len(datasets[name])))
    kept = [field for field in wanted if field in having[largest]]
    sets = [name for name in order if kept and set(kept) <= having[name]]
    described = [[field, wanted[field], fields.get(field, ("", None))[1]] for field in kept]
    return {"sets": sets, "columns": described} if described else None


def changes(before: Any, after: Any, path: Sequence[str | int] = ()) -> list[list[Any]]:
    """Return what turns one JSON value into another: a path and the value to put there; a path alone takes out."""
    if isinstance(before, dict) and isinstance(after, dict):
        found = [[[*path, key]] for key in before if key not in after]
        for key, value in after.items():
            found += changes(before[key], value, [*path, key]) if key in before else [[[*path, key], value]]
        return found
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [change for place, pair in pairs for change in changes(*pair, [*path, place])]
    return [] if before == after else [[list(path), after]]


def _used(row: dict[str, Any], said: str) -> dict[str, Any]:
    return {name: _rounded(value) for name, value in row.items() if _is_said(str(name), said)}


def _is_said(name: str, said: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said) is not None


def _rounded(value: Any) -> Any:
    if not isinstance(value, float) or not math.isfinite(value):
        return value
    decimals = _DIGITS - 1 - math.floor(math.log10(abs(value))) if value else 0
    rounded = round(value, max(decimals, _LEAST_DECIMALS))
    return int(rounded) if rounded.is_integer() else rounded


def _sources(spec: Any) -> Iterator[Spec]:
    """Yield every object that says where data come from."""
    if isinstance(spec, dict):
        if isinstance(spec.get("data"), dict):
            yield spec["data"]
        spec = [value for key, value in spec.items() if key != "data"]
    if isinstance(spec, list):
        for part in spec:
            yield from _sources(part)


def _texts(spec: Any) -> Iterator[str]:
    """Yield every text in a specification but words about it."""
    if isinstance(spec, str):
        yield spec
    elif isinstance(spec, dict):
        for key, value in spec.items():
            if key not in ("title", "description", "usermeta"):
                yield from _texts(value)
    elif isinstance(spec, list):
        for part in spec:
            yield from _texts(part)


def _unit_views(spec: Spec, data: str, encoding: Spec) -> Iterator[tuple[str, Spec]]:
    """Yield the data set and the encoding of every view with a mark, with what it has from the views around it."""
    data = (spec.get("data") or {}).get("name", data)
    facet = spec.get("facet", {})
    facets = {"facet": facet} if "field" in facet else facet
    encoding = encoding | facets | spec.get("encoding", {})
    if "mark" in spec:
        yield data, encoding
    inner = [spec["spec"]] if isinstance(spec.get("spec"), dict) else []
    for view in [*inner, *(view for key in _COMPOSED for view in spec.get(key, []))]:
        yield from _unit_views(view, data, encoding)


def _tooltips(encoding: Spec) -> list[Spec]:
    tooltip = encoding.get("tooltip", [])
    return [
        one for one in (tooltip if isinstance(tooltip, list) else [tooltip]) if isinstance(one, dict) and "field" in one
    ]


def _fields(views: Sequence[tuple[str, Spec]]) -> dict[str, tuple[str, int | None]]:
    """Return the heading and the decimals of each field that views show, in the order of a table."""
    tooltips = [one for _, encoding in views for one in _tooltips(encoding)]
    encoded = [
        (channel, one)
        for _, encoding in views
        for channel, value in encoding.items()
        for one in (value if isinstance(value, list) else [value])
        if channel != "tooltip"
        and isinstance(one, dict)
        and isinstance(one.get("field"), str)
        and "aggregate" not in one
    ]
    naming = [one for channel, one in encoded if channel in _FACETS or one.get("type") in _NAMING]
    shown = [*naming, *(tooltips or [one for _, one in encoded])]
    titles = {one["field"]: one["title"] for one in [one for _, one in encoded] + tooltips if one.get("title")}
    decimals = {one["field"]: places for one in tooltips if (places := _places(one.get("format"))) is not None}
    ordered = dict.fromkeys(one["field"].replace("\\", "") for one in shown)
    return {field: (_heading(titles.get(field, field)), decimals.get(field)) for field in ordered}


def _places(form: Any) -> int | None:
    match = _DECIMALS.search(form) if isinstance(form, str) else None
    return int(match[1]) if match else None


def _heading(title: Any) -> str:
    return json.dumps(title, ensure_ascii=False) if not isinstance(title, str) else title
