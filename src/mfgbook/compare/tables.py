"""What changed in a table: its rows by their primary key, cell by cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Rows = list[list[str]]
Row = Mapping[str, str]
Key = tuple[str, ...]

_NUMBER = re.compile(r"[+-]?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")  # a code such as 01 is no number


@dataclass(frozen=True)
class Revision:
    """One cell whose value is not what it was; `key` names its row."""

    key: Row
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class TableChange:
    """A table that is not what it was.

    Attributes:
        table: its name.
        status: "changed", "new" (the one side lacks it), "gone" (the other does), or "unseen": its content differs, but
            one side no longer has its rows.
        key: the columns that name a row; nothing where a row is named by all that it holds.
        added: the rows that only the later side holds.
        removed: the rows that only the earlier side holds.
        revised: the cells that differ in rows of both.
        columns: the columns that only one side has, as "column added" or "column removed" by name.
    """

    table: str
    status: str
    key: tuple[str, ...] = ()
    added: tuple[Row, ...] = ()
    removed: tuple[Row, ...] = ()
    revised: tuple[Revision, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()

    @property
    def revised_rows(self) -> int:
        """How many rows hold revised cells."""
        return len({tuple(revision.key.items()) for revision in self.revised})

    @property
    def is_change(self) -> bool:
        """Whether anything in it changed, beyond how it is written."""
        return self.status != "changed" or bool(self.added or self.removed or self.revised or self.columns)


def difference(table: str, key: Sequence[str], before: Rows, after: Rows) -> TableChange:
    """Compare two versions of a table.

    Args:
        table: its name.
        key: its primary key. Without one, or if a version lacks a column of it, a row is named by all its cells: a
            revised row is then one removed and one added.
        before: the rows of the earlier version, the header first.
        after: the rows of the later one.
    """
    (old_header, *old_rows), (new_header, *new_rows) = before, after
    shared = [column for column in new_header if column in old_header]
    named_by = tuple(key) if key and set(key) <= set(shared) else ()
    old, new = _by_key(old_header, old_rows, named_by or shared), _by_key(new_header, new_rows, named_by or shared)
    return TableChange(
        table,
        "changed",
        named_by,
        added=tuple(row for place, row in new.items() if place not in old),
        removed=tuple(row for place, row in old.items() if place not in new),
        revised=tuple(
            Revision({part: row[part] for part in named_by}, column, old[place][column], row[column])
            for place, row in new.items()
            if place in old
            for column in shared
            if not _same(old[place][column], row[column])
        ),
        columns=tuple(
            [(column, "added") for column in new_header if column not in old_header]
            + [(column, "removed") for column in old_header if column not in new_header]
        ),
    )


def whole(table: str, status: str, key: Sequence[str], rows: Rows) -> TableChange:
    """Return a table that only one side has, with its rows: status "new" or "gone"."""
    header, *body = rows
    held = tuple(dict(zip(header, row, strict=False)) for row in body)
    added, removed = (held, ()) if status == "new" else ((), held)
    return TableChange(table, status, tuple(key), added, removed)


def _by_key(header: Sequence[str], rows: Rows, key: Sequence[str]) -> dict[tuple[Key, int], Row]:
    """Return rows by the columns that name them; those with the same name, which no primary key has, are numbered."""
    found: dict[tuple[Key, int], Row] = {}
    seen: Counter[Key] = Counter()
    for row in rows:
        cells = dict(zip(header, row, strict=False))
        name = tuple(cells[column] for column in key)
        found[name, seen[name]] = cells
        seen[name] += 1
    return found


def _same(before: str, after: str) -> bool:
    """Say whether two cells hold the same: 1.5 and 1.50 do."""
    if before == after:
        return True
    return all(map(_NUMBER.fullmatch, (before, after))) and float(before) == float(after)
