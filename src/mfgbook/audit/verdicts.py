"""From what was computed to a verdict. None is typed in: each follows from intervals."""

from __future__ import annotations

import operator
from collections.abc import Sequence

from mfgbook.audit.claims import Claim
from mfgbook.estimates import Interval

VERDICTS = ("reproduced", "rounding", "contradicted", "misleading", "unchecked")
# How far from the figure a word such as "about" or "half" may lie, as a part of the figure.
ABOUT = 0.05

_CONDITIONS = {"above": operator.gt, "below": operator.lt, "at least": operator.ge, "at most": operator.le}
_CLOSE = 1e-9  # what arithmetic in binary may lose, as a part of the figure


def compare(result: Interval, claim: Claim) -> str:
    """Say whether a result reproduces a claim's printed figure, is within its word's tolerance, or contradicts it.

    Raises:
        Unavailable: if the claim's table does not hold its figure.
    """
    if meets(result, claim.interval):
        return "reproduced"
    if claim.qualifier == "about" and gap(result, claim.interval) <= ABOUT * abs(claim.value or 0):
        return "rounding"
    return "contradicted"


def meets(first: Interval, second: Interval) -> bool:
    """Say whether two intervals have a value in common."""
    ends = [abs(end) for end in (*first, *second) if abs(end) != float("inf")]
    return gap(first, second) <= _CLOSE * max(1.0, *ends, 0.0)


def holds(result: Interval, must: str) -> bool:
    """Say whether a condition such as "above 0" holds for certain, that is for the whole interval."""
    word, _, bound = must.rpartition(" ")
    return all(_CONDITIONS[word](end, float(bound)) for end in result)


def verdict(recomputed: Sequence[str], carried: Sequence[bool]) -> str:
    """Return a claim's verdict from the outcomes of its checks.

    Args:
        recomputed: of each check that computes the figure anew: reproduced, rounding, contradicted or unchecked.
        carried: of each condition that its conclusion needs: whether it holds.
    """
    for outcome in ("contradicted", "rounding", "reproduced"):
        if outcome in recomputed:
            break
    else:
        outcome = "unchecked"
    return "misleading" if outcome != "contradicted" and not all(carried) else outcome


def gap(first: Interval, second: Interval) -> float:
    """How far two intervals lie apart; 0 if they have a value in common."""
    return max(0.0, first.low - second.high, second.low - first.high)
