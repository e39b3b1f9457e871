"""What the kernels of the spatial model take and fill: records with names instead of long lists."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Yes = NDArray[np.bool_]


class Rules(NamedTuple):
    """The modelling options; choices as places in their lists (`options.CHOICES`)."""

    voting: int
    victory: int
    election: int
    commitment: int
    risk_range: int
    interpolation: int
    bargain: int
    ktab: bool  # with the program's defects
    share: float  # weight of the others' own risk
    most_turns: int
    stop_share: float


class Draw(NamedTuple):
    """The members of one draw, or of all draws (an axis before the others)."""

    place: Floats  # [member, dimension]
    salience: Floats  # [member, dimension]
    able: Floats  # [member], capability


class Now(NamedTuple):
    """A turn's beginning: where members are, and what follows from it."""

    place: Floats  # [member, dimension]
    salience: Floats  # [member, dimension]
    care: Floats  # [member], total salience
    able: Floats  # [member]
    far: Floats  # [member, other], distances as the member weighs them
    risk: Floats  # [member]


class View(NamedTuple):
    """A challenge by one member to another, as `seer` sees it, and whose gain is asked for."""

    seer: int
    gainer: int
    challenger: int
    challenged: int


class Pair(NamedTuple):
    """Two members that bargain, and the first one's chance of winning a contest."""

    first: int
    second: int
    chance: float


class Challenges(NamedTuple):
    """Who challenges whom, and with which chance of winning."""

    made: Yes  # [challenger, challenged]
    odds: Floats  # [challenger, challenged]


class Deals(NamedTuple):
    """The bargains of a turn: between whom, where each would go, and what that is worth."""

    first: Whole  # [bargain]
    second: Whole  # [bargain]
    mine: Floats  # [bargain, dimension], where the first would go
    theirs: Floats  # [bargain, dimension]
    worth: Floats  # [bargain, member]
    standing: Floats  # [member], what the present state is worth


class Kept(NamedTuple):
    """The states of a draw, or of all: with one turn kept, only the last state."""

    path: Floats  # [turn, member, dimension]
    odds: Floats  # [turn, member]
    expected: Floats  # [dimension]
    leading: Floats  # [dimension]


class Outlook(NamedTuple):
    """The printed election between the positions of a turn."""

    odds: Floats  # [member]
    expected: Floats  # [dimension]
    leading: Floats  # [dimension]


class Ends(NamedTuple):
    """How each draw ended."""

    turns: Whole  # [draw]
    status: Whole  # [draw]
    near_ties: Whole  # [draw]


class Ended(NamedTuple):
    """How one draw ended."""

    turns: int
    status: int
    near_ties: int
