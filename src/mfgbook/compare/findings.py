"""What changed about a finding: its sign, its rank, its words, its significance, or no more than its size.

Numbers are compared as they are printed, rounded to the digits that carry information. What differs only below them is
told apart (`rounding`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from mfgbook.findings import p_text

# What can have changed: first what turns a statement, in the order in which it is told, then what does not.
TURNS = ("significance", "sign", "rank", "word")
KINDS = (*TURNS, "unit", "new", "gone", "value", "uncertainty", "rounding")
LEVEL = 0.05  # a p-value that crosses it turned
NOTHING = "–"

_STANDING = re.compile(r"number (\d+) of \d+")  # as `mfgbook.findings.standing` writes it
_FIGURES = re.compile(r"\d[\d,]*(?:\.\d+)?")  # in words
_NO_RATIO = re.compile(r"%.*|(\w+ )?points\b.*|rank\b.*|year")  # units of which no share of a change can be told
_PER_CENT = re.compile(r"^%( of .*)?")
_DIFFERENCE = {"year": "years", "rank": "places"}


@dataclass(frozen=True)
class Figure:
    """A finding: a number or words; `value` is None for a gap, as an interval's end is for none."""

    id: str
    value: float | str | None
    label: str = ""
    unit: str = ""
    digits: int = 0
    interval: tuple[float | None, float | None] | None = None
    p_value: float | None = None

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Figure:
        """Return the finding that a record tells."""
        interval = record.get("interval")
        return cls(
            id=str(record["id"]),
            value=record["value"],
            label=record.get("label", ""),
            unit=record.get("unit", ""),
            digits=int(record.get("digits", 0)),
            interval=None if interval is None else (interval[0], interval[1]),
            p_value=record.get("p_value"),
        )

    @property
    def number(self) -> float | None:
        """The number as it is printed; None for words and for a gap."""
        return None if isinstance(self.value, str) or self.value is None else round(self.value, self.digits)


@dataclass(frozen=True)
class Change:
    """A finding of a run that is not what it was.

    Attributes:
        run: the run's id.
        before: what it was; None if it is new.
        after: what it is; None if it is gone.
        kinds: what changed about it, of KINDS.
    """

    run: str
    before: Figure | None
    after: Figure | None
    kinds: tuple[str, ...]

    @property
    def figure(self) -> Figure:
        """The finding as it is, or as it last was."""
        figure = self.after or self.before
        assert figure is not None
        return figure

    @property
    def turned(self) -> bool:
        """Whether words, a sign, a rank or significance turned."""
        return any(kind in TURNS for kind in self.kinds)

    @property
    def difference(self) -> float | None:
        """How much larger the number is, in its unit; None where that means nothing."""
        numbers = self._numbers()
        return None if numbers is None else numbers[1] - numbers[0]

    @property
    def relative(self) -> float | None:
        """The difference as a share of the number before; None for shares, ranks, years and a change of sign."""
        numbers = self._numbers()
        if numbers is None or numbers[0] * numbers[1] <= 0 or _NO_RATIO.fullmatch(self.figure.unit):
            return None
        return numbers[1] / numbers[0] - 1

    @property
    def size(self) -> float:
        """How large the change is beside the number, from 0 to 2; infinite for what is new, gone or no number."""
        if numbers := self._numbers():
            return _apart(*numbers)
        texts = [figure.value for figure in (self.before, self.after) if figure and isinstance(figure.value, str)]
        if self.kinds == ("value",) and len(texts) == 2:  # the same words with other figures
            return max(map(_apart, *map(_figures, texts)))
        return math.inf

    def _numbers(self) -> tuple[float, float] | None:
        if self.before is None or self.after is None or self.before.unit != self.after.unit:
            return None
        before, after = self.before.value, self.after.value
        if isinstance(before, str) or isinstance(after, str) or before is None or after is None:
            return None
        return before, after


def changes(run: str, before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> list[Change]:
    """Return the findings of a run that differ, those that differ only below their digits among them."""
    old = {figure.id: figure for figure in map(Figure.of, before)}
    new = {figure.id: figure for figure in map(Figure.of, after)}
    pairs = [(old.get(id), new.get(id)) for id in dict.fromkeys([*new, *old])]
    found = [Change(run, was, now, kinds(was, now)) for was, now in pairs]
    return [change for change in found if change.kinds]


def kinds(before: Figure | None, after: Figure | None) -> tuple[str, ...]:
    """Say what changed about a finding, in the order of KINDS; nothing if nothing did.

    Words that are the same but for the figures in them have not turned: their value changed. A number that became a gap
    is gone, and a gap that became a number is new.
    """
    if before is None or after is None or (before.value is None) != (after.value is None):
        gone = after is None or after.value is None
        return () if before is None and after is None else ("gone",) if gone else ("new",)
    found = []
    if turns_of_significance(before, after):
        found.append("significance")
    if isinstance(before.value, str) or isinstance(after.value, str):
        if before.value != after.value:
            found.append(_word_kind(str(before.value), str(after.value)))
    elif before.number != after.number:
        found.append(_number_kind(before, after))
    if before.unit != after.unit:
        found.append("unit")
    if not found and _uncertainty(before) != _uncertainty(after):
        found.append("uncertainty")
    if not found and before.value != after.value:
        found.append("rounding")
    return tuple(sorted(found, key=KINDS.index))


def turns_of_significance(before: Figure, after: Figure) -> list[str]:
    """Say how significance turned: the p-value crossed LEVEL, or the interval came to hold 0 or holds it no more."""
    told = []
    was, now = before.p_value, after.p_value
    if was is not None and now is not None and (was < LEVEL) != (now < LEVEL):
        told.append(f"{p_text(was)}, now {p_text(now)}")
    if before.interval and after.interval and _holds_zero(before) != _holds_zero(after):
        told.append(f"interval {interval_text(before)}, now {interval_text(after)}")
    return told


def order(change: Change) -> tuple[int, float, str, str]:
    """Sort changes: what turned comes first, significance before signs, ranks and words; then the largest change."""
    first = KINDS.index(change.kinds[0]) if change.turned else len(TURNS)
    return first, -change.size, change.run, change.figure.id


# In words


def said(figure: Figure | None) -> str:
    """Write a finding's value with its unit."""
    if figure is None:
        return NOTHING
    if figure.value is None:
        return "no figure"
    if isinstance(figure.value, str):
        return figure.value or "no words"
    number = _plain(figure.value, figure.digits, figure.unit)
    return number if figure.unit in ("", "year") else f"{number} {figure.unit}"


def difference_text(change: Change) -> str:
    """Write by how much a number changed, "+1.2 firms (+3.4 %)"; nothing where that means nothing.

    A difference that rounds to 0, though the printed numbers differ, is written with as many digits as it takes.
    """
    if change.difference is None or not {"sign", "rank", "value"} & {*change.kinds}:
        return ""
    digits = next(places for places in count(max(change.figure.digits, 0)) if round(change.difference, places))
    unit = _PER_CENT.sub("points", _DIFFERENCE.get(change.figure.unit, change.figure.unit))
    share = "" if change.relative is None else f" ({change.relative:+,.1%})".replace("%", " %")
    return f"{change.difference:+,.{digits}f} {unit}".rstrip() + share


def why(change: Change) -> str:
    """Write what changed about a finding, with the p-values or intervals where significance turned."""
    told = [kind for kind in change.kinds if kind != "significance"]
    if "significance" in change.kinds and change.before and change.after:
        told.insert(0, f"significance ({'; '.join(turns_of_significance(change.before, change.after))})")
    return ", ".join(told)


def interval_text(figure: Figure) -> str:
    """Write a finding's interval, "0.1 to 0.6"; an end that is not there is open."""
    ends = figure.interval or (None, None)
    return " to ".join("open" if end is None else _plain(end, figure.digits, figure.unit) for end in ends)


def _plain(number: float, digits: int, unit: str) -> str:
    return f"{number:.0f}" if unit == "year" else f"{number:,.{max(digits, 0)}f}"


def _number_kind(before: Figure, after: Figure) -> str:
    was, now = before.number, after.number
    assert was is not None and now is not None
    if was * now < 0:
        return "sign"
    return "rank" if before.unit == after.unit == "rank" else "value"


def _word_kind(before: str, after: str) -> str:
    """Words turned unless the same words hold other figures; a sign is a word."""
    ranks = [standing and standing[1] for standing in map(_STANDING.search, (before, after))]
    if all(ranks) and ranks[0] != ranks[1]:
        return "rank"
    return "value" if _FIGURES.sub("#", before) == _FIGURES.sub("#", after) else "word"


def _figures(words: str) -> list[float]:
    return [float(figure.replace(",", "")) for figure in _FIGURES.findall(words)]


def _apart(before: float, after: float) -> float:
    largest = max(abs(before), abs(after))
    return abs(after - before) / largest if largest else 0.0


def _holds_zero(figure: Figure) -> bool:
    low, high = figure.interval or (None, None)
    return (low is None or low <= 0) and (high is None or high >= 0)


def _uncertainty(figure: Figure) -> Sequence[str]:
    interval = interval_text(figure) if figure.interval else ""
    return interval, "" if figure.p_value is None else p_text(figure.p_value)
