"""Made-up builds and executed notebooks to compare."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output


def number(id: str, value: float | None, **more: Any) -> dict[str, Any]:
    """Return a number as a chapter records it."""
    record = {"id": id, "label": f"The {id}", "value": value, "unit": "firms", "digits": 0, "cell": "c"}
    return record | {"interval": None, "p_value": None} | more


def words(id: str, text: str) -> dict[str, Any]:
    """Return words as a chapter records them."""
    return {"id": id, "label": f"The {id}", "value": text, "unit": "", "digits": 0, "cell": "c"}


def run(*findings: Mapping[str, Any], tables: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """Return what a run came to."""
    facts = {"notebook": "chapters/x.ipynb", "parameters": {}, "marks": {}}
    return facts | {"tables": list(tables), "findings": list(findings)} | more


def build(
    folder: Path, runs: Mapping[str, Any], tables: Mapping[str, str] | None = None, key: tuple[str, ...] = ("place",)
) -> Path:
    """Write a build, with its tables (texts by name) among the downloads of its site; return its folder."""
    facts = {}
    downloads = folder / "html" / "downloads" / "tables"
    downloads.mkdir(parents=True)
    for name, text in (tables or {}).items():
        (downloads / f"{name}.csv").write_bytes(text.encode())
        facts[name] = {"file": f"{name}.csv", "sha256": hashlib.sha256(text.encode()).hexdigest(), "key": list(key)}
    (folder / "findings.json").write_text(json.dumps({"runs": dict(runs), "tables": facts}), encoding="utf-8")
    return folder


def notebook(
    file: Path, *findings: Mapping[str, Any], metadata: Mapping[str, Any] | None = None, error: bool = False
) -> Path:
    """Write a notebook that was executed and recorded findings."""
    outputs = [new_output("display_data", metadata={"mfgbook": {"kind": "finding", **record}}) for record in findings]
    if error:
        outputs.append(new_output("error", ename="ValueError", evalue="no", traceback=[]))
    cell = new_code_cell("...", outputs=outputs, execution_count=1)
    nbformat.write(new_notebook(cells=[cell], metadata=dict(metadata or {})), file)
    return file
