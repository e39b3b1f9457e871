"""Players who forget: logit play and its limit of the agent form, against a slow enumeration of the tree.

The oracle (`tests/game/forgetful_trees.py` and this file) walks trees of records in plain numbers and knows
no arrays. Tried on random trees of two players who may forget: plain, tied, with chances of 1e-13, with
payoffs up to 1e290, symmetric and constant ones; and on games of one forgetful player that can be done by
hand.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from standoff.errors import StandoffError
from standoff.game import SOLVED, BuiltGame, Chance, Decision, GameError, Terminal, at_precision, build_tree
from standoff.solvers import (
    agent_quantal_response,
    nash,
    nash_all,
    qre_branch,
    sequential,
    several,
    sharp_limit,
    solve,
)
from tests.game.forgetful_trees import KINDS, PLAYERS, Tree, forgetful_tree

SEEDS = range(5 * len(KINDS))
Play = dict[tuple[str, str], dict[str, float]]


@dataclass(frozen=True)
class Case:
    tree: Tree
    built: BuiltGame
    unit: float  # range of payoffs


@cache
def case(seed: int) -> Case:
    tree = forgetful_tree(seed)
    built = build_tree(tree, PLAYERS, forgetful=True)
    paid = [*built.bound.payoff.ravel().tolist(), 0.0]
    return Case(tree, built, (max(paid) - min(paid)) or 1.0)


def named(built: BuiltGame, probability: np.ndarray) -> Play:
    """Play of the arrays under the names of the records."""
    arrays, labels, found = built.game.arrays, built.game.labels, {}
    for h in range(arrays.n_infosets):
        part = range(int(arrays.first_action[h]), int(arrays.first_action[h + 1]))
        player = labels.player[int(arrays.infoset_player[h])]
        found[player, labels.infoset[h]] = {labels.action[a]: float(probability[a]) for a in part}
    return found


def action_worth(tree: Tree, play: Play) -> Play:
    """What each action is worth where its set is reached: over all histories, by Bayes' rule."""
    weight: dict[tuple[str, str], float] = {}
    total: Play = {}

    def values(node: Tree, reach: float) -> list[float]:
        if isinstance(node, Terminal):
            return [float(x) for x in node.payoff] or [0.0] * len(PLAYERS)
        if isinstance(node, Chance):
            below = [(float(p), values(child, reach * float(p))) for p, child in node.branches.values()]
        else:
            key = node.player, node.infoset
            own = {a: values(child, reach * play[key][a]) for a, child in node.actions.items()}
            weight[key] = weight.get(key, 0.0) + reach
            for a, worth in own.items():
                told = total.setdefault(key, {})
                told[a] = told.get(a, 0.0) + reach * worth[PLAYERS.index(node.player)]
            below = [(play[key][a], worth) for a, worth in own.items()]
        return [math.fsum(p * w[i] for p, w in below) for i in range(len(PLAYERS))]

    values(tree, 1.0)
    seen = {h: told for h, told in total.items() if weight[h] > 1e-280}  # below, products lose digits
    return {h: {a: x / weight[h] for a, x in told.items()} for h, told in seen.items()}


def logit(worth: Play, precision: float) -> Play:
    found = {}
    for h, told in worth.items():
        best = max(told.values())
        share = {a: math.exp(precision * (x - best)) for a, x in told.items()}
        found[h] = {a: x / sum(share.values()) for a, x in share.items()}
    return found


def apart(one: Play, two: Play) -> float:
    return max((abs(p - two[h][a]) for h, told in one.items() for a, p in told.items()), default=0.0)


def fixed_point(tree: Tree, start: Play, precision: float) -> Play:
    """Logit play by plain iteration from even play."""
    play = {h: {a: 1 / len(told) for a in told} for h, told in start.items()}
    for _ in range(400):
        answer = logit(action_worth(tree, play), precision)
        if apart(answer, play) < 1e-13:
            return answer
        play = {h: {a: 0.5 * (p + answer[h][a]) for a, p in told.items()} for h, told in play.items()}
    raise AssertionError("plain iteration does not settle")


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=KINDS)
def test_logit_play_is_the_fixed_point_that_plain_iteration_finds(kind: int) -> None:
    for seed in SEEDS[kind :: len(KINDS)]:
        one = case(seed)
        precision = 0.7 / one.unit  # so low that there is one equilibrium
        found = agent_quantal_response(at_precision(one.built.bound, precision))
        assert found.status[0] == SOLVED
        play = named(one.built, found.probability[0])
        assert apart(play, fixed_point(one.tree, play, precision)) < 1e-10, seed


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=KINDS)
def test_every_answer_at_a_high_precision_answers_itself_on_the_tree(kind: int) -> None:
    for seed in SEEDS[kind :: len(KINDS)]:
        one = case(seed)
        bound = at_precision(one.built.bound, 12.0 / one.unit)
        rows = [*solve(bound).probability, *several(bound).probability]
        rows.append(qre_branch(bound, highest=12.0 / one.unit).probability[-1])
        for row in rows:
            play = named(one.built, row)
            assert apart(play, logit(action_worth(one.tree, play), 12.0 / one.unit)) < 1e-7, seed


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=KINDS)
def test_no_agent_gains_at_the_limit(kind: int) -> None:
    n_solved = 0
    for seed in SEEDS[kind :: len(KINDS)]:
        one = case(seed)
        found = sharp_limit(one.built.bound)
        if found.status[0] != SOLVED:
            continue
        n_solved += 1
        play = named(one.built, found.probability[0])
        for h, told in action_worth(one.tree, play).items():
            played = sum(play[h][a] * x for a, x in told.items())
            assert max(told.values()) - played <= 1e-7 * one.unit, seed
    # beside payoffs of 1e290 those of 1 are near-ties, which fractions refute: not converged
    assert n_solved >= (2 if KINDS[kind] == "huge" else 3)


def two_steps(*payoff: float) -> BuiltGame:
    """One player moves twice and forgets its first move."""
    later = [{"L": Terminal((payoff[k],)), "R": Terminal((payoff[k + 1],))} for k in (0, 2)]
    first = {"l": Decision("Ann", later[0], "second"), "r": Decision("Ann", later[1], "second")}
    return build_tree(Decision("Ann", first, "first"), ("Ann",), forgetful=True)


def test_one_player_who_forgets_plays_a_common_interest_game_with_itself() -> None:
    built = two_steps(1, 0, 0, 2)
    play = solve(at_precision(built.bound, 3.0)).probability[0]
    second, first = play[3], play[1]
    # (r, R) is worth 2, (l, L) 1: each agent answers the other's share by the logit rule
    assert math.log(first / play[0]) == pytest.approx(3.0 * (2 * second - play[2]), abs=1e-9)
    assert math.log(second / play[2]) == pytest.approx(3.0 * (2 * first - play[0]), abs=1e-9)
    sharp = sharp_limit(built.bound)
    assert sharp.status[0] == SOLVED
    np.testing.assert_allclose(sharp.probability[0], [0, 1, 0, 1], atol=1e-12)


@pytest.mark.parametrize("concept", [nash, nash_all, sequential])
def test_whole_strategies_of_a_player_who_forgets_are_refused(concept) -> None:
    built = build_tree(forgetful_tree_of_two(), PLAYERS, forgetful=True)
    with pytest.raises(StandoffError, match=r"S630.*agent_quantal_response"):
        concept(built.bound)


def forgetful_tree_of_two() -> Decision:
    """As `two_steps`, and Bob has something to choose."""
    ends = {"x": Terminal((1, 0)), "y": Terminal((0, 1))}
    later = Decision("Ann", {"L": Decision("Bob", ends, "b"), "R": Terminal((1, 1))}, "second")
    other = Decision("Ann", {"L": Terminal((0, 0)), "R": Decision("Bob", ends, "b")}, "second")
    return Decision("Ann", {"l": later, "r": other}, "first")


def test_absent_minded_player_is_refused_even_where_forgetting_is_accepted() -> None:
    later = Decision("Ann", {"l": Terminal((1,)), "r": Terminal((4,))}, "exit")
    with pytest.raises(GameError, match=r"S682.*absent-mindedness"):
        build_tree(Decision("Ann", {"l": Terminal((0,)), "r": later}, "exit"), ("Ann",), forgetful=True)


def turned(tree: Tree) -> Tree:
    """The same tree with the players' places swapped and every move's options in reverse order."""
    if isinstance(tree, Terminal):
        return Terminal(tuple(reversed(tree.payoff)))
    if isinstance(tree, Chance):
        return Chance({k: (p, turned(child)) for k, (p, child) in reversed(tree.branches.items())})
    actions = {a: turned(child) for a, child in reversed(tree.actions.items())}
    return Decision(tree.player, actions, tree.infoset)


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=KINDS)
@pytest.mark.parametrize("precision", [12.0, np.inf])
def test_swapped_players_and_reversed_options_play_alike(kind: int, precision: float) -> None:
    for seed in SEEDS[kind :: len(KINDS)]:
        one = case(seed)
        other = build_tree(turned(one.tree), PLAYERS[::-1], forgetful=True)
        found, again = (solve(at_precision(b.bound, precision / one.unit)) for b in (one.built, other))
        assert found.status[0] == again.status[0], seed
        if found.status[0] == SOLVED:
            assert (
                apart(named(one.built, found.probability[0]), named(other, again.probability[0])) <= 1e-9
            ), seed
