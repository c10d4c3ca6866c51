"""The whole loop on a small book: build, build again, edit, break."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

pytestmark = pytest.mark.xdist_group("loop")  # one book, built once

ROOT = Path(__file__).parent.parent
CELLS = [
    new_markdown_cell("# Countries\n\nThere are {glue:text}`number:.0f`.", id="title"),
    new_code_cell('data_dir = ""', id="parameters", metadata={"tags": ["parameters"]}),
    new_code_cell(
        "from mfgbook.data import load\nfrom mfgbook.findings import finding\n"
        'finding("number", len(load("countries", data_dir)), "countries", 0)',
        id="count",
    ),
]


def write(path: Path, *cells: nbformat.NotebookNode) -> None:
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path.write_text(nbformat.writes(new_notebook(cells=cells, metadata=kernel)), encoding="utf-8")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    root = tmp_path_factory.mktemp("loop") / "book"
    (root / "chapters").mkdir(parents=True)
    (root / "_config.yml").write_text((ROOT / "_config.yml").read_text(encoding="utf-8"), encoding="utf-8")
    toc = "format: jb-book\nroot: index\nchapters:\n  - file: chapters/countries\n"
    (root / "_toc.yml").write_text(toc, encoding="utf-8")
    (root / "index.md").write_text("# Home\n\n{glue:text}`chapters/countries.ipynb::number:.0f` countries.\n", "utf-8")
    plan = "- id: countries\n  notebook: countries.ipynb\n  tables: [countries]\n"
    (root / "chapters" / "runs.yml").write_text(plan, encoding="utf-8")
    write(root / "chapters" / "countries.ipynb", *CELLS)
    done = build(root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout
    assert f"The book is at {root / '_build' / 'html' / 'index.html'}" in done.stdout
    return root


def build(book: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from mfgbook.cli import main; main()", "build"]
    return subprocess.run(command, cwd=book, capture_output=True, text=True, encoding="utf-8", check=False)


def site(book: Path) -> dict[str, str]:
    html = book / "_build" / "html"
    return {
        path.relative_to(html).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in html.rglob("*")
        if path.is_file()
    }


def test_the_home_page_reads_the_chapter_and_nothing_lands_outside_the_build_folder(book):
    home = (book / "_build" / "html" / "index.html").read_text(encoding="utf-8")
    assert re.search(r"\b7(</span>)?(</a>)? countries", home)
    assert sorted(path.name for path in book.iterdir()) == ["_build", "_config.yml", "_toc.yml", "chapters", "index.md"]


def test_nothing_is_done_again_not_even_after_a_touch(book):
    before = site(book)
    for path in book.rglob("*"):
        if path.is_file() and "_build" not in path.parts:
            os.utime(path)
    done = build(book)
    assert "Nothing has changed." in done.stdout
    assert "started" not in done.stdout
    assert site(book) == before


def test_an_edited_page_rebuilds_the_site_and_executes_nothing(book):
    page = book / "index.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    said = build(book).stdout
    assert "started the site" in said
    assert "started countries" not in said


def test_a_site_altered_by_hand_is_made_again(book):
    before = site(book)
    (book / "_build" / "html" / "index.html").write_text("gone", encoding="utf-8")
    said = build(book).stdout
    assert "started the site" in said
    assert "started countries" not in said
    assert set(site(book)) == set(before)
    assert (book / "_build" / "html" / "index.html").read_text(encoding="utf-8") != "gone"


def test_a_cell_that_raises_is_named_and_leaves_the_site_as_it_was(book):
    before = site(book)
    notebook = book / "chapters" / "countries.ipynb"
    write(notebook, *CELLS, new_code_cell("# the total\n1 / 0", id="broken"))
    done = build(book)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    for part in ("countries.ipynb", "cell 4", "ZeroDivisionError", "countries.failed.ipynb"):
        assert part in done.stderr
    assert site(book) == before


def test_an_undeclared_table_is_named_with_the_line_to_write(book):
    before = site(book)
    read = new_code_cell('load("provinces", data_dir).shape', id="more")
    write(book / "chapters" / "countries.ipynb", *CELLS, read)
    done = build(book)
    assert done.returncode == 1
    assert "tables: [countries, provinces]" in done.stderr
    assert site(book) == before
