"""Execute, on each of two data folders, the runs that read a table in which they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from mfgbook.audit import audit
from mfgbook.book import Book
from mfgbook.compare.sides import DATA, Side, of_results, read_side
from mfgbook.data import contract
from mfgbook.data.checks import require_sound
from mfgbook.errors import BookError
from mfgbook.own import complete
from mfgbook.runs.build import results_of, run_all, run_task_list
from mfgbook.runs.kernels import Kernels
from mfgbook.runs.plan import Run, read_plan

FOLDER = "compare"  # below `_build`; what is in it stays, so that a second comparison executes only what is new
NAMES = ("before", "after")


@dataclass(frozen=True)
class Aside(Book):
    """A book that leaves its own `_build` alone: everything generated stands in `place`."""

    place: Path

    @property
    def build(self) -> Path:
        """The folder of everything generated."""
        return self.place

    @property
    def derived(self) -> Path:
        """The folder of what a book of one's own lacks."""
        return Book(self.root).derived


def executed(book: Book, folders: Sequence[Path], changed: set[str], say: Callable[[str], object]) -> tuple[Side, Side]:
    """Return two data folders as sides, with what the runs came to that may read one of some tables.

    Args:
        book: whose runs.
        folders: the two data folders.
        changed: the names of the tables in which they differ.
        say: gets a line of text as each run starts and ends, and each note on a table.

    Raises:
        BookError: if a table is faulty, a run fails, or another comparison is under way.
    """
    for folder in folders:
        if folder.resolve() != contract.shipped_folder():
            require_sound(folder, say)
    complete(book)
    plans = [read_plan(book, folder) for folder in folders]
    affected = {run.id for plan in plans for run in plan if changed & set(run.tables)}
    place = book.build / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(place / "lock", blocking=False):
            before, after = (
                _side(Aside(book.root, place / name), folder, [run for run in plan if run.id in affected], name, say)
                for name, folder, plan in zip(NAMES, folders, plans, strict=True)
            )
    except Timeout:
        raise BookError(f"Another comparison in {place} is under way. Wait until it ends, then try again.") from None
    return before, after


def _side(book: Aside, folder: Path, runs: Sequence[Run], name: str, say: Callable[[str], object]) -> Side:
    def tell(line: str) -> object:
        return say(f"{name} ({folder}): {line}")

    try:
        with Kernels() as kernels:
            run_all(book, runs, run_task_list(book, runs, folder, kernels), say=tell)
    except BookError as error:
        raise BookError(f"On the data folder {folder}: {error}") from None
    came_to = of_results(str(folder), DATA, results_of(book, runs), lambda table, file: [])
    verdicts = {entry.claim.id: entry.verdict for entry in audit(folder)}
    return replace(came_to, tables=read_side(folder).tables, verdicts=verdicts)
