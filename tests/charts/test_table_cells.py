"""What stands in a table's cells."""

import pandas as pd
from IPython.display import HTML

from mfgbook.charts import Caption, table

CAPTION = Caption(id="t", title="T", subtitle="S", source="X", alt="")


def test_a_cell_that_knows_its_own_html_is_shown_as_that():
    frame = pd.DataFrame({"place": [HTML('<a href="#a">A</a>')], "text": ["<b>B</b>"]})
    html = table(frame, CAPTION).data
    assert '<a href="#a">A</a></td>' in html
    assert "&lt;b&gt;B&lt;/b&gt;</td>" in html


def test_written_figures_stand_to_the_right_and_years_to_the_left():
    frame = pd.DataFrame({"count": ["1,291", "218.9"], "year": ["2016", "2017"], "answer": ["10 of 14", "–"]})
    html = table(frame, CAPTION).data
    assert '<td class="number">1,291</td>' in html
    assert '<td class="short">2016</td>' in html
    assert '<td class="short">10 of 14</td>' in html


def test_a_figure_in_words_has_a_minus_and_a_date_keeps_its_hyphens():
    html = table(pd.DataFrame({"text": ["-2.1 points (-3 to 4)", "Act of 2014-09-15", "low-tech"]}), CAPTION).data
    assert "−2.1 points (−3 to 4)" in html
    assert "2014-09-15" in html
    assert "low-tech" in html
