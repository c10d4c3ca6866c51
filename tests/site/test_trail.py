"""The trail: numbers to cells, charts and tables to the tables behind them, and back."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup, Tag
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from mfgbook import charts
from mfgbook.book import Book
from mfgbook.data import catalogue, citation
from mfgbook.site import build_site, trail
from mfgbook.site.vega import MIME

TABLE = "manufacturing_share_of_gdp"
PROSE = "## Plain in a heading: {glue:text}`share:.1f`\n\nIn prose: {glue:text}`share:.1f` %."


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory, write_book: Callable[..., Book], runs_of: Any) -> Book:
    """The small book with a catalogue, and a chart and a table that know their tables."""
    book = write_book(tmp_path_factory.mktemp("trail") / "book")
    entry = f'<details><summary>{TABLE}</summary><div id="table-{TABLE}">{catalogue.used_by(TABLE)}</div></details>'
    show(book, "profile-mokpo", entry + catalogue.used_in(TABLE), "catalogue")
    path = book.runs / "decline.ipynb"
    notebook = nbformat.read(path, 4)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if MIME in output.get("data", {}):
                output["data"][MIME]["usermeta"]["tables"] = [TABLE]
    notebook.cells.append(new_markdown_cell(PROSE))
    notebook.metadata["mfgbook"]["marks"][f"checks-of-{TABLE}"] = "3 checks"
    nbformat.write(notebook, path)
    caption = charts.Caption("known", "A table & its source", "Percent", citation(TABLE, "countries"), "")
    show(book, "decline", charts.table(pd.DataFrame({"Share, %": [24.3]}), caption).data, "known")
    build_site(book, runs_of(book))
    return book


def show(book: Book, run: str, html: str, cell: str) -> None:
    """Add a cell to an executed notebook that shows some HTML."""
    path = book.runs / f"{run}.ipynb"
    notebook = nbformat.read(path, 4)
    output = new_output("execute_result", {"text/html": html, "text/plain": "…"})
    notebook.cells.append(new_code_cell(cell, id=cell, outputs=[output]))
    nbformat.write(notebook, path)


def soup(book: Book, page: str) -> BeautifulSoup:
    return BeautifulSoup((book.html / page).read_text(encoding="utf-8"), "html.parser")


def target(book: Book, page: str, link: Tag) -> Tag | None:
    """Return the element that a link of a page leads to."""
    parts = urlsplit(str(link["href"]))
    there = (book.html / page).parent / unquote(parts.path) if parts.path else book.html / page
    found = BeautifulSoup(there.read_text(encoding="utf-8"), "html.parser").find(id=unquote(parts.fragment))
    return found if isinstance(found, Tag) else None


def test_a_number_leads_to_the_code_that_made_it(linked: Book) -> None:
    for page in ("chapters/decline.html", "index.html"):
        links = soup(linked, page).select("a.made")
        assert links
        for link in links:
            code = target(linked, page, link)
            assert code is not None
            assert "finding" in code.get_text()


def test_a_number_in_a_heading_stays_plain(linked: Book) -> None:
    page = soup(linked, "chapters/decline.html")
    heading = next(head for head in page.select("h2") if "Plain in a heading" in head.get_text())
    assert "26.8" in heading.get_text()
    assert not heading.select("a.made")


def test_a_linked_number_keeps_its_percent_sign_on_its_line(linked: Book) -> None:
    html = (linked.html / "chapters/decline.html").read_text(encoding="utf-8")
    assert '<span class="pasted-text">26.8</span></a>&nbsp;%' in html


def test_charts_and_tables_lead_to_the_descriptions_of_their_tables(linked: Book) -> None:
    page = "chapters/decline.html"
    for figure in ("chart-share-of-gdp", "known"):
        link = soup(linked, page).find(id=figure).select_one(".made-of a")
        assert link.get_text() == TABLE
        found = target(linked, page, link)
        assert found is not None
        assert found["id"] == f"table-{TABLE}"


def test_a_table_that_the_site_neither_describes_nor_offers_is_not_named(linked: Book) -> None:
    assert "countries" not in soup(linked, "chapters/decline.html").find(id="known").get_text()


def test_without_a_catalogue_the_file_is_linked(built: Book) -> None:
    mentions = soup(built, "chapters/decline.html").select(".table-file")
    assert all(TABLE in mention.get_text() for mention in mentions)
    assert not [link for mention in mentions for link in mention.select("a:not([download])")]


def test_a_description_names_every_place_that_uses_its_table(linked: Book) -> None:
    page = "chapters/profile-mokpo.html"
    links = soup(linked, page).select(f"#table-{TABLE} .used-by li li a")
    words = {link.get_text(): link for link in links}
    assert {"Regions differ", "A table & its source", "3 checks"} <= words.keys()
    known = target(linked, page, words["A table & its source"])
    assert known is not None
    assert known.name == "figure"


def test_addresses_of_cells_follow_from_their_ids() -> None:
    assert trail.anchor({"id": "q1-data"}, 7) == "cell-q1-data"
    assert trail.anchor({}, 7) == "cell-7"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("slope", "Slope of the share, points a year; interval −0.37 to 0.19"),
        ("slope_low", "Lower end of the interval: slope of the share"),
        ("slope_p", "p-value: slope of the share"),
        ("country_count", "Countries compared"),
        ("other", ""),
    ],
)
def test_a_number_says_what_it_is(name: str, said: str) -> None:
    slope = {"kind": "finding", "id": "slope", "label": "Slope of the share", "unit": "points a year", "digits": 2}
    count = {"kind": "finding", "id": "country_count", "label": "Countries compared", "unit": "countries"}
    outputs = [
        glued("slope", slope | {"interval": [-0.3734, 0.1893]}),
        glued("slope_low", {"kind": "glue"}),
        glued("slope_p", {"kind": "glue"}),
        glued("country_count", count),
        glued("other", {}),
        glued("read:0:x", {"kind": "read"}),
    ]
    found = trail.numbers({"cells": [{"cell_type": "markdown"}, {"id": "a", "outputs": outputs}]})
    assert found[name] == ("cell-a", said)
    assert "read:0:x" not in found


def glued(name: str, record: dict[str, Any]) -> dict[str, Any]:
    return {"metadata": {"scrapbook": {"name": name}, "mfgbook": record}}


def test_a_citation_knows_its_tables() -> None:
    caption = charts.Caption("x", "", "", citation(TABLE, "countries", TABLE), "")
    assert caption.tables == [TABLE, "countries"]
    assert charts.Caption("x", "", "", "a book", "").tables == []


@pytest.mark.xdist_group("own book")
def test_every_number_of_the_book_leads_to_the_cell_that_glues_it(own_book: Book) -> None:
    plain, pages = [], own_pages(own_book)
    ids = ids_of(pages)
    cells = {page: set(cells_of(own_book, page).values()) for page in pages}
    for page, html in pages.items():
        for number in html.select(".bd-article .pasted-text"):
            link = number.find_parent("a", class_="made")
            if link is None:
                if not number.find_parent(["h1", "h2", "h3", "h4", "a"]) and not number.find_parent(class_="sd-card"):
                    plain.append((page, number.get_text()))
                continue
            parts = urlsplit(str(link["href"]))
            there = (Path(page).parent / parts.path).as_posix() if parts.path else page
            assert parts.fragment in ids[there] & cells[there], (page, str(link))
    assert plain == []


@pytest.mark.xdist_group("own book")
def test_every_chart_and_its_tables_know_each_other(own_book: Book) -> None:
    pages = own_pages(own_book)
    ids, catalogue_page = ids_of(pages), pages["chapters/data_catalogue.html"]
    forward, nameless = set(), []
    for page, html in pages.items():
        for figure in html.select("figure.chart, figure.data-table"):
            links = figure.select(".made-of a")
            if not links and "data_catalogue" not in page and "audit" not in page:
                nameless.append((page, figure["id"]))
            for link in links:
                anchor = urlsplit(str(link["href"])).fragment
                assert anchor in ids["chapters/data_catalogue.html"], (page, figure["id"], anchor)
                forward.add((anchor, page, figure["id"]))
    assert [one for one in nameless if one[0] != "chapters/document_exhibits.html"] == []
    back = set()
    for entry in catalogue_page.select(".table-description > div[id]"):
        for link in entry.select(".used-by a"):
            parts = urlsplit(str(link["href"]))
            page = f"chapters/{parts.path}"
            assert page in pages
            if parts.fragment:
                assert unquote(parts.fragment) in ids[page], link
                back.add((entry["id"], page, unquote(parts.fragment)))
    alike = sorted(page for page in pages if "municipality_profile-" in page)[1:]  # the first stands for them all
    assert {one for one in forward if one[1] not in alike} <= back


@pytest.mark.xdist_group("own book")
def test_every_column_of_figures_says_its_unit(own_book: Book) -> None:
    """A heading names its unit or what is counted, or is of a kind without unit; or a column says the unit."""
    lacking = []
    for page, html in own_pages(own_book).items():
        for figure in html.select("figure.data-table"):
            heads = figure.select("thead th")
            if any("unit" in head.get_text().casefold().split() for head in heads) or counts(figure):
                continue
            lacking += [
                (page, figure["id"], head.get_text())
                for head in heads
                if "number" in (head.get("class") or []) and not says_unit(head.get_text())
            ]
    assert lacking == []


MONEY = ("thousand", "million", "billion", "trillion", "CAD")
UNITS = ("%", "percent", "per mille", "points", "index", "persons", "standard deviations", *MONEY)
UNITLESS = ("rank", "p", "year", "place", "quotient", "p (Holm)", "p adjusted")
COUNTED = (
    "rows", "checks", "projects", "jobs", "clusters", "number of", "institutes", "firms", "establishments", "employees",
)  # fmt: skip


def says_unit(heading: str) -> bool:
    low = heading.casefold()
    return (
        any(word.casefold() in low for word in UNITS)
        or any(low == word.casefold() or low.split()[-1] == word or low.startswith(f"{word} ") for word in UNITLESS)
        or any(low.startswith(word) for word in COUNTED)
        or low.endswith(" rank")
    )


def counts(figure: Tag) -> bool:
    """Whether a table counts one kind of thing in all its columns, as its subtitle says."""
    subtitle = figure.select_one(".subtitle")
    return subtitle is not None and subtitle.get_text().startswith("Number of")


@functools.cache
def own_pages(book: Book) -> dict[str, BeautifulSoup]:
    files = [book.html / "index.html", *sorted((book.html / "chapters").glob("*.html"))]
    return {str(file.relative_to(book.html).as_posix()): soup(book, file.relative_to(book.html)) for file in files}


def ids_of(pages: dict[str, BeautifulSoup]) -> dict[str, set[str]]:
    return {page: {str(element["id"]) for element in html.select("[id]")} for page, html in pages.items()}


def cells_of(book: Book, page: str) -> dict[str, str]:
    """Return the anchors of the cells of a page that glue something, by what they glue."""
    staged = book.build / "stage" / Path(page).with_suffix(".ipynb")
    notebook = json.loads(staged.read_text(encoding="utf-8")) if staged.is_file() else {"cells": []}
    return {name: place for name, (place, _) in trail.numbers(notebook).items()}
