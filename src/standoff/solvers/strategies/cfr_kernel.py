"""Kernels of counterfactual minimisation: rounds over sequences, and rounds over sampled plays.

Called by `cfr`, which describes the methods and names their sources. The kernels allocate nothing:
all room is handed in, so that they can stop after any number of rounds and go on.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from standoff.kernels.compilation import compiled

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]


class Ends(NamedTuple):
    """The ends of a game: the sequence of each player that leads there, and what it weighs."""

    sequence: Indices  # [end, player]
    weight: Floats  # [end], chance times the first player's payoff


class Ordered(NamedTuple):
    """Information sets, those above others first."""

    order: Indices  # [place], information sets
    player: Indices  # [infoset]
    above: Indices  # [infoset], the mover's last sequence before it
    first_action: Indices  # [infoset + 1]


class Weighed(NamedTuple):
    """Sums and play of whole rounds."""

    regret: Floats  # [action]
    play: Floats  # [action]
    plan: Floats  # [sequence]
    total: Floats  # [sequence]
    worth: Floats  # [sequence], room


class Tree(NamedTuple):
    """A tree as sampled rounds walk it."""

    first_child: Indices  # [node + 1]
    child: Indices  # [..]
    step: Floats  # [..], chance of each child
    payoff: Floats  # [node], the first player's
    infoset: Indices  # [node], or -1


class Movers(NamedTuple):
    """Who moves, and where actions begin."""

    player: Indices  # [infoset]
    first_action: Indices  # [infoset + 1]


class Sampled(NamedTuple):
    """Sums and play of sampled rounds."""

    regret: Floats  # [action]
    play: Floats  # [action]
    total: Floats  # [action]
    value: Floats  # [node], room; shares of play along one path in outcome sampling
    seed: Words  # [1]


class Room(NamedTuple):
    """Room for one round: nodes to visit, or moves taken; nodes or information sets visited."""

    stack: Indices  # [node + 1]
    visited: Indices  # [node + 1]


@compiled
def matched(regret: Floats, first: int, last: int, play: Floats) -> None:
    """Play in proportion to what is positive, even play where nothing is."""
    total = 0.0
    for a in range(first, last):
        total += max(regret[a], 0.0)
    for a in range(first, last):
        play[a] = max(regret[a], 0.0) / total if total > 0.0 else 1.0 / (last - first)


@compiled
def whole_rounds(ends: Ends, infosets: Ordered, state: Weighed, start: int, n: int) -> None:
    """Rounds `start` to `start + n` of CFR+: players in turn, later rounds weigh more."""
    sequence, weight = ends.sequence, ends.weight
    order, player, above = infosets.order, infosets.player, infosets.above
    first_action = infosets.first_action
    regret, play, plan, total, worth = state.regret, state.play, state.plan, state.total, state.worth
    for k in range(start, start + n):
        for i in range(2):
            sign = 1.0 if i == 0 else -1.0
            worth[:] = 0.0
            for end in range(len(weight)):
                worth[sequence[end, i]] += sign * weight[end] * plan[sequence[end, 1 - i]]
            for at in range(len(order) - 1, -1, -1):
                h = order[at]
                if player[h] != i:
                    continue
                first, last = first_action[h], first_action[h + 1]
                value = 0.0
                for a in range(first, last):
                    value += play[a] * worth[1 + a]
                for a in range(first, last):
                    regret[a] = max(0.0, regret[a] + worth[1 + a] - value)
                worth[above[h]] += value
            for at in range(len(order)):
                h = order[at]
                if player[h] == i:
                    first, last = first_action[h], first_action[h + 1]
                    matched(regret, first, last, play)
                    for a in range(first, last):
                        plan[1 + a] = plan[above[h]] * play[a]
                        total[1 + a] += (k + 1.0) * plan[1 + a]


@compiled
def random_share(state: Words) -> float:
    """The next number in [0, 1) of splitmix64 (Steele, Lea and Flood 2014)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return float(z >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled
def drawn(weight: Floats, first: int, last: int, state: Words) -> int:
    """One of `first` to `last - 1`, with chances `weight` that add up to 1."""
    left = random_share(state)
    for k in range(first, last - 1):
        left -= weight[k]
        if left < 0.0:
            return k
    return last - 1


@compiled
def external_rounds(tree: Tree, infosets: Movers, state: Sampled, room: Room, n: int) -> None:
    """External sampling: one player tries every move, the other and chance are drawn."""
    first_child, child, step, payoff = tree.first_child, tree.child, tree.step, tree.payoff
    infoset, player, first_action = tree.infoset, infosets.player, infosets.first_action
    regret, play, total, value, seed = state.regret, state.play, state.total, state.value, state.seed
    stack, visited = room.stack, room.visited
    for k in range(2 * n):
        i = k % 2
        sign = 1.0 if i == 0 else -1.0
        top, count = 1, 0
        stack[0] = 0
        while top > 0:
            top -= 1
            node = stack[top]
            visited[count] = node
            count += 1
            first, last = first_child[node], first_child[node + 1]
            h = infoset[node]
            if first == last:
                value[node] = sign * payoff[node]
            elif h < 0:
                stack[top] = child[drawn(step, first, last, seed)]
                top += 1
            else:
                a, b = first_action[h], first_action[h + 1]
                matched(regret, a, b, play)
                if player[h] == i:
                    for e in range(first, last):
                        stack[top] = child[e]
                        top += 1
                else:
                    for c in range(a, b):
                        total[c] += play[c]
                    stack[top] = child[first + drawn(play, a, b, seed) - a]
                    top += 1
        for at in range(count - 1, -1, -1):
            node = visited[at]
            first, last = first_child[node], first_child[node + 1]
            h = infoset[node]
            if first == last:
                continue
            if h < 0 or player[h] != i:
                value[node] = value[visited[at + 1]]
                continue
            a = first_action[h]
            matched(regret, a, first_action[h + 1], play)
            worth = 0.0
            for e in range(first, last):
                worth += play[a + e - first] * value[child[e]]
            for e in range(first, last):
                regret[a + e - first] += value[child[e]] - worth
            value[node] = worth


@compiled
def outcome_rounds(tree: Tree, infosets: Movers, state: Sampled, room: Room, n: int) -> None:
    """Outcome sampling: one whole play is drawn; the learner tries moves at random more often."""
    first_child, child, step, payoff = tree.first_child, tree.child, tree.step, tree.payoff
    infoset, player, first_action = tree.infoset, infosets.player, infosets.first_action
    regret, play, total, share, seed = state.regret, state.play, state.total, state.value, state.seed
    taken, visited = room.stack, room.visited
    explore = 0.6
    for k in range(2 * n):
        i = k % 2
        node, count, chance = 0, 0, 1.0
        while first_child[node] < first_child[node + 1]:
            first, last = first_child[node], first_child[node + 1]
            h = infoset[node]
            if h < 0:
                node = child[drawn(step, first, last, seed)]
                continue
            a, b = first_action[h], first_action[h + 1]
            matched(regret, a, b, play)
            if player[h] == i:
                if random_share(seed) < explore:
                    pick = a + min(b - a - 1, math.floor(random_share(seed) * (b - a)))
                else:
                    pick = drawn(play, a, b, seed)
                share[count] = play[pick]
                chance *= explore / (b - a) + (1.0 - explore) * play[pick]
                visited[count], taken[count] = h, pick
                count += 1
            else:
                for c in range(a, b):
                    total[c] += play[c] / chance
                pick = drawn(play, a, b, seed)
            node = child[first + pick - a]
        worth = (payoff[node] if i == 0 else -payoff[node]) / chance
        tail = 1.0
        for at in range(count - 1, -1, -1):
            h = visited[at]
            here = tail * share[at]
            for c in range(first_action[h], first_action[h + 1]):
                regret[c] += worth * ((tail if c == taken[at] else 0.0) - here)
            tail = here
