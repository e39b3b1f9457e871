"""Base weights of decisions that can wait, where the options stand in nests or are not always open."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.compiler import compile_scenario
from standoff.scenario import load_text
from standoff.scenario.records import Scenario
from tests.compiler.test_exactness import solved

WAIT = 0.5 ** (181 / 365)  # of the first half of the year, as the block's stages have it
TEXT = """standoff: 1
title: Stages
as_of: 2031-01-01
horizon: 2031-12-31
actors: {helper: Helper, foe: Foe}
moves:
  mood: {chance: {calm: 0.5, tense: rest}}
  year:
    repeat: {every: 6 months, from: 2031-01-01, to: 2031-12-31}
    until: entry != wait
    moves:
      entry:
        by: helper
        options: {wait: {}, few: {}, many: {MANY}, force: {FORCE}}
        waiting: wait
        NEST
payoffs: {helper: {gain: WORTH if year.entry == few}}
endings: {few: year.entry == few, many: year.entry == many, force: year.entry == force, waited: otherwise}
measures:
  first_few: P(year.entry[1] == few)
  few_if_tense: P(year.entry[1] == few | mood == tense)
  many_if_tense: P(year.entry[1] == many | mood == tense)
  force_if_tense: P(year.entry[1] == force | mood == tense)
  waits_if_calm: P(year.entry[1] == wait | mood == calm)
play: {precision: 1.5}
"""
NEST = "nest: {none: [wait], some: [few, many], all: [force]}"
CLOSED = "{when: mood == calm}"


def scenario(nest: str = "", *, many: str = "{}", force: str = "{}", worth: float = 0.0) -> Scenario:
    text = TEXT.replace("{MANY}", many).replace("{FORCE}", force).replace("WORTH", f"{worth}")
    return load_text(text.replace("NEST", nest)).reading()


def chances(written: Scenario) -> dict[str, float]:
    """What an indifferent helper does follows from the weights alone."""
    return {name: float(values[0]) for name, values in solved(written, 1)[0].items()}


def test_nests_of_acting_options_share_what_waiting_leaves() -> None:
    found = chances(scenario(NEST))
    assert found["waits_if_calm"] == pytest.approx(WAIT, abs=1e-12)
    assert found["first_few"] == pytest.approx((1 - WAIT) / 4, abs=1e-12)
    assert found["waited"] == pytest.approx(0.5, abs=1e-12)
    assert found["force"] == pytest.approx(0.25, abs=1e-12)


def test_closed_option_leaves_its_weight_to_the_acting_ones_alone() -> None:
    found = chances(scenario(force=CLOSED))
    assert found["waits_if_calm"] == pytest.approx(WAIT, abs=1e-12)
    assert found["few_if_tense"] == pytest.approx((1 - WAIT) / 2, abs=1e-12)
    assert found["force_if_tense"] == 0
    assert found["waited"] == pytest.approx(0.5, abs=1e-12)


def test_nest_with_a_closed_option_weighs_as_much_as_before() -> None:
    found = chances(scenario(NEST, many=CLOSED))
    assert found["few_if_tense"] == pytest.approx((1 - WAIT) / 2, abs=1e-12)
    assert found["force_if_tense"] == pytest.approx((1 - WAIT) / 2, abs=1e-12)
    assert found["many_if_tense"] == 0
    assert found["waits_if_calm"] == pytest.approx(WAIT, abs=1e-12)
    assert found["waited"] == pytest.approx(0.5, abs=1e-12)


@pytest.mark.parametrize("every", ["1 month", "2 months", "6 months", "12 months"])
@pytest.mark.parametrize("nest", ["", NEST])
@pytest.mark.parametrize("closed", ["mood == calm", "stage_number == 1", "mood == calm or stage_number == 2"])
def test_who_does_not_care_has_acted_with_one_half_whatever_is_open(
    every: str, nest: str, closed: str
) -> None:
    text = TEXT.replace("every: 6 months", f"every: {every}").replace("{FORCE}", f"{{when: {closed}}}")
    text = text.replace("{MANY}", CLOSED).replace("WORTH", "0").replace("NEST", nest)
    assert chances(load_text(text).reading())["waited"] == pytest.approx(0.5, abs=1e-12)


def test_what_waits_may_be_all_that_is_open() -> None:
    closed = "{when: mood == calm}"
    text = TEXT.replace("few: {}", f"few: {closed}").replace("{MANY}", closed).replace("{FORCE}", closed)
    found = chances(load_text(text.replace("WORTH", "0").replace("NEST", "")).reading())
    assert found["waited"] == pytest.approx(0.75, abs=1e-12)


def test_waiting_that_is_closed_leaves_the_acting_options_alone() -> None:
    text = TEXT.replace("wait: {}", "wait: {when: mood == calm}").replace("{MANY}", "{}")
    text = text.replace("{FORCE}", "{}").replace("WORTH", "0").replace("NEST", NEST)
    found = chances(load_text(text).reading())
    assert [found[f"{name}_if_tense"] for name in ("few", "many", "force")] == pytest.approx(
        [0.25, 0.25, 0.5], abs=1e-12
    )


@pytest.mark.parametrize("force", ["{}", CLOSED])
@pytest.mark.parametrize("nest", ["", NEST])
def test_weights_of_an_information_set_add_up_to_one(nest: str, force: str) -> None:
    arrays = compile_scenario(scenario(nest, force=force)).game.arrays
    assert arrays.weight is not None
    sums = np.add.reduceat(arrays.weight, arrays.first_action[:-1])
    np.testing.assert_allclose(sums, 1.0, rtol=0, atol=1e-15)


def test_merged_game_with_nests_closed_options_and_weights_answers_as_the_whole_one() -> None:
    written = scenario(NEST, many=CLOSED, worth=-1.3)
    merged, whole = (solved(written, 1, merge=merge)[0] for merge in (True, False))
    for name, values in whole.items():
        np.testing.assert_allclose(merged[name], values, rtol=0, atol=1e-10, err_msg=name)


def test_duplicate_inside_a_nest_leaves_the_others_as_they_were() -> None:
    alone = NEST.replace("[few, many]", "[few]")
    text = TEXT.replace("many: {MANY}, ", "").replace("many: year.entry == many, ", "")
    text = "\n".join(line for line in text.splitlines() if "many" not in line)
    text = text.replace("{FORCE}", "{}").replace("WORTH", "-1.3").replace("NEST", alone)
    once = chances(load_text(text).reading())
    text = TEXT.replace("WORTH if year.entry == few", "'-1.3 if year.entry in (few, many)'")
    text = text.replace("{MANY}", "{}").replace("{FORCE}", "{}").replace("NEST", NEST)
    twice = chances(load_text(text).reading())
    assert twice["few"] + twice["many"] == pytest.approx(once["few"], abs=1e-12)
    assert twice["force"] == pytest.approx(once["force"], abs=1e-12)
    assert twice["waited"] == pytest.approx(once["waited"], abs=1e-12)
