"""The bootstrap as a matrix of multinomial weights: a resample is a row, all of them one product.

Indexing the data anew for each resample is what a bootstrap costs; sums weighted by how often each row
was drawn are the same numbers, and a matrix product. Where draws are many, randomly formed groups of
draws are resampled instead of draws, which estimates the same variance.
"""

from __future__ import annotations

import numpy as np

from standoff.exploration.records import NORMAL_95, Array, refuse_setting

MOST_GROUPS = 2048


def weights(n: int, resamples: int, rng: np.random.Generator) -> Array:
    """Rows of weights that add to 1: the data as they are, then `resamples` resamples of them.

    Parameters
    ----------
    n : int
        Number of rows, or groups of rows, that are resampled.

    Returns
    -------
    float64[1 + resamples, n]

    Raises
    ------
    ExplorationError
        S725 for fewer than 2 resamples.

    Examples
    --------
    >>> import numpy as np
    >>> w = weights(4, 3, np.random.default_rng(0))
    >>> w.shape, w.sum(axis=1).tolist()
    ((4, 4), [1.0, 1.0, 1.0, 1.0])
    """
    if resamples < 2:
        refuse_setting(f"{resamples} resamples", "at least 2")
    found = np.empty((resamples + 1, n))
    found[0] = 1.0 / n
    for row in found[1:]:
        row[:] = np.bincount(rng.integers(n, size=n), minlength=n)
        row /= n
    return found


def half_width(resampled: Array) -> Array:
    """Half the width of a 95 % interval: row 0 is the estimate, the others are its resamples."""
    spread: Array = NORMAL_95 * resampled[1:].std(axis=0, ddof=1)
    return spread


def n_groups(n: int) -> int:
    """Into how many groups draws are put before they are resampled."""
    return min(n, MOST_GROUPS)
