"""Execute what is out of date in a book's run plan, and gather its findings."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import mfgbook
from mfgbook.book import Book
from mfgbook.data.contract import data_folder, tables
from mfgbook.errors import BookError
from mfgbook.files import write_whole
from mfgbook.runs import provenance
from mfgbook.runs.kernels import Kernels
from mfgbook.runs.plan import Run, read_plan
from mfgbook.runs.tasks import Outcome, Status, Task, run_tasks

# What cannot change an executed notebook: the commands, new chapters, and the site and the comparisons made from it.
NOT_EXECUTED = ("build.py", "cli.py", "compare/", "new/", "own/", "site/")


def build_runs(
    book: Book, data_dir: str | Path = "", workers: int = 0, say: Callable[[str], object] = lambda line: None
) -> list[tuple[Run, Path, bool]]:
    """Execute the runs of a book's plan that are out of date, and write all findings.

    Args:
        book: the book.
        data_dir: a user's own folder of tables.
        workers: how many runs execute at the same time; 0 for one more than there are processors.
        say: gets a line of text as each run starts and ends.

    Returns:
        Each run of the plan, its executed notebook, and whether it was executed just now.

    Raises:
        BookError: if the plan is faulty, or runs failed: all that could be executed is then executed.
    """
    runs = read_plan(book, data_dir)
    with Kernels() as kernels:
        executed = run_all(book, runs, run_task_list(book, runs, data_dir, kernels), workers, say)
    return [(run, executed_notebook(book, run), run.id in executed) for run in runs]


def run_task_list(book: Book, runs: Sequence[Run], data_dir: str | Path, kernels: Kernels) -> list[Task]:
    """Return one task for each run, and one for the findings of all; a caller can add tasks that need their outputs."""
    known = tables(data_dir)
    library = library_files()
    versions = {"python": provenance.python_version(), **provenance.versions()}
    folder = data_folder(data_dir).name if str(data_dir) else ""
    executed = [executed_notebook(book, run) for run in runs]
    return [
        *(
            Task(
                name=run.id,
                action=_execution(run, book, data_dir, kernels),
                files=[run.notebook, *(known[name].file for name in run.tables), *library],
                values={
                    "parameters": dict(run.parameters),
                    "tables": {name: known[name].entry for name in run.tables},
                    "versions": versions,
                    "data_folder": folder,
                },
                outputs=[notebook],
            )
            for run, notebook in zip(runs, executed, strict=True)
        ),
        Task(
            name="all findings",
            action=lambda: write_findings(book, runs),
            files=[*executed, *library],
            outputs=[book.findings],
        ),
    ]


def run_all(
    book: Book,
    runs: Sequence[Run],
    tasks: Sequence[Task],
    workers: int = 0,
    say: Callable[[str], object] = lambda line: None,
    *,
    before: Callable[[], object] = lambda: None,
) -> set[str]:
    """Run the tasks, remove the notebooks that no run of the plan stands for, and return the names of those that ran.

    Raises:
        BookError: naming all that failed.
    """
    outcomes = run_tasks(tasks, book.build / "state", workers, say, before)
    failures = [outcome for outcome in outcomes if outcome.status is Status.FAILED]
    _tidy(book, runs, {outcome.name for outcome in failures})
    if failures:
        heading = [f"{len(failures)} of {len(tasks)} tasks failed:"] if len(failures) > 1 else []
        raise BookError("\n\n".join([*heading, *map(_failure, failures)]))
    return {outcome.name for outcome in outcomes if outcome.status is Status.DONE}


def executed_notebook(book: Book, run: Run) -> Path:
    """Return where the executed notebook of a run of the plan is kept."""
    return book.runs / f"{run.id}.ipynb"


def library_files() -> list[Path]:
    """Return the modules of this library that an executed notebook can depend on."""
    package = Path(mfgbook.__file__).parent
    modules = {path.relative_to(package).as_posix(): path for path in package.rglob("*.py")}
    return [path for name, path in sorted(modules.items()) if not name.startswith(NOT_EXECUTED)]


def write_findings(book: Book, runs: Sequence[Run]) -> Path:
    """Write what all executed notebooks came to into one JSON file (see `mfgbook.runs.results`)."""
    return write_whole(
        book.findings, json.dumps(results_of(book, runs), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    )


def results_of(book: Book, runs: Sequence[Run]) -> dict[str, Any]:
    """Return what the executed notebooks of a book came to."""
    import nbformat  # noqa: PLC0415 - slow to import

    from mfgbook.runs import results  # noqa: PLC0415

    return results.gather((run.id, nbformat.read(executed_notebook(book, run), as_version=4)) for run in runs)


def _execution(run: Run, book: Book, data_dir: str | Path, kernels: Kernels) -> Callable[[], Path]:
    def action() -> Path:
        from mfgbook.runs.execute import execute  # noqa: PLC0415 - slow to import

        return execute(run, book, data_dir, kernels=kernels)

    return action


def _tidy(book: Book, runs: Sequence[Run], failed: set[str]) -> None:
    """Remove what is in the folder of executed notebooks for runs that are no more, and for failures that are over."""
    kept = {f"{run.id}.ipynb" for run in runs} | {f"{name}.failed.ipynb" for name in failed}
    for path in book.runs.glob("*.ipynb"):
        if path.name not in kept:
            path.unlink()


def _failure(outcome: Outcome) -> str:
    """Return what went wrong; for what is no user's mistake, with the traceback."""
    if isinstance(outcome.error, BookError) or outcome.error is None:
        return f"{outcome.name} failed: {outcome.error}"
    return f"{outcome.name} failed unexpectedly:\n{''.join(traceback.format_exception(outcome.error))}"
