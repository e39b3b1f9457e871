"""Which earlier moves each mover must still tell apart, found from the text before any tree exists.

A mover whose every live move is seen knows its node: its information set is that node. Otherwise
its information sets are told apart by the moves that it has seen and that still matter: those
that something later refers to, those that a later mover's information set needs, and those that
carry an inference about a live move that is hidden from it. A move carries one when it stands in
the same probability factor (a move given what it may depend on) as a hidden move of that cluster;
a factor without a hidden move cancels when the belief is normalised.

The sets grow from nothing until they are closed: if everybody tells apart only these moves, then
nobody has a reason to tell apart more, so an equilibrium of the small game is one of the large
game. The smallest closed sets give the smallest game. See docs/design/002.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Stages = frozenset[int]
NOTHING: Stages = frozenset()


@dataclass(frozen=True, slots=True)
class Stage:
    """One move as the analysis needs it: places of moves in the order of play, from 0."""

    seen: Stages  # earlier moves whose result the mover knows (empty for chance)
    hidden: Stages  # earlier moves that it does not know
    decides: bool
    reads: Stages  # earlier moves in its guard and, for chance, in its probabilities


@dataclass(frozen=True, slots=True)
class Information:
    """What the analysis found.

    needed : for each move, the earlier moves that tell its information sets apart; None where the
        mover knows its node (and for chance)
    key : for each place in the order of play (one past the end too), the earlier moves whose
        values must stay in the key of a node there
    matters : for each place, the earlier moves that something later refers to
    """

    needed: tuple[Stages | None, ...]
    key: tuple[Stages, ...]
    matters: tuple[Stages, ...]


def analyse(stages: Sequence[Stage], references: Sequence[Stages]) -> Information:
    """Find what each mover must tell apart.

    Parameters
    ----------
    stages : the moves in order
    references : for each payoff term, ending or measure part, the moves that it refers to
    """
    matters = tuple(_matters(stages, references, place) for place in range(len(stages) + 1))
    needed: list[Stages | None] = [None] * len(stages)
    while True:
        key = _keys(stages, needed)
        fresh: list[Stages | None] = [None] * len(stages)
        later_key = NOTHING
        for place in range(len(stages) - 1, -1, -1):
            stage = stages[place]
            alive = frozenset(m for m in matters[place] | later_key if m < place)
            if stage.decides and stage.hidden & alive:
                factors = _factors(stages, needed, matters, key)
                inferred = _inferred(stage, stage.hidden & alive, factors[:place])
                fresh[place] = stage.seen & (alive | inferred)
            later_key = later_key | (fresh[place] or NOTHING)
        if fresh == needed:
            return Information(tuple(needed), key, matters)
        needed = fresh


def _matters(stages: Sequence[Stage], references: Sequence[Stages], place: int) -> Stages:
    found: set[int] = set()
    for reference in references:
        if any(move >= place for move in reference):
            found |= reference
    for later, stage in enumerate(stages):
        if later >= place:
            found |= stage.reads
    return frozenset(move for move in found if move < place)


def _keys(stages: Sequence[Stage], needed: Sequence[Stages | None]) -> tuple[Stages, ...]:
    """For each place, the union of what the movers there and later need of the moves before it."""
    keys: list[Stages] = [NOTHING] * (len(stages) + 1)
    gathered = NOTHING
    for place in range(len(stages) - 1, -1, -1):
        gathered = gathered | (needed[place] or NOTHING)
        keys[place] = frozenset(move for move in gathered if move < place)
    return tuple(keys)


def _factors(
    stages: Sequence[Stage],
    needed: Sequence[Stages | None],
    matters: Sequence[Stages],
    key: Sequence[Stages],
) -> list[Stages]:
    """Each move with the earlier moves that its probabilities may depend on."""
    found = []
    for place, stage in enumerate(stages):
        depends = stage.reads
        if stage.decides:
            need = needed[place]
            depends = depends | (need if need is not None else stage.seen & (matters[place] | key[place]))
        found.append(depends | {place})
    return found


def _inferred(stage: Stage, live_hidden: Stages, factors: Sequence[Stages]) -> Stages:
    cluster = set(live_hidden)
    while True:
        touching = [factor for factor in factors if factor & cluster]
        grown = cluster.union(*(factor & stage.hidden for factor in touching))
        if grown == cluster:
            return frozenset().union(*(factor & stage.seen for factor in touching))
        cluster = grown


def stages_of(
    order: Sequence[str],
    movers: Mapping[str, str | None],
    sees: Mapping[str, frozenset[str]],
    together: Mapping[str, frozenset[str]],
    reads: Mapping[str, frozenset[str]],
) -> tuple[Stage, ...]:
    """The moves of a scenario as the analysis needs them.

    Moves made together are not seen by each other's movers at that moment, whoever else sees them.
    """
    place = {name: i for i, name in enumerate(order)}
    stages = []
    for name in order:
        mover = movers[name]
        earlier = list(order[: place[name]])
        seen = [m for m in earlier if mover is not None and mover in sees[m] and m not in together[name]]
        hidden = [m for m in earlier if mover is not None and m not in seen]
        stages.append(
            Stage(
                seen=frozenset(place[m] for m in seen),
                hidden=frozenset(place[m] for m in hidden),
                decides=mover is not None,
                reads=frozenset(place[m] for m in reads[name] if m in place),
            )
        )
    return tuple(stages)
