"""Where a book's parts are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mfgbook.errors import BookError


@dataclass(frozen=True)
class Book:
    """The places of one book; everything generated stands under `build`."""

    root: Path

    @property
    def toc(self) -> Path:
        """The table of contents."""
        return self.root / "_toc.yml"

    @property
    def config(self) -> Path:
        """Jupyter Book's configuration."""
        return self.root / "_config.yml"

    @property
    def chapters(self) -> Path:
        """The notebooks and hand-written pages."""
        return self.root / "chapters"

    @property
    def plan(self) -> Path:
        """The run plan."""
        return self.chapters / "runs.yml"

    @property
    def build(self) -> Path:
        """The folder of everything generated."""
        return self.root / "_build"

    @property
    def runs(self) -> Path:
        """The executed notebooks, one for each run of the plan."""
        return self.build / "runs"

    @property
    def html(self) -> Path:
        """The site."""
        return self.build / "html"

    @property
    def findings(self) -> Path:
        """All findings of all runs, in one JSON file."""
        return self.build / "findings.json"


def find_book(start: Path | None = None) -> Book:
    """Return the book in `start` (default: the current folder) or in the nearest folder above it.

    Raises:
        BookError: if no folder from there upwards holds both `_toc.yml` and `chapters/runs.yml`.
    """
    folder = (start or Path.cwd()).resolve()
    for candidate in (folder, *folder.parents):
        book = Book(candidate)
        if book.toc.is_file() and book.plan.is_file():
            return book
    raise BookError(
        f"{folder} is not inside a book: no folder from there upwards holds _toc.yml and chapters/runs.yml. "
        "Change into the book's folder and try again."
    )
