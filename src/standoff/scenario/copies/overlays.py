"""Readings with their copies written out: what is said of a name is said of all its copies.

What is said of one copy by its own name goes before what is said of all, in whatever order they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from standoff.expressions import EACH, Running, base_of, indexed
from standoff.scenario.copies.copying import Writing, actor_keys
from standoff.scenario.copies.sections import play
from standoff.scenario.copies.trees import plain_name, renamed, running, section
from standoff.scenario.yaml.nodes import Node, Pairs, Scalar, entries


def written(top: Pairs, writing: Writing) -> Pairs:
    """The tree with its readings, and what takes mechanisms out, written out."""
    return overlays_written(top, lambda node: _reading(node, writing))


def overlays_written(top: Pairs, make: Callable[[Node], Node]) -> Pairs:
    """The tree with every overlay in it made anew: readings, and what takes mechanisms out."""
    readings, mechanisms = top.get("readings"), top.get("mechanisms")
    if isinstance(readings, Pairs):
        made = Pairs(tuple((key, make(own)) for key, own in readings), readings.span)
        top = section(top, "readings", made)
    if isinstance(mechanisms, Pairs):
        made = Pairs(tuple((key, _mechanism(own, make)) for key, own in mechanisms), mechanisms.span)
        top = section(top, "mechanisms", made)
    return top


def _mechanism(node: Node, make: Callable[[Node], Node]) -> Node:
    if isinstance(node, Pairs):
        for name in ("off", "or_off"):
            own = node.get(name)
            node = node if own is None else section(node, name, make(own))
    return node


def _reading(node: Node, writing: Writing) -> Node:
    if not isinstance(node, Pairs):
        return node
    for key, value in node:
        if key.text in ("parameters", "moves") and isinstance(value, Pairs):
            short = "draw" if key.text == "parameters" else ""
            node = section(node, key.text, _named(value, short, writing))
        elif key.text == "payoffs" and isinstance(value, Pairs):
            node = section(node, key.text, _payoffs(value, writing))
        elif key.text == "beliefs" and isinstance(value, Pairs):
            node = section(node, key.text, _beliefs(value, writing))
        elif key.text == "play":
            node = section(node, key.text, play(value, writing))
    return node


def _named(node: Pairs, short: str, writing: Writing) -> Pairs:
    """A mapping of names: one that has copies stands for all of them."""
    found: dict[str, tuple[Scalar, Node]] = {}
    for key, value, one in _single_last(node, writing):
        group = writing.copies.families.get(key.text)
        if group is not None:
            for own, body, member in writing.each(key, value, group, short):
                made = _believed(body, member, writing)
                found[indexed(key.text, member)] = (renamed(own, indexed(key.text, member)), made)
        else:
            body = value if one is None else running(value, one)
            found[key.text] = (key, _believed(body, one.at if one is not None else "", writing))
    return Pairs(tuple(found.values()), node.span)


def _believed(body: Node, member: str, writing: Writing) -> Node:
    """What a reading changes of a move, with groups in its beliefs written out."""
    believed = body.get("believed") if isinstance(body, Pairs) else None
    if not isinstance(body, Pairs) or not isinstance(believed, Pairs):
        return body
    return section(body, "believed", actor_keys(writing, believed, member))


def _single_last(node: Pairs, writing: Writing) -> Iterator[tuple[Scalar, Node, Running | None]]:
    """The entries: those of all copies first; one of a single copy with what runs in it."""
    later = []
    for key, value in node:
        name = plain_name(key.text)
        base = base_of(name)
        group = writing.copies.families.get(base)
        if group is not None and name != base:
            later.append((renamed(key, name), value, Running(EACH, group, name[len(base) + 1 : -1])))
        else:
            yield key, value, None
    yield from later


def _payoffs(node: Pairs, writing: Writing) -> Pairs:
    """The terms by actor: a group's are said of each member, a term with copies of all of them."""
    found: dict[str, tuple[Scalar, dict[str, tuple[Scalar, Node]]]] = {}
    for key, terms in sorted(node, key=lambda pair: pair[0].text not in writing.copies.groups):
        group = key.text if key.text in writing.copies.groups else ""
        for actor in writing.members(key.text) or (key.text,):
            _, there = found.setdefault(actor, (renamed(key, actor), {}))
            body = running(terms, Running(EACH, group, actor)) if group else terms
            for term, value in entries(body):
                there.update(_term(actor, term, value, writing))
    return Pairs(tuple((own, Pairs(tuple(t.values()), own.span)) for own, t in found.values()), node.span)


def _term(actor: str, key: Scalar, value: Node, writing: Writing) -> dict[str, tuple[Scalar, Node]]:
    group = writing.terms.get((actor, key.text))
    if group is None:
        name = plain_name(key.text)
        return {name: (renamed(key, name), value)}
    made = {}
    for own, body, member in writing.each(key, value, group, "is"):
        made[indexed(key.text, member)] = (renamed(own, indexed(key.text, member)), body)
    return made


def _beliefs(node: Pairs, writing: Writing) -> Pairs:
    found = []
    for key, value in _named(node, "", writing):
        member = key.text.partition("[")[2].removesuffix("]")
        found.append((key, actor_keys(writing, value, member) if isinstance(value, Pairs) else value))
    return Pairs(tuple(found), node.span)
