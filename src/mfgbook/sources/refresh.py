"""Refresh tables from the services that they come from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from filelock import FileLock, Timeout

from mfgbook.book import find_book
from mfgbook.data import checks, contract
from mfgbook.data.contract import DESCRIPTOR, Table
from mfgbook.data.faults import FaultyData
from mfgbook.data.files import read_rows
from mfgbook.data.refresh_entry import refresh_problems
from mfgbook.errors import BookError
from mfgbook.files import write_whole
from mfgbook.sources import SERVICES
from mfgbook.sources.changes import changes, told
from mfgbook.sources.guards import not_smaller
from mfgbook.sources.http import Answer, Client
from mfgbook.sources.listing import NOT_RECORDED, tables_folder
from mfgbook.sources.replace import repair, replace_together
from mfgbook.sources.service import Service
from mfgbook.sources.tabulate import Row, as_csv, in_order, tabulated

Say = Callable[[str], object]


@dataclass(frozen=True)
class Place:
    """Where tables are refreshed: the folder that holds them, and the folder that raw answers are kept below."""

    data: Path
    raw: Path


def place(data_dir: str | Path = "") -> Place:
    """Return where to refresh: a user's folder, else the tables of the book; raw answers go below the book's `_build`.

    Raises:
        BookError: if there is no such folder, or the shipped tables are part of an installed library.
    """
    try:
        root = find_book().root
    except BookError:
        root = Path.cwd()
    raw = root / "_build" / "raw"
    folder = tables_folder(data_dir)
    if str(folder):
        return Place(contract.data_folder(folder), raw)
    shipped = contract.shipped_folder()
    if root not in shipped.parents:
        raise BookError(
            "The shipped tables are part of the installed library, and are not rewritten there. Make a folder of your "
            "own and refresh into it: mfgbook refresh TABLE --data FOLDER"
        )
    return Place(shipped, raw)


def refresh_tables(names: Sequence[str], where: Place, dry_run: bool, say: Say, **choices: Any) -> int:
    """Refresh tables one after another and return how many failed; each failure is told and the next table is tried.

    Args:
        names: the tables; without any, all that lie in the folder and can be refreshed.
        where: where they are.
        dry_run: fetch and check, and tell what would change, but replace nothing.
        say: gets each line for the user.
        choices: attributes of the client, as tests give them.

    Raises:
        BookError: if a name is no table, nothing can be refreshed, or another refresh is under way.
        FaultyData: if a descriptor is broken.
    """
    with _only_refresh(where):
        if not dry_run:
            repair(where.data)
        known = contract.tables(where.data)
        chosen = [contract.named(name, known) for name in dict.fromkeys(names)] or _refreshable(where, known, say)
        if not chosen:
            raise BookError(
                f"No table in {where.data} says how to refresh it. The page on refreshing tables shows the entry "
                f'"refresh" of {DESCRIPTOR}.'
            )
        return sum(not _told(table.name, where, dry_run, say, choices) for table in chosen)


def _refreshable(place: Place, known: Mapping[str, Table], say: Say) -> list[Table]:
    """Return the tables of the folder itself that say how to refresh them."""
    here = [table for table in known.values() if table.entry.get("refresh") and place.data in table.file.parents]
    for table in here:
        if not table.entry["refresh"].get("queries"):
            say(f"{table.name}: left as it is; {NOT_RECORDED}.")
    return [table for table in here if table.entry["refresh"].get("queries")]


def _told(name: str, place: Place, dry_run: bool, say: Say, choices: Mapping[str, Any]) -> bool:
    """Refresh one table and say what came of it; return whether it went well."""
    try:
        _refresh(name, place, dry_run, say, choices)
    except BookError as error:
        say(f"{name}: not refreshed; the table is as it was. {error}")
        return False
    return True


def _refresh(name: str, place: Place, dry_run: bool, say: Say, choices: Mapping[str, Any]) -> None:
    known = contract.tables(place.data)
    table = contract.named(name, known)
    service = _service(table)
    before = _rows(table) if table.file.is_file() else []
    say(f"{name}: asking {service.title}")
    client = service.client(**choices)
    try:
        observations, vintage, notes = _asked(service, client, table)
    finally:
        kept = _keep(name, client, place)
        if kept:
            say(f"  The raw answers are in {kept}")
    for note in notes:
        say(f"  note: {note}")
    rows, left_out = tabulated(table, observations)
    rows = in_order(table, rows, before)
    for note in left_out + _checked(table, known, rows):
        say(f"  note: {note}")
    not_smaller(table, before, rows)
    found = changes(table, before, rows)
    for line in told(found):
        say(line)
    today = _today().isoformat()
    if dry_run:
        say(f"  Nothing is replaced: --dry-run. The vintage would be {vintage or today}.")
        return
    file = table.entry["path"] if place.data in table.file.parents else table.file.name
    texts = {
        file: as_csv(table, rows),
        DESCRIPTOR: _descriptor(place.data, table, service, vintage or today, today),
    }
    replace_together(place.data, texts)
    say(f"  Replaced {file} and its entry in {DESCRIPTOR}: vintage {vintage or today}, retrieved {today}.")
    if found.is_change and table.entry.get("caveats"):
        say("  Read again what the descriptor says of this table; it was written for the figures before:")
        for caveat in table.entry["caveats"]:
            say(f"    {caveat}")


def _service(table: Table) -> Service:
    """Return the service of a table.

    Raises:
        BookError: if its entry does not say how to refresh it, or says it wrongly.
    """
    refresh = table.entry.get("refresh")
    if not refresh:
        raise BookError(
            "Nothing says how to refresh it: it comes from a document, or its service is not known. Put newer figures "
            'into its file by hand, or add an entry "refresh" (see the page on refreshing tables).'
        )
    wrong = list(refresh_problems(refresh, table.columns))
    if wrong:
        raise BookError(" ".join(wrong))
    service = SERVICES[refresh["service"]]
    if not refresh.get("queries"):
        raise BookError(
            f"It comes from {service.title}, but {NOT_RECORDED}: find the table's codes there and write them into its "
            'entry "refresh" (see the page on refreshing tables).'
        )
    return service


def _asked(service: Service, client: Client, table: Table) -> tuple[list[dict[str, Any]], str, list[str]]:
    """Return the observations, vintage and notes of all queries of a table."""
    fetched = [service.fetch(client, query, _today().year) for query in table.entry["refresh"]["queries"]]
    observations = [one for part in fetched for one in part.observations]
    if not observations:
        raise BookError(
            f"{service.title} has no figures for this. Check the queries of its refresh entry: codes and first year."
        )
    return (
        observations,
        max((part.vintage for part in fetched), default=""),
        list(dict.fromkeys(note for part in fetched for note in part.notes)),
    )


def _rows(table: Table) -> list[Row]:
    """Return a table's present rows; none where its file holds but a header.

    Raises:
        FaultyData: if they cannot be read, so that nothing could be compared.
    """
    if len(table.file.read_bytes().split()) <= 1:
        return []
    try:
        header, *rows = read_rows(table)
        return [dict(zip(header, row, strict=True)) for row in rows if any(row)]
    except FaultyData as broken:
        raise FaultyData(broken.faults, "The present table cannot be read. Mend it, or move it away:") from None
    except ValueError:
        raise BookError("The present table has rows of different lengths. Mend it: mfgbook check lists them.") from None


def _checked(table: Table, known: Mapping[str, Table], rows: Iterable[Row]) -> list[str]:
    """Check rows against the contract, and the tables that point into this one; return the notes.

    Raises:
        FaultyData: listing what is wrong.
    """
    with TemporaryDirectory() as folder:
        file = write_whole(Path(folder) / table.file.name, as_csv(table, rows))
        new = replace(table, file=file)
        others = {**known, table.name: new}
        try:
            _, notes = checks.read(new, others)
        except FaultyData as broken:
            raise FaultyData(broken.faults, "What the service gives breaks the contract of the table:") from None
        pointing = [other for other in known.values() if table.name in {key.table for key in other.references}]
        lost = [fault for other in pointing for fault in checks.check_table(other, others)]
    lost = [fault for fault in lost if fault.rule == f"stands in {table.name}"]
    if lost:
        raise FaultyData(lost, "Other tables point to what the service no longer gives:")
    return [str(note) for note in notes]


def _keep(name: str, client: Client, place: Place) -> Path | None:
    """Keep the raw answers of a refresh with their hashes; return their folder, or None if none came."""
    if not client.answers:
        return None
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    folder = place.raw / name / stamp
    folder.mkdir(parents=True)
    index = []
    for number, answer in enumerate(client.answers, start=1):
        file = f"{number:03d}{_suffix(answer)}"
        (folder / file).write_bytes(answer.content)
        index.append(
            {
                "file": file,
                "request": answer.request,
                "time": answer.time,
                "status": answer.status,
                "sha256": sha256(answer.content).hexdigest(),
            }
        )
    write_whole(folder / "answers.json", json.dumps(index, ensure_ascii=False, indent=2) + "\n")
    return folder


def _suffix(answer: Answer) -> str:
    first = answer.content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return {b"[": ".json", b"{": ".json", b"<": ".html.txt"}.get(first, ".txt")


def _descriptor(folder: Path, table: Table, service: Service, vintage: str, retrieved: str) -> str:
    """Return the text of a folder's descriptor with the new vintage of a table's sources; all else stays."""
    path = folder / DESCRIPTOR
    text = path.read_text(encoding="utf-8-sig") if path.is_file() else '{"name": "own-tables", "resources": []}'
    descriptor = json.loads(text)
    entry = next((one for one in descriptor["resources"] if one["name"] == table.name), None)
    if entry is None:
        entry = {"name": table.name}
        descriptor["resources"].append(entry)
    sources = table.sources or [{"title": service.title}]
    entry["sources"] = [{**source, "vintage": vintage, "retrieved": retrieved} for source in sources]
    return json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"


@contextmanager
def _only_refresh(place: Place) -> Iterator[None]:
    """Hold the lock of refreshes.

    Raises:
        BookError: if another one is under way.
    """
    place.raw.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(place.raw / "refresh.lock", blocking=False):
            yield
    except Timeout:
        raise BookError("Another refresh is under way. Wait until it ends, then try again.") from None


def _today() -> date:
    return datetime.now(UTC).date()
