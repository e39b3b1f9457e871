"""Logit play with base weights, through every solver: closed forms, the tests' own tracer, invariance.

Closed forms are worked out here in plain Python. Random games (`weighted`) have 2 or 3 players, 2 or 3
options, seen and hidden moves, beliefs of their own, and at each information set weights that are equal,
nearly equal, nearly all on one option (1e-4 on the others), or spread over four powers of ten.
"""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from standoff.errors import StandoffError
from standoff.game import Decision, Terminal, at_precision, build_tree, efg_text, nfg_text, with_weights
from standoff.game.records import DEGENERATE, SOLVED, BoundGame, GameArrays
from standoff.solvers import (
    plan,
    qre_branch,
    sequential,
    several,
    sharp_limit,
    solve,
    subgame_perfect,
    unfold,
    verify,
)
from standoff.solvers.reference import respond, solve_plainly
from tests.solvers import games
from tests.solvers.families import near_symmetric
from tests.solvers.random_games import random_tree
from tests.solvers.relabelling import relabelled
from tests.solvers.tracer import trace

PRECISIONS = (0.0, 0.5, 4.0, 16.0)
LEAST = 1e-4


def some_weights(rng: np.random.Generator, arrays: GameArrays) -> np.ndarray:
    """Weights of every action: equal, nearly equal, nearly all on one option, or spread widely."""
    found = [np.zeros(0)]
    for width in np.diff(arrays.first_action).tolist():
        kind = int(rng.integers(4))
        own = np.ones(width)
        if kind == 1:
            own += 1e-6 * rng.random(width)
        if kind == 2 and width > 1:
            own = np.full(width, LEAST / (width - 1))
            own[int(rng.integers(width))] = 1.0 - LEAST
        if kind == 3:
            own = np.exp(rng.uniform(np.log(LEAST), 0.0, width))
        found.append(own)
    return np.concatenate(found)


def weighted(seed: int, *, n_draws: int = 1) -> BoundGame:
    """A random game with base weights; every third one hides nothing."""
    rng = np.random.default_rng([77, seed])
    n_players = int(rng.integers(2, 4))
    tree = random_tree(
        rng,
        n_players=n_players,
        n_moves=int(rng.integers(2, 5)),
        hidden=bool(seed % 3),
        subjective=bool(rng.integers(2)),
        n_draws=n_draws,
        n_items=1,
    )
    bound = games.bind(tree, n_players, 1.0, n_draws=n_draws, n_items=1)
    return with_weights(bound, some_weights(rng, bound.arrays))


def act_or_wait(n: int, payoff: float) -> BoundGame:
    """One who may act at each of n stages, once, for this payoff; waiting to the end is worth 0."""
    node: games.Tree | games.Edge = games.pay(0.0)
    for stage in range(n):
        node = games.decide(0, stage, games.pay(payoff), node)
    assert isinstance(node, games.Tree)
    bound = games.bind(node, 1, 1.5)
    return with_weights(bound, np.tile([1.0 - 2.0 ** (-1.0 / n), 2.0 ** (-1.0 / n)], n))


def acted(bound: BoundGame, play: np.ndarray) -> float:
    """The probability that somebody acted at some stage; the chain's nodes stand from its first stage on."""
    first = bound.arrays.first_action[bound.arrays.infoset[bound.arrays.infoset >= 0]]
    return float(1.0 - np.prod(1.0 - play[first]))


def acted_by_recursion(n: int, payoff: float, precision: float) -> float:
    """The same in plain Python, from the last stage to the first."""
    weight, value, waits = 1.0 - 2.0 ** (-1.0 / n), 0.0, 1.0
    for _ in range(n):
        act, wait = weight * math.exp(precision * payoff), (1.0 - weight) * math.exp(precision * value)
        share = act / (act + wait)
        value = share * payoff + (1.0 - share) * value
        waits *= 1.0 - share
    return 1.0 - waits


@pytest.mark.parametrize("weight", [LEAST, 0.1, 0.5, 0.97, 1.0 - LEAST])
def test_one_decision_is_taken_with_the_odds_of_weights_and_worth(weight: float) -> None:
    bound = with_weights(
        games.bind(games.decide(0, None, games.pay(-2.0), games.pay(0.0)), 1, 1.5), [weight, 1 - weight]
    )
    rare = weight * math.exp(-3.0)
    assert solve(bound).probability[0, 0] == pytest.approx(rare / (rare + 1.0 - weight), rel=1e-13)
    assert solve(at_precision(bound, 0.0)).probability[0] == pytest.approx([weight, 1.0 - weight], rel=1e-14)
    assert solve(at_precision(bound, np.inf)).probability[0].tolist() == [0.0, 1.0]


@pytest.mark.parametrize("n", [1, 5, 40])
@pytest.mark.parametrize("payoff", [0.0, -2.0, 1.0, 7.0, -300.0])
def test_a_chain_of_stages_is_what_recursion_says(n: int, payoff: float) -> None:
    bound = act_or_wait(n, payoff)
    found = acted(bound, solve(bound).probability[0])
    assert found == pytest.approx(acted_by_recursion(n, payoff, 1.5), rel=1e-10, abs=1e-15)


def test_one_who_does_not_care_has_acted_with_a_half_however_time_is_cut() -> None:
    """The issue's own numbers: 4.7 % in one stage and 3.6 % in forty at -2, 82 and 77 at +1."""
    assert [acted_by_recursion(n, 0.0, 1.5) for n in (1, 5, 40)] == pytest.approx([0.5] * 3, rel=1e-12)
    told = [
        acted(b, solve(b).probability[0]) for b in (act_or_wait(n, x) for x in (-2.0, 1.0) for n in (1, 40))
    ]
    assert [round(100.0 * x, d) for x, d in zip(told, (1, 1, 0, 0), strict=True)] == [4.7, 3.6, 82.0, 77.0]
    plain = with_weights(act_or_wait(10, -2.0), None)
    assert acted(plain, solve(plain).probability[0]) > 0.3  # without weights noise adds up


@pytest.mark.parametrize("first", range(0, 100, 25))
def test_random_games_are_played_as_the_tracer_plays_them(first: int) -> None:
    """300 games: 25 structures with 3 draws each a run, at four precisions; 2 s, mostly the tracer."""
    for seed in range(first, first + 25):
        bound = weighted(seed, n_draws=3)
        made = plan(bound.arrays)
        found = [solve(at_precision(bound, precision), plan=made) for precision in PRECISIONS]
        for draw in range(bound.n_draws):
            traced = trace(bound, draw, PRECISIONS, step=0.1)
            assert traced.status == ("ok",) * len(PRECISIONS), f"{seed}, draw {draw}"
            for answer, play in zip(found, traced.play, strict=True):
                assert answer.status[draw] == SOLVED
                np.testing.assert_allclose(
                    answer.probability[draw], play, atol=1e-6, err_msg=f"{seed}, draw {draw}"
                )


def test_precision_zero_is_played_as_the_weights_are() -> None:
    for seed in range(20):
        bound = at_precision(weighted(seed), 0.0)
        np.testing.assert_allclose(solve(bound).probability[0], bound.arrays.weight, rtol=1e-12)


def test_the_dense_branch_and_the_plain_iteration_agree_with_the_kernels() -> None:
    for seed in range(12):
        bound = at_precision(weighted(seed), 3.0)
        found = solve(bound).probability[0]
        branch = qre_branch(bound, 0, highest=3.0)
        np.testing.assert_allclose(branch.probability[0], bound.arrays.weight, rtol=1e-12)
        np.testing.assert_allclose(branch.at(3.0).probability, found, atol=1e-8)
        np.testing.assert_allclose(np.exp(branch.at(3.0).log_probability), found, atol=1e-8)
        np.testing.assert_allclose(
            solve_plainly(at_precision(bound, 0.3)), solve(at_precision(bound, 0.3)).probability, atol=1e-9
        )


def test_a_batch_of_draws_is_solved_as_one_by_one_with_one_set_of_weights() -> None:
    for seed in (1, 2, 4):
        bound = at_precision(weighted(seed, n_draws=11), 2.0)
        whole = solve(bound).probability
        for draw in (0, 7, 10):
            one = BoundGame(
                bound.arrays, *(t[:, [draw]] for t in (bound.cell, bound.payoff, bound.precision))
            )
            assert (solve(one).probability[0] == whole[draw]).all()


def test_the_check_refuses_play_that_was_found_without_the_weights() -> None:
    refused = 0
    for seed in range(20):
        bound = at_precision(weighted(seed), 2.0)
        plain = with_weights(bound, None)
        own, other = solve(bound).probability, solve(plain).probability
        assert verify(bound, own).accepted.all()
        assert verify(plain, other).accepted.all()
        np.testing.assert_allclose(respond(bound, own.T).T, own, atol=1e-8)
        if np.abs(own - other).max() > 1e-5:
            refused += 1
            assert not verify(bound, other).accepted.any()
            assert not verify(bound, other, log_probability=np.log(other)).accepted.any()
            assert not verify(plain, own).accepted.any()
    assert refused >= 15


def test_the_check_looks_at_logarithms_with_weights_too() -> None:
    """Off a path that is hardly ever taken, odds that are wrong by a tenth are nothing to a probability."""
    bound = with_weights(
        games.bind(games.decide(0, None, games.pay(0.0), games.pay(-30.0)), 1, 1.0), [0.9, 0.1]
    )
    right = np.log([[1.0, math.exp(-30.0) / 9.0]])
    right -= np.log(np.exp(right).sum())
    wrong = right + np.array([[0.0, 0.1]])
    assert verify(bound, np.exp(right), log_probability=right).accepted.all()
    found = verify(bound, np.exp(wrong), log_probability=wrong)
    assert not found.accepted.any()
    assert found.log_residual[0] == pytest.approx(0.1, rel=1e-6)


def doubled(bound: BoundGame, h: int) -> tuple[BoundGame, np.ndarray]:
    """The last option of an information set twice, each with half the weight; and where actions went."""
    a = bound.arrays
    last = int(a.first_action[h + 1]) - 1
    assert a.weight is not None
    node = np.repeat(np.arange(a.n_nodes), np.diff(a.first_edge))
    ends = {int(a.first_edge[n + 1]) - 1 for n in np.flatnonzero(a.infoset == h)}
    edge = np.concatenate([[e, e] if e in ends else [e] for e in range(a.n_edges)])
    sizes = np.diff(a.item_first)[edge]
    item = np.concatenate(
        [np.zeros(0, int), *(np.arange(a.item_first[e], a.item_first[e + 1]) for e in edge)]
    ).astype(int)
    action = np.concatenate([[k, k] if k == last else [k] for k in range(a.n_actions)])
    weight = np.where(action == last, 0.5, 1.0) * a.weight[action]
    arrays = replace(
        a,
        first_edge=np.concatenate([[0], np.cumsum(np.bincount(node[edge], minlength=a.n_nodes))]).astype(
            np.int32
        ),
        child=a.child[edge],
        chance=a.chance[edge],
        payoff=a.payoff[edge],
        item_first=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32),
        item=a.item[item],
        item_cell=a.item_cell[item],
        first_action=(a.first_action + (np.arange(a.n_infosets + 1) > h)).astype(np.int32),
        weight=weight,
    )
    return replace(bound, arrays=arrays), action


@pytest.mark.parametrize("precision", [0.5, 4.0, np.inf])
def test_an_option_twice_with_half_its_weight_each_is_one_option(precision: float) -> None:
    for seed in range(12):
        bound = at_precision(weighted(seed), precision)
        for h in range(min(2, bound.arrays.n_infosets)):
            other, action = doubled(bound, h)
            one, two = solve(bound), solve(other)
            joined = np.zeros(bound.arrays.n_actions)
            np.add.at(joined, action, two.probability[0])
            np.testing.assert_allclose(joined, one.probability[0], atol=2e-8, err_msg=f"{seed} at set {h}")
            np.testing.assert_allclose(two.value, one.value, atol=1e-7)


def test_equal_weights_are_no_weights() -> None:
    """Near-symmetric games among them, whose symmetry decides which branch is theirs."""
    for seed in range(16):
        bound = near_symmetric(seed, n_draws=2).bound if seed % 2 else with_weights(weighted(seed), None)
        equal = with_weights(bound, np.ones(bound.arrays.n_actions))
        for precision in (0.5, 4.0):
            one, two = (solve(replace(b, precision=b.precision * precision)) for b in (bound, equal))
            assert one.status.tolist() == two.status.tolist()
            np.testing.assert_allclose(two.probability, one.probability, atol=1e-9)


def match(weight: list[float], precision: float = 1.0) -> BoundGame:
    """Two who want to meet choose a or b at once, both meetings are worth 1; base weights of a and b."""
    rows = [
        games.decide(1, "B", *(games.pay(float(i == j), float(i == j)) for j in range(2))) for i in range(2)
    ]
    return with_weights(games.bind(games.decide(0, None, *rows), 2, precision), weight * 2)


def test_symmetry_of_the_numbers_alone_does_not_hold_play_where_weights_break_it() -> None:
    """Meeting at a or at b is worth the same: half and half is the branch, unless weights lean to one."""
    even = solve(match([0.5, 0.5], 20.0))
    assert even.probability[0] == pytest.approx([0.5] * 4, abs=1e-12)
    for lean in (0.6, 0.5 + 1e-4, 0.9):
        found = solve(match([lean, 1.0 - lean], 20.0))
        assert found.status.tolist() == [SOLVED]
        traced = trace(match([lean, 1.0 - lean], 20.0))
        np.testing.assert_allclose(found.probability[0], traced.play[0], atol=1e-8)
        assert found.probability[0, 0] > 0.99


@pytest.mark.parametrize(("lean", "met"), [(0.7, 0), (0.3, 1)])
def test_weights_choose_the_sharp_limit_and_leave_no_trace_in_it(lean: float, met: int) -> None:
    bound = match([lean, 1.0 - lean], np.inf)
    for play in (sharp_limit(bound).probability[0], sequential(bound).probability):
        assert play.reshape(2, 2)[:, met] == pytest.approx([1.0, 1.0], abs=1e-12)


def test_sharp_limits_are_where_the_tracer_goes() -> None:
    looked = 0
    for seed in range(30):
        bound = at_precision(weighted(seed), np.inf)
        found = solve(bound)
        if found.status[0] != SOLVED:
            continue
        traced = trace(bound, 0, (1.0,), limit=True)
        if traced.limit_status == "ok" and traced.drift < 1e-6:
            looked += 1
            assert traced.limit_play is not None
            np.testing.assert_allclose(found.probability[0], traced.limit_play, atol=1e-4, err_msg=str(seed))
    assert looked >= 15


def test_tied_options_are_taken_as_their_weights_are_in_the_limit() -> None:
    """Seen or hidden, in floats or in fractions, and as logit play at any precision already has it."""
    ends = {"a": Terminal((1,)), "b": Terminal((Fraction(1, 3) * 3,)), "c": Terminal((0,))}
    exact = with_weights(build_tree(Decision("A", ends), ("A",)).bound, [0.6, 0.3, 0.1])
    floats = replace(exact, exact=None)
    for bound in (exact, floats):
        found = solve(bound)
        assert found.status.tolist() == [DEGENERATE]
        assert found.probability[0] == pytest.approx([2 / 3, 1 / 3, 0.0], rel=1e-14)
    assert solve(at_precision(floats, 80.0)).probability[0] == pytest.approx([2 / 3, 1 / 3, 0.0], rel=1e-14)
    assert subgame_perfect(exact).probability[0].tolist() == [0.5, 0.5, 0.0]
    assert subgame_perfect(floats).probability[0].tolist() == [0.5, 0.5, 0.0]


def test_several_finds_both_meetings_whatever_the_weights_lean_to() -> None:
    for weight in ([0.5, 0.5], [0.9, 0.1], [LEAST, 1.0 - LEAST]):
        bound = match(weight, 40.0)
        found = several(bound)
        assert found.probability[:, 0].min() < 0.01 < 0.99 < found.probability[:, 0].max()
        for play in found.probability:
            assert verify(bound, play[None]).accepted.all()


def test_renamed_players_and_reversed_options_have_the_renamed_play() -> None:
    for seed in range(10):
        bound = at_precision(weighted(seed), 3.0)
        other = relabelled(bound, np.arange(bound.arrays.n_players)[::-1])
        one, two = solve(bound).probability[0], solve(other.bound).probability[0]
        np.testing.assert_allclose(two, one[other.action], atol=1e-9)


def test_the_unfolded_tree_keeps_the_weights() -> None:
    for seed in range(6):
        bound = at_precision(weighted(seed), 2.0)
        tree = unfold(bound)
        np.testing.assert_allclose(
            solve(tree.bound).probability[0], solve(bound).probability[0][tree.action], atol=1e-9
        )


def test_weights_so_small_that_play_has_no_numbers_are_solved_by_logarithms() -> None:
    """Beliefs are ratios of 1e-320 and 1e-322 here; the receiver sees a signal that nobody means to send."""
    rows = [
        games.decide(
            0, t, games.decide(1, "seen", games.pay(0.0, float(t)), games.pay(0.0, 0.6)), games.pay(1.0, 0.0)
        )
        for t in range(2)
    ]
    bound = games.bind(games.chance(2, *((0.5, r) for r in rows)), 2, 40.0)
    a = bound.arrays
    weight = np.ones(a.n_actions)
    for h, t in zip(np.flatnonzero(a.infoset_player == 0), (1e-300, 1e-302), strict=True):
        weight[a.first_action[h]], weight[a.first_action[h] + 1] = t, 1.0
    found = solve(with_weights(bound, weight))
    assert found.status.tolist() == [SOLVED]
    first = int(a.first_action[np.flatnonzero(a.infoset_player == 1)[0]])
    odds = math.exp(40.0 * (1.0 / 101.0 - 0.6))  # the second type is believed in with 1 / 101
    assert found.probability[0, first] == pytest.approx(odds / (1.0 + odds), rel=1e-6)


@pytest.mark.parametrize("weight", [[1.0, 0.0], [1.0, -0.5], [np.nan, 1.0], [np.inf, 1.0], [0.5]])
def test_weights_that_are_none_are_refused(weight: list[float]) -> None:
    bound = games.bind(games.decide(0, None, games.pay(-2.0), games.pay(0.0)), 1, 1.5)
    with pytest.raises(StandoffError) as caught:
        with_weights(bound, weight)
    assert caught.value.problems[0].code == "S637"
    wrong = replace(bound, arrays=replace(bound.arrays, weight=np.array(weight)))
    for ask in (solve, lambda b: verify(b, np.array([[0.5, 0.5]]))):
        with pytest.raises(StandoffError) as caught:
            ask(wrong)
        assert caught.value.problems[0].code == "S637"


def test_weights_that_do_not_add_up_are_refused_in_arrays_and_scaled_when_they_are_given() -> None:
    bound = games.bind(games.decide(0, None, games.pay(-2.0), games.pay(0.0)), 1, 1.5)
    assert with_weights(bound, [3.0, 1.0]).arrays.weight.tolist() == [0.75, 0.25]
    with pytest.raises(StandoffError, match="S637"):
        plan(replace(bound.arrays, weight=np.array([0.6, 0.5])))


def test_game_files_refuse_weights_that_they_cannot_say() -> None:
    built = build_tree(Decision("A", {"l": Terminal((0,)), "r": Terminal((1,))}), ("A",))
    for write in (efg_text, nfg_text):
        with pytest.raises(StandoffError) as caught:
            write(built.game, with_weights(built.bound, [0.2, 0.8]), 0)
        assert caught.value.problems[0].code == "S604"
        plain = write(built.game, built.bound, 0).text
        assert write(built.game, with_weights(built.bound, [1.0, 1.0]), 0).text == plain
