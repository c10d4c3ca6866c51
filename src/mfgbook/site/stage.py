"""Lay out, in one folder, what Jupyter Book is to build: pages, executed notebooks, downloads and a table of contents.

A notebook of the table of contents is replaced by the run that executed it. If the plan makes many pages of it (a
`foreach`), they stand in its place, one after another.
"""

from __future__ import annotations

import filecmp
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import yaml

from mfgbook import pictures
from mfgbook.book import Book
from mfgbook.data.contract import Table, named, tables
from mfgbook.data.files import without_formulas
from mfgbook.errors import BookError

if TYPE_CHECKING:
    from mfgbook.runs.plan import Run

EXTRA = "_extra"  # the Sphinx extension lays what is in here under the site's root
_PAGE_SUFFIXES = ("", ".md", ".ipynb")
_ASSET_FOLDERS = ("_static", "images")
_APPENDICES = "appendi"  # how the caption of the part begins that made pages come before


def stage(book: Book, runs: Sequence[Run], data_dir: str | Path = "", made: Mapping[str, str] | None = None) -> Path:
    """Copy what the table of contents lists, and what readers can download, into `_build/stage`.

    Args:
        book: the book.
        runs: all runs of the plan, executed.
        data_dir: the user's own folder of tables that the runs were given; empty for none.
        made: pages that the build made, as MyST text by name. They get an entry in front of the appendices.

    Returns:
        The folder, ready for `jupyter-book build`.

    Raises:
        BookError: if `_toc.yml` or `_config.yml` is faulty, a page is missing or has the name of a made one, or a
            notebook is not in the run plan or not executed.
    """
    target = book.build / "stage"
    if target.exists():
        shutil.rmtree(target)
    toc = _read_yaml(book.toc)
    notebooks = [path for path in pages(book) if path.suffix == ".ipynb"]
    for path in pages(book):
        if path not in (book.toc, *notebooks):
            _copy(path, target / book.within(path))
    for page in dict.fromkeys(notebooks):
        names = _stage_notebook(book, page, runs, data_dir, target)
        toc = _replace(toc, book.within(page).with_suffix("").as_posix(), names)
    for name, content in (made or {}).items():
        toc = _add(toc, name, book)
        (target / f"{name}.md").parent.mkdir(parents=True, exist_ok=True)
        (target / f"{name}.md").write_text(content, encoding="utf-8")
    text = yaml.safe_dump(toc, allow_unicode=True, sort_keys=False)
    (target / book.toc.name).write_text(text, encoding="utf-8")
    return target


def pages(book: Book) -> list[Path]:
    """Return the files of a book that its site is made from, beside the executed notebooks.

    They are `_toc.yml` and `_config.yml`, the pages and notebooks that `_toc.yml` names, and what these refer to: logo,
    icon, references, and the files of the folders `images` and `_static` at the book's root and beside its pages.

    Raises:
        BookError: if `_toc.yml` or `_config.yml` is faulty, or a page is missing.
    """
    config, toc = _read_yaml(book.config), _read_yaml(book.toc)
    if "root" not in toc:
        raise BookError(f"{book.toc} names no first page. Add a line such as `root: index`.")
    named = [_find_page(book, entry) for entry in _entries(toc)]
    folders = dict.fromkeys([book.root, *(page.parent for page in named)])
    return [book.toc, book.config, *named, *_assets(book, config, folders)]


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BookError(f"{path} is missing: a book needs it beside its chapters.") from None
    except yaml.MarkedYAMLError as error:
        where = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise BookError(f"{path}{where}: not valid YAML: {error.problem}. Mend that line.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BookError(f"{path}: not valid YAML in UTF-8: {error}.") from None
    if not isinstance(content, dict):
        example = "root: index" if path.name == "_toc.yml" else "title: My book"
        raise BookError(f"{path} must begin with lines such as `{example}`; it holds {type(content).__name__}.")
    return content


def _entries(toc: Any) -> Iterator[dict[str, Any]]:
    """Yield every entry of a table of contents that names a page, the root first."""
    if isinstance(toc, dict):
        if "file" in toc or "root" in toc:
            yield toc
        toc = list(toc.values())
    if isinstance(toc, list):
        for part in toc:
            if isinstance(part, dict | list):
                yield from _entries(part)


def _find_page(book: Book, entry: dict[str, Any]) -> Path:
    name = str(entry.get("file", entry.get("root")))
    for page in (folder / f"{name}{suffix}" for folder in (book.root, book.derived) for suffix in _PAGE_SUFFIXES):
        if page.is_file() and page.suffix in _PAGE_SUFFIXES:
            return page
    raise BookError(
        f"{book.toc} names the page {name}, but {book.root} holds no such .md or .ipynb file. "
        "Write the page, correct its name or take it out."
    )


def _replace(toc: Any, name: str, names: Sequence[str]) -> Any:
    """Return a table of contents with an entry for each of `names` where it had one for the notebook `name`."""
    if isinstance(toc, dict):
        return {key: _replace(value, name, names) for key, value in toc.items()}
    if not isinstance(toc, list):
        return toc
    entries: list[Any] = []
    for entry in toc:
        replaced = _replace(entry, name, names)
        is_it = isinstance(entry, dict) and str(entry.get("file", "")).removesuffix(".ipynb") == name
        entries += [{**replaced, "file": page} for page in names] if is_it else [replaced]
    return entries


def page_names(book: Book, runs: Sequence[Run]) -> dict[str, str]:
    """Return the pages that runs make, by the runs' ids: paths from the site's root without suffix.

    Raises:
        BookError: as `pages`.
    """
    notebooks = dict.fromkeys(path for path in pages(book) if path.suffix == ".ipynb")
    return {id: name for page in notebooks for id, name in _own_names(book, page, runs).items()}


def _own_names(book: Book, page: Path, runs: Sequence[Run]) -> dict[str, str]:
    """Return the page of each run of a notebook: the notebook's own for its first run, unless a `foreach` made it."""
    own = [run for run in runs if run.notebook.resolve() == page.resolve()]
    folder = book.within(page).parent
    names = [page.stem if run is own[0] and run.parent is None else run.id for run in own]
    return {run.id: (folder / name).as_posix() for run, name in zip(own, names, strict=True)}


def _stage_notebook(book: Book, page: Path, runs: Sequence[Run], data_dir: str | Path, target: Path) -> list[str]:
    """Copy the executed runs of a notebook; return the names of its pages: its own, or those of a `foreach`."""
    names = _own_names(book, page, runs)
    if not names:
        raise BookError(
            f"{book.toc} names the notebook {page.relative_to(book.root).as_posix()}, but no entry of the run plan "
            f"{book.plan} executes it. Add it to the plan, or take it out of the table of contents."
        )
    for run in (run for run in runs if run.id in names):
        notebook = _executed(book, run, data_dir, target)
        staged = target / f"{names[run.id]}.ipynb"
        staged.parent.mkdir(parents=True, exist_ok=True)
        staged.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    return list(names.values())


def _add(toc: dict[str, Any], name: str, book: Book) -> dict[str, Any]:
    """Return a table of contents with an entry for a made page, in front of the appendices or at its end."""
    if any(str(entry.get("file", "")).partition(".")[0] == name for entry in _entries(toc)):
        raise BookError(f"{book.toc} names the page {name}, and the build makes one of this name. Give yours another.")
    entry = {"file": name}
    if "parts" in toc:
        parts = list(toc["parts"])
        captions = [str(part.get("caption", "")).casefold() for part in parts]
        place = next((i for i, caption in enumerate(captions) if caption.startswith(_APPENDICES)), len(parts))
        return {**toc, "parts": [*parts[:place], {"caption": "This build", "chapters": [entry]}, *parts[place:]]}
    key = "sections" if "sections" in toc else "chapters"
    return {**toc, key: [*toc.get(key, []), entry]}


def _executed(book: Book, run: Run, data_dir: str | Path, target: Path) -> dict[str, Any]:
    """Return an executed notebook, made ready for Jupyter Book; it, its source and its tables go to the downloads."""
    executed = book.runs / f"{run.id}.ipynb"
    if not executed.is_file():
        raise BookError(f"The run {run.id} has not been executed: {executed} is missing. Run `mfgbook build`.")
    notebook: dict[str, Any] = json.loads(executed.read_text(encoding="utf-8"))
    metadata = notebook["metadata"]
    provenance = metadata.setdefault("mfgbook", {})
    known = tables(data_dir)
    read = {name: named(name, known) for name in provenance.get("tables", {})}
    provenance["downloads"] = {
        "notebook": _offer(run.notebook, "notebooks", target),
        "executed": _offer(executed, "executed", target),
        "tables": {name: _offer_table(table, target) for name, table in read.items()},
        "guarded": [name for name, table in read.items() if _is_guarded(table, target)],
    }
    for chart in pictures.charts(notebook):  # MyST-NB hands a renderer one kind of output, so the picture goes along
        chart[pictures.MIME].setdefault("usermeta", {})["picture"] = pictures.untitled(
            "".join(chart.pop(pictures.SVG, ""))
        )
    # Without this, Jupyter Book would execute a notebook again in which any one cell has no output.
    metadata.setdefault("mystnb", {})["execution_mode"] = "off"
    return notebook


def _offer(path: Path, folder: str, target: Path) -> str:
    """Copy a file to a folder of the downloads and return its address below the site's root."""
    _copy(path, _offered(path, folder, target))
    return f"downloads/{folder}/{quote(path.name)}"


def _offer_table(table: Table, target: Path) -> str:
    """Copy a table to the downloads, without what a spreadsheet would compute, and return its address."""
    copied = _offered(table.file, "tables", target)
    if copied.is_file():  # for another page
        return f"downloads/tables/{quote(copied.name)}"
    address = _offer(table.file, "tables", target)
    guarded = without_formulas(table)
    if guarded:
        copied.write_text(guarded, encoding="utf-8", newline="")
    return address


def _is_guarded(table: Table, target: Path) -> bool:
    """Whether the copy that is offered of a table differs from its file."""
    return not filecmp.cmp(table.file, _offered(table.file, "tables", target), shallow=False)


def _offered(path: Path, folder: str, target: Path) -> Path:
    return target / EXTRA / "downloads" / folder / path.name


def _assets(book: Book, config: dict[str, Any], folders: Iterable[Path]) -> Iterator[Path]:
    bibliographies = config.get("bibtex_bibfiles") or ["references.bib"]
    names = [bibliographies] if isinstance(bibliographies, str) else bibliographies
    names = [*names, config.get("logo"), (config.get("html") or {}).get("favicon")]
    yield from (book.root / name for name in names if name and (book.root / name).is_file())
    for folder in folders:
        for assets in _ASSET_FOLDERS:
            yield from sorted(path for path in (folder / assets).rglob("*") if path.is_file())


def _copy(path: Path, copied: Path) -> None:
    copied.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, copied)
