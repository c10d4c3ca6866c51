"""The claims of the documents: what each prints, how precisely, and where.

A table named `<document>_claims` holds the claims of one document. A claim gives its figure itself, or points at the
cell of a data table that holds it. A document is added by adding its tables: no list of documents stands in the code.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from mfgbook.data import contract, load
from mfgbook.errors import BookError, did_you_mean
from mfgbook.estimates import Interval

CLAIMS, CHECKS = "_claims", "_checks"


class Unavailable(Exception):  # noqa: N818 - no error: the data that a user brings may lack a cell
    """A figure that the tables do not hold; the message says which."""


@dataclass(frozen=True)
class Claim:
    """One figure that a document prints.

    Attributes:
        value: the figure in `unit`; of a floor or ceiling, the bound; nothing if its table does not hold it.
        step: the distance between neighbouring values that could be printed; 0 for an exact count.
        qualifier: exact, about, floor or ceiling.
        row: the row of the table of claims, as a spreadsheet numbers it.
        reason: why nothing stands to check it against, where that is so.
        lacking: what the tables do not hold, where that is so.
    """

    id: str
    document: str
    location: str
    kind: str
    statement: str
    subject: str
    period: str
    printed: str
    value: float | None
    unit: str
    step: float
    qualifier: str
    bears_on: str
    page: str
    reason: str
    row: int
    lacking: str = ""

    @property
    def interval(self) -> Interval:
        """Every value that would be printed so.

        Raises:
            Unavailable: if the claim's table does not hold its figure.
        """
        if self.value is None:
            raise Unavailable(self.lacking)
        match self.qualifier:
            case "floor":
                return Interval(self.value, math.inf)
            case "ceiling":
                return Interval(-math.inf, self.value)
        return Interval(self.value - self.step / 2, self.value + self.step / 2)


class Tables:
    """The tables of the book, each read once, overlaid by a user's folder."""

    def __init__(self, data_dir: str | Path = "") -> None:
        self.known = contract.tables(data_dir)
        self._data_dir = data_dir
        self._read: dict[str, pd.DataFrame] = {}

    def documents(self) -> list[str]:
        """The documents that have a table of claims, in the contract's order."""
        return [name.removesuffix(CLAIMS) for name in self.known if name.endswith(CLAIMS)]

    def frame(self, name: str) -> pd.DataFrame:
        """The table of this name; raises BookError if there is none, or it breaks its contract."""
        if name not in self._read:
            self._read[name] = load(name, self._data_dir)
        return self._read[name]

    def unit(self, name: str, column: str) -> str:
        """The unit that the contract gives a column."""
        return next(field.unit for field in self.known[name].fields if field.name == column)

    def rows(self, name: str, conditions: Mapping[str, str]) -> pd.DataFrame:
        """The rows of a table that meet conditions on its columns; `|` separates the values that are allowed.

        Raises:
            BookError: if there is no such table or column.
        """
        frame = self.frame(name)
        for column, wanted in conditions.items():
            frame = frame[_texts(frame, column, name).isin(wanted.split("|"))]
        return frame


def read_claims(tables: Tables) -> dict[str, Claim]:
    """Return the claims of all documents, by id, in the order of their tables.

    Raises:
        BookError: if a claim is of another document than its table, stands twice, points at what the contract does not
            have, or has no figure.
    """
    claims: dict[str, Claim] = {}
    for document in tables.documents():
        name = document + CLAIMS
        for row, cells in enumerate(tables.frame(name).to_dict("records"), start=2):

            def wrong(problem: str, name: str = name, row: int = row, cells: Mapping[Any, Any] = cells) -> BookError:
                return BookError(f"{name}.csv, row {row}, claim {cells['id']}: {problem}")

            if cells["document"] != document or not cells["id"].startswith(f"{document}-"):
                raise wrong(f"the table is of {document}. Give it that document, and an id that begins {document}-.")
            if cells["id"] in claims:
                raise wrong("the id stands twice. Give one of the two another.")
            claims[cells["id"]] = _claim(cells, row, tables, wrong)
    return claims


def _claim(cells: Mapping[Any, Any], row: int, tables: Tables, wrong: Callable[[str], BookError]) -> Claim:
    names = ("id", "document", "kind", "statement", "subject", "period", "step", "bears_on", "page", "reason")
    own: dict[str, Any] = {name: cells[name] for name in names}
    figure: dict[str, Any] = {name: cells[name] for name in ("location", "printed", "unit", "qualifier")}
    if cells["table"]:
        value, lacking = None, ""
        try:
            value, found = _cell(cells, tables)
            figure = {name: figure[name] or found[name] for name in figure}
        except Unavailable as found_none:
            lacking = str(found_none)
        except BookError as error:
            raise wrong(str(error)) from None
        return Claim(**own, **_exact(figure), value=value, row=row, lacking=lacking)
    if pd.isna(cells["value"]) or not cells["printed"] or not cells["location"]:
        raise wrong("it has no figure. Fill printed, value and location, or table, key and column.")
    return Claim(**own, **_exact(figure), value=float(cells["value"]), row=row)


def _exact(figure: dict[str, Any]) -> dict[str, Any]:
    return {**figure, "qualifier": figure["qualifier"] or "exact"}


def _cell(cells: Mapping[Any, Any], tables: Tables) -> tuple[float, dict[str, str]]:
    """Return the figure that a claim points at, and what its row says of it."""
    name, column = cells["table"], cells["column"]
    conditions = read_conditions(cells["key"], ";")
    rows = tables.rows(name, conditions)
    _texts(tables.frame(name), column, name)  # says so if there is no such column
    if len(rows) > 1:
        raise BookError(f"the key {cells['key']!r} names {len(rows)} rows of {name}. Name all of its key columns.")
    if rows.empty or pd.isna(rows[column].iloc[0]):
        raise Unavailable(f"the table {name} holds no {column} where {cells['key']}")
    row = rows.iloc[0]
    said = {key: str(row.get(key, "")) for key in ("location", "printed", "unit", "qualifier")}
    return _number(row[column], column), {**said, "unit": said["unit"] or tables.unit(name, column)}


def read_conditions(text: str, separator: str) -> dict[str, str]:
    """Read `column=value` pairs.

    Raises:
        BookError: if a part is no such pair.
    """
    pairs = [part.partition("=") for part in text.split(separator) if part.strip()]
    if any(not sign for _, sign, _ in pairs):
        raise BookError(f"{text!r} does not name rows. Write column=value{separator} column=value.")
    return {column.strip(): value.strip() for column, _, value in pairs}


def _texts(frame: pd.DataFrame, column: str, name: str) -> pd.Series[str]:
    """Return a column as the texts that the file holds."""
    if column not in frame:
        raise BookError(
            f"the table {name} has no column {column!r}.{did_you_mean(column, frame.columns)} "
            f"The columns are: {', '.join(frame.columns)}."
        )
    return frame[column].astype(str)


def _number(value: Any, column: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise BookError(f"the column {column} holds {value!r}, which is no number.") from None
