"""The proper subgames of a tree, each as a game of its own in which the subgames inside are endings.

A subgame begins at a node below which every information set is whole: no information set has nodes
both below it and elsewhere. The whole game is one. What is left of a subgame when the largest
subgames inside it are replaced by what they are worth is its stage, a game over the information sets
of the stage alone; play in all stages together is play in the game.
Source: Selten (1965), Zeitschrift für die gesamte Staatswissenschaft 121; Selten (1975),
International Journal of Game Theory 4, sec. 5; Osborne and Rubinstein (1994), sec. 6.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from standoff.game.records import TERMINAL
from standoff.solvers.tree_forms.rational import ExactForm, whole_numbers
from standoff.solvers.tree_forms.sequence_form import SequenceForm
from standoff.solvers.tree_forms.tree import Tree, exact_chance, exact_payoffs

Value = tuple[Fraction, ...]  # one a player, expected payoffs as the player believes


@dataclass(frozen=True, slots=True)
class Stage:
    """A subgame without the subgames inside it.

    root : its first node
    form : the sequence form; its ends are terminal nodes and first nodes of subgames inside
    end : the node of each end
    chance : Fraction[end][player], from the root of the stage on
    inner : ends that are subgames
    """

    root: int
    form: SequenceForm
    end: tuple[int, ...]
    chance: tuple[Value, ...]
    inner: tuple[int, ...]

    def players(self) -> list[int]:
        """Who moves in the stage."""
        return sorted({int(self.form.tree.player[h]) for h in self.form.order})


@dataclass(frozen=True, slots=True)
class Subgames:
    """All stages of a tree, those inside others first, and the exact payoffs at its terminal nodes."""

    tree: Tree
    stage: tuple[Stage, ...]
    paid: list[list[Fraction]]

    def exact(self, stage: Stage, value: Mapping[int, Value]) -> ExactForm:
        """The stage with its numbers, subgames inside being worth `value[first node]`."""
        weight = []
        for node, chance in zip(stage.end, stage.chance, strict=True):
            worth = value[node] if node in value else self.paid[node]
            weight.append([c * w for c, w in zip(chance, worth, strict=True)])
        columns = [whole_numbers([row[i] for row in weight]) or [] for i in range(self.tree.n_players)]
        whole = [[column[k] for column in columns] for k in range(len(weight))]
        return ExactForm(stage.form, weight, whole)


def subgames(tree: Tree) -> Subgames:
    """The stages of a tree, each after the stages inside it."""
    roots = subgame_roots(tree)
    chance = exact_chance(tree)
    stages = tuple(_stage(tree, root, set(roots), chance) for root in reversed(roots))
    return Subgames(tree, stages, exact_payoffs(tree))


def subgame_roots(tree: Tree) -> list[int]:
    """First nodes of all subgames with a move in them, the whole game first."""
    last = _last_nodes(tree)
    low = np.full(tree.n_nodes, tree.n_nodes, dtype=np.int64)  # of whole information sets below
    high = np.full(tree.n_nodes, -1, dtype=np.int64)
    for h in range(tree.n_infosets):
        held = np.flatnonzero(tree.infoset == h)
        if len(held):
            low[held], high[held] = held.min(), held.max()
    for node in range(tree.n_nodes - 1, 0, -1):
        above = tree.parent[node]
        low[above], high[above] = min(low[above], low[node]), max(high[above], high[node])
    inside = (low >= np.arange(tree.n_nodes)) & (high <= last) & (high >= 0)
    inside[0] = True
    return [int(node) for node in np.flatnonzero(inside)]


def _last_nodes(tree: Tree) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The last node below each node: histories are numbered depth first."""
    last = np.arange(tree.n_nodes)
    for node in range(tree.n_nodes - 1, 0, -1):
        last[tree.parent[node]] = max(last[tree.parent[node]], last[node])
    return last


def _stage(tree: Tree, root: int, roots: set[int], chance: list[list[Fraction]]) -> Stage:
    n_players = tree.n_players
    ends: list[tuple[int, list[int], Value]] = []
    order: dict[int, None] = {}
    first, child = tree.first_child, tree.child
    stack: list[tuple[int, list[int], Value]] = [(root, [0] * n_players, (Fraction(1),) * n_players)]
    while stack:
        node, own, odds = stack.pop()
        if tree.kind[node] == TERMINAL or (node != root and node in roots):
            ends.append((node, own, odds))
            continue
        h = int(tree.infoset[node])
        if h >= 0:
            order.setdefault(h)
        for kid in child[first[node] : first[node + 1]].tolist()[::-1]:
            if h >= 0:
                after = list(own)
                after[int(tree.player[h])] = 1 + int(tree.first_action[h] + tree.branch[kid])
                stack.append((kid, after, odds))
            else:
                stack.append((kid, own, tuple(c * p for c, p in zip(odds, chance[kid], strict=True))))
    held = np.array(list(order), dtype=np.int64)
    above = np.zeros(tree.n_infosets, dtype=np.int64)
    home = np.repeat(np.arange(tree.n_infosets), np.diff(tree.first_action))
    for h in order:
        past = int(tree.own_past[h])
        above[h] = 1 + past if past >= 0 and int(home[past]) in order else 0
    nothing = np.zeros((len(ends), n_players))
    sequence = np.array([own for _, own, _ in ends], dtype=np.int64).reshape(len(ends), n_players)
    form = SequenceForm(tree, sequence, nothing, nothing, above, held, np.zeros(n_players))
    inner = tuple(node for node, _, _ in ends if node in roots)
    return Stage(root, form, tuple(n for n, _, _ in ends), tuple(odds for _, _, odds in ends), inner)


def value_of(exact: ExactForm, plan: tuple[Fraction, ...]) -> Value:
    """What a profile of plans is worth to each player."""
    total = [Fraction(0)] * exact.form.n_players
    for sequences, weight in zip(exact.form.sequence.tolist(), exact.weight, strict=True):
        odds = Fraction(1)
        for s in sequences:
            if s:
                odds *= plan[s]
        if odds:
            total = [t + odds * w for t, w in zip(total, weight, strict=True)]
    return tuple(total)


def is_stable(exact: ExactForm, plan: tuple[Fraction, ...], player: int) -> bool:
    """Whether a player's plan is a best reply to the others' plans, without rounding."""
    form, zero = exact.form, Fraction(0)
    worth: dict[int, Fraction] = {}
    for sequences, weight in zip(form.sequence.tolist(), exact.weight, strict=True):
        odds = weight[player]
        for j, s in enumerate(sequences):
            if j != player and s:
                odds *= plan[s]
        if odds:
            worth[sequences[player]] = worth.get(sequences[player], zero) + odds
    now = sum((x * (plan[s] if s else 1) for s, x in worth.items()), zero)
    for h in form.infosets(player)[::-1].tolist():
        first, last = 1 + int(form.tree.first_action[h]), 1 + int(form.tree.first_action[h + 1])
        above = int(form.above[h])
        worth[above] = worth.get(above, zero) + max(worth.get(s, zero) for s in range(first, last))
    return bool(worth.get(0, zero) == now)
