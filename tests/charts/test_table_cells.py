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
