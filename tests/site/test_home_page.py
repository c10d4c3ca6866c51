"""The first page of this book: its numbers, its links, its small charts, on every screen and in both themes."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import pytest
from test_pages_in_browser import DESKTOP, PHONE, page

from mfgbook.book import Book

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("own book")]

FIRST_PAGE = "index.html"
GLUED = re.compile(r"\{glue:text\}`chapters/(\w+)\.ipynb::(\w+)(?::([^`]+))?`")
CARDS = ".chapter-cards > li"
CONTRAST = """
(all) => {
  const channels = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const light = (colour) => channels(colour).map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const paper = light(getComputedStyle(document.body).backgroundColor);
  return Math.min(...all.map((text) => light(getComputedStyle(text).fill))
    .map((ink) => (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05)));
}
"""
SMALLEST_TEXT = """
(all) => Math.min(...all.map((text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().d))
"""
CLIPPED = """
(all) => all.filter((svg) => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text")].map((text) => text.getBoundingClientRect())
    .some((box) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1);
}).length
"""


def as_recorded(book: Book) -> list[str]:
    """Return the numbers and words of the first page in its order, as the findings hold them."""
    runs = json.loads((book.build / "findings.json").read_text(encoding="utf-8"))["runs"]
    values = {(id, each["id"]): each["value"] for id, run in runs.items() for each in run["findings"]}
    text = (book.root / "index.md").read_text(encoding="utf-8")
    return [format(values[chapter, id], form).replace("-", "−") for chapter, id, form in GLUED.findall(text)]


def test_every_number_is_the_recorded_finding(browser: Any, own_book: Book) -> None:
    with page(browser, f"{own_book.html.as_uri()}/{FIRST_PAGE}") as tab:
        shown = tab.eval_on_selector_all(".pasted-text", "all => all.map((number) => number.textContent)")
    assert [text.replace("-", "−") for text in shown] == as_recorded(own_book)
    assert len(shown) > 20


def test_every_finding_leads_to_its_place(browser: Any, own_book: Book) -> None:
    with page(browser, f"{own_book.html.as_uri()}/{FIRST_PAGE}") as tab:
        leads = tab.eval_on_selector_all(".findings > li", "all => all.map((one) => one.querySelector('a').href)")
        stressed = tab.locator(".findings > li > p > .figure").count()
    assert 5 <= len(leads) == stressed <= 7
    for address in leads:
        path, _, anchor = address.removeprefix("file://").partition("#")
        assert anchor
        with page(browser, address) as tab:
            assert tab.locator(f"[id='{anchor}']").count() == 1, path


def test_each_chapter_has_a_card_with_a_picture_that_says_what_it_shows(browser: Any, own_book: Book) -> None:
    with page(browser, f"{own_book.html.as_uri()}/{FIRST_PAGE}") as tab:
        cards = tab.locator(CARDS)
        assert cards.count() == 6  # five chapters and the audit
        for card in cards.all():
            picture = card.locator(".thumbnail-picture")
            assert picture.get_attribute("role") == "img"
            assert len(picture.get_attribute("aria-label")) > 20
            assert picture.locator("svg").bounding_box()["height"] > 100
            assert card.locator("a").count() == 1
        assert tab.locator("script[src*='vega.js'], script[src*='charts.js']").count() == 0
        assert tab.eval_on_selector_all(".thumbnail-picture svg", CLIPPED) == 0


@pytest.mark.parametrize("width", [360, 768, 1024, 1440])
def test_it_fits_every_screen(browser: Any, own_book: Book, width: int) -> None:
    address = f"{own_book.html.as_uri()}/{FIRST_PAGE}"
    with page(browser, address, viewport={"width": width, "height": 800}) as tab:
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.eval_on_selector_all(".thumbnail-picture text", SMALLEST_TEXT) >= 10
        assert tab.evaluate("window.shift") < 0.05


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_in_small_charts_can_be_read(browser: Any, own_book: Book, theme: str) -> None:
    with page(browser, f"{own_book.html.as_uri()}/{FIRST_PAGE}", color_scheme=theme) as tab:
        assert tab.evaluate("document.documentElement.dataset.theme") == theme
        assert tab.eval_on_selector_all(".thumbnail-picture text", CONTRAST) >= 4.5


def test_a_whole_card_leads_to_its_chapter(browser: Any, own_book: Book) -> None:
    with page(browser, f"{own_book.html.as_uri()}/{FIRST_PAGE}", viewport=DESKTOP) as tab:
        tab.locator(CARDS).nth(2).locator(".thumbnail-picture").click(force=True)  # the link lies over it
        tab.wait_for_url("**/chapters/seoul_urban_manufacturing.html")


def test_it_speaks_korean_where_it_says_so(browser: Any, own_book: Book) -> None:
    with page(browser, f"{own_book.html.as_uri()}/{FIRST_PAGE}", viewport=PHONE) as tab:
        assert re.search("[가-힣]", tab.inner_text("[lang=ko]"))


def test_it_is_light(own_book: Book) -> None:
    assert len(gzip.compress((own_book.html / FIRST_PAGE).read_bytes())) < 40_000
