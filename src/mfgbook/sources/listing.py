"""Which tables can be refreshed, from where, and with which keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from mfgbook.book import find_book
from mfgbook.data import contract
from mfgbook.data.contract import Table
from mfgbook.errors import BookError
from mfgbook.sources import SERVICES

NOT_RECORDED = "the codes of this table at the service are not recorded"


def tables_folder(data_dir: str | Path = "") -> str | Path:
    """Return the folder that is meant: a user's, else that of a book's own tables, else "", the shipped one."""
    if str(data_dir):
        return data_dir
    try:
        return find_book().tables or ""
    except BookError:
        return ""


def listed_tables(names: Sequence[str] = (), data_dir: str | Path = "") -> str:
    """Return, for the terminal, what is known of tables (all, if none is named) that have an entry "refresh".

    Raises:
        BookError: if a name is no table, or the folder does not exist.
        FaultyData: if a descriptor is broken.
    """
    known = contract.tables(tables_folder(data_dir))
    chosen = [contract.named(name, known) for name in names] or list(known.values())
    with_entry = [table for table in chosen if table.entry.get("refresh")]
    lines = [line for table in with_entry for line in _listed(table)]
    others = len(chosen) - len(with_entry)
    if others:
        lines.append(f"{others} {'table has' if others == 1 else 'tables have'} no service to refresh from.")
    return "\n".join(lines)


def _listed(table: Table) -> list[str]:
    service = SERVICES[table.entry["refresh"]["service"]]
    sources = [", ".join(source[key] for key in ("title", "series") if source.get(key)) for source in table.sources]
    return [
        table.name,
        f"  service    {service.title}",
        f"  source     {_joined(sources) or 'not stated'}",
        f"  vintage    {_joined(source.get('vintage', '') for source in table.sources) or 'not stated'}",
        f"  retrieved  {_joined(source.get('retrieved', '') for source in table.sources) or 'not stated'}",
        f"  key        {service.key_state()}",
        f"  refresh    {'ready' if table.entry['refresh'].get('queries') else NOT_RECORDED}",
    ]


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))
