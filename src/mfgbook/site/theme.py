"""What the theme loads, less what it costs: one pruned style sheet, few scripts, no fonts.

The theme's own style sheets hold rules for hundreds of components that a book has none of, and its icons are a font and
a script of half a megabyte. Pages link one style sheet, `theme.css`, that is written once all pages are known, with the
rules that one of them can match; `icons.css` draws the icons. The templates beside this module load nothing else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from mfgbook.site.stylesheet import pruned

TEMPLATES = Path(__file__).parent / "templates"
_SHEET = "theme.css"
# What `theme.css` is made from, in the order of the cascade.
_PARTS = (
    "styles/pydata-sphinx-theme.css",
    "basic.css",
    "pygments.css",
    "styles/sphinx-book-theme.css",
    "mystnb.*.css",
    "copybutton.css",
    "sphinx-design.min.css",
)
# What theme and extensions publish and no page refers to.
_UNUSED = (
    "*.map",
    "*.LICENSE.txt",
    "*webpack-macros.html",
    "locales/*",
    "images/logo_*",
    "vendor/fontawesome/*",
    "scripts/bootstrap.js",
    "scripts/fontawesome.js",
    "styles/theme.css",
    "file.png",
    "minus.png",
    "plus.png",
    "check-solid.svg",
    "copy-button.svg",
)
_NEEDED_FOR = {  # what a page must hold to be given these scripts
    "design-tabs.js": "sd-tab-set",
    "clipboard.min.js": "<pre",
    "copybutton.js": "<pre",
}
_NO_PAGES = ("_static", "downloads")  # folders of the site
_WITHOUT_READERS = ("DOCUMENTATION_OPTIONS.",)  # lines of script that only features read that are off
_ATTRIBUTE = re.compile(r"""\b(?:class|id)=("[^"]*"|'[^']*'|[^\s>]+)""")
_WORD = re.compile(r"[\w-]+")
_ICON_FONT = re.compile(r"fa[srlb]?|fa-.*")
_LINK = re.compile(rf'(_static/{re.escape(_SHEET)}\?v=)[0-9a-f]*"')


def setup(app: Sphinx) -> dict[str, Any]:
    """Register templates, the choice of scripts and the pruning with Sphinx."""
    app.add_js_file("shell.js")
    app.connect("config-inited", _add_templates)
    app.connect("html-page-context", _choose_assets, priority=950)  # after extensions have added theirs
    app.connect("build-finished", _slim, priority=950)  # after the theme has written its colours of code
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _add_templates(app: Sphinx, config: Config) -> None:
    config.templates_path.insert(0, str(TEMPLATES))  # in front of the theme


def _choose_assets(app: Sphinx, page: str, template: str, context: dict[str, Any], document: Any) -> None:
    """Leave a page the scripts that it has a use for, none of which keeps it from being painted."""
    body = context.get("body", "")
    context["css_files"] = [sheet for sheet in context["css_files"] if not _is_one_of(_name(sheet), _PARTS)]
    context["script_files"] = [script for script in context["script_files"] if _is_needed(script, body)]
    for script in context["script_files"]:
        if script.filename:
            script.attributes["defer"] = "defer"


def _name(asset: Any) -> str:
    return str(asset.filename or "").removeprefix("_static/")


def _is_needed(script: Any, body: str) -> bool:
    if not script.filename:
        return not str(script.attributes.get("body", "")).startswith(_WITHOUT_READERS)
    return _NEEDED_FOR.get(_name(script), "") in body


def _is_one_of(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def _slim(app: Sphinx, exception: Exception | None) -> None:
    """Write the one style sheet and take away what no page refers to."""
    if exception is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    static = site / "_static"
    _remove(static, _UNUSED)
    names = {name for name in _names(site) if not _ICON_FONT.fullmatch(name)}
    parts = [path for pattern in _PARTS for path in sorted(static.glob(pattern))]
    sheet = "\n".join(pruned(path.read_text(encoding="utf-8"), names) for path in parts)
    (static / _SHEET).write_text(sheet, encoding="utf-8")
    _remove(static, _PARTS)
    version = hashlib.sha256(sheet.encode()).hexdigest()[:8]
    for page in _pages(site):
        text = page.read_text(encoding="utf-8")
        page.write_text(_LINK.sub(rf'\g<1>{version}"', text), encoding="utf-8")


def _names(site: Path) -> Iterator[str]:
    """Yield the classes and ids of all pages, and every word of the scripts, which may set some."""
    for page in _pages(site):
        for match in _ATTRIBUTE.finditer(page.read_text(encoding="utf-8")):
            yield from match[1].strip("\"'").split()
    for script in (site / "_static").rglob("*.js"):
        if script.name != "vega.js":  # which has a style sheet of its own
            yield from _WORD.findall(script.read_text(encoding="utf-8"))


def _pages(site: Path) -> list[Path]:
    return [page for page in sorted(site.rglob("*.html")) if page.relative_to(site).parts[0] not in _NO_PAGES]


def _remove(folder: Path, patterns: Iterable[str]) -> None:
    """Remove the files of a folder whose path in it matches a pattern, and the folders that this leaves empty."""
    for path in sorted(folder.rglob("*"), reverse=True):  # a folder comes after what is in it
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif _is_one_of(path.relative_to(folder).as_posix(), patterns):
            path.unlink()
