"""Certificate: every concept of one game on every game of the bank that it accepts, and known answers."""

from __future__ import annotations

from functools import cache
from importlib import import_module

import numpy as np
import pytest

from standoff.errors import StandoffError
from standoff.game.records import DEGENERATE, SOLVED, BoundGame, Game
from standoff.solvers import (
    SOLVERS,
    Equilibria,
    Solver,
    backward_induction,
    cfr_plus,
    gain,
    nash,
    nash_all,
    pure_equilibria,
)
from tests.games.game_bank import BANK, Case
from tests.games.game_cases import Play

NASH_ALL = import_module("standoff.solvers.strategies.nash_all")
CREDIBLE = import_module("standoff.solvers.strategies.credible_equilibria")
PURE = import_module("standoff.solvers.strategies.pure")
REGISTRY = import_module("standoff.solvers.registry")
CONCEPTS = [solver for solver in SOLVERS if solver.answers == "equilibria"]
PAIRS = [(card, case) for card in CONCEPTS for case in BANK]
ON_THE_WAY = ("nash_all", "subgame_perfect_all")  # too many vertices: found out as they are listed
VALUED = [case for case in BANK if case.known.value is not None]
COUNTED = [case for case in BANK if case.known.pure is not None]
PERFECT = [case for case in BANK if case.known.worth is not None]
STATED = [case for case in BANK if case.known.equilibria]


@cache
def built(name: str) -> tuple[Game, BoundGame]:
    return next(case for case in BANK if case.name == name).build()


def spread(bound: BoundGame) -> float:
    return float(np.ptp(np.append(bound.payoff, 0.0)))


def profile(game: Game, play: Play) -> np.ndarray:
    """float64[action] of a profile by names; a set that is not named is played evenly."""
    arrays, labels = game.arrays, game.labels
    found = np.zeros(arrays.n_actions)
    for h in range(arrays.n_infosets):
        part = range(arrays.first_action[h], arrays.first_action[h + 1])
        for a in part:
            even = {labels.action[b]: 1.0 / len(part) for b in part}
            found[a] = play.get(labels.infoset[h], even).get(labels.action[a], 0.0)
    return found


def answer(card: Solver, bound: BoundGame) -> Equilibria | None:
    try:
        return card.run(bound)
    except StandoffError as error:
        codes = [problem.code for problem in error.problems]
        said = str(error)
    assert codes[0] in ("S633", "S634"), said
    assert "`" in said  # it names what accepts the game
    assert not card.accepts(bound) or card.name in ON_THE_WAY
    return None


@pytest.mark.parametrize(("card", "case"), PAIRS, ids=[f"{a.name}-{b.name}" for a, b in PAIRS])
def test_concept_on_a_game_of_the_bank_passes_the_certificate(
    card: Solver, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NASH_ALL, "MOST_RAYS", 400)  # the same code, given up earlier
    monkeypatch.setattr(CREDIBLE, "MOST_RAYS", 400)
    monkeypatch.setattr(NASH_ALL, "MOST_SOLVED", 200)
    monkeypatch.setattr(PURE, "MOST_ROWS", 300)
    for module in (PURE, REGISTRY):
        monkeypatch.setattr(module, "MOST_PROFILES", 300_000)
    _, bound = built(case.name)
    found = answer(card, bound)
    if found is None:
        return
    tolerance = float(found.settings.get("tolerance", 1e-8))
    gains = found.agent_gain if card.name == "agent_pure_equilibria" else found.gain
    if card.name != "cfr_sampled":  # which may run out of rounds
        assert (gains <= tolerance * spread(bound)).all()
        assert set(found.status.tolist()) <= {SOLVED, DEGENERATE}
    sums = np.add.reduceat(found.probability, bound.arrays.first_action[:-1], axis=1)
    np.testing.assert_allclose(sums, 1.0, atol=1e-9)
    assert (found.probability >= 0).all()
    assert found.n_rows >= 1 or "pure" in card.name
    assert not (found.complete and card.name in ("nash", "cfr_plus", "cfr_sampled"))


@pytest.mark.parametrize("case", VALUED, ids=[case.name for case in VALUED])
def test_constant_sum_value_of_the_bank_is_found_and_enclosed(case: Case) -> None:
    _, bound = built(case.name)
    value = case.known.value
    assert value is not None
    assert abs(nash(bound).value[0, 0] - value) <= 1e-9 * max(1.0, spread(bound))
    told: list[tuple[int, float, float]] = []
    cfr_plus(bound, iterations=3_000, tell=lambda *row: told.append(row))
    assert all(low <= value + 1e-9 and high >= value - 1e-9 for _, low, high in told)


@pytest.mark.parametrize("case", COUNTED, ids=[case.name for case in COUNTED])
def test_pure_equilibria_of_the_bank_are_as_many_as_known(case: Case) -> None:
    found = pure_equilibria(built(case.name)[1])
    assert found.n_rows == case.known.pure
    assert found.complete


@pytest.mark.parametrize("case", PERFECT, ids=[case.name for case in PERFECT])
def test_backward_induction_on_the_bank_pays_what_is_known(case: Case) -> None:
    _, bound = built(case.name)
    found = backward_induction(bound, all_solutions=True, limit=200)
    worth = np.asarray(case.known.worth, dtype=float)
    assert np.abs(found.value - worth).max(axis=1).min() <= 1e-9


@pytest.mark.parametrize("case", STATED, ids=[case.name for case in STATED])
def test_stated_equilibria_of_the_bank_gain_nothing(case: Case) -> None:
    game, bound = built(case.name)
    for play in case.known.equilibria:
        assert gain(bound, profile(game, play)).max() <= 1e-6 * spread(bound)


ISOLATED = [case for case in STATED if case.name in (
    "battle_of_the_sexes", "stag_hunt", "chicken", "matching_pennies", "goeree_holt_pennies", "shapley",
    "rock_paper_scissors", "ochs_pennies", "jordan_pennies", "commitment_noisy", "myerson_poker",
)]  # fmt: skip


@pytest.mark.parametrize("case", ISOLATED, ids=[case.name for case in ISOLATED])
def test_stated_equilibria_that_are_isolated_are_listed(case: Case) -> None:
    game, bound = built(case.name)
    listed = nash_all(bound)
    for play in case.known.equilibria:
        assert np.abs(listed.probability - profile(game, play)).max(axis=1).min() <= 1e-6
