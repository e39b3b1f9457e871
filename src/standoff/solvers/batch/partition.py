"""Which parts of a game can be solved on their own, and in which order.

A node is *hard* if it lies in, or above, an information set of several nodes; the rest is solved by
one backward pass. Hard nodes are split into blocks by the roots of proper subgames: a node r that
is alone in its information set, such that everything hard that can be reached from r is reached
only through r (dominance) and no information set crosses the border. Blocks nest; inner ones come
first. Dominators of an acyclic graph are found in one pass (Cooper, Harvey and Kennedy 2001, sec.
4, without the iteration that cycles need); both conditions are checked by one sum over edges.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from standoff.game.records import CHANCE, DECISION, GameArrays
from standoff.solvers.batch.belief_links import BeliefLinks, Ways, belief_links

NODE, UPDATE = 0, 1


@dataclass(frozen=True, slots=True)
class Block:
    """A piece that is solved by itself.

    events : (NODE, n) compute the values at node n, with its play if it is alone in its
        information set; (UPDATE, h) compute the play of information set h. In backward order.
    upstream : information sets that stand before one of several nodes
    moving : those whose play moves beliefs inside the block: the unknowns of its fixed point; none
        where one backward pass is exact
    lagged : information sets that had to be updated after their own nodes, because two of them
        stand before each other on different paths
    beliefs : what the beliefs at its information sets of several nodes are made of
    """

    root: int
    events: tuple[tuple[int, int], ...]
    upstream: tuple[int, ...]
    moving: tuple[int, ...]
    lagged: frozenset[int]
    beliefs: BeliefLinks

    @property
    def iterated(self) -> bool:
        """Whether the block holds an information set of several nodes."""
        return any(what == UPDATE for what, _ in self.events)


@dataclass(frozen=True, slots=True)
class Structure:
    """A game's nodes by information set, and its blocks in the order in which they are solved."""

    children: tuple[tuple[int, ...], ...]  # of each node, one an edge
    parents: tuple[tuple[tuple[int, int], ...], ...]  # of each node: (node, edge)
    members: tuple[tuple[int, ...], ...]  # nodes of each information set
    wide: frozenset[int]  # information sets with several nodes and several actions
    forced: frozenset[int]  # information sets with one action
    order: tuple[int, ...]  # nodes with children, each after them, depth first
    blocks: tuple[Block, ...]


def analyse(arrays: GameArrays) -> Structure:
    """Blocks of a game; takes time proportional to its edges.

    Examples
    --------
    >>> from standoff.solvers.batch.partition import analyse  # analyse(arrays).blocks
    """
    children, parents = _edges(arrays)
    members: list[list[int]] = [[] for _ in range(arrays.n_infosets)]
    for node, h in enumerate(arrays.infoset.tolist()):
        if h >= 0:
            members[h].append(node)
    width = np.diff(arrays.first_action).tolist()
    wide = frozenset(h for h, nodes in enumerate(members) if len(nodes) > 1 and width[h] > 1)
    forced = frozenset(h for h in range(arrays.n_infosets) if width[h] == 1)
    home = _homes(arrays, children, parents, members, wide)
    inside: dict[int, list[int]] = defaultdict(list)
    for node, root in enumerate(home):
        if root >= 0:
            inside[root].append(node)
    order = postorder(children)
    easy = tuple((NODE, n) for n in order if home[n] < 0)
    blocks = [Block(0, easy, (), (), frozenset(), BeliefLinks((), {}, frozenset()))]
    parts = _Parts(children, parents, members, wide, forced)
    for root in sorted(inside, reverse=True):
        blocks.append(_block(arrays, parts, root, inside[root]))
    return Structure(
        tuple(children),
        tuple(tuple(p) for p in parents),
        tuple(tuple(m) for m in members),
        wide,
        forced,
        order,
        tuple(block for block in blocks if block.events),
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    children: list[tuple[int, ...]]
    parents: list[list[tuple[int, int]]]
    members: list[list[int]]
    wide: frozenset[int]
    forced: frozenset[int]


def _edges(arrays: GameArrays) -> tuple[list[tuple[int, ...]], list[list[tuple[int, int]]]]:
    first, child = arrays.first_edge.tolist(), arrays.child.tolist()
    children = [tuple(child[first[n] : first[n + 1]]) for n in range(arrays.n_nodes)]
    parents: list[list[tuple[int, int]]] = [[] for _ in range(arrays.n_nodes)]
    for node in range(arrays.n_nodes):
        for edge in range(first[node], first[node + 1]):
            parents[child[edge]].append((node, edge))
    return children, parents


def _homes(
    arrays: GameArrays,
    children: list[tuple[int, ...]],
    parents: list[list[tuple[int, int]]],
    members: list[list[int]],
    wide: frozenset[int],
) -> list[int]:
    """Root of the innermost block of each hard node; -1 for the others."""
    n_nodes = arrays.n_nodes
    if not wide:
        return [-1] * n_nodes
    in_wide = [False] * n_nodes
    for h in wide:
        for node in members[h]:
            in_wide[node] = True
    hard = list(in_wide)
    for node in range(n_nodes - 1, -1, -1):
        hard[node] = hard[node] or any(hard[c] for c in children[node])
    idom, depth = [0] * n_nodes, [0] * n_nodes
    for node in range(1, n_nodes):
        over = [p for p, _ in parents[node]]
        if over:
            idom[node] = _meet(over, idom, depth)
            depth[node] = depth[idom[node]] + 1
    low = list(depth)  # least depth of a dominator that something hard below escapes to
    for node in range(n_nodes):
        for c in children[node]:
            if hard[c]:
                low[node] = min(low[node], depth[idom[c]])
    for h in wide:
        common = depth[_meet(members[h], idom, depth)]
        for node in members[h]:
            low[node] = min(low[node], common)
    for node in range(n_nodes - 1, 0, -1):
        if hard[node]:
            low[idom[node]] = min(low[idom[node]], low[node])
    home = [-1] * n_nodes
    for node in range(n_nodes):
        if hard[node]:
            own = node == 0 or (not in_wide[node] and low[node] >= depth[node])
            home[node] = node if own else home[idom[node]]
    return home


def _meet(nodes: list[int], idom: list[int], depth: list[int]) -> int:
    """The deepest node that dominates (or is) each of these."""
    common = nodes[0]
    for other in nodes[1:]:
        while common != other:
            if depth[common] < depth[other]:
                other = idom[other]
            elif depth[other] < depth[common]:
                common = idom[common]
            else:
                common, other = idom[common], idom[other]
    return common


def postorder(children: list[tuple[int, ...]]) -> tuple[int, ...]:
    """The nodes with children that the root reaches, each after its children (few values alive)."""
    seen = [not under for under in children]
    if seen[0]:
        return ()
    order: list[int] = []
    stack = [(0, iter(children[0]))]
    seen[0] = True
    while stack:
        node, under = stack[-1]
        for child in under:
            if not seen[child]:
                seen[child] = True
                stack.append((child, iter(children[child])))
                break
        else:
            stack.pop()
            order.append(node)
    return tuple(order)


def _block(arrays: GameArrays, parts: _Parts, root: int, nodes: list[int]) -> Block:
    inside = set(nodes)
    infoset = arrays.infoset.tolist()
    carriers = {n for n in nodes if infoset[n] in parts.wide}
    above: set[int] = set()
    for node in sorted(nodes, reverse=True):
        if any(c in carriers for c in parts.children[node]):
            carriers.add(node)
            above.add(node)
    lagged: set[int] = set()
    events = _order(parts, infoset, root, inside, lagged)
    while isinstance(events, int):
        lagged.add(events)
        events = _order(parts, infoset, root, inside, lagged)
    upstream = {infoset[n] for n in above if arrays.kind[n] == DECISION} | lagged
    over = {n: [(p, e) for p, e in parts.parents[n] if p in carriers] for n in carriers}
    sets = {h: tuple(parts.members[h]) for what, h in events if what == UPDATE}
    beliefs = belief_links(Ways(arrays, root, over, parts.forced), sets)
    return Block(
        root,
        tuple(events),
        tuple(sorted(upstream - parts.forced)),
        tuple(sorted(beliefs.moving | lagged)),
        frozenset(lagged),
        beliefs,
    )


def _order(
    parts: _Parts, infoset: list[int], root: int, inside: set[int], lagged: set[int]
) -> list[tuple[int, int]] | int:
    """Events of a block in backward order, or an information set that makes this impossible."""

    def needs(event: tuple[int, int]) -> list[tuple[int, int]]:
        what, k = event
        if what == UPDATE:
            return [(NODE, c) for n in parts.members[k] for c in parts.children[n] if c in inside]
        below = [(NODE, c) for c in parts.children[k] if c in inside]
        h = infoset[k]
        if h in parts.wide and h not in lagged:
            below.insert(0, (UPDATE, h))
        return below

    state: dict[tuple[int, int], int] = {}  # 1 on the stack, 2 done
    order: list[tuple[int, int]] = []
    last = [(UPDATE, h) for h in sorted(lagged)]
    for start in [(NODE, root), *last]:
        if state.get(start) == 2:
            continue
        stack = [(start, iter(needs(start)))]
        state[start] = 1
        while stack:
            event, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                state[event] = 2
                order.append(event)
                stack.pop()
            elif state.get(following) is None:
                state[following] = 1
                stack.append((following, iter(needs(following))))
            elif state[following] == 1:
                loop = [e for e, _ in stack[[e for e, _ in stack].index(following) :]]
                return next(k for what, k in reversed(loop) if what == UPDATE)
    return order


def has_perfect_information(structure: Structure) -> bool:
    """Whether every information set with a choice is a single node."""
    return not structure.wide


__all__ = [
    "CHANCE",
    "NODE",
    "UPDATE",
    "Block",
    "Structure",
    "analyse",
    "has_perfect_information",
    "postorder",
]
