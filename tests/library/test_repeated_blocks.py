"""Repeated blocks in the library, against closed forms and recursions written here."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from shipped import parameters, with_readings
from shipped import solved as solved_rows

from standoff.compiler import compile_scenario
from standoff.scenario import load, load_text
from tests.compiler.test_exactness import solved

STEP = 10 / 40  # of the scale of offers, in payoff
NOISE, PAID = 1e-3, 4e-3  # what play of precision 400 leaves of the exact mixture: in chances, in payoff


@pytest.mark.parametrize(("reading", "n_rounds"), [(None, 4), ("last_word", 2)])
def test_offers_by_turns_divide_the_prize_as_the_finite_formula_says(
    reading: str | None, n_rounds: int
) -> None:
    found, _, numbers = solved(load("bargaining-in-rounds").reading(reading), 6)
    kept = numbers["kept"]
    exact = 10 * sum((-kept) ** k for k in range(n_rounds))  # Stahl (1972)
    assert np.abs(found["north_gets"] - exact).max() <= 2 * STEP
    assert (found["at_once"] == 1).all()


@pytest.mark.parametrize(("reading", "n_rounds"), [(None, 8), ("three_rounds", 3)])
def test_sides_that_are_alike_quit_with_the_chance_that_makes_them_not_care(
    reading: str | None, n_rounds: int
) -> None:
    found, compiled, numbers = solved(load("attrition-in-rounds").reading(reading), 4)
    quits = 1 / (numbers["prize"] + 1)
    np.testing.assert_allclose(found["over_at_once"], 1 - (1 - quits) ** 2, atol=NOISE)
    np.testing.assert_allclose(found["long"], (1 - quits) ** 6, atol=NOISE)
    np.testing.assert_allclose(found["endless"], (1 - quits) ** (2 * n_rounds), atol=NOISE)
    np.testing.assert_allclose(found["north_gets"], 0, atol=PAID)
    assert compiled.game.arrays.n_nodes == 3 * n_rounds + 1  # what is past is past


def test_sides_that_are_alike_quit_in_the_sharp_limit_as_the_closed_form_says() -> None:
    loaded = with_readings("attrition-in-rounds", {"limit": "play: sharp\n"})
    found, numbers = solved_rows(loaded, "limit", 6), parameters(loaded, 6, "limit")
    quits = 1 / (numbers["prize"] + 1)
    assert (found["status"] == 0).all()
    np.testing.assert_allclose(found["measure:over_at_once"], 1 - (1 - quits) ** 2, atol=1e-6)
    np.testing.assert_allclose(found["measure:long"], (1 - quits) ** 6, atol=1e-6)
    np.testing.assert_allclose(found["ending:endless"], (1 - quits) ** 16, atol=1e-6)
    np.testing.assert_allclose(found["measure:north_gets"], 0, atol=1e-6)


def waiting(p_up: float, p_down: float) -> float:
    """What the option to wait is worth at the start, by backward induction over months and prospects."""
    worth = {"low": -4.0, "fair": 1.0, "high": 5.0}
    better = {"low": "fair", "fair": "high", "high": "high"}
    worse = {"low": "low", "fair": "low", "high": "fair"}

    @cache
    def best(month: int, at: str) -> float:
        if month == 6:
            return 0.0
        after = p_up * best(month + 1, better[at]) + p_down * best(month + 1, worse[at])
        stay = (1 - p_up - p_down) * best(month + 1, at)
        return max(worth[at], after + stay - 0.2)

    return best(0, "fair")


def test_option_to_wait_is_worth_what_backward_induction_says() -> None:
    found, _, numbers = solved(load("option-to-wait").reading("sharp"), 6)
    exact = [waiting(*pair) for pair in zip(numbers["p_up"], numbers["p_down"], strict=True)]
    np.testing.assert_allclose(found["worth"], exact, atol=1e-9)
    assert compile_scenario(load("option-to-wait").reading()).game.arrays.weight is not None


def test_rising_risk_is_run_until_it_costs_more_than_the_prize() -> None:
    """Brinkmanship: in round k pressing on ends in disaster with chance k / 10."""
    text = """
standoff: 1
title: Rising risk
as_of: 2031-01-01
horizon: 2031-12-31
actors: {north: North, south: South}
moves:
  brink:
    repeat: {at_most: 6}
    until: press == yield or answer == yield or luck == disaster
    moves:
      press: {by: north, options: [hold, yield]}
      answer: {by: south, when: press == hold, options: [hold, yield]}
      luck: {when: answer == hold, chance: {disaster: 0.1 * stage_number, safe: rest}}
payoffs:
  north:
    won: 4 if brink.answer == yield
    lost: -10 if brink.luck == disaster
    spent: -1 if brink.press == yield
  south:
    won: 3 if brink.press == yield
    lost: -10 if brink.luck == disaster
    spent: -2 if brink.answer == yield
endings: {disaster: brink.luck == disaster, over: otherwise}
play: sharp
"""
    found, _, _ = solved(load_text(text).reading(), 1)
    north, south = 0.0, 0.0  # after the last round nobody has yielded
    for number in range(6, 0, -1):
        risk = number / 10
        after = (-10 * risk + (1 - risk) * north, -10 * risk + (1 - risk) * south)
        answer = (4.0, -2.0) if after[1] < -2 else after
        north, south = (-1.0, 3.0) if answer[0] < -1 else answer
    assert (found["own north"][0], found["own south"][0]) == pytest.approx((north, south), abs=1e-12)


def test_what_is_seen_month_by_month_is_learned_by_bayes_rule() -> None:
    """A bad case shows a bad sign in a month with chance 0.6, a good one with 0.3; half are bad."""
    text = """
standoff: 1
title: Signs
as_of: 2031-01-01
horizon: 2031-12-31
actors: {watcher: Watcher}
moves:
  case: {chance: {bad: 0.5, good: rest}, seen_by: []}
  watch:
    repeat: {every: 1 month, from: 2031-01-01, to: 2031-05-31}
    moves:
      sign: {chance: {bad: 0.3 + 0.3 * (case == bad), fine: rest}}
  verdict: {by: watcher, options: [bad, good]}
payoffs:
  watcher: {right: 1 if case == bad and verdict == bad, calm: 1 if case == good and verdict == good}
endings: {right: "case == bad and verdict == bad or case == good and verdict == good", wrong: otherwise}
measures:
  told: P(verdict == bad)
play: {precision: 4}
"""
    found, compiled, _ = solved(load_text(text).reading(), 1)
    told = 0.0
    for bits in np.ndindex(*(2,) * 5):
        bad, good = np.prod([(0.6, 0.4)[b] for b in bits]) / 2, np.prod([(0.3, 0.7)[b] for b in bits]) / 2
        belief = bad / (bad + good)
        told += (bad + good) / (1 + np.exp(-4 * (2 * belief - 1)))
    assert found["told"][0] == pytest.approx(told, abs=1e-9)
    assert compiled.game.arrays.n_infosets == 32
