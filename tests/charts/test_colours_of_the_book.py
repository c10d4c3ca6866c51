"""The colours of this book's charts: a name has one colour in all of them, and no two things of a chart share one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import nbformat
import pytest

from mfgbook import pictures
from mfgbook.book import Book
from mfgbook.charts import CONTEXT, PALETTE, palette

pytestmark = pytest.mark.xdist_group("own book")

NEUTRAL = {"#333333", "#6b6b6b", "#dddddd", "#ffffff", "#1a1a1a", "#f1ede6", "transparent"}


def specifications(book: Book) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(book.runs.glob("*.ipynb")):
        for output in pictures.charts(nbformat.read(path, as_version=4)):
            spec = output[pictures.MIME]
            yield f"{path.stem}: {spec['usermeta']['id']}", spec


def scales(part: Any) -> Iterator[dict[str, str]]:
    """Yield the colours of names, wherever a specification gives any."""
    if isinstance(part, dict):
        scale = part.get("scale")
        if isinstance(scale, dict) and str((scale.get("range") or [""])[0]).startswith("#"):
            pairs = zip(scale["domain"], scale["range"], strict=True)
            yield {name: colour for name, colour in pairs if isinstance(name, str)}
        for key, value in part.items():
            yield from () if key == "datasets" else scales(value)
    elif isinstance(part, list):
        for value in part:
            yield from scales(value)


def test_a_name_has_one_colour_in_all_charts(own_book: Book) -> None:
    """Grey says only that a name is what another is compared with; a registered name is never grey."""
    seen: dict[str, dict[str, str]] = defaultdict(dict)
    for where, spec in specifications(own_book):
        for name, colour in ((name, colour) for scale in scales(spec) for name, colour in scale.items()):
            key = palette.thing(name)
            if colour not in NEUTRAL and (key or colour != CONTEXT):
                seen[key or re.split(r" [가-힣]", name)[0]].setdefault(colour, where)
    assert {name: colours for name, colours in seen.items() if len(colours) > 1} == {}
    assert {"Korea", "Seoul", "Wonju", "Gangwon", "Electronics", "United Kingdom"} <= set(seen)


def test_no_two_things_of_a_chart_share_a_strong_colour(own_book: Book) -> None:
    for where, spec in specifications(own_book):
        holders: dict[str, set[str]] = defaultdict(set)
        for scale in scales(spec):
            for name, colour in scale.items():
                holders[colour].add(palette.thing(name) or name)
        shared = {colour: names for colour, names in holders.items() if len(names) > 1 and colour in palette.STRONG}
        # The panels of small multiples stand apart, each under its own name, and so do the rows of a strip plot.
        apart = "facet" in spec or "tick" in str([layer.get("mark") for layer in spec.get("layer", [])])
        assert apart or shared == {}, where


def test_charts_have_no_colours_but_the_palettes(own_book: Book) -> None:
    for where, spec in specifications(own_book):
        drawn = set(
            re.findall(r"#[0-9a-f]{6}\b", str({key: spec[key] for key in spec if key not in ("config", "datasets")}))
        )
        assert drawn <= {*PALETTE, *NEUTRAL}, where


def test_every_chart_states_a_finding_a_unit_and_a_source(own_book: Book) -> None:
    for where, spec in specifications(own_book):
        title = " ".join(spec["title"]["text"])
        assert re.search(r"\d", title) or " no clear trend " in title, f"{where}: no live number in '{title}'"
        assert len(title.split()) > 4, where
        assert spec["title"]["subtitle"], where
        assert spec["description"].startswith(title), where
        assert len(spec["description"]) > len(title) + 10, where
        assert spec["usermeta"]["source"].startswith("Source: "), where
