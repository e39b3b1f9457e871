"""The benchmark of forecasts: no case is foretold from itself, and what is printed is what the page says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench.forecasts import battles, foretold, logistic

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "is-it-any-good.md"


@pytest.mark.parametrize("flipped", [0, 1, 2])
def test_forecasts_of_a_fold_do_not_change_with_its_own_outcomes(flipped: int) -> None:
    rng = np.random.default_rng(5)
    table, fold = rng.normal(size=(90, 2)), np.repeat([0.0, 1.0, 2.0], [5, 40, 45])
    outcome = rng.uniform(size=90) < 0.3
    other = outcome ^ (fold == flipped)
    before = foretold(lambda learnt: logistic(table, outcome, learnt), fold)
    after = foretold(lambda learnt: logistic(table, other, learnt), fold)
    own = fold == flipped
    assert np.array_equal(before[own], after[own])
    assert not np.allclose(before[~own], after[~own])


def test_logistic_regression_recovers_what_made_the_outcomes_and_stays_finite_where_one_side_is_empty() -> (
    None
):
    rng = np.random.default_rng(6)
    table = rng.normal(size=(20_000, 1))
    true = 1.0 / (1.0 + np.exp(-(0.5 + 1.5 * table[:, 0])))
    every = np.ones(20_000, dtype=bool)
    found = logistic(table, rng.uniform(size=20_000) < true, every)
    assert np.abs(found - true).max() < 0.02
    parted = logistic(np.array([[0.0], [0.0], [1.0], [1.0]]), np.array([False, False, True, True]), every[:4])
    assert 0.0 < parted[0] < 0.5 < parted[3] < 1.0
    same = logistic(np.ones((4, 1)), np.array([True, False, False, False]), every[:4])
    assert same == pytest.approx(np.full(4, 0.25))


def test_table_of_battles_on_the_page_is_what_the_benchmark_finds() -> None:
    text = PAGE.read_text(encoding="utf-8")
    found = {line.what: line for line in battles(True)}
    for what in ("the attacker wins", "it breaks through"):
        parts = [
            found[f"{what}, {name}"].ours
            for name in ("climatology", "force ratio", "force ratio and surprise")
        ]
        assert f"| 0.250 | {' | '.join(f'{score:.3f}' for score in parts)} |" in text
