"""Text that others wrote, made fit for the place where it goes, so that it stays text there."""

from __future__ import annotations

import json
import re

# Letters that steer a terminal or turn the order of what stands around them, and the two that are no letters.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# How a cell begins that a spreadsheet computes; in East Asian editions the full-width signs count too.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
# A figure as people print it, such as -6.9%, -18.8* or a dash for none: nothing that could be computed with another.
_FIGURE = re.compile(r"\s*[+-]?\s?[\d.,]*\s?[%*†‡]*\s*")


def hidden_letter(text: str) -> str:
    """Return the name of the first letter of a text that must not stand in data, such as "U+202E"; empty for none.

    Line breaks and tabs are none; nor are letters of any script, joiners and marks of direction that a text may need.
    """
    found = _HIDDEN.search(text.replace("\r\n", "\n"))
    return _name(found[0]) if found else ""


def for_terminal(text: str) -> str:
    """Return a text with the names of its hidden letters in their place."""
    return _HIDDEN.sub(lambda letter: f"<{_name(letter[0])}>", text.replace("\r\n", "\n"))


def for_markdown(text: str) -> str:
    """Return a text on one line that MyST shows as it stands, whatever marks, roles or HTML it holds."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


def for_spreadsheet(cell: str) -> str:
    """Return a cell of a CSV file that a spreadsheet shows and does not compute: a formula gets an apostrophe.

    A plain figure stays as it is, also as people print one (-6.9%, -18.8*); so does a sign alone.
    """
    return f"'{cell}" if _FORMULA.match(cell) and not _FIGURE.fullmatch(cell) else cell


def for_expression(text: str) -> str:
    """Return a text as a literal of a Vega expression."""
    return json.dumps(text)


def _name(letter: str) -> str:
    return f"U+{ord(letter):04X}"
