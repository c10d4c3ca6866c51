"""A comparison as text for the terminal and as JSON."""

from __future__ import annotations

import json
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mfgbook.compare.comparison import Comparison, RunChange
from mfgbook.compare.findings import Change, Figure, difference_text, said, why
from mfgbook.compare.tables import Revision, Row, TableChange
from mfgbook.files import write_whole

LONGEST = 40  # characters of a cell in the terminal
MOST = 30  # findings by size in the terminal; JSON has all, and those that turned are all shown
FEW = 5  # changed rows of a table of each sort
UNSEEN = "its rows differ, and one side no longer has them; compare the data folders to see them"


def text(comparison: Comparison) -> str:
    """Return a comparison as text: the findings that turned, the others by size, verdicts, runs and changed rows."""
    return "\n".join(_lines(comparison))


def write_json(comparison: Comparison, file: Path) -> Path:
    """Write a comparison to a JSON file, with every changed row, and return the file."""
    return write_whole(file, json.dumps(as_json(comparison), ensure_ascii=False, indent=1) + "\n")


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as JSON can hold it."""
    return {
        "before": comparison.before,
        "after": comparison.after,
        "kind": comparison.kind,
        "compared_runs": comparison.compared,
        "changed": comparison.is_change,
        "findings": [_finding(change) for change in comparison.findings],
        "only_rounding": [_finding(change) for change in comparison.rounding],
        "verdicts": [
            {"claim": turn.claim, "before": turn.recorded or None, "after": turn.present or None}
            for turn in comparison.verdicts
        ],
        "runs": [
            {**asdict(run), "parameters": {name: list(pair) for name, pair in run.parameters.items()}}
            for run in comparison.runs
        ],
        "tables": [_table(table) for table in comparison.tables],
    }


def summary(comparison: Comparison) -> str:
    """Say in a sentence or two what changed."""
    number = len(comparison.rounding)
    beside = f" {_count(number, 'finding')} {'differs' if number == 1 else 'differ'} only below "
    beside = f"{beside}{'its' if number == 1 else 'their'} digits." if number else ""
    told = []
    if comparison.findings:
        told.append(f"{_findings(len(comparison.findings))}, {len(comparison.turned) or 'none'} of which turned")
    if comparison.verdicts:
        told.append(f"{_count(len(comparison.verdicts), 'verdict')} of the audit turned")
    if comparison.tables:
        told.append(f"{_count(len(comparison.tables), 'table')} changed")
    if comparison.runs:
        told.append(f"{_count(len(comparison.runs), 'run')} affected")
    return f"{'; '.join(told) or 'Nothing changed'}.{beside}"


def counted(table: TableChange) -> str:
    """Say how many rows of a table were added, removed and revised."""
    if table.status == "unseen":
        return UNSEEN
    rows = [(len(table.added), "added"), (len(table.removed), "removed"), (table.revised_rows, "revised")]
    told = [f"{_count(number, 'row')} {word}" for number, word in rows if number]
    told += [f"column {column} {word}" for column, word in table.columns]
    state = {"new": "new table", "gone": "table gone"}.get(table.status)
    return ", ".join([*([state] if state else []), *told])


def row_text(row: Row) -> str:
    """Write cells on one line, "region = Ulsan, year = 2023"."""
    return ", ".join(f"{column} = {cell}" for column, cell in row.items())


def revision_text(revision: Revision) -> str:
    """Write a revised cell, "region = Ulsan: share 26.1, now 26.4"."""
    return f"{row_text(revision.key)}: {revision.column} {revision.before or 'empty'}, now {revision.after or 'empty'}"


def run_text(run: RunChange) -> str:
    """Say what changed about a run."""
    if run.status != "changed":
        return f"{'new run' if run.status == 'new' else 'run gone'}, with {_count(run.findings, 'finding')}"
    parameters = [f"{name} {before!r}, now {after!r}" for name, (before, after) in run.parameters.items()]
    told = [_findings(run.findings), *([f"parameters: {'; '.join(parameters)}"] if parameters else [])]
    return "; ".join([*told, *([f"tables: {', '.join(run.tables)}"] if run.tables else [])])


def _lines(comparison: Comparison) -> Iterator[str]:
    yield f"Before: {comparison.before}"
    yield f"After:  {comparison.after}"
    yield summary(comparison)
    by_size = [change for change in comparison.findings if not change.turned]
    for title, shown, left in (
        ("Findings that turned", comparison.turned, 0),
        ("Other findings, the largest change first", by_size[:MOST], len(by_size[MOST:])),
    ):
        if shown:
            yield from ("", title, *_aligned(map(_row, shown)))
        if left:
            yield f"  and {left} more; --json FILE writes all"
    if comparison.verdicts:
        yield from ("", "Verdicts of the audit that turned", *(f"  {turn}" for turn in comparison.verdicts))
    if comparison.runs:
        yield from ("", "Runs", *(f"  {run.run}: {run_text(run)}" for run in comparison.runs))
    if comparison.tables:
        yield from ("", "Tables")
        for table in comparison.tables:
            yield f"  {table.table}: {counted(table)}"
            yield from (f"    {line}" for line in _few_rows(table))


def _row(change: Change) -> tuple[str, ...]:
    cells = (change.run, change.figure.id, said(change.before), said(change.after), difference_text(change))
    return *(_short(cell) for cell in cells), why(change), _short(change.figure.label)


def _few_rows(table: TableChange) -> Iterator[str]:
    parts: Iterable[tuple[str, Sequence[str]]] = (
        ("added", [row_text(row) for row in table.added[:FEW]]),
        ("removed", [row_text(row) for row in table.removed[:FEW]]),
        ("revised", [revision_text(revision) for revision in table.revised[:FEW]]),
    )
    totals = {"added": len(table.added), "removed": len(table.removed), "revised": len(table.revised)}
    for word, lines in parts:
        yield from (f"{word}: {textwrap.shorten(line, 3 * LONGEST, placeholder='…')}" for line in lines)
        if totals[word] > FEW:
            yield f"and {totals[word] - FEW} more {word}"


def _aligned(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lay rows out in columns; a Korean letter is two wide."""
    held = [("Run", "Finding", "Before", "After", "Difference", "Changed", "What it is"), *rows]
    widths = [max(map(_width, column)) for column in zip(*held, strict=True)]
    for row in held:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        yield f"  {'  '.join(cells)}".rstrip()


def _width(cell: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in cell)


def _short(cell: str) -> str:
    cell = " ".join(cell.split())
    return cell if len(cell) <= LONGEST else cell[: LONGEST - 1] + "…"


def _findings(number: int) -> str:
    return f"{_count(number, 'finding')} changed"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _finding(change: Change) -> dict[str, Any]:
    figure = change.figure
    return {
        "run": change.run,
        "id": figure.id,
        "label": figure.label,
        "unit": figure.unit,
        "digits": figure.digits,
        "changed": list(change.kinds),
        "turned": change.turned,
        "before": _value(change.before),
        "after": _value(change.after),
        "difference": change.difference,
        "relative": change.relative,
    }


def _value(figure: Figure | None) -> dict[str, Any] | None:
    if figure is None:
        return None
    told = {"value": figure.value, "interval": figure.interval, "p_value": figure.p_value}
    return told | ({"unit": figure.unit} if figure.unit else {})


def _table(table: TableChange) -> dict[str, Any]:
    return {
        "table": table.table,
        "status": table.status,
        "key": list(table.key),
        "counts": {"added": len(table.added), "removed": len(table.removed), "revised": table.revised_rows},
        "columns": dict(table.columns),
        "added": [dict(row) for row in table.added],
        "removed": [dict(row) for row in table.removed],
        "revised": [asdict(revision) for revision in table.revised],
    }
