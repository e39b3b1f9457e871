"""Decision rules, ladders and power indices against closed forms and published indices."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import standoff.summit.power as power_room
from standoff.summit import (
    SummitError,
    consensus,
    decide,
    double_majority,
    first_body,
    in_body,
    ladder,
    largest_acceptable,
    majority,
    margin_by_ideal,
    margin_by_reservation,
    power_indices,
    setter_gets,
    silence,
    unanimity,
    weighted,
)

FINE = ladder([f"r{i}" for i in range(1001)], np.linspace(0, 1, 1001).tolist())
IDEALS = [0.2, 0.5, 0.9]


def _position(rule: object, **more: object) -> float:
    margin = margin_by_ideal(FINE, IDEALS)
    return decide(FINE, "abc", margin, rule, **more).position().item()  # type: ignore[arg-type]


def test_rules_of_consent_give_the_closed_forms() -> None:
    assert _position(unanimity(3)) == pytest.approx(0.4, abs=1e-6)
    assert largest_acceptable(IDEALS).item() == pytest.approx(0.4, abs=1e-12)
    assert _position(silence(3, cost=0.1)) == pytest.approx(0.5, abs=1e-6)
    assert _position(consensus(3, cost=[0.1, 0.0, 0.0])) == pytest.approx(0.5, abs=1e-6)
    assert largest_acceptable(IDEALS, cost=0.1).item() == pytest.approx(0.5, abs=1e-12)
    for own in (0.3, 0.7):
        got = _position(unanimity(3), setter=-np.abs(FINE.array - own))
        assert got == pytest.approx(setter_gets(IDEALS, own).item(), abs=1e-6)


def test_majorities_follow_the_decisive_member() -> None:
    assert _position(majority(3)) == pytest.approx(1.0)  # the second least would accept 2 * .5
    assert _position(majority(3, share=1.0)) == pytest.approx(0.4, abs=1e-6)
    assert _position(majority(3, vetoes=[True, False, False])) == pytest.approx(0.4, abs=1e-6)
    assert _position(weighted([5, 1, 1], 5)) == pytest.approx(0.4, abs=1e-6)
    assert _position(weighted([2, 2, 1], 3)) == pytest.approx(1.0)


def test_ladder_answers_in_its_own_names_draw_by_draw() -> None:
    rungs = ladder(["nothing", "trainers", "troops"])
    margin = margin_by_reservation(rungs, [[2.0, 1.0, 2.0], [2.0, 2.0, 2.5], [0.0, 0.0, 2.0]])
    found = decide(rungs, ["x", "y", "z"], margin, unanimity(3))
    assert found.adopts("trainers").tolist() == [1, 0, 0]
    assert found.reaches("trainers").tolist() == [1, 1, 0]
    assert found.position().tolist() == [1, 2, 0]
    assert found.blocked_by("y").tolist() == [1, 0, 1]
    assert found.blocked_by("y", alone=True).tolist() == [1, 0, 0]
    assert found.blocked_by("z").tolist() == [0, 0, 0]
    with pytest.raises(SummitError, match=r"S668.*Did you mean `troops`"):
        found.adopts("troop")
    with pytest.raises(SummitError, match=r"S663"):
        found.blocked_by("w")


def test_margin_of_a_hair_is_a_near_tie() -> None:
    rungs = ladder(["nothing", "something"])
    margin = margin_by_reservation(rungs, [[1.0 + 1e-9, 3.0], [1.4, 3.0]])
    assert decide(rungs, "ab", margin, unanimity(2)).status.tolist() == [1, 0]


def test_choice_of_the_body_decides_who_can_block() -> None:
    # February 2003: France sits in the Council and not in the Defence Planning Committee.
    rungs = ladder(["no planning", "planning"])
    names = ["france", "germany", "belgium", "turkey"]
    council = consensus(4)
    committee = in_body(council, [False, True, True, True])
    before = margin_by_reservation(rungs, [[0.0, 2.0, 2.0, 2.0], [0.0, 2.0, 0.0, 2.0]])
    assert decide(rungs, names, before, council).adopts("planning").tolist() == [0, 0]
    found = first_body(rungs, names, before, [council, committee])
    assert found.adopts("planning").tolist() == [1, 0]
    assert found.body.tolist() == [1, 1]
    assert found.blocked_by("belgium").tolist() == [0, 1]
    assert found.blocked_by("france").tolist() == [0, 0]


def test_double_majority_needs_both_and_several_blockers() -> None:
    population = [83.0, 67.0, 60.0, 47.0, 38.0, 19.0, 17.0, 11.0, 10.0, 10.0]
    rule = double_majority(population)
    agree = np.ones((1, 10, 2))
    agree[:, [0, 1, 2]] = -1.0  # three of the largest hold more than 35 % but are too few to block
    assert rule.passes(agree).all()
    agree[:, 3] = -1.0
    assert not rule.passes(agree).any()
    small = np.ones((1, 10, 2))
    small[:, 4:] = -1.0  # enough people, too few members
    assert not rule.passes(small).any()


def test_rules_that_make_no_sense_are_refused() -> None:
    with pytest.raises(SummitError, match=r"S669.*quota is 18, .* add to 17"):
        weighted([4, 4, 4, 2, 2, 1], 18)
    with pytest.raises(SummitError, match=r"S669"):
        majority(3, share=1.2)
    with pytest.raises(SummitError, match=r"S687"):
        majority(3, share=0.4)
    with pytest.raises(SummitError, match=r"S668.*empty"):
        ladder([])
    with pytest.raises(SummitError, match=r"S668.*rising"):
        ladder(["a", "b"], [1.0, 1.0])
    with pytest.raises(SummitError, match=r"S686"):
        unanimity(2, sits=[False, False])
    with pytest.raises(SummitError, match=r"S687"):
        silence(2, cost=-1.0)
    with pytest.raises(SummitError, match=r"S687"):
        in_body(majority(3), [True, True, False])


def test_power_indices_of_the_published_bodies_are_reproduced() -> None:
    six = power_indices([4, 4, 4, 2, 2, 1], 12)
    assert six.shapley_shubik[[0, 3, 5]] == pytest.approx([7 / 30, 0.15, 0], abs=1e-12)
    assert six.banzhaf[[0, 3, 5]] == pytest.approx([5 / 21, 3 / 21, 0], abs=1e-12)
    council = power_indices([7] * 5 + [1] * 10, 39)
    assert council.shapley_shubik[[0, 5]] == pytest.approx([0.196270, 0.001865], abs=1e-6)
    fifteen = power_indices([10] * 4 + [8] + [5] * 4 + [4] * 2 + [3] * 3 + [2], 62).shapley_shubik
    wanted = [0.1167, 0.0955, 0.0552, 0.0454, 0.0353, 0.0207]
    assert fifteen[[0, 4, 5, 9, 11, 14]] == pytest.approx(wanted, abs=5e-5)
    nice = [29] * 4 + [27] * 2 + [14, 13] + [12] * 5 + [10] * 3 + [7] * 5 + [4] * 5 + [3]
    found = power_indices(nice, 255).shapley_shubik
    assert found[[0, 4, 26]] == pytest.approx([0.0867, 0.0800, 0.0082], abs=5e-5)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=7), st.data())
def test_power_indices_equal_counting_by_hand_both_ways(weights: list[int], data: st.DataObject) -> None:
    if sum(weights) == 0:
        weights[0] = 1
    quota = data.draw(st.integers(1, sum(weights)))
    heads, blockers = data.draw(st.integers(0, len(weights))), data.draw(st.integers(0, 2))
    by_hand = _swings(weights, quota, heads, blockers)
    table = power_indices(weights, quota, least_members=heads, least_blockers=blockers)
    assert table.swing * 2 ** (len(weights) - 1) == pytest.approx(by_hand)
    kept = power_room.LARGEST_TABLE
    try:
        power_room.LARGEST_TABLE = 0
        middle = power_indices(weights, quota, least_members=heads, least_blockers=blockers)
    finally:
        power_room.LARGEST_TABLE = kept
    assert np.array_equal(middle.shapley_shubik, table.shapley_shubik)
    assert np.array_equal(middle.swing, table.swing)


def _swings(weights: list[int], quota: int, heads: int, blockers: int) -> list[int]:
    n = len(weights)

    def wins(who: tuple[int, ...]) -> bool:
        enough = sum(weights[i] for i in who) >= quota and len(who) >= heads
        return enough or n - len(who) < blockers

    found = [0] * n
    for i in range(n):
        others = [j for j in range(n) if j != i]
        for size in range(n):
            for who in combinations(others, size):
                found[i] += wins((*who, i)) and not wins(who)
    return found


def test_power_indices_of_thirty_members_with_large_weights_are_exact() -> None:
    weights = np.random.default_rng(1).integers(1, 10**6, 30).tolist()
    found = power_indices(weights, sum(weights) * 0.65)
    assert found.shapley_shubik.sum() == pytest.approx(1.0, abs=1e-12)
    assert np.all(np.diff(found.shapley_shubik[np.argsort(weights)]) >= 0)
    tenths = power_indices([0.4, 0.4, 0.4, 0.2, 0.2, 0.1], 1.2)  # decimals are not rounded at the quota
    assert tenths.shapley_shubik == pytest.approx(power_indices([4, 4, 4, 2, 2, 1], 12).shapley_shubik)
    with pytest.raises(SummitError, match=r"S688.*31 members"):
        power_indices([1] * 31, 16)
