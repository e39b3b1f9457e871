"""Several ways in which moves went, said in few words and exactly.

Moves that are not needed to tell the ways meant from the others are left out. What is left is cut into
boxes: for some moves a set of options, the rest open. Boxes do not overlap and hold no way that is not meant.
They are joined move by move; of the orders in which moves can be taken the one with the fewest boxes is kept
(not always the fewest that there are).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Mapping, Sequence

from standoff.reports.text.numbers import plain_name

EVERY = "In every history"
NOT_MADE = "not made"
ORDERS = 120  # of moves that are tried: all of five
LONGEST = 160  # letters of a description; longer ones are "the other n of m"

History = Mapping[str, str | None]
Box = dict[str, frozenset[str | None]]


def boxes(histories: Sequence[History], chosen: Collection[int]) -> list[Box]:
    """The chosen histories as boxes: an option set for each move that matters, beside all the others.

    Parameters
    ----------
    histories : each a mapping from move to option, None or "" where it was not made; no two are equal
    chosen : their indices

    Examples
    --------
    >>> ways = [{"word": w, "reply": r} for w in ("yes", "no") for r in ("stay", "go")]
    >>> boxes(ways, [2, 3])
    [{'word': frozenset({'no'})}]
    """
    moves = _telling(histories, frozenset(chosen))
    ways = dict.fromkeys(_way(histories[i], moves) for i in sorted(chosen))
    whole = [{move: frozenset({option}) for move, option in zip(moves, way, strict=True)} for way in ways]
    orders = itertools.islice(itertools.permutations(reversed(moves)), ORDERS)
    joined = min((_joined(whole, order) for order in orders), key=len)
    return [_opened(box, histories) for box in joined]


def _telling(histories: Sequence[History], chosen: frozenset[int]) -> list[str]:
    """Moves that tell the chosen histories from the others; none of them can be spared."""
    moves = list(dict.fromkeys(move for one in histories for move in one))
    for move in list(moves):
        less = [name for name in moves if name != move]
        ours = {_way(histories[i], less) for i in chosen}
        if not any(_way(one, less) in ours for i, one in enumerate(histories) if i not in chosen):
            moves = less
    return moves


def _way(history: History, moves: Sequence[str]) -> tuple[str | None, ...]:
    return tuple(history.get(move) for move in moves)


def _joined(whole: Sequence[Box], order: Sequence[str]) -> list[Box]:
    found = list(whole)
    for move in order:
        alike: dict[frozenset[tuple[str, frozenset[str | None]]], Box] = {}
        for box in found:
            rest = frozenset((name, options) for name, options in box.items() if name != move)
            other = alike.get(rest)
            alike[rest] = box if other is None else {**other, move: other[move] | box[move]}
        found = list(alike.values())
    return found


def _opened(box: Box, histories: Sequence[History]) -> Box:
    """Without the moves that rule out no history that there is."""
    held = _held(box, histories)
    for move in list(box):
        less = {name: options for name, options in box.items() if name != move}
        if _held(less, histories) == held:
            box = less
    return box


def _held(box: Box, histories: Sequence[History]) -> list[int]:
    return [
        i for i, one in enumerate(histories) if all(one.get(move) in options for move, options in box.items())
    ]


def told(histories: Sequence[History], chosen: Collection[int], title: Callable[[str], str]) -> str:
    """The chosen histories in words, as `Her word: vague or written; his reply: go`.

    Examples
    --------
    >>> told([{"word": "yes"}, {"word": "no"}, {"word": "later"}], [1, 2], str.capitalize)
    'Word: no or later'
    """
    lines = []
    for box in boxes(histories, chosen):
        order = {option: i for i, one in enumerate(histories) for option in (None, *one.values())}
        parts = [
            f"{title(move)}: {' or '.join(_option(o) for o in sorted(options, key=order.__getitem__))}"
            for move, options in box.items()
        ]
        lines.append("; ".join(parts) or EVERY)
    return ", or ".join(lines)


def named(
    histories: Sequence[History], groups: Sequence[Collection[int]], title: Callable[[str], str]
) -> list[str]:
    """A description of each group; the longest is `the other n of m` where it would be long.

    The groups hold every history once, so that all others are described exactly.
    """
    said = [told(histories, group, title) for group in groups]
    longest = max(range(len(said)), key=lambda i: len(said[i]))
    if len(said) > 1 and len(said[longest]) > LONGEST:
        said[longest] = f"The other {len(groups[longest])} of {len(histories)} histories"
    return said


def _option(option: str | None) -> str:
    return plain_name(option) if option else NOT_MADE
