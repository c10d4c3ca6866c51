"""From a service's observations to the rows of a table, as its entry "refresh" says."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from mfgbook.data.contract import Field, Table
from mfgbook.errors import BookError, did_you_mean, listed
from mfgbook.sources.service import Observation, shown

Key = tuple[str, ...]
Row = dict[str, str]

MONTHS = 12
LISTED = 8
_FORMULA = ("=", "+", "-", "@")


def tabulated(table: Table, observations: Iterable[Observation]) -> tuple[list[Row], list[str]]:
    """Return the rows of a table, every cell as text, and what is to be told of what was left out.

    A missing figure makes no row, but where a row has several figures it leaves its cell empty.

    Raises:
        BookError: if the observations lack what the entry names, contradict each other, hold no figure for a column,
            or hold text that could do harm.
    """
    refresh = table.entry["refresh"]
    fields = {field.name: field for field in table.fields}
    figures: dict[str, dict[Key, list[Observation]]] = {column: defaultdict(list) for column in refresh["values"]}
    unnamed: dict[str, set[str]] = defaultdict(set)
    for observation in observations:
        columns = [column for column, where in refresh["values"].items() if _belongs(observation, where)]
        key = _key(observation, refresh, fields, unnamed) if columns else None
        if key is not None:
            for column in columns:
                figures[column][key].append(observation)
    notes = [_left_out(column, codes) for column, codes in unnamed.items()]
    rows: dict[Key, Row] = {}
    for column, by_key in figures.items():
        held = _values(by_key, refresh, notes)
        if not held:
            raise BookError(
                f"The service gives no figure for the column {column}: all are missing, or none fits. Check values "
                "and codes in the table's refresh entry, and look at the raw answer; if all is right, try again later."
            )
        for key, value in held.items():
            row = rows.setdefault(key, dict(zip(refresh["columns"], key, strict=True)))
            row[column] = _written(value, refresh.get("digits"))
    return [{column: row.get(column, "") for column in table.columns} for row in rows.values()], notes


def in_order(table: Table, rows: Iterable[Row], before: Sequence[Mapping[str, str]]) -> list[Row]:
    """Return rows by their key: numbers rising, texts as the table had them before, new ones last."""
    numeric = {field.name for field in table.fields if field.type in ("integer", "number")}
    columns = table.primary_key or table.columns
    # A text stands where it stood below the same parts of the key; where those are new, as in the table as a whole.
    below: dict[Key, int] = {}
    alone: dict[tuple[str, str], int] = {}
    for number, row in enumerate(before):
        for depth, column in enumerate(columns, start=1):
            below.setdefault(tuple(row[part] for part in columns[:depth]), number)
            alone.setdefault((column, row[column]), number)

    def place(row: Row) -> list[Any]:
        places: list[Any] = []
        for depth, column in enumerate(columns, start=1):
            if column in numeric:
                places.append(Decimal(row[column] or 0))
                continue
            here = below.get(tuple(row[part] for part in columns[:depth]), len(before))
            places += [here, alone.get((column, row[column]), len(before)), row[column]]
        return places

    return sorted(rows, key=place)


def as_csv(table: Table, rows: Iterable[Row]) -> str:
    """Return a table's file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, table.columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _belongs(observation: Observation, where: Mapping[str, str]) -> bool:
    return all(_named(observation, name) == code for name, code in where.items())


def _named(observation: Observation, name: str) -> str:
    """Return what an observation holds under a name of the service."""
    if observation.get(name) is None:
        names = [held for held in observation if held != "value"]
        raise BookError(
            f"The service's answer has no {name}.{did_you_mean(name, names)} It holds {listed(names)}. Correct the "
            "name in the table's refresh entry; if it is right, the service has changed its answers."
        )
    return str(observation[name])


def _key(
    observation: Observation, refresh: Mapping[str, Any], fields: Mapping[str, Field], unnamed: dict[str, set[str]]
) -> Key | None:
    """Return the cells of a row besides its figures, or None where a code is not one that the table names."""
    cells = []
    for column, name in refresh["columns"].items():
        text = _named(observation, name)
        if column in refresh.get("codes", {}):
            if text not in refresh["codes"][column]:
                unnamed[column].add(text)
                return None
            text = refresh["codes"][column][text]
        else:
            _harmless(text, fields[column])
        cells.append(text)
    return tuple(cells)


def _harmless(text: str, field: Field) -> None:
    """Refuse text that a spreadsheet would compute, a browser would run, or nobody can see.

    The first two are taken where the contract confines the column to such text by an enum or a pattern.
    """
    if not text.isprintable():
        raise BookError(
            f"The service sends control characters for the column {field.name}: {shown(text)}. It is refused."
        )
    pattern, choices = field.constraints.get("pattern"), field.constraints.get("enum")
    allowed = bool(pattern and re.fullmatch(pattern, text)) or bool(choices and text in map(str, choices))
    if allowed or field.type in ("integer", "number"):
        return
    what = "a formula of a spreadsheet" if text.lstrip().startswith(_FORMULA) else ""
    what = "markup" if "<" in text or ">" in text else what
    if what:
        raise BookError(
            f"The service sends {shown(text)} for the column {field.name}, which could be taken for {what}. It is "
            "refused. If it is meant so, give the column a pattern or an enum that allows it."
        )


def _values(
    by_key: Mapping[Key, Sequence[Observation]], refresh: Mapping[str, Any], notes: list[str]
) -> dict[Key, Decimal]:
    """Return the figure of each row that has one."""
    values, short = {}, []
    for key, observations in by_key.items():
        if refresh.get("yearly"):
            months = {
                one["month"]: one["value"] for one in observations if one.get("month") and one["value"] is not None
            }
            _agree(key, [one for one in observations if one.get("month")], by_month=True)
            if len(months) == MONTHS:
                values[key] = sum(months.values(), Decimal()) / MONTHS
            else:
                short.append(f"{', '.join(key)} ({len(months)} of {MONTHS} months)")
        else:
            _agree(key, observations)
            if observations[0]["value"] is not None:
                values[key] = observations[0]["value"]
    if short:
        more = f" and {len(short) - LISTED} more" if len(short) > LISTED else ""
        notes.append(f"Years that are not whole are left out: {'; '.join(short[:LISTED])}{more}.")
    return values


def _agree(key: Key, observations: Sequence[Observation], by_month: bool = False) -> None:
    """Refuse two different figures for one cell."""
    seen: dict[Any, Decimal | None] = {}
    for one in observations:
        period = one["month"] if by_month else None
        if seen.setdefault(period, one["value"]) != one["value"]:
            raise BookError(
                f"The service gives two figures for {', '.join(key)}: {seen[period]} and {one['value']}. The refresh "
                "entry does not tell them apart: name one more of the service's codes in columns, values or queries."
            )


def _written(value: Decimal, digits: int | None) -> str:
    if digits is not None:
        value = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN)
    return f"{value.normalize():f}" if value else "0"


def _left_out(column: str, codes: set[str]) -> str:
    names = [shown(code) for code in sorted(codes)]
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return f"Left out, as the refresh entry does not name their codes for {column}: {', '.join(names[:LISTED])}{more}."
