"""How figures are written: printed ones as printed, computed ones as precisely as the figure that they answer."""

from __future__ import annotations

import math
from collections.abc import Callable

from mfgbook.audit.claims import Claim
from mfgbook.estimates import Interval

QUALIFIERS = {"about": "about ", "floor": "at least ", "ceiling": "at most "}
YEAR = "year"  # the unit of figures that are written without separators
# Significant digits of a figure whose precision nothing says: of one that was computed, and of one that was put in.
COMPUTED, GIVEN = 3, 6


def printed(claim: Claim) -> str:
    """Write a claim's figure at its printed precision, with the word that stands beside it, without its unit."""
    if claim.value is None:
        return claim.printed
    word = QUALIFIERS.get(claim.qualifier, "")
    if claim.unit == YEAR:
        return f"{word}{claim.value:.0f}"
    if not claim.step:
        return word + _short(claim.value, _enough(claim.value, GIVEN))
    return word + _with_digits(claim.value, _decimals(claim.step))


def computed(interval: Interval, claim: Claim | None = None) -> str:
    """Write a computed interval: one figure where its ends read alike, else both.

    Args:
        interval: what was computed.
        claim: the claim whose figure it answers: one digit more than that prints is written.
    """
    if claim and claim.unit == YEAR:
        return _ends(interval, lambda end: f"{end:.0f}")
    step = claim.step if claim else 0
    return _ends(interval, lambda end: _short(end, _decimals(step) + 1 if step else _enough(end, COMPUTED)))


def given(interval: Interval) -> str:
    """Write a figure that is put into a computation."""
    return _ends(interval, lambda end: _short(end, _enough(end, GIVEN)))


def _ends(interval: Interval, write: Callable[[float], str]) -> str:
    low, high = interval
    match math.isinf(low), math.isinf(high):
        case True, True:
            return "any figure"
        case False, True:
            return f"at least {write(low)}"
        case True, False:
            return f"at most {write(high)}"
    first, second = write(low), write(high)
    return first if first == second else f"{first} to {second}"


def _decimals(step: float) -> int:
    return max(0, -math.floor(math.log10(step) + 1e-9))


def _enough(number: float, significant: int) -> int:
    """Decimals that show so many significant digits."""
    return max(0, significant - 1 - math.floor(math.log10(abs(number)))) if number else 0


def _short(number: float, digits: int) -> str:
    """Write a number without decimals if it is whole, and without zeros that say nothing."""
    if abs(number - round(number)) < 1e-9:
        return _with_digits(number, 0)
    return _with_digits(number, digits).rstrip("0").rstrip(".") if digits > 2 else _with_digits(number, digits)


def _with_digits(number: float, digits: int) -> str:
    return f"{number:,.{digits}f}".replace("-", "−")
