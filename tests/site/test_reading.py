"""The whole book held to what it promises its readers: weight, calm, own host only, and no dead end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from reading import DESKTOP, PHONE, first_and_next, packed, served, site_pages, visit

from mfgbook.book import Book

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("own book")]

FIRST_VISIT, NEXT_PAGE = 700_000, 150_000  # compressed bytes


@pytest.fixture(scope="session")
def under_a_path(own_book: Book, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the whole book on a server, below a path that needs encoding."""
    folder = tmp_path_factory.mktemp("server")
    shutil.copytree(own_book.html, folder / "제조업 book")
    with served(folder) as root:
        yield f"{root}/%EC%A0%9C%EC%A1%B0%EC%97%85%20book"


def test_first_visit_and_next_page_stay_light(browser: Any, own_book: Book, under_a_path: str) -> None:
    heaviest = sorted(site_pages(own_book.html), key=lambda name: packed(own_book.html / name), reverse=True)
    for first, following in ((heaviest[0], heaviest[1]), (heaviest[1], heaviest[0])):
        first_bytes, next_bytes = first_and_next(browser, under_a_path, first, following)
        assert first_bytes < FIRST_VISIT
        assert next_bytes < NEXT_PAGE


@pytest.mark.parametrize("viewport", [DESKTOP, pytest.param(PHONE, marks=pytest.mark.slow)], ids=["desktop", "phone"])
def test_every_page_reads_calmly_and_asks_no_other_host(
    browser: Any, own_book: Book, under_a_path: str, viewport: dict[str, int]
) -> None:
    context = browser.new_context(viewport=viewport)
    visits = {name: visit(context, under_a_path, name) for name in site_pages(own_book.html)}
    context.close()
    assert {name: seen.troubles for name, seen in visits.items() if seen.troubles} == {}
    assert {name: seen.shift for name, seen in visits.items() if seen.shift >= 0.05} == {}


def test_links_and_anchors_resolve(own_book: Book) -> None:
    soups = {
        name: BeautifulSoup((own_book.html / name).read_text(encoding="utf-8"), "html.parser")
        for name in site_pages(own_book.html)
    }
    anchors = {(own_book.html / name).resolve(): _anchors(soup) for name, soup in soups.items()}
    dead = [
        f"{name}: {address}"
        for name, soup in soups.items()
        for address in _addresses(soup)
        if not _leads_somewhere(own_book.html / name, address, anchors)
    ]
    assert dead == []


def test_anchors_are_unique_in_a_page(own_book: Book) -> None:
    for name in site_pages(own_book.html):
        soup = BeautifulSoup((own_book.html / name).read_text(encoding="utf-8"), "html.parser")
        ids = [tag["id"] for tag in soup.find_all(id=True)]
        assert sorted({one for one in ids if ids.count(one) > 1}) == [], name


def _anchors(soup: BeautifulSoup) -> set[str]:
    return {str(tag["id"]) for tag in soup.find_all(id=True)}


def _addresses(soup: BeautifulSoup) -> set[str]:
    """Return what the elements of a page refer to."""
    found = {str(tag[key]) for key in ("href", "src") for tag in soup.find_all(attrs={key: True})}
    return {address for address in found if not urlsplit(address).scheme}


def _leads_somewhere(page: Path, address: str, anchors: dict[Path, set[str]]) -> bool:
    """Return whether a relative address leads to a file and, where it names a place of a page, to that place."""
    parts = urlsplit(address)
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page.resolve()
    if not target.is_file():
        return False
    return parts.fragment in ("", "top") or target not in anchors or unquote(parts.fragment) in anchors[target]
