"""Reads Gambit's strategic-form files (`.nfg`, version 1, payoffs or outcomes) as a simultaneous move.

The players move one after the other in the file's order and know nothing of what the others do:
each has one information set. In the file player 1's strategy counts fastest.
Source: Gambit project, "Game representation formats", The strategic game (.nfg) file format.
"""

from __future__ import annotations

import math
from fractions import Fraction

from standoff.game.layout import NOBODY, MoveSet, Sapling
from standoff.game.tokens import END, NUMBER, TEXT, WORD, GameError, SpoiltError, TooManyProblemsError, Words
from standoff.game.written import WrittenGame, action_names, finished, player_names

MOST_PROFILES = 1_000_000
HEAD = 'A file starts with `NFG 1 R "title" { "player" "player" }`, then the strategies.'


def read_nfg(text: str, file: str = "game.nfg") -> WrittenGame:
    """The game of a strategic-form text, as a tree in which nobody sees a move.

    Parameters
    ----------
    text : the file's text
    file : its name, for messages

    Returns
    -------
    WrittenGame
        One draw of sharp play; information sets are called `player.1`.

    Raises
    ------
    GameError
        S670 to S683, with their lines.

    Examples
    --------
    >>> pennies = 'NFG 1 R "pennies" { "A" "B" } { 2 2 } 1 -1 -1 1 -1 1 1 -1'
    >>> read_nfg(pennies).game.labels.infoset
    ('A.1', 'B.1')
    """
    words = Words(text.replace("\r\n", "\n").replace("\r", "\n"), file)
    reader = _Reader(words)
    try:
        title, comment = reader.head()
        outcome = reader.outcomes() if words.opens() else reader.payoffs()
        if words.kind != END:
            fix = "Take it out, or correct the numbers of strategies."
            words.note(
                "S674",
                f"the game is complete, but {words.shown()} follows.",
                "Expected the end of the file.",
                fix,
            )
    except (SpoiltError, TooManyProblemsError):
        raise GameError(words.problems) from None
    if words.problems:
        raise GameError(words.problems)
    _grow(reader.tree, outcome)
    return finished(reader.tree, (title, comment), tuple(reader.warnings))


class _Reader:
    def __init__(self, words: Words) -> None:
        self.words = words
        self.tree = Sapling(())
        self.warnings: list[str] = []
        self.n_profiles = 0

    def head(self) -> tuple[str, str]:
        """Title and comment; sets the players and their strategies."""
        words = self.words
        for expected in (("NFG",), ("1",), ("R", "D")):
            if words.kind not in (WORD, NUMBER) or words.text not in expected:
                what = "the file is empty." if not words.source.strip() else f"found {words.shown()}."
                fix = "Check that the file is a Gambit strategic-form game of version 1."
                words.note("S670", what, f"Expected {' or '.join(f'`{e}`' for e in expected)}. {HEAD}", fix)
                raise SpoiltError
            words.step()
        title = words.take_text("the title in quotes")
        start = words.start
        words.take_brace("{", "before the players' names")
        players = []
        while words.kind == TEXT:
            players.append(words.take_text("a player's name"))
        words.take_brace("}", "after the players' names")
        if not players:
            words.note(
                "S680",
                "the game has no players.",
                "Expected at least one name.",
                HEAD,
                (start, start + 1),
            )
            raise SpoiltError
        names, said = player_names(players)
        self.warnings += [f"{words.file}:{words.line(start)}: {sentence}" for sentence in said]
        self.tree.player = names
        self._strategies()
        return title, words.take_text("a comment") if words.kind == TEXT else ""

    def _strategies(self) -> None:
        """Either `{ 3 2 }` or `{ { "a" "b" } { "c" } }`: one count or list of names a player."""
        words = self.words
        start = words.start
        words.take_brace("{", "before the strategies")
        lists: list[tuple[str, ...]] = []
        while not words.closes():
            lists.append(self._named() if words.opens() else self._counted())
        end = words.end
        words.step()
        if len(lists) != len(self.tree.player):
            what = f"found the strategies of {len(lists)} player{'' if len(lists) == 1 else 's'}."
            expected = f"Expected {len(self.tree.player)}, one list or number a player."
            words.note("S678", what, expected, "Write them in the order of the players.", (start, end))
            raise SpoiltError
        self.n_profiles = math.prod(len(own) for own in lists)
        if self.n_profiles > MOST_PROFILES:
            what = f"the game has {self.n_profiles:,} strategy profiles."
            words.note(
                "S683",
                what,
                f"Expected at most {MOST_PROFILES:,}.",
                "Write a smaller game.",
                (start, end),
            )
            raise SpoiltError
        self.tree.sets = [MoveSet(i, "1", "", own) for i, own in enumerate(lists)]

    def _counted(self) -> tuple[str, ...]:
        words = self.words
        place = words.start, words.end
        n = words.take_whole("a player's number of strategies")
        if not 1 <= n <= MOST_PROFILES:
            what = f"a player has {n:,} strategies."
            words.note("S678", what, f"Expected 1 to {MOST_PROFILES:,}.", "Correct the number.", place)
            raise SpoiltError
        return tuple(str(k) for k in range(1, n + 1))

    def _named(self) -> tuple[str, ...]:
        words = self.words
        start = words.start
        words.step()
        names: list[str] = []
        while not words.closes():
            names.append(words.take_text("a strategy's name in quotes, or `}`"))
        words.step()
        if not names:
            words.note("S678", "a player has no strategy.", "", "Name at least one.", (start, start + 1))
            raise SpoiltError
        apart, said = action_names(names, "strategies")
        self.warnings += [f"{words.file}:{words.line(start)}: {sentence}" for sentence in said]
        return apart

    def payoffs(self) -> list[int]:
        """The outcome of each profile, from a list of all players' payoffs."""
        n = len(self.tree.player)
        start = self.words.start
        numbers = self._numbers(self.n_profiles * n, start)
        known: dict[tuple[Fraction, ...], int] = {}
        outcome = []
        for k in range(0, len(numbers), n):
            paid = tuple(numbers[k : k + n])
            outcome.append(known.setdefault(paid, len(known)))
        self.tree.outcomes = list(known)
        return outcome

    def _numbers(self, n: int, start: int) -> list[Fraction]:
        words = self.words
        found: list[Fraction] = []
        while words.kind == NUMBER and len(found) < n:
            found.append(words.take_number("a payoff"))
        if len(found) < n:
            if words.kind != END:
                raise words.spoil(f"a payoff (number {len(found) + 1} of {n})")
            what = f"found {len(found)} payoffs."
            expected = f"Expected {n}: {self.n_profiles} profiles of {len(self.tree.player)} players."
            words.note("S675", what, expected, "Write the missing ones.", (start, start + 1))
            raise SpoiltError
        return found

    def outcomes(self) -> list[int]:
        """The outcome of each profile, from a list of outcomes and one of their numbers."""
        words, n = self.words, len(self.tree.player)
        words.step()
        while words.opens():
            start = words.start
            words.step()
            if words.kind == TEXT:
                words.step()
            paid = []
            while words.kind == NUMBER:
                paid.append(words.take_number("a payoff"))
            end = words.end
            words.take_brace("}", "after an outcome's payoffs")
            if len(paid) != n:
                what = f"found {len(paid)} payoff{'' if len(paid) == 1 else 's'}."
                words.note("S675", what, f"Expected {n}.", "Write one number a player.", (start, end))
                paid = [*paid, *[Fraction(0)] * n][:n]
            self.tree.outcomes.append(tuple(paid))
        words.take_brace("}", "after the outcomes")
        return [self._outcome(k) for k in range(self.n_profiles)]

    def _outcome(self, k: int) -> int:
        words = self.words
        if words.kind == END:
            what = f"found the outcomes of {k} profiles."
            words.note("S675", what, f"Expected {self.n_profiles}.", "Write the missing numbers.")
            raise SpoiltError
        place = words.start, words.end
        number = words.take_whole(f"an outcome's number ({k + 1} of {self.n_profiles})")
        if number > len(self.tree.outcomes):
            what = f"there is no outcome {number}."
            expected = f"Expected 0 (none) to {len(self.tree.outcomes)}."
            words.note("S676", what, expected, "Correct the number, or define the outcome.", place)
            return NOBODY
        return number - 1 if number else NOBODY


def _grow(tree: Sapling, outcome: list[int]) -> None:
    """The nodes, depth first: player 1 at the root, whose strategy counts fastest in the file."""
    sizes = [len(s.action) for s in tree.sets]
    strides = [math.prod(sizes[:i]) for i in range(len(sizes))]
    stack = [(0, 0)]
    while stack:
        depth, at = stack.pop()
        if depth == len(sizes):
            tree.add(NOBODY, outcome[at])
            continue
        tree.add(depth, NOBODY)
        stack += [(depth + 1, at + k * strides[depth]) for k in range(sizes[depth] - 1, -1, -1)]
