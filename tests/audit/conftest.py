"""A made-up document: its tables of figures, claims and checks, laid into a folder as a user would add a sixth."""

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from mfgbook.audit import Audited, audit
from mfgbook.audit.claims import Tables
from mfgbook.data import shipped_folder

CLAIM = {
    "document": "demo2020",
    "location": "section 1",
    "kind": "text figure",
    "statement": "A made-up figure",
    "subject": "demo",
    "unit": "firms",
    "step": 0,
    "bears_on": "detail",
}
FIGURES = [("north", 2010, 40), ("north", 2020, 50), ("south", 2010, 60), ("south", 2020, 90)]


class Demo:
    """A folder with the document demo2020, whose claims and checks a test adds one by one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._claims: list[dict[str, Any]] = []
        self._checks: list[dict[str, Any]] = []

    def claim(self, name: str, value: float | str = "", printed: str = "", **cells: Any) -> str:
        """Add a claim, by default one of section 1; return its id."""
        id = f"demo2020-{name}"
        self._claims.append({"id": id, **CLAIM, "value": value, "printed": printed or str(value), **cells})
        return id

    def check(self, name: str, function: str, *inputs: object, role: str = "recompute", **cells: Any) -> None:
        """Add a check of a claim; inputs that are names of claims become their ids."""
        names = {claim["id"].removeprefix("demo2020-"): claim["id"] for claim in self._claims}
        number = 1 + sum(check["claim"] == f"demo2020-{name}" for check in self._checks)
        given = "; ".join(names.get(str(one), str(one)) for one in inputs)
        row = {"claim": f"demo2020-{name}", "number": number, "role": role, "function": function, "inputs": given}
        self._checks.append({**row, **cells})

    def save(self) -> Path:
        """Write the folder as it stands and return it."""
        figure_schema = {
            "fields": [
                {"name": "place", "type": "string"},
                {"name": "year", "type": "integer"},
                {"name": "firms", "type": "number", "unit": "firms"},
            ],
            "primaryKey": ["place", "year"],
        }
        self._write("demo2020_figures", ["place", "year", "firms"], FIGURES)
        entries: list[dict[str, Any]] = [{"name": "demo2020_figures", "schema": figure_schema}]
        for name, rows in (("claims", self._claims), ("checks", self._checks)):
            schema = json.loads((shipped_folder() / f"{name}.schema.json").read_text(encoding="utf-8"))
            columns = [field["name"] for field in schema["fields"]]
            if rows:
                self._write(f"demo2020_{name}", columns, [[row.get(column, "") for column in columns] for row in rows])
                entries.append({"name": f"demo2020_{name}", "title": "Demo: x", "schema": f"{name}.schema.json"})
        entries = [{**entry, "path": f"{entry['name']}.csv"} for entry in entries]
        package = json.dumps({"name": "demo", "resources": entries})
        (self.folder / "datapackage.json").write_text(package, encoding="utf-8")
        return self.folder

    def audit(self) -> dict[str, Audited]:
        """Audit this document alone, which takes less time than with the others; return its claims by name."""
        with mock.patch.object(Tables, "documents", lambda tables: ["demo2020"]):
            found = audit(self.save())
        return {entry.claim.id.removeprefix("demo2020-"): entry for entry in found}

    def _write(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        with (self.folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([columns, *rows])


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    return Demo(tmp_path)


@pytest.fixture
def verdicts() -> Callable[[dict[str, Audited]], dict[str, str]]:
    return lambda audited: {name: entry.verdict for name, entry in audited.items()}
