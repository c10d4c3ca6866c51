"""The data contract: which tables there are, what each must hold, and where it lies.

A folder's `datapackage.json` (Frictionless Data Package) describes its tables. The shipped folder's descriptor is the
contract of this book. A user's folder overlays it table by table: a file with the name of a shipped table replaces that
table; a descriptor of the folder's own can say more about it (path, sources, vintage) and can add tables.
What a shipped table must hold stays as shipped, whoever replaces it, because the chapters rely on it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from mfgbook.data.descriptor import as_list, problems
from mfgbook.data.faults import Fault, FaultyData
from mfgbook.errors import BookError, did_you_mean

DESCRIPTOR = "datapackage.json"
OWN_VINTAGE = "own file, vintage not stated"


@dataclass(frozen=True)
class Field:
    """One column: its name, type (string, integer, number or boolean), unit and constraints."""

    name: str
    type: str
    unit: str
    example: str
    constraints: Mapping[str, Any]


@dataclass(frozen=True)
class Reference:
    """A column whose values must stand in a column of another table."""

    column: str
    table: str
    key: str


@dataclass(frozen=True)
class Table:
    """One table: its descriptor entry, its file, and whether a user's folder holds it."""

    name: str
    file: Path
    entry: Mapping[str, Any]
    overlaid: bool

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The columns in the contract's order."""
        return tuple(
            Field(
                name=field["name"],
                type=field["type"],
                unit=field.get("unit", ""),
                example=str(field.get("example", "")),
                constraints=field.get("constraints", {}),
            )
            for field in self.entry["schema"]["fields"]
        )

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return [field.name for field in self.fields]

    @property
    def primary_key(self) -> list[str]:
        """The columns that name a row."""
        return as_list(self.entry["schema"].get("primaryKey"))

    @property
    def references(self) -> list[Reference]:
        """The foreign keys."""
        return [
            Reference(as_list(key["fields"])[0], key["reference"]["resource"], as_list(key["reference"]["fields"])[0])
            for key in as_list(self.entry["schema"].get("foreignKeys"))
        ]

    @property
    def rules(self) -> list[dict[str, Any]]:
        """The cross-row rules."""
        return as_list(self.entry.get("rules"))

    @property
    def sources(self) -> list[dict[str, str]]:
        """Where the figures come from."""
        return as_list(self.entry.get("sources"))

    @property
    def vintage(self) -> str:
        """The vintage of the figures, as far as it is known."""
        return "; ".join(source["vintage"] for source in self.sources if source.get("vintage"))


def shipped_folder() -> Path:
    """Return the folder of the shipped tables: inside an installed package, or `data/` of the source tree."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "tables", package.parents[1] / "data"):
        if (folder / DESCRIPTOR).is_file():
            return folder
    raise BookError(f"The shipped tables are missing: {package / 'tables'} is not there. Install mfgbook again.")


def holds_tables(folder: Path) -> bool:
    """Whether a folder, other than the shipped one, holds a descriptor or a file with the name of a shipped table."""
    if not folder.is_dir() or folder.resolve() == shipped_folder().resolve():
        return False
    own = (path.name for path in folder.glob("*.csv"))
    return (folder / DESCRIPTOR).is_file() or any((shipped_folder() / name).is_file() for name in own)


def data_folder(data_dir: str | Path) -> Path:
    """Return a user's data folder as an absolute path.

    Raises:
        BookError: if there is no such folder.
    """
    folder = Path(data_dir).expanduser().resolve()
    if not folder.exists():
        raise BookError(f"The data folder {data_dir} does not exist (looked for {folder}). Check the path.")
    if not folder.is_dir():
        raise BookError(f"{data_dir} is a file, not a data folder. Give the folder that holds it.")
    return folder


def tables(data_dir: str | Path = "") -> dict[str, Table]:
    """Return all tables by name, shipped ones overlaid by those of the folder `data_dir`.

    Raises:
        BookError: if the folder does not exist.
        FaultyData: if a descriptor is broken.
    """
    folder = shipped_folder()
    shipped = dict(_shipped(folder, (folder / DESCRIPTOR).read_bytes()))
    if not str(data_dir):
        return shipped
    folder = data_folder(data_dir)
    if folder == shipped_folder():
        return shipped
    own = _described(folder, shipped) if (folder / DESCRIPTOR).is_file() else {}
    replaced = {
        table.name: Table(table.name, folder / table.file.name, _own_entry({}, table.entry), overlaid=True)
        for table in shipped.values()
        if table.name not in own and (folder / table.file.name).is_file()
    }
    return {**shipped, **replaced, **own}


def named(name: str, known: Mapping[str, Table]) -> Table:
    """Return the table of this name among the `known` ones.

    Raises:
        BookError: if no table has this name.
    """
    if name not in known:
        raise BookError(f"There is no table {name!r}.{did_you_mean(name, known)} The tables are: {', '.join(known)}.")
    return known[name]


def table_names(data_dir: str | Path = "") -> list[str]:
    """Return the names of all tables."""
    return list(tables(data_dir))


def table_file(name: str, data_dir: str | Path = "") -> Path:
    """Return the file that a table is read from."""
    return named(name, tables(data_dir)).file


def resource(name: str, data_dir: str | Path = "") -> dict[str, Any]:
    """Return a table's entry in the descriptor."""
    return dict(named(name, tables(data_dir)).entry)


@lru_cache(maxsize=4)
def _shipped(folder: Path, descriptor: bytes) -> dict[str, Table]:
    """Return the shipped tables; a process asks for them with every table that it reads."""
    return _described(folder)


def _described(folder: Path, shipped: Mapping[str, Table] | None = None) -> dict[str, Table]:
    """Return the tables that a folder's descriptor lists; in a user's folder, `shipped` ones keep their contract."""
    described = {}
    for entry in _read_descriptor(folder / DESCRIPTOR, shipped or {}):
        name = entry["name"]
        complete = _own_entry(entry, shipped[name].entry) if shipped and name in shipped else entry
        described[name] = Table(name, folder / complete["path"], complete, overlaid=shipped is not None)
    return described


def _own_entry(own: Mapping[str, Any], shipped: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entry of a user's version of a shipped table: the contract stays, the shipped vintage does not."""
    unknown = [{**source, "vintage": OWN_VINTAGE, "retrieved": "not stated"} for source in shipped.get("sources", [])]
    binding = {"schema": shipped["schema"], "rules": shipped.get("rules", [])}
    return {**shipped, "sources": unknown, **own, **binding}


def _read_descriptor(path: Path, shipped: Mapping[str, Table]) -> list[dict[str, Any]]:
    """Return the resources of a descriptor once nothing is wrong with them."""

    def fault(message: str, rule: str = "descriptor", row: int | None = None) -> Fault:
        return Fault(file=path.name, row=row, rule=rule, message=message)

    try:
        descriptor = json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise FaultyData([fault("is not UTF-8 text. Save it as UTF-8.", rule="encoding UTF-8")]) from None
    except json.JSONDecodeError as error:
        message = (
            f"is not valid JSON at character {error.colno} of this line ({error.msg}). Mend it there or just before."
        )
        raise FaultyData([fault(message, rule="JSON", row=error.lineno)]) from None
    if isinstance(descriptor, dict) and isinstance(descriptor.get("resources"), list):
        descriptor["resources"] = [_with_schema(entry, path.parent) for entry in descriptor["resources"]]
    found = [fault(problem) for problem in problems(descriptor, shipped)]
    if found:
        raise FaultyData(found)
    return list(descriptor["resources"])


def _with_schema(entry: Any, folder: Path) -> Any:
    """Return a resource with its schema read in, if it names a file: of its own folder, or a shipped one."""
    name = entry.get("schema") if isinstance(entry, dict) else None
    if not isinstance(name, str) or Path(name).name != name:
        return entry
    file = next((place / name for place in (folder, shipped_folder()) if (place / name).is_file()), None)
    try:
        return entry if file is None else {**entry, "schema": json.loads(file.read_text(encoding="utf-8-sig"))}
    except ValueError:
        raise FaultyData([Fault(file=name, rule="JSON", message="is not valid JSON in UTF-8. Mend it.")]) from None
