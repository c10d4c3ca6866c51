"""What executed runs came to, in the form that a build keeps in `_build/findings.json` and a comparison reads.

    {"runs": {<run>: {"notebook": ..., "parameters": {...}, "tables": [...], "marks": {...}, "findings": [...]}},
     "tables": {<table>: {"file": ..., "sha256": ..., "key": [...]}}}

A run's tables are those that it read. A finding carries the id of the cell that made it. No path of the machine is in
it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PureWindowsPath
from typing import Any

from nbformat import NotebookNode

from mfgbook import records
from mfgbook.runs.plan import DATA_DIR


def gather(executed: Iterable[tuple[str, NotebookNode]]) -> dict[str, Any]:
    """Return what executed notebooks came to.

    Args:
        executed: the id of each run, and its notebook: executed by this library, or by papermill alone.
    """
    runs: dict[str, Any] = {}
    tables: dict[str, Any] = {}
    for run, notebook in executed:
        made_from = notebook.metadata.get("mfgbook", {})
        papermill = notebook.metadata.get("papermill", {})
        given = made_from.get("parameters", papermill.get("parameters", {}))
        read = {record.payload["table"]: record.payload for record in records.collect(notebook, "read")}
        for name, facts in read.items():
            key = made_from.get("tables", {}).get(name, {}).get("key", [])
            tables[name] = {"file": facts.get("file", ""), "sha256": facts.get("sha256", ""), "key": key}
        runs[run] = {
            "notebook": made_from.get("notebook") or PureWindowsPath(papermill.get("input_path", "")).name,
            "parameters": {name: value for name, value in given.items() if name != DATA_DIR},
            "tables": sorted(read),
            "marks": {
                place: said for mark in records.collect(notebook, "marks") for place, said in mark.payload.items()
            },
            "findings": [{**record.payload, "cell": record.cell} for record in records.collect(notebook, "finding")],
        }
    return {"runs": runs, "tables": tables}
