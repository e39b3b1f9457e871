"""Payoffs in units of a million or a millionth: the play is right, and the check knows right from wrong.

Precision x payoff range goes to 1e7, where an error of 1e-10 of a probability moves an answer by 1e-3.
"""

from __future__ import annotations

import numpy as np
import pytest

from standoff.game.records import SOLVED, BoundGame
from standoff.solvers import solve, verify
from standoff.solvers.path.equations import payoff_range
from tests.solvers.families import at_precision, near_symmetric
from tests.solvers.games import bind, decide, pay
from tests.solvers.stages import KINDS, payoffs, stage
from tests.solvers.tracer import trace

RANGES = (1e-6, 1.0, 1e4, 1e6, 1e7)
SIZES = [(kind, players, 2) for kind in KINDS for players in (2, 3, 4)] + [(kind, 2, 3) for kind in KINDS]


def table(rows: list[list[tuple[float, float]]], unit: float) -> BoundGame:
    """Two players choose at once, for these payoffs."""
    inner = [decide(1, "b", *(pay(unit * a, unit * b) for a, b in row)) for row in rows]
    return bind(decide(0, "a", *inner), 2, 1.0)


def symmetric(kind: str, players: int, options: int) -> BoundGame:
    """An exactly symmetric game of a kind, three draws of it."""
    numbers = payoffs(np.random.default_rng([players, options]), kind, players, options, 3)
    return bind(stage(numbers), players, 1.0, n_draws=3)


def in_range(bound: BoundGame, wide: float, *, by_payoff: bool) -> BoundGame:
    """The game with precision x payoff range at `wide`: payoffs in other units, or another precision."""
    spread = (payoff_range(bound.arrays, bound.payoff)[0] * bound.precision).max()
    if by_payoff:
        return BoundGame(bound.arrays, bound.cell, bound.payoff * (wide / spread), bound.precision)
    return at_precision(bound, wide / spread)


@pytest.mark.parametrize("by_payoff", [True, False])
@pytest.mark.parametrize("wide", RANGES)
@pytest.mark.parametrize(("kind", "players", "options"), SIZES)
def test_symmetric_game_in_any_unit_is_solved_on_its_branch(
    kind: str, players: int, options: int, wide: float, by_payoff: bool
) -> None:
    bound = in_range(symmetric(kind, players, options), wide, by_payoff=by_payoff)
    found = solve(bound)
    assert (found.status == SOLVED).all()
    for draw in range(bound.n_draws):
        judge = trace(bound, draw)
        if judge.status[0] == "ok":
            assert np.abs(found.probability[draw] - judge.play[0]).max() <= 1e-9


@pytest.mark.parametrize("noise", [0.0, 0.001, 0.1])
@pytest.mark.parametrize("wide", [1e6, 1e7])
def test_near_symmetric_game_in_large_units_is_solved_on_its_branch(wide: float, noise: float) -> None:
    """Seeds 14, 15, 17, 36, 44, 56, 59 were rejected without noise."""
    for seed in (14, 15, 17, 36, 44, 56, 59, 400, 401, 402):
        bound = in_range(near_symmetric(seed, noise=noise).bound, wide, by_payoff=False)
        found = solve(bound)
        assert (found.status == SOLVED).all(), seed
        for draw in range(bound.n_draws):
            judge = trace(bound, draw)
            if judge.status[0] == "ok" and not (found.unsure is not None and found.unsure[draw]):
                away = np.abs(found.probability[draw] - judge.play[0]).max()
                assert away <= judge.accuracy[0], f"{seed}, draw {draw}"


@pytest.mark.parametrize("unit", [1.0, 1e4, 1e5])
def test_volunteers_in_any_unit_are_certain_of_their_branch(unit: float) -> None:
    """Rounding that broke the symmetry of a right side made corrections huge: 16 of 40 draws were lost."""
    benefit = np.random.default_rng(1).uniform(1.5, 4.0, 40)
    numbers = np.zeros((3, 2, 2, 2, 40))
    for moves in np.ndindex(2, 2, 2):
        for i in range(3):
            numbers[(i, *moves)] = unit * (benefit * any(moves) - moves[i])
    bound = bind(stage(numbers), 3, 400.0, n_draws=40)
    found = solve(bound)
    assert (found.status == SOLVED).all()
    assert found.unsure is not None
    assert not found.unsure.any()
    refuses = found.probability[:, 0::2]
    closed = np.sqrt(1.0 / benefit)  # each stays away with (cost / benefit)^(1 / 2) where all are alike
    np.testing.assert_allclose(refuses, np.repeat(closed[:, None], 3, axis=1), atol=2e-3)


@pytest.mark.parametrize("unit", [1e-6, 1.0, 1e6, 1e9])
def test_mixed_play_in_any_unit_is_that_of_the_indifference_equations(unit: float) -> None:
    """At a huge precision the logit play of these is the mixed equilibrium; the check agrees on all."""
    games = {
        "matching pennies": ([[(1, -1), (-1, 1)], [(-1, 1), (1, -1)]], (0.5, 0.5)),
        "battle of the sexes": ([[(2, 1), (0, 0)], [(0, 0), (1, 2)]], (2 / 3, 1 / 3)),
        "the project's own case": ([[(1, 0), (0, 1)], [(0, 1), (2, 0)]], (0.5, 2 / 3)),
    }
    for name, (rows, (first, second)) in games.items():
        bound = table([[(float(a), float(b)) for a, b in row] for row in rows], unit)
        found = solve(at_precision(bound, 1e7 / (unit * 2.0)))
        assert found.status[0] == SOLVED, name
        mixed = [first, 1 - first, second, 1 - second]
        np.testing.assert_allclose(found.probability[0], mixed, atol=1e-6, err_msg=name)


@pytest.mark.parametrize("wide", [1e4, 1e6, 1e7, 1e9])
@pytest.mark.parametrize(
    ("kind", "players"), [("battle", 2), ("chicken", 2), ("chicken", 3), ("volunteer", 3), ("volunteer", 4)]
)
def test_check_in_large_units_refuses_play_that_is_off_in_its_last_digits(
    kind: str, players: int, wide: float
) -> None:
    """The rounding that it allows is far less than what any other play of the same game brings about."""
    bound = in_range(symmetric(kind, players, 2), wide, by_payoff=True)
    right = solve(bound).probability
    assert ((right > 1e-3) & (right < 1.0 - 1e-3)).all()
    assert verify(bound, right).accepted.all()
    for off in (100.0 / wide, 1.0 / wide, 1e-2 / wide):
        wrong = right.copy()
        wrong[:, 0] += off
        wrong[:, 1] -= off
        assert not verify(bound, wrong).accepted.any(), off


def test_check_in_small_units_refuses_values_that_are_not_those_of_the_play() -> None:
    """Values count against the payoffs' own size: 1e-7 is much where payoffs are a millionth."""
    for unit in (1e-9, 1.0, 1e9):
        bound = table([[(2.0, 1.0), (0.0, 0.0)], [(0.0, 0.0), (1.0, 2.0)]], unit)
        found = solve(bound)
        said = verify(bound, found.probability)
        assert said.agrees(found.value.T).all()
        assert not said.agrees(found.value.T * 1.01).any()
        assert not said.agrees(found.value.T * 0.0).any()
