"""The compromise model: the mean and median of positions, weighted by capability times salience.

The benchmark of every collective forecast: on 351 European Union issues nothing has clearly beaten
the weighted mean, so it stands beside whatever else is printed. A member's pull on the mean is
exact: moving its position by dx moves the mean by dx * w_i / sum(w).

Source: Van den Bos (1991); Achen (2006), in Thomson and others, *The European Union Decides*, ch. 4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from standoff.summit.records import Array, Members

HALF = 1e-12  # relative: sums of weight this close to one half are one half


@dataclass(frozen=True)
class Compromise:
    """mean, median : float64[draw, dimension]; pull : float64[draw, member, dimension], adds to 1."""

    mean: Array
    median: Array
    pull: Array


def compromise(members: Members) -> Compromise:
    """The weighted mean and median of the members' positions, in every draw and dimension.

    Where nobody cares about a dimension, capability alone is the weight.

    Parameters
    ----------
    members : Members
        Their positions, saliences and capabilities.

    Returns
    -------
    Compromise
        `mean` and `median` are float64[draw, dimension], on the scale of the positions.

    Examples
    --------
    >>> from standoff.summit import gather
    >>> found = compromise(gather(["a", "b", "c"], [0.0, 50.0, 100.0], [1.0, 0.5, 1.0], [1.0, 2.0, 2.0]))
    >>> found.mean.item(), found.median.item()
    (62.5, 75.0)
    """
    weight = members.weight
    idle = weight.sum(axis=1, keepdims=True) <= 0
    weight = np.where(idle, members.capability[:, :, None], weight)
    pull = weight / weight.sum(axis=1, keepdims=True)
    mean = (pull * members.position).sum(axis=1)
    return Compromise(mean, weighted_median(members.position, pull), pull)


def weighted_median(position: Array, weight: Array) -> Array:
    """The point with half the weight on either side; where a whole stretch has, its middle.

    Parameters
    ----------
    position, weight : float64[draw, member, dimension]

    Returns
    -------
    float64[draw, dimension]

    Examples
    --------
    >>> import numpy as np
    >>> weighted_median(np.array([[[4.0], [7.0], [10.0]]]), np.array([[[1.0], [1.0], [1.0]]])).item()
    7.0
    """
    order = np.argsort(position, axis=1, kind="stable")
    place = np.take_along_axis(position, order, axis=1)
    mass = np.take_along_axis(weight, order, axis=1)
    below = np.cumsum(mass, axis=1)
    half = below[:, -1:, :] / 2
    reaches = below >= half * (1 - HALF)
    passes = below > half * (1 + HALF)
    first = np.argmax(reaches, axis=1)[:, None, :]
    last = np.argmax(passes, axis=1)[:, None, :]
    middle = (np.take_along_axis(place, first, axis=1) + np.take_along_axis(place, last, axis=1)) / 2
    return np.asarray(middle[:, 0, :])
