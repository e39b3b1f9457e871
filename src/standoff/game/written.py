"""A game that was read from a file, and what every reader of such files shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from standoff.game.binding import bind
from standoff.game.layout import MoveSet, Sapling, lay_out
from standoff.game.records import BoundGame, Game, Ints


@dataclass(frozen=True, slots=True)
class WrittenGame:
    """A game as a file has it.

    game : structure and names
    bound : its numbers as one draw, precision infinite (see `at_precision`)
    title, comment : the file's own words
    warnings : what was unusual and read all the same, `file:line: sentence`
    preorder : int32[node], the node's number from 0 in the file, depth first; -1 for a node that
        the file does not have
    """

    game: Game
    bound: BoundGame
    title: str
    comment: str
    warnings: tuple[str, ...]
    preorder: Ints


def finished(tree: Sapling, title: str, comment: str, warnings: tuple[str, ...]) -> WrittenGame:
    """The record of a complete tree of numbers."""
    added = len(tree.set_of) == 1
    if added:
        tree = _with_root(tree)
        warnings = (
            *warnings,
            "the game is a single ending: a chance move with one branch was put before it.",
        )
    game = lay_out(tree)
    preorder = np.arange(len(tree.set_of), dtype=np.int32) - (1 if added else 0)
    return WrittenGame(game, bind(game, {}, 1), title, comment, warnings, preorder)


def _with_root(tree: Sapling) -> Sapling:
    """A lone ending below a chance move: payoffs stand on edges, and a lone node has none."""
    from fractions import Fraction

    grown = Sapling(tree.player, [MoveSet(-1, "1", "start", ("start",), (Fraction(1),))], tree.outcomes)
    grown.add(0, -1)
    grown.add(-1, tree.outcome_of[0])
    return grown


def player_names(given: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Names that are there and differ, and a sentence for each that had to be made."""
    names: list[str] = []
    said = []
    for k, name in enumerate(given, 1):
        own = name or f"Player {k}"
        while own in names or (own != name and own in given):
            own += f" ({k})"
        if own != name:
            said.append(
                f"player {k} is called `{own}`: "
                + ("the name is used twice." if name else "no name is given.")
            )
        names.append(own)
    return tuple(names), said
