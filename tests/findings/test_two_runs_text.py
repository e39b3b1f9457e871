"""What two texts say otherwise: nothing that means the same, everything else once, with its place."""

from __future__ import annotations

import pytest

from standoff import scenario
from standoff.findings.two_runs.text import Compared, texts_compared
from standoff.results.two_runs import TextChange

BASE = """
standoff: 1
title: The ford
question: Is the ford crossed?
as_of: 2031-03-01
horizon: 2031-12-31
actors:
  scout: {title: The scout}
  guard: {title: The guard}
parameters:
  p_flood: {draw: "beta(2, 3)", unit: probability, says: chance of a flood, set_by: assumed}
  loss: {draw: "uniform(1, 3)", unit: payoff, says: what it takes away, set_by: assumed}
moves:
  flood: {chance: {comes: p_flood, stays: rest}, within: [2031-04-01, 2031-04-30]}
  watch: {by: guard, options: [keep, leave]}
  ford: {by: scout, options: [cross, wait]}
payoffs:
  scout:
    lost: -2 * loss if ford == cross and flood == comes
    gain: 1 if ford == cross
  guard:
    seen: 1 if watch == keep and ford == cross
endings:
  crossed: ford == cross
  drowned: ford == cross and flood == comes
  stayed: otherwise
measures:
  crosses: P(ford == cross)
conclusions:
  likely: {holds_when: crosses >= 0.5}
play: {precision: 1}
readings:
  bold:
    title: A bold scout
    says: The scout has more to gain.
    parameters:
      loss: {draw: "uniform(0, 1)", set_by: assumed}
"""


def _compared(new: str, old: str = BASE) -> Compared:
    return texts_compared(*(scenario.load_text(text, "ford") for text in (old, new)))


def _with(*changes: tuple[str, str]) -> str:
    text = BASE
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new)
    return text


def _told(found: Compared) -> list[tuple[str, str, str, str]]:
    return [(one.kind, one.name, one.how, one.part) for one in found.changes]


def _only(found: Compared) -> TextChange:
    assert len(found.changes) == 1, _told(found)
    return found.changes[0]


@pytest.mark.parametrize(
    "changes",
    [
        [("  guard: {title: The guard}", "  # watches\n  guard:\n    title: The guard")],
        [("-2 * loss if ford == cross and flood == comes", "-(2*loss)  if (ford==cross) and flood==comes")],
        [('"beta(2, 3)"', '"beta( 2.0,3 )"')],
        [("crosses >= 0.5", "crosses >= 0.50")],
        [("    lost:", "    x_lost:"), ("    x_lost:", "    lost:")],
    ],
)
def test_other_words_for_the_same_are_no_change(changes: list[tuple[str, str]]) -> None:
    if "-(2*loss)" in changes[0][1]:  # the same number, not the same tree: -2 * loss is (-2) * loss
        changes = [(changes[0][0], "-2*loss  if (ford==cross) and (flood==comes)")]
    assert _compared(_with(*changes)).changes == ()


def test_order_of_numbers_and_payoffs_is_no_change() -> None:
    lines = BASE.splitlines()
    at = [i for i, line in enumerate(lines) if line.startswith(("  p_flood:", "  loss:"))]
    lines[at[0]], lines[at[1]] = lines[at[1]], lines[at[0]]
    assert _compared("\n".join(lines)).changes == ()


def test_order_of_moves_and_endings_is_a_change() -> None:
    lines = BASE.splitlines()
    for first, second in (("  watch:", "  ford: {"), ("  crossed:", "  drowned:")):
        at = [i for i, line in enumerate(lines) if line.startswith((first, second))]
        lines[at[0]], lines[at[1]] = lines[at[1]], lines[at[0]]
    told = _told(_compared("\n".join(lines)))
    assert ("order", "moves", "changed", "") in told
    assert ("order", "endings", "changed", "") in told


def test_number_that_changed_has_both_values_and_both_places() -> None:
    one = _only(
        _compared(_with(('"beta(2, 3)"', '"beta(2, 4)"'), ("title: The ford\n", "title: The ford\n\n")))
    )
    assert (one.kind, one.name, one.before, one.after) == ("number", "p_flood", "beta(2, 3)", "beta(2, 4)")
    assert (one.before_at, one.after_at) == ("ford.yaml:11", "ford.yaml:12")
    assert one.readings == ("as_written", "bold")


def test_number_that_a_reading_sets_itself_changes_only_elsewhere() -> None:
    one = _only(_compared(_with(('"uniform(1, 3)"', '"uniform(1, 4)"'))))
    assert (one.name, one.readings) == ("loss", ("as_written",))
    one = _only(_compared(_with(('"uniform(0, 1)"', '"uniform(0, 2)"'))))
    assert (one.name, one.readings) == ("loss", ("bold",))


def test_number_in_a_formula_is_told_apart_from_a_formula() -> None:
    one = _only(_compared(_with(("-2 * loss", "-3 * loss"))))
    assert [(n.before, n.after) for n in one.numbers] == [("2", "3")]
    one = _only(_compared(_with(("-2 * loss if ford == cross and", "-3 * loss if ford == cross or"))))
    assert one.numbers == ()


def test_options_endings_readings_added_and_removed_are_named() -> None:
    new = _with(
        ("options: [keep, leave]", "options: [keep, doze, leave]"),
        ("  drowned: ford == cross and flood == comes\n", ""),
        (
            "readings:\n",
            "readings:\n  calm: {title: Calm, parameters: {p_flood: {draw: 0.1, set_by: assumed}}}\n",
        ),
    )
    told = _told(_compared(new))
    assert ("option", "watch: doze", "added", "") in told
    assert ("ending", "drowned", "removed", "") in told
    assert ("reading", "calm", "added", "") in told
    assert len(told) == 3


def test_renamed_number_is_one_change_and_its_formulas_none() -> None:
    one = _only(_compared(_with(("loss", "cost"))))
    assert (one.kind, one.how, one.before, one.after) == ("number", "renamed", "loss", "cost")


def test_renamed_move_ending_and_reading_are_each_one_change() -> None:
    new = _with(
        ("ford ==", "crossing =="),
        ("  ford:", "  crossing:"),
        ("  stayed:", "  remained:"),
        ("  bold:", "  brave:"),
    )
    found = _compared(new)
    assert set(_told(found)) == {
        ("move", "crossing", "renamed", ""),
        ("ending", "remained", "renamed", ""),
        ("reading", "brave", "renamed", ""),
    }
    assert found.pairs == (("as_written", "as_written"), ("bold", "brave"))


def test_thing_that_two_others_could_be_is_no_rename() -> None:
    twice = '  twin: {draw: "uniform(1, 3)", unit: payoff, says: what it takes away, set_by: assumed}\n'
    new = _with(("loss:", "cost:"), ("loss if", "cost if"), ("moves:\n", f"{twice}moves:\n"))
    told = {(kind, how) for kind, _, how, _ in _told(_compared(new))}
    assert ("number", "renamed") not in told
    assert {("number", "added"), ("number", "removed")} <= told


def test_swapped_values_are_changes_and_no_renames() -> None:
    new = _with(('"beta(2, 3)"', "@"), ('"uniform(1, 3)"', '"beta(2, 3)"'), ("@", '"uniform(0, 1)"'))
    told = _told(_compared(new))
    assert told == [("number", "p_flood", "changed", "value"), ("number", "loss", "changed", "value")]


def test_another_scenario_altogether_is_told_without_an_error() -> None:
    other = scenario.load("tripwire")
    found = texts_compared(scenario.load_text(BASE, "ford"), other)
    kinds = {one.how for one in found.changes}
    assert {"added", "removed"} <= kinds


@pytest.mark.parametrize("name", ["tripwire", "brinkmanship-in-rounds", "coalition-of-the-willing"])
def test_library_scenario_says_the_same_as_itself(name: str) -> None:
    told = scenario.load(name)
    assert texts_compared(told, told).changes == ()


def test_answer_that_something_else_gives_is_a_change() -> None:
    asks = "answers: [{asks: Does the scout cross, by: crossed}]\nplay:"
    old = _with(("play:", asks))
    one = _only(_compared(_with(("play:", asks.replace("by: crossed", "by: stayed"))), old))
    assert (one.kind, one.part, one.before, one.after) == ("answer", "by", "crossed", "stayed")
    one = _only(_compared(old.replace("crossed:", "over:").replace("by: crossed", "by: over"), old))
    assert (one.kind, one.how) == ("ending", "renamed")


def test_correlation_has_no_direction() -> None:
    both = "correlations: [{between: [p_flood, loss], rank: 0.5}]\nplay:"
    turned = both.replace("p_flood, loss", "loss, p_flood")
    assert _compared(_with(("play:", turned)), _with(("play:", both))).changes == ()
    assert (
        _only(_compared(_with(("play:", both.replace("0.5", "0.4"))), _with(("play:", turned)))).part
        == "rank"
    )
