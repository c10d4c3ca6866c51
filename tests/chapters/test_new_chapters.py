"""Chapters that `mfgbook new` makes, held to the rules of every chapter and executed."""

import shutil
from pathlib import Path

import chapter
import pytest
import test_every_chapter as rules
from chapter import findings, run, source

from mfgbook.book import Book
from mfgbook.errors import BookError
from mfgbook.new import blank, fork
from typed_numbers import in_code, in_prose


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Book:
    """A copy of this book that the helpers of chapters work on."""
    copy = Book(tmp_path / "book")
    shutil.copytree(chapter.BOOK.chapters, copy.chapters, ignore=shutil.ignore_patterns(".*"))
    monkeypatch.setattr(chapter, "BOOK", copy)
    return copy


def test_the_blank_chapter_keeps_the_rules_of_every_chapter(book):
    blank(book, "my_question", "Is it true?")
    executed = run("my_question")
    assert executed.cells[0].source.startswith("# Is it true?\n")
    rules.test_every_number_in_the_prose_is_glued(executed)
    rules.test_every_chart_names_title_unit_and_source(executed)
    rules.test_every_chart_and_table_that_is_made_is_shown(executed)
    assert [*in_prose(source("my_question")), *in_code(source("my_question"))] == []
    prose = "\n".join(cell.source for cell in executed.cells if cell.cell_type == "markdown")
    for part in ("Key findings", "## 1. ", "Limits", "What would change this conclusion?", "What the data cannot say"):
        assert part in prose


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"country": "XXX"}, "no country 'XXX'"),
        ({"start_year": "2090"}, "start_year 2090 is after"),
        ({"start_year": "2021"}, "a trend needs"),
        ({"confidence_level": "95"}, "between 0 and 1"),
    ],
)
def test_the_blank_chapter_refuses_what_makes_no_sense(book, parameters, message):
    blank(book, "my_question")
    with pytest.raises(BookError, match=message):
        run("my_question", **parameters)


def test_the_blank_chapters_words_follow_the_data(book):
    blank(book, "my_question")
    korea, germany = (findings(run("my_question", country=code, peers="[USA]")) for code in ("KOR", "USA"))
    assert korea["country_name"] != germany["country_name"]
    assert germany["share_word"] == "fell"
    assert germany["share_slope"] < 0


@pytest.mark.slow
def test_the_seoul_chapter_for_ulsan(book):
    fork(book, "ulsan", "seoul_urban_manufacturing", [("region", "Ulsan")])
    found = findings(run("ulsan"))
    assert (found["region_name"], found["total_multiplier"], found["multiplier_rank"]) == ("Ulsan", 6.9, 16)


@pytest.mark.slow
def test_the_gangwon_chapter_for_chungnam(book):
    fork(book, "chungnam", "gangwon_wonju_strategy", [("province", "Chungnam"), ("target_grdp", "200")])
    found = findings(run("chungnam"))
    assert (found["province_name"], found["target"]) == ("Chungnam", 200)
    assert found["level"] == pytest.approx(140.9, abs=0.05)
