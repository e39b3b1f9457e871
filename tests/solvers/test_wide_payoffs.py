"""One equilibrium of a game whose payoffs are of very different sizes: right, or not called solved.

A gain is judged against what payoffs come to as the row is played: half a unit is not small because a
payoff that nobody reaches is 1e18. Before, rows with such gains passed as solved from 3e13 on.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from standoff.game import read_game
from standoff.game.records import SOLVED
from standoff.solvers import nash, nash_all
from standoff.solvers.strategies.acceptance import Rows, equilibria, least_difference
from standoff.solvers.tree_forms.tree import grow

LARGE = ["1e6", "1e9", "3e13", "1e15", "1e18", "1e25", "1e99", "1e200"]


def written(path: Path, payoffs: str) -> Path:
    path.write_text(f'NFG 1 R "t" {{ "A" "B" }} {{ 2 2 }}\n\n{payoffs}\n')
    return path


@pytest.mark.parametrize("large", LARGE)
@pytest.mark.parametrize(
    ("payoffs", "swapped"),
    [("{} 1 2 2 3 3 4 0", False), ("1 {} 3 3 2 2 0 4", True)],
)
def test_player_is_indifferent_beside_a_payoff_that_hardly_comes_about(
    tmp_path: Path, large: str, payoffs: str, swapped: bool
) -> None:
    path = written(tmp_path / "wide.nfg", payoffs.format(large))
    found = nash(read_game(path).bound)
    assert found.status[0] == SOLVED
    lone = 1 if swapped else 0
    # the player of the large payoff gets 4 - 1/3e13 ...: the other plays the first option 1 in `large` times
    assert found.value[0, lone] == pytest.approx(4.0, rel=1e-6)
    assert found.gain[0].max() <= 1e-8
    first = found.probability[0, 0 if swapped else 2]
    assert first == pytest.approx(float(1 / Fraction(large)), rel=1e-3)


def test_one_and_all_agree_on_small_and_large_payoffs_of_either_sign(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    for k in range(60):
        sizes = 10.0 ** rng.integers(-9, 19, 8)
        numbers = [f"{s * n:.3g}" for s, n in zip(sizes, rng.integers(-3, 4, 8), strict=True)]
        bound = read_game(written(tmp_path / f"{k}.nfg", " ".join(numbers))).bound
        one, every = nash(bound), nash_all(bound)
        assert every.complete
        if one.status[0] == SOLVED and (every.component < 0).all():
            near = np.abs(every.probability - one.probability[0]).max(axis=1)
            assert near.min() < 1e-9, numbers


def test_play_with_a_gain_is_refused_however_large_another_payoff_is(tmp_path: Path) -> None:
    bound = read_game(written(tmp_path / "wide.nfg", "1e18 1 2 2 3 3 4 0")).bound
    wrong = np.array([0.5, 0.5, 0.0, 1.0])
    found = equilibria(grow(bound), Rows([wrong]), "by hand", 0.0)
    assert found.gain[0, 0] == 0.5
    assert found.status[0] != SOLVED


def test_smallest_difference_leaves_equal_payoffs_out() -> None:
    paid = np.array([[1.0, 2.0], [1.0, 2.0], [4.0, 2.0], [1.5, 2.0]])
    assert least_difference(paid).tolist() == [0.5, np.inf]
