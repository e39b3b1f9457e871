"""Completion and hover: what can be written at a place, and what a word means, in texts right and wrong."""

from __future__ import annotations

import pytest
from session_toys import BARRIER, barrier

from standoff.scenario import LoadedScenario
from standoff.workbench.session import Session, TextFiles
from standoff.workbench.session.completion import described, offers
from standoff.workbench.session.outline import entries, place_at

FILE = "barrier.yaml"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> LoadedScenario:
    path = barrier(tmp_path_factory.mktemp("names"))
    return Session(TextFiles.find(path), draws=64).loaded


def _before(word: str) -> str:
    return BARRIER[: BARRIER.index(word)]


def _offered(text: str, loaded: LoadedScenario | None) -> list[str]:
    lines = text.split("\n")
    found = offers({FILE: text}, loaded, (FILE, len(lines), len(lines[-1]) + 1))
    return [one.label for one in found.offers]


PLACES = [
    ("", ["standoff", "title", "question", "as_of"]),
    (BARRIER + "pay", ["payoffs"]),
    (_before("moves:") + "moves:\n  x: {se", ["seen_by", "set_by"]),
    (_before("moves:") + "moves:\n  x:\n    by: ", ["city"]),
    (_before("moves:") + "moves:\n  x: {by: city, options: [a, b]}\n  y: {when: x == ", ["a", "b"]),
    (_before("endings:") + "endings:\n  wet: breach == b", ["breaks"]),
    (_before("endings:") + "endings:\n  wet: othe", ["otherwise"]),
    (_before("moves:") + "  y: {draw: logn", ["lognormal"]),
    (_before("moves:") + '  y: {draw: 1, unit: "prob', ["probability"]),
    (_before("moves:") + "  y:\n    because:\n      - ", ["c1", "c2", "c3"]),
    (_before("# the end") + "  mild:\n    moves:\n      storm: ", ["off", "hits", "misses"]),
    (_before("# the end") + "  mild:\n    parameters:\n      p_b", ["p_break"]),
    (_before("payoffs:") + "payoffs:\n  ci", ["city"]),
    (_before("breach:") + "breach:\n    chance: {br", ["breaks"]),
    (_before("moves:") + "  # a comm", []),
    (_before("moves:") + "question: |\n  who le", []),
]


@pytest.mark.parametrize(("text", "wanted"), PLACES)
def test_offers_are_those_of_the_place(text: str, wanted: list[str], loaded: LoadedScenario) -> None:
    found = _offered(text, loaded)
    assert found[: len(wanted)] == wanted
    assert wanted or not found


@pytest.mark.parametrize(
    ("before", "kind", "says"),
    [
        ("dra", "key", "Its distribution, or a number."),
        ("cost if", "parameter", "lognormal(median=2, sd=0.3) payoff"),
        ("storm == hits", "move", "chance: hits, misses"),
        ("breaks and", "option", "An option of the move breach."),
        ("leave and storm", "option", "An option of the move leave."),
        ("c3]", "claim", "Nobody will leave."),
        ("beta(8", "distribution", "A distribution."),
    ],
)
def test_hover_says_what_a_word_means(before: str, kind: str, says: str, loaded: LoadedScenario) -> None:
    at = BARRIER.index(before) + 1
    line, column = BARRIER.count("\n", 0, at) + 1, at - BARRIER.rfind("\n", 0, at)
    found = described({FILE: BARRIER}, loaded, (FILE, line, column))
    assert found is not None
    assert (found.kind, says in found.says) == (kind, True), found
    if found.declared_line:
        declared = BARRIER.split("\n")[found.declared_line - 1]
        assert declared[found.declared_column - 1 :].startswith(found.title)


def test_every_key_of_a_right_text_is_found_under_what_it_stands_under() -> None:
    """The tolerant reading against the strict one, on scenarios that come along."""
    from standoff.scenario.yaml.nodes import Items, Node, Pairs
    from standoff.scenario.yaml.reader import read

    def keys(node: Node, above: tuple[str, ...] = ()) -> set[tuple[tuple[str, ...], int, int]]:
        found = set()
        for key, value in node if isinstance(node, Pairs) else ():
            path = (*above, key.text)
            found |= {(path, key.span.line, key.span.column)} | keys(value, path)
        for item in node if isinstance(node, Items) else ():
            found |= keys(item, above)
        return found

    for name in ("falklands-1982", "tripwire", "burden-sharing"):
        files = TextFiles.find(name).files
        for file, text in files.items():
            strict = keys(read(text, file))
            assert {(one.path, one.line, one.column) for one in entries(text)} == strict


def test_any_beginning_of_a_text_has_a_place() -> None:
    for end in range(0, len(BARRIER), 7):
        text = BARRIER[:end]
        lines = text.split("\n")
        place_at(text, len(lines), len(lines[-1]) + 1)
        _offered(text, None)
