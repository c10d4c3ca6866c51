"""What a reader of an executed notebook reads: prose with its numbers filled in, titles and subtitles of charts."""

from __future__ import annotations

import ast
import re
from typing import Any

import nbformat
from chapter import charts

from mfgbook.records import GLUE_PREFIX


def prose(notebook: nbformat.NotebookNode) -> str:
    """Return the prose with every glued value in its format; a value that its format cannot write fails here."""
    values = _glued(notebook)

    def filled(match: re.Match[str]) -> str:
        name, _, form = match[1].partition(":")
        return format(ast.literal_eval(values[name]), form)

    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return re.sub(r"\{glue:text\}`([^`]+)`", filled, text)


def titles(notebook: nbformat.NotebookNode) -> dict[str, str]:
    """Return the title, subtitle and description of each chart, on one line, by its id."""
    words = {}
    for chart in charts(notebook):
        title = chart["title"]
        words[chart["usermeta"]["id"]] = " ".join([*title["text"], *title["subtitle"], chart["description"]])
    return words


def drawn(notebook: nbformat.NotebookNode, id: str) -> list[dict[str, Any]]:
    """Return the rows that a chart draws."""
    (chart,) = [chart for chart in charts(notebook) if chart["usermeta"]["id"] == id]
    return max(chart["datasets"].values(), key=len)


def _glued(notebook: nbformat.NotebookNode) -> dict[str, str]:
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return {
        output.metadata.scrapbook.name: output.data[GLUE_PREFIX + "text/plain"]
        for output in outputs
        if "scrapbook" in output.get("metadata", {})
    }
