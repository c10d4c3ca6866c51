"""The audit as tables and as a file."""

import csv

import pytest

from mfgbook.audit import listing, summary, write_csv
from mfgbook.audit.report import COLUMNS
from mfgbook.errors import BookError


@pytest.fixture
def mixed(demo):
    """One claim of each verdict but rounding."""
    demo.claim("right", 25.0, "25.0%", unit="%", step=0.1)
    demo.claim("wrong", 26.0, "26.0%", unit="%", step=0.1)
    demo.claim("hollow", 25.0, "25.0%", unit="%", step=0.1)
    demo.claim("alone", 3, reason="A figure of a third source")
    for name in ("right", "wrong", "hollow"):
        demo.check(name, "growth", 40, 50, note="From {1} to {2}.")
    demo.check("hollow", "difference", 40, 50, role="carries", must="above 0", note="Less, not more: {result}.")
    demo.check("wrong", "growth", 40, 50.4, role="reading", kind="typing", sure="likely", note="With {2}.")
    return list(demo.audit().values())


def test_the_summary_counts_by_document_and_verdict(mixed):
    counts = summary(mixed)
    assert counts.loc["demo2020"].to_dict() == counts.loc["all"].to_dict()
    assert counts.loc["all"].to_dict() == {
        "reproduced": 1,
        "rounding": 0,
        "contradicted": 1,
        "misleading": 1,
        "unchecked": 1,
        "all": 4,
    }


def test_each_claim_is_a_row_that_says_what_stands_behind_its_verdict(mixed):
    rows = {row["id"]: row for row in listing(mixed).to_dict("records")}
    assert list(next(iter(rows.values()))) == COLUMNS
    found = {id.removeprefix("demo2020-"): (row["recomputed"], row["verdict"], row["note"]) for id, row in rows.items()}
    assert found == {
        "right": ("25", "reproduced", "From 40 to 50."),
        "wrong": ("25", "contradicted", "With 50.4. (typing, likely)"),
        "hollow": ("25", "misleading", "Less, not more: −10."),
        "alone": ("", "unchecked", "A figure of a third source"),
    }


def test_the_file_opens_in_spreadsheets_and_reads_back(mixed, tmp_path):
    file = write_csv(mixed, tmp_path / "audit.csv")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as text:
        assert list(csv.DictReader(text)) == listing(mixed).to_dict("records")


def test_a_file_that_cannot_be_written_says_so(mixed, tmp_path):
    with pytest.raises(BookError, match="cannot be written"):
        write_csv(mixed, tmp_path / "nowhere" / "audit.csv")
