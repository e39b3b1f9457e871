"""What a reading changes of moves, summits and fronts is what the file with that text in it says."""

from __future__ import annotations

import pytest

import standoff
from standoff.compiler import compile_scenario, show_arrays
from standoff.errors import ScenarioError
from standoff.scenario import load_text
from standoff.scenario.plausibility.review import review

TEXT = """
standoff: 1
title: A ford
as_of: 2031-03-01
horizon: 2031-12-31
actors: {scout: Scout, guard: Guard}
parameters: {p: "beta(2, 3)", worth: "uniform(1, 3)"}
summits:
  council:
    options: [nothing, patrol, wall]
    rule: majority
    quota: 0.6
    members:
      mayor: {position: 2}
      miller: {position: 0.4, salience: 0.5}
      smith: {position: "uniform(0, 2)"}
moves:
  flood: {chance: {up: p, down: rest}, believed: {guard: {up: 0.5, down: rest}}}
  ford: {by: scout, when: flood == down, options: [cross, wait, swim]}
  vote: {chance: {wall: "council.reaches(wall)", none: rest}}
  shot: {by: guard, when: ford == cross or ford == swim, options: [fire, hold]}
payoffs:
  scout: {gain: worth if ford == cross and shot == hold, wet: -0.2 if ford == swim, risk: -1 if ford != wait}
  guard: {hit: worth if shot == fire, powder: -0.5 if shot == fire, ease: 1 if vote == wall}
endings: {swum: ford == swim, crossed: ford == cross, quiet: otherwise}
measures: {crossing: P(ford == cross), wading: P(ford == swim)}
play: {precision: 1}
"""


def _same(reading: str, *changes: tuple[str, str]) -> None:
    """The reading of TEXT is the file in which the changes are written out."""
    by_hand = TEXT
    for old, new in changes:
        assert old in by_hand
        by_hand = by_hand.replace(old, new)
    other = load_text(f"{TEXT}readings:\n  other:\n{reading}").reading("other")
    hand = load_text(by_hand).reading()
    assert show_arrays(compile_scenario(other)) == show_arrays(compile_scenario(hand))


def test_reading_changes_a_chance() -> None:
    _same(
        "    moves: {flood: {chance: {down: 0.7, up: rest}}}\n",
        ("{up: p, down: rest}, b", "{up: rest, down: 0.7}, b"),
    )


def test_reading_changes_a_condition() -> None:
    _same("    moves: {ford: {when: flood == up}}\n", ("when: flood == down", "when: flood == up"))


def test_reading_changes_a_belief_of_a_move() -> None:
    _same("    moves: {flood: {believed: {guard: {up: 0.1, down: rest}}}}\n", ("{up: 0.5,", "{up: 0.1,"))


def test_reading_takes_options_out() -> None:
    # what names the option that is gone is false in it
    _same(
        "    moves: {ford: {options: [wait, cross]}}\n",
        ("[cross, wait, swim]", "[cross, wait]"),
        (" or ford == swim", ""),
        ("-0.2 if ford == swim", "'0'"),
        ("P(ford == swim)", "P(ford == cross and ford == wait)"),
        ("swum: ford == swim", "swum: ford == cross and ford == wait"),
    )


def test_reading_that_leaves_one_option_fixes_it() -> None:
    other = load_text(f"{TEXT}readings:\n  other: {{moves: {{ford: {{options: [wait]}}}}}}\n").reading(
        "other"
    )
    assert other.moves["ford"].fixed == "wait"


def test_reading_changes_the_rule_and_the_members_of_a_summit() -> None:
    reading = """    summits:
      council:
        rule: unanimity
        members: {miller: {position: p}, smith: {position: "uniform(1, 2)"}}
"""
    _same(
        reading,
        ("    rule: majority\n    quota: 0.6\n", "    rule: unanimity\n"),
        ("position: 0.4", "position: p"),
        ('"uniform(0, 2)"', '"uniform(1, 2)"'),
    )


def test_reading_runs_with_an_option_that_only_the_file_has(tmp_path: object) -> None:
    text = TEXT.replace("options: [cross, wait, swim]}", "options: [cross, wait, swim], on: 2031-05-01}")
    text += "readings:\n  other: {moves: {ford: {options: [wait, cross]}}}\n"
    run = standoff.run(load_text(text), draws=40, seed=1, out=f"{tmp_path}/run")
    endings = run.summary.readings["other"].endings
    assert endings["swum"].probability == 0.0
    before = run.summary.readings["as_written"].endings
    assert endings["crossed"].probability > before["crossed"].probability


def test_ending_that_a_reading_makes_impossible_is_told() -> None:
    loaded = load_text(TEXT + "readings:\n  other: {moves: {ford: {options: [wait, cross]}}}\n")
    told = [problem for problem in review(loaded).warnings if problem.code == "S498"]
    assert [problem.what for problem in told] == ["In the reading `other` the ending `swum` can never be."]
    assert not [problem for problem in review(load_text(TEXT)).warnings if problem.code == "S498"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("moves: {ford: {options: [cross, fly]}}", "S497.*`fly` is no option"),
        ("moves: {flood: {chance: {up: 0.2}}}", "S497.*leaves out `down`"),
        ("moves: {flood: {chance: {up: 0.2, down: 0.3, sideways: rest}}}", "S497.*`sideways`"),
        ("moves: {ford: {chance: {cross: 1, wait: 0, swim: 0}}}", "S497.*a chance to the decision `ford`"),
        ("moves: {flood: {options: [up]}}", "S497.*options to the chance move"),
        ("moves: {bridge: {when: flood == up}}", "S423.*`bridge`"),
        ("moves: {ford: {by: guard}}", "S201.*`by`.*A new move stands"),
        ("summits: {council: {members: {baker: {position: 1}}}}", "S497.*`baker`"),
        ("summits: {council: {members: {mayor: {position: 'beta(2, 2)'}}}}", "S497.*no drawn number"),
        ("fronts: {line: {parameters: {x: 1}}}", "S423.*`line`"),
    ],
)
def test_reading_that_adds_or_leaves_open_is_refused(change: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        load_text(f"{TEXT}readings:\n  other: {{{change}}}\n")


def test_ending_that_several_readings_make_impossible_is_told_of_all_of_them() -> None:
    text = """standoff: 1
title: T
as_of: 2031-03-01
horizon: 2031-12-31
actors: {a: A}
parameters: {p: {draw: "uniform(0.2, 0.8)", unit: probability}}
moves:
  x: {by: a, options: [go, stay]}
  z: {when: x == go, chance: {w: p, l: rest}}
payoffs: {a: {t: "1 if z == w", u: "-1 if z == l"}}
endings: {f: z == w, g: z == l, q: otherwise}
play: {precision: 1}
readings:
  never: {moves: {z: {chance: {w: 0, l: 1}}}}
  still: {moves: {z: "off"}}
"""
    told = [w.what for w in review(load_text(text)).warnings if w.code == "S498"]
    assert told == [
        "In the readings `never` and `still` the ending `f` can never be.",
        "In the reading `still` the ending `g` can never be.",
    ]
