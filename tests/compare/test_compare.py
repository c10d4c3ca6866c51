"""Two builds and two executed notebooks compared, and what is refused."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from made_up import build, notebook, number, run, words

from mfgbook.book import Book, find_book
from mfgbook.compare import Comparison, compare_places, page, report
from mfgbook.data import shipped_folder
from mfgbook.errors import BookError

OLD = "place,share\nUlsan,26.1\nGeoje,14.0\n"
NEW = "place,share\nUlsan,26.4\nMokpo,9.0\n"


def compared(before: Path, after: Path) -> Comparison:
    """Compare what needs no book."""
    return compare_places(before, after, find_book)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Two builds of a book."""
    audit = {
        "marks": {"a-1": "audit: reproduced", "a-2": "audit: rounding", "other": "see"},
        "notebook": "chapters/audit.ipynb",
    }
    old = {
        "decline": run(
            number("slope", 3, p_value=0.01),
            number("share", 20.04, digits=1),
            number("firms", 40),
            words("moved", "rose"),
            tables=("shares",),
            parameters={"base_year": 2010, "peers": ["JPN"]},
        ),
        "calm": run(number("n", 1), tables=("same",)),
        "audit": run(**audit),
        "lost": run(number("n", 1)),
    }
    new = {
        "decline": run(
            number("slope", -2, p_value=0.4),
            number("share", 20.01, digits=1),
            number("firms", 50),
            words("moved", "fell"),
            tables=("shares",),
            parameters={"base_year": 2015, "peers": ["JPN"]},
        ),
        "calm": run(number("n", 1), tables=("same",)),
        "audit": run(**audit | {"marks": {"a-1": "audit: contradicted", "a-3": "audit: rounding", "other": "look"}}),
        "found": run(number("n", 1), number("m", 2)),
    }
    same = {"same": "place,share\nUlsan,1\n"}
    return (
        build(tmp_path / "old" / "_build", old, {"shares": OLD, **same}),
        build(tmp_path / "new" / "_build", new, {"shares": NEW, **same}),
    )


def test_findings_verdicts_runs_and_rows_of_two_builds_are_compared(pair: tuple[Path, Path]) -> None:
    found = compared(*pair)
    assert [(change.figure.id, change.kinds) for change in found.findings] == [
        ("slope", ("significance", "sign")),
        ("moved", ("word",)),
        ("firms", ("value",)),
    ]
    assert [change.figure.id for change in found.rounding] == ["share"]
    assert sorted(map(str, found.verdicts)) == [
        "a-1: reproduced, now contradicted",
        "a-2: rounding, now no claim",
        "a-3: new, rounding",
    ]
    assert [(change.run, change.status, change.findings, change.tables) for change in found.runs] == [
        ("decline", "changed", 3, ("shares",)),
        ("found", "new", 2, ()),
        ("lost", "gone", 1, ()),
    ]
    assert found.runs[0].parameters == {"base_year": (2010, 2015)}
    (table,) = found.tables
    assert (table.table, len(table.added), len(table.removed), table.revised_rows) == ("shares", 1, 1, 1)


def test_a_build_is_a_book_its_build_folder_or_its_findings(pair: tuple[Path, Path]) -> None:
    for before in (pair[0], pair[0].parent, pair[0] / "findings.json"):
        found = compared(before, pair[1])
        assert (len(found.findings), found.tables[0].status) == (3, "changed")


def test_a_build_compared_with_itself_did_not_change(pair: tuple[Path, Path]) -> None:
    found = compared(pair[0], pair[0])
    assert not found.is_change
    assert report.text(found).splitlines()[-1] == "Nothing changed."
    assert report.as_json(found)["changed"] is False
    assert "**Nothing changed.**" in page.page(found, {})


def test_what_differs_below_its_digits_alone_is_no_change(tmp_path: Path) -> None:
    old, new = ({"r": run(number("n", value))} for value in (5.1, 5.2))
    found = compared(build(tmp_path / "a", old), build(tmp_path / "b", new))
    assert not found.is_change
    assert report.summary(found) == "Nothing changed. 1 finding differs only below its digits."


def test_findings_kept_without_their_tables_say_that_rows_are_lost(pair: tuple[Path, Path], tmp_path: Path) -> None:
    kept = tmp_path / "kept" / "old.json"
    kept.parent.mkdir()
    kept.write_bytes((pair[0] / "findings.json").read_bytes())
    found = compared(kept, pair[1])
    assert [table.status for table in found.tables] == ["unseen"]
    assert "compare the data folders to see them" in report.text(found)
    assert "compare the data folders to see them" in page.page(found, {})


def test_a_table_beside_the_findings_that_is_another_one_is_not_read(pair: tuple[Path, Path]) -> None:
    (pair[0] / "html" / "downloads" / "tables" / "shares.csv").write_text("place,share\nX,1\n", encoding="utf-8")
    assert [table.status for table in compared(*pair).tables] == ["unseen"]


def test_shipped_tables_are_found_by_their_hash(tmp_path: Path) -> None:
    text = (shipped_folder() / "provinces.csv").read_bytes().decode()
    new = text.replace("Ulsan", "Ulsan City")
    sides = [
        build(tmp_path / name, {"r": run(tables=("provinces",))}, {"provinces": held}, key=("province",))
        for name, held in (("a", text), ("b", new))
    ]
    for file in sides[0].rglob("*.csv"):
        file.unlink()
    assert [table.status for table in compared(*sides).tables] == ["changed"]


def test_a_table_saved_by_a_korean_spreadsheet_is_read_as_the_book_reads_it(tmp_path: Path) -> None:
    text = (shipped_folder() / "provinces.csv").read_text(encoding="utf-8")
    korean = text.replace("Ulsan", "Ulsan City").encode("cp949")
    sides = [
        build(tmp_path / name, {"r": run(tables=("provinces",))}, {"provinces": text}, key=("province",))
        for name in ("a", "b")
    ]
    file = sides[1] / "findings.json"
    digests = [hashlib.sha256(content).hexdigest() for content in (text.encode(), korean)]
    file.write_text(file.read_text(encoding="utf-8").replace(*digests), encoding="utf-8")
    (sides[1] / "html" / "downloads" / "tables" / "provinces.csv").write_bytes(korean)
    (table,) = compared(*sides).tables
    assert (table.status, len(table.added), len(table.removed)) == ("changed", 1, 1)
    assert table.added[0]["province_ko"] == table.removed[0]["province_ko"]


def test_a_table_of_ones_own_that_is_no_plain_csv_is_not_shown(pair: tuple[Path, Path]) -> None:
    file = pair[1] / "findings.json"
    held = json.loads(file.read_text(encoding="utf-8"))
    content = "place,share\n거제,1\n".encode("cp949")
    held["tables"]["shares"]["sha256"] = hashlib.sha256(content).hexdigest()
    file.write_text(json.dumps(held), encoding="utf-8")
    (pair[1] / "html" / "downloads" / "tables" / "shares.csv").write_bytes(content)
    assert [table.status for table in compared(*pair).tables] == ["unseen"]


def test_the_json_holds_all_of_it(pair: tuple[Path, Path], tmp_path: Path) -> None:
    file = report.write_json(compared(*pair), tmp_path / "c.json")
    held = json.loads(file.read_text(encoding="utf-8"))
    slope, moved, firms = held["findings"]
    assert slope["changed"] == ["significance", "sign"]
    assert (slope["run"], slope["id"], slope["label"], slope["unit"]) == ("decline", "slope", "The slope", "firms")
    assert (slope["before"]["p_value"], slope["after"]["p_value"], slope["difference"]) == (0.01, 0.4, -5)
    assert (moved["before"]["value"], moved["after"]["value"], moved["difference"]) == ("rose", "fell", None)
    assert (firms["difference"], firms["relative"], firms["turned"]) == (10, 0.25, False)
    assert [finding["id"] for finding in held["only_rounding"]] == ["share"]
    assert {"claim": "a-2", "before": "rounding", "after": None} in held["verdicts"]
    assert held["runs"][0]["parameters"] == {"base_year": [2010, 2015]}
    (table,) = held["tables"]
    assert table["counts"] == {"added": 1, "removed": 1, "revised": 1}
    assert table["revised"] == [{"key": {"place": "Ulsan"}, "column": "share", "before": "26.1", "after": "26.4"}]
    assert table["added"] == [{"place": "Mokpo", "share": "9.0"}]


def test_the_terminal_shows_what_turned_and_the_rows(pair: tuple[Path, Path]) -> None:
    said = report.text(compared(*pair))
    assert (
        "3 findings changed, 2 of which turned; 3 verdicts of the audit turned; 1 table changed; 3 runs affected."
        in said
    )
    assert "1 finding differs only below its digits." in said
    assert "significance (p = 0.010, now p = 0.40), sign" in said
    assert "decline: 3 findings changed; parameters: base_year 2010, now 2015; tables: shares" in said
    assert "shares: 1 row added, 1 row removed, 1 row revised" in said
    assert "revised: place = Ulsan: share 26.1, now 26.4" in said
    assert "found: new run, with 2 findings" in said
    assert "lost: run gone, with 1 finding" in said
    assert said.index("The slope") < said.index("The moved") < said.index("The firms")


def test_the_terminal_names_how_many_it_leaves_out(tmp_path: Path) -> None:
    ids = [f"n{i}" for i in range(35)]
    many = "".join(f"P{i},1\n" for i in range(12))
    old = build(tmp_path / "a", {"r": run(*(number(id, 1) for id in ids))}, {"t": "place,share\nX,1\n"})
    new = build(tmp_path / "b", {"r": run(*(number(id, 2) for id in ids))}, {"t": f"place,share\nX,1\n{many}"})
    said = report.text(compared(old, new))
    assert "and 5 more; --json FILE writes all" in said
    assert "and 7 more added" in said


def test_korean_names_stand_in_their_columns(tmp_path: Path) -> None:
    sides = [
        build(tmp_path / name, {"r": run(words("name", text), words("x", name))})
        for name, text in (("a", "강릉시"), ("b", "원주시"))
    ]
    head, korean, english = [line for line in report.text(compared(*sides)).splitlines() if line.startswith("  ")][:3]
    assert korean.index("강릉시") == english.index("a ") == head.index("Before")
    assert korean.index("원주시") == head.index("After") - 3  # three letters are two wide each
    assert english.index("b ") == head.index("After")


def test_the_page_has_links_and_escapes_what_it_shows(pair: tuple[Path, Path]) -> None:
    text = page.page(compared(*pair), {"decline": "chapters/decline", "found": "more/found"})
    assert text.startswith("# What changed\n")
    for title in ("Findings that turned", "Other findings", "Verdicts of the audit", "Pages", "Tables"):
        assert f"## {title}\n" in text
    assert '<a class="to-page" href="decline.html">decline</a>' in text
    assert '<a class="to-page" href="../more/found.html">found</a>' in text
    assert '<span class="to-mark" data-mark="a-1"></span>' in text
    assert "no claim" in text
    assert "26.4" in text


def test_the_page_shows_words_as_text(tmp_path: Path) -> None:
    sides = [
        build(tmp_path / name, {"r": run(words("w", text))})
        for name, text in (("a", "<b>x</b>"), ("b", "`````\n# {{ y }}"))
    ]
    text = page.page(compared(*sides), {})
    assert "<b>" not in text
    assert text.count("`````") == 2 * text.count("{raw} html")


# Two executed notebooks


def test_two_executions_of_one_chapter_are_compared_whatever_their_runs_are_called(tmp_path: Path) -> None:
    sides = [
        notebook(
            tmp_path / f"{name}.ipynb",
            number("n", value),
            metadata={"mfgbook": {"run": f"profile-{name}", "notebook": "chapters/p.ipynb", "parameters": {"x": name}}},
        )
        for name, value in (("a", 1), ("b", 2))
    ]
    found = compared(*sides)
    assert [(change.run, change.figure.id) for change in found.findings] == [("p", "n")]
    assert found.runs[0].parameters == {"x": ("a", "b")}


def test_what_papermill_executed_alone_is_compared_too(tmp_path: Path) -> None:
    sides = [
        notebook(
            tmp_path / f"{folder}.ipynb",
            number("n", value),
            metadata={
                "papermill": {
                    "input_path": f"{folder}decline.ipynb",
                    "parameters": {"data_dir": f"/home/{value}", "start": value},
                }
            },
        )
        for folder, value in (("C:\\me\\".replace("\\", "_"), 1), ("there_", 1))
    ]
    with pytest.raises(BookError, match="one chapter"):
        compared(*sides)
    for side in sides:
        text = side.read_text(encoding="utf-8").replace('"C:_me_decline', '"C:\\\\me\\\\decline')
        side.write_text(text.replace('"there_decline', '"/there/decline'), encoding="utf-8")
    found = compared(*sides)
    assert not found.is_change


def test_notebooks_of_two_chapters_are_not_comparable(tmp_path: Path) -> None:
    sides = [
        notebook(
            tmp_path / f"{name}.ipynb",
            number("n", 1),
            metadata={"mfgbook": {"run": name, "notebook": f"chapters/{name}.ipynb"}},
        )
        for name in ("a", "b")
    ]
    with pytest.raises(BookError, match=r"executed from a\.ipynb and .*b\.ipynb from b\.ipynb.*one chapter"):
        compared(*sides)


def test_notebooks_without_a_common_finding_are_not_comparable(tmp_path: Path) -> None:
    sides = [notebook(tmp_path / f"{id}.ipynb", number(id, 1)) for id in ("a", "b")]
    with pytest.raises(BookError, match="no finding in common"):
        compared(*sides)


# What is refused


def a_book(folder: Path) -> Path:
    (folder / "chapters").mkdir(parents=True)
    (folder / "_toc.yml").touch()
    (folder / "chapters" / "runs.yml").touch()
    return folder


def file(name: str, content: bytes | str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def folder_of(name: str, content: str) -> Callable[[Path], Path]:
    return lambda folder: file(name, content)(folder).parent


SOURCE = json.dumps(
    {"cells": [{"cell_type": "code", "source": "1", "outputs": [], "execution_count": None}], "metadata": {}}
)
EXECUTED = SOURCE.replace("null", "1")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: folder / "nowhere", r"There is no .*nowhere\. Give a build \("),
        (lambda folder: a_book(folder / "book"), r"book has not been built\. Run `mfgbook build` in it"),
        (folder_of("_build/sound.txt", ""), r"_build holds no findings\.json.*Run `mfgbook build`"),
        (folder_of("things/note.txt", ""), "things is neither a book nor a data folder"),
        (file("note.txt", ""), r"note\.txt cannot be compared\. Give a build"),
        (file("t.csv", "a\n1\n"), r"t\.csv cannot be compared\. It is a table: give the folder that holds it"),
        (file("f.json", '{"runs": '), r"f\.json is not valid JSON \(.*line 1"),
        (file("f.json", b"\xb0\xa1"), r"f\.json is not UTF-8 text"),
        (file("f.json", "[]"), r"f\.json is not what a build writes"),
        (file("f.json", "{}"), r"f\.json is not what a build writes"),
        (file("f.json", '{"runs": {}, "tables": {}}'), r"f\.json is not what a build writes"),
        (file("f.json", '{"runs": {"a": {}}, "tables": {}}'), r"f\.json is not what a build writes"),
        (file("f.json", '{"runs": {"a": 1}, "tables": {}}'), r"f\.json is not what a build writes"),
        (file("f.json", json.dumps({"runs": {"a": run({"id": "n"})}, "tables": {}})), "not what a build writes"),
        (file("f.json", json.dumps({"runs": {"a": run()}, "tables": {"t": {}}})), "not what a build writes"),
        (file("f.json", '{"a": [], "b": [{"id": "n"}]}'), r"earlier version of mfgbook.*Build it again"),
        (file("n.ipynb", "not JSON"), r"n\.ipynb is not valid JSON"),
        (file("n.ipynb", "[]"), r"n\.ipynb is not a Jupyter notebook"),
        (file("n.ipynb", '{"cells": [1], "metadata": {}}'), r"n\.ipynb is not a Jupyter notebook"),
        (file("n.ipynb", SOURCE), r"n\.ipynb has not been executed.*mfgbook run n -o executed\.ipynb"),
        (file("n.ipynb", EXECUTED), r"n\.ipynb was executed and records no finding"),
        (lambda folder: notebook(folder / "e.ipynb", number("n", 1), error=True), r"e\.ipynb stopped at an error"),
    ],
)
def test_what_is_no_side_is_refused_with_what_to_do(
    make: Callable[[Path], Path], message: str, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    odd = make(tmp_path)
    for sides in ((odd, pair[1]), (pair[0], odd)):
        with pytest.raises(BookError, match=message):
            compared(*sides)


def test_sides_of_two_kinds_are_refused_with_what_each_is(pair: tuple[Path, Path], tmp_path: Path) -> None:
    data = folder_of("mine/provinces.csv", "province\nUlsan\n")(tmp_path)
    executed = notebook(tmp_path / "n.ipynb", number("n", 1))
    for before, after, message in (
        (pair[0], data, r"_build is a build and .*mine is a data folder"),
        (data, executed, r"mine is a data folder and .*n\.ipynb is an executed notebook"),
        (executed, pair[0], r"n\.ipynb is an executed notebook and .*_build is a build"),
    ):
        with pytest.raises(BookError, match=message + r".*two builds, two executed notebooks or two data folders"):
            compared(before, after)


def test_builds_of_two_books_are_refused_with_their_runs(pair: tuple[Path, Path], tmp_path: Path) -> None:
    other = build(tmp_path / "other", {name: run() for name in "abcd"})
    with pytest.raises(BookError, match=r"no run in common.*decline, calm, audit and 1 more.*a, b, c and 1 more"):
        compared(pair[0], other)


def test_a_json_file_that_cannot_be_written_is_named(pair: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(BookError, match="cannot be written"):
        report.write_json(compared(*pair), tmp_path / "nowhere" / "c.json")


def test_a_folder_that_cannot_be_a_book_needs_none(pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def no_book() -> Book:
        raise AssertionError

    assert compare_places(*pair, no_book).is_change


def test_a_build_without_an_audit_has_no_verdict_to_turn(pair: tuple[Path, Path]) -> None:
    file = pair[1] / "findings.json"
    held: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    del held["runs"]["audit"]
    file.write_text(json.dumps(held), encoding="utf-8")
    assert not compared(*pair).verdicts


def test_the_command_prints_the_comparison_or_what_is_wrong(pair: tuple[Path, Path], tmp_path: Path) -> None:
    def compare(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from mfgbook.cli import main; main()", "compare", *map(str, arguments)]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)

    done = compare(*pair, "--json", "c.json")
    assert done.returncode == 0, done.stderr
    assert "slope" in done.stdout
    assert json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))["changed"] is True
    done = compare(pair[0], "nowhere")
    assert (done.returncode, done.stdout) == (1, "")
    assert "There is no nowhere." in done.stderr
    assert "Traceback" not in done.stderr
