"""A small book of its own, laid out as executed: the site's tests run no notebook."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from vl_convert import vegalite_to_svg

from mfgbook import charts
from mfgbook.book import Book
from mfgbook.records import GLUE_PREFIX
from mfgbook.runs.plan import Run
from mfgbook.site.vega import MIME

charts.enable()

REPOSITORY = Path(__file__).parents[2]

INDEX = """\
# A small book

:::{rubric} 작은 책: 제조업
:::

The share was {glue:text}`chapters/decline.ipynb::share:.1f` % in 한국 ({mark}`figure-1`).
See [the chapter](chapters/decline.ipynb)
or <a class="to-page" href="chapters/decline.html#share">decline</a>.

::::{grid} 1 1 2 2
:::{grid-item-card} Decline
:link: chapters/decline
:link-type: doc
Is manufacturing shrinking?
:::
::::
"""

KEY_FINDINGS = """\
:::{admonition} Key findings
:class: key-findings
- The share was {glue:text}`share:.1f` %.
:::
"""

FORMULAS = r"""
## Is it shrinking?

Specialisation is measured by $LQ_{ir}$:

$$LQ_{ir} = \frac{e_{ir} / e_r}{E_i / E}$$
"""

PARAMETERS = """\
# folder with tables of your own; empty: the shipped ones
data_dir = ""
start_year = 1990  # first year shown
# peers, ISO 3166 alpha-3
peers = ["JPN", "DEU"]
"""


def runs(book: Book) -> list[Run]:
    """Return the runs of a small book, as its plan would give them."""
    decline, profile = book.chapters / "decline.ipynb", book.chapters / "profile.ipynb"
    places = [Run(f"profile-{name}", profile, parent="profile") for name in ("mokpo", "geoje")]
    return [Run("decline", decline), *places]


def line_chart() -> dict[str, Any]:
    """Return the specification of a layered chart."""
    years = range(1990, 2023)
    countries = enumerate(["Korea", "Japan", "China"])
    rows = [(country, year, 20 + 3 * i + 4 * np.sin(year / 5 + i)) for i, country in countries for year in years]
    table = pd.DataFrame(rows, columns=["country", "year", "share"])
    title = "Manufacturing's share rose in Korea, and fell in Japan and in most other countries that are compared here"
    alt = "Three lines </script> over years."
    caption = charts.Caption("share-of-gdp", title, "Per cent of GDP, 1990-2022", "World Bank", alt)
    return charts.lines(table, "year", "share", "country", caption, highlight=["Korea"]).to_dict()


def panel_chart() -> dict[str, Any]:
    """Return the specification of small multiples."""
    places = ["거제 Geoje", "Tongyeong", "Gunsan", "Ulsan", "Mokpo"]
    rows = [(p, 2013 + h / 2, 100 + i * np.sin(h)) for i, p in enumerate(places) for h in range(20)]
    table = pd.DataFrame(rows, columns=["place", "time", "index"])
    caption = charts.Caption("regions", "Regions differ", "Index, 2013H1 = 100", "KOSIS", "Five small panels.")
    return charts.panels(table, "time", "index", "place", caption).to_dict()


def shown(spec: dict[str, Any]) -> Any:
    """Return a chart as the cell output that the book's renderer leaves."""
    return new_output("display_data", {MIME: spec, "image/svg+xml": vegalite_to_svg(spec), "text/plain": "alt"})


def long_table() -> Any:
    """Return a table of twenty rows, one of them with a gap, as the book's own builder leaves it."""
    names = [f"Town {number}" for number in range(20)]
    values = [None, *(7 * number % 20 - 9.5 for number in range(1, 20))]
    caption = charts.Caption("long-table", "Twenty towns", "Change, percent", "KOSIS", "")
    html = charts.table(pd.DataFrame({"Town": names, "Change": values}), caption, digits={"Change": 1})
    return new_output("execute_result", {"text/html": html.data, "text/plain": "a table"})


def glued(name: str, value: float) -> Any:
    """Return a number for the prose as the cell output that `records.emit` leaves."""
    metadata = {"scrapbook": {"name": name, "mime_prefix": GLUE_PREFIX}, "mfgbook": {"kind": "finding", "id": name}}
    return new_output("display_data", {GLUE_PREFIX + "text/plain": repr(value)}, metadata=metadata)


def provenance(run: str, data_folder: str = "") -> dict[str, Any]:
    """Return the provenance that execution leaves in a notebook."""
    table = {"file": "x.csv", "sha256": hashlib.sha256(b"x").hexdigest(), "vintage": "early 2026"}
    return {
        "run": run,
        "notebook": "decline.ipynb",
        "parameters": {"start_year": 2000},
        "tables": {"manufacturing_share_of_gdp": table | {"overlaid": bool(data_folder), "read": True}},
        "marks": {"figure-1": "checked: it <holds>"} if run == "decline" else {},
        "versions": {"pandas": "3.1.0", "altair": "6.3.0"},
        "python": "3.11.2",
        "commit": "0123456789abcdef",
        "dirty": True,
        "data_folder": data_folder,
    }


def chapter() -> Any:
    """Return the executed chapter of the small book: charts, a formula, a table, prose with numbers."""
    regions, intervals = ["Geoje", "통영"], ["-14.0 to -10.1", "1.0 to 6"]
    table = pd.DataFrame({"Region": regions, "Change, %": [-12.25, 3.5], "Interval": intervals})
    html = new_output("execute_result", {"text/html": table.to_html(index=False), "text/plain": str(table)})
    share = glued("share", 26.84)
    cells = [
        new_markdown_cell("# Decline of manufacturing 제조업"),
        new_markdown_cell(KEY_FINDINGS),
        new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        new_code_cell("# Parameters\nstart_year = 2000\n", metadata={"tags": ["injected-parameters"]}),
        new_code_cell("share = finding(...)", outputs=[share]),
        new_markdown_cell(FORMULAS),
        new_code_cell("share_chart", outputs=[shown(line_chart())]),
        new_markdown_cell("## Regions\n\n" + "A sentence that fills the page and says no more. " * 60),
        new_code_cell("panels", outputs=[shown(panel_chart())]),
        new_code_cell("table", outputs=[html]),
        new_code_cell("long_table", outputs=[long_table()]),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def profile(name: str) -> Any:
    """Return an executed profile page, whose title depends on a parameter."""
    notebook = new_notebook(cells=[new_markdown_cell("# Profile of {{ municipality }}\n\nA city.")])
    notebook.metadata["myst"] = {"substitutions": {"municipality": name}}
    return notebook


def write(root: Path, data_folder: str = "") -> Book:
    """Write the small book with its executed runs and return it."""
    book = Book(root)
    book.chapters.mkdir(parents=True)
    book.runs.mkdir(parents=True)
    shutil.copyfile(REPOSITORY / "_config.yml", book.config)
    toc = "format: jb-book\nroot: index\nchapters:\n- file: chapters/decline\n- file: chapters/profile.ipynb\n"
    book.toc.write_text(toc, encoding="utf-8")
    (root / "index.md").write_text(INDEX, encoding="utf-8")
    executed = {"decline": chapter(), "profile-mokpo": profile("목포 Mokpo"), "profile-geoje": profile("거제 Geoje")}
    for run in runs(book):
        notebook = executed[run.id]
        nbformat.write(notebook, run.notebook)
        notebook.metadata["mfgbook"] = provenance(run.id, data_folder)
        nbformat.write(notebook, book.runs / f"{run.id}.ipynb")
    return book
