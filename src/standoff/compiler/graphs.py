"""The two graphs of a reading: the one that is solved, and the one on which play is counted.

What is solved is made of moves, information and payoffs. What is counted refines it: payoffs and all
that is read of every scenario (endings, the values of actors) settle on its edges.
Its nodes lie in nodes of the solved game, its information sets are those of the solved game, so that
play of the one is play of the other. Measures and dated moves are followed one by one on it
(counting.py). What was observed adds no node: the edges that contradict it are named, and histories
through them are left out of the count. Source: docs/design/002.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from standoff.compiler.counting import Counts, Graph, with_items
from standoff.compiler.expansion import Node, PlayedMove, Walk
from standoff.compiler.information import Information
from standoff.compiler.items import Ledger
from standoff.compiler.packing import (
    NOBODY,
    Packed,
    Source,
    cells_used,
    contradictions,
    merge_equal,
    pack,
    renumber_cells,
    with_infosets_of,
)
from standoff.compiler.residuals import Residuals
from standoff.compiler.tables import Cells
from standoff.expressions import Expression, key
from standoff.game import Rest, check_structure
from standoff.game.counting_tables import Carried

Rows = Sequence[tuple[tuple[int, ...], ...]]


class NothingToPlayError(Exception):
    """Every move is fixed, skipped or switched off."""


@dataclass(frozen=True, slots=True)
class Solved:
    """The graph that is solved, with the formulas of its cells."""

    packed: Packed
    cells: tuple[Expression | Rest, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """The graph on which play is counted, its cells (those of the solved game first), what is carried."""

    packed: Packed
    cells: tuple[Expression | Rest, ...]
    carried: Carried
    contradicts: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Making:
    """What the graphs of one reading are made of.

    seen : value of each observed move, by its place in the order of play
    """

    ledger: Ledger
    played: tuple[PlayedMove, ...]
    information: Information
    residuals: Residuals
    cells: Cells
    players: Mapping[str, int]
    seen: Mapping[int, int]
    merge: bool

    def graphs(
        self, rows: Rows, possible: Mapping[int, tuple[bool, ...]], n_base: int
    ) -> tuple[Solved, Counted]:
        """Both graphs.

        Parameters
        ----------
        rows, possible : of the chance moves, as `pack` and `Walk` take them
        n_base : sources that settle on the counted graph; later ones are followed one by one

        Raises
        ------
        NothingToPlayError
            No move is open.
        """
        every = set(range(len(self.ledger.sources)))
        pays = {s for s in every if self.ledger.sources[s].player != NOBODY}
        if not self.merge:  # one graph serves both: every history has nodes of its own, whatever is read out
            n_base, pays = len(every), every
        small = self._walk(pays, possible, None)
        nodes, became = self._merged(small, {})
        if len(nodes) < 2:
            raise NothingToPlayError
        plain = [Source(source.player, (), source.term) for source in self.ledger.sources]
        packed = pack(nodes, self.played, plain, rows, self.players, (0, len(self.cells.formulas)))
        kept = sorted(cells_used(packed, self.cells.formulas))
        solved = Solved(*renumber_cells(packed, self.cells.formulas, kept))
        check_structure(solved.packed.arrays)
        large = self._walk(set(range(n_base)), possible, (small, pays)) if self.merge else small
        coarse_of = large.coarse_of if self.merge else range(len(nodes))
        coarse = [len(nodes) - 1 - became[number] for number in coarse_of]
        return solved, self._counted(large, coarse, solved.packed, rows, (n_base, kept))

    def _walk(
        self,
        sources: set[int],
        possible: Mapping[int, tuple[bool, ...]],
        coarse: tuple[Walk, set[int]] | None,
    ) -> Walk:
        """A walk in which these sources pay."""
        entries = [entry for entry in self.ledger.entries if entry.source in sources]
        parts = self.ledger.parts
        walk = Walk(self.played, self.information, self.residuals, parts, possible, merge=self.merge)
        if coarse is not None:
            walk.refine(coarse[0], [i for i, entry in enumerate(entries) if entry.source in coarse[1]])
        at_once = [paid for paid in self.ledger.paid_at_once if paid[0] in sources]
        walk.run([e.start for e in entries], at_once, [e.source for e in entries])
        return walk

    def _merged(self, walk: Walk, seen: Mapping[int, int]) -> tuple[list[Node], list[int]]:
        if self.merge:
            return merge_equal(walk.nodes, self.played, seen)
        return walk.nodes, list(range(len(walk.nodes)))

    def _counted(
        self, walk: Walk, coarse: Sequence[int], solved: Packed, rows: Rows, known: tuple[int, list[int]]
    ) -> Counted:
        n_base, kept = known
        nodes, became = self._merged(walk, self.seen)
        number = [len(nodes) - 1 - new for new in became]
        lies_in = [0] * len(nodes)
        for mine, theirs in zip(number, coarse, strict=True):
            lies_in[mine] = theirs
        counts = (len(self.ledger.items), len(self.cells.formulas))
        packed = pack(nodes, self.played, self.ledger.sources, rows, self.players, counts)
        packed = with_infosets_of(packed, solved, lies_in)
        found = Counts(Graph(walk.nodes, number, packed), self.ledger.parts, self._order)
        self._follow(found, n_base)
        first, item, cell = with_items(packed, found.added)
        arrays = replace(packed.arrays, item_first=first, item=item, item_cell=cell)
        packed = replace(packed, arrays=arrays)
        more = (cells_used(packed, self.cells.formulas) | found.cells) - set(kept)
        every = [*kept, *sorted(more)]
        place = {cell: i for i, cell in enumerate(every)}
        carried = found.carried(lambda cell: place.get(cell, -1))
        packed, cells = renumber_cells(packed, self.cells.formulas, every)
        check_structure(packed.arrays)
        return Counted(packed, cells, carried, contradictions(packed, self.seen))

    def _follow(self, found: Counts, n_base: int) -> None:
        """Follow every item that does not settle on the counted graph by itself."""
        starts: dict[int, list[int]] = {}
        at_once: dict[int, list[int]] = {}
        for entry in self.ledger.entries:
            for item in self.ledger.sources[entry.source].items if entry.source >= n_base else ():
                starts.setdefault(item, []).append(entry.start)
        for source, cell in self.ledger.paid_at_once:
            for item in self.ledger.sources[source].items if source >= n_base else ():
                at_once.setdefault(item, []).append(cell)
        for item in sorted(starts | at_once):
            found.follow(item, starts.get(item, []), at_once.get(item, []))

    def _order(self, cell: int) -> str:
        """What the amounts on an edge are sorted by: their formulas, which no other item changes."""
        return str(key(self.cells.formulas[cell]))  # type: ignore[arg-type]  # amounts are no `Rest`
