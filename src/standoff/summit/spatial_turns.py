"""Kernels of the spatial model, second part: risk, targets, bargains, and the turns of every draw.

See `spatial.py` for the method and `spatial_kernels.py` for what a vote, an election and a contest are.
"""

from __future__ import annotations

import numpy as np

from standoff.kernels.compilation import compiled_allocating
from standoff.kernels.compilation import inner as compiled
from standoff.summit.spatial_kernels import (
    ASYMMETRIC,
    BARGAIN_FLOOR,
    BOTH,
    INITIATOR,
    NEAR,
    NOT_CONVERGED,
    PROPORTIONAL,
    S1P1,
    S2PMAX,
    SAME,
    SETTLED,
    STOP_FLOOR,
    TIE,
    UNDEFINED,
    WORTHWHILE,
    contest,
    distance,
    elect,
    gridded,
)


@compiled
def risks(probability, risk_range, ktab, risk):  # type: ignore[no-untyped-def]
    """Fill `risk[member]` from the election; False where all are equal and the program divides by zero."""
    low, high = probability[0], probability[0]
    for p in probability:
        low, high = min(low, p), max(high, p)
    if high - low <= (0.0 if ktab else TIE):
        for i in range(len(risk)):
            risk[i] = 0.0
        return not ktab
    for i in range(len(risk)):
        p = probability[i]
        if risk_range == 0:
            risk[i] = (p - low) / (high - low)
        elif risk_range == 1:
            risk[i] = (3.0 * p - high - 2.0 * low) / (2.0 * (high - low))
        else:
            risk[i] = (2.0 * p - high - low) / (high - low)
    return True


@compiled
def between(view, p, salience, place, how, ktab, mine, theirs):  # type: ignore[no-untyped-def]
    """Fill the two parts of a bargain between `view[0]` and `view[1]`, where the first has chance `p`."""
    i, j = view
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


@compiled
def targets(now, rules, share, ktab, chosen, odds):  # type: ignore[no-untyped-def]
    """Fill `chosen[i, j]` and `odds[i, j]` for every challenge that is made; the number of near ties.

    In the corrected form everybody who is worth the same is challenged; KTAB takes the first.
    """
    place, care, able, far, risk = now
    n = len(able)
    near = 0
    gain = np.empty(n)
    for i in range(n):
        best, first = WORTHWHILE, -1
        for j in range(n):
            gain[j] = -np.inf
            if j != i:
                odds[i, j], gain[j] = contest((i, i, i, j), care, able, far, risk, share, rules)
                if gain[j] > best:
                    best, first = gain[j], j
        for j in range(n):
            chosen[i, j] = False
        if first < 0:
            continue
        close = False
        for j in range(n):
            chosen[i, j] = j == first if ktab else gain[j] > WORTHWHILE and gain[j] >= best - TIE
            if j != i and j != first and gain[j] >= best - NEAR:
                apart = 0.0
                for k in range(place.shape[1]):
                    apart = max(apart, abs(place[j, k] - place[first, k]))
                close |= apart > TIE
        near += 1 if close else 0
    return near


@compiled
def draft(now, salience, rules, share, ktab, chosen, odds, deals, parties, parts):  # type: ignore[no-untyped-def]
    """Fill the bargains of a turn: who with whom, both parts, and what the state is worth with each.

    deals : float64[bargain, member]; parties : int64[bargain, 2]; parts : float64[bargain, 2, dimension].
    """
    place, care, able, far, risk = now
    n, n_dims = place.shape
    how, form = rules[6], rules[7]
    count = 0
    other = np.empty((2, n_dims))
    for i in range(n):
        for j in range(n):
            if not chosen[i, j]:
                continue
            views = 2 if form == BOTH else 1
            for v in range(views):
                mine, theirs = parts[count, 0], parts[count, 1]
                between((i, j), odds[i, j], salience, place, how, ktab, mine, theirs)
                if form != INITIATOR and (v == 1 or form != BOTH):
                    p, gain = contest((j, i, i, j), care, able, far, risk, share, rules)
                    seen = gain if ktab else p  # the program takes the gain for the chance
                    between((i, j), seen, salience, place, how, ktab, other[0], other[1])
                    wi = able[i] * care[i]
                    wj = (able[i] if ktab else able[j]) * care[j]  # and one capability for both
                    for k in range(n_dims):
                        if form == BOTH or wi + wj <= 0:
                            mine[k], theirs[k] = other[0, k], other[1, k]
                        else:
                            mine[k] = (wi * mine[k] + wj * other[0, k]) / (wi + wj)
                            theirs[k] = (wi * theirs[k] + wj * other[1, k]) / (wi + wj)
                        if form != BOTH and not ktab:
                            mine[k], theirs[k] = gridded(mine[k], False), gridded(theirs[k], False)
                parties[count, 0], parties[count, 1] = i, j
                for a in range(n):
                    total = 0.0
                    for m in range(n):
                        if m == i:
                            d = distance(salience, place, a, mine)
                        elif m == j:
                            d = distance(salience, place, a, theirs)
                        else:
                            d = far[a, m]
                        total += (1.0 - d) * (1.0 + d * risk[a])
                    deals[count, a] = total / n
                count += 1
    return count


@compiled
def settle(now, k, rules, ktab, count, standing, deals, parties, parts, queue):  # type: ignore[no-untyped-def]
    """Fill `queue[0]` with where member k goes: (close?, converged?)."""
    place, _, able, _, _ = now
    n, n_dims = place.shape
    size = 1
    for b in range(count):
        if parties[b, 0] == k or parties[b, 1] == k:
            size += 1
    where = queue[:size]
    worth = np.empty((n, size))
    size = 1
    for a in range(n):
        worth[a, 0] = standing[a]
    for d in range(n_dims):
        where[0, d] = place[k, d]
    for b in range(count):
        if parties[b, 0] == k or parties[b, 1] == k:
            for d in range(n_dims):
                where[size, d] = parts[b, 0 if parties[b, 0] == k else 1, d]
            for a in range(n):
                worth[a, size] = deals[b, a]
            size += 1
    if size == 1:
        return False, True
    local = rules.copy()
    if rules[1] == ASYMMETRIC and not ktab:
        # Gains and losses are counted from the status quo: the order of options does not matter.
        local[1] = PROPORTIONAL
        for a in range(n):
            for m in range(size):
                gained = worth[a, m] - standing[a]
                worth[a, m] = 2.0 * gained / 3.0 if gained > 0 else gained
    p = np.empty(size)
    beats, strength = np.empty((size, size)), np.empty((size, size))
    good = elect(worth, able, local, p, beats, strength)
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


@compiled
def turn(place, salience, able, rules, share, following):  # type: ignore[no-untyped-def]
    """Fill `following[member, dimension]` with the positions after a turn: (status, near ties)."""
    n, n_dims = place.shape
    ktab = rules[8] == 1
    far, worth, care = np.empty((n, n)), np.empty((n, n)), np.empty(n)
    for a in range(n):
        care[a] = 0.0
        for k in range(n_dims):
            care[a] += salience[a, k]
        for m in range(n):
            far[a, m] = distance(salience, place, a, place[m])
            worth[a, m] = 1.0 - far[a, m]
    plain = rules.copy()
    if rules[1] == ASYMMETRIC and not ktab:
        plain[1] = PROPORTIONAL
    probability, risk, odds = np.empty(n), np.empty(n), np.zeros((n, n))
    chosen = np.zeros((n, n), dtype=np.bool_)
    good = elect(worth, able, plain, probability, np.empty((n, n)), np.empty((n, n)))
    if not risks(probability, rules[4], ktab, risk):
        return UNDEFINED, 0
    now = (place, care, able, far, risk)
    near = targets(now, plain, share, ktab, chosen, odds)
    most = 0
    for i in range(n):
        for j in range(n):
            most += (2 if rules[7] == BOTH else 1) if chosen[i, j] else 0
    deals, parties = np.empty((most, n)), np.empty((most, 2), dtype=np.int64)
    parts = np.empty((most, 2, n_dims))
    count = draft(now, salience, plain, share, ktab, chosen, odds, deals, parties, parts)
    standing = np.zeros(n)
    for a in range(n):
        for m in range(n):
            standing[a] += (1.0 - far[a, m]) * (1.0 + far[a, m] * risk[a])
        standing[a] /= n
    queue = np.empty((most + 1, n_dims))
    for k in range(n):
        for d in range(n_dims):
            queue[0, d] = place[k, d]
        close, found = settle(now, k, rules, ktab, count, standing, deals, parties, parts, queue)
        for d in range(n_dims):
            following[k, d] = queue[0, d]
        near += 1 if close else 0
        good &= found
    return SETTLED if good else NOT_CONVERGED, near


@compiled
def grouped(place, ktab, group):  # type: ignore[no-untyped-def]
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


@compiled
def outlook(place, salience, able, rules, probability, expected, leading):  # type: ignore[no-untyped-def]
    """Fill the printed election: each member's option's probability, their mean, and the likeliest."""
    n, n_dims = place.shape
    ktab = rules[8] == 1
    plain = rules.copy()
    if rules[1] == ASYMMETRIC and not ktab:
        plain[1] = PROPORTIONAL
    far, worth, risk, alone = np.empty((n, n)), np.empty((n, n)), np.empty(n), np.empty(n)
    for a in range(n):
        for m in range(n):
            far[a, m] = distance(salience, place, a, place[m])
            worth[a, m] = 1.0 - far[a, m]
    good = elect(worth, able, plain, alone, np.empty((n, n)), np.empty((n, n)))
    if not risks(alone, rules[4], ktab, risk):
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
    good &= elect(options, able, plain, p, np.empty((count, count)), np.empty((count, count)))
    for i in range(n):
        probability[i] = p[group[i]]
    best, tied = 0.0, 0
    for g in range(count):
        best = max(best, p[g])
    for g in range(count):
        tied += 1 if p[g] >= best - TIE else 0
    for k in range(n_dims):
        expected[k] = 0.0
        leading[k] = 0.0
        for g in range(count):
            expected[k] += p[g] * point[g, k]
            if p[g] >= best - TIE:
                leading[k] += point[g, k] / tied
    return SETTLED if good else NOT_CONVERGED


@compiled
def run_draw(start, salience, able, rules, share, limits, path, chance_path, summary):  # type: ignore[no-untyped-def]
    """All turns of one draw: (turns made, status, near ties).

    limits : (most turns, share at which it stops); path : float64[turn or 1, member, dimension],
    chance_path likewise; where they have one row, only the last state is kept. summary : expected
    and leading position, float64[2, dimension].
    """
    n = len(able)
    n_dims = start.shape[1]
    place, following = start.copy(), start.copy()
    keeps = path.shape[0] > 1
    status, near, made = SETTLED, 0, 0
    first = 0.0
    while True:
        row = made if keeps else 0
        for i in range(n):
            for k in range(n_dims):
                path[row, i, k] = place[i, k]
        if keeps:
            outlook(place, salience, able, rules, chance_path[row], summary[0], summary[1])
        if made >= limits[0]:
            status = max(status, NOT_CONVERGED)
            break
        found, close = turn(place, salience, able, rules, share, following)
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
            first = moved
        if made >= 2 and moved / (first + STOP_FLOOR) < limits[1]:
            for i in range(n):
                for k in range(n_dims):
                    path[made if keeps else 0, i, k] = place[i, k]
            break
    last = made if keeps else 0
    status = max(status, outlook(place, salience, able, rules, chance_path[last], summary[0], summary[1]))
    return made, status, near


@compiled_allocating
def run_draws(start, salience, capability, rules, share, limits, path, odds, summary, ends):  # type: ignore[no-untyped-def]
    """Fill everything for every draw alone; ends : int64[draw, 3], turns made, status, near ties.

    In the corrected form members without capability take no part and stay where they are.
    """
    n_draws, n, n_dims = start.shape
    rows = path.shape[1]
    ktab = rules[8] == 1
    for d in range(n_draws):
        who = np.empty(n, dtype=np.int64)
        count, total = 0, 0.0
        for m in range(n):
            if ktab or capability[d, m] > 0:
                who[count] = m
                count += 1
                total += capability[d, m]
        place, care, able = np.empty((count, n_dims)), np.empty((count, n_dims)), np.empty(count)
        for m in range(count):
            for k in range(n_dims):
                place[m, k] = start[d, who[m], k]
                care[m, k] = salience[d, who[m], k]
            able[m] = capability[d, who[m]] / (1.0 if ktab else total)
        part, chances = np.empty((rows, count, n_dims)), np.zeros((rows, count))
        made, status, near = run_draw(place, care, able, rules, share, limits, part, chances, summary[d])
        ends[d, 0], ends[d, 1], ends[d, 2] = made, status, near
        for row in range(made + 1 if rows > 1 else 1):
            for m in range(n):
                odds[d, row, m] = 0.0
                for k in range(n_dims):
                    path[d, row, m, k] = start[d, m, k]
            for m in range(count):
                odds[d, row, who[m]] = chances[row, m]
                for k in range(n_dims):
                    path[d, row, who[m], k] = part[row, m, k]
