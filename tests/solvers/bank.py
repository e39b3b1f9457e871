"""A bank of small games with known answers, each with its source; every solver runs all of it.

Answers are closed forms, roots found by SciPy from equations written here by hand, or numbers of
another program with its version. They share no code with the solvers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import root

from standoff.game.records import BoundGame
from tests.solvers.games import Edge, Tree, bind, chance, decide, pay

INF = np.inf


@dataclass(frozen=True)
class Case:
    """play : expected probabilities of each information set, by (player, label)."""

    name: str
    source: str
    tree: Callable[[], Tree]
    n_players: int
    precision: Any
    play: dict[tuple[int, Any], list[float]]
    value: list[float] | None = None
    near: float = 1e-9
    tied: bool = False  # an exact tie is reached

    def bound(self) -> BoundGame:
        return bind(self.tree(), self.n_players, self.precision)


def logit(*values: float, precision: float = 1.0) -> np.ndarray:
    weight = np.exp(precision * (np.array(values) - max(values)))
    return weight / weight.sum()


def fixed(answer: Callable[[np.ndarray], np.ndarray], start: list[float]) -> np.ndarray:
    found = root(lambda x: answer(x) - x, start, tol=1e-14)
    assert np.abs(answer(found.x) - found.x).max() < 1e-12
    return found.x


def horse() -> Tree:
    third = [decide(2, "c", pay(*a), pay(*b)) for a, b in (((3, 2, 2), (0, 0, 0)), ((4, 4, 0), (0, 0, 1)))]
    second = decide(1, "b", pay(1, 1, 1), third[1])
    return decide(0, "a", second, third[0])


def _horse_play() -> dict[tuple[int, Any], list[float]]:
    """1 goes on (a) or down; 2 ends it (b) or down; 3 left (c) or right, not knowing who went down."""

    def answer(x: np.ndarray) -> np.ndarray:
        a, b, c = x
        one = logit(b + (1 - b) * 4 * c, 3 * c)[0]
        two = logit(1.0, 4 * c)[0]
        first, later = 1 - a, a * (1 - b)
        three = logit(2 * first / (first + later), later / (first + later))[0]
        return np.array([one, two, three])

    a, b, c = fixed(answer, [0.5, 0.5, 0.5])
    return {(0, "a"): [a, 1 - a], (1, "b"): [b, 1 - b], (2, "c"): [c, 1 - c]}


def centipede() -> Tree:
    fourth = decide(1, 4, pay(0.8, 3.2), pay(6.4, 1.6))
    third = decide(0, 3, pay(1.6, 0.4), fourth)
    second = decide(1, 2, pay(0.2, 0.8), third)
    return decide(0, 1, pay(0.4, 0.1), second)


def _centipede_play(precision: float) -> dict[tuple[int, Any], list[float]]:
    take, pass_on = logit(3.2, 1.6, precision=precision)
    on = np.array([0.8, 3.2]) * take + np.array([6.4, 1.6]) * pass_on
    play = {(1, 4): [take, pass_on]}
    for player, label, taken in ((0, 3, (1.6, 0.4)), (1, 2, (0.2, 0.8)), (0, 1, (0.4, 0.1))):
        take, pass_on = logit(taken[player], on[player], precision=precision)
        play[player, label] = [take, pass_on]
        on = np.array(taken) * take + on * pass_on
    return play


def beer_quiche() -> Tree:
    def sender(strong: bool) -> Tree:
        kind = "strong" if strong else "weak"

        def reply(meal: str) -> Tree:
            liked = (meal == "beer") == strong
            duel = pay(float(liked), float(not strong))
            leave = pay(2.0 + liked, float(strong))
            return decide(1, meal, duel, leave)

        return decide(0, kind, reply("beer"), reply("quiche"))

    return chance(2, (0.9, sender(True)), (0.1, sender(False)))


def _beer_quiche_play() -> dict[tuple[int, Any], list[float]]:
    def answer(x: np.ndarray) -> np.ndarray:
        strong, weak, duel_beer, duel_quiche = x
        s = logit(3 - 2 * duel_beer, 2 - 2 * duel_quiche)[0]
        w = logit(2 - 2 * duel_beer, 3 - 2 * duel_quiche)[0]
        beer, quiche = (0.9 * strong, 0.1 * weak), (0.9 * (1 - strong), 0.1 * (1 - weak))
        b = logit(beer[1] / sum(beer), beer[0] / sum(beer))[0]
        q = logit(quiche[1] / sum(quiche), quiche[0] / sum(quiche))[0]
        return np.array([s, w, b, q])

    s, w, b, q = fixed(answer, [0.6, 0.4, 0.3, 0.3])
    return {
        (0, "strong"): [s, 1 - s],
        (0, "weak"): [w, 1 - w],
        (1, "beer"): [b, 1 - b],
        (1, "quiche"): [q, 1 - q],
    }


def entry() -> Tree:
    """Three markets in turn; the incumbent fights or shares where it is entered."""

    def market(k: int, path: tuple[str, ...]) -> Tree:
        def then(step: str, *gain: float) -> Edge:
            if k == 3:
                return pay(*gain)
            return Edge(market(k + 1, (*path, step)), gain)

        own = [0.0, 0.0, 0.0]

        def gains(incumbent: float, entrant: float) -> tuple[float, ...]:
            mine = list(own)
            mine[k - 1] = entrant
            return (incumbent, *mine)

        fight, share = then("fight", *gains(0, -1)), then("share", *gains(2, 1))
        react = decide(0, (k, path), fight, share)
        return decide(k, (k, path), react, then("out", *gains(5, 0)))

    return market(1, ())


def _entry_play() -> dict[tuple[int, Any], list[float]]:
    play: dict[tuple[int, Any], list[float]] = {(1, (1, ())): [1, 0], (0, (1, ())): [0, 1]}
    for a in ("fight", "share", "out"):
        play[2, (2, (a,))], play[0, (2, (a,))] = [1, 0], [0, 1]
        for b in ("fight", "share", "out"):
            play[3, (3, (a, b))], play[0, (3, (a, b))] = [1, 0], [0, 1]
    return play


def ultimatum() -> Tree:
    return decide(0, "offer", *(decide(1, k, pay(4 - k, k), pay(0, 0)) for k in (1, 2, 3)))


def matrix(first: list[list[float]], second: list[list[float]]) -> Tree:
    """Two players who move at the same time."""
    rows = [
        decide(1, "column", *(pay(a, b) for a, b in zip(x, y, strict=True)))
        for x, y in zip(first, second, strict=True)
    ]
    return decide(0, "row", *rows)


def _matrix_play(
    first: list[list[float]], second: list[list[float]], precision: float
) -> dict[tuple[int, Any], list[float]]:
    a, b = np.array(first), np.array(second)

    def answer(x: np.ndarray) -> np.ndarray:
        p, q = np.array([x[0], 1 - x[0]]), np.array([x[1], 1 - x[1]])
        return np.array([logit(*(a @ q), precision=precision)[0], logit(*(p @ b), precision=precision)[0]])

    p, q = fixed(answer, [0.5, 0.5])
    return {(0, "row"): [p, 1 - p], (1, "column"): [q, 1 - q]}


PENNIES = [[320.0, 40.0], [40.0, 80.0]], [[40.0, 80.0], [80.0, 40.0]]


def kuhn() -> Tree:
    """Kuhn (1950) poker: cards J, Q, K, ante 1, bet 1."""

    def deal(mine: int, other: int) -> Tree:
        won = 1.0 if mine > other else -1.0
        called = decide(0, (mine, "called"), pay(-1, 1), pay(2 * won, -2 * won))
        checked = decide(1, (other, "check"), pay(won, -won), called)
        bet = decide(1, (other, "bet"), pay(1, -1), pay(2 * won, -2 * won))
        return decide(0, (mine, "first"), checked, bet)

    deals = [(a, b) for a in range(3) for b in range(3) if a != b]
    return chance(2, *((1 / 6, deal(a, b)) for a, b in deals))


def nim() -> Tree:
    """Take 1 or 2 of 5 matches; who takes the last wins."""

    def heap(left: int, player: int) -> Tree:
        takes = []
        for k in (1, 2):
            if k == left:
                takes.append(pay(*(1.0 if i == player else -1.0 for i in range(2))))
            elif k < left:
                takes.append(Edge(heap(left - k, 1 - player)))
        return decide(player, None, *takes)

    return heap(5, 0)


def stackelberg(hidden: bool) -> Tree:
    """Bagwell (1995), fig. 1: commitment S or C, seen or not."""
    worth = {("S", "S"): (5.0, 2.0), ("S", "C"): (3.0, 1.0), ("C", "S"): (6.0, 3.0), ("C", "C"): (4.0, 4.0)}
    return decide(
        0,
        "leader",
        *(decide(1, "follower" if hidden else a, *(pay(*worth[a, b]) for b in "SC")) for a in "SC"),
    )


def feared() -> Tree:
    """The attacker believes the guarantor firm with .2, the truth is .7 (closed form)."""
    firm = decide(0, "attack", pay(-4.0, 0.0), pay(0.0, 0.0))
    hollow = decide(0, "attack", pay(2.0, 0.0), pay(0.0, 0.0))
    return chance(2, ([0.7, 0.2, 0.7], firm), ([0.3, 0.8, 0.3], hollow))


KUHN = {  # Gambit 16.7.0, agent logit at precision 1: the chance of the second action
    (1, "first"): 0.4788379345477475,
    (1, "called"): 0.6459877786753757,
    (0, "first"): 0.42193649135026806,
    (0, "called"): 0.2689414213699955,
    (2, "first"): 0.5282469376473048,
    (2, "called"): 0.952574126822433,
}
CASES = (
    Case("horse", "Selten (1975), Int. J. Game Theory 4, fig. 1", horse, 3, 1.0, _horse_play()),
    Case(
        "horse_other_program",
        "Gambit 16.7.0, agent logit, principal branch at precision 1",
        horse,
        3,
        1.0000000000452631,
        {(0, "a"): [0.5809158940261897, 0.41908410597381024]},
        near=1e-8,
    ),
    Case(
        "centipede_1",
        "McKelvey and Palfrey (1998), sec. 5, four moves",
        centipede,
        2,
        1.0,
        _centipede_play(1.0),
    ),
    Case(
        "centipede_4",
        "McKelvey and Palfrey (1998), sec. 5, four moves",
        centipede,
        2,
        4.0,
        _centipede_play(4.0),
    ),
    Case(
        "centipede_sharp", "Rosenthal (1981)", centipede, 2, INF, {(0, 1): [1, 0], (1, 2): [1, 0]}, [0.4, 0.1]
    ),
    Case("beer_quiche", "Cho and Kreps (1987), sec. II", beer_quiche, 2, 1.0, _beer_quiche_play()),
    Case("entry", "Selten (1978), three markets", entry, 4, INF, _entry_play(), [6, 1, 1, 1]),
    Case(
        "ultimatum",
        "Güth and others (1982), offers 1, 2, 3 of 4",
        ultimatum,
        2,
        INF,
        {(0, "offer"): [1, 0, 0]},
        [3, 1],
    ),
    Case(
        "ultimatum_logit",
        "closed form",
        ultimatum,
        2,
        2.0,
        {
            (1, 1): list(logit(1, 0, precision=2)),
            (0, "offer"): list(
                logit(*((4 - k) * logit(k, 0, precision=2)[0] for k in (1, 2, 3)), precision=2)
            ),
        },
    ),
    Case(
        "pennies",
        "Goeree and Holt (2001), Am. Econ. Rev. 91, asymmetric",
        lambda: matrix(*PENNIES),
        2,
        0.02,
        _matrix_play(*PENNIES, 0.02),
    ),
    Case(
        "dilemma",
        "closed form: defection is worth 1 more whatever the other does",
        lambda: matrix([[3, 0], [4, 1]], [[3, 4], [0, 1]]),
        2,
        1.5,
        {(0, "row"): list(logit(0, 1, precision=1.5)), (1, "column"): list(logit(0, 1, precision=1.5))},
    ),
    Case(
        "even_pennies",
        "von Neumann and Morgenstern (1944): one half each, at any precision",
        lambda: matrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]),
        2,
        30.0,
        {(0, "row"): [0.5, 0.5], (1, "column"): [0.5, 0.5]},
        [0, 0],
    ),
    Case("kuhn", "Kuhn (1950)", kuhn, 2, 1.0, {(0, h): [1 - p, p] for h, p in KUHN.items()}, near=1e-8),
    Case("nim", "Bouton (1901): the heap is not a multiple of three", nim, 2, INF, {}, [1, -1], tied=True),
    Case(
        "seen",
        "Bagwell (1995), fig. 1, commitment seen",
        lambda: stackelberg(False),
        2,
        INF,
        {(0, "leader"): [1, 0]},
        [5, 2],
    ),
    Case(
        "unseen",
        "Bagwell (1995), fig. 1, commitment not seen",
        lambda: stackelberg(True),
        2,
        1.0,
        dict(
            zip(
                [(0, "leader"), (1, "follower")],
                _matrix_play([[5, 3], [6, 4]], [[2, 1], [3, 4]], 1.0).values(),
                strict=True,
            )
        ),
    ),
    Case("feared", "closed form", feared, 2, 1.0, {(0, "attack"): list(logit(0.2 * -4 + 0.8 * 2, 0))}),
)
