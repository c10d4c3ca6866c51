"""Inference for short series, regions and proportions: one door to statsmodels.

Every interval and p-value here rests on a model; its assumptions and limits stand in the function's docstring.
A `confidence_level` is a ratio between 0 and 1. Random draws come from a seed, so results repeat.
"""

from mfgbook.estimates import Estimate, Interval, tabulate
from mfgbook.inference.breaks import MINIMUM_FOR_BREAK, MINIMUM_IN_REGIME, TrendBreak, break_at_unknown_date
from mfgbook.inference.half_years import (
    MINIMUM_EACH_SIDE,
    Recovery,
    Step,
    change_after,
    covers,
    downturns,
    half_year_label,
    half_year_position,
    index_to_year_before,
    interrupted_series,
    recovery,
    steps_over_dates,
)
from mfgbook.inference.placebo import Placebo, placebo_in_space
from mfgbook.inference.proportions import holm, newcombe_interval, wilson_interval
from mfgbook.inference.trends import MINIMUM_FOR_TREND, linear_trend, slopes_by_window, trend_difference

__all__ = [
    "MINIMUM_EACH_SIDE",
    "MINIMUM_FOR_BREAK",
    "MINIMUM_FOR_TREND",
    "MINIMUM_IN_REGIME",
    "Estimate",
    "Interval",
    "Placebo",
    "Recovery",
    "Step",
    "TrendBreak",
    "break_at_unknown_date",
    "change_after",
    "covers",
    "downturns",
    "half_year_label",
    "half_year_position",
    "holm",
    "index_to_year_before",
    "interrupted_series",
    "linear_trend",
    "newcombe_interval",
    "placebo_in_space",
    "recovery",
    "slopes_by_window",
    "steps_over_dates",
    "tabulate",
    "trend_difference",
    "wilson_interval",
]
