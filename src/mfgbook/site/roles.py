"""Names and roles for readers with a screen reader, where the theme and Sphinx give none or outdated ones."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Any

from markupsafe import Markup
from sphinx.application import Sphinx

_UNNAMED_TOGGLE = re.compile(r"(<a\b[^>]*>([^<]*)</a><details[^>]*>\s*)<summary>")
_UNFIT = re.compile(r'(<div\b[^>]*) role="(?:doc-biblioentry|list)"')  # outdated; on what has no list items
_LINK = re.compile(r'(<a class="headerlink" href="[^"]*") title="([^"]*)">')


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the completion of pages with Sphinx."""
    app.connect("html-page-context", _complete, priority=960)  # after the theme has set up its functions
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def named_toggles(contents: str) -> str:
    """Return a table of contents whose buttons that unfold the pages below a page say so, with the page's name."""
    return _UNNAMED_TOGGLE.sub(
        lambda match: f'{match[1]}<summary aria-label="Pages below {escape(unescape(match[2]).strip())}">', contents
    )


def mended(body: str) -> str:
    """Return a page's content without roles that do not fit, and with names for links that show a sign only."""
    return _LINK.sub(r'\1 title="\2" aria-label="\2">', _UNFIT.sub(r"\1", body))


def _complete(app: Sphinx, page: str, template: str, context: dict[str, Any], document: Any) -> None:
    context["body"] = mended(context.get("body", ""))
    contents = context.get("generate_toctree_html")
    if contents:
        context["generate_toctree_html"] = lambda *args, **options: Markup(
            named_toggles(str(contents(*args, **options)))
        )
