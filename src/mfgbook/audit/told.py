"""What the audit found, told for a reader of its page."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

from IPython.display import HTML

from mfgbook.audit.arithmetic import arithmetic
from mfgbook.audit.claims import CLAIMS, Claim
from mfgbook.audit.engine import Audited
from mfgbook.audit.figures import printed
from mfgbook.audit.report import note
from mfgbook.data import resource

CHECKS_OF = "checks-of-"  # how the anchor of a table's checks begins

# What rests on a figure, the weightiest first, in words.
BEARS_ON = {"conclusion": "bears on a conclusion", "argument": "bears on an argument", "detail": "a detail"}


def documents(audited: Iterable[Audited], data_dir: str | Path = "") -> dict[str, str]:
    """Return the documents that have claims, each with the name that its table of claims gives it."""
    ids = dict.fromkeys(entry.claim.document for entry in audited)
    return {id: resource(id + CLAIMS, data_dir)["title"].partition(":")[0] for id in ids}


def in_words(claim: Claim) -> str:
    """Write a claim's figure in English, with the printed one beside it where that is more than the number."""
    number = printed(claim)
    match claim.unit:
        case "rank":
            said = f"rank {number}"
        case "year":
            said = number
        case unit if "=" in unit:  # the base of an index
            said = f"{number} ({unit})"
        case unit:
            said = f"{number} {unit.removesuffix('s') if claim.value == 1 else unit}".strip()
    is_plain = claim.printed.replace(",", "").strip("%()") == number.replace(",", "").replace("−", "-")
    return said if is_plain or claim.value is None else f"{said} ({claim.printed})"


def tell(audited: Iterable[Audited], names: Mapping[str, str]) -> HTML:
    """Tell claims one by one, the most consequential first; those of one place in a document stand together.

    What bears on a conclusion of its document comes first, then what bears on an argument, then details; within each,
    the contradicted figure that is furthest off.

    Args:
        audited: the claims to tell.
        names: names of the documents, by id.
    """
    ordered = sorted(audited, key=_consequence)
    return HTML("".join(_card(story, names) for story in _together(ordered, _place)))


def link(claim: Claim) -> HTML:
    """Return a link to the place in the book that treats a claim, which the site names; empty where there is none."""
    page, _, anchor = claim.page.partition("#")
    name = escape(page)
    return HTML(f'<a class="to-page" href="{name}.html#{escape(anchor)}">{name}</a>' if page else "")


def described(claim: Claim, names: Mapping[str, str], told: bool) -> HTML:
    """Return a claim as the cell of a table: what it says, where it stands, and its id.

    The id is a place to link to or, if the claim is told elsewhere on the page, a link there.
    """
    id = escape(claim.id)
    named = f'<a href="#{id}">{id}</a>' if told else f'<span id="{id}">{id}</span>'
    where = escape(f"{names[claim.document]}, {claim.location}; {claim.kind}; ")
    return HTML(f"{escape(claim.statement)}<br><small>{where}{named}</small>")


def why(entry: Audited, told: bool) -> HTML:
    """Return what stands behind a verdict as the cell of a table, with a link to where the book treats the claim.

    Of a claim that is told elsewhere on the page only the kinds of its readings are named.
    """
    kinds = "; ".join(f"{reading.kind}, {reading.sure}" for reading in entry.readings)
    parts = [escape(kinds if told else note(entry)), link(entry.claim).data]
    return HTML("<br>".join(part for part in parts if part))


def checked(table: str, claims: Sequence[str]) -> HTML:
    """Return the claims whose checks read a table, folded, as the cell of a table that other pages can link to."""
    links = " ".join(f'<a href="#{escape(id)}">{escape(id)}</a>' for id in dict.fromkeys(claims))
    count = len(set(claims))
    summary = f"<summary>{count} claim{'s' if count > 1 else ''}</summary>"
    return HTML(f'<details id="{CHECKS_OF}{escape(table)}">{summary}{links}</details>')


def _consequence(entry: Audited) -> tuple[int, float, str]:
    claim = entry.claim
    return list(BEARS_ON).index(claim.bears_on), -entry.miss / abs(claim.value or 1), claim.id


def _together(audited: Iterable[Audited], key: Callable[[Audited], Hashable]) -> list[list[Audited]]:
    """Group claims by a key, in the order in which the keys first come."""
    groups: dict[Hashable, list[Audited]] = {}
    for entry in audited:
        groups.setdefault(key(entry), []).append(entry)
    return list(groups.values())


def _place(entry: Audited) -> Hashable:
    return entry.claim.document, entry.claim.location.partition(";")[0], entry.claim.bears_on


def _why(entry: Audited) -> Hashable:
    """What explains a verdict, before figures are filled in: claims with the same explanation need it but once."""
    failed = tuple((result.check.note, result.check.inputs) for result in entry.of("carries", "fails"))
    return tuple((reading.kind, reading.template) for reading in entry.readings), failed


def _card(story: Sequence[Audited], names: Mapping[str, str]) -> str:
    claims = [entry.claim for entry in story]
    places = "; ".join(dict.fromkeys(claim.location for claim in claims))
    head = f"{names[claims[0].document]}, {places}; {BEARS_ON[claims[0].bears_on]}"
    pages = {claim.page.partition("#")[0]: link(claim).data for claim in reversed(claims) if claim.page}
    parts = [
        _paragraph("place", escape(head)),
        *(part for group in _together(story, _why) for part in (*map(_figure, group), _explained(group[0]))),
        _paragraph("page", f"In the book: {', '.join(pages.values())}") if pages else "",
    ]
    return f'<article class="claim">{"".join(parts)}</article>'


def _figure(entry: Audited) -> str:
    """Tell one claim: its figure, and the arithmetic behind its verdict."""
    claim = entry.claim
    badge = f'<span class="verdict {entry.verdict}">{entry.verdict}</span>'
    figure_said = f"{escape(claim.statement)}: <strong>{escape(in_words(claim))}</strong> {badge}"
    said = f'<p class="claim-said" id="{escape(claim.id)}">{figure_said}</p>'
    return said + "".join(
        _paragraph(
            "arithmetic",
            f"{escape(arithmetic(result, claim))} <small>(from {result.basis})</small> {escape(result.note)}",
        )
        for result in entry.of("recompute")
        if result.interval and (result.outcome == "contradicted" or entry.verdict != "contradicted")
    )


def _explained(entry: Audited) -> str:
    """Tell what may have happened, or what fails to carry the conclusion."""
    lines = [
        f"<strong>Reading</strong> ({escape(reading.kind)}, {escape(reading.sure)}): {escape(reading.note)}"
        for reading in entry.readings
    ]
    for result in entry.of("carries", "fails") if entry.verdict == "misleading" else ():
        tested = f"{arithmetic(result)}; to carry the conclusion it must be {result.check.must}"
        lines.append(f"{escape(result.note)} <small>({escape(tested)})</small>")
    return "".join(_paragraph("reading", line) for line in lines)


def _paragraph(kind: str, html: str) -> str:
    return f'<p class="claim-{kind}">{html}</p>'
