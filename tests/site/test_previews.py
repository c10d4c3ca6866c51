"""What a page tells those who link to it."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from mfgbook.book import Book
from mfgbook.site.previews import description, picture

FINDINGS = (
    '<p>{}</p><div class="key-findings admonition"><p class="t">Key</p><ul><li><p>{}</p></li><li>B</li></ul></div>'
)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            FINDINGS.format("A paragraph. " * 9, 'It <b>fell</b> by <span class="pasted-text">2.5</span>&nbsp;%.'),
            "It fell by 2.5 %.",
        ),
        ("<p>Short.</p><p>" + "A sentence of words. " * 20 + "</p>", ("A sentence of words. " * 9).strip()),
        ("<p>" + "word " * 90 + "</p>", "word " * 38 + "word…"),
        ("<h1>Nothing</h1>", ""),
    ],
)
def test_a_description_is_the_first_finding_or_paragraph(body: str, said: str) -> None:
    assert description(body) == said
    assert len(said) <= 200


def test_the_picture_is_of_the_size_that_services_ask_for() -> None:
    png = picture("A <title> & 제조업 " * 9)
    assert png.startswith(b"\x89PNG")
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (1200, 630)


def test_every_page_says_what_it_is(built: Book) -> None:
    book = "Manufacturing policy, recomputed"
    for page in [*built.html.glob("*.html"), *(built.html / "chapters").glob("*.html")]:
        head = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").head
        told = {tag.get("property") or tag.get("name"): tag["content"] for tag in head.select("meta[content]")}
        assert head.title.text.endswith(book)
        assert told["og:site_name"] == book
        assert told["og:title"] in head.title.text
        assert told["description"] == told["og:description"] != ""
        assert told["og:type"] == ("website" if page.name == "index.html" else "article")
        assert (page.parent / told["og:image"]).is_file()
        assert "og:url" not in told  # only a publisher knows it
        for link in head.select("link[rel~=icon], link[rel=apple-touch-icon]"):
            assert (page.parent / link["href"]).is_file()
    chapter = (built.html / "chapters" / "decline.html").read_text(encoding="utf-8")
    assert "<title>Decline of manufacturing 제조업 · Manufacturing policy, recomputed</title>" in chapter
    assert re.search(r'<meta name="description" content="The share was 26\.8.%\."', chapter)
