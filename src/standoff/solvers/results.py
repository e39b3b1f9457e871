"""What a solver of one game answers: `Equilibria`, a row for each equilibrium that was found.

`game.records.Solution` has a row for each draw and one equilibrium in it; this has one draw and a
row for each equilibrium.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

import numpy as np
import numpy.typing as npt

from standoff.game.records import Floats, Ints

# One sentence for each status of `game.records.STATUS`, as it is meant for one game.
ADVICE = (
    "The answer passed the independent check.",
    "Somebody could still gain more than the tolerance: allow more rounds, or ask for another concept.",
    "An equilibrium that passed the check, but not alone: equal options or a connected set give others.",
    "The independent check refused the answer: please report this game.",
    "A number of this draw is not finite.",
)
Verdict = Literal["yes", "no", "undecided"]
Setting = str | int | float | bool | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Equilibria:
    """Equilibria of one draw of a game, each checked by code that no solver uses.

    probability : float64[row, action], behaviour in the game's action order. Where a player's own
        earlier moves rule an information set out, the concept leaves play open there; it is then
        a best response to the others' play, trembling a little (`sequences.complete_behaviour`).
    value : float64[row, player], expected payoff at the root under the player's own beliefs
    gain : float64[row, player], most that a player adds by changing its whole strategy
    agent_gain : float64[row, player], most that it adds by changing one information set
    status : int8[row], index into `game.records.STATUS`
    component : int32[row], rows of one number belong to one connected set of equilibria, or -1
        where that was not worked out
    complete : True only where every equilibrium of the kind asked for is proven to be listed
        (a connected set by its extreme points)
    reason : why the list may not be whole, where a concept that lists all could not; else ""
    exact : the rows of `probability` in fractions, where the concept calculates without rounding; else ()
    subgame_perfect : for each row of `nash_all` whether play at the information sets that a player's
        own earlier moves rule out can be chosen so that every proper subgame is in equilibrium; else ()
    sequential : for each row of `nash_all` whether it can be chosen so, with beliefs, that the row is
        a sequential equilibrium; `undecided` where neither was proven
    """

    probability: Floats
    value: Floats
    gain: Floats
    agent_gain: Floats
    status: npt.NDArray[np.int8]
    component: Ints
    method: str
    complete: bool
    seconds: float
    settings: Mapping[str, Setting] = field(default_factory=dict)
    reason: str = ""
    exact: tuple[tuple[Fraction, ...], ...] = ()
    subgame_perfect: tuple[Verdict, ...] = ()
    sequential: tuple[Verdict, ...] = ()

    @property
    def n_rows(self) -> int:
        return len(self.status)
