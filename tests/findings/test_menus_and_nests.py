"""Options that open, nests and private numbers in what is told of a run: report, commitments, variants."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.compiler import compile_scenario, process_columns
from standoff.findings.robustness.commitments import committed
from standoff.findings.robustness.variants import revelations_of, variants_of
from standoff.game import bind
from standoff.scenario import load_text
from standoff.scenario.stated_numbers import count_numbers
from standoff.solvers import solve
from standoff.study.rows import prepare_reading
from standoff.study.summaries.details import details
from standoff.study.summaries.texts import texts_of
from tests.compiler.test_exactness import drawn

TEXT = """standoff: 1
title: Help
as_of: 2031-01-01
horizon: 2031-12-31
actors: {sender: Sender, helper: Helper, foe: Foe}
parameters:
  cost: {draw: "uniform(0.5, 2.5)", unit: payoff, known_to: [helper], cells: 2}
moves:
  consent: {by: sender, options: [given, refused]}
  entry:
    by: helper
    options: {wait: {}, trainers: {when: consent == given}, force: {when: consent == given}}
    NEST
  answer: {by: foe, options: [yield, fight]}
payoffs:
  sender: {help: 1.2 if entry == force, price: -0.5 if consent == given}
  helper: {cost: -cost if entry == force, gain: 2 if answer == yield and entry != wait}
  foe: {shame: -1 if answer == yield, war: -3 if answer == fight and entry == force}
endings: {forced: entry == force, trained: entry == trainers, waited: otherwise}
play: {precision: 1.5}
"""
NEST = "nest: {none: [wait], some: [trainers, force]}"


def made_of(nest: str):
    loaded = load_text(TEXT.replace("NEST", nest))
    return loaded, prepare_reading(compile_scenario(loaded.reading()))


def told(nest: str, n_draws: int = 6):
    _, made = made_of(nest)
    compiled = made.compiled
    columns = drawn(compiled.scenario, n_draws)
    columns |= process_columns(compiled.scenario, compiled.outputs, columns, n_draws)
    play = solve(bind(compiled.game, columns, n_draws))
    bound = bind(compiled.count.game, columns, n_draws)
    return details(compiled, bound, play, dict.fromkeys(compiled.moves, (0.5, 0.0, 0.4, 0.6)), columns)


def test_nested_move_is_told_as_one_move_with_its_options() -> None:
    found = [one for one in told(NEST)["infosets"] if one["move"] == "entry"]
    plain = [one for one in told("")["infosets"] if one["move"] == "entry"]
    assert len(found) == len(plain) == 3  # the truth and two cells; after a refusal nobody chooses
    for one in found:
        assert [action["option"] for action in one["actions"]] == ["wait", "trainers", "force"]
        assert sum(action["mean"] for action in one["actions"]) == pytest.approx(1.0)
        assert sum(action["best_share"] for action in one["actions"]) == pytest.approx(1.0)
    truth, other = (next(o for o in all_ if o["knows"]["cost.type"] == "truth") for all_ in (found, plain))
    for mine, theirs in zip(truth["actions"], other["actions"], strict=True):
        assert set(mine["terms"]) == set(theirs["terms"])
    worth = {action["option"]: action["value"] for action in truth["actions"]}
    assert worth["wait"] == 0.0
    assert worth["trainers"] > 0.0


@pytest.mark.parametrize("nest", ["", NEST])
def test_commitment_to_an_option_holds_wherever_it_is_open(nest: str) -> None:
    """Worked out by hand: what is open after a refusal is nothing but waiting."""
    _, made = made_of(nest)
    found = committed(made, seed=1, n_draws=40, moves=("entry",)).commitments
    entry = next(one for one in found if one.move == "entry")
    assert entry.options == ("wait", "trainers", "force")
    assert not entry.failed_again.any()
    np.testing.assert_allclose(entry.again[:, 0], 0.0, atol=1e-9)
    given = 1.0 / (1.0 + np.exp(1.5 * 0.5))  # consent brings the sender nothing but its price
    yields = 1.0 / (1.0 + np.exp(1.5 * 1.0))
    np.testing.assert_allclose(entry.again[:, 1], given * 2.0 * yields, atol=1e-9)
    cost = drawn(made.compiled.scenario, 40)["cost"]
    welcome = 1.0 / (1.0 + np.exp(-1.5 * 0.7))
    frightened = 1.0 / (1.0 + np.exp(-1.5 * 2.0))
    np.testing.assert_allclose(entry.again[:, 2], welcome * (2.0 * frightened - cost), atol=1e-9)


def test_private_number_is_told_with_who_knows_it_and_counts_once() -> None:
    loaded, made = made_of("")
    scenario = loaded.reading()
    assert count_numbers(made.compiled.scenario) == count_numbers(scenario)
    moves = texts_of(loaded).moves
    assert moves["cost.type"].title == "Cost (known to Helper)"
    assert not any(entry["move"] == "cost.type" for entry in told("")["chance"])


def test_variants_know_the_number_and_cut_it_finer_and_reveal_no_types() -> None:
    _, made = made_of("")
    found = {variant.title: variant for variant in variants_of(made.compiled.scenario)}
    assert "Known to all: Cost" in found
    finer = found["Cost in 4 cells in place of 2"].scenario
    assert finer is not None
    assert len(compile_scenario(finer).scenario.moves["cost.type"].options) == 5
    assert list(revelations_of(made.compiled.scenario)) == []
