"""What a page was made from: downloads at its top, a box at its end, and a banner where data are a user's own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from sphinx.application import Sphinx

from mfgbook.parameters import Parameter
from mfgbook.site.cells import in_words

Provenance = Mapping[str, Any]

_OWN_FILE = " <strong>own file</strong>"
_MANY = 3  # tables, more than which are folded away at a page's top


def of_page(app: Sphinx, page: str) -> Provenance:
    """Return the provenance of an executed notebook; empty for any other page."""
    text = app.env.metadata.get(page, {}).get("mfgbook", "{}")
    made_from: Provenance = json.loads(text) if isinstance(text, str) else text
    return made_from


def downloads(provenance: Provenance, root: str) -> str:
    """Return the line of downloads of an executed page, as HTML.

    Args:
        provenance: what staging and execution wrote into the notebook's metadata.
        root: relative address of the site's root, empty or with a slash at its end.
    """
    offered = provenance.get("downloads", {})
    links = [
        _link("Notebook", offered.get("notebook"), root),
        _link("Executed notebook", offered.get("executed"), root),
    ]
    files = sorted(offered.get("tables", {}).items())
    tables = " ".join(f'<span class="table-file">{_described(name, address, root)}</span>' for name, address in files)
    if len(files) > _MANY:
        tables = f'<details class="downloads-tables"><summary>Data ({len(files)} tables)</summary>{tables}</details>'
    elif tables:
        tables = f'<span class="downloads-tables">Data: {tables}</span>'
    said = " ".join([*links, tables, _guarded(offered)])
    return f'<nav class="downloads" aria-label="Downloads">Download: {said}</nav>'


def _guarded(offered: Mapping[str, Any]) -> str:
    """Say which tables differ from the files that the page was computed from, and why."""
    names = ", ".join(f"<code>{escape(name)}</code>" for name in sorted(offered.get("guarded", [])))
    if not names:
        return ""
    return (
        f"<small>In the downloads of {names}, an apostrophe stands before each cell that a spreadsheet would compute "
        "as a formula.</small>"
    )


def banner(provenance: Provenance) -> str:
    """Return a banner if tables of the page came from a folder that is not the book's own; otherwise nothing."""
    folder = escape(str(provenance.get("data_folder", "")))
    own = [name for name, table in provenance.get("tables", {}).items() if table.get("overlaid")]
    if not own or not folder:
        return ""
    return (
        '<p class="own-data" role="note"><strong>Not the published data.</strong> This page was computed with '
        f"tables from the folder <code>{folder}</code>: {escape(', '.join(sorted(own)))}.</p>"
    )


def box(provenance: Provenance, parameters: Sequence[Parameter], root: str) -> str:
    """Return the box that says what an executed page was made from, as HTML.

    Args:
        provenance: what staging and execution wrote into the notebook's metadata.
        parameters: what the notebook declares.
        root: relative address of the site's root, empty or with a slash at its end.
    """
    rows = [
        ("Run", escape(str(provenance.get("run", "")))),
        ("Parameters", _changed(provenance.get("parameters", {}), parameters)),
        ("Software", _versions(provenance)),
        ("Commit", _commit(provenance)),
    ]
    terms = "".join(f"<dt>{term}</dt><dd>{text}</dd>" for term, text in rows if text)
    return (
        '<aside class="provenance" aria-labelledby="made-from"><p class="provenance-title" id="made-from">'
        f"What this page was made from</p><dl>{terms}</dl>{_tables(provenance, root)}</aside>"
    )


def _link(text: str, address: str | None, root: str) -> str:
    return f'<a href="{escape(root + address)}" download>{escape(text)}</a>' if address else ""


def _described(name: str, address: str | None, root: str) -> str:
    """Return a table's name, which leads to its description where the site has one, and its file."""
    mention = f'<span class="to-table" data-table="{escape(name)}">{escape(name)}</span>'
    if not address:
        return mention
    return f'{mention} <a href="{escape(root + address)}" download aria-label="{escape(name)}, CSV">CSV</a>'


def _changed(given: Mapping[str, Any], parameters: Sequence[Parameter]) -> str:
    defaults = {parameter.name: parameter.default for parameter in parameters}
    changed = {name: value for name, value in given.items() if name not in defaults or value != defaults[name]}
    if not changed:
        return "the notebook's defaults"
    return "; ".join(f"<code>{escape(name)}</code> = {escape(in_words(value))}" for name, value in changed.items())


def _versions(provenance: Provenance) -> str:
    versions = provenance.get("versions", {})
    named = [f"{name} {version}" for name, version in versions.items()]
    python = [f"Python {provenance['python']}"] if provenance.get("python") else []
    return escape(", ".join([*python, *named]))


def _commit(provenance: Provenance) -> str:
    commit = provenance.get("commit")
    if not commit:
        return ""
    mark = " <strong>with changes not committed</strong>" if provenance.get("dirty") else ""
    return f"<code>{escape(str(commit)[:10])}</code>{mark}"


def _tables(provenance: Provenance, root: str) -> str:
    tables = provenance.get("tables", {})
    if not tables:
        return ""
    addresses = provenance.get("downloads", {}).get("tables", {})
    rows = "".join(
        f"<tr><th scope=row>{_described(name, addresses.get(name), root)}</th>"
        f"<td>{escape(str(table.get('vintage', '')))}{_OWN_FILE if table.get('overlaid') else ''}</td>"
        f"<td><code>{escape(str(table.get('sha256', ''))[:10])}</code></td></tr>"
        for name, table in sorted(tables.items())
    )
    head = "<thead><tr><th>Table</th><th>Vintage</th><th>SHA-256</th></tr></thead>"
    return f'<div class="table-scroll"><table>{head}<tbody>{rows}</tbody></table></div>'
