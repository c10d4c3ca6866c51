"""What the contract says of each table, for readers: an overview, and a description of every table as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from IPython.display import HTML

from mfgbook.data import contract
from mfgbook.data.contract import Table
from mfgbook.data.descriptor import as_list
from mfgbook.data.files import read_rows
from mfgbook.errors import listed

_FROM_A_DOCUMENT = re.compile(r"[a-z]+\d{4}_")
_FOR_THE_AUDIT = re.compile(r"\w+_(claims|checks)|claim_verdicts")
_LIMITS = {"minimum": "at least", "maximum": "at most", "enum": "one of"}  # a pattern is shown by its example


def described(data_dir: str | Path = "") -> list[Table]:
    """Return all tables, shipped ones overlaid by those of a user's folder, by name.

    Raises:
        BookError: if the folder does not exist.
        FaultyData: if a descriptor is broken.
    """
    return sorted(contract.tables(data_dir).values(), key=lambda table: table.name)


def from_documents(tables: Iterable[Table]) -> list[Table]:
    """Return the tables whose names say that they hold the figures of one document, such as `wfi2025_clusters`."""
    own = (table for table in tables if _FROM_A_DOCUMENT.match(table.name))
    return [table for table in own if not _FOR_THE_AUDIT.fullmatch(table.name)]


def for_the_audit(tables: Iterable[Table]) -> list[Table]:
    """Return the tables of claims, checks and recorded verdicts."""
    return [table for table in tables if _FOR_THE_AUDIT.fullmatch(table.name)]


def overview(tables: Iterable[Table]) -> pd.DataFrame:
    """Return one row a table: name, linked to its description; title, rows, vintage, and the pages that read it.

    Raises:
        FaultyData: if a table's file cannot be read.
    """
    rows = [
        (HTML(link(table.name)), _title(table), count_rows(table), _vintage(table), HTML(used_in(table.name)))
        for table in tables
    ]
    return pd.DataFrame(rows, columns=["Table", "What it holds", "Rows", "Vintage", "Read by"])


def count_rows(table: Table) -> int:
    """Return the number of a table's rows.

    Raises:
        FaultyData: if its file cannot be read.
    """
    return sum(any(row) for row in read_rows(table)[1:])


def link(name: str, page: str = "") -> str:
    """Return a link to a table's description, from the catalogue itself or from another `page` beside it."""
    breakable = escape(name).replace("_", "_<wbr>")
    return f'<a href="{escape(page)}#table-{escape(name)}"><code>{breakable}</code></a>'


def mention(name: str) -> str:
    """Return a table's name, which a site that describes the table makes a link to its description."""
    return f'<span class="to-table" data-table="{escape(name)}">{escape(name)}</span>'


def used_in(name: str) -> str:
    """Return the place that the site fills with the pages which read a table; only the site knows them all."""
    return f'<span class="used-in" data-table="{escape(name)}"></span>'


def used_by(name: str) -> str:
    """Return the place that the site fills with these pages, and the charts, tables and checks on them."""
    return f'<div class="used-by" data-table="{escape(name)}"></div>'


def descriptions(tables: Iterable[Table], downloads: str) -> HTML:
    """Return what the contract says of each table, folded below its name.

    Args:
        tables: the tables, in the order to show them.
        downloads: the address that the files of tables stand below.

    Raises:
        FaultyData: if a table's file cannot be read.
    """
    return HTML("".join(_description(table, downloads) for table in tables))


def _description(table: Table, downloads: str) -> str:
    entry = table.entry
    own = " <strong>(own file)</strong>" if table.overlaid else ""
    address = escape(downloads + quote(table.file.name))
    facts = {
        "Rows": f"{count_rows(table):,}",
        "Key": escape(listed(table.primary_key)),
        "Sources": _list(map(_source, table.sources)),
        "Rights": " ".join([*map(_license, as_list(entry.get("licenses"))), escape(entry.get("rights", ""))]).strip(),
        "Caveats": _list(map(escape, as_list(entry.get("caveats")))),
        "Not for": _list(map(escape, as_list(entry.get("not_for")))),
        "Points to": _list(
            f"<code>{escape(key.column)}</code> in {link(key.table)}, <code>{escape(key.key)}</code>"
            for key in table.references
        ),
        "Checked": _list(escape(in_words(rule)) for rule in table.rules),
        "Download": f'<a href="{address}" download>{escape(table.file.name)}</a>',
        "Used by": used_by(table.name),
    }
    terms = "".join(f"<dt>{term}</dt><dd>{text}</dd>" for term, text in facts.items() if text)
    # The address is inside, not on, the folded part: a browser that goes there then unfolds it.
    return (
        f'<details class="table-description"><summary><code>{escape(table.name)}</code> {escape(_title(table))}{own}'
        f'</summary><div id="table-{escape(table.name)}"><p>{escape(entry.get("description", ""))}</p>'
        f"<dl>{terms}</dl>{_fields(table)}</div></details>"
    )


def in_words(rule: Mapping[str, Any]) -> str:
    """Say what a rule across rows demands."""
    within = f", for each {listed(rule['within'])}" if rule.get("within") else ""
    if rule["rule"] == "adds_up":
        return f"{rule['column']} adds up to {rule['total']:g}, give or take {rule['tolerance']:g}{within}."
    if rule["rule"] == "parts_make_whole":
        return (
            f"{listed(rule['values'])}: the rows add up to the row {rule['whole']} of {rule['column']}, "
            f"give or take {rule['tolerance_percent']:g} %{within}."
        )
    return f"{listed(rule['along'])} has no gaps{within}."


def _fields(table: Table) -> str:
    rows = "".join(
        f"<tr><th scope=row><code>{escape(field['name'])}</code></th><td>{_type(field)}</td>"
        f"<td>{escape(field.get('unit', ''))}</td><td>{_meaning(field)}</td></tr>"
        for field in table.entry["schema"]["fields"]
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Column", "Type", "Unit", "Meaning"))
    return f'<div class="table-scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _type(field: Mapping[str, Any]) -> str:
    required = field.get("constraints", {}).get("required")
    return escape(str(field["type"])) + ("" if required else ", may be empty")


def _meaning(field: Mapping[str, Any]) -> str:
    """Return a column's description, an example, and what its values are confined to."""
    constraints = field.get("constraints", {})
    confined = "; ".join(f"{word} {_value(constraints[key])}" for key, word in _LIMITS.items() if key in constraints)
    parts = [
        escape(str(field.get("description") or field.get("title", ""))),
        f"Example: <code>{escape(str(field['example']))}</code>." if "example" in field else "",
        f'<span class="confined">{confined[:1].upper()}{confined[1:]}.</span>' if confined else "",
    ]
    return " ".join(part for part in parts if part)


def _value(value: Any) -> str:
    if isinstance(value, list):
        return escape(listed(value, last=" or "))
    return f"{value:,}"


def _source(source: Mapping[str, str]) -> str:
    name = escape(", ".join(source[key] for key in ("title", "series") if source.get(key)))
    linked = _linked(name, source.get("path", ""))
    known = [f"{key}: {escape(source[key])}" for key in ("vintage", "retrieved") if source.get(key)]
    return f"{linked} ({'; '.join(known)})" if known else linked


def _license(license: Mapping[str, str]) -> str:
    name = escape(license.get("title") or license.get("name", ""))
    return f"{_linked(name, license.get('path', ''))}."


def _linked(name: str, path: str) -> str:
    """Return a name, linked where its path is an address of the web, and nothing else that a browser would follow."""
    return f'<a href="{escape(path)}">{name}</a>' if path.startswith(("https://", "http://")) else name


def _list(texts: Iterable[str]) -> str:
    items = list(texts)
    return f"<ul>{''.join(f'<li>{text}</li>' for text in items)}</ul>" if len(items) > 1 else "".join(items)


def _title(table: Table) -> str:
    return str(table.entry.get("title") or table.name)


def _vintage(table: Table) -> str:
    return "; ".join(dict.fromkeys(table.vintage.split("; ")))
