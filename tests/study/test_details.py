"""What the report is told of a game: it must explain the play that the solver found."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.compiler import compile_scenario, expected_totals
from standoff.game import bind
from standoff.scenario import load, load_text
from standoff.solvers import solve
from standoff.study.summaries.details import details
from tests.compiler.random_scenarios import random_scenario
from tests.compiler.test_exactness import TOY, drawn


def explained(scenario, n_draws):
    compiled = compile_scenario(scenario)
    numbers = drawn(scenario, n_draws)
    play = solve(bind(compiled.game, numbers, n_draws))
    bound = bind(compiled.count.game, numbers, n_draws)
    moves = dict.fromkeys(compiled.moves, (0.5, 0.0, 0.4, 0.6))
    return details(compiled, bound, play, moves, numbers), compiled, numbers


@pytest.mark.parametrize("text", [TOY.read_text(encoding="utf-8"), *(random_scenario(s) for s in range(6))])
def test_terms_of_one_draw_explain_the_play_by_the_logit_rule(text):
    scenario = load_text(text).reading()
    found, _, numbers = explained(scenario, 1)
    for infoset in found["infosets"]:
        precision = float(numbers[scenario.play.precision[infoset["actor"]]][0])
        assert infoset["precision"] == pytest.approx(precision)
        values = np.array([action["value"] for action in infoset["actions"]])
        terms = np.array([sum(action["terms"].values()) for action in infoset["actions"]])
        np.testing.assert_allclose(values, terms, atol=1e-9)
        answer = np.exp(precision * (values - values.max()))
        played = [action["mean"] for action in infoset["actions"]]
        np.testing.assert_allclose(played, answer / answer.sum(), atol=1e-7)


def test_reach_of_the_nodes_and_endings_adds_up():
    found, _, _ = explained(load(TOY).reading(), 50)
    assert found["nodes"][0]["reach"] == 1.0
    ended = sum(edge["reach"] * sum(edge["endings"].values()) for edge in found["edges"])
    assert ended == pytest.approx(1.0)
    terminal = [node["reach"] for node in found["nodes"] if node["kind"] == "terminal"]
    assert sum(terminal) == pytest.approx(1.0)


def test_beliefs_about_a_private_type_stand_beside_the_truth():
    found, _, _ = explained(load(TOY).reading(), 50)
    told = [b for infoset in found["infosets"] if infoset["move"] == "challenge" for b in infoset["beliefs"]]
    assert {(b["move"], b["option"]) for b in told} == {("kind", "firm"), ("kind", "hollow")}
    firm = [b for b in told if b["option"] == "firm"]
    assert all(b["belief"] < b["truth"] for b in firm)  # the attacker fears it less often than it is so
    assert {chance["move"] for chance in found["chance"]} == {"kind"}


def test_who_believes_what_is_so_has_the_truth_at_every_information_set():
    """Where nobody has beliefs of their own, the chances differ from draw to draw, and play with them."""
    lines = TOY.read_text(encoding="utf-8").split("\n")
    at = next(i for i, line in enumerate(lines) if line.strip() == "believed:")
    found, _, _ = explained(load_text("\n".join(lines[:at] + lines[at + 2 :])).reading(), 50)
    told = [b for infoset in found["infosets"] for b in infoset["beliefs"]]
    assert len(told) > 2
    for belief in told:
        assert belief["belief"] == pytest.approx(belief["truth"], abs=1e-9)


def test_mover_knows_what_it_has_seen_and_nothing_else():
    found, _, _ = explained(load(TOY).reading(), 5)
    for infoset in found["infosets"]:
        if infoset["move"] == "challenge":
            assert set(infoset["knows"]) == {"pledge"}
        if infoset["move"] == "pledge":
            assert set(infoset["knows"]) == {"kind"}


def test_what_was_observed_is_certain_in_the_details_and_endings_follow_it():
    scenario = load(TOY).reading()
    compiled = compile_scenario(scenario, observed={"pledge": "vague"})
    numbers = drawn(scenario, 60)
    bound = bind(compiled.game, numbers, 60)
    answer = solve(bound)
    counted = bind(compiled.count.game, numbers, 60)
    found = details(compiled, counted, answer, dict.fromkeys(compiled.moves, (0.5, 0.0, 0.4, 0.6)), numbers)
    assert found["observed"]
    for infoset in (h for h in found["infosets"] if h["move"] == "pledge"):
        played = {action["option"]: action["mean"] for action in infoset["actions"]}
        assert played["vague"] == pytest.approx(1.0)
    assert found["nodes"][0]["reach"] == pytest.approx(1.0)
    ended: dict[str, float] = {}
    for edge in found["edges"]:
        for name in edge["endings"]:
            ended[name] = ended.get(name, 0.0) + edge["reach"]
    item = expected_totals(compiled, bound, numbers, answer.probability)
    weight = item[:, compiled.observed.numerator]
    for name, ratio in compiled.endings.items():  # an ending may settle before the end, never after
        want = item[:, ratio.numerator].sum() / weight.sum()
        assert ended.get(name, 0.0) == pytest.approx(want, abs=1e-9)
