"""How unusual is a region among all others?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mfgbook.errors import BookError


@dataclass(frozen=True)
class Placebo:
    """Changes in treated regions against the changes in all others.

    Attributes:
        regions: one row a treated region: `region`, `value`, `difference` (from the median of the untreated),
            `rank` (among itself and the untreated; 1 = the lowest value), `n_untreated`, `p_fall`, `p_two_sided`.
        joint_difference: mean of the treated values less the median of the untreated.
        joint_p_fall: p-value of a joint difference that low, for as many regions drawn at random.
        joint_p_two_sided: p-value of a joint difference that far from 0.
        n_untreated: number of untreated regions with a value.
    """

    regions: pd.DataFrame
    joint_difference: float
    joint_p_fall: float
    joint_p_two_sided: float
    n_untreated: int


def placebo_in_space(change: pd.Series, treated: Sequence[str], draws: int = 4999, seed: int = 0) -> Placebo:
    """How unusual the change of each treated region is among the untreated: a placebo in space.

    Every untreated region is treated in turn as if the event had happened there (Abadie, Diamond and Hainmueller
    2010); p = (1 + untreated at least as extreme) / (1 + untreated). What moves all regions alike, a new sampling frame
    for instance, leaves the comparison as it is, since differences are taken from the median of the untreated. All
    treated regions stay outside the pool.

    The p-values say how rare such a change is among regions, not what caused it, and they take regions as exchangeable:
    small regions, with more sampling noise, make larger changes common.

    Args:
        change: one value a region, in any unit, indexed by region; untreated regions without a value are left out.
        treated: regions to examine.
        draws: random draws, for the joint p-values.
        seed: of the draws.

    Raises:
        BookError: if a region is given twice, a treated region has no value, none is treated, or all are.
    """
    if not change.index.is_unique:
        raise BookError(f"The region {change.index[change.index.duplicated()][0]} is given twice; give each one once.")
    if len(set(treated)) != len(treated) or not treated:
        raise BookError("Name at least one treated region, and each of them once.")
    values = change.dropna()
    absent = [region for region in treated if region not in values.index]
    if absent:
        raise BookError(f"No change is given for {', '.join(absent)}; check the region's name and its years.")
    pool = values.drop(list(treated)).to_numpy()
    if not len(pool):
        raise BookError("All regions are treated: none is left to compare with.")

    median = np.median(pool)
    rows = []
    for region in treated:
        value = float(values.loc[region])
        lower = int((pool <= value).sum())
        farther = int((np.abs(pool - median) >= abs(value - median)).sum())
        rows.append(
            {
                "region": region,
                "value": value,
                "difference": value - median,
                "rank": 1 + int((pool < value).sum()),
                "n_untreated": len(pool),
                "p_fall": (1 + lower) / (1 + len(pool)),
                "p_two_sided": (1 + farther) / (1 + len(pool)),
            }
        )

    joint = float(values.loc[list(treated)].mean() - median)
    k = len(treated)
    shuffled = np.random.default_rng(seed).permuted(np.tile(values.to_numpy(), (draws, 1)), axis=1)
    drawn = shuffled[:, :k].mean(axis=1) - np.median(shuffled[:, k:], axis=1)
    return Placebo(
        regions=pd.DataFrame(rows),
        joint_difference=joint,
        joint_p_fall=float((1 + (drawn <= joint).sum()) / (1 + draws)),
        joint_p_two_sided=float((1 + (np.abs(drawn) >= abs(joint)).sum()) / (1 + draws)),
        n_untreated=len(pool),
    )
