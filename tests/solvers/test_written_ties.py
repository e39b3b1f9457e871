"""Ties by the numbers of a file: sharp play of many draws, and limits that call near-ties ties.

Tried on the trees of `forgetful_trees` (plain, tied, chances of 1e-13, payoffs to 1e290, symmetric, constant)
against recursion in fractions over the records, which shares no code with the solvers.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from importlib import import_module

import numpy as np
import pytest

from standoff.game import (
    DEGENERATE,
    NOT_CONVERGED,
    SOLVED,
    Chance,
    Decision,
    Terminal,
    at_precision,
    build_tree,
    read_efg,
)
from standoff.solvers import backward_induction, sequential, sharp_limit, solve, subgame_perfect
from standoff.solvers.strategies.written_ties import unequal
from standoff.solvers.tree_forms.edge_numbers import written_draws
from tests.game.forgetful_trees import KINDS, PLAYERS, Tree, forgetful_tree, sets_of, worth

induction = import_module("standoff.solvers.strategies.backward_induction")
TINY = Fraction(1, 10**13)
Shares = dict[tuple[str, str], dict[str, Fraction]]


def even(tree: Tree, play: Shares) -> tuple[Fraction, ...]:
    """Backward induction over records, equal options taken equally often; fills in `play`."""
    if isinstance(tree, Terminal):
        return tree.payoff or (Fraction(0),) * len(PLAYERS)
    if isinstance(tree, Chance):
        below = [(p, even(child, play)) for p, child in tree.branches.values()]
    else:
        told = {a: even(child, play) for a, child in tree.actions.items()}
        i = PLAYERS.index(tree.player)
        best = [a for a in told if told[a][i] == max(w[i] for w in told.values())]
        play[tree.player, tree.infoset] = {a: Fraction(a in best, len(best)) for a in told}
        below = [(Fraction(1, len(best)), told[a]) for a in best]
    return tuple(sum((p * w[i] for p, w in below), Fraction(0)) for i in range(len(PLAYERS)))


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=KINDS)
def test_sharp_play_in_the_open_splits_exactly_the_ties_of_fractions(kind: int) -> None:
    met = set()
    for seed in range(kind, 12 * len(KINDS), len(KINDS)):
        tree = forgetful_tree(seed, joined=0.0)
        built = build_tree(tree, PLAYERS)
        wanted: Shares = {}
        value = even(tree, wanted)
        found = subgame_perfect(built.bound)
        flat = [float(p) for h in sets_of(tree) for p in wanted[h].values()]
        assert found.probability[0].tolist() == flat, seed
        tied = any(0 < p < 1 for told in wanted.values() for p in told.values())
        assert found.status[0] == (DEGENERATE if tied else SOLVED), seed
        assert found.value[0].tolist() == [float(v) for v in value]
        assert found.method == "backward induction in fractions"
        met.add(tied)
    assert met == ({True} if KINDS[kind] == "constant" else {True, False}) or KINDS[kind] in ("plain", "huge")


def lot_or_sure(sure: object = 1, win: object = 11, chance: object = TINY) -> Decision:
    lot = Chance({"hit": (chance, Terminal((win,))), "miss": (1 - chance, Terminal((1,)))})
    return Decision("A", {"sure": Terminal((sure,)), "lot": lot})


def test_chance_of_1e_13_is_no_tie_and_a_decimal_lottery_is_one() -> None:
    near = subgame_perfect(build_tree(lot_or_sure(), ("A",)).bound)
    assert (near.status[0], near.probability[0].tolist()) == (SOLVED, [0.0, 1.0])
    # 0.3 x 11 + 0.7 x 1 = 4; floats add up to 4 less one last place
    tied = subgame_perfect(build_tree(lot_or_sure(4, 11, Fraction(3, 10)), ("A",)).bound)
    assert (tied.status[0], tied.probability[0].tolist()) == (DEGENERATE, [0.5, 0.5])


def test_draws_of_numbers_as_written_are_decided_alike_and_others_within_the_tolerance() -> None:
    columns = {"x": np.array([1.0, 1.0 + 1e-13, 2.0])}
    alike = build_tree(lot_or_sure(), ("A",), columns=columns, n_draws=3)
    found = solve(alike.bound)
    assert found.probability.tolist() == [[0.0, 1.0]] * 3
    assert found.method == "backward induction in fractions"
    loose = build_tree(lot_or_sure("x"), ("A",), columns=columns, n_draws=3)
    found = solve(loose.bound)
    assert found.probability.tolist() == [[0.5, 0.5], [0.5, 0.5], [1.0, 0.0]]
    assert found.status.tolist() == [DEGENERATE, DEGENERATE, SOLVED]
    assert "1e-12" in found.method


def test_floats_put_in_place_of_some_draws_leave_the_others_exact() -> None:
    built = build_tree(lot_or_sure(), ("A",))
    payoff = np.repeat(built.bound.payoff, 2, axis=1)
    payoff[payoff == 11] = 11
    payoff[:, 1] = np.where(payoff[:, 1] == 11, 10.5, payoff[:, 1])
    two = replace(
        built.bound,
        cell=np.repeat(built.bound.cell, 2, axis=1),
        payoff=payoff,
        precision=np.full((1, 2), np.inf),
    )
    assert written_draws(two).tolist() == [True, False]
    found = solve(two)
    assert found.probability.tolist() == [[0.0, 1.0], [0.5, 0.5]]
    assert found.method == "backward induction, ties to 1e-12 or in fractions"


def test_kept_and_dropped_play_give_the_same_values_and_items() -> None:
    bound = build_tree(lot_or_sure(), ("A",)).bound
    one, two = solve(bound), solve(bound, keep_probability=False)
    assert two.probability.shape == (1, 0)
    np.testing.assert_array_equal(one.value, two.value)
    np.testing.assert_array_equal(one.status, two.status)


HIDDEN = """EFG 2 R "hidden" { "A" "B" }
p "" 1 1 "" { "sure" "risk" } 0
p "" 2 1 "" { "l" "r" } 0
t "" 1 "" { 1 1 }
t "" 4 "" { 1 3 }
c "" 1 "" { "hit" %s "miss" %s } 0
p "" 2 1 "" { "l" "r" } 0
t "" 2 "" { 11 0 }
t "" 5 "" { 11 1 }
p "" 2 1 "" { "l" "r" } 0
t "" 3 "" { %s 2 }
t "" 6 "" { %s 3 }
"""


@pytest.mark.parametrize("words", [("0.0000000000001", "0.9999999999999", "1", "1")])
def test_limit_that_plays_a_near_tie_is_no_answer(words: tuple[str, ...]) -> None:
    bound = read_efg(HIDDEN % words).bound
    found, one = sharp_limit(bound), sequential(bound)
    assert found.status[0] == NOT_CONVERGED
    assert one.status == NOT_CONVERGED
    assert "information set 1" in one.advice
    assert "nash_all" in one.advice


def test_limit_that_plays_a_tie_of_the_file_stays_an_answer() -> None:
    bound = read_efg(HIDDEN % ("0.3", "0.7", "-23/7", "-23/7")).bound  # 3.3 - 2.3 = 1
    found, one = sharp_limit(bound), sequential(bound)
    assert found.status[0] == SOLVED
    assert one.status == SOLVED
    assert "(to 1e-08 of the range of payoffs)" in one.advice
    np.testing.assert_allclose(found.probability[0][:2], 0.5, atol=1e-6)


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=KINDS)
def test_unequal_names_no_tie_of_fractions_and_every_gap_that_all_nodes_see(kind: int) -> None:
    named = 0
    for seed in range(kind, 12 * len(KINDS), len(KINDS)):
        tree = forgetful_tree(seed)
        built, sets, rng = (
            build_tree(tree, PLAYERS, forgetful=True),
            sets_of(tree),
            np.random.default_rng(seed),
        )
        for mixed in sets:
            play: Shares = {}
            for h, actions in sets.items():
                n, k = len(actions), int(rng.integers(len(actions)))
                play[h] = {
                    a: Fraction(1, n) if h == mixed else Fraction(j == k) for j, a in enumerate(actions)
                }
            flat = np.array([float(p) for h in sets for p in play[h].values()])
            found = unequal(built.bound, 0, flat)
            gaps = exact_gaps(tree, play, mixed)
            assert set(found) <= {list(sets).index(mixed)}
            if gaps is None:
                continue  # play does not come there
            if found:
                assert any(gaps), (seed, mixed)
            if any(gaps) and n_nodes(tree, mixed) == 1:
                assert found, (seed, mixed)
            named += bool(found)
    assert named >= (0 if KINDS[kind] == "constant" else 5)


def exact_gaps(tree: Tree, play: Shares, at: tuple[str, str]) -> list[Fraction] | None:
    """What each action adds over the first at one information set, times its reach; None if not reached."""
    i = PLAYERS.index(at[0])
    if not reach(tree, play, at):
        return None
    values = []
    for action in play[at]:
        pure = {a: Fraction(a == action) for a in play[at]}
        values.append(worth(tree, {**play, at: pure})[i])
    return [v - values[0] for v in values]


def reach(tree: Tree, play: Shares, at: tuple[str, str]) -> Fraction:
    if isinstance(tree, Terminal):
        return Fraction(0)
    if isinstance(tree, Chance):
        return sum((p * reach(child, play, at) for p, child in tree.branches.values()), Fraction(0))
    key = tree.player, tree.infoset
    if key == at:
        return Fraction(1)
    return sum((play[key][a] * reach(child, play, at) for a, child in tree.actions.items()), Fraction(0))


def n_nodes(tree: Tree, at: tuple[str, str]) -> int:
    if isinstance(tree, Terminal):
        return 0
    if isinstance(tree, Chance):
        return sum(n_nodes(child, at) for _, child in tree.branches.values())
    own = (tree.player, tree.infoset) == at
    return own + sum(n_nodes(child, at) for child in tree.actions.values())


@pytest.mark.parametrize("every", [False, True])
def test_game_too_large_for_fractions_says_within_what_its_ties_are(
    monkeypatch: pytest.MonkeyPatch, every: bool
) -> None:
    bound = build_tree(lot_or_sure(2), ("A",)).bound
    assert backward_induction(bound, all_solutions=every).complete
    monkeypatch.setattr(induction, "MOST_EXACT", 3)
    found = backward_induction(bound, all_solutions=every)
    assert not found.complete
    assert "within 1e-12" in found.reason


def test_logit_play_of_a_file_is_not_touched() -> None:
    bound = at_precision(build_tree(lot_or_sure(), ("A",)).bound, 2.0)
    assert solve(bound).method == "agent quantal response"
