"""The page of the audit: its counts agree, its words follow the data, and a further document finds its place."""

import re

import pytest
from chapter import charts, findings, run

from mfgbook import audit
from mfgbook.audit import VERDICTS
from mfgbook.data import table_file
from mfgbook.records import collect


def html(notebook) -> str:
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return "".join(output.data.get("text/html", "") for output in outputs if "data" in output)


@pytest.fixture(scope="module")
def page():
    return run("audit")


def test_the_counts_add_up_and_are_those_of_the_audit(page):
    found = findings(page)
    assert found["claim_count"] == sum(found[f"{verdict}_count"] for verdict in VERDICTS) == len(audit.audit())
    assert found["checked_count"] == found["claim_count"] - found["unchecked_count"]
    assert found["inside_count"] <= found["contradicted_count"] >= found["clear_count"]
    assert found["raw_count"] <= found["unchecked_count"]
    assert found["turned_count"] == 0


def test_the_chart_shows_every_document_and_verdict(page):
    (chart,) = charts(page)
    rows = chart["datasets"][chart["layer"][0]["data"]["name"]]
    assert sum(row["claims"] for row in rows) == findings(page)["claim_count"]
    assert {row["verdict"].lower() for row in rows} == set(VERDICTS)


def test_every_claim_is_a_place_and_a_mark(page):
    ids = [entry.claim.id for entry in audit.audit()]
    assert sorted(re.findall(r'id="([a-z]+\d{4}-[a-z0-9-]+)"', html(page))) == sorted(ids)
    offered = {anchor: words for marks in collect(page, "marks") for anchor, words in marks.payload.items()}
    marks = {anchor: words for anchor, words in offered.items() if anchor in ids}
    assert list(marks) == ids
    assert set(marks.values()) == {f"audit: {verdict}" for verdict in VERDICTS}


def test_contradicted_and_misleading_claims_are_told_with_their_arithmetic(page):
    found, told = findings(page), html(page)
    assert told.count('<span class="verdict contradicted">') == found["contradicted_count"]
    assert told.count('<span class="verdict misleading">') == found["misleading_count"]
    assert told.count('class="claim-arithmetic"') >= found["contradicted_count"]


def test_revised_data_turn_verdicts_and_the_page_says_which(tmp_path):
    name = "krihs2019_network_results"
    text = table_file(name).read_text(encoding="utf-8").replace(",1291,organisations", ",1500,organisations")
    (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    page = run("audit", tmp_path)
    assert findings(page)["turned_count"] >= 2
    assert "<td" in html(page)
    assert re.search(r"krihs2019-partners-change</td><td[^>]*>reproduced</td><td[^>]*>contradicted", html(page))
