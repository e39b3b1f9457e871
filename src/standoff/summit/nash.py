"""Nash bargaining over one position, with what happens without agreement as a parameter.

The outcome maximises the weighted product of what each member gains over disagreement, where a
position at the distance z from a member's own costs it z squared or z, and disagreement costs it
`disagreement`. The weight of a member is its salience times capability (the asymmetric solution).
As disagreement becomes terrible, a quadratic loss leads to the weighted mean and a linear one to
the weighted median: the bargaining model contains both benchmarks.

Each dimension is settled on its own. Method: the log of the product is concave in the position
where everybody gains, so its one maximum is found by bisection of the derivative.

Source: Nash (1950); Harsanyi and Selten (1972) for the weights; Achen (2006) for the limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from standoff.errors import Problem
from standoff.summit.compromise import Compromise, compromise
from standoff.summit.elections import choose
from standoff.summit.records import SETTLED, UNDEFINED, Array, Members, SummitError

Loss = Literal["quadratic", "linear"]
LOSSES: tuple[str, ...] = get_args(Loss)
HALVINGS = 100
EDGE = 1e-12  # of the stretch where all gain: its ends are left out, where a gain is nothing


@dataclass(frozen=True)
class Bargain:
    """The position agreed on, and where there is one.

    Attributes
    ----------
    position : float64[draw, dimension]
        The status quo's place is the weighted mean where no position is better for everybody.
    agreed : bool[draw, dimension]
        Whether some position is better than disagreement for everybody with any weight.
    benchmark : Compromise
    status : int8[draw]
        `undefined` where there is no agreement in some dimension.
    """

    position: Array
    agreed: NDArray[np.bool_]
    benchmark: Compromise
    status: NDArray[np.int8]


def nash(members: Members, disagreement: ArrayLike, *, loss: Loss = "quadratic") -> Bargain:
    """The Nash bargaining solution in every draw and dimension.

    Parameters
    ----------
    disagreement : float64 or float64[member] or [draw, member]
        What having no agreement costs each member, in the unit of the loss (squared scale units for
        a quadratic one). The larger, the more all want to agree.

    Raises
    ------
    SummitError
        S665 for an unknown loss, S666 for a disagreement that costs nothing.

    Examples
    --------
    >>> from standoff.summit import gather, nash
    >>> table = gather(["a", "b"], [20.0, 60.0], [0.5, 0.5], [3.0, 1.0])
    >>> nash(table, 1e9).position.round(3).item()
    30.0
    """
    choose(loss, LOSSES, "loss")
    shape = (members.n_draws, len(members.names))
    cost = np.asarray(disagreement, dtype=np.float64)
    if cost.ndim > 2 or (cost.ndim and cost.shape[-1] != shape[1]) or not np.all(cost > 0):
        told = f"The cost of disagreement has the shape {cost.shape} and the least value {cost.min():g}."
        fix = "Give one number above 0, or one a member."
        raise SummitError(Problem("S666", told, "Nobody bargains where disagreement costs nothing.", fix))
    bench = compromise(members)
    cost = np.broadcast_to(cost, shape)[:, :, None]
    low, high = _room(members.position, cost, bench.pull, loss)
    agreed = high > low
    found = _bisect(members.position, cost, bench.pull, (low, high), loss)
    status = np.where(agreed.all(axis=1), SETTLED, UNDEFINED).astype(np.int8)
    return Bargain(np.where(agreed, found, bench.mean), agreed, bench, status)


def _room(place: Array, cost: Array, weight: Array, loss: str) -> tuple[Array, Array]:
    """float64[draw, dimension] twice: between these everybody with any weight gains by agreeing."""
    reach = np.sqrt(cost) if loss == "quadratic" else cost
    heard = weight > 0
    low = np.where(heard, place - reach, -np.inf).max(axis=1)
    high = np.where(heard, place + reach, np.inf).min(axis=1)
    first = np.where(heard, place, np.inf).min(axis=1)
    last = np.where(heard, place, -np.inf).max(axis=1)
    return np.maximum(low, first), np.minimum(high, last)


def _bisect(place: Array, cost: Array, weight: Array, room: tuple[Array, Array], loss: str) -> Array:
    low, high = room
    edge = EDGE * np.maximum(high - low, 0.0)
    low, high = low + edge, high - edge
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        away = middle[:, None, :] - place
        if loss == "quadratic":
            slope = -2 * away / np.maximum(cost - away * away, 1e-300)
        else:
            slope = -np.sign(away) / np.maximum(cost - np.abs(away), 1e-300)
        rises = (weight * slope).sum(axis=1) > 0
        low, high = np.where(rises, middle, low), np.where(rises, high, middle)
    return (low + high) / 2
