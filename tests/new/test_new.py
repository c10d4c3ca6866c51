"""New chapters: what `mfgbook new` writes, what it refuses, and that a refusal leaves the book as it was."""

import ast
import importlib.resources
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml

from mfgbook import parameters
from mfgbook.book import Book, find_book
from mfgbook.errors import BookError
from mfgbook.files import write_whole
from mfgbook.new import blank, entries, fork, notebooks, undo_command
from mfgbook.runs.plan import read_plan

ROOT = Path(__file__).parents[2]
CHAPTER = "korea_manufacturing_decline"


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A copy of this book's chapters, plan, table of contents and the tests of chapters; nothing is executed."""
    root = tmp_path / "book"
    shutil.copytree(ROOT / "chapters", root / "chapters", ignore=shutil.ignore_patterns(".*"))
    shutil.copytree(ROOT / "tests" / "chapters", root / "tests" / "chapters", ignore=shutil.ignore_patterns("__*"))
    shutil.copy(ROOT / "_toc.yml", root)
    return Book(root)


def state(book: Book) -> dict[str, bytes]:
    return {
        path.relative_to(book.root).as_posix(): path.read_bytes() for path in book.root.rglob("*") if path.is_file()
    }


def without(text: str, added: str) -> str:
    """Take a block out of a text that holds it once."""
    assert text.count(added) == 1
    return text.replace(added, "")


def test_a_fork_is_a_notebook_a_run_a_page_and_a_test(book):
    before = state(book)
    pairs = [("peers", "[USA, JPN]"), ("start_year", "2000")]
    files = fork(book, "korea_and_two", CHAPTER, pairs, "Korea and two others")
    names = [file.relative_to(book.root).as_posix() for file in files]
    made = ["chapters/korea_and_two.ipynb", "tests/chapters/test_korea_and_two.py"]
    assert names == [*made, "chapters/runs.yml", "_toc.yml"]
    after = state(book)
    assert {name for name in after if after[name] != before.get(name)} == set(names)

    old, new = (nbformat.read(book.chapters / f"{name}.ipynb", as_version=4) for name in (CHAPTER, "korea_and_two"))
    nbformat.validate(new)
    assert new.cells[0].source.startswith("# Korea and two others\n")
    assert [cell.source for cell in new.cells[3:]] == [cell.source for cell in old.cells[3:]]
    was, now = (parameters.describe(book.chapters / f"{name}.ipynb") for name in (CHAPTER, "korea_and_two"))
    assert [(p.name, p.comment) for p in was] == [(p.name, p.comment) for p in now]
    changed = {p.name: p.default for p, q in zip(now, was, strict=True) if p.default != q.default}
    assert changed == {"peers": ["USA", "JPN"], "start_year": 2000}

    runs = {run.id: run for run in read_plan(book)}
    assert runs["korea_and_two"].tables == runs[CHAPTER].tables
    assert list(runs).index("korea_and_two") == list(runs).index(CHAPTER) + 1
    ast.parse((book.root / names[1]).read_text(encoding="utf-8"))


def test_the_yaml_files_keep_their_comments_and_order(book):
    before = [file.read_text(encoding="utf-8") for file in (book.plan, book.toc)]
    fork(book, "another", CHAPTER)
    plan, toc = (file.read_text(encoding="utf-8") for file in (book.plan, book.toc))
    assert without(toc, "      - file: chapters/another\n") == before[1]
    assert toc.index("chapters/another") > toc.index(f"chapters/{CHAPTER}")
    start = plan.index("- id: another\n")
    assert plan[:start] + plan[plan.index("- id:", start + 1) :] == before[0]


def test_the_title_is_the_name_in_words_without_one(book):
    fork(book, "busan_and_ulsan", "seoul_urban_manufacturing.ipynb", [("region", "Ulsan")])
    notebook = json.loads((book.chapters / "busan_and_ulsan.ipynb").read_text(encoding="utf-8"))
    assert notebook["cells"][0]["source"][0] == "# Busan and ulsan\n"


def test_of_a_chapter_with_many_pages_a_fork_is_one(book):
    fork(book, "chuncheon", "municipality_profile", [("municipality", "Chuncheon")])
    assert [run.id for run in read_plan(book) if run.notebook.stem == "chuncheon"] == ["chuncheon"]
    toc = yaml.safe_load(book.toc.read_text(encoding="utf-8"))
    places = next(part for part in toc["parts"] if part["caption"] == "Places")["chapters"]
    assert places[0]["sections"] == [{"file": "chapters/municipality_profile"}, {"file": "chapters/chuncheon"}]


def test_parameters_of_the_plan_become_defaults_too(book):
    plan = book.plan.read_text(encoding="utf-8")
    line = f"  notebook: {CHAPTER}.ipynb\n"
    book.plan.write_text(plan.replace(line, f"{line}  parameters: {{start_year: 1995, base_year: 2012}}\n"), "utf-8")
    fork(book, "other", CHAPTER, [("start_year", "2000")])
    found = parameters.declared(book.chapters / "other.ipynb")
    assert (found["start_year"], found["base_year"]) == (2000, 2012)
    assert next(run for run in read_plan(book) if run.id == "other").parameters == {}


def test_a_blank_chapter_stands_at_the_end_of_the_first_part(book):
    blank(book, "my_question")
    toc = yaml.safe_load(book.toc.read_text(encoding="utf-8"))
    assert toc["parts"][0]["chapters"][-1] == {"file": "chapters/my_question"}
    assert read_plan(book)[-1].id == "my_question"
    assert (book.root / "tests" / "chapters" / "test_my_question.py").is_file()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("my chapter", "cannot name a chapter"),
        ("2nd", "cannot name a chapter"),
        ("../up", "cannot name a chapter"),
        ("class", "cannot name a chapter"),
        ("", "cannot name a chapter"),
        ("con", "reserves"),
        ("x" * 101, "100 letters"),
        (CHAPTER, f"chapters/{CHAPTER}.ipynb already"),
        ("Glossary", "chapters/glossary.md already"),
        ("every_chapter", "tests/chapters/test_every_chapter.py already"),
    ],
)
def test_a_name_that_does_not_serve_changes_nothing(book, name, message):
    before = state(book)
    for make in (lambda: fork(book, name, CHAPTER), lambda: blank(book, name)):
        with pytest.raises(BookError, match=message):
            make()
    assert state(book) == before


def test_a_name_that_a_run_bears_is_refused(book):
    with book.plan.open("a", encoding="utf-8") as plan:
        plan.write(f"- id: Taken\n  notebook: {CHAPTER}.ipynb\n")
    with pytest.raises(BookError, match="the id 'Taken' already"):
        blank(book, "taken")


def test_a_name_that_the_table_of_contents_bears_is_refused(book):
    book.toc.write_text(book.toc.read_text(encoding="utf-8").replace("chapters/glossary", "chapters/gone"), "utf-8")
    with pytest.raises(BookError, match="names the page chapters/gone already"):
        blank(book, "gone")


@pytest.mark.parametrize(
    ("chapter", "pairs", "message"),
    [
        ("korea_manufacturing_declin", [], f"Did you mean {CHAPTER}"),
        (CHAPTER, [("start_yaer", "2000")], "Did you mean start_year"),
        (CHAPTER, [("start_year", "soon")], "whole number"),
        (CHAPTER, [("peers", "USA")], "a list"),
        (CHAPTER, [("data_dir", "mine")], "--data FOLDER"),
        (CHAPTER, [("comparison_regions", "[2020-01-01]")], "cannot hold comparison_regions"),
    ],
)
def test_a_source_or_parameter_that_does_not_fit_changes_nothing(book, chapter, pairs, message):
    before = state(book)
    with pytest.raises(BookError, match=message):
        fork(book, "other", chapter, pairs)
    assert state(book) == before


def test_a_chapter_without_a_run_is_no_source(book):
    shutil.copy(book.chapters / f"{CHAPTER}.ipynb", book.chapters / "loose.ipynb")
    with pytest.raises(BookError, match=r"No entry of .*runs\.yml executes loose\.ipynb"):
        fork(book, "other", "loose")


def test_a_notebook_from_elsewhere_is_no_source(book, tmp_path):
    shutil.copy(book.chapters / f"{CHAPTER}.ipynb", tmp_path / "loose.ipynb")
    with pytest.raises(BookError, match="Copy the notebook there first"):
        fork(book, "other", str(tmp_path / "loose.ipynb"))


@pytest.mark.parametrize("fails", ["runs.yml", "_toc.yml", "test_other.py"])
def test_a_file_that_cannot_be_written_puts_all_back(book, fails, monkeypatch):
    before = state(book)

    def write(file: Path, text: str) -> Path:
        if file.name == fails:
            raise BookError(f"{file} cannot be written: closed")
        return write_whole(file, text)

    monkeypatch.setattr("mfgbook.new.write_whole", write)
    with pytest.raises(BookError, match="cannot be written"):
        fork(book, "other", CHAPTER)
    assert state(book) == before


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        (f"[{{id: a, notebook: {CHAPTER}.ipynb}}]\n", "by hand:\n- id: other"),
        ("- id: [", "cannot be read|not valid YAML"),
    ],
)
def test_a_plan_in_another_layout_is_left_alone(book, plan, message):
    book.plan.write_text(plan, encoding="utf-8")
    with pytest.raises(BookError, match=message):
        fork(book, "other", CHAPTER)
    assert book.plan.read_text(encoding="utf-8") == plan
    assert not (book.chapters / "other.ipynb").exists()


PLAN = """\
# The plan.
- id: one
  notebook: one.ipynb # why
  tables: [a, b]
  # the end of one

# Two.
- id: two
  notebook: two.ipynb"""


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (
            "one.ipynb",
            PLAN.replace("of one\n", "of one\n- id: new\n  notebook: new.ipynb\n  tables:\n    - t\n") + "\n",
        ),
        ("", f"{PLAN}\n- id: new\n  notebook: new.ipynb\n  tables:\n    - t\n"),
    ],
)
def test_an_entry_of_the_plan_is_added_as_text(tmp_path, after, expected):
    (tmp_path / "runs.yml").write_text(PLAN, encoding="utf-8")
    assert entries.with_run(tmp_path / "runs.yml", "new", ["t"], after) == expected


def test_the_first_entry_of_an_empty_plan(tmp_path):
    (tmp_path / "runs.yml").write_text("# Nothing yet.\n", encoding="utf-8")
    text = entries.with_run(tmp_path / "runs.yml", "new", [])
    assert text == "# Nothing yet.\n- id: new\n  notebook: new.ipynb\n"


TOC = (
    "format: jb-book\nroot: index\nchapters:\n- file: a # first\n  sections:\n    - file: b\n  # closes a\n- file: c\n"
)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("a", TOC.replace("# closes a\n", "# closes a\n- file: new\n")),
        ("b", TOC.replace("- file: b\n", "- file: b\n    - file: new\n")),
        ("nowhere", f"{TOC}- file: new\n"),
    ],
)
def test_a_page_is_added_as_text(tmp_path, after, expected):
    (tmp_path / "_toc.yml").write_text(TOC, encoding="utf-8")
    assert entries.with_page(tmp_path / "_toc.yml", "new", after) == expected


def test_the_first_page_of_a_table_of_contents(tmp_path):
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: index", encoding="utf-8")
    text = entries.with_page(tmp_path / "_toc.yml", "new", "")
    assert text == "format: jb-book\nroot: index\nchapters:\n  - file: new\n"


def test_defaults_are_replaced_where_they_stand_and_comments_stay():
    cell = (
        "# which\nregion = '서울'  # 지역 region\nyears = [  # of both\n    1,\n    2,  # the second\n]\n"
        "start: dict[str, str] = {  # by town\n    'A/B': '2016H1',\n}\nrate = 0.5"
    )
    given = {"region": '부산 "B"', "years": [3], "start": {"C" * 60: "2017H1", "D" * 60: "2017H2"}, "rate": 1.0}
    assert notebooks.with_defaults(cell, given) == (
        '# which\nregion = "부산 \\"B\\""  # 지역 region\nyears = [3]  # of both the second\n'
        f'start: dict[str, str] = {{  # by town\n    "{"C" * 60}": "2017H1",\n    "{"D" * 60}": "2017H2",\n}}\n'
        "rate = 1.0"
    )


def test_a_notebook_without_a_heading_gets_the_title_as_its_first_cell():
    notebook = {"cells": [{"cell_type": "code", "metadata": {}, "source": "# no heading"}]}
    assert notebooks.titled(notebook, "New")["cells"][0]["source"] == ["# New"]


def test_the_commands_make_a_chapter_and_git_undoes_it(book):
    def files_of(book: Book) -> dict[str, bytes]:
        return {name: content for name, content in state(book).items() if not name.startswith(".git/")}

    def call(*command: str) -> str:
        env = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(command, cwd=book.root, env=env, capture_output=True, encoding="utf-8", check=True)
        return done.stdout

    git = ("git", "-c", "user.name=a", "-c", "user.email=a@b.c")
    call("git", "init", "-q")
    call("git", "add", ".")
    call(*git, "commit", "-qm", "all")
    before = files_of(book)
    run = (sys.executable, "-c", "from mfgbook.cli import main; main()", "new", "two", "--from", CHAPTER)
    said = call(*run, "-p", "start_year", "2000", "--title", "Two")
    assert "Wrote chapters/two.ipynb\n" in said
    undo = said.splitlines()[-1].removeprefix("Undo it:").split()
    files = ["chapters/two.ipynb", "tests/chapters/test_two.py", "chapters/runs.yml", "_toc.yml"]
    assert undo == undo_command(book, [book.root / name for name in files]).split()
    call(*git, *undo[1:])
    assert call("git", "status", "--porcelain") == ""
    assert files_of(book) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["two"], "either --from CHAPTER or --blank"),
        (["two", "--blank", "--from", CHAPTER], "either --from CHAPTER or --blank"),
        (["two", "--blank", "-p", "a", "1"], "takes no parameters"),
        (["two", "--from", "nothing"], "There is no chapter 'nothing'"),
    ],
)
def test_a_command_that_does_not_fit_is_refused(book, arguments, message):
    run = [sys.executable, "-c", "from mfgbook.cli import main; main()", "new", *arguments]
    done = subprocess.run(run, cwd=book.root, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_book_with_only_a_notebook_takes_a_new_chapter(tmp_path):
    shutil.copy(ROOT / "chapters" / f"{CHAPTER}.ipynb", tmp_path / "mine.ipynb")
    book = find_book(tmp_path)
    assert fork(book, "other", "mine", [("start_year", "2000")]) == [tmp_path / "other.ipynb"]
    assert blank(book, "third") == [tmp_path / "third.ipynb"]


def test_the_blank_chapter_is_part_of_the_package():
    assert importlib.resources.files("mfgbook.new").joinpath("blank.ipynb").is_file()
