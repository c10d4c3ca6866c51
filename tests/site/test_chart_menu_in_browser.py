"""The menu of a chart in a browser: what it saves, shows and copies, over HTTP and from the folder."""

from __future__ import annotations

import csv
import io
import json
import math
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import vl_convert
from test_pages_in_browser import CHAPTER, PHONE, WATCH_SHIFTS, page, scroll_to_live

from mfgbook.book import Book
from mfgbook.site.extension import ASSETS
from mfgbook.site.vega import bundle, figure

pytestmark = pytest.mark.browser

CHART = "#chart-share-of-gdp"
HOSTILE = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-x",
    "@SUM(A1)",
    "\t=1",
    "＝1",
    "</script><script>window.hit=1</script>",
    '"><img src=x onerror=window.hit=1>',
    "{{constructor}}",
    "javascript:window.hit=1",
    "a,b;c",
    'say "no"',
    "two\nlines",
    "שלום עולם",
    "\u202eevil",
    "강릉시",
    "W" * 400,
    "-12.5",
)


@pytest.fixture(params=["http", "file"])
def root(request: pytest.FixtureRequest, built: Book) -> str:
    """Where the site is: on a server, and in a folder."""
    return request.getfixturevalue("address") if request.param == "http" else built.html.as_uri()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A page with one chart whose every text means harm."""
    folder = tmp_path_factory.mktemp("hostile")
    rows = [{"=name": text, "value": place / 7} for place, text in enumerate(HOSTILE)]
    encoding = {
        "x": {"field": "value", "type": "quantitative"},
        "y": {"field": "=name", "type": "nominal", "axis": {"labelLimit": 200}},
        "tooltip": [{"field": "=name", "type": "nominal"}, {"field": "value", "type": "quantitative", "format": ".2f"}],
    }
    spec = {
        "data": {"values": rows},
        "mark": "bar",
        "encoding": encoding,
        "width": 500,
        "title": {"text": HOSTILE[6], "subtitle": HOSTILE[7]},
        "description": HOSTILE[7],
        "usermeta": {"id": "hostile", "source": HOSTILE[6]},
    }
    (folder / "_static").mkdir()
    for name in ("charts.js", "chart-menu.js", "page.css", "charts.css"):
        (folder / "_static" / name).write_bytes((ASSETS / name).read_bytes())
    (folder / "_static" / "vega.js").write_text(bundle(folder), encoding="utf-8")
    scripts = "".join(f'<script defer src="_static/{name}.js"></script>' for name in ("charts", "chart-menu"))
    styles = "".join(f'<link rel="stylesheet" href="_static/{name}.css">' for name in ("page", "charts"))
    (folder / "index.html").write_text(
        '<!doctype html><html lang="en" data-content_root="./" data-theme="light"><meta charset="utf-8">'
        f'<title>Page — Book</title>{styles}{scripts}<main class="bd-article"><h1>Page</h1>{figure(spec, "x")}</main>',
        encoding="utf-8",
    )
    return folder / "index.html"


def opened(tab: Any, chart: str = CHART) -> Any:
    """Open the menu of a chart and return the chart."""
    found = tab.locator(chart)
    found.locator(".chart-menu-button").click()
    return found


def saved(tab: Any, chart: Any, item: str) -> tuple[str, bytes]:
    """Return the name and the content of the file that an item of an open menu saves."""
    with tab.expect_download() as download:
        chart.get_by_role("button", name=item).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_data_as_csv_are_those_of_the_specification(browser: Any, root: str) -> None:
    with page(browser, f"{root}/{CHAPTER}") as tab:
        chart = opened(tab)
        name, content = saved(tab, chart, "Data (CSV)")
        spec_name, spec = saved(tab, chart, "Specification (JSON)")
    assert (name, spec_name) == ("share-of-gdp.csv", "share-of-gdp.vl.json")
    assert content.startswith(b"\xef\xbb\xbf")  # so that Excel reads it as UTF-8
    head, *rows = table(content)
    assert head == ["country", "year", "share"]
    (points,) = (rows for rows in json.loads(spec)["datasets"].values() if len(rows) == 99)
    assert [(place, int(year), float(share)) for place, year, share in rows] == [
        (point["country"], point["year"], point["share"]) for point in points
    ]


def test_specification_is_whole(browser: Any, root: str) -> None:
    with page(browser, f"{root}/{CHAPTER}") as tab:
        spec = json.loads(saved(tab, opened(tab), "Specification (JSON)")[1])
    assert spec["title"]["text"].startswith("Manufacturing's share rose")
    assert spec["description"].startswith("Manufacturing's share rose")
    assert spec["description"].endswith(" Three lines </script> over years.")
    assert spec["usermeta"]["source"] == "Source: World Bank"
    assert spec["usermeta"]["link"] == f"{root}/{CHAPTER}{CHART}"
    assert "Korea" in vl_convert.vegalite_to_svg(spec)


def test_pictures_hold_the_words_around_the_chart(browser: Any, root: str) -> None:
    with page(browser, f"{root}/{CHAPTER}", color_scheme="dark") as tab:
        chart = opened(tab)
        png_name, png = saved(tab, chart, "Picture (PNG)")
        svg_name, svg = saved(tab, chart, "Picture (SVG)")
    assert (png_name, svg_name) == ("share-of-gdp.png", "share-of-gdp.svg")
    picture = ElementTree.fromstring(svg)
    width, height = (int(picture.attrib[side]) for side in ("width", "height"))
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", png[16:24]) == (2 * width, 2 * height)
    words = " ".join("".join(part.itertext()) for part in picture.iter() if part.tag.endswith("}text"))
    for part in ("Manufacturing's share rose in Korea", "Per cent of GDP, 1990-2022", "Source: World Bank", "Japan"):
        assert part in words
    assert {"fill": "#ffffff", "width": str(width), "height": str(height)} in [part.attrib for part in picture]
    assert not [part for part in picture.iter() if part.tag.endswith(("}script", "}foreignObject", "}image"))]


def test_link_and_citation_are_copied(browser: Any, root: str) -> None:
    with page(browser, f"{root}/{CHAPTER}", permissions=["clipboard-read", "clipboard-write"]) as tab:
        chart = opened(tab)
        chart.get_by_role("button", name="Link to this chart").click()
        field = chart.locator(".chart-menu-said textarea")
        chart.get_by_text("Copied.").wait_for()
        assert field.input_value() == f"{root}/{CHAPTER}{CHART}"
        assert tab.evaluate("navigator.clipboard.readText()") == field.input_value()
        chart.get_by_role("button", name="Cite").click()
        tab.wait_for_function("document.querySelector('.chart-menu-said textarea').value.startsWith('“')")
        cited = field.input_value()
    for part in (
        "Manufacturing's share rose",
        "Manufacturing policy, recomputed",
        "Decline of manufacturing",
        "World Bank",
    ):
        assert part in cited
    assert f"{root}/{CHAPTER}{CHART}" in cited
    assert "commit 0123456789" in cited


def test_what_cannot_be_copied_stands_selected(browser: Any, root: str) -> None:
    with page(browser, f"{root}/{CHAPTER}") as tab:
        tab.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        chart = opened(tab)
        chart.get_by_role("button", name="Link to this chart").click()
        chart.get_by_text("Selected").wait_for()
        assert tab.evaluate("getSelection().toString() || document.activeElement.value").endswith(CHART)


def test_menu_answers_the_keyboard_and_leaves_on_escape_and_elsewhere(browser: Any, address: str) -> None:
    with page(browser, f"{address}/{CHAPTER}") as tab:
        button = tab.locator(f"{CHART} .chart-menu-button")
        panel = tab.locator(f"{CHART} .chart-menu-panel")
        button.focus()
        tab.keyboard.press("Enter")
        assert panel.is_visible()
        assert button.get_attribute("aria-expanded") == "true"
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.textContent") == "Show the data"
        tab.keyboard.press("Escape")
        assert panel.is_hidden()
        assert tab.evaluate("document.activeElement.className") == "chart-menu-button"
        button.click()
        tab.mouse.click(640, 780)
        assert panel.is_hidden()


def test_data_stand_as_a_table_with_a_name_and_shift_nothing_unasked(browser: Any, root: str) -> None:
    with page(browser, f"{root}/{CHAPTER}") as tab:
        chart = opened(tab)
        chart.get_by_role("button", name="Show the data").click()
        region = tab.get_by_role("region", name="Data of the chart: Manufacturing's share rose")
        assert tab.evaluate("document.activeElement.className") == "chart-data"
        assert "Per cent of GDP, 1990-2022" in region.locator("caption").inner_text()
        assert region.locator("thead th[scope=col]").all_inner_texts() == ["Country", "Year", "Share"]
        assert region.locator("tbody tr").count() == 99
        rows = region.locator("tbody tr").all_inner_texts()
        assert f"Korea\t1990\t{20 + 4 * math.sin(1990 / 5):.2f}" in rows
        assert tab.evaluate("window.shift") < 0.05
        opened(tab).get_by_role("button", name="Hide the data").click()
        assert region.count() == 0


def test_menu_fits_a_phone_and_moves_nothing(browser: Any, address: str) -> None:
    with page(browser, f"{address}/{CHAPTER}", viewport=PHONE) as tab:
        scroll_to_live(tab, "regions", view="narrow")
        button = tab.locator("#chart-regions .chart-menu-button")
        size = button.bounding_box()
        assert min(size["width"], size["height"]) >= 44
        button.click()
        panel = tab.locator("#chart-regions .chart-menu-panel").bounding_box()
        assert panel["x"] >= 0
        assert panel["x"] + panel["width"] <= PHONE["width"]
        assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert tab.evaluate("window.shift") < 0.05


def test_menu_is_not_printed_and_a_live_chart_says_nothing_twice(browser: Any, address: str) -> None:
    with page(browser, f"{address}/{CHAPTER}") as tab:
        picture = scroll_to_live(tab, "share-of-gdp")
        assert picture.locator(".chart-live").get_attribute("aria-hidden") == "true"
        doubled = "all => all.map((one) => one.id).filter((id, place, ids) => ids.indexOf(id) !== place)"
        assert tab.eval_on_selector_all("[id]", doubled) == []
        tab.emulate_media(media="print")
        assert tab.locator(f"{CHART} .chart-menu").is_hidden()


def test_hostile_text_is_text_everywhere(browser: Any, hostile: Path) -> None:
    context = browser.new_context()
    tab, errors = context.new_page(), []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.add_init_script(WATCH_SHIFTS)
    tab.goto(hostile.as_uri())
    tab.wait_for_selector(".is-live")
    chart = opened(tab, "#chart-hostile")
    rows = table(saved(tab, chart, "Data (CSV)")[1])
    svg = ElementTree.fromstring(saved(tab, chart, "Picture (SVG)")[1])
    png = saved(tab, chart, "Picture (PNG)")[1]
    spec = json.loads(saved(tab, chart, "Specification (JSON)")[1])
    chart.get_by_role("button", name="Cite").click()
    tab.keyboard.press("Escape")
    opened(tab, "#chart-hostile").get_by_role("button", name="Show the data").click()
    cells = tab.eval_on_selector_all(".chart-data tbody th", "all => all.map((cell) => cell.textContent)")
    assert tab.evaluate("window.hit") is None
    context.close()
    assert errors == []
    assert rows[0] == ["'=name", "value"]
    assert [name for name, _ in rows[1:]] == [
        f"'{text}" if text[0] in "=+-@\t＝" and text != "-12.5" else text for text in HOSTILE
    ]
    assert cells == list(HOSTILE)
    assert not [part for part in svg.iter() if part.tag.endswith(("}script", "}img"))]
    assert png.startswith(b"\x89PNG")
    assert [row["=name"] for row in next(iter(spec["datasets"].values()))] == list(HOSTILE)
