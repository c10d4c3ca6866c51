"""KOSIS, the portal of Statistics Korea: a table by its items and classifications.

Names in its answers: those of the service (ITM_ID, ITM_NM, C1, C1_NM, C2, ...), year, month, quarter or half, value.
"""

from __future__ import annotations

from typing import Any

from mfgbook.errors import BookError
from mfgbook.sources.http import Client
from mfgbook.sources.service import (
    Fetched,
    Observation,
    Query,
    Service,
    day,
    number,
    number_text,
    period,
    shown,
    wrong_shape,
)

TITLE = "KOSIS"
MISSING = ["", "-"]  # "-" is assumed: the service does not document its mark for a missing figure
ADVICE = {
    "10": "Set the key in MFGBOOK_KOSIS_KEY.",
    "11": "The key in MFGBOOK_KOSIS_KEY has run out or is wrong; ask for a new one at kosis.kr/openapi.",
    "20": "The query lacks something: it wants one list in classifications for each classification of the table.",
    "21": "A code is not one of the table's: check items, classifications and frequency in the table's refresh entry.",
    "30": "Nothing fits: check the codes and the frequency in the table's refresh entry.",
    "31": "That is too much at once: make several queries of the table's refresh entry.",
    "40": "Too many requests: try again later.",
    "41": "That is too much at once: make several queries of the table's refresh entry.",
    "42": "The service has closed itself to this key: ask its help desk.",
}
LENGTHS = {"Y": ("", ""), "H": ("01", "02"), "Q": ("01", "04"), "M": ("01", "12")}


def fetch(client: Client, query: Query, until: int) -> Fetched:
    """Return the figures of a table's items by its classifications.

    Raises:
        BookError: if the service refuses, or answers other than documented.
    """
    first, last = LENGTHS[query["frequency"]]
    # Several codes are separated by a space, which stands as + in the address: so the service writes its own.
    codes = {f"objL{level}": " ".join(codes) for level, codes in enumerate(query["classifications"], start=1)}
    parameters = {
        "method": "getList",
        "apiKey": client.key,
        "format": "json",
        "jsonVD": "Y",
        "orgId": query["organisation"],
        "tblId": query["table"],
        "itmId": " ".join(query["items"]),
        **codes,
        "prdSe": query["frequency"],
        "startPrdDe": f"{query['start']}{first}",
        "endPrdDe": f"{until}{last}",
    }
    answer = client.get_json("Param/statisticsParameterData.do", parameters)
    if isinstance(answer, dict) and "err" in answer:
        code, said = str(answer["err"]), client.masked(str(answer.get("errMsg", "")))
        advice = ADVICE.get(code, "Try again later.")
        raise BookError(f"{TITLE} refuses the request: {shown(said)} (error {shown(code)}). {advice}")
    if not isinstance(answer, list):
        raise wrong_shape(TITLE, "the answer is not a list of rows")
    changed = [day(row.get("LST_CHN_DE")) for row in answer if isinstance(row, dict)]
    return Fetched([_observation(row, query) for row in answer], max(changed, default=""))


def _observation(row: Any, query: Query) -> Observation:
    if not isinstance(row, dict) or not {"TBL_ID", "ITM_ID", "PRD_SE", "PRD_DE", "DT"} <= set(row):
        raise wrong_shape(TITLE, "a row lacks TBL_ID, ITM_ID, PRD_SE, PRD_DE or DT")
    if row["TBL_ID"] != query["table"]:
        raise wrong_shape(TITLE, f"a row is of the table {shown(row['TBL_ID'])}, where {query['table']} was asked for")
    where = f"{TITLE}, {query['table']}, {shown(row['ITM_ID'])}, {shown(row['PRD_DE'])}"
    return {
        **{name: cell for name, cell in row.items() if isinstance(cell, str)},
        **period(row["PRD_DE"], query["frequency"]),
        "value": number(number_text(row["DT"], where), MISSING, where),
    }


SERVICE = Service("kosis", TITLE, "https://kosis.kr/openapi", fetch, key_variable="MFGBOOK_KOSIS_KEY", key_needed=True)
