"""The swap of sites: what a kill leaves, and what the next command makes of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mfgbook.book import Book
from mfgbook.errors import BookError
from mfgbook.site.swap import old_site, only_build, repair, swap

KILLED = 9

# The child is killed when it is about to make the rename whose number it is given.
KILL_AT_RENAME = """
import os, sys
from pathlib import Path
from mfgbook.book import Book
from mfgbook.site.swap import only_build, swap

book, fatal, made = Book(Path(sys.argv[1])), int(sys.argv[2]), []
rename = Path.rename

def rename_or_die(self, target):
    made.append(target)
    if len(made) == fatal:
        os._exit(9)
    return rename(self, target)

Path.rename = rename_or_die
with only_build(book):
    swap(book.build / "site-new", book)
"""


def site(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(text, encoding="utf-8")
    return folder


def shown(book: Book) -> str:
    return (book.html / "index.html").read_text(encoding="utf-8")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A book with a site, and a new one that waits."""
    book = Book(tmp_path)
    site(book.html, "old")
    site(book.build / "site-new", "new")
    return book


def kill(book: Book, rename: int) -> None:
    child = subprocess.run([sys.executable, "-c", KILL_AT_RENAME, str(book.root), str(rename)], check=False)
    assert child.returncode == KILLED


def test_new_site_takes_the_place_of_the_old(book: Book) -> None:
    with only_build(book):
        swap(book.build / "site-new", book)
    assert shown(book) == "new"
    assert not old_site(book).exists()


def test_first_site_needs_no_old_one(tmp_path: Path) -> None:
    book = Book(tmp_path)
    with only_build(book):
        swap(site(book.build / "site-new", "new"), book)
    assert shown(book) == "new"


def test_kill_before_the_swap_leaves_the_old_site(book: Book) -> None:
    kill(book, rename=1)
    assert shown(book) == "old"
    repair(book)
    assert shown(book) == "old"
    assert not (book.build / "site-new").exists()


def test_kill_between_the_renames_is_repaired(book: Book) -> None:
    kill(book, rename=2)
    assert not book.html.exists()
    repair(book)
    assert shown(book) == "old"
    assert not old_site(book).exists()


def test_repair_of_a_whole_site_changes_nothing(tmp_path: Path) -> None:
    book = Book(tmp_path)
    site(book.html, "whole")
    repair(book)
    assert shown(book) == "whole"
    assert [path.name for path in book.build.iterdir()] == ["html"]


def test_repair_leaves_a_build_under_way_alone(book: Book) -> None:
    with only_build(book):
        repair(book)
    assert (book.build / "site-new").exists()


def test_two_builds_at_once_are_refused(book: Book) -> None:
    with only_build(book), pytest.raises(BookError, match="under way"), only_build(book):
        pytest.fail("the second build started")


def test_refused_rename_puts_the_old_site_back(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def locked(self: Path, target: Path) -> Path:
        if self.name == "site-new":
            raise PermissionError(13, "Access is denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", locked)
    with only_build(book), pytest.raises(BookError, match="Access is denied"):
        swap(book.build / "site-new", book)
    assert shown(book) == "old"
