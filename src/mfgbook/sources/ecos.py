"""ECOS, the statistics of the Bank of Korea: a table by its items.

Names in its answers: those of the service (STAT_CODE, ITEM_CODE1, ITEM_NAME1, UNIT_NAME, ...), year, month, quarter or
half, value.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from mfgbook.errors import BookError
from mfgbook.sources.http import Client
from mfgbook.sources.service import (
    Fetched,
    Observation,
    Query,
    Service,
    number,
    number_text,
    period,
    shown,
    wrong_shape,
)

TITLE = "ECOS"
MISSING = ["", "-"]
PER_PAGE = 1000
ADVICE = {
    "INFO-100": "Check the key in MFGBOOK_ECOS_KEY.",
    "INFO-200": "Nothing fits: check table, items and cycle in the table's refresh entry.",
    "ERROR-602": "Too many requests: try again later.",
}
LENGTHS = {"A": ("", ""), "S": ("S1", "S2"), "Q": ("Q1", "Q4"), "M": ("01", "12")}


def fetch(client: Client, query: Query, until: int) -> Fetched:
    """Return the figures of an item of a table, page by page.

    Raises:
        BookError: if the service refuses, or answers other than documented.
    """
    first, last = LENGTHS[query["cycle"]]
    asked = [query["table"], query["cycle"], f"{query['start']}{first}", f"{until}{last}", *query["items"]]
    rows: list[Any] = []
    total = 1
    while len(rows) < total:
        span = [str(len(rows) + 1), str(len(rows) + PER_PAGE)]
        parts = ["StatisticSearch", client.key, "json", "kr", *span, *asked]
        total, more = _page(client.get_json("/".join(quote(part, safe="") for part in parts)), client)
        if not more:
            break
        rows += more
    if len(rows) != total:
        raise BookError(
            f"{TITLE}: {query['table']} came with {len(rows)} of {total} rows. Nothing is taken; try again later."
        )
    return Fetched([_observation(row, query) for row in rows])


def _page(answer: Any, client: Client) -> tuple[int, list[Any]]:
    """Return how many rows there are in all, and those of one page."""
    if isinstance(answer, dict) and isinstance(answer.get("RESULT"), dict):
        code = str(answer["RESULT"].get("CODE"))
        said = client.masked(str(answer["RESULT"].get("MESSAGE", "")))
        advice = ADVICE.get(code, "Check the table's refresh entry, or try again later.")
        raise BookError(f"{TITLE} refuses the request: {shown(said)} ({shown(code)}). {advice}")
    found = answer.get("StatisticSearch") if isinstance(answer, dict) else None
    if not isinstance(found, dict) or not isinstance(found.get("row"), list):
        raise wrong_shape(TITLE, "the answer has no StatisticSearch with rows")
    total = found.get("list_total_count")
    if not str(total).isdecimal():
        raise wrong_shape(TITLE, f"list_total_count is {shown(total)}")
    return int(str(total)), found["row"]


def _observation(row: Any, query: Query) -> Observation:
    if not isinstance(row, dict) or not {"STAT_CODE", "TIME", "DATA_VALUE"} <= set(row):
        raise wrong_shape(TITLE, "a row lacks STAT_CODE, TIME or DATA_VALUE")
    if row["STAT_CODE"] != query["table"]:
        raise wrong_shape(
            TITLE, f"a row is of the table {shown(row['STAT_CODE'])}, where {query['table']} was asked for"
        )
    where = f"{TITLE}, {query['table']}, {shown(row['TIME'])}"
    return {
        **{name: cell for name, cell in row.items() if isinstance(cell, str)},
        **period(row["TIME"], query["cycle"]),
        "value": number(number_text(row["DATA_VALUE"], where), MISSING, where),
    }


SERVICE = Service("ecos", TITLE, "https://ecos.bok.or.kr/api", fetch, key_variable="MFGBOOK_ECOS_KEY", key_needed=True)
