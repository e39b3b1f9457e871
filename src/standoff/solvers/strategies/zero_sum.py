"""Constant-sum games of two players: maximin plans by a linear programme over sequences.

    max q_0  subject to  E x = e,  x >= 0,  F'q <= A'x

x is the first player's plan, q_h the second player's value of its information set h; the second
player's plan is the dual solution. HiGHS solves it sparse. Payoffs are shifted and scaled to [0, 1]
first, so that neither their size nor the sign of the value can matter.
Source: Koller, Megiddo and von Stengel (1996), Games and Economic Behavior 14, sec. 4; von Stengel
(1996), ibid., theorem 3.5.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from standoff.game.records import Floats
from standoff.solvers.tree_forms.sequence_form import SequenceForm
from standoff.solvers.tree_forms.tree import Indices

ALIKE = 1e-12  # payoffs add up to one number within this share of their size


def is_constant_sum(form: SequenceForm) -> bool:
    """Whether two players who agree about chance share out one sum at every end."""
    if form.n_players != 2 or not np.array_equal(form.chance[:, 0], form.chance[:, 1]):
        return False
    total = form.payoff.sum(axis=1)
    size = max(float(np.abs(form.payoff).max(initial=0.0)), 1e-300)
    return bool(np.ptp(total) <= ALIKE * size) if len(total) else True


def constraints(form: SequenceForm, player: int) -> tuple[Any, Floats, Indices]:
    """The plan's equations as a sparse matrix and its right side, and the player's sequences.

    Row 0 says that the empty sequence has weight 1, row 1 + k that the weights after the k-th
    information set add up to the weight of what leads to it.
    """
    from scipy.sparse import csr_array

    own = form.own(player)
    column = np.full(1 + form.tree.n_actions, -1, dtype=np.int64)
    column[own] = np.arange(len(own))
    rows, columns, values = [0], [0], [1.0]
    for k, h in enumerate(form.infosets(player), start=1):
        for s in range(1 + form.tree.first_action[h], 1 + form.tree.first_action[h + 1]):
            rows.append(k)
            columns.append(int(column[s]))
            values.append(1.0)
        rows.append(k)
        columns.append(int(column[form.above[h]]))
        values.append(-1.0)
    right = np.zeros(rows[-1] + 1)
    right[0] = 1.0
    return csr_array((values, (rows, columns)), shape=(len(right), len(own))), right, own


def payoff_matrix(form: SequenceForm, player: int) -> Any:
    """Sparse [own sequence of player 0, own sequence of player 1]: scaled payoffs times chance."""
    from scipy.sparse import csr_array

    place = [np.zeros(1 + form.tree.n_actions, dtype=np.int64) for _ in range(2)]
    for i in range(2):
        place[i][form.own(i)] = np.arange(len(form.own(i)))
    paid = form.payoff[:, player]
    low, spread = paid.min(initial=np.inf), form.spread[player]
    scaled = (paid - low) / (spread if spread > 0 else 1.0) * form.chance[:, player]
    at = tuple(place[i][form.sequence[:, i]] for i in range(2))
    return csr_array((scaled, at), shape=(len(form.own(0)), len(form.own(1))))


def maximin_plans(form: SequenceForm) -> Floats | None:
    """float64[1 + action], both players' plans from one programme; None where it fails."""
    matrix = payoff_matrix(form, 0)
    first = _programme(form, matrix, 0)
    return first if first is not None else _programme(form, -matrix.T, 1)


def _programme(form: SequenceForm, matrix: Any, player: int) -> Floats | None:
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, hstack

    mine, right, own = constraints(form, player)
    theirs, _, other = constraints(form, 1 - player)
    n, m = len(own), theirs.shape[0]
    cost = np.zeros(n + m)
    cost[n] = -1.0
    answer = linprog(
        cost,
        A_ub=hstack([-matrix.T, theirs.T], format="csr"),
        b_ub=np.zeros(len(other)),
        A_eq=hstack([mine, csr_array((mine.shape[0], m))], format="csr"),
        b_eq=right,
        bounds=[(0, None)] * n + [(None, None)] * m,
        method="highs",
        options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
    if answer.status != 0:
        return None
    plan = np.zeros(1 + form.tree.n_actions)
    plan[own] = np.maximum(answer.x[:n], 0.0)
    plan[other] = np.maximum(-answer.ineqlin.marginals, 0.0)
    plan[0] = 1.0
    return plan
