"""A scenario's text before its names are looked up: what one reading says, still as nodes.

The base reading is the file as it stands. Another reading is the same draft with some entries
replaced (`overlay.py`), so that one builder serves all readings and every node keeps its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from standoff.errors import Problem
from standoff.expressions import Copies
from standoff.scenario.records import Block, Group
from standoff.scenario.yaml.nodes import Node, Pairs, Scalar, entries
from standoff.scenario.yaml.nodes import title_of as title_of

DEFAULT_READING = "as_written"


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A key and what stands under it; `before` is the entry of the file that a reading replaces."""

    key: Scalar
    node: Node
    before: Entry | None = None

    @property
    def pairs(self) -> Pairs | None:
        return self.node if isinstance(self.node, Pairs) else None

    def text(self, name: str) -> str:
        """A text under the entry; what a reading leaves unsaid it takes from the file."""
        said = self.pairs.text(name) if self.pairs is not None else ""
        return said or (self.before.text(name) if self.before is not None else "")

    def main(self, name: str) -> Node:
        """What stands under `name`, or the node itself where it was written short."""
        found = self.pairs.get(name) if self.pairs is not None else None
        return self.node if found is None else found


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """What one reading says. `fixed` holds, by move, an option or `off`.

    tables : (path as it is shown, text) of each table beside the scenario, by the name that it is given;
    notes : what was left aside in them; copies, groups, blocks : what was written out (scenario/copies);
    limits, untils : by block, how many stages a reading plays, and what ends it there
    """

    top: Pairs
    claims_files: Mapping[str, Pairs]
    reading: str
    parameters: Mapping[str, Entry]
    terms: Mapping[str, Mapping[str, Entry]]  # by actor
    beliefs: Mapping[str, Mapping[str, Entry]]  # by move, then by actor
    fixed: Mapping[str, Scalar]
    play: Entry
    tables: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    notes: tuple[Problem, ...] = ()
    copies: Copies = field(default_factory=Copies)
    groups: Mapping[str, Group] = field(default_factory=dict)
    blocks: Mapping[str, Block] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)
    untils: Mapping[str, Scalar] = field(default_factory=dict)

    def section(self, name: str) -> dict[str, Entry]:
        """The entries of one section of the file."""
        return by_name(self.top.get(name))


def by_name(node: Node | None) -> dict[str, Entry]:
    return {key.text: Entry(key, value) for key, value in entries(node)}


def base_draft(top: Pairs, claims_files: Mapping[str, Pairs]) -> Draft:
    """The draft of the file as it stands; its shape has been checked."""
    beliefs: dict[str, Mapping[str, Entry]] = {}
    for name, move in by_name(top.get("moves")).items():
        believed = move.pairs.get("believed") if move.pairs is not None else None
        if believed is not None:
            beliefs[name] = by_name(believed)
    play_key, play = top.key("play"), top.get("play")
    if play_key is None or play is None:
        raise KeyError("play")  # the shape requires it
    return Draft(
        top=top,
        claims_files=claims_files,
        reading=base_name(top),
        parameters=by_name(top.get("parameters")),
        terms={actor: by_name(entry.node) for actor, entry in by_name(top.get("payoffs")).items()},
        beliefs=beliefs,
        fixed={},
        play=Entry(play_key, play),
    )


def base_name(top: Pairs) -> str:
    """The name of the reading that the file itself is."""
    node = top.get("reading")
    if isinstance(node, Pairs):
        return node.text("name")
    return node.text if isinstance(node, Scalar) else DEFAULT_READING


def replaced(entry: Entry, before: Entry | None) -> Entry:
    return replace(entry, before=before)
