"""A game that was read from a file, and what every reader of such files shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from standoff.errors import Span, shown
from standoff.game.binding import bind
from standoff.game.layout import MoveSet, Sapling, lay_out
from standoff.game.records import BoundGame, Game, Ints

MOST_NAMED = 4  # made names in one remark; the rest is counted


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


def finished(
    tree: Sapling,
    said: tuple[str, str],
    warnings: tuple[str, ...],
    span: Callable[[int], Span | None] = lambda _: None,
) -> WrittenGame:
    """The record of a complete tree of numbers: `said` is its title and comment, `span` a node's place."""
    added = len(tree.set_of) == 1
    if added:
        tree = _with_root(tree)
        warnings = (
            *warnings,
            "the game is a single ending: a chance move with one branch was put before it.",
        )
    game = lay_out(tree, span)
    preorder = np.arange(len(tree.set_of), dtype=np.int32) - (1 if added else 0)
    return WrittenGame(game, bind(game, {}, 1), *said, warnings, preorder)


def _with_root(tree: Sapling) -> Sapling:
    """A lone ending below a chance move: payoffs stand on edges, and a lone node has none."""
    from fractions import Fraction

    grown = Sapling(tree.player, [MoveSet(-1, "1", "start", ("start",), (Fraction(1),))], tree.outcomes)
    grown.add(0, -1)
    grown.add(-1, tree.outcome_of[0])
    return grown


def player_names(given: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Names that are there and differ, and a sentence for each that had to be made."""
    names = told_apart(given, "Player {}")
    said = [
        f"player {k} is called `{own}`: " + ("the name is used twice." if name else "no name is given.")
        for k, (name, own) in enumerate(zip(given, names, strict=True), 1)
        if name != own
    ]
    return names, said


def action_names(given: Sequence[str], what: str) -> tuple[tuple[str, ...], list[str]]:
    """Names of actions or strategies that are there and differ, and what is said of those that were made.

    Parameters
    ----------
    given : the file's labels, which may be equal or empty: labels are no keys
    what : how a remark calls them: actions, strategies

    Examples
    --------
    >>> action_names(["go", "stop", "go"], "actions")
    (('go', 'stop', 'go (3)'), ['equal labels of actions are told apart by their place: `go (3)`.'])
    """
    names = told_apart(given, "{}")
    said = []
    if not all(given):
        said.append(f"{what} without a name are called by their number.")
    made = [f"`{own}`" for name, own in zip(given, names, strict=True) if name and name != own]
    if made:
        more = f" and {len(made) - MOST_NAMED} more" if len(made) > MOST_NAMED else ""
        listed = ", ".join(made[:MOST_NAMED])
        said.append(f"equal labels of {what} are told apart by their place: {listed}{more}.")
    return names, said


def told_apart(given: Sequence[str], unnamed: str) -> tuple[str, ...]:
    """The labels as names that differ, also where they are printed: a later equal one gets its place.

    Labels that are printed alike (see `shown`) are equal. The first keeps its label; a made name that
    some label has already gets its place once more.

    Parameters
    ----------
    given : labels
    unnamed : what stands for an empty one, with `{}` for its place from 1

    Examples
    --------
    >>> told_apart(["a", "a", "", "a (2)"], "{}")
    ('a', 'a (2) (2)', '3', 'a (2)')
    """
    if len(set(map(shown, given))) == len(given) and all(given):
        return tuple(given)
    first: dict[str, int] = {}
    for k, name in enumerate(given):
        if name:
            first.setdefault(shown(name), k)
    taken = set(first)
    names = []
    for k, name in enumerate(given):
        own = name or unnamed.format(k + 1)
        if not name or first[shown(name)] != k:
            own = own if not name else f"{own} ({k + 1})"
            while shown(own) in taken:
                own += f" ({k + 1})"
            taken.add(shown(own))
        names.append(own)
    return tuple(names)
