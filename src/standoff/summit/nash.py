"""Nash bargaining over one position, with what happens without agreement as a parameter.

The outcome maximises the product of what the members gain over disagreement, each to the power of
its capability (the asymmetric solution). A position at the distance z from a member's own costs it
its salience times z squared, or times z; having no agreement costs it `disagreement`. As that
becomes terrible, a quadratic loss leads to the mean weighted by capability times salience and a
linear one to the median: the bargaining model contains both benchmarks.

Each dimension is settled on its own. Method: the log of the product is concave in the position
where everybody gains, so its one maximum is found by bisection of the derivative.

Source: Nash (1950); Harsanyi and Selten (1972) for the powers; Achen (2006) for the limit.
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
        Where no position is better for everybody, the weighted mean stands in its place.
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
    members : Members
        Their positions, saliences and capabilities, which are their bargaining weights.
    disagreement : float64 or float64[member] or [draw, member]
        What having no agreement costs each member, in the unit of the loss (salience times squared
        scale units for a quadratic one). The larger, the more all want to agree.
    loss : str
        `quadratic` or `linear` in the distance.

    Returns
    -------
    Bargain
        `position` is float64[draw, dimension], on the scale of the positions.

    Raises
    ------
    SummitError
        S665 for an unknown loss, S666 for a disagreement that costs nothing.

    Source
    ------
    Nash (1950), Econometrica 18, 155-162.

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
    low, high = _room(members, cost, loss)
    same = members.position.max(axis=1) == members.position.min(axis=1)
    agreed = (high > low) | same
    found = _bisect(members, cost, (low, high), loss)
    status = np.where(agreed.all(axis=1), SETTLED, UNDEFINED).astype(np.int8)
    return Bargain(np.where(agreed, found, bench.mean), agreed, bench, status)


def _room(members: Members, cost: Array, loss: str) -> tuple[Array, Array]:
    """float64[draw, dimension] twice: between these everybody who is heard gains by agreeing."""
    place, heard = members.position, members.weight > 0
    reach = cost / np.where(heard, members.salience, 1.0)
    reach = np.sqrt(reach) if loss == "quadratic" else reach
    low = np.where(heard, place - reach, -np.inf).max(axis=1)
    high = np.where(heard, place + reach, np.inf).min(axis=1)
    first = np.where(heard, place, np.inf).min(axis=1)
    last = np.where(heard, place, -np.inf).max(axis=1)
    idle = ~heard.any(axis=1)  # nobody cares: the whole stretch of positions
    first, last = np.where(idle, place.min(axis=1), first), np.where(idle, place.max(axis=1), last)
    return np.maximum(low, first), np.minimum(high, last)


def _bisect(members: Members, cost: Array, room: tuple[Array, Array], loss: str) -> Array:
    place, care, able = members.position, members.salience, members.capability[:, :, None]
    low, high = room
    edge = EDGE * np.maximum(high - low, 0.0)
    low, high = low + edge, high - edge
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        away = middle[:, None, :] - place
        lost = care * (away * away if loss == "quadratic" else np.abs(away))
        slope = -care * (2 * away if loss == "quadratic" else np.sign(away))
        rises = (able * slope / np.maximum(cost - lost, 1e-300)).sum(axis=1) > 0
        low, high = np.where(rises, middle, low), np.where(rises, high, middle)
    return (low + high) / 2
