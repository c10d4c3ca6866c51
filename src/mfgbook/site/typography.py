"""Glued figures as a typesetter sets them: a minus sign for a hyphen, and no line that begins with a percent sign."""

from __future__ import annotations

import re

_GLUED = re.compile(r'(<span class="pasted-text">)([^<]*)(</span>(?:</a>)?)( (?=%))?')
_P_VALUE = re.compile(r"\bp (=|&lt;) (?=\d)")


def polish(page: str) -> str:
    """Return a page's HTML with its glued figures, and only these, made fit for reading."""
    return _GLUED.sub(lambda glued: glued[1] + _text(glued[2]) + glued[3] + ("&nbsp;" if glued[4] else ""), page)


def _text(text: str) -> str:
    text = re.sub(r"(?<![\w-])-(?=\d)", "−", text)
    return _P_VALUE.sub(r"p&nbsp;\1&nbsp;", text)
