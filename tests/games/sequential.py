"""Perfect information: centipedes, entry, bargaining, division, and combinatorial games."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from tests.games.game_cases import Case, Chance, Decision, Known, Terminal, Tree

TWO = ("A", "B")


def centipede(moves: int) -> Decision:
    """McKelvey and Palfrey's: the pot of 0.50 doubles, the taker gets four fifths."""

    def at(k: int) -> Tree:
        large, small = 0.4 * 2**k, 0.1 * 2**k
        pot = (large, small) if k % 2 == 0 else (small, large)
        if k == moves:
            return Terminal(pot)
        return Decision(TWO[k % 2], {"take": Terminal(pot), "pass": at(k + 1)}, f"move {k + 1}")

    root = at(0)
    assert isinstance(root, Decision)
    return root


def centipede_play(moves: int, precision: float) -> dict[str, dict[str, float]]:
    """The agent logit equilibrium in closed form, from the last move back."""
    on = (0.4 * 2**moves, 0.1 * 2**moves) if moves % 2 == 0 else (0.1 * 2**moves, 0.4 * 2**moves)
    play = {}
    for k in range(moves - 1, -1, -1):
        taken = (0.4 * 2**k, 0.1 * 2**k) if k % 2 == 0 else (0.1 * 2**k, 0.4 * 2**k)
        take = 1 / (1 + math.exp(precision * (on[k % 2] - taken[k % 2])))
        play[f"move {k + 1}"] = {"take": take, "pass": 1 - take}
        on = (take * taken[0] + (1 - take) * on[0], take * taken[1] + (1 - take) * on[1])
    return play


def rosenthal() -> Decision:
    """Rosenthal's game cut to four moves: stopping now beats being stopped next."""
    pay = [(0, 0), (-1, 3), (2, 2), (1, 5), (4, 4)]

    def at(k: int) -> Tree:
        if k == 4:
            return Terminal(pay[4])
        return Decision(TWO[k % 2], {"stop": Terminal(pay[k]), "go": at(k + 1)})

    root = at(0)
    assert isinstance(root, Decision)
    return root


def chain_store(markets: int) -> Decision:
    """Selten's: entry fought pays (0, -1), shared (2, 1), no entry (5, 0), market by market."""

    def at(k: int, chain: float, own: tuple[float, ...], path: str) -> Tree:
        if k == markets:
            return Terminal((chain, *own))

        def then(gain: float, entrant: float, step: str) -> Tree:
            return at(k + 1, chain + gain, (*own, entrant), path + step)

        reply = Decision("Chain", {"fight": then(0, -1, "f"), "share": then(2, 1, "s")})
        return Decision(f"Entrant {k + 1}", {"enter": reply, "out": then(5, 0, "o")})

    root = at(0, 0.0, (), "")
    assert isinstance(root, Decision)
    return root


def chain_players(markets: int) -> tuple[str, ...]:
    return ("Chain", *(f"Entrant {k + 1}" for k in range(markets)))


def entry_deterrence() -> Decision:
    """Dixit's: the incumbent may sink a cost that makes fighting worth while."""
    passive = Decision("Entrant", {"out": Terminal((5, 0)), "enter": _reply(-1, 2)})
    committed = Decision("Entrant", {"out": Terminal((4, 0)), "enter": _reply(1, 0)})
    return Decision("Incumbent", {"passive": passive, "commit": committed})


def _reply(fight: float, share: float) -> Decision:
    return Decision("Incumbent", {"fight": Terminal((fight, -1)), "share": Terminal((share, 2))})


def ultimatum() -> Decision:
    def reply(k: int) -> Decision:
        return Decision("B", {"accept": Terminal((4 - k, k)), "reject": Terminal((0, 0))})

    return Decision("A", {str(k): reply(k) for k in (1, 2, 3)})


def trust() -> Decision:
    """Send 0, 1 or 2 of 2; what is sent is tripled; return nothing, a third or a half."""

    def answer(sent: int) -> Tree:
        if not sent:
            return Terminal((2, 0))
        got = 3 * sent
        return Decision(
            "B", {f"{k}/6": Terminal((2 - sent + got * k / 6, got * (1 - k / 6))) for k in (0, 2, 3)}
        )

    return Decision("A", {str(sent): answer(sent) for sent in (0, 1, 2)})


def bargaining(rounds: int, discount: float = 0.6) -> Decision:
    """Alternating offers over 10 units; refused at the end, nothing."""

    def at(k: int) -> Tree:
        if k == rounds:
            return Terminal((0, 0))
        worth = discount**k

        def offer(other: int) -> Decision:
            shares = (10 - other, other) if k % 2 == 0 else (other, 10 - other)
            return Decision(
                TWO[1 - k % 2],
                {"accept": Terminal((worth * shares[0], worth * shares[1])), "refuse": at(k + 1)},
            )

        return Decision(TWO[k % 2], {f"give {other}": offer(other) for other in (1, 3, 5, 7, 9)})

    root = at(0)
    assert isinstance(root, Decision)
    return root


def pirates() -> Decision:
    """Three pirates, four coins; the eldest proposes, half of the votes is enough, else overboard.

    A pirate thrown over gets -10; each likes a fall of another as much as a tenth of a coin.
    """

    def votes(
        names: tuple[str, ...], shares: dict[str, float], fun: float, k: int, yes: int, no: Tree
    ) -> Tree:
        if k == len(names):
            if 2 * (yes + 1) >= len(names):
                return Terminal(tuple(shares.get(p, -10.0) + (fun if p in shares else 0.0) for p in "ABC"))
            return no
        return Decision(
            names[k],
            {
                "yes": votes(names, shares, fun, k + 1, yes + 1, no),
                "no": votes(names, shares, fun, k + 1, yes, no),
            },
        )

    alone = Terminal((-10.0, -10.0, 4.2))

    def of_two(coins: int) -> Tree:
        return votes(("B", "C"), {"B": 4.0 - coins, "C": float(coins)}, 0.1, 1, 0, alone)

    two = Decision("B", {f"C {k}": of_two(k) for k in (0, 1)})
    splits = {"all": (0, 0), "one to C": (0, 1), "one to B": (1, 0)}
    return Decision(
        "A",
        {
            name: votes(("A", "B", "C"), {"A": 4.0 - b - c, "B": float(b), "C": float(c)}, 0.0, 1, 0, two)
            for name, (b, c) in splits.items()
        },
    )


def dollar_auction() -> Decision:
    """Shubik's: a prize of 3, bids 1, 2, 3, both pay; the last to stop bidding loses the prize."""
    pay = [(0, 0), (2, 0), (-1, 1), (0, -2)]

    def at(k: int) -> Tree:
        if k == 3:
            return Terminal(pay[3])
        return Decision(TWO[k % 2], {"stop": Terminal(pay[k]), "bid": at(k + 1)})

    root = at(0)
    assert isinstance(root, Decision)
    return root


def agenda_setter() -> Decision:
    """Romer and Rosenthal's: the setter wants 10, the voter 4, the status quo is 0."""

    def vote(x: int) -> Decision:
        return Decision("Voter", {"yes": Terminal((x, -abs(x - 4))), "no": Terminal((0, -4))})

    return Decision("Setter", {str(x): vote(x) for x in (1, 3, 5, 7, 9)})


def sophisticated_vote() -> Decision:
    """Amendment agenda x against y, the winner against z, votes in turn; A xyz, B yzx, C zxy."""
    rank = {"A": "zyx", "B": "xzy", "C": "yxz"}
    names = "ABC"

    def ballot(first: str, second: str, cast: str, then: Callable[[str], Tree]) -> Tree:
        if len(cast) == 3:
            return then(max((first, second), key=cast.count))
        return Decision(
            names[len(cast)],
            {
                first: ballot(first, second, cast + first, then),
                second: ballot(first, second, cast + second, then),
            },
        )

    def over(won: str) -> Tree:
        return Terminal(tuple(float(rank[n].index(won)) for n in names))

    root = ballot("x", "y", "", lambda won: ballot(won, "z", "", over))
    assert isinstance(root, Decision)
    return root


def nim(heap: int) -> Decision:
    """Take one or two; who takes the last wins."""

    def at(left: int, k: int) -> Tree:
        def take(n: int) -> Tree:
            if n == left:
                return Terminal((1, -1) if k == 0 else (-1, 1))
            return at(left - n, 1 - k)

        return Decision(TWO[k], {str(n): take(n) for n in (1, 2) if n <= left})

    root = at(heap, 0)
    assert isinstance(root, Decision)
    return root


def chomp() -> Decision:
    """Two rows of three; who eats the poisoned corner loses."""

    def at(rows: tuple[int, int], k: int) -> Tree:
        moves = {}
        for r, width in enumerate(rows):
            for c in range(width):
                left = (min(rows[0], c), min(rows[1], c)) if r == 0 else (rows[0], c)
                lost = (-1, 1) if k == 0 else (1, -1)
                moves[f"{r}{c}"] = Terminal(lost) if left[0] == 0 else at(left, 1 - k)
        return Decision(TWO[k], moves)

    root = at((3, 3), 0)
    assert isinstance(root, Decision)
    return root


def hex_board() -> Decision:
    """Hex on two by two: A joins top and bottom, B left and right."""
    joined = ({"a1", "b1"}, {"a2", "b2"}, {"a2", "b1"}), ({"a1", "a2"}, {"b1", "b2"}, {"a2", "b1"})

    def at(own: tuple[frozenset[str], frozenset[str]], k: int) -> Tree:
        moves = {}
        for cell in ("a1", "a2", "b1", "b2"):
            if cell in own[0] | own[1]:
                continue
            mine = own[k] | {cell}
            if any(path <= mine for path in joined[k]):
                moves[cell] = Terminal((1, -1) if k == 0 else (-1, 1))
            else:
                moves[cell] = at((mine, own[1]) if k == 0 else (own[0], mine), 1 - k)
        return Decision(TWO[k], moves)

    root = at((frozenset(), frozenset()), 0)
    assert isinstance(root, Decision)
    return root


def stackelberg() -> Decision:
    """Bagwell's payoffs, the leader's choice seen."""
    worth = {"SS": (5, 2), "SC": (3, 1), "CS": (6, 3), "CC": (4, 4)}
    return Decision(
        "Leader", {a: Decision("Follower", {b: Terminal(worth[a + b]) for b in "SC"}) for a in "SC"}
    )


def moral_hazard() -> Decision:
    """The principal pays 0, or 4 on success; effort costs 1 and lifts success from 0.2 to 0.8."""

    def work(bonus: float, p: Fraction, cost: float) -> Chance:
        return Chance(
            {"success": (p, Terminal((10 - bonus, bonus - cost))), "failure": (1 - p, Terminal((0, -cost)))}
        )

    def offer(bonus: float) -> Decision:
        effort, shirk = work(bonus, Fraction(4, 5), 1), work(bonus, Fraction(1, 5), 0)
        return Decision("Agent", {"effort": effort, "shirk": shirk})

    return Decision("Principal", {"flat": offer(0), "bonus": offer(4)})


def quantal_centipede(
    moves: int, *precisions: float
) -> tuple[tuple[float, dict[str, dict[str, float]]], ...]:
    return tuple((p, centipede_play(moves, p)) for p in precisions)


_MP = "McKelvey and Palfrey (1992), Econometrica 60, "
CASES = (
    Case(
        "centipede_2",
        "Rosenthal (1981), Journal of Economic Theory 25, two moves with the payoffs of McKelvey and Palfrey",
        TWO,
        lambda: centipede(2),
        Known(pure=1, path=("take",), worth=(0.4, 0.1), quantal=quantal_centipede(2, 1.0, 4.0)),
    ),
    Case(
        "centipede_4",
        _MP + "figure 1, four moves",
        TWO,
        lambda: centipede(4),
        Known(path=("take",), worth=(0.4, 0.1), quantal=quantal_centipede(4, 0.5, 2.0)),
    ),
    Case(
        "centipede_6",
        _MP + "figure 2, six moves",
        TWO,
        lambda: centipede(6),
        Known(path=("take",), worth=(0.4, 0.1), quantal=quantal_centipede(6, 1.0)),
    ),
    Case(
        "centipede_rosenthal",
        "Rosenthal (1981), Journal of Economic Theory 25, cut to four moves",
        TWO,
        rosenthal,
        Known(path=("stop",), worth=(0, 0)),
    ),
    *(
        Case(
            f"chain_store_{n}",
            f"Selten (1978), Theory and Decision 9, {n} market{'s' if n > 1 else ''}",
            chain_players(n),
            lambda n=n: chain_store(n),
            Known(path=("enter", "share") * n, worth=(2.0 * n, *[1.0] * n)),
        )
        for n in (1, 2, 3)
    ),
    Case(
        "entry_deterrence",
        "Dixit (1980), Economic Journal 90, two levels of investment",
        ("Incumbent", "Entrant"),
        entry_deterrence,
        Known(path=("commit", "out"), worth=(4, 0)),
    ),
    Case(
        "ultimatum",
        "Güth, Schmittberger and Schwarze (1982), Journal of Economic Behavior and Organization 3, pie of 4",
        TWO,
        ultimatum,
        Known(path=("1", "accept"), worth=(3, 1)),
    ),
    Case(
        "trust",
        "Berg, Dickhaut and McCabe (1995), Games and Economic Behavior 10, endowment 2",
        TWO,
        trust,
        Known(path=("0",), worth=(2, 0)),
    ),
    Case(
        "bargaining_2",
        "Ståhl (1972), Bargaining Theory, two rounds in whole shares",
        TWO,
        lambda: bargaining(2),
        Known(path=("give 7", "accept"), worth=(3, 7), recomputed=("path", "worth")),
    ),
    Case(
        "bargaining_3",
        "Rubinstein (1982), Econometrica 50, cut to three rounds in whole shares",
        TWO,
        lambda: bargaining(3, 0.61),
        Known(path=("give 3", "accept"), worth=(7, 3), recomputed=("path", "worth")),
    ),
    Case(
        "pirates",
        "Stewart (1999), Scientific American 280, three pirates and four coins",
        ("A", "B", "C"),
        pirates,
        Known(worth=(3, 0, 1), recomputed=("worth",)),
    ),
    Case(
        "dollar_auction",
        "Shubik (1971), Journal of Conflict Resolution 15, cut to three bids",
        TWO,
        dollar_auction,
        Known(worth=(2, 0), path=("bid", "stop"), recomputed=("worth", "path")),
    ),
    Case(
        "agenda_setter",
        "Romer and Rosenthal (1978), Public Choice 33",
        ("Setter", "Voter"),
        agenda_setter,
        Known(path=("7", "yes"), worth=(7, -3)),
    ),
    Case(
        "sophisticated_vote",
        "Farquharson (1969), Theory of Voting, amendment agenda",
        ("A", "B", "C"),
        sophisticated_vote,
        Known(worth=(1, 2, 0), recomputed=("worth",)),
    ),
    Case(
        "nim_5",
        "Bouton (1901), Annals of Mathematics 3; take one or two of five",
        TWO,
        lambda: nim(5),
        Known(value=1.0, worth=(1, -1)),
    ),
    Case(
        "nim_6",
        "Bouton (1901), Annals of Mathematics 3; take one or two of six",
        TWO,
        lambda: nim(6),
        Known(value=-1.0, worth=(-1, 1)),
    ),
    Case(
        "chomp",
        "Gale (1974), American Mathematical Monthly 81, two rows of three",
        TWO,
        chomp,
        Known(worth=(1, -1)),
    ),
    Case(
        "hex",
        "Gardner (1957), Scientific American 197, two by two: the first wins",
        TWO,
        hex_board,
        Known(worth=(1, -1)),
    ),
    Case(
        "stackelberg",
        "Bagwell (1995), Games and Economic Behavior 8, figure 1, seen",
        ("Leader", "Follower"),
        stackelberg,
        Known(path=("S", "S"), worth=(5, 2)),
    ),
    Case(
        "moral_hazard",
        "Holmström (1979), Bell Journal of Economics 10, two outcomes",
        ("Principal", "Agent"),
        moral_hazard,
        Known(worth=(4.8, 2.2), recomputed=("worth",)),
    ),
)
