"""Writes one draw of a compiled game as a Gambit extensive-form file (`.efg`).

The merged graph is unfolded to a tree; payoffs paid on the way are added up at the terminal nodes,
where the format has them. Numbers are written so that reading them gives the same floats back, and the
same fractions where they are known.
Source: Gambit project, "The extensive game (.efg) file format".
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from standoff.errors import Problem, StandoffError
from standoff.game.base_weights import has_weights
from standoff.game.records import CHANCE, TERMINAL, BoundGame, Floats, Game
from standoff.game.tokens import LONGEST_NUMBER

Paid = tuple[Fraction, ...] | None
MOST_TERMINALS = 500_000
LONG = f"a number of a file has at most {LONGEST_NUMBER:,} characters"
SHORT_DECIMAL = 14  # characters; a longer one may stand for a fraction of the file that was read
LARGEST_DENOMINATOR = 10_000  # a float is written as a fraction only if that is exactly the float


@dataclass(frozen=True, slots=True)
class GameText:
    """A game as it is written.

    text : the file
    rounded : how many of its numbers are not those that are known of the game
    why : a sentence that says why, "" where none was rounded
    """

    text: str
    rounded: int
    why: str


def count_histories(game: Game) -> int:
    """How many terminal nodes the unfolded tree has (exact, whatever its size)."""
    arrays = game.arrays
    count = [0] * arrays.n_nodes
    for node in range(arrays.n_nodes - 1, -1, -1):
        edges = range(int(arrays.first_edge[node]), int(arrays.first_edge[node + 1]))
        count[node] = sum(count[int(arrays.child[e])] for e in edges) if len(edges) else 1
    return count[0]


def write_efg(game: Game, bound: BoundGame, draw: int, title: str = "", comment: str = "") -> str:
    """The text of the `.efg` file of one draw; `read_efg` gives the same game back.

    Parameters
    ----------
    game, bound : the compiled game and its numbers
    draw : which draw of `bound`
    title, comment : any text; quotes and backslashes are escaped

    Returns
    -------
    str

    Raises
    ------
    StandoffError
        S604 where the format cannot say it: players that disagree about chance, base weights of options,
        or a tree of more than 500,000 terminal nodes.

    Source
    ------
    The Gambit project, "Game representation formats", the extensive game (.efg) file format.

    Examples
    --------
    >>> from standoff.game.trees import Decision, Terminal, build_tree
    >>> built = build_tree(Decision("A", {"l": Terminal((0.5,)), "r": Terminal((1,))}), ("A",))
    >>> print(write_efg(built.game, built.bound, 0, "choice"))
    EFG 2 R "choice" { "A" }
    ""
    <BLANKLINE>
    p "" 1 1 "A.1" { "l" "r" } 0
    t "" 1 "" { 0.5 }
    t "" 2 "" { 1.0 }
    <BLANKLINE>
    """
    return efg_text(game, bound, draw, title, comment).text


def efg_text(game: Game, bound: BoundGame, draw: int, title: str = "", comment: str = "") -> GameText:
    """As `write_efg`, and how many of the exact numbers had to be rounded.

    Parameters
    ----------
    game : as compiled or read
    bound : `game` with the numbers of some draws
    draw : the draw that is written
    title, comment : what the file says of itself

    Returns
    -------
    GameText
        The text of the extensive form, with a count of what is not exact in it.

    Examples
    --------
    >>> from standoff.game.trees import Decision, Terminal, build_tree
    >>> built = build_tree(Decision("A", {"l": Terminal((0.5,)), "r": Terminal((1,))}), ("A",))
    >>> efg_text(built.game, built.bound, 0).rounded
    0
    """
    refuse_unsayable(bound, draw)
    if count_histories(game) > MOST_TERMINALS:
        raise StandoffError(
            Problem("S604", f"the tree has more than {MOST_TERMINALS:,} terminal nodes once it is unfolded.")
        )
    writer = _Writer(game, bound, draw)
    text = writer.text(title, comment)
    return GameText(text, writer.rounded, LONG if writer.rounded else "")


def refuse_unsayable(bound: BoundGame, draw: int) -> None:
    """A Gambit file has one probability for all, and options without base weights.

    Raises
    ------
    StandoffError
        S604 if some player believes another probability, or some option has a base weight of its own.
    """
    if has_weights(bound.arrays):
        raise StandoffError(
            Problem(
                "S604",
                "options have base weights of logit play.",
                "A Gambit file has none: another program would find other logit play.",
                "Nash concepts ignore them: for these, write `with_weights(bound, None)`.",
            )
        )
    if len(set(bound.arrays.group.tolist())) > 1 or _subjective(bound, draw):
        raise StandoffError(
            Problem(
                "S604",
                "the players believe different probabilities of a chance move.",
                "A Gambit file has one probability for all.",
                "Export a reading whose beliefs are switched off (`beliefs: {move: off}`).",
            )
        )


def _subjective(bound: BoundGame, draw: int) -> bool:
    chance = bound.arrays.chance
    told = chance[chance[:, 0] >= 0]
    probability = bound.cell[:, draw][told]
    return bool((np.abs(probability - probability[:, :1]) > 0).any())


class _Writer:
    """Walks the graph depth first from the root and writes each history as a node of its own."""

    def __init__(self, game: Game, bound: BoundGame, draw: int) -> None:
        self.game, self.arrays = game, game.arrays
        self.cell, self.payoff = bound.cell[:, draw], bound.payoff[:, draw]
        self.exact = bound.exact
        self.number: list[int] = []  # information sets count from 1 for each player
        so_far = [0] * game.arrays.n_players
        for player in game.arrays.infoset_player.tolist():
            so_far[player] += 1
            self.number.append(so_far[player])
        self.lines: list[str] = []
        self.chances: list[tuple[int, str, str]] = []  # line, name of the move, its options
        self.n_terminal = 0
        self.rounded = 0

    def text(self, title: str, comment: str) -> str:
        players = " ".join(quote(name) for name in self.game.labels.player)
        self.lines = [f"EFG 2 R {quote(title)} {{ {players} }}", quote(comment), ""]
        nothing: Paid = (Fraction(0),) * self.arrays.n_players
        stack = [(0, np.zeros(self.arrays.n_players), nothing)]
        while stack:
            node, paid, exact = stack.pop()
            if self.arrays.kind[node] == TERMINAL:
                self._terminal(paid, exact)
                continue
            edges = list(range(int(self.arrays.first_edge[node]), int(self.arrays.first_edge[node + 1])))
            if self.arrays.kind[node] == CHANCE:
                self._chance(node, edges)
            else:
                self._decision(node, edges)
            for edge in reversed(edges):
                rows = self.arrays.payoff[edge]
                more = np.where(rows >= 0, self.payoff[np.maximum(rows, 0)], 0.0) if len(self.payoff) else 0.0
                stack.append((int(self.arrays.child[edge]), paid + more, self._added(exact, rows.tolist())))
        self._name_chances()
        return "\n".join(self.lines) + "\n"

    def _added(self, paid: Paid, rows: list[int]) -> Paid:
        """The exact payments with those of one more edge; None where one is not known exactly."""
        if self.exact is None or paid is None:
            return None
        more = [self.exact.payoff[s] if s >= 0 else Fraction(0) for s in rows]
        if any(x is None for x in more):
            return None
        return tuple(a + (b or 0) for a, b in zip(paid, more, strict=True))

    def _terminal(self, paid: Floats, exact: Paid) -> None:
        self.n_terminal += 1
        known = [None] * len(paid) if exact is None else exact
        texts = [_payoff(float(x), e) for x, e in zip(paid, known, strict=True)]
        for text, x, e in zip(texts, paid, known, strict=True):
            self.rounded += e is not None and float(e) == x and Fraction(text) != e
        self.lines.append(f't "" {self.n_terminal} "" {{ {", ".join(texts)} }}')

    def _chance(self, node: int, edges: list[int]) -> None:
        probability = [float(self.cell[self.arrays.chance[e, 0]]) for e in edges]
        said = " ".join(
            f"{quote(self.game.labels.edge_option[e])} {text}"
            for e, text in zip(edges, self._odds(edges, probability), strict=True)
        )
        self.chances.append((len(self.lines), self.game.labels.node_move[node], said))
        self.lines.append("")

    def _odds(self, edges: list[int], probability: list[float]) -> list[str]:
        """The probabilities as they were written, if that is known and a file can hold them."""
        usual = _exact(probability)
        known = [self.exact.cell[self.arrays.chance[e, 0]] for e in edges] if self.exact is not None else []
        if not known or any(p is None or float(p) != q for p, q in zip(known, probability, strict=True)):
            return usual
        texts = [exact_text(p) for p in known if p is not None]
        if [Fraction(text) for text in usual] == known:
            return usual
        if sum(p or 0 for p in known) != 1 or "" in texts:
            self.rounded += len(usual)
            return usual
        return texts

    def _name_chances(self) -> None:
        """Some readers want labels that differ: a move that stands in several places is numbered."""
        used = Counter(name for _, name, _ in self.chances)
        for k, (line, name, said) in enumerate(self.chances, 1):
            label = quote(name if used[name] == 1 else f"{name}.{k}")
            self.lines[line] = f'c "" {k} {label} {{ {said} }} 0'

    def _decision(self, node: int, edges: list[int]) -> None:
        infoset = int(self.arrays.infoset[node])
        player = int(self.arrays.infoset_player[infoset]) + 1
        said = " ".join(quote(self.game.labels.edge_option[e]) for e in edges)
        label = quote(self.game.labels.infoset[infoset])
        self.lines.append(f'p "" {player} {self.number[infoset]} {label} {{ {said} }} 0')


def _payoff(number: float, exact: Fraction | None) -> str:
    """A payoff as it was written, where that rounds to the float; the float where it is the same."""
    if exact is None or float(exact) != number:
        return written_number(number)
    return payoff_text(exact) or repr(number)


def payoff_text(exact: Fraction) -> str:
    """A payoff as the shortest decimal of its float where that is the number; else as `exact_text`.

    Examples
    --------
    >>> payoff_text(Fraction(3)), payoff_text(Fraction(1, 10**13)), payoff_text(Fraction(2, 3))
    ('3.0', '1e-13', '2/3')
    """
    text = repr(float(exact))
    return text if Fraction(text) == exact else exact_text(exact)


def exact_text(number: Fraction) -> str:
    """An exact decimal or fraction; "" where no file can hold it.

    Examples
    --------
    >>> exact_text(Fraction(1, 8)), exact_text(Fraction(2, 3)), exact_text(Fraction(3))
    ('0.125', '2/3', '3')
    """
    rest, places = number.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest, power = rest // prime, power + 1
        places = max(places, power)
    if rest > 1:
        text = str(number)
    else:
        digits = str(abs(number.numerator) * (10**places // number.denominator)).rjust(places + 1, "0")
        whole, part = digits[: len(digits) - places], digits[len(digits) - places :]
        text = ("-" if number < 0 else "") + whole + (f".{part}" if places else "")
    return text if len(text) <= LONGEST_NUMBER else ""


def _exact(probability: list[float]) -> list[str]:
    """Texts whose exact values add up to 1, as Gambit demands, and read back as the same floats.

    Fractions with small denominators where they are exactly the floats (1/3), else the shortest
    decimals; where these miss 1, the largest takes the rest, a change in its last place.
    """
    simple = [Fraction(p).limit_denominator(LARGEST_DENOMINATOR) for p in probability]
    if sum(simple) == 1 and [float(f) for f in simple] == probability:
        return [str(f) for f in simple]
    decimals = [Decimal(repr(p)) for p in probability]
    largest = probability.index(max(probability))
    rest = 1 - sum((Fraction(d) for k, d in enumerate(decimals) if k != largest), Fraction(0))
    places = max([0, *(-int(d.as_tuple().exponent) for d in decimals)])
    digits = int(rest * 10**places)  # exact: every other decimal has at most so many places
    decimals[largest] = Decimal(digits).scaleb(-places) if digits < 10**27 else Decimal(f"{digits}e-{places}")
    return [format(d, "f") for d in decimals]


def written_number(value: float) -> str:
    """A float as a text that reads back as the same float: short, or a small fraction where that is it.

    Examples
    --------
    >>> written_number(0.1), written_number(2 / 3), written_number(0.123456789012345)
    ('0.1', '2/3', '0.123456789012345')
    """
    text = repr(value)
    if len(text) <= SHORT_DECIMAL:
        return text
    simple = Fraction(value).limit_denominator(LARGEST_DENOMINATOR)
    return str(simple) if float(simple) == value and len(str(simple)) < len(text) else text


def quote(text: str) -> str:
    """A text in quotes, as a Gambit file has it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
