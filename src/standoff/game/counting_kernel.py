"""The kernel of `counting.totals`: reach forward, carried nodes backward, 64 draws side by side."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from standoff.game.counting_tables import Carried, Graph, Items, Numbers
from standoff.game.records import Floats
from standoff.kernels.compilation import compiled_allocating

BLOCK = 64  # draws side by side


class Tables(NamedTuple):
    """What is worked out for a block of draws, which are the last axis."""

    share: Floats  # [edge, draw], its probability at its node
    through: Floats  # [edge, draw], reach of the edge
    worth: Floats  # [carried node, draw]
    total: Floats  # [item, draw]


@compiled_allocating
def count(graph: Graph, items: Items, carried: Carried, numbers: Numbers, found: Floats) -> Any:
    """Fill `found` [draw, item], a block of draws at a time."""
    cell, probability = numbers.cell, numbers.probability
    n_draws, n_edges = probability.shape[0], len(graph.child)
    reach, through = np.zeros((graph.n_nodes, BLOCK)), np.zeros((n_edges, BLOCK))
    share, total = np.zeros((n_edges, BLOCK)), np.zeros((found.shape[1], BLOCK))
    worth = np.zeros((len(carried.first), BLOCK))
    tables = Tables(share, through, worth, total)
    for start in range(0, n_draws, BLOCK):
        n = min(BLOCK, n_draws - start)
        reach[:] = 0.0
        total[:] = 0.0
        reach[0] = 1.0
        for e in range(n_edges):
            a, p, c = graph.taken[e], graph.parent[e], graph.child[e]
            for k in range(n):
                share[e, k] = probability[start + k, a] if a >= 0 else cell[-1 - a, start + k]
            for k in range(BLOCK):
                through[e, k] = reach[p, k] * share[e, k]
                reach[c, k] += through[e, k]
            for i in range(items.first[e], items.first[e + 1]):
                j, w = items.item[i], items.cell[i]
                if w < 0:
                    for k in range(BLOCK):
                        total[j, k] += through[e, k]
                else:
                    for k in range(n):
                        total[j, k] += through[e, k] * cell[w, start + k]
        _carry(carried, cell, tables, start, n)
        for k in range(n):
            for j in range(found.shape[1]):
                found[start + k, j] = total[j, k]


@compiled_allocating
def _carry(carried: Carried, cell: Floats, tables: Tables, start: int, n: int) -> Any:
    """Value of every carried node, then what the entries add."""
    first, to, pays = carried.first, carried.to, carried.pays
    share, through, worth, total = tables.share, tables.through, tables.worth, tables.total
    sum_ = np.zeros(BLOCK)
    for v in range(len(first) - 1):
        worth[v] = 0.0
        for b in range(first[v], first[v + 1]):
            sum_[:] = 0.0
            for i in range(pays[b], pays[b + 1]):
                w = carried.pay_cell[i]
                for k in range(n):
                    sum_[k] += 1.0 if w < 0 else cell[w, start + k]
            if to[b] >= 0:
                for k in range(BLOCK):
                    sum_[k] += worth[to[b], k]
            for k in range(BLOCK):
                worth[v, k] += share[carried.along[b], k] * sum_[k]
    for i in range(len(carried.edge)):
        e, j, v = carried.edge[i], carried.item[i], carried.node[i]
        for k in range(BLOCK):
            total[j, k] += through[e, k] * worth[v, k]
