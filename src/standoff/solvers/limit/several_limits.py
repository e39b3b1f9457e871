"""`several_limits`: more than one equilibrium of every draw where everyone plays sharp.

Where something is hidden, logit equilibria at a high precision are looked for by many starts
(`several`), and each branch that one of them lies on is followed to its limit, a sequential
equilibrium; limits that pass the check and differ are told. Where nothing is hidden, equilibria
differ only in how ties are broken: a draw with ties is solved for every way of breaking them, up to
a bound, beside the even split that logit play tends to. Nothing proves that none is left, but where
nothing is hidden and nothing ties.
Source: McKelvey and Palfrey (1998), Experimental Economics 1, theorem 4; Selten (1965).
"""

from __future__ import annotations

import time

import numpy as np

from standoff.errors import Problem, StandoffError
from standoff.game.records import DEGENERATE, SOLVED, BoundGame, Floats, Ints
from standoff.solvers.batch.workspace import Plan
from standoff.solvers.batch.workspace import plan as make_plan
from standoff.solvers.limit.sharp_limit import gate, mixed_end, onward, sharp_limit, systems
from standoff.solvers.limit.starts import STARTS
from standoff.solvers.multi_start import FIRST, SAME, Several, several
from standoff.solvers.path.arc_length import Curve, Law
from standoff.solvers.reference import item_totals
from standoff.solvers.strategies.backward_induction import backward_induction

WAYS = 64  # of breaking ties that are tried in a draw
MOST = 4  # limits that are looked for in a draw besides that of `solve`
POINTS = 80  # of a branch: one that bends more is given up


def several_limits(bound: BoundGame, *, plan: Plan | None = None, starts: int = 32) -> Several:
    """Sharp equilibria of every draw: how many were found, and the range of each item over them.

    Parameters
    ----------
    bound : the game with its numbers; every precision is infinite
    plan : what `plan(bound.arrays)` gave, if it is at hand
    starts : most starts from which logit equilibria are looked for

    Returns
    -------
    Several
        As `several` has it; `complete` only where nothing is hidden and nothing tied.

    Raises
    ------
    StandoffError
        S622 if a precision is finite, or as `several`.

    Source
    ------
    Multi-start search from logit equilibria; the method stands at the head of this file.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> from standoff.solvers import several_limits
    >>> def reply(left, right):
    ...     return Decision("B", {"l": Terminal((left, left)), "r": Terminal((right, right))}, infoset="B")
    >>> meet = build_tree(Decision("A", {"l": reply(2, 0), "r": reply(0, 1)}), ("A", "B"))
    >>> several_limits(meet.bound).found
    array([2], dtype=int32)
    """
    from standoff.solvers.logit import logit_play

    began = time.perf_counter()
    if not np.isinf(bound.precision).all():
        what = "A precision is finite."
        raise StandoffError(Problem("S622", what, fix="Ask `several` for logit equilibria."))
    plan = make_plan(bound.arrays) if plan is None else plan
    answer = (logit_play if plan.perfect_information else sharp_limit)(bound, plan=plan)
    solved = (answer.status == SOLVED) | (answer.status == DEGENERATE)
    if plan.perfect_information:
        draw, start, play = _tie_breaks(bound, answer.status == DEGENERATE)
        how = f"every way of breaking ties, {WAYS} at most"
    else:
        draw, start, play = _limits(bound, plan, answer.probability, starts)
        how = f"limits of logit equilibria from {starts} starts, {MOST} more at most"
    other = _numbers(bound, draw, start, play)
    everyone = np.arange(bound.n_draws, dtype=np.int32)
    zero = np.zeros(bound.n_draws, dtype=np.int32)
    first = (everyone, zero, answer.probability, answer.value, answer.item, answer.residual)
    rows = tuple(np.concatenate([a, b]) for a, b in zip(first, other, strict=True))
    count = np.bincount(rows[0], minlength=bound.n_draws) - ~solved
    stays = (rows[1] != FIRST) | solved[rows[0]] | (count[rows[0]] == 0)
    order = np.flatnonzero(stays)[np.argsort(rows[0][stays], kind="stable")]
    draw, start, play, value, item, residual = (row[order] for row in rows)
    begin = np.searchsorted(draw, everyone)
    none = np.zeros((bound.n_draws, item.shape[1]))
    return Several(
        draw,
        start,
        play,
        value,
        item,
        residual,
        count.astype(np.int32),
        np.minimum.reduceat(item, begin) if item.size else none,
        np.maximum.reduceat(item, begin) if item.size else none,
        answer.status,
        0 if plan.perfect_information else starts,
        plan.perfect_information and bool((answer.status == SOLVED).all()),
        how,
        time.perf_counter() - began,
    )


def _numbers(
    bound: BoundGame, draw: Ints, start: Ints, play: Floats
) -> tuple[Ints, Ints, Floats, Floats, Floats, Floats]:
    """Rows that pass the check: draw, start, play, value, item, residual."""
    part = BoundGame(bound.arrays, bound.cell[:, draw], bound.payoff[:, draw], bound.precision[:, draw])
    found, residual, good = gate(part, play, np.ones(len(draw), dtype=bool))
    item = item_totals(part, play)
    return draw[good], start[good], play[good], found.value.T[good], item[good], residual[good]


def _limits(bound: BoundGame, plan: Plan, known: Floats, starts: int) -> tuple[Ints, Ints, Floats]:
    """Limits of the branches of other logit equilibria: draw, start, play."""
    from standoff.solvers.path.equations import payoff_range

    unit = np.maximum(payoff_range(bound.arrays, bound.payoff)[0].max(axis=0), 1e-300)
    precision = np.ascontiguousarray(np.broadcast_to(STARTS[-1] / unit, bound.precision.shape))
    high = several(BoundGame(bound.arrays, bound.cell, bound.payoff, precision), plan=plan, starts=starts)
    draws, origins, plays = [], [], []
    n_players = bound.arrays.n_players
    orders: dict[bytes, Floats | None] = {}
    begin = high.first
    for draw, system in systems(bound, np.flatnonzero(high.found > 1)):
        seen = [known[draw]]
        scale = STARTS[-1] / float(unit[draw])
        curve = Curve(system, Law(np.zeros(n_players), np.ones(n_players)))
        for row in range(int(begin[draw]) + 1, int(begin[draw + 1]))[:MOST]:
            logs = np.log(np.maximum(high.probability[row], 1e-300))
            end = onward(curve, logs, scale, orders, most=POINTS)
            if end is None or not end.limit.clear:
                continue
            play = mixed_end(system, end.limit)
            if all(float(np.abs(play - other).max(initial=0.0)) > SAME for other in seen):
                seen.append(play)
                draws.append(draw)
                origins.append(int(high.start[row]))
                plays.append(play)
    return _rows(draws, origins, plays, bound.arrays.n_actions)


def _tie_breaks(bound: BoundGame, tied: np.ndarray) -> tuple[Ints, Ints, Floats]:
    """Every way of breaking the ties of some draws: draw, number of the way, play."""
    draws, origins, plays = [], [], []
    for draw in np.flatnonzero(tied).tolist():
        found = backward_induction(bound, draw, all_solutions=True, limit=WAYS)
        for way, play in enumerate(found.probability, start=1):
            draws.append(draw)
            origins.append(way)
            plays.append(play)
    return _rows(draws, origins, plays, bound.arrays.n_actions)


def _rows(
    draws: list[int], origins: list[int], plays: list[Floats], n_actions: int
) -> tuple[Ints, Ints, Floats]:
    draw, origin = np.array(draws, dtype=np.int32), np.array(origins, dtype=np.int32)
    return draw, origin, np.array(plays, dtype=float).reshape(len(draws), n_actions)
