"""Find numbers that somebody typed into a chapter's words instead of computing them."""

import ast
import re
from collections.abc import Iterator

import nbformat

# What may stand in prose with digits: names and places, never results.
ALLOWED = re.compile(
    r"""
      \b(?:1[789]|20)\d\d(?:H[12]|Q[1-4])?(?:[–/-]\d\d(?:\d\d)?)?\b  # years, half-years, spans of years
    | \bFY\d{4}\b                                                      # fiscal years
    | \b(?:tables?|figures?|sections?|chapters?|footnotes?|questions?|bullets?|headings?|parts?)\ [\dIV]+(?:\.\d+)?
      (?:(?:,|,?\ and|–|\ to)\ \d+)*                                   # places in a document
    | ^\#+\ \d+\.                                                      # numbered headings
    | \bISO\ \d+(?:-\d)?\b | \b[35](?:D|G)\b | \bCO2\b | \bG20\b | \bAR\(1\) | \bKOGL-\d\b
    | \b(?:Industrie|Industry)\ \d\.0\b | \bManufacturing\ (?:Innovation\ )?3\.0\b | \bMade\ in\ China\ 2025\b
    | \bGAO-\d\d-\d+\b | \bDT_1C91\b | \bCES3000000001\b
    | =\ 100\b | \bback\ to\ 100\b | \bto\ 100\b | \bagainst\ 100\b     # the base of an index
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
NOT_PROSE = re.compile(
    r"\{[a-z:]+\}`[^`]*`"  # roles: glue, cite, term
    r"|`[^`]*`"  # names of code
    r"|\]\([^)]*\)"  # addresses
    r"|^:::+.*$|^:[a-z-]+:.*$"  # directives and their options
    r"|\$\$.*?\$\$|\$[^$]*\$",  # formulas
    re.MULTILINE | re.DOTALL,
)


def typed_in(text: str) -> list[str]:
    """Return the words of a text that hold a digit which none of the allowed names explains."""
    rest = ALLOWED.sub(" ", text)
    return re.findall(r"\S*\d\S*", rest)


def in_prose(notebook: nbformat.NotebookNode) -> Iterator[tuple[str, str]]:
    """Yield the cell and the word of each number typed into a markdown cell."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield from ((cell.id, word) for word in typed_in(NOT_PROSE.sub(" ", cell.source)))


def in_code(notebook: nbformat.NotebookNode) -> Iterator[tuple[str, str]]:
    """Yield the cell and the word of each number typed into a string that a reader sees: one with a space in it."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and "parameters" not in cell.metadata.get("tags", []):
            for text in _strings(ast.parse(cell.source)):
                if " " in text.strip():
                    yield from ((cell.id, word) for word in typed_in(text))


def _strings(node: ast.AST) -> Iterator[str]:
    """Yield the strings of some code; a placeholder of an f-string, with its format, reads as an ellipsis."""
    if isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from _strings(part.value)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value
    elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "query":
        return  # conditions on a table are code
    else:
        for child in ast.iter_child_nodes(node):
            yield from _strings(child)
