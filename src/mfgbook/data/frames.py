"""From the text of a sound file to a typed frame."""

from __future__ import annotations

from typing import Any

import pandas as pd

from mfgbook.data.contract import Table
from mfgbook.data.spreadsheets import Rows

TRUE_WORDS = {"true", "True", "TRUE", "1"}


def typed(table: Table, header: list[str], rows: Rows) -> pd.DataFrame:
    """Return rows of sound cells as a frame in the contract's order of columns.

    Text stays text (an empty cell is ""), whole numbers are int64, numbers float64, true and false bool.
    A missing whole number or boolean makes its column nullable ("Int64", "boolean").
    """
    columns = {}
    for field in table.fields:
        position = header.index(field.name)
        columns[field.name] = _typed_column([row[position] for row in rows], field.type)
    return pd.DataFrame(columns)


def _typed_column(cells: list[str], kind: str) -> pd.Series[Any]:
    if kind == "string":
        return pd.Series(cells, dtype="str")
    whole = "" not in cells
    if kind == "integer":
        return pd.Series([int(cell) if cell else None for cell in cells], dtype="int64" if whole else "Int64")
    if kind == "number":
        return pd.Series([float(cell) if cell else None for cell in cells], dtype="float64")
    return pd.Series([cell in TRUE_WORDS if cell else None for cell in cells], dtype="bool" if whole else "boolean")
