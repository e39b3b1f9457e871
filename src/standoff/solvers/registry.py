"""Every solver with its card: concept, source, what it accepts; the certificate test runs them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from standoff.game.records import BoundGame, Solution
from standoff.solvers.batch.workspace import plan
from standoff.solvers.limit.sharp_limit import sharp_limit
from standoff.solvers.solve import agent_quantal_response, solve, subgame_perfect


@dataclass(frozen=True, slots=True)
class Card:
    """What a solver is.

    concept : the solution concept, one name
    source : where it is defined
    complete : whether it finds every equilibrium (False: one of them)
    accepts : whether the solver takes a game
    run : the solver
    """

    name: str
    concept: str
    source: str
    complete: bool
    accepts: Callable[[BoundGame], bool]
    run: Callable[[BoundGame], Solution]


def _finite(bound: BoundGame) -> bool:
    return bool(np.isfinite(bound.precision).all())


def _seen(bound: BoundGame) -> bool:
    return plan(bound.arrays).perfect_information


CARDS: tuple[Card, ...] = (
    Card(
        "agent_quantal_response",
        "logit agent quantal response equilibrium",
        "McKelvey and Palfrey (1998), Experimental Economics 1, 9-41, definitions 1 and 2",
        False,
        _finite,
        agent_quantal_response,
    ),
    Card(
        "subgame_perfect",
        "subgame-perfect equilibrium in perfect information, ties split evenly",
        "Selten (1965); Osborne and Rubinstein (1994), A Course in Game Theory, sec. 6.2",
        False,
        _seen,
        subgame_perfect,
    ),
    Card(
        "solve",
        "as the precisions say: logit where finite, best response where infinite",
        "the two above and the one below",
        False,
        lambda _: True,
        solve,
    ),
    Card(
        "sharp_limit",
        "limit of logit play as infinite precisions grow, a sequential equilibrium where all are",
        "McKelvey and Palfrey (1998), theorem 4; Kreps and Wilson (1982), Econometrica 50, 863-894",
        False,
        lambda _: True,
        sharp_limit,
    ),
)
