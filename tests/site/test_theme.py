"""What pages load of the theme."""

from __future__ import annotations

import gzip
import re

from mfgbook.book import Book

LOADED = re.compile(r'<(?:script|link)\b[^>]*?(?:src|href)="([^"?#]*_static/[^"?#]*)')
LIMIT = 90_000  # bytes, compressed: of what a page needs beside its own text and the script that draws charts


def pages(book: Book) -> list[str]:
    return [
        *(f"chapters/{path.name}" for path in (book.html / "chapters").glob("*.html")),
        "index.html",
        "genindex.html",
    ]


def loaded(book: Book, page: str) -> set[str]:
    """Return what a page loads from the folder of assets."""
    return {name.split("_static/")[1] for name in LOADED.findall((book.html / page).read_text(encoding="utf-8"))}


def test_what_a_page_loads_exists_and_is_light(built: Book) -> None:
    for page in pages(built):
        files = [built.html / "_static" / name for name in loaded(built, page)]
        assert [path.name for path in files if not path.is_file()] == []
        code = [path for path in files if path.suffix in {".css", ".js"}]
        assert {"theme.css", "page.css", "icons.css", "shell.js", "pydata-sphinx-theme.js"} <= {
            path.name for path in code
        }
        assert sum(len(gzip.compress(path.read_bytes(), 6)) for path in code) < LIMIT


def test_a_page_loads_only_scripts_that_it_has_a_use_for(built: Book) -> None:
    assert {"charts.js", "copybutton.js"} <= loaded(built, "chapters/decline.html")
    assert not {"charts.js", "copybutton.js", "clipboard.min.js", "design-tabs.js"} & loaded(built, "index.html")
    text = (built.html / "chapters" / "decline.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script\b[^>]*\bsrc=[^>]*>", text)
    assert scripts
    assert all("defer" in script for script in scripts)  # none holds up the first paint


def test_the_one_style_sheet_holds_what_pages_use_and_no_more(built: Book) -> None:
    sheet = (built.html / "_static" / "theme.css").read_text(encoding="utf-8")
    for used in (".bd-sidebar-primary", ".bd-article", ".sd-card", "div.cell", ".highlight", "#pst-back-to-top"):
        assert used in sheet
    for unused in ("@font-face", ".carousel", ".fa-", "@import", ".modal-dialog"):
        assert unused not in sheet
    assert "Bootstrap" in sheet  # its licence asks to be kept


def test_nothing_is_published_that_no_page_refers_to(built: Book) -> None:
    published = [path for path in (built.html / "_static").rglob("*") if path.is_file()]
    assert [path.name for path in published if path.suffix in {".map", ".woff2", ".ttf", ".po", ".mo"}] == []
    assert sum(path.stat().st_size for path in published if path.name != "vega.js") < 600_000


def test_every_icon_of_a_page_is_drawn(built: Book) -> None:
    icons = (built.html / "_static" / "icons.css").read_text(encoding="utf-8")
    for page in pages(built):
        text = (built.html / page).read_text(encoding="utf-8")
        named = {name for classes in re.findall(r'class="([^"]*\bfa-solid\b[^"]*)"', text) for name in classes.split()}
        assert named
        for name in named - {"fa-solid", "fa-lg", "theme-switch"}:
            assert f".{name} {{" in icons
