"""Which tasks run when, and how they fail; with plain Python actions."""

import _thread
import os
import shutil
import sys
import threading
from pathlib import Path

import pytest

from mfgbook.runs.tasks import Status, Task, content_hash, run_tasks


class Kitchen:
    """A folder of files, three tasks that copy them, and a list of the tasks that ran.

    `upper` makes a file from one source, `join` a file from that and another source, `pages` a folder from both.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.state, self.ran = folder, folder / "build" / "state", []
        self.values = {"upper": {"sign": "!"}, "join": {}, "pages": {}}
        self.first, self.second = folder / "first.txt", folder / "second.txt"
        self.upper, self.join, self.pages = folder / "upper.txt", folder / "join.txt", folder / "pages"
        self.first.write_text("one", encoding="utf-8")
        self.second.write_text("two", encoding="utf-8")
        self.broken: set[str] = set()

    def tasks(self) -> list[Task]:
        return [
            self.task("pages", self.make_pages, [self.upper, self.join], [self.pages]),
            self.task("join", self.make_join, [self.upper, self.second], [self.join]),
            self.task("upper", self.make_upper, [self.first], [self.upper]),
        ]

    def task(self, name, work, files, outputs):
        def action():
            self.ran.append(name)
            if name in self.broken:
                raise ValueError(f"{name} is broken")
            work()

        return Task(name, action, files, self.values[name], outputs)

    def make_upper(self):
        self.upper.write_text(self.first.read_text("utf-8").upper() + self.values["upper"]["sign"], "utf-8")

    def make_join(self):
        self.join.write_text(self.upper.read_text("utf-8") + self.second.read_text("utf-8"), "utf-8")

    def make_pages(self):
        shutil.rmtree(self.pages, ignore_errors=True)
        (self.pages / "deep").mkdir(parents=True)
        for source in (self.upper, self.join):
            shutil.copyfile(source, self.pages / "deep" / source.name)

    def run(self, tasks=None, **options):
        """Run all tasks and return the names of those that ran, in their order."""
        self.ran.clear()
        self.outcomes = {
            outcome.name: outcome for outcome in run_tasks(tasks or self.tasks(), self.state, 2, **options)
        }
        return list(self.ran)


@pytest.fixture
def kitchen(tmp_path):
    kitchen = Kitchen(tmp_path)
    assert kitchen.run() == ["upper", "join", "pages"]
    return kitchen


def test_tasks_run_in_the_order_of_their_outputs_and_then_not_again(kitchen):
    assert (kitchen.pages / "deep" / "join.txt").read_text("utf-8") == "ONE!two"
    assert kitchen.run() == []
    assert {outcome.status for outcome in kitchen.outcomes.values()} == {Status.UNCHANGED}


def test_a_touch_reruns_nothing(kitchen):
    for path in (kitchen.first, kitchen.second, kitchen.upper, *kitchen.pages.rglob("*.txt")):
        os.utime(path, (1, 1))
    assert kitchen.run() == []


def test_a_changed_file_reruns_what_depends_on_it(kitchen):
    kitchen.second.write_text("zwei", encoding="utf-8")
    assert kitchen.run() == ["join", "pages"]
    assert kitchen.join.read_text("utf-8") == "ONE!zwei"


def test_a_change_that_keeps_the_time_stamp_and_size_is_seen(kitchen):
    before = kitchen.second.stat()
    kitchen.second.write_text("owt", encoding="utf-8")
    os.utime(kitchen.second, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert kitchen.run() == ["join", "pages"]


def test_a_changed_value_reruns_its_task(kitchen):
    kitchen.values["join"] = {"x": [1, {"y": 2}]}
    assert kitchen.run()[0] == "join"
    assert kitchen.run() == []
    kitchen.values["join"] = {"x": [1, {"y": 3}]}
    assert kitchen.run()[0] == "join"


def test_identical_new_outputs_do_not_rerun_what_depends_on_them(kitchen):
    kitchen.first.write_text("ONE", encoding="utf-8")  # upper case makes the same of it
    assert kitchen.run() == ["upper"]
    assert kitchen.outcomes["join"].status is Status.UNCHANGED


def test_a_dependency_that_is_no_longer_there_reruns_its_task(kitchen):
    fewer = [*kitchen.tasks()[:2], kitchen.task("upper", kitchen.make_upper, [], [kitchen.upper])]
    assert kitchen.run(fewer) == ["upper"]


@pytest.mark.parametrize(
    ("harm", "remade"),
    [
        (lambda kitchen: kitchen.join.unlink(), ["join"]),
        (lambda kitchen: kitchen.join.write_text("by hand", "utf-8"), ["join"]),
        (lambda kitchen: shutil.rmtree(kitchen.pages), ["pages"]),
        (lambda kitchen: (kitchen.pages / "deep" / "join.txt").unlink(), ["pages"]),
        (lambda kitchen: (kitchen.pages / "more.txt").write_text("by hand", "utf-8"), ["pages"]),
    ],
)
def test_an_output_deleted_or_altered_by_hand_is_made_again(kitchen, harm, remade):
    before = content_hash(kitchen.folder / "pages"), content_hash(kitchen.join)
    harm(kitchen)
    assert kitchen.run() == remade
    assert (content_hash(kitchen.folder / "pages"), content_hash(kitchen.join)) == before


def test_what_is_edited_while_its_task_runs_is_out_of_date(kitchen):
    kitchen.values["upper"] = {"sign": "?"}
    make, kitchen.make_upper = kitchen.make_upper, lambda: (make(), kitchen.first.write_text("late", "utf-8"))
    assert "upper" in kitchen.run()
    kitchen.make_upper = make
    assert kitchen.run() == ["upper", "join", "pages"]
    assert kitchen.upper.read_text("utf-8") == "LATE?"


def test_a_failure_comes_back_and_stops_only_what_depends_on_it(kitchen):
    kitchen.broken = {"join"}
    kitchen.first.write_text("eins", encoding="utf-8")
    assert kitchen.run() == ["upper", "join"]
    assert [kitchen.outcomes[name].status for name in ("upper", "join", "pages")] == [
        Status.DONE,
        Status.FAILED,
        Status.SKIPPED,
    ]
    assert str(kitchen.outcomes["join"].error) == "join is broken"
    kitchen.broken = set()
    assert kitchen.run() == ["join", "pages"]


def test_a_task_that_does_not_make_its_output_fails(tmp_path):
    (outcome,) = run_tasks([Task("lazy", lambda: None, outputs=[tmp_path / "none.txt"])], tmp_path / "state")
    assert outcome.status is Status.FAILED


def test_a_missing_file_counts_as_a_state_of_its_own(tmp_path):
    output = tmp_path / "out.txt"
    task = Task("t", lambda: output.write_text("x", "utf-8"), [tmp_path / "maybe.txt"], outputs=[output])
    statuses = [run_tasks([task], tmp_path / "state")[0].status for _ in range(2)]
    (tmp_path / "maybe.txt").write_text("here", encoding="utf-8")
    statuses.append(run_tasks([task], tmp_path / "state")[0].status)
    assert statuses == [Status.DONE, Status.UNCHANGED, Status.DONE]


@pytest.mark.parametrize("garbage", [b"", b"\xff\x00 = [", b'lock-version = "99"\n'])
def test_a_broken_state_reruns_everything(kitchen, garbage):
    files = [path for path in kitchen.state.rglob("*") if path.is_file()]
    assert any(path.name == "pytask.lock" for path in files)
    for path in files:
        path.write_bytes(garbage)
    assert kitchen.run() == ["upper", "join", "pages"]
    assert kitchen.run() == []


def test_a_lost_state_reruns_everything(kitchen):
    shutil.rmtree(kitchen.state)
    assert kitchen.run() == ["upper", "join", "pages"]


def test_a_book_can_be_moved(kitchen, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    moved = Kitchen(tmp_path / "elsewhere")
    for path in (kitchen.upper, kitchen.join):
        shutil.copyfile(path, moved.folder / path.name)
    shutil.copytree(kitchen.pages, moved.pages)
    shutil.copytree(kitchen.state, moved.state)
    assert moved.run() == []


def test_two_tasks_with_one_output_are_an_error(tmp_path):
    tasks = [Task(name, lambda: None, outputs=[tmp_path / "same.txt"]) for name in ("a", "b")]
    with pytest.raises(RuntimeError, match="same output"):
        run_tasks(tasks, tmp_path / "state")


def test_as_many_tasks_run_together_as_there_are_workers(tmp_path):
    together = threading.Barrier(3, timeout=20)

    def meet(output):
        together.wait()
        output.write_text("met", encoding="utf-8")

    outputs = [tmp_path / f"{number}.txt" for number in range(3)]
    tasks = [Task(path.name, lambda path=path: meet(path), outputs=[path]) for path in outputs]
    assert {outcome.status for outcome in run_tasks(tasks, tmp_path / "state", workers=3)} == {Status.DONE}


def test_progress_counts_what_is_out_of_date(kitchen):
    lines: list[str] = []
    kitchen.second.write_text("zwei", encoding="utf-8")
    kitchen.broken = {"pages"}
    kitchen.run(say=lines.append)
    assert [line.partition(" in ")[0] for line in lines] == [
        "started join",
        "done    join",
        "started pages",
        "failed  pages",
    ]
    assert [line.rpartition(" ")[2] for line in lines if " in " in line] == ["(1/2)", "(2/2)"]


def test_nothing_of_the_engine_shows(kitchen, capfd, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    path, environment = list(sys.path), dict(os.environ)
    kitchen.broken = {"join"}
    kitchen.first.write_text("eins", encoding="utf-8")
    kitchen.run()
    assert capfd.readouterr() == ("", "")
    assert (sys.path, dict(os.environ)) == (path, environment)
    elsewhere = [path for path in tmp_path.rglob("*pytask*") if not path.is_relative_to(kitchen.state)]
    assert elsewhere == []


def test_an_interrupt_is_passed_on(kitchen):
    kitchen.second.write_text("zwei", encoding="utf-8")
    kitchen.make_join = _thread.interrupt_main  # what Ctrl-C does
    with pytest.raises(KeyboardInterrupt):
        kitchen.run()
