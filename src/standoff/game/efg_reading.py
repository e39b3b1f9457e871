"""Reads Gambit's extensive-form files (`.efg`, version 2, R and D), in every dialect met.

Nodes stand in depth-first order and say nothing of the tree's shape but their number of actions;
so the file is read node by node without recursion, and a node that is wrong does not hide the
problems of the next. Accepted beyond Gambit: payoffs with and without commas, outcomes told later
than first used, labels missing or used twice, probabilities that miss 1 by no more than 1e-9.
Source: Gambit project, "Game representation formats", The extensive game (.efg) file format.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from standoff.errors import Problem, Span, shown
from standoff.game.layout import NOBODY, MoveSet, Sapling, set_names
from standoff.game.recall import recall_problems
from standoff.game.tokens import (
    BRACE,
    END,
    LONE_QUOTE,
    NUMBER,
    TEXT,
    WORD,
    GameError,
    SpoiltError,
    TooManyProblemsError,
    Words,
)
from standoff.game.written import WrittenGame, action_names, finished, player_names

MOST_NODES = 2_000_000
MOST_REMARKS = 50  # that are told one by one
SUM_TOLERANCE = Fraction(1, 10**9)
NODE_KINDS = ("c", "p", "t")
HEAD = 'A file starts with `EFG 2 R "title" { "player" "player" }`.'


def read_efg(text: str, file: str = "game.efg", *, forgetful: bool = False) -> WrittenGame:
    """The game of an extensive-form text.

    Parameters
    ----------
    text : the file's text
    file : its name, for messages
    forgetful : accept imperfect recall, each such information set told in a warning: for pure strategies,
        for the concepts of the agent form, which take each information set for a player of its own, and
        for writing the game elsewhere. Other concepts over whole strategies refuse the game (S630)

    Returns
    -------
    WrittenGame
        One draw of sharp play; node k is the k-th node of the file.

    Raises
    ------
    GameError
        S670 to S683, all problems that can be told, with their lines.

    Examples
    --------
    >>> one = 'EFG 2 R "" { "A" } p "" 1 1 "" { "l" "r" } 0 t "" 1 "" { 1/2 } t "" 2 "" { .25 }'
    >>> read_efg(one).game.labels.action
    ('l', 'r')
    """
    words = Words(text.replace("\r\n", "\n").replace("\r", "\n"), file)
    reader = _Reader(words)
    try:
        title, comment = reader.head()
        reader.nodes()
        reader.settle()
    except (SpoiltError, TooManyProblemsError):
        raise GameError(words.problems) from None
    if words.problems:
        raise GameError(words.problems)

    def span(node: int) -> Span:
        return words.span(*reader.place_of(node))

    recall = recall_problems(reader.tree, span)
    if recall and forgetful and all(problem.code == "S681" for problem in recall):
        reader.warnings += [_forgets(file, problem) for problem in recall]
    elif recall:
        raise GameError(recall)
    return finished(reader.tree, (title, comment), tuple(reader.warnings), span)


@dataclass(frozen=True, slots=True)
class _Given:
    """What a node says of its set: a label and, if it tells them, the actions and probabilities.

    said : remarks on the actions' names, for the set's first node
    """

    label: str
    action: tuple[str, ...] | None
    said: tuple[str, ...]
    probability: tuple[Fraction, ...]
    start: int
    end: int


class _Reader:
    """Reads the nodes one after the other into a `Sapling`."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.tree = Sapling(())
        self.warnings: list[str] = []
        self._n_warned = 0
        self.lost = False  # a node was spoilt: the tree's shape can no longer be judged
        self._set: dict[tuple[int, int], int] = {}
        self._outcome: dict[int, int] = {}
        self._undefined: dict[int, tuple[int, int]] = {}  # outcome: where it is first referred to

    def warn(self, start: int, said: str) -> None:
        """Something unusual that was read all the same."""
        self._n_warned += 1
        if self._n_warned <= MOST_REMARKS:
            self.warnings.append(f"{self.words.file}:{self.words.line(start)}: {said}")

    def place_of(self, node: int) -> tuple[int, int]:
        """Where a node's first word stands."""
        return self.tree.place[node], self.tree.place[node] + 1

    def head(self) -> tuple[str, str]:
        """Title and comment; sets the players."""
        words = self.words
        for expected in (("EFG",), ("2",), ("R", "D")):
            if words.kind not in (WORD, NUMBER) or words.text not in expected:
                what = "the file is empty." if not words.source.strip() else f"found {words.shown()}."
                fix = "Check that the file is a Gambit extensive-form game of version 2."
                words.note("S670", what, f"Expected {' or '.join(f'`{e}`' for e in expected)}. {HEAD}", fix)
                raise SpoiltError
            words.step()
        title = words.take_text("the title in quotes")
        players, start = [], words.start
        words.take_brace("{", "before the players' names")
        while words.kind == TEXT:
            players.append(words.take_text("a player's name"))
        words.take_brace("}", "after the players' names")
        comment = words.take_text("a comment") if words.kind == TEXT else ""
        names, said = player_names(players)
        self.tree.player = names
        for sentence in said:
            self.warn(start, sentence)
        return title, comment

    def nodes(self) -> None:
        """All nodes to the end of the file or of the tree."""
        words = self.words
        while words.kind != END:
            start = words.start
            try:
                if words.kind != WORD or words.text not in NODE_KINDS:
                    if self.tree.complete and not self.lost:
                        return self._trailing()
                    raise words.spoil("a node: `c` (chance), `p` (player) or `t` (terminal)")
                if self.tree.complete and not self.lost:
                    return self._trailing()
                self._node(start)
            except SpoiltError:
                self._skip()
            if len(self.tree.set_of) >= MOST_NODES:
                words.note(
                    "S683", f"the game has more than {MOST_NODES:,} nodes.", "", "Write a smaller game."
                )
                raise TooManyProblemsError
        if not self.lost and not self.tree.complete:
            self._truncated()
        return None

    def settle(self) -> None:
        """What can be judged only at the end: outcomes that were never told, labels used twice."""
        used = Counter(shown(s.label) for s in self.tree.sets if s.player >= 0 and s.label)
        twice = [label for label, n in used.items() if n > 1]
        if twice:
            more = f" and {len(twice) - 1} more" if len(twice) > 1 else ""
            at = next(s.place for s in self.tree.sets if shown(s.label) == twice[0])
            self.warn(
                at, f"information sets share the label `{twice[0]}`{more}: they are called `player.number`."
            )
        for s, name in zip(self.tree.sets, set_names(self.tree), strict=True):
            if s.player >= 0 and s.label and name != s.label and used[shown(s.label)] == 1:
                what = f"information set `{s.label}` is called `{name}`"
                self.warn(s.place, f"{what}: its label is the name of one that has no label of its own.")
        if self._n_warned > MOST_REMARKS:
            self.warnings.append(
                f"{self.words.file}: {self._n_warned - MOST_REMARKS:,} more remarks like these."
            )
        for number, place in self._undefined.items():
            self.words.note(
                "S676",
                f"outcome {number} has no payoffs anywhere in the file.",
                "Expected them where the outcome is first used.",
                f'Write {number} "name" {{ one payoff a player }}, or 0 for an ending that pays nothing.',
                place,
            )

    def _skip(self) -> None:
        """On to the next word that can start a node."""
        self.lost = True
        words = self.words
        while words.kind != END:
            words.step()
            if words.kind == WORD and words.text in NODE_KINDS:
                return

    def _trailing(self) -> None:
        self.words.note(
            "S674",
            f"the tree is complete, but {self.words.shown()} follows.",
            "Expected the end of the file.",
            "Take out what follows, or give an earlier node one more action.",
        )

    def _truncated(self) -> None:
        if not self.tree.set_of:
            self.words.note("S673", "the file ends before its first node.", "Expected a node.", HEAD)
            return
        node, action, missing = self.tree.gap()
        line = self.words.line(self.tree.place[node])
        self.words.note(
            "S673",
            f"the file ends inside the tree: {missing} branch{'es lead' if missing > 1 else ' leads'} "
            f"nowhere, first action `{action}` of the node in line {line}.",
            "Expected a node for each action, in depth-first order.",
            "Write the missing nodes, or take the actions out.",
        )

    def _node(self, start: int) -> None:
        words = self.words
        kind = words.text
        words.step()
        if words.kind == TEXT:
            words.step()  # the node's own name: nothing refers to it
        if kind == "t":
            set_ = NOBODY
        else:
            player = NOBODY if kind == "c" else self._player()
            number_at = words.start, words.end
            number = words.take_whole(
                "the number of the " + ("chance move" if kind == "c" else "information set")
            )
            set_ = self._join(player, number, self._given(player, number_at))
        self.tree.add(set_, self._paid(), start)

    def _player(self) -> int:
        words, n = self.words, len(self.tree.player)
        place = words.start, words.end
        player = words.take_whole("the player's number")
        if 1 <= player <= n:
            return player - 1
        known = "one player" if n == 1 else f"{n} players"
        what = f"there is no player {player}; the first line names {known}."
        words.note(
            "S680", what, f"Expected a number from 1 to {n}.", "Name one more player, or correct it.", place
        )
        raise SpoiltError

    def _given(self, player: int, number_at: tuple[int, int]) -> _Given:
        """The label and actions that follow an information set's number."""
        words = self.words
        label = words.take_text("a label") if words.kind == TEXT else ""
        if not words.opens():
            return _Given(label, None, (), (), *number_at)
        start = words.start
        words.step()
        actions: list[str] = []
        chances: list[Fraction] = []
        while not words.closes():
            name = words.take_text("an action's name in quotes, or `}`")
            actions.append(name)
            if player == NOBODY:
                chances.append(words.take_number(f'the probability of "{name}"'))
        end = words.end
        words.step()
        if not actions:
            fix = "Write at least one action, or a terminal node (`t`)."
            words.note("S678", "no action stands between the braces.", "", fix, (start, end))
            raise SpoiltError
        names, said = action_names(actions, "actions" if player >= 0 else "branches")
        return _Given(label, names, tuple(said), self._chances(chances, start, end), start, end)

    def _chances(self, chances: list[Fraction], start: int, end: int) -> tuple[Fraction, ...]:
        """Probabilities that make exactly 1."""
        if not chances:
            return ()
        words, total = self.words, sum(chances, Fraction(0))
        if any(c < 0 for c in chances):
            what = f"a probability is {_shown(next(c for c in chances if c < 0))}."
            words.note("S677", what, "Expected none below 0.", "Correct it.", (start, end))
            return tuple(chances)
        if abs(total - 1) > SUM_TOLERANCE:
            what = f"the probabilities add up to {_shown(total)}."
            fix = "Correct them; fractions such as 1/3 are exact."
            words.note("S677", what, "Expected 1 (within 1e-9).", fix, (start, end))
            return tuple(chances)
        if total != 1:
            self.warn(
                start, f"the probabilities add up to 1 {float(total - 1):+.1g} and were divided by their sum."
            )
            return tuple(c / total for c in chances)
        return tuple(chances)

    def _join(self, player: int, number: int, given: _Given) -> int:
        """The set of a node: a new one, or one that is known and must agree."""
        words = self.words
        known = self._set.get((player, number))
        whose = f"information set {number} of player {player + 1}" if player >= 0 else f"chance move {number}"
        if known is None:
            if given.action is None:
                words.note(
                    "S678",
                    f"{whose} is not yet known and tells no actions.",
                    'Expected a label and the actions, "label" { "action" ... }, where it stands first.',
                    "Write them here, or correct the number.",
                    (given.start, given.end),
                )
                raise SpoiltError
            for sentence in given.said:
                self.warn(given.start, f"{whose}: {sentence}")
            self.tree.sets.append(
                MoveSet(player, str(number), given.label, given.action, given.probability, (), given.start)
            )
            known = self._set[player, number] = len(self.tree.sets) - 1
            return known
        first = self.tree.sets[known]
        if given.action is not None and (given.action, given.probability) != (
            first.action,
            first.probability,
        ):
            words.note(
                "S678",
                f"{whose} has {_listed(given)} here, but {_listed(first)} in line {words.line(first.place)}.",
                "Expected the same at each of its nodes.",
                "Make them agree, or give this node another number.",
                (given.start, given.end),
            )
        return known

    def _paid(self) -> int:
        """The outcome of a node: its number, and its payoffs where they are told."""
        words = self.words
        place = words.start, words.end
        number = words.take_whole("the outcome's number (0 for none)")
        if words.kind == TEXT:
            words.step()  # the outcome's name: endings are told by their payoffs
        if not words.opens():
            if number == 0:
                return NOBODY
            if number not in self._outcome:
                self._undefined.setdefault(number, place)
                self._outcome[number] = len(self.tree.outcomes)
                self.tree.outcomes.append((Fraction(0),) * len(self.tree.player))
            return self._outcome[number]
        payoffs = self._payoffs()
        if number == 0:
            return self._free_outcome(payoffs)
        if number in self._outcome and number not in self._undefined:
            index = self._outcome[number]
            if self.tree.outcomes[index] != payoffs:
                what = f"outcome {number} has other payoffs here than where it stands first."
                words.note("S676", what, "", "Make them agree, or use a new number.", place)
            return index
        self._undefined.pop(number, None)
        index = self._outcome.setdefault(number, len(self.tree.outcomes))
        self.tree.outcomes[index : index + 1] = [payoffs]
        return index

    def _free_outcome(self, payoffs: tuple[Fraction, ...]) -> int:
        """Payoffs beside the number 0, which stands for no outcome: they are paid all the same."""
        self.tree.outcomes.append(payoffs)
        return len(self.tree.outcomes) - 1

    def _payoffs(self) -> tuple[Fraction, ...]:
        words, n = self.words, len(self.tree.player)
        start = words.start
        words.step()
        payoffs = []
        while not words.closes():
            if words.kind in (END, LONE_QUOTE, WORD, TEXT, BRACE):
                raise words.spoil("a payoff, or `}`")
            payoffs.append(words.take_number("a payoff"))
        end = words.end
        words.step()
        if len(payoffs) != n:
            what = f"found {len(payoffs)} payoff{'' if len(payoffs) == 1 else 's'}."
            fix = "Write one number a player, in the order of the first line."
            words.note("S675", what, f"Expected {n}.", fix, (start, end))
            payoffs = [*payoffs, *[Fraction(0)] * n][:n]
        return tuple(payoffs)


def _forgets(file: str, problem: Problem) -> str:
    """A problem of recall as a warning."""
    place = f"{file}:{problem.span.line}: " if problem.span is not None else ""
    return f"{place}{problem.what}"


def _shown(number: Fraction) -> str:
    """An exact number, or a short one where that is long."""
    return str(number) if len(str(number)) <= 12 else f"{float(number):.10g}"


def _listed(of: _Given | MoveSet) -> str:
    actions = of.action or ()
    if of.probability:
        shown = zip(actions, of.probability, strict=True)
        return "{ " + " ".join(f'"{a}" {_shown(p)}' for a, p in shown if isinstance(p, Fraction)) + " }"
    return "{ " + " ".join(f'"{a}"' for a in actions) + " }"
