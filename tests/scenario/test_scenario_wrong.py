"""Golden: every wrong scenario gives exactly the recorded message, and every code is there."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

from standoff.codes import CODES
from standoff.draws import FORMS, base_rates
from standoff.expressions import FUNCTIONS, KEYWORDS
from standoff.scenario.grammar import SCENARIO
from standoff.scenario.yaml.shape import Fields

RECORD = runpy.run_path(str(Path(__file__).with_name("record.py")))
LEAST = 400  # inputs, no two of which differ by their names alone
COMPILED = {"S602", "S605", "S606", "S610", "S611", "S612"}  # codes of S6 that a text alone can cause
# S601 has no small text: the review (S438) finds such a chance before anything is compiled.
ELSEWHERE = {  # tested in test_scenario_security, _events, _readings, test_menus, test_repeats: no file shows
    "S102", "S111", "S115", "S424", "S425", "S426", "S427", "S428", "S431", "S473", "S283",
}  # fmt: skip


@pytest.mark.parametrize("path", RECORD["cases"](), ids=lambda path: path.stem)
def test_wrong_scenario_gives_the_recorded_message(path: Path) -> None:
    assert RECORD["message"](path) == path.with_suffix(".txt").read_text(encoding="utf-8")


def test_wrong_scenarios_show_every_code_of_the_text() -> None:
    recorded = "".join(path.with_suffix(".txt").read_text(encoding="utf-8") for path in RECORD["cases"]())
    shown = set(re.findall(r"(?m)(?:^|: )(S\d\d\d): ", recorded))
    wanted = {code for code in CODES if code[:2] in ("S1", "S2", "S3", "S4", "S5")} | COMPILED
    assert wanted - shown - ELSEWHERE == set()


def test_wrong_scenarios_are_many_and_no_two_alike_but_for_names() -> None:
    shapes: dict[str, str] = {}
    for path in RECORD["cases"]():
        files = sorted(path.rglob("*.*")) if path.is_dir() else [path]
        text = "\n".join(f"{file.suffix}\n{file.read_bytes().decode('utf-8', 'replace')}" for file in files)
        shapes.setdefault(_nameless(text), path.stem)
    assert len(shapes) == len(RECORD["cases"]()) >= LEAST


def _nameless(text: str) -> str:
    """The text with each name that is no key or word of the language as the number of its first place."""
    known = {word for fields in _keys(SCENARIO) for word in fields} | set(FUNCTIONS) | set(FORMS) | KEYWORDS
    known |= set(base_rates())
    numbers: dict[str, int] = {}

    def numbered(found: re.Match[str]) -> str:
        word = found[0]
        return word if word in known else f"n{numbers.setdefault(word, len(numbers))}"

    return re.sub(r"(?<![0-9A-Za-z_])[A-Za-z_][A-Za-z0-9_]*", numbered, text)


def _keys(shape: object) -> Iterator[set[str]]:
    """The keys of a shape and of all that stands under them."""
    if isinstance(shape, Fields):
        yield set(shape.keys)
        for key in shape.keys.values():
            yield from _keys(key.shape)
    for part in ("item", "value", "pairs", "items", "scalar"):
        if getattr(shape, part, None) is not None:
            yield from _keys(getattr(shape, part))
    if getattr(shape, "choices", None):
        yield set(shape.choices)  # type: ignore[attr-defined]
    if getattr(shape, "marked", None):
        yield from _keys(shape.marked[1])  # type: ignore[attr-defined]


def test_wrong_scenarios_have_no_message_without_a_case() -> None:
    cases = {path.stem for path in RECORD["cases"]()}
    assert {path.stem for path in RECORD["WRONG"].glob("*.txt")} == cases


def test_committed_schema_is_that_of_the_code() -> None:
    assert RECORD["SCHEMA"].read_text(encoding="utf-8") == RECORD["schema_text"]()
