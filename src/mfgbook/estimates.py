"""An estimate with its interval and its p-value: what every model hands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd


class Interval(NamedTuple):
    """A confidence interval."""

    low: float
    high: float


@dataclass(frozen=True)
class Estimate:
    """An estimate, its confidence interval, the p-value of "it is zero", and the number of observations behind it."""

    value: float
    interval: Interval
    p_value: float
    n: int


def tabulate(estimates: Mapping[Any, Estimate]) -> pd.DataFrame:
    """Estimates as a table with the mapping's keys as index and the columns `value`, `low`, `high`, `p_value`, `n`."""
    rows = {key: (e.value, *e.interval, e.p_value, e.n) for key, e in estimates.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["value", "low", "high", "p_value", "n"])
