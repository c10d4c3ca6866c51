"""A folder with made-up tables, one from each service, and what each service answers for it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import answers as shapes

YEARS = range(2001, 2031)
NEW = 2031


def table(
    name: str, kind: str, refresh: dict[str, Any], fields: list[dict[str, Any]], key: list[str]
) -> dict[str, Any]:
    return {
        "name": name,
        "path": f"{name}.csv",
        "title": "A made-up table",
        "schema": {"fields": fields, "primaryKey": key},
        "sources": [{"title": "A service", "series": kind, "vintage": "long ago", "retrieved": "not recorded"}],
        "caveats": ["Everything in it is made up."],
        "refresh": refresh,
    }


def field(name: str, kind: str = "string", **constraints: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "constraints": {"required": True, **constraints}}


YEAR = field("year", "integer", minimum=1900, maximum=2100)
AREAS = {"KOR": "Korea", "USA": "United States"}

TABLES: dict[str, dict[str, Any]] = {
    "worldbank": table(
        "shares",
        "XX.MADE.UP",
        {
            "service": "worldbank",
            "queries": [shapes.WORLDBANK],
            "columns": {"country": "country", "year": "year"},
            "values": {"percent": {}},
            "digits": 2,
        },
        [field("country", pattern="[A-Z]{3}"), YEAR, field("percent", "number", minimum=0, maximum=100)],
        ["country", "year"],
    ),
    "bls": table(
        "workers",
        "MADEUP01",
        {
            "service": "bls",
            "queries": [shapes.BLS],
            "columns": {"area": "series", "year": "year"},
            "codes": {"area": {"MADEUP01": "East", "MADEUP02": "West"}},
            "values": {"thousand": {}},
            "yearly": "mean",
            "digits": 3,
        },
        [field("area"), YEAR, field("thousand", "number", minimum=0)],
        ["area", "year"],
    ),
    "kosis": table(
        "accounts",
        "DT_MADEUP",
        {
            "service": "kosis",
            "queries": [shapes.KOSIS],
            "columns": {"area": "C1", "year": "year"},
            "codes": {"area": {"00": "Korea", "11": "Seoul"}},
            "values": {"product": {"ITM_ID": "T1"}, "manufacturing": {"ITM_ID": "T2"}},
        },
        [field("area"), YEAR, field("product", "number"), {"name": "manufacturing", "type": "number"}],
        ["area", "year"],
    ),
    "ecos": table(
        "rates",
        "999Y999",
        {
            "service": "ecos",
            "queries": [shapes.ECOS],
            "columns": {"item": "ITEM_NAME1", "month": "period"},
            "values": {"rate": {}},
        },
        [field("item"), field("month", pattern="[0-9]{4}-[0-9]{2}"), field("rate", "number", minimum=-5)],
        ["item", "month"],
    ),
    "oecd": table(
        "leading",
        "DF_X",
        {
            "service": "oecd",
            "queries": [shapes.OECD],
            "columns": {"area": "REF_AREA", "month": "period"},
            "values": {"index": {"MEASURE": "IX"}},
        },
        [field("area"), field("month"), field("index", "number")],
        ["area", "month"],
    ),
}
NAMES = {service: entry["name"] for service, entry in TABLES.items()}
FILES = {
    "worldbank": ["country,year,percent", *(f"{c},{y},{y - 2000}.5" for c in ("USA", "KOR") for y in YEARS)],
    "bls": ["area,year,thousand", *(f"{area},{y},{y - 1000}" for area in ("East", "West") for y in YEARS)],
    "kosis": [
        "area,year,product,manufacturing",
        *(f"{a},{y},{y},{y - 1000}" for a in ("Korea", "Seoul") for y in YEARS),
    ],
    "ecos": ["item,month,rate", *(f"항목,{y}-01,{y - 2000}.25" for y in YEARS)],
    "oecd": ["area,month,index", *(f"KOR,{y}-04,{y - 1900}" for y in YEARS)],
}


def made(folder: Path) -> Path:
    """Write all tables and their descriptor."""
    folder.mkdir()
    for service, lines in FILES.items():
        (folder / f"{NAMES[service]}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    descriptor = {"name": "made-up", "resources": list(TABLES.values())}
    (folder / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False), encoding="utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, to be compared byte by byte."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def good(service: str, years: range = range(2001, NEW + 1)) -> list[bytes]:
    """Return answers that hold the table, one more period, and one revised figure."""
    if service == "worldbank":
        rows = [
            shapes.worldbank_row(country, year, _number(9.126 if (country, year) == ("KOR", 2010) else year - 1999.5))
            for country in ("KOR", "USA")
            for year in reversed(years)
        ]
        return [shapes.worldbank(*rows, shapes.worldbank_row("KOR", NEW + 1, None))]
    if service == "bls":
        return [
            shapes.bls({name: _months(span) for name in ("MADEUP01", "MADEUP02")})
            for span in (range(2001, 2011), range(2011, 2021), range(2021, 2031), range(2031, 2033))
        ]
    if service == "kosis":
        rows = [
            shapes.kosis_row(area, str(year), str(year - 1000 * (item == "T2") + (year == 2010)), item=item)
            for area in ("00", "11", "99")
            for item in ("T1", "T2")
            for year in years
        ]
        return [shapes.text(rows)]
    if service == "ecos":
        return [shapes.ecos(*(shapes.ecos_row(f"{y}01", f"{y - 2000}.{35 if y == 2010 else 25}") for y in years))]
    return [shapes.oecd(*(shapes.oecd_row(f"{y}-04", f"{y - 1900 + (y == 2010)}") for y in years))]


def _months(years: range) -> list[dict[str, Any]]:
    """Return months of years whose mean is the table's figure; the last year has only three."""
    return [
        shapes.bls_month(year, month, str(year - 1000 + (month - 6.5) + (year == 2010)))
        for year in years
        for month in range(1, 13 if year <= NEW else 4)
    ]


def _number(value: float) -> float:
    return float(Decimal(str(value)))
