"""All Nash equilibria of small games, with the truth about whether that is all of them.

Two players: every extreme equilibrium, exactly, with the connected components (`extreme`); the
listing is proven complete. One player: every best plan. More players: support by support
(`supports`), complete only where one profile survives elimination.
"""

from __future__ import annotations

import time
from math import prod

import numpy as np

from standoff.game.records import BoundGame, Floats
from standoff.solvers.extreme import extreme_equilibria
from standoff.solvers.gate import Rows, equilibria
from standoff.solvers.records import Equilibria
from standoff.solvers.reduced import allowed, count_plans, payoff_tables, plans
from standoff.solvers.refusals import demand_within, refusal
from standoff.solvers.sequences import SequenceForm, behaviour, complete_behaviour, sequence_form
from standoff.solvers.supports import count_supports, mixtures, survivors

MOST_PLANS = 100  # of two players together
MOST_RAYS = 2_500
MOST_SUPPORTS = 30_000
MOST_SOLVED = 4_000  # supports whose equations are solved: a minute's work
MOST_CELLS = 2_000_000
SAME = 1e-7
INSTEAD = {
    2: "`nash` finds one equilibrium of larger games, `pure_equilibria` all pure ones.",
    3: "`pure_equilibria` lists the pure ones of larger games, `agent_quantal_response` finds play at a "
    "precision.",
}


def nash_all(bound: BoundGame, draw: int = 0) -> Equilibria:
    """All Nash equilibria of a small game, components by their extreme points.

    Parameters
    ----------
    bound : the game with its numbers
    draw : which draw of it

    Returns
    -------
    Equilibria
        `degenerate` rows are not alone: others lie next to them (with more than two players: may
        lie). With two players `component` says
        which rows are corners of one connected set, and `complete` is True; with more players
        `complete` is False unless elimination leaves one profile.

    Raises
    ------
    StandoffError
        S634 where the game has too many strategies, with the concepts that take it; S630 to S632
        and S635 as `unfold`.

    Examples
    --------
    >>> from standoff.solvers import nash_all  # nash_all(bound).complete
    """
    started = time.perf_counter()
    form = sequence_form(bound, draw)
    counts = [count_plans(form, i) for i in range(form.n_players)]
    if form.n_players == 2:
        demand_within("reduced strategies", sum(counts), MOST_PLANS, INSTEAD[2])
        return _of_two(form, started)
    demand_within("pure profiles", prod(counts), MOST_CELLS, INSTEAD[3])
    demand_within("numbers to compare", prod(counts[1:]) * len(form.sequence), 50 * MOST_CELLS, INSTEAD[3])
    return _of_many(form, started)


def _of_two(form: SequenceForm, started: float) -> Equilibria:
    found = extreme_equilibria(form, MOST_RAYS)
    if found is None:
        raise refusal(
            f"the best-response polyhedra have more than {MOST_RAYS:,} vertices.", INSTEAD[2], "S634"
        )
    crowd = np.bincount(found.component, minlength=1)
    tied = [bool(crowd[c] > 1) for c in found.component]
    rows = Rows(
        found.play,
        found.component.tolist(),
        tied,
        complete=True,
        settings={"components": int(found.component.max(initial=-1)) + 1},
    )
    return equilibria(form.tree, rows, "extreme equilibria by vertices, exact", started)


def _of_many(form: SequenceForm, started: float) -> Equilibria:
    choices = [plans(form, i) for i in range(form.n_players)]
    tables = [_scaled(payoff_tables(form, choices, i)) for i in range(form.n_players)]
    left = survivors(tables)
    sizes = [len(k) for k in left]
    demand_within("supports", count_supports(sizes), MOST_SUPPORTS, INSTEAD[3])
    tables = [table[np.ix_(*left)] for table in tables]
    along = [allowed(form, choice)[k] for choice, k in zip(choices, left, strict=True)]
    plays: list[Floats] = []
    tied: list[bool] = []
    for mixture in mixtures(tables, MOST_SOLVED):
        plan = sum((w @ table for w, table in zip(mixture.weight, along, strict=True)), np.zeros(1))
        plan[0] = 1.0
        play = complete_behaviour(form, behaviour(form, plan))
        if not any(np.abs(play - other).max(initial=0.0) <= SAME for other in plays):
            plays.append(play)
            tied.append(not mixture.isolated)
    rows = Rows(plays, tied=tied, complete=prod(sizes) == 1, settings={"supports": count_supports(sizes)})
    return equilibria(form.tree, rows, "support by support, Newton", started)


def _scaled(table: Floats) -> Floats:
    spread = float(np.ptp(table))
    scaled: Floats = (table - table.min()) / (spread if spread > 0 else 1.0)
    return scaled
