"""Read a table's file as rows of text, or say what is wrong with its encoding, its delimiter or its header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from mfgbook.data.contract import DESCRIPTOR, Table
from mfgbook.data.faults import Fault, FaultyData, fault_in, stop_at
from mfgbook.errors import did_you_mean

Rows = list[list[str]]

SAVE_AS_CSV = 'In Excel: File > Save As > "CSV UTF-8 (Comma delimited)".'
DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


def read_rows(table: Table) -> Rows:
    """Return the rows of a table's file as text, the sound header first.

    Raises:
        FaultyData: if the file cannot be read, holds no data rows, or has other columns than the contract.
    """
    rows: Rows = []
    try:
        for row in csv.reader(io.StringIO(_text(table), newline=""), strict=True):
            rows.append(row)
    except csv.Error as error:
        message = f"is not readable as CSV from here on ({error}). Look for a double quote that is not closed."
        raise FaultyData([fault_in(table.file, "CSV", message, row=len(rows) + 1)]) from None
    stop_at(_header_faults(table, rows[0]))
    if not any(any(row) for row in rows[1:]):
        raise FaultyData([fault_in(table.file, "rows", "holds a header and no rows. Add the data below the header.")])
    return rows


def _text(table: Table) -> str:
    """Return the text of a table's file: UTF-8, with or without a byte order mark."""
    try:
        content = table.file.read_bytes()
    except FileNotFoundError:
        message = (
            f"is not there, though {DESCRIPTOR} lists it. Add the file to {table.file.parent}, or remove its entry."
        )
        raise FaultyData([fault_in(table.file, "file", message)]) from None
    except OSError as error:
        raise FaultyData([fault_in(table.file, "file", f"cannot be read: {error.strerror}.")]) from None
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FaultyData([fault_in(table.file, "rows", "is empty. It needs a header and rows.")])
    if content.startswith(b"PK\x03\x04"):
        raise FaultyData([fault_in(table.file, "CSV", f"is a spreadsheet file, not CSV. {SAVE_AS_CSV}")])
    try:
        return content.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8 text but {_likely_encoding(content)}. Save it as UTF-8. {SAVE_AS_CSV}"
        raise FaultyData([fault_in(table.file, "encoding UTF-8", message, row=row)]) from None


def _likely_encoding(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    try:
        content.decode("cp949")
    except UnicodeDecodeError:
        return "of an unknown encoding"
    return "most likely CP949 (EUC-KR), the encoding of Korean Windows"


def _header_faults(table: Table, header: list[str]) -> Iterator[Fault]:
    expected = table.columns
    missing = [column for column in expected if column not in header]
    extra = [column for column in dict.fromkeys(header) if column not in expected]
    for delimiter, name in DELIMITERS.items():
        if missing and len(set(",".join(header).split(delimiter)) & set(expected)) > 1:
            message = f"separates its columns by {name}; the contract wants commas. {SAVE_AS_CSV}"
            yield fault_in(table.file, "delimiter comma", message, row=1)
            return
    if len(missing) == len(expected):
        message = f"does not begin with the header. Make the first row: {','.join(expected)}"
        yield fault_in(table.file, "header", message, row=1)
        return
    for column in missing:
        message = f"is missing.{did_you_mean(column, extra, more=1)} The columns are: {', '.join(expected)}."
        yield fault_in(table.file, "column required", message, row=1, column=column)
    for column in extra:
        message = "is not in the contract. Remove it, or correct its name."
        yield fault_in(table.file, "no other column", message, row=1, column=column or "(no name)", value=column)
    for column in expected:
        if header.count(column) > 1:
            message = f"stands there {header.count(column)} times. Keep one."
            yield fault_in(table.file, "column once", message, row=1, column=column)
