"""Staging: what Jupyter Book is given, and what is refused before it starts."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import yaml

from mfgbook.book import Book
from mfgbook.errors import BookError
from mfgbook.runs.plan import Run
from mfgbook.site.stage import page_names, pages, stage


def test_the_pages_of_a_foreach_stand_where_the_toc_names_their_notebook(
    book: Book, runs_of: Callable[[Book], list[Run]]
) -> None:
    staged = stage(book, runs_of(book))
    toc = yaml.safe_load((staged / "_toc.yml").read_text(encoding="utf-8"))
    pages = ["chapters/decline", "chapters/profile-mokpo", "chapters/profile-geoje"]
    assert toc["chapters"] == [{"file": name} for name in pages]
    assert sorted(path.stem for path in (staged / "chapters").iterdir()) == sorted(Path(name).stem for name in pages)


def test_pages_below_another_page_and_in_parts_of_the_book_are_replaced_too(
    book: Book, runs_of: Callable[[Book], list[Run]]
) -> None:
    nested = {"file": "chapters/decline", "sections": [{"file": "chapters/profile.ipynb"}]}
    toc = {"format": "jb-book", "root": "index", "parts": [{"caption": "Regions", "chapters": [nested]}]}
    book.toc.write_text(yaml.safe_dump(toc), encoding="utf-8")
    staged = yaml.safe_load((stage(book, runs_of(book)) / "_toc.yml").read_text(encoding="utf-8"))
    [chapter] = staged["parts"][0]["chapters"]
    assert chapter["sections"] == [{"file": "chapters/profile-mokpo"}, {"file": "chapters/profile-geoje"}]


def test_executed_notebooks_stand_in_for_sources_and_are_not_executed_again(
    book: Book, runs_of: Callable[[Book], list[Run]]
) -> None:
    notebook = json.loads((stage(book, runs_of(book)) / "chapters" / "decline.ipynb").read_text(encoding="utf-8"))
    assert notebook["metadata"]["mfgbook"]["run"] == "decline"
    assert notebook["metadata"]["mystnb"]["execution_mode"] == "off"


def test_downloads_are_copies_of_source_executed_notebook_and_tables(
    book: Book, runs_of: Callable[[Book], list[Run]]
) -> None:
    downloads = stage(book, runs_of(book)) / "_extra" / "downloads"
    assert (downloads / "notebooks" / "decline.ipynb").read_bytes() == (book.chapters / "decline.ipynb").read_bytes()
    assert (downloads / "executed" / "decline.ipynb").read_bytes() == (book.runs / "decline.ipynb").read_bytes()
    assert (downloads / "tables" / "manufacturing_share_of_gdp.csv").is_file()


def test_files_beside_the_pages_come_along(book: Book, runs_of: Callable[[Book], list[Run]]) -> None:
    for name in ("references.bib", "images/map.svg", "chapters/images/town.svg"):
        (book.root / name).parent.mkdir(parents=True, exist_ok=True)
        (book.root / name).write_text("x", encoding="utf-8")
    staged = stage(book, runs_of(book))
    assert (staged / "references.bib").is_file()
    assert (staged / "images" / "map.svg").is_file()
    assert (staged / "chapters" / "images" / "town.svg").is_file()


def test_pages_name_what_the_site_is_made_from(book: Book) -> None:
    names = [path.relative_to(book.root).as_posix() for path in pages(book)]
    assert names == ["_toc.yml", "_config.yml", "index.md", "chapters/decline.ipynb", "chapters/profile.ipynb"]


def test_an_older_stage_leaves_nothing_behind(book: Book, runs_of: Callable[[Book], list[Run]]) -> None:
    (stage(book, runs_of(book)) / "old.md").write_text("old", encoding="utf-8")
    assert not (stage(book, runs_of(book)) / "old.md").exists()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("_toc.yml", "root: index\nchapters: [", r"_toc\.yml, line \d"),
        ("_toc.yml", "- index", r"_toc\.yml.*`root: index`"),
        ("_toc.yml", "format: jb-book\n", r"_toc\.yml.*`root: index`"),
        ("_toc.yml", "root: index\nchapters:\n- file: chapters/absent", r"_toc\.yml names the page chapters/absent"),
        ("_config.yml", "title: 'unclosed\nauthor: x", r"_config\.yml, line \d"),
        ("_config.yml", "just words", r"_config\.yml"),
    ],
)
def test_faulty_book_files_are_named(book: Book, name: str, content: str, message: str) -> None:
    (book.root / name).write_text(content, encoding="utf-8")
    with pytest.raises(BookError, match=message):
        stage(book, [])


def test_notebook_without_a_run_is_named(book: Book, runs_of: Callable[[Book], list[Run]]) -> None:
    runs: Sequence[Run] = [run for run in runs_of(book) if run.id != "decline"]
    with pytest.raises(BookError, match=r"chapters/decline\.ipynb.*run plan"):
        stage(book, runs)


def test_run_that_was_not_executed_is_named(book: Book, runs_of: Callable[[Book], list[Run]]) -> None:
    (book.runs / "decline.ipynb").unlink()
    with pytest.raises(BookError, match="run decline has not been executed"):
        stage(book, runs_of(book))


def test_a_made_page_stands_in_front_of_the_appendices_or_at_the_end(
    book: Book, runs_of: Callable[[Book], list[Run]]
) -> None:
    made = {"chapters/what_changed": "# What changed\n"}
    staged = stage(book, runs_of(book), made=made)
    assert (staged / "chapters" / "what_changed.md").read_text(encoding="utf-8") == "# What changed\n"
    toc = yaml.safe_load((staged / "_toc.yml").read_text(encoding="utf-8"))
    assert toc["chapters"][-1] == {"file": "chapters/what_changed"}
    captions = ["Chapters", "Appendices"]
    files = ["chapters/decline", "chapters/profile"]
    parts = [{"caption": c, "chapters": [{"file": f}]} for c, f in zip(captions, files, strict=True)]
    book.toc.write_text(yaml.safe_dump({"format": "jb-book", "root": "index", "parts": parts}), encoding="utf-8")
    before = book.toc.read_bytes()
    toc = yaml.safe_load((stage(book, runs_of(book), made=made) / "_toc.yml").read_text(encoding="utf-8"))
    assert [part["caption"] for part in toc["parts"]] == ["Chapters", "This build", "Appendices"]
    assert book.toc.read_bytes() == before
    assert not (stage(book, runs_of(book)) / "chapters" / "what_changed.md").exists()


def test_a_page_with_the_name_of_a_made_one_is_refused(book: Book, runs_of: Callable[[Book], list[Run]]) -> None:
    (book.chapters / "what_changed.md").write_text("# Mine\n", encoding="utf-8")
    with book.toc.open("a", encoding="utf-8") as toc:
        toc.write("- file: chapters/what_changed.md\n")
    with pytest.raises(BookError, match=r"names the page chapters/what_changed, and the build makes one"):
        stage(book, runs_of(book), made={"chapters/what_changed": ""})


def test_the_page_of_each_run_is_known(book: Book, runs_of: Callable[[Book], list[Run]]) -> None:
    assert page_names(book, runs_of(book)) == {
        "decline": "chapters/decline",
        "profile-mokpo": "chapters/profile-mokpo",
        "profile-geoje": "chapters/profile-geoje",
    }
