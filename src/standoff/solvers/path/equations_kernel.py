"""Kernel: action values, beliefs and their slopes for one draw, as any play has them.

Numbers carry their derivatives along (forward mode): values are taken back node by node, reach is
carried forward in logarithms, so that nothing underflows however unlikely a path is. A path over a chance
of 0 counts only where all paths have one: `zeros` says how many the best paths have. A slope is
taken by the logits of play; `column` says which of the unknowns an action's logit is, or -1.
"""

from __future__ import annotations

import math

from standoff.kernels.compilation import compiled
from standoff.solvers.path.layout import Filled, Floats, Numbers, Point, Spaces, Structure

NEVER = -1e300  # logarithm of a reach of zero


@compiled
def values_back(game: Structure, numbers: Numbers, point: Point, value: Floats, dvalue: Floats) -> None:
    """value[node, player] and dvalue[node, player, unknown], from the last node to the first."""
    first_edge, child, infoset, first_action = game.first_edge, game.child, game.infoset, game.first_action
    chance, payoff, cell, total = game.chance, game.payoff, numbers.cell, numbers.total
    play, column = point.play, point.column
    n_nodes, n_players, n = dvalue.shape
    for node in range(n_nodes - 1, -1, -1):
        begin, end, h = first_edge[node], first_edge[node + 1], infoset[node]
        for i in range(n_players):
            for j in range(n):
                dvalue[node, i, j] = 0.0
            mean = 0.0
            for e in range(begin, end):
                c = child[e]
                p = play[first_action[h] + e - begin] if h >= 0 else cell[chance[e, 1 + i]]
                worth = value[c, i]
                if payoff[e, i] >= 0:
                    worth += total[payoff[e, i]]
                mean += p * worth
                if first_edge[c + 1] > first_edge[c] and p != 0.0:
                    for j in range(n):
                        dvalue[node, i, j] += p * dvalue[c, i, j]
            value[node, i] = mean
            if h < 0:
                continue
            for e in range(begin, end):
                a = first_action[h] + e - begin
                if column[a] >= 0:
                    worth = value[child[e], i]
                    if payoff[e, i] >= 0:
                        worth += total[payoff[e, i]]
                    dvalue[node, i, column[a]] += play[a] * (worth - mean)


@compiled
def reach_on(
    game: Structure, numbers: Numbers, point: Point, believer: int, reach: Floats, dreach: Floats
) -> None:
    """Logarithm of reach[node] as a believer sees it, and dreach[node, unknown], above hidden sets."""
    first_edge, child, infoset, first_action = game.first_edge, game.child, game.infoset, game.first_action
    chance, above, cell, zeros = game.chance, game.above, numbers.cell, numbers.zeros
    logs, play, column = point.logs, point.play, point.column
    n_nodes, n = dreach.shape
    for node in range(n_nodes):
        reach[node] = 0.0 if node == 0 else NEVER
        for j in range(n):
            dreach[node, j] = 0.0
    for node in range(n_nodes):
        if not above[node] or reach[node] == NEVER:
            continue
        begin, end, h = first_edge[node], first_edge[node + 1], infoset[node]
        for e in range(begin, end):
            c = child[e]
            if not above[c]:
                continue
            a = -1
            if h >= 0:
                a = first_action[h] + e - begin
                if zeros[believer, node] > zeros[believer, c]:
                    continue
                part = reach[node] + logs[a]
            elif cell[chance[e, 1 + believer]] > 0.0:
                if zeros[believer, node] > zeros[believer, c]:
                    continue
                part = reach[node] + math.log(cell[chance[e, 1 + believer]])
            else:
                if zeros[believer, node] + 1 > zeros[believer, c]:
                    continue
                part = reach[node]
            weight = 1.0
            if reach[c] == NEVER:
                reach[c] = part
            else:
                top = max(part, reach[c])
                joined = top + math.log(math.exp(part - top) + math.exp(reach[c] - top))
                weight = math.exp(part - joined)
                reach[c] = joined
            for j in range(n):
                dreach[c, j] = (1.0 - weight) * dreach[c, j] + weight * dreach[node, j]
            if a >= 0:
                if column[a] >= 0:
                    dreach[c, column[a]] += weight
                for b in range(first_action[h], first_action[h + 1]):
                    if column[b] >= 0:
                        dreach[c, column[b]] -= weight * play[b]


@compiled
def average_set(game: Structure, numbers: Numbers, h: int, spaces: Spaces, answer: Filled) -> None:
    """Action values of one information set, its beliefs, and the slopes of the values."""
    first_edge, child, first_action, payoff = game.first_edge, game.child, game.first_action, game.payoff
    members, first_member, player = game.members, game.first_member, game.player
    total, zeros = numbers.total, numbers.zeros
    value, dvalue, reach, dreach = spaces.value, spaces.dvalue, spaces.reach, spaces.dreach
    worth_of, dworth, belief = answer.worth, answer.slope, answer.belief
    n, i = dvalue.shape[2], player[h]
    begin, end = first_member[h], first_member[h + 1]
    alone = end - begin == 1
    top, mass, least = NEVER, 0.0, zeros[i, members[begin]]
    for m in range(begin, end):
        least = min(least, zeros[i, members[m]])
    for m in range(begin, end):
        if zeros[i, members[m]] == least:
            top = max(top, 0.0 if alone else reach[members[m]])
    for m in range(begin, end):
        belief[members[m]] = 0.0
        if zeros[i, members[m]] == least:
            belief[members[m]] = 1.0 if alone else math.exp(reach[members[m]] - top)
        mass += belief[members[m]]
    for m in range(begin, end):
        belief[members[m]] /= mass
    for a in range(first_action[h], first_action[h + 1]):
        mean = 0.0
        for j in range(n):
            dworth[a, j] = 0.0
        for m in range(begin, end):
            node = members[m]
            e = first_edge[node] + a - first_action[h]
            worth = value[child[e], i]
            if payoff[e, i] >= 0:
                worth += total[payoff[e, i]]
            mean += belief[node] * worth
            if first_edge[child[e] + 1] > first_edge[child[e]]:
                for j in range(n):
                    dworth[a, j] += belief[node] * dvalue[child[e], i, j]
        worth_of[a] = mean
        if alone:
            continue
        for m in range(begin, end):
            node = members[m]
            e = first_edge[node] + a - first_action[h]
            worth = value[child[e], i]
            if payoff[e, i] >= 0:
                worth += total[payoff[e, i]]
            slope = belief[node] * (worth - mean)
            if slope != 0.0:
                for j in range(n):
                    dworth[a, j] += slope * dreach[node, j]


@compiled
def answer_play(game: Structure, numbers: Numbers, point: Point, spaces: Spaces, answer: Filled) -> None:
    """Fill `answer`: action values [action], slopes [action, unknown], beliefs [node]."""
    player, group, first_member = game.player, game.group, game.first_member
    values_back(game, numbers, point, spaces.value, spaces.dvalue)
    for g in range(spaces.value.shape[1]):
        believer, hidden = -1, False
        for h in range(len(player)):
            if group[player[h]] == g:
                believer = player[h]
                hidden = hidden or first_member[h + 1] - first_member[h] > 1
        if believer < 0:
            continue
        if hidden:
            reach_on(game, numbers, point, believer, spaces.reach, spaces.dreach)
        for h in range(len(player)):
            if group[player[h]] == g:
                average_set(game, numbers, h, spaces, answer)
