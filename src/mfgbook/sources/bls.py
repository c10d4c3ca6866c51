"""The public data API of the US Bureau of Labor Statistics: time series by id.

Names in its answers: series, year, month, quarter or half, value. Without a key it is asked in version 1 (25 series and
10 years a request, 25 requests a day), with one in version 2 (50 series, 20 years, 500 requests).
"""

from __future__ import annotations

from typing import Any

from mfgbook.errors import BookError, listed
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

TITLE = "US Bureau of Labor Statistics"
MISSING = ["", "-"]
MEANS = {"M13", "Q05", "S03"}  # means of a year that stand among its months, quarters and halves


def fetch(client: Client, query: Query, until: int) -> Fetched:
    """Return the figures of series, as many series and years at a time as the service allows.

    Raises:
        BookError: if the service refuses, leaves a series out, or answers other than documented.
    """
    version, most, years = ("v2", 50, 20) if client.key else ("v1", 25, 10)
    observations, notes = [], []
    for series in _chunks(query["series"], most):
        for start in range(query["start"], until + 1, years):
            body = {"seriesid": series, "startyear": str(start), "endyear": str(min(start + years - 1, until))}
            if client.key:
                body["registrationkey"] = client.key
            answer = client.post_json(f"{version}/timeseries/data/", body)
            found, said = _read(answer, client)
            lacking = [name for name in series if name not in found]
            if lacking:
                raise BookError(
                    f"{TITLE} leaves out {listed(lacking)}. Nothing is taken; check the ids, or try again later."
                )
            if set(found) - set(series):
                raise wrong_shape(TITLE, f"the answer holds series that were not asked for ({shown(list(found))})")
            observations += [one for rows in found.values() for one in rows]
            notes += said
    return Fetched(observations, notes=list(dict.fromkeys(notes)))


def _chunks(names: list[str], size: int) -> list[list[str]]:
    return [names[at : at + size] for at in range(0, len(names), size)]


def _read(answer: Any, client: Client) -> tuple[dict[str, list[Observation]], list[str]]:
    """Return the figures by series and the messages of one answer."""
    if not isinstance(answer, dict) or not isinstance(answer.get("message", []), list):
        raise wrong_shape(TITLE, "the answer is not an object with status and Results")
    said = [client.masked(str(message)) for message in answer.get("message", [])]
    if answer.get("status") != "REQUEST_SUCCEEDED":
        advice = "Check the series in the table's refresh entry."
        if "threshold" in " ".join(said):
            advice = "Try again tomorrow" + (
                "." if client.key else f", or set {SERVICE.key_variable} to a key of your own."
            )
        elif "key" in " ".join(said).lower():
            advice = f"Check the key in {SERVICE.key_variable}, or remove it."
        raise BookError(f"{TITLE} refuses the request: {shown('; '.join(said) or answer.get('status'))}. {advice}")
    results = answer.get("Results")
    if isinstance(results, list) and len(results) == 1:  # as the service's documentation prints it
        results = results[0]
    series = results.get("series") if isinstance(results, dict) else None
    if not isinstance(series, list):
        raise wrong_shape(TITLE, "the answer has no list of series")
    notes = [f"{TITLE} says: {shown(message)}" for message in said]
    return dict(map(_series, series)), notes


def _series(entry: Any) -> tuple[str, list[Observation]]:
    name = entry.get("seriesID") if isinstance(entry, dict) else None
    rows = entry.get("data") if isinstance(entry, dict) else None
    if not isinstance(name, str) or not isinstance(rows, list):
        raise wrong_shape(TITLE, "a series lacks seriesID or data")
    return name, [_observation(name, row) for row in rows if not (isinstance(row, dict) and row.get("period") in MEANS)]


def _observation(series: str, row: Any) -> Observation:
    try:
        year, part, value = row["year"], row["period"], row["value"]
    except (TypeError, KeyError):
        raise wrong_shape(TITLE, "a row lacks year, period or value") from None
    # An annual series has A01 for its years; parts of years are M01, Q01 and S01.
    text = year if part == "A01" else f"{year}-{part}"
    where = f"{TITLE}, {shown(series)}, {shown(text)}"
    return {"series": series, **period(text), "value": number(number_text(value, where), MISSING, where)}


SERVICE = Service("bls", TITLE, "https://api.bls.gov/publicAPI", fetch, key_variable="MFGBOOK_BLS_KEY")
