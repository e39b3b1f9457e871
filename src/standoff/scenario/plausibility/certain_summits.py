"""Summits that decide alike in all draws and after all moves, since none of their numbers is uncertain.

In one draw a summit is certain: what is not known of it is in its numbers. Where these are all fixed, a
chance of what it decides is 0 or 1, which the text does not show.
"""

from __future__ import annotations

from collections.abc import Iterator

from standoff.errors import Problem
from standoff.expressions import moves_of, names_of
from standoff.scenario.plausibility.cases import Case, Doubt


def certain_summits(case: Case) -> Iterator[Doubt]:
    """Doubts about summits that read no move and no number that a draw changes."""
    for name, summit in case.scenario.summits.items():
        formulas = [*summit.formulas(), *(body.when for body in summit.bodies if body.when is not None)]
        moved = any(moves_of(formula) for formula in formulas)
        if moved or any(_varies(case, number) for formula in formulas for number in names_of(formula)):
            continue
        what = f"The summit `{name}` decides alike in all draws: none of its numbers is uncertain."
        expected = "A chance of what it decides is then 0 or 1."
        fix = "Draw a position, limit or salience that is not known, or say the chance without the summit."
        yield Doubt(Problem("S457", what, expected, fix, summit.span), name, in_all=True)


def _varies(case: Case, number: str) -> bool:
    support = case.support[number]
    return float(support.low[0]) < float(support.high[0])
