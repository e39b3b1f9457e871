"""Rules of stages, options and readings that no other test names."""

from __future__ import annotations

import pytest

from standoff.compiler import compile_scenario, show_arrays
from standoff.errors import ScenarioError, StandoffError
from standoff.scenario import load_text
from tests.compiler.test_exactness import solved
from tests.scenario.test_repeats import HEAD, plain

FRONT = """standoff: 1
title: A line
as_of: 2031-03-01
horizon: 2031-12-31
actors: {ally: Ally}
parameters: {h0: "gamma(3.5, rate=153)"}
fronts:
  line:
    model: square
    parameters: {strength_attacker: 470, strength_defender: 350, loss_rate_attacker: 0.0001,
      loss_rate_defender: 0.0001, hazard: h0}
moves:
  aid: {by: ally, options: [given, withheld]}
  breakthrough:
    within: [2031-05-01, 2031-12-31]
    chance: {yes: 'line.breaks(2031-05-01, 2031-12-31)', no: rest}
payoffs:
  ally: {cost: -1 if aid == given, lost: -10 if breakthrough == yes}
endings: {broken: breakthrough == yes, held: otherwise}
play: {precision: 2}
"""  # fmt: skip
RULED = f"""{HEAD}summits:
  council:
    options: [nothing, force]
    rule: majority
    members: {{x: {{position: 1}}, y: {{position: 1}}, z: {{position: 0}}}}
moves:
  aid: {{by: anna, options: {{none: {{}}, some: {{when: council.adopts(force)}}}}}}
payoffs: {{anna: {{t: 1 if aid == some}}}}
endings: {{given: aid == some, kept: otherwise}}
play: {{precision: 1}}
"""


@pytest.mark.parametrize(("worth", "acts"), [(-2, 0.0), (-0.5, 0.0), (0.5, 1.0), (1, 1.0)])
def test_sharp_limit_of_dated_stages_is_the_same_however_time_is_cut(worth: float, acts: float) -> None:
    for every in ("12 months", "4 months", "1 month", "2 weeks"):
        text = plain(every, worth).replace("precision: 1.5", "precision: 400")
        found, _, _ = solved(load_text(text).reading(), 1)
        assert found["acted"][0] == pytest.approx(acts, abs=1e-6), every


def test_rounds_are_choices_and_carry_no_weight() -> None:
    rounds = plain("4 months", 1).replace("every: 4 months, from: 2031-01-01, to: 2031-12-31", "at_most: 3")
    rounds = rounds.replace(", waiting: wait", "")
    assert compile_scenario(load_text(plain("4 months", 1)).reading()).game.arrays.weight is not None
    assert compile_scenario(load_text(rounds).reading()).game.arrays.weight is None


def test_option_that_a_summit_opens_is_refused_until_it_is_a_chance_move() -> None:
    with pytest.raises(ScenarioError, match="S470"):
        load_text(RULED)
    vote = "moves:\n  vote: {chance: {force: council.adopts(force), none: rest}}\n"
    text = RULED.replace("moves:\n", vote).replace("when: council.adopts(force)", "when: vote == force")
    assert load_text(text).reading().moves["aid"].open_when.keys() == {"some"}


def test_scale_of_options_stays_a_scale_beside_options_that_open() -> None:
    text = f"{HEAD}moves: {{aid: {{by: anna, options: {{grid: [0, 3, 4]}}}}}}\n"
    text += "payoffs: {anna: {t: -aid}}\nendings: {some: aid >= 1, none: otherwise}\nplay: {precision: 1}\n"
    move = load_text(text).reading().moves["aid"]
    assert move.values == (0.0, 1.0, 2.0, 3.0)
    assert not move.open_when


def test_reading_changes_the_numbers_of_a_front() -> None:
    reading = "readings:\n  other: {fronts: {line: {parameters: {strength_attacker: 700}}}}\n"
    other = load_text(FRONT + reading).reading("other")
    by_hand = load_text(FRONT.replace("strength_attacker: 470", "strength_attacker: 700")).reading()
    assert other.fronts["line"].parameters == by_hand.fronts["line"].parameters
    assert show_arrays(compile_scenario(other)) == show_arrays(compile_scenario(by_hand))


def test_endings_must_cover_every_play_in_each_reading() -> None:
    text = f"{HEAD}moves:\n  x: {{by: anna, options: [go, stay]}}\n"
    text += "  y: {by: boris, when: x == go, options: [up, down]}\n"
    text += "payoffs: {anna: {t: 1 if y == up}, boris: {t: 1 if y == up}}\n"
    text += "endings: {up: y == up, down: y == down, still: x == stay}\nplay: {precision: 1}\n"
    text += "readings:\n  other: {moves: {y: {when: x == stay}}}\n"
    loaded = load_text(text)
    compile_scenario(loaded.reading())
    with pytest.raises(StandoffError, match="S605"):
        compile_scenario(loaded.reading("other"))
