"""Ties by a file's own numbers: best responses in fractions, and options that only rounding makes equal.

Kernels compare floats and call options equal within 1e-12 of their size (`tolerances.TIE`); the far end
of a logit branch cannot tell less than about 1e-11 of the range apart. Where every number is known as it
was written, `even_play` decides by fractions where nothing is hidden, and `unequal` refutes ties of a
limit: an option that is played beside a better one, whatever the beliefs among nodes that are believed.
Source: Selten (1965) for the induction; the refutation needs no more than the definition of a best response.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from standoff.game.records import CHANCE, DECISION, BoundGame, Floats, GameArrays
from standoff.solvers.assessments import one_draw
from standoff.solvers.reference import edge_probability, node_belief
from standoff.solvers.tree_forms.edge_numbers import Objects, exact_edges

PLAYED, UNPLAYED = 1e-6, 1e-15  # shares that are surely played, and surely mistakes; between, nothing is said
BELIEVED = 1e-6  # belief in a node that is no rounding

Worth = list[Fraction | None]  # by player; None where it is not known exactly


@dataclass(frozen=True, slots=True)
class EvenPlay:
    """Best responses with ties split evenly, or as the base weights of the options are.

    play : float64[action]; value : float64[player]; tied : information sets at which a tie was met
    """

    play: Floats
    value: Floats
    tied: tuple[int, ...]


def even_play(bound: BoundGame, draw: int) -> EvenPlay:
    """Backward induction in fractions where nothing is hidden; equal options are taken equally often.

    Where options have base weights, equal ones are taken as these are: logit play tends to that.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> ends = {"a": Terminal((1,)), "b": Terminal((1.0,)), "c": Terminal((0,))}
    >>> even_play(build_tree(Decision("A", ends), ("A",)).bound, 0).play.tolist()
    [0.5, 0.5, 0.0]
    """
    arrays = bound.arrays
    odds, pay = exact_edges(bound, draw)
    value = np.full((arrays.n_nodes, arrays.n_players), Fraction(0))
    play = np.zeros(arrays.n_actions)
    tied: list[int] = []
    for node in range(arrays.n_nodes - 1, -1, -1):
        edges = slice(int(arrays.first_edge[node]), int(arrays.first_edge[node + 1]))
        worth = pay[edges] + value[arrays.child[edges]]
        if arrays.kind[node] == CHANCE:
            value[node] = (odds[edges] * worth).sum(axis=0)
        elif arrays.kind[node] == DECISION:
            h = int(arrays.infoset[node])
            own = worth[:, int(arrays.infoset_player[h])].tolist()
            best = [k for k, x in enumerate(own) if x == max(own)]
            actions = arrays.first_action[h] + np.array(best)
            share = _shares(arrays, actions)
            value[node] = (worth[best] * np.array(share, dtype=object)[:, None]).sum(axis=0)
            play[actions] = [float(x) for x in share]
            if len(best) > 1:
                tied.append(h)
    return EvenPlay(play, np.array([float(x) for x in value[0]]), tuple(sorted(tied)))


def _shares(arrays: GameArrays, actions: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[Fraction]:
    """How often each of some options of one information set is taken that are worth the same."""
    weight = [Fraction(1)] * len(actions)
    if arrays.weight is not None:
        weight = [Fraction(w) for w in arrays.weight[actions].tolist()]
    total = sum(weight, Fraction(0))
    return [w / total for w in weight]


def unequal(bound: BoundGame, draw: int, play: Floats) -> tuple[int, ...]:
    """Information sets at which options are played that differ in worth, by the numbers as written.

    A proof where it names one: what is worth more is so at some node that is believed, and nowhere less.
    Where play that follows is mixed among options of different worth, nothing is known and nothing said.

    Parameters
    ----------
    bound : the game; all its numbers of this draw are known as written, all its players are sharp
    draw : which draw
    play : float64[action], the limit of logit play or fully mixed play near it
    """
    arrays = bound.arrays
    several = np.add.reduceat(play >= PLAYED, arrays.first_action[:-1]) if arrays.n_infosets else np.zeros(0)
    if not (several > 1).any():
        return ()
    worth = _edge_worth(bound, draw, play)
    alone = one_draw(bound, draw)
    found = []
    for h in np.flatnonzero(several > 1).tolist():
        mover = int(arrays.infoset_player[h])
        belief = node_belief(alone, edge_probability(alone, play[:, None], 1 + mover), mover)[:, 0]
        nodes = np.flatnonzero(arrays.infoset == h)
        table = [
            [worth[e][mover] for e in range(int(arrays.first_edge[n]), int(arrays.first_edge[n + 1]))]
            for n in nodes
        ]
        begin = int(arrays.first_action[h])
        taken = [k for k in range(len(table[0])) if play[begin + k] >= PLAYED]
        if any(_beats(table, belief[nodes], a, b) for a in taken for b in taken if a != b):
            found.append(h)
    return tuple(found)


def _beats(table: list[Worth], belief: Floats, a: int, b: int) -> bool:
    """Whether option a is worth more than b at some believed node and nowhere less."""
    more = False
    for row, share in zip(table, belief, strict=True):
        one, two = row[a], row[b]
        if one is None or two is None or one < two:
            return False
        more |= one > two and share > BELIEVED
    return more


def _edge_worth(bound: BoundGame, draw: int, play: Floats) -> list[Worth]:
    """What each edge is worth to each player from there on, where that follows from pure play or equality."""
    arrays = bound.arrays
    odds, pay = exact_edges(bound, draw)
    worth: list[Worth] = [[] for _ in range(arrays.n_edges)]
    value: list[Worth] = [[Fraction(0)] * arrays.n_players for _ in range(arrays.n_nodes)]
    for node in range(arrays.n_nodes - 1, -1, -1):
        edges = range(int(arrays.first_edge[node]), int(arrays.first_edge[node + 1]))
        for e in edges:
            below = value[int(arrays.child[e])]
            worth[e] = [None if v is None else v + x for v, x in zip(below, pay[e], strict=True)]
        if arrays.kind[node] == CHANCE:
            value[node] = [_expected(odds, worth, edges, i) for i in range(arrays.n_players)]
        elif arrays.kind[node] == DECISION:
            begin = int(arrays.first_action[arrays.infoset[node]])
            share = [float(play[begin + k]) for k in range(len(edges))]
            value[node] = _of_play(share, [worth[e] for e in edges], arrays.n_players)
    return worth


def _expected(odds: Objects, worth: list[Worth], edges: range, player: int) -> Fraction | None:
    total = Fraction(0)
    for e in edges:
        if odds[e, player]:
            one = worth[e][player]
            if one is None:
                return None
            total += odds[e, player] * one
    return total


def _of_play(share: list[float], worth: list[Worth], n_players: int) -> Worth:
    """The worth that all options share that may be played; None where they differ."""
    kept = [row for row, p in zip(worth, share, strict=True) if p > UNPLAYED]
    return [kept[0][i] if all(row[i] == kept[0][i] for row in kept) else None for i in range(n_players)]
