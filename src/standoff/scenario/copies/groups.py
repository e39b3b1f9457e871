"""The groups of a file: read, with groups in groups written out, and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from standoff.errors import Problem, nearest
from standoff.scenario.records import Group
from standoff.scenario.tables.copies import MOST_MEMBERS
from standoff.scenario.yaml.nodes import Items, Node, Pairs, Scalar, entries, scalars, title_of

_SECTIONS = ("actors", "parameters", "moves", "endings", "measures")


@dataclass(frozen=True, slots=True)
class _Written:
    key: Scalar
    node: Node

    @property
    def members(self) -> tuple[Scalar, ...]:
        node = self.node.get("members") if isinstance(self.node, Pairs) else self.node
        return scalars(node) if isinstance(node, Items) else ()

    def text(self, name: str) -> str:
        return self.node.text(name) if isinstance(self.node, Pairs) else ""


def groups_of(top: Pairs, problems: list[Problem]) -> dict[str, Group]:
    """The groups by name, in the order of the text; those with complaints are left out."""
    written = {key.text: _Written(key, node) for key, node in entries(top.get("groups"))}
    actors = tuple(key.text for key, _ in entries(top.get("actors")))
    found: dict[str, Group] = {}
    for name, own in written.items():
        if _taken(own.key, top, problems):
            continue
        members = _members(name, written, actors, problems, ())
        if members is None or not _counted(own, members, problems):
            continue
        title = own.text("title") or title_of(name)
        names = tuple(member.text for member in members)
        found[name] = Group(name, title, own.text("says"), names, own.key.span)
    return found


def _taken(key: Scalar, top: Pairs, problems: list[Problem]) -> bool:
    for section in _SECTIONS:
        for other, _ in entries(top.get(section)):
            if other.text == key.text:
                what = f"`{key.text}` names a group, and another thing on line {other.span.line}."
                expected = (
                    "Groups share one space of names with actors, parameters, moves, endings, measures."
                )
                problems.append(Problem("S494", what, expected, "Rename one of them.", key.span))
                return True
    return False


def _members(
    name: str,
    written: Mapping[str, _Written],
    actors: tuple[str, ...],
    problems: list[Problem],
    above: tuple[str, ...],
) -> list[Scalar] | None:
    """The actors of a group, each at the place where this group names it; None after a complaint."""
    found: list[Scalar] = []
    for node in written[name].members:
        if node.text in actors:
            found.append(node)
        elif node.text in (*above, name):
            steps = " -> ".join(f"`{step}`" for step in (*above, name, node.text))
            what = f"The group `{node.text}` contains itself: {steps}."
            problems.append(Problem("S255", what, "", "Take it out of one of them.", node.span))
            return None
        elif node.text in written:
            inner = _members(node.text, written, actors, problems, (*above, name))
            if inner is None:
                return None
            found += [Scalar(member.text, "text", node.span) for member in inner]
        else:
            what = f"`{node.text}` is no actor and no group."
            fix = nearest(node.text, [*actors, *(other for other in written if other != name)])
            problems.append(Problem("S254", what, "The members of a group are actors.", fix, node.span))
            return None
    return found


def _counted(own: _Written, members: list[Scalar], problems: list[Problem]) -> bool:
    """Whether the number of members is right and nobody is one twice."""
    if not 1 <= len(members) <= MOST_MEMBERS:
        what = f"The group `{own.key.text}` has {len(members)} members."
        problems.append(Problem("S254", what, f"Expected from 1 to {MOST_MEMBERS}.", "", own.key.span))
        return False
    seen: set[str] = set()
    for member in members:
        if member.text in seen:
            what = f"`{member.text}` is in the group `{own.key.text}` twice."
            problems.append(Problem("S254", what, "Expected each once.", "Delete one.", member.span))
            return False
        seen.add(member.text)
    return True
