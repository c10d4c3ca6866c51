"""Runs executed by real kernels: what is kept, what is left out, and how failures are told."""

import json
import subprocess
import sys
import time
from pathlib import Path, PurePosixPath, PureWindowsPath

import nbformat
import pytest
from small_book import PARAMETERS, write_book, write_notebook

from mfgbook.errors import BookError
from mfgbook.runs.build import build_runs
from mfgbook.runs.execute import _path_hider, execute
from mfgbook.runs.plan import Run, read_plan, single_run

CHECK = "from mfgbook.parameters import check_parameters; check_parameters()"
TALK = """\
import os, sys, tempfile, warnings
from IPython.display import HTML
warnings.warn("mind the gap")
print(data_dir, os.getcwd(), sys.prefix, tempfile.gettempdir(), "https://example.org" + os.getcwd())
print({"a", "b", "c", "d", "e"})
HTML(f"<a href='{data_dir}/figures.csv'>figures</a>")"""
READ = """\
from mfgbook.data import load
from mfgbook.findings import finding
finding("rows", len(load("figures", data_dir)), unit="rows", digits=0);"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A book in a folder with an awkward name, built once."""
    book = write_book(tmp_path_factory.mktemp("built") / "a {book} 책")
    write_notebook(book.chapters / "regions.ipynb", CHECK, TALK, READ, parameters=PARAMETERS)
    runs = build_runs(book, book.root / "data", workers=2)
    assert all(executed for _, _, executed in runs)
    return book


def executed(book, run_id):
    return nbformat.read(book.runs / f"{run_id}.ipynb", as_version=4)


def text_of(book, run_id):
    return (book.runs / f"{run_id}.ipynb").read_text(encoding="utf-8")


def test_one_notebook_makes_a_page_for_each_value(built):
    assert sorted(path.name for path in built.runs.iterdir()) == [
        "cover.ipynb",
        "regions-ulsan-dong-gu.ipynb",
        "regions-거제시.ipynb",
    ]
    places = {
        name: executed(built, name).metadata["mfgbook"]["parameters"]["place"]
        for name in ("regions-ulsan-dong-gu", "regions-거제시")
    }
    assert places == {"regions-ulsan-dong-gu": "Ulsan/Dong-gu", "regions-거제시": "거제시"}


def test_provenance_is_in_the_notebook(built):
    provenance = dict(executed(built, "regions-거제시").metadata["mfgbook"])
    assert provenance.pop("versions")["papermill"]
    assert provenance.pop("python").count(".") == 2
    digest = provenance["tables"]["figures"].pop("sha256")
    assert len(digest) == 64
    assert provenance == {
        "run": "regions-거제시",
        "notebook": "chapters/regions.ipynb",
        "parameters": {"data_dir": "data", "place": "거제시", "start_year": 2001},
        "tables": {"figures": {"file": "figures.csv", "overlaid": True, "vintage": "May", "read": True, "key": []}},
        "marks": {},
        "data_folder": "",  # the tables are the book's own
    }


def test_parameters_can_stand_in_headings(built):
    myst = executed(built, "regions-거제시").metadata["myst"]
    assert myst == {"substitutions": {"data_dir": "data", "place": "거제시", "start_year": 2001}}


def test_the_injected_cell_shows_what_was_given(built):
    (cell,) = [cell for cell in executed(built, "regions-거제시").cells if cell.id == "injected-parameters"]
    assert cell.metadata.tags == ["injected-parameters"]
    assert cell.source == "# Parameters\nstart_year = 2001\nplace = '거제시'\ndata_dir = 'data'"


def test_the_notebook_ran_in_its_own_folder_and_names_no_path_of_the_machine(built):
    text = text_of(built, "regions-거제시")
    assert f"data ./chapters python tmp https://example.org{built.chapters}" in text  # an address is no path
    assert "<cell>:3: UserWarning: mind the gap" in text
    assert "href='data/figures.csv'" in text
    text = text.replace(f"https://example.org{built.chapters}", "")
    for place in (built.root, Path(sys.prefix), Path.home(), "ipykernel_"):
        assert str(place) not in text


def test_timings_are_left_out(built):
    for cell in executed(built, "regions-거제시").cells:
        assert set(cell.metadata) <= {"tags"}
    assert "papermill" not in executed(built, "regions-거제시").metadata


def test_a_second_execution_makes_the_same_bytes(built):
    (run,) = [run for run in read_plan(built, built.root / "data") if run.id == "regions-거제시"]
    before = (built.runs / "regions-거제시.ipynb").read_bytes()
    path = execute(run, built, built.root / "data")
    assert path == built.runs / "regions-거제시.ipynb"
    assert path.read_bytes() == before


def test_findings_are_gathered(built):
    kept = json.loads(built.findings.read_text(encoding="utf-8"))
    (rows,) = kept["runs"]["regions-거제시"]["findings"]
    assert (rows["id"], rows["value"], rows["unit"], rows["cell"]) == ("rows", 2, "rows", "code-2")
    assert kept["runs"]["cover"]["findings"] == []
    assert kept["runs"]["regions-거제시"]["parameters"] == {"place": "거제시", "start_year": 2001}
    assert kept["runs"]["regions-거제시"]["tables"] == ["figures"]
    assert kept["tables"]["figures"]["file"] == "figures.csv"
    assert len(kept["tables"]["figures"]["sha256"]) == 64
    assert str(built.root) not in built.findings.read_text(encoding="utf-8")


def test_with_nothing_changed_nothing_is_executed(built):
    lines: list[str] = []
    runs = build_runs(built, built.root / "data", say=lines.append)
    assert [executed for _, _, executed in runs] == [False] * 3
    assert lines == []


def test_a_run_outside_the_plan_may_read_any_table(built, tmp_path):
    write_notebook(built.chapters / "extra.ipynb", READ, parameters=PARAMETERS)
    run = single_run(built, "extra", [("start_year", "1999")])
    path = execute(run, built, built.root / "data", output=tmp_path / "new" / "out.ipynb")
    assert path == tmp_path / "new" / "out.ipynb"
    provenance = nbformat.read(path, as_version=4).metadata["mfgbook"]
    assert list(provenance["tables"]) == ["figures"]
    assert provenance["parameters"]["start_year"] == 1999
    (built.chapters / "extra.ipynb").unlink()


FAILING = {
    "raises": ["x = 1", "# why\n1 / 0", "x"],
    "says": ["from mfgbook.errors import BookError", "raise BookError('no such region: Gotham')"],
    "dies": ["import os; os._exit(1)"],
    "reads": ["from mfgbook.records import emit", 'emit("read", "read:places", "places", {"table": "places"})'],
    "works": ["2 + 2"],
}


@pytest.fixture(scope="module")
def failed(tmp_path_factory):
    """A book whose runs fail in several ways over notebooks of an earlier success, and what was said of it."""
    book = write_book(tmp_path_factory.mktemp("failed") / "book")
    for name, cells in FAILING.items():
        write_notebook(book.chapters / f"{name}.ipynb", *cells, parameters='data_dir = ""')
    entries = [f"- {{id: {name}, notebook: {name}.ipynb, tables: [figures]}}\n" for name in FAILING]
    book.plan.write_text("".join(entries), encoding="utf-8")
    book.runs.mkdir(parents=True)
    for name in FAILING:
        (book.runs / f"{name}.ipynb").write_text("an earlier success", encoding="utf-8")
    with pytest.raises(BookError) as error:
        build_runs(book, book.root / "data", workers=2)
    return book, str(error.value)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("raises", "chapters/raises.ipynb, cell 4 (`# why`): ZeroDivisionError: division by zero"),
        ("says", "(`raise BookError('no such region: Gotham')`): no such region: Gotham"),
        ("dies", "chapters/dies.ipynb: the kernel died"),
        ("reads", "the run 'reads' reads places, which its entry in chapters/runs.yml does not declare"),
        ("reads", "tables: [figures, places]"),
    ],
)
def test_a_failure_names_notebook_cell_cause_and_what_was_executed(failed, name, message):
    book, said = failed
    assert message in said
    assert "\x1b" not in said
    kept = book.runs / f"{name}.failed.ipynb"
    assert f"The partly executed notebook is {kept}" in said
    assert nbformat.read(kept, as_version=4).cells


@pytest.mark.parametrize("name", ["raises", "says", "dies", "reads"])
def test_a_failure_leaves_the_notebook_of_an_earlier_success(failed, name):
    book, _ = failed
    assert (book.runs / f"{name}.ipynb").read_text("utf-8") == "an earlier success"


def test_the_other_runs_are_executed_and_nothing_half_written_is_left(failed):
    book, said = failed
    assert "4 of 6 tasks failed" in said
    assert "works failed" not in said
    assert executed(book, "works").cells[-1].outputs[0].data["text/plain"] == "4"
    names = {f"{name}.ipynb" for name in FAILING} | {f"{name}.failed.ipynb" for name in FAILING if name != "works"}
    assert {path.name for path in book.runs.iterdir()} == names


def test_a_killed_build_leaves_the_notebook_of_an_earlier_success(book):
    cover = book.chapters / "cover.ipynb"
    book.plan.write_text("- {id: cover, notebook: cover.ipynb}\n", encoding="utf-8")
    write_notebook(cover, "import pathlib, time; pathlib.Path('begun').touch(); time.sleep(60)")
    book.runs.mkdir(parents=True)
    (book.runs / "cover.ipynb").write_text("an earlier success", encoding="utf-8")
    code = "from pathlib import Path; from mfgbook.book import Book; from mfgbook.runs.build import build_runs\n"
    code += f"build_runs(Book(Path({str(book.root)!r})))"
    building = subprocess.Popen([sys.executable, "-c", code])
    try:
        while not (book.chapters / "begun").exists():
            assert building.poll() is None
            time.sleep(0.05)
    finally:
        building.kill()
        building.wait()
    assert (book.runs / "cover.ipynb").read_text("utf-8") == "an earlier success"
    write_notebook(cover, "2 + 2")
    ((_, path, again),) = build_runs(book)
    assert again
    assert [found.name for found in book.runs.iterdir()] == [path.name]


def test_a_run_may_not_replace_its_chapter(book):
    with pytest.raises(BookError, match="would replace the chapter"):
        execute(single_run(book, "cover"), book, output=book.chapters / "cover.ipynb")


def test_a_chapter_without_data_dir_takes_no_data_folder(book, data, tmp_path):
    write_notebook(book.chapters / "plain.ipynb", "1")
    with pytest.raises(BookError, match=r"chapters/plain\.ipynb has no parameter data_dir"):
        execute(single_run(book, "plain"), book, data, output=tmp_path / "out.ipynb")


def test_a_data_folder_that_does_not_exist_is_named(book):
    with pytest.raises(BookError, match="does not exist"):
        execute(Run("cover", book.chapters / "cover.ipynb"), book, "nowhere")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/srv/data/x.csv", "mine/x.csv"),
        ("file:///srv/data", "file://mine"),
        ("'/srv/data'", "'mine'"),
        ("/srv/book/a", "./a"),
        ("/srv/database", "/srv/database"),
        ("https://host/srv/data", "https://host/srv/data"),
        (r"C:\Users\me\x and C:\\Users\\me and C:/Users/me", r"~\x and ~ and ~"),
        ("/var/ipykernel_12/345.py:3: Warning", "<cell>:3: Warning"),
        (r"C:\T\ipykernel_12\345.py:3", "<cell>:3"),
    ],
)
def test_paths_are_hidden_however_they_are_written(text, expected):
    hide = _path_hider(
        {
            PurePosixPath("/srv/data"): "mine",
            PurePosixPath("/srv/book"): ".",
            PurePosixPath("/"): "root",
            PureWindowsPath("C:/Users/me"): "~",
        }
    )
    assert hide(text) == expected


def test_hidden_paths_may_hold_any_character():
    assert _path_hider({PurePosixPath("/a (b) [c]+"): "x"})("see /a (b) [c]+/d") == "see x/d"
