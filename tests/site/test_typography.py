"""Glued figures as a typesetter would set them."""

import pytest

from mfgbook.site.typography import polish

GLUED = '<span class="pasted-text">{}</span>'


@pytest.mark.parametrize(
    ("glued", "after", "expected"),
    [
        ("-7.9", " to", "−7.9</span> to"),
        ("28.2", " % in", "28.2</span>&nbsp;% in"),
        ("p = 0.003", ",", "p&nbsp;=&nbsp;0.003</span>,"),
        ("p &lt; 0.001", ",", "p&nbsp;&lt;&nbsp;0.001</span>,"),
        ("2017-01-01", " is", "2017-01-01</span> is"),
        ("Urban-type (-13.1) and", " more", "Urban-type (−13.1) and</span> more"),
    ],
)
def test_glued_figures_are_polished(glued, after, expected):
    assert polish(GLUED.format(glued) + after) == '<span class="pasted-text">' + expected


def test_everything_else_is_left_alone():
    page = '<pre><span class="mi">10</span> % 3 - -7.9</pre><p>-1 %</p>'
    assert polish(page) == page
