"""When to stop: a risk that rises, signs that teach, a private cost; against answers worked out here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import exp

import numpy as np
import pytest
from scipy.special import expit
from shipped import parameters, solved, text_of

from standoff.scenario import load, load_text

DRAWS = 12
FLOATS = np.ndarray


# Brinkmanship: in round k each yields with the chance that makes the other not care


def contest(loss: FLOATS, step: FLOATS, n_rounds: int) -> tuple[FLOATS, FLOATS, FLOATS]:
    """Chances of a disaster, of an end in the first round, and that both go on to the last."""
    alive, risk, first = np.ones_like(loss), np.zeros_like(loss), np.zeros_like(loss)
    for number in range(1, n_rounds + 1):
        luck = number * step
        both = (1 / (1 + luck * loss)) ** 2
        risk += alive * both * luck
        alive = alive * both * (1 - luck)
        first = 1 - alive if number == 1 else first
    return risk, first, alive


@pytest.mark.parametrize(("reading", "n_rounds"), [("as_written", 6), ("three_rounds", 3), ("grave", 6)])
def test_risk_is_run_until_pressing_and_yielding_are_worth_the_same(reading: str, n_rounds: int) -> None:
    loaded = load("brinkmanship-in-rounds")
    found, numbers = solved(loaded, reading, DRAWS), parameters(loaded, DRAWS, reading)
    assert (found["status"] == 0).all()
    risk, first, alive = contest(numbers["disaster_loss"], numbers["step"], n_rounds)
    np.testing.assert_allclose(found["measure:risk"], risk, atol=1e-6)
    np.testing.assert_allclose(found["measure:over_at_once"], first, atol=1e-6)
    np.testing.assert_allclose(found["ending:stepped_back"], alive, atol=1e-6)
    np.testing.assert_allclose(found["measure:north_gets"], 0, atol=1e-6)
    if n_rounds == 6:
        burden = 6 * numbers["step"] * numbers["disaster_loss"]
        np.testing.assert_allclose(found["measure:yields_late"], burden / (1 + burden), atol=1e-6)


# Learning: backward induction over months and signs; what is best, or logit play with base weights

DAYS = (31, 28, 31, 30, 31)


class Watch:
    """The watcher's problem in one draw; `precision` None where it always does what is best."""

    def __init__(self, draw: Mapping[str, float], precision: float | None) -> None:
        self.draw, self.precision = draw, precision
        self.worth = cache(self._worth)
        self.acts = cache(self._acts)

    def joint(self, month: int, signs: int) -> tuple[float, float]:
        """The chances of harm and of calm together with one order of signs."""
        harm, calm = self.draw["p_sign_harm"], self.draw["p_sign_calm"]
        prior, none = self.draw["p_harm"], month - signs
        return prior * harm**signs * (1 - harm) ** none, (1 - prior) * calm**signs * (1 - calm) ** none

    def values(self, month: int, signs: int) -> tuple[float, float]:
        """What acting and waiting are worth after the sign of a month."""
        harm, calm = self.joint(month, signs)
        belief = harm / (harm + calm)
        act = belief * self.draw["gain"] - (1 - belief) * self.draw["blunder"]
        after = -belief * self.draw["harm"]
        if month < 5:
            shown = sum(self.joint(month + 1, signs + 1)) / (harm + calm)
            after = shown * self.worth(month + 1, signs + 1) + (1 - shown) * self.worth(month + 1, signs)
        return act, after - self.draw["month"]

    def _acts(self, month: int, signs: int) -> float:
        if signs == 0:
            return 0.0  # there is nothing to show to others
        act, wait = self.values(month, signs)
        if self.precision is None:
            return float(act > wait)
        weight = 0.5 ** (DAYS[month - 1] / sum(DAYS))
        return 1 / (1 + weight / (1 - weight) * exp(self.precision * (wait - act)))

    def _worth(self, month: int, signs: int) -> float:
        act, wait = self.values(month, signs)
        return wait + self.acts(month, signs) * (act - wait)

    def from_the_start(self) -> float:
        return sum(sum(self.joint(1, signs)) * self.worth(1, signs) for signs in (0, 1))


@pytest.mark.parametrize(("reading", "precision"), [("as_written", None), ("noisy", 3.0)])
def test_signs_are_acted_on_when_backward_induction_says_so(reading: str, precision: float | None) -> None:
    loaded = load("learning-from-signs")
    found, numbers = solved(loaded, reading, DRAWS), parameters(loaded, DRAWS, reading)
    assert (found["status"] == 0).all()
    watches = [Watch({name: column[i] for name, column in numbers.items()}, precision) for i in range(DRAWS)]
    at_once = np.array([sum(watch.joint(1, 1)) * watch.acts(1, 1) for watch in watches])
    worth = np.array([watch.from_the_start() for watch in watches])
    np.testing.assert_allclose(found["measure:at_once"], at_once, atol=1e-6)
    np.testing.assert_allclose(found["measure:worth"], worth, atol=1e-6)
    assert 0 < (at_once > 1e-6).sum() < DRAWS or precision is not None  # it acts at once in some draws only


# A private cost: cells refined, and the threshold of those who always do what is best

OUTPOST = "outpost-private-cost"


def seizures(numbers: Mapping[str, FLOATS], chance: FLOATS) -> FLOATS:
    return expit(2 * (numbers["worth"] - (numbers["worth"] + numbers["beaten"]) * chance))


def test_cells_of_a_private_cost_come_to_the_closed_form() -> None:
    errors = {}
    for cells in (2, 3, 6, 9):
        loaded = load_text(text_of(OUTPOST).replace("cells: 9", f"cells: {cells}"))
        found, numbers = solved(loaded, draws=DRAWS), parameters(loaded, DRAWS)
        shame = numbers["shame"]
        exact = seizures(numbers, (np.logaddexp(0, 4 * shame) - np.logaddexp(0, 4 * (shame - 3))) / 12)
        errors[cells] = float(np.abs(found["measure:seized"].to_numpy() - exact).max())
        back = found["measure:fight_if_seized"]  # the owner plays by the draw's own cost, whatever the cells
        np.testing.assert_allclose(back, expit(4 * (shame - numbers["cost"])), atol=1e-6)
    assert errors[9] < errors[6] < errors[3] < errors[2]
    assert errors[9] < 0.002
    assert errors[9] < errors[3] / 6  # falls with the square of the cells


def test_private_cost_in_the_sharp_limit_has_the_threshold_of_the_closed_form() -> None:
    loaded = load(OUTPOST)
    found, numbers = solved(loaded, "sharp", 48), parameters(loaded, 48, "sharp")
    gap = numbers["worth"] / (numbers["worth"] + numbers["beaten"]) - numbers["shame"] / 3
    clear = np.abs(gap) > 0.5 / 9  # half a cell
    assert clear.sum() > 24
    np.testing.assert_allclose(found["measure:seized"].to_numpy()[clear], gap[clear] > 0, atol=1e-6)
    back = found["measure:fight_if_seized"].to_numpy()
    seized = found["measure:seized"].to_numpy() > 0.5
    np.testing.assert_allclose(back[seized], (numbers["cost"] < numbers["shame"])[seized], atol=1e-6)
