"""Kernel of the check: values, reach, action values and residuals of given play, a pack of draws.

Values are taken back node by node. Where a node is alone in its information set its action values
are its edges' worths; elsewhere they are averaged with beliefs, which are reach carried forward
with floored factors, held as mantissa and exponent so that it cannot underflow.
"""

from __future__ import annotations

from typing import Any

from standoff.kernels import PACK
from standoff.kernels.compilation import compiled_alone, inlined
from standoff.kernels.vectors import (
    absolute,
    any_above,
    exp,
    exponent,
    fma,
    if_less,
    larger,
    load,
    power_of_two,
    splat,
    store,
)
from standoff.solvers.rules import BELIEF_FLOOR

NEVER = -1e15  # exponent of a reach of zero
SLACK = 1e-9  # a best response may fall short by this share of the values' size
SHARP = 1e300  # precisions above this are infinite


@inlined
def chosen(desk: Any, game: Any, n: Any, e: Any, column: Any) -> Any:
    """Probability of edge `e` of node `n`: play, or chance as `column` has it."""
    at, h = game[0], game[3][n]
    if h >= 0:
        return load(desk, (at[3] + game[5][h] + e - game[1][n]) * PACK)
    return load(desk, (at[0] + game[6][e * (game[15] + 1) + column]) * PACK)


@inlined
def worth(desk: Any, game: Any, e: Any, i: Any, n_players: Any) -> Any:
    """What edge `e` is worth to player `i`: its payoff and the value of its child."""
    at, child, row = game[0], game[2][e], game[7][e * n_players + i]
    if row < 0:
        return load(desk, (at[4] + child * n_players + i) * PACK)
    value = load(desk, (at[1] + row) * PACK)
    if game[1][child + 1] > game[1][child]:  # a terminal node is worth 0
        value = value + load(desk, (at[4] + child * n_players + i) * PACK)
    return value


@inlined
def take_values(desk: Any, game: Any) -> Any:
    """Values of all nodes, from the last to the first, and action values of single nodes."""
    at, first_edge, infoset, player, first_action = game[0], game[1], game[3], game[4], game[5]
    alone, n_players = game[9], game[15]
    for n in range(game[13] - 1, -1, -1):
        h, begin, end = infoset[n], first_edge[n], first_edge[n + 1]
        if begin == end:
            continue  # its rows are never written, and stay 0
        mover, action = -1, 0
        if h >= 0:
            action = first_action[h] - begin
            if alone[h]:
                mover = player[h]
        for i in range(n_players):
            total = splat(0.0)
            for e in range(begin, end):
                it = worth(desk, game, e, i, n_players)
                row = at[3] + action + e if h >= 0 else at[0] + game[6][e * (n_players + 1) + 1 + i]
                total = fma(load(desk, row * PACK), it, total)
                if i == mover:
                    store(desk, (at[6] + action + e) * PACK, it)
            store(desk, (at[4] + n * n_players + i) * PACK, total)


@inlined
def carry_reach(desk: Any, game: Any, column: Any) -> Any:
    """Reach of all nodes under a believer's chances, for the size of gains."""
    at, first_edge, child = game[0], game[1], game[2]
    base = at[5]
    n_nodes = game[13]
    for n in range(n_nodes):
        if first_edge[n + 1] > first_edge[n]:
            store(desk, (base + n) * PACK, splat(1.0 if n == 0 else 0.0))
    for n in range(n_nodes):
        if first_edge[n] == first_edge[n + 1]:
            continue
        reach = load(desk, (base + n) * PACK)
        for e in range(first_edge[n], first_edge[n + 1]):
            if first_edge[child[e] + 1] == first_edge[child[e]]:
                continue  # nobody asks how often a game ends there
            c = (base + child[e]) * PACK
            store(desk, c, fma(reach, chosen(desk, game, n, e, column), load(desk, c)))


@inlined
def carry_beliefs(desk: Any, game: Any, column: Any) -> Any:
    """Floored reach of the nodes above information sets of several nodes: mantissa, exponent."""
    at, first_edge, child, above = game[0], game[1], game[2], game[10]
    base = at[7]
    n_nodes = game[13]
    for n in range(n_nodes):
        store(desk, (base + 2 * n) * PACK, splat(1.0 if n == 0 else 0.0))
        store(desk, (base + 2 * n + 1) * PACK, splat(0.0 if n == 0 else NEVER))
    for n in range(n_nodes):
        if not above[n]:
            continue
        carried = load(desk, (base + 2 * n) * PACK)
        power = load(desk, (base + 2 * n + 1) * PACK)
        for e in range(first_edge[n], first_edge[n + 1]):
            if not above[child[e]]:
                continue
            c = (base + 2 * child[e]) * PACK
            part = carried * larger(chosen(desk, game, n, e, column), splat(BELIEF_FLOOR))
            shift = exponent(part)
            part = part * power_of_two(splat(0.0) - shift)
            shift = shift + power
            held, old = load(desk, c), load(desk, c + PACK)
            top = larger(shift, old)
            part = part * power_of_two(shift - top)
            store(desk, c, fma(held, power_of_two(old - top), part))
            store(desk, c + PACK, top)


@inlined
def average(desk: Any, game: Any, h: Any) -> Any:
    """Action values of an information set of several nodes, under its beliefs."""
    at, first_edge, first_action = game[0], game[1], game[5]
    nodes, first_node = game[11], game[12]
    i, n_players = game[4][h], game[15]
    top = splat(NEVER)
    for m in range(first_node[h], first_node[h + 1]):
        top = larger(top, load(desk, (at[7] + 2 * nodes[m] + 1) * PACK))
    mass = splat(0.0)
    for a in range(first_action[h], first_action[h + 1]):
        store(desk, (at[6] + a) * PACK, splat(0.0))
    for m in range(first_node[h], first_node[h + 1]):
        n = nodes[m]
        here = (at[7] + 2 * n) * PACK
        weight = load(desk, here) * power_of_two(load(desk, here + PACK) - top)
        mass = mass + weight
        for e in range(first_edge[n], first_edge[n + 1]):
            a = (at[6] + first_action[h] + e - first_edge[n]) * PACK
            store(desk, a, fma(weight, worth(desk, game, e, i, n_players), load(desk, a)))
    for a in range(first_action[h], first_action[h + 1]):
        store(desk, (at[6] + a) * PACK, load(desk, (at[6] + a) * PACK) / mass)


@inlined
def judge(desk: Any, game: Any, h: Any) -> Any:
    """Take an information set into the residual, its mover's gain and the count of faults."""
    at, i, begin, end = game[0], game[4][h], game[5][h], game[5][h + 1]
    zero, one = splat(0.0), splat(1.0)
    precision = load(desk, (at[2] + i) * PACK)
    logit = if_less(precision, splat(SHARP), precision, zero)
    played, summed, size, wrong = zero, zero, zero, zero
    best = load(desk, (at[6] + begin) * PACK)
    for a in range(begin, end):
        q, p = load(desk, (at[6] + a) * PACK), load(desk, (at[3] + a) * PACK)
        best = larger(q, best)
        size = larger(absolute(q), size)
        played = fma(p, q, played)
        summed = summed + p
        wrong = wrong + if_less(p, zero, one, zero) + (q + p) * zero
    wrong = wrong + if_less(splat(1e-9), absolute(summed - one), one, zero)
    total = zero
    if any_above(splat(SHARP), precision):
        for a in range(begin, end):
            weight = exp(logit * (load(desk, (at[6] + a) * PACK) - best))
            total = total + weight
            store(desk, (at[8] + a - begin) * PACK, weight)
    share = one / total
    enough = best - splat(SLACK) * size
    residual = load(desk, at[9] * PACK)
    for a in range(begin, end):
        q, p = load(desk, (at[6] + a) * PACK), load(desk, (at[3] + a) * PACK)
        distance = absolute(p - load(desk, (at[8] + a - begin) * PACK) * share)
        short = if_less(q, enough, p, zero)
        residual = larger(residual, if_less(precision, splat(SHARP), distance, short))
    reach = zero
    for m in range(game[12][h], game[12][h + 1]):
        reach = reach + load(desk, (at[5] + game[11][m]) * PACK)
    own = (at[9] + 3 + i) * PACK
    store(desk, at[9] * PACK, residual)
    store(desk, (at[9] + 1) * PACK, load(desk, (at[9] + 1) * PACK) + wrong)
    store(desk, own, larger(reach * (best - played), load(desk, own)))


@compiled_alone("fiiiiiiiiiiiiinnn")
def verify_pack(
    desk: Any,
    at: Any,
    first_edge: Any,
    child: Any,
    infoset: Any,
    player: Any,
    first_action: Any,
    chance: Any,
    payoff: Any,
    group: Any,
    alone: Any,
    above: Any,
    nodes: Any,
    first_node: Any,
    n_nodes: Any,
    n_infosets: Any,
    n_players: Any,
) -> Any:
    """Check the play that stands on the desk.

    `at` holds first rows: cells, payoffs, precisions, play, values, reach, action values, beliefs,
    weights, results. Results: residual, faults, -, then a player's gains.
    """
    # loaded once: the compiler must assume that what is written on the desk could change them
    rows = (at[0], at[1], at[2], at[3], at[4], at[5], at[6], at[7], at[8], at[9])
    game = (
        rows,
        first_edge,
        child,
        infoset,
        player,
        first_action,
        chance,
        payoff,
        group,
        alone,
        above,
        nodes,
        first_node,
        n_nodes,
        n_infosets,
        n_players,
    )
    for row in range(rows[9], rows[9] + 3 + n_players):
        store(desk, row * PACK, splat(0.0))
    take_values(desk, game)
    for g in range(n_players):
        column, hidden = 0, False
        for h in range(n_infosets):
            if group[player[h]] == g:
                column = 1 + player[h]
                hidden = hidden or not alone[h]
        if column == 0:
            continue
        carry_reach(desk, game, column)
        if hidden:
            carry_beliefs(desk, game, column)
        for h in range(n_infosets):
            if group[player[h]] == g:
                if not alone[h]:
                    average(desk, game, h)
                judge(desk, game, h)
