"""Files are replaced together or not at all, whatever stops it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mfgbook.errors import BookError
from mfgbook.sources.replace import READY, WORK, repair, replace_together

NEW = {"a.csv": "new a", "datapackage.json": "new d", "sub/b.csv": "new b"}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sub").mkdir()
    for name in NEW:
        (tmp_path / name).write_text("old", encoding="utf-8")
    return tmp_path


def state(folder):
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_all_are_replaced_and_nothing_is_left_over(folder):
    replace_together(folder, NEW)
    assert state(folder) == NEW
    assert sorted(path.name for path in folder.iterdir()) == ["a.csv", "datapackage.json", "sub"]


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_refused_move_undoes_those_before_it(folder, monkeypatch, after):
    before, moves, move = state(folder), [], Path.replace

    def refuse(self, target):
        moves.append(target)
        if len(moves) > after:
            raise PermissionError(13, "Permission denied")
        return move(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(BookError, match=r"cannot be replaced: Permission denied.*All files are as they were"):
        replace_together(folder, NEW | {"c.csv": "c"})
    assert state(folder) == before
    assert sorted(path.name for path in folder.iterdir()) == ["a.csv", "datapackage.json", "sub"]


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_kill_between_two_moves_is_finished_by_the_next_refresh(folder, monkeypatch, after):
    moves, move = [], Path.replace

    def kill(self, target):
        moves.append(target)
        if len(moves) > after:
            raise KeyboardInterrupt
        return move(self, target)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Path, "replace", kill)
        replace_together(folder, NEW)
    assert state(folder) != NEW
    repair(folder)
    assert state(folder) == NEW
    assert not (folder / READY).exists()


def test_what_was_not_decided_is_cleared_away(folder):
    before = state(folder)
    (folder / WORK).mkdir()
    (folder / WORK / "a.csv").write_text("half")
    repair(folder)
    assert state(folder) == before
    assert not (folder / WORK).exists()


def test_a_repair_that_is_refused_says_what_to_do(folder, monkeypatch):
    (folder / READY).mkdir()
    (folder / READY / "a.csv").write_text("new a")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", lambda self, target: (_ for _ in ()).throw(PermissionError(13, "Denied")))
        with pytest.raises(BookError, match=r"An earlier refresh was killed.*Close the programs"):
            repair(folder)
    repair(folder)
    assert state(folder)["a.csv"] == "new a"
