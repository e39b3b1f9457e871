"""All Nash equilibria of small games, with the truth about whether that is all of them.

Where strict elimination leaves at most two players a choice: every extreme equilibrium, without
rounding, with the connected components (`extreme_equilibria`); the listing is proven complete. Otherwise
support by support (`support_enumeration`), pure equilibria without rounding and others in floats: some may be
missed, and the answer says so. Each row tells whether it is credible (`credibility`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from math import prod
from typing import Any

import numpy as np

from standoff.game.records import BoundGame, Floats
from standoff.solvers.results import Equilibria
from standoff.solvers.strategies.acceptance import Rows, equilibria
from standoff.solvers.strategies.credibility import Judge, Verdicts
from standoff.solvers.strategies.extreme_equilibria import Strategic, corners, strategic
from standoff.solvers.strategies.refusals import demand_within, refusal
from standoff.solvers.strategies.support_enumeration import count_supports, mixtures, survivors
from standoff.solvers.tree_forms.rational import ExactForm, completed, exact_behaviour, exact_form
from standoff.solvers.tree_forms.reduced_form import allowed, count_plans, payoff_tables, plans
from standoff.solvers.tree_forms.sequence_form import (
    SequenceForm,
    behaviour,
    complete_behaviour,
    sequence_form,
)

MOST_PLANS = 100  # of two players together
MOST_RAYS = 2_500
MOST_SUPPORTS = 30_000
MOST_SOLVED = 4_000  # supports whose equations are solved: a minute's work
MOST_CELLS = 2_000_000
MOST_EXACT_CELLS = 50_000  # profiles whose payoffs are added up in whole numbers of any size
SAME = 1e-7
INSTEAD = {
    2: "`nash` finds one equilibrium of larger games, `pure_equilibria` all pure ones.",
    3: "`pure_equilibria` lists the pure ones of larger games, `agent_quantal_response` finds play at a "
    "precision.",
}
POLYNOMIALS = (
    "more than two players have a choice: mixed equilibria are then roots of polynomials, often no "
    "fractions, and some may be missed"
)
Tell = Callable[[str, int, int], object]


def nash_all(bound: BoundGame, draw: int = 0, *, tell: Tell | None = None) -> Equilibria:
    """All Nash equilibria of a small game, components by their extreme points.

    Numbers that a file or a tree of records writes count as they are written; a float stands for the
    simplest fraction that rounds to it. A player must remember its own moves: without recall a mixed
    strategy is no behaviour, and rows here are behaviours (`pure_equilibria` takes such games).

    Parameters
    ----------
    bound : the game with its numbers
    draw : which draw of it
    tell : called as the work goes on with what is done, how much of it, and of how much

    Returns
    -------
    Equilibria
        `degenerate` rows are not alone: others lie next to them (where more than two players have a
        choice: may lie). With two players `component` says which rows are corners of one connected
        set, `exact` has the rows in fractions and `complete` is True; with more, `complete` is False
        and `reason` says why. `subgame_perfect` and `sequential` say of each row `yes`, `no` or
        `undecided`, see `credibility`.

    Raises
    ------
    StandoffError
        S634 where the game has too many strategies, with the concepts that take it; S630 to S632
        and S635 as `unfold`.

    Source
    ------
    Avis, Rosenberg, Savani and von Stengel (2010), Economic Theory 42; Porter, Nudelman and Shoham
    (2008), Games and Economic Behavior 63.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> from standoff.solvers import nash_all
    >>> fight = Decision("B", {"fight": Terminal((-1, -1)), "yield": Terminal((2, 1))})
    >>> found = nash_all(build_tree(Decision("A", {"out": Terminal((0, 2)), "in": fight}), ("A", "B")).bound)
    >>> found.subgame_perfect, found.complete
    (('no', 'no', 'yes'), True)
    """
    started = time.perf_counter()
    form = sequence_form(bound, draw)
    counts = [count_plans(form, i) for i in range(form.n_players)]
    if form.n_players == 2:
        demand_within("reduced strategies", sum(counts), MOST_PLANS, INSTEAD[2])
    demand_within("pure profiles", prod(counts), MOST_CELLS, INSTEAD[3])
    demand_within("numbers to compare", prod(counts[1:]) * len(form.sequence), 50 * MOST_CELLS, INSTEAD[3])
    exact = exact_form(form)
    if prod(counts) > MOST_EXACT_CELLS:
        reason = f"its {prod(counts):,} profiles are too many to be compared without rounding"
        return _of_many(form, started, None, reason=reason, tell=tell)
    game = strategic(exact)
    if len(game.active) > 2:
        return _of_many(form, started, game, reason=exact.rounded or POLYNOMIALS, tell=tell)
    if sum(len(kept) for kept in game.left) > MOST_PLANS + form.n_players:
        demand_within("reduced strategies", sum(len(k) for k in game.left), MOST_PLANS, INSTEAD[2])
    return _of_two(exact, game, started, tell)


def _of_two(exact: ExactForm, game: Strategic, started: float, tell: Tell | None) -> Equilibria:
    form = exact.form
    found = corners(game, MOST_RAYS, _named(tell, "vertices"))
    if found is None:
        raise refusal(
            f"the best-response polyhedra have more than {MOST_RAYS:,} vertices.", INSTEAD[2], "S634"
        )
    crowd = np.bincount(found.component, minlength=1)
    judge = Judge(exact)
    plays, exacts, verdicts = [], [], []
    for k, plan in enumerate(found.plan):
        play, ruled_out = exact_behaviour(form, plan)
        shown, whole = completed(form, play, ruled_out)
        plays.append(shown)
        exacts.append(whole)
        verdicts.append(judge.verdicts(whole, ruled_out))
        if tell is not None:
            tell("rows", k + 1, len(found.plan))
    rows = Rows(
        plays,
        found.component.tolist(),
        [bool(crowd[c] > 1) for c in found.component],
        complete=not exact.rounded,
        reason=exact.rounded,
        exact=exacts,
        settings={"components": int(found.component.max(initial=-1)) + 1},
    )
    answer = equilibria(form.tree, rows, "extreme equilibria by vertices, exact", started)
    return _with_verdicts(answer, verdicts)


def _of_many(
    form: SequenceForm, started: float, game: Strategic | None, *, reason: str, tell: Tell | None
) -> Equilibria:
    choices = [plans(form, i) for i in range(form.n_players)]
    if game is None:
        tables = [_scaled(payoff_tables(form, choices, i)) for i in range(form.n_players)]
        left = [k.tolist() for k in survivors(tables)]
    else:
        tables, left = [_scaled_exactly(table) for table in game.table], game.left
    sizes = [len(k) for k in left]
    demand_within("supports", count_supports(sizes), MOST_SUPPORTS, INSTEAD[3])
    tables = [table[np.ix_(*left)] for table in tables]
    stable = None if game is None else _stable([table[np.ix_(*left)] for table in game.table])
    along = [allowed(form, choice)[k] for choice, k in zip(choices, left, strict=True)]
    plays: list[Floats] = []
    tied: list[bool] = []
    verdicts: list[Verdicts] = []
    judge = None if game is None else Judge(game.exact)
    for mixture in mixtures(tables, MOST_SOLVED, stable, _named(tell, "supports")):
        plan = sum((w @ table for w, table in zip(mixture.weight, along, strict=True)), np.zeros(1))
        plan[0] = 1.0
        play = complete_behaviour(form, behaviour(form, plan))
        if not any(np.abs(play - other).max(initial=0.0) <= SAME for other in plays):
            plays.append(play)
            tied.append(not mixture.isolated)
            verdicts.append(_judged(judge, form, plan))
    rows = Rows(plays, tied=tied, reason=reason, settings={"supports": count_supports(sizes)})
    answer = equilibria(form.tree, rows, "support by support, Newton", started)
    return _with_verdicts(answer, verdicts)


def _named(tell: Tell | None, what: str) -> Callable[[int, int], object] | None:
    """What a part of the work calls as it goes on."""
    return None if tell is None else partial(tell, what)


def _judged(judge: Judge | None, form: SequenceForm, plan: Floats) -> Verdicts:
    """The verdict on a pure row; a mixture in floats is no exact equilibrium, and a verdict is a proof."""
    if judge is None or not np.isin(plan, (0.0, 1.0)).all():
        return Verdicts("undecided", "undecided")
    play, ruled_out = exact_behaviour(form, [Fraction(w) for w in plan.tolist()])
    return judge.verdicts(completed(form, play, ruled_out)[1], ruled_out)


def _with_verdicts(answer: Equilibria, verdicts: Sequence[Verdicts]) -> Equilibria:
    return replace(
        answer,
        subgame_perfect=tuple(v.subgame_perfect for v in verdicts),
        sequential=tuple(v.sequential for v in verdicts),
    )


def _stable(tables: list[Any]) -> Any:
    """bool[profile], pure profiles in which nobody gains, without rounding."""
    stable = np.ones(tables[0].shape, dtype=bool)
    for i, table in enumerate(tables):
        stable &= (table == table.max(axis=i, keepdims=True)).astype(bool)
    return stable


def _scaled(table: Floats) -> Floats:
    spread = float(np.ptp(table))
    scaled: Floats = (table - table.min()) / (spread if spread > 0 else 1.0)
    return scaled


def _scaled_exactly(table: Any) -> Floats:
    """Whole numbers to a range of 1, each rounded once."""
    low = table.min()
    spread = max(1, table.max() - low)
    scaled: Floats = np.vectorize(lambda x: (x - low) / spread, otypes=[float])(table)
    return scaled
