"""The end of a branch on which all play is strict, found from a logit answer at a high precision.

Mistakes are as likely as exp(-precision x what they cost), times their base weights, so that beliefs
follow the cheapest mistakes and costs follow beliefs, until neither moves. Where that does not settle,
where an action is nearly tied, or where the end's play is not what the logit answer mostly plays, nothing
is said.
Source: McKelvey and Palfrey (1998), Experimental Economics 1, theorem 4.
"""

from __future__ import annotations

import numpy as np

from standoff.game.records import Floats
from standoff.solvers.limit.limit import Limit, limit_of
from standoff.solvers.path.arc_length import Curve, Law, Place
from standoff.solvers.path.equations import BranchSystem, no_chart
from standoff.solvers.path.spectrum import Spectrum

COSTS = (1e4, 1e6)  # scales at which costs stand for the far ends of a branch
ROUNDS = 40
STRICT = 1e-4  # of the payoff range: an action that costs less is not strictly worse


def strict_end(system: BranchSystem, log_start: Floats, orders: dict[bytes, Floats | None]) -> Limit | None:
    """The strict end that a high logit answer tends to, or None if it is not strict or not settled.

    `log_start` are the logarithms of that answer, float64[action].
    """
    arrays = system.arrays
    chart = no_chart(system)
    still = system.without_slopes()
    unit = max(float(system.spread.max(initial=0.0)), 1e-300)
    start = np.exp(log_start)
    worth = still.answer_to(log_start, start, chart).worth
    costs = [_costs(system, worth)]
    for _ in range(ROUNDS):
        play = _best(system, costs[-1])
        mistakes = still.weighed(-COSTS[1] / unit * costs[-1])
        worth = still.answer_to(mistakes, play, chart).worth
        cost = _costs(system, worth)
        back = _rounds_back(costs, cost, unit)
        if back > 1:  # it comes back to where it was: mixed play has such rounds
            return None
        costs.append(cost)
        if back:
            break
    else:
        return None
    if (cost[play == 0.0] < STRICT * unit).any():
        return None
    # also where nobody comes: there a mixed end is as near, and only the logit answer tells them apart
    if not (start[play > 0.0] > 0.5).all():
        return None
    near, far = (_end(system, cost, scale / unit, play) for scale in COSTS)
    curve = Curve(system, Law(np.zeros(arrays.n_players), np.ones(arrays.n_players)))
    limit = limit_of(curve, near, far, orders)
    return limit if limit.clear else None


def _rounds_back(costs: list[Floats], cost: Floats, unit: float) -> int:
    """How many rounds ago costs were the same, 0 if they never were."""
    for k, before in enumerate(reversed(costs), start=1):
        if float(np.abs(cost - before).max(initial=0.0)) <= 1e-12 * unit:
            return k
    return 0


def _costs(system: BranchSystem, worth: Floats) -> Floats:
    """What each action costs its mover, float64[action]."""
    best: Floats = np.maximum.reduceat(worth, system.starts)[system.home] - worth
    return best


def _best(system: BranchSystem, cost: Floats) -> Floats:
    """1 at the cheapest action of each information set, the first of several."""
    play = np.zeros(len(cost))
    play[system.largest(-cost)] = 1.0
    return play


def _end(system: BranchSystem, cost: Floats, scale: float, play: Floats) -> Place:
    """A point far out on a branch on which mistakes are as likely as their costs say."""
    logit = -scale * cost
    logs = system.log_play(logit)
    answer = system.without_slopes().answer_to(logs, play, no_chart(system))
    return Place(logit, scale, np.zeros(len(cost) + 1), np.zeros(0), answer, 0.0, Spectrum(0, 0, 0, 0.0, 1.0))
