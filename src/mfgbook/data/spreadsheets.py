"""What spreadsheets make of a table, undone where it is certain.

Excel in Korea saves CSV in CP949, "Unicode text" in UTF-16 with tabs, numbers as they are shown (with thousands
separators, in full-width digits), and the empty cells around a table that were once touched. Each of these is read only
where it can mean one thing alone; whatever is in doubt stays as it is, and breaks the contract at its row and column.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable

Rows = list[list[str]]

KOREAN = "CP949 (EUC-KR), the encoding of Korean Windows"
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}

_HANGUL = re.compile("[\uac00-\ud7a3]+")
_BREAK = re.compile("\\s*[\\t\\r\\n\u2028\u2029]\\s*")
_UNSEEN = "\u200b\ufeff"  # no space to Python, and yet nothing to see


def korean_text(content: bytes) -> str | None:
    """Return the text of bytes in CP949, or nothing where that is not certain.

    Certain is a text in the 2,350 syllables of the standard KS X 1001, with no other letters than Hangul beside ASCII:
    a text of another encoding hardly comes to that by chance. Western letters pass for the rarer syllables of CP949,
    Chinese text for Hanja; a single Chinese word may pass, so whoever reads a text as Korean shows a word of it.
    """
    try:
        text = content.decode("euc_kr")
    except UnicodeDecodeError:
        return None
    letters = "".join({letter for letter in text if letter.isalpha() and not letter.isascii()})
    return text if _HANGUL.fullmatch(letters) else None


def korean_word(text: str) -> str:
    """Return the first Korean word of a text, by which a reader sees whether it was decoded rightly."""
    found = _HANGUL.search(text)
    return found[0] if found else ""


def delimiter_of(text: str, columns: Iterable[str]) -> str:
    """Return the delimiter by which a text's first row holds all `columns`; a comma if none does."""
    wanted = set(columns)
    for delimiter in DELIMITERS:
        try:
            header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [])
        except csv.Error:
            continue
        if wanted <= {column_name(cell) for cell in header}:
            return delimiter
    return ","


def column_name(cell: str) -> str:
    """Return a cell of the header as the contract writes names: half-width, without spaces around it."""
    return unicodedata.normalize("NFKC", _stripped(cell))


def without_margins(rows: Rows) -> tuple[Rows, int, int]:
    """Return rows without the empty columns to their right and the empty rows below, and how many there were of each.

    A column with a name, or with a filled cell, stays; so does an empty row between filled ones.
    """
    last = max((number for number, row in enumerate(rows, start=1) if not is_blank(row)), default=0)
    table, below = rows[:last], len(rows) - last
    width = max((place for row in table[:1] for place, cell in enumerate(row, start=1) if _stripped(cell)), default=0)
    if not all(is_blank(row[width:]) for row in table):
        return table, 0, below
    beside = max((len(row) - width for row in table), default=0)
    return [row[:width] for row in table], beside, below


def is_blank(row: list[str]) -> bool:
    """Whether a row has no filled cell."""
    return not any(map(_stripped, row))


def cleaned(cell: str, kind: str, unit: str, grouped: bool) -> tuple[str, str]:
    """Return a cell as the contract writes it, and what was undone ("" for nothing).

    Args:
        cell: the cell as it stands in the file.
        kind: the column's type (string, integer, number or boolean).
        unit: the column's unit; a whole number with the unit "year" may carry the word 년.
        grouped: whether a comma between digits can only be a thousands separator.
    """
    value = _stripped(cell)
    if kind == "string":
        composed = unicodedata.normalize("NFC", value)  # Hangul in parts looks the same, and is no equal key
        line = _BREAK.sub(" ", composed)
        return line, _first(
            {"a line break": line != composed, "letters in parts": composed != value, "spaces around it": value != cell}
        )
    half_width = unicodedata.normalize("NFKC", value).replace("\N{MINUS SIGN}", "-")
    plain = half_width.replace(",", "") if grouped and _GROUPED.fullmatch(half_width) else half_width
    whole = plain.partition(".")[0] if kind == "integer" and _WHOLE.fullmatch(plain) else plain
    bare = whole[:4] if unit == "year" and _YEAR.fullmatch(whole) else whole
    if bare and not _VALUE[kind].fullmatch(bare):
        return cell, ""
    return bare, _first(
        {
            "the word 년": bare != whole,
            "thousands separators": plain != half_width,
            "decimals of a whole number": whole != plain,
            "full-width characters": half_width != value,
            "spaces around it": value != cell,
        }
    )


_VALUE = {
    "integer": re.compile(r"[+-]?\d+"),
    "number": re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"),
    "boolean": re.compile(r"true|false|[01]", re.IGNORECASE),
}
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
_WHOLE = re.compile(r"[+-]?\d+\.0+")
_YEAR = re.compile(r"\d{4}\s*년")


def _stripped(cell: str) -> str:
    """Return a cell without spaces around it: half-width or full-width, breaking or not, seen or unseen."""
    return cell if cell.isalnum() else cell.strip().strip(_UNSEEN).strip()


def _first(undone: dict[str, bool]) -> str:
    return next((name for name, true in undone.items() if true), "")


# What cannot be read with certainty

_ERROR = re.compile(r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|#+)", re.IGNORECASE)
_NO_FIGURE = {"-", "–", "—", "…", "...", "..", ".", "x", "*", "n/a", "na", "n.a.", "nan", "null", "none", "없음"}
_SHORT_FORM = re.compile(r"[+-]?\d(\.\d+)?E\+\d{2,}")
_DATE = re.compile(r"\d{4} ?[-./년] ?\d{1,2}( ?[-./월].*)?|\d{1,2}[-/](\d{1,2}|[A-Za-z]{3})[-/]\d{2,4}|\d{1,2}:\d{2}.*")

_REMEDIES: list[tuple[Callable[[str, str], bool], str]] = [
    (
        lambda value, kind: is_shortened(value) or (kind == "integer" and bool(_SHORT_FORM.fullmatch(value.upper()))),
        "Excel has shortened it, and digits may be lost. In the workbook, format the column as Number, and save again.",
    ),
    (
        lambda value, kind: kind == "integer" and bool(_DATE.fullmatch(value)),
        "It is a date. In the workbook, format the column as General, see that it holds whole numbers (Excel shows the "
        "number 2010 as 1905-07-02 in a cell formatted as a date), and save again.",
    ),
    (
        lambda value, kind: "," in value,
        "Write it without thousands separators, with a point for decimals.",
    ),
    (
        lambda value, kind: kind != "boolean" and any(sign in value for sign in "△▲▽▼()"),
        "Write a number below zero with a minus.",
    ),
    (
        lambda value, kind: kind != "boolean" and any(sign.isdigit() for sign in value),
        "Write the number alone, without a unit.",
    ),
]


def is_shortened(cell: str) -> bool:
    """Whether Excel has written a large number in its short form, such as 1.23E+11, which drops digits."""
    return bool(_SHORT_FORM.fullmatch(cell))


def is_error(cell: str) -> bool:
    """Whether a cell is the error of a formula, such as #REF!, or the number signs of a narrow column."""
    return bool(_ERROR.fullmatch(cell.strip()))


def remedy(cell: str, kind: str, required: bool) -> str:
    """Return what to do about a cell that is no value of its column's type; nothing where that goes without saying."""
    value = unicodedata.normalize("NFKC", cell).strip()
    if is_error(value):
        return "It is the error of a formula, or of a column too narrow. Mend it in the workbook, and save again."
    if value.lower() in _NO_FIGURE:
        return f"Where there is no figure, {'leave the row out' if required else 'leave the cell empty'}."
    return next((words for fits, words in _REMEDIES if fits(value, kind)), "")
