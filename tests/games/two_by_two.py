"""Two players, one simultaneous choice each: the classics and games from experiments."""

from __future__ import annotations

import math

from tests.games.game_cases import Case, Decision, Known, matrix, mixed, zero_sum

RC = ("Row", "Column")


def _of(actions: str, *payoffs: tuple[float, float]) -> Decision:
    """Both choose from the same words."""
    words = actions.split()
    n = len(words)
    return matrix(RC, (words, words), [list(payoffs[i * n : (i + 1) * n]) for i in range(n)])


def _both(a: str, b: str, row: float, column: float) -> dict[str, dict[str, float]]:
    return {"Row": {a: row, b: 1 - row}, "Column": {a: column, b: 1 - column}}


def pennies(a: float, b: float, c: float, d: float) -> Decision:
    """Row gets a, b / c, d; Column 40 or 80 the other way round (Goeree and Holt's layout)."""
    return matrix(RC, (("top", "bottom"), ("left", "right")), [[(a, 40), (b, 80)], [(c, 80), (d, 40)]])


def bismarck() -> Decision:
    """Days of bombing."""
    return zero_sum(("Kenney", "Imamura"), (("north", "south"),) * 2, [[2, 2], [1, 3]])


def shapley() -> Decision:
    three = ("1", "2", "3")
    return matrix(
        RC, (three, three), [[(1, 0), (0, 0), (0, 1)], [(0, 1), (1, 0), (0, 0)], [(0, 0), (0, 1), (1, 0)]]
    )


def morra() -> Decision:
    """Two fingers: show and guess; a sole right guess wins the fingers shown."""
    words = [(s, g) for s in (1, 2) for g in (1, 2)]
    names = [f"show {s} guess {g}" for s, g in words]
    pay = [[(s + t) * ((g == t) - (h == s)) for t, h in words] for s, g in words]
    return zero_sum(RC, (names, names), pay)


def blotto() -> Decision:
    """Four units against three on two posts: a post counts 1, captured units 1 each."""
    ours, theirs = [(k, 4 - k) for k in range(5)], [(k, 3 - k) for k in range(4)]

    def won(a: tuple[int, int], b: tuple[int, int]) -> float:
        return float(sum((x > y) * (1 + y) - (x < y) * (1 + x) for x, y in zip(a, b, strict=True)))

    names = [[f"{x}-{y}" for x, y in side] for side in (ours, theirs)]
    return zero_sum(("Blotto", "Enemy"), names, [[won(a, b) for b in theirs] for a in ours])


def traveller() -> Decision:
    """Claims of 2 to 5; the lower is paid to both, with 2 more for the lower and 2 less for the higher."""
    claims = range(2, 6)

    def pay(a: int, b: int) -> tuple[float, float]:
        low, bonus = min(a, b), 2 * ((a < b) - (a > b))
        return (low + bonus, low - bonus)

    names = [str(c) for c in claims]
    return matrix(RC, (names, names), [[pay(a, b) for b in claims] for a in claims])


def demand() -> Decision:
    """Each demands 1, 2 or 3 of 4; both get theirs if it is there."""
    names = ["1", "2", "3"]
    pay = [[(a, b) if a + b <= 4 else (0, 0) for b in (1, 2, 3)] for a in (1, 2, 3)]
    return matrix(RC, (names, names), pay)


def cournot() -> Decision:
    """Quantities of 2, 3 or 4; the price is 12 less both, costs are 3 a unit."""
    quantities = (2, 3, 4)

    def profit(q: int, other: int) -> float:
        return q * (12 - q - other - 3)

    names = [str(q) for q in quantities]
    return matrix(
        RC, (names, names), [[(profit(a, b), profit(b, a)) for b in quantities] for a in quantities]
    )


def bertrand() -> Decision:
    """Prices of 1, 2 or 3 without costs; the lower sells 6 units, equals share."""

    def profit(p: int, other: int) -> float:
        return 6 * p * ((p < other) + (p == other) / 2)

    names = ["1", "2", "3"]
    return matrix(RC, (names, names), [[(profit(a, b), profit(b, a)) for b in (1, 2, 3)] for a in (1, 2, 3)])


def _dominant(precision: float, gain: float) -> float:
    return 1 / (1 + math.exp(-precision * gain))


_DEFECT = _dominant(1.5, 1.0)
CASES = (
    Case(
        "prisoners_dilemma",
        "Luce and Raiffa (1957), Games and Decisions, sec. 5.4",
        RC,
        lambda: _of("quiet confess", (3, 3), (0, 4), (4, 0), (1, 1)),
        Known(
            pure=1,
            equilibria=(_both("confess", "quiet", 1, 1),),
            quantal=((1.5, _both("confess", "quiet", _DEFECT, _DEFECT)),),
        ),
    ),
    Case(
        "battle_of_the_sexes",
        "Luce and Raiffa (1957), Games and Decisions, sec. 5.3",
        RC,
        lambda: _of("fight ballet", (2, 1), (0, 0), (0, 0), (1, 2)),
        Known(pure=2, equilibria=(_both("fight", "ballet", 2 / 3, 1 / 3), _both("fight", "ballet", 1, 1))),
    ),
    Case(
        "stag_hunt",
        "Skyrms (2004), The Stag Hunt and the Evolution of Social Structure, ch. 1",
        RC,
        lambda: _of("stag hare", (4, 4), (0, 3), (3, 0), (3, 3)),
        Known(pure=2, equilibria=(_both("stag", "hare", 0.75, 0.75), _both("stag", "hare", 0, 0))),
    ),
    Case(
        "chicken",
        "Rapoport and Chammah (1966), American Behavioral Scientist 10",
        RC,
        lambda: _of("swerve straight", (0, 0), (-1, 1), (1, -1), (-10, -10)),
        Known(pure=2, equilibria=(_both("swerve", "straight", 0.9, 0.9), _both("swerve", "straight", 1, 0))),
    ),
    Case(
        "cuban_missile_crisis",
        "Brams (1985), Superpower Games, ch. 2, ranks 1 to 4",
        ("Row", "Column"),
        lambda: matrix(
            RC, (("blockade", "strike"), ("withdraw", "maintain")), [[(3, 3), (2, 4)], [(4, 2), (1, 1)]]
        ),
        Known(pure=2),
    ),
    Case(
        "matching_pennies",
        "von Neumann and Morgenstern (1944), Theory of Games and Economic Behavior, sec. 18",
        RC,
        lambda: zero_sum(RC, (("heads", "tails"),) * 2, [[1, -1], [-1, 1]]),
        Known(
            pure=0,
            value=0.0,
            equilibria=(_both("heads", "tails", 0.5, 0.5),),
            quantal=((3.0, _both("heads", "tails", 0.5, 0.5)),),
        ),
    ),
    Case(
        "goeree_holt_pennies",
        "Goeree and Holt (2001), American Economic Review 91, asymmetric matching pennies",
        RC,
        lambda: pennies(320, 40, 40, 80),
        Known(
            pure=0,
            equilibria=(mixed(Row={"top": 0.5, "bottom": 0.5}, Column={"left": 1 / 8, "right": 7 / 8}),),
        ),
    ),
    Case(
        "goeree_holt_pennies_reversed",
        "Goeree and Holt (2001), American Economic Review 91, reversed asymmetry",
        RC,
        lambda: pennies(44, 40, 40, 80),
        Known(
            pure=0,
            equilibria=(mixed(Row={"top": 0.5, "bottom": 0.5}, Column={"left": 10 / 11, "right": 1 / 11}),),
        ),
    ),
    Case(
        "ochs_pennies",
        "Ochs (1995), Games and Economic Behavior 10, game 2",
        RC,
        lambda: matrix(RC, (("top", "bottom"), ("left", "right")), [[(9, 0), (0, 1)], [(0, 1), (1, 0)]]),
        Known(
            pure=0,
            equilibria=(mixed(Row={"top": 0.5, "bottom": 0.5}, Column={"left": 0.1, "right": 0.9}),),
        ),
    ),
    Case(
        "rock_paper_scissors",
        "von Neumann and Morgenstern (1944), sec. 18.1, stone, paper, scissors",
        RC,
        lambda: zero_sum(RC, (("rock", "paper", "scissors"),) * 2, [[0, -1, 1], [1, 0, -1], [-1, 1, 0]]),
        Known(
            pure=0,
            value=0.0,
            equilibria=({who: dict.fromkeys(("rock", "paper", "scissors"), 1 / 3) for who in RC},),
        ),
    ),
    Case(
        "shapley",
        "Shapley (1964), Advances in Game Theory, sec. 5",
        RC,
        shapley,
        Known(pure=0, equilibria=({who: dict.fromkeys("123", 1 / 3) for who in RC},)),
    ),
    Case(
        "gibbons_eliminated",
        "Gibbons (1992), A Primer in Game Theory, figure 1.1.1",
        RC,
        lambda: matrix(
            RC,
            (("up", "down"), ("left", "middle", "right")),
            [[(1, 0), (1, 2), (0, 1)], [(0, 3), (0, 1), (2, 0)]],
        ),
        Known(
            pure=1, equilibria=(mixed(Row={"up": 1, "down": 0}, Column={"left": 0, "middle": 1, "right": 0}),)
        ),
    ),
    Case(
        "gibbons_uneliminated",
        "Gibbons (1992), A Primer in Game Theory, figure 1.1.4",
        RC,
        lambda: matrix(
            RC,
            (("top", "middle", "bottom"), ("left", "centre", "right")),
            [[(0, 4), (4, 0), (5, 3)], [(4, 0), (0, 4), (5, 3)], [(3, 5), (3, 5), (6, 6)]],
        ),
        Known(pure=1),
    ),
    Case(
        "bismarck_sea",
        "Haywood (1954), Journal of the Operations Research Society of America 2",
        ("Kenney", "Imamura"),
        bismarck,
        Known(pure=1, value=2.0),
    ),
    Case(
        "morra",
        "Dresher (1961), Games of Strategy, two-finger Morra",
        RC,
        morra,
        Known(pure=0, value=0.0, recomputed=("pure",)),
    ),
    Case(
        "blotto",
        "Dresher (1961), Games of Strategy, Colonel Blotto with 4 units against 3 on 2 posts",
        ("Blotto", "Enemy"),
        blotto,
        Known(pure=0, value=14 / 9, recomputed=("pure",)),
    ),
    Case(
        "traveller",
        "Basu (1994), American Economic Review 84, claims cut to 2 to 5",
        RC,
        traveller,
        Known(pure=1),
    ),
    Case(
        "nash_demand",
        "Nash (1953), Econometrica 21, in whole numbers",
        RC,
        demand,
        Known(pure=3, recomputed=("pure",)),
    ),
    Case(
        "cournot",
        "Cournot (1838), Recherches, ch. 7, in whole numbers",
        RC,
        cournot,
        Known(pure=3, recomputed=("pure",)),
    ),
    Case(
        "bertrand",
        "Bertrand (1883), Journal des Savants, in whole prices",
        RC,
        bertrand,
        Known(pure=2, recomputed=("pure",)),
    ),
    Case(
        "bank_run",
        "Diamond and Dybvig (1983), Journal of Political Economy 91, two depositors",
        RC,
        lambda: _of("stay withdraw", (1.5, 1.5), (0, 1), (1, 0), (0.5, 0.5)),
        Known(pure=2),
    ),
)
