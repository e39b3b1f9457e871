"""Mechanisms and headlines, checked against the names of the file.

Here the overlays are laid over the file alone, for the names in them. What a reading is without a
mechanism is built when it is asked for (`loading.LoadedScenario.without`): there may be many.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from standoff.errors import nearest
from standoff.scenario.build.draft import Draft, Entry, title_of
from standoff.scenario.build.readings import reading_titles, taken_out
from standoff.scenario.build.symbols import Symbols
from standoff.scenario.records import Headline, Mechanism
from standoff.scenario.yaml.nodes import Items, Node, Pairs, Scalar, entries, scalars

NULLS = ("off", "or_off")


def headlines_built(draft: Draft, symbols: Symbols) -> dict[str, Headline]:
    """The measures that matter most, in the order of the text."""
    found: dict[str, Headline] = {}
    node = draft.top.get("headlines")
    for item in node if isinstance(node, Items) else () if node is None else (node,):
        name = item.get("measure") if isinstance(item, Pairs) else item
        if not isinstance(name, Scalar) or not symbols.known(name, "measure", "S487"):
            continue
        if name.text in found:
            what = f"The measure `{name.text}` is a headline twice."
            symbols.complain("S487", what, name.span, fix="Delete one.")
        says = item.text("says") if isinstance(item, Pairs) else ""
        found.setdefault(name.text, Headline(name.text, says, name.span))
    return found


def mechanisms_built(draft: Draft, symbols: Symbols) -> dict[str, Mechanism]:
    """The mechanisms, in the order of the text; complains about names that do not exist."""
    readings = list(reading_titles(draft.top))
    found = {}
    for name, entry in draft.section("mechanisms").items():
        nulls = nulls_of(entry)
        for off in nulls:
            if not _says_something(off.node):
                what = f"`{off.key.text}` of the mechanism `{name}` takes nothing out."
                expected = "Expected what a reading may hold: payoffs, moves, parameters, beliefs."
                symbols.complain("S485", what, off.key.span, expected=expected)
            taken_out(draft, name, off, replace(symbols, names=dict(symbols.names)), above=False)
        pairs = entry.pairs
        judged = scalars(pairs.get("judged_in") if pairs is not None else None)
        for one in judged:
            if one.text not in readings:
                what = f"The mechanism `{name}` is judged in `{one.text}`, which is no reading."
                symbols.complain("S488", what, one.span, fix=nearest(one.text, readings))
        rests = symbols.rests(entry.pairs, f"The mechanism `{name}`")
        found[name] = Mechanism(
            name,
            entry.text("title") or title_of(name),
            entry.text("says"),
            rests.because,
            len(nulls),
            tuple(dict.fromkeys(_own_moves(entry, symbols))),
            tuple(dict.fromkeys(one.text for one in judged)),
            entry.key.span,
        )
    return found


def nulls_of(entry: Entry) -> list[Entry]:
    """The overlays that take a mechanism out, one or two."""
    pairs = entry.pairs
    found = [(pairs.key(key), pairs.get(key)) for key in NULLS] if pairs is not None else []
    return [Entry(key, node) for key, node in found if key is not None and node is not None]


def _says_something(node: Node, *, top: bool = True) -> bool:
    """Whether an overlay changes anything at all; below its own keys `note` may be a name."""
    if isinstance(node, Pairs):
        return any(
            _says_something(value, top=False) for key, value in node if not (top and key.text == "note")
        )
    return True


def _own_moves(entry: Entry, symbols: Symbols) -> Iterator[str]:
    """The moves that are named as the mechanism's own: one, all copies of one, or all stages of one."""
    for one in scalars(entry.pairs.get("moves") if entry.pairs is not None else None):
        own = moves_named(one.text, symbols)
        if not own:
            what = f"The mechanism `{entry.key.text}` names the move `{one.text}`, which does not exist."
            known = [*symbols.named("move"), *symbols.copies.families, *symbols.blocks]
            symbols.complain("S488", what, one.span, fix=nearest(one.text, known))
        yield from own


def moves_named(text: str, symbols: Symbols) -> tuple[str, ...]:
    """The moves that a name stands for: `message`, `message[france]`, `campaign`, `campaign.entry[2]`."""
    text = "".join(text.split())
    made = (
        name for name in symbols.named("move") if not symbols.names[name].of
    )  # the others are the last made
    return tuple(name for name in made if text in _called(name, symbols))


def _called(name: str, symbols: Symbols) -> set[str]:
    """All that a move may be called by: its name, what it is a copy of, its block, itself in all stages."""
    found = {name, name.partition("[")[0]}
    head, _, inner = name.partition(".")
    if not inner and name.partition("[")[0] in symbols.blocks:  # whether the block goes on
        return found
    if head in symbols.blocks:
        in_all = inner.partition("[")[0]
        copy, comma, _ = inner.partition("[")[2].removesuffix("]").rpartition(",")
        found |= {head, f"{head}.{in_all}[{copy}]" if comma else f"{head}.{in_all}"}
    return found


def overlays_of(draft: Draft, mechanism: str) -> list[Entry]:
    """The overlays that take a mechanism of the file out, by its name."""
    sections = {key.text: Entry(key, node) for key, node in entries(draft.top.get("mechanisms"))}
    return nulls_of(sections[mechanism])
