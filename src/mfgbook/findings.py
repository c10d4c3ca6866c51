"""The live numbers in prose: each finding is glued for the text and recorded in the executed notebook.

In prose a finding is written `` {glue:text}`id:.1f` ``. Words that depend on a number come from the small vocabulary
below, are glued with `word`, and so turn with the data.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from mfgbook.errors import listed
from mfgbook.estimates import Estimate
from mfgbook.records import emit

_ID = re.compile(r"[a-z][a-z0-9_]*")


def finding(
    id: str,
    value: float | Estimate,
    unit: str,
    digits: int,
    label: str = "",
    *,
    interval: tuple[float, float] | None = None,
    p_value: float | None = None,
) -> None:
    """Glue a number for the prose and record it in the executed notebook.

    Args:
        id: name in prose, lower case with underscores. The interval's ends are glued as `<id>_low` and `<id>_high`,
            the p-value in words as `<id>_p`.
        value: the number, or an estimate with its interval and p-value; a gap (NaN) reads "no figure" in prose when
            written without a format.
        unit: its unit, in words or a symbol.
        digits: decimals that carry information.
        label: one line that says what the number is, for the reader of the findings file.
        interval: lower and upper end of its confidence interval.
        p_value: of the test that belongs to it.

    Raises:
        ValueError: if the id is not lower case with underscores.
    """
    if not _ID.fullmatch(id):
        raise ValueError(f"finding id {id!r}: use lower-case letters, digits and underscores, starting with a letter")
    if isinstance(value, Estimate):
        interval, p_value, value = value.interval, value.p_value, value.value
    record = {
        "id": id,
        "label": label,
        "value": _plain(value),
        "unit": unit,
        "digits": digits,
        "interval": None if interval is None else [_plain(end) for end in interval],
        "p_value": None if p_value is None else _plain(p_value),
    }
    emit("finding", id, _glued(value), record)
    if interval is not None:
        emit("glue", f"{id}_low", _glued(interval[0]), {})
        emit("glue", f"{id}_high", _glued(interval[1]), {})
    if p_value is not None:
        emit("glue", f"{id}_p", repr(p_text(p_value)), {})


def word(id: str, text: str, label: str = "") -> None:
    """Glue words that depend on the data, and record them as a finding without a number."""
    if not _ID.fullmatch(id):
        raise ValueError(f"finding id {id!r}: use lower-case letters, digits and underscores, starting with a letter")
    emit("finding", id, repr(text), {"id": id, "label": label, "value": text, "unit": "", "digits": 0})


def _plain(number: float) -> int | float | None:
    """Return a JSON number, a whole one where it is whole, and nothing for a gap: NaN is not JSON."""
    if not math.isfinite(number):
        return None
    return int(number) if float(number).is_integer() else float(number)


def _glued(number: float) -> str:
    """Return the text that a format such as `:.1f` is applied to."""
    plain = _plain(number)
    return repr("no figure" if plain is None else plain)


# The vocabulary


def p_text(p_value: float) -> str:
    """Write a p-value: two digits, three below 0.1, and never zero."""
    if not math.isfinite(p_value):
        return "p not available"
    if p_value < 0.001:
        return "p < 0.001"
    return f"p = {p_value:.3f}" if p_value < 0.1 else f"p = {p_value:.2f}"


def direction(low: float, high: float) -> str:
    """Say which way a quantity moved, from the confidence interval of its slope: 'rose', 'fell' or neither."""
    if low > 0:
        return "rose"
    if high < 0:
        return "fell"
    return "showed no clear trend"


def change(value: float) -> str:
    """Say which way a number without sampling error moved."""
    if value > 0:
        return "rose"
    return "fell" if value < 0 else "did not change"


def side(value: float, reference: float) -> str:
    """Say on which side of a reference a value lies."""
    if value > reference:
        return "above"
    return "below" if value < reference else "equal to"


def significance(p_value: float, confidence_level: float) -> str:
    """Say whether a test at this confidence level tells an effect from chance.

    From half the level to twice the level the verdict would be an accident of the sample or of the draws: it is called
    a borderline case.
    """
    level = 1 - confidence_level
    if p_value < level / 2:
        return "can be told from chance"
    return "is a borderline case" if p_value < 2 * level else "cannot be told from chance"


def survival(agreeing: int, total: int) -> str:
    """Say how a conclusion fares over a set of variants: all, most (two thirds or more), some or none agree."""
    if total == 0:
        return "could not be tested"
    if agreeing == total:
        return "survives every variant tried"
    if agreeing >= 2 * total / 3:
        return "survives most variants tried"
    return "survives only some variants" if agreeing else "does not survive any other variant"


def listing(names: Sequence[str]) -> str:
    """Join names as a sentence does: 'A', 'A and B', 'A, B and C'; 'none' for an empty list."""
    return listed(names) if len(names) else "none"


def standing(rank: int, count: int, level_with: Sequence[str] = ()) -> str:
    """Say where something stands in an order, and with whom: 'number 4 of 18, level with Gangneung'."""
    place = f"number {rank} of {count}"
    return f"{place}, level with {listing(level_with)}" if len(level_with) else place
