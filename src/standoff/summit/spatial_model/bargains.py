"""Kernels of the spatial model: bargains, what each is worth, and which one a member takes.

See `model.py` for the method and `contests.py` for what a vote, an election and a contest are.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from standoff.kernels.compilation import inner
from standoff.summit.spatial_model.contests import (
    ASYMMETRIC,
    BARGAIN_FLOOR,
    BOTH,
    INITIATOR,
    NEAR,
    PROPORTIONAL,
    S1P1,
    S2PMAX,
    TIE,
    contest,
    distance,
    elect,
    gridded,
)
from standoff.summit.spatial_model.layout import (
    Challenges,
    Deals,
    Floats,
    Now,
    Pair,
    Rules,
    View,
)


@inner
def by_gains(rules: Rules) -> Any:
    """The corrected form counts gains and losses from the status quo: options are voted on by them."""
    voting = PROPORTIONAL if rules.voting == ASYMMETRIC and not rules.ktab else rules.voting
    return Rules(
        voting,
        rules.victory,
        rules.election,
        rules.commitment,
        rules.risk_range,
        rules.interpolation,
        rules.bargain,
        rules.ktab,
        rules.share,
        rules.most_turns,
        rules.stop_share,
    )


@inner
def between(pair: Pair, now: Now, rules: Rules, mine: Floats, theirs: Floats) -> Any:
    """Fill the two parts of a bargain."""
    i, j, p = pair.first, pair.second, pair.chance
    place, salience, how, ktab = now.place, now.salience, rules.interpolation, rules.ktab
    for k in range(place.shape[1]):
        ti, tj, si, sj = place[i, k], place[j, k], salience[i, k], salience[j, k]
        if how == S2PMAX:
            di, dj = max(0.0, 1.0 - 2.0 * p), max(0.0, 2.0 * p - 1.0)
            gi, gj = di * sj * sj, dj * si * si
            mine[k] = ti + gi / (gi + BARGAIN_FLOOR + (1.0 - di) * si * si) * (tj - ti)
            theirs[k] = tj + gj / (gj + BARGAIN_FLOOR + (1.0 - dj) * sj * sj) * (ti - tj)
            if not ktab:  # the program rounds the other kinds only
                mine[k], theirs[k] = gridded(mine[k], False), gridded(theirs[k], False)
            continue
        wi, wj = si * p, sj * (1.0 - p)
        if how != S1P1:
            wi, wj = wi * wi, wj * wj
        total = wi + wj + BARGAIN_FLOOR
        mine[k] = ((wi + BARGAIN_FLOOR) * ti + wj * tj) / total
        theirs[k] = (wi * ti + (wj + BARGAIN_FLOOR) * tj) / total
        mine[k], theirs[k] = gridded(mine[k], ktab), gridded(theirs[k], ktab)


@inner
def seen_by_the_other(now: Now, rules: Rules, pair: Pair, mine: Floats, theirs: Floats) -> Any:
    """Turn a bargain into what it is in the receiver's view, or into a mean of both views."""
    i, j = pair.first, pair.second
    ktab = rules.ktab
    n_dims = len(mine)
    my_other, their_other = np.empty(n_dims), np.empty(n_dims)
    p, gain = contest(View(j, i, i, j), now, rules)
    seen = gain if ktab else p  # the program takes the gain for the chance
    between(Pair(i, j, seen), now, rules, my_other, their_other)
    wi = now.able[i] * now.care[i]
    wj = (now.able[i] if ktab else now.able[j]) * now.care[j]  # and one capability for both
    for k in range(n_dims):
        if rules.bargain == BOTH or wi + wj <= 0:
            mine[k], theirs[k] = my_other[k], their_other[k]
        else:
            mine[k] = (wi * mine[k] + wj * my_other[k]) / (wi + wj)
            theirs[k] = (wi * theirs[k] + wj * their_other[k]) / (wi + wj)
        if rules.bargain != BOTH and not ktab:
            mine[k], theirs[k] = gridded(mine[k], False), gridded(theirs[k], False)


@inner
def draft(now: Now, rules: Rules, found: Challenges, deals: Deals) -> Any:
    """Fill the bargains of a turn: who with whom, both parts, and what the state is worth with each."""
    n = len(now.able)
    count = 0
    for i in range(n):
        for j in range(n):
            if not found.made[i, j]:
                continue
            for v in range(2 if rules.bargain == BOTH else 1):
                mine, theirs = deals.mine[count], deals.theirs[count]
                pair = Pair(i, j, found.odds[i, j])
                between(pair, now, rules, mine, theirs)
                if rules.bargain != INITIATOR and (v == 1 or rules.bargain != BOTH):
                    seen_by_the_other(now, rules, pair, mine, theirs)
                deals.first[count], deals.second[count] = i, j
                price(now, pair, mine, theirs, deals.worth[count])
                count += 1


@inner
def price(now: Now, pair: Pair, mine: Floats, theirs: Floats, worth: Floats) -> Any:
    """Fill `worth` [member] with what the state is worth once a bargain is carried out."""
    n = len(now.able)
    for a in range(n):
        total = 0.0
        for m in range(n):
            if m == pair.first:
                d = distance(now.salience, now.place, a, mine)
            elif m == pair.second:
                d = distance(now.salience, now.place, a, theirs)
            else:
                d = now.far[a, m]
            total += (1.0 - d) * (1.0 + d * now.risk[a])
        worth[a] = total / n


@inner
def offers(now: Now, k: int, deals: Deals, queue: Floats) -> Any:
    """Fill `queue` with where member k could go, the status quo first; worth [member, option]."""
    n, n_dims = now.place.shape
    size = 1
    for b in range(len(deals.first)):
        if deals.first[b] == k or deals.second[b] == k:
            size += 1
    worth = np.empty((n, size))
    size = 1
    for a in range(n):
        worth[a, 0] = deals.standing[a]
    for d in range(n_dims):
        queue[0, d] = now.place[k, d]
    for b in range(len(deals.first)):
        if deals.first[b] == k or deals.second[b] == k:
            for d in range(n_dims):
                queue[size, d] = deals.mine[b, d] if deals.first[b] == k else deals.theirs[b, d]
            for a in range(n):
                worth[a, size] = deals.worth[b, a]
            size += 1
    return worth


@inner
def settle(now: Now, k: int, rules: Rules, deals: Deals, queue: Floats) -> Any:
    """Fill `queue[0]` with where member k goes: (close?, converged?)."""
    n, n_dims = now.place.shape
    ktab, standing = rules.ktab, deals.standing
    worth = offers(now, k, deals, queue)
    size = worth.shape[1]
    where = queue[:size]
    if size == 1:
        return False, True
    if rules.voting == ASYMMETRIC and not ktab:
        # Gains and losses are counted from the status quo: the order of options does not matter.
        for a in range(n):
            for m in range(size):
                gained = worth[a, m] - standing[a]
                worth[a, m] = 2.0 * gained / 3.0 if gained > 0 else gained
    p = np.empty(size)
    good = elect(worth, now.able, by_gains(rules), p)
    best = 0
    for m in range(1, size):
        if p[m] > p[best]:
            best = m
    close = False
    for m in range(size):
        if p[m] >= p[best] - NEAR:
            for d in range(n_dims):
                close |= abs(where[m, d] - where[best, d]) > TIE
    if ktab:
        for d in range(n_dims):
            where[0, d] = where[best, d]
    elif p[0] < p[best] - TIE:  # the status quo wins its ties; others that tie meet in the middle
        tied = 0
        goal = np.zeros(n_dims)
        for m in range(size):
            if p[m] >= p[best] - TIE:
                tied += 1
                for d in range(n_dims):
                    goal[d] += where[m, d]
        for d in range(n_dims):
            where[0, d] = gridded(goal[d] / tied, False)
    return close, good
