"""Compare two sides: their findings, the verdicts of the audit, and the tables that their runs read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mfgbook.audit import Turn
from mfgbook.book import Book
from mfgbook.compare import findings
from mfgbook.compare.findings import Change
from mfgbook.compare.sides import DATA, NOTEBOOK, Held, Side, pair_notebooks, read_side, require_one_kind
from mfgbook.compare.tables import TableChange, difference, whole
from mfgbook.errors import BookError


@dataclass(frozen=True)
class RunChange:
    """A run of which something changed.

    Attributes:
        run: its id.
        status: "changed", "new" or "gone".
        findings: how many of its findings changed; of a new or gone run, how many it has.
        parameters: the parameters that changed, each with its value before and after, None where it had none.
        tables: the changed tables that it read.
    """

    run: str
    status: str
    findings: int
    parameters: Mapping[str, tuple[Any, Any]]
    tables: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """What changed from one side to another.

    Attributes:
        before, after: what the user calls the sides.
        kind: what both are, such as "a build".
        compared: how many runs both have; of data folders, how many were executed on both.
        findings: those that changed, of runs that both have: what turned comes first, then the largest change.
        rounding: those that differ only below the digits that carry information.
        runs: those of which something changed.
        tables: those with changed rows.
        verdicts: the verdicts of the audit that turned.
    """

    before: str
    after: str
    kind: str
    compared: int
    findings: tuple[Change, ...]
    rounding: tuple[Change, ...]
    runs: tuple[RunChange, ...]
    tables: tuple[TableChange, ...]
    verdicts: tuple[Turn, ...]

    @property
    def is_change(self) -> bool:
        """Whether anything changed that a reader could see."""
        return bool(self.findings or self.runs or self.tables or self.verdicts)

    @property
    def turned(self) -> list[Change]:
        """The findings of which words, a sign, a rank or significance turned."""
        return [change for change in self.findings if change.turned]


def compare_places(
    before: Path, after: Path, find_book: Callable[[], Book], say: Callable[[str], object] = lambda line: None
) -> Comparison:
    """Compare two builds, two executed notebooks or two data folders.

    Args:
        before: the earlier side.
        after: the later side.
        find_book: returns the book whose runs are executed on two data folders.
        say: gets a line of text as each run starts and ends, and each note on a table.

    Raises:
        BookError: if a side is none of these, they are not of one kind, or they have nothing in common; for data
            folders also if a table is faulty or a run fails.
    """
    sides = read_side(before), read_side(after)
    require_one_kind(*sides)
    if sides[0].kind == NOTEBOOK:
        return compare(*pair_notebooks(*sides))
    if sides[0].kind == DATA:
        from mfgbook.compare.execution import executed  # noqa: PLC0415 - slow to import

        changed = table_changes(*sides)
        if changed:
            sides = executed(find_book(), (before, after), {table.table for table in changed}, say)
        return compare(*sides, changed)
    return compare(*sides)


def compare(before: Side, after: Side, tables: Iterable[TableChange] | None = None) -> Comparison:
    """Compare two sides of one kind.

    Args:
        before: the earlier side.
        after: the later side.
        tables: the tables that changed, if they are known already.

    Raises:
        BookError: if they have no run in common, though they have runs.
    """
    require_common_runs(before, after.runs)
    changed = table_changes(before, after) if tables is None else list(tables)
    names = {table.table for table in changed}
    common = [run for run in after.runs if run in before.runs]
    found = [
        change
        for run in common
        for change in findings.changes(run, before.runs[run]["findings"], after.runs[run]["findings"])
    ]
    told = sorted((change for change in found if change.kinds != ("rounding",)), key=findings.order)
    counts = {run: sum(change.run == run for change in told) for run in common}
    runs = [_run_change(run, before, after, names, counts) for run in dict.fromkeys([*after.runs, *before.runs])]
    return Comparison(
        before.name,
        after.name,
        after.kind,
        len(common),
        tuple(told),
        tuple(change for change in found if change.kinds == ("rounding",)),
        tuple(run for run in runs if run.status != "changed" or run.findings or run.parameters or run.tables),
        tuple(changed),
        tuple(_turns(before.verdicts, after.verdicts)),
    )


def require_common_runs(before: Side, runs: Iterable[str]) -> None:
    """Check that a side has one of some runs, if there are runs on both sides.

    Raises:
        BookError: naming the runs of both.
    """
    ids = list(runs)
    if before.runs and ids and not set(before.runs) & set(ids):
        raise BookError(
            f"{before.name} is a build of another book: they have no run in common. It has {_some(before.runs)}; here "
            f"there are {_some(ids)}. Give two builds of one book."
        )


def table_changes(before: Side, after: Side) -> list[TableChange]:
    """Return the tables of which anything changed, beyond how they are written."""
    names = dict.fromkeys([*after.tables, *before.tables])
    found = (_table_change(name, before.tables.get(name), after.tables.get(name)) for name in names)
    return [change for change in found if change and change.is_change]


def _table_change(name: str, before: Held | None, after: Held | None) -> TableChange | None:
    if before and after and before.sha256 == after.sha256:
        return None
    old, new = (held.rows() if held else None for held in (before, after))
    if before and after:
        return difference(name, after.key, old, new) if old and new else TableChange(name, "unseen")
    held, rows, status = (after, new, "new") if after else (before, old, "gone")
    return whole(name, status, held.key, rows) if held and rows else TableChange(name, status)


def _run_change(run: str, before: Side, after: Side, changed_tables: set[str], counts: Mapping[str, int]) -> RunChange:
    versions = [side.runs[run] for side in (before, after) if run in side.runs]
    tables = tuple(sorted(changed_tables & {table for version in versions for table in version["tables"]}))
    if len(versions) == 1:
        return RunChange(run, "new" if run in after.runs else "gone", len(versions[0]["findings"]), {}, tables)
    was, now = (version["parameters"] for version in versions)
    names = dict.fromkeys([*now, *was])
    changed = {name: (was.get(name), now.get(name)) for name in names if was.get(name) != now.get(name)}
    return RunChange(run, "changed", counts[run], changed, tables)


def _turns(before: Mapping[str, str], after: Mapping[str, str]) -> list[Turn]:
    """Return the verdicts that differ; without an audit on one side there is nothing to compare."""
    if not before or not after:
        return []
    turns = (Turn(claim, before.get(claim, ""), after.get(claim, "")) for claim in dict.fromkeys([*after, *before]))
    return [turn for turn in turns if turn.recorded != turn.present]


def _some(names: Iterable[str], most: int = 3) -> str:
    held = list(names)
    return ", ".join(held[:most]) + (f" and {len(held) - most} more" if len(held) > most else "")
