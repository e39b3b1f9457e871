"""The kernel of `counting.totals`: reach forward, carried nodes backward, 64 draws side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

BLOCK = 64  # draws side by side
_numba: Any = numba  # its stubs leave out the options that are used here
F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """A kernel, typed for its callers; all of it stands in this file, the only one its cache looks at."""
    return cast(F, _numba.njit(cache=True, nogil=True, error_model="numpy")(function))


@compiled
def count(
    graph: Any, items: Any, beside: Any, amounts: Any, cell: Any, probability: Any, found: Any, n_nodes: Any
) -> Any:
    """Fill `found` [draw, item], a block of draws at a time."""
    parent, child, taken = graph
    item_first, item, item_cell = items
    n_draws, n_edges = probability.shape[0], len(child)
    reach, through = np.zeros((n_nodes, BLOCK)), np.zeros((n_edges, BLOCK))
    share, total = np.zeros((n_edges, BLOCK)), np.zeros((found.shape[1], BLOCK))
    worth = np.zeros((len(beside[3]), BLOCK))
    for start in range(0, n_draws, BLOCK):
        n = min(BLOCK, n_draws - start)
        reach[:] = 0.0
        total[:] = 0.0
        reach[0] = 1.0
        for e in range(n_edges):
            a, p, c = taken[e], parent[e], child[e]
            for k in range(n):
                share[e, k] = probability[start + k, a] if a >= 0 else cell[-1 - a, start + k]
            for k in range(BLOCK):
                through[e, k] = reach[p, k] * share[e, k]
                reach[c, k] += through[e, k]
            for i in range(item_first[e], item_first[e + 1]):
                j, w = item[i], item_cell[i]
                if w < 0:
                    for k in range(BLOCK):
                        total[j, k] += through[e, k]
                else:
                    for k in range(n):
                        total[j, k] += through[e, k] * cell[w, start + k]
        _carry(beside, amounts, cell, (share, through, worth, total), start, n)
        for k in range(n):
            for j in range(found.shape[1]):
                found[start + k, j] = total[j, k]


@compiled
def _carry(beside: Any, amounts: Any, cell: Any, tables: Any, start: Any, n: Any) -> Any:
    """Value of every carried node, then what the entries add."""
    edge, item, node, first, along, to = beside
    pays, pay_cell = amounts
    share, through, worth, total = tables
    sum_ = np.zeros(BLOCK)
    for v in range(len(first) - 1):
        worth[v] = 0.0
        for b in range(first[v], first[v + 1]):
            sum_[:] = 0.0
            for i in range(pays[b], pays[b + 1]):
                w = pay_cell[i]
                for k in range(n):
                    sum_[k] += 1.0 if w < 0 else cell[w, start + k]
            if to[b] >= 0:
                for k in range(BLOCK):
                    sum_[k] += worth[to[b], k]
            for k in range(BLOCK):
                worth[v, k] += share[along[b], k] * sum_[k]
    for i in range(len(edge)):
        for k in range(BLOCK):
            total[item[i], k] += through[edge[i], k] * worth[node[i], k]
