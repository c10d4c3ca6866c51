"""Anchors of headings that stay when the data change: not made of computed words, nor numbered where a name will do."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

_NUMBERED = re.compile(r"id\d+")  # what docutils calls a heading in Hangul, or one that a page has twice


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the renaming with Sphinx."""
    app.add_transform(StableAnchors)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


class StableAnchors(SphinxTransform):
    """Give headings with computed words, or with a number for a name, an anchor of their fixed words.

    The anchor that they had stays as a second one.
    """

    default_priority = 200

    def apply(self, **_: Any) -> None:
        """Change the anchors of the document."""
        for section in self.document.findall(nodes.section):
            title = section.next_node(nodes.title)
            if title is None or not section["ids"]:
                continue
            fixed = fixed_words(title)
            if fixed == title.astext() and not _NUMBERED.fullmatch(section["ids"][0]):
                continue
            name = self._free(anchor(fixed) or anchor(title.astext()), section)
            section["ids"].insert(0, name)
            self.document.ids[name] = section

    def _free(self, name: str, section: nodes.section) -> str:
        """Return a name that no other part of the page has: after the section above, then by number."""
        above = section.parent.get("ids") if isinstance(section.parent, nodes.section) else None
        longer = f"{above[0]}-{name}" if above else name
        numbered = (f"{longer}-{number}" for number in range(2, len(self.document.ids) + 3))
        return next(one for one in (name, longer, *numbered) if one and one not in self.document.ids)


def fixed_words(title: nodes.title) -> str:
    """Return a heading's text without the words that were computed."""
    return "".join(
        text.astext() for text in title.findall(nodes.Text) if "pasted-text" not in text.parent.get("classes", ())
    )


def anchor(text: str) -> str:
    """Return an anchor for a text: as docutils makes it, or of its letters where these are not Latin."""
    return nodes.make_id(text) or re.sub(r"\W+", "-", text.lower()).strip("-")
