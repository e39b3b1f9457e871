"""Kernels of the spatial model, last part: risk, targets, and the turns of every draw.

See `model.py` for the method and `contests.py` for what a vote, an election and a contest are.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from standoff.kernels.compilation import compiled_allocating, inner
from standoff.summit.spatial_model.bargains import by_gains, draft, settle
from standoff.summit.spatial_model.contests import (
    BOTH,
    NEAR,
    NOT_CONVERGED,
    SAME,
    SETTLED,
    STOP_FLOOR,
    TIE,
    UNDEFINED,
    WORTHWHILE,
    contest,
    distance,
    elect,
)
from standoff.summit.spatial_model.layout import (
    Challenges,
    Deals,
    Draw,
    Ended,
    Ends,
    Floats,
    Kept,
    Now,
    Outlook,
    Rules,
    View,
    Whole,
)


@inner
def risks(probability: Floats, rules: Rules, risk: Floats) -> Any:
    """Fill `risk[member]` from the election; False where all are equal and the program divides by zero."""
    low, high = probability[0], probability[0]
    for p in probability:
        low, high = min(low, p), max(high, p)
    if high - low <= (0.0 if rules.ktab else TIE):
        for i in range(len(risk)):
            risk[i] = 0.0
        return not rules.ktab
    for i in range(len(risk)):
        p = probability[i]
        if rules.risk_range == 0:
            risk[i] = (p - low) / (high - low)
        elif rules.risk_range == 1:
            risk[i] = (3.0 * p - high - 2.0 * low) / (2.0 * (high - low))
        else:
            risk[i] = (2.0 * p - high - low) / (high - low)
    return True


@inner
def targets(now: Now, rules: Rules, found: Challenges) -> Any:
    """Fill every challenge that is made and its odds; returns the number of near ties.

    In the corrected form everybody who is worth the same is challenged; KTAB takes the first.
    """
    place, chosen, odds = now.place, found.made, found.odds
    n = len(now.able)
    near = 0
    gain = np.empty(n)
    for i in range(n):
        best, first = WORTHWHILE, -1
        for j in range(n):
            gain[j] = -np.inf
            if j != i:
                odds[i, j], gain[j] = contest(View(i, i, i, j), now, rules)
                if gain[j] > best:
                    best, first = gain[j], j
        for j in range(n):
            chosen[i, j] = False
        if first < 0:
            continue
        close = False
        for j in range(n):
            chosen[i, j] = j == first if rules.ktab else gain[j] > WORTHWHILE and gain[j] >= best - TIE
            if j != i and j != first and gain[j] >= best - NEAR:
                apart = 0.0
                for k in range(place.shape[1]):
                    apart = max(apart, abs(place[j, k] - place[first, k]))
                close |= apart > TIE
        near += 1 if close else 0
    return near


@inner
def turn(draw: Draw, rules: Rules, following: Floats) -> Any:
    """Fill `following[member, dimension]` with the positions after a turn: (status, near ties)."""
    place, salience, able = draw.place, draw.salience, draw.able
    n, n_dims = place.shape
    far, worth, care = np.empty((n, n)), np.empty((n, n)), np.empty(n)
    for a in range(n):
        care[a] = 0.0
        for k in range(n_dims):
            care[a] += salience[a, k]
        for m in range(n):
            far[a, m] = distance(salience, place, a, place[m])
            worth[a, m] = 1.0 - far[a, m]
    plain = by_gains(rules)
    probability, risk = np.empty(n), np.empty(n)
    good = elect(worth, able, plain, probability)
    if not risks(probability, rules, risk):
        return UNDEFINED, 0
    now = Now(place, salience, care, able, far, risk)
    found = Challenges(np.zeros((n, n), dtype=np.bool_), np.zeros((n, n)))
    near = targets(now, plain, found)
    most = 0
    for i in range(n):
        for j in range(n):
            most += (2 if rules.bargain == BOTH else 1) if found.made[i, j] else 0
    first, second = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    mine, theirs, standing = np.empty((most, n_dims)), np.empty((most, n_dims)), np.zeros(n)
    deals = Deals(first, second, mine, theirs, np.empty((most, n)), standing)
    draft(now, plain, found, deals)
    for a in range(n):
        for m in range(n):
            standing[a] += (1.0 - far[a, m]) * (1.0 + far[a, m] * risk[a])
        standing[a] /= n
    queue = np.empty((most + 1, n_dims))
    for k in range(n):
        close, converged = settle(now, k, rules, deals, queue)
        for d in range(n_dims):
            following[k, d] = queue[0, d]
        near += 1 if close else 0
        good &= converged
    return SETTLED if good else NOT_CONVERGED, near


@inner
def grouped(place: Floats, ktab: bool, group: Whole) -> Any:
    """Number the options of the printed election in `group[member]`; how many there are.

    KTAB compares with the first of each option; the corrected form joins whatever is close to any.
    """
    n, n_dims = place.shape
    count = 0
    leader = np.empty(n, dtype=np.int64)
    for i in range(n):
        found = -1
        for m in range(count if ktab else i):
            first = leader[m] if ktab else m
            apart = 0.0
            for k in range(n_dims):
                apart += (place[i, k] - place[first, k]) ** 2
            if np.sqrt(apart) < SAME:
                joined = group[first]
                if found < 0:
                    found = joined
                    if ktab:
                        break
                elif joined != found:
                    for other in range(i):
                        if group[other] == joined:
                            group[other] = found
        if found < 0:
            found = i if not ktab else count
            leader[count] = i
            count += 1
        group[i] = found
    if ktab:
        return count
    count = 0  # number what is left of the joined ones anew, in the order of the members
    named = np.empty(n, dtype=np.int64)
    for i in range(n):
        named[i] = -1
    for i in range(n):
        if named[group[i]] < 0:
            named[group[i]] = count
            count += 1
    for i in range(n):
        group[i] = named[group[i]]
    return count


@inner
def outlook(draw: Draw, rules: Rules, told: Outlook) -> Any:
    """Fill the printed election: each member's option's probability, their mean, and the likeliest."""
    place, salience, able = draw.place, draw.salience, draw.able
    n, n_dims = place.shape
    ktab, plain = rules.ktab, by_gains(rules)
    far, worth, risk, alone = np.empty((n, n)), np.empty((n, n)), np.empty(n), np.empty(n)
    for a in range(n):
        for m in range(n):
            far[a, m] = distance(salience, place, a, place[m])
            worth[a, m] = 1.0 - far[a, m]
    good = elect(worth, able, plain, alone)
    if not risks(alone, rules, risk):
        return UNDEFINED
    group = np.empty(n, dtype=np.int64)
    count = grouped(place, ktab, group)
    point, size = np.zeros((count, n_dims)), np.zeros(count)
    for i in range(n):
        g = group[i]
        for k in range(n_dims):
            if ktab and size[g] == 0.0:
                point[g, k] = place[i, k]
            elif not ktab:
                point[g, k] += able[i] * place[i, k]
        size[g] += able[i] if not ktab else 1.0
    options = np.empty((n, count))
    for g in range(count):
        if not ktab:
            for k in range(n_dims):
                point[g, k] /= size[g]
        for a in range(n):
            d = distance(salience, place, a, point[g])
            options[a, g] = (1.0 - d) * (1.0 + d * risk[a])
    p = np.empty(count)
    good &= elect(options, able, plain, p)
    for i in range(n):
        told.odds[i] = p[group[i]]
    best, tied = 0.0, 0
    for g in range(count):
        best = max(best, p[g])
    for g in range(count):
        tied += 1 if p[g] >= best - TIE else 0
    for k in range(n_dims):
        told.expected[k] = 0.0
        told.leading[k] = 0.0
        for g in range(count):
            told.expected[k] += p[g] * point[g, k]
            if p[g] >= best - TIE:
                told.leading[k] += point[g, k] / tied
    return SETTLED if good else NOT_CONVERGED


@inner
def run_draw(first: Draw, rules: Rules, kept: Kept) -> Any:
    """All turns of one draw, from its first positions: how it ended."""
    n, n_dims = first.place.shape
    place, following = first.place.copy(), first.place.copy()
    draw = Draw(place, first.salience, first.able)
    path = kept.path
    keeps = path.shape[0] > 1
    status, near, made = SETTLED, 0, 0
    whole = 0.0
    while True:
        row = made if keeps else 0
        for i in range(n):
            for k in range(n_dims):
                path[row, i, k] = place[i, k]
        if keeps:
            outlook(draw, rules, Outlook(kept.odds[row], kept.expected, kept.leading))
        if made >= rules.most_turns:
            status = max(status, NOT_CONVERGED)
            break
        found, close = turn(draw, rules, following)
        if found == UNDEFINED:
            status = UNDEFINED
            break
        status = max(status, found)
        near += close
        moved = 0.0
        for i in range(n):
            step = 0.0
            for k in range(n_dims):
                step += (following[i, k] - place[i, k]) ** 2
                place[i, k] = following[i, k]
            moved += np.sqrt(step)
        made += 1
        if made == 1:
            whole = moved
        if made >= 2 and moved / (whole + STOP_FLOOR) < rules.stop_share:
            for i in range(n):
                for k in range(n_dims):
                    path[made if keeps else 0, i, k] = place[i, k]
            break
    last = made if keeps else 0
    status = max(status, outlook(draw, rules, Outlook(kept.odds[last], kept.expected, kept.leading)))
    return Ended(made, status, near)


@inner
def taking_part(table: Draw, d: int, ktab: bool) -> Any:
    """The members of a draw that have some capability, int64[part]; KTAB takes all."""
    n = table.able.shape[1]
    who = np.empty(n, dtype=np.int64)
    count = 0
    for m in range(n):
        if ktab or table.able[d, m] > 0:
            who[count] = m
            count += 1
    return who[:count]


@compiled_allocating
def run_draws(table: Draw, rules: Rules, kept: Kept, ends: Ends) -> None:
    """Fill everything for every draw alone; all records have the draw as their first axis.

    In the corrected form members without capability take no part and stay where they are.
    """
    n_draws, n, n_dims = table.place.shape
    rows = kept.path.shape[1]
    for d in range(n_draws):
        who = taking_part(table, d, rules.ktab)
        count, total = len(who), 0.0
        for m in who:
            total += table.able[d, m]
        place, care, able = np.empty((count, n_dims)), np.empty((count, n_dims)), np.empty(count)
        for m in range(count):
            for k in range(n_dims):
                place[m, k] = table.place[d, who[m], k]
                care[m, k] = table.salience[d, who[m], k]
            able[m] = table.able[d, who[m]] / (1.0 if rules.ktab else total)
        part = Kept(
            np.empty((rows, count, n_dims)), np.zeros((rows, count)), kept.expected[d], kept.leading[d]
        )
        ended = run_draw(Draw(place, care, able), rules, part)
        ends.turns[d], ends.status[d], ends.near_ties[d] = ended.turns, ended.status, ended.near_ties
        for row in range(ended.turns + 1 if rows > 1 else 1):
            for m in range(n):
                kept.odds[d, row, m] = 0.0
                for k in range(n_dims):
                    kept.path[d, row, m, k] = table.place[d, m, k]
            for m in range(count):
                kept.odds[d, row, who[m]] = part.odds[row, m]
                for k in range(n_dims):
                    kept.path[d, row, who[m], k] = part.path[row, m, k]
