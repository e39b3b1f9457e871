"""The numbers that a scenario states: the same count wherever it is told."""

from __future__ import annotations

import pytest

from standoff.app.api.scenario import notes
from standoff.compiler import compile_scenario
from standoff.evidence.auditing import audit
from standoff.results.run.summary import NumberCount
from standoff.scenario import LoadedScenario, load, load_text
from standoff.scenario.evidence_links import carried
from standoff.scenario.stated_numbers import count_numbers, stated_numbers
from standoff.study.summaries.numbers import count_assumptions

# the project's own case of numbers that were not counted
CASE = """
standoff: 1
title: T
as_of: 2031-01-01
horizon: 2031-12-31
actors:
  a: {title: A}
moves:
  c: {chance: {u: 0.4, d: rest}}
  f: {by: a, options: [x, y]}
payoffs:
  a:
    plus: 4 if f == x
    minus: -4 if f == y
    minus_bracket: (0 - 4) if f == y
    one: 1 if f == x and c == u
    mult: -2 * (f == x)
endings:
  e: otherwise
play: {precision: 2}
"""
IDLE = "parameters:\n  idle: {draw: 7}\n  p: {draw: 'beta(2, 2)', unit: probability}\n"
CLAIMS = "documents: {d: {title: D, kind: news}}\nclaims: {k: {document: d, says: It costs four.}}\n"


def _told(loaded: LoadedScenario) -> tuple[NumberCount, NumberCount, NumberCount]:
    """As `check`, `evidence audit` and a run tell it."""
    base = loaded.reading()
    run = count_assumptions({base.reading: compile_scenario(base)})
    kept = NumberCount(**{name: getattr(run, name) for name in NumberCount.model_fields})
    return count_numbers(base), audit(carried(loaded), base.claims, base.documents).numbers, kept


def test_numbers_of_the_case_are_eight_and_all_assumed() -> None:
    assert set(_told(load_text(CASE))) == {NumberCount(numbers=8, assumed=8, unnamed=7, unused=0)}


@pytest.mark.parametrize("name", ["sinking-costs", "burden-sharing", "guarantee-window"])
def test_count_of_library_scenarios_is_the_same_everywhere(name: str) -> None:
    assert len(set(_told(load(name)))) == 1


def test_number_that_nothing_uses_is_told_apart() -> None:
    found = count_numbers(load_text(CASE.replace("u: 0.4", "u: p") + IDLE).reading())
    assert (found.numbers, found.unnamed, found.unused) == (8, 6, 1)


def test_number_in_a_formula_rests_on_what_its_term_rests_on() -> None:
    text = CASE.replace("plus: 4 if f == x", "plus: {is: 4 if f == x, because: [k], set_by: quote}") + CLAIMS
    assert len(set(_told(load_text(text)))) == 1
    assert count_numbers(load_text(text).reading()).assumed == 7


def test_name_that_is_offered_is_free_and_the_place_is_that_of_the_number() -> None:
    taken = CASE + "parameters: {a_minus: {draw: 3}}\n"
    found = [one for one in stated_numbers(load_text(taken).reading()) if not one.name]
    names = [one.calls for one in found]
    assert "a_minus_2" in names
    assert len(set(names)) == len(names)
    assert not {"a_minus", "precision", "c", "f"} & set(names)
    for one in found:
        assert one.span is not None
        assert one.span.source_line[one.span.column - 1 : one.span.end_column - 1] == one.text


def test_note_names_place_name_and_way() -> None:
    told = list(notes(load_text(CASE, "t")))
    assert any(":9:19: the number 0.4 of move `c` has no name" in note for note in told)
    assert any("`a_minus: {draw: -4, unit: payoff, set_by: assumed}`" in note for note in told)
    assert any(note.startswith("3 more numbers have no name") for note in told)


@pytest.mark.parametrize(
    ("numbers", "assumed", "said"),
    [
        (0, 0, "no numbers"),
        (1, 1, "1 number, which is assumed"),
        (1, 0, "1 number, which is not assumed"),
        (3, 0, "3 numbers, of which none is assumed"),
        (3, 1, "3 numbers, of which 1 is assumed"),
        (1200, 1100, "1,200 numbers, of which 1,100 are assumed"),
    ],
)
def test_count_is_said_in_singular_and_plural(numbers: int, assumed: int, said: str) -> None:
    assert NumberCount(numbers=numbers, assumed=assumed).sentence == said
