"""Text that others wrote stays text in a terminal, in Markdown, in an expression and in a spreadsheet."""

from __future__ import annotations

import json

import pytest

from mfgbook.texts import for_expression, for_markdown, for_spreadsheet, for_terminal, hidden_letter


@pytest.mark.parametrize(
    "cell",
    ["=1+1", '=HYPERLINK("http://x","y")', "+1+cmd|' /C calc'!A0", "@SUM(1)", "-2+3", " =1", "\t=1", "＝1", "+82-2-1"],
)
def test_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert for_spreadsheet(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "-", "-6.9%", "-18.8*", "+1,234.5 %", "(=)", "a=b", "약 28만 명", "1-2", "'=1"])
def test_a_figure_and_plain_words_stay(cell: str) -> None:
    assert for_spreadsheet(cell) == cell


@pytest.mark.parametrize(
    "letter", ["\x00", "\x1b", "\x7f", "\x85", "\u202a", "\u202e", "\u2066", "\u2069", "\uffff"], ids=ascii
)
def test_a_letter_that_is_not_seen_is_named(letter: str) -> None:
    name = f"U+{ord(letter):04X}"
    assert hidden_letter(f"Geoje{letter}") == name
    assert for_terminal(f"a{letter}b") == f"a<{name}>b"


@pytest.mark.parametrize("text", ["", "거제 Geoje", "مرحبا", "a\nb\tc\r\nd", "👩🏽\u200d🚀", "\u200eשלום"])
def test_letters_of_any_script_are_not_hidden(text: str) -> None:
    assert hidden_letter(text) == ""


def test_markdown_is_one_line_whose_every_mark_is_escaped() -> None:
    assert for_markdown("<b>\n{x}`y` 거제") == r"\<b\> \{x\}\`y\` 거제"
    assert for_markdown("Goseong-gun 2") == r"Goseong\-gun 2"


def test_a_literal_of_an_expression_holds_no_quote_and_no_line_end_of_its_text() -> None:
    literal = for_expression("a'\"\\\u2028b")
    assert json.loads(literal) == "a'\"\\\u2028b"
    assert literal.isascii()
