"""`check` on small scenarios with one idle thing each: it is found, at its place, and nothing else is."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.scenario import load_text, review
from tests.compiler.test_private_numbers import played
from tests.scenario.planted import PLANTS, Plant
from tests.scenario.planted_bases import BASES


@pytest.mark.parametrize("base", BASES)
def test_base_without_anything_idle_has_no_finding(base: str) -> None:
    found = review(load_text(BASES[base], "x"))
    assert (found.errors, found.warnings) == ((), ())


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.name)
def test_planted_thing_is_found_at_its_place_and_nothing_else(plant: Plant) -> None:
    found = plant.review()
    (told,) = (*found.errors, *found.warnings)
    assert told.code == plant.code
    assert told.span is not None
    assert told.fix
    line = plant.text().splitlines()[told.span.line - 1]
    assert line[told.span.column - 1 :].startswith(plant.at)


@pytest.mark.parametrize("plant", [p for p in PLANTS if p.code == "S455"], ids=lambda plant: plant.name)
def test_answers_are_the_same_where_nobody_knows_a_type_that_nobody_acts_on(plant: Plant) -> None:
    lines = plant.text().splitlines()
    span = plant.review().warnings[0].span
    assert span is not None
    unknown = lines[span.line - 1].replace("known_to: [a]", "known_to: nobody").replace(": [a]", ": []")
    assert unknown != lines[span.line - 1]
    other = "\n".join([*lines[: span.line - 1], unknown, *lines[span.line :]])
    told, hidden = (played(load_text(text, "x").reading(), 4)[0] for text in (plant.text(), other))
    for name, values in hidden.items():
        np.testing.assert_allclose(told[name], values, rtol=0, atol=1e-9, err_msg=name)


def test_plants_are_forty_and_different() -> None:
    assert len({plant.text() for plant in PLANTS}) == len(PLANTS) >= 40
    assert {plant.base for plant in PLANTS} == set(BASES)


def test_chain_that_leads_to_nothing_is_told_in_each_of_its_moves() -> None:
    chain = (
        "  call: {by: a, options: [held, left_out]}\n"
        "  echo: {when: call == held, chance: {loud: 0.5, soft: rest}}\n"
        "  answer: {by: b"
    )
    text = BASES["crisis"].replace("  answer: {by: b", chain, 1)
    told = review(load_text(text, "x")).warnings
    assert [(w.code, w.span.line if w.span else 0) for w in told] == [("S442", 10), ("S442", 11)]
    assert "it only changes `echo`, on which nothing depends" in told[0].what


def test_chain_that_a_measure_reads_at_its_end_is_told_where_it_ends() -> None:
    chain = (
        "  call: {by: a, options: [held, left_out]}\n"
        "  echo: {when: call == held, chance: {loud: 0.5, soft: rest}}\n"
        "  answer: {by: b"
    )
    text = BASES["crisis"].replace("  answer: {by: b", chain, 1)
    text = text.replace("play:", "  echoes: P(echo == loud)\nplay:", 1)
    told = review(load_text(text, "x")).warnings
    assert [(w.code, w.span.line if w.span else 0) for w in told] == [("S442", 11)]
    assert "only measures look at it" in told[0].what


def test_state_that_only_a_question_asks_of_is_read() -> None:
    state = (
        "      tally:\n        options: [few, many]\n        start: few\n"
        "        next: many if reply == refuse else tally\n      mood:\n"
    )
    text = BASES["rounds"].replace("      mood:\n", state, 1)
    assert [w.code for w in review(load_text(text, "x")).warnings] == ["S454"]
    asked = (
        text
        + "questions:\n  q: {asks: talks.tally == many, text: T, criteria: C, source: S, due: 2031-12-01}\n"
    )
    assert review(load_text(asked, "x")).warnings == ()


def test_secret_that_others_see_a_chance_of_is_no_idle_type_but_one_that_only_pays_them_is() -> None:
    plant = next(p for p in PLANTS if p.base == "private")
    assert [w.code for w in plant.review().warnings] == ["S455"]
    paid = plant.text().replace("beaten: -3", "beaten: -3 * cost", 1)
    assert [w.code for w in review(load_text(paid, "x")).warnings] == ["S455"]  # b plays by the cells
    seen = (
        plant.text()
        .replace(", unit: payoff", "", 1)
        .replace("  attack: {by: b", "  leak: {chance: {yes: cost / 5, no: rest}}\n  attack: {by: b", 1)
    )
    seen = seen.replace("    burden: -cost\n", "", 1).replace(
        "prize: 2 if attack == yes", "prize: (2 - (leak == yes)) if attack == yes", 1
    )
    assert review(load_text(seen, "x")).warnings == ()


def test_claim_that_only_moves_a_choice_is_no_foregone_conclusion() -> None:
    text = BASES["claims"].replace("war: P(answer == fight)", "war: P(answer == fight and rain == wet)", 1)
    text = text.replace("because: [c1, c2]", "because: [c1]", 1)
    assert review(load_text(text, "x")).warnings == ()


SHOWN = """standoff: 1
title: A debate that shows a mood
as_of: 2031-03-01
horizon: 2031-12-31
actors: {a: A, b: B}
parameters:
  p: {draw: "uniform(0.2, 0.8)", unit: probability}
  c: {draw: "uniform(0, 1)", known_to: [b], cells: 2}
moves:
  mood: {chance: {firm: p, soft: rest}, seen_by: [b]}
  debate: {chance: {loud: LOUD, still: rest}, SEEN}
  x: {by: a, options: [go, stay]}
  y: {by: b, options: [yes, no], when: x == go}
payoffs:
  a: {t: "2 if x == go and mood == soft", u: "-3 if y == yes"}
  b: {t: "-1 if x == go", s: "c - 0.5 if y == yes", m: "0.3 if y == yes and mood == firm"}
endings: {f: y == yes, q: otherwise}
play: {precision: 1}
"""


@pytest.mark.parametrize(
    ("loud", "seen", "wanted"),
    [
        ("0.2 + 0.6 * (mood == firm)", "seen_by: [a]", []),  # a learns what b alone knows
        ("0.2 + 0.6 * c", "seen_by: [a]", []),
        ("0.2 + 0.6 * (mood == firm)", "seen_by: [b]", ["S442"]),  # b knows it already
        ("0.2 + 0.6 * c", "seen_by: [b]", ["S442"]),
        ("p", "seen_by: [a]", ["S442"]),  # nothing is hidden that it depends on
    ],
)
def test_chance_counts_where_it_shows_somebody_what_is_hidden(
    loud: str, seen: str, wanted: list[str]
) -> None:
    told = review(load_text(SHOWN.replace("LOUD", loud).replace("SEEN", seen), "x"))
    assert [w.code for w in told.warnings] == wanted


CLAIMED = """standoff: 1
title: A flood
as_of: 2031-01-01
horizon: 2031-12-31
actors: {b: B}
documents: {paper: {title: X, kind: opinion, published: 2030-01-01}}
claims: {c1: {document: paper, says: S.}}
parameters:
  p: {draw: "uniform(0.2, 0.6)", unit: probability, because: [c1]}
moves:
  rain: {chance: {yes: 0.9, no: rest}}
  act: {by: b, options: [push, hold]}
  flood: {WHEN, chance: {yes: CHANCE, no: rest}}
payoffs:
  b: {x: 1 if act == push, y: -2 if act == push and flood == yes, z: -1 if act == hold and rain == yes}
endings: {wet: flood == yes, quiet: otherwise}
measures: {w: MEASURE}
conclusions:
  floods: {holds_when: w >= 0.3, because: [c1]}
play: {precision: 2}
"""


@pytest.mark.parametrize(
    ("when", "chance", "measure", "wanted"),
    [
        ("when: rain == yes", "p", "P(flood == yes)", ["S456"]),  # made by chance, with a chance of the claim
        ("when: rain == yes", "p", "P(flood == yes | rain == yes)", ["S456"]),
        ("when: rain == yes", "p", "P(wet | rain == yes)", ["S456"]),
        ("when: act == push", "p", "P(flood == yes)", []),  # somebody chooses whether it is made
        ("note: x", "p * (1 + (act == push)) / 2", "P(flood == yes)", []),  # or what its chance is
        ("note: x", "p", "P(flood == yes | act == push)", []),  # or when it is asked
        ("note: x", "p", "P(flood == yes)", ["S456"]),
    ],
)
def test_claim_tests_itself_only_where_chance_alone_lies_between(
    when: str, chance: str, measure: str, wanted: list[str]
) -> None:
    text = CLAIMED.replace("WHEN", when).replace("CHANCE", chance).replace("MEASURE", f'"{measure}"')
    assert [w.code for w in review(load_text(text, "x")).warnings] == wanted


TYPED = """standoff: 1
title: A type
as_of: 2031-03-01
horizon: 2031-12-31
actors: {a: A, b: B}
parameters:
  p: {draw: "uniform(0.2, 0.8)", unit: probability}
moves:
  kind: {chance: {firm: p, soft: rest}, seen_by: [b]}
  seize: {by: a, options: [go, wait]}
  help: {by: b, when: seize == go, options: [fight, leave], hidden_from: [a]}
  after: {when: help == fight, chance: {bad: CHANCE, good: rest}}
payoffs:
  a: {prize: 2 if help == leave, war: -2 if help == fight and after == bad, x: A}
  b: {lost: -2 if help == leave, y: B}
endings: {war: after == bad, quiet: otherwise}
play: {precision: 1}
"""
RISK = '  q: {draw: "uniform(0.1, 0.5)", unit: probability, known_to: [b]}\nmoves:'


@pytest.mark.parametrize(
    ("chance", "a", "b"),
    [
        ("0.4", "0", "3 if kind == firm and help == fight"),  # though nobody sees what is done by it
        ("0.2 + 0.5 * (kind == firm)", "0", "-3 if after == bad"),  # by a chance of what can still be done
        ("q", "0", "(kind == firm) * (help == fight) - 3 * (after == bad)"),
    ],
)
def test_type_that_somebody_has_a_reason_to_act_on_is_not_idle(chance: str, a: str, b: str) -> None:
    text = TYPED.replace("CHANCE", chance).replace("x: A", f"x: {a}").replace("y: B", f"y: {b}")
    text = text.replace("moves:", RISK, 1) if chance == "q" else text
    assert review(load_text(text, "x")).warnings == ()


HIDDEN = """standoff: 1
title: A talk
as_of: 2031-03-01
horizon: 2031-12-31
actors: {a: A, b: B}
parameters:
  p: {draw: "uniform(0.2, 0.8)", unit: probability}
  c: {draw: "uniform(0, 1)", known_to: [a], cells: 2}
moves:
  kind: {chance: {firm: p, soft: rest}, seen_by: [a]}
  talk: {by: a, options: [loud, still], SEEN}
  act: {by: b, options: [m, n]}
payoffs:
  a: {t: TERM, k: 1 if act == m}
  b: {u: 0.5 if act == m, v: -1 if act == m and kind == firm, w: -c if act == m}
endings: {done: act == m, quiet: otherwise}
measures: {l: P(talk == loud)}
play: {precision: 1}
"""


@pytest.mark.parametrize(
    ("seen", "term", "wanted"),
    [
        (
            "seen_by: [a]",
            "0.2 if talk == loud and kind == firm",
            ["S455 c", "S442 talk"],
        ),  # nobody can learn of it
        ("note: x", "0.2 if talk == loud and kind == firm", ["S455 c"]),  # it shows what b weighs
        ("seen_by: [a]", "c if talk == loud", ["S455 kind", "S442 talk"]),
        ("note: x", "c if talk == loud", ["S455 kind"]),  # a cost that a alone knows
        ("note: x", "0.2 if talk == loud", ["S455 c", "S455 kind", "S442 talk"]),
        ("note: x", "(c + 0.2 * (kind == firm)) * (talk == loud)", []),
    ],
)
def test_decision_is_aside_where_nobody_learns_by_it(seen: str, term: str, wanted: list[str]) -> None:
    text = HIDDEN.replace("SEEN", seen).replace("TERM", term)
    found = review(load_text(text, "x")).warnings
    named = [text.splitlines()[w.span.line - 1].split(":")[0].strip() for w in found if w.span]
    assert [f"{w.code} {name}" for w, name in zip(found, named, strict=True)] == wanted
