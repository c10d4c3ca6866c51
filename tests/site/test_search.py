"""What the search index holds of a page, and what the site publishes for searching."""

from __future__ import annotations

import json

import pytest

from mfgbook.book import Book
from mfgbook.site.search import index
from mfgbook.site.search_places import Page, Place, read_page

PAGE = """\
<nav>Elsewhere</nav>
<article class="bd-article">
<section id="wonju">
<h1>Wonju<a class="headerlink" href="#wonju">#</a></h1>
<nav class="downloads">Download: Notebook</nav>
<p><span class="other-name">원주시</span>, a <em>city</em>.</p>
<div class="key-findings admonition"><p class="admonition-title">Key findings</p><ul><li>It grew by 4 %.</li></ul></div>
<details class="admonition hide above-input"><summary>Show the code</summary><pre>secret = 1</pre></details>
<section id="output"><h2>Output<a class="headerlink" href="#output">#</a></h2>
<div class="admonition limits"><p class="admonition-title">Limits</p><p>Nominal.</p></div>
<figure class="chart" id="chart-share"><figcaption><span class="chart-title">It rose</span>
<span class="chart-subtitle">Per cent</span></figcaption>
<div role="img" aria-label="One line."><svg><text>1990</text></svg></div>
<div role="img" aria-label="One line."><svg><text>1990</text></svg></div>
<details><summary>Data</summary><table><tr><td>1990</td></tr></table></details>
<script type="application/json">{"a": 1}</script></figure>
<figure class="data-table" id="towns"><figcaption><p class="title">Towns</p></figcaption>
<span class="made-of">Data: elsewhere</span><table>
<tr><th>Town</th><th>Korean</th></tr><tr><td>Dong-gu</td><td>동구</td></tr></table></figure>
<table><tr><td>Firms<br><small><span id="claim-1">claim-1</span></small></td><td></td><td></td><td>107</td></tr></table>
<details><summary><code>krihs2019_<wbr>claims</code> Claims</summary>
<div id="table-claims"><p>What it says.</p></div></details>
<dl><dt id="term-LQ">Location quotient</dt> <dt id="term-0">입지계수</dt><dd><p>A share over a share.</p></dd>
<dt id="term-CAGR">CAGR</dt><dd>Growth.</dd></dl>
<p>After the list.</p>
</section></section>
</article><footer>Foot</footer>"""


def place(page: Page, anchor: str) -> Place:
    """Return the last place with an anchor."""
    return [one for one in page.places if one.anchor == anchor][-1]


@pytest.fixture(scope="module")
def page() -> Page:
    """The page above."""
    return read_page(PAGE)


def test_a_page_has_a_title_other_names_and_places_in_order(page: Page) -> None:
    assert (page.title, page.names) == ("Wonju", ["원주시"])
    assert [(one.kind, one.anchor) for one in page.places] == [
        ("page", "wonju"),
        ("findings", "wonju"),
        ("section", "output"),
        ("chart", "chart-share"),
        ("table", "towns"),
        ("row", "claim-1"),
        ("part", "table-claims"),
        ("term", "term-LQ"),
        ("term", "term-CAGR"),
    ]


@pytest.mark.parametrize(
    ("anchor", "heading", "text"),
    [
        ("wonju", "Key findings", "It grew by 4 %."),
        ("output", "Output", "Limits Nominal. After the list."),
        ("chart-share", "It rose", "Per cent One line."),
        ("towns", "Towns", "Town · Korean · Dong-gu · 동구"),
        ("claim-1", "Firms", "claim-1 · 107"),
        ("table-claims", "krihs2019_claims Claims", "What it says."),
        ("term-LQ", "Location quotient 입지계수", "A share over a share."),
        ("term-CAGR", "CAGR", "Growth."),
    ],
)
def test_a_place_is_called_and_says_what_a_reader_sees(page: Page, anchor: str, heading: str, text: str) -> None:
    found = place(page, anchor)
    assert (found.heading, found.text) == (heading, text)


def test_code_navigation_pictures_and_apparatus_are_not_indexed(page: Page) -> None:
    everything = " ".join(one.heading + " " + one.text for one in page.places)
    for word in ("Elsewhere", "elsewhere", "Download", "secret", "Show the code", "1990", "Foot", "#", '"a"'):
        assert word not in everything


def test_decomposed_text_is_composed() -> None:
    decomposed = "\u110b\u116f\u11ab\u110c\u116e"  # 원주, letter by letter
    assert read_page(f'<article class="bd-article"><p>{decomposed}</p></article>').places[0].text == "원주"


def test_unclosed_and_stray_tags_lose_no_text() -> None:
    html = '<article class="bd-article"><p>One<p>Two</i><div id="x">Three</section></article>'
    assert " ".join(one.text for one in read_page(html).places) == "One Two Three"


def test_the_index_is_a_script_that_no_text_can_end() -> None:
    page = Page("</script><b>", ["원주"], [Place("a", "section", "H", "</script>\u2028\"'\\")])
    script = index({"a.html": page}, {"a.html"})
    assert "<" not in script
    (entry,) = json.loads(script.removeprefix("window.bookSearchIndex = ").removesuffix(";\n"))
    assert entry["title"] == "</script><b>"
    assert entry["alike"] is True
    assert entry["places"] == [["a", "section", "H", "</script>\u2028\"'\\"]]


def test_the_site_carries_its_own_index_and_none_of_the_stock_search(built: Book) -> None:
    names = {path.name for path in built.html.rglob("*") if path.is_file()}
    assert not names & {"searchindex.js", "searchtools.js", "language_data.js"}
    script = (built.html / "_static" / "search_index.js").read_text(encoding="utf-8")
    entries = json.loads(script.removeprefix("window.bookSearchIndex = ").removesuffix(";\n"))
    assert {entry["url"] for entry in entries} == {
        "index.html",
        "chapters/decline.html",
        "chapters/profile-mokpo.html",
        "chapters/profile-geoje.html",
    }
    assert entries[0]["url"] == "index.html"
    for page in built.html.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "searchindex" not in text
        assert "searchtools" not in text
        assert "search_index.js" not in text, "loaded only when a reader searches"


def test_live_numbers_are_found(built: Book) -> None:
    script = (built.html / "_static" / "search_index.js").read_text(encoding="utf-8")
    assert "The share was 26.8 %." in script
