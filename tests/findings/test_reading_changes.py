"""`explore` names everything that a reading sets otherwise, beside its numbers."""

from __future__ import annotations

from standoff.compiler import compile_scenario
from standoff.findings.readings import _structure
from standoff.scenario import load_text
from standoff.study.rows import prepare_reading
from tests.scenario.test_later_rules import FRONT
from tests.scenario.test_reading_parts import TEXT

OTHER = """readings:
  other:
    moves:
      flood: {chance: {down: 0.7, up: rest}}
      ford: {options: [wait, cross]}
      shot: {when: ford == cross}
    summits: {council: {rule: unanimity}}
    payoffs: {guard: {ease: off}}
    play: sharp
"""


def _told(text: str) -> list[str]:
    loaded = load_text(text)
    one, other = (prepare_reading(compile_scenario(loaded.reading(name))) for name in loaded.readings)
    return _structure(one, other)


def test_each_thing_that_a_reading_changes_is_named() -> None:
    assert set(_told(TEXT + OTHER)) >= {
        "options of `ford`",
        "when `shot` is made",
        "summit `council`",
        "what is believed or likely at `flood`",
        "payoff term `guard.ease`",
        "the play",
    }
    front = "readings:\n  other: {fronts: {line: {parameters: {strength_attacker: 700}}}}\n"
    assert _told(FRONT + front) == ["front `line`"]
