"""Games of three and more players who choose at the same time."""

from __future__ import annotations

import math

from tests.games.game_cases import Case, Chance, Decision, Known, Terminal, mixed, together

ABC = ("A", "B", "C")


def el_farol() -> Decision:
    """Going is worth 1 while at most two of three go, -1 otherwise; staying 0."""

    def pay(*chosen: str) -> tuple[float, ...]:
        crowd = chosen.count("go")
        return tuple((1.0 if crowd <= 2 else -1.0) if c == "go" else 0.0 for c in chosen)

    return together(ABC, (("go", "stay"),) * 3, pay)


def volunteer() -> Decision:
    """The good is worth 2 to each, volunteering costs 1, nobody gets anything without a volunteer."""

    def pay(*chosen: str) -> tuple[float, ...]:
        return tuple((2.0 if "call" in chosen else 0.0) - (c == "call") for c in chosen)

    return together(ABC, (("call", "wait"),) * 3, pay)


def minimum_effort() -> Decision:
    """Van Huyck's payoffs 0.6 + 0.2 min - 0.1 own, with efforts 1, 2, 3."""

    def pay(*chosen: str) -> tuple[float, ...]:
        return tuple(0.6 + 0.2 * min(map(int, chosen)) - 0.1 * int(c) for c in chosen)

    return together(ABC, (("1", "2", "3"),) * 3, pay)


def public_good() -> Decision:
    """Each keeps 1 or gives it; what is given is multiplied by 3/2 and shared by three."""

    def pay(*chosen: str) -> tuple[float, ...]:
        pot = 1.5 * chosen.count("give") / 3
        return tuple(pot + (c == "keep") for c in chosen)

    return together(ABC, (("give", "keep"),) * 3, pay)


def jordan() -> Decision:
    """A wants to match B, B to match C, C not to match A."""

    def pay(a: str, b: str, c: str) -> tuple[float, ...]:
        return (float(a == b), float(b == c), float(c != a))

    return together(ABC, (("H", "T"),) * 3, pay)


def plurality() -> Decision:
    """Three voters with cyclic preferences x y z, y z x, z x y; A breaks a tie of three."""
    ranks = ({"x": 2, "y": 1, "z": 0}, {"y": 2, "z": 1, "x": 0}, {"z": 2, "x": 1, "y": 0})

    def pay(*chosen: str) -> tuple[float, ...]:
        won = next((c for c in "xyz" if chosen.count(c) >= 2), chosen[0])
        return tuple(float(r[won]) for r in ranks)

    return together(ABC, (("x", "y", "z"),) * 3, pay)


def pure_coordination() -> Decision:
    """Four players get 1 if all name the same place."""
    players = ("A", "B", "C", "D")
    return together(players, (("park", "station"),) * 4, lambda *c: (float(len(set(c)) == 1),) * 4)


def jury() -> Chance:
    """Three jurors, signals right with 0.7, majority convicts; each wants the right verdict."""

    def vote(guilty: bool, signals: tuple[bool, ...], votes: tuple[bool, ...]) -> Decision | Terminal:
        k = len(votes)
        if k == 3:
            return Terminal((float((sum(votes) >= 2) == guilty),) * 3)
        name = f"{ABC[k]} sees {'guilt' if signals[k] else 'innocence'}"
        return Decision(
            ABC[k],
            {
                "convict": vote(guilty, signals, (*votes, True)),
                "acquit": vote(guilty, signals, (*votes, False)),
            },
            name,
        )

    def evidence(guilty: bool) -> Chance:
        branches = {}
        for k in range(8):
            signals = tuple(bool(k >> j & 1) for j in range(3))
            p = math.prod(7 if s == guilty else 3 for s in signals) / 1000
            branches["".join("gi"[not s] for s in signals)] = (p, vote(guilty, signals, ()))
        return Chance(branches, "evidence")

    return Chance({"guilty": (0.5, evidence(True)), "innocent": (0.5, evidence(False))}, "state")


_HONEST = {
    f"{who} sees {sign}": {"convict": float(sign == "guilt"), "acquit": float(sign == "innocence")}
    for who in ABC
    for sign in ("guilt", "innocence")
}
_WAIT = math.sqrt(0.5)
CASES = (
    Case(
        "el_farol",
        "Arthur (1994), American Economic Review 84, three guests",
        ABC,
        el_farol,
        Known(
            pure=3,
            equilibria=({who: {"go": math.sqrt(0.5), "stay": 1 - math.sqrt(0.5)} for who in ABC},),
            recomputed=("pure", "equilibria"),
        ),
    ),
    Case(
        "volunteers_dilemma",
        "Diekmann (1985), Journal of Conflict Resolution 29, three players",
        ABC,
        volunteer,
        Known(pure=3, equilibria=({who: {"call": 1 - _WAIT, "wait": _WAIT} for who in ABC},)),
    ),
    Case(
        "minimum_effort",
        "Van Huyck, Battalio and Beil (1990), American Economic Review 80, game A, 3 players, 3 efforts",
        ABC,
        minimum_effort,
        Known(pure=3),
    ),
    Case(
        "public_good",
        "Olson (1965), The Logic of Collective Action; linear payoffs",
        ABC,
        public_good,
        Known(pure=1, equilibria=({who: {"give": 0, "keep": 1} for who in ABC},)),
    ),
    Case(
        "jordan_pennies",
        "Jordan (1993), Games and Economic Behavior 5, three players",
        ABC,
        jordan,
        Known(pure=0, equilibria=({who: {"H": 0.5, "T": 0.5} for who in ABC},)),
    ),
    Case(
        "plurality_vote",
        "Farquharson (1969), Theory of Voting, the chairman's vote",
        ABC,
        plurality,
        Known(pure=5, recomputed=("pure",)),
    ),
    Case(
        "four_meet",
        "Schelling (1960), The Strategy of Conflict, ch. 3, meeting places",
        ("A", "B", "C", "D"),
        pure_coordination,
        Known(pure=8, recomputed=("pure",)),
    ),
    Case(
        "jury",
        "Austen-Smith and Banks (1996), American Political Science Review 90, informative voting, n = 3",
        ABC,
        jury,
        Known(equilibria=(_HONEST, mixed(**{k: {"convict": 0, "acquit": 1} for k in _HONEST}))),
    ),
)
