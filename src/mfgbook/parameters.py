"""A chapter's parameters: what its parameters cell declares, and whether what is given fits.

The cell tagged `parameters` is the only declaration: its names, its default values and its comments. A given value fits
when it is of the default's type; papermill itself warns of an unknown name and lets any type pass.
"""

from __future__ import annotations

import ast
import io
import json
import tokenize
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from mfgbook.errors import BookError, did_you_mean
from mfgbook.texts import for_markdown

INJECTED = "# Parameters\n"  # how papermill begins the cell that it adds after the parameters cell
LISTS = (list, tuple, set)
KINDS = {
    bool: "True or False",
    int: "a whole number",
    float: "a number",
    str: "text",
    dict: "a mapping with the same kinds of keys and values",
    list: "a list",
    tuple: "a list",
    set: "a list",
    type(None): "anything",
}


class Parameter(NamedTuple):
    """One assignment of a parameters cell; `comment` joins the lines above it and the one beside it."""

    name: str
    default: Any
    comment: str


def describe(notebook: Path) -> list[Parameter]:
    """Return the parameters that a notebook declares, in the order of its parameters cell.

    Raises:
        BookError: if the notebook cannot be read, or its parameters cell holds more than plain assignments.
    """
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    except OSError as error:
        raise BookError(f"{notebook} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError):
        raise BookError(
            f"{notebook} is not a Jupyter notebook of format 4. "
            "Open and save it in Jupyter, or restore it from version control."
        ) from None
    return _assignments(sources[0], str(notebook)) if sources else []


def declared(notebook: Path) -> dict[str, Any]:
    """Return the names and default values of a notebook's parameters; without a parameters cell, none.

    Raises:
        BookError: as `describe`.
    """
    return {parameter.name: parameter.default for parameter in describe(notebook)}


def check(declared: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Check that every given parameter is declared and of its default's type.

    A whole number passes for a decimal one. The members of a list and the keys and values of a mapping must be like
    those of the default; an empty default leaves them free, and the default `None` leaves everything free.

    Raises:
        BookError: naming each parameter that does not fit, and what would.
    """
    faults = [
        fault
        for name, value in given.items()
        for fault in ([_unknown(name, declared)] if name not in declared else _misfits(name, declared[name], value))
    ]
    if faults:
        raise BookError("\n".join(faults))


def check_parameters() -> None:
    """Check the parameters that papermill gave to the running notebook.

    For the first cell after the parameters cell: it compares papermill's added cell with the parameters cell before it,
    so that raw papermill, which accepts any name and type, refuses what does not fit. Does nothing without papermill.

    Raises:
        BookError: as `check`.
    """
    from IPython.core.getipython import get_ipython  # noqa: PLC0415 - slow to import, and needed in a kernel only

    shell = get_ipython()
    history: list[str] = shell.user_ns.get("In", []) if shell else []
    *_, parameters_cell, injected_cell, _this_cell = ["", "", "", *history]
    if injected_cell.startswith(INJECTED):
        check(values(parameters_cell), values(injected_cell))


def parse(declared: Mapping[str, Any], pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return typed values for parameters given as text, such as `("start_year", "2000")` or `("peers", "[USA, JPN]")`.

    Text stays text where the default is text; elsewhere it is read as YAML.

    Raises:
        BookError: as `check`.
    """
    given = {name: _from_text(declared.get(name), text) for name, text in pairs}
    check(declared, given)
    return given


def values(source: str) -> dict[str, Any]:
    """Return the names and literal values that a cell of plain assignments gives.

    Raises:
        BookError: if the cell holds anything else.
    """
    return {parameter.name: parameter.default for parameter in _assignments(source, "this notebook")}


def comments_of(source: str) -> dict[int, str]:
    """Return the comments of a source by line number, without their marks."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}


def in_headings(values: Mapping[str, Any]) -> dict[str, str | int | float]:
    """Return what `{{ name }}` stands for in a chapter's headings: numbers, and texts that are no markup there."""
    texts = {name: for_markdown(value) for name, value in values.items() if isinstance(value, str)}
    return {name: value for name, value in values.items() if isinstance(value, int | float)} | texts


def _assignments(source: str, where: str) -> list[Parameter]:
    """Return the assignments of a parameters cell; anything else in it is a BookError."""
    lines = source.splitlines()
    try:
        comments = comments_of(source)
        return [_parameter(statement, lines, comments) for statement in ast.parse(source).body]
    except (SyntaxError, tokenize.TokenError, ValueError) as error:
        raise BookError(
            f"{where}: the cell tagged `parameters` may hold only comments and plain assignments such as "
            f"`start_year = 1990` ({error})."
        ) from None


def _parameter(statement: ast.stmt, lines: list[str], comments: dict[int, str]) -> Parameter:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            pass
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            pass
        case _:
            raise ValueError(f"line {statement.lineno}: {lines[statement.lineno - 1].strip()}")
    above = statement.lineno - 1
    while above in comments and lines[above - 1].lstrip().startswith("#"):
        above -= 1
    end = statement.end_lineno or statement.lineno
    words = [comments[line] for line in range(above + 1, end + 1) if line in comments]
    return Parameter(name, _literal(value, lines), " ".join(words))


def _literal(value: ast.expr, lines: list[str]) -> Any:
    try:
        return ast.literal_eval(value)
    except ValueError:
        raise ValueError(f"line {value.lineno}: {lines[value.lineno - 1].strip()}") from None


def _unknown(name: str, declared: Mapping[str, Any]) -> str:
    names = ", ".join(declared) or "none"
    return f"unknown parameter {name!r}.{did_you_mean(str(name), declared)} The parameters are: {names}."


def _misfits(name: str, default: Any, value: Any) -> list[str]:
    if _fits(default, value):
        return []
    return [f"parameter {name!r} must be {_kind(default)}, such as {default!r}; it is {value!r}."]


def _fits(default: Any, value: Any) -> bool:
    if default is None:
        return True
    if isinstance(value, bool) != isinstance(default, bool):  # to Python, True is a whole number
        return False
    if isinstance(default, dict):
        return isinstance(value, dict) and all(map(_members_fit, (default, default.values()), (value, value.values())))
    if isinstance(default, LISTS):
        return isinstance(value, LISTS) and _members_fit(default, value)
    return isinstance(value, (int, float) if isinstance(default, float) else type(default))


def _members_fit(defaults: Iterable[Any], values: Iterable[Any]) -> bool:
    """Whether each value is like one of the defaults, or there are no defaults to be like."""
    models = list(defaults)
    return not models or all(any(_fits(model, value) for model in models) for value in values)


def _kind(default: Any) -> str:
    """Name the type of a default in plain words."""
    if default and isinstance(default, LISTS):
        return f"a list whose members are each {' or '.join(dict.fromkeys(map(_kind, default)))}"
    return KINDS.get(type(default), type(default).__name__)


def _from_text(default: Any, text: str) -> Any:
    """Read text as YAML where the default is not text; what cannot be read stays text, which `check` then refuses."""
    if isinstance(default, str):
        return text
    if isinstance(default, float):
        try:
            return float(text)  # YAML reads 1e-3 as text
        except ValueError:
            return text
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return text
