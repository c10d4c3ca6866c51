"""The line of downloads at a page's top."""

from mfgbook.site.provenance import downloads


def offered(count: int) -> str:
    tables = {f"table_{number}": f"downloads/tables/table_{number}.csv" for number in range(count)}
    return downloads({"downloads": {"notebook": "n.ipynb", "executed": "e.ipynb", "tables": tables}}, "../")


def test_a_few_tables_stand_in_the_open_and_many_are_folded_away():
    assert "<details" not in offered(3)
    assert '<details class="downloads-tables"><summary>Data (4 tables)</summary>' in offered(4)
    assert all(html.count('href="../downloads/tables/') == count for count in (0, 3, 4) for html in [offered(count)])


def test_a_page_without_tables_offers_its_notebook_alone():
    assert "Data" not in offered(0)
    assert 'href="../n.ipynb"' in offered(0)


def test_a_page_says_of_which_tables_the_download_differs():
    told = downloads({"downloads": {"tables": {"a": "a.csv", "b": "b.csv"}, "guarded": ["b"]}}, "")
    assert "In the downloads of <code>b</code>, an apostrophe stands before each cell" in told
    assert "apostrophe" not in downloads({"downloads": {"tables": {"a": "a.csv"}, "guarded": []}}, "")
