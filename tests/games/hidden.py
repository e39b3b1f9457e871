"""Imperfect information without types: refinements, commitment, repetition, simultaneous stages."""

from __future__ import annotations

from fractions import Fraction

from tests.games.game_cases import Case, Chance, Decision, Known, Terminal, Tree, mixed, stage, together

TWO = ("A", "B")
ABC = ("A", "B", "C")


def horse() -> Decision:
    """1 goes across or down, 2 across or down, 3 does not know who went down."""

    def third(left: tuple[int, ...], right: tuple[int, ...]) -> Decision:
        return Decision("C", {"left": Terminal(left), "right": Terminal(right)}, "C")

    second = Decision("B", {"across": Terminal((1, 1, 1)), "down": third((4, 4, 0), (0, 0, 1))}, "B")
    return Decision("A", {"across": second, "down": third((3, 2, 2), (0, 0, 0))}, "A")


def myerson_4_2() -> Decision:
    """An equilibrium of the agents that is none of the game."""

    def last(y: tuple[int, int], z: tuple[int, int]) -> Decision:
        return Decision("A", {"y": Terminal(y), "z": Terminal(z)}, "A again")

    left = Decision("B", {"w": last((3, 0), (0, 0)), "x": last((2, 3), (4, 1))}, "B")
    right = Decision("B", {"w": Terminal((2, 3)), "x": Terminal((3, 2))}, "B")
    return Decision("A", {"a": left, "b": right}, "A")


def outside_option() -> Decision:
    """Two or the battle of the sexes."""
    pay = {"TT": (3, 1), "BB": (1, 3), "TB": (0, 0), "BT": (0, 0)}
    battle = stage(TWO, ("TB", "TB"), lambda a, b: Terminal(pay[a + b]), "in the battle")
    return Decision("A", {"out": Terminal((2, 2)), "in": battle}, "A at first")


def entry_simultaneous() -> Decision:
    """Entry, then both choose: large entry or small, fight or not."""
    pay = {"LF": (-3, -1), "LA": (1, -2), "SF": (-2, -1), "SA": (3, 1)}
    market = stage(("Entrant", "Incumbent"), ("SL", "AF"), lambda a, b: Terminal(pay[a + b]), "in the market")
    return Decision("Entrant", {"out": Terminal((0, 2)), "in": market}, "Entrant at first")


def unseen_commitment() -> Decision:
    """Bagwell's payoffs, the leader's choice not seen at all."""
    worth = {"SS": (5, 2), "SC": (3, 1), "CS": (6, 3), "CC": (4, 4)}
    return together(("Leader", "Follower"), ("SC", "SC"), lambda a, b: worth[a + b])


def noisy_commitment(error: float = 0.01) -> Decision:
    """Bagwell's: the follower sees the leader's choice, but wrongly once in a hundred."""
    worth = {"SS": (5, 2), "SC": (3, 1), "CS": (6, 3), "CC": (4, 4)}

    def seen(a: str) -> Chance:
        def answer(signal: str) -> Decision:
            return Decision("Follower", {b: Terminal(worth[a + b]) for b in "SC"}, f"sees {signal}")

        return Chance({s: (1 - error if s == a else error, answer(s)) for s in "SC"}, "sight")

    return Decision("Leader", {a: seen(a) for a in "SC"}, "Leader")


def dilemma_twice() -> Decision:
    """The prisoners' dilemma played twice, payoffs added."""
    pay = {"CC": (3, 3), "CD": (0, 4), "DC": (4, 0), "DD": (1, 1)}

    def second(a: str, b: str) -> Tree:
        def over(c: str, d: str) -> Terminal:
            return Terminal(tuple(x + y for x, y in zip(pay[a + b], pay[c + d], strict=True)))

        return stage(TWO, ("CD", "CD"), over, f"after {a}{b}")

    return stage(TWO, ("CD", "CD"), second, "at first")


def attrition() -> Decision:
    """Two rounds: who stays alone wins 3; each round in which both stay costs both 1."""

    def again(a: str, b: str) -> Tree:
        return _ended(a, b, 0) or stage(
            TWO, (("stay", "quit"),) * 2, lambda c, d: _ended(c, d, 1) or Terminal((-2, -2)), "second"
        )

    return stage(TWO, (("stay", "quit"),) * 2, again, "first")


def _ended(a: str, b: str, cost: float) -> Terminal | None:
    if a == b == "stay":
        return None
    if a == b:
        return Terminal((1.5 - cost, 1.5 - cost))
    return Terminal((3.0 * (a == "stay") - cost, 3.0 * (b == "stay") - cost))


def inspection() -> Decision:
    """Dresher's: two periods, one inspection; a violation that is not caught wins the violator 1."""

    def last(inspections: int) -> Tree:
        if inspections:
            return Terminal((0, 0))  # the last period is inspected: the inspectee waits
        return Terminal((-1, 1))

    def first(a: str, b: str) -> Tree:
        if b == "violate":
            return Terminal((1, -1) if a == "inspect" else (-1, 1))
        return last(0 if a == "inspect" else 1)

    return stage(
        ("Inspector", "Inspectee"), (("inspect", "rest"), ("violate", "wait")), first, "first period"
    )


def goofspiel() -> Decision:
    """Three cards each; prizes 3, 2, 1 in this order, seen bids, ties lose the prize; who has more wins."""

    def at(prize: int, first: tuple[int, ...], second: tuple[int, ...], score: int, past: str) -> Tree:
        if prize == 0:
            return Terminal(((score > 0) - (score < 0), (score < 0) - (score > 0)))

        def after(a: str, b: str) -> Tree:
            i, j = int(a), int(b)
            rest = tuple(c for c in first if c != i), tuple(c for c in second if c != j)
            return at(prize - 1, *rest, score + prize * ((i > j) - (i < j)), f"{past}{a}{b} ")

        return stage(TWO, ([str(c) for c in first], [str(c) for c in second]), after, f"prize {prize} {past}")

    root = at(3, (1, 2, 3), (1, 2, 3), 0, "")
    assert isinstance(root, Decision)
    return root


def coordinate_twice() -> Decision:
    """A stage game with two pure equilibria, played twice, payoffs added."""
    pay = {"AA": (3, 2), "BB": (2, 3), "AB": (0, 0), "BA": (0, 0)}

    def second(a: str, b: str) -> Tree:
        def over(c: str, d: str) -> Terminal:
            return Terminal(tuple(x + y for x, y in zip(pay[a + b], pay[c + d], strict=True)))

        return stage(TWO, ("AB", "AB"), over, f"after {a}{b}")

    return stage(TWO, ("AB", "AB"), second, "at first")


def guess_the_ace() -> Chance:
    """A sees the top card of 52 and may stake; B guesses whether it is the ace of spades."""

    def top(ace: bool) -> Decision:
        lost = Terminal((-1000, 1000))
        guess = {"ace": lost if ace else Terminal((0, 0)), "other": Terminal((0, 0)) if ace else lost}
        return Decision(
            "A",
            {"stop": Terminal((0, 0)), "stake": Decision("B", guess, "B")},
            f"A with {'ace' if ace else 'other'}",
        )

    return Chance({"ace": (Fraction(1, 52), top(True)), "other": (Fraction(51, 52), top(False))}, "deal")


def three_way_truel() -> Decision:
    """A, who hits with 1/3, shoots first at B (2/3), at C (sure) or in the air; then the best of the
    others is shot at, one round; survival counts 1."""

    def shot(p: float, hit: Tree, missed: Tree) -> Chance:
        return Chance({"hit": (p, hit), "miss": (1 - p, missed)}, "shot")

    def later(alive: str, k: int) -> Tree:
        if k == 3 or len(alive) == 1:
            return Terminal(tuple(float(p in alive) for p in ABC))
        who = ABC[k]
        if who not in alive:
            return later(alive, k + 1)
        p = (1 / 3, 2 / 3, 1.0)[k]
        options: dict[str, Tree] = {}
        for other in alive:
            if other != who:
                rest = later(alive.replace(other, ""), k + 1)
                options[f"at {other}"] = rest if p == 1.0 else shot(p, rest, later(alive, k + 1))
        options["in the air"] = later(alive, k + 1)
        return Decision(who, options)

    root = later("ABC", 0)
    assert isinstance(root, Decision)
    return root


_ALL_D = {
    f"{p} {w}": {"C": 0.0, "D": 1.0}
    for p in TWO
    for w in ("at first", *(f"after {a}{b}" for a in "CD" for b in "CD"))
}
CASES = (
    Case(
        "selten_horse",
        "Selten (1975), International Journal of Game Theory 4, figure 1",
        ABC,
        horse,
        Known(
            pure=2,
            equilibria=(
                mixed(A={"across": 1, "down": 0}, B={"across": 1, "down": 0}, C={"left": 0, "right": 1}),
                mixed(A={"across": 0, "down": 1}, B={"across": 1, "down": 0}, C={"left": 1, "right": 0}),
            ),
        ),
    ),
    Case("myerson_fig_4_2", "Myerson (1991), Game Theory, figure 4.2", TWO, myerson_4_2, Known(pure=1)),
    Case(
        "outside_option",
        "Kohlberg and Mertens (1986), Econometrica 54, battle of the sexes after an outside option",
        TWO,
        outside_option,
        Known(pure=2, recomputed=("pure",)),
    ),
    Case(
        "entry_large_or_small",
        "after Dixit (1982), American Economic Review 72; entry and scale",
        ("Entrant", "Incumbent"),
        entry_simultaneous,
        Known(pure=2, recomputed=("pure",)),
    ),
    Case(
        "commitment_unseen",
        "Bagwell (1995), Games and Economic Behavior 8, figure 1, simultaneous",
        ("Leader", "Follower"),
        unseen_commitment,
        Known(pure=1),
    ),
    Case(
        "commitment_noisy",
        "Bagwell (1995), Games and Economic Behavior 8, sec. 2, error 1/100",
        ("Leader", "Follower"),
        noisy_commitment,
        Known(
            pure=1,
            equilibria=(
                {"Leader": {"S": 0, "C": 1}, "sees S": {"S": 0, "C": 1}, "sees C": {"S": 0, "C": 1}},
            ),
        ),
    ),
    Case(
        "dilemma_twice",
        "Luce and Raiffa (1957), Games and Decisions, sec. 5.5",
        TWO,
        dilemma_twice,
        Known(equilibria=(_ALL_D,)),
    ),
    Case(
        "war_of_attrition",
        "Maynard Smith (1974), Journal of Theoretical Biology 47, two rounds",
        TWO,
        attrition,
        Known(pure=2, recomputed=("pure",)),
    ),
    Case(
        "inspection",
        "Dresher (1962), A Sampling Inspection Problem, RAND RM-2972, two periods, one inspection",
        ("Inspector", "Inspectee"),
        inspection,
        Known(pure=0, value=-1 / 3, recomputed=("pure",)),
    ),
    Case(
        "goofspiel_3",
        "Ross (1971), Journal of Applied Probability 8, three cards, prizes falling",
        TWO,
        goofspiel,
        Known(value=0.0),
    ),
    Case(
        "coordinate_twice",
        "Benoit and Krishna (1985), Econometrica 53, a stage game with two equilibria",
        TWO,
        coordinate_twice,
        Known(pure=16, recomputed=("pure",)),
    ),
    Case(
        "guess_the_ace", "Miltersen and Sørensen (2006), SODA, figure 1", TWO, guess_the_ace, Known(value=0.0)
    ),
    Case(
        "truel",
        "Kilgour (1972), International Journal of Game Theory 1, one round in turn",
        ABC,
        three_way_truel,
        Known(),
    ),
)
