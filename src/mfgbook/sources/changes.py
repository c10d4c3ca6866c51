"""What a refresh changes in a table, told with the largest revision first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from mfgbook.compare.report import counted, row_text
from mfgbook.compare.tables import Revision, TableChange, difference
from mfgbook.data.contract import Table
from mfgbook.sources.tabulate import Row

LISTED = 10


def changes(table: Table, before: Sequence[Row], after: Sequence[Row]) -> TableChange:
    """Compare two states of a table by its primary key."""
    old, new = (
        [table.columns, *([row[column] for column in table.columns] for row in rows)] for rows in (before, after)
    )
    return difference(table.name, table.primary_key, old, new)


def told(change: TableChange) -> Iterator[str]:
    """Yield changes in lines for the terminal: the counts, then the first of each kind."""
    yield f"{change.table}: {counted(change) or 'nothing changed'}."
    by_size = sorted(change.revised, key=_size, reverse=True)
    for word, lines in (
        ("revised", [_revision(revision) for revision in by_size]),
        ("added", [row_text(row) for row in change.added]),
        ("removed", [row_text(row) for row in change.removed]),
    ):
        yield from (f"  {word}  {line}" for line in lines[:LISTED])
        if len(lines) > LISTED:
            yield f"  and {len(lines) - LISTED:,} more {word}"


def _revision(revision: Revision) -> str:
    percent = _percent(revision)
    by = f" ({percent:+.2f} %)" if percent is not None else ""
    place = f"{row_text(revision.key)}: {revision.column}"
    return f"{place} {revision.before or 'empty'} -> {revision.after or 'empty'}{by}"


def _size(revision: Revision) -> float:
    """Return the size of a revision in percent; one that has none, as from 0 or to an empty cell, is the largest."""
    percent = _percent(revision)
    return float("inf") if percent is None else abs(percent)


def _percent(revision: Revision) -> float | None:
    try:
        before, after = Decimal(revision.before), Decimal(revision.after)
        return float((after - before) / abs(before) * 100)
    except ArithmeticError:
        return None
