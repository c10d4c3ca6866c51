"""The entry "refresh" of a resource: the service that offers its figures, what to ask it, and where the answers go.

    "refresh": {
      "service": "worldbank",
      "queries": [{"indicator": "NV.IND.MANF.ZS", "countries": ["KOR", "USA"], "start": 1990}],
      "columns": {"country": "country", "year": "year"},
      "values": {"percent_of_gdp": {}},
      "digits": 5
    }

- `queries`: each is asked in turn. Without them the service is known but not what to ask it: the table cannot be
  refreshed yet.
- `columns`: for each column that does not hold the figures, the name in the service's answers.
- `values`: for each column of figures, which observations belong in it: those with these codes ({} is all of them).
- `codes`: for a column, what stands in the table for a service's code; other codes are left out.
- `yearly`: "mean" makes of twelve months their mean; a year with fewer is left out.
- `digits`: decimals to round to.
- `may_shrink_percent`: how many rows, series and years fewer than before are taken (see mfgbook.sources.guards).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from mfgbook.errors import did_you_mean, listed

# What a query to each service says. A set lists the words that may stand there; `list` is one of texts.
QUERIES: dict[str, dict[str, Any]] = {
    "worldbank": {"indicator": str, "countries": list, "start": int},
    "bls": {"series": list, "start": int},
    "kosis": {
        "organisation": str,
        "table": str,
        "items": list,
        "classifications": [list],
        "frequency": {"Y", "H", "Q", "M"},
        "start": int,
    },
    "ecos": {"table": str, "items": list, "cycle": {"A", "S", "Q", "M"}, "start": int},
    "oecd": {"flow": str, "key": str, "start": int},
}
KEYS = ("service", "queries", "columns", "values", "codes", "yearly", "digits", "may_shrink_percent")


def refresh_problems(refresh: Any, columns: Collection[str] | None) -> Iterator[str]:
    """Yield what is wrong with an entry "refresh" of a table with these columns (None: not known here)."""
    if not isinstance(refresh, dict):
        yield f"refresh is {refresh!r}. Write an object with service, queries, columns and values."
        return
    service = refresh.get("service")
    if not isinstance(service, str) or service not in QUERIES:
        yield f"refresh: service is {service!r}. Use one of {', '.join(QUERIES)}."
        return
    for key in refresh:
        if key not in KEYS:
            yield f"refresh: {key!r} is not known.{did_you_mean(key, KEYS)} Use {listed(KEYS, last=' or ')}."
    if "queries" not in refresh:
        return
    queries = refresh["queries"]
    if not isinstance(queries, list) or not queries:
        yield "refresh: queries is to be a list of at least one object. Leave it out while the codes are not known."
        return
    for number, query in enumerate(queries, start=1):
        for problem in _query_problems(query, QUERIES[service]):
            yield f"refresh: query {number}: {problem}"
    yield from _mapping_problems(refresh, columns)
    yield from _choice_problems(refresh)


def _query_problems(query: Any, spec: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(query, dict):
        yield f"it is {query!r}. Write an object with {listed(list(spec))}."
        return
    for key in query:
        if key not in spec:
            yield f"{key!r} is not known.{did_you_mean(key, spec)} A query has {listed(list(spec))}."
    for key, kind in spec.items():
        if key not in query or not _fits(query[key], kind):
            yield f"{key} is {query.get(key)!r}. Write {_in_words(kind)}."


def _fits(value: Any, kind: Any) -> bool:
    if isinstance(kind, set):
        return isinstance(value, str) and value in kind
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool) and 1700 <= value <= 2100
    if kind is str:
        return isinstance(value, str) and bool(value.strip())
    if not isinstance(value, list) or not value:
        return False
    return all(_fits(item, str if kind is list else list) for item in value)


def _in_words(kind: Any) -> str:
    if isinstance(kind, set):
        return f"one of {', '.join(sorted(kind))}"
    words = {int: "a year", str: "a text", list: "a list of texts"}
    return words[kind] if isinstance(kind, type) else "a list with a list of codes for each classification"


def _mapping_problems(refresh: Mapping[str, Any], columns: Collection[str] | None) -> Iterator[str]:
    """Yield what is wrong with columns, values and codes."""
    maps = {key: refresh.get(key, {}) for key in ("columns", "values", "codes")}
    sound = True
    for key, inner in (("columns", str), ("values", dict), ("codes", dict)):
        if not isinstance(maps[key], dict) or not all(isinstance(value, inner) for value in maps[key].values()):
            sound = False
            meant = "texts" if inner is str else "objects"
            yield f"refresh: {key} is {maps[key]!r}. Write an object of {meant} by column."
    if not sound:
        return
    for key in ("values", "codes"):
        for column, inside in maps[key].items():
            if not all(isinstance(value, str) for value in inside.values()):
                yield f"refresh: {key} of {column!r}: write every code and every value as text."
    if not maps["columns"] or not maps["values"]:
        yield "refresh: columns and values are empty. Say for each column of the table what fills it."
    elif columns is not None:
        filled = [*maps["columns"], *maps["values"]]
        for column in {*filled, *maps["codes"]} - set(columns):
            yield f"refresh: {column!r} is not a column of the table.{did_you_mean(column, columns)}"
        for column in columns:
            if filled.count(column) != 1:
                many = "twice" if column in filled else "nowhere"
                yield f"refresh: the column {column!r} stands {many} in columns and values. Name each column once."
        for column in set(maps["codes"]) & set(maps["values"]):
            yield f"refresh: codes names {column!r}, which holds figures. Codes are for the other columns."


def _choice_problems(refresh: Mapping[str, Any]) -> Iterator[str]:
    if refresh.get("yearly", "mean") != "mean":
        yield f'refresh: yearly is {refresh["yearly"]!r}. Write "mean", or leave it out.'
    digits = refresh.get("digits", 0)
    if not isinstance(digits, int) or isinstance(digits, bool) or not 0 <= digits <= 12:
        yield f"refresh: digits is {digits!r}. Write a whole number from 0 to 12."
    shrink = refresh.get("may_shrink_percent", 0)
    if not isinstance(shrink, (int, float)) or isinstance(shrink, bool) or not 0 <= shrink <= 100:
        yield f"refresh: may_shrink_percent is {shrink!r}. Write a number from 0 to 100."
