"""The sequence form without rounding: what each end is worth, as fractions and as whole numbers.

A number as it is written (in a game file, in a tree of records) stands for itself. A number that is
given as a float stands for the simplest fraction that rounds to it, or for the float's own value
where no short fraction does (`unfolding.simplest`). Another unit of a player's payoffs changes
none of its choices, so that its ends are also given as whole numbers of the smallest unit that
divides them all. Where that takes too many digits the floats are used, and `rounded` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import gcd, lcm

import numpy as np

from standoff.game.records import TERMINAL, Floats
from standoff.solvers.tree_forms.sequence_form import Bools, SequenceForm, complete_behaviour
from standoff.solvers.tree_forms.tree import exact_chance, exact_payoffs, simplest

Play = Sequence[Fraction]  # one an action
MOST_BITS = 16_384  # of a whole number: some 5,000 decimal digits


@dataclass(frozen=True, slots=True)
class ExactForm:
    """As `SequenceForm`, its numbers without rounding.

    weight : Fraction[end][player], payoff times the chance of the end as the player believes it
    whole : int[end][player], the same in a unit of each player's own
    rounded : a sentence where the numbers had too many digits and were rounded, else ""
    """

    form: SequenceForm
    weight: list[list[Fraction]]
    whole: list[list[int]]
    rounded: str = ""


def exact_form(form: SequenceForm) -> ExactForm:
    """The weights of a game in fractions: chances along the way multiplied without rounding."""
    tree, n_players = form.tree, form.n_players
    step, paid = exact_chance(tree), exact_payoffs(tree)
    chance = [[Fraction(1)] * n_players]
    for node in range(1, tree.n_nodes):
        above = chance[int(tree.parent[node])]
        chance.append([c if p == 1 else c * p for c, p in zip(above, step[node], strict=True)])
    ends = np.flatnonzero(tree.kind == TERMINAL).tolist()
    weight = [[c * x for c, x in zip(chance[node], paid[node], strict=True)] for node in ends]
    columns = [whole_numbers([row[i] for row in weight], MOST_BITS) for i in range(n_players)]
    if any(column is None for column in columns):
        weight = [[Fraction(float(x)) for x in row] for row in weight]
        rounded = (
            f"its numbers have more than {MOST_BITS:,} binary digits between them, so that they were rounded"
        )
    else:
        rounded = ""
    kept = [
        whole_numbers([row[i] for row in weight]) if column is None else column
        for i, column in enumerate(columns)
    ]
    whole = [[(column or [])[k] for column in kept] for k in range(len(weight))]
    return ExactForm(form, weight, whole, rounded)


def whole_numbers(numbers: list[Fraction], most_bits: int | None = None) -> list[int] | None:
    """The numbers in the largest unit that divides them all; None beyond `most_bits` binary digits.

    Examples
    --------
    >>> from standoff.solvers.tree_forms.rational import whole_numbers
    >>> whole_numbers([Fraction(1, 2), Fraction(-1, 3), Fraction(0)])
    [3, -2, 0]
    """
    times = 1
    for below in {x.denominator for x in numbers}:
        times = lcm(times, below)
        if most_bits is not None and times.bit_length() > most_bits:
            return None
    found = [x.numerator * (times // x.denominator) for x in numbers]
    shared = reduce(gcd, found, 0) or 1
    if most_bits is not None and max((x.bit_length() for x in found), default=0) > most_bits:
        return None
    return [x // shared for x in found]


def exact_behaviour(form: SequenceForm, plan: Sequence[Fraction]) -> tuple[Play, Bools]:
    """Fraction[action] of a plan, and bool[infoset], those that it rules out, where play is 0."""
    tree = form.tree
    play = [Fraction(0)] * tree.n_actions
    ruled_out = np.zeros(tree.n_infosets, dtype=bool)
    for h in form.order.tolist():
        above = plan[int(form.above[h])]
        ruled_out[h] = not above
        if above:
            for a in range(int(tree.first_action[h]), int(tree.first_action[h + 1])):
                play[a] = plan[1 + a] / above
    return play, ruled_out


def completed(form: SequenceForm, play: Play, ruled_out: Bools) -> tuple[Floats, tuple[Fraction, ...]]:
    """Play filled in where it is ruled out (`sequences.complete_behaviour`), as floats and fractions."""
    tree = form.tree
    known = np.repeat(~ruled_out, np.diff(tree.first_action))
    whole = complete_behaviour(form, np.array([float(p) for p in play]), ruled_out)
    exact = tuple(p if k else Fraction(x) for p, k, x in zip(play, known, whole.tolist(), strict=True))
    return whole, exact


__all__ = [
    "ExactForm",
    "Play",
    "completed",
    "exact_behaviour",
    "exact_form",
    "simplest",
    "whole_numbers",
]
