"""What is suspicious about a refreshed table: fewer rows, series or periods than before."""

from __future__ import annotations

from collections.abc import Sequence

from mfgbook.data.contract import Table
from mfgbook.errors import BookError, listed
from mfgbook.sources.service import TIMES
from mfgbook.sources.tabulate import Row

MAY_SHRINK = 5  # percent of the rows
LISTED = 8


def not_smaller(table: Table, before: Sequence[Row], after: Sequence[Row]) -> None:
    """Check that a refreshed table holds about as much as before.

    It may have 5 % fewer rows, and no series and no period fewer; `may_shrink_percent` in its entry "refresh" sets
    another share for all three.

    Raises:
        BookError: naming what is gone.
    """
    refresh = table.entry["refresh"]
    share = refresh.get("may_shrink_percent")
    times = [column for column, name in refresh["columns"].items() if name in TIMES]
    series = [column for column in refresh["columns"] if column not in times]
    for what, columns, allowed in (
        ("series", series, 0),
        ("periods", times, 0),
        ("rows", [*series, *times], MAY_SHRINK),
    ):
        old = dict.fromkeys(tuple(row[column] for column in columns) for row in before)
        new = {tuple(row[column] for column in columns) for row in after}
        gone = [key for key in old if key not in new]
        fewer = len(old) - len(new) if what == "rows" else len(gone)
        percent = allowed if share is None else share
        if old and fewer > len(old) * percent / 100:
            names = [" ".join(key) for key in gone]
            more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
            raise BookError(
                f"The service now gives {fewer:,} of {len(old):,} {what} fewer than the table holds; {percent:g} % are "
                f"allowed. Gone: {listed(names[:LISTED]) if not more else ', '.join(names[:LISTED])}{more}. Try again "
                "later. If the service has withdrawn them for good, say so in the table's refresh entry: "
                '"may_shrink_percent": a share that allows it.'
            )
