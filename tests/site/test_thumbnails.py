"""Small charts of other pages: what is drawn of a specification, and where a page shows it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_output

from mfgbook import charts
from mfgbook.book import Book
from mfgbook.charts import small
from mfgbook.records import GLUE_PREFIX
from mfgbook.runs.plan import Run
from mfgbook.site.build import build_site, warnings
from mfgbook.site.thumbnails import thumbnail

ROWS = pd.DataFrame({"what": ['Ships <b class="x">', "Cars"], "percent": [1 / 3, 2.0]})


def spec(title: str = "Share, percent", alt_text: str = "Ships 1, cars 2.") -> dict[str, Any]:
    charts.enable()
    made = small.bars(ROWS, "what", "percent", title=title, alt_text=alt_text, highlight=["Cars"])
    return dict(made.to_dict())


def offered(chart: dict[str, Any]) -> Any:
    """Return the cell that offers a small chart, as executed."""
    metadata = {
        "scrapbook": {"name": "thumbnail", "mime_prefix": GLUE_PREFIX},
        "mfgbook": {"kind": "thumbnail", "spec": chart},
    }
    output = new_output("display_data", {GLUE_PREFIX + "text/plain": "'alt'"}, metadata=metadata)
    return new_code_cell("thumbnail(...)", outputs=[output])


def offer(book: Book, chart: dict[str, Any]) -> None:
    """Let the small book's chapter offer a chart."""
    executed = book.runs / "decline.ipynb"
    notebook = json.loads(executed.read_text(encoding="utf-8"))
    notebook["cells"].append(offered(chart))
    executed.write_text(json.dumps(notebook), encoding="utf-8")


def show(book: Book, page: str = "chapters/decline") -> None:
    index = book.root / "index.md"
    index.write_text(index.read_text(encoding="utf-8") + f"\n{{thumbnail}}`{page}`\n", encoding="utf-8")


def read(book: Book, page: str) -> str:
    return (book.html / page).read_text(encoding="utf-8")


def test_a_small_chart_is_a_title_and_a_picture_with_a_text_alternative() -> None:
    html = thumbnail(spec())
    assert '<span class="thumbnail-title">Share, percent</span>' in html
    assert 'role="img" aria-label="Ships 1, cars 2." style="aspect-ratio: 300 / 150"' in html
    assert f'fill="{charts.palette.SUBJECT}"' in html


def test_it_carries_nothing_that_the_page_does_not_need() -> None:
    html = thumbnail(spec())
    assert not re.search(r"font-family|xmlns:xlink|graphics-object|\d\.\d{3}|\bid=", html)
    assert len(html) < 3000


def test_words_of_the_data_stay_words() -> None:
    html = thumbnail(spec('"><script>alert(1)</script>', '"><img src=x onerror=alert(1)>'))
    assert not re.search(r"<(script|img|b)\b", html)


def test_the_same_chart_is_drawn_the_same() -> None:
    assert thumbnail(spec()) == thumbnail(spec())


def test_a_page_shows_the_small_chart_of_another(book: Book, runs_of: Callable[[Book], list[Run]]) -> None:
    offer(book, spec())
    show(book)
    build_site(book, runs_of(book))
    assert warnings(book) == []
    assert read(book, "index.html").count('class="thumbnail chart"') == 1
    assert "thumbnail-picture" not in read(book, "chapters/decline.html")
    assert "charts.js" not in read(book, "index.html")


@pytest.mark.parametrize(
    ("page", "said"),
    [("chapters/decline", "offers no small chart"), ("chapters/declime", "no page 'chapters/declime'")],
)
def test_a_page_without_one_is_a_warning(
    book: Book, runs_of: Callable[[Book], list[Run]], page: str, said: str
) -> None:
    show(book, page)
    build_site(book, runs_of(book))
    (warning,) = warnings(book)
    assert said in warning
    assert "to-thumbnail" not in read(book, "index.html")


def test_a_plain_build_leaves_it_out(book: Book) -> None:
    show(book)
    command = Path(sys.executable).with_name("jupyter-book")
    done = subprocess.run([command, "build", str(book.root)], check=True, capture_output=True, text=True)
    assert "small chart" not in done.stderr
    assert "thumbnail" not in read(book, "index.html").partition("<article")[2]
