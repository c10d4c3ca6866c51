"""The hand-written appendices: method, glossary and references."""

import re
from collections import Counter
from pathlib import Path

import nbformat
import pytest
from chapter import BOOK

from mfgbook.site.mathml import to_mathml
from typed_numbers import NOT_PROSE, typed_in

METHOD = (BOOK.chapters / "method.md").read_text(encoding="utf-8")
GLOSSARY = (BOOK.chapters / "glossary.md").read_text(encoding="utf-8")
BIBLIOGRAPHY = (BOOK.root / "references.bib").read_text(encoding="utf-8")
ENTRIES = re.findall(r"^@\w+\{([^,]+),", BIBLIOGRAPHY, re.MULTILINE)


def texts() -> dict[str, str]:
    """All prose of the book, by page."""
    pages = {
        path.name: path.read_text(encoding="utf-8") for path in [*BOOK.chapters.glob("*.md"), BOOK.root / "index.md"]
    }
    for path in BOOK.chapters.glob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        pages[path.name] = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return pages


def cited() -> set[str]:
    roles = re.findall(r"\{cite:\w+\}`([^`]+)`", "\n".join(texts().values()))
    return {key.strip() for role in roles for key in role.split(",")}


def test_every_citation_has_an_entry():
    assert cited() - set(ENTRIES) == set()


def test_every_entry_is_cited_and_stands_once():
    assert [key for key, times in Counter(ENTRIES).items() if times > 1] == []
    assert set(ENTRIES) - cited() == set()


@pytest.mark.parametrize("formula", re.findall(r"\$\$(.*?)\$\$", METHOD, re.DOTALL))
def test_every_formula_can_be_drawn(formula):
    assert "<math" in to_mathml(formula, "block")


@pytest.mark.parametrize("formula", sorted(set(re.findall(r"(?<!\$)\$([^$\n]+)\$(?!\$)", METHOD))))
def test_every_formula_in_a_line_can_be_drawn(formula):
    assert "<math" in to_mathml(formula, "inline")


def test_no_result_is_typed_into_the_method():
    prose = re.sub(r"`+[^`]*`+|\[[^\]]*\]\([^)]*\)|^\d+\. ", " ", NOT_PROSE.sub(" ", METHOD), flags=re.MULTILINE)
    assert [word for word in typed_in(prose) if word not in {"(SHA-256", "SHA-256,"}] == []


@pytest.mark.parametrize("page", ["method.md", "glossary.md", "references.md"])
def test_every_link_leads_to_a_page(page):
    addresses = re.findall(r"\]\(([^)#]+)", (BOOK.chapters / page).read_text(encoding="utf-8"))
    assert [address for address in addresses if not (BOOK.chapters / Path(address)).exists()] == []


def entries() -> list[list[str]]:
    """The terms of each entry of the glossary."""
    blocks = re.findall(r"```\{glossary\}\n(.*?)\n```", GLOSSARY, re.DOTALL)
    return [
        [line for line in entry.splitlines() if not line.startswith("  ")]
        for block in blocks
        for entry in block.split("\n\n")
    ]


def test_every_term_stands_in_both_languages_and_once():
    assert all(re.search("[가-힣]", " ".join(terms)) and re.match("[A-Z]", terms[0]) for terms in entries())
    assert [term for term, times in Counter(term for terms in entries() for term in terms).items() if times > 1] == []


def test_terms_stand_in_the_order_of_the_alphabet():
    for block in re.findall(r"```\{glossary\}\n(.*?)\n```", GLOSSARY, re.DOTALL):
        first = [entry.splitlines()[0].lower() for entry in block.split("\n\n")]
        assert first == sorted(first)
