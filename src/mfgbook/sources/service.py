"""What a service is, what it answers, and how its figures and periods are read."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from mfgbook.errors import BookError
from mfgbook.sources.http import Client

Query = Mapping[str, Any]
# One figure: the service's own names with their texts, the parts of its period, and "value" (None: missing).
Observation = dict[str, Any]

TIMES = {"year", "half", "quarter", "month", "period"}
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
_PARTS = {"H": "half", "S": "half", "Q": "quarter", "M": "month"}
_MOST = {"half": 2, "quarter": 4, "month": 12}
_DIGITS = 28
_MAGNITUDE = 18


@dataclass
class Fetched:
    """What one query brought: observations, the day of the figures as the service states it, and what is to be told."""

    observations: list[Observation]
    vintage: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Service:
    """One statistical service.

    Attributes:
        name: as tables name it, such as "worldbank".
        title: as people name it.
        base: the address that its requests start from.
        key_variable: the variable of the environment that holds the key; "" where there are no keys.
        key_needed: whether it answers nothing without a key.
        fetch: asks one query up to a year and returns what came.
    """

    name: str
    title: str
    base: str
    fetch: Callable[[Client, Query, int], Fetched]
    key_variable: str = ""
    key_needed: bool = False

    @property
    def url_variable(self) -> str:
        """The variable of the environment that replaces the base address."""
        return f"MFGBOOK_{self.name.upper()}_URL"

    @property
    def key(self) -> str:
        """The key from the environment, or nothing."""
        return os.environ.get(self.key_variable, "").strip() if self.key_variable else ""

    def key_state(self) -> str:
        """Say in words whether a key is needed and set; never the key."""
        if not self.key_variable:
            return "none needed"
        need = "needed" if self.key_needed else "optional"
        return f"{self.key_variable} {need}, {'set' if self.key else 'not set'}"

    def client(self, base: str = "", **choices: Any) -> Client:
        """Return a client of this service at `base`, else at the environment's address, else at its own.

        Raises:
            BookError: if a key is needed and not set, or an address is none.
        """
        if self.key_needed and not self.key:
            raise BookError(
                f"{self.title} answers only with a key. Ask for one at the service, set it in the environment variable "
                f"{self.key_variable}, and try again."
            )
        address = base or os.environ.get(self.url_variable, "").strip() or self.base
        if not re.match(r"https?://[^/\s]+", address):
            raise BookError(f"{self.url_variable} is no address. Make it begin with https://, or remove it.")
        return Client(self.title, address.rstrip("/"), self.key, **choices)


def wrong_shape(title: str, what: str) -> BookError:
    """Return the error for an answer that is not built as the service's answers are documented."""
    return BookError(
        f"{title}: {what}. The service may have changed its answers; look at the raw answer, and try again later."
    )


def number(cell: Any, missing: Iterable[Any], where: str) -> Decimal | None:
    """Return a figure exactly as the service wrote it, or None for one of its marks for a missing one.

    Args:
        cell: a number of JSON (read as Decimal or int), or a text.
        missing: what means that there is no figure.
        where: names the figure in messages.

    Raises:
        BookError: if it is no number, or one that no statistic means.
    """
    if any(cell is mark or (isinstance(cell, str) and cell.strip() == mark) for mark in missing):
        return None
    text = cell.strip() if isinstance(cell, str) else ""
    if isinstance(cell, bool) or not (isinstance(cell, (int, Decimal)) or _NUMBER.fullmatch(text)):
        raise BookError(f"{where}: {shown(cell)} is not a number, where the service documents one.")
    value = Decimal(text) if isinstance(cell, str) else Decimal(cell)
    if (
        not value.is_finite()
        or len(value.as_tuple().digits) > _DIGITS
        or (value and abs(value.adjusted()) > _MAGNITUDE)
    ):
        raise BookError(f"{where}: {shown(cell)} is larger or finer than any statistic.")
    return value


def number_text(cell: Any, where: str) -> str:
    """Return a figure that came as text, as services that answer in text do.

    Raises:
        BookError: if it came as anything else.
    """
    if cell is not None and not isinstance(cell, str):
        raise BookError(f"{where}: {shown(cell)} is not the text that the service documents.")
    return cell or ""


def period(text: Any, frequency: str = "") -> dict[str, Any]:
    """Return the parts of a period (year, half, quarter, month), and the whole: 2026, 2026-H1, 2026-Q1 or 2026-04.

    Args:
        text: as services write it: 2026, 202604, 2026-04, 2026Q1, 2026-Q1, 2026S1.
        frequency: "H", "S", "Q" or "M", where the text alone (202601) does not tell.

    Raises:
        BookError: if it is no period.
    """
    match = re.fullmatch(r"(\d{4})(?:-?([QSHM])?(\d{1,2}))?", text if isinstance(text, str) else "", re.ASCII)
    if not match:
        raise BookError(f"{shown(text)} is not a period such as 2026, 2026-04 or 2026Q1.")
    year, letter, count = match.groups()
    if count is None:
        return {"year": int(year), "period": year}
    part = _PARTS.get(letter or frequency, "month")
    if not 1 <= int(count) <= _MOST[part]:
        raise BookError(f"{shown(text)} is not a period: there is no {part} {int(count)}.")
    whole = f"{year}-{int(count):02d}" if part == "month" else f"{year}-{part[0].upper()}{int(count)}"
    return {"year": int(year), part: int(count), "period": whole}


def day(text: Any) -> str:
    """Return a day as 2026-04-08 from that or from 20260408; nothing for anything else."""
    match = re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})", text if isinstance(text, str) else "", re.ASCII)
    return "-".join(match.groups()) if match else ""


def shown(cell: Any) -> str:
    """Return what a service sent, for a message: on one line, without control characters, not too long."""
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in str(cell)[:500]).split())
    return repr(text if len(text) <= 120 else text[:117] + "...")
