"""Kernels: one backward pass, one pass of beliefs, one true forward pass, for a pack of draws.

Each follows a tape (see plan.py). A decision that is alone in its information set is answered and
valued in one step; an information set of several nodes is answered from its beliefs and its nodes'
children's values, then its nodes are valued. The answer is the logit agent quantal response
(McKelvey and Palfrey 1998, eq. 2), or for sharp players the best response, ties split evenly. Where
options have base weights, w exp(precision x value) stands for exp(precision x value), and ties are split
as the weights are, which logit play tends to. Logits in the state and among the answers are without
the weights: precision x value, so that they grow from 0 with the precision in any case.
"""

from __future__ import annotations

from typing import Any

from standoff.kernels import PACK
from standoff.kernels.compilation import called, compiled_alone, inlined
from standoff.kernels.vectors import (
    absolute,
    any_above,
    exp,
    exp_mantissa,
    exp_power,
    exponent,
    fma,
    if_at_most,
    if_less,
    larger,
    load,
    mantissa,
    pointer,
    power_of_two,
    splat,
    store,
)
from standoff.solvers.batch.values import DECIDE, VALUE
from standoff.solvers.batch.workspace import CARRY, WEIGH
from standoff.solvers.tolerances import SURPRISE, TIE


@inlined
def answer_logit(work: Any, n_actions: Any, precision: Any, p: Any, new: Any, base: Any) -> Any:
    """Turn the action values in rows `p` into logit probabilities; write the logits to `new`.

    base : offset of the logarithms of base weights, -1 where there are none
    """
    best = load(work, p)
    for k in range(1, n_actions):
        best = larger(best, load(work, p + k * PACK))
    top = splat(0.0)
    if base >= 0:
        top = precision * (load(work, p) - best) + load(work, base)
        for k in range(1, n_actions):
            behind = precision * (load(work, p + k * PACK) - best)
            top = larger(top, behind + load(work, base + k * PACK))
    total = splat(0.0)
    for k in range(n_actions):
        q = load(work, p + k * PACK)
        if new >= 0:
            store(work, new + k * PACK, precision * q)
        lead = precision * (q - best)
        if base >= 0:
            lead = (lead + load(work, base + k * PACK)) - top
        weight = exp(lead)
        total = total + weight
        store(work, p + k * PACK, weight)
    share = splat(1.0) / total
    for k in range(n_actions):
        store(work, p + k * PACK, load(work, p + k * PACK) * share)


@inlined
def answer_sharp(work: Any, n_actions: Any, size: Any, p: Any, base: Any) -> Any:
    """Turn the action values in rows `p` into best responses; `size` is the values' magnitude.

    base : as in `answer_logit`; what ties is taken in these proportions
    """
    best = load(work, p)
    for k in range(1, n_actions):
        best = larger(best, load(work, p + k * PACK))
    limit = fma(size, splat(-TIE), best)
    total = splat(0.0)
    for k in range(n_actions):
        share = splat(1.0)
        if base >= 0:
            share = exp(load(work, base + k * PACK))
        weight = if_at_most(limit, load(work, p + k * PACK), share, splat(0.0))
        total = total + weight
        store(work, p + k * PACK, weight)
    if base >= 0 or any_above(total, splat(1.0)):
        for k in range(n_actions):
            store(work, p + k * PACK, load(work, p + k * PACK) / total)


@inlined
def decide_two(work: Any, tape: Any, j: Any, precision: Any, p: Any, new: Any, dst: Any) -> Any:
    """Two actions need one exponential."""
    a = load(work, tape[j]) + load(work, tape[j + 1])
    b = load(work, tape[j + 2]) + load(work, tape[j + 3])
    x = precision * a
    y = precision * b
    if new >= 0:
        store(work, new, x)
        store(work, new + PACK, y)
    e = exp(splat(0.0) - absolute(x - y))
    large = splat(1.0) / (splat(1.0) + e)
    small = e * large
    first = if_at_most(y, x, large, small)
    second = if_less(x, y, large, small)
    store(work, p, first)
    store(work, p + PACK, second)
    store(work, dst, fma(first, a, second * b))


@inlined
def decide(work: Any, tape: Any, i: Any, sharp: Any, base: Any) -> Any:
    """A decision alone in its information set, and its mover's value; returns the tape's next place."""
    n_actions, mover, new = tape[i + 1], tape[i + 2], tape[i + 5]
    p, dst = tape[i + 4], tape[i + 6]
    j = i + 7
    if n_actions == 2 and base < 0 and not sharp[mover]:
        decide_two(work, tape, j, load(work, tape[i + 3]), p, new, dst)
    else:
        size = splat(0.0)
        for k in range(n_actions):
            pay = load(work, tape[j + 2 * k])
            child = load(work, tape[j + 2 * k + 1])
            size = larger(size, absolute(pay) + absolute(child))
            store(work, p + k * PACK, pay + child)
        if sharp[mover]:
            answer_sharp(work, n_actions, size, p, base)
        else:
            answer_logit(work, n_actions, load(work, tape[i + 3]), p, new, base)
        total = splat(0.0)
        for k in range(n_actions):
            worth = load(work, tape[j + 2 * k]) + load(work, tape[j + 2 * k + 1])
            total = fma(load(work, p + k * PACK), worth, total)
        store(work, dst, total)
    return j + 2 * n_actions


@inlined
def value(work: Any, tape: Any, i: Any) -> Any:
    """Values whose probabilities are known, a run of one shape; returns the tape's next place."""
    n_plain, n_both, n_values = tape[i + 1], tape[i + 2], tape[i + 3]
    j = i + 4
    if n_plain == 2 and n_both == 0:  # most are
        for _ in range(n_values):
            first = load(work, tape[j + 1]) * load(work, tape[j + 2])
            store(work, tape[j], fma(load(work, tape[j + 3]), load(work, tape[j + 4]), first))
            j += 5
        return j
    for _ in range(n_values):
        dst, total = tape[j], splat(0.0)
        j += 1
        for _ in range(n_plain):
            total = fma(load(work, tape[j]), load(work, tape[j + 1]), total)
            j += 2
        for _ in range(n_both):
            total = fma(load(work, tape[j]), load(work, tape[j + 1]) + load(work, tape[j + 2]), total)
            j += 3
        store(work, dst, total)
    return j


@inlined
def respond(work: Any, tape: Any, i: Any, base: Any) -> Any:
    """An information set of several nodes: action values under its beliefs, then the answer."""
    n_actions, p, new = tape[i + 1], tape[i + 4], tape[i + 5]
    n_nodes, belief = tape[i + 6], tape[i + 7]
    j = i + 8
    for k in range(n_actions):
        worth = splat(0.0)
        for n in range(n_nodes):
            paid = load(work, tape[j]) + load(work, tape[j + 1])
            worth = fma(load(work, belief + n * PACK), paid, worth)
            j += 2
        store(work, p + k * PACK, worth)
    answer_logit(work, n_actions, load(work, tape[i + 3]), p, new, base)
    return j


@compiled_alone("finni")
def backward_pass(work: Any, tape: Any, begin: Any, end: Any, sharp: Any) -> Any:
    """Values and play of one block, from its last node to its first."""
    i = begin
    while i < end:
        operation, base = tape[i], -1
        if operation == WEIGH:
            base = tape[i + 1]
            i += 2
            operation = tape[i]
        if operation == DECIDE:
            i = decide(work, tape, i, sharp, base)
        elif operation == VALUE:
            i = value(work, tape, i)
        else:
            i = respond(work, tape, i, base)


@called
def belief_pass(work: Any, tape: Any, begin: Any, end: Any) -> Any:
    """Reach of what a block's beliefs are made of, and these as its shares."""
    i = begin
    while i < end:
        i = carry(work, tape, i) if tape[i] == CARRY else share(work, tape, i)


@called
def carry(work: Any, tape: Any, i: Any) -> Any:
    """Reach of a node as mantissa and exponent, so that no product underflows; returns the next place.

    Play comes as mantissa and exponent too. A chance of 0 is a surprise that outweighs any product of
    others: paths with fewest surprises make the beliefs where all have some.
    """
    zero, one, surprise = splat(0.0), splat(1.0), splat(SURPRISE)
    dst, n_parents = tape[i + 1], tape[i + 2]
    parent = tape[i + 3]
    factor = load(work, tape[i + 4])
    part = load(work, parent) * if_less(zero, factor, factor, one)
    power = load(work, parent + PACK) + load(work, tape[i + 5]) + if_less(zero, factor, zero, surprise)
    power = exponent(part) + power
    part = mantissa(part)
    i += 6
    for _ in range(1, n_parents):
        parent = tape[i]
        factor = load(work, tape[i + 1])
        more = load(work, parent) * if_less(zero, factor, factor, one)
        higher = load(work, parent + PACK) + load(work, tape[i + 2]) + if_less(zero, factor, zero, surprise)
        higher = exponent(more) + higher
        top = larger(power, higher)
        part = part * power_of_two(power - top)
        part = fma(mantissa(more), power_of_two(higher - top), part)
        power = top
        i += 3
    store(work, dst, part)
    store(work, dst + PACK, power)
    return i


@called
def share(work: Any, tape: Any, i: Any) -> Any:
    """Beliefs over some nodes, from their reach; returns the tape's next place."""
    belief, n_nodes = tape[i + 1], tape[i + 2]
    reach = i + 3
    top = load(work, tape[reach] + PACK)
    for n in range(1, n_nodes):
        top = larger(top, load(work, tape[reach + n] + PACK))
    total = splat(0.0)
    for n in range(n_nodes):
        weight = load(work, tape[reach + n]) * power_of_two(load(work, tape[reach + n] + PACK) - top)
        total = total + weight
        store(work, belief + n * PACK, weight)
    inverse = splat(1.0) / total
    for n in range(n_nodes):
        store(work, belief + n * PACK, load(work, belief + n * PACK) * inverse)
    return reach + n_nodes


@compiled_alone("finni")
def true_pass(work: Any, tape: Any, length: Any, tie: Any, sharp: Any) -> Any:
    """Reach under true chances, the ledger's items, and whether a split tie is reached."""
    i = 0
    one, zero = splat(1.0), splat(0.0)
    split = zero
    while i < length:
        n_edges, mover = tape[i], tape[i + 2]
        reach = load(work, tape[i + 1])
        i += 3
        best = zero
        for _ in range(n_edges):
            p = load(work, tape[i])
            into, seen, n_items = tape[i + 1], tape[i + 2], tape[i + 3]
            i += 4
            best = larger(best, p)
            through = reach * p
            if into >= 0:
                if seen:
                    store(work, into, load(work, into) + through)
                else:
                    store(work, into, through)
            for _ in range(n_items):
                store(work, tape[i], fma(through, load(work, tape[i + 1]), load(work, tape[i])))
                i += 2
        if mover >= 0 and sharp[mover]:
            split = larger(split, if_less(best, one, if_less(zero, reach, one, zero), zero))
    store(work, tie, split)


@called
def play_of_state(work: Any, unknowns: Any, at: Any) -> Any:
    """Write the play of the logits in the state: as probabilities, and as mantissas and exponents."""
    weighted = at.rows > at.weight
    for u in range(len(unknowns.width)):
        n_actions, first = unknowns.width[u], unknowns.first[u]
        x, o = (at.state + first) * PACK, (at.old + first) * PACK
        m, e = (at.mantissa + first) * PACK, (at.exponent + first) * PACK
        if weighted:
            base = (at.weight + unknowns.row[u] - at.probability) * PACK
            for k in range(n_actions):
                store(work, o + k * PACK, load(work, x + k * PACK) + load(work, base + k * PACK))
            x = o
        best = load(work, x)
        for k in range(1, n_actions):
            best = larger(best, load(work, x + k * PACK))
        total = splat(0.0)
        for k in range(n_actions):
            logit = load(work, x + k * PACK) - best
            part, power = exp_mantissa(logit), exp_power(logit)
            weight = part * power_of_two(power)
            total = total + weight
            store(work, o + k * PACK, weight)
            store(work, m + k * PACK, part)
            store(work, e + k * PACK, power)
        share = splat(1.0) / total
        for k in range(n_actions):
            store(work, o + k * PACK, load(work, o + k * PACK) * share)
            store(work, m + k * PACK, load(work, m + k * PACK) * share)


@called
def answer_state(work: Any, tapes: Any, sharp: Any) -> Any:
    """One pass: the play of the state, the beliefs made of it, and the answers and values to these."""
    play_of_state(work, tapes.unknowns, tapes.at)
    parts = tapes.segments
    for s in range(len(parts.iterated)):
        if parts.iterated[s]:
            belief_pass(work, tapes.reach, parts.reach_begin[s], parts.reach_end[s])
        begin, end = parts.backward_begin[s], parts.backward_end[s]
        backward_pass(pointer(work), pointer(tapes.backward), begin, end, pointer(sharp))


@inlined
def keep_play(work: Any, unknowns: Any, at: Any) -> Any:
    """Take the play that beliefs were made of as the answer.

    Where the answer is steep, the last answers differ from it by rounding that beliefs magnify;
    the information sets that hold those beliefs have answered this play, not that one.
    """
    for u in range(len(unknowns.width)):
        for k in range(unknowns.width[u]):
            was = load(work, (at.old + unknowns.first[u] + k) * PACK)
            store(work, (unknowns.row[u] + k) * PACK, was)


@inlined
def clear(work: Any, tapes: Any) -> Any:
    """Zeros, ones and base weights where the tapes expect them."""
    at = tapes.at
    for row in range(at.rows):
        store(work, row * PACK, splat(1.0) if row in (1, at.start) else splat(0.0))
    for row in range(at.probability, at.item):
        store(work, row * PACK, splat(1.0))  # actions without alternative
    for a in range(len(tapes.log_weight)):
        store(work, (at.weight + a) * PACK, splat(tapes.log_weight[a]))
