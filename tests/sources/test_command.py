"""The command `mfgbook refresh`, as its user meets it."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest
import small_tables

from mfgbook.cli import main

SECRET = "the-secret"


@pytest.fixture
def mfgbook(tmp_path, monkeypatch, capsys):
    """Run the command in a folder that is in no book; return its exit code, what it printed, and its errors."""
    small_tables.made(tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MFGBOOK_KOSIS_KEY", SECRET)

    def mfgbook(*arguments, **environment):
        monkeypatch.setattr(sys, "argv", ["mfgbook", "refresh", *arguments])
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return SimpleNamespace(returncode=ended.value.code, stdout=said.out, stderr=said.err)

    return mfgbook


def test_it_refreshes_a_table_of_a_folder(mfgbook, serve, tmp_path):
    double = serve(*small_tables.good("kosis"))
    before = small_tables.contents(tmp_path / "data")
    dry = mfgbook("accounts", "--data", "data", "--dry-run", MFGBOOK_KOSIS_URL=double.url)
    assert dry.returncode == 0, dry.stdout + dry.stderr
    assert "Nothing is replaced" in dry.stdout
    assert small_tables.contents(tmp_path / "data") == before
    done = mfgbook("accounts", "--data", "data", MFGBOOK_KOSIS_URL=double.url)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "accounts: 2 rows added, 2 rows revised." in done.stdout
    assert "Replaced accounts.csv and its entry in datapackage.json" in done.stdout
    assert SECRET not in dry.stdout + dry.stderr + done.stdout + done.stderr
    kept = small_tables.contents(tmp_path / "_build" / "raw" / "accounts")
    assert len(kept) == 4  # two answers, each with its index
    assert not any(SECRET.encode() in content for content in kept.values())


def test_a_service_that_is_down_ends_with_1_and_no_traceback(mfgbook, serve, tmp_path):
    double = serve(b"<html>down</html>")
    done = mfgbook("accounts", "--data", "data", MFGBOOK_KOSIS_URL=double.url)
    assert done.returncode == 1
    assert "KOSIS answers with a web page instead of data" in done.stdout
    assert done.stderr == "Not refreshed: 1 table. The reason stands above.\n"


def test_list_shows_source_vintage_and_key_and_asks_nothing(mfgbook):
    done = mfgbook("--list", "--data", "data")
    assert done.returncode == 0, done.stderr
    said = done.stdout
    own = said[said.index("\naccounts\n") + 1 :].splitlines()[:7]
    assert [line.split()[0] for line in own[1:]] == ["service", "source", "vintage", "retrieved", "key", "refresh"]
    assert own[3].split(maxsplit=1)[1] == "long ago"
    assert "MFGBOOK_KOSIS_KEY needed, set" in own[5]
    accounts = said[said.index("korea_regional_accounts\n") :]
    assert accounts.splitlines()[6] == "  refresh    the codes of this table at the service are not recorded"
    assert "MFGBOOK_ECOS_KEY needed, not set" in said
    assert SECRET not in said
    assert "tables have no service to refresh from." in said


def test_list_of_one_table(mfgbook):
    done = mfgbook("--list", "shares", "--data", "data")
    assert done.stdout.startswith("shares\n  service    World Bank\n")
    assert "accounts" not in done.stdout
    assert "Did you mean" in mfgbook("--list", "sharez", "--data", "data").stderr


def test_a_book_of_ones_own_needs_no_option(mfgbook, serve, tmp_path):
    double = serve(*small_tables.good("kosis"))
    done = mfgbook("accounts", MFGBOOK_KOSIS_URL=double.url)  # its tables stand in data/
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2031" in (tmp_path / "data" / "accounts.csv").read_text(encoding="utf-8")
    assert "2031-02-03" in mfgbook("--list", "accounts").stdout


def test_the_tables_of_an_installed_library_are_left_alone(mfgbook, tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    done = mfgbook("world_bank_macro")  # outside the book: the shipped tables are not this user's
    assert done.returncode == 1
    assert "mfgbook refresh TABLE --data FOLDER" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_not_there(mfgbook):
    assert "does not exist" in mfgbook("--data", "nowhere").stderr


def test_help_reads(mfgbook):
    done = mfgbook("--help")
    assert done.returncode == 0
    assert "refresh [OPTIONS] [TABLE]..." in done.stdout
