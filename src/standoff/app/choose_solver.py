"""Which solver `standoff solve` calls: by name, or by the game where none is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from standoff.errors import Problem, RunError, nearest
from standoff.game import BoundGame, Game, Solution, at_precision
from standoff.game.records import Floats
from standoff.solvers import (
    SOLVERS,
    Assessment,
    Branch,
    Equilibria,
    Several,
    Solver,
    backward_induction,
    cfr_plus,
    cfr_sampled,
    nash_all,
    qre_branch,
    sequential,
    several,
    solver_named,
    subgame_perfect_all,
)
from standoff.solvers.strategies.backward_induction import sees_all
from standoff.solvers.strategies.refusals import demand_two

ALSO_CALLED = {"qre": "agent_quantal_response"}
USUAL_PRECISION = 1.0
SEQUENTIAL, BRANCH = "sequential", "qre_branch"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks; `tell` prints a line as a solver runs, `show` how far a listing is."""

    concept: str | None
    precision: float | None
    every: bool
    draw: int
    seed: int
    reading: str | None
    tell: Callable[[str], object] | None
    show: Callable[[str, int, int], object] | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """The game: `merged` for solvers of many draws, `whole()` as a tree for whole strategies.

    items, totals : names of what is read out of a scenario's play, and what given play of `merged`,
        float64[row, action], comes to; none for a game that is no scenario
    """

    name: str
    title: str
    merged: tuple[Game, BoundGame]
    whole: Callable[[], tuple[Game, BoundGame]]
    warnings: tuple[str, ...]
    items: tuple[str, ...] = ()
    totals: Callable[[Floats], Floats] | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """concept : its name; about : what it is; why : said where nobody named it; precision : or None"""

    concept: str
    about: str
    why: str
    precision: float | None


@dataclass(frozen=True, slots=True)
class Solved:
    """The game as it was solved, and what the solver answered."""

    game: Game
    bound: BoundGame
    answer: Equilibria | Solution | Several | Branch
    items: tuple[str, ...] = ()


def choose(given: Given, asked: Asked) -> Choice:
    """The concept that is named, or one that the game accepts, with the reason.

    Raises
    ------
    RunError
        S905 for an unknown name, S904 for options that the concept does not take.
    """
    about = {solver.name: solver.concept for solver in SOLVERS}
    name, why = (asked.concept, "") if asked.concept is not None else _usual(given, asked)
    name = ALSO_CALLED.get(name, name)
    if name not in about:
        what = f"there is no concept `{name}`."
        fix = nearest(name, list(about))
        raise RunError(Problem("S905", what, fix=fix or "Known: " + ", ".join(f"`{c}`" for c in about) + "."))
    if name == "nash" and asked.every:
        name = "nash_all"
    if name == "subgame_perfect" and (asked.every or not sees_all(given.merged[0].arrays)):
        name = "subgame_perfect_all"
    solver = solver_named(name)
    if asked.every and not solver.lists:
        what = f"`--all` was given, and `{name}` finds one answer."
        raise RunError(Problem("S904", what, fix=_those("list all", lambda one: one.lists)))
    precision = asked.precision
    if precision is not None and not solver.precise:
        what = f"`--precision` was given, and `{name}` has none."
        raise RunError(Problem("S904", what, fix=_those("take a precision", lambda one: one.precise)))
    if precision is not None and not precision >= 0:
        raise RunError(Problem("S904", f"`--precision` is {precision:g}.", "0 or more was expected."))
    if name == BRANCH and precision == 0:
        raise RunError(Problem("S904", "`--precision` is 0.", "`qre_branch` was expected to go further."))
    if asked.every and name in ("agent_quantal_response", "solve") and precision == np.inf:
        what = "`--all` was given with an infinite precision."
        raise RunError(Problem("S904", what, fix="Give a finite one, or name `nash_all`."))
    if precision is None and name == "agent_quantal_response" and np.isinf(given.merged[1].precision).any():
        precision = USUAL_PRECISION
    return Choice(name, about[name], why, precision)


def _those(what: str, which: Callable[[Solver], bool]) -> str:
    names = sorted(solver.name for solver in SOLVERS if which(solver))
    return f"Concepts that {what}: " + ", ".join(f"`{name}`" for name in names) + "."


def may_forget(asked: Asked) -> bool:
    """Whether what is asked is for games whose players may forget their own moves, too."""
    concept = asked.concept
    if concept is None:
        return asked.precision is not None  # quantal response, see `_usual`
    return any(solver.forgetful for solver in SOLVERS if solver.name == ALSO_CALLED.get(concept, concept))


def _usual(given: Given, asked: Asked) -> tuple[str, str]:
    game, bound = given.merged
    if asked.precision is not None:
        return "agent_quantal_response", "a precision was given"
    if np.isfinite(bound.precision).all():
        return "solve", "the scenario gives the precision of play"
    if sees_all(game.arrays):
        return "backward_induction", "nothing is hidden"
    if asked.every and game.arrays.n_players != 2:
        return "nash_all", "all equilibria were asked for"
    if game.arrays.n_players == 2:
        return "nash", "two players, and something is hidden"
    return "agent_quantal_response", (
        f"{game.arrays.n_players} players, and something is hidden: precision {USUAL_PRECISION:g}"
    )


def _with_totals(given: Given, answer: Several) -> Several:
    """The equilibria of one draw with what each comes to, and the range of that."""
    if given.totals is None:
        return answer
    item = given.totals(answer.probability)
    return replace(
        answer, item=item, low=item.min(axis=0, keepdims=True), high=item.max(axis=0, keepdims=True)
    )


def solve_game(given: Given, chosen: Choice, asked: Asked) -> Solved:
    """Run the chosen solver.

    Raises
    ------
    StandoffError
        What the solver refuses, with the concepts that accept the game.
    """
    solver = solver_named(chosen.concept)
    game, bound = given.merged
    if solver.takes == "batch":
        if chosen.precision is not None:
            bound = at_precision(bound, chosen.precision)
        if asked.every:
            return Solved(game, bound, _with_totals(given, several(bound)), given.items)
        return Solved(game, bound, solver.run(bound))
    if chosen.concept == BRANCH:
        return Solved(game, bound, qre_branch(bound, highest=chosen.precision))
    if solver.of_two:
        demand_two(chosen.concept, game.arrays.n_players)  # before the tree is made
    if chosen.concept != "backward_induction":
        game, bound = given.whole()
    return Solved(game, bound, _whole(chosen.concept, bound, asked))


def _whole(concept: str, bound: BoundGame, asked: Asked) -> Equilibria:
    def tell(iteration: int, low: float, high: float) -> None:
        if asked.tell is not None:
            asked.tell(f"round {iteration:,}: the value lies between {low:.8f} and {high:.8f}")

    if concept == "backward_induction":
        return backward_induction(bound, all_solutions=asked.every)
    if concept == SEQUENTIAL:
        return _one_row(sequential(bound))
    if concept == "cfr_plus":
        return cfr_plus(bound, tell=tell)
    if concept == "cfr_sampled":
        return cfr_sampled(bound, rng=np.random.default_rng(asked.seed), tell=tell)
    if concept == "nash_all":
        return nash_all(bound, tell=asked.show)
    if concept == "subgame_perfect_all":
        return subgame_perfect_all(bound, tell=asked.show)
    found: Equilibria = solver_named(concept).run(bound)
    return found


def _one_row(found: Assessment) -> Equilibria:
    """An assessment as the command prints it: its play, with what was proven of it."""
    return Equilibria(
        probability=found.probability[None],
        value=found.value[None],
        gain=found.gain[None],
        agent_gain=found.agent_gain[None],
        status=np.array([found.status], dtype=np.int8),
        component=np.array([-1], dtype=np.int32),
        method=f"limit of the logit branch: {found.advice}",
        complete=False,
        seconds=found.seconds,
        settings={"unique": found.unique, "precision": found.precision},
    )
