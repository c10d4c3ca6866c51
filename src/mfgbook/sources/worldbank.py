"""The World Bank's Indicators API, version 2: one indicator for several countries, yearly.

Names in its answers: indicator, country (ISO 3166-1 alpha-3), year, value. It needs no key.
"""

from __future__ import annotations

from typing import Any

from mfgbook.errors import BookError, listed
from mfgbook.sources.http import Client
from mfgbook.sources.service import Fetched, Observation, Query, Service, day, number, period, shown, wrong_shape

TITLE = "World Bank"
PER_PAGE = 1000


def fetch(client: Client, query: Query, until: int) -> Fetched:
    """Return an indicator's figures, page by page.

    Raises:
        BookError: if the service refuses, or answers other than documented.
    """
    path = f"country/{';'.join(query['countries'])}/indicator/{query['indicator']}"
    rows: list[Any] = []
    page = pages = 1
    total, vintage = 0, ""
    while page <= pages:
        parameters = {
            "format": "json",
            "per_page": str(PER_PAGE),
            "page": str(page),
            "date": f"{query['start']}:{until}",
        }
        head, body = _parts(client.get_json(path, parameters))
        total, pages = _count(head, "total"), _count(head, "pages")
        vintage = day(head.get("lastupdated"))
        rows += body
        page += 1
    if len(rows) != total:
        raise BookError(
            f"{TITLE}: {query['indicator']} came with {len(rows)} of {total} rows. Nothing is taken; try again later."
        )
    return Fetched([_observation(row, query) for row in rows], vintage)


def _parts(answer: Any) -> tuple[dict[str, Any], list[Any]]:
    """Return the head and the rows of one page."""
    if not isinstance(answer, list) or not answer or not isinstance(answer[0], dict):
        raise wrong_shape(TITLE, "the answer is not the pair of a head and rows")
    if "message" in answer[0]:
        said = answer[0]["message"]
        texts = (
            [str(part.get("value", "")) for part in said if isinstance(part, dict)] if isinstance(said, list) else []
        )
        raise BookError(
            f"{TITLE} refuses the request: {shown('; '.join(texts))}. Check the indicator and the countries in the "
            "table's refresh entry."
        )
    body = answer[1] if len(answer) > 1 else None
    if not isinstance(body, list) and body is not None:
        raise wrong_shape(TITLE, "the second part of the answer is not a list of rows")
    return answer[0], body or []


def _count(head: dict[str, Any], name: str) -> int:
    count = head.get(name)
    if not str(count).isdecimal() or int(str(count)) > 10_000_000:
        raise wrong_shape(TITLE, f"{name} is {shown(count)} in the head of the answer")
    return int(str(count))


def _observation(row: Any, query: Query) -> Observation:
    try:
        indicator, country, year, value = row["indicator"]["id"], row["countryiso3code"], row["date"], row["value"]
    except (TypeError, KeyError):
        raise wrong_shape(TITLE, "a row lacks indicator, countryiso3code, date or value") from None
    if indicator != query["indicator"] or country not in query["countries"]:
        asked = f"{query['indicator']} of {listed(query['countries'])}"
        raise wrong_shape(TITLE, f"a row is of {shown(indicator)} of {shown(country)}, where {asked} was asked for")
    if isinstance(value, str):
        raise BookError(
            f"{TITLE}, {country} {shown(year)}: {shown(value)} is text, where the service documents a number."
        )
    return {
        "indicator": indicator,
        "country": country,
        **period(year),
        "value": number(value, [None], f"{TITLE}, {indicator}, {country} {year}"),
    }


SERVICE = Service("worldbank", TITLE, "https://api.worldbank.org/v2", fetch)
