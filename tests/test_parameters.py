"""What a parameters cell declares, and which given values fit it."""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfgbook import parameters
from mfgbook.errors import BookError

CELL = """\
# Folder of your own tables;
# empty means the shipped ones.
data_dir = ""
country = "KOR"  # the country in question

# First year.
start_year: int = 1990
level = 0.95
peers = ["USA", "JPN"]  # for comparison
downturn = {
    "Ulsan/Dong-gu": "2016H1",  # ships
}
strict = False
anything = None
"""
DECLARED = {
    "data_dir": "",
    "country": "KOR",
    "start_year": 1990,
    "level": 0.95,
    "peers": ["USA", "JPN"],
    "downturn": {"Ulsan/Dong-gu": "2016H1"},
    "strict": False,
    "anything": None,
}


def notebook(folder: Path, source: str, tags: tuple[str, ...] = ("parameters",)) -> Path:
    path = folder / "chapter.ipynb"
    cell = {"cell_type": "code", "metadata": {"tags": list(tags)}, "source": source, "outputs": []}
    path.write_text(
        json.dumps({"cells": [{"cell_type": "markdown", "metadata": {}, "source": ["# T"]}, cell]}), "utf-8"
    )
    return path


def test_declared_reads_names_and_defaults(tmp_path):
    assert parameters.declared(notebook(tmp_path, CELL)) == DECLARED


def test_a_notebook_without_parameters_cell_declares_none(tmp_path):
    assert parameters.declared(notebook(tmp_path, CELL, tags=())) == {}


def test_describe_gives_the_comments_above_beside_and_within(tmp_path):
    comments = {parameter.name: parameter.comment for parameter in parameters.describe(notebook(tmp_path, CELL))}
    assert comments == {
        "data_dir": "Folder of your own tables; empty means the shipped ones.",
        "country": "the country in question",
        "start_year": "First year.",
        "level": "",
        "peers": "for comparison",
        "downturn": "ships",
        "strict": "",
        "anything": "",
    }


@pytest.mark.parametrize("source", ["import os", "a, b = 1, 2", "a = 1 + x", "a = ", "a = (1"])
def test_a_parameters_cell_of_anything_but_plain_assignments_is_refused(tmp_path, source):
    with pytest.raises(BookError, match=r"chapter\.ipynb.*plain assignments"):
        parameters.declared(notebook(tmp_path, source))


@pytest.mark.parametrize("text", ["", "no json", "[]", '{"cells": [1]}'])
def test_a_file_that_is_no_notebook_is_refused(tmp_path, text):
    path = tmp_path / "broken.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BookError, match=r"broken\.ipynb is not a Jupyter notebook"):
        parameters.declared(path)


def test_a_missing_notebook_is_refused(tmp_path):
    with pytest.raises(BookError, match="cannot be read"):
        parameters.declared(tmp_path / "none.ipynb")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"start_year": 2000, "level": 1, "peers": [], "strict": True},
        {"anything": [1, "two"], "downturn": {"Gyeongnam/Geoje": "2015H2"}},
    ],
)
def test_what_fits_passes(given):
    parameters.check(DECLARED, given)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"start_year": "abc"}, "'start_year' must be a whole number, such as 1990; it is 'abc'"),
        ({"start_year": True}, "whole number"),
        ({"start_year": 1990.0}, "whole number"),
        ({"level": "high"}, "'level' must be a number"),
        ({"strict": 1}, "True or False"),
        ({"country": 5}, "'country' must be text"),
        ({"peers": "USA"}, "'peers' must be a list whose members are each text"),
        ({"peers": ["USA", 5]}, r"it is \['USA', 5\]"),
        ({"downturn": {"Ulsan/Dong-gu": 2016}}, "'downturn' must be a mapping"),
        ({"downturn": ["2016H1"]}, "'downturn' must be a mapping"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(given, message):
    with pytest.raises(BookError, match=message):
        parameters.check(DECLARED, given)


def test_an_unknown_name_is_refused_with_the_closest_one():
    with pytest.raises(
        BookError, match=r"unknown parameter 'strat_year'\. Did you mean start_year\? .*country, start_year"
    ):
        parameters.check(DECLARED, {"strat_year": 2000})


def test_all_faults_are_named_at_once():
    with pytest.raises(BookError) as error:
        parameters.check(DECLARED, {"start_year": "abc", "peer": ["USA"]})
    assert "start_year" in str(error.value)
    assert "'peer'" in str(error.value)


def test_parse_reads_text_by_the_declared_type():
    pairs = [
        ("start_year", "2000"),
        ("level", "1e-1"),
        ("country", "2000"),
        ("peers", "[DEU, CHN]"),
        ("strict", "true"),
    ]
    assert parameters.parse(DECLARED, pairs) == {
        "start_year": 2000,
        "level": 0.1,
        "country": "2000",
        "peers": ["DEU", "CHN"],
        "strict": True,
    }


@pytest.mark.parametrize(
    "pair", [("start_year", "abc"), ("level", "x"), ("peers", "[DEU"), ("peers", "DEU"), ("none", "1")]
)
def test_parse_refuses_what_does_not_fit(pair):
    with pytest.raises(BookError, match=pair[0]):
        parameters.parse(DECLARED, [pair])


literals = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(value=literals)
def test_every_default_fits_itself(value):
    parameters.check({"x": value}, {"x": value})


@given(value=st.text())
def test_text_is_parsed_to_itself(value):
    assert parameters.parse({"x": "some"}, [("x", value)]) == {"x": value}


class Shell:
    """A stand-in for IPython's shell with a history of cells."""

    def __init__(self, *cells: str) -> None:
        self.user_ns = {"In": ["", *cells]}


@pytest.fixture
def shell(monkeypatch):
    return lambda *cells: monkeypatch.setattr("IPython.core.getipython.get_ipython", lambda: Shell(*cells))


def test_check_parameters_refuses_what_papermill_injected(shell):
    shell(CELL, '# Parameters\nstart_year = "abc"\n', "check_parameters()")
    with pytest.raises(BookError, match="start_year"):
        parameters.check_parameters()


def test_check_parameters_accepts_what_fits(shell):
    shell(CELL, "# Parameters\nstart_year = 2000\n", "check_parameters()")
    parameters.check_parameters()


@pytest.mark.parametrize("cells", [(), ("check_parameters()",), (CELL, "check_parameters()")])
def test_check_parameters_without_papermill_does_nothing(shell, cells):
    shell(*cells)
    parameters.check_parameters()


def test_check_parameters_outside_a_kernel_does_nothing():
    parameters.check_parameters()


PEERS = 'start_year = 1990\npeers = ["USA"]'
CHECKED = "from mfgbook.parameters import check_parameters\n\ncheck_parameters()\nprint(start_year, peers)"


def papermill(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Execute a chapter with papermill's own command, from another folder."""
    cells = [
        nbformat.v4.new_code_cell(PEERS, metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(CHECKED),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / "chapter.ipynb")
    command = [sys.executable, "-m", "papermill", str(folder / "chapter.ipynb"), "out.ipynb", *arguments]
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    return subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, encoding="utf-8", check=False)


def test_raw_papermill_refuses_unknown_names_and_wrong_types(tmp_path):
    done = papermill(tmp_path, "-p", "start_year", "abc", "-p", "peer", "USA")
    assert done.returncode == 1
    assert "BookError: parameter 'start_year' must be a whole number, such as 1990; it is 'abc'." in done.stderr
    assert "unknown parameter 'peer'. Did you mean peers?" in done.stderr


def test_raw_papermill_takes_lists_as_yaml(tmp_path):
    done = papermill(tmp_path, "-p", "start_year", "2000", "-y", "peers: [DEU, JPN]")
    assert done.returncode == 0, done.stderr
    executed = nbformat.read(tmp_path / "elsewhere" / "out.ipynb", as_version=4)
    assert executed.cells[-1].outputs[0].text == "2000 ['DEU', 'JPN']\n"


def test_values_that_a_cell_gives_are_read_back():
    assert parameters.values("# Parameters\na = 1\nb = {'x': [1, 2]}\n") == {"a": 1, "b": {"x": [1, 2]}}
