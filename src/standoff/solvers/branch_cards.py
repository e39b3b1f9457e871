"""The solvers of one draw that follow a branch, each with its card, as `registry` has the batched ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from standoff.game.records import BoundGame
from standoff.solvers.assessments import Assessment
from standoff.solvers.limit.sequential import sequential
from standoff.solvers.path.branch import Branch, qre_branch


@dataclass(frozen=True, slots=True)
class BranchCard:
    """What a solver of one draw is: its concept, its source, whether it finds all, what it accepts."""

    name: str
    concept: str
    source: str
    complete: bool
    accepts: Callable[[BoundGame], bool]
    run: Callable[[BoundGame], Branch | Assessment]


MOST_ACTIONS = 2000  # beyond this the dense equations of a branch take too long


def _small(bound: BoundGame) -> bool:
    return bound.arrays.n_actions <= MOST_ACTIONS


BRANCH_CARDS: tuple[BranchCard, ...] = (
    BranchCard(
        "qre_branch",
        "principal branch of logit agent quantal response equilibria",
        "McKelvey and Palfrey (1998), theorem 3; Turocy (2005), Games and Economic Behavior 51",
        False,
        _small,
        qre_branch,
    ),
    BranchCard(
        "sequential",
        "sequential equilibrium: the limit of the principal branch",
        "Kreps and Wilson (1982), Econometrica 50; McKelvey and Palfrey (1998), theorem 4",
        False,
        _small,
        sequential,
    ),
)
