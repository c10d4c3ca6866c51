"""The recorded verdicts: what the audit came to when somebody last looked, so that no verdict turns unseen."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from mfgbook.audit.engine import Audited
from mfgbook.data import contract, load
from mfgbook.files import write_whole

TABLE = "claim_verdicts"


class Turn(NamedTuple):
    """A claim whose verdict is not the recorded one; a new claim has no earlier verdict, a lost one no present one."""

    claim: str
    recorded: str
    present: str

    def __str__(self) -> str:
        """Say what turned."""
        if not self.recorded:
            return f"{self.claim}: new, {self.present}"
        return f"{self.claim}: {self.recorded}, now {self.present or 'no claim'}"


def turned(audited: Iterable[Audited]) -> list[Turn]:
    """Return the claims whose verdicts differ from the recorded ones, new and lost claims among them."""
    recorded = dict(load(TABLE)[["claim", "verdict"]].itertuples(index=False, name=None))
    present = {entry.claim.id: entry.verdict for entry in audited}
    claims = dict.fromkeys([*present, *recorded])
    turns = (Turn(claim, recorded.get(claim, ""), present.get(claim, "")) for claim in claims)
    return [turn for turn in turns if turn.recorded != turn.present]


def record(audited: Iterable[Audited]) -> Path:
    """Write the verdicts into the table of recorded ones, whole or not at all, and return its file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["claim", "verdict"])
    writer.writerows((entry.claim.id, entry.verdict) for entry in audited)
    return write_whole(contract.table_file(TABLE), text.getvalue())
