"""Every key of the grammar is read by a builder: a key that nothing reads would be silently without effect.

The trees of the library's scenarios and of the golden inputs are built while each look-up of a key is
recorded, with the table of the grammar to which the mapping belongs. The check of the shape, which
looks at every key by itself, is left out of the record.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from standoff import library
from standoff.errors import Span, StandoffError
from standoff.scenario import load, load_text, loading
from standoff.scenario.build import distributions
from standoff.scenario.grammar import CLAIMS_FILE, SCENARIO
from standoff.scenario.yaml.nodes import Items, Node, Pairs, Scalar
from standoff.scenario.yaml.shape import Fields, Forms, ListOf, MapOf, Shape

HERE = Path(__file__).parent
# The version is read before the shape is checked; a note is for the reader of the file alone.
ELSEWHERE = {("the scenario", "standoff")}
REMARK = "note"
# Keys that are accepted and have no effect: each is owed a reader, or has to leave the grammar. One
# that is read comes off this list, or its test fails.
IDLE = {
    ("a correlation", "because"),
    ("a correlation", "against"),
    ("a correlation", "set_by"),
    ("a correlation", "source"),
    ("a member", "says"),
    ("a parameter", "title"),
    ("a schedule", "says"),
}

Read = set[tuple[str, str]]


def tables(shape: Shape, seen: list[Fields]) -> list[Fields]:
    """Every table of the grammar below a shape, once."""
    match shape:
        case Fields() if not any(shape is other for other in seen):
            seen.append(shape)
            for key in shape.keys.values():
                tables(key.shape, seen)
        case ListOf():
            tables(shape.item, seen)
        case MapOf():
            tables(shape.value, seen)
        case Forms():
            for inner in (shape.marked and shape.marked[1], shape.pairs, shape.items):
                if inner:
                    tables(inner, seen)
    return seen


def placed(node: Node, shape: Shape) -> Iterator[tuple[Pairs, Fields]]:
    """Every mapping of a tree with the table that it was checked against."""
    match shape, node:
        case Forms(), Pairs():
            marked = shape.marked is not None and any(node.key(key) for key in shape.marked[0])
            inner = shape.marked[1] if shape.marked is not None and marked else shape.pairs
            if inner is not None:
                yield from placed(node, inner)
        case Forms(), Items() if shape.items is not None:
            yield from placed(node, shape.items)
        case ListOf(), Items():
            for item in node:
                yield from placed(item, shape.item)
        case ListOf(), Pairs() if shape.single:
            yield from placed(node, shape.item)
        case MapOf(), Pairs():
            for _, value in node.entries:
                yield from placed(value, shape.value)
        case Fields(), Pairs():
            yield node, shape
            for key, value in node.entries:
                if key.text in shape.keys:
                    yield from placed(value, shape.keys[key.text].shape)


class Looked(dict[object, object]):
    """A mapping that is handed to the reader of distributions, which knows no tree."""

    def __init__(self, made: dict[object, object], node: Pairs, record: Record) -> None:
        super().__init__(made)
        self.node, self.record = node, record

    def __contains__(self, name: object) -> bool:
        self.record._note(self.node, str(name))
        return super().__contains__(name)

    def __getitem__(self, name: object) -> object:
        self.record._note(self.node, str(name))
        return super().__getitem__(name)


class Record:
    """Which keys were looked up, and the trees that were checked."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.asked: set[tuple[Span, str]] = set()
        self.trees: list[tuple[Node, Fields]] = []
        self.checking = False
        get, key, shaped = Pairs.get, Pairs.key, loading._shaped

        def look(node: Pairs, name: str) -> Node | None:
            self._note(node, name)
            return get(node, name)

        def look_key(node: Pairs, name: str) -> Scalar | None:
            self._note(node, name)
            return key(node, name)

        def check(tree: Node, shape: Fields, problems: list[object]) -> Pairs | None:
            self.trees.append((tree, shape))
            self.checking = True
            try:
                return shaped(tree, shape, problems)  # type: ignore[arg-type]
            finally:
                self.checking = False

        def plain(node: Node) -> object:
            made = handed(node)
            return Looked(made, node, self) if isinstance(node, Pairs) and isinstance(made, dict) else made

        handed = distributions.plain
        patch.setattr(distributions, "plain", plain)
        patch.setattr(Pairs, "get", look)
        patch.setattr(Pairs, "key", look_key)
        patch.setattr(loading, "_shaped", check)

    def _note(self, node: Pairs, name: str) -> None:
        if not self.checking:
            self.asked.add((node.span, name))

    def read(self) -> Read:
        """(table, key) of each key that was looked up in a mapping of that table, there or not."""
        self.checking = True  # what follows is no reading
        # By place, since builders put mappings together anew (members of a table, what a reading changes).
        whose = {node.span: table.what for tree, shape in self.trees for node, table in placed(tree, shape)}
        return {(whose[node], name) for node, name in self.asked if node in whose}


def inputs() -> list[str | Path]:
    """The library, the toy, and the wrong scenarios: what passes the check of its shape is built."""
    wrong = sorted(path for path in (HERE / "wrong").iterdir() if path.is_dir() or path.suffix == ".yaml")
    return [*library.names(), HERE / "toy.yaml", HERE / "alike.yaml", *wrong]


@pytest.fixture(scope="module")
def read() -> Iterator[Read]:
    with pytest.MonkeyPatch.context() as patch:
        record = Record(patch)
        for where in inputs():
            try:
                load(where)
            except StandoffError:
                continue  # a golden input: what was read up to its mistake counts
        seatless = (HERE / "wrong" / "260-summit-proposer-unknown.yaml").read_text(encoding="utf-8")
        load_text(seatless.replace("proposer: nort", "proposer: {position: 1}"))
        yield record.read()


KEYS = sorted(
    {(table.what, key) for top in (SCENARIO, CLAIMS_FILE) for table in tables(top, []) for key in table.keys}
)


@pytest.mark.parametrize(("table", "key"), [pair for pair in KEYS if pair not in IDLE])
def test_key_of_the_grammar_is_read_by_a_builder(table: str, key: str, read: Read) -> None:
    # what a reading changes is put into the file's own mapping, where the key is read (test_reading_parts),
    # but for a block's: it is written out before readings are put in, so its two keys are read as they are
    own = table if table == "a block in a reading" else table.removesuffix(" in a reading")
    assert (own, key) in read | ELSEWHERE or key == REMARK, f"nothing reads `{key}` of {table}"


def test_keys_that_are_known_to_be_idle_still_are(read: Read) -> None:
    assert set(KEYS) >= IDLE
    assert sorted(IDLE & read) == []


def test_key_that_nothing_reads_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    record = Record(monkeypatch)
    at = Span("toy.yaml", 1, 1, 2, "")
    pairs = tuple((Scalar(name, "text", at), Scalar("1", "whole", at)) for name in ("used", "idle"))
    tree = Pairs(pairs, at)
    record.trees.append((tree, Fields("a toy", {})))
    tree.text("used")
    assert record.read() == {("a toy", "used")}


def test_tables_of_the_grammar_are_found() -> None:
    assert len(KEYS) > 150
    assert {"the scenario", "a move"} <= {table for table, _ in KEYS}
