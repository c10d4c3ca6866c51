"""Small charts: what they draw and say, whatever the data hold."""

from typing import Any

import pandas as pd
import pytest
import vl_convert

from mfgbook import charts
from mfgbook.charts import small

WORDS = {"title": "Share, percent, 2010–2012", "alt_text": "It fell from 3 to 1 %."}
YEARS = pd.DataFrame(
    {
        "year": [2010, 2011, 2012, 2010, 2011],
        "share": [3.0, 2.0, 1.0, 4.0, None],
        "place": ["Korea", "Korea", "Korea", "Japan", "Japan"],
    }
)
ROWS = pd.DataFrame({"what": ["Jobs", "GDP", "Time"], "percent": [69.0, -6.4, None]})
PLACES = pd.DataFrame({"place": list("abcdefghij"), "change": [9.0, 8, 7, 6, 5, 4, 3, 2, None, -1]})


@pytest.fixture(autouse=True)
def theme() -> None:
    charts.enable()


def lines(**options: Any) -> dict[str, Any]:
    return small.lines(YEARS, "year", "share", "place", {"Korea": "Korea 1 %"}, **WORDS, **options).to_dict()


def bars(**options: Any) -> dict[str, Any]:
    return small.bars(ROWS, "what", "percent", **WORDS, **options).to_dict()


def columns(**options: Any) -> dict[str, Any]:
    return small.columns(PLACES, "place", "change", {"a": "a +9 %", "j": "j −1 %"}, **WORDS, **options).to_dict()


def drawn(spec: dict[str, Any]) -> str:
    return vl_convert.vegalite_to_svg(spec)


@pytest.mark.parametrize("spec", [lines(), bars(), columns()], ids=["lines", "bars", "columns"])
def test_each_says_what_it_shows_and_has_one_size(spec: dict[str, Any]) -> None:
    assert spec["title"] == WORDS["title"]
    assert spec["description"] == WORDS["alt_text"]
    assert f'width="{small.WIDTH}" height="{small.HEIGHT}"' in drawn({**spec, "title": ""})
    assert "NaN" not in drawn(spec)


def test_lines_name_the_first_and_last_year_and_the_series_that_have_words() -> None:
    picture = drawn(lines(highlight=["Korea"]))
    for text in (">2010<", ">2012<", ">Korea 1 %<"):
        assert text in picture
    assert ">Japan<" not in picture


def test_lines_that_are_no_record_are_broken_and_the_subject_is_strong() -> None:
    marks = [layer["mark"] for layer in lines(highlight=["Korea"], dashed=["Japan"])["layer"]]
    broken, strong = (mark for mark in marks if mark["type"] == "line")
    assert (broken["strokeDash"], strong["strokeDash"]) == ([4, 3], [1, 0])
    assert strong["strokeWidth"] > broken["strokeWidth"]
    assert f'stroke="{charts.colour("Korea")}"' in drawn(lines(highlight=["Korea"]))


def test_a_missing_year_breaks_the_line() -> None:
    lacking = YEARS[YEARS["place"] == "Korea"].assign(share=[3.0, None, 1.0])
    spec = small.lines(lacking, "year", "share", "place", {}, **WORDS).to_dict()
    [rows] = [rows for rows in spec["datasets"].values() if len(rows) == 3]
    assert [row["share"] for row in rows] == [3.0, None, 1.0]


def test_bars_carry_their_names_and_figures_and_leave_gaps_empty() -> None:
    picture = drawn(bars(figure="+.0f", unit=" %"))
    for text in (">Jobs<", ">+69 %<", ">GDP<", ">−6 %<"):
        assert text in picture
    assert "nan" not in picture


def test_bars_have_colours_of_their_own_or_the_subjects() -> None:
    verdicts = pd.DataFrame({"what": ["Contradicted", "Jobs", "Time"], "percent": [3.0, 2.0, 1.0]})
    picture = drawn(small.bars(verdicts, "what", "percent", **WORDS, highlight=["Jobs"]).to_dict())
    for shade in (charts.colour("Contradicted"), charts.SUBJECT, charts.CONTEXT):
        assert f'fill="{shade}"' in picture


def test_columns_say_their_words_above_what_they_cover() -> None:
    picture = drawn(columns(highlight=["a"]))
    assert ">a +9 %<" in picture
    assert ">j −1 %<" in picture
    [word] = [rows for rows in columns()["datasets"].values() if rows[0].get("words") == "j −1 %"]
    assert word[0]["at"] == 7.0  # the highest of the last seven that have a value
