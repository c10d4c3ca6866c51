"""The SDMX API of the OECD, in its CSV form.

Names in its answers: the dataflow's dimensions and attributes (REF_AREA, MEASURE, ...), year, month, quarter or half,
value. It needs no key.
"""

from __future__ import annotations

import csv
import io
from urllib.parse import quote

from mfgbook.errors import BookError
from mfgbook.sources.http import Client
from mfgbook.sources.service import Fetched, Observation, Query, Service, number, period, shown, wrong_shape

TITLE = "OECD"
MISSING = ["", "NaN"]
NEEDED = {"DATAFLOW", "TIME_PERIOD", "OBS_VALUE"}


def fetch(client: Client, query: Query, until: int) -> Fetched:
    """Return the figures of a dataflow's key.

    Raises:
        BookError: if the service refuses, or answers other than documented.
    """
    path = f"data/{quote(query['flow'], safe=',@.')}/{quote(query['key'], safe='.+')}"
    parameters = {"startPeriod": str(query["start"]), "endPeriod": str(until), "format": "csvfile"}
    content = client.get(path, parameters)
    if not content.strip():
        raise BookError(f"{TITLE} answers with nothing at all. Check flow and key in the table's refresh entry.")
    if content.lstrip()[:1] in (b"<", b"{"):
        raise BookError(
            f"{TITLE} answers with a page or a message instead of CSV. Open the service in a browser, and try again "
            "later; the raw answer shows what it says."
        )
    try:
        header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    except (UnicodeDecodeError, csv.Error, ValueError):
        raise wrong_shape(TITLE, "the answer is not CSV in UTF-8") from None
    if not set(header) >= NEEDED or len(set(header)) < len(header):
        raise wrong_shape(TITLE, f"the answer's header lacks one of {', '.join(sorted(NEEDED))}")
    if any(len(row) != len(header) for row in rows):
        raise BookError(
            f"{TITLE}: the answer is cut off or broken: a row is not whole. Nothing is taken; try again later."
        )
    return Fetched([_observation(dict(zip(header, row, strict=True)), query) for row in rows])


def _observation(row: dict[str, str], query: Query) -> Observation:
    flow = query["flow"].split(",")[1:2]
    if flow and flow[0] not in row["DATAFLOW"]:
        raise wrong_shape(
            TITLE, f"a row is of the dataflow {shown(row['DATAFLOW'])}, where {query['flow']} was asked for"
        )
    where = f"{TITLE}, {shown(row['TIME_PERIOD'])}"
    return {**row, **period(row["TIME_PERIOD"]), "value": number(row["OBS_VALUE"], MISSING, where)}


SERVICE = Service("oecd", TITLE, "https://sdmx.oecd.org/public/rest", fetch)
