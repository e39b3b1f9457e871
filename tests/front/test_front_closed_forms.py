"""The classical models against their closed forms and invariants.

Printed figures: the project's own specification of the front, section 1 (computed there with
DOP853 and mpmath); formulas: Taylor (1983), Lanchester Models of Warfare; Brown (1963).
"""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from standoff import front
from tests.front import classical_laws as laws

FINE = front.Step(4_096)
IWO = {
    "strength_attacker": 60000.0,
    "strength_defender": 21500.0,
    "loss_rate_attacker": 0.0544,
    "loss_rate_defender": 0.0106,
}
SMALL = {"strength_attacker": 100.0, "strength_defender": 80.0}


def test_square_end_of_the_published_case_is_as_printed() -> None:
    end, left = laws.square_end(0.0544, 0.0106, 60000.0, 21500.0)
    assert end == pytest.approx(47.14887435, abs=5e-9)
    assert left == pytest.approx(35038.5233, abs=5e-5)


def test_square_run_follows_its_closed_form_to_the_end() -> None:
    run = front.run("square", IWO, start=0.0, end=60.0, step=FINE)
    for day in (1.0, 20.0, 47.1):
        expected = laws.square_strength(0.0544, 0.0106, 60000.0, 21500.0, day)
        assert run.strength("attacker", day) == pytest.approx(float(expected), rel=1e-11)
    assert run.strength("attacker", 60.0) == pytest.approx(35038.5233, rel=1e-4)
    assert run.strength("defender", 60.0)[0] < 1e-3


def test_square_end_without_a_winner_is_refused() -> None:
    with pytest.raises(ValueError, match="does not win"):
        laws.square_end(1.0, 1.0, 1.0, 2.0)


def test_linear_run_follows_its_closed_form() -> None:
    given = {**SMALL, "loss_rate_attacker": 0.001, "loss_rate_defender": 0.002}
    run = front.run("linear", given, start=0.0, end=20.0, step=FINE)
    expected = laws.linear_strength(0.001, 0.002, 100.0, 80.0, 20.0)
    assert run.strength("attacker", 20.0) == pytest.approx(float(expected), rel=1e-11)


def test_logarithmic_run_gives_exponentials() -> None:
    given = {**SMALL, "loss_rate_attacker": 0.01, "loss_rate_defender": 0.02}
    run = front.run("logarithmic", given, start=0.0, end=100.0, step=FINE)
    assert run.strength("attacker", 100.0) == pytest.approx(100 * math.exp(-1.0), rel=1e-11)
    assert run.strength("defender", 100.0) == pytest.approx(80 * math.exp(-2.0), rel=1e-11)


PAIRS = [(1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.45, 0.75), (-0.3, 2.0)]


@pytest.mark.parametrize(("p", "q"), PAIRS)
def test_generalised_run_keeps_its_invariant(p: float, q: float) -> None:
    scale = 100.0 ** (1 - p - q)  # comparable losses whatever the exponents
    given = {**SMALL, "loss_rate_attacker": 0.01 * scale, "loss_rate_defender": 0.012 * scale, "p": p, "q": q}
    run = front.run("generalised", given, start=0.0, end=40.0, step=FINE)
    rates = (given["loss_rate_attacker"], given["loss_rate_defender"])
    before, after = (
        float(
            laws.power_invariant(rates, (p, q), run.strength("attacker", t), run.strength("defender", t))[0]
        )
        for t in (0.0, 40.0)
    )
    assert after == pytest.approx(before, rel=4e-11)
    assert run.strength("attacker", 40.0)[0] < 80.0


@pytest.mark.parametrize("w", [0.0, 0.25, 0.5, 1.0])
def test_helmbold_run_keeps_its_invariant(w: float) -> None:
    given = {**SMALL, "loss_rate_attacker": 0.01, "loss_rate_defender": 0.012, "w": w}
    run = front.run("helmbold", given, start=0.0, end=40.0, step=FINE)
    ends = [
        float(
            laws.power_invariant(
                (0.01, 0.012), (w, 1 - w), *(run.strength(s, t) for s in ("attacker", "defender"))
            )[0]
        )
        for t in (0.0, 40.0)
    ]
    assert ends[1] == pytest.approx(ends[0], rel=4e-11)


def test_mixed_run_keeps_its_invariant() -> None:
    given = {**SMALL, "loss_rate_attacker": 0.0002, "loss_rate_defender": 0.01}
    run = front.run("mixed", given, start=0.0, end=40.0, step=FINE)
    ends = [
        float(laws.mixed_invariant(0.0002, 0.01, run.strength("attacker", t), run.strength("defender", t))[0])
        for t in (0.0, 40.0)
    ]
    assert ends[1] == pytest.approx(ends[0], rel=4e-11)


def test_reinforced_square_stays_at_its_saddle_and_keeps_its_invariant() -> None:
    a, b, r, s = 0.02, 0.01, 1.6, 1.0
    given = {
        "strength_attacker": np.array([s / b, 110.0]),
        "strength_defender": np.array([r / a, 85.0]),
        "loss_rate_attacker": a,
        "loss_rate_defender": b,
        "recruits_attacker": r,
        "recruits_defender": s,
    }
    run = front.run("reinforced_square", given, start=0.0, end=60.0, step=FINE)
    x, y = run.strength("attacker", 60.0), run.strength("defender", 60.0)
    assert (x[0], y[0]) == pytest.approx((s / b, r / a), rel=1e-12)
    found = laws.reinforced_invariant((a, b), (r, s), x[1], y[1])
    assert float(found) == pytest.approx(
        float(laws.reinforced_invariant((a, b), (r, s), 110.0, 85.0)), rel=1e-9
    )


def test_tactical_factors_of_the_two_sides_multiply_to_one() -> None:
    def losses(d: float, turned: bool) -> tuple[float, float]:
        given = {**SMALL, "loss_rate_attacker": 1e-6, "loss_rate_defender": 1e-6, "tactical": d}
        turn = [front.Schedule("posture", -2.0, -1.0)] if turned else []
        run = front.run("bracken", given, start=0.0, end=1e-3, schedules=turn, step=front.Step(1))
        return 100.0 - run.strength("attacker", 1e-3)[0], 80.0 - run.strength("defender", 1e-3)[0]

    plain, attacks, defends = losses(1.0, False), losses(1.25, False), losses(1.25, True)
    assert attacks[0] / plain[0] == pytest.approx(0.8, rel=1e-3)
    assert attacks[1] / plain[1] == pytest.approx(1.25, rel=1e-3)
    assert (defends[0] / plain[0], defends[1] / plain[1]) == pytest.approx((1.25, 0.8), rel=1e-3)


def test_ammunition_runs_out_when_and_as_its_closed_form_says() -> None:
    given = {
        "strength_attacker": 100.0,
        "strength_defender": 50.0,
        "stock_attacker": 1e9,
        "stock_defender": 100.0,
        "fire_attacker": 0.0,
        "fire_defender": 1.0,
        "loss_attacker": 0.01,
        "loss_defender": 0.0,
        "production_defender": 30.0,
    }
    run = front.run("ammunition_limited", given, start=0.0, end=12.0, step=front.Step(37))
    out = float(laws.stock_out(100.0, 50.0, 30.0))
    assert out == 5.0
    assert run.stock("defender", 4.0)[0] == pytest.approx(20.0, rel=1e-12)
    assert run.stock("defender", 12.0)[0] == pytest.approx(0.0, abs=1e-9)
    lost = 100.0 - run.strength("attacker", 12.0)[0]
    assert lost == pytest.approx(0.01 * (100.0 + 30.0 * 12.0), rel=1e-12)


def test_rounds_are_conserved_whatever_the_strengths_do() -> None:
    given = {
        "strength_attacker": 100.0,
        "strength_defender": 50.0,
        "stock_attacker": 300.0,
        "stock_defender": 90.0,
        "fire_attacker": 0.5,
        "fire_defender": 1.0,
        "loss_attacker": 0.01,
        "loss_defender": 0.004,
        "production_attacker": 8.0,
        "production_defender": 3.0,
    }
    run = front.run("ammunition_limited", given, start=0.0, end=20.0, step=front.Step(33))
    fired = (100.0 - run.strength("attacker", 20.0)[0]) / 0.01
    assert run.stock("defender", 20.0)[0] + fired - 3.0 * 20.0 == pytest.approx(90.0, rel=1e-12)


def test_adaptive_withdrawal_stays_within_its_bounds_and_ends_attrition() -> None:
    given = {
        "strength_attacker": 100.0,
        "strength_defender": 50.0,
        "prosecution": np.array([0.03, 0.03]),
        "exchange": 1.5,
        "threshold": 0.01,
        "fastest_withdrawal": 5.0,
        "withdrawal": np.array([0.0, 5.0]),
        "width": 10.0,
    }
    run = front.run("epstein", given, start=0.0, end=200.0)
    speeds = np.stack([run.states(day)[2] for day in np.linspace(0, 200, 21)])
    assert (speeds >= 0).all()
    assert (speeds <= 5.0).all()
    assert run.strength("attacker", 200.0)[1] == 100.0  # W = Wmax: no attrition
    assert run.area(200.0)[1] == pytest.approx(10.0 * 5.0 * 200.0)
    assert run.strength("attacker", 200.0)[0] < 100.0
    kept = run.strength("attacker", 200.0) - 1.5 * run.strength("defender", 200.0)
    assert kept == pytest.approx([25.0, 25.0])


def test_gompertz_hazard_is_as_printed() -> None:
    # h0 = .02 a month of 30 days, rho = 1.5 exp(.003 t): x grows by no loss, y falls exponentially
    given = {
        "strength_attacker": 1.5,
        "strength_defender": 1.0,
        "loss_rate_attacker": 0.0,
        "loss_rate_defender": 0.003,
        "hazard": 0.02 * front.MONTH / 30.0,
        "hazard_power": 2.0,
    }
    run = front.run("logarithmic", given, start=0.0, end=180.0, step=FINE)
    assert run.breaks_by(180.0)[0] == pytest.approx(0.3850226787, abs=5e-11)
    closed = -np.expm1(-laws.gompertz_total(0.02 / 30, 1.5, 2.0, 0.003, 180.0))
    assert run.breaks_by(180.0)[0] == pytest.approx(float(closed), rel=1e-11)


@pytest.mark.parametrize(
    ("x", "y", "expected"), [(3, 2, 31 / 40), (10, 8, 0.7913584467), (20, 16, 0.8753399082)]
)
def test_markov_chain_of_the_square_law_is_as_printed(x: int, y: int, expected: float) -> None:
    assert float(front.win_chance(x, y, 1.0)) == pytest.approx(expected, abs=5e-11)


@pytest.mark.parametrize(("x", "y", "p"), [(3, 2, 0.5), (7, 4, 0.3), (1, 5, 0.8)])
def test_markov_chain_of_the_linear_law_follows_its_sum(x: int, y: int, p: float) -> None:
    expected = sum(math.comb(y - 1 + i, i) * p**y * (1 - p) ** i for i in range(x))
    assert float(front.win_chance(x, y, p, law="linear")) == pytest.approx(expected, rel=1e-12)


def test_markov_chain_agrees_with_its_simulation() -> None:
    rng = np.random.default_rng(1)
    wins = 0
    for _ in range(20_000):
        x, y = 10, 8
        while x and y:
            if rng.random() < x / (x + y):
                y -= 1
            else:
                x -= 1
        wins += y == 0
    assert wins / 20_000 == pytest.approx(float(front.win_chance(10, 8, 1.0)), abs=4 * 0.0029)


def test_markov_chain_over_draws_equals_one_by_one_and_sides_add_up() -> None:
    advantage = np.array([0.5, 1.0, 2.0])
    together = front.win_chance(6, 5, advantage)
    assert together.tolist() == [float(front.win_chance(6, 5, r)) for r in advantage]
    assert together + front.win_chance(5, 6, 1.0 / advantage) == pytest.approx(np.ones(3))
    assert (float(front.win_chance(0, 3, 1.0)), float(front.win_chance(3, 0, 1.0))) == (0.0, 1.0)


@pytest.mark.parametrize("wrong", [{"attackers": -1}, {"defenders": 9_999}, {"advantage": 0.0}])
def test_markov_chain_out_of_range_is_an_error(wrong: dict[str, float]) -> None:
    given = {"attackers": 3, "defenders": 2, "advantage": 1.0, **wrong}
    with pytest.raises(front.FrontError, match="S642"):
        front.win_chance(int(given["attackers"]), int(given["defenders"]), given["advantage"])


def test_every_model_says_what_it_takes_and_where_it_is_from() -> None:
    for model, field in itertools.product(front.MODELS.values(), ("title", "equations", "source", "clock")):
        assert getattr(model, field)
    assert {
        "square",
        "linear",
        "logarithmic",
        "mixed",
        "generalised",
        "helmbold",
        "reinforced_square",
        "ammunition_limited",
        "epstein",
        "six_state",
        "stochastic_square",
    } <= set(front.MODELS)
