"""Anchors of headings."""

from __future__ import annotations

import pytest
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.utils import new_document

from mfgbook.site.anchors import StableAnchors, anchor, fixed_words


def document(source: str) -> nodes.document:
    settings = get_default_settings(Parser)
    settings.auto_id_prefix = "id"  # as Sphinx has it
    page = new_document("page", settings)
    Parser().parse(source, page)
    for title in page.findall(nodes.title):
        if "100" in title.astext():
            before, after = title.astext().split("100")
            title[:] = [nodes.Text(before), nodes.inline("", "100", classes=["pasted-text"]), nodes.Text(after)]
    StableAnchors(page).apply()
    return page


def ids(source: str) -> list[str]:
    return [section["ids"][0] for section in document(source).findall(nodes.section)]


def test_a_computed_number_is_not_in_the_anchor_and_the_old_one_still_works() -> None:
    section = document("Title\n=====\n\nWhat would 100 won take?\n------------------------\n\nText\n").next_node(
        lambda node: isinstance(node, nodes.section) and "100" in node.astext()[:20]
    )
    assert section["ids"] == ["what-would-won-take", "what-would-100-won-take"]


def test_hangul_and_repeated_headings_have_names() -> None:
    source = "Book\n====\n\n제조업 비중\n-----------\n\nCheck it\n~~~~~~~~\n\nOther\n-----\n\nCheck it\n~~~~~~~~\n"
    assert ids(source) == ["book", "제조업-비중", "check-it", "other", "other-check-it"]


@pytest.mark.parametrize(
    ("text", "name"), [("2. What's new?", "what-s-new"), ("거제 Geoje", "geoje"), ("3. 제조업?", "3-제조업")]
)
def test_an_anchor_is_readable(text: str, name: str) -> None:
    assert anchor(text) == name


def test_fixed_words_leave_out_what_was_computed() -> None:
    title = nodes.title(
        "", "", nodes.Text("In "), nodes.inline("", "2023", classes=["pasted-text"]), nodes.Text(" too")
    )
    assert fixed_words(title) == "In  too"
