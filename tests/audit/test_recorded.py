"""Verdicts that turn are seen, and recording them is a step of its own."""

from unittest import mock

from mfgbook.audit import audit, record, turned
from mfgbook.audit.recorded import TABLE
from mfgbook.data import contract


def test_a_claim_that_turned_is_listed_with_both_verdicts(demo):
    shipped = contract.table_file("krihs2019_network_results").read_text(encoding="utf-8")
    revised = shipped.replace(",1291,organisations", ",1500,organisations")
    assert revised != shipped
    (demo.folder / "krihs2019_network_results.csv").write_text(revised, encoding="utf-8")
    turns = [str(turn) for turn in turned(audit(demo.folder))]
    assert "krihs2019-partners-change: reproduced, now contradicted" in turns
    assert "krihs2019-partners-growth-text: misleading, now reproduced" in turns
    assert all(turn.startswith(("krihs2019-", "koit2017-")) for turn in turns)


def test_new_and_lost_claims_are_listed(demo):
    demo.claim("x", 1)
    audited = audit(demo.save())
    lost = audited.pop(0).claim.id
    assert [str(turn) for turn in turned(audited)] == [
        "demo2020-x: new, unchecked",
        f"{lost}: {_recorded(lost)}, now no claim",
    ]


def _recorded(claim: str) -> str:
    return next(entry.verdict for entry in audit() if entry.claim.id == claim)


def test_what_is_recorded_is_what_is_read(demo, tmp_path):
    demo.claim("x", 1)
    audited = audit(demo.save())
    file = tmp_path / "verdicts.csv"
    with mock.patch.object(contract, "table_file", lambda name: {TABLE: file}[name]):
        assert record(audited) == file
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "claim,verdict"
    assert lines[1:] == [f"{entry.claim.id},{entry.verdict}" for entry in audited]
