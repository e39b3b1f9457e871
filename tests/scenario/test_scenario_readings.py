"""Readings as overlays, moves that are given, and what is said on the command line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from standoff.errors import ScenarioError
from standoff.expressions import constant_of, key
from standoff.scenario import LoadedScenario, check_events, load_text, parse_events
from standoff.scenario.plausibility.cases import table_of

TOY = Path(__file__).with_name("toy.yaml").read_text(encoding="utf-8")
MORE = """  hawk:
    title: The hawk's reading
    says: The guarantor is bound.
    parameters:
      war_cost: {draw: 3, set_by: elicited, because: [c9]}
      my_cost: 2
    payoffs:
      guarantor: {ruin: off, name_lost: -9 if help == abandon}
    beliefs:
      kind: off
    moves: {pledge: written, widen: off}
    play: sharp
  dove:
    beliefs:
      kind: {protege: {firm: 0.9, hollow: rest}}
"""


@pytest.fixture(scope="module")
def toy() -> LoadedScenario:
    return load_text(TOY.replace("title: The strait\n", "title: The strait\nreading: paper\n") + MORE, "toy")


def text_of(error: pytest.ExceptionInfo[ScenarioError]) -> str:
    return str(error.value)


def test_readings_are_in_order_with_the_file_first(toy: LoadedScenario) -> None:
    assert toy.readings == ("paper", "sceptic", "hawk", "dove")
    assert toy.reading().readings["hawk"] == "The hawk's reading"
    assert toy.says["hawk"] == "The guarantor is bound."


def test_reading_replaces_parameters_with_their_own_grounds(toy: LoadedScenario) -> None:
    cost = toy.reading("hawk").parameters["war_cost"]
    assert (cost.rests.set_by, cost.rests.because, cost.unit) == ("elicited", ("c9",), "payoff")
    assert toy.reading("hawk").parameters["my_cost"].derived is None
    assert toy.reading("paper").parameters["my_cost"].derived is not None


def test_reading_switches_a_term_off_and_replaces_another(toy: LoadedScenario) -> None:
    terms = toy.reading("hawk").payoffs["guarantor"]
    assert constant_of(terms["ruin"].expression) == 0.0
    assert key(terms["name_lost"].expression) == "(-9.0 if help=abandon else 0.0)"
    assert list(terms) == list(toy.reading().payoffs["guarantor"])


def test_reading_switches_beliefs_off_or_adds_them(toy: LoadedScenario) -> None:
    assert toy.reading("hawk").moves["kind"].believed == {}
    assert set(toy.reading("dove").moves["kind"].believed) == {"attacker", "protege"}
    assert set(toy.reading().moves["kind"].believed) == {"attacker"}


def test_reading_fixes_moves_and_switches_them_off(toy: LoadedScenario) -> None:
    moves = toy.reading("hawk").moves
    assert (moves["pledge"].fixed, moves["pledge"].off) == ("written", False)
    assert (moves["widen"].fixed, moves["widen"].off) == (None, True)
    assert toy.reading("dove").moves["pledge"].fixed is None


def test_reading_has_its_own_play(toy: LoadedScenario) -> None:
    assert toy.reading("hawk").play.sharp
    assert not toy.reading("dove").play.sharp


def test_readings_share_endings_and_measures(toy: LoadedScenario) -> None:
    for name in toy.readings:
        assert toy.reading(name).endings == toy.reading().endings
        assert toy.reading(name).measures == toy.reading().measures


def test_reading_unknown_is_refused_with_the_nearest(toy: LoadedScenario) -> None:
    with pytest.raises(ScenarioError) as error:
        toy.reading("septic")
    known = "Known: `dove`, `hawk`, `paper`, `sceptic`."
    assert text_of(error) == f"S425: There is no reading `septic`. Did you mean `sceptic`? {known}"


def test_reading_problem_points_into_the_reading() -> None:
    with pytest.raises(ScenarioError) as error:
        load_text(TOY + "  other:\n    parameters: {my_cost: {is: war_cots}}\n", "toy")
    assert text_of(error).startswith(
        "toy.yaml:91:32: S311: `war_cots` is not known. Did you mean `war_cost`?"
    )


def test_problem_of_the_file_is_reported_once_for_all_readings() -> None:
    with pytest.raises(ScenarioError) as error:
        load_text(TOY.replace("help == fight\n    chance", "help == figt\n    chance") + MORE, "toy")
    assert len(error.value.problems) == 1


def test_reading_of_a_precision_says_where_it_stands() -> None:
    with pytest.raises(ScenarioError) as error:
        load_text(TOY + "  other:\n    parameters: {precision: 3}\n", "toy")
    assert "Write `play: {precision: ...}` in the reading." in text_of(error)


def test_given_move_is_fixed_in_every_reading(toy: LoadedScenario) -> None:
    fixed = toy.with_fixed({"challenge": "attack"})
    assert [fixed.reading(name).moves["challenge"].fixed for name in fixed.readings] == ["attack"] * 4
    assert toy.reading().moves["challenge"].fixed is None
    assert fixed.with_fixed({"help": "fight"}).given == {"challenge": "attack", "help": "fight"}


def test_given_move_against_a_reading_is_refused(toy: LoadedScenario) -> None:
    fixed = toy.with_fixed({"pledge": "vague", "widen": "wider"})
    assert fixed.reading("dove").moves["pledge"].fixed == "vague"
    with pytest.raises(ScenarioError) as error:
        fixed.reading("hawk")
    assert text_of(error) == (
        "S428: `pledge=vague` is given, but the reading `hawk` fixes it at `written`. "
        "Leave that reading out, or do not give this move.\n"
        "S428: `widen=wider` is given, but the reading `hawk` switches it off. "
        "Leave that reading out, or do not give this move."
    )


def test_given_unknown_option_is_refused(toy: LoadedScenario) -> None:
    with pytest.raises(ScenarioError) as error:
        toy.with_fixed({"pledge": "vagu"})
    assert text_of(error) == (
        "S424: `vagu` is no option of the move `pledge`. "
        "Did you mean `vague`? Known: `silent`, `vague`, `written`."
    )


def test_events_are_parsed(toy: LoadedScenario) -> None:
    base = toy.reading()
    assert parse_events(["pledge=vague", " help == fight "], base) == {"pledge": "vague", "help": "fight"}
    assert parse_events([], base) == {}
    assert check_events({"pledge": "vague"}, base) == {"pledge": "vague"}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("pledge", "S424: `pledge` does not say which option of a move is made. Expected `move=option`. "
         "For example `kind=firm`."),
        ("plege=vague", "S424: There is no move `plege`. Did you mean `pledge`? "
         "Known: `challenge`, `help`, `kind`, `pledge`, `widen`."),
        ("pledge=", "S424: `pledge=` does not say which option of a move is made. Expected `move=option`. "
         "For example `kind=firm`."),
        ("help=attack", "S424: `attack` is no option of the move `help`. Known: `abandon`, `fight`."),
    ],
)  # fmt: skip
def test_event_that_is_wrong_is_explained(toy: LoadedScenario, written: str, said: str) -> None:
    with pytest.raises(ScenarioError) as error:
        parse_events([written], toy.reading())
    assert text_of(error) == said


def test_events_that_contradict_each_other_are_refused(toy: LoadedScenario) -> None:
    with pytest.raises(ScenarioError) as error:
        parse_events(["pledge=vague", "pledge=silent"], toy.reading())
    assert (
        text_of(error) == "S424: The move `pledge` is said to be `vague` and `silent`. Expected one option."
    )


def test_event_on_a_scale_takes_any_way_to_write_the_number() -> None:
    text = TOY.replace("[written, vague, silent]", "{grid: [0, 1, 11]}").replace(
        "pledge == written", "pledge > 0.5"
    )
    scenario = load_text(text, "toy").reading()
    assert parse_events(["pledge=.50"], scenario) == {"pledge": "0.5"}
    with pytest.raises(ScenarioError) as error:
        parse_events(["pledge=0.55"], scenario)
    assert "Known: `0`, `0.1`, `0.2`, `0.3`, `0.4`, `0.5`, ... `1`." in text_of(
        error
    ) or "Did you mean" in text_of(error)


CORRELATED = (
    TOY.replace(
        "moves:   ",
        """correlations:
  - {between: [delay_cost, war_cost], rank: 0.5}
  - {between: [p_firm, war_cost], rank: -0.3}
moves:   """,
    )
    + """  said: {parameters: {delay_cost: 0.5}}
  followed: {parameters: {p_firm: {is: p_firm_feared}}}
mechanisms:
  delay: {title: Delay, off: {parameters: {delay_cost: 0}}}
"""
)


def test_correlation_of_a_number_that_a_reading_says_is_void_and_the_others_keep_their_draws() -> None:
    found = load_text(CORRELATED, "toy")
    whole = table_of(found.reading())["war_cost"]
    for scenario, left in (
        (found.reading("said"), "p_firm"),
        (found.reading("followed"), "delay_cost"),
        (found.without([("delay", 0)]), "p_firm"),
    ):
        assert [(pair.a, pair.b) for pair in scenario.correlations] == [(left, "war_cost")]
        assert len(scenario.void_correlations) == 1
        assert np.array_equal(table_of(scenario)["war_cost"], whole)


def test_correlation_of_a_number_that_the_file_itself_says_is_refused() -> None:
    with pytest.raises(ScenarioError, match="S511"):
        load_text(CORRELATED.replace("draw: {quantiles: {5: 0.2, 50: 0.5, 95: 1.5}}", "draw: 0.5"), "toy")
