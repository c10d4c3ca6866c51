"""Two data folders compared: with a stand-in for the execution, and once with this book's own chapters."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from filelock import FileLock
from made_up import notebook, number

from mfgbook.book import Book
from mfgbook.compare import compare_places, execution
from mfgbook.data import load, shipped_folder
from mfgbook.errors import BookError
from mfgbook.runs import execute
from mfgbook.runs.plan import Run

ROOT = Path(__file__).parents[2]
PLAN = """\
- id: places
  notebook: read.ipynb
  tables: [places]
- id: figures
  notebook: read.ipynb
  tables: [figures, places]
- id: none
  notebook: read.ipynb
- id: region
  notebook: read.ipynb
  tables: [figures]
  foreach: {table: figures, column: place, parameter: place}
"""
FIGURES = "place,value\nUlsan,1.5\nGeoje,2.5\n"
PLACES = "place,code\nUlsan,1\nGeoje,2\n"


def write_folder(folder: Path, figures: str = FIGURES, places: str = PLACES) -> Path:
    """Write a data folder with two made-up tables."""
    fields = {"places": ("code", "integer"), "figures": ("value", "number")}
    resources = [
        {
            "name": name,
            "path": f"{name}.csv",
            "title": name,
            "schema": {"fields": [{"name": "place", "type": "string"}, {"name": column, "type": kind}]}
            | {"primaryKey": ["place"]},
        }
        for name, (column, kind) in fields.items()
    ]
    folder.mkdir()
    (folder / "datapackage.json").write_text(json.dumps({"name": "x", "resources": resources}), encoding="utf-8")
    (folder / "figures.csv").write_text(figures, encoding="utf-8")
    (folder / "places.csv").write_text(places, encoding="utf-8")
    return folder


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A book whose one notebook reads two tables."""
    made = Book(tmp_path / "book")
    (made.root / "chapters").mkdir(parents=True)
    (made.root / "_toc.yml").write_text("format: jb-book\nroot: index\n", encoding="utf-8")
    (made.root / "_config.yml").write_text("title: x\n", encoding="utf-8")
    (made.root / "chapters" / "runs.yml").write_text(PLAN, encoding="utf-8")
    cell = nbformat.v4.new_code_cell('data_dir = ""\nplace = "all"', metadata={"tags": ["parameters"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), made.root / "chapters" / "read.ipynb")
    return made


@pytest.fixture
def executed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand in for execution and audit; the list names what was executed, and on which folder."""
    done: list[str] = []

    def fake(
        run: Run, book: Book, data_dir: str | Path = "", output: Path | None = None, kernels: object = None
    ) -> Path:
        if run.id == "figures" and "broken" in str(data_dir):
            raise BookError("figures is broken")
        done.append(f"{run.id} on {Path(data_dir).name}")
        target = book.runs / f"{run.id}.ipynb"
        target.parent.mkdir(parents=True, exist_ok=True)
        frames = [load(name, data_dir) for name in run.tables]
        total = sum(frame.iloc[:, 1].sum() for frame in frames)
        return notebook(target, number("total", float(total), digits=1))

    def audit(folder: Path) -> list[SimpleNamespace]:
        verdict = "reproduced" if "1.5" in (folder / "figures.csv").read_text(encoding="utf-8") else "contradicted"
        return [SimpleNamespace(claim=SimpleNamespace(id="a-1"), verdict=verdict)]

    monkeypatch.setattr(execute, "execute", fake)
    monkeypatch.setattr(execution, "audit", audit)
    return done


def test_the_runs_that_may_read_a_changed_table_are_executed_on_both(
    book: Book, executed: list[str], tmp_path: Path
) -> None:
    old = write_folder(tmp_path / "old")
    new = write_folder(tmp_path / "new", "place,value\nUlsan,1.75\nGeoje,2.5\nMokpo,3\n")
    said: list[str] = []
    found = compare_places(old, new, lambda: book, said.append)
    names = ["figures", "region-ulsan", "region-geoje"]
    assert sorted(executed) == sorted(
        [f"{name} on {folder}" for name in names for folder in ("old", "new")] + ["region-mokpo on new"]
    )
    changed = {(change.run, change.difference) for change in found.findings}
    assert changed == {("figures", 3.25), ("region-ulsan", 3.25), ("region-geoje", 3.25)}
    assert [(run.run, run.status) for run in found.runs][-1] == ("region-mokpo", "new")
    (table,) = found.tables
    assert (table.table, len(table.added), table.revised_rows) == ("figures", 1, 1)
    assert [str(turn) for turn in found.verdicts] == ["a-1: reproduced, now contradicted"]
    assert any(line.startswith("before (") and "started figures" in line for line in said)
    assert not book.findings.exists()
    assert not book.runs.exists()


def test_a_second_comparison_executes_only_what_is_new(book: Book, executed: list[str], tmp_path: Path) -> None:
    old = write_folder(tmp_path / "old")
    new = write_folder(tmp_path / "new", FIGURES.replace("1.5", "1.7"))
    compare_places(old, new, lambda: book)
    executed.clear()
    (new / "figures.csv").write_text(FIGURES.replace("1.5", "1.8"), encoding="utf-8")
    found = compare_places(old, new, lambda: book)
    assert {line.rpartition(" ")[2] for line in executed} == {"new"}
    assert [change.difference for change in found.findings] == [pytest.approx(0.3)] * 3


def test_tables_that_differ_only_in_how_they_are_written_execute_nothing(
    book: Book, executed: list[str], tmp_path: Path
) -> None:
    old = write_folder(tmp_path / "old")
    new = write_folder(tmp_path / "new", "place,value\r\nGeoje,2.50\r\nUlsan,1.5\r\n")
    found = compare_places(old, new, lambda: book)
    assert not found.is_change
    assert not executed
    assert not (book.build / "compare").exists()


def test_a_table_that_only_one_folder_has_is_new(book: Book, executed: list[str], tmp_path: Path) -> None:
    old, new = (write_folder(tmp_path / name) for name in ("old", "new"))
    countries = (shipped_folder() / "countries.csv").read_text(encoding="utf-8")
    (new / "countries.csv").write_text(countries.replace("KOR,Korea", "KOR,South Korea"), encoding="utf-8")
    descriptor = json.loads((new / "datapackage.json").read_text(encoding="utf-8"))
    more = {**descriptor["resources"][0], "name": "more", "path": "more.csv"}
    descriptor["resources"].append(more)
    (new / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    (new / "more.csv").write_text(PLACES, encoding="utf-8")
    found = compare_places(old, new, lambda: book)
    assert {(table.table, table.status) for table in found.tables} == {("countries", "changed"), ("more", "new")}
    assert not executed  # no run declares them


def test_a_faulty_table_is_named_and_nothing_is_executed(book: Book, executed: list[str], tmp_path: Path) -> None:
    old = write_folder(tmp_path / "old")
    new = write_folder(tmp_path / "new", FIGURES.replace("1.5", "a lot"))
    with pytest.raises(BookError, match=r"figures\.csv, row 2, column value: 'a lot'"):
        compare_places(old, new, lambda: book)
    assert not executed


def test_a_run_that_fails_names_the_folder(book: Book, executed: list[str], tmp_path: Path) -> None:
    old = write_folder(tmp_path / "old")
    new = write_folder(tmp_path / "broken", FIGURES.replace("1.5", "1.7"))
    with pytest.raises(BookError, match=r"On the data folder .*broken: figures failed: figures is broken"):
        compare_places(old, new, lambda: book)


def test_two_comparisons_at_a_time_do_not_meet(book: Book, executed: list[str], tmp_path: Path) -> None:
    old = write_folder(tmp_path / "old")
    new = write_folder(tmp_path / "new", FIGURES.replace("1.5", "1.7"))
    place = book.build / "compare"
    place.mkdir(parents=True)
    with FileLock(place / "lock"), pytest.raises(BookError, match=r"Another comparison .* is under way"):
        compare_places(old, new, lambda: book)
    assert not executed


def test_data_folders_are_compared_in_a_book(executed: list[str], tmp_path: Path) -> None:
    old = write_folder(tmp_path / "old")
    new = write_folder(tmp_path / "new", FIGURES.replace("1.5", "1.7"))
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir()
    command = [sys.executable, "-c", "from mfgbook.cli import main; main()", "compare", str(old), str(new)]
    done = subprocess.run(command, cwd=nowhere, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "not inside a book" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_revised_figure_is_followed_through_the_chapters_of_this_book(own_copy: Book, tmp_path: Path) -> None:
    new = tmp_path / "newer"
    new.mkdir()
    table = (shipped_folder() / "krihs2019_network_results.csv").read_text(encoding="utf-8")
    (new / "krihs2019_network_results.csv").write_text(table.replace(",1291,org", ",1500,org"), encoding="utf-8")
    command = [sys.executable, "-c", "from mfgbook.cli import main; main()", "compare", str(shipped_folder()), str(new)]
    done = subprocess.run(
        [*command, "--json", str(tmp_path / "c.json")],
        cwd=own_copy.root,
        env=os.environ | {"PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    held = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    found = {finding["id"]: finding for finding in held["findings"] if finding["run"] == "manufacturing_usa"}
    assert found["survival_counts"]["changed"] == ["word"]
    assert found["partners_change"]["difference"] == pytest.approx(100 * (1500 - 1291) / 830, abs=0.1)
    assert {run["run"] for run in held["runs"]} == {"manufacturing_usa", "audit", "data_catalogue"}
    verdicts = {turn["claim"]: (turn["before"], turn["after"]) for turn in held["verdicts"]}
    assert verdicts["krihs2019-partners-2017"] == ("reproduced", "contradicted")
    (change,) = held["tables"]
    assert change["counts"] == {"added": 0, "removed": 0, "revised": 1}
    assert change["revised"][0]["before"] == "1291"
    assert "krihs2019_network_results: 1 row revised" in done.stdout
    assert "started manufacturing_usa" in done.stderr
