"""The branch where payoffs are of very different sizes, just below a turn, and nearly alike.

Each was answered off the principal branch, without a mark, before: an option that nobody takes hid what
the others did; a turn just beyond the draw's precision was stepped over; a small difference was taken for
none because another payoff was large.
"""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from standoff.game import BoundGame, read_game
from standoff.game import at_precision as game_at_precision
from standoff.game.records import SOLVED, Floats
from standoff.solvers import solve
from tests.solvers.families import FAMILIES, at_precision
from tests.solvers.tracer import trace

RIGHT = 1e-6


def written(path: Path, *payoffs: Floats) -> BoundGame:
    """A simultaneous game from its payoff tables, one a player, read as a file of strategies."""
    shape = payoffs[0].shape
    names = " ".join(f'"P{i}"' for i in range(len(payoffs)))
    order = [np.asarray(table).ravel(order="F") for table in payoffs]
    numbers = " ".join(repr(float(x)) for cell in zip(*order, strict=True) for x in cell)
    path.write_text(f'NFG 1 R "g" {{ {names} }} {{ {" ".join(map(str, shape))} }}\n\n{numbers}\n')
    return game_at_precision(read_game(path).bound, 1.0)


def battle(noise: float, bad: float = 0.0) -> tuple[Floats, Floats]:
    """Battle of the sexes, a little better for the first where both choose the first option."""
    one, other = np.diag([2.0 + noise, 1.0]), np.diag([1.0, 2.0])
    if not bad:
        return one, other
    mine, theirs = np.full((3, 3), -bad), np.full((3, 3), -bad)
    mine[:2, :2], theirs[:2, :2] = one, other
    mine[:2, 2] = theirs[2, :2] = 0.0
    return mine, theirs


def play(bound: BoundGame, precision: float) -> tuple[Floats, bool]:
    found = solve(at_precision(bound, precision))
    assert found.status[0] == SOLVED
    return found.probability[0], bool(found.unsure is not None and found.unsure[0])


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("bad", [1e3, 3e4, 1e6, 1e7])
def test_option_that_nobody_takes_changes_nothing_in_any_order(
    tmp_path: Path, bad: float, order: tuple[int, ...]
) -> None:
    plain, _ = play(written(tmp_path / "plain.nfg", *battle(0.1)), 4.0)
    mine, theirs = battle(0.1, bad)
    turned = np.ix_(order, order)
    found, unsure = play(written(tmp_path / "bad.nfg", mine[turned], theirs[turned]), 4.0)
    place = [order.index(0), order.index(1)]
    assert not unsure
    np.testing.assert_allclose(found[place], plain[:2], atol=RIGHT)
    np.testing.assert_allclose(found[[3 + k for k in place]], plain[2:], atol=RIGHT)


@pytest.mark.parametrize("noise", [1e-1, 1e-4, 1e-8, 1e-10])
@pytest.mark.parametrize("bad", [1e3, 1e6, 1e10])
def test_small_difference_beside_a_large_payoff_counts_or_the_draw_is_marked(
    tmp_path: Path, bad: float, noise: float
) -> None:
    plain, _ = play(written(tmp_path / "plain.nfg", *battle(noise)), 4.0)
    found, unsure = play(written(tmp_path / "bad.nfg", *battle(noise, bad)), 4.0)
    right = np.abs(found[[0, 1, 3, 4]] - plain).max() < RIGHT
    assert right or unsure
    if noise > 1e-12 * bad:  # numbers of this size can tell it
        assert right


@pytest.mark.parametrize("large", [1.0, 1e6])
@pytest.mark.parametrize("noise", [1e-2, 1e-8])
def test_large_payoffs_of_a_third_player_hide_no_difference(
    tmp_path: Path, large: float, noise: float
) -> None:
    one, other = (np.repeat(table[:, :, None], 2, axis=2) for table in battle(noise))
    third = np.zeros((2, 2, 2))
    third[0, 0, 0], third[1, 1, 1], third[0, 1, 0] = large, large / 2, large / 3
    found, _ = play(written(tmp_path / "three.nfg", one, other, third), 4.0)
    plain, _ = play(written(tmp_path / "plain.nfg", *battle(noise)), 4.0)
    np.testing.assert_allclose(found[:4], plain, atol=RIGHT)


@pytest.mark.parametrize(
    ("family", "seed"),
    [("near_symmetric", 5095), ("near_symmetric", 5098), ("near_symmetric", 5011), ("signalling", 5121)],
)
def test_first_passage_counts_just_below_a_turn(family: str, seed: int) -> None:
    bound = FAMILIES[family](seed, n_draws=1).bound
    turn = trace(bound, scales=(30.0,)).turns[0]
    near = [turn * (1.0 + by) for by in (-1e-2, -1e-3, -1e-4, -1e-5, 1e-5, 1e-3)]
    judge = trace(bound, scales=near)
    asked = [k for k, status in enumerate(judge.status) if status == "ok"]
    assert len(asked) >= 3
    for k in asked:
        found, unsure = play(bound, judge.scales[k])
        assert unsure or np.abs(found - judge.play[k]).max() < RIGHT, (family, seed, judge.scales[k] / turn)
