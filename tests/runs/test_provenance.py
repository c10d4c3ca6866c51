"""The commit that a notebook was executed at."""

import shutil
import subprocess

import pytest

from mfgbook.runs import provenance

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


def git(folder, *arguments):
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@needs_git
def test_a_clean_tree_has_a_commit_and_a_changed_one_is_dirty(tmp_path):
    git(tmp_path, "init")
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "first")
    clean = provenance.commit(tmp_path)
    assert len(clean["commit"]) == 40
    assert clean["dirty"] is False
    (tmp_path / "a.txt").write_text("b", encoding="utf-8")
    assert provenance.commit(tmp_path) == {"commit": clean["commit"], "dirty": True}


@needs_git
def test_without_a_commit_there_is_none(tmp_path):
    git(tmp_path, "init")
    assert provenance.commit(tmp_path) == {}


def test_without_git_there_is_none(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert provenance.commit(tmp_path) == {}


def test_versions_names_only_what_is_installed(monkeypatch):
    monkeypatch.setattr(provenance, "LIBRARIES", ("papermill", "no-such-library"))
    assert list(provenance.versions()) == ["papermill"]
