"""What cells print: parameters for readers, and tables that pandas made."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from mfgbook.parameters import Parameter
from mfgbook.site.cells import in_words, parameter_table
from mfgbook.site.mathml import to_mathml
from mfgbook.site.tables import tidy


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "none"),
        (None, "none"),
        ([], "none"),
        (0.95, "0.95"),
        (False, "False"),
        (["KOR", "JPN"], "KOR, JPN"),
        ({"Gyeongnam/Geoje": "2016H1", "Jeonbuk/Gunsan": "2017H2"}, "Gyeongnam/Geoje: 2016H1, Jeonbuk/Gunsan: 2017H2"),
    ],
)
def test_values_read_as_words(value: Any, words: str) -> None:
    assert in_words(value) == words


def test_only_changed_parameters_show_their_default() -> None:
    declared = [Parameter("start", 1990, "first <year>"), Parameter("peers", ["JPN"], "")]
    table = parameter_table(declared, {"start": 1990, "peers": ["USA"]})
    assert "<td>1990</td><td>first &lt;year&gt;</td>" in table
    assert "<td>USA<small>default: JPN</small></td>" in table


def test_parameters_are_folded_until_one_is_changed() -> None:
    declared = [Parameter("start", 1990, ""), Parameter("peers", ["JPN"], "")]
    folded = '<details class="parameters"><summary>Parameters: 2, none of them changed</summary>'
    assert parameter_table(declared, {"start": 1990}).startswith(folded)
    unfolded = '<details class="parameters" open><summary>Parameters: 2, 1 of them changed</summary>'
    assert parameter_table(declared, {"start": 2000}).startswith(unfolded)


def test_columns_of_figures_stand_to_the_right() -> None:
    frame = pd.DataFrame({"place": ["Geoje", "통영"], "change": [-1.5, 2], "interval": ["-2.0 to -1.0", "–"]})
    html = tidy(frame.to_html(index=False))
    assert html.startswith('<div class="table-scroll"><table class="printed">')
    assert html.count('class="number"') == 6
    assert "<th>place</th>" in html
    assert '<th class="number">interval</th>' in html


def test_style_that_pandas_adds_goes() -> None:
    assert "<style" not in tidy(pd.DataFrame({"a": [1]})._repr_html_())


def test_other_tables_are_left_alone() -> None:
    html = '<table class="docutils"><tr><td>1</td></tr></table>'
    assert tidy(html) == html


@pytest.mark.parametrize(
    ("latex", "part"),
    [
        (r"\frac{a}{b}", "<mfrac>"),
        (r"\sum_{i=1}^{n} x_i", "&#x02211;"),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "<mtable"),
        (r"\hat{\beta}", "<mover"),
    ],
)
def test_formulas_become_mathml(latex: str, part: str) -> None:
    assert part in to_mathml(latex, "block")


def test_unknown_command_of_a_formula_is_named() -> None:
    with pytest.raises(ValueError, match=r"\\betta"):
        to_mathml(r"\betta + 1", "inline")
