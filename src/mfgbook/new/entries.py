"""Add an entry to the run plan and to the table of contents as text, so that their comments and order stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from mfgbook.errors import BookError

LISTS = ("chapters", "sections")  # the keys of a table of contents that hold pages


class _Indented(yaml.SafeDumper):
    """Writes the members of a list below its key one step in."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def read(file: Path) -> Any:
    """Return what a YAML file holds.

    Raises:
        BookError: if it cannot be read.
    """
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise BookError(f"{file} cannot be read as YAML in UTF-8: {error}") from None


def with_run(plan: Path, name: str, tables: list[str], after: str = "") -> str:
    """Return the run plan's text with an entry for the notebook `name`.

    It stands after the first entry of the notebook `after`; without one, at the end.

    Raises:
        BookError: if the plan is not laid out as a list of one entry a block.
    """
    entry: dict[str, Any] = {"id": name, "notebook": f"{name}.ipynb", **({"tables": tables} if tables else {})}
    new = yaml.dump([entry], Dumper=_Indented, sort_keys=False, allow_unicode=True, width=10_000)
    text, old = plan.read_text(encoding="utf-8"), read(plan) or []
    nodes = getattr(yaml.compose(text), "value", [])
    place = next((n for n, known in zip(nodes, old, strict=True) if after and known.get("notebook") == after), None)
    return _checked(plan, _insert(text, place or (nodes[-1] if nodes else None), new), entry, old, new)


def with_page(toc: Path, page: str, after: str = "") -> str:
    """Return the text of the table of contents with a line for `page`.

    It stands after the page `after`; where that is not named, after the last one of the first list of pages.

    Raises:
        BookError: if the table of contents is not laid out as one page a line.
    """
    text, old, new = toc.read_text(encoding="utf-8"), read(toc) or {}, f"- file: {page}\n"
    lists = [pages.value for pages in _lists(yaml.compose(text)) if pages.value]
    named = {_file(node): node for pages in lists for node in pages}
    if page in named:
        raise BookError(
            f"{toc} names the page {page} already. Take that line out, or give the new chapter another name."
        )
    if not lists:
        return _checked(toc, _insert(text, None, f"chapters:\n  {new}"), {"file": page}, old | {"chapters": []}, new)
    return _checked(toc, _insert(text, named.get(after, lists[0][-1]), new), {"file": page}, old, new)


def _lists(node: yaml.Node | None) -> Iterator[yaml.SequenceNode]:
    """Yield the lists of pages of a table of contents, in their order."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value in LISTS and isinstance(value, yaml.SequenceNode):
                yield value
            yield from _lists(value)
    elif isinstance(node, yaml.SequenceNode):
        for member in node.value:
            yield from _lists(member)


def _file(entry: yaml.Node) -> str:
    pairs = entry.value if isinstance(entry, yaml.MappingNode) else []
    return next((str(value.value).removesuffix(".ipynb") for key, value in pairs if key.value == "file"), "")


def _last_line(node: yaml.Node) -> int:
    """Return the line on which a node's last word stands; the mark of a block points at what comes after it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        members = [part for member in node.value for part in (member if isinstance(member, tuple) else (member,))]
        return max(map(_last_line, members))
    return int(node.end_mark.line)


def _insert(text: str, node: yaml.Node | None, block: str) -> str:
    """Return a text with a block after a list's member, as far from the margin; without a member, at the end."""
    lines = [line if line.endswith("\n") else f"{line}\n" for line in text.splitlines(keepends=True)]
    if node is None:
        return "".join([*lines, block])
    margin, end = lines[node.start_mark.line].partition("-")[0], _last_line(node) + 1
    while end < len(lines) and lines[end].startswith(f"{margin} ") and lines[end].lstrip().startswith("#"):
        end += 1  # a comment that closes the member
    return "".join([*lines[:end], *(f"{margin}{line}" for line in block.splitlines(keepends=True)), *lines[end:]])


def _without(tree: Any, member: Any) -> Any:
    """Return a tree of lists and mappings without a list's member."""
    if isinstance(tree, dict):
        return {key: _without(value, member) for key, value in tree.items()}
    return [_without(value, member) for value in tree if value != member] if isinstance(tree, list) else tree


def _checked(file: Path, text: str, entry: dict[str, Any], old: Any, new: str) -> str:
    """Return an edited text if it says what the old one did and the new entry, whatever the layout of the file."""
    try:
        edited = yaml.safe_load(text)
    except yaml.YAMLError:
        edited = old
    if edited == old or _without(edited, entry) != old:
        raise BookError(
            f"{file} is not laid out as one entry a line, so nothing was changed. Add there by hand:\n{new}"
        )
    return text
