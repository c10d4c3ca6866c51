"""Series with a known truth, for the tests of the models."""

import numpy as np
import pandas as pd


def errors(n, coefficient, seed):
    """AR(1) errors with innovations of variance 1."""
    innovations = np.random.default_rng(seed).standard_normal(n)
    u = [innovations[0] / np.sqrt(1 - coefficient**2)]
    for innovation in innovations[1:]:
        u.append(coefficient * u[-1] + innovation)
    return np.array(u)


def yearly(values, first=1990):
    return pd.Series(values, index=range(first, first + len(values)), dtype=float)
