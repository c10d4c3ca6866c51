"""Citations and references: "Holm (1979)" in the text, and a list by author in which titles keep their capitals.

A Sphinx extension on top of sphinxcontrib-bibtex, whose own styles write square brackets and lower titles' capitals.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pybtex.plugin
import sphinxcontrib.bibtex.plugin
from docutils import nodes
from pybtex.style.formatting.plain import Style
from pybtex.style.sorting.author_year_title import SortingStyle
from pybtex.style.template import Node, sentence
from pybtex.style.template import field as entry_field
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinxcontrib.bibtex.style.referencing import BracketStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

NAME = "mfgbook"


def _round() -> BracketStyle:
    return BracketStyle(left="(", right=")", sep="; ")


def _textual() -> BracketStyle:
    return BracketStyle(left="(", right=")", sep=", ", sep2=" and ", last_sep=" and ")


@dataclass
class RoundBrackets(AuthorYearReferenceStyle):
    """Author and year in round brackets."""

    bracket_textual: BracketStyle = field(default_factory=_textual)
    bracket_parenthetical: BracketStyle = field(default_factory=_round)
    bracket_author: BracketStyle = field(default_factory=_round)
    bracket_label: BracketStyle = field(default_factory=_round)
    bracket_year: BracketStyle = field(default_factory=_round)
    author_year_sep: str = " "


class Alphabetical(SortingStyle):
    """By author, year and title; institutions, which BibTeX writes in braces, among the people."""

    def person_key(self, person: Any) -> str:
        """Return what a person or institution is sorted by."""
        return str(super().person_key(person)).replace("{", "")


class ByAuthor(Style):
    """The plain style with family names first and titles as their authors wrote them."""

    default_name_style = "lastfirst"
    default_sorting_style = NAME

    def format_title(self, e: Any, which_field: str, as_sentence: bool = True) -> Node:
        """Return a title's template, without the plain style's lower case."""
        title = entry_field(which_field)
        return sentence[title] if as_sentence else title


def _without_absent_files(app: Sphinx, config: Config) -> None:
    """Let a book that cites nothing do without a bibliography."""
    config.bibtex_bibfiles = [name for name in config.bibtex_bibfiles or [] if (Path(app.srcdir) / name).is_file()]


def _without_labels(app: Sphinx, document: nodes.document, page: str) -> None:
    """Drop the labels such as [Hol79], which no citation of this style shows."""
    for reference in document.findall(nodes.citation):
        for label in list(reference.findall(nodes.label)):
            reference.remove(label)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the styles with sphinxcontrib-bibtex and make them its default."""
    app.setup_extension("sphinxcontrib.bibtex")
    pybtex.plugin.register_plugin("pybtex.style.sorting", NAME, Alphabetical)
    pybtex.plugin.register_plugin("pybtex.style.formatting", NAME, ByAuthor)
    sphinxcontrib.bibtex.plugin.register_plugin("sphinxcontrib.bibtex.style.referencing", NAME, RoundBrackets)
    app.connect("config-inited", _without_absent_files, priority=100)
    app.connect("doctree-resolved", _without_labels)
    app.config.bibtex_default_style = NAME
    app.config.bibtex_reference_style = NAME
    app.config.bibtex_cite_id = "{key}"  # so that an entry's address does not depend on the other pages
    return {"parallel_read_safe": True, "parallel_write_safe": True}
