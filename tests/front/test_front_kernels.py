"""The kernels against the plain NumPy reference, SciPy's DOP853, and themselves in other orders."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from standoff import front
from standoff.front.running import FrontRun
from tests.front import plain_models as reference
from tests.front.six_state_cases import T1, YEAR, drawn, parameters

N = 70  # more than a block of lanes
RNG = np.random.default_rng(2)


def _near(value: float) -> np.ndarray:
    return value * np.exp(0.2 * RNG.standard_normal(N))


CLASSICAL = {
    "strength_attacker": _near(100.0),
    "strength_defender": _near(90.0),
    "hazard": _near(0.05),
    "hazard_power": _near(1.0),
}
CASES: dict[str, dict[str, np.ndarray]] = {
    "square": {**CLASSICAL, "loss_rate_attacker": _near(0.005), "loss_rate_defender": _near(0.005)},
    "generalised": {
        **CLASSICAL,
        "loss_rate_attacker": _near(1e-4),
        "loss_rate_defender": _near(1e-4),
        "p": _near(0.8),
        "q": _near(0.9),
        "tactical": _near(1.2),
        "recruits_attacker": _near(0.2),
    },
    "epstein": {
        **CLASSICAL,
        "prosecution": _near(0.02),
        "exchange": _near(1.5),
        "threshold": _near(0.02),
        "withdrawal": _near(1.0),
        "width": _near(10.0),
    },
    "ammunition_limited": {
        **CLASSICAL,
        "stock_attacker": _near(900.0),
        "stock_defender": _near(60.0),
        "fire_attacker": _near(0.2),
        "fire_defender": _near(0.2),
        "loss_attacker": _near(0.01),
        "loss_defender": _near(0.01),
        "production_attacker": _near(5.0),
        "production_defender": _near(5.0),
    },
    "six_state": parameters(drawn(N)),
}


@pytest.mark.parametrize("name", CASES)
def test_kernel_equals_the_numpy_reference(name: str) -> None:
    run = front.run(name, CASES[name], start=0.0, end=90.0, step=front.Step(24))
    expected = reference.march(run.model.kind, run.kept[0], run.table, run.base, run.width, 24)
    scale = np.abs(expected).max(axis=(0, 2))[None, :, None] + 1e-12
    assert (np.abs(run.kept - expected) / scale).max() < 1e-12


@pytest.mark.parametrize("name", [name for name in CASES if name != "ammunition_limited"])
def test_kernel_agrees_with_dop853(name: str) -> None:
    run = front.run(name, CASES[name], start=0.0, end=90.0, step=front.Step(720))
    i = 3
    table, base = run.table[:, [i]], run.base[:, [i]]

    def change(_t: float, y: np.ndarray) -> np.ndarray:
        return reference.rates(run.model.kind, y[:, None], table, base)[:, 0]

    span = 90.0 / run.model.unit_days
    found = solve_ivp(change, (0.0, span), run.kept[0, :, i], method="DOP853", rtol=1e-11, atol=1e-12)
    assert run.states(90.0)[:, i] == pytest.approx(found.y[:, -1], rel=1e-7, abs=1e-9)


def test_dated_events_agree_with_dop853_cut_at_them() -> None:
    dates = [(10.3, 40.0), (17.0, 55.5)]
    aid = front.Schedule("defender_stock", np.array([60.0, 30.0]), *np.array(dates).T)
    sent = front.Schedule("attacker_strength", 25.0, np.array([33.3, 12.0]), once=True)
    given = {**T1, "production_defender": 20.0}
    run = front.run("six_state", given, start=0.0, end=90.0, schedules=[aid, sent], step=front.Step(300))
    for i, ((start, end), delivered, amount) in enumerate(
        zip(dates, (33.3, 12.0), (60.0, 30.0), strict=True)
    ):
        state, now = run.kept[0, :, i].copy(), 0.0
        for until in sorted({start, end, delivered, 90.0}):
            base = run.base[:, [0]].copy()
            base[3] += amount * (start <= now < end)

            def change(_t: float, y: np.ndarray, base: np.ndarray = base) -> np.ndarray:
                return reference.rates(run.model.kind, y[:, None], run.table[:, [0]], base)[:, 0]

            span = (now / front.MONTH, until / front.MONTH)
            state = solve_ivp(change, span, state, method="DOP853", rtol=1e-12, atol=1e-12).y[:, -1]
            state[0] += 25.0 * (until == delivered)
            now = until
        assert run.states(90.0)[:, i] == pytest.approx(state, rel=1e-9)


@pytest.mark.parametrize("name", CASES)
def test_draws_do_not_depend_on_their_neighbours(name: str) -> None:
    step = front.Step(24)
    when = np.linspace(0.0, 89.0, N)
    sent = front.Schedule("attacker_strength", 1.0, when, 89.5)
    whole = front.run(name, CASES[name], start=0.0, end=90.0, schedules=[sent], step=step)
    order = np.random.default_rng(1).permutation(N)[:17]
    part = {name: column[order] for name, column in CASES[name].items()}
    sent = front.Schedule("attacker_strength", 1.0, when[order], 89.5)
    alone = front.run(name, part, start=0.0, end=90.0, schedules=[sent], step=step)
    assert (whole.kept[:, :, order] == alone.kept).all()
    assert (whole.states(when)[:, order] == alone.states(when[order])).all()


def test_states_at_a_steps_end_are_those_that_were_kept() -> None:
    run = front.run("six_state", CASES["six_state"], start=100.0, end=190.0, step=front.Step(24))
    for knot in (0, 1, 11, 24):
        assert run.states(100.0 + 90.0 * knot / 24) == pytest.approx(run.kept[knot], rel=1e-13)


def test_states_are_continuous_and_hazard_never_falls() -> None:
    run = _with_aid()
    dates = np.linspace(0.0, 90.0, 901)
    hazard = np.stack([run.hazard_total(date) for date in dates])
    assert (np.diff(hazard, axis=0) >= 0).all()
    assert np.diff(hazard, axis=0).max() < 0.02


def _with_aid() -> FrontRun:
    aid = front.Schedule("defender_stock", 60.0, np.linspace(1.0, 80.0, N), 85.0)
    return front.run(
        "six_state", CASES["six_state"], start=0.0, end=90.0, schedules=[aid], step=front.Step(12)
    )


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0.0, 90.0), min_size=0, max_size=90))
def test_survival_of_any_stages_multiplies_to_the_whole(cuts: list[float]) -> None:
    run = _with_aid()
    dates = [0.0, *sorted(cuts), 90.0]
    survival = np.ones(N)
    for start, end in pairwise(dates):
        survival *= 1.0 - run.breaks(start, end)
    assert survival == pytest.approx(1.0 - run.breaks_by(90.0), rel=len(dates) * 4e-16)


def test_histories_that_agree_up_to_a_date_have_the_same_hazard_up_to_it() -> None:
    given, step = CASES["six_state"], front.Step(24)
    sent = front.Schedule("defender_stock", 60.0, 45.7)
    with_aid = front.run("six_state", given, start=0.0, end=90.0, schedules=[sent], step=step)
    without = front.run("six_state", given, start=0.0, end=90.0, step=step)
    assert (with_aid.breaks(0.0, 30.0) == without.breaks(0.0, 30.0)).all()
    assert with_aid.breaks(0.0, 45.7) == pytest.approx(without.breaks(0.0, 45.7), rel=1e-12)
    assert (with_aid.breaks_by(90.0) != without.breaks_by(90.0)).all()


def test_refining_the_calendar_leaves_the_total_unchanged() -> None:
    run = front.run("six_state", CASES["six_state"], start=0.0, end=YEAR)
    totals = []
    for stages in (4, 12, 52):
        dates = np.linspace(0.0, YEAR, stages + 1)
        survival = np.ones(N)
        for start, end in pairwise(dates):
            survival = survival * (1.0 - run.breaks(start, end))
        totals.append(1.0 - survival)
    assert np.abs(totals[1] - totals[0]).max() < 1e-12
    assert np.abs(totals[2] - totals[0]).max() < 1e-12


def test_break_dates_invert_the_hazard() -> None:
    run = _with_aid()
    uniform = np.linspace(0.001, 0.999, N)
    dates = run.break_date(uniform)
    never = ~np.isfinite(dates)
    assert never.any()
    assert (run.breaks_by(90.0)[never] < uniform[never]).all()
    reached = run.breaks_by(np.where(never, 90.0, dates))
    assert reached[~never] == pytest.approx(uniform[~never], abs=1e-6)


def test_settled_step_is_coarse_where_it_may_and_fine_where_it_must() -> None:
    calm = front.settle_step("six_state", T1, start=0.0, end=YEAR)
    assert calm.n_steps == 48
    assert calm.error_q99 <= 1e-12
    hard = {
        "strength_attacker": 100.0,
        "strength_defender": 50.0,
        "loss_rate_attacker": 0.2,
        "loss_rate_defender": 0.2,
        "hazard": 0.05,
    }
    fine = front.settle_step("square", hard, start=0.0, end=60.0, tolerance=1e-4)
    assert fine.n_steps > 50
    assert fine.error_q99 <= 1e-4
