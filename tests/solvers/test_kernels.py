"""The kernels against the plain implementation, and against themselves draw by draw."""

from __future__ import annotations

import numba
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.game.records import BoundGame, Solution
from standoff.solvers import plan, solve, verify
from standoff.solvers.batch.tables import whole
from standoff.solvers.reference import item_totals, root_values, solve_plainly
from tests.solvers.bank import horse, kuhn
from tests.solvers.games import Edge, Tree, bind, chance, decide, end, pay
from tests.solvers.random_games import random_tree

SEEDS = st.integers(0, 10_000)


def some(bound: BoundGame, chosen: slice) -> BoundGame:
    return BoundGame(bound.arrays, bound.cell[:, chosen], bound.payoff[:, chosen], bound.precision[:, chosen])


def random_bound(seed: int, n_draws: int, *, high: float = 1.0, spread: float = 1.0) -> BoundGame:
    rng = np.random.default_rng(seed)
    n_players = int(rng.integers(2, 5))
    root = random_tree(
        rng,
        n_players=n_players,
        n_moves=int(rng.integers(2, 6)),
        n_draws=n_draws,
        subjective=bool(rng.integers(2)),
        spread=spread,
    )
    precision = rng.uniform(0.1, high, (n_players, n_draws))
    return bind(root, n_players, precision, n_draws=n_draws, n_items=2)


def same_bits(a: Solution, b: Solution, chosen: slice) -> None:
    for name in ("probability", "value", "item", "gain", "residual", "status"):
        np.testing.assert_array_equal(getattr(a, name)[chosen], getattr(b, name), err_msg=name)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_kernels_on_random_games_agree_with_the_plain_implementation(seed: int) -> None:
    bound = random_bound(seed, 5)
    answer = solve(bound)
    assert not answer.status.any()
    np.testing.assert_allclose(answer.probability, solve_plainly(bound), atol=1e-9)
    np.testing.assert_allclose(answer.value, root_values(bound, answer.probability), atol=1e-9)
    np.testing.assert_allclose(answer.item, item_totals(bound, answer.probability), atol=1e-9)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_draws_solved_one_by_one_give_the_same_bits_as_together(seed: int) -> None:
    # precisions so high that lanes need different numbers of rounds, and some the slower way
    bound = random_bound(seed, 37, high=12.0, spread=2.0)
    together = solve(bound)
    for draw in range(0, 37, 3):
        same_bits(together, solve(some(bound, slice(draw, draw + 1))), slice(draw, draw + 1))


@settings(max_examples=10, deadline=None)
@given(SEEDS, st.integers(1, 40))
def test_draws_in_any_chunks_give_the_same_bits(seed: int, size: int) -> None:
    bound = random_bound(seed, 41, high=6.0, spread=2.0)
    together = solve(bound)
    for first in range(0, 41, size):
        chosen = slice(first, min(41, first + size))
        same_bits(together, solve(some(bound, chosen)), chosen)


def test_draw_with_a_broken_neighbour_gives_the_same_bits() -> None:
    bound = random_bound(3, 20, high=6.0)
    payoff = bound.payoff.copy()
    payoff[:, 7] = np.nan
    payoff[:, 8] = 1e200
    answer = solve(BoundGame(bound.arrays, bound.cell, payoff, bound.precision))
    assert answer.status[7] == 4
    clean = solve(bound)
    for chosen in (slice(0, 7), slice(9, 20)):
        np.testing.assert_array_equal(answer.probability[chosen], clean.probability[chosen])


def test_probabilities_that_are_not_kept_change_nothing_else() -> None:
    bound = random_bound(5, 33)
    kept, dropped = solve(bound), solve(bound, keep_probability=False)
    assert dropped.probability.shape == (33, 0)
    np.testing.assert_array_equal(kept.value, dropped.value)
    np.testing.assert_array_equal(kept.item, dropped.item)
    np.testing.assert_array_equal(kept.residual, dropped.residual)


def shared_game(n_draws: int, rng: np.random.Generator) -> Tree:
    """Several ways into the same later pieces, one with hidden moves."""

    def pays() -> list[np.ndarray]:
        return [rng.normal(size=n_draws) for _ in range(2)]

    rows = [
        decide(1, "second", *(Edge(end(), pays(), None, [(0, None)]) for _ in range(2))) for _ in range(3)
    ]
    hidden = decide(0, "first", *rows)
    luck = chance(2, (0.3, Edge(hidden, pays())), (0.7, pay(*pays(), items=[(1, 2.0)])))
    last = decide(1, None, Edge(hidden, pays()), Edge(luck, pays()))
    return decide(0, None, Edge(last, pays()), Edge(luck, pays()), Edge(hidden, pays()))


def test_graph_with_shared_nodes_is_solved_as_its_unfolded_tree() -> None:
    root = shared_game(9, np.random.default_rng(4))
    merged = bind(root, 2, 1.0, n_draws=9, n_items=2)
    tree = bind(root, 2, 1.0, n_draws=9, n_items=2, unfold=True)
    assert merged.arrays.n_nodes < tree.arrays.n_nodes
    a, b = solve(merged), solve(tree)
    assert not a.status.any()
    np.testing.assert_allclose(a.value, b.value, atol=1e-12)
    np.testing.assert_allclose(a.item, b.item, atol=1e-12)


def test_plan_splits_proper_subgames_into_nested_blocks() -> None:
    root = shared_game(1, np.random.default_rng(4))
    blocks = plan(bind(root, 2, 1.0).arrays).structure.blocks
    # the simultaneous piece by itself; all that leads to it has several ways in, so it is one block
    assert [block.iterated for block in blocks] == [True, False]
    assert blocks[1].root == 0
    assert len(plan(bind(horse(), 3, 1.0).arrays).structure.blocks) == 1


def test_plan_keeps_few_values_alive() -> None:
    node = pay(1.0, 2.0)
    for _ in range(6):
        node = Edge(decide(0, None, *(Edge(_copy(node).child) for _ in range(3))))
    bound = bind(node.child, 2, 1.0)
    assert bound.arrays.n_nodes > 500
    assert plan(bound.arrays).n_slots <= 12


def _copy(e: Edge) -> Edge:
    child = Tree(e.child.kind, [_copy(x) for x in e.child.edges], e.child.player, e.child.infoset)
    return Edge(child, e.pay, e.chance, e.items)


def test_belief_of_the_mover_counts_and_not_the_truth() -> None:
    firm = decide(0, "a", pay(-4.0, items=[(0, None)]), pay(0.0))
    hollow = decide(0, "a", pay(2.0, items=[(0, None)]), pay(0.0))
    bound = bind(chance(1, ([0.7, 0.2], firm), ([0.3, 0.8], hollow)), 1, 1.0, n_items=1)
    answer = solve(bound)
    attack = 1 / (1 + np.exp(-0.8))
    np.testing.assert_allclose(answer.item, [[attack]], atol=1e-14)
    np.testing.assert_allclose(answer.value, [[attack * 0.8]], atol=1e-14)


def test_information_sets_that_cross_are_solved_all_the_same() -> None:
    # on one path 0 moves before 1, on the other 1 before 0: no backward order exists
    def path(first: int) -> Tree:
        other = 1 - first
        ends = [decide(other, "x", pay(1.0, k - 0.5), pay(k, 0.3)) for k in (0.0, 1.0)]
        return decide(first, "x", *ends)

    bound = bind(chance(2, (0.4, path(0)), (0.6, path(1))), 2, 1.3)
    assert any(block.lagged for block in plan(bound.arrays).structure.blocks)
    answer = solve(bound)
    assert not answer.status.any()
    np.testing.assert_allclose(answer.probability, solve_plainly(bound), atol=1e-9)


def test_beliefs_far_off_the_path_do_not_underflow() -> None:
    # the third player's move needs two mistakes of probability exp(-400) each
    third = [decide(2, "c", pay(0, 0, k), pay(0, 0, 0.5)) for k in (0.0, 1.0)]
    second = [decide(1, None, Edge(t), pay(0, gap, 0)) for t, gap in zip(third, (400.0, 401.0), strict=True)]
    first = decide(0, None, Edge(second[0]), Edge(second[1]), pay(400, 0, 0))
    bound = bind(first, 3, 1.0)
    answer = solve(bound)
    assert not answer.status.any()
    belief = 1 / (1 + np.e)  # the second path needs the larger mistake
    value = np.array([belief, 0.5])
    expected = np.exp(value) / np.exp(value).sum()
    h = int(np.flatnonzero(bound.arrays.infoset_player == 2)[0])
    c = bound.arrays.first_action[h]
    np.testing.assert_allclose(answer.probability[0, c : c + 2], expected, atol=1e-9)


def test_high_precision_is_brought_home_by_following_the_path() -> None:
    bound = bind(kuhn(), 2, np.array([[5.0, 20.0, 60.0]] * 2), n_draws=3)
    answer = solve(bound)
    assert not answer.status.any()
    assert verify(bound, answer.probability).residual.max() < 1e-8
    # Kuhn (1950): the first player loses 1/18 in equilibrium
    np.testing.assert_allclose(answer.value[2, 0], -1 / 18, atol=0.01)


def test_arrays_for_reading_alone_are_of_the_type_that_kernels_are_compiled_for() -> None:
    bound = random_bound(4, 1)
    locked = BoundGame(bound.arrays, bound.cell.copy(), bound.payoff.copy(), bound.precision.copy())
    for one in (locked.cell, locked.payoff, locked.precision):
        one.flags.writeable = False
    assert numba.typeof(whole(locked)) == numba.typeof(whole(bound))
