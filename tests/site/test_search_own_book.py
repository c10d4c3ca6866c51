"""Search in this book itself: its Korean words, and each municipality in both scripts, on a server and in a folder."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from reading import served
from test_pages_in_browser import page
from test_search_in_browser import ask, violations

from mfgbook.book import Book
from mfgbook.data import load

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("own book")]

SEARCH = "() => performance.getEntriesByName('book-search').map((entry) => entry.duration)"


@pytest.fixture(params=["http", "file"])
def root(request: pytest.FixtureRequest, own_book: Book) -> Iterator[str]:
    """Where the site is: under a path of a server, and in a folder."""
    if request.param == "file":
        yield own_book.html.as_uri()
    else:
        with served(own_book.html.parent) as address:
            yield f"{address}/{own_book.html.name}"


def test_each_municipality_is_found_first_by_its_names(browser: Any, root: str) -> None:
    towns = load("municipalities")
    assert len(towns) == 18
    with page(browser, f"{root}/search.html") as tab:
        for name, korean, kind in zip(towns["municipality"], towns["municipality_ko"], towns["kind"], strict=True):
            suffix = "si" if kind == "city" else "gun"
            for query in (name, name.lower(), f"{name}-{suffix}", f"{name}{suffix}", korean, korean[:-1]):
                assert (query, ask(tab, query)[0]) == (query, name)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("고용", "Glossary"),
        ("고용위기지역", "Glossary"),
        ("위기지역에서", "Glossary"),
        ("국토연구원", "Korea’s manufacturing decline"),
        ("거제", "Korea’s manufacturing decline"),
        ("Dong-gu", "Korea’s manufacturing decline"),
        ("location quotients", "Glossary"),
        ("krihs2019_claims", "Data catalogue"),
        ("cheating", None),
    ],
)
def test_words_of_the_book_are_found(browser: Any, root: str, query: str, title: str | None) -> None:
    with page(browser, f"{root}/search.html") as tab:
        found = ask(tab, query)
        assert title in found if title else found == []


def test_a_result_leads_to_its_place(browser: Any, root: str) -> None:
    with page(browser, f"{root}/search.html") as tab:
        ask(tab, "입지계수")
        tab.locator("main .search-heading", has_text="Location quotient").first.click()
        tab.wait_for_url("**/glossary.html#term-Location-quotient")
        assert tab.locator("#term-Location-quotient").is_visible()


def test_every_anchor_of_the_index_is_on_its_page(browser: Any, root: str, own_book: Book) -> None:
    with page(browser, f"{root}/search.html") as tab:
        ask(tab, "Wonju")
        entries = tab.evaluate("window.bookSearchIndex")
    for entry in entries:
        html = (own_book.html / entry["url"]).read_text(encoding="utf-8")
        missing = [place[0] for place in entry["places"] if place[0] and f'id="{place[0]}"' not in html]
        assert (entry["url"], missing) == (entry["url"], [])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_results_are_accessible(browser: Any, own_book: Book, theme: str) -> None:
    with page(browser, f"{own_book.html.as_uri()}/search.html", color_scheme=theme) as tab:
        ask(tab, "원주 manufacturing")
        assert violations(tab, "main .bd-search-container") == []


def test_index_is_light_and_search_is_quick(browser: Any, own_book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    size = len(gzip.compress((own_book.html / "_static" / "search_index.js").read_bytes(), 6))
    assert size < 250_000
    with page(browser, f"{own_book.html.as_uri()}/search.html") as tab:
        queries = ("고용", "원주", "manufacturing", "share of GDP", '"location quotient"', "Wonju-si semiconductors")
        for query in queries:
            ask(tab, query)
        took = tab.evaluate(SEARCH)
    with capsys.disabled():
        print(f"\nsearch: index {size / 1000:.0f} KB compressed; ms a query: {', '.join(f'{ms:.0f}' for ms in took)}")
