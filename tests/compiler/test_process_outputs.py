"""Fronts beside a game: wrong ones are refused with their place, cutting a window changes nothing."""

from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import polars as pl
import pytest

from standoff.compiler import compile_scenario
from standoff.compiler.processes import run_front
from standoff.errors import StandoffError
from standoff.expressions import day_number
from standoff.scenario import load_text
from standoff.study.rows import numbers_of, parameters_of, prepare_reading, rows_of

TEXT = """\
standoff: 1
title: A line
as_of: 2031-03-01
horizon: 2031-12-31
actors:
  ally: {title: Ally}
parameters:
  h0: gamma(3.5, rate=20)
  aid_from: uniform(2031-06-01, 2031-08-31)
fronts:
  line:
    model: MODEL
    parameters: {PARAMETERS}
    schedules:
      aid: {SCHEDULE}
moves:
  aid: {by: ally, options: [given, withheld], on: 2031-03-15}
  breakthrough:
    within: [2031-05-01, 2031-12-31]
    chance: {yes: 'line.breaks(2031-05-01, 2031-12-31)', no: rest}
payoffs:
  ally: {cost: -1 if aid == given, lost: -10 if breakthrough == yes}
endings:
  broken: breakthrough == yes
  held: otherwise
measures:
  with_aid: P(breakthrough == yes | aid == given)
  without: P(breakthrough == yes | aid == withheld)
play: {precision: 2}
"""
SQUARE = {
    "strength_attacker": "470",
    "strength_defender": "350",
    "loss_rate_attacker": "0.0001",
    "loss_rate_defender": "0.0001",
    "hazard": "h0",
}
SCHEDULE = "what: defender_strength, amount: 2 if aid == given, from: aid_from"


def text(model: str = "square", schedule: str = SCHEDULE, **changed: str) -> str:
    given = {name: value for name, value in (SQUARE | changed).items() if value}
    pairs = "{" + ", ".join(f"{name}: {value}" for name, value in given.items()) + "}"
    return (
        TEXT.replace("MODEL", model)
        .replace("{PARAMETERS}", pairs)
        .replace("{SCHEDULE}", "{" + schedule + "}")
    )


def refused(written: str) -> StandoffError:
    with pytest.raises(StandoffError) as caught:
        numbers(written)
    return caught.value


def numbers(written: str) -> dict[str, np.ndarray]:
    compiled = compile_scenario(load_text(written).reading())
    return numbers_of(compiled, seed=0, first=0, n_draws=8)


def rows(written: str, n_draws: int = 64, chunk: int = 64) -> pl.DataFrame:
    compiled = compile_scenario(load_text(written).reading())
    return rows_of(prepare_reading(compiled), seed=0, chunk=chunk, first=0, n_draws=n_draws)


@pytest.mark.parametrize(
    ("written", "code", "said"),
    [
        (text(model="squrae"), "S610", "no model `squrae`"),
        (text(model="stochastic_square"), "S610", "no model `stochastic_square`"),
        (text(strength_defender=""), "S610", "does not give `strength_defender`"),
        (text(hazrad="h0"), "S610", "Did you mean `hazard`?"),
        (text(schedule="what: depth, amount: 2, from: aid_from"), "S610", "changes `depth`"),
        (text().replace("    model:", "    past: ukraine\n    model:"), "S610", "that does not exist"),
        (text(strength_attacker="0"), "S642", "`strength_attacker` is 0"),
        (text(strength_attacker="h0 - 100"), "S642", "`strength_attacker` is -"),
        (text(schedule=f"{SCHEDULE}, until: 2031-05-01"), "S643", "before it starts"),
    ],
)  # fmt: skip
def test_wrong_front_is_refused_with_its_line(written: str, code: str, said: str) -> None:
    problems = refused(written).problems
    assert [p.code for p in problems] == [code]
    assert said in problems[0].text()
    assert problems[0].span is not None
    assert "^" in problems[0].text()


def test_all_that_is_wrong_with_a_front_is_told_at_once() -> None:
    problems = refused(text(strength_defender="", loss_rate_attacker="", unknown="1")).problems
    assert [p.code for p in problems] == ["S610"] * 3


STAGES = {
    "quarters": ["2031-05-01", "2031-08-01", "2031-10-01", "2031-12-31"],
    "months": [f"2031-{month:02}-01" for month in range(5, 13)] + ["2031-12-31"],
    "weeks": [
        *((dt.date(2031, 5, 1) + dt.timedelta(weeks=week)).isoformat() for week in range(35)),
        "2031-12-31",
    ],
}


def staged(dates: list[str]) -> str:
    """The same text with the window cut into stages: what is broken stays broken."""
    moves, before = [], ""
    for i, (first, last) in enumerate(itertools.pairwise(dates)):
        stage = f"line.breaks({first}, {last})"
        chance = f"1 if {before} == yes else {stage}" if before else stage
        moves.append(
            f"  stage{i}:\n    within: [{first}, {last}]\n    chance: {{yes: '{chance}', no: rest}}\n"
        )
        before = f"stage{i}"
    written = text()
    start, end = written.index("  breakthrough:\n"), written.index("payoffs:")
    return (written[:start] + "".join(moves) + written[end:]).replace(
        "breakthrough == yes", f"{before} == yes"
    )


@pytest.mark.parametrize("cut", STAGES)
def test_window_cut_into_stages_leaves_endings_and_choices_unchanged(cut: str) -> None:
    whole, cut_up = rows(text()), rows(staged(STAGES[cut]))
    for name in ("ending:broken", "ending:held", "measure:with_aid", "measure:without", "move:aid=given"):
        difference = np.abs(whole[name].to_numpy() - cut_up[name].to_numpy())
        assert difference.max() <= (1e-6 if name.startswith("move") else 1e-12), name  # moves are float32


def test_histories_alike_up_to_a_date_have_one_hazard_up_to_it() -> None:
    scenario = load_text(text()).reading()
    columns = parameters_of(compile_scenario(scenario), seed=0, first=0, n_draws=64)
    given, withheld = (
        run_front(scenario, ("line", (f"aid={o}",)), columns, 64) for o in ("given", "withheld")
    )
    for date in (dt.date(2031, 4, 1), dt.date(2031, 6, 1)):
        a, b = (front.hazard_total(day_number(date)) for front in (given, withheld))
        assert np.array_equal(a, b)
    assert np.array_equal(given.hazard_total(columns["aid_from"]), withheld.hazard_total(columns["aid_from"]))
    assert (given.strength("defender", given.end) > withheld.strength("defender", withheld.end)).all()


def test_rows_with_a_front_are_the_same_for_any_chunk() -> None:
    whole, pieces = rows(text(), 300, 300), rows(text(), 300, 37)
    assert whole.equals(pieces)


def test_draws_of_a_front_do_not_depend_on_the_part_that_is_asked_for() -> None:
    made = prepare_reading(compile_scenario(load_text(text()).reading()))
    whole = rows_of(made, seed=0, chunk=64, first=0, n_draws=400)
    tail = rows_of(made, seed=0, chunk=64, first=150, n_draws=250)
    assert whole[150:].equals(tail)
