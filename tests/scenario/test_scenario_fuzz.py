"""Whatever is done to the toy's text, `load_text` gives a scenario or a `ScenarioError`, nothing else."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standoff.errors import Problem, ScenarioError
from standoff.scenario import load_text

TOY = Path(__file__).with_name("toy.yaml").read_text(encoding="utf-8")
LINES = TOY.splitlines(keepends=True)
SIGNS = list("{}[]()|>&*!%@`'\"#:,-?~ \n\t")
WORDS = [
    "rest",
    "off",
    "otherwise",
    "sharp",
    "true",
    "null",
    "{}",
    "[]",
    "''",
    "1e999",
    "-1",
    "2031-02-30",
    "0x1",
    "P(",
    "help",
    "<<:",
    "precision",
    "quantiles",
    "é",
    "together:",
    "by:",
    "moves:",
    "readings:",
    "seen_by:",
    "when:",
    "draw:",
    "is:",
]
PHRASES = [": ", "- ", "  ", "beta(2, 3)", "E(x | y)", "kind == firm", "readings:\n", "moves:\n", "by: kind"]
SCRAPS = st.sampled_from(SIGNS + WORDS + PHRASES)
FEW = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def loaded_or_refused(text: str) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        found = load_text(text, "fuzz")
    except ScenarioError as error:
        problems = error.problems
        found = None
    assert (found is None) == bool(problems)
    for problem in problems:
        assert problem.what.endswith((".", "?", "!"))
        assert problem.text()
    for name in found.readings if found is not None else ():
        assert found is not None
        assert found.reading(name).reading == name


@FEW
@given(st.integers(0, len(TOY)))
def test_truncated_toy_is_read_or_refused(end: int) -> None:
    loaded_or_refused(TOY[:end])


@FEW
@given(st.lists(st.tuples(st.integers(0, len(TOY)), st.integers(0, 12), SCRAPS), min_size=1, max_size=4))
def test_toy_with_scraps_is_read_or_refused(changes: list[tuple[int, int, str]]) -> None:
    text = TOY
    for at, cut, scrap in changes:
        text = text[:at] + scrap + text[at + cut :]
    loaded_or_refused(text)


@FEW
@given(
    st.lists(st.tuples(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1)), max_size=3), st.data()
)
def test_toy_with_lines_moved_and_dropped_is_read_or_refused(
    swaps: list[tuple[int, int]], data: st.DataObject
) -> None:
    lines = list(LINES)
    for first, second in swaps:
        lines[first], lines[second] = lines[second], lines[first]
    del lines[data.draw(st.integers(0, len(lines) - 1))]
    loaded_or_refused("".join(lines))


@FEW
@given(st.data())
def test_toy_with_a_value_of_another_kind_is_read_or_refused(data: st.DataObject) -> None:
    keyed = [i for i, line in enumerate(LINES) if ": " in line]
    i = data.draw(st.sampled_from(keyed))
    value = data.draw(
        st.sampled_from(["", "1", "true", "[a, b]", "{a: 1}", "{a: {b: c}}", "x y", "2031-05-01", "[]"])
    )
    lines = list(LINES)
    lines[i] = lines[i].partition(": ")[0] + ": " + value + "\n"
    loaded_or_refused("".join(lines))


@FEW
@given(st.binary(max_size=300))
def test_any_text_is_read_or_refused(data: bytes) -> None:
    loaded_or_refused(data.decode("latin-1"))
