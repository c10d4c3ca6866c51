"""This book itself, built from its chapters and opened from the folder, without network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from reading import DESKTOP, PHONE, STEP_THROUGH
from test_pages_in_browser import SMALLEST_TEXT, page

from mfgbook.book import Book

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("own book")]

CHAPTER = "chapters/korea_manufacturing_decline.html"
PAGES = (
    "index.html",
    CHAPTER,
    "chapters/manufacturing_usa.html",
    "chapters/seoul_urban_manufacturing.html",
    "chapters/gangwon_wonju_strategy.html",
    "chapters/overseas_megaprojects.html",
    "chapters/gangwon_municipalities.html",
    "chapters/municipality_profile-wonju.html",
    "chapters/data_catalogue.html",
)
HALF_DRAWN = """
() => [...document.querySelectorAll("figure.chart")]
  .filter((chart) => !chart.querySelector(".is-live svg")).map((chart) => chart.id)
"""
UNLABELLED = """
() => [...document.querySelectorAll("figure.chart .chart-picture > svg")]
  .filter((svg) => !svg.closest("[aria-label]")).length
"""


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_every_chart_comes_alive_without_network_error_or_shift(
    browser: Any, own_book: Book, name: str, viewport: dict[str, int]
) -> None:
    with page(browser, f"{own_book.html.as_uri()}/{name}", viewport=viewport) as tab:
        tab.evaluate(STEP_THROUGH)
        tab.wait_for_function(f"({HALF_DRAWN})().length === 0")
        assert tab.evaluate("window.shift") < 0.05
        assert tab.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        assert tab.evaluate(UNLABELLED) == 0


def test_a_click_in_a_legend_singles_out_its_points(browser: Any, own_book: Book) -> None:
    faint = "all => all.filter((point) => point.getAttribute('opacity') === '0.1').length"
    points = "#chart-steps .is-live[data-view=wide] .chart-live .mark-symbol.role-mark path"
    with page(browser, f"{own_book.html.as_uri()}/{CHAPTER}") as tab:
        tab.locator("#chart-steps").scroll_into_view_if_needed()
        tab.wait_for_selector(points)
        assert tab.eval_on_selector_all(points, faint) == 0
        tab.locator("#chart-steps .is-live[data-view=wide] .chart-live .role-legend-label text").first.click()
        tab.wait_for_timeout(300)
        assert 0 < tab.eval_on_selector_all(points, faint) < tab.locator(points).count()


def test_the_chapter_reads_on_a_phone_and_offers_its_tables(browser: Any, own_book: Book) -> None:
    with page(browser, f"{own_book.html.as_uri()}/{CHAPTER}", viewport=PHONE) as tab:
        assert tab.evaluate(SMALLEST_TEXT) >= 10
        offered = tab.eval_on_selector_all("a[href*='downloads/tables/']", "all => all.map((link) => link.href)")
        assert offered
        assert {Path(link.removeprefix("file://")).is_file() for link in offered} == {True}


def test_nothing_that_is_published_tells_of_the_machine(own_book: Book) -> None:
    texts = (path for path in own_book.html.rglob("*") if path.suffix in {".html", ".ipynb", ".js", ".json"})
    named = [path.name for path in texts if str(own_book.root) in path.read_text(encoding="utf-8")]
    assert named == []
    home = [path.name for path in own_book.runs.glob("*.ipynb") if str(Path.home()) in path.read_text(encoding="utf-8")]
    assert home == []
