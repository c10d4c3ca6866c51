"""Build the whole book: execute the run plan, then make the site of it."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable
from pathlib import Path

import mfgbook
from mfgbook.book import Book
from mfgbook.runs.build import executed_notebook, run_all, run_task_list
from mfgbook.runs.kernels import Kernels
from mfgbook.runs.plan import read_plan
from mfgbook.runs.tasks import Task
from mfgbook.site.stage import pages

# What the site's looks depend on, beside this package.
SITE_LIBRARIES = ("jupyter-book", "latex2mathml", "myst-nb", "sphinx", "sphinx-book-theme", "vl-convert-python")


def build_book(
    book: Book, data_dir: str | Path = "", workers: int = 0, say: Callable[[str], object] = lambda line: None
) -> Path:
    """Execute the runs that are out of date and build the site if anything in it has changed.

    Args:
        book: the book.
        data_dir: a user's own folder of tables.
        workers: how many runs execute at the same time; 0 for one more than there are processors.
        say: gets a line of text as each task starts and ends, and each warning of the site's build.

    Returns:
        The site's first page.

    Raises:
        BookError: if something is wrong with the user's tables or the book's files, or a run failed. The last good site
            then stands untouched.
    """
    runs = read_plan(book, data_dir)

    def build() -> None:
        from mfgbook.site.build import build_site, warnings  # noqa: PLC0415 - slow to import

        build_site(book, runs, data_dir)
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
        values={name: importlib.metadata.version(name) for name in SITE_LIBRARIES},
        outputs=[book.html],
    )

    def check() -> None:
        if str(data_dir):
            from mfgbook.data.checks import require_sound  # noqa: PLC0415 - slow to import

            require_sound(Path(data_dir), say)

    with Kernels() as kernels:
        tasks = [*run_task_list(book, runs, data_dir, kernels), site]
        done = run_all(book, runs, tasks, workers, say, before=check)
    if not done:
        say("Nothing has changed.")
    return book.html / "index.html"
