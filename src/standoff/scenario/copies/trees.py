"""Trees with something changed: in another place, under another name, with other keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from standoff.expressions import Running
from standoff.scenario.yaml.nodes import Items, Node, Pairs, Scalar

# Of the keys of one row at most one can stand in an entry: an exception that gives one drops the others.
_INSTEAD = (("draw", "is"), ("seen_by", "hidden_from"), ("within", "on", "until"), ("options", "chance"))


def running(node: Node, one: Running) -> Node:
    """The tree as it stands in one copy: every scalar knows what runs."""
    if isinstance(node, Scalar):
        return replace(node, within=(*node.within, one))
    if isinstance(node, Items):
        return Items(tuple(running(item, one) for item in node), node.span)
    return Pairs(tuple((key, running(value, one)) for key, value in node), node.span)


def renamed(key: Scalar, name: str) -> Scalar:
    """The scalar with another text, at its place."""
    return Scalar(name, "text", key.span, (), key.within)


def without(pairs: Pairs, *names: str) -> Pairs:
    return Pairs(tuple((key, value) for key, value in pairs if key.text not in names), pairs.span)


def put(pairs: Pairs, key: Scalar, value: Node) -> Pairs:
    """The mapping with one entry replaced, or added behind the others."""
    if pairs.key(key.text) is None:
        return Pairs((*pairs.entries, (key, value)), pairs.span)
    kept = tuple((own, value if own.text == key.text else old) for own, old in pairs)
    return Pairs(kept, pairs.span)


def section(top: Pairs, name: str, value: Node) -> Pairs:
    """The tree with the value of one key of it replaced."""
    return Pairs(tuple((key, value if key.text == name else old) for key, old in top), top.span)


def merged(body: Pairs, other: Pairs) -> Pairs:
    """The entry with the keys of an exception in place of its own."""
    given = {key.text for key, _ in other}
    dropped = {name for row in _INSTEAD for name in row if given & set(row)} - given
    found = without(body, *dropped)
    for key, value in other:
        found = put(found, key, value)
    return found


def plain_name(text: str) -> str:
    """A name of one copy without blanks in it.

    Examples
    --------
    >>> plain_name("message[ france ]")
    'message[france]'
    """
    return re.sub(r"\s+", "", text) if "[" in text else text


def by_text(pairs: Node | None) -> Mapping[str, tuple[Scalar, Node]]:
    return {key.text: (key, node) for key, node in pairs} if isinstance(pairs, Pairs) else {}
