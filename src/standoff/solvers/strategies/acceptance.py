"""Rows to `Equilibria`: every row is checked by `best_response` before it may be called solved."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from standoff.game.records import DEGENERATE, NOT_CONVERGED, REJECTED, SOLVED, Floats
from standoff.game.strategic_form import written_numbers
from standoff.solvers.results import Equilibria, Setting
from standoff.solvers.strategies.best_response import Walk, forgetful_check
from standoff.solvers.tree_forms.tree import Tree

GAIN = 1e-8  # largest gain of an accepted row, as a share of the player's range of payoffs
ROUNDING = 1e-14  # and what summing payoffs of this size loses
WIDE = 1e-2  # a share of the range that passes this share of the smallest difference says nothing


@dataclass(frozen=True, slots=True)
class Rows:
    """What a solver claims.

    play : behaviours, float64[action] each
    component : a number for each row, or nothing
    tied : rows are `degenerate` where true (one for all, or one a row)
    tolerance : largest gain of an accepted row, as a share of the player's range of payoffs; where that
        would let a difference between two payoffs pass, of what payoffs come to as the row is played
    reason : a sentence that says why the list may not be whole, where it is not `complete`
    exact : the plays in fractions, where they were calculated so
    converged : False makes rows that fail the check `not_converged`, not `rejected`
    """

    play: Sequence[Floats]
    component: Sequence[int] = ()
    tied: bool | Sequence[bool] = False
    converged: bool = True
    complete: bool = False
    tolerance: float = GAIN
    reason: str = ""
    exact: Sequence[tuple[Fraction, ...]] = ()
    settings: Mapping[str, Setting] = field(default_factory=dict)


def equilibria(tree: Tree, rows: Rows, method: str, started: float, *, agent: bool = False) -> Equilibria:
    """Check rows and put them together.

    Parameters
    ----------
    started : `time.perf_counter()` when the solver began: the check is a part of its seconds
    agent : rows need only be stable against changes at single information sets

    Returns
    -------
    Equilibria
        `settings["numbers"]` is `as written` where every number is known so, `floats` where some only
        stand for the simplest fraction that rounds to them, as in a scenario's draw.
    """
    walk = Walk(tree)
    forgets = tree.splits and not tree.is_merged
    n, n_players = len(rows.play), tree.n_players
    n_actions = int(tree.origin_action.max(initial=-1)) + 1
    value, gain, agent_gain = (np.zeros((n, n_players)) for _ in range(3))
    status = np.zeros(n, dtype=np.int8)
    ends = tree.paid[walk.ends]
    size, least = np.abs(ends).max(axis=0, initial=0.0), least_difference(ends)
    for row, play in enumerate(rows.play):
        found = forgetful_check(walk, play) if forgets else walk.check(play)
        value[row], gain[row], agent_gain[row] = found.value, found.gain, found.agent_gain
        asked = found.agent_gain if agent else found.gain
        allowed = rows.tolerance * found.spread + ROUNDING * size
        wide = (allowed > WIDE * least) & (rows.tolerance <= GAIN)
        allowed = np.where(wide, np.minimum(allowed, rows.tolerance * found.size), allowed)
        passed = found.valid and bool((asked <= allowed).all())
        tied = rows.tied if isinstance(rows.tied, bool) else rows.tied[row]
        refused = REJECTED if rows.converged or not found.valid else NOT_CONVERGED
        status[row] = (DEGENERATE if tied else SOLVED) if passed else refused
    component = np.array(rows.component if len(rows.component) else [-1] * n, dtype=np.int32)
    written = written_numbers(tree.bound, tree.draw)
    passed_all = bool((status != REJECTED).all() and (status != NOT_CONVERGED).all())
    return Equilibria(
        probability=np.array(rows.play, dtype=float).reshape(n, n_actions),
        value=value,
        gain=gain,
        agent_gain=agent_gain,
        status=status,
        component=component,
        method=method,
        complete=rows.complete and passed_all,
        seconds=time.perf_counter() - started,
        settings={**rows.settings, "numbers": "floats" if written is None else "as written"},
        reason=rows.reason if passed_all else "the independent check refused a row",
        exact=tuple(rows.exact),
    )


def least_difference(paid: Floats) -> Floats:
    """float64[player], the smallest difference between two payoffs [end, player] that are not equal."""
    found = np.full(paid.shape[1], np.inf)
    for player in range(paid.shape[1]):
        steps = np.diff(np.unique(paid[:, player]))
        found[player] = steps.min(initial=np.inf)
    return found
