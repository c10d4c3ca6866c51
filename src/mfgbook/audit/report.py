"""The audit as tables: a summary, one line for each claim, and a CSV file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from mfgbook.audit.checks import tables_in
from mfgbook.audit.engine import Audited
from mfgbook.audit.figures import computed
from mfgbook.audit.functions import FUNCTIONS, arguments
from mfgbook.audit.verdicts import VERDICTS
from mfgbook.files import write_whole
from mfgbook.texts import for_spreadsheet

COLUMNS = ["id", "document", "location", "kind", "statement", "printed", "unit", "recomputed", "verdict", "note"]


def summary(audited: Iterable[Audited]) -> pd.DataFrame:
    """Count the claims by document (rows) and verdict (columns), with sums in the column and the row `all`."""
    found = pd.DataFrame([(entry.claim.document, entry.verdict) for entry in audited], columns=["document", "verdict"])
    counts = pd.crosstab(found["document"], found["verdict"]).reindex(
        index=list(dict.fromkeys(found["document"])), columns=list(VERDICTS), fill_value=0
    )
    counts.loc["all"] = counts.sum()
    return counts.assign(all=counts.sum(axis=1))


def listing(audited: Iterable[Audited]) -> pd.DataFrame:
    """Return one row for each claim, with the columns of COLUMNS, all of them text."""
    return pd.DataFrame([_row(entry) for entry in audited], columns=COLUMNS)


def function_table() -> pd.DataFrame:
    """Return the checking functions with what they take and what they give, as their docstrings say it."""
    rows = [
        (name, arguments(function), (function.__doc__ or "").partition("\n")[0]) for name, function in FUNCTIONS.items()
    ]
    return pd.DataFrame(rows, columns=["Function", "Inputs", "Gives"])


def checks_by_table(audited: Iterable[Audited]) -> dict[str, list[str]]:
    """Return the tables whose cells the checks read, by name, each with the claim of every check that reads it."""
    found: dict[str, list[str]] = {}
    for entry in audited:
        for result in entry.results:
            for table in tables_in(result.check.inputs):
                found.setdefault(table, []).append(entry.claim.id)
    return dict(sorted(found.items()))


def write_csv(audited: Iterable[Audited], file: Path) -> Path:
    """Write the listing to a CSV file in UTF-8, with the mark that spreadsheets know it by; return the file.

    A cell that a spreadsheet would compute begins with an apostrophe there.
    """
    cells = listing(audited).map(for_spreadsheet)
    return write_whole(file, "\ufeff" + cells.to_csv(index=False, lineterminator="\n"))


def note(entry: Audited) -> str:
    """Say on one line what stands behind a verdict: the likely reading, what fails to carry, or why it is unchecked."""
    match entry.verdict:
        case "contradicted":
            told = [f"{reading.note} ({reading.kind}, {reading.sure})" for reading in entry.readings]
        case "misleading":
            told = [result.note for result in entry.of("carries", "fails")]
        case "unchecked":
            told = [entry.reason]
        case _:
            told = [result.note for result in entry.of("recompute")]
    return " ".join(words for words in told if words)


def recomputed(entry: Audited) -> str:
    """Write the figure that the verdict rests on, nothing where none was computed."""
    result = entry.decisive
    return computed(result.interval, entry.claim) if result and result.interval else ""


def _row(entry: Audited) -> list[str]:
    claim = entry.claim
    said = (claim.id, claim.document, claim.location, claim.kind, claim.statement, claim.printed, claim.unit)
    return [*said, recomputed(entry), entry.verdict, note(entry)]
