"""What a descriptor must be, so that nothing which reads it later stumbles.

Frictionless checks data against a descriptor, but a wrong constraint in one crashes it: so it is checked here first.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from mfgbook.data.refresh_entry import refresh_problems
from mfgbook.texts import hidden_letter

TEXTS = ("title", "description", "rights")
LISTS_OF_TEXT = ("caveats", "not_for")
SOURCE_TEXTS = ("title", "series", "path", "vintage", "retrieved")
# The field types that the book uses, and how their values stand in JSON.
JSON_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}
CONSTRAINTS = {
    "string": {"required", "unique", "enum", "pattern"},
    "integer": {"required", "unique", "enum", "minimum", "maximum"},
    "number": {"required", "unique", "enum", "minimum", "maximum"},
    "boolean": {"required"},
}
# The cross-row rules (see rules.py) and what each must say: lists of columns, or single values of a type.
RULES: dict[str, dict[str, Any]] = {
    "adds_up": {"column": str, "within": list, "total": (int, float), "tolerance": (int, float)},
    "parts_make_whole": {
        "column": str,
        "whole": str,
        "within": list,
        "values": list,
        "tolerance_percent": (int, float),
    },
    "no_gaps": {"along": list, "within": list},
}
# Columns that a rule calculates with.
NUMERIC_IN_RULES = {"adds_up": ["column"], "parts_make_whole": ["values"], "no_gaps": ["along"]}
NUMBERS = ("integer", "number")
MAY_BE_EMPTY = ("within",)


def problems(descriptor: Any, shipped: Container[str]) -> Iterator[str]:
    """Yield what is wrong with a descriptor, so that nothing later stumbles over it."""
    entries = descriptor.get("resources") if isinstance(descriptor, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        yield 'has no list "resources" of objects: one object with name, path and schema for each table.'
        return
    seen: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        name = entry.get("name")
        if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9_]+", name):
            yield f"resource {number}: name is {name!r}. Give it one of small letters, digits and underscores."
            continue
        if name in seen:
            yield f"resource {name!r} is described twice. Keep one of the two."
        seen.add(name)
        hidden = next(filter(None, map(hidden_letter, _texts(entry))), "")
        if hidden:
            yield f"resource {name!r} holds {hidden}, a letter that is not seen. Delete it, and type its text anew."
        for problem in _entry_problems(entry, shipped=name in shipped):
            yield f"resource {name!r}: {problem}"


def _entry_problems(entry: Mapping[str, Any], shipped: bool) -> Iterator[str]:
    """Yield what is wrong with a resource; one that stands for a shipped table may leave out path and schema."""
    path = entry.get("path")
    if not (shipped and path is None) and not _is_csv_in_folder(path):
        yield f"path is {path!r}. Give the name of a .csv file in the descriptor's folder."
    for source in as_list(entry.get("sources")):
        if not _is_source(source):
            yield f"sources: each is an object with a title; {', '.join(SOURCE_TEXTS)} are text."
    yield from _wording_problems(entry)
    if shipped and "schema" not in entry:
        yield from refresh_problems(entry["refresh"], columns=None) if "refresh" in entry else ()
        return
    schema = entry.get("schema")
    if isinstance(schema, str):
        yield f"schema names the file {schema!r}, which is neither beside the descriptor nor shipped. Add it."
        return
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(schema, dict) or not isinstance(fields, list) or not fields:
        yield 'it has no schema. Add "schema": {"fields": [...]} with a name and a type for each column.'
        return
    found = [
        f"field {_label(field, number)}: {problem}"
        for number, field in enumerate(fields, start=1)
        for problem in _field_problems(field)
    ]
    yield from found
    if not found:
        types = {field["name"]: field["type"] for field in fields}
        yield from _key_problems(schema, types, len(fields))
        for rule in as_list(entry.get("rules")):
            yield from _rule_problems(rule, types)
        if "refresh" in entry:
            yield from refresh_problems(entry["refresh"], types)


def _wording_problems(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the words on a resource, which pages show."""
    for key in TEXTS:
        if not isinstance(entry.get(key, ""), str):
            yield f"{key} is {entry[key]!r}. Write it as text."
    for key in LISTS_OF_TEXT:
        if not all(isinstance(text, str) for text in as_list(entry.get(key))):
            yield f"{key}: write a text, or a list of texts."
    for license in as_list(entry.get("licenses")):
        if not isinstance(license, dict) or not all(isinstance(text, str) for text in license.values()):
            yield "licenses: each is an object with name, title and path, which are text."


def _texts(part: Any) -> Iterator[str]:
    """Yield every text in a part of a descriptor, names of keys included."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for key, value in part.items():
            yield key
            yield from _texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value)


def _key_problems(schema: Mapping[str, Any], types: Mapping[str, str], count: int) -> Iterator[str]:
    """Yield what is wrong with the names and keys of a schema that has `count` fields."""
    if len(types) < count:
        yield "two of its fields have the same name. Keep one of the two."
    for column in as_list(schema.get("primaryKey")):
        if column not in list(types):
            yield f"primaryKey names {column!r}, which is not a field."
    for key in as_list(schema.get("foreignKeys")):
        if not _is_foreign_key(key, list(types)):
            yield 'foreignKeys: write {"fields": column, "reference": {"resource": table, "fields": column}}.'


def _is_source(source: Any) -> bool:
    texts = [source.get(key, "") for key in SOURCE_TEXTS] if isinstance(source, dict) else [None]
    return bool(texts[0]) and all(isinstance(text, str) for text in texts)


def _is_foreign_key(key: Any, columns: list[Any]) -> bool:
    reference = key.get("reference") if isinstance(key, dict) else None
    if not isinstance(reference, dict) or not isinstance(reference.get("resource"), str):
        return False
    here, there = as_list(key.get("fields")), as_list(reference.get("fields"))
    return len(here) == len(there) == 1 and here[0] in columns and isinstance(there[0], str)


def _is_csv_in_folder(path: Any) -> bool:
    if not isinstance(path, str) or "\\" in path or ":" in path:
        return False
    parts = PurePosixPath(path)
    return not parts.is_absolute() and ".." not in parts.parts and parts.suffix.lower() == ".csv"


def _field_problems(field: Any) -> Iterator[str]:
    """Yield what is wrong with a field: its name, type, unit or constraints."""
    if not isinstance(field, dict) or not isinstance(field.get("name"), str):
        yield "it needs a name."
        return
    kind = field.get("type")
    if not isinstance(kind, str) or kind not in JSON_TYPES:
        yield f"type is {kind!r}. Use one of {', '.join(JSON_TYPES)}."
        return
    for key in ("unit", "title", "description"):
        if not isinstance(field.get(key, ""), str):
            yield f"{key} is {field[key]!r}. Write it as text."
    constraints = field.get("constraints", {})
    if not isinstance(constraints, dict):
        yield f"constraints is {constraints!r}. Write an object."
        return
    for name, value in constraints.items():
        if name not in CONSTRAINTS[kind]:
            yield f"constraint {name!r} is not one of {', '.join(sorted(CONSTRAINTS[kind]))} (type {kind})."
        elif not _is_constraint_value(name, value, kind):
            yield f"constraint {name} is {value!r}, which does not fit the type {kind}. Correct it or remove it."


def _label(field: Any, number: int) -> str:
    return repr(field["name"]) if isinstance(field, dict) and "name" in field else str(number)


def _is_constraint_value(name: str, value: Any, kind: str) -> bool:
    if name in ("required", "unique"):
        return isinstance(value, bool)
    if name == "enum":
        return isinstance(value, list) and bool(value) and all(_is_value(item, JSON_TYPES[kind]) for item in value)
    if name == "pattern":
        return isinstance(value, str) and _compiles(value)
    return _is_value(value, JSON_TYPES[kind])


def _rule_problems(rule: Any, types: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with a cross-row rule, given the types of the fields by name."""
    name = rule.get("rule") if isinstance(rule, dict) else None
    if not isinstance(name, str) or name not in RULES:
        yield f"rules: {name!r} is not a rule. Use one of {', '.join(RULES)}."
        return
    for key, kind in RULES[name].items():
        value = rule.get(key)
        if not _is_value(value, kind) or (kind is list and key not in MAY_BE_EMPTY and not value):
            yield f"rules: {key} of {name} is {value!r}. The rule needs {', '.join(RULES[name])}."
        elif kind is list or key == "column":
            wanted = NUMBERS if key in NUMERIC_IN_RULES[name] else tuple(JSON_TYPES)
            fitting = [column for column, kind in types.items() if kind in wanted]
            for column in as_list(value):
                if column not in fitting:
                    yield f"rules: {key} of {name} names {column!r}, which is no field of type {', '.join(wanted)}."


def _is_value(value: Any, kind: type | tuple[type, ...]) -> bool:
    """Say whether a JSON value is of a type; true and false are no numbers."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def as_list(value: Any) -> list[Any]:
    """Return a list for what the standard allows to be one name or a list of names."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
