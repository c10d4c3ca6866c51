"""Build the whole book: execute the run plan, then make the site of it."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import mfgbook
from mfgbook.book import Book
from mfgbook.files import write_whole
from mfgbook.own import complete
from mfgbook.runs.build import executed_notebook, run_all, run_task_list
from mfgbook.runs.kernels import Kernels
from mfgbook.runs.plan import Run, read_plan
from mfgbook.runs.tasks import Task
from mfgbook.site.stage import page_names, pages

if TYPE_CHECKING:
    from mfgbook.compare.sides import Side

# What the site's looks depend on, beside this package.
SITE_LIBRARIES = ("jupyter-book", "latex2mathml", "myst-nb", "sphinx", "sphinx-book-theme", "vl-convert-python")


def build_book(
    book: Book,
    data_dir: str | Path = "",
    workers: int = 0,
    say: Callable[[str], object] = lambda line: None,
    since: Path | None = None,
) -> Path:
    """Execute the runs that are out of date and build the site if anything in it has changed.

    Args:
        book: the book.
        data_dir: a user's own folder of tables; without one, the book's own is used if it has any.
        workers: how many runs execute at the same time; 0 for one more than there are processors.
        say: gets a line of text as each task starts and ends, and each warning of the site's build.
        since: an earlier build, its folder or its findings; the site then has a page that says what changed since. It
            may be the last build of this very book: it is read before anything is written.

    Returns:
        The site's first page.

    Raises:
        BookError: if something is wrong with the user's tables, the book's files or the earlier build, or a run failed.
            The last good site and its findings then stand untouched.
    """
    complete(book)
    data_dir = data_dir or book.tables or ""
    runs = read_plan(book, data_dir)
    earlier = _earlier(since, runs) if since else None

    def build() -> None:
        from mfgbook.site.build import build_site, warnings  # noqa: PLC0415 - slow to import

        build_site(book, runs, data_dir, _what_changed(earlier, book, runs, data_dir) if earlier else {})
        for warning in warnings(book):
            say(warning)

    package = Path(mfgbook.__file__).parent
    site = Task(
        name="the site",
        action=build,
        files=[
            *(executed_notebook(book, run) for run in runs),
            *pages(book),
            *(path for path in sorted(package.rglob("*")) if path.suffix in {".py", ".css", ".js", ".svg"}),
        ],
        values={name: importlib.metadata.version(name) for name in SITE_LIBRARIES}
        | ({"since": _digest(earlier)} if earlier else {}),
        outputs=[book.html],
    )

    def check() -> None:
        if str(data_dir):
            from mfgbook.data.checks import require_sound  # noqa: PLC0415 - slow to import

            require_sound(Path(data_dir), say)

    with Kernels() as kernels, _findings_kept(book):
        tasks = [*run_task_list(book, runs, data_dir, kernels), site]
        done = run_all(book, runs, tasks, workers, say, before=check)
    if not done:
        say("Nothing has changed.")
    return book.html / "index.html"


def _earlier(since: Path, runs: Sequence[Run]) -> Side:
    from mfgbook.compare import read_build, require_common_runs  # noqa: PLC0415 - slow to import

    earlier = read_build(since)
    require_common_runs(earlier, [run.id for run in runs])
    return earlier


def _what_changed(earlier: Side, book: Book, runs: Sequence[Run], data_dir: str | Path) -> dict[str, str]:
    """Return the page that says what changed since an earlier build, by its name."""
    from mfgbook.compare import compare, page, present  # noqa: PLC0415 - slow to import

    return {page.NAME: page.page(compare(earlier, present(book, runs, data_dir)), page_names(book, runs))}


def _digest(earlier: Side) -> str:
    return hashlib.sha256(json.dumps(earlier.runs, sort_keys=True).encode()).hexdigest()


@contextmanager
def _findings_kept(book: Book) -> Iterator[None]:
    """Put the findings back as they were if the build fails: they are those of the site that stands."""
    before = book.findings.read_text(encoding="utf-8") if book.findings.is_file() else None
    try:
        yield
    except BaseException:
        if before is not None:
            write_whole(book.findings, before)
        raise
