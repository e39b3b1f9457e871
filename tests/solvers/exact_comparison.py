"""Answers of the solvers on a game of `exact_games` against brute force: what differs, what is not told."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import prod

from standoff.game import read_efg
from standoff.game.records import DEGENERATE, SOLVED, BoundGame, Labels
from standoff.solvers import (
    Equilibria,
    agent_pure_equilibria,
    nash_all,
    pure_equilibria,
    subgame_perfect_all,
)
from tests.solvers.exact_games import (
    Key,
    Written,
    agent_profiles,
    corner_keys,
    perfect_profiles,
    pure_keys,
)

PASSED = {SOLVED, DEGENERATE}


def compare(number: int) -> Counter[str]:
    """What was compared for one game: `WRONG ...` for each list that differs, `incomplete ...`, `same`."""
    game = Written(number)
    read = read_efg(game.text())
    bound, labels = read.bound, read.game.labels
    found: Counter[str] = Counter()

    def judge(name: str, answer: Equilibria, same: bool) -> None:
        if not answer.complete:
            found[f"incomplete {name}"] += 1
        good = same and set(answer.status.tolist()) <= PASSED
        found["same" if good else "unknown" if not answer.complete else f"WRONG {name}"] += 1

    pure, expected = pure_equilibria(bound), pure_keys(game)
    keys = [_row_key(game, bound, labels, row) for row in _fractions(pure)]
    judge("pure", pure, len(keys) == len(expected) and set(keys) == expected)
    agents = agent_pure_equilibria(bound)
    rows = [_full(game, bound, labels, row) for row in _fractions(agents)]
    wanted = agent_profiles(game)
    judge("agents", agents, len(rows) == len(wanted) and set(rows) == wanted)
    if game.n_players <= 2:
        mixed, corners = nash_all(bound), corner_keys(game)
        keys = [_row_key(game, bound, labels, row) for row in mixed.exact]
        judge("all", mixed, len(keys) == len(corners) and set(keys) == corners)
        perfect = perfect_profiles(game)
        _judge_verdicts(mixed, keys, perfect, found)
        _judge_perfect(game, (bound, labels), perfect, found)
    return found


def _judge_verdicts(
    mixed: Equilibria, keys: list[Key], perfect: set[tuple[int, ...]], found: Counter[str]
) -> None:
    """A pure row that agrees with a pure subgame-perfect profile must be called subgame perfect."""
    for key, verdict, sequential in zip(keys, mixed.subgame_perfect, mixed.sequential, strict=True):
        found[f"subgame perfect {verdict}"] += 1
        found[f"sequential {sequential}"] += 1
        chosen = {h: a for h, a, w in key if w == 1}
        if len(chosen) == len(key) and any(all(full[h] == a for h, a in chosen.items()) for full in perfect):
            found[
                "WRONG verdict" if verdict == "no" else "verdict undecided" if verdict != "yes" else "same"
            ] += 1
        if sequential == "yes" and verdict != "yes":
            found["WRONG sequential"] += 1


def _judge_perfect(
    game: Written, read: tuple[BoundGame, Labels], perfect: set[tuple[int, ...]], found: Counter[str]
) -> None:
    """Pure rows are subgame perfect, and every pure subgame-perfect profile has a row of its worth."""
    answer = subgame_perfect_all(read[0])
    if not answer.complete:
        found["incomplete subgame perfect"] += 1
    rows = [_full(game, *read, row) for row in answer.exact if all(p in (0, 1) for p in row)]
    good = set(rows) <= perfect and set(answer.status.tolist()) <= PASSED
    worths = {game.worth(dict(enumerate(row))) for row in rows}
    good = good and all(game.worth(dict(enumerate(full))) in worths for full in perfect)
    good = good and set(answer.subgame_perfect) <= {"yes"} and answer.n_rows > 0
    found["same" if good else "WRONG subgame perfect"] += 1


def _fractions(answer: Equilibria) -> list[tuple[Fraction, ...]]:
    return [tuple(Fraction(p) for p in row) for row in answer.probability.tolist()]


def _by_set(
    game: Written, bound: BoundGame, labels: Labels, row: tuple[Fraction, ...]
) -> dict[int, list[Fraction]]:
    """Play by the numbers of `exact_games`."""
    first = bound.arrays.first_action
    return {int(labels.infoset[h][1:]): list(row[first[h] : first[h + 1]]) for h in range(len(game.size))}


def _full(game: Written, bound: BoundGame, labels: Labels, row: tuple[Fraction, ...]) -> tuple[int, ...]:
    play = _by_set(game, bound, labels, row)
    return tuple(play[h].index(Fraction(1)) for h in range(len(game.size)))


def _row_key(game: Written, bound: BoundGame, labels: Labels, row: tuple[Fraction, ...]) -> Key:
    play = _by_set(game, bound, labels, row)
    found = set()
    for h, own in play.items():
        for a, weight in enumerate(own):
            before = prod((play[g][b] for g, b in game.before(h).items()), start=Fraction(1))
            if weight * before:
                found.add((h, a, weight * before))
    return frozenset(found)
