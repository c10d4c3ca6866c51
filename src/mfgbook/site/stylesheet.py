"""The style sheets of theme and extensions as one, without the rules that no page of the site can match."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

_TOKEN = re.compile(r"""/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^"')]*\)|[{};]|[^{};"'/u]+|.""", re.DOTALL)
_HOLDS_RULES = ("@media", "@supports", "@container", "@layer")
_OPTIONAL = re.compile(
    r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]"
)  # of a selector: may name what is not
_NAME = re.compile(r"[.#]((?:\\.|[\w-])+)")


class Rule(NamedTuple):
    """A rule of a style sheet; a statement such as `@import` has no block, a licence is a statement too."""

    head: str
    block: str | None = None


def pruned(css: str, names: Container[str]) -> str:
    """Return a style sheet without the rules that no page can match, and without fonts and unused animations.

    Args:
        css: a style sheet that is free of errors.
        names: the classes and ids that occur on the pages or are set by scripts.
    """
    kept = "".join(_kept(css, names))
    for rule in list(_rules(kept)):
        name = rule.head.removeprefix("@keyframes").strip()
        if rule.head.startswith("@keyframes") and not re.search(rf"animation[^;}}]*[:\s]{re.escape(name)}\b", kept):
            kept = kept.replace(_text(rule), "")
    return kept


def _kept(css: str, names: Container[str]) -> Iterator[str]:
    for rule in _rules(css):
        if rule.block is None:
            if rule.head.startswith("/*"):
                yield f"{rule.head}\n"
        elif rule.head.startswith(_HOLDS_RULES):
            inner = "".join(_kept(rule.block, names))
            if inner:
                yield _text(Rule(rule.head, inner))
        elif rule.head.startswith("@"):
            if not rule.head.startswith("@font-face"):
                yield _text(rule)
        else:
            matching = ",".join(one for one in _alternatives(rule.head) if _can_match(one, names))
            if matching and rule.block.strip():
                yield _text(Rule(matching, rule.block))


def _rules(css: str) -> Iterator[Rule]:
    """Yield the rules of a style sheet, licences (`/*!`) among them."""
    head, block, depth = "", "", 0
    for match in _TOKEN.finditer(css):
        token = match[0]
        if token.startswith("/*"):
            if token.startswith("/*!") and not depth:
                yield Rule(token)
            continue
        depth += (token == "{") - (token == "}")
        if token == "{" and depth == 1:
            continue
        if token == "}" and depth == 0:
            yield Rule(head.strip(), block)
            head, block = "", ""
        elif token == ";" and depth == 0:
            yield Rule(head.strip())
            head = ""
        elif depth:
            block += token
        else:
            head += token


def _text(rule: Rule) -> str:
    return f"{rule.head}{{{rule.block}}}"


def _alternatives(selectors: str) -> list[str]:
    """Split a list of selectors at its outermost commas."""
    parts, depth = [""], 0
    for letter in selectors:
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def _can_match(selector: str, names: Container[str]) -> bool:
    return all(re.sub(r"\\(.)", r"\1", name) in names for name in _NAME.findall(_OPTIONAL.sub("", selector)))
