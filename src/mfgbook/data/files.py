"""Read a table's file as rows of text, or say what is wrong with its encoding, its delimiter or its header.

What a spreadsheet does to a table is undone where that is certain, and noted; see `spreadsheets`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from mfgbook.data.contract import DESCRIPTOR, Table
from mfgbook.data.faults import Fault, FaultyData, fault_in, quoted, stop_at
from mfgbook.data.spreadsheets import (
    DELIMITERS,
    KOREAN,
    Rows,
    cleaned,
    column_name,
    delimiter_of,
    is_blank,
    korean_text,
    korean_word,
    without_margins,
)
from mfgbook.errors import did_you_mean, listed
from mfgbook.texts import for_spreadsheet

SAVE_AS_CSV = 'In Excel: File > Save As > "CSV UTF-8 (Comma delimited)".'
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how .xlsx and .xls begin
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
AS_WRITTEN = "as the contract writes it"  # the rule of all notes on what was undone


def read_rows(table: Table) -> Rows:
    """Return the rows of a table's file as text, the sound header first.

    Raises:
        FaultyData: if the file cannot be read, holds no data rows, or has other columns than the contract.
    """
    return read_file(table)[0]


def read_file(table: Table) -> tuple[Rows, list[Fault]]:
    """Return the rows of a table's file as text, the sound header first, with notes on what was read leniently.

    Raises:
        FaultyData: if the file cannot be read, holds no data rows, or has other columns than the contract.
    """
    text, notes = _text(table)
    delimiter = delimiter_of(text, table.columns)
    if delimiter != ",":
        message = f"separates its columns by {DELIMITERS[delimiter]}, and is read so."
        notes.append(_note(table, message))
    rows, beside, below = without_margins(_parsed(table, text, delimiter))
    if beside or below:
        empty = [f"{what}: {count}" for what, count in (("columns beside", beside), ("rows below", below)) if count]
        notes.append(_note(table, f"has empty cells around the table ({listed(empty)}), which are left out."))
    header, *rows = rows
    names = [column_name(cell) for cell in header]
    if names != header:
        notes.append(_note(table, "has spaces or full-width letters in its header; they are left out.", row=1))
    stop_at(_header_faults(table, names))
    if all(map(is_blank, rows)):
        raise FaultyData([fault_in(table.file, "rows", "holds a header and no rows. Add the data below the header.")])
    rows, undone = _cleaned(table, names, rows, grouped=delimiter != ";")
    return [names, *rows], notes + undone


def without_formulas(table: Table) -> str:
    """Return a table as CSV text in which no cell is a formula to a spreadsheet; nothing if none is one as it stands.

    Raises:
        FaultyData: if the file cannot be read.
    """
    rows = read_rows(table)
    safe = [list(map(for_spreadsheet, row)) for row in rows]
    if safe == rows:
        return ""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(safe)
    return "\ufeff" + text.getvalue()


def _parsed(table: Table, text: str, delimiter: str) -> Rows:
    rows: Rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(row)
    except csv.Error as error:
        message = f"is not readable as CSV from here on ({error}). Look for a double quote that is not closed."
        raise FaultyData([fault_in(table.file, "CSV", message, row=len(rows) + 1)]) from None
    return rows


def _cleaned(table: Table, header: list[str], rows: Rows, grouped: bool) -> tuple[Rows, list[Fault]]:
    """Return rows with their cells as the contract writes them, and a note for each column and what was undone."""
    fields = {field.name: field for field in table.fields}
    columns = [fields[name] for name in header]
    undone: dict[tuple[str, str], list[tuple[int, str, str]]] = {}
    result = []
    for number, row in enumerate(rows, start=2):
        cells = list(row)
        for place, field in enumerate(columns[: len(row)]):
            cells[place], what = cleaned(row[place], field.type, field.unit, grouped)
            if what:
                undone.setdefault((field.name, what), []).append((number, row[place], cells[place]))
        result.append(cells)
    return result, [
        _note(
            table,
            f"{what} in {len(cells):,} {'cell' if len(cells) == 1 else 'cells'}, such as "
            f"{quoted(cells[0][1])}, read as {quoted(cells[0][2])}.",
            row=cells[0][0],
            column=column,
            value=cells[0][1],
        )
        for (column, what), cells in undone.items()
    ]


def _text(table: Table) -> tuple[str, list[Fault]]:
    """Return the text of a table's file, with a note if it is not in UTF-8 (with or without a byte order mark)."""
    try:
        content = table.file.read_bytes()
    except FileNotFoundError:
        message = (
            f"is not there, though {DESCRIPTOR} lists it. Add the file to {table.file.parent}, or remove its entry."
        )
        raise FaultyData([fault_in(table.file, "file", message)]) from None
    except OSError as error:
        raise FaultyData([fault_in(table.file, "file", f"cannot be read: {error.strerror}.")]) from None
    if not content.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise FaultyData([fault_in(table.file, "rows", "is empty. It needs a header and rows.")])
    if content.startswith(SPREADSHEETS):
        raise FaultyData([fault_in(table.file, "CSV", f"is a spreadsheet file, not CSV. {SAVE_AS_CSV}")])
    try:
        if content.startswith(UTF_16):
            return content.decode("utf-16").rstrip("\r\n"), [_note(table, "is in UTF-16, and is read so.")]
        text = content.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        korean = korean_text(content)
        if korean is None:
            raise _not_utf_8(table, content, error.start) from None
        lost = " Excel writes ? for a letter that it lacks, and there are some: look for them." if "?" in korean else ""
        message = f"is in {KOREAN}, and is read so, such as {korean_word(korean)}.{lost}"
        return korean.rstrip("\r\n"), [_note(table, message)]
    if "\x00" in text:
        raise _not_utf_8(table, content, content.index(b"\x00"))
    if "\ufffd" in text:
        row = text.count("\n", 0, text.index("\ufffd")) + 1
        message = "has letters that were lost (\ufffd) when the file was saved before. Export the table again."
        raise FaultyData([fault_in(table.file, "no lost letters", message, row=row)])
    return text, []


def _not_utf_8(table: Table, content: bytes, place: int) -> FaultyData:
    """Return the fault of a text in an encoding that is not certain, at its first byte that is not UTF-8."""
    message = f"is not UTF-8 text but {_likely_encoding(content)}. Save it as UTF-8. {SAVE_AS_CSV}"
    row = content.count(b"\n", 0, place) + 1
    return FaultyData([fault_in(table.file, "encoding UTF-8", message, row=row)])


def _likely_encoding(content: bytes) -> str:
    if content.startswith(UTF_16) or b"\x00" in content:
        return "UTF-16, cut off or without its mark"
    try:
        content.decode("cp949")
    except UnicodeDecodeError:
        return "of an unknown encoding"
    return f"perhaps {KOREAN}, with letters that leave it in doubt"


def _note(table: Table, message: str, **place: int | str) -> Fault:
    return fault_in(table.file, AS_WRITTEN, message, severity="note", **place)


def _header_faults(table: Table, header: list[str]) -> Iterator[Fault]:
    expected = table.columns
    missing = [column for column in expected if column not in header]
    extra = [column for column in dict.fromkeys(header) if column not in expected]
    for delimiter, name in {**DELIMITERS, "|": "vertical bars"}.items():
        if delimiter != "," and missing and len(set(",".join(header).split(delimiter)) & set(expected)) > 1:
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
