"""The page on auditing another document, followed step by step."""

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mfgbook.audit import audit

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "chapters" / "audit_another_document.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder that the page tells its reader to write."""
    files = re.findall(r"```\{code-block\} \w+\n:caption: (\S+)\n(.*?)```", PAGE, re.DOTALL)
    assert len(files) == 3
    for name, text in files:
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path / "harbour"


def test_the_commands_run_and_the_verdicts_are_those_that_the_page_tells(folder):
    (command,) = re.findall(r"^mfgbook (audit --data .*)$", PAGE, re.MULTILINE)
    run = [sys.executable, "-c", "from mfgbook.cli import main; main()", *command.split()]
    done = subprocess.run(run, cwd=folder.parent, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with (folder.parent / "verdicts.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file) if row["document"] == "harbour2024"}
    verdicts = {id.removeprefix("harbour2024-"): row["verdict"] for id, row in rows.items()}
    assert {name for name, verdict in verdicts.items() if verdict == "unchecked"} == {
        *("yards-2020", "yards-2023", "workers-2020", "workers-2023", "visitors")
    }
    assert verdicts["yards-growth"] == "contradicted"
    assert verdicts["workers-growth"] == "misleading"
    assert rows["harbour2024-yards-growth"]["note"] == (
        "The increase was divided by the 50 yards of the later year, which is the larger number: 20 %. (base, likely)"
    )


def test_the_page_names_every_column_and_role(folder):
    roles = {row["role"] for row in csv.DictReader((folder / "harbour2024_checks.csv").open(encoding="utf-8"))}
    assert roles == {"recompute", "carries", "reading"}
    assert {entry.claim.document for entry in audit(folder)} >= {"harbour2024", "krihs2019"}


@pytest.mark.slow
def test_the_book_builds_with_the_sixth_document(folder, own_copy):
    (command,) = re.findall(r"^mfgbook (build --data .*)$", PAGE, re.MULTILINE)
    run = [sys.executable, "-c", "from mfgbook.cli import main; main()", *command.split()[:2], str(folder)]
    subprocess.run(run, cwd=own_copy.root, capture_output=True, check=True)
    page = (own_copy.html / "chapters" / "audit.html").read_text(encoding="utf-8")
    assert "Harbour report (fictitious)" in page
    assert 'id="harbour2024-yards-growth"' in page
