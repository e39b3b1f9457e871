"""What the beliefs at an information set of several nodes are made of, less all that its nodes share.

Beliefs are shares of reach, so that a factor which all nodes of the set have on their way cancels: play at
an information set that was known to be passed, a chance that is the same whatever is hidden. What is left
is often a short chain: a type and the few moves that told something of it. Nodes are taken together, in the
order of their set. Where each has one parent, what is left of the parents is carried on by the factors in
which they differ, or unchanged where they do not; where several, all must have the same factors, and what
is left of each must be the same. Otherwise reach is carried on from the block's root along all paths.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from standoff.game.records import GameArrays

START = -1  # the link that all chains begin with: reach 1
Together = tuple[int, ...]
Parents = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Link:
    """One row of reach: the sum over what it is carried on from.

    over : (link, node, edge): that link's reach times the chance of the node's edge
    column : whose belief of chances counts
    """

    over: tuple[tuple[int, int, int], ...]
    column: int


@dataclass(frozen=True, slots=True)
class BeliefLinks:
    """Links of a block, each after those that it is carried on from.

    ends : for each information set of several nodes the link of each node
    moving : information sets whose play stands in some link
    """

    links: tuple[Link, ...]
    ends: Mapping[int, tuple[int, ...]]
    moving: frozenset[int]


@dataclass(frozen=True, slots=True)
class Ways:
    """How a block's nodes are reached.

    root : where the block begins
    parents : of each node that carries reach to an information set of several nodes: (node, edge)
    forced : information sets with one action
    """

    arrays: GameArrays
    root: int
    parents: Mapping[int, Parents]
    forced: frozenset[int]

    def factor(self, node: int, edge: int, column: int) -> tuple[int, int, int]:
        """What stands for the chance of an edge; equal where it must be."""
        h = int(self.arrays.infoset[node])
        if h < 0:
            return 0, int(self.arrays.chance[edge][column]), 0
        return (1, 0, 0) if h in self.forced else (2, h, edge - int(self.arrays.first_edge[node]))


def belief_links(ways: Ways, members: Mapping[int, Together]) -> BeliefLinks:
    """Links of the information sets of several nodes of one block.

    Parameters
    ----------
    ways : how its nodes are reached
    members : nodes of each such information set

    Returns
    -------
    BeliefLinks
    """
    arrays = ways.arrays
    movers = {h: int(arrays.infoset_player[h]) for h in members}
    columns = {int(arrays.group[i]): 1 + i for i in sorted(set(movers.values()), reverse=True)}
    chains = {column: _Chains(ways, column) for column in columns.values()}
    found: dict[Link, int] = {}
    ends = {h: chains[columns[int(arrays.group[movers[h]])]].ends(members[h], found) for h in sorted(members)}
    passed = {int(arrays.infoset[node]) for link in found for _, node, _ in link.over}
    return BeliefLinks(tuple(found), ends, frozenset(h for h in passed if h >= 0 and h not in ways.forced))


@dataclass(slots=True)
class _Chains:
    """What is left of nodes that are taken together, under one group's beliefs.

    left : the links of nodes taken together; None where only reach from the root will do
    reach : the link of a node's whole reach
    """

    ways: Ways
    column: int
    left: dict[Together, tuple[int, ...] | None] = field(default_factory=dict)
    reach: dict[int, int] = field(default_factory=dict)

    def ends(self, nodes: Together, found: dict[Link, int]) -> tuple[int, ...]:
        """The link of each node of an information set; `found` takes new ones."""
        stack = [nodes]
        while stack:
            here = stack[-1]
            rows = None if len(set(here)) == 1 else self._rows(here)
            missing = [up for up, _ in rows or () if up not in self.left]
            if missing:
                stack.extend(missing)
                continue
            stack.pop()
            if here not in self.left:
                self.left[here] = self._joined(here, rows, found)
        short = self.left[nodes]
        return short if short is not None else self._whole(nodes, found)

    def _rows(self, nodes: Together) -> list[tuple[Together, Together]] | None:
        """Parents of nodes taken together, with their edges, those with equal factors side by side."""
        if any(node == self.ways.root for node in nodes):
            return None
        sides = [sorted(self.ways.parents[node], key=self._by_factor) for node in nodes]
        if len({len(side) for side in sides}) > 1:
            return None
        rows = [tuple(zip(*row, strict=True)) for row in zip(*sides, strict=True)]
        if len(rows) > 1 and any(len(set(self._factors(up, edges))) > 1 for up, edges in rows):
            return None
        return [(up, edges) for up, edges in rows]

    def _by_factor(self, parent: tuple[int, int]) -> tuple[tuple[int, int, int], int]:
        return self.ways.factor(*parent, self.column), parent[0]

    def _factors(self, nodes: Iterable[int], edges: Iterable[int]) -> Iterator[tuple[int, int, int]]:
        return (self.ways.factor(n, e, self.column) for n, e in zip(nodes, edges, strict=True))

    def _joined(
        self, nodes: Together, rows: list[tuple[Together, Together]] | None, found: dict[Link, int]
    ) -> tuple[int, ...] | None:
        """What is left of nodes whose parents are known."""
        if len(set(nodes)) == 1:
            return (START,) * len(nodes)
        over = {self.left[up] for up, _ in rows or ()}
        if rows is None or len(over) != 1:
            return None
        (before,) = over
        up, edges = rows[0]
        if before is None or len(set(self._factors(up, edges))) == 1:
            return before
        return tuple(
            found.setdefault(Link((one,), self.column), len(found))
            for one in zip(before, up, edges, strict=True)
        )

    def _whole(self, nodes: Together, found: dict[Link, int]) -> tuple[int, ...]:
        """Links of the nodes' whole reach from the block's root."""
        self.reach[self.ways.root] = START
        above, stack = set(nodes), list(nodes)
        while stack:
            for parent, _ in self.ways.parents[stack.pop()]:
                if parent not in above:
                    above.add(parent)
                    stack.append(parent)
        for node in sorted(above - set(self.reach)):
            over = tuple((self.reach[p], p, e) for p, e in self.ways.parents[node])
            self.reach[node] = found.setdefault(Link(over, self.column), len(found))
        return tuple(self.reach[node] for node in nodes)
