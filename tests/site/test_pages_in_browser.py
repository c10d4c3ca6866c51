"""The pages in a browser without network: charts come alive in their place, follow the theme and fit a phone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from reading import DESKTOP, PHONE, STEP_THROUGH, WATCH_SHIFTS

from mfgbook.book import Book

pytestmark = pytest.mark.browser

CHAPTER = "chapters/decline.html"
PAGES = ("index.html", CHAPTER, "chapters/profile-geoje.html", "search.html", "genindex.html")

SMALLEST_TEXT = """
() => Math.min(...[...document.querySelectorAll(".chart-picture[data-view=narrow] > svg text")]
  .map((text) => [parseFloat(getComputedStyle(text).fontSize), text.getScreenCTM()])
  .map(([size, to]) => size * Math.hypot(to.a, to.b)))
"""


@contextmanager
def page(browser: Any, address: str, **options: Any) -> Iterator[Any]:
    """Open a page with other hosts out of reach; fail on an error, a warning or a request to another host."""
    context = browser.new_context(**{"viewport": DESKTOP, **options})
    own, troubles = address.rsplit("/chapters/", 1)[0].rsplit("/", 1)[0], []
    tab = context.new_page()

    def guard(route: Any) -> None:
        if route.request.url.startswith(own):
            route.continue_()
        else:
            troubles.append(f"asked {route.request.url}")
            route.abort()

    tab.route("**/*", guard)
    tab.on("pageerror", lambda error: troubles.append(f"threw {error}"))
    tab.on("console", lambda said: troubles.append(said.text) if said.type in ("error", "warning") else None)
    tab.add_init_script(WATCH_SHIFTS)
    tab.goto(address)
    yield tab
    context.close()
    assert troubles == []


@pytest.fixture(params=["http", "file"])
def root(request: pytest.FixtureRequest, built: Book) -> str:
    """Where the site is: on a server, and in a folder."""
    return request.getfixturevalue("address") if request.param == "http" else built.html.as_uri()


def scroll_to_live(tab: Any, chart: str, view: str = "wide") -> Any:
    picture = tab.locator(f"#chart-{chart} .chart-picture[data-view={view}]")
    picture.scroll_into_view_if_needed()
    tab.wait_for_selector(f"#chart-{chart} .is-live[data-view={view}]")
    return picture


@pytest.mark.parametrize("name", PAGES)
def test_pages_ask_no_other_host_and_report_no_error(browser: Any, root: str, name: str) -> None:
    with page(browser, f"{root}/{name}") as tab:
        tab.wait_for_load_state("networkidle")


def test_charts_stand_as_pictures_come_alive_and_shift_nothing(browser: Any, root: str) -> None:
    with page(browser, f"{root}/{CHAPTER}") as tab:
        far = tab.locator("#chart-regions .chart-picture[data-view=wide]")
        assert far.locator("> svg").is_visible()
        assert "is-live" not in far.get_attribute("class")
        before = far.bounding_box()
        tab.evaluate(STEP_THROUGH)
        scroll_to_live(tab, "regions")
        tab.evaluate("window.scrollTo(0, 0)")
        assert far.bounding_box() == before
        assert tab.evaluate("window.shift") < 0.05


def test_live_marks_answer_the_pointer(browser: Any, root: str) -> None:
    with page(browser, f"{root}/{CHAPTER}") as tab:
        picture = scroll_to_live(tab, "regions")
        picture.locator(".chart-live .mark-symbol path").nth(3).hover(force=True)
        tab.wait_for_selector("#vg-tooltip-element.visible")
        assert "Geoje" in tab.inner_text("#vg-tooltip-element")


def test_live_chart_has_the_size_of_its_picture(browser: Any, address: str) -> None:
    with page(browser, f"{address}/{CHAPTER}") as tab:
        picture = scroll_to_live(tab, "share-of-gdp")
        still, live = (picture.locator(svg).bounding_box() for svg in ("> svg", ".chart-live svg"))
        assert live == pytest.approx(still, abs=1)


def test_charts_follow_the_theme(browser: Any, address: str) -> None:
    def colours(tab: Any) -> set[str]:
        labels = "#chart-share-of-gdp .chart-picture[data-view=wide] .role-axis-label text"
        return set(tab.eval_on_selector_all(labels, "all => all.map((text) => getComputedStyle(text).fill)"))

    with page(browser, f"{address}/{CHAPTER}") as tab:
        scroll_to_live(tab, "share-of-gdp")
        light = colours(tab)
        tab.evaluate("document.documentElement.dataset.theme = 'dark'")
        dark = colours(tab)
    assert light == {"rgb(51, 51, 51)"}
    assert len(dark) == 1
    assert dark != light


def test_theme_button_turns_the_page_dark(browser: Any, address: str) -> None:
    with page(browser, f"{address}/{CHAPTER}", color_scheme="light") as tab:
        for _ in range(3):
            tab.locator(".theme-switch-button:visible").first.click()
            if tab.evaluate("document.documentElement.dataset.theme") == "dark":
                break
        assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 25, 28)"


def test_page_fits_a_phone(browser: Any, address: str) -> None:
    with page(browser, f"{address}/{CHAPTER}", viewport=PHONE) as tab:
        assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert tab.locator("#chart-regions .chart-picture[data-view=narrow]").is_visible()
        assert tab.locator("#chart-regions .chart-picture[data-view=wide]").is_hidden()
        assert tab.evaluate(SMALLEST_TEXT) >= 10
        scroll_to_live(tab, "regions", view="narrow")
        assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_turned_phone_gets_the_other_chart(browser: Any, address: str) -> None:
    with page(browser, f"{address}/{CHAPTER}", viewport=PHONE) as tab:
        scroll_to_live(tab, "share-of-gdp", view="narrow")
        tab.set_viewport_size(DESKTOP)
        scroll_to_live(tab, "share-of-gdp")
        assert tab.locator("#chart-share-of-gdp .chart-picture[data-view=narrow]").is_hidden()


def test_page_is_whole_without_scripts(browser: Any, address: str) -> None:
    with page(browser, f"{address}/{CHAPTER}", java_script_enabled=False) as tab:
        assert tab.locator("#chart-share-of-gdp .chart-picture[data-view=wide] > svg").is_visible()
        assert tab.locator("math").count() == 2
        assert tab.get_by_role("img", name="Five small panels.").count() >= 1
        code = tab.locator("details.hide .cell_input").last
        assert code.is_hidden()
        tab.locator("details.hide summary").last.click()
        assert code.is_visible()


def test_live_chart_prints_as_its_picture(browser: Any, address: str) -> None:
    with page(browser, f"{address}/{CHAPTER}") as tab:
        picture = scroll_to_live(tab, "share-of-gdp")
        tab.emulate_media(media="print")
        assert picture.locator("> svg").is_visible()
        assert picture.locator(".chart-live").is_hidden()


def test_chart_whose_script_is_missing_stays_a_picture(browser: Any, address: str) -> None:
    context = browser.new_context(viewport=DESKTOP)
    tab = context.new_page()
    tab.route("**/vega.js", lambda route: route.abort())
    tab.goto(f"{address}/{CHAPTER}")
    tab.evaluate(STEP_THROUGH)
    assert tab.locator("#chart-regions .chart-picture[data-view=wide] > svg").is_visible()
    assert tab.locator(".is-live").count() == 0
    context.close()


COLUMN = "all => all.filter((row) => !row.hidden).map((row) => row.cells[{column}].textContent)"


def test_a_long_table_sorts_by_a_column_and_keeps_gaps_last(browser: Any, root: str) -> None:
    with page(browser, f"{root}/{CHAPTER}") as tab:
        rows, change = "#long-table tbody tr", tab.get_by_role("button", name="Change")
        change.click()
        shown = tab.eval_on_selector_all(rows, COLUMN.format(column=1))
        figures = [float(text.replace("−", "-")) for text in shown[:-1]]
        assert figures == sorted(figures, reverse=True)
        assert shown[-1] == "–"
        change.press("Enter")
        again = tab.eval_on_selector_all(rows, COLUMN.format(column=1))
        assert again == [*shown[-2::-1], "–"]
        tab.get_by_role("button", name="Town").click()
        towns = tab.eval_on_selector_all(rows, COLUMN.format(column=0))
        assert towns == [f"Town {number}" for number in range(20)]  # 10 after 9, not after 1
        heads = tab.eval_on_selector_all("#long-table th", "all => all.map((head) => head.ariaSort)")
        assert heads == ["ascending", None]
        assert tab.evaluate("window.shift") < 0.05


def test_a_long_table_keeps_the_rows_that_are_asked_for(browser: Any, root: str) -> None:
    with page(browser, f"{root}/{CHAPTER}") as tab:
        tab.get_by_label("Filter the rows of: Twenty towns").fill("19 town")  # in any order
        shown = tab.eval_on_selector_all("#long-table tbody tr", COLUMN.format(column=0))
        assert shown == ["Town 19"]


def test_a_filter_says_how_many_rows_are_left(browser: Any, root: str) -> None:
    with page(browser, f"{root}/{CHAPTER}") as tab:
        left = tab.locator("#long-table output")
        assert left.inner_text() == "20 rows"
        tab.get_by_label("Filter the rows of: Twenty towns").fill("9.5")
        assert left.inner_text() == "1 of 20 rows"
        tab.emulate_media(media="print")
        assert tab.locator("#long-table tbody tr:visible").count() == 20


def test_the_numbers_of_a_paragraph_are_one_stop_of_the_tab_key(browser: Any, root: str) -> None:
    with page(browser, f"{root}/{CHAPTER}") as tab:
        tab.locator("a.made").first.focus()
        tab.keyboard.press("Enter")
        code = tab.locator("div:target")
        assert "finding" in code.inner_text()
        assert code.is_visible()  # unfolded
        blocks = "all => new Set(all.map((link) => link.closest('p, li'))).size"
        stops = tab.locator("a.made:not([tabindex])").count()
        assert stops == tab.eval_on_selector_all("a.made", blocks)


SORTED = """
(cells) => {
  const rows = cells.map((text) => `<tr><td>${text}</td></tr>`).join("");
  document.querySelector("#long-table table").outerHTML =
    `<table><thead><tr><th>Mixed</th></tr></thead><tbody>${rows}</tbody></table>`;
  const script = document.createElement("script");
  script.src = document.querySelector("script[src*='tables.js']").src;
  document.head.append(script);
}
"""


@pytest.mark.parametrize(
    "ordered",
    [
        ["−14.0 to −10.1", "−2 %", "+0.5 %", "<1", "1 to 2", "at least 490", "1,291", "not yet", "–"],
        ["2015H2", "2016H1", "2016H2", "2021", "–"],
        ["2 of 14", "11 of 18", "153 of 330"],
        ["가평", "나주", "하남"],
    ],
)
def test_figures_sort_by_size_whatever_is_written_around_them(browser: Any, root: str, ordered: list[str]) -> None:
    with page(browser, f"{root}/{CHAPTER}") as tab:
        tab.evaluate("document.querySelector('#long-table .table-tools').replaceChildren()")
        tab.evaluate(SORTED, [text.replace("<", "&lt;") for text in reversed(ordered)])
        tab.get_by_role("button", name="Mixed").click()
        assert tab.eval_on_selector_all("#long-table tbody tr", COLUMN.format(column=0)) == ordered


def test_a_short_table_is_left_alone(browser: Any, root: str) -> None:
    with page(browser, f"{root}/{CHAPTER}") as tab:
        assert tab.locator("table.printed button").count() == 0
