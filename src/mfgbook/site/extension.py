"""The Sphinx extension of the book's site: looks, charts, formulas, parameters and provenance.

It works in a staged book and under plain `jupyter-book build .` alike; what only execution by `mfgbook` knows
(downloads and provenance) is left out where it is absent.
"""

from __future__ import annotations

import json
import os
import re
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

from mfgbook import parameters
from mfgbook.errors import BookError
from mfgbook.site import cells, mathml, provenance, tables, typography, vega
from mfgbook.site.stage import EXTRA

ASSETS = Path(__file__).parent / "assets"
STYLES = (  # in the order of the cascade
    "page",
    "icons",
    "cells",
    "tables",
    "charts",
    "trail",
    "appendices",
    "home",
    "search",
    "foreign",
    "print",
)
_AFTER_TITLE = re.compile(r"(</h1>)")
# Says nothing on reading pages in parallel; it numbers sections once all pages are read, where they are to be numbered.
_SILENT_EXTENSIONS = {"sphinx_multitoc_numbering"}
_log = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension's parts with Sphinx."""
    app.add_html_math_renderer("mathml", (mathml.visit_inline, None), (mathml.visit_block, None))
    for name in STYLES:
        app.add_css_file(f"{name}.css", priority=900)  # after the theme's
    app.add_config_value("comments_config", {}, "html")  # Jupyter Book sets it, for an extension that we leave out
    app.connect("config-inited", _configure)
    app.connect("source-read", _fill_headings)
    app.connect("doctree-read", _show_cells)
    app.connect("html-page-context", _complete_page)
    app.connect("html-page-context", _escape_titles, priority=900)  # after the theme has set them
    app.connect("build-finished", _add_vega)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _configure(app: Sphinx, config: Config) -> None:
    app.parallel = os.cpu_count() or 1  # Jupyter Book's command has no option for it
    for name in _SILENT_EXTENSIONS & set(app.extensions):
        app.extensions[name].parallel_read_safe = True
    title = config.html_title or ""
    if title != escape(title) and not config.html_logo:  # which the theme writes as it stands
        logo = config.html_theme_options.get("logo", {})
        config.html_theme_options["logo"] = {"text": escape(title), **logo}
    config.html_math_renderer = "mathml"
    config.html_static_path.append(str(ASSETS))
    config.html_favicon = config.html_favicon or str(ASSETS / "favicon.svg")  # else browsers ask for one in vain
    if (Path(app.srcdir) / EXTRA).is_dir():
        config.html_extra_path.append(EXTRA)


def _fill_headings(app: Sphinx, page: str, source: list[str]) -> None:
    """Give a notebook that `mfgbook` did not execute its default parameters for `{{ name }}` in its headings."""
    declared = _declared(app, page)
    if not declared:
        return
    notebook = json.loads(source[0])
    if "mfgbook" not in notebook["metadata"]:
        defaults = parameters.in_headings({one.name: one.default for one in declared})
        notebook["metadata"].setdefault("myst", {}).setdefault("substitutions", defaults)
        source[0] = json.dumps(notebook, ensure_ascii=False)


def _show_cells(app: Sphinx, document: nodes.document) -> None:
    declared = _declared(app, app.env.docname)
    if declared:
        cells.tabulate_parameters(document, declared)
    cells.fold_code(document, app.config.nb_code_prompt_show, app.config.nb_code_prompt_hide)


def _complete_page(app: Sphinx, page: str, template: str, context: dict[str, Any], document: Any) -> None:
    """Add the scripts of charts and tables, downloads, banner and provenance to a page that has them."""
    body = context.get("body", "")
    if '<figure class="chart"' in body:
        app.add_js_file("charts.js", loading_method="defer")
        app.add_js_file("chart-menu.js", loading_method="defer")
        body = vega.share_config(body)
    body = typography.polish(tables.tidy(body))
    made_from = provenance.of_page(app, page)
    if made_from:
        root = context["content_root"].removeprefix("./")
        top = provenance.banner(made_from) + provenance.downloads(made_from, root)
        body = _AFTER_TITLE.sub(lambda match: match[1] + top, body, count=1)
        body += provenance.box(made_from, _declared(app, page), root)
    elif page == app.config.root_doc:
        whole = [provenance.of_page(app, name) for name in sorted(app.env.found_docs)]
        banner = next((text for text in map(provenance.banner, whole) if text), "")
        body = _AFTER_TITLE.sub(lambda match: match[1] + banner, body, count=1)
    if "<table" in body:
        app.add_js_file("tables.js", loading_method="defer")
    context["body"] = tables.make_room(body)


def _escape_titles(app: Sphinx, page: str, template: str, context: dict[str, Any], document: Any) -> None:
    """Make text of the titles that the theme's templates write as they stand, whatever a heading holds."""
    for name in ("pagetitle", "root_title"):
        if name in context:
            context[name] = escape(context[name])


def _add_vega(app: Sphinx, exception: Exception | None) -> None:
    """Lay the script that draws charts into the site; charts.js asks for it when a chart comes near."""
    if exception is None and app.builder.format == "html":
        source = Path(app.srcdir)
        cache = source.parent if source.parent.name == "_build" else source / "_build"  # staged or plain
        (Path(app.outdir) / "_static" / "vega.js").write_text(vega.bundle(cache), encoding="utf-8")


def _declared(app: Sphinx, page: str) -> list[parameters.Parameter]:
    source = Path(app.env.doc2path(page))
    if source.suffix != ".ipynb":
        return []
    try:
        return parameters.describe(source)
    except BookError as error:
        _log.warning("%s", error, location=page)
        return []
