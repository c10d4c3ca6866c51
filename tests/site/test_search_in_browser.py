"""Search in a browser: English and Korean, in the dialog and on the search page, on a server and in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from test_pages_in_browser import PHONE, page

from mfgbook.book import Book
from mfgbook.site.search import index
from mfgbook.site.search_places import Page, Place

pytestmark = pytest.mark.browser

CHAPTER = "chapters/decline.html"
LONG = "Filler that says nothing at all. " * 40
MADE_UP = {
    "chapters/decline.html": Page(
        "Gangwon and Wonju: a strategy",
        [],
        [
            Place("top", "page", "Gangwon and Wonju: a strategy", "원주미래산업진흥원의 보고서 is read again."),
            Place("top", "findings", "Key findings", "Shares of jobs fell in every factory, said the study."),
            Place("work", "section", "Work", f"{LONG} 고용을 늘렸다. {LONG}"),
            Place("crisis", "section", "Crisis regions", "고용위기지역 and 고용이 줄었다; location and its quotient."),
            Place("chart-lq", "chart", "A chart", "The location quotient of Dong-gu, 18.5 percent, in the café “R&D”."),
            Place("hostile", "row", "<img src=x onerror=alert(1)>", "<script>alert(1)</script> & 국토 연구원"),
        ],
    ),
    "chapters/profile-mokpo.html": Page(
        "Wonju",
        ["원주시"],
        [Place("wonju", "page", "Wonju", "원주시, a city."), Place("a", "section", "Growth", "Grew.")],
    ),
    "chapters/profile-geoje.html": Page(
        "Goseong", ["고성군"], [Place("goseong", "page", "Goseong", "고성군. Wonju is near.")]
    ),
}
TITLES = "all => all.map((title) => title.textContent)"
MARKS = "all => all.map((mark) => mark.textContent)"


@pytest.fixture(params=["http", "file"])
def root(request: pytest.FixtureRequest, built: Book) -> str:
    """Where the site is: on a server, and in a folder."""
    return request.getfixturevalue("address") if request.param == "http" else built.html.as_uri()


@pytest.fixture(scope="module")
def made_up(browser: Any, address: str) -> Iterator[Any]:
    """The search page, with an index of made-up pages; no text of theirs, and no query, opens a dialog."""
    ran: list[str] = []
    with page(browser, f"{address}/search.html") as tab:
        script = index(MADE_UP, set())
        tab.route("**/search_index.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
        tab.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
        tab.reload()
        yield tab
    assert ran == []


def ask(tab: Any, query: str, within: str = "main") -> list[str]:
    """Type a query and return the titles of the pages found, best first."""
    status = f"document.querySelector('{within} .search-status').textContent"
    tab.locator(f"{within} input[name=q]").fill("")
    tab.wait_for_function(f"() => {status} === ''")
    tab.locator(f"{within} input[name=q]").fill(query)
    tab.wait_for_function(f"() => !['', 'Loading …'].includes({status})")
    return list(tab.eval_on_selector_all(f"{within} .search-title", TITLES))


def places(tab: Any) -> list[str]:
    """Return the anchors of the places found, best first."""
    hrefs = tab.eval_on_selector_all("main .search-heading", "all => all.map((link) => link.getAttribute('href'))")
    return [href.partition("#")[2] for href in hrefs]


@pytest.mark.parametrize(
    ("query", "anchors"),
    [
        ("고용", {"work", "crisis"}),
        ("고용을", {"work", "crisis"}),
        ("고용위기지역", {"crisis"}),
        ("위기지역", {"crisis"}),  # not only the beginning of a word
        ("고용 위기 지역", {"crisis"}),
        ("국토연구원", {"hostile"}),  # written apart in the text
        ("국토연구원에서", {"hostile"}),
        ("\u1100\u1169\u110b\u116d\u11bc", {"work", "crisis"}),  # 고용, decomposed
        ("고용ㅇ", {"work", "crisis"}),  # a letter more, while it is typed
        ("regions", {"crisis"}),
        ("region", {"crisis"}),
        ("Jobs factories", {"top"}),
        ("studies", {"top"}),
        ("falling sharing", set()),
        ("job share", {"top"}),
        ("ＣＲＩＳＩＳ", {"crisis"}),
        ("cafe", {"chart-lq"}),
        ("r&d", {"chart-lq"}),
        ("18.5", {"chart-lq"}),
        ("8.5", set()),
        ("donggu", {"chart-lq"}),
        ("Dong-gu", {"chart-lq"}),
        ("dong gu", {"chart-lq"}),
        ("location quotient", {"crisis", "chart-lq"}),
        ('"location quotient"', {"chart-lq"}),
        ("“location quotient”", {"chart-lq"}),
        ('"location quo', set()),  # a phrase is of whole words
        ("crisis 고용", {"crisis"}),
        ("고용crisis", {"crisis"}),
        ("uotient", set()),
        ("the quotient of", {"crisis", "chart-lq"}),
    ],
)
def test_words_are_found_in_the_places_that_say_them(made_up: Any, query: str, anchors: set[str]) -> None:
    ask(made_up, query)
    assert set(places(made_up)) == anchors


@pytest.mark.parametrize("query", ["Wonju", "wonju-si", "Wonjusi", "원주", "원주시", "원주시의", "WONJU", "원주 wonju"])
def test_the_page_of_a_name_comes_first(made_up: Any, query: str) -> None:
    assert ask(made_up, query)[0] == "Wonju"


def test_words_of_one_page_are_found_where_no_place_has_them_all(made_up: Any) -> None:
    assert ask(made_up, "quotient study") == ["Gangwon and Wonju: a strategy"]


def test_a_hit_far_into_a_text_is_shown_with_what_is_around_it(made_up: Any) -> None:
    ask(made_up, "늘렸다")
    (snippet,) = made_up.locator("main .search-snippet").all_inner_texts()
    assert "고용을 늘렸다" in snippet
    assert len(snippet) < 230
    assert made_up.eval_on_selector_all("main mark", MARKS) == ["늘렸다"]


@pytest.mark.parametrize(
    "query", ["<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "(((", "\\", "[가-", "*"]
)
def test_a_query_with_markup_or_signs_is_text(made_up: Any, query: str) -> None:
    ask(made_up, query)
    assert made_up.locator("main .book-search :is(img, script)").count() == 0


def test_markup_in_the_index_is_text(made_up: Any) -> None:
    ask(made_up, "국토")
    assert "<img src=x onerror=alert(1)>" in made_up.inner_text("main .search-heading")
    assert "<script>" in made_up.inner_text("main .search-snippet")


def test_one_letter_asks_for_another_and_one_syllable_does_not(made_up: Any) -> None:
    assert ask(made_up, "f") == []
    assert made_up.inner_text("main .search-status") == "Type one more letter."
    assert "Wonju" in ask(made_up, "원")


def test_nothing_found_says_so_and_gives_advice(made_up: Any) -> None:
    assert ask(made_up, "zebra <b>") == []
    assert made_up.inner_text("main .search-status") == "Nothing found for “zebra <b>”."
    assert made_up.locator("main .search-advice li").count() == 3
    ask(made_up, "Wonju")
    assert made_up.locator("main .search-advice").count() == 0


def test_the_query_stays_in_the_address_and_back_returns_to_it(browser: Any, root: str) -> None:
    with page(browser, f"{root}/search.html?q={quote('제조업')}") as tab:
        tab.wait_for_selector("main .search-title")
        assert tab.input_value("main input[name=q]") == "제조업"
        tab.fill("main input[name=q]", "Geo")
        tab.wait_for_function("() => location.search === '?q=Geo'")
        tab.fill("main input[name=q]", "Geoje")
        tab.press("main input[name=q]", "Enter")
        tab.wait_for_function("() => location.search === '?q=Geoje'")
        tab.locator("main .search-title").first.click()
        tab.wait_for_url("**/chapters/*")
        tab.go_back()
        tab.wait_for_selector("main .search-title")
        assert tab.input_value("main input[name=q]") == "Geoje"
        tab.go_back()
        tab.wait_for_function("() => document.querySelector('main input[name=q]').value === '제조업'")


def test_the_dialog_searches_while_one_types_and_leads_to_the_place(browser: Any, root: str) -> None:
    asked: list[str] = []
    with page(browser, f"{root}/{CHAPTER}") as tab:
        tab.on("request", lambda request: asked.append(request.url))
        assert not any("search_index" in url for url in asked)
        tab.keyboard.press("Control+k")
        assert ask(tab, "percent of GDP", "#pst-search-dialog") == ["Decline of manufacturing 제조업"]
        assert sum("search_index" in url for url in asked) == 1
        tab.keyboard.press("ArrowDown")
        tab.keyboard.press("ArrowDown")
        assert tab.evaluate("document.activeElement.className") == "search-heading"
        tab.keyboard.press("ArrowUp")
        tab.keyboard.press("ArrowUp")
        assert tab.evaluate("document.activeElement.name") == "q"
        tab.locator("#pst-search-dialog .search-heading").first.click()
        assert tab.evaluate("location.hash") == "#chart-share-of-gdp"
        assert tab.locator("#pst-search-dialog").is_hidden()


def test_enter_in_the_dialog_opens_the_search_page(browser: Any, root: str) -> None:
    with page(browser, f"{root}/{CHAPTER}") as tab:
        tab.keyboard.press("Control+k")
        tab.keyboard.type("통영")
        tab.keyboard.press("Enter")
        tab.wait_for_selector("main .search-title")
        assert tab.evaluate("new URLSearchParams(location.search).get('q')") == "통영"
        assert tab.eval_on_selector_all("main .search-title", TITLES) == ["Decline of manufacturing 제조업"]


def test_typing_hangul_syllable_by_syllable_finds_before_the_last_is_whole(made_up: Any) -> None:
    type_ahead = """(text) => {
      const input = document.querySelector("main input[name=q]");
      input.value = text;
      input.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
    }"""
    made_up.locator("main input[name=q]").focus()
    made_up.evaluate(type_ahead, "고요")  # on the way to 고용
    made_up.wait_for_selector("main .search-heading")
    assert set(places(made_up)) == {"work", "crisis"}


def test_without_scripts_the_search_page_lists_the_pages(browser: Any, address: str) -> None:
    with page(browser, f"{address}/search.html", java_script_enabled=False) as tab:
        assert "Search needs scripts" in tab.inner_text("main")
        assert tab.locator("main input").is_hidden()
        tab.locator("main li a", has_text="Decline").click()
        assert tab.url.endswith(CHAPTER)


def test_an_index_that_cannot_be_loaded_is_told(browser: Any, address: str) -> None:
    context = browser.new_context()
    tab = context.new_page()
    tab.route("**/search_index.js", lambda route: route.abort())
    tab.goto(f"{address}/search.html?q=share")
    tab.get_by_text("The search index could not be loaded").wait_for()
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_results_fit_a_phone_and_are_accessible(browser: Any, address: str, theme: str) -> None:
    with page(browser, f"{address}/search.html?q=share", viewport=PHONE, color_scheme=theme) as tab:
        tab.wait_for_selector("main .search-title")
        assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert violations(tab, "main .bd-search-container") == []
        tab.goto(f"{address}/{CHAPTER}")
        tab.keyboard.press("Control+k")
        ask(tab, "share", "#pst-search-dialog")
        assert violations(tab, "#pst-search-dialog") == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def violations(tab: Any, within: str) -> list[str]:
    """Return what axe-core finds against WCAG 2.2 AA in a part of a page."""
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    options = {"runOnly": rules, "preload": False}  # of style sheets, which a page from a folder may not fetch
    found = Axe().run(tab, context=within, options=options).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]
