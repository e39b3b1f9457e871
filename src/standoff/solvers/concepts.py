"""Every concept over whole strategies with its card: what it is, its source, what it accepts.

`registry.CARDS` has the solvers of many draws at once; these solve one draw of one game and give
`Equilibria`. The certificate test runs each over every game of the bank that it accepts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod

import numpy as np

from standoff.errors import StandoffError
from standoff.game.records import BoundGame
from standoff.solvers.results import Equilibria
from standoff.solvers.strategies.backward_induction import backward_induction, sees_all
from standoff.solvers.strategies.cfr import cfr_plus, cfr_sampled
from standoff.solvers.strategies.credible_equilibria import stages_within, subgame_perfect_all
from standoff.solvers.strategies.nash import MOST_SEQUENCES, nash
from standoff.solvers.strategies.nash_all import MOST_CELLS, MOST_PLANS, MOST_SUPPORTS, nash_all
from standoff.solvers.strategies.pure import MOST_PROFILES, agent_pure_equilibria, pure_equilibria
from standoff.solvers.strategies.support_enumeration import count_supports
from standoff.solvers.strategies.zero_sum import is_constant_sum
from standoff.solvers.tree_forms.reduced_form import count_plans
from standoff.solvers.tree_forms.sequence_form import SequenceForm, sequence_form


@dataclass(frozen=True, slots=True)
class Concept:
    """What a solver of one game is.

    concept : the solution concept, one name
    source : where it is defined, and the method
    complete : whether it can prove that it lists all equilibria of its kind
    accepts : whether it takes a game, by its kind and size
    run : the solver with its usual settings
    """

    name: str
    concept: str
    source: str
    complete: bool
    accepts: Callable[[BoundGame], bool]
    run: Callable[[BoundGame], Equilibria]


def _form(bound: BoundGame, *, forgetful: bool = False) -> SequenceForm | None:
    try:
        return sequence_form(bound, forgetful=forgetful)
    except StandoffError:
        return None


def _counts(form: SequenceForm) -> list[int]:
    return [count_plans(form, i) for i in range(form.n_players)]


def _pure(bound: BoundGame) -> bool:
    form = _form(bound, forgetful=True)
    return form is not None and prod(_counts(form)) <= MOST_PROFILES


def _agents(bound: BoundGame) -> bool:
    count = prod(int(n) for n in np.diff(bound.arrays.first_action))
    return _form(bound, forgetful=True) is not None and count <= MOST_PROFILES


def _two(bound: BoundGame) -> bool:
    form = _form(bound) if bound.arrays.n_players == 2 else None
    if form is None:
        return False
    return is_constant_sum(form) or len(form.own(0)) + len(form.own(1)) <= MOST_SEQUENCES


def _small(bound: BoundGame) -> bool:
    form = _form(bound)
    if form is None:
        return False
    counts = _counts(form)
    if form.n_players == 2:
        return sum(counts) <= MOST_PLANS
    return prod(counts) <= MOST_CELLS and count_supports(counts) <= MOST_SUPPORTS


def _constant_sum(bound: BoundGame) -> bool:
    form = _form(bound) if bound.arrays.n_players == 2 else None
    return form is not None and is_constant_sum(form)


CONCEPTS: tuple[Concept, ...] = (
    Concept(
        "backward_induction",
        "subgame-perfect equilibrium in pure moves where nothing is hidden",
        "Selten (1965); Osborne and Rubinstein (1994), A Course in Game Theory, sec. 6.2",
        True,
        lambda bound: sees_all(bound.arrays),
        backward_induction,
    ),
    Concept(
        "subgame_perfect_all",
        "all subgame-perfect equilibria, subgames with simultaneous moves included",
        "Selten (1965); Selten (1975), International Journal of Game Theory 4, sec. 5; extreme "
        "equilibria of each stage as for nash_all",
        True,
        stages_within,
        subgame_perfect_all,
    ),
    Concept(
        "pure_equilibria",
        "Nash equilibrium in pure reduced strategies",
        "Nash (1951), Annals of Mathematics 54, 286-295; all profiles compared",
        True,
        _pure,
        pure_equilibria,
    ),
    Concept(
        "agent_pure_equilibria",
        "Nash equilibrium of the agent form in pure moves",
        "Selten (1975), International Journal of Game Theory 4, sec. 5; all profiles compared",
        True,
        _agents,
        agent_pure_equilibria,
    ),
    Concept(
        "nash",
        "Nash equilibrium of two players, one of them",
        "Koller, Megiddo and von Stengel (1996), Games and Economic Behavior 14; von Stengel, "
        "van den Elzen and Talman (2002), Econometrica 70",
        False,
        _two,
        nash,
    ),
    Concept(
        "nash_all",
        "all Nash equilibria of a small game",
        "Avis, Rosenberg, Savani and von Stengel (2010), Economic Theory 42; Porter, Nudelman and "
        "Shoham (2008), Games and Economic Behavior 63",
        True,
        _small,
        nash_all,
    ),
    Concept(
        "cfr_plus",
        "near equilibrium of two players whose payoffs add up to one number, with bounds on the value",
        "Tammelin (2014), arXiv:1407.5042",
        False,
        _constant_sum,
        cfr_plus,
    ),
    Concept(
        "cfr_sampled",
        "as cfr_plus, from drawn plays",
        "Lanctot and others (2009), NIPS 22",
        False,
        _constant_sum,
        lambda bound: cfr_sampled(bound, rng=np.random.default_rng(0)),
    ),
)
