"""One Nash equilibrium of a game of two players, over whole strategies.

Constant-sum games by a linear programme (`zero_sum`), others by complementary pivoting (`lemke`)
from even play; where the check refuses what was found, from other priors, and in small games by
exact fractions. The check is `best_response`, which shares nothing with either.
Source: Nash (1951), Annals of Mathematics 54, 286-295; the methods' sources stand in their files.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from standoff.game.records import NOT_CONVERGED, SOLVED, BoundGame, Floats
from standoff.solvers.results import Equilibria
from standoff.solvers.strategies.acceptance import Rows, equilibria, least_difference
from standoff.solvers.strategies.lemke import exact_plans, pivoted_plans
from standoff.solvers.strategies.refusals import demand_two, demand_within
from standoff.solvers.strategies.zero_sum import is_constant_sum, maximin_plans
from standoff.solvers.tree_forms.rational import completed, exact_behaviour
from standoff.solvers.tree_forms.sequence_form import (
    SequenceForm,
    behaviour,
    complete_behaviour,
    realisation,
    sequence_form,
)

MOST_SEQUENCES = 1_500  # of both players together, where pivoting holds its table in memory
MOST_EXACT = 60
PRIORS = 6
MANY = 400  # sequences beyond which one prior is tried: a path takes seconds
WIDE = 1e6  # payoffs of one player that differ by so much, and so little, are calculated exactly, if few


def nash(bound: BoundGame, draw: int = 0) -> Equilibria:
    """One Nash equilibrium of a two-player game.

    Parameters
    ----------
    bound : the game with its numbers
    draw : which draw of it

    Returns
    -------
    Equilibria
        One row, and `complete` is False: `nash_all` lists all equilibria of small games.

    Raises
    ------
    StandoffError
        S633 for other numbers of players; S634 where the game is not constant-sum and has more
        than 1,500 sequences; S630 to S632 and S635 as `unfold`.

    Source
    ------
    Koller, Megiddo and von Stengel (1996), Games and Economic Behavior 14; von Stengel, van den Elzen
    and Talman (2002), Econometrica 70.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> from standoff.solvers import nash
    >>> def guess(left, right):
    ...     return Decision("B", {"l": Terminal((left, -left)), "r": Terminal((right, -right))}, infoset="B")
    >>> pennies = build_tree(Decision("A", {"l": guess(1, -1), "r": guess(-1, 1)}), ("A", "B"))
    >>> nash(pennies.bound).probability
    array([[0.5, 0.5, 0.5, 0.5]])
    """
    started = time.perf_counter()
    demand_two("nash", bound.arrays.n_players)
    form = sequence_form(bound, draw)
    constant = is_constant_sum(form)
    n = len(form.own(0)) + len(form.own(1))
    if not constant:
        demand_within(
            "sequences",
            n,
            MOST_SEQUENCES,
            "`agent_quantal_response` solves larger games; where payoffs always add up to one number, "
            "`nash`, `cfr_plus` and `cfr_sampled` do.",
        )
    found: Equilibria | None = None
    tried = 0
    for tried, (plan, method) in enumerate(_attempts(form, constant=constant), start=1):
        if plan is None:
            continue
        exact: tuple[Fraction, ...] | None = None
        if isinstance(plan, list):  # a share of 1e-18 of a payoff of 1e18 is an ordinary number
            play, exact = completed(form, *exact_behaviour(form, plan))
        else:
            play = complete_behaviour(form, behaviour(form, plan))
        settings = {"attempts": tried, "constant_sum": constant}
        rows = Rows([play], exact=() if exact is None else (exact,), settings=settings)
        answer = equilibria(form.tree, rows, method, started)
        if answer.status[0] == SOLVED:
            return answer
        found = found if found is not None and found.gain.max() <= answer.gain.max() else answer
    if found is not None:
        return found
    none = Rows([_even(form)], converged=False, settings={"attempts": tried, "constant_sum": constant})
    answer = equilibria(form.tree, none, "even play: no method came to an end", started)
    answer.status[answer.status != SOLVED] = NOT_CONVERGED
    return answer


def _attempts(form: SequenceForm, *, constant: bool) -> Iterator[tuple[Floats | list[Fraction] | None, str]]:
    n = len(form.own(0)) + len(form.own(1))
    wide = n <= MOST_EXACT and bool((form.spread > WIDE * least_difference(form.payoff)).any())
    even = realisation(form, _even(form))
    if wide:
        yield exact_plans(form, even), "sequence form, complementary pivoting in fractions"
    if constant:
        yield maximin_plans(form), "sequence form, linear programme"
    if n > MOST_SEQUENCES:
        return
    for k in range(PRIORS if n <= MANY else 1):
        prior = even if k == 0 else realisation(form, _random(form, k))
        yield pivoted_plans(form, prior), "sequence form, complementary pivoting"
    if n <= MOST_EXACT and not wide:
        yield exact_plans(form, even), "sequence form, complementary pivoting in fractions"


def _even(form: SequenceForm) -> Floats:
    sizes = np.diff(form.tree.first_action)
    return np.repeat(1.0 / np.maximum(sizes, 1), sizes)


def _random(form: SequenceForm, attempt: int) -> Floats:
    """A prior that depends on nothing but the number of the attempt."""
    weight = np.random.default_rng(attempt).exponential(size=form.tree.n_actions) + 1e-3
    total = np.add.reduceat(weight, form.tree.first_action[:-1]) if len(weight) else weight
    play: Floats = weight / np.repeat(total, np.diff(form.tree.first_action))
    return play
