from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mfgbook.data.contract import shipped_folder

SHARES: dict[str, Any] = {
    "name": "shares",
    "path": "shares.csv",
    "schema": {
        "fields": [
            {"name": "place", "type": "string", "constraints": {"required": True}},
            {"name": "year", "type": "integer"},
            {"name": "percent", "type": "number"},
            {"name": "final", "type": "boolean"},
        ],
        "primaryKey": ["place", "year"],
    },
}


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file of a user's data folder and return the folder."""

    def write(name: str, content: str | bytes) -> Path:
        data = content.encode("utf-8") if isinstance(content, str) else content
        (tmp_path / name).write_bytes(data)
        return tmp_path

    return write


@pytest.fixture
def describe(write: Callable[[str, str | bytes], Path]) -> Callable[..., Path]:
    """Write a datapackage.json that lists the given resources and return the folder."""

    def describe(*resources: Any) -> Path:
        return write("datapackage.json", json.dumps({"name": "own", "resources": list(resources)}))

    return describe


@pytest.fixture
def shares() -> dict[str, Any]:
    """A resource of a user's own, as a fresh copy to change."""
    return json.loads(json.dumps(SHARES))


@pytest.fixture
def shipped() -> Callable[[str], str]:
    """The text of a shipped table."""
    return lambda name: (shipped_folder() / f"{name}.csv").read_text(encoding="utf-8")
