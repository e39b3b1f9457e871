"""Nests: two successive decisions that stay one move, so that a repeated rung takes no weight."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.compiler import compile_scenario
from standoff.scenario import load_text
from standoff.scenario.records import Scenario
from tests.compiler.test_exactness import solved

TEXT = """standoff: 1
title: A ladder
as_of: 2031-01-01
horizon: 2031-12-31
actors: {helper: Helper, foe: Foe}
parameters: {cost: "uniform(1, 3)", p_firm: 0.4}
moves:
  kind: {chance: {firm: p_firm, hollow: rest}, seen_by: [helper]}
  mood: {by: foe, options: [calm, tense]}
  entry:
    by: helper
    options:
      wait: {}
      trainers: {}
      force: {FORCE}
      AGAIN
    NEST
  answer: {by: foe, options: [yield, fight]}
payoffs:
  helper:
    cost: -cost if entry in (force, again)
    gain: 2 if answer == yield and entry != wait
    shame: -1 if entry == wait and kind == firm
  foe:
    loss: -2 if answer == yield
    war: -3 if answer == fight and entry in (force, again)
    unrest: -1 if mood == tense
endings: {forced: 'entry in (force, again)', trained: entry == trainers, waited: otherwise}
measures: {yields: P(answer == yield | forced), worth: E(payoff(helper))}
play: {precision: 1.2}
"""


def scenario(nest: str = "", *, again: bool = False, force: str = "{}") -> Scenario:
    text = TEXT.replace("{FORCE}", force).replace("AGAIN", "again: {}" if again else "")
    text = text if again else text.replace("(force, again)", "(force, force)")
    return load_text(text.replace("NEST", f"nest: {nest}" if nest else "")).reading()


APART = "{none: [wait], little: [trainers], much: [force]}"
TWICE = "{none: [wait], little: [trainers], much: [force, again]}"


def test_exact_duplicate_of_a_rung_inside_its_nest_changes_nothing() -> None:
    once, _, _ = solved(scenario(APART), 6)
    twice, _, _ = solved(scenario(TWICE, again=True), 6)
    for name, values in once.items():
        np.testing.assert_allclose(twice[name], values, rtol=0, atol=1e-12, err_msg=name)


def test_exact_duplicate_without_nests_takes_weight_from_the_others() -> None:
    once, _, _ = solved(scenario(), 6)
    twice, _, _ = solved(scenario(again=True), 6)
    assert (twice["forced"] - once["forced"] > 0.02).all()
    assert (twice["waited"] < once["waited"] - 0.005).all()


BESIDE = "{none: [wait], some: [trainers, force]}"
BESIDE_TWICE = "{none: [wait], some: [trainers, force, again]}"


def test_exact_duplicate_beside_another_rung_counts_as_one_more_option_of_the_nest() -> None:
    """2 e^f / (2 e^f + e^t) within the nest, and the nest is worth that average: as the reference says."""
    text = (
        TEXT[: TEXT.index("  answer:")]
        + """payoffs:
  helper: {f: "0.7 - cost if entry in (force, again)", t: "-0.5 if entry == trainers", w: -1 if entry == wait}
  foe: {unrest: -1 if mood == tense}
endings: {forced: 'entry in (force, again)', trained: entry == trainers, waited: otherwise}
play: {precision: 1.2}
"""
    )
    for n, nest in ((1, BESIDE), (2, BESIDE_TWICE)):
        one = text.replace("{FORCE}", "{}").replace("AGAIN", "again: {}" if n == 2 else "")
        one = one if n == 2 else one.replace("(force, again)", "(force, force)")
        found, _, numbers = solved(load_text(one.replace("NEST", f"nest: {nest}")).reading(), 6)
        worth = 0.7 - numbers["cost"]
        force = n * np.exp(1.2 * worth) / (n * np.exp(1.2 * worth) + np.exp(-0.6))
        some = 1 / (1 + np.exp(-1.2 * (1 + force * worth - 0.5 * (1 - force))))
        np.testing.assert_allclose(found["forced"], some * force, atol=1e-12)
        np.testing.assert_allclose(found["trained"], some * (1 - force), atol=1e-12)


def test_exact_duplicate_changes_nothing_at_high_precision_wherever_it_stands() -> None:
    """Nearly the sharp limit: no other option is just as good in these draws."""
    found = []
    for nest, again in ((BESIDE, False), (BESIDE_TWICE, True), ("", False), ("", True)):
        text = TEXT.replace("precision: 1.2", "precision: 400").replace("{FORCE}", "{}")
        text = text.replace("AGAIN", "again: {}" if again else "")
        text = text if again else text.replace("(force, again)", "(force, force)")
        text = text.replace("NEST", f"nest: {nest}" if nest else "")
        found.append(solved(load_text(text).reading(), 6)[0])
    for other in found[1:]:
        for name in ("forced", "trained", "waited"):
            np.testing.assert_allclose(other[name], found[0][name], rtol=0, atol=1e-6, err_msg=name)


def test_nests_of_one_option_each_are_no_nests() -> None:
    plain, without, _ = solved(scenario(), 3)
    nested, game, _ = solved(scenario(APART), 3)
    assert game.game.arrays.n_infosets == without.game.arrays.n_infosets
    for name, values in plain.items():
        np.testing.assert_array_equal(nested[name], values, err_msg=name)


def test_nest_is_the_same_game_as_two_moves_written_by_hand() -> None:
    by_hand = TEXT.replace("{FORCE}", "{}").replace("      AGAIN\n    NEST\n", "").replace(
        "  entry:\n    by: helper\n    options:\n      wait: {}\n      trainers: {}\n      force: {}\n",
        "  some: {by: helper, options: [wait, act], hidden_from: [foe]}\n"
        "  rung: {by: helper, when: some == act, options: [trainers, force], hidden_from: [foe]}\n"
        "  seen:\n    chance: {wait: some == wait, trainers: rung == trainers, force: rung == force}\n",
    )  # fmt: skip
    by_hand = by_hand.replace("entry in (force, again)", "seen == force").replace("entry", "seen")
    hand, _, _ = solved(load_text(by_hand).reading(), 4)
    nested, compiled, _ = solved(scenario("{none: [wait], act: [trainers, force]}"), 4)
    for name, values in nested.items():
        np.testing.assert_allclose(hand[name], values, atol=1e-10, err_msg=name)
    labels = compiled.game.labels
    assert {"none", "act", "wait", "trainers", "force"} >= set(labels.action) - {
        "calm",
        "tense",
        "yield",
        "fight",
    }
    assert any(name.startswith("entry.act.") for name in labels.infoset)


def test_nest_without_an_open_option_is_closed() -> None:
    told = scenario("{none: [wait, trainers], act: [force]}", force="{when: mood == tense}")
    compiled = compile_scenario(told, merge=False)
    labels, arrays = compiled.game.labels, compiled.game.arrays
    menus = {
        tuple(labels.action[arrays.first_action[h] : arrays.first_action[h + 1]])
        for h, name in enumerate(labels.infoset)
        if name.startswith("entry")
    }
    assert menus == {("wait", "trainers"), ("none", "force")}


def test_given_and_observed_name_the_option_of_a_nested_move() -> None:
    told = scenario("{none: [wait], act: [trainers, force]}")
    found, _, _ = solved(told, 2, observed={"entry": "force"})
    plain, _, _ = solved(told, 2)
    np.testing.assert_allclose(found["forced"], 1.0)
    np.testing.assert_allclose(found["yields"], plain["yields"], atol=1e-10)


@pytest.mark.parametrize(
    "nest", ["{none: [wait], act: [trainers, force]}", "{low: [wait, trainers], high: [force]}"]
)
def test_nested_move_merged_equals_unmerged(nest: str) -> None:
    merged, _, _ = solved(scenario(nest), 3)
    plain, _, _ = solved(scenario(nest), 3, merge=False)
    for name, values in plain.items():
        np.testing.assert_allclose(merged[name], values, atol=1e-9, err_msg=name)
