"""Check tables against the contract, and say for every fault where it is and what to do.

A table can fail in its file, its header, its cells (checked by frictionless), or across its rows. A stage runs only
when the one before found nothing, so that one mistake is told once.
Rows are numbered as a spreadsheet shows them: the header is row 1.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd
from frictionless import Resource

from mfgbook.data import contract, rules
from mfgbook.data.contract import DESCRIPTOR, Field, Table
from mfgbook.data.descriptor import as_list
from mfgbook.data.faults import Fault, FaultyData, fault_in, quoted, stop_at
from mfgbook.data.files import SAVE_AS_CSV, read_file
from mfgbook.data.frames import typed
from mfgbook.data.spreadsheets import Rows, is_blank, is_error, is_shortened, remedy
from mfgbook.errors import did_you_mean, listed
from mfgbook.texts import hidden_letter

NOT_CSV = {".tsv", ".txt", ".xls", ".xlsx"}
TYPE_WORDS = {"integer": "a whole number", "number": "a number", "boolean": "true or false"}
LIMITS = {"integer": 2**63 - 1, "number": sys.float_info.max}


def check_folder(folder: Path | None = None) -> list[Fault]:
    """Check the tables of a user's folder, or the shipped ones, and return every fault and note.

    Raises:
        BookError: if the folder does not exist.
    """
    if folder is not None:
        folder = contract.data_folder(folder)
    try:
        known = contract.tables(folder or "")
    except FaultyData as broken:
        return list(broken.faults)
    place = folder or contract.shipped_folder()
    held = {name for name, table in known.items() if table.overlaid or place == contract.shipped_folder()}
    if not held:
        inside = [path.name for path in sorted(place.iterdir()) if contract.holds_tables(path)]
        nearer = f" Its folder {listed(inside, last=' or ')} holds some: did you mean that?" if inside else ""
        message = (
            f"holds no table.{nearer} Put CSV files there, named like the shipped ones ({', '.join(known)}), or a "
            f"{DESCRIPTOR}."
        )
        faults = [Fault(file=place.name, rule="tables", message=message)]
    else:
        # A shipped table that points into a table of this folder can break by it.
        touched = [name for name, table in known.items() if name in held or held & {r.table for r in table.references}]
        faults = [fault for name in touched for fault in check_table(known[name], known)]
    return faults + list(_confused_tables(held, known)) + list(_unused_files(place, known))


def require_sound(folder: Path, say: Callable[[str], object] = lambda line: None) -> None:
    """Check a user's folder as a whole before it is used: a misnamed table would be left out without a word.

    Args:
        folder: the folder.
        say: gets each note, such as a gap in a series.

    Raises:
        FaultyData: listing the faults.
        BookError: if there is no such folder.
    """
    found = check_folder(folder)
    for fault in found:
        if fault.severity == "note":
            say(str(fault))
    faults = [fault for fault in found if fault.severity == "fault"]
    if faults:
        raise FaultyData(faults, f"The tables in {folder} break the contract:")


def check_table(table: Table, known: Mapping[str, Table]) -> list[Fault]:
    """Return the faults and notes of one table; `known` holds the tables that it may refer to."""
    try:
        _, notes = read(table, known)
    except FaultyData as broken:
        return list(broken.faults)
    return notes


def read(table: Table, known: Mapping[str, Table]) -> tuple[pd.DataFrame, list[Fault]]:
    """Return a table that keeps its contract, typed, with the notes on it.

    Raises:
        FaultyData: if it breaks its contract.
    """
    (header, *rows), notes = read_file(table)
    stop_at(_cell_faults(table, header, rows))
    frame = typed(table, header, rows)
    found = rules.check(table, frame, known)
    if any(fault.severity == "fault" for fault in found):
        stop_at(found)
    return frame, notes + found


# The cells


def _cell_faults(table: Table, header: list[str], rows: Rows) -> Iterator[Fault]:
    """Yield the faults that frictionless finds, one for a cell, and only one for a row of the wrong length."""
    broken = set()
    for number, row in enumerate(rows, start=2):
        if is_blank(row):
            broken.add(number)
            yield fault_in(table.file, "no blank row", "is blank. Delete it.", row=number)
        elif len(row) != len(header):
            broken.add(number)
            message = (
                f"has {len(row)} cells where the header has {len(header)}. "
                "Put a value that holds a comma into double quotes, and write numbers without thousands separators."
            )
            yield fault_in(table.file, f"{len(header)} cells", message, row=number)
    told: set[tuple[int, str]] = set()
    for fault in _spoilt_cells(table, header, rows):
        told.add((fault.row or 0, fault.column or ""))
        yield fault
    for error in _frictionless_errors(table, [header, *rows]):
        if error.row_number in broken:
            continue
        if error.type == "primary-key":
            if not any((error.row_number, column) in told for column in table.primary_key):
                yield _duplicate(table, header, error)
        elif (error.row_number, error.field_name) not in told:
            told.add((error.row_number, error.field_name))
            field = next(field for field in table.fields if field.name == error.field_name)
            rule, message = _explained(field, error)
            yield fault_in(table.file, rule, message, row=error.row_number, column=field.name, value=error.cell)


def _spoilt_cells(table: Table, header: list[str], rows: Rows) -> Iterator[Fault]:
    """Yield the faults of cells that pass for values of their type, and yet are what a spreadsheet left of one."""
    kinds = {field.name: field for field in table.fields}
    for number, row in enumerate(rows, start=2):
        for name, cell in zip(header, row, strict=False):
            field = kinds[name]
            hidden = hidden_letter(cell)
            if hidden:
                message = (
                    f"{quoted(cell)} holds {hidden}, a letter that is not seen and changes how the text around it is "
                    "shown. Delete it; to type the cell anew is the surest."
                )
                yield fault_in(table.file, "no hidden letters", message, row=number, column=name, value=cell)
            elif (field.type == "string" and is_error(cell)) or (field.type == "number" and is_shortened(cell)):
                yield fault_in(
                    table.file,
                    f"type {field.type}",
                    f"{quoted(cell)} is not what stood in the workbook. {remedy(cell, field.type, False)}",
                    row=number,
                    column=name,
                    value=cell,
                )


def _frictionless_errors(table: Table, rows: Rows) -> list[Any]:
    """Return what frictionless finds in rows, in its own words.

    The rows are read already, so it neither guesses a delimiter nor enforces a hash or a size of the descriptor.
    """
    schema = {
        "fields": [{"name": f.name, "type": f.type, "constraints": _bounded(f)} for f in table.fields],
        "primaryKey": table.primary_key,
        "fieldsMatch": "equal",
    }
    resource = Resource.from_descriptor({"name": table.name, "data": rows, "schema": schema})
    return list(resource.validate(limit_errors=sys.maxsize).tasks[0].errors)


def _bounded(field: Field) -> dict[str, Any]:
    """Return a field's constraints, with the limits of the machine where it has none.

    They shut out NaN and infinity, which no statistic means.
    """
    if field.type not in LIMITS:
        return dict(field.constraints)
    return {"minimum": -LIMITS[field.type], "maximum": LIMITS[field.type], **field.constraints}


def _explained(field: Field, error: Any) -> tuple[str, str]:
    """Return the rule that a cell breaks and a message for people."""
    value = quoted(error.cell)
    if error.type == "unique-error":
        return "unique", f"{value} stands there more than once. Each value may stand once."
    if error.type == "type-error" or re.fullmatch(r"\s*[+-]?(s?nan\d*|inf(inity)?)\s*", error.cell, re.IGNORECASE):
        what_to_do = remedy(error.cell, field.type, bool(field.constraints.get("required")))
        message = f"{value} is not {TYPE_WORDS[field.type]} (type {field.type}). {what_to_do}".rstrip()
        return f"type {field.type}", message
    name = error.note.split('"')[1]  # the note reads: constraint "minimum" is "0"
    bound = _bounded(field)[name]
    choices = ", ".join(map(str, as_list(bound)))
    unit = f" (unit: {field.unit})" if field.unit else ""
    like = f" Write it like {field.example}." if field.example else ""
    return {
        "required": ("required", "is empty, and a value is required. Fill it, or leave the row out."),
        "minimum": (f"minimum {bound}", f"{value} is below the minimum of {bound}{unit}."),
        "maximum": (f"maximum {bound}", f"{value} is above the maximum of {bound}{unit}."),
        "enum": (f"enum {choices}", f"{value} is not one of {choices}."),
        "pattern": (f"pattern {bound}", f"{value} does not have the form {bound}.{like}"),
    }[name]


def _duplicate(table: Table, header: list[str], error: Any) -> Fault:
    key = ", ".join(error.cells[header.index(column)] for column in table.primary_key)
    names = ", ".join(table.primary_key)
    first = re.search(r"\d+", error.note)  # the note ends: in the row at position 7
    message = (
        f"repeats the key of row {first[0]} ({names} = {key}). Keep one of the two."
        if first
        else f"has no key. Fill {listed(table.primary_key)}."
    )
    return fault_in(table.file, f"primary key {names}", message, row=error.row_number, value=key)


# The folder


def _confused_tables(held: set[str], known: Mapping[str, Table]) -> Iterator[Fault]:
    """Yield a fault for a file that two tables are read from, and a note for a new table named much like a shipped one.

    Such a table shadows nothing: the chapters go on reading the shipped one.
    """
    shipped = contract.tables()
    by_file: dict[Path, list[str]] = {}
    for name in sorted(held):
        by_file.setdefault(known[name].file, []).append(name)
    for file, names in by_file.items():
        if len(names) > 1:
            message = f"is the file of {len(names)} tables: {listed(names)}. Give each table a file of its own."
            yield fault_in(file, "one table a file", message)
    for name in sorted(held - set(shipped)):
        near = get_close_matches(name, shipped, n=1, cutoff=0.85)
        if near:
            message = (
                f"is described as the table {name}, which replaces no shipped one. If {near[0]} is meant, name it so."
            )
            yield fault_in(known[name].file, "table name", message, severity="note")


def _unused_files(folder: Path, known: Mapping[str, Table]) -> Iterator[Fault]:
    """Yield a fault for a file that looks like a misnamed or a second table, and a note for any other unread CSV."""
    read_files = {table.file for table in known.values()}
    names = sorted({table.file.name for table in (*known.values(), *contract.tables().values())})
    for path in sorted(folder.iterdir()):
        suffix = path.suffix.lower()
        if path in read_files or not path.is_file():
            continue
        twin = next((file for file in read_files if file.parent == folder and _is_copy(path, file)), None)
        if suffix in {*NOT_CSV, ".csv"} and twin:
            message = f"is not read: {twin.name} stands beside it, and a table has one file. Keep one of the two."
            yield Fault(file=path.name, rule="one file a table", message=message)
        elif suffix in NOT_CSV and f"{path.stem}.csv" in names:
            message = f"is not read: tables are CSV files. Save it as {path.stem}.csv. {SAVE_AS_CSV}"
            yield Fault(file=path.name, rule="file name", message=message)
        elif suffix == ".csv" and path.stem in known:
            message = (
                f"is not read: {DESCRIPTOR} reads the table {path.stem} from {known[path.stem].file.name}. "
                "Keep one of the two."
            )
            yield Fault(file=path.name, rule="one file a table", message=message)
        elif suffix == ".csv":
            near = did_you_mean(path.name, names)
            message = f"is not read: no table has this name.{near} Rename it, or describe it in {DESCRIPTOR}."
            yield Fault(file=path.name, rule="file name", message=message, severity="fault" if near else "note")


def _is_copy(path: Path, file: Path) -> bool:
    """Whether a file's name is that of a table's file with something behind it, such as "provinces (1).csv"."""
    return bool(re.fullmatch(rf"{re.escape(file.stem)}(\W.*)?", path.stem, re.IGNORECASE))
