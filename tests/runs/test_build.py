"""What is out of date in a book: with a stand-in for the execution, so that each case takes no kernel."""

import json
import os
import re
from pathlib import Path

import nbformat
import pytest
from small_book import write_notebook

from mfgbook.errors import BookError
from mfgbook.runs import build, execute
from mfgbook.runs.kernels import Kernels
from mfgbook.runs.tasks import Task

REGIONS = ["regions-ulsan-dong-gu", "regions-거제시"]


@pytest.fixture
def library(tmp_path, monkeypatch):
    """Stand in for the library by one module."""
    module = tmp_path / "module.py"
    module.write_text("x = 1\n", encoding="utf-8")
    monkeypatch.setattr(build, "library_files", lambda: [module])
    return module


@pytest.fixture
def broken(monkeypatch):
    """Stand in for the execution; the runs in the returned set fail."""
    broken: set[str] = set()

    def fake(run, book, data_dir="", kernels=None):
        if run.id in broken:
            raise BookError(f"{run.id} is broken")
        target = book.runs / f"{run.id}.ipynb"
        target.parent.mkdir(parents=True, exist_ok=True)
        record = {"kind": "finding", "id": "answer", "value": len(run.id)}
        output = nbformat.v4.new_output("display_data", metadata={"mfgbook": record})
        cell = nbformat.v4.new_code_cell("42", id="the-cell", outputs=[output])
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), target)

    monkeypatch.setattr(execute, "execute", fake)
    return broken


@pytest.fixture
def executed(book, data, library, broken):
    """Build the book once; return a function that builds it again and names the runs that were executed."""

    def again() -> list[str]:
        return [run.id for run, _, executed in build.build_runs(book, data) if executed]

    assert again() == ["cover", *REGIONS]
    return again


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_with_nothing_changed_nothing_is_executed(executed):
    assert executed() == []


def test_a_touch_executes_nothing(executed, book, library):
    for path in (*book.root.rglob("*.*"), library):
        os.utime(path)
    assert executed() == []


def test_an_edited_table_executes_the_runs_that_declare_it(executed, data):
    edit(data / "figures.csv", "1.5", "1.6")
    assert executed() == REGIONS


def test_an_edited_description_of_a_table_executes_the_runs_that_declare_it(executed, data):
    edit(data / "datapackage.json", "May", "June")
    assert executed() == REGIONS


def test_an_edited_library_module_executes_all_runs(executed, library):
    library.write_text("x = 2\n", encoding="utf-8")
    assert executed() == ["cover", *REGIONS]


def test_an_edited_parameter_executes_its_run_alone(executed, book):
    edit(book.plan, "notebook: cover.ipynb", 'notebook: cover.ipynb\n  parameters: {title: "new"}')
    write_notebook(book.chapters / "cover.ipynb", "1 + 1", parameters='data_dir = ""\ntitle = "old"')
    assert executed() == ["cover"]
    edit(book.plan, '"new"', '"newer"')
    assert executed() == ["cover"]


def test_an_edited_notebook_executes_its_runs(executed, book):
    edit(book.chapters / "regions.ipynb", "A page", "Another page")
    assert executed() == REGIONS


def test_a_new_value_of_foreach_executes_its_run_alone(executed, data):
    edit(data / "places.csv", "거제시,2", "거제시,2\nGunsan,3")
    assert executed() == ["regions-gunsan"]


def test_an_upgraded_library_executes_all_runs(executed, monkeypatch):
    monkeypatch.setattr(build.provenance, "versions", lambda: {"pandas": "99"})
    assert executed() == ["cover", *REGIONS]


def test_a_notebook_deleted_or_altered_by_hand_is_executed_again(executed, book):
    (book.runs / "cover.ipynb").unlink()
    edit(book.runs / "regions-거제시.ipynb", "42", "43")
    assert executed() == ["cover", "regions-거제시"]


def test_a_run_taken_out_of_the_plan_leaves_nothing_behind(executed, book):
    edit(book.plan, "  foreach: {table: places, column: place, parameter: place}\n", "")
    assert executed() == ["regions"]
    assert sorted(path.name for path in book.runs.iterdir()) == ["cover.ipynb", "regions.ipynb"]
    assert sorted(json.loads(book.findings.read_text("utf-8"))["runs"]) == ["cover", "regions"]


def test_findings_are_gathered_with_their_cells(executed, book):
    runs = json.loads(book.findings.read_text(encoding="utf-8"))["runs"]
    assert sorted(runs) == ["cover", *REGIONS]
    assert runs["cover"]["findings"] == [{"id": "answer", "value": 5, "cell": "the-cell"}]


def test_all_failures_are_reported_and_the_other_runs_are_executed(executed, book, data, library, broken):
    library.write_text("x = 2\n", encoding="utf-8")
    before = (book.runs / "cover.ipynb").read_bytes()
    broken |= {"cover", "regions-거제시"}
    with pytest.raises(BookError, match=re.escape("2 of 4 tasks failed")) as error:
        executed()
    assert "cover is broken" in str(error.value)
    assert "regions-거제시 is broken" in str(error.value)
    assert (book.runs / "cover.ipynb").read_bytes() == before
    broken.clear()
    assert executed() == ["cover", "regions-거제시"]


def test_a_failure_that_is_over_leaves_no_failed_notebook(executed, book):
    (book.runs / "cover.failed.ipynb").write_text("{}", encoding="utf-8")
    executed()
    assert not (book.runs / "cover.failed.ipynb").exists()


def test_an_unexpected_failure_shows_its_traceback(executed, book, library, monkeypatch):
    monkeypatch.setattr(execute, "execute", lambda *_, **__: 1 / 0)
    library.write_text("x = 2\n", encoding="utf-8")
    with pytest.raises(BookError, match="cover failed unexpectedly") as error:
        executed()
    assert "ZeroDivisionError" in str(error.value)


def test_a_caller_can_add_a_task_that_needs_the_executed_notebooks(executed, book, data):
    site, made = book.html / "index.html", []

    def build_site():
        made.append(sorted(path.name for path in book.runs.iterdir()))
        site.parent.mkdir(parents=True, exist_ok=True)
        site.write_text("site", encoding="utf-8")

    def whole_book():
        runs = build.read_plan(book, data)
        notebooks = [build.executed_notebook(book, run) for run in runs]
        tasks = [
            *build.run_task_list(book, runs, data, Kernels()),
            Task("site", build_site, notebooks, outputs=[book.html]),
        ]
        return build.run_all(book, runs, tasks)

    assert whole_book() == {"site"}
    assert whole_book() == set()
    edit(data / "figures.csv", "1.5", "1.6")
    assert whole_book() == set(REGIONS)  # the same notebooks came out, so the site stands
    assert len(made) == 1


def test_the_library_is_all_but_the_command_and_the_site():
    names = {path.relative_to(Path(build.__file__).parents[1]).as_posix() for path in build.library_files()}
    assert {"parameters.py", "runs/execute.py", "data/contract.py"} <= names
    assert not {name for name in names if name in ("build.py", "cli.py") or name.startswith(("compare/", "site/"))}
