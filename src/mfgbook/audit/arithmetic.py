"""How a reader would write what a check computes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mfgbook.audit.checks import Input
from mfgbook.audit.claims import Claim
from mfgbook.audit.engine import Result
from mfgbook.audit.figures import computed

# {1}, {2} ... are the figures, {all} all of them in a row, {others} all but the first, {cells} the names of the cells.
PHRASES = {
    "same": "the figure in {places}",
    "total": "{sum}",
    "difference": "{1} − {2}",
    "remainder": "{1} less {others}",
    "product": "{times}",
    "ratio": "{1} ÷ {2}",
    "share": "{1} in percent of {2}",
    "share_of_sum": "{1} in percent of its sum with {others}",
    "growth": "growth from {1} to {2}",
    "annual_growth": "growth a year from {1} to {2} over {3} years",
    "compounded": "{1} growing by {2} % a year for {3} years",
    "mean": "mean of {all}",
    "weighted_mean": "mean of {weighed}",
    "whole_number": "the nearest share of a whole number out of {2}",
    "rank_from_top": "rank of {1} among {others}, largest first",
    "rank_from_bottom": "rank of {1} among {others}, smallest first",
    "rank_with_gaps": "rank of {1} among {2}, of which some are known, largest first",
    "largest": "largest of {all}",
    "smallest": "smallest of {all}",
    "count": "number of {cells}",
    "count_distinct": "number of different {cells}",
    "difference_beyond_chance": "95 % interval of {1} (of {2}) less {3} (of {4})",
    "difference_in_one_sample": "95 % interval of {1} less {2} in a sample of {3}",
    "implied_total_growth": "growth a year of the whole that shares and growth of its parts over {1} years imply",
    "rank_by_contribution": "rank by contribution to growth over {1} years, from shares and growth of all parts",
    "windows_ahead": "percent of windows in which {cells} grew faster, the first against the second",
}
_PLACE = re.compile(r"\{(\w+)\}")
_SEVERAL = re.compile(r"([^=|,]+)(?:\|[^|,\]]+)+\|([^|,\]]+)")  # three values of a condition, or more
SHOWN = 8  # figures in a row; of more the first are written and all are counted


def arithmetic(result: Result, claim: Claim | None = None) -> str:
    """Write out what a check computed, such as "55.54 = growth from 830 to 1,291"; empty where it computed nothing.

    Args:
        result: of the check.
        claim: the claim whose figure the check recomputes.
    """
    if result.interval is None:
        return ""
    return f"{computed(result.interval, claim)} = {_phrase(result.check.function, result.inputs)}"


def _phrase(function: str, inputs: Sequence[Input]) -> str:
    figures = [text for given in inputs for text in _written(given)]
    weighed = [f"{value} (weight {weight})" for value, weight in zip(figures[::2], figures[1::2], strict=False)]
    words = {
        "all": _row(figures),
        "others": _row(figures[1:]),
        "sum": _row(figures, " + "),
        "times": _row(figures, " × "),
        "weighed": _row(weighed),
        "places": _row([given.claim.location if given.claim else given.text.partition("[")[0] for given in inputs]),
        "cells": _row([_cells(given.text) for given in inputs]),
        **{str(place): text for place, text in enumerate(figures, start=1)},
    }
    return _PLACE.sub(lambda place: words[place[1]], PHRASES[function])


def _written(given: Input) -> list[str]:
    return [f"({_phrase(given.function, given.inputs)})"] if given.function else given.words()


def _cells(text: str) -> str:
    """Write cells for a reader as `table (column=first ... last)`, and words without their quotes."""
    table, _, rest = text.partition("[")
    rows = _SEVERAL.sub(r"\1 ... \2", rest.partition("]")[0]).replace(",", ", ")
    return f"{table} ({rows})" if rows else table.strip("'")


def _row(texts: Sequence[str], sign: str = ", ") -> str:
    if len(texts) <= SHOWN:
        return sign.join(texts)
    return f"{sign.join(texts[:3])}{sign}... ({len(texts)} in all)"
