"""What changed in a table."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mfgbook.compare.tables import difference, whole

HEADER = ["place", "year", "share"]
OLD = [HEADER, ["Ulsan", "2022", "26.1"], ["Geoje", "2022", "14.0"], ["거제", "2022", ""]]
KEY = ["place", "year"]


def test_rows_are_added_removed_and_revised_by_key() -> None:
    new = [HEADER, ["거제", "2022", "7"], ["Ulsan", "2022", "26.4"], ["Ulsan", "2023", "27"]]
    change = difference("shares", KEY, OLD, new)
    assert change.added == ({"place": "Ulsan", "year": "2023", "share": "27"},)
    assert change.removed == ({"place": "Geoje", "year": "2022", "share": "14.0"},)
    assert [(dict(r.key), r.column, r.before, r.after) for r in change.revised] == [
        ({"place": "거제", "year": "2022"}, "share", "", "7"),
        ({"place": "Ulsan", "year": "2022"}, "share", "26.1", "26.4"),
    ]
    assert (change.revised_rows, change.is_change) == (2, True)


def test_another_order_and_another_way_to_write_a_number_are_no_change() -> None:
    new = [["share", "place", "year"], ["14", "Geoje", "2022"], ["2.61e1", "Ulsan", "2022"], ["", "거제", "2022"]]
    assert not difference("shares", KEY, OLD, new).is_change


def test_a_code_with_zeros_before_it_is_no_number() -> None:
    before, after = [["place", "code"], ["Ulsan", "01"]], [["place", "code"], ["Ulsan", "1"]]
    assert difference("codes", ["place"], before, after).revised_rows == 1


def test_columns_that_only_one_version_has_are_named() -> None:
    new = [["place", "year", "number"], ["Ulsan", "2022", "3"], ["Geoje", "2022", "4"], ["거제", "2022", "5"]]
    change = difference("shares", KEY, OLD, new)
    assert change.columns == (("number", "added"), ("share", "removed"))
    assert not change.revised


def test_without_a_key_a_revised_row_is_one_removed_and_one_added() -> None:
    new = [HEADER, ["Ulsan", "2022", "26.4"], *OLD[2:]]
    for key in ([], ["region"]):
        change = difference("shares", key, OLD, new)
        assert (len(change.added), len(change.removed), len(change.revised)) == (1, 1, 0)


def test_without_a_key_equal_rows_are_counted() -> None:
    change = difference("shares", [], [HEADER, OLD[1], OLD[1]], [HEADER, OLD[1], OLD[1], OLD[1]])
    assert len(change.added) == 1


def test_a_table_that_one_side_lacks_has_its_rows() -> None:
    assert len(whole("shares", "new", KEY, OLD).added) == 3
    assert len(whole("shares", "gone", KEY, OLD).removed) == 3


CELLS = st.dictionaries(st.sampled_from("abcde"), st.sampled_from(["", "1", "1.0", "2", "x"]))


@given(CELLS, CELLS)
def test_the_later_version_follows_from_the_earlier_one_and_what_changed(
    before: dict[str, str], after: dict[str, str]
) -> None:
    old, new = ([["k", "v"], *map(list, cells.items())] for cells in (before, after))
    change = difference("t", ["k"], old, new)
    made = {key: value for key, value in before.items() if key not in {row["k"] for row in change.removed}}
    made |= {row["k"]: row["v"] for row in change.added}
    made |= {revision.key["k"]: revision.after for revision in change.revised}
    assert {k: v.replace("1.0", "1") for k, v in made.items()} == {k: v.replace("1.0", "1") for k, v in after.items()}
