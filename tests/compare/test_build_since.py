"""A build that is given its predecessor: with stand-ins for execution and site, and once as it is."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml
from made_up import build as write_build
from made_up import notebook, number, run
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import mfgbook.site.build
from mfgbook.book import Book
from mfgbook.build import build_book
from mfgbook.data import shipped_folder
from mfgbook.errors import BookError
from mfgbook.runs import execute
from mfgbook.runs.plan import Run

ROOT = Path(__file__).parents[2]
PAGE = "chapters/what_changed"
CELLS = [
    new_markdown_cell("# Countries\n\nThere are {glue:text}`number:.0f`.", id="title"),
    new_code_cell('data_dir = ""', id="parameters", metadata={"tags": ["parameters"]}),
    new_code_cell(
        "from mfgbook.data import load\nfrom mfgbook.findings import finding\n"
        'finding("number", len(load("countries", data_dir)), "countries", 0, "Countries in the table")',
        id="count",
    ),
]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A book of one chapter and an appendix, not built."""
    made = Book(tmp_path / "book")
    (made.root / "chapters").mkdir(parents=True)
    (made.root / "_config.yml").write_text((ROOT / "_config.yml").read_text(encoding="utf-8"), encoding="utf-8")
    parts = [
        {"caption": "Chapters", "chapters": [{"file": "chapters/countries"}]},
        {"caption": "Appendices", "chapters": [{"file": "chapters/notes"}]},
    ]
    toc = {"format": "jb-book", "root": "index", "parts": parts}
    (made.root / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
    (made.root / "index.md").write_text("# Home\n", encoding="utf-8")
    (made.root / "chapters" / "notes.md").write_text("# Notes\n", encoding="utf-8")
    plan = "- id: countries\n  notebook: countries.ipynb\n  tables: [countries]\n"
    (made.root / "chapters" / "runs.yml").write_text(plan, encoding="utf-8")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(new_notebook(cells=CELLS, metadata=kernel), made.root / "chapters" / "countries.ipynb")
    return made


@pytest.fixture
def more_countries(tmp_path: Path) -> Path:
    """A data folder with one country more."""
    folder = tmp_path / "more"
    folder.mkdir()
    text = (shipped_folder() / "countries.csv").read_text(encoding="utf-8")
    (folder / "countries.csv").write_text(f"{text.rstrip()}\nFRA,France,프랑스\n", encoding="utf-8")
    return folder


class StandIns:
    """Execution and site by stand-ins: what the chapter finds, whether the site fails, and the pages it was given."""

    def __init__(self) -> None:
        self.found: float = 7
        self.broken = False
        self.sites: list[Mapping[str, str]] = []

    def execute(self, run: Run, book: Book, data_dir: str | Path = "", kernels: object = None) -> Path:
        book.runs.mkdir(parents=True, exist_ok=True)
        return notebook(book.runs / f"{run.id}.ipynb", number("number", self.found, unit="countries"))

    def build_site(
        self, book: Book, runs: list[Run], data_dir: str | Path = "", made: Mapping[str, str] | None = None
    ) -> None:
        if self.broken:
            raise BookError("the site is broken")
        self.sites.append(made or {})
        book.html.mkdir(parents=True, exist_ok=True)
        (book.html / "index.html").write_text(f"{made} {self.found}", encoding="utf-8")


@pytest.fixture
def stand_ins(monkeypatch: pytest.MonkeyPatch) -> StandIns:
    stands = StandIns()
    monkeypatch.setattr(execute, "execute", stands.execute)
    monkeypatch.setattr(mfgbook.site.build, "build_site", stands.build_site)
    return stands


def again(book: Book, stand_ins: StandIns, found: float, since: Path | None = None) -> list[str]:
    """Build the book with another finding; return what was said."""
    said: list[str] = []
    if found != stand_ins.found:
        stand_ins.found = found
        shutil.rmtree(book.runs)
    build_book(book, say=said.append, since=since)
    return said


def test_the_last_build_is_read_before_it_is_overwritten(book: Book, stand_ins: StandIns) -> None:
    again(book, stand_ins, 7)
    again(book, stand_ins, 8, since=book.build)
    assert list(stand_ins.sites[0]) == []
    assert list(stand_ins.sites[1]) == [PAGE]
    text = stand_ins.sites[1][PAGE]
    assert "7 countries" in text
    assert "8 countries" in text
    assert '<a class="to-page" href="countries.html">' in text


def test_whether_a_predecessor_is_given_decides_whether_the_site_is_built(
    book: Book, stand_ins: StandIns, tmp_path: Path
) -> None:
    again(book, stand_ins, 7)
    kept = shutil.copyfile(book.findings, tmp_path / "kept.json")
    assert "started the site" in again(book, stand_ins, 8, since=kept)
    assert again(book, stand_ins, 8, since=kept) == ["Nothing has changed."]
    said = again(book, stand_ins, 8)
    assert "started the site" in said
    assert "started countries" not in said
    assert stand_ins.sites[-1] == {}
    assert again(book, stand_ins, 8) == ["Nothing has changed."]


def test_the_same_book_built_again_since_its_last_build_says_that_nothing_changed(
    book: Book, stand_ins: StandIns
) -> None:
    again(book, stand_ins, 7)
    again(book, stand_ins, 8, since=book.root)
    again(book, stand_ins, 8, since=book.root)
    assert "**Nothing changed.**" in stand_ins.sites[-1][PAGE]


def test_a_build_that_fails_leaves_the_findings_of_the_site_that_stands(book: Book, stand_ins: StandIns) -> None:
    again(book, stand_ins, 7)
    before = book.findings.read_bytes()
    stand_ins.broken = True
    with pytest.raises(BookError, match="the site is broken"):
        again(book, stand_ins, 8, since=book.build)
    assert book.findings.read_bytes() == before
    stand_ins.broken = False
    again(book, stand_ins, 8, since=book.build)
    assert "7 countries" in stand_ins.sites[-1][PAGE]
    assert json.loads(book.findings.read_text("utf-8"))["runs"]["countries"]["findings"][0]["value"] == 8


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: folder / "nowhere", "There is no .*nowhere"),
        (lambda folder: shipped_folder(), "is a data folder, and a predecessor must be a build"),
        (lambda folder: notebook(folder / "n.ipynb", number("n", 1)), "is an executed notebook, and a predecessor"),
        (lambda folder: write_build(folder / "b", {"elsewhere": run()}), "no run in common.*elsewhere.*countries"),
    ],
)
def test_a_predecessor_that_is_none_stops_the_build_before_it_begins(
    book: Book, stand_ins: StandIns, tmp_path: Path, make: Any, message: str
) -> None:
    with pytest.raises(BookError, match=message):
        build_book(book, since=make(tmp_path))
    assert not book.runs.exists()
    assert not stand_ins.sites


def test_a_book_that_was_never_built_has_no_last_build(book: Book, stand_ins: StandIns) -> None:
    with pytest.raises(BookError, match="has not been built"):
        build_book(book, since=book.root)


@pytest.mark.slow
def test_the_page_stands_in_the_site_with_links_and_changed_rows(book: Book, more_countries: Path) -> None:
    def mfgbook(*arguments: str | Path) -> str:
        command = [sys.executable, "-c", "from mfgbook.cli import main; main()", *map(str, arguments)]
        done = subprocess.run(
            command,
            cwd=book.root,
            env=os.environ | {"PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "WARNING" not in done.stdout
        return done.stdout

    mfgbook("build")
    site = book.html / f"{PAGE}.html"
    assert not site.exists()
    kept = shutil.copytree(book.build, book.root.parent / "kept")
    mfgbook("build", "--data", more_countries, "--since", "_build")
    html = re.sub(r"\s+", " ", site.read_text(encoding="utf-8"))
    assert "7 countries" in html
    assert "8 countries" in html
    assert '<a class="to-page" href="countries.html">Countries</a>' in html
    assert "1 row added" in html
    assert "country = FRA, name = France, name_ko = 프랑스" in html
    assert str(book.root.parent) not in html
    home = (book.html / "index.html").read_text(encoding="utf-8")
    assert home.index("chapters/countries.html") < home.index(f"{PAGE}.html") < home.index("chapters/notes.html")
    assert "what_changed" not in book.toc.read_text(encoding="utf-8")

    said = mfgbook("compare", kept, book.root, "--json", "c.json")
    assert "countries: 1 row added" in said
    held = json.loads((book.root / "c.json").read_text(encoding="utf-8"))
    assert [finding["difference"] for finding in held["findings"]] == [1]
    assert str(book.root.parent) not in book.findings.read_text(encoding="utf-8")
    assert "Nothing changed." in mfgbook("compare", kept / "findings.json", kept)
    mfgbook("build", "--data", more_countries)
    assert not site.exists()
