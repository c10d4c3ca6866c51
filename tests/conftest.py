"""What tests of several rooms need: this book itself, built once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from mfgbook.book import Book
from mfgbook.build import build_book
from mfgbook.site.stage import pages

REPOSITORY = Path(__file__).parents[1]

settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def own_book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A copy of this book, built; the repository's own `_build` is left alone.

    It takes minutes, so its tests carry the mark `xdist_group("own book")`: one process builds it for all of them.
    """
    book, said = _copied(tmp_path_factory.mktemp("own") / "book"), []
    build_book(book, say=said.append)
    assert [line for line in said if "WARNING" in line] == []
    return book


@pytest.fixture
def own_copy(tmp_path: Path) -> Book:
    """A copy of this book, not built."""
    return _copied(tmp_path / "book")


def _copied(root: Path) -> Book:
    source = Book(REPOSITORY)
    shutil.copytree(source.chapters, root / "chapters", ignore=shutil.ignore_patterns(".*"))
    for path in pages(source):
        target = root / path.relative_to(source.root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return Book(root)
