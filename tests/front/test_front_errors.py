"""Wrong numbers given to a front: each is named with its value and a mend, all at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from standoff import front
from tests.front.six_state_cases import T1, YEAR


def _problems(model: str = "six_state", schedules: Any = (), **changed: Any) -> list[str]:
    given = {name: value for name, value in {**T1, **changed}.items() if value is not None}
    with pytest.raises(front.FrontError) as caught:
        front.run(model, given, start=0.0, end=YEAR, schedules=schedules)
    return [problem.text() for problem in caught.value.problems]


def test_unknown_model_names_the_nearest() -> None:
    assert _problems("six_stat")[0].startswith("S640: There is no model `six_stat`")
    assert "Did you mean `six_state`?" in _problems("six_stat")[0]


def test_markov_chain_cannot_be_run_over_time() -> None:
    assert "S640: Model `stochastic_square` has no course over time" in _problems("stochastic_square")[0]


def test_unknown_and_missing_parameters_are_told_together() -> None:
    found = _problems(hazrd=1.0, hazard=None)
    assert [text[:4] for text in found] == ["S641", "S641"]
    assert any("no parameter `hazrd`" in text and "Did you mean `hazard`?" in text for text in found)
    assert any("needs `hazard`" in text for text in found)


@pytest.mark.parametrize("strength", [0.0, -3.0, np.nan, np.inf])
def test_strength_that_is_not_positive_names_value_and_draw(strength: float) -> None:
    (found,) = _problems(strength_attacker=np.array([470.0, strength]))
    assert found.startswith(f"S642: `strength_attacker` is {strength:g} in draw 1. Expected a number above 0")


def test_parameter_of_the_wrong_length_is_an_error() -> None:
    assert any("S642: `hazard` has shape (3,)" in text
               for text in _problems(fire_attacker=np.ones(2), hazard=np.ones(3)))  # fmt: skip


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        (front.Schedule("defender_stok", 1.0, 3.0, name="aid"), "Did you mean `defender_stock`?"),
        (front.Schedule("posture", 1.0, 3.0), "changes `posture`, which model `six_state` does not have"),
        (front.Schedule("depth", 1.0, 3.0, once=True), "all at once, which is no quantity"),
        (front.Schedule("depth", 1.0, 30.0, 3.0), "ends (day 3) before it starts (day 30) in draw 0"),
        (front.Schedule("depth", np.nan, 3.0), "no finite `amount` in draw 0"),
        (front.Schedule("depth", np.ones(3), 3.0), "`amount` of shape (3,)"),
        (front.Schedule("defender_stock", 5.0, -1.0, once=True), "before the front starts (day 0)"),
    ],
)
def test_schedule_that_cannot_be_followed_is_an_error(schedule: front.Schedule, said: str) -> None:
    (found,) = _problems(schedules=[schedule], strength_attacker=np.full(2, 470.0))
    assert found.startswith("S643")
    assert said in found


def test_dates_outside_the_fronts_time_are_errors() -> None:
    run = front.run("six_state", T1, start=10.0, end=20.0)
    for date in (9.0, 21.0, np.nan):
        with pytest.raises(front.FrontError, match="S644"):
            run.breaks_by(date)
    with pytest.raises(front.FrontError, match="S644"):
        front.run("six_state", T1, start=10.0, end=10.0)


def test_outputs_that_a_model_lacks_are_errors() -> None:
    run = front.run("square", {"strength_attacker": 3.0, "strength_defender": 2.0, "loss_rate_attacker": 0.0,
                               "loss_rate_defender": 0.0}, start=0.0, end=10.0)  # fmt: skip
    for ask in (
        lambda: run.area(5.0),
        lambda: run.stock("attacker", 5.0),
        lambda: run.strength("defendr", 5.0),
    ):
        with pytest.raises(front.FrontError, match="S645"):
            ask()


def test_rates_that_no_step_can_follow_are_an_error() -> None:
    given = {
        "strength_attacker": 100.0,
        "strength_defender": 50.0,
        "loss_rate_attacker": 0.2,
        "loss_rate_defender": 0.2,
        "hazard": 0.05,
    }
    with pytest.raises(front.FrontError, match="S646"):
        front.settle_step("square", given, start=0.0, end=60.0, tolerance=1e-17)
