"""Tables as an attacker would write them: the shipped ones, with hostile text in every column that takes any text.

Each text that the contract leaves free keeps its letters, so that a reader and a test know it again, and gets a payload
beside it: markup, templates, formulas, or letters that disturb a line. Keys and the columns that point to them change
alike. What the chapters or the audit look up by its exact text is left as it is: see LEFT.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from zlib import crc32

from mfgbook.data import contract
from mfgbook.data.contract import Field, Table
from mfgbook.data.files import read_rows

ELSEWHERE = "evil.example"
ATTACK = "window.pwned=1"

# Payloads by round; a payload that begins with = + - @ stands before the text, the others after it.
ROUNDS: dict[str, tuple[str, ...]] = {
    "markup": (
        f"</script><script>{ATTACK}</script>",
        f"<img src=x onerror={ATTACK}>",
        f'"><svg onload={ATTACK}>',
        f"' onmouseover='{ATTACK}",
        f'<a href="javascript:{ATTACK}">x</a>',
        "</td></table></textarea></title><iframe srcdoc='<script>parent.pwned=1</script>'>",
        "<!-- <style>*{display:none}</style> ]]> &lt;b&gt; &amp;",
        f"<image href=https://{ELSEWHERE}/x.png><object data=//{ELSEWHERE}>",
    ),
    "templates": (
        f"[x](javascript:{ATTACK})",
        "{{ 7*7 }} {% raw %}",
        "$x^2$ \\frac{1} `code` ```` |",
        "{glue:text}`share` {ref}`x` <https://evil.example>",
        "![x](https://evil.example/x.png)",
        "'+alert(1)+' \\' \\\" ${pwned=1} %s %(a)s {0.__class__}",
        "# *a* _b_ :::{raw} html [^1] ~~~ \\u003cscript>",
    ),
    "formulas": (
        f'=HYPERLINK("http://{ELSEWHERE}","x")',
        "+1+cmd|' /C calc'!A0",
        "@SUM(1)",
        "-2+3",
        '=1;=2,"=3"',
        "＝1+1",
    ),
    "letters": (
        "W" * 2_000,
        "مرحبا بالعالم ثلاثة 123",
        "שלום עולם (abc) 456",
        "z\u200bero\u200cwidth\u2060\u00ad",
        "👩🏽‍🚀🇰🇷" * 8,
        "Z\u0335\u0321\u0316\u0310\u0344\u0301" * 20,
        "말이아주길고띄어쓰기가없는이름" * 40,
    ),
}

EVERY = tuple(payload for payloads in ROUNDS.values() for payload in payloads)  # the round "every"

FORMULAS = ROUNDS["formulas"]

# What is looked up by its exact text, by table and column; a whole table of claims or checks by its ending.
LEFT: dict[str, str] = {
    "*_claims.table": "names a table",
    "*_claims.key": "names a row",
    "*_claims.column": "names a column",
    "*_claims.document": "names a document",
    "*_checks.function": "names a function",
    "*_checks.inputs": "is read as inputs of a function",
    "*.document": "names a document",
}
# Columns that chapters join by name with another, though the contract declares no key between them.
JOINED = {
    "us_manufacturing_employment.area": "us_states.state",
    "krihs2019_state_growth.area": "us_states.state",
    "krihs2019_regions.place": "korea_press_employment.place",
}
# Values that chapters name, in their parameters or because they tell of one row alone; other values of the column go.
NAMED: dict[str, set[str]] = {
    "us_states.state": {  # parameters claim_states and rust_belt; the total
        *(
            "Illinois",
            "Indiana",
            "Michigan",
            "New York",
            "Ohio",
            "Pennsylvania",
            "Tennessee",
            "West Virginia",
            "Wisconsin",
        ),
        "United States",
    },
    "manufacturing_usa_network.reported_by": {"GAO-17-320"},  # the one source that counted other institutes
    "korea_press_employment.place": {"Geoje", "Ulsan Dong-gu", "Gunsan"},  # questions on these towns
    "megaprojects2022_statements.period": {"2028"},  # read as a year
    "seoul_manufacturing_points.area": {"Seoul", "Incheon", "Gyeonggi"},  # joined with korea_regional_accounts.area
    "wfi2025_technology_fields.aspect_name": {"Tasks in Korea"},  # the one aspect that a table is about
}


def write(folder: Path, name: str) -> Path:
    """Write the tables of a round into a folder, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    known = contract.tables()
    left = _looked_up(known)
    for table in known.values():
        header, *rows = read_rows(table)
        free = dict(free_columns(table, known))
        with (folder / table.file.name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            for row in rows:
                writer.writerow(
                    hostile(cell, free[column], name) if column in free and cell not in left[free[column]] else cell
                    for column, cell in zip(header, row, strict=True)
                )
    return folder


def free_columns(table: Table, known: Mapping[str, Table]) -> Iterator[tuple[str, str]]:
    """Yield the text columns that can hold anything, each with the column that its values come from."""
    points = {reference.column: reference for reference in table.references}
    for field in table.fields:
        if not takes_any_text(field) or any(place in LEFT for place in _places(table.name, field.name)):
            continue
        reference = points.get(field.name)
        if reference is None:
            place = f"{table.name}.{field.name}"
            yield field.name, JOINED.get(place, place)
        elif any(column == reference.key for column, _ in free_columns(known[reference.table], known)):
            yield field.name, f"{reference.table}.{reference.key}"


def hostile(text: str, root: str, name: str) -> str:
    """Return a text with a payload of a round, the same for the same text of the same column."""
    if not text:
        return text
    payloads = [
        p for p in ROUNDS.get(name) or EVERY if not (root.endswith("_checks.note") and re.search(r"\{\w+\}", p))
    ]
    payload = payloads[crc32(f"{root}:{text}".encode()) % len(payloads)]
    return f"{payload} {text}" if payload[0] in "=+-@＝" else f"{text} {payload}"


def takes_any_text(field: Field) -> bool:
    """Whether the contract leaves free what stands in a column."""
    return field.type == "string" and not {"enum", "pattern"} & set(field.constraints)


def reason(place: str) -> str:
    """Return why a column, `table.column`, is left as it is; nothing where no reason is known."""
    return next((LEFT[left] for left in _places(*place.split(".")) if left in LEFT), "")


def is_computed(cell: str) -> bool:
    """Whether a cell is one of the formulas that this module writes, as a spreadsheet would compute it."""
    return cell.startswith(FORMULAS) or cell[:1] in {"=", "@", "＝"}


def _places(table: str, column: str) -> tuple[str, ...]:
    kind = "_" + table.rpartition("_")[2]
    return f"{table}.{column}", f"*{kind}.{column}", f"*.{column}"


def _looked_up(known: Mapping[str, Table]) -> dict[str, set[str]]:
    """Return the values that claims and checks look rows up by, by the column that they come from."""
    roots = {(table.name, column): root for table in known.values() for column, root in free_columns(table, known)}
    found = defaultdict(set, {root: set(values) for root, values in NAMED.items()})

    def add(table: str, conditions: str, separator: str) -> None:
        for part in conditions.split(separator):
            column, _, values = part.partition("=")
            found[roots.get((table, column.strip()), "")].update(value.strip() for value in values.split("|"))

    for name, table in known.items():
        if name.endswith("_claims"):
            header, *rows = read_rows(table)
            for cells in (dict(zip(header, row, strict=True)) for row in rows):
                add(cells["table"], cells["key"], ";")
        if name.endswith("_checks"):
            header, *rows = read_rows(table)
            for row in rows:
                for cell in re.finditer(r"(\w+)\[([^\]]*)\]\.\w+", row[header.index("inputs")]):
                    add(cell[1], cell[2], ",")
    return found
