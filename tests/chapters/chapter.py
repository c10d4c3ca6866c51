"""A chapter as a re-runner meets it: executed with parameters, or checked only."""

from pathlib import Path
from typing import Any

import nbformat

from mfgbook.book import find_book
from mfgbook.records import collect
from mfgbook.runs.execute import execute
from mfgbook.runs.plan import single_run

BOOK = find_book(Path(__file__).parent)


def run(chapter: str, folder: Path, data_dir: str | Path = "", **parameters: str) -> nbformat.NotebookNode:
    """Execute a chapter with parameters as the command line takes them."""
    executed = execute(single_run(BOOK, chapter, parameters.items()), BOOK, data_dir, folder / "out.ipynb")
    return nbformat.read(executed, as_version=4)


def checks(chapter: str, data_dir: str | Path = "", **parameters: str) -> None:
    """Run a chapter's cells up to the one that checks its parameters, in this process: a mistake raises at once."""
    given = single_run(BOOK, chapter, parameters.items()).parameters
    cells = [cell for cell in source(chapter).cells if cell.cell_type == "code"]
    [last] = [place for place, cell in enumerate(cells) if cell.id == "checks"]
    names: dict[str, Any] = {}
    for cell in cells[: last + 1]:
        exec(compile(cell.source, f"{chapter}, cell {cell.id}", "exec"), names)
        if "parameters" in cell.metadata.get("tags", []):
            names |= {**given, "data_dir": str(data_dir)}


def source(chapter: str) -> nbformat.NotebookNode:
    """Return a chapter as it is written, without outputs."""
    return nbformat.read(BOOK.chapters / f"{chapter}.ipynb", as_version=4)


def findings(notebook: nbformat.NotebookNode) -> dict[str, Any]:
    """Return the values that an executed notebook recorded, by their names in prose."""
    return {record.payload["id"]: record.payload["value"] for record in collect(notebook, "finding")}


def glued(notebook: nbformat.NotebookNode) -> set[str]:
    """Return the names that prose can call."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return {output.metadata.scrapbook.name for output in outputs if "scrapbook" in output.get("metadata", {})}


def charts(notebook: nbformat.NotebookNode) -> list[dict[str, Any]]:
    """Return the specifications of the charts that an executed notebook shows."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    mime = "application/vnd.vegalite.v6+json"
    return [output.data[mime] for output in outputs if mime in output.get("data", {})]
