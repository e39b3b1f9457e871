"""The names of a reading before anything is built: one space for parameters, moves, actors, endings
and measures, each with what it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from standoff.errors import Problem, Span
from standoff.expressions import FUNCTIONS, KEYWORDS, Name, NameKind, base_of
from standoff.scenario.build.draft import Draft, Entry
from standoff.scenario.build.stage_names import outside_names
from standoff.scenario.build.symbols import Symbols, a_kind
from standoff.scenario.records import Block
from standoff.scenario.yaml.nodes import Items, Pairs, Scalar

MOST_OPTIONS = 100
RESERVED = KEYWORDS | frozenset(FUNCTIONS) | {"made", "payoff", "rest", "otherwise", "off", "sharp", "others"}
_SECTIONS: tuple[tuple[str, NameKind], ...] = (
    ("actors", "actor"),
    ("parameters", "parameter"),
    ("moves", "move"),
    ("endings", "ending"),
    ("measures", "measure"),
)


def collect(draft: Draft, symbols: Symbols) -> None:
    """Puts every name of the scenario on the symbols; parameters get their unit when they are built."""
    first: dict[str, tuple[NameKind, Span]] = {}
    for section, kind in _SECTIONS:
        for copy, entry in draft.section(section).items():
            at, name = entry.key.span, base_of(copy)
            if name in RESERVED:
                what = f"`{name}` is a word of the language and cannot name {a_kind(kind)}."
                symbols.complain("S402", what, at, fix="Choose another name.")
            elif name in first and (copy == name or first[name][1] != at):
                before, place = first[name]
                what = f"`{name}` names {a_kind(kind)} here and {a_kind(before)} on line {place.line}."
                expected = "Actors, parameters, moves, endings and measures share one space of names."
                symbols.complain("S401", what, at, expected=expected, fix="Rename one of them.")
                if name in symbols.names:
                    symbols.names[name] = replace(symbols.names[name], broken=True)
            else:
                first[name] = (kind, at)
                symbols.names[copy] = _meaning(kind, entry, symbols)
    for family in draft.copies.families:
        own = [name for name in draft.copies.copies(family) if name in symbols.names]
        options = dict.fromkeys(option for name in own for option in symbols.names[name].options)
        for name in own:
            also = tuple(option for option in options if option not in symbols.names[name].options)
            symbols.names[name] = replace(symbols.names[name], also=also)
    places = {name: entry.key.span for name, entry in draft.section("moves").items()}
    for block in draft.blocks.values():
        _block_names(block, first, places, symbols)
    for name, group in draft.groups.items():
        if name in RESERVED:
            what = f"`{name}` is a word of the language and cannot name a group."
            symbols.complain("S402", what, group.span, fix="Choose another name.")
    for name in draft.parameters:
        if "." in name:  # a number of a summit's member
            symbols.names[name] = Name("parameter")
    symbols.terms.update({actor: tuple(terms) for actor, terms in draft.terms.items()})


def _block_names(
    block: Block, first: Mapping[str, tuple[NameKind, Span]], places: Mapping[str, Span], symbols: Symbols
) -> None:
    """The names of a block behind it; complains about those that mean something else too."""
    inner = [
        (base_of(name), symbols.names.get(block.move(name, 1))) for name in (*block.moves, *block.states)
    ]
    for name in dict.fromkeys([block.name, *(name for name, _ in inner)]):
        if name in RESERVED:
            what = f"`{name}` is a word of the language and cannot name a move or a block."
            at = places.get(block.move(name, 1), block.span) if name != block.name else block.span
            symbols.complain("S402", what, at, fix="Choose another name.")
        elif name in first and first[name][1] != block.span and not (name == block.name and block.ends):
            kind, at = first[name]
            what = f"`{name}` is a name of the block `{block.name}`, and {a_kind(kind)} on line {at.line}."
            expected = "Names inside a block and names outside blocks are one space of names."
            symbols.complain("S401", what, block.span, expected=expected, fix="Rename one of them.")
    symbols.names.update(outside_names(block, dict(symbols.names)))


def _meaning(kind: NameKind, entry: Entry, symbols: Symbols) -> Name:
    if kind != "move":
        return Name(kind)
    options, values = options_of(entry, symbols)
    return Name("move", options=options, values=values, broken=not options)


def options_of(entry: Entry, symbols: Symbols) -> tuple[tuple[str, ...], tuple[float, ...] | None]:
    """The options of a move, and their numbers where they stand on a scale."""
    chance = entry.pairs.get("chance") if entry.pairs is not None else None
    options = entry.pairs.get("options") if entry.pairs is not None else None
    if isinstance(options, Pairs) and options.key("grid") is not None:
        return _scale(options, symbols)
    if isinstance(options, Pairs):
        named = [key for key, _ in options]
    else:
        named = [node for node in options if isinstance(node, Scalar)] if isinstance(options, Items) else []
    if isinstance(chance, Pairs) and options is None:
        named = [key for key, _ in chance]
    seen: set[str] = set()
    for node in named:
        if node.text in RESERVED:
            what = f"`{node.text}` is a word of the language and cannot name an option."
            symbols.complain("S402", what, node.span, fix="Choose another name.")
        elif node.text in seen:
            symbols.complain(
                "S414", f"The option `{node.text}` stands here twice.", node.span, fix="Delete one."
            )
        seen.add(node.text)
    written = options if options is not None else chance
    if written is not None and not 2 <= len(seen) <= MOST_OPTIONS:
        said = "one option" if len(seen) == 1 else f"{len(seen)} options"
        what = f"The move `{entry.key.text}` has {said}."
        expected = f"Expected from 2 to {MOST_OPTIONS}."
        fix = (
            "A move with one option is no choice: delete it, or add the other option."
            if len(seen) < 2
            else ""
        )
        symbols.complain("S414", what, named[0].span if named else written.span, expected=expected, fix=fix)
    return tuple(dict.fromkeys(node.text for node in named)), None


def _scale(options: Pairs, symbols: Symbols) -> tuple[tuple[str, ...], tuple[float, ...]]:
    node = options.get("grid")
    parts = [item for item in node if isinstance(item, Scalar)] if isinstance(node, Items) else []
    if len(parts) != 3:
        return (), ()
    low, high = float(parts[0].text), float(parts[1].text)
    if low >= high:
        what = f"The scale goes from {parts[0].text} to {parts[1].text}."
        fix = f"Write `[{parts[1].text}, {parts[0].text}, {parts[2].text}]`." if low > high else ""
        problem = Problem("S415", what, "Expected the lower end first.", fix, parts[0].span)
        symbols.take(problem, mended=low > high)
        low, high = high, low
        if low == high:
            return (), ()
    number = int(parts[2].text) if parts[2].kind == "whole" and len(parts[2].text) < 7 else 0
    if not 2 <= number <= MOST_OPTIONS:
        what = f"The scale has `{parts[2].text}` options."
        expected = f"Expected a whole number from 2 to {MOST_OPTIONS}."
        fix = "`{grid: [0, 1, 11]}` gives 0, 0.1, ... 1."
        symbols.complain("S415", what, parts[2].span, expected=expected, fix=fix)
        return (), ()
    values = tuple(float(f"{low + (high - low) * i / (number - 1):.12g}") for i in range(number))
    return tuple(f"{value:.12g}" for value in values), values
