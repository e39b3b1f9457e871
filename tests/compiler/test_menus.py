"""Options with `when:`: menus follow from what the mover knows, and a plain second reading agrees."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.compiler import compile_scenario
from standoff.errors import StandoffError
from standoff.game import bind
from standoff.scenario import load_text
from standoff.scenario.records import Scenario
from standoff.solvers import solve
from tests.compiler.oracle import Oracle
from tests.compiler.random_scenarios import random_scenario
from tests.compiler.test_exactness import solved

TEXT = """standoff: 1
title: Help
as_of: 2031-01-01
horizon: 2031-12-31
actors: {sender: Sender, helper: Helper, foe: Foe}
parameters: {cost: 1.5, p_bold: 0.3}
moves:
  kind:
    chance: {bold: p_bold, shy: rest}
    seen_by: [helper]
  consent:
    by: sender
    options: [given, refused]
    hidden_from: [foe]
  entry:
    by: helper
    options:
      wait: {WAIT}
      trainers: {when: consent == given}
      force: {when: consent == given and kind == bold}
  answer:
    by: foe
    options: [yield, fight]
payoffs:
  sender: {peace: 1 if entry != wait, price: -0.5 if consent == given}
  helper: {cost: -cost if entry == force, gain: 3 if answer == yield and made(entry)}
  foe: {shame: -2 if answer == yield, war: -4 if answer == fight and entry == force}
endings:
  forced: entry == force
  trained: entry == trainers
  none: not made(entry)
  waited: otherwise
measures:
  forced_if_given: P(entry == force | consent == given)
play: {precision: 1}
"""


def scenario(wait: str = "{}", more: str = "") -> Scenario:
    return load_text(TEXT.replace("{WAIT}", wait) + more).reading()


def refused(text: str, observed: dict[str, str] | None = None) -> str:
    loaded = load_text(text)
    with pytest.raises(StandoffError) as found:
        compile_scenario(loaded.reading(list(loaded.readings)[-1]), observed=observed)
    assert found.value.problems[0].span is not None
    return found.value.problems[0].code


def test_menu_of_each_information_set_holds_the_open_options() -> None:
    compiled = compile_scenario(scenario(), merge=False)
    labels, arrays = compiled.game.labels, compiled.game.arrays
    menus = {
        tuple(labels.action[arrays.first_action[h] : arrays.first_action[h + 1]])
        for h, name in enumerate(labels.infoset)
        if name.startswith("entry.")
    }
    # after a refusal only `wait` is open: it is made without a node
    assert menus == {("wait", "trainers", "force"), ("wait", "trainers")}


def test_single_open_option_is_made_without_a_choice() -> None:
    found, _, _ = solved(scenario(), 2)
    oracle = Oracle(scenario(), {"cost": 1.5, "p_bold": 0.3, "precision": 1.0})
    oracle.solve()
    refusal = oracle.chance_of(lambda h: h["consent"] == "refused")
    assert oracle.chance_of(lambda h: h["consent"] == "refused" and h["entry"] == "wait") == refusal > 0
    for name, chance in oracle.endings().items():
        assert found[name][0] == pytest.approx(chance, abs=1e-9)


def test_move_without_an_open_option_is_skipped() -> None:
    text = scenario("{when: consent == given}")
    found, _, numbers = solved(text, 1)
    oracle = Oracle(text, {n: c[0] for n, c in numbers.items()})
    oracle.solve()
    assert found["none"][0] == pytest.approx(oracle.chance_of(lambda h: h["consent"] == "refused"))
    assert found["none"][0] == pytest.approx(oracle.endings()["none"], abs=1e-9)
    assert found["none"][0] > 0.1
    assert found["foe"][0] == pytest.approx(oracle.true_value("foe"), abs=1e-9)


def test_always_true_condition_changes_no_number() -> None:
    plain = scenario().moves["entry"].options
    some = TEXT.replace("{WAIT}", "{when: consent == given or consent == refused}")
    found, compiled, _ = solved(load_text(some).reading(), 3)
    before, _, _ = solved(scenario(), 3)
    assert compiled.scenario.moves["entry"].options == plain
    for name, values in before.items():
        np.testing.assert_allclose(found[name], values, atol=1e-12, err_msg=name)


def test_given_option_that_can_be_closed_is_refused_by_its_condition() -> None:
    text = TEXT.replace("{WAIT}", "{}")
    assert refused(text + "readings: {r: {moves: {entry: trainers}}}\n") == "S472"
    loaded = load_text(text + "readings: {r: {moves: {entry: trainers, consent: given}}}\n")
    compiled = compile_scenario(loaded.reading("r"))
    assert not any(name.startswith("entry") for name in compiled.game.labels.infoset)


def test_observed_option_that_is_never_open_is_refused() -> None:
    text = TEXT.replace("{WAIT}", "{}") + "readings: {r: {moves: {consent: refused}}}\n"
    assert refused(text, {"entry": "trainers"}) == "S473"


def test_observed_option_leaves_out_the_histories_in_which_it_is_closed() -> None:
    found, _, _ = solved(scenario(), 1, observed={"entry": "force"})
    assert found["forced"][0] == pytest.approx(1.0)
    assert found["forced_if_given"][0] == pytest.approx(1.0)


def test_sharp_play_knows_menus() -> None:
    text = (
        TEXT.replace("{WAIT}", "{}").replace("{precision: 1}", "sharp").replace("[helper]", "[helper, foe]")
    )
    sharp = load_text(text.replace("    hidden_from: [foe]\n", "")).reading()
    compiled = compile_scenario(sharp)
    columns = {"cost": np.array([1.5]), "p_bold": np.array([0.3])}
    solution = solve(bind(compiled.game, columns, 1))
    play = dict(
        zip(
            compiled.game.labels.infoset,
            np.split(solution.probability[0], compiled.game.arrays.first_action[1:-1]),
            strict=True,
        )
    )
    assert all(set(p.round(9).tolist()) <= {0.0, 1.0, 0.5} for p in play.values())


def agrees_with_the_oracle(seed: int, *, nests: bool, n_moves: int = 3) -> None:
    text = load_text(random_scenario(seed, n_moves=n_moves, menus=True, nests=nests)).reading()
    found, _, numbers = solved(text, 1)
    oracle = Oracle(text, {n: c[0] for n, c in numbers.items()})
    oracle.solve()
    for name, chance in oracle.endings().items():
        assert found[name][0] == pytest.approx(chance, abs=1e-7)
    for actor in text.payoffs:
        assert found[actor][0] == pytest.approx(oracle.true_value(actor), abs=1e-7)


@pytest.mark.parametrize("block", range(10))
def test_random_menus_equal_a_plain_second_reading(block: int) -> None:
    """150 scenarios of three moves, in blocks; the hard cases are empty, single and forced menus."""
    for seed in range(15 * block, 15 * (block + 1)):
        agrees_with_the_oracle(seed, nests=bool(seed % 2))


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 100_000), nests=st.booleans())
def test_random_menus_merged_equal_unmerged(seed: int, nests: bool) -> None:
    text = random_scenario(seed, menus=True, nests=nests)
    merged, _, _ = solved(load_text(text).reading(), 4)
    plain, _, _ = solved(load_text(text).reading(), 4, merge=False)
    for name, values in plain.items():
        np.testing.assert_allclose(merged[name], values, atol=1e-7, err_msg=f"{name} of seed {seed}")
