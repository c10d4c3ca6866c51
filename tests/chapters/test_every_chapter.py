"""What holds for every page that is executed: live numbers, complete charts, and nothing typed in."""

import re
from collections import Counter

import nbformat
import pytest
from chapter import BOOK, charts, glued, source

from mfgbook.book import Book
from mfgbook.runs.plan import read_plan
from typed_numbers import in_code, in_prose, typed_in

RUNS = [run.id for run in read_plan(BOOK)]
NOTEBOOKS = sorted({run.notebook.stem for run in read_plan(BOOK)})
built = pytest.mark.xdist_group("own book")


@pytest.fixture
def executed(own_book: Book, run_id: str) -> nbformat.NotebookNode:
    return nbformat.read(own_book.runs / f"{run_id}.ipynb", as_version=4)


@built
@pytest.mark.parametrize("run_id", RUNS)
def test_every_number_in_the_prose_is_glued(executed):
    prose = "\n".join(cell.source for cell in executed.cells if cell.cell_type == "markdown")
    used = {key.partition(":")[0] for key in re.findall(r"\{glue:text\}`([^`]+)`", prose)}
    assert used
    assert used <= glued(executed)


@built
@pytest.mark.parametrize("run_id", RUNS)
def test_every_chart_names_title_unit_and_source(executed):
    for chart in charts(executed):
        assert chart["title"]["text"], chart["usermeta"]
        assert chart["title"]["subtitle"], chart["usermeta"]
        assert chart["description"], chart["usermeta"]
        assert len(chart["usermeta"]["source"]) > len("Source: "), chart["usermeta"]
        assert "nan" not in f"{chart['title']['text']} {chart['description']}".lower().split(), chart["usermeta"]
    twice = [id for id, times in Counter(chart["usermeta"]["id"] for chart in charts(executed)).items() if times > 1]
    assert twice == []


@built
@pytest.mark.parametrize("run_id", RUNS)
def test_every_chart_and_table_that_is_made_is_shown(executed):
    """A chart or table that is not the last expression of its cell is made in vain."""
    code = "\n".join(cell.source for cell in executed.cells if cell.cell_type == "code")
    made = set(re.findall(r'\bid="([a-z0-9-]+)"', code))
    tables = re.findall(r'<figure class="data-table" id="([^"]+)"', nbformat.writes(executed).replace('\\"', '"'))
    assert made - {chart["usermeta"]["id"] for chart in charts(executed)} - set(tables) == set()


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_no_number_is_typed_into_words(name):
    notebook = source(name)
    assert [*in_prose(notebook), *in_code(notebook)] == []


def test_no_number_is_typed_into_the_home_page():
    text = re.sub(r"\{[a-z:]+\}`[^`]*`", " ", (BOOK.root / "index.md").read_text(encoding="utf-8"))
    assert typed_in(text) == []


@pytest.mark.parametrize(
    "text", ["grew by 4.2 %", "in 18 towns", "the 1st of them", "538 firms", "a share of 12 percent in 2016"]
)
def test_a_typed_number_is_found(text):
    assert typed_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "from 2010 to 2016–2018",
        "since 2017H2",
        "table 6, figure 20",
        "## 3. Where?",
        "the base year = 100",
        "Industrie 4.0",
    ],
)
def test_years_names_and_places_are_no_typed_numbers(text):
    assert typed_in(text) == []
