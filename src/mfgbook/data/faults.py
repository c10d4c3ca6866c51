"""What can be wrong with data, said in one readable line each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from mfgbook.errors import BookError

LISTED = 10


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault, or one note, and its place.

    Attributes:
        file: name of the file.
        row: row as a spreadsheet numbers it: the header is row 1.
        column: name of the column.
        value: the cell as it stands in the file.
        rule: the rule that is broken, such as "type integer" or "maximum 100".
        message: what is wrong and what to do.
        severity: a "fault" keeps the table out of the book; a "note" only tells.
    """

    file: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    rule: str
    message: str
    severity: Literal["fault", "note"] = "fault"

    def __str__(self) -> str:
        """Return the place and the message on one line."""
        row = f", row {self.row}" if self.row is not None else ""
        column = f", column {self.column}" if self.column is not None else ""
        note = "note: " if self.severity == "note" else ""
        return f"{self.file}{row}{column}: {note}{self.message}"


class FaultyData(BookError):  # noqa: N818 - named for what it says, like the faults it carries
    """Data that break their contract; `faults` lists how."""

    def __init__(self, faults: Iterable[Fault], heading: str = "") -> None:
        """Carry `faults`; the message is `heading` and the first ten of them."""
        self.faults = tuple(faults)
        lines = [heading] if heading else []
        lines += [str(fault) for fault in self.faults[:LISTED]]
        if len(self.faults) > LISTED:
            lines.append(f"... and {len(self.faults) - LISTED} more; `mfgbook check FOLDER` lists them all.")
        super().__init__("\n".join(lines))


def fault_in(file: Path, rule: str, message: str, **place: Any) -> Fault:
    """Return a fault in a file; `place` may give row, column and value."""
    return Fault(file=file.name, rule=rule, message=message, **place)


def quoted(cell: str) -> str:
    """Return a cell for a message: in quotes, on one line, not too long."""
    return repr(cell if len(cell) <= 40 else cell[:37] + "...")


def stop_at(faults: Iterable[Fault]) -> None:
    """Raise FaultyData with the faults in the order of their rows, if there are any."""
    found = sorted(faults, key=lambda fault: fault.row or 0)
    if found:
        raise FaultyData(found)
