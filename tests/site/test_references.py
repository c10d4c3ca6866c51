"""Citations and the list of references, in a small project of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

BIBLIOGRAPHY = """\
@article{holm1979, author = {Holm, Sture}, title = {A Simple Sequentially Rejective Multiple Test Procedure},
  journal = {Scandinavian Journal of Statistics}, volume = {6}, number = {2}, pages = {65--70}, year = {1979}}
@techreport{krihs2019, author = {Jang, Eun-gyo}, title = {제조업 위기극복 [Overcoming the crisis]},
  institution = {KRIHS}, year = {2019}}
@techreport{gao2017, author = {{Government Accountability Office}}, title = {Advanced Manufacturing},
  institution = {GAO}, year = {2017}}
"""
PAGE = """\
# Page

As {cite:t}`holm1979` shows {cite:p}`krihs2019,gao2017`.

```{bibliography}
```
"""
CONFIGURATION = """\
extensions = ["myst_parser", "mfgbook.site.references"]
bibtex_bibfiles = ["references.bib"]
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> BeautifulSoup:
    folder = tmp_path_factory.mktemp("project")
    for name, text in (("references.bib", BIBLIOGRAPHY), ("index.md", PAGE), ("conf.py", CONFIGURATION)):
        (folder / name).write_text(text, encoding="utf-8")
    built = folder / "html"
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-E", str(folder), str(built)]
    subprocess.run(command, check=True, capture_output=True)
    return BeautifulSoup((built / "index.html").read_text(encoding="utf-8"), "html.parser")


def test_citations_name_author_and_year_in_round_brackets(page: BeautifulSoup) -> None:
    sentence = page.select_one("section > p")
    assert sentence.get_text() == "As Holm (1979) shows (Government Accountability Office 2017; Jang 2019)."


def test_references_are_sorted_by_author_institutions_among_them(page: BeautifulSoup) -> None:
    listed = [entry.get_text(strip=True) for entry in page.select(".citation")]
    assert [entry.split(".")[0] for entry in listed] == [
        "Government Accountability Office",
        "Holm, Sture",
        "Jang, Eun-gyo",
    ]


def test_titles_keep_their_capitals_and_their_script(page: BeautifulSoup) -> None:
    text = page.select_one(".citation-list").get_text()
    assert "A Simple Sequentially Rejective Multiple Test Procedure." in text
    assert "제조업 위기극복 [Overcoming the crisis]." in text


def test_an_entry_is_found_under_its_key_and_has_no_label(page: BeautifulSoup) -> None:
    assert page.select_one(".citation#holm1979")
    assert not page.select(".citation .label")
    assert [link["href"] for link in page.select("section > p a")] == ["#holm1979", "#gao2017", "#krihs2019"]


def test_a_missing_entry_is_a_warning(tmp_path: Path) -> None:
    files = (
        ("references.bib", BIBLIOGRAPHY),
        ("index.md", "# Page\n\n{cite:t}`nobody1900`\n"),
        ("conf.py", CONFIGURATION),
    )
    for name, text in files:
        (tmp_path / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-E", str(tmp_path), str(tmp_path / "html")]
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    assert 'could not find bibtex key "nobody1900"' in done.stderr
