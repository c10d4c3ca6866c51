"""The plain tools keep working: papermill runs a chapter from any folder, Jupyter Book makes the book by itself."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from mfgbook.data import shipped_folder
from mfgbook.records import collect

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent


def call(*command: str | Path, cwd: Path) -> str:
    python = [sys.executable, *map(str, command)]
    done = subprocess.run(python, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_papermill_runs_the_chapter_from_any_folder_on_own_tables(tmp_path):
    (tmp_path / "mine").mkdir()
    table = (shipped_folder() / "manufacturing_share_of_gdp.csv").read_text(encoding="utf-8")
    cut = [line for line in table.splitlines() if not line.startswith("KOR,2023")]
    (tmp_path / "mine" / "manufacturing_share_of_gdp.csv").write_text("\n".join(cut) + "\n", encoding="utf-8")
    chapter = ROOT / "chapters" / "korea_manufacturing_decline.ipynb"
    call("-m", "papermill", chapter, "out.ipynb", "-p", "start_year", "2000", "-p", "data_dir", "mine", cwd=tmp_path)
    notebook = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    found = {record.payload["id"]: record.payload["value"] for record in collect(notebook, "finding")}
    assert found["share_first_year"] == 2000
    assert found["share_last_year"] == 2022


def test_jupyter_book_makes_the_book_by_itself(tmp_path):
    for name in ("_config.yml", "_toc.yml", "index.md", "references.bib"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "chapters", tmp_path / "chapters")
    said = call("-c", "from jupyter_book.cli.main import main; main()", "build", ".", cwd=tmp_path)
    assert [line for line in said.splitlines() if "WARNING:" in line] == []
    html = tmp_path / "_build" / "html"
    chapter = (html / "chapters" / "korea_manufacturing_decline.html").read_text(encoding="utf-8")
    assert chapter.count('<figure class="chart"') >= 12
    places = (html / "chapters" / "gangwon_municipalities.html").read_text(encoding="utf-8")
    assert re.search(r"<h1>[^<]*Gangwon", re.sub(r"</?strong>", "", places))
    assert "key-findings" in (html / "index.html").read_text(encoding="utf-8")
