"""Poker on paper: Kuhn's for two and three, Myerson's, stripped-down poker, Leduc hold'em."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

from tests.games.game_cases import Case, Chance, Decision, Known, Play, Terminal, Tree

TWO = ("A", "B")
RANKS = "JQK"


def kuhn() -> Chance:
    """Ante 1, bet 1, one card of three each."""

    def hand(a: str, b: str) -> Decision:
        sign = 1 if RANKS.index(a) > RANKS.index(b) else -1
        called = Decision(
            "A", {"fold": Terminal((-1, 1)), "call": Terminal((2 * sign, -2 * sign))}, f"{a} checked, bet"
        )
        checked = Decision("B", {"check": Terminal((sign, -sign)), "bet": called}, f"{b} after check")
        bet = Decision(
            "B", {"fold": Terminal((1, -1)), "call": Terminal((2 * sign, -2 * sign))}, f"{b} after bet"
        )
        return Decision("A", {"check": checked, "bet": bet}, f"{a} first")

    return Chance({a + b: (Fraction(1, 6), hand(a, b)) for a, b in permutations(RANKS, 2)}, "deal")


def kuhn_play(bluff: float) -> Play:
    """Kuhn's equilibria: A bluffs with the jack with this probability, 0 to 1/3."""
    third = 1 / 3
    return {
        "J first": {"check": 1 - bluff, "bet": bluff},
        "Q first": {"check": 1, "bet": 0},
        "K first": {"check": 1 - 3 * bluff, "bet": 3 * bluff},
        "J checked, bet": {"fold": 1, "call": 0},
        "Q checked, bet": {"fold": 2 * third - bluff, "call": third + bluff},
        "K checked, bet": {"fold": 0, "call": 1},
        "J after check": {"check": 2 * third, "bet": third},
        "Q after check": {"check": 1, "bet": 0},
        "K after check": {"check": 0, "bet": 1},
        "J after bet": {"fold": 1, "call": 0},
        "Q after bet": {"fold": 2 * third, "call": third},
        "K after bet": {"fold": 0, "call": 1},
    }


def kuhn_of_three() -> Chance:
    """Four cards, three players; one bet, then the others fold or call in turn."""
    players = ("A", "B", "C")

    def at(cards: tuple[int, ...], history: str) -> Tree:
        first = history.find("b")
        if (first < 0 and len(history) == 3) or (first >= 0 and len(history) == first + 3):
            return _showdown(cards, history)
        who = len(history) % 3
        words = ("check", "bet") if first < 0 else ("fold", "call")
        below = [at(cards, history + move) for move in "pb"]
        return Decision(
            players[who],
            dict(zip(words, below, strict=True)),
            f"{cards[who]} {history or 'first'} {players[who]}",
        )

    return Chance(
        {"".join(map(str, c)): (Fraction(1, 24), at(c, "")) for c in permutations(range(4), 3)}, "deal"
    )


def _showdown(cards: tuple[int, ...], history: str) -> Terminal:
    paid = [1, 1, 1]
    for k, move in enumerate(history):
        paid[k % 3] += move == "b"
    staying = [k for k in range(3) if "b" not in history or paid[k] == 2]
    winner = max(staying, key=lambda k: cards[k])
    return Terminal(tuple(sum(paid) * (k == winner) - paid[k] for k in range(3)))


def myerson_poker() -> Chance:
    """Folding the red card wins for player 1."""

    def hand(red: bool) -> Decision:
        s = 1 if red else -1
        meet = Decision("B", {"meet": Terminal((2 * s, -2 * s)), "pass": Terminal((1, -1))}, "B")
        return Decision("A", {"raise": meet, "fold": Terminal((s, -s))}, "A red" if red else "A black")

    return Chance({"red": (0.5, hand(True)), "black": (0.5, hand(False))}, "deal")


def stripped_down() -> Chance:
    """King or queen; folding always loses the ante."""

    def hand(king: bool) -> Decision:
        s = 1 if king else -1
        called = Decision("B", {"call": Terminal((2 * s, -2 * s)), "fold": Terminal((1, -1))}, "B")
        return Decision("A", {"raise": called, "fold": Terminal((-1, 1))}, "A king" if king else "A queen")

    return Chance({"king": (0.5, hand(True)), "queen": (0.5, hand(False))}, "deal")


def binmore_poker() -> Chance:
    """A bets 1 or not with one of three cards; B folds or calls; no bet is a showdown."""

    def hand(a: str, b: str) -> Decision:
        s = 1 if RANKS.index(a) > RANKS.index(b) else -1
        bet = Decision("B", {"fold": Terminal((1, -1)), "call": Terminal((2 * s, -2 * s))}, f"B {b}")
        return Decision("A", {"check": Terminal((s, -s)), "bet": bet}, f"A {a}")

    return Chance({a + b: (Fraction(1, 6), hand(a, b)) for a, b in permutations(RANKS, 2)}, "deal")


def leduc() -> Chance:
    """Six cards of three ranks, two rounds of at most two bets (2, then 4), one common card."""
    deals: dict[str, tuple[Fraction, Tree]] = {}
    for a in RANKS:
        for b in RANKS:
            p = Fraction(1, 15) if a == b else Fraction(2, 15)
            deals[a + b] = (p, _leduc_round(a, b, "", "", (1, 1)))
    return Chance(deals, "deal")


def _leduc_round(a: str, b: str, common: str, before: str, paid: tuple[int, int], history: str = "") -> Tree:
    who = len(history) % 2
    if history in ("cc",) or (len(history) > 1 and history[-1] == "c"):
        return _leduc_next(a, b, common, before + history, paid)
    if history.endswith("f"):
        lost = paid[1 - who]  # the one who moved last folded
        return Terminal((-lost, lost) if who == 1 else (lost, -lost))
    size = 4 if common else 2

    def then(move: str) -> Tree:
        mine = paid[who] if move == "f" else paid[1 - who] + (size if move == "r" else 0)
        now = (mine, paid[1]) if who == 0 else (paid[0], mine)
        return _leduc_round(a, b, common, before, now, history + move)

    moves = {"call": then("c")}
    if paid[who] != paid[1 - who]:
        moves = {"fold": then("f"), **moves}
    if history.count("r") < 2:
        moves["raise"] = then("r")
    card = (a, b)[who]
    return Decision(TWO[who], moves, f"{TWO[who]} {card} {before}{'/' + common if common else ''}{history}")


def _leduc_next(a: str, b: str, common: str, before: str, paid: tuple[int, int]) -> Tree:
    if not common:
        left = {r: 2 - (r == a) - (r == b) for r in RANKS}
        return Chance(
            {r: (Fraction(n, 4), _leduc_round(a, b, r, before, paid)) for r, n in left.items() if n},
            "common card",
        )
    strength = [(card == common, RANKS.index(card)) for card in (a, b)]
    sign = (strength[0] > strength[1]) - (strength[0] < strength[1])
    return Terminal((sign * paid[1], -sign * paid[0]))


CASES = (
    Case(
        "kuhn",
        "Kuhn (1950), Contributions to the Theory of Games I, A simplified two-person poker",
        TWO,
        kuhn,
        Known(pure=0, value=-1 / 18, equilibria=(kuhn_play(0.0), kuhn_play(1 / 6), kuhn_play(1 / 3))),
    ),
    Case(
        "kuhn_3",
        "Szafron, Gibson and Sturtevant (2013), AAMAS, three-player Kuhn poker",
        ("A", "B", "C"),
        kuhn_of_three,
        Known(),
    ),
    Case(
        "myerson_poker",
        "Myerson (1991), Game Theory, figure 2.1 and sec. 4.1",
        TWO,
        myerson_poker,
        Known(
            pure=0,
            value=1 / 3,
            equilibria=(
                {
                    "A red": {"raise": 1, "fold": 0},
                    "A black": {"raise": 1 / 3, "fold": 2 / 3},
                    "B": {"meet": 2 / 3, "pass": 1 / 3},
                },
            ),
        ),
    ),
    Case(
        "stripped_down_poker",
        "Reiley, Urbancic and Walker (2008), Journal of Economic Education 39",
        TWO,
        stripped_down,
        Known(
            pure=0,
            value=1 / 3,
            equilibria=(
                {
                    "A king": {"raise": 1, "fold": 0},
                    "A queen": {"raise": 1 / 3, "fold": 2 / 3},
                    "B": {"call": 2 / 3, "fold": 1 / 3},
                },
            ),
        ),
    ),
    Case(
        "binmore_poker",
        "Binmore (1992), Fun and Games, sec. 12.7, von Neumann's poker with three cards",
        TWO,
        binmore_poker,
        Known(value=1 / 18, recomputed=("value",)),
    ),
    Case(
        "leduc",
        "Southey and others (2005), UAI, Leduc hold'em; value as by Lanctot and others (2019), OpenSpiel",
        TWO,
        leduc,
        Known(value=-0.085606424078),
    ),
)
