"""A broken descriptor is told with its place; nothing later stumbles over it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mfgbook.data import load, resource, shipped_folder, table_names
from mfgbook.data.checks import check_folder
from mfgbook.data.descriptor import problems
from mfgbook.errors import BookError


def the_line(folder) -> str:
    found = [str(fault) for fault in check_folder(folder)]
    assert len(found) == 1, found
    return found[0]


def test_invalid_json_is_told_with_line_and_character(write):
    folder = write("datapackage.json", '{\n  "resources": [\n    {"name": "a",}\n  ]\n}\n')
    message = the_line(folder)
    assert message.startswith("datapackage.json, row 3: is not valid JSON at character 1")
    with pytest.raises(BookError, match=r"datapackage\.json, row 3: is not valid JSON"):
        load("countries", folder)
    with pytest.raises(BookError, match=r"datapackage\.json, row 3"):
        table_names(folder)


def test_another_encoding(write):
    folder = write("datapackage.json", '{"title": "한국"}'.encode("cp949"))
    assert the_line(folder) == "datapackage.json: is not UTF-8 text. Save it as UTF-8."


@pytest.mark.parametrize("text", ["[]", "{}", '{"resources": {}}', '{"resources": [1]}', "null"])
def test_no_list_of_resources(text, write):
    assert the_line(write("datapackage.json", text)).startswith('datapackage.json: has no list "resources"')


ABSENT = object()
PERCENT = ("schema", "fields", 1)
NO_SCHEMA = 'it has no schema. Add "schema": {"fields": [...]} with a name and a type for each column.'
KEY_FORM = 'foreignKeys: write {"fields": column, "reference": {"resource": table, "fields": column}}.'
# What to change in a sound resource, and what is then said of it.
BROKEN = [
    (("schema",), ABSENT, NO_SCHEMA),
    (("schema", "fields"), [], NO_SCHEMA),
    (("path",), ABSENT, "path is None. Give the name of a .csv file in the descriptor's folder."),
    (("path",), "../a.csv", "path is '../a.csv'. Give the name of a .csv file in the descriptor's folder."),
    (("path",), "/a.csv", "path is '/a.csv'. Give the name of a .csv file in the descriptor's folder."),
    ((*PERCENT, "name"), ABSENT, "field 2: it needs a name."),
    ((*PERCENT, "name"), "place", "two of its fields have the same name. Keep one of the two."),
    (
        (*PERCENT, "type"),
        "numbr",
        "field 'percent': type is 'numbr'. Use one of string, integer, number, boolean.",
    ),
    (
        (*PERCENT, "constraints"),
        {"minimum": "abc"},
        "field 'percent': constraint minimum is 'abc', which does not fit the type number. Correct it or remove it.",
    ),
    (
        (*PERCENT, "constraints"),
        {"minimun": 0},
        "field 'percent': constraint 'minimun' is not one of enum, maximum, minimum, required, unique (type number).",
    ),
    (
        ("schema", "fields", 0, "constraints"),
        {"pattern": "["},
        "field 'place': constraint pattern is '[', which does not fit the type string. Correct it or remove it.",
    ),
    (
        ("schema", "fields", 0, "constraints"),
        {"required": "yes"},
        "field 'place': constraint required is 'yes', which does not fit the type string. Correct it or remove it.",
    ),
    (("schema", "primaryKey"), "region", "primaryKey names 'region', which is not a field."),
    (("schema", "foreignKeys"), [{"fields": "place"}], KEY_FORM),
    (("rules",), [{"rule": "add"}], "rules: 'add' is not a rule. Use one of adds_up, parts_make_whole, no_gaps."),
    (
        ("rules",),
        [{"rule": "no_gaps", "along": ["place"], "within": []}],
        "rules: along of no_gaps names 'place', which is no field of type integer, number.",
    ),
    (
        ("rules",),
        [{"rule": "no_gaps", "along": ["percent"]}],
        "rules: within of no_gaps is None. The rule needs along, within.",
    ),
    (
        ("sources",),
        ["World Bank"],
        "sources: each is an object with a title; title, series, path, vintage, retrieved are text.",
    ),
]


@pytest.mark.parametrize(("keys", "value", "message"), BROKEN)
def test_each_mistake_is_told_once_with_its_place(keys, value, message, describe):
    fields = [{"name": "place", "type": "string"}, {"name": "percent", "type": "number"}]
    resource = {"name": "shares", "path": "shares.csv", "schema": {"fields": fields}}
    *way, last = keys
    node = resource
    for key in way:
        node = node[key]
    if value is ABSENT:
        del node[last]
    else:
        node[last] = value
    assert the_line(describe(resource)) == f"datapackage.json: resource 'shares': {message}"


def test_a_resource_without_a_name(describe, shares):
    del shares["name"]
    assert the_line(describe(shares)) == (
        "datapackage.json: resource 1: name is None. Give it one of small letters, digits and underscores."
    )


def test_a_resource_described_twice(describe, shares):
    assert the_line(describe(shares, shares)).startswith("datapackage.json: resource 'shares' is described twice.")


def test_a_listed_table_without_its_file(describe, shares):
    message = the_line(describe(shares))
    assert message.startswith("shares.csv: is not there, though datapackage.json lists it. Add the file to ")


def test_a_foreign_key_to_a_table_that_there_is_not(describe, write, shares):
    shares["schema"]["foreignKeys"] = [{"fields": "place", "reference": {"resource": "places", "fields": "place"}}]
    write("shares.csv", "place,year,percent,final\nA,2010,1,true\n")
    assert the_line(describe(shares)) == (
        "shares.csv, column place: must stand in the column place of the table places, which there is not. "
        "Add it, or remove the foreign key."
    )


SHIPPED = json.loads((shipped_folder() / "datapackage.json").read_text(encoding="utf-8"))
JSON = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=2) | st.just({})
)


def places(node, path=()):
    """Yield the path of each value inside a JSON document."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from places(value, (*path, key))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(list(places(SHIPPED["resources"][:4]))), JSON)
def test_whatever_stands_in_a_descriptor_it_is_judged_without_stumbling(path, value):
    descriptor = json.loads(json.dumps({"resources": SHIPPED["resources"][:4]}))
    node = descriptor["resources"]
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    assert all(isinstance(problem, str) for problem in problems(descriptor, ()))


def test_a_schema_may_stand_in_a_file_beside_the_descriptor_or_shipped(write, tmp_path):
    schema = {"fields": [{"name": "place", "type": "string"}]}
    write("places.schema.json", json.dumps(schema))
    write("places.csv", "place\nWonju\n")
    write("own_claims.csv", "x\n1\n")
    entries = [
        {"name": "places", "path": "places.csv", "schema": "places.schema.json"},
        {"name": "own_claims", "path": "own_claims.csv", "schema": "claims.schema.json"},
    ]
    folder = write("datapackage.json", json.dumps({"resources": entries}))
    assert resource("places", folder)["schema"] == schema
    assert resource("own_claims", folder)["schema"] == resource("wfi2025_claims")["schema"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere.schema.json", "schema names the file 'nowhere.schema.json', which is neither beside the descriptor"),
        ("../x.schema.json", "schema names the file '../x.schema.json', which is neither beside the descriptor"),
        ("bad.schema.json", "bad.schema.json: is not valid JSON in UTF-8. Mend it."),
    ],
)
def test_a_schema_file_that_is_not_there_or_not_sound(write, name, said):
    write("bad.schema.json", "{")
    entry = {"name": "places", "path": "places.csv", "schema": name}
    assert said in the_line(write("datapackage.json", json.dumps({"resources": [entry]})))
