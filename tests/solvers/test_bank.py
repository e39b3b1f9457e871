"""Certificate: every solver on every game of the bank that it accepts, against known answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from standoff.game.records import DECISION, DEGENERATE, SOLVED, GameArrays
from standoff.solvers import SOLVERS, Solver, solver_named, verify
from standoff.solvers.reference import solve_plainly
from tests.solvers.bank import CASES, Case
from tests.solvers.games import nodes_of

BATCHED = [solver for solver in SOLVERS if solver.takes == "batch"]
PAIRS = [(card, case) for card in BATCHED for case in CASES]


def actions_by_label(case: Case, arrays: GameArrays) -> dict[tuple[int, Any], slice]:
    found = {}
    for node, h in zip(nodes_of(case.tree()), arrays.infoset, strict=True):
        if node.kind == DECISION:
            found[node.player, node.infoset] = slice(arrays.first_action[h], arrays.first_action[h + 1])
    return found


@pytest.mark.parametrize(("card", "case"), PAIRS, ids=[f"{a.name}-{b.name}" for a, b in PAIRS])
def test_solver_on_a_game_it_accepts_passes_the_certificate(card: Solver, case: Case) -> None:
    bound = case.bound()
    if not card.accepts(bound):
        assert card.name != "solve"
        return
    answer = card.run(bound)
    tied = case.tied and card.name != "agent_quantal_response"
    assert answer.status.tolist() == [DEGENERATE if tied else SOLVED]
    assert answer.residual.max() <= 1e-7
    found = verify(bound, answer.probability)
    assert found.valid.all()
    np.testing.assert_allclose(found.value.T, answer.value, atol=1e-12)
    if card.name == "subgame_perfect":
        assert answer.gain.max() <= 1e-12


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_solve_on_a_game_of_the_bank_gives_the_known_answer(case: Case) -> None:
    bound = case.bound()
    solve = solver_named("solve").run
    answer = solve(bound)
    where = actions_by_label(case, bound.arrays)
    for label, expected in case.play.items():
        np.testing.assert_allclose(answer.probability[0, where[label]], expected, atol=case.near)
    if case.value is not None:
        np.testing.assert_allclose(answer.value[0], case.value, atol=1e-12)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_reference_on_a_game_of_the_bank_agrees_with_the_kernels(case: Case) -> None:
    bound = case.bound()
    solve = solver_named("solve").run
    np.testing.assert_allclose(solve(bound).probability, solve_plainly(bound), atol=1e-9)


def test_bank_of_games_holds_at_least_twelve_with_sources() -> None:
    assert len(CASES) >= 12
    assert all(case.source for case in CASES)
    known = {"solve", "agent_quantal_response", "subgame_perfect", "sharp_limit"}
    assert {card.name for card in BATCHED} == known
