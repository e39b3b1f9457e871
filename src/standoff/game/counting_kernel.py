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
    through: Floats  # [edge, draw], reach of the edge by histories that agree so far
    agrees: Floats  # [node, draw], chance that no edge from the node on contradicts what was observed
    worth: Floats  # [carried node, draw]
    total: Floats  # [item, draw]


@compiled_allocating
def count(graph: Graph, items: Items, carried: Carried, numbers: Numbers, found: Floats) -> Any:
    """Fill `found` [draw, item], a block of draws at a time."""
    cell, probability = numbers.cell, numbers.probability
    n_draws, n_edges = probability.shape[0], len(graph.child)
    reach, through = np.zeros((graph.n_nodes, BLOCK)), np.zeros((n_edges, BLOCK))
    agrees = np.ones((graph.n_nodes, BLOCK))
    share, total = np.zeros((n_edges, BLOCK)), np.zeros((found.shape[1], BLOCK))
    worth = np.zeros((len(carried.first), BLOCK))
    tables = Tables(share, through, agrees, worth, total)
    for start in range(0, n_draws, BLOCK):
        n = min(BLOCK, n_draws - start)
        reach[:] = 0.0
        reach[0] = 1.0
        for e in range(n_edges):
            a, p, c = graph.taken[e], graph.parent[e], graph.child[e]
            for k in range(n):
                share[e, k] = probability[start + k, a] if a >= 0 else cell[-1 - a, start + k]
            if graph.contradicts[e]:
                share[e] = 0.0
            for k in range(BLOCK):
                through[e, k] = reach[p, k] * share[e, k]
                reach[c, k] += through[e, k]
        _look_ahead(graph, share, agrees)
        _add(graph, items, cell, tables, start, n)
        _carry(graph, carried, cell, tables, start, n)
        for k in range(n):
            for j in range(found.shape[1]):
                found[start + k, j] = total[j, k]


@compiled_allocating
def _look_ahead(graph: Graph, share: Floats, agrees: Floats) -> Any:
    """Chance, from each node on, that what was observed is what happens; 1 where nothing was."""
    if not graph.contradicts.any():
        return
    for e in range(len(graph.child)):
        agrees[graph.parent[e]] = 0.0
    for e in range(len(graph.child) - 1, -1, -1):
        for k in range(BLOCK):
            agrees[graph.parent[e], k] += share[e, k] * agrees[graph.child[e], k]


@compiled_allocating
def _add(graph: Graph, items: Items, cell: Floats, tables: Tables, start: int, n: int) -> Any:
    """What the edges add to the items: 1 or a cell times the reach of the histories that agree."""
    total, lasting = tables.total, np.zeros(BLOCK)
    total[:] = 0.0
    for e in range(len(graph.child)):
        if items.first[e] == items.first[e + 1]:
            continue
        for k in range(BLOCK):
            lasting[k] = tables.through[e, k] * tables.agrees[graph.child[e], k]
        for i in range(items.first[e], items.first[e + 1]):
            j, w = items.item[i], items.cell[i]
            if w < 0:
                for k in range(BLOCK):
                    total[j, k] += lasting[k]
            else:
                for k in range(n):
                    total[j, k] += lasting[k] * cell[w, start + k]


@compiled_allocating
def _carry(graph: Graph, carried: Carried, cell: Floats, tables: Tables, start: int, n: int) -> Any:
    """Value of every carried node, then what the entries add."""
    first, along, to, pays = carried.first, carried.along, carried.to, carried.pays
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
            for k in range(BLOCK):
                sum_[k] *= tables.agrees[graph.child[along[b]], k]
            if to[b] >= 0:
                for k in range(BLOCK):
                    sum_[k] += worth[to[b], k]
            for k in range(BLOCK):
                worth[v, k] += share[along[b], k] * sum_[k]
    for i in range(len(carried.edge)):
        e, j, v = carried.edge[i], carried.item[i], carried.node[i]
        for k in range(BLOCK):
            total[j, k] += through[e, k] * worth[v, k]
