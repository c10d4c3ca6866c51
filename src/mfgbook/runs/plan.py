"""The run plan `chapters/runs.yml`: which notebook runs with which parameters, and what each run may read.

    - id: regions                    # names the executed notebook
      notebook: regions.ipynb        # below chapters/
      tables: [employment, regions]  # all that the run may read; ["*"]: every table, a user's own ones too
      parameters: {start_year: 2013}
      foreach: {table: regions, column: region, parameter: region}

An entry is one run. A `foreach` adds one for each distinct value of the column; their pages come below the entry's own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from mfgbook import parameters
from mfgbook.book import Book
from mfgbook.data.contract import Table, tables
from mfgbook.data.files import read_rows
from mfgbook.errors import BookError, did_you_mean

KEYS = ("id", "notebook", "tables", "parameters", "foreach")
KINDS: dict[type, str] = {str: "text", list: "a list", dict: "a mapping"}
FOREACH_KEYS = ("table", "column", "parameter")
EVERY_TABLE = "*"
DATA_DIR = "data_dir"  # the parameter that a chapter passes to `load`; the command line sets it, never the plan
LONGEST_ID = 100  # file systems allow 255 bytes; a Hangul syllable takes three in UTF-8, and suffixes some more
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}  # by Windows


@dataclass(frozen=True)
class Run:
    """One execution of a notebook.

    Attributes:
        id: the name of the executed notebook; a safe file name on every system.
        notebook: the notebook's absolute path.
        tables: the names of the tables that the run may read.
        parameters: what is given to the notebook, beyond its own defaults.
        parent: for a run that a `foreach` made, the id of its entry.
    """

    id: str
    notebook: Path
    tables: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    parent: str | None = None


def read_plan(book: Book, data_dir: str | Path = "") -> list[Run]:
    """Read and check a book's run plan.

    Args:
        book: the book.
        data_dir: a user's own folder of tables, which may change the values that a `foreach` runs over.

    Returns:
        The runs in the plan's order; an entry with a `foreach` is one run for each value, in the table's order.

    Raises:
        BookError: naming the entry and the key that is wrong, and what to do.
    """
    known = tables(data_dir)
    runs = [run for where, entry in _entries(book) for run in _runs(entry, where, book, known, bool(str(data_dir)))]
    seen: dict[str, str] = {}
    for run in runs:
        if (same := seen.setdefault(run.id.casefold(), run.id)) is not run.id:
            raise BookError(f"{_name(book)}: the ids {same!r} and {run.id!r} name the same file. Change one of them.")
    return runs


def single_run(book: Book, chapter: str, pairs: Iterable[tuple[str, str]] = ()) -> Run:
    """Return a run of one chapter, outside the plan.

    Args:
        book: the book.
        chapter: the chapter's name, with or without `.ipynb`, or a path to any notebook.
        pairs: names and values of parameters, as text.

    Raises:
        BookError: if there is no such chapter, or a parameter does not fit.
    """
    notebook = _find_chapter(book, chapter)
    try:
        given = parameters.parse(parameters.declared(notebook), pairs)
    except BookError as error:
        raise BookError(f"{notebook.name}: {error}") from None
    if DATA_DIR in given:
        raise BookError("The data folder is not given as a parameter here. Use `--data FOLDER`.")
    return Run(notebook.stem, notebook, parameters=given)


def slug(value: object) -> str:
    """Return a value as part of a file name: letters of any script and digits in lower case, joined by hyphens."""
    text = unicodedata.normalize("NFC", str(value)).lower()
    return "-".join(re.findall(r"[^\W_]+", text))


def check_id(id: str, where: str) -> None:
    """Check that an id is a file name on every system; `where` says for a message what it names.

    Raises:
        BookError: if it is none.
    """
    if not re.fullmatch(r"[^\W_][\w-]*", id) or id.casefold() in RESERVED or len(id) > LONGEST_ID:
        raise BookError(
            f"{where}: the id {id!r} cannot name a file everywhere. Use up to {LONGEST_ID} letters, digits, hyphens "
            "and underscores, beginning with a letter or digit, and no name that Windows reserves."
        )


def _find_chapter(book: Book, chapter: str) -> Path:
    for path in (Path(chapter), book.chapters / chapter, book.chapters / f"{chapter}.ipynb"):
        if path.suffix == ".ipynb" and path.is_file():
            return path.resolve()
    names = sorted(path.stem for path in book.chapters.glob("*.ipynb"))
    raise BookError(
        f"There is no chapter {chapter!r}.{did_you_mean(Path(chapter).stem, names)} "
        f"The chapters are: {', '.join(names) or 'none'}."
    )


def _name(book: Book) -> str:
    return book.plan.relative_to(book.root).as_posix()


def _entries(book: Book) -> list[tuple[str, dict[str, Any]]]:
    """Return the plan's entries, each with the words that say where it stands."""
    name = _name(book)
    try:
        plan = yaml.safe_load(book.plan.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise BookError(f"{name}{line} is not valid YAML: {error.problem}. Mend it there or just before.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BookError(f"{name} is not YAML in UTF-8: {error}") from None
    except OSError as error:
        raise BookError(f"{name} cannot be read: {error.strerror}.") from None
    if not isinstance(plan, list):
        raise BookError(f"{name} must be a list of entries, each beginning with `- id: ...`.")
    return [(_where(name, number, entry), entry) for number, entry in enumerate(plan, start=1)]


def _where(name: str, number: int, entry: Any) -> str:
    """Name an entry by its number and, where it has one, its id; an entry that is no mapping is a BookError."""
    if not isinstance(entry, dict):
        raise BookError(f"{name}, entry {number} must be a mapping with the keys id and notebook; it is {entry!r}.")
    return f"{name}, entry {number} ({entry['id']})" if "id" in entry else f"{name}, entry {number}"


def _runs(entry: dict[str, Any], where: str, book: Book, known: Mapping[str, Table], overlaid: bool) -> list[Run]:
    """Return the runs of one entry once nothing is wrong with it."""
    _check_keys(entry, where, KEYS, required=("id", "notebook"))
    id = _typed(entry, "id", str, where)
    notebook = _notebook(_typed(entry, "notebook", str, where), where, book)
    names = [
        table for name in _typed(entry, "tables", list, where) for table in (known if name == EVERY_TABLE else [name])
    ]
    for table in names:
        _check_table(table, where, "tables", known)
    given = _typed(entry, "parameters", dict, where)
    declared = parameters.declared(notebook)
    if overlaid and names and DATA_DIR not in declared:
        raise BookError(
            f"{where}: {notebook.name} has no parameter {DATA_DIR}, so it cannot read the tables of another folder. "
            f'Add `{DATA_DIR} = ""` to its parameters cell and pass it to `load`.'
        )
    foreach = _typed(entry, "foreach", dict, where)
    runs = [Run(id, notebook, tuple(names), given)]
    if foreach:
        parameter, values = _foreach(foreach, f"{where}: foreach", known)
        runs = [
            Run(f"{id}-{part}", notebook, tuple(names), {**given, parameter: value}, parent=id)
            for part, value in _slugs(values, f"{where}: foreach").items()
        ]
    for run in runs:
        check_id(run.id, where)
        _check_parameters(run, declared, where)
    return runs


def _check_keys(mapping: dict[str, Any], where: str, keys: Sequence[str], required: Sequence[str]) -> None:
    for key in mapping:
        if key not in keys:
            raise BookError(
                f"{where}: unknown key {key!r}.{did_you_mean(str(key), keys)} The keys are: {', '.join(keys)}."
            )
    for key in required:
        if key not in mapping:
            raise BookError(f"{where}: the key {key!r} is missing. Add it.")


def _typed(mapping: dict[str, Any], key: str, kind: type, where: str) -> Any:
    """Return the value of a key, empty where it is absent; one of another type is a BookError."""
    value = mapping.get(key, kind())
    if not isinstance(value, kind):
        raise BookError(f"{where}: {key} must be {KINDS[kind]}; it is {value!r}.")
    return value


def _notebook(name: str, where: str, book: Book) -> Path:
    folder = book.derived if (book.derived / name).is_file() else book.chapters
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or path.suffix != ".ipynb":
        raise BookError(f"{where}: notebook must be the path of a .ipynb file below chapters/; it is {name!r}.")
    if not path.is_file():
        names = [found.relative_to(book.chapters).as_posix() for found in book.chapters.rglob("*.ipynb")]
        raise BookError(
            f"{where}: there is no notebook chapters/{name}.{did_you_mean(name, names)} Write it or correct the name."
        )
    return path


def _check_table(name: Any, where: str, key: str, known: Mapping[str, Table]) -> None:
    if not isinstance(name, str) or name not in known:
        raise BookError(
            f"{where}: {key} names the table {name!r}, which no datapackage.json describes."
            f"{did_you_mean(str(name), known)} The tables are: {', '.join(known)}."
        )


def _check_parameters(run: Run, declared: Mapping[str, Any], where: str) -> None:
    if DATA_DIR in run.parameters:
        raise BookError(f"{where}: {DATA_DIR} does not belong in the plan. Use `mfgbook build --data FOLDER`.")
    try:
        parameters.check(declared, run.parameters)
    except BookError as error:
        raise BookError(f"{where}, {run.notebook.name}: {error}") from None


def _foreach(foreach: dict[str, Any], where: str, known: Mapping[str, Table]) -> tuple[str, list[Any]]:
    """Return the parameter of a `foreach` and its values: the column's distinct ones, in the table's order."""
    _check_keys(foreach, where, FOREACH_KEYS, required=FOREACH_KEYS)
    name, column, parameter = (_typed(foreach, key, str, where) for key in FOREACH_KEYS)
    _check_table(name, where, "table", known)
    table = known[name]
    if column not in table.columns:
        raise BookError(
            f"{where}: the table {name!r} has no column {column!r}.{did_you_mean(column, table.columns)} "
            f"The columns are: {', '.join(table.columns)}."
        )
    values = _distinct(table, column)
    if not values:
        raise BookError(f"{where}: the column {column!r} of the table {name!r} is empty, so there is no page to make.")
    return parameter, values


def _distinct(table: Table, column: str) -> list[Any]:
    """Read the distinct values of one column, without the seconds that a full check of the table takes."""
    header, *rows = read_rows(table)
    position = header.index(column)
    kind = next(field.type for field in table.fields if field.name == column)
    texts = dict.fromkeys(row[position] for row in rows if len(row) > position and row[position])
    try:
        return [{"integer": int, "number": float}.get(kind, str)(text) for text in texts]
    except ValueError:
        raise BookError(
            f"{table.file.name}: column {column} must be of type {kind} to make pages of it. "
            f"Run `mfgbook check {table.file.parent}` to see every fault."
        ) from None


def _slugs(values: Iterable[Any], where: str) -> dict[str, Any]:
    """Return the values by their slugs, which must differ."""
    by_slug: dict[str, Any] = {}
    for value in values:
        part = slug(value)
        if not part:
            raise BookError(f"{where} makes a page of {value!r}, which has no letter or digit to name it by.")
        if part in by_slug:
            raise BookError(
                f"{where} makes pages of {by_slug[part]!r} and {value!r}, and both would be named {part!r}. "
                "Use a column whose values differ in letters or digits."
            )
        by_slug[part] = value
    return by_slug
