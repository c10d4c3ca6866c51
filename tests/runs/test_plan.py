"""What the run plan says, and how its mistakes are named."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_book import write_notebook

from mfgbook.data.contract import tables
from mfgbook.errors import BookError
from mfgbook.runs.plan import read_plan, single_run, slug


def test_an_entry_is_a_run_and_foreach_makes_one_of_each_distinct_value(book, data):
    runs = {run.id: run for run in read_plan(book, data)}
    assert list(runs) == ["cover", "regions-ulsan-dong-gu", "regions-거제시"]
    assert runs["cover"].parameters == {}
    assert runs["cover"].tables == ()
    assert runs["cover"].parent is None
    page = runs["regions-거제시"]
    assert page.parameters == {"start_year": 2001, "place": "거제시"}
    assert (page.parent, page.tables, page.notebook) == ("regions", ("figures",), book.chapters / "regions.ipynb")


def test_foreach_values_have_the_columns_type(book, data):
    book.plan.write_text(
        "- {id: a, notebook: regions.ipynb, foreach: {table: places, column: code, parameter: start_year}}", "utf-8"
    )
    assert [run.parameters.get("start_year") for run in read_plan(book, data)] == [1, 2, 3]


def test_an_asterisk_stands_for_every_table_the_users_own_among_them(book, data):
    book.plan.write_text('- {id: a, notebook: regions.ipynb, tables: ["*"]}', "utf-8")
    (run,) = read_plan(book, data)
    assert {"places", "figures", "countries"} <= set(run.tables)
    assert run.tables == tuple(tables(data))


ENTRY = "- id: cover\n  notebook: cover.ipynb\n"
FOREACH = "- id: regions\n  notebook: regions.ipynb\n  foreach: "


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ("- id: cover\n  notebook: [unclosed\n", "chapters/runs.yml, line 3 is not valid YAML"),
        ("", "must be a list"),
        ("id: cover\n", "must be a list"),
        ("- cover\n", "entry 1 must be a mapping"),
        ("- notebook: cover.ipynb\n", "entry 1: the key 'id' is missing"),
        ("- id: cover\n", "entry 1 (cover): the key 'notebook' is missing"),
        (ENTRY + "  table: [places]\n", "unknown key 'table'. Did you mean tables?"),
        (ENTRY + ENTRY, "the ids 'cover' and 'cover' name the same file"),
        (ENTRY + ENTRY.replace("id: cover", "id: Cover"), "the ids 'cover' and 'Cover' name the same file"),
        (ENTRY.replace("cover.ipynb", "covr.ipynb"), "no notebook chapters/covr.ipynb. Did you mean cover.ipynb"),
        (ENTRY.replace("cover.ipynb", "../cover.ipynb"), "below chapters/"),
        (ENTRY.replace("cover.ipynb", "cover.md"), "a .ipynb file"),
        (ENTRY.replace("id: cover", "id: 2020"), "id must be text; it is 2020"),
        (ENTRY.replace("id: cover", "id: NUL"), "cannot name a file everywhere"),
        (ENTRY.replace("id: cover", "id: a/b"), "cannot name a file everywhere"),
        (ENTRY.replace("id: cover", "id: cover.failed"), "cannot name a file everywhere"),
        (ENTRY.replace("id: cover", f"id: {'a' * 101}"), "cannot name a file everywhere"),
        (ENTRY + "  tables: places\n", "tables must be a list; it is 'places'"),
        (ENTRY + "  tables: [place]\n", "tables names the table 'place'"),
        (ENTRY + "  tables: [place]\n", "Did you mean places"),
        (ENTRY + "  tables: [{name: places}]\n", "tables names the table {'name': 'places'}"),
        (ENTRY + "  parameters: [a]\n", "parameters must be a mapping"),
        (ENTRY + "  parameters: {start_yaer: 1}\n", "cover.ipynb: unknown parameter 'start_yaer'"),
        (ENTRY + "  parameters: {1: 1}\n", "unknown parameter 1"),
        (ENTRY + "  parameters: {data_dir: x}\n", "data_dir does not belong in the plan"),
        (ENTRY.replace("cover", "regions") + "  parameters: {start_year: x}\n", "'start_year' must be a whole number"),
        (FOREACH + "[places]\n", "foreach must be a mapping"),
        (FOREACH + "{table: places, column: place}\n", "foreach: the key 'parameter' is missing"),
        (FOREACH + "{table: places, column: place, param: place}\n", "foreach: unknown key 'param'"),
        (FOREACH + "{table: plaices, column: place, parameter: place}\n", "foreach: table names the table 'plaices'"),
        (FOREACH + "{table: places, column: plaice, parameter: place}\n", "no column 'plaice'. Did you mean place?"),
        (FOREACH + "{table: places, column: place, parameter: plaice}\n", "unknown parameter 'plaice'"),
        (FOREACH + "{table: places, column: code, parameter: place}\n", "'place' must be text"),
    ],
)
def test_a_mistake_in_the_plan_is_named_with_its_place(book, data, plan, message):
    book.plan.write_text(plan, encoding="utf-8")
    with pytest.raises(BookError, match=re.escape(message)) as error:
        read_plan(book, data)
    assert str(error.value).startswith("chapters/runs.yml")


def test_a_plan_that_is_not_utf8_is_named(book, data):
    book.plan.write_bytes("- id: 거제".encode("cp949"))
    with pytest.raises(BookError, match=r"chapters/runs\.yml is not YAML in UTF-8"):
        read_plan(book, data)


def test_two_values_with_one_slug_are_an_error_that_names_both(book, data):
    (data / "places.csv").write_text("place,code\nUlsan/Dong-gu,1\nUlsan Dong gu,2\n", encoding="utf-8")
    with pytest.raises(BookError, match=r"'Ulsan/Dong-gu' and 'Ulsan Dong gu'.*'ulsan-dong-gu'"):
        read_plan(book, data)


def test_a_value_without_letters_cannot_name_a_page(book, data):
    (data / "places.csv").write_text("place,code\n***,1\n", encoding="utf-8")
    with pytest.raises(BookError, match=re.escape("makes a page of '***'")):
        read_plan(book, data)


def test_a_faulty_foreach_table_is_named(book, data):
    (data / "places.csv").write_bytes("place,code\nKöln,1\n".encode("latin-1"))
    with pytest.raises(BookError, match=r"places\.csv.*UTF-8"):
        read_plan(book, data)


def test_a_foreach_column_with_text_in_numbers_is_named(book, data):
    book.plan.write_text(FOREACH + "{table: places, column: code, parameter: start_year}\n", encoding="utf-8")
    (data / "places.csv").write_text("place,code\na,one\n", encoding="utf-8")
    with pytest.raises(BookError, match=r"places\.csv: column code must be of type integer.*mfgbook check"):
        read_plan(book, data)


def test_a_notebook_with_tables_but_no_data_dir_cannot_be_overlaid(book, data):
    write_notebook(book.chapters / "regions.ipynb", parameters='place = ""\nstart_year = 2000')
    with pytest.raises(BookError, match=r"regions\.ipynb has no parameter data_dir"):
        read_plan(book, data)


def test_a_data_folder_that_does_not_exist_is_named(book):
    with pytest.raises(BookError, match="none does not exist"):
        read_plan(book, "none")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Gyeongnam/Geoje", "gyeongnam-geoje"),
        ("거제시", "거제시"),
        ("  A & B. ", "a-b"),
        (2020, "2020"),
        ("a_b", "a-b"),
    ],
)
def test_slugs(value, expected):
    assert slug(value) == expected


@given(st.text())
def test_a_slug_is_safe_in_a_file_name_and_its_own_slug(value):
    assert not set(slug(value)) & set('<>:"/\\|?*. \0')
    assert slug(slug(value)) == slug(value)


def test_single_run_finds_a_chapter_by_name_or_path(book):
    for chapter in ("regions", "regions.ipynb", str(book.chapters / "regions.ipynb")):
        run = single_run(book, chapter, [("start_year", "1990")])
        assert (run.id, run.notebook, run.parameters) == (
            "regions",
            book.chapters / "regions.ipynb",
            {"start_year": 1990},
        )


def test_single_run_names_an_unknown_chapter(book):
    with pytest.raises(
        BookError, match=r"no chapter 'region'\. Did you mean regions\? The chapters are: cover, regions"
    ):
        single_run(book, "region")


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        (("yaer", "1"), r"regions\.ipynb: unknown parameter 'yaer'"),
        (("start_year", "abc"), r"regions\.ipynb: parameter 'start_year' must be a whole number"),
        (("data_dir", "x"), "Use `--data FOLDER`"),
    ],
)
def test_single_run_refuses_parameters_that_do_not_fit(book, pair, message):
    with pytest.raises(BookError, match=message):
        single_run(book, "regions", [pair])
