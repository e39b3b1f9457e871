"""`sequential`: the limit of the principal branch as precision grows, with beliefs everywhere.

Every limit of agent quantal response equilibria along a branch is a sequential equilibrium
(McKelvey and Palfrey 1998, theorem 4). The branch is followed to a precision of 1e6 over the range
of payoffs; `limit` reads supports, play and beliefs off its end and makes ties exact;
`check_assessment` decides whether what came out is a sequential equilibrium.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from standoff.game.records import NOT_CONVERGED, REJECTED, SOLVED, BoundGame, Floats
from standoff.solvers.assessments import RATIONAL, Assessment, AssessmentCheck, check_assessment
from standoff.solvers.limit.limit import Limit, limit_of
from standoff.solvers.path.arc_length import Place
from standoff.solvers.path.branch import Branch, qre_branch
from standoff.solvers.path.equations import demand_draw
from standoff.solvers.strategies.best_response import Walk
from standoff.solvers.strategies.written_ties import unequal
from standoff.solvers.tree_forms.edge_numbers import written_draws
from standoff.solvers.tree_forms.tree import grow

TOLD = f"(to {RATIONAL:g} of the range of payoffs)"
NEAR_TIE = (
    "Options played at information set {} are worth the same to the branch, but not by the numbers as they "
    "are written: the limit lies further on than it can be followed. `nash_all` and `subgame_perfect_all` "
    "decide such ties in fractions."
)
APART = 100.0  # factor between the two precisions from which the limit is read


def sequential(bound: BoundGame, draw: int = 0, *, steps: int = 2000) -> Assessment:
    """The sequential equilibrium to which logit play tends as all precisions grow together.

    Parameters
    ----------
    bound : the game with its numbers; the precisions count only by their ratios
    draw : which draw
    steps : most steps along the branch

    Returns
    -------
    Assessment
        `solved` if it passed `check_assessment`, `rejected` if it did not, `not_converged` if the
        branch was not followed to its end, its limit was not clear, or it plays options as equal that
        the numbers of a file tell apart (floats cannot below about 1e-11); `advice` says more.

    Raises
    ------
    StandoffError
        S622 and S632 as for `qre_branch`, S630 for imperfect recall, S631 for a merged game too
        large to be unfolded for its gains.

    Source
    ------
    Kreps and Wilson (1982), Econometrica 50; McKelvey and Palfrey (1998), theorem 4.

    Examples
    --------
    >>> from standoff.game import Chance, Decision, Terminal, build_tree
    >>> from standoff.solvers import sequential
    >>> def reply(kind):
    ...     return Decision("A", {"act": Terminal((kind,)), "wait": Terminal((0,))}, infoset="unsure")
    >>> root = Chance({"good": (0.4, reply(1)), "bad": (0.6, reply(-1))}, name="kind")
    >>> found = sequential(build_tree(root, ("A",)).bound)
    >>> found.belief.round(3)  # of the nodes at which somebody decides; 0 elsewhere
    array([0. , 0.4, 0. , 0. , 0.6, 0. , 0. ])
    """
    started = time.perf_counter()
    if not bound.arrays.n_actions:
        return _nobody_moves(bound, draw, started)
    branch = qre_branch(bound, draw, steps=steps)
    near, far = end_of(branch)
    limit = limit_of(branch.curve, near, far)
    walk = Walk(grow(bound, draw))
    found = walk.check(limit.probability)
    assessment = Assessment(
        limit.probability,
        limit.belief,
        found.value,
        found.gain,
        found.agent_gain,
        limit.order,
        limit.coefficient,
        NOT_CONVERGED,
        not branch.crossings,
        "",
        far.scale,
        0.0,
    )
    checked = check_assessment(bound, assessment, draw)
    fair = bool((found.gain <= 1e-8 * np.maximum(found.spread, 1e-300)).all())
    status, advice = judge(branch.status, branch.ended, limit, checked, fair)
    apart = unequal(bound, draw, limit.probability) if status == SOLVED and written_draws(bound)[draw] else ()
    if apart:
        sets = ", ".join(str(h + 1) for h in apart)
        status, advice = NOT_CONVERGED, NEAR_TIE.format(sets)
    if branch.crossings:
        advice += f" Another branch crosses at precision {branch.crossings[0]:.4g}: the limit is not unique."
    return replace(assessment, status=status, advice=advice, seconds=time.perf_counter() - started)


def _nobody_moves(bound: BoundGame, draw: int, started: float) -> Assessment:
    """The assessment of a game without decisions."""
    demand_draw(bound, draw)
    none = np.zeros(0)
    found = Walk(grow(bound, draw)).check(none)
    belief = np.zeros(bound.arrays.n_nodes)
    return Assessment(
        none,
        belief,
        found.value,
        found.gain,
        found.agent_gain,
        none,
        none,
        SOLVED,
        True,
        "Nobody has a decision to make.",
        0.0,
        time.perf_counter() - started,
    )


def end_of(branch: Branch) -> tuple[Place, Place]:
    """The last point of a branch and one at about a hundredth of its precision."""
    far = branch.places[-1]
    before = [place for place in branch.places[1:] if 0.0 < place.scale <= far.scale / APART]
    return (before[-1] if before else branch.places[0]), far


def judge(branch: int, ended: str, limit: Limit, checked: AssessmentCheck, fair: bool) -> tuple[int, str]:
    """Status and advice of a limit."""
    holds = checked.rational and checked.consistent and fair
    if branch == SOLVED and holds:
        shown = "decided algebraically" if checked.proof == "algebraic" else "shown along a sequence"
        note = "" if limit.clear else f" The limit was not clear ({limit.why}); this is an equilibrium."
        return SOLVED, f"Sequentially rational everywhere {TOLD}; consistency {shown}.{note}"
    if branch != SOLVED:
        said = (
            "It is a sequential equilibrium, maybe not the limit." if holds else "Nothing is claimed of it."
        )
        return NOT_CONVERGED, f"The branch ended early ({ended}): this is where it stood. {said}"
    if not limit.clear:
        return NOT_CONVERGED, f"The limit could not be certified: {limit.why}."
    faults = []
    if not checked.rational:
        faults.append(f"an action adds {float((checked.gap).max(initial=0.0)):.2g} at some information set")
    if not checked.consistent:
        faults.append(f"the beliefs are no limit of Bayes' rule (distance {checked.distance:.2g})")
    if not fair:
        faults.append("a player gains by changing its whole strategy")
    return REJECTED, "The check refused the limit: " + "; ".join(faults) + "."


def trembling_play(assessment: Assessment, epsilon: float = 1e-20) -> Floats:
    """Fully mixed play near the assessment, whose beliefs are near its own, float64[action, unnormalised]."""
    found: Floats = assessment.coefficient * epsilon**assessment.order
    return found
