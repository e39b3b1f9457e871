"""`several`: more than one logit equilibrium of a draw, each checked, none told twice."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.errors import StandoffError
from standoff.game.records import BoundGame
from standoff.solvers import several, solve, verify
from tests.solvers import games


def coordination(precision: float, better: np.ndarray) -> BoundGame:
    """Two players gain 1 if they meet at the first place, `better` more if they meet at the second."""
    zero, one = np.zeros(len(better)), np.ones(len(better))

    def second(first: int) -> games.Tree:
        ends = [(one if k == 0 else 1 + better) if k == first else zero for k in range(2)]
        return games.decide(1, "B", *(games.pay(v, v, items=[(k, None)]) for k, v in enumerate(ends)))

    root = games.decide(0, None, second(0), second(1))
    return games.bind(root, 2, precision, n_draws=len(better), n_items=2)


def symmetric_play(precision: float) -> list[float]:
    """Shares of the first place in symmetric logit play of plain coordination: p = logit(2p - 1)."""
    found = [0.5]
    grid = np.linspace(1e-9, 0.5 - 1e-6, 200_001)
    gap = 1.0 / (1.0 + np.exp(-precision * (2 * grid - 1))) - grid
    for k in np.flatnonzero(gap[:-1] * gap[1:] < 0):
        found += [grid[k], 1 - grid[k]]
    return sorted(found)


@pytest.mark.parametrize(("precision", "count"), [(1.0, 1), (1.9, 1), (2.2, 3), (5.0, 3), (20.0, 3)])
def test_several_coordination_finds_what_the_scalar_equation_has(precision: float, count: int) -> None:
    found = several(coordination(precision, np.zeros(1)))
    assert found.found.tolist() == [count]
    assert np.sort(found.probability[:, 0]) == pytest.approx(symmetric_play(precision), abs=1e-5)
    assert not found.complete


def test_several_uneven_coordination_finds_the_one_between() -> None:
    found = several(coordination(5.0, np.array([0.2])))
    assert found.found.tolist() == [3]
    assert sorted(found.start.tolist()) == [-1, 0, 1]


def test_several_rows_pass_the_check_and_the_first_is_that_of_solve() -> None:
    bound = coordination(6.0, np.linspace(-0.5, 0.5, 41))
    found, first = several(bound), solve(bound)
    for row, draw in enumerate(found.draw):
        one = BoundGame(
            bound.arrays,
            bound.cell[:, [draw]],
            bound.payoff[:, [draw]],
            bound.precision[:, [draw]],
        )
        assert verify(one, found.probability[[row]]).residual[0] <= 1e-9
    assert np.array_equal(found.probability[found.first[:-1]], first.probability)
    assert np.array_equal(np.diff(found.first), found.found)


def test_several_ranges_are_those_of_the_rows() -> None:
    found = several(coordination(6.0, np.linspace(-0.5, 0.5, 41)), keep_probability=False)
    assert found.probability.shape[1] == 0
    for k in range(2):
        low, high = found.over(found.item[:, k])
        assert np.array_equal(low, found.low[:, k])
        assert np.array_equal(high, found.high[:, k])
    middle = found.low[20], found.high[20]
    assert middle[0] == pytest.approx([0.0, 0.0], abs=0.01)
    assert middle[1] == pytest.approx([1.0, 1.0], abs=0.01)


def test_several_one_by_one_equals_together() -> None:
    better = np.linspace(-0.4, 0.4, 23)
    together = several(coordination(7.0, better))
    for k in range(0, 23, 5):
        alone = several(coordination(7.0, better[[k]]))
        rows = slice(together.first[k], together.first[k + 1])
        assert np.array_equal(alone.probability, together.probability[rows])


def test_several_nothing_hidden_is_complete() -> None:
    root = games.decide(0, None, games.pay(1.0, 0.0), games.decide(1, None, games.pay(2, 1), games.pay(0, 2)))
    found = several(games.bind(root, 2, 3.0))
    assert found.complete
    assert found.found.tolist() == [1]


def test_several_with_many_information_sets_spreads_its_starts() -> None:
    """Eight players meet or not: far more combinations than starts, and still both places are found."""

    def turn(player: int, met: int) -> games.Tree | games.Edge:
        if player == 8:
            return games.pay(*([1.0 if met in (0, 8) else 0.0] * 8))
        return games.decide(player, f"P{player}", turn(player + 1, met), turn(player + 1, met + 1))

    root = turn(0, 0)
    assert isinstance(root, games.Tree)
    found = several(games.bind(root, 8, 20.0), starts=24)
    assert found.starts == 24
    ends = {tuple(np.round(row[::2]).astype(int)) for row in found.probability}
    assert {(0,) * 8, (1,) * 8} <= ends


def test_several_sharp_player_with_hidden_moves_is_refused() -> None:
    with pytest.raises(StandoffError, match="S623"):
        several(coordination(np.inf, np.zeros(1)))


def test_several_negative_starts_are_refused() -> None:
    with pytest.raises(StandoffError, match="S622"):
        several(coordination(1.0, np.zeros(1)), starts=-1)


def test_several_draw_with_a_bad_number_has_found_none() -> None:
    bound = coordination(5.0, np.array([0.0, np.nan, 0.0]))
    found = several(bound)
    assert found.found.tolist() == [3, 0, 3]
    assert len(found.first) == 4
    assert not found.complete
