"""The book's own search, in place of Sphinx's: an index of every place of every page, and the search page.

Sphinx splits text at blanks and knows no Korean particles, so 고용 misses 고용을; it loads its index on every page and
cannot show excerpts from a folder. Of the kept tools (tried), Pagefind 1.6 is a module, which a browser does not load
from a folder, and MiniSearch 7.2 looks for words by their beginning: 위기지역 misses 고용위기지역.
The index is a script, `_static/search_index.js`, which search.js asks for when a reader begins to search.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config

from mfgbook.site import provenance
from mfgbook.site.search_places import Page, read_page

TEMPLATES = Path(__file__).parent / "templates"
INDEX = "search_index.js"
_STOCK = ("searchindex.js", "_static/searchtools.js", "_static/language_data.js")  # no page asks for them


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the search page and the writing of the index with Sphinx."""
    app.connect("config-inited", _configure)
    app.connect("builder-inited", _replace_stock)
    app.connect("html-collect-pages", _search_page)
    app.connect("build-finished", _write_index)
    app.add_js_file("search.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def index(pages: dict[str, Page], made_alike: set[str]) -> str:
    """Return the search index as a script that sets `bookSearchIndex`.

    Args:
        pages: what is found on each page, by address below the site's root.
        made_alike: addresses of pages that one notebook makes many of; they say much the same and rank lower for it.
    """
    listed = [
        {
            "url": address,
            "title": page.title,
            "names": page.names,
            "alike": address in made_alike,
            "places": [[place.anchor, place.kind, place.heading, place.text] for place in page.places],
        }
        for address, page in pages.items()
    ]
    # A script may stand in a page as well: nothing in a table's text may end it.
    text = json.dumps(listed, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"window.bookSearchIndex = {text};\n"


def _configure(app: Sphinx, config: Config) -> None:
    config.templates_path.append(str(TEMPLATES))


def _replace_stock(app: Sphinx) -> None:
    if isinstance(app.builder, StandaloneHTMLBuilder):
        app.builder.search = False  # no index of Sphinx's own, and no search page of the theme's


def _search_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    if isinstance(app.builder, StandaloneHTMLBuilder):
        yield "search", {"title": "Search", "listed_pages": _listed(app)}, "search.html"


def _listed(app: Sphinx) -> list[tuple[str, str]]:
    """Return the name and the title of each page, the first page first, the others as they follow one another."""
    relations = app.env.collect_relations()
    first = app.config.root_doc
    names = [first, *(name for name in relations if name != first)]
    return [(name, app.env.titles[name].astext()) for name in names if name in app.env.titles]


def _write_index(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    site = Path(app.outdir)
    for name in _STOCK:
        (site / name).unlink(missing_ok=True)
    pages, notebooks = {}, {}
    for name, _ in _listed(app):
        address = app.builder.get_target_uri(name)
        pages[address] = read_page(Path(app.builder.get_outfilename(name)).read_text(encoding="utf-8"))
        notebooks[address] = provenance.of_page(app, name).get("notebook")
    made = list(notebooks.values())
    made_alike = {address for address, notebook in notebooks.items() if notebook and made.count(notebook) > 1}
    (site / "_static" / INDEX).write_text(index(pages, made_alike), encoding="utf-8")
