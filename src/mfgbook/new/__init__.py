"""New chapters: a copy of one with its own title and parameters, or a blank one.

A chapter is a notebook, an entry in the run plan, a line in the table of contents and, where the book has tests of its
chapters, a test. All of it is prepared first, then written, or nothing is.
"""

from __future__ import annotations

import json
import keyword
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mfgbook.book import Book
from mfgbook.errors import BookError
from mfgbook.files import write_whole
from mfgbook.new import entries, notebooks
from mfgbook.runs.plan import check_id, read_plan, single_run

BLANK = Path(__file__).parent / "blank.ipynb"
BLANK_TABLES = ("countries", "manufacturing_share_of_gdp")
TEST = '''\
"""The chapter {name}, run with its own parameters."""

from chapter import findings, run


def test_it_runs_and_records_findings():
    assert findings(run("{name}"))
'''


def fork(book: Book, name: str, chapter: str, pairs: Iterable[tuple[str, str]] = (), title: str = "") -> list[Path]:
    """Make the chapter `name` from another one.

    It reads the same tables, and the given parameters become its defaults. Of a chapter that the run plan makes into
    many pages it takes one.

    Args:
        book: the book.
        name: the new chapter's name, a Python identifier.
        chapter: the chapter to copy, with or without `.ipynb`.
        pairs: names and values of parameters, as text.
        title: the new chapter's title; by default its name in words.

    Returns:
        The files that were written or changed.

    Raises:
        BookError: if the name is taken or does not serve, there is no such chapter, or a parameter does not fit. The
            book then stands as it was.
    """
    _check_name(book, name)
    run = single_run(book, chapter, pairs)
    if not run.notebook.is_relative_to(book.chapters.resolve()):
        raise BookError(f"{chapter} is not below {book.chapters}. Copy the notebook there first.")
    source = run.notebook.relative_to(book.chapters.resolve()).as_posix()
    entry = _entry(book, source)
    defaults = {**entry.get("parameters", {}), **run.parameters}
    notebook = notebooks.forked(run.notebook, _title(name, title), defaults)
    return _write(book, name, notebook, entry.get("tables", []), after=source)


def blank(book: Book, name: str, title: str = "") -> list[Path]:
    """Make the chapter `name` as a skeleton that has every part of a chapter and builds as it is.

    Args and errors are those of `fork`.
    """
    _check_name(book, name)
    notebook = notebooks.titled(json.loads(BLANK.read_text(encoding="utf-8")), _title(name, title))
    return _write(book, name, notebook, BLANK_TABLES)


def undo_command(book: Book, files: Iterable[Path]) -> str:
    """Return the git command that takes a new chapter out again; `git stash pop` brings it back."""
    names = " ".join(file.relative_to(book.root).as_posix() for file in files)
    return f"git stash push --include-untracked -- {names}"


def _check_name(book: Book, name: str) -> None:
    """Check that a chapter can be named so, and that no page, run or test bears the name."""
    if not name.isidentifier() or keyword.iskeyword(name):
        raise BookError(
            f"{name!r} cannot name a chapter. Use letters, digits and underscores, beginning with a letter, such as "
            "busan_manufacturing."
        )
    check_id(name, "new chapter")
    taken = [
        *(page for page in (*book.chapters.glob("*.ipynb"), *book.chapters.glob("*.md"))),
        *_tests(book).glob("test_*.py"),
    ]
    for file in taken:
        if file.stem.removeprefix("test_" if file.suffix == ".py" else "").casefold() == name.casefold():
            where = file.relative_to(book.root).as_posix()
            raise BookError(f"There is {where} already. Give the new chapter another name.")
    if not _has(book, book.plan):
        return
    for run in read_plan(book, book.tables or ""):
        if name.casefold() in (run.id.casefold(), (run.parent or "").casefold()):
            raise BookError(f"The run plan has the id {run.id!r} already. Give the new chapter another name.")


def _title(name: str, title: str) -> str:
    words = " ".join(title.split()) or name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _entry(book: Book, source: str) -> Mapping[str, Any]:
    """Return the run plan's first entry of a notebook; without a plan of the book's own, nothing."""
    if not _has(book, book.plan):
        return {}
    plan = entries.read(book.plan)
    found = next((entry for entry in plan if entry.get("notebook") == source), None)
    if found is None:
        raise BookError(f"No entry of {book.plan} executes {source}. Add it there first.")
    return found


def _has(book: Book, file: Path) -> bool:
    """Whether a book has a file itself: what is derived is derived anew."""
    return file.is_file() and not file.is_relative_to(book.derived)


def _tests(book: Book) -> Path:
    return book.root / "tests" / "chapters"


def _write(book: Book, name: str, notebook: Mapping[str, Any], tables: Iterable[str], after: str = "") -> list[Path]:
    """Write a chapter's files; if one of them cannot be written, put all back as it was."""
    file = book.chapters / f"{name}.ipynb"
    page = file.relative_to(book.root).with_suffix("").as_posix()
    texts = {file: json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"}
    if (_tests(book) / "chapter.py").is_file():
        texts[_tests(book) / f"test_{name}.py"] = TEST.format(name=name)
    if _has(book, book.plan):
        texts[book.plan] = entries.with_run(book.plan, name, list(tables), after)
    if _has(book, book.toc):
        source = (book.chapters / after).relative_to(book.root).with_suffix("").as_posix() if after else ""
        texts[book.toc] = entries.with_page(book.toc, page, source)
    before = {path: path.read_bytes() if path.is_file() else None for path in texts}
    file.parent.mkdir(exist_ok=True)
    try:
        for path, text in texts.items():
            write_whole(path, text)
    except BaseException:
        for path, old in before.items():
            if old is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != old:
                path.write_bytes(old)
        raise
    return list(texts)
