"""Execute one run with papermill, and keep what can be published: no path of the machine, no timings."""

from __future__ import annotations

import json
import re
import sys
import tempfile
import warnings
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path, PurePath
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.warnings import MissingIDFieldWarning

from mfgbook import parameters, pictures, records
from mfgbook.book import Book
from mfgbook.data.contract import data_folder, tables
from mfgbook.data.tables import SOUND
from mfgbook.errors import BookError
from mfgbook.files import write_whole
from mfgbook.runs import provenance
from mfgbook.runs.kernels import Kernels
from mfgbook.runs.plan import DATA_DIR, Run

# What papermill adds to a notebook, by its tags: the cell of given parameters, and two marks around an error.
INJECTED = "injected-parameters"
ERROR_MARK = "papermill-error-cell-tag"

ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
CELL_FILE = re.compile(r"[^\s\"'(<]*ipykernel_\d+[/\\]+\d+\.py")  # where the kernel says that a cell's code is


def execute(
    run: Run, book: Book, data_dir: str | Path = "", output: Path | None = None, kernels: Kernels | None = None
) -> Path:
    """Execute a run and keep its notebook.

    Args:
        run: what to execute.
        book: the book that it belongs to.
        data_dir: a user's own folder of tables, given to the notebook as its parameter `data_dir`.
        output: where to keep the notebook of a run outside the plan, which may read any table. A run of the plan is
            kept in `_build/runs/<id>.ipynb`.
        kernels: where pages of one notebook find the kernel that they share; each starts its own without.

    Returns:
        The path of the executed notebook. The same code, data and commit make the same bytes.

    Raises:
        BookError: if a cell raises, or the notebook reads a table that the run does not declare. What was executed is
            then in `<id>.failed.ipynb`, and the notebook of an earlier success stands untouched.
    """
    target = (output or book.runs / f"{run.id}.ipynb").resolve()
    if target == run.notebook:
        raise BookError(f"The output {target} would replace the chapter itself. Name another file.")
    folder = data_folder(data_dir) if str(data_dir) else None
    takes_folder = DATA_DIR in parameters.declared(run.notebook)
    if folder and output and not takes_folder:
        raise BookError(f"{_name(run, book)} has no parameter {DATA_DIR}, so it cannot read tables from {folder}.")
    given, shown = dict(run.parameters), dict(run.parameters)
    if folder and takes_folder:
        given[DATA_DIR], shown[DATA_DIR] = str(folder), folder.name

    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.stem}.partial.ipynb")
    try:
        trouble = _papermill(run, book, given, partial, kernels if run.parent else None)
        notebook = nbformat.read(partial, as_version=4)
    finally:
        partial.unlink(missing_ok=True)
    for chart in pictures.charts(notebook):
        chart[pictures.SVG] = pictures.draw(chart[pictures.MIME])
    _make_publishable(notebook, run, shown, _path_hider(_machine_paths(book, folder)))
    if not trouble and output is None:
        trouble = _undeclared_reads(notebook, run, book)
    if trouble:
        write_whole(failed_notebook(target), _text(notebook))
        raise BookError(f"{trouble}\nThe partly executed notebook is {failed_notebook(target)}")
    _add_metadata(notebook, run, shown, book, folder)
    write_whole(target, _text(notebook))
    failed_notebook(target).unlink(missing_ok=True)
    return target


def failed_notebook(executed: Path) -> Path:
    """Return where a notebook is kept that could not be executed to its end."""
    return executed.with_name(f"{executed.stem}.failed.ipynb")


def _name(run: Run, book: Book) -> str:
    """Name a run's notebook by its way from the book's folder."""
    root = book.root.resolve()
    return run.notebook.relative_to(root).as_posix() if run.notebook.is_relative_to(root) else run.notebook.name


def _papermill(run: Run, book: Book, given: dict[str, Any], output: Path, kernels: Kernels | None) -> str:
    """Execute the run's notebook into `output`; return what went wrong, empty for nothing."""
    from jupyter_client.kernelspec import NoSuchKernel  # noqa: PLC0415
    from nbclient.exceptions import DeadKernelError  # noqa: PLC0415
    from papermill import PapermillExecutionError, execute_notebook  # noqa: PLC0415 - slow to import

    from mfgbook.runs import engine  # noqa: PLC0415

    variables = {
        "PYTHONHASHSEED": "0",  # the order of a set must not change from one execution to the next
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # the debugger need not warn
        pictures.LATER: "1",  # one process draws faster than many, each of which starts the drawing engine first
        SOUND: str(book.build / "sound"),
    }
    warnings.filterwarnings("ignore", category=MissingIDFieldWarning)  # such cells get their ids here
    with nullcontext(kernels) if kernels else Kernels() as lender:
        try:
            execute_notebook(
                _unformatted(run.notebook),
                _unformatted(output),
                given,
                engine_name=engine.NAME,
                km=lender.lend(run.notebook, variables),
                kernel_name="python3",
                language="python",
                progress_bar=False,
                # Not papermill's own `cwd`: it changes the folder of the whole process, other runs' threads included.
                resources={"metadata": {"path": str(run.notebook.parent)}},
                coalesce_streams=True,
                iopub_timeout=120,  # seconds; a busy machine hands over a cell's outputs late
                extra_arguments=["--log-level=CRITICAL"],  # the kernel's own log: its connection, its being shut down
            )
        except PapermillExecutionError as error:
            number, line = _place(error.cell_index, nbformat.read(output, as_version=4))
            trouble = f", cell {number} (`{line}`): {_cause(error.ename, error.evalue, error.traceback)}"
        except DeadKernelError:
            trouble = ": the kernel died, often for want of memory. Run fewer chapters at a time."
        except NoSuchKernel:
            trouble = ": Jupyter knows no kernel python3. Install ipykernel into this environment."
        else:
            return ""
        lender.discard(run.notebook)
        return _name(run, book) + trouble


def _unformatted(path: Path) -> str:
    """Return a path as papermill takes it: it fills in what stands in braces."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _tags(cell: NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


def _place(index: int, notebook: NotebookNode) -> tuple[int, str]:
    """Return the number of a failed cell in the notebook as its author wrote it, counting from 1, and its first line.

    `index` is papermill's, which counts the injected cell, but not the two marks that papermill then adds.
    """
    marks = sum(ERROR_MARK in _tags(cell) for cell in notebook.cells)
    cells = notebook.cells[: index + marks + 1]
    number = sum(not {INJECTED, ERROR_MARK} & set(_tags(cell)) for cell in cells)
    return number, cells[-1].source.strip().partition("\n")[0]


def _cause(name: str, message: str, traceback: list[str]) -> str:
    """Return an error's message, with its type unless the error shows itself without traceback, as a BookError does."""
    message = ANSI.sub("", message)
    return message if traceback == [f"{name}: {message}"] else f"{name}: {message}"


def _undeclared_reads(notebook: NotebookNode, run: Run, book: Book) -> str:
    """Say which tables the run read without declaring them, and what to write; empty for none."""
    read = dict.fromkeys(record.payload["table"] for record in records.collect(notebook, "read"))
    undeclared = [table for table in read if table not in run.tables]
    if not undeclared:
        return ""
    return (
        f"{_name(run, book)}: the run {run.id!r} reads {', '.join(undeclared)}, which its entry in "
        f"{book.plan.relative_to(book.root).as_posix()} does not declare. Write there:\n"
        f"  tables: [{', '.join([*run.tables, *undeclared])}]"
    )


def _make_publishable(
    notebook: NotebookNode, run: Run, shown: Mapping[str, Any], hide_paths: Callable[[str], str]
) -> None:
    """Take out what differs between executions or tells of the machine: timings, random ids, paths."""
    own_ids = {cell.get("id") for cell in json.loads(run.notebook.read_text(encoding="utf-8"))["cells"]}
    notebook.metadata.pop("papermill", None)
    for number, cell in enumerate(notebook.cells, start=1):
        for timing in ("papermill", "execution"):
            cell.metadata.pop(timing, None)
        if not _tags(cell):
            cell.metadata.pop("tags", None)
        if cell.id not in own_ids:
            cell.id = f"cell-{number}"
        if INJECTED in _tags(cell):
            cell.id = INJECTED
            cell.source = "\n".join(["# Parameters", *(f"{name} = {value!r}" for name, value in shown.items())])
        if "outputs" in cell:
            cell.outputs = _map_text(cell.outputs, hide_paths)


def _machine_paths(book: Book, folder: Path | None) -> dict[PurePath, str]:
    """Return the folders of this machine that a page must not name, and what to write instead."""
    own: dict[PurePath, str] = {folder: folder.name} if folder else {}
    environment: dict[PurePath, str] = {
        Path(sys.prefix): "python",
        Path.home(): "~",
        Path(tempfile.gettempdir()).resolve(): "tmp",
    }
    return environment | {book.root.resolve(): "."} | own


def _path_hider(names: Mapping[PurePath, str]) -> Callable[[str], str]:
    """Return a function that writes names for paths in a text, however the paths are written."""
    shown = {
        form: name
        for path, name in names.items()
        if path != type(path)(path.anchor)
        for form in (str(path), path.as_posix(), str(path).replace("\\", "\\\\"))
    }
    longest_first = "|".join(re.escape(form) for form in sorted(shown, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w.-])(?:{longest_first})(?![\w-])")
    return lambda text: pattern.sub(lambda match: shown[match[0]], CELL_FILE.sub("<cell>", text))


def _map_text(node: Any, change: Callable[[str], str]) -> Any:
    """Apply a function to every text in a part of a notebook."""
    if isinstance(node, str):
        return change(node)
    if isinstance(node, dict):
        return NotebookNode({key: _map_text(value, change) for key, value in node.items()})
    return [_map_text(value, change) for value in node] if isinstance(node, list) else node


def _add_metadata(notebook: NotebookNode, run: Run, shown: Mapping[str, Any], book: Book, folder: Path | None) -> None:
    """Write into the notebook what it was made from, and its parameters for `{{ name }}` in its headings."""
    values = {**parameters.declared(run.notebook), **shown}
    known = tables(folder or "")
    used = {name: {**provenance.table_facts(known[name]), "read": False} for name in run.tables}
    for record in records.collect(notebook, "read"):
        facts = {**record.payload, "read": True}
        used[facts.pop("table")] = facts
    for name, facts in used.items():
        facts["key"] = known[name].primary_key if name in known else []
    notebook.metadata["mfgbook"] = {
        "run": run.id,
        "notebook": _name(run, book),
        "parameters": values,
        "tables": used,
        "marks": {
            place: said for record in records.collect(notebook, "marks") for place, said in record.payload.items()
        },
        "versions": provenance.versions(),
        "python": provenance.python_version(),
        "data_folder": folder.name if folder and folder != book.tables else "",
        **provenance.commit(book.root),
    }
    myst = notebook.metadata.setdefault("myst", {})
    myst["substitutions"] = {**myst.get("substitutions", {}), **parameters.in_headings(values)}


def _text(notebook: NotebookNode) -> str:
    return str(nbformat.writes(notebook)) + "\n"
