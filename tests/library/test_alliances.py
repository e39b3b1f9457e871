"""The alliance scenarios against their answers in closed form, by the general solvers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from shipped import parameters, solved, with_readings

from standoff.scenario import load

DRAWS = 200
BARGAINING, TRIPWIRE, AMBIGUITY = "guarantee-in-bargaining", "tripwire", "strategic-ambiguity"
AUDIENCE = "audience-cost-crisis"
TYING, SUNK, BRINK, POWER, SETTER = (
    "tying-hands",
    "sinking-costs",
    "brinkmanship-known-resolve",
    "power-against-risk",
    "setter-and-consensus",
)


def _fixed(name: str, **numbers: float) -> dict[str, float]:
    """One draw of a scenario with its parameters fixed: measures and endings by name."""
    said = ", ".join(f"{key}: {value}" for key, value in numbers.items())
    loaded = with_readings(name, {"fixed": f"parameters: {{{said}}}\n"})
    return _plain(solved(loaded, "fixed", draws=1).row(0, named=True))


def _plain(row: dict[str, float]) -> dict[str, float]:
    return {key.split(":", 1)[1]: value for key, value in row.items() if key[:8] in ("measure:", "ending:w")}


# A guarantee inside bargaining: offers in steps of 0.02, costs in cells of 0.02


@pytest.mark.parametrize(("odds", "offer"), [(0.3, 0.15), (0.5, 0.35), (0.7, 0.55)])
def test_bargaining_at_fixed_odds_offers_what_the_closed_form_says(odds: float, offer: float) -> None:
    found = _fixed(BARGAINING, odds_alone=odds + 0.003, odds_helped=odds + 0.003)
    assert found["offered"] == pytest.approx(offer + 0.003, abs=0.02)
    assert found["war_risk"] == pytest.approx(0.375, abs=0.05 + 1e-9)


def test_bargaining_over_draws_moves_the_offer_and_not_the_risk() -> None:
    loaded = load(BARGAINING)
    rows, odds = solved(loaded, draws=DRAWS), parameters(loaded, DRAWS)["odds"]
    offered = rows["measure:offered"].to_numpy()
    assert np.abs(offered - (odds - 0.15)).max() <= 0.02 + 0.01
    assert abs(np.polyfit(odds, offered, 1)[0] - 1) <= 0.05
    risk = rows["measure:war_risk"].to_numpy()
    assert abs(float(risk.mean()) - 0.375) <= 0.05
    assert abs(np.corrcoef(odds, risk)[0, 1]) <= 0.2


# A tripwire: whole units, costs of helping in cells of a twentieth


@pytest.mark.parametrize(("resolve_unit", "force"), [(0.5, 4.0), (0.0, 32 / 3)])
def test_tripwire_keeps_the_smallest_force_that_deters(resolve_unit: float, force: float) -> None:
    found = _fixed(TRIPWIRE, resolve_unit=resolve_unit)
    assert abs(found["units"] - force) <= 1
    assert found["deterrence"] == pytest.approx(1.0, abs=1e-6)


def test_tripwire_over_draws_is_right_to_one_unit_and_one_cell() -> None:
    loaded = load(TRIPWIRE)
    rows, drawn = solved(loaded, draws=DRAWS), parameters(loaded, DRAWS)
    slope = 0.05 * 6 + drawn["resolve_unit"]
    needed = (10 / 2 - 0.3 * 6) / slope
    excess = rows["measure:units"].to_numpy() - needed
    cell = 10 / 20 / slope
    assert (excess >= -cell).all()
    assert (excess <= 1 + cell).all()


def test_tripwire_that_is_too_dear_is_not_laid() -> None:
    rows = solved(load(TRIPWIRE), "dear_units", draws=DRAWS)
    assert float(rows["measure:units"].mean()) < 4
    assert float(rows["measure:deterrence"].min()) < 0.5


# Strategic ambiguity: the margin is mixed, so the answer is exact on any grid


@pytest.mark.parametrize(("defeat", "cost_top", "harm"), [(3, 4, 2), (3, 3, 2), (5, 4, 2), (2, 2, 4)])
def test_ambiguity_leaves_both_sides_indifferent(defeat: float, cost_top: float, harm: float) -> None:
    found = _fixed(AMBIGUITY, defeat=defeat, cost_top=cost_top, harm=harm)
    armed = 1 / (1 + defeat)
    assert found["armed"] == pytest.approx(armed, abs=0.001)
    assert found["attacked"] == pytest.approx(armed * cost_top / harm, abs=cost_top / harm / 10)


def test_ambiguity_over_draws_follows_the_closed_form() -> None:
    loaded = load(AMBIGUITY)
    rows, defeat = solved(loaded, draws=DRAWS), parameters(loaded, DRAWS)["defeat"]
    assert np.abs(rows["measure:armed"].to_numpy() - 1 / (1 + defeat)).max() <= 0.001
    assert np.abs(rows["measure:attacked"].to_numpy() - 2 / (1 + defeat)).max() <= 0.2


# Tying hands: values in cells of a tenth, signals in steps of 0.05


@pytest.mark.parametrize(("odds", "cost", "hawk"), [(0.6, 0.3, 0.3), (0.5, 0.2, 0.2)])
def test_tied_hands_give_the_cut_off_and_the_war_of_the_closed_form(
    odds: float, cost: float, hawk: float
) -> None:
    found = _fixed(TYING, odds=odds, war_cost=cost, hawk_share=hawk)
    cut = hawk * cost / (1 - hawk + hawk * odds)
    assert found["bound"] == pytest.approx(1 - cut, abs=0.1)
    assert found["war_risk"] == pytest.approx(hawk * (1 - cut), abs=hawk * 0.1)
    assert found["bluffed"] <= 0.01


def test_tied_hands_over_draws_follow_the_closed_form() -> None:
    loaded = load(TYING)
    rows, hawk = solved(loaded, draws=40), parameters(loaded, 40)["hawk_share"]
    cut = hawk * 0.3 / (1 - hawk + hawk * 0.6)
    assert (np.abs(rows["measure:war_risk"].to_numpy() - hawk * (1 - cut)) <= hawk * 0.1).all()
    assert float(rows["measure:bluffed"].max()) <= 0.01


# Sinking costs: values in cells of a tenth; one defender in fifty always fights and always signals


def _sunk(cost: float | np.ndarray, hawk: float = 0.3, firm: float = 0.02) -> tuple[np.ndarray, np.ndarray]:
    """Shares of defenders who signal and of wars, with odds 0.6 and war cost 0.3."""
    fights = 0.3 / 0.6
    cut = np.maximum((np.asarray(cost) / (1 - hawk) - 0.3) / 0.4, fights)
    war = hawk * (1 - fights) + (1 - hawk) * (cut - fights)
    return (1 - firm) * (1 - cut) + firm, (1 - firm) * war + firm * hawk


@pytest.mark.parametrize("cost", [0.355, 0.38, 0.42, 0.46])
def test_sunk_costs_part_the_types_at_the_cut_of_the_closed_form(cost: float) -> None:
    found, (sent, war) = _fixed(SUNK, signal_cost=cost), _sunk(cost)
    assert found["sent"] == pytest.approx(float(sent), abs=0.05)
    assert found["war_risk"] == pytest.approx(float(war), abs=0.7 * 0.05)
    assert found["bluffed"] <= 0.02


def test_sunk_costs_over_draws_follow_the_closed_form() -> None:
    loaded = load(SUNK)
    rows, cost = solved(loaded, draws=DRAWS), parameters(loaded, DRAWS)["signal_cost"]
    sent, war = _sunk(cost)
    assert np.abs(rows["measure:sent"].to_numpy() - sent).max() <= 0.1
    assert np.abs(rows["measure:war_risk"].to_numpy() - war).max() <= 0.7 * 0.1
    assert float(rows["measure:bluffed"].max()) <= 0.1


# Brinkmanship: risks on a ladder of steps of 0.05


def _rung(resolve: np.ndarray, first: float) -> np.ndarray:
    """The highest risk, on every second step from `first` on, that a side would run."""
    return first + 0.1 * np.floor((resolve - first) / 0.1)


@pytest.mark.parametrize("reading", [None, "defender_first"])
def test_brink_is_won_by_the_side_that_can_run_the_higher_risk(reading: str | None) -> None:
    loaded = load(BRINK)
    rows, drawn = solved(loaded, reading, draws=DRAWS), parameters(loaded, DRAWS)
    mine, theirs = drawn["challenger_resolve"], drawn["defender_resolve"]
    wins = (
        rows["measure:challenger_gets_it" if reading is None else "ending:challenger_wins"].to_numpy() > 0.5
    )
    first = 0.05 if reading is None else 0.15
    higher = _rung(mine, first) > _rung(theirs, 0.1)
    assert np.array_equal(wins, higher)
    clear = np.abs(mine - theirs) > 0.1
    assert np.array_equal(wins[clear], (mine > theirs)[clear])
    assert rows["measure:risk_run"].max() <= 0.1 + 1e-9


@pytest.mark.parametrize(("mine", "theirs"), [(0.26, 0.12), (0.12, 0.26), (0.36, 0.24)])
def test_brink_at_fixed_resolve_is_won_by_the_larger(mine: float, theirs: float) -> None:
    found = _fixed(BRINK, challenger_resolve=mine, defender_resolve=theirs)
    assert found["challenger_gets_it"] == pytest.approx(float(mine > theirs), abs=1e-6)
    assert found["risk_run"] == pytest.approx(0.05 * (mine > theirs), abs=1e-6)


# Power against risk: steps of 0.01


@pytest.mark.parametrize(
    ("k", "v", "d", "power"), [(1, 1, 1, 1 / 3), (2, 1, 1, 0.193713), (1, 1, 3, 0.154701)]
)
def test_power_at_fixed_numbers_is_right_to_one_step(k: float, v: float, d: float, power: float) -> None:
    found = _fixed(POWER, sharpness=k, stake=v, ruin=d)
    assert found["power_used"] == pytest.approx(power, abs=0.01)
    assert found["risk"] == pytest.approx(k * found["power_used"] ** 2, abs=1e-9)


@pytest.mark.parametrize(("reading", "ruin"), [(None, 1.0), ("dear_ruin", 3.0)])
def test_power_over_draws_is_right_to_one_step(reading: str | None, ruin: float) -> None:
    loaded = load(POWER)
    rows, k = solved(loaded, reading, draws=DRAWS), parameters(loaded, DRAWS)["sharpness"]
    best = (-k * ruin + np.sqrt(k * k * ruin * ruin + 3 * k)) / (3 * k)
    assert np.abs(rows["measure:power_used"].to_numpy() - best).max() <= 0.01


# A proposer and a consensus: rungs of 0.05


@pytest.mark.parametrize(
    ("wanted", "cost", "expected"),
    [(1.0, 0.0, 0.4), (0.3, 0.0, 0.3), (1.0, 0.1, 0.5), (0.95, 0.05, 0.45), (0.15, 0.0, 0.15)],
)
def test_proposer_gets_the_own_ideal_or_what_the_most_reluctant_accepts(
    wanted: float, cost: float, expected: float
) -> None:
    found = _fixed(SETTER, reluctant=0.2001, wanted=wanted + 0.001, silence_cost=cost)
    assert found["adopted_at"] == pytest.approx(expected, abs=1e-9)
    assert found["forecast"] == pytest.approx((0.2001 + 0.5 + 0.9) / 3, abs=1e-9)


@pytest.mark.parametrize(("reading", "cost"), [(None, 0.0), ("silence", 0.1)])
def test_proposer_over_draws_is_right_to_one_rung(reading: str | None, cost: float) -> None:
    loaded = load(SETTER)
    rows, drawn = solved(loaded, reading, draws=DRAWS), parameters(loaded, DRAWS)
    best = np.minimum(drawn["wanted"], 2 * drawn["reluctant"] + cost)
    found = rows["measure:adopted_at"].to_numpy()
    assert np.abs(found - best).max() <= 0.05
    assert math.isclose(float(rows["measure:north_blocks"].mean()), 1.0, abs_tol=0.05)


# A crisis before audiences: the sides share turns, 0.1 of time apart


def _bound(cost: np.ndarray, audience: float, first: float) -> np.ndarray:
    """The first own turn, on every second step from `first` on, from which a side rather fights."""
    return first + 0.2 * np.floor((cost / audience - first) / 0.2 + 1)


@pytest.mark.parametrize(("reading", "audience"), [(None, 1.0), ("loud_audience", 2.0)])
def test_audiences_give_the_prize_to_the_side_that_is_bound_first(
    reading: str | None, audience: float
) -> None:
    loaded = load(AUDIENCE)
    rows, drawn = solved(loaded, reading, draws=DRAWS), parameters(loaded, DRAWS)
    mine, theirs = drawn["challenger_cost"], drawn["defender_cost"]
    wins = rows["measure:challenger_gets_it"].to_numpy() > 0.5
    assert np.array_equal(wins, _bound(mine, audience, 0.0) < _bound(theirs, 1.0, 0.1))
    clear = np.abs(mine / audience - theirs) > 0.1
    assert np.array_equal(wins[clear], (mine / audience < theirs)[clear])
    assert rows["measure:war_risk"].max() <= 1e-9
    assert rows["measure:long_crisis"].max() <= 1e-9
