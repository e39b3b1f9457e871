"""Every solver: its concept and source, what it takes and accepts, what may be asked of it.

The command line, the certificate tests and the reference are held against this one list. A solver
of a `batch` answers many draws at once with a `Solution`; one of a `draw` answers one draw of one game,
with `Equilibria`, a `Branch` or an `Assessment`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Any, Literal

import numpy as np

from standoff.errors import StandoffError
from standoff.game.records import BoundGame
from standoff.solvers.batch.workspace import plan
from standoff.solvers.limit.sequential import sequential
from standoff.solvers.limit.sharp_limit import sharp_limit
from standoff.solvers.path.branch import qre_branch
from standoff.solvers.solve import agent_quantal_response, solve, subgame_perfect
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

MOST_ACTIONS = 2000  # beyond this the dense equations of a branch take too long

Takes = Literal["batch", "draw"]
Form = Literal["equilibria", "solution", "branch", "assessment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Solver:
    """What a solver is.

    concept : the solution concept, in a few words
    source : where it is defined, and the method
    takes : `batch`, many draws at once, or `draw`, one draw of one game
    answers : the kind of its answer
    complete : whether it can prove that it lists all equilibria of its kind
    accepts : whether it takes a game, by its kind and size
    run : the solver with its usual settings
    lists : whether `--all` may be asked of it; precise : whether `--precision` may
    forgetful : whether players may forget their own moves; of_two : whether it is for two players only
    """

    name: str
    concept: str
    source: str
    takes: Takes
    answers: Form
    complete: bool
    accepts: Callable[[BoundGame], bool]
    run: Callable[..., Any]
    lists: bool = False
    precise: bool = False
    forgetful: bool = False
    of_two: bool = False


def _finite(bound: BoundGame) -> bool:
    return bool(np.isfinite(bound.precision).all())


def _seen(bound: BoundGame) -> bool:
    return plan(bound.arrays).perfect_information


def _few_actions(bound: BoundGame) -> bool:
    return bound.arrays.n_actions <= MOST_ACTIONS


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


SOLVERS: tuple[Solver, ...] = (
    Solver(
        name="backward_induction",
        concept="subgame-perfect equilibrium in pure moves where nothing is hidden",
        source="Selten (1965); Osborne and Rubinstein (1994), A Course in Game Theory, sec. 6.2",
        takes="draw",
        answers="equilibria",
        complete=True,
        accepts=lambda bound: sees_all(bound.arrays),
        run=backward_induction,
        lists=True,
    ),
    Solver(
        name="subgame_perfect_all",
        concept="all subgame-perfect equilibria, subgames with simultaneous moves included",
        source="Selten (1965); Selten (1975), International Journal of Game Theory 4, sec. 5; extreme "
        "equilibria of each stage as for nash_all",
        takes="draw",
        answers="equilibria",
        complete=True,
        accepts=stages_within,
        run=subgame_perfect_all,
        lists=True,
    ),
    Solver(
        name="pure_equilibria",
        concept="Nash equilibrium in pure reduced strategies",
        source="Nash (1951), Annals of Mathematics 54, 286-295; all profiles compared",
        takes="draw",
        answers="equilibria",
        complete=True,
        accepts=_pure,
        run=pure_equilibria,
        lists=True,
        forgetful=True,
    ),
    Solver(
        name="agent_pure_equilibria",
        concept="Nash equilibrium of the agent form in pure moves",
        source="Selten (1975), International Journal of Game Theory 4, sec. 5; all profiles compared",
        takes="draw",
        answers="equilibria",
        complete=True,
        accepts=_agents,
        run=agent_pure_equilibria,
        lists=True,
        forgetful=True,
    ),
    Solver(
        name="nash",
        concept="Nash equilibrium of two players, one of them",
        source="Koller, Megiddo and von Stengel (1996), Games and Economic Behavior 14; von Stengel, "
        "van den Elzen and Talman (2002), Econometrica 70",
        takes="draw",
        answers="equilibria",
        complete=False,
        accepts=_two,
        run=nash,
        lists=True,
        of_two=True,
    ),
    Solver(
        name="nash_all",
        concept="all Nash equilibria of a small game",
        source="Avis, Rosenberg, Savani and von Stengel (2010), Economic Theory 42; Porter, Nudelman and "
        "Shoham (2008), Games and Economic Behavior 63",
        takes="draw",
        answers="equilibria",
        complete=True,
        accepts=_small,
        run=nash_all,
        lists=True,
    ),
    Solver(
        name="cfr_plus",
        concept="near equilibrium of two players with payoffs of a constant sum, with bounds on the value",
        source="Tammelin (2014), arXiv:1407.5042",
        takes="draw",
        answers="equilibria",
        complete=False,
        accepts=_constant_sum,
        run=cfr_plus,
        of_two=True,
    ),
    Solver(
        name="cfr_sampled",
        concept="as cfr_plus, from drawn plays",
        source="Lanctot and others (2009), NIPS 22",
        takes="draw",
        answers="equilibria",
        complete=False,
        accepts=_constant_sum,
        run=lambda bound: cfr_sampled(bound, rng=np.random.default_rng(0)),
        of_two=True,
    ),
    Solver(
        name="qre_branch",
        concept="principal branch of logit agent quantal response equilibria",
        source="McKelvey and Palfrey (1998), theorem 3; Turocy (2005), Games and Economic Behavior 51",
        takes="draw",
        answers="branch",
        complete=False,
        accepts=_few_actions,
        run=qre_branch,
        precise=True,
        forgetful=True,
    ),
    Solver(
        name="sequential",
        concept="sequential equilibrium: the limit of the principal branch",
        source="Kreps and Wilson (1982), Econometrica 50; McKelvey and Palfrey (1998), theorem 4",
        takes="draw",
        answers="assessment",
        complete=False,
        accepts=_few_actions,
        run=sequential,
    ),
    Solver(
        name="agent_quantal_response",
        concept="logit agent quantal response equilibrium",
        source="McKelvey and Palfrey (1998), Experimental Economics 1, 9-41, definitions 1 and 2",
        takes="batch",
        answers="solution",
        complete=False,
        accepts=_finite,
        run=agent_quantal_response,
        lists=True,
        precise=True,
        forgetful=True,
    ),
    Solver(
        name="subgame_perfect",
        concept="subgame-perfect equilibrium in perfect information, ties split evenly",
        source="Selten (1965); Osborne and Rubinstein (1994), A Course in Game Theory, sec. 6.2",
        takes="batch",
        answers="solution",
        complete=False,
        accepts=_seen,
        run=subgame_perfect,
        lists=True,
    ),
    Solver(
        name="solve",
        concept="as the precisions say: logit where finite, best response where infinite",
        source="agent_quantal_response, subgame_perfect and sharp_limit",
        takes="batch",
        answers="solution",
        complete=False,
        accepts=lambda _: True,
        run=solve,
        lists=True,
        precise=True,
        forgetful=True,
    ),
    Solver(
        name="sharp_limit",
        concept="limit of logit play as infinite precisions grow, a sequential equilibrium where all are",
        source="McKelvey and Palfrey (1998), theorem 4; Kreps and Wilson (1982), Econometrica 50, 863-894",
        takes="batch",
        answers="solution",
        complete=False,
        accepts=lambda _: True,
        run=sharp_limit,
        forgetful=True,
    ),
)


def solver_named(name: str) -> Solver:
    """The solver of a name.

    Parameters
    ----------
    name : of the solver, as in `SOLVERS`

    Returns
    -------
    Solver

    Raises
    ------
    KeyError
        Where there is none.

    Examples
    --------
    >>> solver_named("nash_all").takes, solver_named("solve").takes
    ('draw', 'batch')
    """
    return {solver.name: solver for solver in SOLVERS}[name]
