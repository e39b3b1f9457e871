"""The sections of a file with their copies written out: numbers, moves, payoffs, correlations, play."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from standoff.expressions import EACH, IT, Running, base_of, indexed, member_of
from standoff.scenario.copies.copying import (
    Writing,
    actor_keys,
    copied_names,
    excepted,
    group_in,
    said_of,
    titled,
)
from standoff.scenario.copies.trees import plain_name, put, renamed, running, section
from standoff.scenario.yaml.nodes import Items, Node, Pairs, Scalar, entries, scalars

ALL = "all"


def written(top: Pairs, writing: Writing) -> Pairs:
    """The tree with every section but the readings written out."""
    makers = {"parameters": parameters, "moves": moves, "payoffs": payoffs}
    for name, make in makers.items():
        node = top.get(name)
        if isinstance(node, Pairs):
            top = section(top, name, Pairs(tuple(make(node, writing)), node.span))
    node = top.get("correlations")
    if isinstance(node, Items):
        top = section(top, "correlations", Items(tuple(_correlations(node, writing)), node.span))
    node = top.get("play")
    return section(top, "play", play(node, writing)) if node is not None else top


def parameters(node: Pairs, writing: Writing) -> Iterator[tuple[Scalar, Node]]:
    """The numbers, one for each member where there is `each`."""
    for key, value in node:
        group = writing.copies.families.get(key.text)
        if group is None or group_in(value) is None:
            yield key, _known(value, "", writing)
            continue
        for own, body, member in writing.each(key, value, group, "draw"):
            made = said_of(writing, _known(body, member, writing), member)
            yield renamed(own, indexed(key.text, member)), made


def _known(number: Node, member: str, writing: Writing) -> Node:
    """A number with plain names for those who know it."""
    own = number.key("known_to") if isinstance(number, Pairs) else None
    who = number.get("known_to") if isinstance(number, Pairs) else None
    if not isinstance(number, Pairs) or own is None or who is None:
        return number
    return put(number, own, _actors(who, member, "", writing))


def moves(node: Pairs, writing: Writing) -> Iterator[tuple[Scalar, Node]]:
    """The moves, with the names of groups and of copies in them written out."""
    names = frozenset(key.text for key, _ in node)
    for key, value in node:
        inner = value.get("moves") if isinstance(value, Pairs) and value.key("repeat") is not None else None
        if isinstance(value, Pairs) and isinstance(inner, Pairs):
            yield key, section(value, "moves", Pairs(tuple(moves(inner, writing)), inner.span))
            continue
        group = writing.copies.families.get(key.text)
        if group is None or group_in(value) is None:
            yield key, _named(value, "", key, names, writing)
            continue
        for own, body, member in writing.each(key, value, group, ""):
            made = _named(body, member, key, names, writing)
            yield renamed(own, indexed(key.text, member)), titled(writing, key, made, member)


def _named(move: Node, member: str, key: Scalar, names: frozenset[str], writing: Writing) -> Node:
    """A move with plain names for the words and groups that stand where it names actors and moves."""
    if not isinstance(move, Pairs):
        return move
    for own, value in move:
        if own.text == "by" and isinstance(value, Scalar):
            move = put(move, own, _mover(value, member, key, writing))
        elif own.text in ("within", "on", "until"):
            move = put(move, own, _moments(value, writing))
        elif own.text in ("seen_by", "hidden_from"):
            move = put(move, own, _actors(value, member, _mover_of(move, member), writing))
        elif own.text == "together":
            move = put(move, own, _together(value, member, key, names, writing))
        elif own.text == "believed" and isinstance(value, Pairs):
            move = put(move, own, actor_keys(writing, value, member))
    return move


def _mover(node: Scalar, member: str, key: Scalar, writing: Writing) -> Node:
    if node.text in writing.copies.groups:
        what = f"`{node.text}` is a group; one actor decides a move."
        fix = f"Write `each: {node.text}` and `by: it`: one move for each member."
        writing.complain("S258", what, node.span, fix=fix)
    elif node.text == IT and IT not in writing.actors:
        if member:
            return renamed(node, member)
        what = f"`it` stands in the move `{key.text}`, which has no `each`."
        writing.complain("S258", what, node.span, fix="Add `each:` with a group, or name the actor.")
    return _moments(node, writing)


def _moments(node: Node, writing: Writing) -> Node:
    """A date, or dates: a date parameter that has copies is this copy's."""
    if isinstance(node, Items):
        return Items(tuple(_moments(item, writing) for item in node), node.span)
    if not isinstance(node, Scalar):
        return node
    name = plain_name(node.text)
    base, member = base_of(name), member_of(base_of(name), node.within, writing.copies)
    if base in writing.copies.families and member and name in (base, indexed(base, IT)):
        return renamed(node, indexed(base, member))
    return renamed(node, name) if name != node.text else node


def _mover_of(move: Pairs, member: str) -> str:
    """Who makes a move: hidden from a group that it is in, the move is still its own."""
    by = move.text("by")
    hidden = move.key("hidden_from") is not None
    return (member if by == IT else by) if hidden else ""


def _actors(node: Node, member: str, mover: str, writing: Writing) -> Node:
    found: dict[str, Scalar] = {}
    for one in scalars(node):
        own = [one.text]
        if one.text in writing.copies.groups:
            own = [name for name in writing.members(one.text) if name != mover]
        elif one.text == IT and member and IT not in writing.actors:
            own = [member]
        found |= {name: renamed(one, name) for name in own if name not in found}
    return Items(tuple(found.values()), node.span)


def _together(node: Node, member: str, key: Scalar, names: frozenset[str], writing: Writing) -> Node:
    found: dict[str, Scalar] = {}
    for one in scalars(node):
        own = [plain_name(one.text)]
        if one.text == ALL and ALL not in names:
            if not member:
                what = f"`together: all` stands in the move `{key.text}`, which has no `each`."
                fix = "Name the moves, or add `each:` with a group."
                writing.complain("S258", what, one.span, fix=fix)
            own = [name for name, other in copied_names(writing.copies, key.text) if other != member]
        elif one.text in writing.copies.families:
            own = [name for name, _ in copied_names(writing.copies, one.text)]
            own = [name for name in own if name != indexed(key.text, member)]
        elif base_of(own[0]) in writing.copies.families and own[0].endswith(f"[{IT}]") and member:
            own = [indexed(base_of(own[0]), member)]
        found |= {name: renamed(one, name) for name in own}
    return Items(tuple(found.values()), node.span)


def payoffs(node: Pairs, writing: Writing) -> Iterator[tuple[Scalar, Node]]:
    """The terms of each actor: its own, and those of the groups that it is in."""
    found: dict[str, tuple[Scalar, dict[str, tuple[Scalar, Node]]]] = {}
    for key, terms in node:
        names = writing.members(key.text) or (key.text,)
        for actor in names:
            own, there = found.setdefault(actor, (renamed(key, actor), {}))
            one = Running(EACH, key.text, actor) if key.text in writing.copies.groups else None
            for name, term, body in _terms(actor, terms, one, writing):
                if name in there:
                    before = there[name][0].span.line
                    what = f"The payoff term `{name}` of `{actor}` stands here and on line {before}."
                    fix = "Give one of them another name, or say what differs under `but:`."
                    writing.complain("S259", what, term.span, fix=fix)
                there[name] = (renamed(term, name), body)
    for own, made in found.values():
        yield own, Pairs(tuple(made.values()), own.span)


def _terms(
    actor: str, terms: Node, one: Running | None, writing: Writing
) -> Iterator[tuple[str, Scalar, Node]]:
    for key, value in entries(terms):
        body = value
        if one is not None:
            body = running(value, one)
            if group_in(value) is None:  # an exception of a term that has `each` is one of its members
                other = writing.exceptions(body, one.over)
                body = excepted(body, other.get(actor), "is")
        group = group_in(value)
        if group is None or group.text not in writing.copies.groups:
            yield key.text, key, body
            continue
        writing.terms[actor, key.text] = group.text
        for own, inner, member in writing.each(key, body, group.text, "is"):
            yield indexed(key.text, member), own, said_of(writing, inner, member)


def _correlations(node: Items, writing: Writing) -> Iterator[Node]:
    """One entry for each pair of copies: member by member, or all pairs of one number's copies."""
    for item in node:
        between = item.get("between") if isinstance(item, Pairs) else None
        pair = scalars(between)
        if not isinstance(item, Pairs) or not isinstance(between, Items) or len(pair) != 2:
            yield item
            continue
        for a, b in _paired(plain_name(pair[0].text), plain_name(pair[1].text), writing):
            names = Items((renamed(pair[0], a), renamed(pair[1], b)), between.span)
            yield section(item, "between", names)


def _paired(a: str, b: str, writing: Writing) -> list[tuple[str, str]]:
    first, second = writing.copies.copies(a), writing.copies.copies(b)
    if not first and not second:
        return [(a, b)]
    if a == b:
        return list(combinations(first, 2))
    if first and second and writing.copies.families[a] == writing.copies.families[b]:
        return list(zip(first, second, strict=True))
    if first and second:
        return [(a, b)]  # of two groups: neither is a number, which is told where they are read
    return [(name, b) for name in first] or [(a, name) for name in second]


def play(node: Node, writing: Writing) -> Node:
    """The play, with groups in its precisions written out."""
    precision = node.get("precision") if isinstance(node, Pairs) else None
    if not isinstance(node, Pairs) or not isinstance(precision, Pairs):
        return node
    return section(node, "precision", actor_keys(writing, precision))
