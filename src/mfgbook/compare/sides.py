"""The sides of a comparison: a build, an executed notebook or a data folder, and how each is read."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from mfgbook.book import Book
from mfgbook.compare.findings import Figure
from mfgbook.compare.tables import Rows
from mfgbook.data import FaultyData, contract
from mfgbook.data.contract import Table
from mfgbook.data.files import read_rows
from mfgbook.errors import BookError

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from mfgbook.runs.plan import Run

BUILD, NOTEBOOK, DATA = "a build", "an executed notebook", "a data folder"
CAN_BE = (
    "a build (a book's folder, its _build or a findings.json), an executed notebook (.ipynb) or a data folder "
    "(with CSV tables)"
)
AUDIT = "audit: "  # how the audit's page marks a claim with its verdict
_DOWNLOADS = Path("html", "downloads", "tables")


@dataclass(frozen=True)
class Held:
    """A table of a side: the hash of its file, its primary key, and how to get its rows, None if nobody has them."""

    sha256: str
    key: tuple[str, ...]
    rows: Callable[[], Rows | None]


@dataclass(frozen=True)
class Side:
    """One side of a comparison.

    Attributes:
        name: what the user calls it.
        kind: BUILD, NOTEBOOK or DATA.
        runs: what each run came to (see `mfgbook.runs.results`); of a data folder, of those that were executed.
        tables: the tables that its runs read; all tables of a data folder.
        verdicts: the audit's verdict on each claim; empty without an audit.
    """

    name: str
    kind: str
    runs: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, Held] = field(default_factory=dict)
    verdicts: Mapping[str, str] = field(default_factory=dict)


def read_side(place: Path) -> Side:
    """Read one side of a comparison.

    Raises:
        BookError: if it is none of CAN_BE, is broken, or was not built or executed; the message says what to do.
    """
    if not place.exists():
        raise BookError(f"There is no {place}. Give {CAN_BE}.")
    if place.is_file():
        readers = {".json": _read_build, ".ipynb": _read_notebook}
        if place.suffix in readers:
            return readers[place.suffix](place, str(place))
        hint = " It is a table: give the folder that holds it." if place.suffix == ".csv" else ""
        raise BookError(f"{place} cannot be compared.{hint} Give {CAN_BE}.")
    own = Book(place)
    for file in (place / own.findings.name, own.findings):
        if file.is_file():
            return _read_build(file, str(place))
    if (place / "_toc.yml").is_file():
        raise BookError(f"The book {place} has not been built. Run `mfgbook build` in it.")
    if place.resolve().name == own.build.name:
        raise BookError(f"{place} holds no {own.findings.name}: no build came to its end there. Run `mfgbook build`.")
    if (place / contract.DESCRIPTOR).is_file() or any(place.glob("*.csv")):
        return Side(str(place), DATA, tables=_data_tables(place))
    raise BookError(f"The folder {place} is neither a book nor a data folder. Give {CAN_BE}.")


def read_build(place: Path) -> Side:
    """Read a side that must be a build.

    Raises:
        BookError: as `read_side`, and if it is anything else.
    """
    side = read_side(place)
    if side.kind != BUILD:
        raise BookError(
            f"{place} is {side.kind}, and a predecessor must be a build. Give a book's folder, its _build or a "
            "findings.json that a build wrote."
        )
    return side


def require_one_kind(before: Side, after: Side) -> None:
    """Check that two sides can be compared.

    Raises:
        BookError: saying what each is.
    """
    if before.kind != after.kind:
        raise BookError(
            f"{before.name} is {before.kind} and {after.name} is {after.kind}: they cannot be compared. "
            "Give two builds, two executed notebooks or two data folders."
        )


def of_results(name: str, kind: str, results: Mapping[str, Any], places: Callable[[str, str], Iterable[Path]]) -> Side:
    """Return a side from what runs came to.

    Args:
        name: what the user calls it.
        kind: BUILD, NOTEBOOK or DATA.
        results: as `mfgbook.runs.results.gather` returns it.
        places: where the file of a table may lie, by the table's name and its file's name; a file counts only if it has
            the hash that the runs recorded.
    """
    runs = {id: dict(run) for id, run in results["runs"].items()}
    marks = {claim: said for run in runs.values() for claim, said in run["marks"].items()}
    known = contract.tables()
    tables = {
        table: Held(
            facts["sha256"],
            tuple(facts["key"] or (known[table].primary_key if table in known else ())),
            _rows_at(places(table, facts["file"]), facts["sha256"], known.get(table)),
        )
        for table, facts in results["tables"].items()
    }
    verdicts = {claim: said.removeprefix(AUDIT) for claim, said in marks.items() if said.startswith(AUDIT)}
    return Side(name, kind, runs, tables, verdicts)


def present(book: Book, runs: Iterable[Run], data_dir: str | Path = "") -> Side:
    """Return the build under way, once its runs are executed."""
    from mfgbook.runs.build import results_of  # noqa: PLC0415 - slow to import

    known = contract.tables(data_dir)
    return of_results(
        "this build",
        BUILD,
        results_of(book, list(runs)),
        lambda table, file: [known[table].file] if table in known else [],
    )


def pair_notebooks(before: Side, after: Side) -> tuple[Side, Side]:
    """Return two executed notebooks with one name for their runs, so that they are compared whatever it was.

    Raises:
        BookError: if they were executed from different notebooks, or have no finding in common.
    """
    (old_id, old), (new_id, new) = *before.runs.items(), *after.runs.items()
    sources = [PurePosixPath(run["notebook"]).name for run in (old, new)]
    if all(sources) and len(set(sources)) > 1:
        raise BookError(
            f"{before.name} was executed from {sources[0]} and {after.name} from {sources[1]}: they have nothing to "
            "compare. Give two executions of one chapter."
        )
    ids = [{finding["id"] for finding in run["findings"]} for run in (old, new)]
    if not ids[0] & ids[1]:
        raise BookError(
            f"{before.name} and {after.name} have no finding in common. Give two executions of one chapter."
        )
    name = new_id if old_id == new_id else PurePosixPath(sources[1]).stem or new_id
    return replace(before, runs={name: old}), replace(after, runs={name: new})


def _read_build(file: Path, name: str) -> Side:
    results = _json(file)
    if isinstance(results, dict) and results and all(isinstance(value, list) for value in results.values()):
        raise BookError(
            f"{file} was written by an earlier version of mfgbook, which kept no tables. Build it again with this one."
        )
    wrong = BookError(f"{file} is not what a build writes. Give the findings.json of a build, or build the book again.")
    try:
        for run in results["runs"].values():
            dict(run["parameters"])
            [Figure.of(finding) for finding in run["findings"]]
        if not results["runs"]:
            raise wrong
        return of_results(name, BUILD, results, _beside(file.parent))
    except (AttributeError, KeyError, TypeError, ValueError):
        raise wrong from None


def _read_notebook(file: Path, name: str) -> Side:
    from nbformat import from_dict  # noqa: PLC0415 - slow to import

    from mfgbook.runs.results import gather  # noqa: PLC0415

    content = _json(file)
    try:
        notebook = from_dict(content)
        _require_executed(notebook, file)
        run = notebook.metadata.get("mfgbook", {}).get("run", file.stem)
        results = gather([(run, notebook)])
        findings = [Figure.of(finding) for finding in results["runs"][run]["findings"]]
    except (AttributeError, KeyError, TypeError, ValueError):
        raise BookError(f"{file} is not a Jupyter notebook of format 4. Execute the chapter again.") from None
    if not findings:
        raise BookError(f"{file} was executed and records no finding, so there is nothing to compare.")
    return of_results(name, NOTEBOOK, results, _beside(file.parent.parent))


def _require_executed(notebook: NotebookNode, file: Path) -> None:
    cells = [cell for cell in notebook.cells if cell["cell_type"] == "code"]
    outputs = [output for cell in cells for output in cell["outputs"]]
    if any(output["output_type"] == "error" for output in outputs):
        raise BookError(f"{file} stopped at an error, so its findings are not complete. Mend it and execute it again.")
    if not outputs and not any(cell.get("execution_count") for cell in cells):
        raise BookError(
            f"{file} has not been executed. Execute it: mfgbook run {file.stem} -o executed.ipynb, then compare that."
        )


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BookError(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise BookError(f"{file} is not UTF-8 text. Build or execute it again.") from None
    except ValueError as error:
        raise BookError(f"{file} is not valid JSON ({error}). Build or execute it again.") from None


def _data_tables(folder: Path) -> dict[str, Held]:
    return {
        name: Held(_hash(table.file), tuple(table.primary_key), partial(read_rows, table))
        for name, table in contract.tables(folder).items()
    }


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


def _beside(build: Path) -> Callable[[str, str], list[Path]]:
    """Return where a table may lie: among the downloads of a build's site, or among the shipped tables."""
    return lambda table, file: [build / _DOWNLOADS / file, contract.shipped_folder() / file] if file else []


def _rows_at(places: Iterable[Path], sha256: str, table: Table | None) -> Callable[[], Rows | None]:
    """Return how to read the first file that has the hash."""
    file = next((file for file in places if sha256 and _hash(file) == sha256), None)
    return lambda: (_as_contract(file, table) or _as_written(file)) if file else None


def _as_contract(file: Path, table: Table | None) -> Rows | None:
    """Read a file as the contract does, which understands spreadsheets; None if it does not fit the contract."""
    try:
        return read_rows(replace(table, file=file)) if table else None
    except FaultyData:
        return None


def _as_written(file: Path) -> Rows | None:
    """Read a table that no contract here describes; None if it is not plain CSV."""
    try:
        return list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig").rstrip("\r\n"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return None
