"""`solve`: the play of every draw by the method that its precisions and what is hidden ask for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from standoff.errors import Problem, StandoffError
from standoff.game.base_weights import with_weights
from standoff.game.records import BoundGame, Solution
from standoff.solvers.batch.workspace import Plan
from standoff.solvers.batch.workspace import plan as make_plan
from standoff.solvers.limit.sharp_limit import sharp_limit
from standoff.solvers.logit import demand, logit_play


def solve(
    bound: BoundGame,
    *,
    plan: Plan | None = None,
    keep_probability: bool = True,
) -> Solution:
    """Play of every draw: best responses where a player's precision is infinite, logit elsewhere.

    Where several answers exist, it is that of the principal branch, which is reached from uniform play
    (from the base weights, where options have any) as all precisions grow together (`principal_branch`);
    `Solution.unsure` marks draws for which that is not certain. Where somebody is sharp and something is
    hidden, the answer is that of `sharp_limit`.

    Parameters
    ----------
    bound : the game with its numbers
    plan : what `plan(bound.arrays)` gave, if it is at hand
    keep_probability : False leaves `Solution.probability` with the shape [draw, 0]

    Returns
    -------
    Solution, its rows `solved` (or `degenerate`) only where `verify` accepts them

    Raises
    ------
    StandoffError
        S621 if the precision has the wrong shape or is negative.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, at_precision, build_tree
    >>> from standoff.solvers import solve
    >>> root = Decision("A", {"wait": Terminal((0,)), "act": Terminal((1,))})
    >>> bound = at_precision(build_tree(root, ("A",)).bound, 2.0)
    >>> solve(bound).probability.round(3)  # 1 / (1 + exp(-2)) for the better option
    array([[0.119, 0.881]])
    """
    plan = make_plan(bound.arrays) if plan is None else plan
    demand(bound)
    if not plan.perfect_information and np.isinf(bound.precision).any():
        return sharp_limit(bound, plan=plan, keep_probability=keep_probability)
    return logit_play(bound, plan=plan, keep_probability=keep_probability)


def agent_quantal_response(bound: BoundGame, *, plan: Plan | None = None) -> Solution:
    """Logit agent quantal response equilibrium (McKelvey and Palfrey 1998): finite precisions only.

    Parameters
    ----------
    bound : the game with its numbers; every precision is finite
    plan : what `plan(bound.arrays)` gave, if it is at hand

    Returns
    -------
    Solution, as `solve` gives it

    Raises
    ------
    StandoffError
        S623 if a precision is infinite.

    Source
    ------
    McKelvey and Palfrey (1998), Experimental Economics 1, 9-41, definitions 1 and 2.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, at_precision, build_tree
    >>> from standoff.solvers import agent_quantal_response
    >>> root = Decision("A", {"wait": Terminal((0,)), "act": Terminal((1,))})
    >>> bound = at_precision(build_tree(root, ("A",)).bound, 0.0)
    >>> agent_quantal_response(bound).probability  # at precision 0 play is uniform
    array([[0.5, 0.5]])
    """
    if np.isinf(bound.precision).any():
        what = "A precision is infinite, which logit agent quantal response does not admit."
        raise StandoffError(Problem("S623", what, fix="Use `solve` or `subgame_perfect`."))
    return solve(bound, plan=plan)


def subgame_perfect(bound: BoundGame, *, plan: Plan | None = None) -> Solution:
    """Subgame-perfect equilibrium by backward induction, ties split evenly.

    Precisions and base weights are ignored.

    Ties are decided in fractions where every number is known as it was written (a file, a tree of records;
    at most 20,000 edges), else within 1e-12 of what options are worth; `Solution.method` says which.

    Parameters
    ----------
    bound : the game with its numbers, in which every move is seen
    plan : what `plan(bound.arrays)` gave, if it is at hand

    Returns
    -------
    Solution; `degenerate` marks draws with a tie

    Raises
    ------
    StandoffError
        S620 if somebody moves without knowing where.

    Source
    ------
    Selten (1965); Osborne and Rubinstein (1994), A Course in Game Theory, sec. 6.2.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> from standoff.solvers import subgame_perfect
    >>> answer = Decision("B", {"fight": Terminal((-1, -1)), "yield": Terminal((2, 1))})
    >>> entry = build_tree(Decision("A", {"out": Terminal((0, 2)), "in": answer}), ("A", "B"))
    >>> subgame_perfect(entry.bound).value
    array([[2., 1.]])
    """
    if bound.arrays.weight is not None:
        bound, plan = with_weights(bound, None), None
    plan = make_plan(bound.arrays) if plan is None else plan
    if not plan.perfect_information:
        h = min(plan.structure.wide)
        what = f"Subgame perfection asks for seen moves, but information set {h} holds several nodes."
        fix = "Use `subgame_perfect_all` (one game), `sharp_limit` or `sequential`."
        raise StandoffError(Problem("S620", what, fix=fix))
    sharp = replace(bound, precision=np.full_like(bound.precision, np.inf))
    return solve(sharp, plan=plan)
