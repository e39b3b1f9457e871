"""What compiling gives: the game, and where in its ledger each result is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from standoff.compiler.expansion import PlayedMove
from standoff.compiler.information import Information
from standoff.compiler.packing import Packed
from standoff.expressions.nodes import Node
from standoff.game.counting_tables import Carried
from standoff.game.records import Game
from standoff.scenario.records import Scenario


@dataclass(frozen=True, slots=True)
class Ratio:
    """A result as expected totals of ledger items: numerator / denominator (None: 1)."""

    numerator: int
    denominator: int | None


@dataclass(frozen=True, slots=True)
class Trace:
    """Where nodes, edges and payments came from: for printing and explaining, not for solving.

    moves : the moves in the order of play
    sources : (actor, term) of each source of payments, None for ledger entries
    """

    moves: tuple[PlayedMove, ...]
    information: Information
    packed: Packed
    sources: tuple[tuple[str, str] | None, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """The graph on which play is counted: the solved game's, split where an ending depends on more.

    game : has the information sets and actions of the solved game, in the same order, so that play of
        the one is play of the other; its cells begin with those of the solved game
    carried : what is read out beside endings and depends on still more
    packed : where its nodes and edges came from
    contradicts : bool[edge], what was observed is not what happens on the edge: histories through it are
        not counted
    """

    game: Game
    carried: Carried
    packed: Packed
    contradicts: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Compiled:
    """One reading of a scenario as a game.

    game : what is solved, made of moves, information and payoffs alone: nothing that is read out
        changes it (docs/design/002). It has no items
    count : where play is counted
    endings, measures, values (true expected payoff of each actor) and moves (the options of dated
    moves, by (move, option)) say which ledger items hold each result. With something observed,
    only histories that agree with it are counted, and `observed` is the item with their chance.
    columns_needed : names of the parameters that the cells, precisions and processes read
    outputs : what the cells ask of fronts; `processes.process_columns` gives their columns
    """

    scenario: Scenario
    game: Game
    count: Count
    endings: Mapping[str, Ratio]
    measures: Mapping[str, Ratio]
    moves: Mapping[tuple[str, str], Ratio]
    values: Mapping[str, Ratio]
    observed: Ratio | None
    columns_needed: tuple[str, ...]
    outputs: tuple[Node, ...]
    trace: Trace

    @property
    def counted(self) -> Compiled:
        """The same reading with the graph on which play is counted as its game: for explaining play.

        Play of `game` is play of this one too; on its edges endings and payoffs settle.
        """
        return replace(self, game=self.count.game, trace=replace(self.trace, packed=self.count.packed))
