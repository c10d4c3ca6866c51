"""Fixtures of the site's tests: a small book, built and served, and a browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from reading import chromium, launched, served
from small_site import runs, write

from mfgbook.book import Book
from mfgbook.runs.plan import Run
from mfgbook.site import build_site


@pytest.fixture(scope="session")
def runs_of() -> Callable[[Book], list[Run]]:
    """A function that returns the runs of a small book."""
    return runs


@pytest.fixture(scope="session")
def write_book() -> Callable[..., Book]:
    """A function that writes a small book into a folder."""
    return write


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A small book, executed and not yet built."""
    return write(tmp_path / "책 book")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A small book whose site is built; tests do not change it."""
    book = write(tmp_path_factory.mktemp("site") / "책 book")
    build_site(book, runs(book))
    return book


@pytest.fixture(scope="session")
def address(built: Book) -> Iterator[str]:
    """The address of a server that serves the built site."""

    with served(built.html) as root:
        yield root


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium of this machine."""
    found = chromium()
    if found is None:
        reason = "no Chromium on this machine: install one, or name it in MFGBOOK_CHROMIUM"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    with launched(found) as running:
        yield running
