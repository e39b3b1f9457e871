"""One equilibrium of a two-player game by complementary pivoting over sequences.

Equilibria are the plans x, y with E x = e, F y = f that are complementary to the slacks
r = E'p - A y >= 0 and s = F'q - B'x >= 0. The path starts at a prior (any plans of both players):
with weight z the prior is played and with weight 1 - z the plans, so that at z = 1 the answer is the
best reply to the prior. Pivoting lowers z to 0, where the answer is an equilibrium: the linear
tracing procedure. Ties between leaving variables are broken lexicographically, so that no basis
comes back; other priors give other starts. Free variables p, q stay in the basis throughout and are
eliminated. The same steps run over float64 and over exact fractions.
Source: von Stengel, van den Elzen and Talman (2002), Econometrica 70, 693-715, sec. 3 and 4; Lemke
(1965), Management Science 11, 681-689.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from standoff.game.records import Floats
from standoff.solvers.strategies.zero_sum import constraints, payoff_matrix
from standoff.solvers.tree_forms.rational import exact_form
from standoff.solvers.tree_forms.sequence_form import SequenceForm, counterfactual
from standoff.solvers.tree_forms.tree import Indices

Table = Any  # ndarray of float64, or of Fraction
SMALL = 1e-9  # entries below this are no pivots (float64 only)
FRESH = 40  # pivots between two computations of the table from the data
PIVOTS_A_SEQUENCE = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """The linear system: columns x (all sequences of both), r, t = 1 - z, z; free ones beside.

    matrix : [row, column] with rows for r, for the plans' equations, and z + t = 1
    free : [row, p and q]
    right : [row]
    sequences : int64[x], the sequence of each column
    start : int64[..], columns of the first basis, z last
    """

    matrix: Table
    free: Table
    right: Table
    sequences: Indices
    start: Indices


def pivoted_plans(form: SequenceForm, prior: Floats) -> Floats | None:
    """float64[1 + action], both players' plans; None where the path does not end.

    Parameters
    ----------
    prior : float64[1 + action], plans of both players; all weights positive
    """
    problem = _problem(form, prior, exact=False)
    basis = _follow(problem, exact=False)
    if basis is None:
        return None
    n = len(problem.sequences)
    level = _levels(problem, basis, exact=False)
    plan = np.zeros(1 + form.tree.n_actions)
    for column, value in zip(basis, level, strict=True):
        if column < n:
            plan[problem.sequences[column]] = max(0.0, float(value))
    plan[0] = 1.0
    return plan


def exact_plans(form: SequenceForm, prior: Floats) -> list[Fraction] | None:
    """Fraction[1 + action], as `pivoted_plans` without rounding: for games of some dozen sequences."""
    problem = _problem(form, prior, exact=True)
    basis = _follow(problem, exact=True)
    if basis is None:
        return None
    plan = [Fraction(0)] * (1 + form.tree.n_actions)
    for column, value in zip(basis, _levels(problem, basis, exact=True), strict=True):
        if column < len(problem.sequences):
            plan[int(problem.sequences[column])] = Fraction(value)
    plan[0] = Fraction(1)
    return plan


def _problem(form: SequenceForm, prior: Floats, *, exact: bool) -> Problem:
    zero = Fraction(0) if exact else 0.0
    parts = [constraints(form, i) for i in range(2)]
    n_own = [len(parts[i][2]) for i in range(2)]
    n, m = sum(n_own), sum(part[0].shape[0] for part in parts)
    first, second = _payoffs(form, exact=exact)
    size = n + m + 1
    matrix = np.full((size, 2 * n + 2), zero, dtype=object if exact else float)
    free = np.full((size, m), zero, dtype=matrix.dtype)
    right = np.full(size, zero, dtype=matrix.dtype)
    a, row = n_own[0], n
    matrix[:a, a:n], matrix[a:n, :a] = first, second.T
    matrix[np.arange(n), n + np.arange(n)] += 1
    for i, at in ((0, 0), (1, a)):
        flow = parts[i][0].toarray()
        flow = _fractions(flow) if exact else flow
        columns = slice(at, at + n_own[i])
        free[columns, row - n : row - n + len(flow)] = -flow.T
        matrix[row : row + len(flow), columns] = flow
        matrix[row, 2 * n] -= 1
        row += len(flow)
    known = _fractions(prior) if exact else prior
    worth = np.concatenate([first @ known[parts[1][2]], second.T @ known[parts[0][2]]])
    matrix[:n, 2 * n], right[:n] = -worth, -worth
    matrix[size - 1, 2 * n :] += 1
    right[size - 1] += 1
    sequences = np.concatenate([parts[0][2], parts[1][2]])
    chosen = _replies(form, prior)
    kept = np.array([s in chosen[0] for s in parts[0][2]] + [s in chosen[1] for s in parts[1][2]])
    start = np.concatenate([np.where(kept, np.arange(n), n + np.arange(n)), [2 * n + 1]])
    return Problem(matrix, free, right, sequences, start)


def _payoffs(form: SequenceForm, *, exact: bool) -> tuple[Table, Table]:
    if not exact:
        return payoff_matrix(form, 0).toarray(), payoff_matrix(form, 1).toarray()
    own = [{s: k for k, s in enumerate(form.own(i).tolist())} for i in range(2)]
    tables = []
    weight = exact_form(form).weight
    for i in range(2):
        table = np.full((len(own[0]), len(own[1])), Fraction(0), dtype=object)
        for k, (s, t) in enumerate(form.sequence.tolist()):
            table[own[0][s], own[1][t]] += weight[k][i]
        tables.append(table)
    return tables[0], tables[1]


def _fractions(numbers: Floats) -> Table:
    return np.vectorize(Fraction, otypes=[object])(numbers)


def _replies(form: SequenceForm, prior: Floats) -> tuple[set[int], set[int]]:
    """For each player the empty sequence and the best move of every information set."""
    tree, found = form.tree, []
    for i in range(2):
        worth, chosen = counterfactual(form, prior, i), {0}
        for h in form.infosets(i)[::-1]:
            here = worth[1 + tree.first_action[h] : 1 + tree.first_action[h + 1]]
            chosen.add(int(1 + tree.first_action[h] + np.argmax(here)))
            worth[form.above[h]] += here.max()
        found.append(chosen)
    return found[0], found[1]


def _follow(problem: Problem, *, exact: bool) -> Indices | None:
    """The columns of the last basis, in the order of the rows of the table."""
    n = len(problem.sequences)
    small = 0 if exact else SMALL
    basis = problem.start.copy()
    table = _table(problem, basis, exact=exact)
    entering, z, t = 2 * n, 2 * n + 1, 2 * n
    for k in range(1, PIVOTS_A_SEQUENCE * (n + 10)):
        row = _leaving(table, problem.start, (entering, int(np.argmax(basis == z))), small)
        if row is None or basis[row] == t:
            return None
        left, basis[row] = int(basis[row]), entering
        if left == z:
            return basis
        _pivot(table, row, entering)
        if not exact and k % FRESH == 0:
            try:
                table = _table(problem, basis, exact=False)
            except np.linalg.LinAlgError:
                return None
            if not np.isfinite(table).all():
                return None
        entering = left + n if left < n else left - n
    return None


def _table(problem: Problem, basis: Indices, *, exact: bool) -> Table:
    """Rows of the basic variables but the free ones: [columns | right side], basis columns unit."""
    whole = np.column_stack([problem.matrix, problem.right])
    if exact:
        return _eliminated(np.column_stack([problem.free, whole]), basis, problem.free.shape[1])
    square = np.column_stack([problem.free, problem.matrix[:, basis]])
    return np.linalg.solve(square, whole)[problem.free.shape[1] :]


def _eliminated(table: Table, basis: Indices, n_free: int) -> Table:
    """Gauss and Jordan in fractions: free columns first, then the basis; rows in their order."""
    place = []
    left = set(range(len(table)))
    for column in [*range(n_free), *(n_free + basis).tolist()]:
        row = next(r for r in left if table[r, column] != 0)
        left.remove(row)
        place.append(row)
        _pivot(table, row, column)
    return table[place[n_free:], n_free:]


def _pivot(table: Table, row: int, column: int) -> None:
    table[row] = table[row] / table[row, column]
    factor = table[:, column].copy()
    factor[row] = 0
    others = np.flatnonzero(factor != 0)
    table[others] -= factor[others, None] * table[row][None, :]


def _leaving(table: Table, start: Indices, at: tuple[int, int], small: float) -> int | None:
    """The row that leaves: least ratio, the row of z before all, then the lexicographic order."""
    entering, z_row = at
    column = table[:, entering]
    rows = np.flatnonzero(column > small)
    if not len(rows):
        return None
    ratio = table[rows, -1] / column[rows]
    rows = rows[ratio <= ratio.min() + small]
    if z_row in rows:
        return z_row
    for j in start:
        if len(rows) == 1:
            break
        ratio = table[rows, j] / column[rows]
        rows = rows[ratio <= ratio.min() + small]
    return int(rows[0])


def _levels(problem: Problem, basis: Indices, *, exact: bool) -> Table:
    """Values of the basic columns, computed from the data and refined once."""
    if exact:
        return _table(problem, basis, exact=True)[:, -1]
    square = np.column_stack([problem.free, problem.matrix[:, basis]])
    level, *_ = np.linalg.lstsq(square, problem.right, rcond=None)
    try:
        level = np.linalg.solve(square, problem.right)
        level = level + np.linalg.solve(square, problem.right - square @ level)
    except np.linalg.LinAlgError:
        pass  # z and the column that replaced it leave a singular basis: least squares stand
    return level[problem.free.shape[1] :]
