"""The default model: test cases T1 to T4 and the prior predictive of the specification, section 6."""

from __future__ import annotations

import numpy as np
import pytest

from standoff import front
from tests.front.six_state_cases import LINEAR, NO_RECRUITS, SQUARE, T1, YEAR, drawn, parameters


def test_stationary_baseline_stays_where_it_is() -> None:
    run = front.run("six_state", T1, start=0.0, end=YEAR)
    expected = [470.0, 350.0, 2500.0, 100.0, 1200.0, 0.276]
    assert run.states(YEAR)[:, 0] == pytest.approx(expected, rel=1e-12)


def test_square_and_linear_laws_are_nested_with_their_invariants() -> None:
    a, b = 27.4 / 350, 13.7 / 470  # attackers lost a defender, and the reverse
    square = front.run("six_state", SQUARE, start=0.0, end=YEAR, step=front.Step(192))
    x, y = square.strength("attacker", YEAR)[0], square.strength("defender", YEAR)[0]
    assert b * x**2 - a * y**2 == pytest.approx(b * 470**2 - a * 350**2, rel=1e-12)
    linear = front.run("six_state", LINEAR, start=0.0, end=YEAR, step=front.Step(192))
    x, y = linear.strength("attacker", YEAR)[0], linear.strength("defender", YEAR)[0]
    c, d = 27.4 / (470 * 350), 13.7 / (470 * 350)
    assert d * x - c * y == pytest.approx(d * 470 - c * 350, rel=1e-12)


def test_square_law_at_six_months_is_as_printed() -> None:
    run = front.run("six_state", SQUARE, start=0.0, end=YEAR)
    assert run.strength("attacker", YEAR / 2)[0] == pytest.approx(322.77760564, abs=1e-7)
    assert run.strength("defender", YEAR / 2)[0] == pytest.approx(281.14485542, abs=1e-7)


def test_prior_draws_give_no_nan_and_a_quarter_month_step_is_close() -> None:
    columns = parameters(drawn(100_000, seed=3))
    coarse = front.run("six_state", columns, start=0.0, end=YEAR, step=front.Step(48))
    assert np.isfinite(coarse.kept).all()
    hazard = coarse.hazard_total(YEAR)
    part = {name: column[:20_000] for name, column in columns.items()}
    fine = front.run("six_state", part, start=0.0, end=YEAR, step=front.Step(192)).hazard_total(YEAR)
    error = np.abs(np.expm1(-hazard[:20_000]) - np.expm1(-fine))
    assert np.quantile(error, 0.99) <= 2e-6


def test_extreme_draws_give_no_nan() -> None:
    rng = np.random.default_rng(5)
    columns = {name: np.asarray(value) * np.exp(rng.normal(0, 2.5, 5_000)) for name, value in T1.items()}
    columns |= {name: rng.uniform(0, 1, 5_000) for name in ("artillery_share", "own_exponent")}
    run = front.run("six_state", columns, start=0.0, end=YEAR, step=front.Step(48))
    assert np.isfinite(run.kept).all()
    assert (run.kept[:, :4] >= 0).all()
    assert (np.diff(run.kept[:, 5], axis=0) >= 0).all()


@pytest.mark.parametrize(
    ("aid", "expected", "middle"),
    [(False, (0.069, 0.138, 0.276), (0.09, 0.56)), (True, (0.068, 0.128, 0.236), None)],
)
def test_prior_predictive_is_as_published(
    aid: bool, expected: tuple[float, float, float], middle: tuple[float, float] | None
) -> None:
    columns = drawn(40_000)
    sent = [front.Schedule("defender_stock", columns["aid"], 2.5 * front.MONTH)] if aid else []
    run = front.run("six_state", parameters(columns), start=0.0, end=YEAR, schedules=sent)
    for months, value in zip((3, 6, 12), expected, strict=True):
        chance = run.breaks_by(months * front.MONTH)
        # the published figures come from draws too: their error is taken to be as large as ours
        assert chance.mean() == pytest.approx(value, abs=0.0005 + 6 * chance.std() / 200)
    if middle:
        assert np.quantile(run.breaks_by(YEAR), [0.05, 0.95]) == pytest.approx(middle, abs=0.012)


def test_prior_predictive_with_a_vague_base_rate_is_as_published() -> None:
    columns = parameters(drawn(40_000, hazard="gamma(0.5, 22)"))
    chance = front.run("six_state", columns, start=0.0, end=YEAR).breaks_by(YEAR)
    assert chance.mean() == pytest.approx(0.226, abs=0.006)
    assert np.quantile(chance, [0.05, 0.95]) == pytest.approx((0.001, 0.746), abs=0.012)


def test_base_rate_drives_the_breakthrough_and_nothing_else_comes_close() -> None:
    columns = drawn(20_000)
    run = front.run("six_state", parameters(columns), start=0.0, end=YEAR)
    drawn_only = {p.name: columns[p.name] for p in front.MODELS["six_state"].priors if p.is_drawn}
    found = front.rank_drivers(drawn_only, run.breaks_by(YEAR))
    first, second = list(found.items())[:2]
    assert first == ("hazard", pytest.approx(0.86, abs=0.03))
    assert abs(second[1]) < 0.3
    area = front.rank_drivers(drawn_only, run.area(YEAR))
    assert next(iter(area)) == "area_rate"


def test_depth_shifts_the_hazard_and_leaves_attrition_alone() -> None:
    plain = front.run("six_state", T1, start=0.0, end=YEAR)
    dug_in = front.run("six_state", {**T1, "depth": 0.7}, start=0.0, end=YEAR)
    ratio = dug_in.hazard_total(YEAR) / plain.hazard_total(YEAR)
    assert ratio == pytest.approx(np.exp(-0.7), rel=1e-12)
    assert (dug_in.kept[:, :4] == plain.kept[:, :4]).all()
    window = front.Schedule("depth", -0.7, YEAR / 4, YEAR / 2, name="exercises")
    shown = front.run("six_state", T1, start=0.0, end=YEAR, schedules=[window])
    assert shown.breaks(0.0, YEAR / 4) == pytest.approx(plain.breaks(0.0, YEAR / 4), rel=1e-12)
    during = shown.hazard_total(YEAR / 2) - shown.hazard_total(YEAR / 4)
    assert during == pytest.approx(0.276 / 4 * np.exp(0.7), rel=1e-12)


def test_more_aid_and_earlier_aid_lower_the_hazard() -> None:
    given = {**T1, **NO_RECRUITS, "production_defender": 30.0}

    def chance(*sent: front.Schedule) -> float:
        return float(front.run("six_state", given, start=0.0, end=YEAR, schedules=sent).breaks_by(YEAR)[0])

    none, late, early = (chance(*s) for s in ((), [front.Schedule("defender_stock", 60.0, 200.0)],
                                              [front.Schedule("defender_stock", 60.0, 50.0)]))  # fmt: skip
    assert none > late > early
