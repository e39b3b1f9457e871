"""Solvers broken on purpose: the check shares nothing with them, and refuses their rows."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest

from standoff.game.records import NOT_CONVERGED, REJECTED, BoundGame
from standoff.solvers import backward_induction, cfr_plus, nash_all
from standoff.solvers import nash as solve_nash
from standoff.solvers.strategies import cfr, extreme_equilibria, lemke, pure, zero_sum
from standoff.solvers.strategies.acceptance import Rows, equilibria
from standoff.solvers.tree_forms import sequence_form
from standoff.solvers.tree_forms.tree import grow
from tests.solvers.bank import beer_quiche, kuhn, ultimatum
from tests.solvers.games import bind

NASH = import_module("standoff.solvers.strategies.nash")
REFUSED = {REJECTED, NOT_CONVERGED}


def test_programme_with_a_wrong_sign_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    right = zero_sum.payoff_matrix
    for module in (zero_sum, lemke):
        monkeypatch.setattr(module, "payoff_matrix", lambda form, player: -right(form, player))
    monkeypatch.setattr(NASH, "MOST_EXACT", 0)  # fractions would find the right answer in the end
    assert set(solve_nash(bind(kuhn(), 2)).status.tolist()) <= REFUSED


def test_pivoting_without_the_weight_of_chance_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    right = lemke.payoff_matrix

    def without(form: sequence_form.SequenceForm, player: int) -> object:
        flat = sequence_form.SequenceForm(
            form.tree,
            form.sequence,
            np.ones_like(form.chance),
            form.payoff,
            form.above,
            form.order,
            form.spread,
        )
        return right(flat, player)

    monkeypatch.setattr(lemke, "payoff_matrix", without)
    monkeypatch.setattr(NASH, "MOST_EXACT", 0)
    assert set(solve_nash(bind(_lopsided(), 2)).status.tolist()) <= REFUSED


def test_vertices_of_the_wrong_player_are_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    right = extreme_equilibria._payoffs
    monkeypatch.setattr(extreme_equilibria, "_payoffs", lambda form, along: right(form, along)[::-1])
    found = nash_all(bind(_lopsided(), 2))
    assert set(found.status.tolist()) & REFUSED
    assert not found.complete


def test_pure_profiles_that_are_not_stable_are_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    right = pure.payoff_tables
    monkeypatch.setattr(pure, "payoff_tables", lambda *given: -right(*given))
    found = pure.pure_equilibria(bind(beer_quiche(), 2))
    assert found.n_rows
    assert set(found.status.tolist()) & REFUSED
    assert not found.complete


def test_backward_induction_that_takes_the_worst_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    worst = "standoff.solvers.strategies.backward_induction._best"
    monkeypatch.setattr(worst, lambda worth, _scale: [int(np.argmin(worth))])
    assert backward_induction(bind(ultimatum(), 2)).status.tolist() == [REJECTED]


def test_minimisation_with_a_wrong_sign_has_not_converged(monkeypatch: pytest.MonkeyPatch) -> None:
    right = cfr._scaled
    monkeypatch.setattr(cfr, "_scaled", lambda form: tuple(-x for x in right(form)))
    monkeypatch.setattr(cfr, "best_value", lambda *_: 0.0)  # nor do its own bounds save it
    assert cfr_plus(bind(kuhn(), 2), iterations=2_000).status.tolist() == [NOT_CONVERGED]


@pytest.mark.parametrize("fault", [np.nan, -0.2, 1.5])
def test_probabilities_that_are_none_are_rejected(fault: float) -> None:
    bound: BoundGame = bind(kuhn(), 2)
    play = solve_nash(bound).probability[0].copy()
    play[0] = fault
    found = equilibria(grow(bound), Rows([play]), "broken", 0.0)
    assert found.status.tolist() == [REJECTED]


def _lopsided() -> object:
    from tests.solvers.games import chance, decide, pay

    def duel(a: float, b: float) -> object:
        return decide(0, "in", decide(1, "out", pay(a, b), pay(0, 1)), decide(1, "out", pay(1, 0), pay(b, a)))

    return chance(2, (0.95, duel(3, -1)), (0.05, duel(-4, 9)))
