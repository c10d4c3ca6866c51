"""The how-to pages, followed command by command in a fresh copy of this folder.

The copy's run plan keeps the chapters that a page is about: a whole build takes minutes and is tested elsewhere.
"""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml

from mfgbook.records import collect

ROOT = Path(__file__).parents[1]
LEFT_OUT = (".git", ".venv", "_build", "__pycache__", ".*_cache", "*.egg-info", ".hypothesis", ".ipynb_checkpoints")
APPENDED = "at the end of "
PAGES = ("add_a_year", "add_a_country", "fork_a_chapter", "publish_the_site", "open_in_jupyterlab", "cite_the_book")
KOREA, SEOUL, GANGWON = "korea_manufacturing_decline", "seoul_urban_manufacturing", "gangwon_wonju_strategy"


def steps(page: str) -> Iterator[tuple[str, str]]:
    """Yield what a page tells its reader to do: files to write, by their caption, and commands, with none."""
    caption, block, fence = "", [], None
    for line in (ROOT / "chapters" / f"{page}.md").read_text(encoding="utf-8").splitlines(keepends=True):
        if line.startswith("```"):
            if fence is None:
                caption, block, fence = "", [], line.strip("`\n")
            else:
                if not fence or caption:
                    yield caption, "".join(block)
                fence = None
        elif fence is not None and line.startswith(":caption: "):
            caption = line.removeprefix(":caption: ").strip()
        elif fence is not None:
            block.append(line)


class Reader:
    """Somebody who follows pages in a copy of the book, which executes the `kept` chapters only."""

    def __init__(self, folder: Path, kept: tuple[str, ...]) -> None:
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
        self.folder = folder
        plan = yaml.safe_load((ROOT / "chapters" / "runs.yml").read_text(encoding="utf-8"))
        mine = [entry for entry in plan if entry["id"] in kept]
        (folder / "chapters" / "runs.yml").write_text(yaml.safe_dump(mine, sort_keys=False), encoding="utf-8")
        dropped = {f"chapters/{entry['id']}" for entry in plan if entry not in mine}
        toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
        (folder / "_toc.yml").write_text(yaml.safe_dump(_without(toc, dropped), sort_keys=False), encoding="utf-8")
        who = {
            f"GIT_{role}_{what}": "reader@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        self.env = {
            **os.environ,
            **who,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(folder / "src"),  # the copy's library and tables, not those of this folder
        }
        for command in ("git init -q", "git add .", "git commit -qm all"):
            self.call(command)

    def call(self, command: str) -> str:
        done = self._run(command)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    def fail(self, command: str) -> str:
        done = self._run(command)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stdout + done.stderr
        return done.stderr

    def _run(self, command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, shell=True, cwd=self.folder, env=self.env, capture_output=True, encoding="utf-8", check=False
        )

    def follow(self, page: str) -> list[tuple[str, str]]:
        """Do what a page says; return each command with what it printed."""
        said = []
        for caption, text in steps(page):
            if caption:
                self.write(caption, text)
            else:
                said += [(command, self.call(command)) for command in text.splitlines()]
        return said

    def write(self, caption: str, text: str) -> None:
        file = self.folder / caption.removeprefix(APPENDED)
        with file.open("a" if caption.startswith(APPENDED) else "x", encoding="utf-8", newline="") as opened:
            opened.write(text)

    def page(self, name: str) -> str:
        return (self.folder / "_build" / "html" / f"{name}.html").read_text(encoding="utf-8")

    def findings(self, notebook: str) -> dict[str, Any]:
        executed = nbformat.read(self.folder / notebook, as_version=4)
        return {record.payload["id"]: record.payload["value"] for record in collect(executed, "finding")}


def _without(toc: Any, dropped: set[str]) -> Any:
    if isinstance(toc, dict):
        parts = {key: _without(value, dropped) for key, value in toc.items()}
        return {key: value for key, value in parts.items() if value != []}
    if not isinstance(toc, list):
        return toc
    entries = [_without(entry, dropped) for entry in toc if entry.get("file") not in dropped]
    return [entry for entry in entries if set(entry) - {"caption"}]


@contextlib.contextmanager
def serving(command: str, reader: Reader, address: str) -> Iterator[str]:
    """Start a server as a page says and yield what it answers at an address."""
    with subprocess.Popen(
        command.split(), cwd=reader.folder, env=reader.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            yield _answer(address, time.monotonic() + 60)
        finally:
            server.terminate()


def _answer(address: str, until: float) -> str:
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return str(answer.read().decode())
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.mark.parametrize("page", PAGES)
def test_every_page_stands_under_how_to_and_links_to_pages_that_are_there(page):
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    part = next(part for part in toc["parts"] if part["caption"] == "How to")
    assert {"file": f"chapters/{page}"} in part["chapters"]
    text = (ROOT / "chapters" / f"{page}.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)", text)
    assert [link for link in links if "://" not in link and not (ROOT / "chapters" / link).is_file()] == []
    for option in re.findall(r"`(data/[\w.]+|LICENSE[\w.-]*|CITATION\.cff)`", text):
        assert (ROOT / option).exists(), option


@pytest.mark.slow
def test_update_a_table_or_add_a_year(tmp_path):
    reader = Reader(tmp_path / "book", (KOREA,))
    said = reader.follow("add_a_year")
    found = reader.findings("fictitious.ipynb")
    assert (found["share_last_year"], found["share_last"]) == (2025, 25.9)
    assert "No faults in fictitious" in dict(said)["mfgbook check fictitious"]
    reader.call("mfgbook build --data fictitious")  # the page ends with a build of the published book
    page = reader.page(f"chapters/{KOREA}")
    assert "with fictitious figures after 2023 (an example)" in page
    assert "Not the published data" in page
    assert "<code>fictitious</code>" in page


@pytest.mark.slow
def test_add_a_country(tmp_path):
    reader = Reader(tmp_path / "book", (KOREA,))
    reader.follow("add_a_country")
    found = reader.findings("fictitious.ipynb")
    assert "Examplia (fictitious)" in found["peer_names"]
    assert (found["common_start"], found["common_end"]) == (2010, 2023)
    page = reader.page("chapters/korea_and_examplia")
    assert "Korea and Examplia (fictitious)" in page
    assert "with fictitious figures of Examplia (an example)" in page
    assert "Not the published data" in page
    assert "'XEX'" in reader.fail("mfgbook build")


@pytest.mark.slow
def test_fork_a_chapter(tmp_path):
    reader = Reader(tmp_path / "book", (SEOUL, GANGWON))
    said = reader.follow("fork_a_chapter")
    (undo,) = (command for command, _ in said if command.startswith("git stash"))
    made = next(output for command, output in said if command.startswith("mfgbook new my_question"))
    assert made.rstrip().endswith(undo)
    assert (
        "done    my_question"
        in said[said.index(('mfgbook new my_question --blank --title "Is it true?"', made)) + 1][1]
    )
    assert not (reader.folder / "chapters" / "my_question.ipynb").exists()
    assert "my_question" not in (reader.folder / "_toc.yml").read_text(encoding="utf-8")

    assert "Chungnam: a target against the record" in reader.page("chapters/chungnam_strategy")
    assert "Manufacturing in Ulsan, beside Seoul" in reader.page("chapters/ulsan_manufacturing")
    assert "Not the published data" not in reader.page("chapters/chungnam_strategy")
    busan = reader.page("chapters/busan_manufacturing")
    assert "Manufacturing in Busan (fictitious figures)" in busan
    assert busan.count("with fictitious figures of Busan (an example)") >= 3
    assert "Not the published data" in busan
    failed = reader.fail("mfgbook build")
    assert "Busan" in failed


@pytest.mark.slow
def test_publish_the_site(tmp_path):
    reader = Reader(tmp_path / "book", ("document_exhibits",))
    for _, text in steps("publish_the_site"):
        for command in text.splitlines():
            if "http.server" not in command:
                reader.call(command)
                continue
            port = free_port()
            with serving(command.replace("8000", str(port)), reader, f"http://127.0.0.1:{port}/index.html") as page:
                assert page == (reader.folder / "published" / "index.html").read_text(encoding="utf-8")
    external = re.findall(r'(?:src|href)="((?:https?:)?//[^"]+\.(?:js|css|woff2?))"', reader.page("index"))
    assert external == []


@pytest.mark.slow
def test_open_in_jupyterlab(tmp_path):
    reader = Reader(tmp_path / "book", (KOREA,))
    environment = tmp_path / "venv"  # JupyterLab goes there, not into the environment of these tests
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    bin_folder = environment / ("Scripts" if sys.platform == "win32" else "bin")
    find = [bin_folder / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = subprocess.run(find, capture_output=True, encoding="utf-8", check=True).stdout.strip()
    (Path(site) / "other.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    reader.env["PATH"] = f"{bin_folder}{os.pathsep}{reader.env['PATH']}"
    (install, _), (lab, _) = [(text.strip(), caption) for caption, text in steps("open_in_jupyterlab")]
    reader.call(install)
    port, token = free_port(), "how-to"
    options = f"--no-browser --port {port} --IdentityProvider.token={token} --allow-root"
    chapter = f"{KOREA}.ipynb"  # the folder of a notebook named on the command line is the server's
    address = f"http://127.0.0.1:{port}"
    with serving(f"{lab} {options}", reader, f"{address}/api/contents/{chapter}?token={token}") as contents:
        assert json.loads(contents)["content"]["cells"][0]["source"].startswith("# Korea's manufacturing decline")
        until = time.monotonic() + 30
        assert "JupyterLab" in _answer(f"{address}/lab/tree/{chapter}?token={token}", until)
        assert "python3" in json.loads(_answer(f"{address}/api/kernelspecs?token={token}", until))["kernelspecs"]


def test_cite_the_book():
    ((_, command),) = steps("cite_the_book")
    done = subprocess.run(command.split(), cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert re.fullmatch(r"[0-9a-f]{7,}\n", done.stdout)
