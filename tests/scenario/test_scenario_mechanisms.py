"""Mechanisms and headlines in the language: read, shown, laid over readings, never part of play."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import standoff
from standoff.app.output.scenario import scenario_text
from standoff.compiler import compile_scenario
from standoff.errors import ScenarioError
from standoff.scenario import load_text, review
from standoff.scenario.plausibility.mechanisms import differs

TOY = Path(__file__).with_name("toy.yaml").read_text(encoding="utf-8")
MECHANISMS = """
  pledged: {moves: {pledge: written}, payoffs: {guarantor: {ruin: off}}}
  brief: {moves: {pledge: {options: [vague, silent]}}}
  mute: {moves: {pledge: off}}
headlines:
  - {measure: help_if_attacked, says: Does the guarantor come?}
mechanisms:
  name:
    title: The name that is lost
    says: What a broken pledge costs.
    because: [c4]
    off: {payoffs: {guarantor: {name_lost: off}}}
    moves: [pledge]
    judged_in: sceptic
  vagueness:
    off: {moves: {pledge: {options: [written, silent]}}}
    or_off: {moves: {pledge: silent}}
  risk: {off: {moves: {widen: {chance: {wider: 0, contained: 1}}}, parameters: {p_firm: 0.4}}}
  feared: {off: {beliefs: {kind: off}}}
"""


def test_mechanisms_and_headlines_are_records_of_every_reading_and_are_shown() -> None:
    loaded = load_text(TOY + MECHANISMS)
    for name in loaded.readings:
        scenario = loaded.reading(name)
        assert [own.nulls for own in scenario.mechanisms.values()] == [1, 2, 1, 1]
        assert scenario.headlines["help_if_attacked"].says == "Does the guarantor come?"
    own = scenario.mechanisms["name"]
    assert (own.because, own.moves, own.judged_in) == (("c4",), ("pledge",), ("sceptic",))
    shown = scenario_text(scenario)
    assert "  help_if_attacked: Does the guarantor come?\n" in shown
    facts = "moves pledge; judged in sceptic; because c4"
    assert f"  name: The name that is lost ({facts}): What a broken pledge costs.\n" in shown
    assert "  vagueness: Vagueness (in 2 ways)\n" in shown


def test_mechanisms_change_nothing_of_a_run_but_the_digest_of_the_text(tmp_path: Path) -> None:
    readings = MECHANISMS.partition("headlines:")[0]
    with_them = standoff.run(
        load_text(TOY + MECHANISMS), draws=40, readings=["sceptic"], out=tmp_path / "with"
    )
    without = standoff.run(
        load_text(TOY + readings), draws=40, readings=["sceptic"], out=tmp_path / "without"
    )
    assert with_them.draws().equals(without.draws())
    told = [run.summary.model_dump_json().replace(run.summary.hash, "HASH") for run in (with_them, without)]
    assert told[0] == told[1]


# each: what takes a mechanism out, as a reading of its own that says the same
SAME = {
    "name": "{payoffs: {guarantor: {name_lost: off}}}",
    "vagueness": "{moves: {pledge: {options: [written, silent]}}}",
    "risk": "{moves: {widen: {chance: {wider: 0, contained: 1}}}, parameters: {p_firm: 0.4}}",
    "feared": "{beliefs: {kind: off}}",
}


@pytest.mark.parametrize(("name", "overlay"), SAME.items())
def test_taken_out_of_the_files_own_reading_it_is_the_reading_that_says_the_same(
    name: str, overlay: str
) -> None:
    loaded = load_text(TOY + f"\n  same: {overlay}" + MECHANISMS)
    assert not differs(loaded.without([(name, 0)]), loaded.reading("same"))
    assert differs(loaded.reading(), loaded.without([(name, 0)]))


def test_it_is_laid_above_the_reading_which_keeps_what_it_does_not_name() -> None:
    loaded = load_text(TOY + MECHANISMS)
    sceptic = loaded.without([("vagueness", 0)], "sceptic")
    assert sceptic.parameters["p_firm"].draw == loaded.reading("sceptic").parameters["p_firm"].draw
    assert sceptic.moves["pledge"].options == ("written", "silent")
    risk = loaded.without([("risk", 0)], "sceptic")  # what both change is as the mechanism says
    assert str(risk.parameters["p_firm"].draw) != str(sceptic.parameters["p_firm"].draw)
    pledged = loaded.without([("vagueness", 0)], "pledged")
    assert pledged.moves["pledge"].fixed == "written"
    assert pledged.payoffs["guarantor"]["ruin"].expression.text == "0"
    assert loaded.without([("vagueness", 1)], "pledged").moves["pledge"].fixed == "silent"


def test_what_a_reading_switches_off_stays_off_and_what_it_takes_out_is_not_put_back() -> None:
    loaded = load_text(TOY + MECHANISMS)
    for null in (0, 1):
        assert not differs(loaded.reading("mute"), loaded.without([("vagueness", null)], "mute"))
    assert loaded.without([("vagueness", 0)], "brief").moves["pledge"].fixed == "silent"


def test_several_are_taken_out_together_and_none_leaves_the_reading() -> None:
    loaded = load_text(TOY + MECHANISMS)
    both = loaded.without([("name", 0), ("vagueness", 1)], "sceptic")
    assert both.payoffs["guarantor"]["name_lost"].expression.text == "0"
    assert both.moves["pledge"].fixed == "silent"
    assert not differs(loaded.without([], "sceptic"), loaded.reading("sceptic"))


def test_order_on_the_page_changes_no_game() -> None:
    head, _, tail = MECHANISMS.partition("mechanisms:\n")
    name, vagueness = tail.index("  name:"), tail.index("  vagueness:")
    other = f"{head}mechanisms:\n{tail[vagueness:]}{tail[name:vagueness]}"
    one, two = load_text(TOY + MECHANISMS), load_text(TOY + other)
    assert list(one.reading().mechanisms) != list(two.reading().mechanisms)
    for names in ([("name", 0)], [("vagueness", 0)], [("name", 0), ("vagueness", 0)]):
        assert not differs(one.without(names), two.without(names))


def test_what_is_given_holds_without_it_too_or_is_refused() -> None:
    loaded = load_text(TOY + MECHANISMS).with_fixed({"pledge": "vague"})
    assert loaded.without([("name", 0)]).moves["pledge"].fixed == "vague"
    with pytest.raises(ScenarioError, match="S428"):
        loaded.without([("vagueness", 0)])


GROUPS = """standoff: 1
title: Three who speak
as_of: 2031-01-01
horizon: 2031-12-31
actors: {north: North, south: South, west: West}
groups: {allies: [north, south]}
parameters: {cost: {each: allies, draw: "lognormal(median=2, sd=0.5)", unit: payoff}}
moves:
  message: {each: allies, by: it, options: [written, vague, refusal]}
  contest:
    repeat: {at_most: 2}
    until: attack == strike
    carry: {mood: {options: [calm, tense], start: calm, next: tense if attack == strike else mood}}
    moves:
      attack: {by: west, options: [strike, wait]}
      help: {each: allies, by: it, when: attack == strike, options: [fight, stay]}
payoffs:
  allies:
    war: {each: allies, is: -cost if contest.help == fight}
  west:
    prize: 3 if contest.attack == strike and all(contest.help == stay)
    price: -1 if any(message == written)
endings: {war: any(contest.help == fight), quiet: otherwise}
measures: {struck: P(contest.attack == strike)}
play: {precision: 1}
mechanisms:
  words: {off: {moves: {message: refusal}}}
  word: {off: {moves: {"message[north]": refusal}}}
  costs: {off: {parameters: {cost: 1}, payoffs: {allies: {war: off}}}}
  contest: {off: {moves: {contest.help: stay}}, moves: [contest]}
  rounds:
    off: {moves: {contest: {at_most: 1}}}
    moves: [message, "contest.help[north]", "contest.attack[2]"]
"""


def test_groups_and_blocks_are_written_out_in_what_takes_a_mechanism_out() -> None:
    loaded = load_text(GROUPS)
    whole = loaded.reading()
    fixed: Mapping[str, object] = {
        name: {move.name: move.fixed for move in loaded.without([(name, 0)]).moves.values() if move.fixed}
        for name in ("words", "word", "contest")
    }
    assert fixed == {
        "words": {"message[north]": "refusal", "message[south]": "refusal"},
        "word": {"message[north]": "refusal"},
        "contest": {f"contest.help[{who},{n}]": "stay" for who in ("north", "south") for n in (1, 2)},
    }
    costs = loaded.without([("costs", 0)])
    assert all(costs.parameters[f"cost[{who}]"].draw.is_constant for who in ("north", "south"))
    later = [move for move in loaded.without([("rounds", 0)]).moves.values() if move.stage == 2]
    assert later
    assert all(move.off or move.state for move in later)
    own = whole.mechanisms["contest"].moves
    assert {"contest.attack[1]", "contest.mood[2]", "contest[1]", "contest.help[south,2]"} <= set(own)
    expected = {"message[north]", "message[south]", "contest.help[north,1]", "contest.help[north,2]"}
    assert set(whole.mechanisms["rounds"].moves) == expected | {"contest.attack[2]"}
    for name in whole.mechanisms:
        compile_scenario(loaded.without([(name, 0)]))
    assert not review(loaded).errors
