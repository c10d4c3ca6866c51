"""A book of one's own: a folder outside this repository, with a notebook and tables, or with tables only."""

import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import nbformat
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from mfgbook.book import find_book
from mfgbook.data.contract import shipped_folder
from mfgbook.data.faults import FaultyData
from mfgbook.errors import BookError
from mfgbook.own import complete
from mfgbook.runs.plan import read_plan
from mfgbook.site.stage import pages

ROOT = Path(__file__).parents[2]
DESCRIPTOR = {
    "name": "harbour",
    "title": "A harbour in figures",
    "description": "Fictitious figures of a harbour.",
    "resources": [
        {
            "name": "yards",
            "path": "yards.csv",
            "title": "Yards of a fictitious harbour",
            "description": "How many yards there are.",
            "sources": [{"title": "Fictitious", "vintage": "made up"}],
            "schema": {
                "fields": [{"name": "year", "type": "integer"}, {"name": "yards", "type": "integer", "unit": "yards"}],
                "primaryKey": ["year"],
            },
        }
    ],
}
READS = """\
from mfgbook import charts
from mfgbook.charts import Caption
from mfgbook.data import citation, load
from mfgbook.findings import finding

charts.enable()
yards = load("yards", data_dir)
finding("yards", yards["yards"].iloc[-1], "yards", 0, "Yards in the last year")
charts.lines(
    yards.assign(name="Yards"),
    "year",
    "yards",
    "name",
    Caption(id="yards", title="Yards", subtitle="Number", source=citation("yards", data_dir=data_dir), alt="A line."),
)
"""


def write_notebook(file: Path, code: str = READS, parameters: str = 'data_dir = ""') -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    cells = [
        new_markdown_cell("# The harbour\n\nIt has {glue:text}`yards:.0f` yards.", id="title"),
        *([new_code_cell(parameters, id="p", metadata={"tags": ["parameters"]})] if parameters else []),
        new_code_cell(code, id="reads"),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(new_notebook(cells=cells, metadata=kernel), file)


def write_tables(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "datapackage.json").write_text(json.dumps(DESCRIPTOR), encoding="utf-8")
    (folder / "yards.csv").write_text("year,yards\n2020,40\n2021,42\n2022,47\n", encoding="utf-8")


def derived_plan(folder: Path) -> list[tuple[str, str, tuple[str, ...]]]:
    book = find_book(folder)
    complete(book)
    return [
        (run.id, run.notebook.relative_to(folder).as_posix(), run.tables) for run in read_plan(book, book.tables or "")
    ]


def derived_pages(folder: Path) -> list[str]:
    book = find_book(folder)
    return [book.within(page).as_posix() for page in pages(book)]


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


CATALOGUE = ("tables", "_build/derived/tables.ipynb", ("yards",))


def test_a_notebook_and_tables_side_by_side(tmp_path):
    write_tables(tmp_path)
    write_notebook(tmp_path / "my_harbour.ipynb")
    before = files(tmp_path)
    assert derived_plan(tmp_path) == [("my_harbour", "my_harbour.ipynb", ("yards",)), CATALOGUE]
    assert derived_pages(tmp_path) == ["_toc.yml", "_config.yml", "index.md", "my_harbour.ipynb", "tables.ipynb"]
    assert files(tmp_path) == ["_build", *before]
    config = yaml.safe_load(find_book(tmp_path).config.read_text(encoding="utf-8"))
    assert (config["title"], config["author"]) == ("A harbour in figures", "")
    assert config["sphinx"] == yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["sphinx"]


def test_notebooks_and_tables_in_folders_of_their_own(tmp_path):
    write_tables(tmp_path / "data")
    write_notebook(tmp_path / "chapters" / "My harbour.ipynb")
    (tmp_path / "chapters" / "about.md").write_text("# About\n", encoding="utf-8")
    assert derived_plan(tmp_path) == [("my-harbour", "chapters/My harbour.ipynb", ("yards",)), CATALOGUE]
    assert derived_pages(tmp_path)[3:] == ["chapters/My harbour.ipynb", "chapters/about.md", "tables.ipynb"]


def test_tables_only(tmp_path):
    write_tables(tmp_path)
    assert derived_plan(tmp_path) == [CATALOGUE]
    assert derived_pages(tmp_path)[2:] == ["index.md", "tables.ipynb"]


def test_a_table_with_the_name_of_a_shipped_one_needs_no_descriptor(tmp_path):
    (tmp_path / "countries.csv").write_bytes((shipped_folder() / "countries.csv").read_bytes())
    assert derived_plan(tmp_path) == [("tables", "_build/derived/tables.ipynb", ("countries",))]


def test_a_notebook_only_reads_the_shipped_tables(tmp_path):
    write_notebook(tmp_path / "one.ipynb", 'from mfgbook.data import load\nload("countries").shape', parameters="")
    assert derived_plan(tmp_path) == [("one", "one.ipynb", ("countries",))]
    assert find_book(tmp_path).tables is None


def test_what_the_folder_has_is_used(tmp_path):
    write_tables(tmp_path)
    write_notebook(tmp_path / "chapters" / "harbour.ipynb")
    (tmp_path / "index.md").write_text("# Mine\n", encoding="utf-8")
    (tmp_path / "_config.yml").write_text("title: Mine\n", encoding="utf-8")
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters:\n- file: chapters/harbour\n", "utf-8")
    assert derived_plan(tmp_path) == [("harbour", "chapters/harbour.ipynb", ("yards",))]
    book = find_book(tmp_path)
    assert files(book.derived) == ["runs.yml"]
    assert (book.toc, book.config) == (tmp_path / "_toc.yml", tmp_path / "_config.yml")


def test_what_is_derived_is_derived_anew(tmp_path):
    write_notebook(tmp_path / "one.ipynb", "1")
    assert len(derived_plan(tmp_path)) == 1
    write_notebook(tmp_path / "two.ipynb", "2")
    assert len(derived_plan(tmp_path)) == 2


def test_a_page_of_the_users_own_is_not_hidden_by_a_derived_one(tmp_path):
    write_tables(tmp_path)
    write_notebook(tmp_path / "tables.ipynb")
    write_notebook(tmp_path / "index.ipynb")
    assert derived_plan(tmp_path) == [("index", "index.ipynb", ("yards",)), ("tables", "tables.ipynb", ("yards",))]
    assert derived_pages(tmp_path)[2:] == ["index.ipynb", "tables.ipynb"]


def test_a_complete_book_derives_nothing(tmp_path):
    write_notebook(tmp_path / "chapters" / "harbour.ipynb", "1")
    (tmp_path / "chapters" / "runs.yml").write_text("- {id: harbour, notebook: harbour.ipynb}\n", encoding="utf-8")
    (tmp_path / "_toc.yml").write_text("root: chapters/harbour\n", encoding="utf-8")
    (tmp_path / "_config.yml").write_text("title: Mine\n", encoding="utf-8")
    complete(find_book(tmp_path))
    assert files(tmp_path) == ["_config.yml", "_toc.yml", "chapters"]


def test_a_notebook_that_cannot_take_the_folder_of_its_tables_is_told_how(tmp_path):
    write_tables(tmp_path)
    write_notebook(tmp_path / "harbour.ipynb", parameters="")
    with pytest.raises(BookError, match=r'harbour\.ipynb has no parameter data_dir.*Add `data_dir = ""`'):
        derived_plan(tmp_path)


def test_a_broken_notebook_is_named(tmp_path):
    (tmp_path / "harbour.ipynb").write_text("no notebook", encoding="utf-8")
    with pytest.raises(BookError, match=r"harbour\.ipynb is not a Jupyter notebook"):
        derived_plan(tmp_path)


def test_a_broken_descriptor_is_named(tmp_path):
    (tmp_path / "datapackage.json").write_text("{", encoding="utf-8")
    with pytest.raises(FaultyData, match=r"datapackage\.json, row 1.*is not valid JSON"):
        derived_plan(tmp_path)


@pytest.mark.parametrize("name", [None, "notes.txt", "my.csv"])
def test_a_folder_with_neither_is_no_book(tmp_path, name):
    if name:
        (tmp_path / name).write_text("a,b\n", encoding="utf-8")
    with pytest.raises(BookError, match=r"not inside a book.*a notebook, or tables and their datapackage\.json"):
        find_book(tmp_path)


def test_a_folder_of_tables_inside_a_book_is_no_book_of_its_own(tmp_path):
    (tmp_path / "chapters").mkdir()
    for name in ("_toc.yml", "chapters/runs.yml"):
        (tmp_path / name).touch()
    write_tables(tmp_path / "mine")
    assert find_book(tmp_path / "mine").root == tmp_path


def test_the_repository_has_no_tables_but_the_shipped_ones():
    assert find_book(ROOT).tables is None


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a library that pip installed from a wheel, in an environment that does not know this folder."""
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    wheel = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder, ROOT]
    subprocess.run(wheel, check=True)
    environment = folder / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    python = environment / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    install = ["--python", python, "install", "--no-deps", "--no-index", next(folder.glob("*.whl"))]
    subprocess.run([*pip, *install], check=True)
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], capture_output=True, check=True
    )
    # The other libraries are this environment's; a path in a .pth file does not bring its own .pth files along.
    other = sysconfig.get_path("purelib")
    (Path(site.stdout.decode().strip()) / "other.pth").write_text(f"{other}\n", encoding="utf-8")
    return python.with_name("mfgbook")


def build(command: Path, folder: Path) -> str:
    done = subprocess.run([command, "build"], cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout
    return done.stdout


@pytest.mark.slow
@pytest.mark.xdist_group("installed")
def test_the_installed_library_builds_a_book_from_a_notebook_and_tables(installed, tmp_path):
    write_tables(tmp_path)
    write_notebook(tmp_path / "my_harbour.ipynb")
    build(installed, tmp_path)
    assert files(tmp_path) == ["_build", "datapackage.json", "my_harbour.ipynb", "yards.csv"]
    html = tmp_path / "_build" / "html"
    page = (html / "my_harbour.html").read_text(encoding="utf-8")
    assert '<figure class="chart"' in page
    assert "Fictitious (made up)" in page
    assert "Not the published data" not in page
    assert "Yards of a fictitious harbour" in (html / "tables.html").read_text(encoding="utf-8")
    first = (html / "index.html").read_text(encoding="utf-8")
    assert "A harbour in figures" in first
    assert 'href="my_harbour.html"' in first
    assert files(html / "downloads" / "tables") == ["yards.csv"]
    findings = json.loads((tmp_path / "_build" / "findings.json").read_text(encoding="utf-8"))
    assert "yards" in json.dumps(findings)
    assert "Nothing has changed." in build(installed, tmp_path)


@pytest.mark.slow
@pytest.mark.xdist_group("installed")
def test_the_installed_library_builds_a_book_from_tables_only(installed, tmp_path):
    write_tables(tmp_path)
    build(installed, tmp_path)
    assert "Yards of a fictitious harbour" in (tmp_path / "_build/html/tables.html").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.xdist_group("installed")
def test_the_installed_library_makes_a_chapter_and_runs_it(installed, tmp_path):
    write_tables(tmp_path)
    write_notebook(tmp_path / "my_harbour.ipynb")
    for arguments in (["new", "question", "--blank"], ["run", "question"], ["run", "my_harbour"]):
        subprocess.run([installed, *arguments], cwd=tmp_path, capture_output=True, check=True)
    assert files(tmp_path / "_build" / "single") == ["my_harbour.ipynb", "question.ipynb"]
