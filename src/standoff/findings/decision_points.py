"""Which information sets findings are about: for each actor those that matter most, by name.

An information set matters by how often play comes there times how much its best option differs from
draw to draw. Of each actor the two moves that matter most are taken, each at its most important
information set, or the moves that are asked for.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from standoff.findings.context import Floats
from standoff.findings.margins import Played
from standoff.study.rows import PreparedReading

MOVES_AN_ACTOR = 2
REACHED = 1e-3  # weight of being reached at all, so that settled choices are taken where none is open


@dataclass(frozen=True, slots=True)
class Place:
    """An information set with its actions `first` to `last` (one past), in the game's order."""

    infoset: int
    actor: str
    move: str
    options: tuple[str, ...]
    first: int
    last: int
    reach: float

    def best(self, behind: Floats) -> int:
        """The best action at one point, from float64[action]."""
        return self.first + int(np.argmax(behind[self.first : self.last]))

    def others(self, action: int) -> list[int]:
        return [other for other in range(self.first, self.last) if other != action]

    def option(self, action: int) -> str:
        return self.options[action - self.first]


def best_shares(behind: Floats, weight: Floats) -> Floats:
    """Share of draws in which each action is the best of its information set, ties split."""
    best = behind >= -1e-12
    found: Floats = (best * weight[:, None]).sum(axis=0) / weight.sum()
    return found


def places_of(
    made: PreparedReading, played: Played, weight: Floats, *, moves: Collection[str] = ()
) -> list[Place]:
    """The information sets that matter most, in the order of play.

    Parameters
    ----------
    played : play of some draws, with reach; all must be solved
    weight : float64[draw]
    moves : the moves to take, instead of those that matter most
    """
    known = [_place(made, h, played, weight) for h in range(made.compiled.game.arrays.n_infosets)]
    open_ = [place for place in known if len(place.options) > 1]
    worth = {place.infoset: _importance(place, played, weight) for place in open_}
    by_move: dict[str, list[Place]] = {}
    for place in open_:
        by_move.setdefault(place.move, []).append(place)
    top = {name: max(sets, key=lambda p: (worth[p.infoset], -p.infoset)) for name, sets in by_move.items()}
    wanted = set(moves)
    if not wanted:
        total = {name: sum(worth[p.infoset] for p in sets) for name, sets in by_move.items()}
        for actor in {place.actor for place in open_}:
            mine = [name for name, place in top.items() if place.actor == actor]
            wanted |= set(sorted(mine, key=lambda name: (-total[name], name))[:MOVES_AN_ACTOR])
    return [place for name, place in top.items() if name in wanted]


def _place(made: PreparedReading, infoset: int, played: Played, weight: Floats) -> Place:
    game, trace = made.compiled.game, made.compiled.trace
    first, last = (int(x) for x in game.arrays.first_action[infoset : infoset + 2])
    return Place(
        infoset,
        game.labels.player[int(game.arrays.infoset_player[infoset])],
        trace.moves[trace.packed.infoset_place[infoset]].name,
        tuple(game.labels.action[first:last]),
        first,
        last,
        float(np.average(played.reach[:, infoset], weights=weight)),
    )


def _importance(place: Place, played: Played, weight: Floats) -> float:
    share = best_shares(played.behind[:, place.first : place.last], weight)
    return place.reach * (REACHED + 1.0 - float((share**2).sum()))
