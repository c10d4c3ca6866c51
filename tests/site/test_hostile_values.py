"""What a user's tables say stays text: no page runs it, follows it, breaks by it or grows wider than its screen."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import hostile
import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from small_site import REPOSITORY, chapter, glued, profile, provenance, runs, shown, write
from test_pages_in_browser import DESKTOP, PHONE, STEP_THROUGH, page

from mfgbook import charts, parameters
from mfgbook.book import Book
from mfgbook.build import build_book
from mfgbook.charts import Caption
from mfgbook.compare import page as changes
from mfgbook.compare.comparison import Comparison
from mfgbook.compare.tables import Revision, TableChange
from mfgbook.data import contract
from mfgbook.data.files import without_formulas
from mfgbook.site import build_site

NAMES = [f"Town {number} {payload}" for number, payload in enumerate(hostile.EVERY)]
NASTY = hostile.EVERY[0] + hostile.EVERY[1] + hostile.EVERY[8]

FOREIGN = """
() => {
  const found = [];
  for (const element of document.querySelectorAll("*")) {
    const name = element.localName;
    if (["iframe", "object", "embed", "base", "foreignobject"].includes(name)) found.push(name);
    if (name === "img" && /^x$|evil/.test(element.getAttribute("src"))) found.push(element.outerHTML);
    for (const { name: attribute, value } of element.attributes) {
      if (attribute.startsWith("on")) found.push(`${attribute}=${value}`);
      const leads = ["href", "xlink:href", "src", "srcdoc", "action", "style"].includes(attribute);
      const foreign = /^\\s*javascript:|pwned|evil\\.example/i.test(value) && !value.startsWith("#");
      if (leads && foreign) found.push(element.outerHTML);
    }
  }
  return found;
}
"""
POINT_AT_MARKS = """
() => {
  for (const mark of document.querySelectorAll(".chart-live .role-mark path, .chart-live .role-mark rect"))
    for (const type of ["pointerover", "mouseover", "pointermove", "mousemove"])
      mark.dispatchEvent(new PointerEvent(type, { bubbles: true, clientX: 300, clientY: 300 }));
}
"""
WORK_TABLES = """
() => {
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  document.querySelectorAll(".data-table th button").forEach((one) => one.click());
  for (const input of document.querySelectorAll(".table-filter")) {
    input.value = "<img";
    input.dispatchEvent(new Event("input"));
    input.value = "";
    input.dispatchEvent(new Event("input"));
  }
}
"""


def pages_of(book: Book) -> list[Path]:
    """Return the pages of a built book, without the fragments that the theme leaves among its assets."""
    return [path for path in sorted(book.html.rglob("*.html")) if "_static" not in path.parts]


def is_harmless(browser: Any, address: str, viewport: dict[str, int]) -> None:
    """Read and work a page as a reader would; fail if anything of the data comes alive in it."""
    with page(browser, address, viewport=viewport) as tab:
        dialogs: list[str] = []
        tab.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        tab.evaluate(STEP_THROUGH)
        tab.evaluate(WORK_TABLES)
        tab.evaluate(POINT_AT_MARKS)
        tab.wait_for_timeout(100)
        assert tab.evaluate("window.pwned") is None
        assert tab.evaluate(FOREIGN) == []
        assert dialogs == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def hostile_chapter() -> Any:
    """Return an executed chapter in which every place that takes words of the data has each of the payloads."""
    frame = pd.DataFrame({"town": NAMES, "value": range(len(NAMES)), "again": NAMES[::-1], "level": "strong"})
    years = pd.concat([frame.assign(year=year) for year in (2020, 2021)])
    years["value"] += years["year"] - 2019
    few = frame.iloc[:3]

    def caption(id: str) -> Caption:
        return Caption(id, f"A title {NASTY}", f"Percent {NASTY}", f"Source {NASTY}", f"Words {NASTY}")

    drawn = [
        charts.bars(frame, "town", "value", caption("bars"), highlight=NAMES[:2]),
        charts.lines(years.iloc[::7], "year", "value", "town", caption("lines")),
        charts.panels(years, "year", "value", "town", caption("panels")),
        charts.matrix(few, "town", "again", "level", caption("matrix"), levels=["strong"], text="town"),
    ]
    printed = frame.to_html()
    table = charts.table(frame, caption("table"), links={NAMES[0]: "index.html"})
    notebook = chapter()
    words = [glued(f"word{number}", name) for number, name in enumerate(NAMES)]
    prose = "\n".join(f"- {{glue:text}}`word{number}:s`, after" for number in range(len(NAMES)))
    notebook.cells += [
        new_code_cell("words", outputs=words),
        new_markdown_cell(f"## Of {{{{ town }}}}\n\n{prose}\n\nOf {{{{ town }}}}.\n\n{{{{ town }}}}"),
        *(new_code_cell("chart", outputs=[shown(chart.to_dict())]) for chart in drawn),
        new_code_cell("table", outputs=[new_output("execute_result", {"text/html": table.data, "text/plain": ""})]),
        new_code_cell("frame", outputs=[new_output("execute_result", {"text/html": printed, "text/plain": ""})]),
    ]
    notebook.metadata["myst"] = {"substitutions": parameters.in_headings({"town": NASTY})}
    return notebook


def what_changed() -> str:
    """Return the page on changes of a table whose rows are hostile."""
    rows = tuple({"town": name, "value": "1"} for name in NAMES[:5])
    revised = tuple(Revision({"town": name}, "town", name, name) for name in NAMES[:5])
    change = TableChange("provinces", "changed", added=rows, removed=rows, revised=revised)
    return changes.page(Comparison("before", "after", "a build", 1, (), (), (), (change,), ()), {})


@pytest.fixture(scope="module")
def hostile_book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The small book, built, with payloads in its words, charts, tables, headings, marks, folder and parameters."""
    book = write(tmp_path_factory.mktemp("hostile") / "book", data_folder=NASTY)
    titles = {f"profile-{name}": f"{name} {NASTY}" for name in ("mokpo", "geoje")}
    for run in runs(book):
        notebook = profile("") if run.parent else hostile_chapter()
        if run.parent:
            heading = parameters.in_headings({"municipality": titles[run.id]})
            notebook.metadata["myst"] = {"substitutions": heading}
        made_from = provenance(run.id, NASTY) | {"parameters": {"start_year": NASTY, "peers": NAMES[:3]}}
        made_from["marks"] = {"figure-1": NASTY} if run.id == "decline" else {}
        made_from["tables"]["manufacturing_share_of_gdp"]["vintage"] = NASTY
        notebook.metadata["mfgbook"] = made_from
        nbformat.write(notebook, book.runs / f"{run.id}.ipynb")
    config = book.config.read_text(encoding="utf-8")
    book.config.write_text(config.replace("title: Manuf", f"title: {json.dumps(NASTY)} # Manuf"), encoding="utf-8")
    index = book.root / "index.md"
    glue = "\n\n".join(f"{{glue:text}}`chapters/decline.ipynb::word{number}:s`" for number in range(len(NAMES)))
    index.write_text(f"{index.read_text(encoding='utf-8')}\n{glue}\n", encoding="utf-8")
    build_site(book, runs(book), made={changes.NAME: what_changed()})
    return book


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_page_of_a_hostile_book_runs_what_its_data_say(
    browser: Any, hostile_book: Book, viewport: dict[str, int]
) -> None:
    pages = [path.relative_to(hostile_book.html).as_posix() for path in pages_of(hostile_book)]
    assert "chapters/decline.html" in pages
    for name in pages:
        is_harmless(browser, f"{hostile_book.html.as_uri()}/{name}", viewport)


def typed(text: str) -> str:
    """Return a text without what typography makes of it: quotes (and backslashes before them), dashes and spaces."""
    return " ".join(text.translate(str.maketrans("“”‘’−\xa0", "\"\"''- ")).replace("–", "--").replace("\\", "").split())


@pytest.mark.browser
def test_hostile_words_stand_in_prose_headings_and_cells_as_they_were_written(browser: Any, hostile_book: Book) -> None:
    with page(browser, f"{hostile_book.html.as_uri()}/chapters/decline.html") as tab:
        prose = tab.eval_on_selector_all("li .pasted-text", "all => all.map((one) => one.textContent)")
        cells = tab.eval_on_selector_all("#table tbody td:first-child", "all => all.map((one) => one.textContent)")
        heading = tab.eval_on_selector_all("h2", "all => all.map((one) => one.firstChild.textContent)")
    assert {typed(name) for name in NAMES} <= set(map(typed, prose))
    assert list(map(typed, cells)) == list(map(typed, NAMES))
    assert f"Of {NASTY}" in heading


@pytest.mark.browser
def test_search_shows_hostile_titles_as_text(browser: Any, hostile_book: Book) -> None:
    with page(browser, f"{hostile_book.html.as_uri()}/search.html?q=mokpo") as tab:
        tab.wait_for_timeout(1500)
        assert tab.evaluate("window.pwned") is None
        assert tab.evaluate(FOREIGN) == []


# The shipped tables, made hostile


@pytest.fixture(scope="session")
def tables_of(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A function that writes the tables of a round and returns their folder."""
    return lambda name: hostile.write(tmp_path_factory.mktemp(name), name)


@pytest.mark.parametrize("name", hostile.ROUNDS)
def test_no_offered_table_holds_a_cell_that_a_spreadsheet_computes(tables_of: Any, name: str) -> None:
    guarded = 0
    for table in contract.tables(tables_of(name)).values():
        offered = without_formulas(table) or table.file.read_text(encoding="utf-8-sig")
        guarded += bool(without_formulas(table))
        cells = [cell for row in csv.reader(offered.splitlines()) for cell in row]
        assert [cell for cell in cells if hostile.is_computed(cell)] == []
    assert (guarded > 30) == (name == "formulas")


def test_the_shipped_tables_are_offered_byte_by_byte() -> None:
    assert [table.name for table in contract.tables().values() if without_formulas(table)] == []


def test_every_column_that_takes_any_text_is_tried_or_left_for_a_reason() -> None:
    known = contract.tables()
    untried = [
        f"{table.name}.{field.name}"
        for table in known.values()
        for field in table.fields
        if hostile.takes_any_text(field) and field.name not in dict(hostile.free_columns(table, known))
    ]
    assert [place for place in untried if not hostile.reason(place)] == []


@pytest.fixture(scope="module")
def hostile_own_book(tmp_path_factory: pytest.TempPathFactory, tables_of: Any) -> Book:
    """This book, built from hostile tables."""
    from mfgbook.site.stage import pages

    source, root = Book(REPOSITORY), tmp_path_factory.mktemp("own") / "book"
    shutil.copytree(source.chapters, root / "chapters", ignore=shutil.ignore_patterns(".*"))
    for path in pages(source):
        (root / path.relative_to(source.root)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, root / path.relative_to(source.root))
    said: list[str] = []
    build_book(Book(root), tables_of("every"), say=said.append)
    assert [line for line in said if "WARNING" in line] == []
    return Book(root)


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.xdist_group("hostile book")
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_page_of_this_book_runs_what_hostile_tables_say(
    browser: Any, hostile_own_book: Book, viewport: dict[str, int]
) -> None:
    for path in pages_of(hostile_own_book):
        is_harmless(browser, path.as_uri(), viewport)
