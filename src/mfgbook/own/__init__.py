"""A book of one's own: a folder of notebooks and tables, or of tables only, and no word about how to build it.

What such a folder lacks is derived below `_build`: a table of contents, a configuration, a first page, a run plan and a
page that describes its tables. What it has, stays as it is and is used.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from mfgbook.book import Book
from mfgbook.data.contract import DESCRIPTOR, tables
from mfgbook.errors import BookError
from mfgbook.runs.plan import check_id, slug
from mfgbook.texts import for_markdown

CATALOGUE = Path(__file__).parent / "tables.ipynb"
PLAN_HEAD = """\
# Derived by `mfgbook build`, each time anew. To change it, put your notebooks and a copy of this file into a folder
# chapters/.
"""
FIRST_PAGE = """\
# {title}

{description}

```{{tableofcontents}}
```
"""
REFERENCES = """
## References

```{bibliography}
```
"""


def complete(book: Book) -> None:
    """Derive what a book lacks of `_toc.yml`, `_config.yml`, first page and run plan.

    Raises:
        FaultyData: if the descriptor of its tables is broken.
    """
    if book.derived.is_dir():
        shutil.rmtree(book.derived)
    lacking = [not file.is_file() for file in (book.toc, book.config, book.plan)]
    if not any(lacking):
        return
    tables(book.tables or "")  # says what is wrong with a descriptor
    book.derived.mkdir(parents=True)
    no_toc, no_config, no_plan = lacking
    has_page = (book.chapters / CATALOGUE.name).is_file()
    catalogue = no_toc and no_plan and book.tables is not None and not has_page
    title, description = _title(book)
    if catalogue:
        shutil.copyfile(CATALOGUE, book.derived / CATALOGUE.name)
    if no_plan:
        plan = [*map(_entry(book), _notebooks(book)), *([_catalogue_entry(book)] if catalogue else [])]
        _write(book.derived / "runs.yml", plan, PLAN_HEAD)
    if no_toc:
        names = [*_pages(book), *([CATALOGUE.stem] if catalogue else [])]
        _write(
            book.derived / "_toc.yml", {"format": "jb-book", "root": "index", "chapters": [{"file": n} for n in names]}
        )
        if not any((book.root / f"index{suffix}").is_file() for suffix in (".md", ".ipynb")):
            page = FIRST_PAGE.format(title=for_markdown(title), description=for_markdown(description))
            page += REFERENCES if (book.root / "references.bib").is_file() else ""
            (book.derived / "index.md").write_text(page, encoding="utf-8")
    if no_config:
        config = yaml.safe_load(_shipped_config().read_text(encoding="utf-8"))
        _write(book.derived / "_config.yml", config | {"title": title, "author": ""})


def _notebooks(book: Book) -> list[Path]:
    return sorted(book.chapters.glob("*.ipynb"))


def _pages(book: Book) -> Iterator[str]:
    """Yield the pages beside the first one, in the order of their names."""
    texts = book.chapters.glob("*.md") if book.chapters != book.root else ()
    for page in sorted([*_notebooks(book), *texts]):
        name = book.within(page).with_suffix("").as_posix()
        if name != "index":
            yield name


def _entry(book: Book) -> Any:
    """Return a function that makes a notebook's entry in the plan: it may read the tables that its code names."""
    known = tables(book.tables or "")

    def entry(notebook: Path) -> dict[str, Any]:
        named = re.findall(r"""["']([a-z0-9_]+)["']""", _code(notebook))
        read = [name for name in dict.fromkeys(named) if name in known]
        return {"id": _id(notebook), "notebook": notebook.name, **({"tables": read} if read else {})}

    return entry


def _id(notebook: Path) -> str:
    try:
        check_id(notebook.stem, notebook.name)
    except BookError:
        return slug(notebook.stem)
    return notebook.stem


def _catalogue_entry(book: Book) -> dict[str, Any]:
    own = [name for name, table in tables(book.tables or "").items() if table.overlaid]
    return {"id": CATALOGUE.stem, "notebook": CATALOGUE.name, "tables": own}


def _code(notebook: Path) -> str:
    """Return the code of a notebook; what is no notebook has none, and the run plan says so."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    except (ValueError, KeyError, TypeError):
        return ""


def _title(book: Book) -> tuple[str, str]:
    """Return the title and description of the tables' descriptor; the title of others is their folder's name."""
    words = re.sub(r"[_-]+", " ", book.root.name).strip() or "Book"
    named = words[:1].upper() + words[1:]
    if book.tables is None or not (book.tables / DESCRIPTOR).is_file():
        return named, ""
    descriptor = json.loads((book.tables / DESCRIPTOR).read_text(encoding="utf-8-sig"))
    return str(descriptor.get("title") or named), str(descriptor.get("description") or "")


def _shipped_config() -> Path:
    """Return the configuration of this book: inside an installed package, or at the top of the source tree."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "_config.yml"
    return inside if inside.is_file() else package.parents[1] / "_config.yml"


def _write(file: Path, content: Any, head: str = "") -> None:
    file.write_text(head + yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
