"""Put a new site in the place of the old one, so that a kill at any moment leaves one of the two whole.

The old site steps aside, the new one takes its place, the old one goes. A kill between the two renames leaves no site
and the old one aside: `repair` puts it back.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from mfgbook.book import Book
from mfgbook.errors import BookError

WORK_PREFIX = "site-"  # folders of builds under way, and of builds that were killed


def old_site(book: Book) -> Path:
    """Return where the old site waits while the new one takes its place."""
    return book.build / "html-old"


@contextmanager
def only_build(book: Book) -> Iterator[None]:
    """Hold the book's site lock.

    Raises:
        BookError: if another process is building this book's site.
    """
    book.build.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(book.build / "site.lock", blocking=False):
            yield
    except Timeout:
        raise BookError(
            f"Another build of the site in {book.build} is under way. Wait until it ends, then try again."
        ) from None


def swap(new: Path, book: Book) -> None:
    """Make the folder `new` the book's site and remove the old one; the caller holds the lock.

    Raises:
        BookError: if the system refuses to move a folder, as Windows does while a program has a file in it open. The
            old site is then back in its place.
    """
    old = old_site(book)
    try:
        if book.html.exists():
            book.html.rename(old)
        new.rename(book.html)
    except OSError as error:
        mend(book)
        raise BookError(
            f"The new site is ready, but the old one in {book.html} cannot be replaced: {error.strerror or error}. "
            "Close the programs that have its files open (a terminal, an editor, a file server), then build again."
        ) from error
    shutil.rmtree(old, ignore_errors=True)


def mend(book: Book) -> None:
    """Put an old site back that was left aside, and clear away what killed builds left; the caller holds the lock."""
    old = old_site(book)
    if old.exists() and not book.html.exists():
        old.rename(book.html)
    for leftover in [old, *book.build.glob(f"{WORK_PREFIX}*/")]:
        shutil.rmtree(leftover, ignore_errors=True)


def repair(book: Book) -> None:
    """Mend what a killed build left behind; with nothing to mend, or while another build runs, do nothing."""
    if old_site(book).exists() or any(book.build.glob(f"{WORK_PREFIX}*/")):
        try:
            with only_build(book):
                mend(book)
        except BookError:  # the build that is under way mends its own
            return
