"""The sequence form of an unfolded tree: plans as weights of own sequences of moves.

Sequence 0 is the empty one of every player, sequence 1 + a ends with action a of the tree; a
player's realisation plan gives each own sequence the product of its own probabilities along it.
Payoffs are linear in each player's plan. Source: von Stengel (1996), Games and Economic Behavior
14, 220-246.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from standoff.errors import Problem, StandoffError
from standoff.game.records import TERMINAL, BoundGame, Floats
from standoff.solvers.tree_forms.tree import Indices, Tree, grow

Bools = npt.NDArray[np.bool_]
UNREACHED = 1e-12  # own weight of a sequence below which the plan does not say what comes next
TREMBLE = 1e-4  # weight of even play in the others' moves where play is filled in


@dataclass(frozen=True, slots=True)
class SequenceForm:
    """What counts at the ends of a tree, by own sequences.

    sequence : int64[end, player], the player's own sequence there
    weight : float64[end, player], payoff times the chance of the end as the player believes it
    above : int64[infoset], own sequence that leads to the information set
    order : int64[infoset], every information set after those of the same player before it
    spread : float64[player], highest less lowest payoff
    """

    tree: Tree
    sequence: Indices
    chance: Floats
    payoff: Floats
    above: Indices
    order: Indices
    spread: Floats

    @property
    def weight(self) -> Floats:
        return self.chance * self.payoff

    @property
    def n_players(self) -> int:
        return self.tree.n_players

    def infosets(self, player: int) -> Indices:
        """Information sets of a player, each after those that lead to it."""
        mine: Indices = self.order[self.tree.player[self.order] == player]
        return mine

    def own(self, player: int) -> Indices:
        """A player's sequences: the empty one, then those of its information sets in order."""
        tree = self.tree
        ends = [np.arange(tree.first_action[h], tree.first_action[h + 1]) + 1 for h in self.infosets(player)]
        own: Indices = np.concatenate([np.zeros(1, dtype=np.int64), *ends]).astype(np.int64)
        return own


def sequence_form(bound: BoundGame, draw: int = 0, *, forgetful: bool = False) -> SequenceForm:
    """The sequence form of one draw.

    Parameters
    ----------
    forgetful : accept imperfect recall, see `unfolding.grow`: for pure strategies only

    Raises
    ------
    StandoffError
        S635 where the game is merged in such a way that one information set has several own
        pasts; S630, S631, S632, S682 as `unfolding.grow`.
    """
    tree = grow(bound, draw, forgetful=forgetful)
    if tree.splits and tree.is_merged:
        raise StandoffError(
            Problem(
                "S635",
                "the game is merged: one information set is reached by different own moves.",
                "A whole strategy may tell them apart.",
                "Solve `unfold(bound, draw).bound`, or compile the scenario with `merge=False`.",
            )
        )
    return form_of(tree)


def form_of(tree: Tree) -> SequenceForm:
    """The sequence form of a tree."""
    n, n_players = tree.n_nodes, tree.n_players
    sequence = np.zeros((n, n_players), dtype=np.int64)
    chance = np.ones((n, n_players))
    for node in range(1, n):
        above = tree.parent[node]
        sequence[node] = sequence[above]
        chance[node] = chance[above] * tree.chance[node, 1:]
        h = tree.infoset[above]
        if h >= 0:
            sequence[node, tree.player[h]] = 1 + tree.first_action[h] + tree.branch[node]
    ends = np.flatnonzero(tree.kind == TERMINAL)
    first = np.full(tree.n_infosets, n, dtype=np.int64)
    held = np.flatnonzero(tree.infoset >= 0)
    np.minimum.at(first, tree.infoset[held], held)
    paid = tree.paid[ends]
    spread = np.ptp(paid, axis=0)
    return SequenceForm(
        tree, sequence[ends], chance[ends], paid, 1 + tree.own_past, np.argsort(first, kind="stable"), spread
    )


def realisation(form: SequenceForm, play: Floats) -> Floats:
    """float64[1 + action], own weight of every sequence under a behaviour."""
    tree, weight = form.tree, np.ones(1 + form.tree.n_actions)
    for h in form.order:
        a, b = tree.first_action[h], tree.first_action[h + 1]
        weight[1 + a : 1 + b] = weight[form.above[h]] * play[a:b]
    return weight


def counterfactual(form: SequenceForm, plan: Floats, player: int) -> Floats:
    """float64[1 + action], what a player's own ends are worth given the others' plans."""
    worth = form.weight[:, player].copy()
    for j in range(form.n_players):
        if j != player:
            worth *= plan[form.sequence[:, j]]
    size = 1 + form.tree.n_actions
    return np.bincount(form.sequence[:, player], worth, minlength=size).astype(np.float64)


def best_value(form: SequenceForm, plan: Floats, player: int) -> float:
    """Value of the player's best reply to the others' plans."""
    worth = counterfactual(form, plan, player)
    tree = form.tree
    for h in form.infosets(player)[::-1]:
        worth[form.above[h]] += worth[1 + tree.first_action[h] : 1 + tree.first_action[h + 1]].max()
    return float(worth[0])


def behaviour(form: SequenceForm, plan: Floats) -> Floats:
    """float64[action], behaviour of a plan; even play (not yet decided) where its own weight is 0."""
    tree, play = form.tree, np.zeros(form.tree.n_actions)
    for h in form.order:
        part = slice(tree.first_action[h], tree.first_action[h + 1])
        weight = np.maximum(plan[1:][part], 0.0)
        total = weight.sum()
        if plan[form.above[h]] <= UNREACHED or total <= UNREACHED:
            play[part] = 1.0 / len(weight)
        else:
            share = weight / total
            share[share < UNREACHED] = 0.0
            play[part] = share / share.sum()
    return play


def complete_behaviour(form: SequenceForm, play: Floats, ruled_out: Bools | None = None) -> Floats:
    """Fill in play where a player's own earlier moves rule an information set out.

    ruled_out : bool[infoset], if not to be told from the play

    There each player, in order, plays a best response to the others' play with a little even play
    mixed in at every information set: they tremble, so that every information set has beliefs.
    It changes nobody's payoff and nobody's gain. What players do where others' moves do not lead
    is part of the equilibrium and is left alone.
    """
    tree, play = form.tree, play.copy()
    if ruled_out is None:
        ruled_out = realisation(form, play)[form.above] <= UNREACHED
    sizes = np.diff(tree.first_action)
    even = np.repeat(1.0 / np.maximum(sizes, 1), sizes)
    play = np.where(np.repeat(ruled_out, sizes), even, play)
    for player in range(form.n_players):
        mine = form.infosets(player)
        if not ruled_out[mine].any():
            continue
        plan = realisation(form, (1.0 - TREMBLE) * play + TREMBLE * even)
        worth = counterfactual(form, plan, player)
        for h in mine[::-1]:
            part = slice(tree.first_action[h], tree.first_action[h + 1])
            here = worth[1:][part]
            if ruled_out[h]:
                best = int(np.argmax(here >= here.max() - 1e-12 * max(1.0, float(np.abs(here).max()))))
                play[part] = np.arange(len(here)) == best
            worth[form.above[h]] += float(here @ play[part])
    return play


def pure_behaviour(form: SequenceForm, choice: Indices) -> Floats:
    """float64[action], behaviour that takes action `choice[infoset]`; -1 leaves it to be filled in."""
    play = np.zeros(form.tree.n_actions)
    for h in range(form.tree.n_infosets):
        part = slice(form.tree.first_action[h], form.tree.first_action[h + 1])
        size = part.stop - part.start
        play[part] = 1.0 / size if choice[h] < 0 else np.arange(size) == choice[h]
    return play
