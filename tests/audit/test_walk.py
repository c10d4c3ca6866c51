"""Every number of the documents is a claim or a stated exclusion, where the texts are at hand."""

import csv
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from walk import EXCLUSIONS, exclusions, printed, uncovered

# The texts are not part of the project: name a folder that holds them, one file a document, to walk them.
FOLDER = Path(os.environ.get("MFGBOOK_DOCUMENTS", ""))
FILES = {
    "krihs2019": "krihs-2019-innovation-institutes.txt",
    "koit2017": "koit-2017-fourth-industrial-revolution.txt",
    "seoul2017": "seoul-institute-2017-report-238.txt",
    "megaprojects2022": "megaprojects-2022.txt",
    "wfi2025": "wfi-2025-wonju.txt",
}


@pytest.mark.skipif("MFGBOOK_DOCUMENTS" not in os.environ, reason="MFGBOOK_DOCUMENTS names no folder of the documents")
@pytest.mark.parametrize("document", FILES)
def test_no_number_of_a_document_is_left(document):
    text = (FOLDER / FILES[document]).read_text(encoding="utf-8")
    assert [*uncovered(text, printed(document), exclusions(document))] == []


def test_a_number_that_no_claim_prints_is_left():
    text = "In 2016, 830 partners.\nIn 2017, 1,291 partners, and 830 before. ①"
    assert [*uncovered(text, Counter(["830"]), [re.compile(r"In 20\d\d")])] == [(2, "1,291"), (2, "830"), (2, "①")]


def test_claims_that_point_at_one_row_print_it_once(demo):
    demo.claim("a", 3, "3 of 40")
    demo.claim("b", 40, "40")
    assert printed("demo2020", demo.save()) == {"3": 1, "40": 2}


def test_every_exclusion_has_a_reason_and_is_short():
    with EXCLUSIONS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["document"] in FILES and row["reason"] and len(row["pattern"]) < 60 for row in rows)
