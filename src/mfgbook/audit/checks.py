"""The checks of the claims: which function is to be given which inputs."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mfgbook.audit.claims import CHECKS, Claim, Tables, Unavailable, read_conditions
from mfgbook.audit.figures import given as written
from mfgbook.audit.figures import printed
from mfgbook.audit.functions import FUNCTIONS, TAKE_WORDS, arguments
from mfgbook.errors import BookError, did_you_mean
from mfgbook.estimates import Interval

_CELLS = re.compile(r"(?P<table>\w+)\[(?P<rows>[^\]]*)\]\.(?P<column>\w+)")
_CALL = re.compile(r"(?P<function>\w+)\((?P<inputs>.*)\)")
_WORDS = re.compile(r"'([^']+)'")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True)
class Check:
    """One check of one claim; see the table of checks for its parts."""

    claim: str
    number: int
    role: str
    function: str
    inputs: str
    must: str
    kind: str
    sure: str
    note: str
    where: str


@dataclass(frozen=True)
class Input:
    """One input of a function.

    Attributes:
        text: as it is written.
        values: its figures as intervals, or its words; the cells of a column are several.
        claim: the claim that it is, if it is one.
        function: the function that computes it, if one does, and
        inputs: what that function is given.
    """

    text: str
    values: tuple[Any, ...]
    claim: Claim | None = None
    function: str = ""
    inputs: tuple[Input, ...] = ()

    def words(self) -> list[str]:
        """Write each of its values: a claim as it is printed, anything else as it was computed."""
        if self.claim:
            return [printed(self.claim)]
        return [written(value) if isinstance(value, Interval) else str(value) for value in self.values]


def leaves(inputs: Iterable[Input]) -> Iterator[Input]:
    """Yield the claims, cells, words and numbers that inputs are, or are computed from."""
    for given in inputs:
        if given.function:
            yield from leaves(given.inputs)
        else:
            yield given


def tables_in(inputs: str) -> list[str]:
    """Return the tables whose cells a check's inputs name, each once."""
    return list(dict.fromkeys(cells["table"] for cells in _CELLS.finditer(inputs)))


def read_checks(tables: Tables, claims: Mapping[str, Claim]) -> list[Check]:
    """Return the checks of all documents, in the order of their tables.

    Raises:
        BookError: if a check is of no claim, names no function, or lacks what its role needs.
    """
    checks = []
    for document in tables.documents():
        name = document + CHECKS
        if name not in tables.known:
            continue
        for row, cells in enumerate(tables.frame(name).to_dict("records"), start=2):
            where = f"{name}.csv, row {row}, claim {cells['claim']}"
            check = Check(**{str(key): cell for key, cell in cells.items()}, where=where)
            if check.claim not in claims:
                raise BookError(f"{where}: there is no such claim.{did_you_mean(check.claim, claims)}")
            _require_whole(check)
            checks.append(check)
    return checks


def _require_whole(check: Check) -> None:
    if check.function not in FUNCTIONS and (check.function or check.role != "reading"):
        raise BookError(
            f"{check.where}: there is no checking function {check.function!r}."
            f"{did_you_mean(check.function, FUNCTIONS)} The functions are: {', '.join(FUNCTIONS)}."
        )
    needs = {"carries": ("must", "note"), "reading": ("kind", "sure", "note")}.get(check.role, ())
    for column in needs:
        if not getattr(check, column):
            raise BookError(f"{check.where}: a check of the role {check.role} needs the column {column}. Fill it.")


def run(check: Check, tables: Tables, claims: Mapping[str, Claim]) -> tuple[Interval, list[Input]]:
    """Return what a check's function makes of its inputs, and these.

    Raises:
        BookError: if an input is no claim, no cell of a table, no number and no function of such, or a function is
            given too many or too few, or words where it takes numbers.
        Unavailable: if a table does not hold a cell.
    """
    try:
        inputs = [_input(text, tables, claims) for text in _split(check.inputs)]
        return _compute(check.function, inputs), inputs
    except BookError as error:
        raise BookError(f"{check.where}, column inputs: {error}") from None


def _split(text: str) -> list[str]:
    """Return the parts of a text between semicolons that stand in no brackets."""
    parts, depth = [""], 0
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == ";" and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]


def _input(text: str, tables: Tables, claims: Mapping[str, Claim]) -> Input:
    if text in claims:
        return Input(text, (claims[text].interval,), claims[text])
    if words := _WORDS.fullmatch(text):
        return Input(text, (words[1],))
    if _NUMBER.fullmatch(text):
        return Input(text, (Interval(float(text), float(text)),))
    if (call := _CALL.fullmatch(text)) and call["function"] in FUNCTIONS:
        inputs = tuple(_input(part, tables, claims) for part in _split(call["inputs"]))
        return Input(text, (_compute(call["function"], inputs),), function=call["function"], inputs=inputs)
    if cells := _CELLS.fullmatch(text):
        return Input(text, _values(text, cells, tables))
    raise BookError(
        f"{text!r} is no claim, no number, no words in single quotes, no cell and no function."
        f"{did_you_mean(text, claims)} "
        "A cell is written table[column=value,column=value].column, a function total(claim; claim)."
    )


def _values(text: str, cells: re.Match[str], tables: Tables) -> tuple[Any, ...]:
    rows = tables.rows(cells["table"], read_conditions(cells["rows"], ","))
    if cells["column"] not in rows:
        raise BookError(
            f"{cells['table']} has no column {cells['column']!r}.{did_you_mean(cells['column'], rows.columns)} "
            f"The columns are: {', '.join(rows.columns)}."
        )
    values = rows[cells["column"]]
    if values.empty or values.isna().any():
        raise Unavailable(f"the tables hold no {text}")
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return tuple(Interval(float(value), float(value)) for value in values)
    return tuple(map(str, values))


def _compute(name: str, inputs: Iterable[Input]) -> Interval:
    values = [value for one in inputs for value in one.values]
    words = [value for value in values if isinstance(value, str)]
    if words and name not in TAKE_WORDS:
        raise BookError(f"{name} takes numbers, not {words[0]!r}.")
    try:
        inspect.signature(FUNCTIONS[name]).bind(*values)
        return FUNCTIONS[name](*values)
    except TypeError:
        raise BookError(f"{name} takes {arguments(FUNCTIONS[name])}; it is given {len(values)}.") from None
