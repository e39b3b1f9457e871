"""What the language means: each form of each part, read into the record that it stands for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from standoff.errors import ScenarioError
from standoff.expressions import constant_of, key
from standoff.scenario import load, load_text
from standoff.scenario.records import Scenario

SMALL = """standoff: 1
title: A border
as_of: 2031-03-01
horizon: 2031-12-31
actors: {north: North, south: , east: {title: The east, says: a third}}
parameters:
  cost: lognormal(median=2, sd=0.5)
  spring: uniform(2031-04-01, 2031-05-31)
  summer: {is: spring + days(60)}
  twice: {is: 2 * cost, unit: payoff}
moves:
  weather:
    chance: {storm: 0.2, calm: rest}
    by: 2031-03-31
    seen_by: []
  attack:
    by: north
    options: [strike, wait]
    within: [spring, summer]
    hidden_from: [east]
  aid:
    by: east
    options: {grid: [0, 1, 11]}
    together: attack
    until: 2031-12-01
  answer:
    by: south
    when: attack == strike
    options: [fight, give_in]
    on: summer
payoffs:
  north:
    prize: 3 if answer == give_in
    war: {is: -twice * (1 + aid) if answer == fight, says: the war, set_by: data, source: a table}
  south:
    loss: -2 if answer == give_in
  east:
    price: -aid * cost
endings:
  fought: {when: answer == fight, title: It comes to war}
  quiet: otherwise
measures:
  mean_aid: E(aid | attack == strike)
  war_price: {is: "E(payoff(north, war) + payoff(east))", title: What war costs}
conclusions:
  likely: mean_aid >= 0.5
play:
  precision: {north: 2, others: cost}
"""


@pytest.fixture(scope="module")
def small() -> Scenario:
    return load_text(SMALL, "small").reading()


def test_actor_has_its_title_or_one_made_of_its_name(small: Scenario) -> None:
    assert [actor.title for actor in small.actors.values()] == ["North", "South", "The east"]
    assert small.actors["east"].says == "a third"


def test_parameter_of_dates_is_a_date_without_saying_so(small: Scenario) -> None:
    assert [small.parameters[name].unit for name in ("spring", "summer", "twice", "cost")] == [
        "date",
        "date",
        "payoff",
        "",
    ]


def test_parameter_derived_stands_behind_its_inputs_wherever_it_is_written() -> None:
    text = SMALL.replace("parameters:\n", "parameters:\n  first: {is: last * cost}\n  last: {is: cost + 1}\n")
    found = load_text(text, "x").reading()
    assert list(found.parameters)[:3] == ["cost", "last", "first"]


def test_move_seen_by_nobody_and_hidden_from_one(small: Scenario) -> None:
    assert small.moves["weather"].sees == frozenset()
    assert small.moves["attack"].sees == {"north", "south"}
    assert small.moves["answer"].sees == {"north", "south", "east"}


def test_move_together_is_symmetric(small: Scenario) -> None:
    assert small.moves["attack"].together == {"aid"}
    assert small.moves["aid"].together == {"attack"}
    assert small.moves["answer"].together == frozenset()


def test_move_together_may_name_itself_and_all() -> None:
    text = SMALL.replace("    together: attack\n", "    together: [attack, aid]\n")
    assert load_text(text, "x").reading().moves["aid"].together == {"attack"}


def test_move_on_a_scale_has_its_numbers_as_options(small: Scenario) -> None:
    aid = small.moves["aid"]
    assert aid.options[:4] == ("0", "0.1", "0.2", "0.3")
    assert aid.options[-1] == "1"
    assert aid.values is not None
    assert aid.values == tuple(float(option) for option in aid.options)


def test_move_dates_are_windows_days_and_last_days(small: Scenario) -> None:
    dates = {name: move.dates for name, move in small.moves.items()}
    found = {name: (d.kind, d.start, d.end) for name, d in dates.items() if d is not None}
    assert found == {
        "weather": ("by", None, dt.date(2031, 3, 31)),
        "attack": ("within", "spring", "summer"),
        "aid": ("by", None, dt.date(2031, 12, 1)),
        "answer": ("on", "summer", "summer"),
    }


def test_term_long_form_keeps_its_grounds(small: Scenario) -> None:
    war = small.payoffs["north"]["war"]
    assert (war.says, war.rests.set_by, war.rests.source) == ("the war", "data", "a table")
    assert war.expression.text == "-twice * (1 + aid) if answer == fight"


def test_ending_and_measure_take_titles(small: Scenario) -> None:
    assert small.endings["fought"].title == "It comes to war"
    assert small.measures["war_price"].title == "What war costs"
    assert small.measures["mean_aid"].kind == "E"


def test_play_by_actor_makes_and_uses_parameters(small: Scenario) -> None:
    assert small.play.precision == {"north": "precision_north", "south": "cost", "east": "cost"}
    assert list(small.parameters)[-1] == "precision_north"
    assert small.parameters["precision_north"].says == "logit precision of north"


def test_play_sharp_has_no_precision() -> None:
    text = SMALL[: SMALL.index("play:")]
    assert load_text(text + "play: sharp\n", "x").reading().play.sharp
    assert load_text(text + "play: {precision: sharp}\n", "x").reading().play.sharp


def test_precision_long_form_is_a_parameter_with_grounds() -> None:
    text = (
        SMALL[: SMALL.index("play:")]
        + "play:\n  precision: {draw: 3, says: from the laboratory, set_by: elicited}\n"
    )
    made = load_text(text, "x").reading().parameters["precision"]
    assert (made.says, made.rests.set_by) == ("from the laboratory", "elicited")


def test_folded_expression_is_read_as_one_line() -> None:
    text = SMALL.replace(
        "prize: 3 if answer == give_in", "prize: 3\n      if answer == give_in\n      and attack == strike"
    )
    found = load_text(text, "x").reading()
    expected = "(3.0 if (answer=give_in and attack=strike) else 0.0)"
    assert key(found.payoffs["north"]["prize"].expression) == expected


def test_scalars_of_yaml_1_1_stay_text() -> None:
    text = (
        SMALL.replace("[fight, give_in]", "[yes, no]")
        .replace("== fight", "== yes")
        .replace("== give_in", "== no")
    )
    assert load_text(text, "x").reading().moves["answer"].options == ("yes", "no")


def test_claims_file_gives_claims_by_document(tmp_path: Path) -> None:
    (tmp_path / "claims").mkdir()
    more = "  cost: {draw: 2, set_by: quote, because: paper.c1, against: [own]}\n"
    text = SMALL.replace("  cost: lognormal(median=2, sd=0.5)\n", more)
    text += "documents:\n  talk: {title: A talk, kind: speech}\n"
    text += "claims:\n  own: {document: talk, says: War is cheap}\n"
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "claims" / "paper.yaml").write_text(
        "document: {title: A paper, published: 2031-02-01}\n"
        "claims:\n  c1: {says: War costs two, hedge: probable, unverified: true, start: 3, end: 9}\n",
        encoding="utf-8",
    )
    loaded = load(tmp_path)
    found = loaded.reading()
    assert list(loaded.files) == ["scenario.yaml", "claims/paper.yaml"]
    assert found.documents["paper"].published == dt.date(2031, 2, 1)
    claim = found.claims["paper.c1"]
    assert (claim.document, claim.unverified, claim.start, claim.end) == ("paper", True, 3, 9)
    assert found.parameters["cost"].rests.because == ("paper.c1",)
    assert found.parameters["cost"].rests.against == ("own",)
    assert load(tmp_path / "scenario.yaml").sha256 == loaded.sha256
    beside = load_text(text, "x", claims={"paper": loaded.files["claims/paper.yaml"]}).reading()
    assert list(beside.claims) == ["own", "paper.c1"]


def test_hash_changes_with_one_byte(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text(SMALL, encoding="utf-8")
    before = load(tmp_path).sha256
    (tmp_path / "scenario.yaml").write_text(SMALL + "\n", encoding="utf-8")
    assert load(tmp_path).sha256 != before


def test_probability_of_drawn_parameters_is_left_to_the_draws() -> None:
    text = SMALL.replace("{storm: 0.2, calm: rest}", "{storm: cost / 10, calm: rest}")
    assert load_text(text, "x").reading().moves["weather"].chance is not None


def test_unused_parameter_is_a_warning() -> None:
    loaded = load_text(SMALL.replace("parameters:\n", "parameters:\n  idle: 3\n"), "x")
    assert [(w.code, w.what) for w in loaded.warnings] == [("S426", "Nothing uses the parameter `idle`.")]


def test_parameter_used_by_one_reading_alone_is_no_warning() -> None:
    text = SMALL.replace("parameters:\n", "parameters:\n  idle: 3\n")
    text += "readings:\n  other:\n    payoffs: {south: {loss: -idle if answer == give_in}}\n"
    assert load_text(text, "x").warnings == ()


def test_mover_without_payoffs_is_a_warning() -> None:
    text = SMALL.replace("  south:\n    loss: -2 if answer == give_in\n", "")
    warned = load_text(text, "x").warnings
    assert [w.code for w in warned] == ["S427"]
    assert "`south` makes the move `answer` and has no payoffs" in warned[0].what


def test_problems_of_several_files_are_reported_together_by_place() -> None:
    with pytest.raises(ScenarioError) as caught:
        load_text("standoff: 1\nx: [\n", "a", claims={"paper": "y: {\n"})
    assert [p.span.file for p in caught.value.problems if p.span] == ["a.yaml", "claims/paper.yaml"]


def test_constant_probabilities_are_kept_exact(small: Scenario) -> None:
    chance = small.moves["weather"].chance
    assert chance is not None
    assert chance["storm"] is not None
    assert constant_of(chance["storm"]) == 0.2
