"""Closed forms of alliance games: the numbers of the specification, and checks from the definition."""

from __future__ import annotations

from math import e, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from standoff.summit import (
    SummitError,
    Tripwire,
    attrition_winner,
    audience_costs,
    brink_winner,
    contributions,
    disaster_risk,
    excess,
    guarantee_in_bargaining,
    guarantee_window,
    intervention,
    least_core,
    no_signal,
    power_against_risk,
    resolve,
    risk_bid,
    selected_reliability,
    sequential_entry,
    shapley,
    strategic_ambiguity,
    sunk_costs,
    threshold_participation,
    tied_hands,
    tripwire_size,
    volunteers,
)


@pytest.mark.parametrize(
    ("form", "numbers", "wanted"),
    [
        (sunk_costs, (0.6, 0.3, 0.3), (0.35, 0.5, 0.15, 0.11)),
        (tied_hands, (0.6, 0.3, 0.3), (0.238636, 0.102273, 0.269318, 0.354602)),
        (sunk_costs, (0.5, 0.2, 0.2), (0.32, 0.4, 0.12, 0.162)),
        (tied_hands, (0.5, 0.2, 0.2), (0.177778, 0.044444, 0.191111, 0.410889)),
        (no_signal, (0.6, 0.3, 0.5), (0.0, 0.5, 0.5, 0.075)),
    ],
)
def test_signals_give_size_cut_war_and_value(form: object, numbers: object, wanted: object) -> None:
    found = form(*numbers)  # type: ignore[operator,misc]
    assert (found.size, found.cut, found.war, found.value) == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize("tied", [True, False])
def test_signals_leave_nobody_on_a_grid_a_better_reply(tied: bool) -> None:
    win, cost, hawk = 0.6, 0.3, 0.3
    found = (tied_hands if tied else sunk_costs)(win, cost, hawk)
    for v in np.linspace(0, 1, 501):
        attacked = max(win * v - cost, -float(found.size) if tied else 0.0)
        sends = (1 - hawk) * v + hawk * attacked - (0.0 if tied else float(found.size))
        keeps = max(win * v - cost, 0.0)  # without the signal everybody challenges
        best = max(sends, keeps)
        plays = sends if v >= found.cut else keeps
        # a type at the cut-off is indifferent, and none gains by the other choice
        assert best - plays <= 1e-12


def test_no_signal_row_needs_a_challenger_who_dares() -> None:
    with pytest.raises(SummitError, match=r"S689.*would not challenge"):
        no_signal(0.9, 0.1, 2.0)


def test_audience_costs_give_the_published_horizons_and_wars() -> None:
    even = audience_costs([1.0, 1.0], 1.0, [1.0, 1.0])
    assert even.horizon == pytest.approx((sqrt(5) - 1) / 2, abs=1e-9)
    assert even.war == pytest.approx(0.381966, abs=1e-6)
    dearer = audience_costs([1.0, 1.0], 1.0, [2.0, 2.0])
    assert (dearer.horizon, dearer.war) == pytest.approx((1.0, 0.25), abs=1e-12)
    uneven = audience_costs([2.0, 1.0], 1.0, [1.0, 1.0])
    assert uneven.horizon == pytest.approx((sqrt(3) - 1) / 2, abs=1e-9)
    assert uneven.yields_at_once == pytest.approx([0, 0.366025], abs=1e-6)
    assert uneven.war == pytest.approx(2 - sqrt(3), abs=1e-9)
    assert attrition_winner([[2.0, 1.0], [1.0, 1.0]], [[1.0, 1.0], [2.0, 2.0]]).tolist() == [0, -1]


@pytest.mark.parametrize("resolves", [(0.2, 0.1), (0.3, 0.2), (0.4, 0.25), (0.1, 0.35)])
@pytest.mark.parametrize("first", [0, 1])
def test_brinkmanship_by_backward_induction_is_won_by_the_more_resolute(
    resolves: tuple[float, float], first: int
) -> None:
    win, submit = 1.0, 0.0
    ruin = [win - (win - submit) / r for r in resolves]
    assert resolve(win, submit, np.array(ruin)) == pytest.approx(resolves)
    risks = np.linspace(0, 1, 101)[1:]  # the risk that the next step runs

    def play(step: int) -> tuple[float, float]:
        mover = (first + step) % 2
        if step == len(risks):
            return (ruin[0], ruin[1])
        later = play(step + 1)
        stay = [risks[step] * ruin[i] + (1 - risks[step]) * later[i] for i in (0, 1)]
        give = [submit if i == mover else win for i in (0, 1)]
        return tuple(stay) if stay[mover] > give[mover] else tuple(give)  # type: ignore[return-value]

    winner = int(brink_winner(resolves))
    assert play(0)[winner] > 0.9
    assert winner == int(np.argmax(resolves))


def test_auction_of_risk_gives_the_published_bids_and_disasters() -> None:
    assert disaster_risk([1.0, 0.5, 2.0, 5.0]) == pytest.approx(
        [11 - 4 * e, 0.208208, 0.071766, 0.031278], abs=1e-6
    )
    assert risk_bid(0.5, 1.0) == pytest.approx(0.175639, abs=1e-6)
    lower = risk_bid(np.random.default_rng(0).uniform(size=(400_000, 2)).min(axis=1), 2.0).mean()
    assert lower == pytest.approx(disaster_risk(2.0), abs=5e-4)


def test_auction_of_risk_leaves_no_type_a_better_bid() -> None:
    types = np.linspace(0, 1, 2001)
    bids = risk_bid(types, 1.0)
    for v in (0.1, 0.5, 0.9):
        # win where the other's bid is lower, unless disaster struck on the way
        risen = np.concatenate([[0.0], np.cumsum((1 - bids[1:]) * v * np.diff(types))])
        dead = np.concatenate([[0.0], np.cumsum(bids[1:] * np.diff(types))]) + bids * (1 - types)
        worth = risen - 1.0 * dead
        assert worth.max() - np.interp(v, types, worth) <= 3e-4


def test_power_against_risk_gives_the_published_levels() -> None:
    found = [power_against_risk(*n).item() for n in ((1, 1, 1), (1, 1, 2), (1, 3, 1))]
    assert found == pytest.approx([1 / 3, 0.193713, 0.154701], abs=1e-6)
    p = np.linspace(0, 1, 100_001)
    worth = (1 - 2 * p**2) * p * 1.5 - 2 * p**2 * 0.7
    assert p[worth.argmax()] == pytest.approx(power_against_risk(1.5, 0.7, 2.0).item(), abs=2e-5)


def test_burden_gives_the_published_contributions() -> None:
    two = contributions([[10.0, 6.0], [10.0, 4.0]], 0.5)
    assert two.contribution == pytest.approx(np.array([[14 / 3, 2 / 3], [5, 0]]), abs=1e-12)
    assert two.total == pytest.approx([16 / 3, 5], abs=1e-12)
    assert two.efficient == pytest.approx([8, 7])
    three = contributions([10.0, 6.0, 3.0], 0.7).contribution[0]
    assert three == pytest.approx([6.30769, 2.30769, 0.0], abs=1e-5)


@given(st.lists(st.floats(0.1, 50), min_size=2, max_size=8), st.floats(0.05, 0.95))
def test_burden_is_a_best_reply_of_everybody(income: list[float], taste: float) -> None:
    found = contributions(income, taste)
    gives, wealth = found.contribution[0], np.array(income)
    others = gives.sum() - gives
    reply = np.maximum(taste * (wealth + others) - others, 0.0)
    assert gives == pytest.approx(reply, abs=1e-9 * max(income))
    assert gives.sum() == pytest.approx(found.total[0])


def test_volunteers_give_the_published_chances() -> None:
    assert [float(x) for x in (volunteers(2, 2.0, 1.0).join, volunteers(2, 2.0, 1.0).nobody)] == [0.5, 0.25]
    assert volunteers(10, 2.0, 1.0).join == pytest.approx(0.074125, abs=1e-6)
    assert volunteers(10, 2.0, 1.0).nobody == pytest.approx(0.462937, abs=1e-6)
    assert volunteers(30, 2.0, 1.0).nobody == pytest.approx(0.488191, abs=1e-6)


def test_threshold_participation_returns_all_equilibria() -> None:
    assert threshold_participation(3, 2, 2.0).join == pytest.approx([0, 0.75], abs=1e-12)
    found = threshold_participation(5, 3, 3.0)
    assert found.join == pytest.approx([0, 0.06332, 0.72275], abs=1e-5)
    assert found.stable.tolist() == [True, False, True]
    assert threshold_participation(2, 1, 1.5).join == pytest.approx([0.6], abs=1e-12)
    assert threshold_participation(3, 3, 2.0).join == pytest.approx([0, 0.5, 1], abs=1e-12)
    many = threshold_participation(5, 3, [3.0, 0.5])
    assert many.draw.tolist() == [0, 0, 0, 1]


@given(st.integers(2, 9), st.data(), st.floats(0.2, 12), st.floats(0, 0.4))
def test_threshold_participation_misses_no_root_of_a_fine_grid(
    n: int, data: st.DataObject, benefit: float, cheapest: float
) -> None:
    from math import comb

    k = data.draw(st.integers(1, n))
    found = threshold_participation(n, k, benefit, cheapest=cheapest)

    def curve(x: float) -> float:
        pivot = comb(n - 1, k - 1) * x ** (k - 1) * (1 - x) ** (n - k)
        return benefit * pivot - cheapest - (1 - cheapest) * x

    grid = np.linspace(1e-7, 1 - 1e-7, 4001)
    value = np.array([curve(x) for x in grid])
    for i in np.flatnonzero(value[:-1] * value[1:] < 0):
        root = brentq(curve, grid[i], grid[i + 1], xtol=1e-13)
        assert np.abs(found.join - root).min() < 1e-6
    for x in found.join:
        corner = (x == 0 and curve(0.0) <= 0) or (x == 1 and curve(1.0) >= 0)
        assert corner or abs(curve(float(x))) < 1e-9


def test_sequential_entry_leaves_the_burden_to_the_last_who_can() -> None:
    found = sequential_entry([[3.0] * 4, [3.0] * 4, [0.5] * 4], np.ones(4), 2)
    assert found.joins.tolist() == [[False, False, True, True], [False, False, True, True], [False] * 4]
    assert found.formed.tolist() == [True, True, False]
    proud = sequential_entry([3.0, 3.0, 3.0], [1.0, 1.0, 1.0], 2, alone=[2.0, 0.0, 0.0])
    assert proud.joins.tolist() == [[True, False, True]]


def test_window_of_the_guarantee_opens_and_closes_as_published() -> None:
    window = guarantee_window(1.0, 2.0, 1.0, 2.0)
    assert (window.low, window.high) == pytest.approx((1 / 3, 2 / 3))
    assert window.works
    assert not guarantee_window(2.0, 1.0, 2.0, 1.0).works


def test_guarantee_inside_bargaining_moves_the_offer_and_not_the_risk() -> None:
    found = guarantee_in_bargaining([0.3, 0.5, 0.7], 0.4, 0.1)
    assert found.offer == pytest.approx([0.15, 0.35, 0.55], abs=1e-12)
    assert found.war == pytest.approx([0.375] * 3, abs=1e-12)
    offers = np.linspace(0, 1, 100_001)
    accepted = np.clip((offers - 0.5 + 0.4) / 0.4, 0, 1)  # the protégé's cost is above p - offer
    worth = accepted * (1 - offers) + (1 - accepted) * (1 - 0.5 - 0.1)
    assert offers[worth.argmax()] == pytest.approx(0.35, abs=1e-4)


def test_observed_reliability_is_a_quarter_where_the_mean_is_a_half() -> None:
    found = selected_reliability(1.0, 1.0)
    assert (found.observed, found.true, found.attacked) == (0.25, 0.5, 0.5)
    kept = np.random.default_rng(5).uniform(size=400_000)
    seen = kept[kept < 2.0 / (2.0 + 1.0)].mean()
    assert seen == pytest.approx(selected_reliability(2.0, 1.0).observed, abs=2e-3)


def test_tripwire_needs_the_published_size_and_then_deters() -> None:
    wire = Tripwire(cost=10, stake=6, odds=0.3, odds_each=0.05, bound_each=0.5)
    assert tripwire_size(wire, 1.0, 1.0) == pytest.approx(4.0)
    assert intervention(wire, 4.0) == pytest.approx(0.5)
    loose = Tripwire(cost=10, stake=6, odds=0.3, odds_each=0.05, bound_each=0.0)
    assert tripwire_size(loose, 1.0, 1.0) == pytest.approx(10.67, abs=5e-3)


def test_strategic_ambiguity_gives_the_published_chances() -> None:
    found = strategic_ambiguity(1.0, 3.0, 2.0, 4.0)
    assert (found.armed, found.attacked) == (0.25, 0.5)


def test_shapley_shares_of_a_council_equal_its_power_and_leave_the_core() -> None:
    weights, quota = [4, 4, 4, 2, 2, 1], 12
    worth = [float(sum(w for i, w in enumerate(weights) if c >> i & 1) >= quota) for c in range(64)]
    value = shapley(worth)[0]
    assert value == pytest.approx([7 / 30] * 3 + [0.15] * 2 + [0], abs=1e-12)
    assert excess(worth, value).item() == pytest.approx(1 - 0.7)
    found = least_core(worth)
    assert found.share.sum() == pytest.approx(1.0)
    assert excess(worth, found.share).item() == pytest.approx(found.gap.item(), abs=1e-9)
    assert found.gap.item() <= 0.3


def test_numbers_out_of_range_are_refused_with_what_was_expected() -> None:
    for call in (
        lambda: sunk_costs(0.3, 0.6, 0.1),
        lambda: audience_costs([1.0, -1.0], 1.0, [1.0, 1.0]),
        lambda: contributions([1.0, 2.0], 1.0),
        lambda: volunteers(2, 1.0, 2.0),
        lambda: threshold_participation(3, 4, 1.0),
        lambda: strategic_ambiguity(3.0, 1.0, 1.0, 4.0),
        lambda: sequential_entry([1.0], [1.0], 3),
    ):
        with pytest.raises(SummitError, match=r"S689"):
            call()
    with pytest.raises(SummitError, match=r"S660"):
        shapley([0.0, 1.0, 2.0])
