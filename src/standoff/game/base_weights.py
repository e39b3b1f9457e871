"""Base weights of options: logit play is w exp(precision x value), scaled to add up to 1 at each place.

Without them all options of an information set are alike, and a player who does not care takes each
equally often. That counts options: cut a month into four weeks, and one who may act in each of them acts
sooner or later. Weights say instead what somebody does who does not care; they belong to the structure and
are the same in every draw. Two options that are one (equal in everything) with weights w and v are an
option of weight w + v.
Source: Matejka and McKay (2015), American Economic Review 105, theorem 1.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from standoff.errors import Problem, StandoffError
from standoff.game.records import BoundGame, GameArrays

TOGETHER = 1e-9  # weights of an information set add up to 1 within this


def with_weights(bound: BoundGame, weight: npt.ArrayLike | None) -> BoundGame:
    """The same game with these base weights; None takes them away.

    Parameters
    ----------
    bound : the game with its numbers
    weight : float64[action], above 0; those of one information set are scaled to add up to 1

    Returns
    -------
    BoundGame
        Its structure is another one: make its plan anew.

    Raises
    ------
    StandoffError
        S637 for weights of the wrong shape, or that are not above 0.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, at_precision, build_tree, with_weights
    >>> from standoff.solvers import solve
    >>> root = Decision("A", {"wait": Terminal((0,)), "act": Terminal((0,))})
    >>> bound = at_precision(build_tree(root, ("A",)).bound, 2.0)
    >>> solve(with_weights(bound, [3.0, 1.0])).probability  # one who does not care acts one time in four
    array([[0.75, 0.25]])
    """
    if weight is None:
        return replace(bound, arrays=replace(bound.arrays, weight=None))
    arrays = bound.arrays
    given = np.array(weight, dtype=np.float64)
    _demand_shape(arrays, given)
    if len(given):
        total = np.repeat(np.add.reduceat(given, arrays.first_action[:-1]), np.diff(arrays.first_action))
        given = given / np.where(np.isfinite(total) & (total > 0.0), total, 1.0)
    other = replace(arrays, weight=given)
    demand_weights(other)
    return replace(bound, arrays=other)


def demand_weights(arrays: GameArrays) -> None:
    """Refuse base weights that are none.

    Parameters
    ----------
    arrays : of a game

    Raises
    ------
    StandoffError
        S637 for weights of the wrong shape, not above 0, or that do not add up to 1 at an information set.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> root = Decision("A", {"wait": Terminal((0,)), "act": Terminal((1,))})
    >>> demand_weights(build_tree(root, ("A",)).game.arrays) is None
    True
    """
    weight = arrays.weight
    if weight is None:
        return
    _demand_shape(arrays, weight)
    for h in range(arrays.n_infosets):
        own = weight[arrays.first_action[h] : arrays.first_action[h + 1]]
        if not (own > 0.0).all() or not abs(float(own.sum()) - 1.0) <= TOGETHER:
            said = ", ".join(f"{w:.6g}" for w in own)
            what = f"the base weights of information set {h} are {said}."
            fix = "Take an option away instead of giving it weight 0."
            raise StandoffError(Problem("S637", what, "Expected numbers above 0 that add up to 1.", fix))


def has_weights(arrays: GameArrays) -> bool:
    """Whether some option of an information set has another base weight than the others.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, build_tree, with_weights
    >>> bound = build_tree(Decision("A", {"wait": Terminal((0,)), "act": Terminal((1,))}), ("A",)).bound
    >>> has_weights(bound.arrays), has_weights(with_weights(bound, [0.1, 0.9]).arrays)
    (False, True)
    """
    if arrays.weight is None or not len(arrays.weight):
        return False
    first = arrays.weight[arrays.first_action[:-1]]
    return bool((arrays.weight != np.repeat(first, np.diff(arrays.first_action))).any())


def _demand_shape(arrays: GameArrays, weight: npt.NDArray[np.float64]) -> None:
    if weight.shape != (arrays.n_actions,):
        what = f"the base weights have the shape {weight.shape}."
        raise StandoffError(Problem("S637", what, f"Expected one an action: ({arrays.n_actions},)."))
