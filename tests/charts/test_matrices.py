"""The matrix: every cell in its place, words where they fit, and what is refused."""

import pandas as pd
import pytest
import vl_convert

from mfgbook.charts import Caption, enable, matrix
from mfgbook.errors import BookError
from mfgbook.site.vega import narrow

CAPTION = Caption(id="m", title="Title", subtitle="Unit", source="Source", alt="Alternative")
LEVELS = ["no", "partly", "yes"]
CELLS = pd.DataFrame(
    [
        ("Run by an independent body", "Canada", "yes", "own board"),
        ("Run by an independent body", "United Kingdom", "partly", "legal entity"),
        ("Themes set for the nation", "Canada", "no", "own theme"),
        ("Themes set for the nation", "United Kingdom", "", ""),
    ],
    columns=["feature", "country", "level", "words"],
)


@pytest.fixture(autouse=True)
def theme():
    enable()


def svg(chart, phone=False):
    spec = chart.to_dict()
    return vl_convert.vegalite_to_svg(narrow(spec) if phone else spec)


def test_an_empty_level_draws_no_cell_but_keeps_its_row_and_column():
    picture = svg(matrix(CELLS, "feature", "country", "level", CAPTION, levels=LEVELS, text="words"))
    assert picture.count('aria-roledescription="rect mark"') == 3
    for name in ("Themes set for the nation", "United Kingdom", "own board", "partly"):
        assert name in picture


def test_the_shade_deepens_with_the_level():
    spec = matrix(CELLS, "feature", "country", "level", CAPTION, levels=LEVELS).to_dict()
    scale = spec["layer"][0]["encoding"]["opacity"]["scale"]
    assert scale["domain"] == LEVELS
    assert scale["range"] == sorted(scale["range"])
    assert scale["range"][-1] == 1


def test_categories_have_a_colour_each():
    spec = matrix(CELLS, "feature", "country", "level", CAPTION, levels=LEVELS, ordered=False).to_dict()
    assert len(set(spec["layer"][0]["encoding"]["fill"]["scale"]["range"])) == len(LEVELS)


def test_words_and_headings_break_between_words_on_a_phone():
    many = pd.concat([CELLS, CELLS.assign(country="A third"), CELLS.assign(country="A fourth")]).drop_duplicates(
        ["feature", "country"]
    )
    picture = svg(matrix(many, "feature", "country", "level", CAPTION, levels=LEVELS, text="words"), phone=True)
    assert ">United<" in picture
    assert ">Kingdom<" in picture
    assert ">own<" in picture


def test_words_that_would_not_fit_are_left_out():
    many = pd.concat([CELLS.assign(country=f"Country {n}") for n in range(12)]).drop_duplicates(["feature", "country"])
    chart = matrix(many, "feature", "country", "level", CAPTION, levels=LEVELS, text="words")
    assert ">own<" not in svg(chart, phone=True)
    assert "Country 11" in svg(chart, phone=True)


def test_a_level_without_a_name_is_refused():
    with pytest.raises(BookError, match="level partly; its levels are no and yes"):
        matrix(CELLS, "feature", "country", "level", CAPTION, levels=["no", "yes"])


def test_two_rows_for_a_cell_are_refused():
    with pytest.raises(BookError, match="more than one row for the cell Run by an independent body, Canada"):
        matrix(pd.concat([CELLS, CELLS]), "feature", "country", "level", CAPTION, levels=LEVELS)
