"""Kernel of the check, in plain scalar arithmetic.

Draws are taken eight at a time, only so that an edge is looked up once for all of them.
Values are taken back node by node and reach forward edge by edge, once for each set of beliefs.
Reach is a *wide number* m x 2^(256 k): a double for the mantissa, an integer for the exponent, so
that its logarithm reaches from 0 to -1e14 without loss, and a belief is a ratio of two of them
however small both are. A factor of exactly 0 (a chance believed impossible, an action that a best
responder never plays) takes 2^40 from k: paths with fewer surprises outweigh all with more, and
those with as many are weighed by the rest of their factors.
Constants, and the records that are made here, stand here, not in another file: the compiler's cache
watches this file only.
Source: McKelvey and Palfrey (1998), Experimental Economics 1, definition 1; the beliefs after
surprises are the limits of docs/explanation/logit-play.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba

from standoff.game.records import Floats
from standoff.solvers.checks.packing import Longs, PackedGame, Room, Tables, Verdict

F = TypeVar("F", bound=Callable[..., Any])

DRAWS = 8  # whose numbers stand side by side in a line of the cache
STEP = 2.0**256
LEAST = 2.0**-256
PLAIN = 1e-200  # information sets that are reached more often need no wide numbers
LOG_STEP = 256.0 * math.log(2.0)
DEEPEST = -1e14  # a lower logarithm of a probability is taken as this
SURPRISE = -(1 << 40)
NEVER = -(1 << 60)
SHARP = 1e300  # precisions above this are infinite
SLACK = 1e-9  # a best response may fall short by this share of the values' size
SUM_NEAR = 1e-9  # probabilities of one information set add up to 1 within this
TINY = 1e-290  # where play and answer are both below this they agree, unless logarithms are given
LOG_TINY = math.log(TINY)
NEAR = 1e-7  # residual that is always allowed
LOG_NEAR = 1e-5  # see `Check.log_share`
ROUNDING = 64.0 * 2.0**-52  # of precision x payoff: what rounding may do to a logarithm
ROUGHEST = 1e-3  # and what it may do at most before a probability counts as wrong


class Factors(NamedTuple):
    """A table of wide numbers, mantissas and powers, that reach is multiplied by."""

    factor: Floats
    power: Longs


class Span(NamedTuple):
    """The actions of an information set; `end` is one past the last."""

    begin: int
    end: int


class Place(NamedTuple):
    """Whose information set it is, and which draw: its place in the block and among all draws."""

    mover: int
    lane: int
    draw: int


def compiled(function: F) -> F:
    """`numba.njit` that keeps its result and lets other threads run, typed for its callers."""
    return cast(F, cast(Any, numba).njit(cache=True, nogil=True, error_model="numpy", _nrt=False)(function))


def inlined(function: F) -> F:
    """As `compiled`, merged into its caller: a call would copy the game's dozens of pointers."""
    return cast(F, cast(Any, numba).njit(error_model="numpy", forceinline=True, _nrt=False)(function))


@inlined
def widen(p: float) -> Any:
    """A probability as a wide number; 0 is a surprise."""
    if p == 0.0:
        return 1.0, SURPRISE
    power = 0
    while 0.0 < p < LEAST:
        p *= STEP
        power -= 1
    return p, power


@inlined
def widen_log(log_p: float) -> Any:
    """A wide number from its logarithm."""
    if log_p == -math.inf:
        return 1.0, SURPRISE
    held = max(log_p, DEEPEST)
    power = math.ceil(held / LOG_STEP)
    return math.exp(held - power * LOG_STEP), power


@inlined
def shrunk(m: float, gap: int) -> Any:
    """Mantissa of a wide number at an exponent that is higher by `gap`: from 2 on it vanishes."""
    if gap == 0:
        return m
    return m * LEAST if gap == 1 else 0.0


@inlined
def copy_draws(held: Floats, table: Floats, first: int, count: int) -> Any:
    """Copy a few draws of a table; where there are fewer than there is room for, the last again."""
    for r in range(table.shape[0]):
        for d in range(DRAWS):
            held[r, d] = table[r, first + min(d, count - 1)]


@inlined
def lay_out(block: Tables, tables: Tables, first: int, count: int) -> Any:
    """Copy the numbers of a few draws, so that they stand near each other."""
    copy_draws(block.cell, tables.cell, first, count)
    copy_draws(block.payoff, tables.payoff, first, count)
    copy_draws(block.precision, tables.precision, first, count)
    copy_draws(block.play, tables.play, first, count)
    copy_draws(block.log_play, tables.log_play, first, count)
    for d in range(DRAWS):
        block.payoff[tables.payoff.shape[0], d] = 0.0  # what an edge pays that pays nothing


@inlined
def take_values(game: PackedGame, block: Tables, value: Floats) -> Any:
    """Values of all nodes, from the last to the first."""
    for n in range(len(game.infoset) - 1, -1, -1):
        h, begin = game.infoset[n], game.first_edge[n]
        for i in range(value.shape[1]):
            for d in range(DRAWS):
                value[n, i, d] = 0.0
            for e in range(begin, game.first_edge[n + 1]):
                c, row = game.child[e], game.payoff[e, i]
                if h < len(game.infoset_player):
                    a = game.first_action[h] + e - begin
                    for d in range(DRAWS):
                        value[n, i, d] += block.play[a, d] * (block.payoff[row, d] + value[c, i, d])
                else:
                    r = game.chance[e, 1 + i]
                    for d in range(DRAWS):
                        value[n, i, d] += block.cell[r, d] * (block.payoff[row, d] + value[c, i, d])


@inlined
def widen_all(game: PackedGame, block: Tables, room: Room) -> Any:
    """Play of all actions, and all cells, as wide numbers."""
    for h in range(len(game.infoset_player)):
        i = game.infoset_player[h]
        for a in range(game.first_action[h], game.first_action[h + 1]):
            for d in range(DRAWS):
                if block.log_play.shape[0] > 0:
                    room.factor[a, d], room.factor_power[a, d] = widen_log(block.log_play[a, d])
                else:
                    p = block.play[a, d]
                    if p == 0.0 and block.precision[i, d] <= SHARP:
                        p = 5e-324  # 0 of a logit player is a number too small to be written
                    room.factor[a, d], room.factor_power[a, d] = widen(p)
    for r in range(block.cell.shape[0]):
        for d in range(DRAWS):
            room.odds[r, d], room.odds_power[r, d] = widen(max(block.cell[r, d], 0.0))


@inlined
def add_wide(reach: float, power: int, m: float, k: int) -> Any:
    """The sum of two wide numbers, the second one not yet brought to its range."""
    if m < LEAST:
        m, k = m * STEP, k - 1
    if k == power:
        return reach + m, k
    if k > power:
        return m + shrunk(reach, k - power), k
    return reach + shrunk(m, power - k), power


@inlined
def carry_edge(room: Room, n: int, c: int, row: int, step: Factors) -> Any:
    """Carry reach along one edge from node to child; `step`: the factors among which its own is a row."""
    reach, power = room.reach, room.power
    for d in range(DRAWS):
        if room.rare[d]:
            m, k = reach[n, d] * step.factor[row, d], power[n, d] + step.power[row, d]
            reach[c, d], power[c, d] = add_wide(reach[c, d], power[c, d], m, k)


@inlined
def carry_rare(game: PackedGame, room: Room, column: int) -> Any:
    """Reach of all nodes as wide numbers, in the draws that are `rare`."""
    for n in range(len(game.infoset)):
        for d in range(DRAWS):
            if room.rare[d]:
                room.reach[n, d], room.power[n, d] = (1.0, 0) if n == 0 else (0.0, NEVER)
    for n in range(len(game.infoset)):
        h, begin = game.infoset[n], game.first_edge[n]
        for e in range(begin, game.first_edge[n + 1]):
            c = game.child[e]
            if game.first_edge[c] == game.first_edge[c + 1]:
                continue  # nobody asks how often a game ends there
            if h < len(game.infoset_player):
                a = game.first_action[h] + e - begin
                carry_edge(room, n, c, a, Factors(room.factor, room.factor_power))
            else:
                carry_edge(room, n, c, game.chance[e, column], Factors(room.odds, room.odds_power))


@inlined
def carry_plain(game: PackedGame, block: Tables, room: Room, column: int) -> Any:
    """Reach of all nodes under the beliefs of a column of `chance`, as plain numbers."""
    reach = room.reach
    for n in range(len(game.infoset)):
        for d in range(DRAWS):
            reach[n, d], room.power[n, d] = (1.0 if n == 0 else 0.0), 0
    for n in range(len(game.infoset)):
        h, begin = game.infoset[n], game.first_edge[n]
        for e in range(begin, game.first_edge[n + 1]):
            c = game.child[e]
            if h < len(game.infoset_player):
                a = game.first_action[h] + e - begin
                for d in range(DRAWS):
                    reach[c, d] += reach[n, d] * block.play[a, d]
            else:
                r = game.chance[e, column]
                for d in range(DRAWS):
                    reach[c, d] += reach[n, d] * block.cell[r, d]


@inlined
def find_rare(game: PackedGame, block: Tables, room: Room, v: int) -> Any:
    """Whether there are `rare` draws: some belief cannot be formed from plain numbers."""
    for d in range(DRAWS):
        room.rare[d] = block.log_play.shape[0] > 0
    for h in range(len(game.infoset_player)):
        first, last = game.first_member[h], game.first_member[h + 1]
        if game.heard[h] == v and last - first > 1:
            for d in range(DRAWS):
                top = 0.0
                for m in range(first, last):
                    top = max(top, room.reach[game.member[m], d])
                room.rare[d] = room.rare[d] or not top >= PLAIN
    for d in range(DRAWS):  # noqa: SIM110 - compiled
        if room.rare[d]:
            return True
    return False


@inlined
def take_beliefs(game: PackedGame, room: Room, h: int) -> Any:
    """Beliefs over an information set's nodes, and its plain reach."""
    first, last = game.first_member[h], game.first_member[h + 1]
    for d in range(DRAWS):
        top, mass, plain = NEVER, 0.0, 0.0
        for m in range(first, last):
            top = max(top, room.power[game.member[m], d])
        for m in range(first, last):
            n = game.member[m]
            room.belief[m - first, d] = shrunk(room.reach[n, d], top - room.power[n, d])
            mass += room.belief[m - first, d]
            plain += shrunk(room.reach[n, d], -room.power[n, d])
        for m in range(first, last):
            room.belief[m - first, d] = room.belief[m - first, d] / mass if last - first > 1 else 1.0
        room.plain[d] = plain


@inlined
def take_worth(game: PackedGame, block: Tables, room: Room, h: int) -> Any:
    """Action values of an information set under its mover's beliefs."""
    i, begin, first = game.infoset_player[h], game.first_action[h], game.first_member[h]
    for a in range(begin, game.first_action[h + 1]):
        for d in range(DRAWS):
            room.worth[a, d] = 0.0
    for m in range(first, game.first_member[h + 1]):
        start = game.first_edge[game.member[m]]
        for a in range(begin, game.first_action[h + 1]):
            e = start + a - begin
            c, row = game.child[e], game.payoff[e, i]
            for d in range(DRAWS):
                onward = block.payoff[row, d] + room.value[c, i, d]
                room.worth[a, d] += room.belief[m - first, d] * onward


@inlined
def count_faults(play: Floats, worth: Floats, own: Span, d: int) -> Any:
    """Probabilities that are none, and sums that are not 1; `own`: the actions."""
    wrong, total = 0, 0.0
    for a in range(own.begin, own.end):
        p = play[a, d]
        total += p
        if not (p >= 0.0 and math.isfinite(p) and math.isfinite(worth[a, d])):
            wrong += 1
    if not abs(total - 1.0) <= SUM_NEAR:
        wrong += 1
    return wrong


@inlined
def log_distance(p: float, answer: float, lost: float, total: float) -> Any:
    """Distance of logarithms of a probability and of the answer, exp(-lost) / total."""
    if p < TINY or answer < TINY:
        return abs(math.log(max(p, TINY)) - max(-lost - math.log(total), LOG_TINY))
    r = (p - answer) / answer
    if abs(r) < 1e-4:
        return abs(r * (1.0 - r * (0.5 - r / 3.0)))  # the logarithm's series, which is quicker
    return abs(math.log(p) + lost + math.log(total))


@inlined
def judge_logit(block: Tables, room: Room, base: Floats, at: Place, own: Span) -> Any:
    """Residual and residual of logarithms, each also as a share of what is allowed.

    base : logarithms of the base weights of all actions
    """
    i, d = at.mover, at.lane
    precision, best, total = block.precision[i, d], room.worth[own.begin, d], 0.0
    for a in range(own.begin, own.end):
        best = max(best, room.worth[a, d])
    for a in range(own.begin, own.end):
        behind = precision * (room.worth[a, d] - best) + base[a]
        room.weight[a] = 1.0 if behind == 0.0 else math.exp(behind)
        total += room.weight[a]
    allowed = ROUNDING * precision * room.size[i, d]
    residual, share, log_residual, log_share = 0.0, 0.0, 0.0, 0.0
    for a in range(own.begin, own.end):
        answer, lost = room.weight[a] / total, precision * (best - room.worth[a, d])
        if block.log_play.shape[0] > 0:
            log_p = block.log_play[a, d]
            far = abs(log_p + (lost - base[a]) + math.log(total))
            short = max(abs(math.exp(log_p) - answer), abs(block.play[a, d] - answer))
        else:
            far = log_distance(block.play[a, d], answer, lost - base[a], total)
            short = abs(block.play[a, d] - answer)
        residual = max(residual, short)
        # p (1 - p) is what a change of the logarithm does to the probability
        share = max(share, short / (NEAR + answer * (1.0 - answer) * min(allowed, ROUGHEST)))
        log_residual = max(log_residual, far)
        log_share = max(log_share, far / (allowed + LOG_NEAR * max(1.0, lost)))
    return residual, share, log_residual, log_share


@inlined
def judge_sharp(play: Floats, worth: Floats, own: Span, d: int) -> Any:
    """Largest probability of an action that is no best response."""
    best, size, short = worth[own.begin, d], 0.0, 0.0
    for a in range(own.begin, own.end):
        best = max(best, worth[a, d])
        size = max(size, abs(worth[a, d]))
    for a in range(own.begin, own.end):
        if worth[a, d] < best - SLACK * size:
            short = max(short, play[a, d])
    return short


@inlined
def forgone(play: Floats, worth: Floats, own: Span, d: int) -> Any:
    """What the best action is worth over what is played."""
    best, played = worth[own.begin, d], 0.0
    for a in range(own.begin, own.end):
        best = max(best, worth[a, d])
        played += play[a, d] * worth[a, d]
    return best - played


@inlined
def judge(block: Tables, room: Room, base: Floats, found: Verdict, at: Place, own: Span) -> Any:
    """Take an information set into what was found; `base` as in `judge_logit`."""
    i, d, draw = at.mover, at.lane, at.draw
    found.wrong[draw] += count_faults(block.play, room.worth, own, d)
    if block.precision[i, d] > SHARP:
        short = judge_sharp(block.play, room.worth, own, d)
        found.residual[draw] = max(found.residual[draw], short)
        found.share[draw] = max(found.share[draw], short / NEAR)
    else:
        residual, share, log_residual, log_share = judge_logit(block, room, base, at, own)
        found.residual[draw] = max(found.residual[draw], residual)
        found.share[draw] = max(found.share[draw], share)
        found.log_residual[draw] = max(found.log_residual[draw], log_residual)
        found.log_share[draw] = max(found.log_share[draw], log_share)
    gain = room.plain[d] * forgone(block.play, room.worth, own, d)
    found.gain[i, draw] = max(found.gain[i, draw], gain)


@inlined
def take_sizes(game: PackedGame, payoff: Floats, size: Floats) -> Any:
    """Largest payoff on an edge, for each player."""
    for i in range(size.shape[0]):
        for d in range(DRAWS):
            size[i, d] = 0.0
        for k in range(game.first_paid[i], game.first_paid[i + 1]):
            for d in range(DRAWS):
                size[i, d] = max(size[i, d], abs(payoff[game.paid[k], d]))


@compiled
def check_draws(game: PackedGame, tables: Tables, block: Tables, room: Room, found: Verdict) -> Any:
    """Check given play of every draw; fills `found`, whose tables are 0 at the start."""
    n_draws = tables.precision.shape[1]
    for first in range(0, n_draws, DRAWS):
        count = min(DRAWS, n_draws - first)
        lay_out(block, tables, first, count)
        take_values(game, block, room.value)
        take_sizes(game, block.payoff, room.size)
        judged = 0
        for v in range(len(game.voice)):
            column = 1 + game.voice[v]
            carry_plain(game, block, room, column)
            if find_rare(game, block, room, v):
                widen_all(game, block, room)
                carry_rare(game, room, column)
            for h in range(len(game.infoset_player)):
                if game.heard[h] == v:
                    judged += 1
                    take_beliefs(game, room, h)
                    take_worth(game, block, room, h)
                    own = Span(game.first_action[h], game.first_action[h + 1])
                    for d in range(count):
                        at = Place(game.infoset_player[h], d, first + d)
                        judge(block, room, game.log_weight, found, at, own)
        for d in range(count):  # an information set that was passed over would count as right
            found.wrong[first + d] += judged != len(game.infoset_player)
        for i in range(room.value.shape[1]):
            for d in range(count):
                found.value[i, first + d] = room.value[0, i, d]
                found.size[i, first + d] = room.size[i, d]
