"""Which pages read a table."""

from __future__ import annotations

from mfgbook.site.usage import readers

READ, DECLARED = {"read": True}, {"read": False}
DECLINE = {"notebook": "chapters/decline.ipynb", "tables": {"accounts": READ, "places": READ}}
PROFILE = {"notebook": "chapters/profile.ipynb", "tables": {"places": READ, "accounts": DECLARED}}


def test_each_table_names_the_pages_that_read_it() -> None:
    pages = {
        "chapters/decline": DECLINE,
        "index": {},
        "chapters/other": {**DECLINE, "notebook": "chapters/other.ipynb"},
    }
    assert readers(pages)["accounts"] == [["chapters/decline"], ["chapters/other"]]


def test_pages_of_one_notebook_are_one_group() -> None:
    pages = {"chapters/profile-b": PROFILE, "chapters/profile-a": PROFILE, "chapters/decline": DECLINE}
    assert readers(pages)["places"] == [["chapters/decline"], ["chapters/profile-a", "chapters/profile-b"]]


def test_a_table_that_no_page_reads_is_not_there() -> None:
    assert readers({"index": {}, "chapters/profile": PROFILE}).keys() == {"places"}
