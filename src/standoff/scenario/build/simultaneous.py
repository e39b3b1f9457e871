"""Moves made at the same time: `together` made symmetric, and checked."""

from __future__ import annotations

from collections.abc import Mapping

from standoff.scenario.build.draft import Entry
from standoff.scenario.build.symbols import Symbols
from standoff.scenario.yaml.nodes import Scalar, scalars


def groups_of(
    written: Mapping[str, Entry], symbols: Symbols, actors: Mapping[str, str | None]
) -> dict[str, frozenset[str]]:
    """For each move that is made together with others, these others.

    actors : who makes each move, None for chance
    """
    order = list(written)
    group = {name: {name} for name in order}
    named: dict[str, Scalar] = {}
    for name, entry in written.items():
        nodes = scalars(entry.pairs.get("together") if entry.pairs is not None else None)
        if nodes and all(node.text == name for node in nodes):
            what = f"The move `{name}` is made together with itself alone."
            symbols.complain("S410", what, nodes[0].span, expected="Expected another move.")
        for node in nodes:
            if symbols.known(node, "move", "S404") and node.text in group:
                named.setdefault(name, node)
                joined = group[name] | group[node.text]
                for member in joined:
                    group[member] = joined
    checked: set[str] = set()
    for name, node in named.items():
        if name not in checked:
            checked |= group[name]
            _check(sorted(group[name], key=order.index), order, node, symbols, actors)
    return {name: frozenset(members - {name}) for name, members in group.items() if len(members) > 1}


def _check(
    members: list[str], order: list[str], node: Scalar, symbols: Symbols, actors: Mapping[str, str | None]
) -> None:
    said = ", ".join(f"`{member}`" for member in members)
    first, last = order.index(members[0]), order.index(members[-1])
    between = [name for name in order[first : last + 1] if name not in members]
    if between:
        what = f"`{between[0]}` stands between moves that are made together ({said})."
        symbols.complain("S410", what, node.span, expected="Expected them to follow one another in the text.")
    deciders = [actors[member] for member in members if actors.get(member) is not None]
    twice = next((actor for actor in deciders if deciders.count(actor) > 1), None)
    if twice is not None:
        what = f"`{twice}` makes more than one of the moves made together ({said})."
        fix = "Make them one after the other, or one move with an option for each combination."
        symbols.complain("S410", what, node.span, expected="Actors know their own moves.", fix=fix)
