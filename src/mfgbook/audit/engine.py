"""The audit itself: each claim, what was computed for it, and the verdict that follows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mfgbook.audit.checks import Check, Input, leaves, read_checks, run
from mfgbook.audit.claims import Claim, Tables, Unavailable, read_claims
from mfgbook.audit.figures import computed
from mfgbook.audit.slips import slips
from mfgbook.audit.verdicts import compare, gap, holds, meets, verdict
from mfgbook.errors import BookError
from mfgbook.estimates import Interval

SAME, OTHER, OFFICIAL = "the same document", "another document", "official data"
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Result:
    """What one check came to.

    Attributes:
        interval: what was computed; nothing for a reading that is only argued, or where data are lacking.
        outcome: reproduced, rounding, contradicted or unchecked (recompute); holds or fails (carries); fits, argued or
            fails (reading).
        basis: what the check leans on.
        note: its words, with the figures filled in.
    """

    check: Check
    inputs: tuple[Input, ...]
    interval: Interval | None
    outcome: str
    basis: str
    note: str


@dataclass(frozen=True)
class Reading:
    """What may have happened where a claim is contradicted; `template` is its note before figures were filled in."""

    kind: str
    sure: str
    note: str
    template: str


@dataclass(frozen=True)
class Audited:
    """A claim with its verdict.

    Attributes:
        results: of its checks, in their order.
        readings: of a contradicted claim, what the arithmetic bears out.
        reason: of an unchecked claim, why nothing was computed.
    """

    claim: Claim
    verdict: str
    results: tuple[Result, ...]
    readings: tuple[Reading, ...]
    reason: str

    def of(self, role: str, *outcomes: str) -> list[Result]:
        """Return the results of one role, or those of them with one of some outcomes."""
        return [r for r in self.results if r.check.role == role and (not outcomes or r.outcome in outcomes)]

    @property
    def decisive(self) -> Result | None:
        """The result that the verdict rests on: the first contradiction, else the first that was computed."""
        done = [result for result in self.of("recompute") if result.interval]
        return next((result for result in done if result.outcome == self.verdict), done[0] if done else None)

    @property
    def miss(self) -> float:
        """How far what was computed lies from the printed figure, in its unit; 0 where it is not contradicted."""
        result = self.decisive
        if self.verdict != "contradicted" or result is None or result.interval is None:
            return 0.0
        return gap(result.interval, self.claim.interval)


def audit(data_dir: str | Path = "") -> list[Audited]:
    """Compute every check of every claim, and return the claims with their verdicts, in the order of their tables.

    Args:
        data_dir: a folder of the user's own, whose tables replace shipped ones or add claims and checks.

    Raises:
        BookError: if a table of claims or of checks is wrong: where, and what to do. A figure that the data lack is no
            error: its claim is unchecked, and says so.
    """
    tables = Tables(data_dir)
    claims = read_claims(tables)
    checks = read_checks(tables, claims)
    results: dict[str, list[Result]] = defaultdict(list)
    uses: dict[str, list[str]] = defaultdict(list)
    for check in checks:
        result = _run(check, tables, claims)
        results[check.claim].append(result)
        for leaf in leaves(result.inputs):
            if leaf.claim and leaf.claim.id != check.claim:
                uses[leaf.claim.id].append(check.claim)
    return [_audited(claim, results[claim.id], uses[claim.id], claims) for claim in claims.values()]


def _run(check: Check, tables: Tables, claims: Mapping[str, Claim]) -> Result:
    claim = claims[check.claim]
    if not check.function:
        return Result(check, (), None, "argued", "", _fill(check, claim, [], None))
    try:
        interval, inputs = run(check, tables, claims)
        if check.role == "carries":
            outcome = "holds" if holds(interval, check.must) else "fails"
        elif check.role == "reading":
            outcome = "fits" if meets(interval, claim.interval) else "fails"
        else:
            outcome = compare(interval, claim)
    except Unavailable as lacking:
        return Result(check, (), None, "unchecked", "", str(lacking))
    note = _fill(check, claim, inputs, interval)
    return Result(check, tuple(inputs), interval, outcome, _basis(claim, inputs, tables), note)


def _fill(check: Check, claim: Claim, inputs: Iterable[Input], interval: Interval | None) -> str:
    """Fill the figures into a check's note: {1}, {2} are the claims, cells and numbers that it leans on."""
    words = {"printed": claim.printed}
    if interval:
        words["result"] = computed(interval, None if check.role == "carries" else claim)
    words |= {str(number): ", ".join(leaf.words()) for number, leaf in enumerate(leaves(inputs), start=1)}

    def word(place: re.Match[str]) -> str:
        if place[1] not in words:
            raise BookError(
                f"{check.where}, column note: {place[0]} stands for nothing. It may hold "
                f"{', '.join('{' + name + '}' for name in words)}."
            )
        return words[place[1]]

    return _PLACE.sub(word, check.note)


def _basis(claim: Claim, inputs: Iterable[Input], tables: Tables) -> str:
    documents = tables.documents()
    found = {SAME}
    for leaf in leaves(inputs):
        table = leaf.text.partition("[")[0]
        if leaf.claim:
            found.add(SAME if leaf.claim.document == claim.document else OTHER)
        elif table in tables.known:
            owner = next((name for name in documents if table.startswith(f"{name}_")), "")
            found.add({claim.document: SAME, "": OFFICIAL}.get(owner, OTHER))
    return next(basis for basis in (OFFICIAL, OTHER, SAME) if basis in found)


def _audited(claim: Claim, results: list[Result], used_by: list[str], claims: Mapping[str, Claim]) -> Audited:
    recomputed = [result for result in results if result.check.role == "recompute"]
    carried = [result.outcome == "holds" for result in results if result.check.role == "carries" and result.interval]
    came_to = verdict([result.outcome for result in recomputed], carried)
    readings: list[Reading] = []
    if came_to == "contradicted":
        told = [result for result in results if result.check.role == "reading" and result.outcome in ("fits", "argued")]
        readings = [Reading(result.check.kind, result.check.sure, result.note, result.check.note) for result in told]
        if not readings:
            wrong = next(r.interval for r in recomputed if r.outcome == "contradicted" and r.interval)
            readings = [Reading(kind, "possible", note, note) for kind, note in slips(claim, wrong, claims)]
    reason = ""
    if came_to == "unchecked":
        gaps = [result.note for result in recomputed]
        reason = claim.lacking or next(iter(gaps), "") or _input_of(used_by) or claim.reason or "No check is stated"
    return Audited(claim, came_to, tuple(results), tuple(readings), reason)


def _input_of(used_by: list[str]) -> str:
    if not used_by:
        return ""
    first, *others = dict.fromkeys(used_by)
    return f"Raw input of the check of {first}" + (f" and {len(others)} more" if others else "")
