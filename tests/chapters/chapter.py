"""A chapter as a re-runner meets it: executed with parameters, or checked only."""

import ast
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import altair as alt
import nbformat
from nbformat.v4 import new_output

from mfgbook import records
from mfgbook.book import find_book
from mfgbook.pictures import MIME
from mfgbook.records import collect
from mfgbook.runs.execute import execute
from mfgbook.runs.plan import single_run

BOOK = find_book(Path(__file__).parent)


def run_in_kernel(chapter: str, folder: Path, data_dir: str | Path = "", **parameters: str) -> nbformat.NotebookNode:
    """Execute a chapter as `mfgbook run` does, with parameters as the command line takes them."""
    executed = execute(single_run(BOOK, chapter, parameters.items()), BOOK, data_dir, folder / "out.ipynb")
    return nbformat.read(executed, as_version=4)


def run(chapter: str, data_dir: str | Path = "", **parameters: str) -> nbformat.NotebookNode:
    """Execute a chapter in this process: no kernel to start, no pictures to draw, and the same findings and charts."""
    return _evaluate(chapter, data_dir, parameters)


def checks(chapter: str, data_dir: str | Path = "", **parameters: str) -> None:
    """Run a chapter's cells up to the one that checks its parameters: a mistake raises at once."""
    _evaluate(chapter, data_dir, parameters, last="checks")


def _evaluate(
    chapter: str, data_dir: str | Path, parameters: Mapping[str, str], last: str = ""
) -> nbformat.NotebookNode:
    given = single_run(BOOK, chapter, parameters.items()).parameters
    notebook, names, outputs = source(chapter), {}, []

    def display(data: dict[str, Any], metadata: dict[str, Any], raw: bool) -> None:
        outputs.append(new_output("display_data", data, metadata=metadata))

    shell = SimpleNamespace(user_ns=names)
    with mock.patch.multiple(records, get_ipython=lambda: shell, display=display):
        for cell in notebook.cells:
            if cell.cell_type != "code":
                continue
            outputs = []
            _run_cell(cell.source, f"{chapter}, cell {cell.id}", names, outputs)
            cell.outputs = outputs
            if "parameters" in cell.metadata.get("tags", []):
                names |= {**given, "data_dir": str(data_dir)}
            if cell.id == last:
                break
    return notebook


def _run_cell(source: str, where: str, names: dict[str, Any], outputs: list[Any]) -> None:
    """Run a cell and show the value of its last expression, as a notebook does."""
    names["display"] = lambda value: _show(value, outputs)
    *body, end = ast.parse(source).body or [ast.Pass()]
    shown = isinstance(end, ast.Expr)
    exec(compile(ast.Module(body if shown else [*body, end], []), where, "exec"), names)
    if shown:
        _show(eval(compile(ast.Expression(end.value), where, "eval"), names), outputs)


def _show(value: Any, outputs: list[Any]) -> None:
    if isinstance(value, alt.TopLevelMixin):
        outputs.append(new_output("display_data", {MIME: value.to_dict()}))
    elif hasattr(value, "_repr_html_"):
        outputs.append(new_output("display_data", {"text/html": value._repr_html_()}))


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
    return [output.data[MIME] for output in outputs if MIME in output.get("data", {})]
