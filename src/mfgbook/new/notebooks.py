"""The notebook of a new chapter: another one's, or the blank one, with its own title and parameters."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mfgbook import parameters
from mfgbook.errors import BookError

LONGEST_LINE = 100

Notebook = dict[str, Any]


def forked(source: Path, title: str, defaults: Mapping[str, Any]) -> Notebook:
    """Return a notebook's text under another title, with other defaults in its parameters cell and without outputs.

    Raises:
        BookError: if it is no notebook, or a default cannot be written as Python.
    """
    parameters.describe(source)  # says what is wrong with a notebook that cannot be read
    notebook = titled(json.loads(source.read_text(encoding="utf-8")), title)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
        if "parameters" in cell["metadata"].get("tags", []):
            cell["source"] = with_defaults("".join(cell["source"]), defaults).splitlines(keepends=True)
    return notebook


def titled(notebook: Notebook, title: str) -> Notebook:
    """Return a notebook with `title` as its first heading; one that has no heading gets it as its first cell."""
    for cell in notebook["cells"]:
        lines = "".join(cell["source"]).splitlines(keepends=True)
        heading = next((i for i, line in enumerate(lines) if line.startswith("# ")), None)
        if cell["cell_type"] == "markdown" and heading is not None:
            end = "\n" if lines[heading].endswith("\n") else ""
            cell["source"] = [*lines[:heading], f"# {title}{end}", *lines[heading + 1 :]]
            return notebook
    first = {"cell_type": "markdown", "id": "title", "metadata": {}, "source": [f"# {title}"]}
    return notebook | {"cells": [first, *notebook["cells"]]}


def with_defaults(source: str, defaults: Mapping[str, Any]) -> str:
    """Return a parameters cell with other defaults; its comments stay, those inside a replaced value beside it.

    Raises:
        BookError: if a value is none that Python can write down, such as a date.
    """
    lines = source.splitlines()
    comments = parameters.comments_of(source)
    assignments: dict[str, Any] = {_name(statement): statement for statement in ast.parse(source).body}
    for name in sorted(defaults, key=lambda name: -assignments[name].lineno):
        statement = assignments[name]
        start, end = statement.lineno - 1, statement.end_lineno or statement.lineno
        before = lines[start].encode()[: statement.value.col_offset].decode()
        beside = " ".join(comments[number] for number in range(start + 1, end + 1) if number in comments)
        lines[start:end] = _assignment(before, defaults[name], f"  # {beside}" if beside else "")
    written = "\n".join(lines)
    if _read(written) != {**parameters.values(source), **defaults}:
        values = ", ".join(f"{name} = {value!r}" for name, value in defaults.items())
        raise BookError(
            f"A parameters cell cannot hold {values}. Give texts, numbers, True or False, lists or mappings."
        )
    return written


def _read(source: str) -> dict[str, Any]:
    try:
        return parameters.values(source)
    except BookError:
        return {}


def _name(statement: Any) -> str:
    target = statement.target if isinstance(statement, ast.AnnAssign) else statement.targets[0]
    return ast.unparse(target)


def _assignment(before: str, value: Any, comment: str) -> list[str]:
    """Return the lines of an assignment: one, or one for each member of a value too long for that."""
    line = f"{before}{_literal(value)}"
    if len(line) <= LONGEST_LINE or not isinstance(value, list | dict):
        return [line + comment]
    members = (
        [f"{_literal(key)}: {_literal(value[key])}" for key in value]
        if isinstance(value, dict)
        else [*map(_literal, value)]
    )
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return [f"{before}{opening}{comment}", *(f"    {member}," for member in members), closing]


def _literal(value: Any) -> str:
    """Write a value as Python, texts in double quotes."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | tuple | set):
        return f"[{', '.join(map(_literal, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_literal(key)}: {_literal(member)}' for key, member in value.items())}}}"
    return repr(value)
