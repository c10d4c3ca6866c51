"""The page "What changed" of a site whose build was given its predecessor."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd
from IPython.display import HTML

from mfgbook.audit import Turn
from mfgbook.charts import Caption, table
from mfgbook.compare.comparison import Comparison, RunChange
from mfgbook.compare.findings import Change, difference_text, said, why
from mfgbook.compare.report import FEW, counted, row_text, run_text, summary
from mfgbook.compare.tables import TableChange

NAME = "chapters/what_changed"
INTRODUCTION = """\
# What changed

This build of the book is compared with the one before it. A number counts as changed if it differs in the digits that
carry information. A finding has turned if its words, its sign, its rank or its significance are not what they were; for
significance, a p-value crossed 0.05, or an interval came to hold 0 or holds it no more.
"""
_SOURCE = "the findings and tables of this build and of the one before it"


def page(comparison: Comparison, pages: Mapping[str, str]) -> str:
    """Return a comparison as a MyST page, with links to the pages of the runs.

    Args:
        comparison: of this build with its predecessor.
        pages: the page of each run that has one, by its path from the site's root, without suffix.
    """
    by_size = [change for change in comparison.findings if not change.turned]
    sections = {
        "Findings that turned": _findings(
            "turned", "Words, signs, ranks and significance that are not what they were", comparison.turned, pages
        ),
        "Other findings": _findings(
            "by-size", "The largest change first, measured beside the number itself", by_size, pages
        ),
        "Verdicts of the audit": _verdicts(comparison.verdicts),
        "Pages": _runs(comparison.runs, pages),
        "Tables": "".join([_tables(comparison, pages), *map(_rows, comparison.tables)]),
    }
    told = [f"## {title}\n\n`````{{raw}} html\n{html}\n`````\n" for title, html in sections.items() if html]
    return "\n".join([INTRODUCTION, f"**{summary(comparison)}**\n", *told])


def _findings(id: str, title: str, changes: Sequence[Change], pages: Mapping[str, str]) -> str:
    rows = [
        {
            "Page": _link(change.run, pages),
            "Finding": change.figure.label or change.figure.id,
            "Before": said(change.before),
            "Now": said(change.after),
            "Difference": difference_text(change),
            "What changed": why(change),
        }
        for change in changes
    ]
    return _shown(id, title, "Each finding with its unit", rows)


def _verdicts(turns: Sequence[Turn]) -> str:
    rows = [
        {"Claim": turn.claim, "Before": turn.recorded or "new claim", "Now": _mark(turn.claim, turn.present)}
        for turn in turns
    ]
    return _shown("verdicts", "Claims of the documents whose verdict turned", "Each leads to the audit", rows)


def _runs(runs: Sequence[RunChange], pages: Mapping[str, str]) -> str:
    rows = [{"Page": _link(run.run, pages), "What changed": run_text(run)} for run in runs]
    return _shown("pages", "Pages of which something changed", "Findings, parameters, and tables that they read", rows)


def _tables(comparison: Comparison, pages: Mapping[str, str]) -> str:
    rows = [
        {
            "Table": table.table,
            "What changed": counted(table),
            "Read by": HTML(
                ", ".join(_link(run.run, pages).data for run in comparison.runs if table.table in run.tables) or "–"
            ),
        }
        for table in comparison.tables
    ]
    return _shown("tables", "Tables with changed rows", "Rows by their primary key", rows)


def _rows(change: TableChange) -> str:
    """Show the first rows of a table of each sort: revised, added, removed."""
    revised = [("revised", row_text(r.key), r.column, r.before, r.after) for r in change.revised[:FEW]]
    added = [("added", row_text(row), "", "", "") for row in change.added[:FEW]]
    removed = [("removed", row_text(row), "", "", "") for row in change.removed[:FEW]]
    heads = ("Changed", "Row", "Column", "Before", "Now")
    rows = [dict(zip(heads, row, strict=True)) for row in (*revised, *added, *removed)]
    return _shown(f"rows-{change.table}", change.table, f"{counted(change)}; the first {FEW} of each sort", rows)


def _shown(id: str, title: str, subtitle: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as the book shows tables; nothing for none."""
    frame = pd.DataFrame(list(rows))
    if frame.empty:
        return ""
    html = str(table(frame, Caption(id, title, subtitle, _SOURCE, "")).data)
    return html.replace("`", "&#96;")  # which could end the block that holds it


def _link(run: str, pages: Mapping[str, str]) -> HTML:
    """Return a link to a run's page, which the site names; the run's id where it has none."""
    if run not in pages:
        return HTML(escape(run))
    address = posixpath.relpath(pages[run], posixpath.dirname(NAME))
    return HTML(f'<a class="to-page" href="{escape(address)}.html">{escape(run)}</a>')


def _mark(claim: str, verdict: str) -> HTML:
    """Return the place that the site fills with a claim's present verdict and a link to it."""
    return HTML(f'<span class="to-mark" data-mark="{escape(claim)}"></span>' if verdict else "no claim")
