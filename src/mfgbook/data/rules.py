"""The rules that hold across rows and tables, as the descriptor declares them.

- `adds_up`: within each group, `column` adds up to `total`, give or take `tolerance` (in the column's unit).
- `parts_make_whole`: within each group, the rows other than `whole` (named in `column`) add up to its row, for each of
  `values`, give or take `tolerance_percent` of the whole. A group without the whole, or without parts, is not judged.
- `no_gaps`: within each group, the periods `along` (a year, or a year and a half) leave none out between the first and
  the last. A gap is noted, nothing is interpolated.
- foreign keys: each value stands in the other table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

from mfgbook.data.contract import Reference, Table
from mfgbook.data.faults import Fault, FaultyData
from mfgbook.data.files import read_rows
from mfgbook.errors import did_you_mean

HEADER_ROWS = 2  # a frame's row 0 is row 2 of the spreadsheet


def check(table: Table, frame: pd.DataFrame, known: Mapping[str, Table]) -> list[Fault]:
    """Return the faults and notes of a table whose cells are sound."""
    file = table.file.name
    found: list[Fault] = []
    for reference in table.references:
        found += _foreign_key(file, frame, reference, known)
    for rule in table.rules:
        found += RULES[rule["rule"]](file, frame, rule)
    return found


def _adds_up(file: str, frame: pd.DataFrame, rule: Mapping[str, Any]) -> Iterator[Fault]:
    column, total, tolerance = rule["column"], rule["total"], rule["tolerance"]
    for group, rows in _groups(frame, rule["within"]):
        added = rows[column].astype(float).sum(skipna=False)  # a group with a missing value is not judged
        if abs(added - total) > tolerance:
            yield Fault(
                file=file,
                row=_row(rows.index[0]),
                column=column,
                rule=f"adds up to {total}",
                message=f"the {len(rows)} values{group} add up to {added:g}, not to {total} (tolerance {tolerance}). "
                "Look for a missing, doubled or wrong row.",
            )


def _parts_make_whole(file: str, frame: pd.DataFrame, rule: Mapping[str, Any]) -> Iterator[Fault]:
    name, tolerance = rule["whole"], rule["tolerance_percent"]
    for group, rows in _groups(frame, rule["within"]):
        is_whole = rows[rule["column"]] == name
        if is_whole.sum() != 1 or is_whole.all():
            continue
        for column in rule["values"]:
            values = rows[column].astype(float)
            whole, parts = values[is_whole].iloc[0], values[~is_whole].sum(skipna=False)
            if abs(parts - whole) > abs(whole) * tolerance / 100:
                yield Fault(
                    file=file,
                    row=_row(rows.index[is_whole][0]),
                    column=column,
                    rule=f"parts make {name}",
                    message=f"{name} is {whole:,.10g}{group}, but its {len(rows) - 1} parts add up to {parts:,.10g} "
                    f"(tolerance {tolerance} %). Look for a missing, doubled or wrong row.",
                )


def _no_gaps(file: str, frame: pd.DataFrame, rule: Mapping[str, Any]) -> Iterator[Fault]:
    along = rule["along"]
    for group, rows in _groups(frame.dropna(subset=along), rule["within"]):
        series = rows.sort_values(along)[along]
        # Halves are counted through: the second half of a year stands next to the first half of the next.
        period = series[along[0]] if len(along) == 1 else series[along[0]] * 2 + series[along[1]]
        steps = period.to_numpy()[1:] - period.to_numpy()[:-1]
        for place in (steps > 1).nonzero()[0]:
            before, after = (" half ".join(map(str, series.iloc[at])) for at in (place, place + 1))
            yield Fault(
                file=file,
                row=_row(series.index[place + 1]),
                column=along[0],
                value=after,
                rule=f"no gaps along {' and '.join(along)}",
                message=f"the series{group} goes from {before} to {after}; what lies between is missing, "
                "and nothing is interpolated.",
                severity="note",
            )


def _foreign_key(file: str, frame: pd.DataFrame, reference: Reference, known: Mapping[str, Table]) -> Iterator[Fault]:
    rule = f"stands in {reference.table}"
    if reference.table not in known or reference.key not in known[reference.table].columns:
        message = (
            f"must stand in the column {reference.key} of the table {reference.table}, which there is not. "
            "Add it, or remove the foreign key."
        )
        yield Fault(file=file, column=reference.column, rule=rule, message=message)
        return
    other = known[reference.table]
    try:
        header, *rows = read_rows(other)
    except FaultyData:
        return  # told where that table is checked
    keys = {row[header.index(reference.key)] for row in rows if len(row) == len(header)}
    for value, places in frame.groupby(reference.column, sort=False).groups.items():
        if value != "" and str(value) not in keys:
            yield Fault(
                file=file,
                row=_row(places[0]),
                column=reference.column,
                value=str(value),
                rule=rule,
                message=f"{value!r} is not in {other.file.name} (column {reference.key})."
                f"{did_you_mean(str(value), keys)} Correct it here, or give a {other.file.name} that has a row for it.",
            )


def _groups(frame: pd.DataFrame, within: list[str]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the groups of a frame, each with its name as it follows a noun: " of country KOR"."""
    if not within:
        yield "", frame
        return
    for key, rows in frame.groupby(within, sort=False):
        yield " of " + ", ".join(f"{column} {value}" for column, value in zip(within, key, strict=True)), rows


def _row(index: Any) -> int:
    return int(index) + HEADER_ROWS


RULES: dict[str, Callable[[str, Any, Mapping[str, Any]], Iterator[Fault]]] = {
    "adds_up": _adds_up,
    "parts_make_whole": _parts_make_whole,
    "no_gaps": _no_gaps,
}
