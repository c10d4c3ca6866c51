"""What an executed notebook was made from."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from mfgbook.data.contract import Table

# The libraries that a chapter's figures, statistics and pictures come from, and those that execute it.
LIBRARIES = (
    "mfgbook",
    "altair",
    "frictionless",
    "ipykernel",
    "nbclient",
    "numpy",
    "pandas",
    "papermill",
    "scipy",
    "statsmodels",
    "vl-convert-python",
)


def versions() -> dict[str, str]:
    """Return the versions of the main libraries that are installed."""
    found = {}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            continue
    return found


def python_version() -> str:
    """Return the version of Python."""
    return platform.python_version()


def commit(folder: Path) -> dict[str, Any]:
    """Return the commit that a folder is at and whether files differ from it; nothing without git or a commit."""
    try:
        head = _git(folder, "rev-parse", "HEAD")
        return {"commit": head, "dirty": bool(_git(folder, "status", "--porcelain"))}
    except (OSError, subprocess.CalledProcessError):
        return {}


def table_facts(table: Table) -> dict[str, Any]:
    """Return a table's file name, content hash and vintage, and whether it is a user's own."""
    digest = hashlib.sha256(table.file.read_bytes()).hexdigest() if table.file.is_file() else ""
    return {"file": table.file.name, "sha256": digest, "vintage": table.vintage, "overlaid": table.overlaid}


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=True)
    return done.stdout.strip()
