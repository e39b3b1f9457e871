"""Kernels: the fixed point of a block with hidden moves, for a pack of draws at once.

The unknowns x are the logits of the information sets whose play moves beliefs; G(x) answers
beliefs made of them. Anderson's (1965) acceleration mixes the last answers so that the change of
play, f = softmax(G(x)) - softmax(x), is least in squares; the logits move, so that play stays
inside the simplex. Every number belongs to one lane: a lane that has converged keeps its unknowns,
and recomputing its answer gives the same bits however long its neighbours take.
Source: Walker and Ni (2011), SIAM J. Numer. Anal. 49(4), algorithm AA, with restarts.
"""

from __future__ import annotations

from typing import Any

from standoff.solvers.lanes import (
    absolute,
    any_above,
    compiled,
    fma,
    if_less,
    inlined,
    larger,
    load,
    pointer,
    root,
    smaller,
    splat,
    store,
)
from standoff.solvers.plan import PACK
from standoff.solvers.rules import BELIEF_FLOOR
from standoff.solvers.sweeps import backward_pass, belief_pass, keep_play, play_of_state

DEPTH = 5  # answers that are mixed
QUICK = 60  # rounds before the slower way is tried
# how precision is raised: growth a round, step towards the answer, rounds, spread of logits at first
QUICK_RAMP = (1.3, 1.0, 30.0, 1.0)
SLOW_RAMP = (1.06, 0.5, 200.0, 0.2)
GROWTH = 4.0  # a lane whose change of play exceeds its least by this factor starts afresh


def history_rows(n_unknown: int) -> int:
    """Rows of scratch that a fixed point of this size needs."""
    return int(before_row(n_unknown)) + n_unknown


@inlined
def before_row(n: Any) -> Any:
    """First row of the play of the round before."""
    return (2 * DEPTH + 2) * n + 2 * DEPTH * DEPTH + 2 * DEPTH


@compiled
def change_of_play(work: Any, unknown: Any, begin: Any, end: Any, old: Any) -> Any:
    """Largest |new - old| of any probability, lane by lane, absolute and relative.

    The second counts a hundredth of the relative change where that is larger: beliefs at
    information sets that are hardly ever reached hang on ratios of tiny probabilities.
    """
    change, both = splat(0.0), splat(0.0)
    for u in range(begin, end):
        p, o = unknown[u, 2], old + unknown[u, 1] * PACK
        for k in range(unknown[u, 0]):
            now = load(work, p + k * PACK)
            moved = absolute(now - load(work, o + k * PACK))
            change = larger(change, moved)
            both = larger(both, moved * splat(0.01) / larger(now, splat(BELIEF_FLOOR)))
    return change, larger(change, both)


@compiled
def remember(
    work: Any, hist: Any, unknown: Any, begin: Any, end: Any, n: Any, old: Any, new: Any, turn: Any
) -> Any:
    """Put the differences of f and G since the last turn in the ring."""
    column = (turn - 1) % DEPTH
    ring_f, ring_g = column * n * PACK, (DEPTH + column) * n * PACK
    last_f, last_g = 2 * DEPTH * n * PACK, (2 * DEPTH + 1) * n * PACK
    for u in range(begin, end):
        for k in range(unknown[u, 0]):
            at = (unknown[u, 1] + k) * PACK
            f = load(work, unknown[u, 2] + k * PACK) - load(work, old + at)
            g = load(work, new + at)
            if turn > 0:
                store(hist, ring_f + at, f - load(hist, last_f + at))
                store(hist, ring_g + at, g - load(hist, last_g + at))
            store(hist, last_f + at, f)
            store(hist, last_g + at, g)


@compiled
def forget(hist: Any, n: Any, keep: Any) -> Any:
    """Empty the ring and its products in the lanes where `keep` is 0."""
    for row in range(2 * DEPTH * n):
        store(hist, row * PACK, keep * load(hist, row * PACK))
    gram = (2 * DEPTH + 2) * n
    for row in range(gram, gram + DEPTH * DEPTH):
        store(hist, row * PACK, keep * load(hist, row * PACK))


@compiled
def weights(hist: Any, n: Any, turn: Any) -> Any:
    """Least-squares weights of the ring's columns, by Cholesky's method; returns their offset."""
    m = min(turn, DEPTH)
    column = (turn - 1) % DEPTH
    gram = (2 * DEPTH + 2) * n * PACK
    factor = gram + DEPTH * DEPTH * PACK
    inverse = factor + DEPTH * DEPTH * PACK  # of the factor's diagonal
    gamma = inverse + DEPTH * PACK
    last = 2 * DEPTH * n * PACK
    for i in range(m):
        dot, right = splat(0.0), splat(0.0)
        for u in range(n):
            d = load(hist, (i * n + u) * PACK)
            dot = fma(d, load(hist, (column * n + u) * PACK), dot)
            right = fma(d, load(hist, last + u * PACK), right)
        store(hist, gram + (i * DEPTH + column) * PACK, dot)
        store(hist, gram + (column * DEPTH + i) * PACK, dot)
        store(hist, gamma + i * PACK, right)
    for i in range(m):
        for j in range(i + 1):
            own = load(hist, gram + (i * DEPTH + j) * PACK)
            s = own
            for k in range(j):
                left = load(hist, factor + (i * DEPTH + k) * PACK)
                s = s - left * load(hist, factor + (j * DEPTH + k) * PACK)
            if i == j:
                s = larger(s, splat(0.0)) + fma(own, splat(1e-12), splat(1e-60))
                store(hist, inverse + i * PACK, splat(1.0) / root(s))
            else:
                store(hist, factor + (i * DEPTH + j) * PACK, s * load(hist, inverse + j * PACK))
    for i in range(m):
        s = load(hist, gamma + i * PACK)
        for k in range(i):
            s = s - load(hist, factor + (i * DEPTH + k) * PACK) * load(hist, gamma + k * PACK)
        store(hist, gamma + i * PACK, s * load(hist, inverse + i * PACK))
    for i in range(m - 1, -1, -1):
        s = load(hist, gamma + i * PACK)
        for k in range(i + 1, m):
            s = s - load(hist, factor + (k * DEPTH + i) * PACK) * load(hist, gamma + k * PACK)
        store(hist, gamma + i * PACK, s * load(hist, inverse + i * PACK))
    return gamma


@compiled
def move_state(
    work: Any,
    hist: Any,
    n: Any,
    state: Any,
    new: Any,
    turn: Any,
    gamma: Any,
    both: Any,
    limit: Any,
    step: Any,
) -> Any:
    """Next unknowns: the mixed answer; part of the way where `step` is less than 1."""
    m = min(turn, DEPTH)
    for u in range(n):
        x = load(work, state + u * PACK)
        g = load(work, new + u * PACK)
        for i in range(m):
            g = g - load(hist, gamma + i * PACK) * load(hist, ((DEPTH + i) * n + u) * PACK)
        moved = fma(step, g - x, x)
        store(work, state + u * PACK, if_less(limit, both, moved, x))


@inlined
def moved_since(work: Any, hist: Any, old: Any, n: Any) -> Any:
    """Largest change of the play `old` since it was last looked at, which it is now."""
    moved, before = splat(0.0), before_row(n) * PACK
    for u in range(n):
        play = load(work, old + u * PACK)
        moved = larger(moved, absolute(play - load(hist, before + u * PACK)))
        store(hist, before + u * PACK, play)
    return moved


@inlined
def raise_precision(work: Any, hist: Any, plan: Any, segment: Any, limits: Any, sharp: Any) -> Any:
    """Start near the answer that is reached from uniform play as the precision grows.

    Where precisions are high there are several answers; the one on the branch that starts at
    uniform play is meant. Rounds with a precision that grows by a factor each time (`limits[2:]`, as
    `QUICK_RAMP` has them) lead there. Returns the largest move of play in
    one round: a large one may have left the branch.
    """
    backward, reach, unknown, rows, n_players = plan
    old, new, state, precision, kept = rows
    begin, end = segment[4], segment[5]
    one = splat(1.0)
    for i in range(n_players):
        store(work, kept + i * PACK, load(work, precision + i * PACK))
    scale, before, leap = splat(0.0), splat(0.0), splat(0.0)
    grow, step = splat(limits[2]), splat(limits[3])
    last = 0
    for k in range(int(limits[4])):
        play_of_state(work, unknown, begin, end, state, old)
        moved = moved_since(work, hist, old, segment[6])
        if k > 1:  # the first move away from uniform play is large, and safe
            leap = larger(leap, moved)
        belief_pass(work, reach, segment[2], segment[3])
        backward_pass(pointer(work), pointer(backward), segment[0], segment[1], n_players, pointer(sharp))
        if k == 0:
            scale = smaller(
                one, splat(limits[5]) / larger(spread(work, unknown, begin, end, new), splat(1e-30))
            )
            relative = scale
        else:
            before = scale
            relative = smaller(one / scale, grow)
            scale = scale * relative
        # the new logits were made with the last precision; they grow with it
        for u in range(segment[6]):
            was = load(work, state + u * PACK)
            grown = fma(step, load(work, new + u * PACK) - was, was) * relative
            # a lane whose precision stands at its own already does not move with the others
            store(work, state + u * PACK, if_less(before, one, grown, was))
        for i in range(n_players):
            store(work, precision + i * PACK, scale * load(work, kept + i * PACK))
        last = k
        if not any_above(one, scale):
            break
    # looked at once more, as a lane is that waits for others: a draw must not see its neighbours
    play_of_state(work, unknown, begin, end, state, old)
    moved = moved_since(work, hist, old, segment[6])
    if last > 0:
        leap = larger(leap, moved)
    for i in range(n_players):
        store(work, precision + i * PACK, load(work, kept + i * PACK))
    return leap


@inlined
def spread(work: Any, unknown: Any, begin: Any, end: Any, new: Any) -> Any:
    """Largest difference between two logits of one information set."""
    found = splat(0.0)
    for u in range(begin, end):
        at = new + unknown[u, 1] * PACK
        low = load(work, at)
        high = low
        for k in range(1, unknown[u, 0]):
            low = smaller(low, load(work, at + k * PACK))
            high = larger(high, load(work, at + k * PACK))
        found = larger(found, high - low)
    return found


@inlined
def iterate(work: Any, hist: Any, plan: Any, segment: Any, limits: Any, sharp: Any, worst: Any) -> Any:
    """Iterate one block, from the logits that stand in the state, until every lane's change is small.

    Small is `limits[0]`. The lanes' last change of play is taken into row `worst`; returns the
    number of rounds.
    """
    backward, reach, unknown, rows, n_players = plan
    n, begin, end = segment[6], segment[4], segment[5]
    old, new, state = rows[0], rows[1], rows[2]
    limit, rounds = splat(limits[0]), min(int(limits[1]), QUICK)
    one, zero = splat(1.0), splat(0.0)
    least, step = splat(1e300), one
    both = zero
    gamma = 0
    turn = 0
    for k in range(rounds):
        play_of_state(work, unknown, begin, end, state, old)
        belief_pass(work, reach, segment[2], segment[3])
        backward_pass(pointer(work), pointer(backward), segment[0], segment[1], n_players, pointer(sharp))
        change, both = change_of_play(work, unknown, begin, end, old)
        turn = k + 1
        if not any_above(both, limit):
            break
        remember(work, hist, unknown, begin, end, n, old, new, k)
        grown = splat(GROWTH) * least
        if any_above(change, grown):
            forget(hist, n, if_less(grown, change, zero, one))
            step = if_less(grown, change, larger(step * splat(0.5), splat(0.02)), step)
            least = if_less(grown, change, change, least)
        least = smaller(least, change)
        if k > 0:
            gamma = weights(hist, n, k)
        move_state(work, hist, n, state, new, k, gamma, both, limit, step)
    keep_play(work, unknown, begin, end, old)
    store(work, worst, larger(both, load(work, worst)))
    return turn


@compiled
def settle(
    work: Any, hist: Any, plan: Any, segment: Any, limits: Any, sharp: Any, worst: Any, leapt: Any
) -> Any:
    """Iterate one block as `iterate` does, from near where uniform play leads as precision grows.

    Row `leapt` takes in how far play moved in one round on the way, and from there to the answer.
    """
    old, state = plan[3][0], plan[3][2]
    for u in range(segment[6]):
        store(work, state + u * PACK, splat(0.0))
    leap = raise_precision(work, hist, plan, segment, limits, sharp)
    turns = iterate(work, hist, plan, segment, limits, sharp, worst)
    leap = larger(leap, moved_since(work, hist, old, segment[6]))
    store(work, leapt, larger(leap, load(work, leapt)))
    return turns
