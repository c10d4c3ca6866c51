"""Pages on paper: the text, pictures and whole tables in light colours, without what only a screen can use."""

from __future__ import annotations

from typing import Any

import pytest
from test_pages_in_browser import CHAPTER, page, scroll_to_live

pytestmark = pytest.mark.browser

ON_SCREEN_ONLY = (
    ".bd-sidebar-primary",
    ".bd-sidebar-secondary",
    ".bd-header-article",
    ".downloads",
    ".chart-menu-button",
)
SCROLLING = """
() => [...document.querySelectorAll(".bd-article *")]
  .filter((box) => ["auto", "scroll"].includes(getComputedStyle(box).overflowX) && box.querySelector("table"))
  .map((box) => box.className)
"""


def test_paper_shows_the_text_and_no_navigation(browser: Any, address: str) -> None:
    with page(browser, f"{address}/{CHAPTER}") as tab:
        shown = [name for name in ON_SCREEN_ONLY if tab.locator(name).first.is_visible()]
        assert shown == list(ON_SCREEN_ONLY)
        tab.emulate_media(media="print")
        assert [name for name in ON_SCREEN_ONLY if tab.locator(name).first.is_visible()] == []
        assert tab.locator("article h1:visible").count() == 1
        assert tab.locator(".provenance").is_visible()
        assert tab.locator(".chart-source").first.is_visible()


def test_tables_on_paper_are_whole(browser: Any, address: str) -> None:
    with page(browser, f"{address}/{CHAPTER}") as tab:
        assert tab.evaluate(SCROLLING) != []
        tab.emulate_media(media="print")
        assert tab.evaluate(SCROLLING) == []
        assert tab.locator("#long-table tbody tr:visible").count() == 20


def test_a_dark_page_prints_light(browser: Any, address: str) -> None:
    label = "#chart-share-of-gdp .chart-picture[data-view=wide] > svg text"
    colours = f"() => [getComputedStyle(document.body).color, getComputedStyle(document.querySelector('{label}')).fill]"
    with page(browser, f"{address}/{CHAPTER}") as tab:
        light = tab.evaluate(colours)
        tab.evaluate("document.documentElement.dataset.theme = 'dark'")
        assert tab.evaluate(colours) != light
        tab.emulate_media(media="print")
        assert tab.evaluate(colours) == light


def test_a_live_page_becomes_a_document(browser: Any, address: str) -> None:
    with page(browser, f"{address}/{CHAPTER}") as tab:
        scroll_to_live(tab, "share-of-gdp")
        assert tab.pdf(format="A4").startswith(b"%PDF")
