"""Signals that part later play from those after which it pools: closed forms, rules, chances, states."""

from __future__ import annotations

from pathlib import Path

import pytest

import standoff
from standoff import library
from standoff.results.run.parts import HEEDED, Signal
from standoff.scenario import load_text
from standoff.study.summaries.details import COMPARED
from tests.scenario.planted_bases import CHANCES, CRISIS, HEAD, ROUNDS
from tests.study.test_composition import parts

COSTLY = (
    HEAD
    + """parameters:
  firm: 0.5
moves:
  kind: {chance: {firm: firm, soft: rest}, seen_by: [a]}
  signal: {by: a, options: [loud, still]}
  challenge: {by: b, options: [yes, no]}
payoffs:
  a:
    price: -9 if signal == loud and kind == soft
    glad: 1 if signal == loud and kind == firm
    pressed: -4 if challenge == yes
  b:
    gain: 3 if challenge == yes and kind == soft
    loss: -5 if challenge == yes and kind == firm
endings: {pressed: challenge == yes, quiet: otherwise}
measures: {loud: P(signal == loud)}
play: {precision: 3}
"""
)
# the signal costs both kinds nothing and pleases neither: whoever hears it learns nothing
CHEAP = COSTLY.replace("    price: -9 if signal == loud and kind == soft\n", "").replace(
    "    glad: 1 if signal == loud and kind == firm\n", ""
)


def signals(text: str, n_draws: int = 4) -> dict[str, Signal]:
    return {one.move: one for one in parts(text, n_draws=n_draws).signals}


def test_separating_signal_moves_play_and_belief() -> None:
    found = signals(COSTLY)["signal"]
    assert found.play is not None
    assert found.play > 0.9
    assert found.at == "challenge"
    assert found.belief == pytest.approx(0.95, abs=0.05)  # loud is firm, still is soft or a little firm
    assert found.told_apart
    assert not found.idle


def test_pooling_signal_is_told_with_its_number_and_could_have_mattered() -> None:
    found = signals(CHEAP)["signal"]
    assert found.idle
    assert found.told_apart
    assert not found.never
    assert found.pairs == 1
    assert found.play == found.belief == pytest.approx(0.0, abs=1e-9)


def test_signal_that_nobody_tells_apart_could_never_matter() -> None:
    text = CRISIS.replace("  answer: {by: b", "  speech: {by: a, options: [warm, cool]}\n  answer: {by: b")
    found = signals(text)["speech"]
    assert found.never
    assert found.idle
    assert (found.play, found.pairs) == (None, 0)


def test_move_that_opens_a_later_one_is_no_idle_signal() -> None:
    found = signals(CRISIS)["go"]
    assert found.by_rule
    assert not found.idle


def test_last_move_and_unseen_move_are_no_signals() -> None:
    assert "answer" not in signals(CRISIS)
    hidden = COSTLY.replace("options: [loud, still]", "options: [loud, still], seen_by: [a]")
    assert "signal" not in signals(hidden)
    assert {"attack", "sunk"}.isdisjoint(signals(CHANCES))


def test_signal_by_a_chance_that_is_heeded_is_not_idle() -> None:
    text = CRISIS.replace(
        "  go: {by: a",
        "  plea: {by: b, options: [made_well, made_badly]}\n"
        "  wind: {chance: {fair: 0.9 * (plea == made_well), foul: rest}}\n  go: {by: a",
    ).replace("prize: 5 if answer == give", "prize: 5 if answer == give and wind == fair")
    found = signals(text)
    assert found["plea"].through == ["wind"]
    assert not found["plea"].idle
    assert found["wind"].play is not None
    assert found["wind"].play > HEEDED
    assert found["plea"].pairs == 0  # with the same wind it is the same history
    deaf = text.replace(" and wind == fair", "").replace("war: -cost", "war: (wind == fair) - cost", 1)
    assert signals(deaf)["plea"].through == ["wind"]


def test_state_that_carries_a_move_on_hides_nothing_of_it() -> None:
    found = signals(ROUNDS)
    assert all(not one.never for name, one in found.items() if name.startswith("talks.offer"))
    assert not any("mood" in name for name in found)


def test_order_of_options_and_actors_changes_no_number() -> None:
    swapped = COSTLY.replace("[loud, still]", "[still, loud]").replace(
        "actors: {a: {title: A}, b: {title: B}}", "actors: {b: {title: B}, a: {title: A}}"
    )
    one, other = signals(COSTLY)["signal"], signals(swapped)["signal"]
    assert (one.play, one.belief) == pytest.approx((other.play, other.belief))
    assert (one.pairs, one.at) == (other.pairs, other.at)


def test_library_signal_that_costs_parts_and_arms_that_nobody_sees_are_no_signal() -> None:
    home = Path(library.__path__[0])
    text = (home / "strategic-ambiguity" / "scenario.yaml").read_text(encoding="utf-8")
    found = signals(text, n_draws=2)
    assert "arming" not in found
    assert not found["cost"].idle
    sinking = (home / "sinking-costs" / "scenario.yaml").read_text(encoding="utf-8")
    signal = signals(sinking, n_draws=2)["signal"]
    assert signal.play == pytest.approx(1.0, abs=0.01)
    assert signal.belief is not None
    assert signal.belief > 0.5


def test_draws_that_are_compared_are_a_part_of_those_explained() -> None:
    few, many = signals(COSTLY, n_draws=COMPARED)["signal"], signals(COSTLY, n_draws=COMPARED + 40)["signal"]
    assert few.play == pytest.approx(many.play)


MERGED = """standoff: 1
title: A sign that merges with the weather
as_of: 2031-01-01
horizon: 2031-12-31
actors: {a: A, b: B}
moves:
  first: {by: a, options: [low, high]}
  reply: {by: b, options: [x, y]}
  rain: {chance: {low: 0.2, high: rest}}
  last: {by: b, options: [go, stay]}
payoffs:
  a: {war: -0.1 if last == go, f: 0.2 if first == low}
  b: {r: 0.5 if reply == x, w: 2 if last == go and (first == low or rain == low), n: -1 if last == go}
endings: {gone: last == go, stayed: otherwise}
play: {precision: 3}
"""


def test_sign_that_cannot_be_compared_everywhere_is_not_called_idle() -> None:
    """Low, and rain that is low, are one information set: no pair there, and one at a reply that is idle."""
    first = signals(MERGED)["first"]
    assert first.pairs > 0
    assert first.uncompared
    assert not first.idle


def test_where_a_move_was_observed_no_sign_is_called_idle(tmp_path: Path) -> None:
    text = MERGED.replace("(first == low or rain == low)", "rain == low")
    assert signals(text)["first"].idle
    run = standoff.run(load_text(text), draws=5, seed=1, out=tmp_path / "r", observed={"reply": "x"})
    first = next(one for one in run.parts().signals if one.move == "first")
    assert first.never or not first.idle
