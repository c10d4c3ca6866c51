"""Inference for short series, regions and proportions: one door to statsmodels.

Every interval and p-value here rests on a model; its assumptions and limits stand in the function's docstring.
A `confidence_level` is a ratio between 0 and 1. Random draws come from a seed, so results repeat.
"""

from mfgbook.estimates import Estimate, Interval, tabulate
from mfgbook.inference.breaks import MINIMUM_FOR_BREAK, MINIMUM_IN_REGIME, TrendBreak, break_at_unknown_date
from mfgbook.inference.growth_paths import (
    MINIMUM_FOR_PATHS,
    MINIMUM_PATHS,
    autoregressive_paths,
    borrowed_paths,
    fan,
    random_walk_paths,
    reached_by,
    redrawn_paths,
)
from mfgbook.inference.half_years import (
    MINIMUM_EACH_SIDE,
    Recovery,
    Step,
    change_after,
    covers,
    downturns,
    every_half_year,
    half_year_label,
    half_year_position,
    index_to_year_before,
    interrupted_series,
    recovery,
    steps_over_dates,
)
from mfgbook.inference.panel import (
    MINIMUM_YEARS_EACH_SIDE,
    Permutation,
    paths,
    permute_treatment,
    placebo_years,
    pre_trends,
    two_way_fixed_effects,
)
from mfgbook.inference.placebo import Placebo, placebo_in_space
from mfgbook.inference.proportions import CORRECTIONS, adjust, newcombe_interval, wilson_interval
from mfgbook.inference.ranks import rank_correlation
from mfgbook.inference.surveys import (
    adjacent_ranks,
    contrast_in_sample,
    difference_of_groups,
    fitting_bases,
    homogeneity,
    rank_ranges,
    share_intervals,
    weighted_contrast,
    whole_counts,
)
from mfgbook.inference.trends import MINIMUM_FOR_TREND, linear_trend, slopes_by_window, trend_difference

__all__ = [
    "CORRECTIONS",
    "MINIMUM_EACH_SIDE",
    "MINIMUM_FOR_BREAK",
    "MINIMUM_FOR_PATHS",
    "MINIMUM_FOR_TREND",
    "MINIMUM_IN_REGIME",
    "MINIMUM_PATHS",
    "MINIMUM_YEARS_EACH_SIDE",
    "Estimate",
    "Interval",
    "Permutation",
    "Placebo",
    "Recovery",
    "Step",
    "TrendBreak",
    "adjacent_ranks",
    "adjust",
    "autoregressive_paths",
    "borrowed_paths",
    "break_at_unknown_date",
    "change_after",
    "contrast_in_sample",
    "covers",
    "difference_of_groups",
    "downturns",
    "every_half_year",
    "fan",
    "fitting_bases",
    "half_year_label",
    "half_year_position",
    "homogeneity",
    "index_to_year_before",
    "interrupted_series",
    "linear_trend",
    "newcombe_interval",
    "paths",
    "permute_treatment",
    "placebo_in_space",
    "placebo_years",
    "pre_trends",
    "random_walk_paths",
    "rank_correlation",
    "rank_ranges",
    "reached_by",
    "recovery",
    "redrawn_paths",
    "share_intervals",
    "slopes_by_window",
    "steps_over_dates",
    "tabulate",
    "trend_difference",
    "two_way_fixed_effects",
    "weighted_contrast",
    "whole_counts",
    "wilson_interval",
]
