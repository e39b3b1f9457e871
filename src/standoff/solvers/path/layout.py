"""What the kernel of the branch reads and fills: records with names, for one draw of a game."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]


class Structure(NamedTuple):
    """A game's structure, as in `GameArrays`, with the nodes of each information set listed."""

    first_edge: Ints  # [node + 1]
    child: Ints  # [edge]
    infoset: Ints  # [node], or -1
    first_action: Ints  # [infoset + 1]
    chance: Ints  # [edge, 1 + player], rows of `Numbers.cell`; the truth first
    payoff: Ints  # [edge, player], rows of `Numbers.total`, or -1
    members: Ints  # [..], nodes of information sets
    first_member: Ints  # [infoset + 1]
    above: npt.NDArray[np.bool_]  # [node], of or above an information set of several nodes
    player: Ints  # [infoset]
    group: Ints  # [player], those who see chance alike


class Numbers(NamedTuple):
    """The numbers of one draw."""

    cell: Floats  # [cell], chances
    total: Floats  # [sum], payoffs
    zeros: Ints  # [player, node], chances of 0 on the path that has fewest


class Point(NamedTuple):
    """A play, and which unknown each action's logit is."""

    logs: Floats  # [action], logarithms of play: beliefs are made of them
    play: Floats  # [action], values are made of it
    column: Ints  # [action], or -1


class Spaces(NamedTuple):
    """Room for values and reach, with their slopes by the unknowns."""

    value: Floats  # [node, player]
    dvalue: Floats  # [node, player, unknown]
    reach: Floats  # [node], logarithms
    dreach: Floats  # [node, unknown]


class Filled(NamedTuple):
    """What a play brings about."""

    worth: Floats  # [action]
    slope: Floats  # [action, unknown]
    belief: Floats  # [node]
