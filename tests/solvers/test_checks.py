"""The check on its own: against the plain implementation, on planted faults, and in logarithms."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.game.records import REJECTED, BoundGame
from standoff.solvers import qre_branch, solve, verify
from standoff.solvers.checks import kernel, packing, verification
from standoff.solvers.checks.verification import NEAR, check
from standoff.solvers.reference import (
    conditional_values,
    edge_probability,
    node_belief,
    node_reach,
    paid,
    respond,
    root_values,
    solve_plainly,
)
from standoff.solvers.tolerances import ACCEPTED
from tests.solvers.bank import CASES
from tests.solvers.games import Edge, Tree, bind, chance, decide, end, pay
from tests.solvers.test_kernels import random_bound

SEEDS = st.integers(0, 2**32 - 1)
FINITE = [case for case in CASES if np.isfinite(case.precision).all()]


def some_play(bound: BoundGame, seed: int, power: float = 1.0) -> np.ndarray:
    """Random play, float64[action, draw]; a high power makes much of it tiny."""
    arrays, rng = bound.arrays, np.random.default_rng(seed)
    play = rng.uniform(0.01, 1.0, (arrays.n_actions, bound.n_draws)) ** power
    for h in range(arrays.n_infosets):
        own = slice(arrays.first_action[h], arrays.first_action[h + 1])
        play[own] /= play[own].sum(axis=0)
    return play


def plain_gain(bound: BoundGame, play: np.ndarray) -> np.ndarray:
    """Gains by one deviation, float64[player, draw], by the plain implementation."""
    arrays = bound.arrays
    found = np.zeros((arrays.n_players, bound.n_draws))
    for i in range(arrays.n_players):
        chances = edge_probability(bound, play, 1 + i)
        worth = conditional_values(bound, chances, paid(bound, i), node_belief(bound, chances, i))
        reach = node_reach(bound, chances)
        for h in np.flatnonzero(arrays.infoset_player == i):
            own = slice(arrays.first_action[h], arrays.first_action[h + 1])
            short = worth[own].max(axis=0) - (play[own] * worth[own]).sum(axis=0)
            found[i] = np.maximum(found[i], reach[arrays.infoset == h].sum(axis=0) * short)
    return found


def assert_as_plain(bound: BoundGame, play: np.ndarray) -> None:
    found = check(bound, play)
    np.testing.assert_allclose(
        found.residual, np.abs(respond(bound, play) - play).max(axis=0, initial=0.0), atol=1e-9
    )
    np.testing.assert_allclose(found.value.T, root_values(bound, play.T), atol=1e-9)
    np.testing.assert_allclose(found.gain, plain_gain(bound, play), atol=1e-9)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_check_of_random_play_in_the_bank_agrees_with_the_plain_implementation(case: Any) -> None:
    bound = case.bound()
    finite = BoundGame(
        bound.arrays, bound.cell, bound.payoff, np.where(np.isinf(bound.precision), 3.0, bound.precision)
    )
    for power in (1.0, 8.0, 60.0):
        assert_as_plain(finite, some_play(finite, 1, power))


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.sampled_from([1.0, 10.0, 80.0]), st.integers(1, 19))
def test_check_of_random_games_agrees_with_the_plain_implementation(
    seed: int, power: float, n_draws: int
) -> None:
    bound = random_bound(seed, n_draws, high=4.0)
    assert_as_plain(bound, some_play(bound, seed, power))


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.sampled_from([1.0, 60.0, 150.0]))
def test_check_of_a_draw_does_not_depend_on_its_neighbours(seed: int, power: float) -> None:
    bound = random_bound(seed, 11, high=4.0)
    play = some_play(bound, seed, power)
    play[:, 3] = some_play(bound, seed, 1.0)[:, 3]
    together = check(bound, play)
    for d in range(bound.n_draws):
        alone = BoundGame(
            bound.arrays, bound.cell[:, d : d + 1], bound.payoff[:, d : d + 1], bound.precision[:, d : d + 1]
        )
        one = check(alone, play[:, d : d + 1])
        assert one.residual[0] == together.residual[d]
        assert one.log_residual[0] == together.log_residual[d]
        assert (one.gain[:, 0] == together.gain[:, d]).all()


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_check_with_logarithms_agrees_with_the_check_without(seed: int) -> None:
    bound = random_bound(seed, 5, high=4.0)
    play = some_play(bound, seed, 5.0)
    with_logs = check(bound, play, log_probability=np.log(play))
    without = check(bound, play)
    assert with_logs.valid.all()
    for name in ("residual", "gain", "value", "log_residual"):
        np.testing.assert_allclose(getattr(with_logs, name), getattr(without, name), rtol=1e-9, atol=1e-9)


# faults that a solver's tables could have: the fault is solved, the game is checked


def swapped_payoffs(bound: BoundGame) -> BoundGame:
    arrays = bound.arrays
    payoff = arrays.payoff.copy()
    payoff[:, [0, 1]] = payoff[:, [1, 0]]
    return _with(bound, payoff=payoff)


def one_sign(bound: BoundGame) -> BoundGame:
    """The largest payoff of the first mover, in every draw."""
    rows = bound.arrays.payoff[:, bound.arrays.infoset_player[0]]
    rows = rows[rows >= 0]
    table = bound.payoff.copy()
    if len(rows):
        table[rows[np.abs(table[rows]).max(axis=1).argmax()]] *= -1.0
    return BoundGame(bound.arrays, bound.cell, table, bound.precision)


def wrong_beliefs(bound: BoundGame) -> BoundGame:
    column = bound.arrays.chance.copy()
    column[:, 1:] = column[:, :1]
    return _with(bound, chance=column)


def next_action(bound: BoundGame) -> BoundGame:
    """Each decision node's payoffs and children move on by one action."""
    arrays = bound.arrays
    order = np.arange(arrays.n_edges)
    for n in np.flatnonzero(arrays.infoset >= 0):
        own = slice(arrays.first_edge[n], arrays.first_edge[n + 1])
        order[own] = np.roll(order[own], 1)
    return _with(bound, child=arrays.child[order], payoff=arrays.payoff[order])


def _with(bound: BoundGame, **changed: np.ndarray) -> BoundGame:
    return BoundGame(replace(bound.arrays, **changed), bound.cell, bound.payoff, bound.precision)


@pytest.mark.parametrize("fault", [swapped_payoffs, one_sign, wrong_beliefs, next_action])
def test_check_of_an_answer_to_a_faulty_game_refuses_it_wherever_the_fault_matters(fault: Any) -> None:
    seen, mattered = 0, 0
    for seed in range(60):
        bound = random_bound(seed, 3, high=2.0)
        if not bound.arrays.n_actions:
            continue
        right, faulty = solve(bound).probability, solve(fault(bound))
        if faulty.status.any():
            continue
        moved = np.abs(right - faulty.probability).max(axis=1) > 1e-4
        mattered += int(moved.sum())
        seen += int((~verify(bound, faulty.probability).accepted & moved).sum())
    assert seen == mattered
    assert mattered >= 10


@pytest.fixture
def plain_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel as plain Python, which notices an index that is out of a table."""
    monkeypatch.setattr("numba.config.DISABLE_JIT", True)
    spec = importlib.util.spec_from_file_location("plain_kernel", kernel.__file__)
    assert spec is not None
    assert spec.loader is not None
    plain = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(plain)
    monkeypatch.setattr(kernel, "check_draws", plain.check_draws)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.usefixtures("plain_kernel")
def test_check_with_any_two_fields_of_the_packed_game_swapped_fails_somewhere_in_the_bank(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bounds = [case.bound() for case in FINITE if case.name in ("horse", "beer_quiche", "feared", "pennies")]
    bounds += [random_bound(seed, 2) for seed in (1, 3, 7)]
    plays = [solve_plainly(bound) for bound in bounds]
    fields = packing.PackedGame._fields
    for bound, play in zip(bounds, plays, strict=True):
        assert verify(bound, play).accepted.all()
    unseen = [
        (one, other)
        for one, other in combinations(fields, 2)
        if all(
            _passes(monkeypatch, bound, play, (one, other)) for bound, play in zip(bounds, plays, strict=True)
        )
    ]
    assert set(unseen) <= {("voice", "paid"), ("voice", "first_paid"), ("paid", "first_paid")}, unseen


def _passes(
    monkeypatch: pytest.MonkeyPatch, bound: BoundGame, play: np.ndarray, swap: tuple[str, str]
) -> bool:
    game = packing.pack(bound.arrays)
    one, other = (getattr(game, name) for name in swap)
    swapped = game._replace(**dict(zip(swap, (other, one), strict=True)))
    with monkeypatch.context() as patch:
        patch.setattr(verification, "pack", lambda _: swapped)
        try:
            return bool(verify(bound, play).accepted.all())
        except (IndexError, TypeError, ValueError, OverflowError, ZeroDivisionError):
            return False


# logarithms

# Three players. The second goes down with a chance of about 1e-50, the third with one of 1e-48, and
# the first, who sees neither, is asked only then; the family of the project's own case, in which
# belief hangs on a ratio of two such numbers.


def ratio_game(down: float, further: float) -> Tree:
    """Player 0 chooses at a set that two mistakes of player 1 lead to; beliefs are their ratio."""
    one = decide(0, "asked", pay(1.0, 0.0), pay(0.0, 0.0))
    two = decide(0, "asked", pay(0.0, 0.0), pay(1.0, 0.0))
    return decide(1, "down", pay(0.0, 0.0), _lower(one, down), _lower(two, further))


def _lower(to: Tree, by: float) -> Any:
    return Edge(to, [0.0, -by])


@pytest.mark.parametrize("cost", [115.0, 300.0, 650.0])
def test_check_of_beliefs_that_are_ratios_of_tiny_numbers_refuses_the_wrong_ratio(cost: float) -> None:
    """1e-50 and less, twice: as plain probabilities every ratio of them looks like an answer."""
    bound = bind(ratio_game(cost, cost + 1.0), 2, 1.0)
    first = np.array([0.0, -cost, -cost - 1.0])
    belief = 1.0 / (1.0 + np.exp(-1.0))
    right = _ratio_play(first, belief)
    wrong = _ratio_play(first - np.array([0.0, 2.0, 0.0]), 1.0 / (1.0 + np.exp(1.0)))
    accepted = verify(bound, np.array([right]))
    assert accepted.accepted.all()
    refused = verify(bound, np.array([wrong]))
    assert refused.residual[0] <= 1e-15  # what the check looked at before
    assert refused.log_residual[0] == pytest.approx(2.0, abs=1e-9)
    assert not refused.accepted.any()


def _ratio_play(first: np.ndarray, belief: float) -> np.ndarray:
    weight = np.exp(first)
    asked = 1.0 / (1.0 + np.exp(-(2.0 * belief - 1.0)))
    return np.concatenate([weight / weight.sum(), [asked, 1.0 - asked]])


@pytest.mark.parametrize("cost", [700.0, 800.0, 5e3, 1e6])
def test_check_with_logarithms_sees_ratios_of_numbers_that_underflow(cost: float) -> None:
    bound = bind(ratio_game(cost, cost + 1.0), 2, 1.0)
    first = np.array([0.0, -cost, -cost - 1.0])
    for shift in (0.0, 1e-3):
        moved = first - np.array([0.0, shift, 0.0])
        belief = 1.0 / (1.0 + np.exp(-(1.0 - shift)))
        play = _ratio_play(moved, belief)
        logs = np.concatenate([moved, np.log(play[3:])])
        found = verify(bound, play[None], log_probability=logs[None])
        assert found.valid.all()
        assert found.residual[0] <= 1e-9
        assert found.log_residual[0] == pytest.approx(shift, abs=1e-8)


EXACT = [
    (1e-50, 3e-50), (1e-160, 1e-158), (1e-299, 2e-301), (1e-310, 3e-310), (1e-320, 2e-320), (1e-320, 1e-5),
]  # fmt: skip


@pytest.mark.parametrize("tiny", EXACT, ids=str)
@pytest.mark.parametrize("depth", [1, 2])
def test_beliefs_from_tiny_chances_are_those_of_exact_fractions(
    tiny: tuple[float, float], depth: int
) -> None:
    """Chances from 1e-50 to 1e-320, once and twice on a path, so that their products underflow."""

    def below(p: float, to: Tree, left: int) -> Tree:
        return to if left == 0 else chance(2, (p, below(p, to, left - 1)), (1.0 - p, end()))

    nodes = [decide(0, "asked", pay(*a), pay(*b)) for a, b in (((1, 0), (0, 0)), ((-2, 0), (0, 0)))]
    one, two = (below(p, node, depth) for p, node in zip(tiny, nodes, strict=True))
    bound = bind(chance(2, (0.5, one), (0.5, two)), 2, 1.0)
    a, b = (Fraction(p) ** depth for p in tiny)
    worth = float(a / (a + b) - 2 * b / (a + b))
    exact = 1.0 / (1.0 + np.exp(-worth))
    found = verify(bound, np.array([[exact, 1.0 - exact]]))
    assert found.residual[0] <= 1e-14
    assert found.log_residual[0] <= 1e-13


def test_beliefs_after_chances_of_0_are_the_limits_of_the_plain_implementation() -> None:
    """One surprise outweighs two; as many surprises are weighed by the rest: as the solver's floor."""
    for odds in ((0.0, 0.3), (0.0, 0.0), (0.2, 0.0)):
        two = chance(1, (odds[1], decide(0, "asked", pay(0), pay(1))), (1.0 - odds[1], end()))
        one = chance(1, (odds[0], decide(0, "asked", pay(1), pay(0))), (1.0 - odds[0], end()))
        late = chance(1, (0.0, decide(0, "asked", pay(5), pay(0))), (1.0, end()))
        late = chance(1, (0.0, late), (1.0, end()))
        bound = bind(chance(1, (0.5, one), (0.2, two), (0.3, late)), 1, 2.0)
        assert_as_plain(bound, some_play(bound, 3))


def test_huge_payoffs_are_checked_to_what_rounding_allows() -> None:
    for size in (1e3, 1e6, 1e9):
        one = decide(1, "b", pay(size, 0.3 * size), pay(-size, 0.3 * size))
        two = decide(1, "b", pay(-size, 0.1 * size), pay(size, 0.1 * size))
        bound = bind(decide(0, "a", one, two), 2, 16.0)
        found = verify(bound, np.full((1, 4), 0.5))
        assert found.accepted.all()
        leaning = np.array([[0.5, 0.5, 0.5 + 1e-9, 0.5 - 1e-9]])
        assert not verify(bound, leaning).accepted.any()  # 1e-9 x 16 x size is 1.6e-5 and more
        a_bit = np.array([[0.5, 0.5, 0.5 + 1e-16, 0.5 - 1e-16]])  # one unit in the last place
        assert verify(bound, a_bit).log_share[0] <= 1.0


def test_one_option_and_empty_games_are_checked() -> None:
    single = bind(decide(0, "a", pay(1.0)), 1, 2.0)
    assert verify(single, np.ones((1, 1))).accepted.all()
    assert not verify(single, np.full((1, 1), 0.5)).valid.any()
    nobody = bind(chance(1, (0.5, pay(1.0)), (0.5, pay(3.0))), 1, 2.0)
    found = verify(nobody, np.zeros((1, 0)))
    assert found.accepted.all()
    assert found.value[0, 0] == 2.0
    over = bind(end(), 2, 1.0)
    assert verify(over, np.zeros((1, 0))).value.tolist() == [[0.0], [0.0]]
    none = BoundGame(single.arrays, single.cell[:, :0], single.payoff[:, :0], single.precision[:, :0])
    assert verify(none, np.zeros((0, 1))).accepted.shape == (0,)


def test_probabilities_that_are_not_their_logarithms_are_invalid() -> None:
    bound = bind(decide(0, "a", pay(1.0), pay(1.0)), 1, 2.0)
    half = np.full((1, 2), 0.5)
    assert verify(bound, half, log_probability=np.log(half)).valid.all()
    assert not verify(bound, half, log_probability=np.log(0.4 * half)).valid.any()


def test_constants_of_the_check_mean_what_the_solvers_mean() -> None:
    assert NEAR == ACCEPTED
    assert np.log(kernel.TINY) == kernel.LOG_TINY
    # a best response within the slack, as the solvers' ties are
    near = bind(decide(0, "a", pay(1.0), pay(1.0 - 1e-13)), 1, np.inf)
    assert verify(near, np.full((1, 2), 0.5)).accepted.all()
    apart = bind(decide(0, "a", pay(1.0), pay(1.0 - 1e-6)), 1, np.inf)
    assert not verify(apart, np.full((1, 2), 0.5)).accepted.any()


OFF_BRANCH = (
    (8 / 3, 8 / 5, -1 / 7), (29 / 7, -13 / 10, 0), (22 / 3, 12 / 7, 25), (-25 / 3, 19 / 10, -3),
    (-22 / 7, -5 / 3, -4 / 7), (3, -17 / 7, -5), (-3 / 10, -16 / 3, 17), (-10, 7, 4 / 7),
    (-12 / 5, -12 / 5, 10), (-14, -30, 12 / 7), (13 / 3, -11 / 10, 11),
)  # fmt: skip


def test_check_of_the_projects_own_case_refuses_the_wrong_beliefs_and_accepts_the_right() -> None:
    """Belief is a ratio of numbers near 1e-50: .10 / .90 was accepted where only .27 / .73 solves."""
    p = [pay(*payoff) for payoff in OFF_BRANCH]
    high = decide(1, "h4", p[1], p[2], p[3], p[4])
    low = decide(1, "h4", p[6], p[7], p[8], p[9])
    h3 = decide(0, "h3", high, p[5])
    h2 = decide(0, "h2", h3, low)
    bound = bind(decide(1, "h0", p[0], decide(2, "h1", h2, p[10])), 3, 16.0)
    point = qre_branch(bound).at(16.0)
    right = verify(bound, point.probability[None], log_probability=point.log_probability[None])
    assert right.accepted.all()
    assert verify(bound, point.probability[None]).accepted.all()
    wrong = point.probability.copy()
    wrong[8:12] = [5.33957e-23, 0.1006103, 0.8993897, 2.08857e-26]
    wrong[4:8] = [1.0, 2.27254e-54, 4.44028e-52, 1.0]
    refused = verify(bound, wrong[None])
    assert refused.log_share[0] > 100.0
    assert not refused.accepted.any()
    answer = solve(bound)
    if answer.status[0] != REJECTED:  # the solver may know better by now, but never worse
        np.testing.assert_allclose(answer.probability[0], point.probability, atol=1e-6)
