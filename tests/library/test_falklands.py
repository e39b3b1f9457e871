"""The islands in 1982: readings, what happened and is asked, and plays that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from shipped import parameters, solved, with_readings

from standoff.compiler import compile_scenario
from standoff.scenario import LoadedScenario, load

NAME = "falklands-1982"
READINGS = ("misread", "seen_rightly", "home_first", "open_war")
DRAWS = 32
# All that happened, as far as it is a move; `landing` to `force` in the order of play.
HISTORY = """
title: As it happened
moves:
  landing: land
  mood: resolute
  fleet: send
  ban: join
  talks.terms: {terms}
  talks.answer: hold
  talks.tilt: ally
  talks.arrival: there
  talks.clash: clash
  "talks.force[2]": land
"""


@pytest.fixture(scope="module")
def islands() -> LoadedScenario:
    return load(NAME)


@pytest.fixture(scope="module")
def rows(islands: LoadedScenario) -> dict[str, pl.DataFrame]:
    return {reading: solved(islands, reading, DRAWS) for reading in READINGS}


def mean(table: pl.DataFrame, name: str) -> float:
    value = table[name].mean()
    assert isinstance(value, float)
    return value


def test_islands_are_solved_in_every_reading_and_endings_add_up(
    islands: LoadedScenario, rows: dict[str, pl.DataFrame]
) -> None:
    assert islands.readings == READINGS
    for table in rows.values():
        assert (table["status"] == 0).all()
        endings = table.select(pl.col("^ending:.*$")).to_numpy()
        np.testing.assert_allclose(endings.sum(axis=1), 1, atol=1e-9)
        assert (endings.mean(axis=0) > 0.005).all()  # every ending can be reached in every reading


def test_islands_stay_a_small_game(islands: LoadedScenario) -> None:
    arrays = compile_scenario(islands.reading()).game.arrays
    assert arrays.n_nodes <= 3000
    assert arrays.weight is not None  # stages of a month have base weights


def test_each_reading_of_the_islands_moves_what_it_speaks_of(rows: dict[str, pl.DataFrame]) -> None:
    landing = {reading: mean(table, "measure:landing_risk") for reading, table in rows.items()}
    assert landing["seen_rightly"] < landing["misread"] - 0.1
    assert landing["home_first"] > landing["misread"] + 0.1
    fleet = {reading: mean(table, "measure:fleet_if_landed") for reading, table in rows.items()}
    assert fleet["open_war"] < fleet["misread"] - 0.1


def test_reinforcements_deter_more_than_words(rows: dict[str, pl.DataFrame]) -> None:
    table = rows["misread"]
    silent, reinforced = table["measure:lands_if_silent"], table["measure:lands_if_reinforced"]
    assert (silent > reinforced).all()
    assert (table["measure:deterred"] - (silent - reinforced)).abs().max() == 0


def test_what_happened_to_the_islands_is_dated_linked_and_in_order(islands: LoadedScenario) -> None:
    scenario = islands.reading()
    happened = list(scenario.happened.values())
    assert [one.on for one in happened] == sorted(one.on for one in happened)
    assert all(scenario.as_of < one.on <= scenario.horizon for one in happened)
    assert all(one.source and one.link.startswith("https://") for one in happened)
    assert {q.name: str(q.due) for q in scenario.questions.values()} == {
        "lands": "1982-04-30",
        "war": "1982-06-30",
        "back": "1982-06-30",
    }


def test_history_of_the_islands_leads_to_the_war_whose_chance_is_written() -> None:
    loaded = with_readings(NAME, {"history": HISTORY.format(terms="full")})
    found, numbers = solved(loaded, "history", 16), parameters(loaded, 16)
    chance = np.clip(numbers["p_win"] + numbers["aid"], 0, 1)
    np.testing.assert_allclose(found["ending:restored"], chance, atol=1e-9)
    np.testing.assert_allclose(found["ending:lost"], 1 - chance, atol=1e-9)


def test_islands_are_settled_only_after_london_has_opened_its_terms() -> None:
    closed = HISTORY.format(terms="full").replace("  talks.answer: hold\n", "")
    loaded = with_readings(NAME, {"closed": closed.replace("  ban: join\n", "")})
    found = solved(loaded, "closed", 16)
    assert (found["ending:settled"] == 0).all()
    assert (found["ending:withdrawn"] > 0).all()


def test_pressure_is_known_to_buenos_aires_alone(islands: LoadedScenario) -> None:
    """London's signal does not move with the draw's pressure; the landing does."""
    scenario = islands.reading()
    assert scenario.parameters["pressure"].known_to == {"buenos_aires"}
    fixed = "play: {precision: 1}\nparameters:\n  arrives: 1982-05-01\n"
    for name, parameter in scenario.parameters.items():
        if parameter.draw is not None and name not in ("pressure", "arrives") and name[:9] != "precision":
            fixed += f'  "{name}": {float(np.asarray(parameter.draw.quantile(np.array([0.5])))[0])!r}\n'
    found = solved(with_readings(NAME, {"medians": "title: Medians\n" + fixed}), "medians", 32)
    assert found["move:signal=reinforce"].max() - found["move:signal=reinforce"].min() < 1e-9
    assert found["measure:landing_risk"].max() - found["measure:landing_risk"].min() > 0.05
