"""Re-running chapters on other data takes the chapters' helpers, and the revisions written once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "chapters"))

from revisions import REVISIONS, write


@pytest.fixture(scope="session")
def revised(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a revision by its name."""
    root = tmp_path_factory.mktemp("revisions")

    def revised(name: str) -> Path:
        folder = root / name
        return folder if folder.exists() else write(folder, REVISIONS[name]())

    return revised
