"""The frame around the text in a browser: colours, contents, keyboard, and access for all on every page."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from test_pages_in_browser import CHAPTER, DESKTOP, PAGES, PHONE, page

from mfgbook.book import Book

pytestmark = pytest.mark.browser

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,  # of style sheets, which a page from a folder may not fetch
}


def violations(tab: Any) -> list[str]:
    found = Axe().run(tab, options=RULES).response["violations"]
    return [f"{one['id']}: {node['target']} {node['html'][:120]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_small_book_is_accessible(browser: Any, address: str, scheme: str, viewport: dict[str, int]) -> None:
    for name in PAGES:
        with page(browser, f"{address}/{name}", color_scheme=scheme, viewport=viewport) as tab:
            assert violations(tab) == [], name


@pytest.mark.xdist_group("own book")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_this_book_is_accessible(browser: Any, own_book: Book, scheme: str) -> None:
    context = browser.new_context(viewport=DESKTOP, color_scheme=scheme)
    tab, found = context.new_page(), {}
    for path in [*own_book.html.glob("*.html"), *(own_book.html / "chapters").glob("*.html")]:
        tab.goto(path.as_uri())
        found[path.name] = violations(tab)
    context.close()
    assert {name: broken for name, broken in found.items() if broken} == {}


def test_the_colours_follow_the_system_until_the_reader_chooses_and_stay_chosen(browser: Any, address: str) -> None:
    with page(browser, f"{address}/{CHAPTER}", color_scheme="dark") as tab:
        button = tab.locator(".theme-switch-button:visible").first
        assert tab.evaluate("document.documentElement.dataset.theme") == "dark"
        assert button.get_attribute("aria-label") == "Colours: as the system"
        button.click()
        assert button.get_attribute("aria-label") == "Colours: light"
        tab.reload()
        assert tab.evaluate("document.documentElement.dataset.theme") == "light"
        tints = "all => all.map((tint) => tint.content)"
        assert tab.eval_on_selector_all("meta[name=theme-color]", tints) == ["#ffffff", "#ffffff"]


def test_the_first_paint_has_the_colours_of_the_system(browser: Any, address: str) -> None:
    context = browser.new_context(color_scheme="dark")
    tab = context.new_page()
    tab.route("**/*.js*", lambda route: route.abort())  # before any script but the one in the page's head
    tab.goto(f"{address}/index.html")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 25, 28)"
    context.close()


def test_the_contents_open_on_a_phone_by_keyboard_and_give_the_focus_back(browser: Any, address: str) -> None:
    with page(browser, f"{address}/{CHAPTER}", viewport=PHONE) as tab:
        for name, link in (("Contents of the book", "Home"), ("On this page", "Regions")):
            button = tab.get_by_role("button", name=name)
            button.press("Enter")
            assert tab.get_by_role("link", name=link, exact=True).is_visible()
            tab.keyboard.press("Escape")
            tab.get_by_role("link", name=link, exact=True).wait_for(state="hidden")
            tab.wait_for_function("name => document.activeElement.ariaLabel === name", arg=name)


def test_the_contents_can_be_put_away_on_a_wide_screen(browser: Any, address: str) -> None:
    with page(browser, f"{address}/{CHAPTER}") as tab:
        button = tab.get_by_role("button", name="Contents of the book")
        assert button.get_attribute("aria-expanded") == "true"
        button.click()
        assert tab.get_by_role("link", name="Home", exact=True).is_hidden()
        assert button.get_attribute("aria-expanded") == "false"


def test_icons_are_drawn_without_a_font(browser: Any, address: str) -> None:
    with page(browser, f"{address}/{CHAPTER}") as tab:
        icon = tab.locator(".primary-toggle .fa-bars")
        assert icon.evaluate("icon => getComputedStyle(icon).maskImage").startswith('url("data:image/svg+xml')
        assert min(icon.bounding_box()[side] for side in ("width", "height")) >= 16
        assert tab.evaluate("document.fonts.size") == 0


def test_a_heading_tells_its_address_to_the_keyboard(browser: Any, address: str) -> None:
    with page(browser, f"{address}/{CHAPTER}") as tab:
        link = tab.locator("#regions a.headerlink").first
        link.focus()
        assert link.evaluate("link => link === document.activeElement")
        assert tab.get_by_role("link", name="Link to this heading").count() >= 1
        link.press("Enter")
        head = tab.locator(".bd-header-article").bounding_box()
        assert tab.locator("#regions h2").bounding_box()["y"] >= head["height"] - 1


def test_a_wide_table_scrolls_by_keyboard(browser: Any, address: str) -> None:
    with page(browser, f"{address}/{CHAPTER}", viewport={"width": 320, "height": 700}) as tab:
        scrolling = "all => all.filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => part.tabIndex)"
        tab.wait_for_timeout(300)
        assert set(tab.eval_on_selector_all(".table-scroll, .scroll, .formula", scrolling)) <= {0}
