"""The command `mfgbook`, as its user meets it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mfgbook.data import shipped_folder

ROOT = Path(__file__).parent.parent


def mfgbook(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from mfgbook.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """Check that a command ended as a user's mistake does, and return what it said."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("command", [(), ("build",), ("run",), ("check",), ("audit",), ("compare",)])
def test_help_reads(command):
    done = mfgbook(*command, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: ")


def test_check_finds_no_fault_in_the_shipped_tables():
    done = mfgbook("check")
    assert done.returncode == 0, done.stdout
    assert "No faults" in done.stdout


def test_check_prints_each_fault_of_a_folder(tmp_path):
    table = (shipped_folder() / "countries.csv").read_text(encoding="utf-8")
    (tmp_path / "countries.csv").write_text(table.replace("KOR,", "K,"), encoding="utf-8")
    said = refused(mfgbook("check", tmp_path))
    assert "countries.csv, row 7, column country: 'K'" in said
    assert "manufacturing_share_of_gdp.csv, row" in said  # figures of a country that the table no longer names


def test_check_needs_a_folder_that_exists(tmp_path):
    assert "nowhere" in refused(mfgbook("check", tmp_path / "nowhere"))


def test_outside_a_book_the_command_says_where_to_go(tmp_path):
    assert "not inside a book" in refused(mfgbook("build", cwd=tmp_path))


@pytest.mark.parametrize("command", [("check",), ("run", "nothing"), ("build", "--help")])
def test_any_command_puts_back_a_site_that_a_killed_build_left_aside(command, tmp_path):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "_toc.yml").touch()
    (tmp_path / "chapters" / "runs.yml").touch()
    old = tmp_path / "_build" / "html-old"
    old.mkdir(parents=True)
    (old / "index.html").write_text("good", encoding="utf-8")
    mfgbook(*command, cwd=tmp_path)
    assert (tmp_path / "_build" / "html" / "index.html").read_text(encoding="utf-8") == "good"


def test_an_unknown_chapter_is_named_with_the_nearest(tmp_path):
    said = refused(mfgbook("run", "korea_manufacturing_declin", "-o", tmp_path / "x.ipynb"))
    assert "korea_manufacturing_decline" in said


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        (("start_yaer", "2000"), "start_year"),
        (("start_year", "soon"), "whole number"),
        (("peers", "USA"), "list"),
    ],
)
def test_a_parameter_that_does_not_fit_is_refused_before_anything_runs(pair, message, tmp_path):
    done = mfgbook("run", "korea_manufacturing_decline", "-p", *pair, "-o", tmp_path / "x.ipynb")
    assert message in refused(done)
    assert list(tmp_path.iterdir()) == []


def test_a_faulty_table_stops_a_run_with_its_row(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    table = (shipped_folder() / "manufacturing_share_of_gdp.csv").read_text(encoding="utf-8").splitlines()
    table[3] = table[3].rpartition(",")[0] + ",a lot"
    (folder / "manufacturing_share_of_gdp.csv").write_text("\n".join(table) + "\n", encoding="utf-8")
    said = refused(mfgbook("run", "korea_manufacturing_decline", "--data", folder, "-o", tmp_path / "x.ipynb"))
    assert "manufacturing_share_of_gdp.csv, row 4, column percent_of_gdp: 'a lot'" in said
    assert not (tmp_path / "x.ipynb").exists()


@pytest.mark.parametrize("command", [("build",), ("run", "korea_manufacturing_decline")])
def test_a_misnamed_table_stops_a_run_on_own_data(command, tmp_path):
    table = (shipped_folder() / "provinces.csv").read_text(encoding="utf-8")
    (tmp_path / "province.csv").write_text(table, encoding="utf-8")
    assert "Did you mean provinces.csv" in refused(mfgbook(*command, "--data", tmp_path))


def test_the_output_must_be_a_notebook(tmp_path):
    assert "ends in .ipynb" in refused(mfgbook("run", "korea_manufacturing_decline", "-o", tmp_path / "x.html"))


def test_raw_papermill_refuses_an_unknown_parameter_and_a_wrong_type(tmp_path):
    chapter = ROOT / "chapters" / "korea_manufacturing_decline.ipynb"
    given = ["-p", "start_yaer", "2000", "-p", "end_year", "soon"]
    command = [sys.executable, "-m", "papermill", str(chapter), str(tmp_path / "x.ipynb"), *given]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode != 0
    assert "unknown parameter 'start_yaer'" in done.stderr
    assert "parameter 'end_year' must be a whole number" in done.stderr


def test_audit_prints_its_summary_and_writes_every_claim(tmp_path):
    done = mfgbook("audit", "--csv", tmp_path / "audit.csv")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "contradicted" in done.stdout
    rows = (tmp_path / "audit.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows[0] == "id,document,location,kind,statement,printed,unit,recomputed,verdict,note"
    assert f" {len(rows) - 1}" in done.stdout.splitlines()[-1]


def test_audit_of_own_data_lists_what_turned_and_is_no_failure(tmp_path):
    table = (shipped_folder() / "krihs2019_network_results.csv").read_text(encoding="utf-8")
    (tmp_path / "krihs2019_network_results.csv").write_text(table.replace(",1291,org", ",1500,org"), encoding="utf-8")
    done = mfgbook("audit", "--data", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "krihs2019-partners-change: reproduced, now contradicted" in done.stdout


def test_audit_fails_where_a_shipped_verdict_turned_and_recording_it_is_a_step(tmp_path):
    book = shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__")).parent
    shutil.copytree(ROOT / "data", book / "data")
    table = book / "data" / "krihs2019_network_results.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",1291,org", ",1500,org"), encoding="utf-8")

    def audit(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from mfgbook.cli import main; main()", "audit", *arguments]
        own = os.environ | {"PYTHONPATH": str(book / "src")}
        return subprocess.run(command, cwd=book, env=own, capture_output=True, text=True, encoding="utf-8", check=False)

    said = refused(audit())
    assert "krihs2019-partners-change: reproduced, now contradicted" in said
    assert "if it is right so, record it: mfgbook audit --record" in said
    assert audit("--record").returncode == 0
    assert audit().returncode == 0


def test_recorded_verdicts_are_those_of_the_shipped_tables(tmp_path):
    assert "Use --record without --data" in refused(mfgbook("audit", "--record", "--data", tmp_path))


def test_a_file_for_the_audit_that_cannot_be_written_is_named(tmp_path):
    assert "cannot be written" in refused(mfgbook("audit", "--csv", tmp_path / "nowhere" / "audit.csv"))
