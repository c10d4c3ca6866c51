"""Tables for the chapters: typed, checked, and recorded in the notebook that reads them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mfgbook.data import contract
from mfgbook.data.contract import Table
from mfgbook.data.faults import FaultyData
from mfgbook.data.files import read_rows
from mfgbook.errors import BookError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 8
# Names a folder in the environment that remembers, from one process to the next, which tables were found sound.
SOUND = "MFGBOOK_SOUND_TABLES"

# The tables that this process has read and found sound, by the hashes of all that they depend on.
_sound: dict[str, pd.DataFrame] = {}


def load(name: str, data_dir: str | Path = "") -> pd.DataFrame:
    """Return a table of the contract, typed, with its name in `attrs["table"]`, and record that it was read.

    Args:
        name: the table's name in the descriptor, such as "korea_regional_accounts".
        data_dir: a folder of the user's own; a table that it holds replaces the shipped one.

    Raises:
        BookError: if there is no such table or folder.
        FaultyData: if a descriptor is broken or the table breaks its contract; the message lists the faults.
    """
    # Imported here, not above: whoever only asks where a table lies need not wait for pandas, frictionless and IPython.
    from mfgbook import records  # noqa: PLC0415

    known = contract.tables(data_dir)
    table = contract.named(name, known)
    state = _state(table, known)
    if state not in _sound:
        try:
            _sound[state] = _read(table, known, state)
        except FaultyData as broken:
            raise FaultyData(broken.faults, f"The table {name} breaks its contract and is not used:") from None
    frame = _sound[state].copy()
    frame.attrs["table"] = name
    read = {
        "table": name,
        "sha256": _sha256(table.file),
        "file": table.file.name,
        "overlaid": table.overlaid,
        "vintage": table.vintage,
    }
    # A table may be read twice, but a name is glued once.
    records.emit("read", f"read:{records.running_number()}:{name}", name, read)
    return frame


class Citation(str):
    """The sources of tables on one line, which knows the names of the tables.

    Attributes:
        tables: the names.
    """

    tables: tuple[str, ...] = ()


def citation(*names: str, data_dir: str | Path = "") -> Citation:
    """Return the sources of tables on one line, each once, as a chart shows them.

    For example "World Bank, World Development Indicators, NV.IND.MANF.ZS (early 2026)".
    A table of a user's folder is cited with the vintage that its own descriptor states, else as one whose vintage is
    not stated.

    Raises:
        BookError: if there is no such table or folder.
    """
    known = contract.tables(data_dir)
    sources = [source for name in names for source in contract.named(name, known).sources]
    cited = Citation("; ".join(dict.fromkeys(_cited(source) for source in sources)))
    cited.tables = tuple(dict.fromkeys(names))
    return cited


def require(frame: pd.DataFrame, column: str, values: Iterable[Any], what: str) -> None:
    """Check that a table holds each of `values` in `column`.

    Args:
        frame: a table that `load` returned.
        column: the column to look in.
        values: what must stand there.
        what: what the values are for the user, such as the parameter "crisis_regions".

    Raises:
        BookError: naming the values that are lacking, the nearest ones, and what there is.
    """
    held = sorted(set(frame[column].dropna().tolist()))
    lacking = [value for value in dict.fromkeys(values) if value not in held]
    if not lacking:
        return
    near = "".join(did_you_mean(value, held) for value in lacking if isinstance(value, str))
    more = f" and {len(held) - SHOWN} more" if len(held) > SHOWN else ""
    raise BookError(
        f"{what}: {_name(frame)} has no {column} {', '.join(map(repr, lacking))}.{near} "
        f"It holds {', '.join(map(str, held[:SHOWN]))}{more}."
    )


def require_window(frame: pd.DataFrame, start: int, end: int, column: str = "year") -> None:
    """Check that a table holds rows from `start` to `end`, both included.

    Raises:
        BookError: if `start` is after `end`, or nothing lies between them.
    """
    if start > end:
        raise BookError(f"start_{column} {start} is after end_{column} {end}. Give a start that is not after the end.")
    if not frame[column].between(start, end).any():
        first, last = frame[column].min(), frame[column].max()
        raise BookError(
            f"start_{column} {start}, end_{column} {end}: {_name(frame)} has no {column} between them. "
            f"It runs from {first} to {last}."
        )


def _read(table: Table, known: Mapping[str, Table], state: str) -> pd.DataFrame:
    """Read a table, checking it unless it is known to be sound."""
    folder = os.environ.get(SOUND)
    if folder and (Path(folder) / state).is_file():
        from mfgbook.data.frames import typed  # noqa: PLC0415 - see load

        header, *rows = read_rows(table)
        return typed(table, header, rows)
    from mfgbook.data import checks  # noqa: PLC0415 - see load

    frame, _ = checks.read(table, known)
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / state).touch()
    return frame


def _cited(source: Mapping[str, str]) -> str:
    name = ", ".join(source[key] for key in ("title", "series") if source.get(key))
    return f"{name} ({source['vintage']})" if source.get("vintage") else name


def _name(frame: pd.DataFrame) -> str:
    return str(frame.attrs.get("table", "the table"))


def _state(table: Table, known: Mapping[str, Table]) -> str:
    """Return a hash of all that a table's soundness depends on: contract, file, tables it refers to, and the checks."""
    others = [known[reference.table] for reference in table.references if reference.table in known]
    parts = [json.dumps(table.entry, sort_keys=True), *(_sha256(part.file) for part in (table, *others))]
    return sha256("\n".join([*parts, _checks()]).encode()).hexdigest()


@cache
def _checks() -> str:
    """Return a hash of the code that checks tables."""
    return "\n".join(_sha256(module) for module in sorted(Path(__file__).parent.glob("*.py")))


def _sha256(file: Path) -> str:
    """Return a file's SHA-256; that of no file is empty."""
    return sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
