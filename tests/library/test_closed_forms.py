"""The two small scenarios against their answers in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
from shipped import parameters, solved, with_readings

from standoff.scenario import load

DRAWS = 8192
WINDOW, SELECTED = "guarantee-window", "selected-reliability"


def _within_error(values: np.ndarray, expected: float) -> bool:
    """Whether a mean over draws meets its expectation within five standard errors."""
    error = float(values.std()) / math.sqrt(len(values))
    return abs(float(values.mean()) - expected) <= 5 * error + 1e-12


@pytest.mark.parametrize(
    ("kept", "stakes", "ending", "protege", "adversary"),
    [
        (0.2, (1, 2, 1, 2), "attack", 0.0, 0.8 * 1 - 0.2 * 2),
        (0.5, (1, 2, 1, 2), "quiet", 0.0, 0.0),
        (0.8, (1, 2, 1, 2), "entrapment", 0.8 * 1 - 0.2 * 2, 0.0),
        (0.3, (2, 1, 2, 1), "attack", 0.0, 0.7 * 2 - 0.3 * 1),
        (0.5, (2, 1, 2, 1), "entrapment", 0.5 * 2 - 0.5 * 1, 0.0),
    ],
)
def test_window_at_fixed_numbers_gives_the_ending_and_values_of_the_closed_form(
    kept: float, stakes: tuple[float, ...], ending: str, protege: float, adversary: float
) -> None:
    names = ("bold_gain", "bold_loss", "attack_gain", "attack_loss")
    numbers = ", ".join(f"{name}: {value}" for name, value in zip(names, stakes, strict=True))
    loaded = with_readings(WINDOW, {"fixed": f"parameters: {{kept_chance: {kept}, {numbers}}}\n"})
    row = solved(loaded, "fixed", draws=1)
    assert row[f"ending:{ending}"][0] == pytest.approx(1.0, abs=1e-6)
    assert row["value:protege"][0] == pytest.approx(protege, abs=1e-6)
    assert row["value:adversary"][0] == pytest.approx(adversary, abs=1e-6)


def test_window_over_draws_parts_them_at_one_third_and_two_thirds() -> None:
    loaded = load(WINDOW)
    rows, kept = solved(loaded, draws=DRAWS), parameters(loaded, DRAWS)["kept_chance"]
    assert np.array_equal(rows["ending:attack"].to_numpy(), (kept < 1 / 3).astype(float))
    assert np.array_equal(rows["ending:entrapment"].to_numpy(), (kept > 2 / 3).astype(float))
    for ending in ("attack", "entrapment", "quiet"):
        assert _within_error(rows[f"ending:{ending}"].to_numpy(), 1 / 3)
    assert _within_error(rows["conclusion:window_open"].to_numpy().astype(float), 1 / 3)


def test_window_without_room_is_never_quiet() -> None:
    rows = solved(load(WINDOW), "no_window", draws=DRAWS)
    assert float(rows["ending:quiet"].max()) == 0.0  # type: ignore[arg-type]
    assert _within_error(rows["ending:attack"].to_numpy(), 1 / 3)


@pytest.mark.parametrize(
    ("reliability", "gain", "loss"), [(0.1, 1, 1), (0.49, 1, 1), (0.6, 2, 1), (0.2, 1, 3)]
)
def test_reliability_below_the_point_of_attack_is_tested(reliability: float, gain: int, loss: int) -> None:
    overlay = f"parameters: {{reliability: {reliability}, gain: {gain}, loss: {loss}}}\n"
    row = solved(with_readings(SELECTED, {"fixed": overlay}), "fixed", draws=1)
    assert row["measure:tested"][0] == pytest.approx(1.0, abs=1e-6)
    assert row["measure:kept_if_tested"][0] == pytest.approx(reliability, abs=1e-6)
    assert row["value:adversary"][0] == pytest.approx((1 - reliability) * gain - reliability * loss, abs=1e-6)


def test_reliability_above_the_point_of_attack_is_never_seen() -> None:
    overlay = "parameters: {reliability: 0.51}\n"
    row = solved(with_readings(SELECTED, {"fixed": overlay}), "fixed", draws=1)
    assert row["ending:untested"][0] == pytest.approx(1.0, abs=1e-6)
    assert row["measure:kept_if_tested"].is_null().all()


@pytest.mark.parametrize(("reading", "gain", "loss"), [(None, 1, 1), ("bold_adversary", 2, 1)])
def test_reliability_observed_over_draws_is_the_mean_below_the_point_of_attack(
    reading: str | None, gain: int, loss: int
) -> None:
    rows = solved(load(SELECTED), reading, draws=DRAWS)
    observed = rows["measure:kept_if_tested"].fill_nan(None).drop_nulls().to_numpy()
    assert _within_error(observed, gain / (2 * (gain + loss)))
    assert _within_error(rows["measure:tested"].to_numpy(), gain / (gain + loss))
