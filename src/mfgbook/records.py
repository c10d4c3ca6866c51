"""Small machine-readable records inside an executed notebook.

A chapter's findings and the tables that it read leave the kernel as outputs that no page shows: MyST-NB drops an output
with this prefix after reading it as glue, and every other viewer finds no picture or text in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, NamedTuple

from IPython.core.getipython import get_ipython
from IPython.display import display
from nbformat import NotebookNode

GLUE_PREFIX = "application/papermill.record/"
KEY = "mfgbook"


class Record(NamedTuple):
    """One record and the cell that wrote it."""

    kind: str
    payload: dict[str, Any]
    cell: str


def emit(kind: str, name: str, text: str, payload: dict[str, Any]) -> None:
    """Write a record into the running notebook and glue `text` under `name`; outside a kernel, do nothing."""
    if get_ipython() is None:
        return
    metadata = {
        "scrapbook": {"name": name, "mime_prefix": GLUE_PREFIX},
        KEY: {"kind": kind, **payload},
    }
    display({GLUE_PREFIX + "text/plain": text}, metadata=metadata, raw=True)


def running_number() -> int:
    """Return a number that rises with each call in a notebook: the count goes when the kernel's names are wiped."""
    shell = get_ipython()
    counter = shell.user_ns.setdefault("_running_number", count()) if shell else count()
    return next(counter)


def collect(notebook: NotebookNode, kind: str) -> Iterator[Record]:
    """Yield the records of one kind in an executed notebook, in the order in which they were written."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            payload = dict(output.get("metadata", {}).get(KEY, {}))
            if payload.pop("kind", None) == kind:
                yield Record(kind, payload, cell.get("id", ""))


def mark(words: Mapping[str, str]) -> None:
    """Offer places of this page to all pages: each anchor with the words that a link to it shows.

    A page links to one with the role `` {mark}`anchor` `` (see mfgbook.site.links).
    """
    emit("marks", f"marks:{running_number()}", "", dict(words))


def thumbnail(chart: Any) -> None:
    """Offer a small chart of this page (see mfgbook.charts.small) to all pages, instead of showing it on this one.

    A page shows it with the role `` {thumbnail}`chapters/name` `` (see mfgbook.site.thumbnails).
    """
    spec = chart.to_dict()
    emit("thumbnail", "thumbnail", repr(spec["description"]), {"spec": spec})
