"""Slips that anyone makes: tried on every contradiction for which no reading is stated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mfgbook.audit.claims import Claim, Unavailable
from mfgbook.audit.figures import computed as written
from mfgbook.audit.verdicts import meets
from mfgbook.estimates import Interval

POWERS = [power for power in range(-4, 5) if power]


def slips(claim: Claim, result: Interval, claims: Mapping[str, Claim]) -> Iterator[tuple[str, str]]:
    """Yield the kinds of slips that would lead from a result to the printed figure, each with its arithmetic.

    Args:
        claim: the contradicted claim.
        result: what the check computes.
        claims: all claims, by id; a figure of a neighbour may stand in the wrong place.
    """
    computed = written(result, claim)
    printed = claim.value or 0.0
    if claim.step and meets(result, Interval(printed, printed + claim.step)):
        yield "truncation", f"{computed} cut off, not rounded, gives the printed figure."
    for power in POWERS:
        factor = 10.0**power
        if printed and meets(Interval(result.low * factor, result.high * factor), claim.interval):
            yield "unit", f"{computed} times {factor:,g} gives the printed figure: the unit may be another."
    wanted = _digits(result, claim.step)
    if wanted and len(wanted) >= 3 and sorted(wanted) == sorted(_digits(claim.interval, claim.step)):
        yield "typing", f"{computed} has the digits of the printed figure in another order."
    neighbours = [other for other in claims.values() if _stands_beside(other, claim)]
    for other in neighbours:
        try:
            if meets(result, other.interval) and not meets(claim.interval, other.interval):
                yield "label", f"{computed} is the figure printed beside it for {other.subject} ({other.printed})."
        except Unavailable:
            continue


def _stands_beside(other: Claim, claim: Claim) -> bool:
    place = (claim.document, claim.location, claim.unit)
    return other.id != claim.id and (other.document, other.location, other.unit) == place


def _digits(figure: Interval, step: float) -> str:
    """The digits of a figure's middle at its printed precision."""
    return str(round((figure.low + figure.high) / 2 / step)) if step else ""
