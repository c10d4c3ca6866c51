"""Build the site with Jupyter Book, beside the one that stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mfgbook.book import Book
from mfgbook.errors import BookError
from mfgbook.site.stage import stage
from mfgbook.site.swap import WORK_PREFIX, mend, only_build, swap

if TYPE_CHECKING:
    from mfgbook.runs.plan import Run

_JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"  # the package has no __main__
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_PREAMBLE = ("Running Jupyter-Book", "Source Folder:", "Config Path:", "Output Path:")
_TAIL = 12


def build_site(
    book: Book, runs: Sequence[Run], data_dir: str | Path = "", made: Mapping[str, str] | None = None
) -> Path:
    """Build the site from the executed notebooks of `runs` and put it in the place of the old one.

    Args:
        book: the book.
        runs: all runs of the plan, executed.
        data_dir: the user's own folder of tables that the runs were given; empty for none.
        made: pages that the build made, as MyST text by name (see `stage`).

    Returns:
        The site's first page. What Jupyter Book had to say is in `log_file(book)`.

    Raises:
        BookError: if the book's files are faulty, Jupyter Book fails, or another build is under way. The old site then
            stands untouched.
    """
    with only_build(book):
        mend(book)
        try:
            source = stage(book, runs, data_dir, made)
            work = Path(tempfile.mkdtemp(prefix=WORK_PREFIX, dir=book.build))
            _run_jupyter_book(source, work, log_file(book))
            swap(work / "_build" / "html", book)
        finally:
            mend(book)
    return book.html / "index.html"


def log_file(book: Book) -> Path:
    """Return where the last build of the site was logged."""
    return book.build / "logs" / "site.log"


def warnings(book: Book) -> list[str]:
    """Return the warnings of the last build of the site, each once, in order."""
    if not log_file(book).is_file():
        return []
    lines = log_file(book).read_text(encoding="utf-8").splitlines()
    return list(dict.fromkeys(line.strip() for line in lines if "WARNING:" in line))


def _run_jupyter_book(source: Path, output: Path, log: Path) -> None:
    """Run Jupyter Book on a staged book and log what it says; paths in the log start at the staged book."""
    command = [sys.executable, "-c", _JUPYTER_BOOK, "build", str(source), "--path-output", str(output), "-q"]
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=os.environ | {"PYTHONUTF8": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"},
        check=False,
    )
    said = _ANSI.sub("", done.stdout).replace(f"{source}{os.sep}", "")
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(said, encoding="utf-8")
    if done.returncode != 0 or not (output / "_build" / "html" / "index.html").is_file():
        raise BookError(
            "Jupyter Book could not build the site; the old one, if any, stands as it was. It said:\n  "
            + "\n  ".join(_meaningful(said)[-_TAIL:])
            + f"\nThe whole log is in {log}."
        )


def _meaningful(said: str) -> list[str]:
    """Return the lines of a failed build's log that say why: what comes before the traceback, without the preamble."""
    before, _, after = said.partition("\nTraceback (most recent call last)")
    lines = [line.rstrip() for line in before.splitlines() if line.strip() and not line.startswith(_PREAMBLE)]
    return lines or [line.rstrip() for line in after.splitlines() if line.strip()]
