"""Tasks that run when what they depend on has changed, several at a time.

Content decides, never a time stamp. The engine is pytask with its parallel plugin; nothing of it shows outside.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

import pytask
from pytask_parallel import ParallelBackend


@dataclass(frozen=True)
class Task:
    """One piece of work.

    Attributes:
        name: its name, on screen and in the engine's state.
        action: does the work; it must put every output in place, and may raise.
        files: the files and folders that it depends on, outputs of other tasks among them.
        values: what else it depends on, as JSON can hold it.
        outputs: the files and folders that it makes.
    """

    name: str
    action: Callable[[], object]
    files: Sequence[Path] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    outputs: Sequence[Path] = ()


class Status(Enum):
    """How a task ended."""

    DONE = "done"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    SKIPPED = "skipped, for it needs what failed"


@dataclass(frozen=True)
class Outcome:
    """How a task ended, and for one that failed, why."""

    name: str
    status: Status
    error: BaseException | None = None


def run_tasks(
    tasks: Sequence[Task],
    state: Path,
    workers: int = 0,
    say: Callable[[str], object] = lambda line: None,
    before: Callable[[], object] = lambda: None,
) -> list[Outcome]:
    """Run the tasks that are out of date, each after those whose outputs it depends on.

    A task is out of date if a file, a value or an output differs from what it was when the task last succeeded, or if
    it has other files or outputs than then. A task that fails stops only those that depend on it.

    Args:
        tasks: the tasks, in any order.
        state: the folder that remembers what tasks depended on; if it is lost or broken, all tasks run.
        workers: how many tasks run at the same time; 0 for one more than processors, since a task waits now and then.
        say: gets a line of text as each task starts and ends, from the thread that runs it.
        before: is called once before the first task, if any is out of date; what it raises stops them all.

    Returns:
        One outcome for each task, in the order of `tasks`.

    Raises:
        KeyboardInterrupt: if the user interrupts; tasks under way end first.
        RuntimeError: if the tasks cannot be ordered, or two make the same output.
    """
    made = {output for task in tasks for output in task.outputs}
    hashes: dict[Path, str | None] = {}  # read once, so that what is edited meanwhile counts as a change next time
    for task in tasks:
        hashes |= {path: content_hash(path) for path in task.files if path not in made and path not in hashes}
    dependencies = {task.name: _dependencies(task, made, hashes, state) for task in tasks}

    def session(action_of: Callable[[Task], Callable[[], object]], **options: Any) -> dict[str, Outcome]:
        nodes = [_node(task, dependencies[task.name], action_of(task)) for task in tasks]
        return _run_pytask(nodes, state, **options)

    plan = session(lambda task: task.action, dry_run=True)  # quick, and tells how many there are to run
    due = [task.name for task in tasks if plan[task.name].status is Status.DONE]
    if due:
        before()
        progress = _Progress(say, len(due))
        plan = session(progress.watch, n_workers=workers or (os.cpu_count() or 1) + 1)
    return [plan[task.name] for task in tasks]


def content_hash(path: Path) -> str | None:
    """Return a hash of a file's content, or of a folder's names and contents; None if there is nothing."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    if not path.is_dir():
        return None
    files = sorted(
        (file.relative_to(path).as_posix(), content_hash(file)) for file in path.rglob("*") if file.is_file()
    )
    return hashlib.sha256(json.dumps(files).encode()).hexdigest()


class _Progress:
    """Says when tasks start and end, and how many of those to run have ended."""

    def __init__(self, say: Callable[[str], object], total: int) -> None:
        self.say, self.total, self.ended, self.lock = say, total, 0, threading.Lock()

    def watch(self, task: Task) -> Callable[[], object]:
        """Return the task's action with its start and end reported."""

        def action() -> None:
            started = time.perf_counter()
            with self.lock:
                self.say(f"started {task.name}")
            status = Status.FAILED
            try:
                task.action()
                status = Status.DONE
            finally:
                seconds = time.perf_counter() - started
                with self.lock:
                    self.ended += 1
                    self.say(f"{status.value:7} {task.name} in {seconds:.1f} s ({self.ended}/{self.total})")

        return action


@dataclass(kw_only=True)
class _Made(pytask.PathNode):
    """A file or folder that a task makes; pytask's own node trusts time stamps and knows no folders."""

    def state(self) -> str | None:
        return content_hash(Path(str(self.path)))


@dataclass(kw_only=True)
class _Node(pytask.TaskWithoutPath):
    """A task as pytask sees it; its code is a matter of its inputs."""

    def state(self) -> str:
        return "task"


def _dependencies(
    task: Task, made: set[Path], hashes: Mapping[Path, str | None], state: Path
) -> dict[str, pytask.PNode | list[pytask.PNode]]:
    """Return a task's dependencies: what other tasks make, and all the rest as one text.

    The names are in the text too: pytask does not notice a dependency that is no longer there.
    """
    known = {
        "values": task.values,
        "files": {_relative(path, state): hashes.get(path) for path in task.files},
        "outputs": [_relative(path, state) for path in task.outputs],
    }
    text = json.dumps(known, sort_keys=True, default=str)
    node_info = pytask.NodeInfo(arg_name="known", path=(), task_name=task.name, task_path=None, value=text)
    return {
        "known": pytask.PythonNode(name=f"{task.name}::known", value=text, hash=True, node_info=node_info),
        "made": [_Made(name=path.as_posix(), path=path) for path in task.files if path in made],
    }


def _relative(path: Path, state: Path) -> str:
    """Name a path by its way from the state's folder, so that a book can be moved."""
    try:
        return Path(os.path.relpath(path, state)).as_posix()
    except ValueError:  # another drive of Windows
        return path.as_posix()


def _node(task: Task, depends_on: dict[str, Any], action: Callable[[], object]) -> _Node:
    outputs: list[Any] = [_Made(name=path.as_posix(), path=path) for path in task.outputs]
    return _Node(name=task.name, function=lambda **_: action(), depends_on=depends_on, produces={"outputs": outputs})


def _run_pytask(nodes: list[_Node], state: Path, **options: Any) -> dict[str, Outcome]:
    """Run pytask out of sight and return the outcomes by name; forget a state that it cannot read, and start again."""
    session, said = _session(nodes, state, options)
    if session.exit_code == pytask.ExitCode.CONFIGURATION_FAILED:
        shutil.rmtree(state, ignore_errors=True)
        session, said = _session(nodes, state, options)
    outcomes = {report.task.name: _outcome(report) for report in session.execution_reports}
    if session.exit_code not in (pytask.ExitCode.OK, pytask.ExitCode.FAILED):
        raise RuntimeError(f"The tasks cannot be run:\n{said}")
    if len(outcomes) < len(nodes):
        raise KeyboardInterrupt
    return outcomes


def _session(nodes: list[_Node], state: Path, options: dict[str, Any]) -> tuple[pytask.Session, str]:
    """Run one pytask session; return it and what it printed."""
    state.mkdir(parents=True, exist_ok=True)
    config = state / "pytask.toml"  # makes `state` pytask's root, so that it writes nowhere else
    config.write_text("[tool.pytask.ini_options]\n", encoding="utf-8")
    with _environment_kept(), pytask.console.capture() as said:
        session = pytask.build(
            tasks=nodes,
            paths=state,
            config=config,
            database_url="sqlite://",  # in memory: the lock file beside it is the state
            capture="no",
            disable_warnings=True,
            verbose=0,
            parallel_backend=ParallelBackend.THREADS,
            **options,
        )
    return session, said.get()


@contextmanager
def _environment_kept() -> Iterator[None]:
    """Undo what pytask-parallel does to the import path, which kernels would inherit."""
    path, pythonpath = list(sys.path), os.environ.get("PYTHONPATH")
    try:
        yield
    finally:
        sys.path[:] = path
        os.environ.pop("PYTHONPATH", None)
        if pythonpath is not None:
            os.environ["PYTHONPATH"] = pythonpath


def _outcome(report: pytask.ExecutionReport) -> Outcome:
    status = {
        pytask.TaskOutcome.SUCCESS: Status.DONE,
        pytask.TaskOutcome.WOULD_BE_EXECUTED: Status.DONE,
        pytask.TaskOutcome.SKIP_UNCHANGED: Status.UNCHANGED,
        pytask.TaskOutcome.SKIP_PREVIOUS_FAILED: Status.SKIPPED,
    }.get(report.outcome, Status.FAILED)
    error = report.exc_info[1] if status is Status.FAILED and report.exc_info else None
    return Outcome(report.task.name, status, error)
