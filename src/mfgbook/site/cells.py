"""Code cells in a page: code is folded, and parameters stand in a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from docutils import nodes

from mfgbook.parameters import Parameter, values


def fold_code(document: nodes.document, show: str, hide: str) -> None:
    """Fold the code of every cell that does not say otherwise by a tag of its own; a `<details>` element unfolds it.

    A cell that shows nothing is folded together with the code cell after it.

    Args:
        document: the page.
        show: words on the folded code.
        hide: words on the unfolded code.
    """
    for cell in _cells(document):
        if not _is_foldable(cell):
            continue
        following = cell.next_node(descend=False, siblings=True)
        if len(cell) == 1 and _is_foldable(following):
            following[0].children[:0] = cell[0].children
            cell.parent.remove(cell)
        else:
            cell["hide_mode"], cell["prompt_show"], cell["prompt_hide"] = "input", show, hide


def tabulate_parameters(document: nodes.document, parameters: Sequence[Parameter]) -> None:
    """Show the parameters as a table at the cell that declares them, and drop the cell that papermill added."""
    injected = list(_cells(document, "tag_injected-parameters"))
    given = {name: value for cell in injected for name, value in values(_source(cell)).items()}
    for cell in _cells(document, "tag_parameters"):
        cell.parent.insert(cell.parent.index(cell), nodes.raw("", parameter_table(parameters, given), format="html"))
    for cell in injected:
        cell.parent.remove(cell)


def parameter_table(parameters: Sequence[Parameter], given: Mapping[str, Any]) -> str:
    """Return parameters as a folded HTML table of name, value and meaning.

    A value that is not the default says so, and unfolds the table.

    Args:
        parameters: what the notebook declares.
        given: the values of this run, where they were given.
    """
    rows = "".join(_row(parameter, given.get(parameter.name, parameter.default)) for parameter in parameters)
    head = "<thead><tr><th>Parameter</th><th>Value in this run</th><th>Meaning</th></tr></thead>"
    changed = sum(given.get(parameter.name, parameter.default) != parameter.default for parameter in parameters)
    said = f"Parameters: {len(parameters)}, {changed or 'none'} of them changed"
    return (
        f'<details class="parameters"{" open" if changed else ""}><summary>{said}</summary>'
        f'<div class="table-scroll"><table>{head}<tbody>{rows}</tbody></table></div></details>'
    )


def in_words(value: Any) -> str:
    """Write a parameter's value for a reader: text without quotes, lists and mappings without brackets."""
    match value:
        case dict():
            return ", ".join(f"{key}: {in_words(inner)}" for key, inner in value.items()) or "none"
        case list() | tuple() | set():
            return ", ".join(map(in_words, value)) or "none"
        case "" | None:
            return "none"
    return str(value)


def _row(parameter: Parameter, value: Any) -> str:
    changed = value != parameter.default
    default = f"<small>default: {escape(in_words(parameter.default))}</small>" if changed else ""
    return (
        f'<tr{" class=changed" if changed else ""}><th scope="row"><code>{escape(parameter.name)}</code></th>'
        f"<td>{escape(in_words(value))}{default}</td><td>{escape(parameter.comment)}</td></tr>"
    )


def _cells(document: nodes.document, tag: str = "cell") -> Iterator[nodes.container]:
    for node in list(document.findall(nodes.container)):
        if node.get("nb_element") == "cell_code" and tag in node["classes"]:
            yield node


def _is_foldable(node: nodes.Node | None) -> bool:
    """Whether a node is a code cell that shows its code and has no tag that says how."""
    return (
        isinstance(node, nodes.container)
        and node.get("nb_element") == "cell_code"
        and "hide_mode" not in node
        and node[0].get("nb_element") == "cell_code_source"
    )


def _source(cell: nodes.container) -> str:
    return next((code.astext() for code in cell.findall(nodes.literal_block)), "")
