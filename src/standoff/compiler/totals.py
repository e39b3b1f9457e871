"""Counts what the play of some draws comes to: endings, measures, values, what was observed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from standoff.compiler.records import Compiled
from standoff.expressions import Expression, evaluate_all
from standoff.game import BoundGame
from standoff.game.counting import totals
from standoff.game.records import Floats


def expected_totals(
    compiled: Compiled,
    bound: BoundGame,
    columns: Mapping[str, Floats],
    probability: Floats,
) -> Floats:
    """Expected total of every ledger item under given play and the true chances.

    Play may be any, an equilibrium or not: counting it changes nothing in it (docs/design/002).

    Parameters
    ----------
    bound : `compiled.game` with the numbers of the draws
    columns : float64[draw] of each parameter and output of a process, as `bind` took them
    probability : float64[draw, action], the play of each draw

    Returns
    -------
    float64[draw, item]; `Ratio` says which items hold a result. Not-a-number where an amount is.

    Examples
    --------
    >>> from standoff.scenario import load
    >>> from standoff.compiler import compile_scenario, expected_totals
    >>> from standoff.game import bind
    >>> compiled = compile_scenario(load("volunteers").reading("two_members"))
    >>> columns = {name: np.array([2.0]) for name in compiled.columns_needed}
    >>> bound = bind(compiled.game, columns, 1)
    >>> half = np.full((1, compiled.game.arrays.n_actions), 0.5)
    >>> item = expected_totals(compiled, bound, columns, half)
    >>> float(item[0, compiled.endings["nobody"].numerator])
    0.25
    """
    count = compiled.count
    more = count.game.cells[len(compiled.game.cells) :]
    cell = bound.cell
    if more:
        formulas = [formula for formula in more if isinstance(formula, Expression)]
        assert len(formulas) == len(more), "what is left of 1 is a chance, and stands in the solved game"
        cell = np.concatenate([cell, evaluate_all(formulas, columns, bound.n_draws)])
    return totals(count.game.arrays, count.carried, cell, probability, count.contradicts)
