"""Findings and the words that turn with them."""

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbclient import NotebookClient

from mfgbook import findings
from mfgbook.records import collect


def executed(*lines: str) -> nbformat.NotebookNode:
    """Execute one cell in a kernel."""
    cell = nbformat.v4.new_code_cell("\n".join(["from mfgbook.findings import finding, word", *lines]))
    notebook = nbformat.v4.new_notebook(cells=[cell])
    return NotebookClient(notebook, kernel_name="python3").execute()


def test_a_finding_leaves_a_record_and_glue_for_the_prose():
    notebook = executed(
        "finding('slope', -0.25, 'points', 2, interval=(-0.5, 0.0), p_value=0.0004, label='Slope')",
        "finding('gap', float('nan'), '%', 1)",
        "word('slope_word', 'fell')",
    )
    slope, gap, word = [record.payload for record in collect(notebook, "finding")]
    assert slope == {
        "id": "slope",
        "label": "Slope",
        "value": -0.25,
        "unit": "points",
        "digits": 2,
        "interval": [-0.5, 0.0],
        "p_value": 0.0004,
    }
    assert gap["value"] is None
    assert word["value"] == "fell"
    glued = {
        output.metadata.scrapbook.name: output.data["application/papermill.record/text/plain"]
        for output in notebook.cells[0].outputs
        if "scrapbook" in output.metadata
    }
    assert glued["slope"] == "-0.25"
    assert glued["slope_low"] == "-0.5"
    assert glued["slope_high"] == "0"
    assert glued["slope_p"] == "'p < 0.001'"
    assert glued["gap"] == "'no figure'"


def test_an_estimate_brings_its_interval_and_p_value():
    notebook = executed(
        "from mfgbook.inference import Estimate, Interval",
        "finding('slope', Estimate(1.0, Interval(0.5, 1.5), 0.01, 9), 'points', 2)",
    )
    [slope] = [record.payload for record in collect(notebook, "finding")]
    assert (slope["value"], slope["interval"], slope["p_value"]) == (1.0, [0.5, 1.5], 0.01)


@pytest.mark.parametrize("id", ["Slope", "1st", "a-b", ""])
def test_an_id_that_prose_cannot_name_is_refused(id):
    with pytest.raises(ValueError, match="lower-case"):
        findings.finding(id, 1.0, "%", 1)
    with pytest.raises(ValueError, match="lower-case"):
        findings.word(id, "fell")


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(0.1, 0.4, "rose"), (-0.4, -0.1, "fell"), (-0.1, 0.1, "showed no clear trend"), (0, 1, "showed no clear trend")],
)
def test_direction_follows_the_interval(low, high, said):
    assert findings.direction(low, high) == said


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_direction_turns_with_the_sign(middle, half):
    words = {"rose": "fell", "fell": "rose", "showed no clear trend": "showed no clear trend"}
    low, high = middle - half, middle + half
    assert findings.direction(-high, -low) == words[findings.direction(low, high)]


@pytest.mark.parametrize(("value", "said"), [(2, "rose"), (-2, "fell"), (0, "did not change")])
def test_change(value, said):
    assert findings.change(value) == said


@pytest.mark.parametrize(("value", "said"), [(2, "above"), (0, "below"), (1, "equal to")])
def test_side(value, said):
    assert findings.side(value, 1) == said


@pytest.mark.parametrize(
    ("p_value", "said"),
    [(0.0001, "p < 0.001"), (0.0123, "p = 0.012"), (0.25, "p = 0.25"), (float("nan"), "p not available")],
)
def test_p_text(p_value, said):
    assert findings.p_text(p_value) == said


def test_significance_depends_on_the_level():
    assert findings.significance(0.02, 0.95) == "can be told from chance"
    assert findings.significance(0.06, 0.95) == "is a borderline case"
    assert findings.significance(0.06, 0.99) == "cannot be told from chance"


@pytest.mark.parametrize(
    ("agreeing", "total", "said"),
    [
        (5, 5, "survives every variant tried"),
        (4, 5, "survives most variants tried"),
        (2, 5, "survives only some variants"),
        (0, 5, "does not survive any other variant"),
        (0, 0, "could not be tested"),
    ],
)
def test_survival(agreeing, total, said):
    assert findings.survival(agreeing, total) == said


def test_listing():
    assert findings.listing([]) == "none"
    assert findings.listing(["A"]) == "A"
    assert findings.listing(["A", "B", "C"]) == "A, B and C"


def test_standing():
    assert findings.standing(1, 18) == "number 1 of 18"
    assert findings.standing(4, 18, ["Gangneung"]) == "number 4 of 18, level with Gangneung"
