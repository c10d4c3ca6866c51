"""The build of the site: Jupyter Book beside the old site, and what stands when it fails."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from mfgbook.book import Book
from mfgbook.errors import BookError
from mfgbook.runs.plan import Run
from mfgbook.site.build import build_site, log_file, warnings
from mfgbook.site.swap import repair

# The child is killed while Jupyter Book writes its pages.
KILL_IN_BUILD = """
import os, subprocess, sys
from pathlib import Path
from mfgbook.book import Book
from mfgbook.runs.plan import Run
from mfgbook.site.build import build_site

def die(command, **_):
    half = Path(command[command.index("--path-output") + 1]) / "_build" / "html"
    half.mkdir(parents=True)
    (half / "index.html").write_text("half")
    os._exit(9)

subprocess.run = die
book = Book(Path(sys.argv[1]))
decline, profile = book.chapters / "decline.ipynb", book.chapters / "profile.ipynb"
build_site(book, [Run("decline", decline), Run("profile-geoje", profile)])
"""


def read(book: Book, page: str) -> str:
    return (book.html / page).read_text(encoding="utf-8")


def old_site(book: Book) -> None:
    book.html.mkdir(parents=True)
    (book.html / "index.html").write_text("old", encoding="utf-8")


def test_site_is_whole_and_nothing_is_left_beside_it(built: Book) -> None:
    for name in ("index.html", "chapters/decline.html", "chapters/profile-geoje.html", "_static/vega.js"):
        assert (built.html / name).is_file()
    assert {path.name for path in built.build.iterdir()} >= {"html", "stage", "logs", "runs"}
    assert not list(built.build.glob("site-*/"))


def test_build_says_nothing_that_needs_care(built: Book) -> None:
    assert warnings(built) == []


def test_parameter_fills_heading_page_title_and_contents(built: Book) -> None:
    page = read(built, "chapters/profile-geoje.html")
    assert re.search(r"<h1>Profile of 거제 Geoje<", page)
    assert re.search(r"<title>Profile of 거제 Geoje", page)
    assert re.search(r'href="chapters/profile-geoje.html">Profile of 거제 Geoje<', read(built, "index.html"))


def test_home_page_shows_a_number_of_the_chapter(built: Book) -> None:
    text = BeautifulSoup(read(built, "index.html"), "html.parser").get_text()
    assert "The share was 26.8\xa0%" in text


def test_a_mark_links_to_the_page_that_offers_it_with_its_words(built: Book) -> None:
    link = '(<a class="to-mark" href="chapters/decline.html#figure-1">checked: it &lt;holds&gt;</a>)'
    assert link in read(built, "index.html")


def test_a_link_to_a_page_bears_its_title(built: Book) -> None:
    title = re.findall(r"<h1>([^<:]*)", read(built, "chapters/decline.html"))[-1]
    assert f'<a class="to-page" href="chapters/decline.html#share">{title}</a>' in read(built, "index.html")


def test_nothing_asks_another_host(built: Book) -> None:
    for page in built.html.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|link|img|iframe)\b[^>]*(?:src|href)="(https?:)?//[^"]*"', text)
        assert not loaded, page
        assert "THEBE" not in text
        assert "MathJax" not in text


def test_charts_come_with_words_two_pictures_and_data(built: Book) -> None:
    page = read(built, "chapters/decline.html")
    assert page.count('<figure class="chart"') == 2
    assert ' Three lines &lt;/script&gt; over years."' in page
    assert '<span class="chart-subtitle">Per cent of GDP, 1990-2022</span>' in page
    assert '<p class="chart-source">Source: World Bank</p>' in page
    assert page.count('data-view="wide"') == page.count('data-view="narrow"') == 2
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_formulas_are_mathml(built: Book) -> None:
    page = read(built, "chapters/decline.html")
    assert page.count("<math ") == 2
    assert "<mfrac>" in page


def test_parameters_are_a_table_and_their_code_is_folded(built: Book) -> None:
    page = read(built, "chapters/decline.html")
    table = page[page.index('<details class="parameters') : page.index("</table>")]
    assert "<td>2000<small>default: 1990</small></td><td>first year shown</td>" in table
    assert "<td>JPN, DEU</td><td>peers, ISO 3166 alpha-3</td>" in table
    assert "injected" not in page
    for code in re.finditer(r'<div class="cell_input', page):
        assert page.rfind("<details", 0, code.start()) > page.rfind("</details>", 0, code.start())


def test_page_says_what_it_was_made_from(built: Book) -> None:
    page = read(built, "chapters/decline.html")
    box = page[page.index('<aside class="provenance"') : page.index("</aside>", page.index('class="provenance"'))]
    for said in ("start_year", "2000", "pandas 3.1.0", "0123456789", "not committed", "early 2026", "2d711642b7"):
        assert said in box
    for name in ("notebooks/decline.ipynb", "executed/decline.ipynb", "tables/manufacturing_share_of_gdp.csv"):
        assert f'href="../downloads/{name}"' in page
        assert (built.html / "downloads" / name).is_file()
    assert "own-data" not in page


def test_data_of_a_users_folder_are_announced_on_each_page_that_shows_them(
    write_book: Callable[..., Book], runs_of: Callable[[Book], list[Run]], tmp_path: Path
) -> None:
    book = write_book(tmp_path / "book", data_folder="my <data>")
    build_site(book, runs_of(book))
    for page in ("index.html", "chapters/decline.html", "chapters/profile-geoje.html"):
        assert "<code>my &lt;data&gt;</code>: manufacturing_share_of_gdp" in read(book, page)


def test_failed_build_leaves_the_old_site_and_names_the_log(book: Book, runs_of: Callable[[Book], list[Run]]) -> None:
    old_site(book)
    with book.config.open("a", encoding="utf-8") as config:
        config.write("    html_theme: no_such_theme\n")
    with pytest.raises(BookError, match=re.escape(str(log_file(book)))) as failure:
        build_site(book, runs_of(book))
    assert "no_such_theme" in str(failure.value)
    assert read(book, "index.html") == "old"
    assert not list(book.build.glob("site-*/"))


def test_killed_build_leaves_the_old_site(book: Book) -> None:
    old_site(book)
    child = subprocess.run([sys.executable, "-c", KILL_IN_BUILD, str(book.root)], check=False)
    assert child.returncode == 9
    assert list(book.build.glob("site-*/"))
    repair(book)
    assert read(book, "index.html") == "old"
    assert not list(book.build.glob("site-*/"))


def test_plain_jupyter_book_makes_the_book_without_provenance(book: Book) -> None:
    for name in ("decline", "profile"):
        notebook = json.loads((book.chapters / f"{name}.ipynb").read_text(encoding="utf-8"))
        notebook["metadata"]["mystnb"] = {"execution_mode": "off"}  # the small book's code is no code
        (book.chapters / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    command = Path(sys.executable).with_name("jupyter-book")
    subprocess.run([command, "build", str(book.root)], check=True, capture_output=True)
    page = read(book, "chapters/decline.html")
    assert '<figure class="chart"' in page
    assert "provenance" not in page
    assert "downloads" not in page
    assert "(not computed)" in read(book, "index.html")


def test_a_mark_that_no_page_offers_is_a_warning(book: Book, runs_of: Callable[[Book], list[Run]]) -> None:
    index = book.root / "index.md"
    index.write_text(index.read_text(encoding="utf-8").replace("figure-1", "figure-2"), encoding="utf-8")
    build_site(book, runs_of(book))
    (warning,) = warnings(book)
    assert "no page marks 'figure-2'" in warning
