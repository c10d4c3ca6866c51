"""Formulas as MathML, which browsers draw by themselves: no script, no font, no request."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

_UNKNOWN = re.compile(r"<mi>(\\\w+)")
_log = logging.getLogger(__name__)


def to_mathml(latex: str, display: str) -> str:
    """Return a formula as a MathML element.

    Args:
        latex: the formula, without dollar signs.
        display: "inline" or "block".

    Raises:
        Exception: whatever `latex2mathml` raises on a formula that it cannot read.
        ValueError: if a command of the formula is not known to it, which it would print as it stands.
    """
    formula = str(convert(latex.strip().replace("{aligned}", "{split}"), display=display))
    unknown = _UNKNOWN.search(formula)
    if unknown:
        raise ValueError(f"unknown command {unknown[1]}")
    return formula


def visit_inline(translator: Any, node: nodes.math) -> None:
    """Write a formula in a line of text."""
    translator.body.append(_html(node, "inline"))
    raise nodes.SkipNode


def visit_block(translator: Any, node: nodes.math_block) -> None:
    """Write a formula on a line of its own, with its number if it has one."""
    translator.body.append(translator.starttag(node, "div", CLASS="formula"))
    translator.body.append(_html(node, "block"))
    if node["number"]:
        translator.body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
        translator.add_permalink_ref(node, "Link to this equation")
        translator.body.append("</span>")
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def _html(node: nodes.Element, display: str) -> str:
    latex = node.astext()
    try:
        return to_mathml(latex, display)
    except Exception as error:  # the converter's errors have no common base
        _log.warning("formula %r cannot be drawn: %s", latex, str(error) or type(error).__name__, location=node)
        return f"<code>{escape(latex)}</code>"
