"""An empty table to fill in, and what each of its columns wants, in plain words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mfgbook.data import contract
from mfgbook.data.catalogue import in_words
from mfgbook.data.contract import Table
from mfgbook.data.descriptor import as_list
from mfgbook.errors import BookError, listed
from mfgbook.files import write_whole

MARK = "\ufeff"  # by it Excel knows UTF-8, in Korea too; without it, it reads CP949
WIDTH = 100
_TYPES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}


def write_template(table: Table, file: Path) -> Path:
    """Write an empty CSV with a table's header, and return the file.

    Raises:
        BookError: if there is such a file already, or it cannot be written.
    """
    if file.exists():
        raise BookError(
            f"{file} is there already, and a template is empty: it is left as it is. Move it, or name another file "
            "with -o."
        )
    return write_whole(file, f"{MARK}{','.join(table.columns)}\r\n")


def description(name: str, data_dir: str | Path = "") -> str:
    """Return what a table holds and what each column wants, as plain text.

    Raises:
        BookError: if there is no such table; the message names the nearest.
        FaultyData: if a descriptor is broken.
    """
    table = contract.named(name, contract.tables(data_dir))
    entry = table.entry
    parts = [f"{name}: {entry.get('title', name)}", *filter(None, [entry.get("description")]), "", "Columns"]
    fields = entry["schema"]["fields"]
    pointers = {key.column: f"stands in {key.table}.csv, column {key.key}" for key in table.references}
    for field in fields:
        parts += _column(field, pointers.get(field["name"], ""))
    parts += ["", "Rows"]
    if table.primary_key:
        parts.append(f"- No two rows have the same {listed(table.primary_key)}.")
    parts += [f"- {in_words(rule)}" for rule in table.rules]
    notes = [*as_list(entry.get("caveats")), *(f"Not for: {use}" for use in as_list(entry.get("not_for")))]
    parts += ["", "Notes", *(f"- {note}" for note in notes)] if notes else []
    return "\n".join(_wrapped(part) for part in parts)


def _column(field: Mapping[str, Any], pointer: str) -> Iterator[str]:
    """Yield the lines on a column: name, type and unit, what it means, and what confines it."""
    constraints = field.get("constraints", {})
    unit = f", in {field['unit']}" if field.get("unit") else ""
    need = "required" if constraints.get("required") else "may be empty"
    yield f"- {field['name']} ({_TYPES[field['type']]}{unit}; {need})"
    meaning = str(field.get("description") or field.get("title", ""))
    confined = [
        f"at least {_number(constraints['minimum'], field)}" if "minimum" in constraints else "",
        f"at most {_number(constraints['maximum'], field)}" if "maximum" in constraints else "",
        f"one of {listed(constraints['enum'], last=' or ')}" if "enum" in constraints else "",
        f"of the form {constraints['pattern']}" if "pattern" in constraints else "",
        "each value once" if constraints.get("unique") else "",
        pointer,
    ]
    limits = "; ".join(words for words in confined if words)
    example = f"Example: {field['example']}" if "example" in field else ""
    for line in (meaning, f"{limits[:1].upper()}{limits[1:]}." if limits else "", example):
        if line:
            yield f"  {line}"


def _number(value: float, field: Mapping[str, Any]) -> str:
    return str(value) if field.get("unit") == "year" else f"{value:,}"


def _wrapped(line: str) -> str:
    """Return a line broken at words, its parts below each other."""
    indent = " " * (len(line) - len(line.lstrip(" -")))
    return textwrap.fill(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
