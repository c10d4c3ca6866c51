"""Where a book's parts are.

A book is a folder with `_toc.yml` and `chapters/runs.yml`. A folder that lacks them, but holds notebooks or tables, is
a book of one's own: what it lacks is derived, below `_build` (see `mfgbook.own`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mfgbook.data.contract import holds_tables
from mfgbook.errors import BookError


@dataclass(frozen=True)
class Book:
    """The places of one book; everything generated stands under `build`."""

    root: Path

    @property
    def toc(self) -> Path:
        """The table of contents."""
        return self._or_derived(self.root / "_toc.yml")

    @property
    def config(self) -> Path:
        """Jupyter Book's configuration."""
        return self._or_derived(self.root / "_config.yml")

    @property
    def chapters(self) -> Path:
        """The notebooks and hand-written pages: `chapters/` or, where that is absent, the folder that has notebooks."""
        below = self.root / "chapters"
        return self.root if not below.is_dir() and any(self.root.glob("*.ipynb")) else below

    @property
    def plan(self) -> Path:
        """The run plan."""
        return self._or_derived(self.chapters / "runs.yml")

    @property
    def derived(self) -> Path:
        """The folder of what a book of one's own lacks."""
        return self.build / "derived"

    @property
    def tables(self) -> Path | None:
        """The folder of the book's own tables, `data/` or the book's own; none if it reads the shipped ones only."""
        folders = (self.root / "data", self.root)
        return next((folder for folder in folders if holds_tables(folder)), None)

    def within(self, file: Path) -> Path:
        """Return where a file of the book stands in it, seen from its folder."""
        return file.relative_to(self.derived if file.is_relative_to(self.derived) else self.root)

    def _or_derived(self, own: Path) -> Path:
        derived = self.derived / own.name
        return derived if derived.is_file() and not own.is_file() else own

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

    Where there is none, `start` itself is a book of one's own if it holds notebooks or tables.

    Raises:
        BookError: if it holds none either.
    """
    folder = (start or Path.cwd()).resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / "_toc.yml").is_file() and (candidate / "chapters" / "runs.yml").is_file():
            return Book(candidate)
    book = Book(folder)
    if book.tables or any(book.chapters.glob("*.ipynb")):
        return book
    raise BookError(
        f"{folder} is not inside a book: no folder from there upwards holds _toc.yml and chapters/runs.yml. "
        "Change into the book's folder and try again. A book of your own begins with a folder that holds a notebook, "
        "or tables and their datapackage.json."
    )
