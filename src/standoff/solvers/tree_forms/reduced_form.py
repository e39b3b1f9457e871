"""Reduced strategies: plans that say what to do wherever the plan itself does not rule it out.

Strategies that differ only where their own earlier moves make it impossible to get are one. Payoffs
of whole profiles follow from the ends of the tree: a profile collects the ends that all its plans
allow. Source: Kuhn (1953); von Stengel (1996), Games and Economic Behavior 14, sec. 2.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from standoff.game.records import Floats
from standoff.solvers.tree_forms.sequence_form import SequenceForm
from standoff.solvers.tree_forms.tree import Indices

Bools = npt.NDArray[np.bool_]


def count_plans(form: SequenceForm, player: int) -> int:
    """How many reduced strategies a player has (exact, whatever the number)."""
    tree = form.tree
    below: dict[int, int] = {}
    for h in form.infosets(player)[::-1]:
        count = sum(below.get(1 + a, 1) for a in range(tree.first_action[h], tree.first_action[h + 1]))
        above = int(form.above[h])
        below[above] = below.get(above, 1) * count
    return below.get(0, 1)


def plans(form: SequenceForm, player: int) -> Indices:
    """int64[plan, infoset], chosen place in each own information set, -1 where ruled out or another's."""
    tree = form.tree
    choices = np.full((1, tree.n_infosets), -1, dtype=np.int64)
    for h in form.infosets(player):
        above = int(form.above[h])
        if above == 0:
            open_ = np.ones(len(choices), dtype=bool)
        else:
            before = int(np.searchsorted(tree.first_action, above - 1, side="right")) - 1
            open_ = choices[:, before] == above - 1 - tree.first_action[before]
        size = int(tree.first_action[h + 1] - tree.first_action[h])
        times = np.where(open_, size, 1)
        grown = np.repeat(choices, times, axis=0)
        starts = np.cumsum(times) - times
        place = np.arange(len(grown)) - np.repeat(starts, times)
        grown[:, h] = np.where(np.repeat(open_, times), place, -1)
        choices = grown
    return choices


def allowed(form: SequenceForm, choices: Indices) -> Bools:
    """bool[plan, 1 + action], own sequences that a plan goes along (the empty one always)."""
    tree = form.tree
    along = np.zeros((len(choices), 1 + tree.n_actions), dtype=bool)
    along[:, 0] = True
    for h in range(tree.n_infosets):
        rows = np.flatnonzero(choices[:, h] >= 0)
        along[rows, 1 + tree.first_action[h] + choices[rows, h]] = True
    return along


def payoff_tables(
    form: SequenceForm, choices: list[Indices], player: int, weight: Floats | None = None
) -> Floats:
    """float64[plan of player 0, plan of player 1, ...], the player's payoff in every profile."""
    weight = form.weight[:, player] if weight is None else weight
    reach = [allowed(form, choice)[:, form.sequence[:, j]].astype(float) for j, choice in enumerate(choices)]
    rest = np.ones((1, len(form.sequence)))
    for table in reach[1:]:
        rest = (rest[:, None, :] * table[None, :, :]).reshape(-1, rest.shape[1])
    table = (reach[0] * weight) @ rest.T
    return table.reshape([len(choice) for choice in choices])


def tied_plans(form: SequenceForm, player: int) -> Indices:
    """As `plans`, where a player may forget: information sets that it cannot tell apart choose alike."""
    found = plans(form, player)
    origin = form.tree.origin_infoset
    mine = form.infosets(player)
    for held in np.unique(origin[mine]):
        copies = mine[origin[mine] == held]
        if len(copies) > 1:
            chosen = found[:, copies]
            least = np.where(chosen < 0, np.iinfo(np.int64).max, chosen).min(axis=1)
            found = found[chosen.max(axis=1) <= least]
    return found
