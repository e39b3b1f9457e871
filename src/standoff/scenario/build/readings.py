"""Overlays: a draft with some entries replaced, every name checked to exist.

A reading is laid over the file. What takes a mechanism out is written in the same way and laid over a
reading: `on` is then the draft of that reading, and what was fixed in it stays so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from standoff.errors import nearest
from standoff.scenario.build.draft import Draft, Entry, base_name, by_name, replaced, title_of
from standoff.scenario.build.reading_parts import changed
from standoff.scenario.build.stage_names import states_of
from standoff.scenario.build.symbols import Symbols
from standoff.scenario.yaml.nodes import Pairs, Scalar

OFF, PRECISION = "off", "precision"


def reading_titles(top: Pairs) -> dict[str, str]:
    """Title of each reading, the file's own first."""
    base, own = base_name(top), top.get("reading")
    found = {base: (own.text("title") if isinstance(own, Pairs) else "") or title_of(base)}
    for name, entry in by_name(top.get("readings")).items():
        found.setdefault(name, entry.text("title") or title_of(name))
    return found


def reading_says(top: Pairs) -> dict[str, str]:
    """What each reading says of itself."""
    own = top.get("reading")
    found = {base_name(top): own.text("says") if isinstance(own, Pairs) else ""}
    for name, entry in by_name(top.get("readings")).items():
        found.setdefault(name, entry.text("says"))
    return found


@dataclass(frozen=True, slots=True)
class _Overlay:
    """What is laid over a draft, and how messages call it."""

    entry: Entry
    who: str
    above: bool = False  # it lies above a reading, which may have taken out options

    def section(self, key: str) -> dict[str, Entry]:
        return by_name(self.entry.pairs.get(key)) if self.entry.pairs is not None else {}

    def play(self, before: Entry) -> Entry:
        """How actors play: as the overlay says, or as before."""
        pairs = self.entry.pairs
        play, key = (pairs.get("play"), pairs.key("play")) if pairs is not None else (None, None)
        return Entry(key, play) if play is not None and key is not None else before


def overlaid(base: Draft, entry: Entry, symbols: Symbols) -> Draft:
    """The draft of one reading; complains about what it names and does not exist."""
    name = entry.key.text
    if name == base.reading:
        what = f"The reading `{name}` has the name of the file's own reading."
        symbols.complain(
            "S401", what, entry.key.span, fix="Rename one; the file's own stands under `reading:`."
        )
    return replace(_laid(base, _Overlay(entry, f"The reading `{name}`"), symbols), reading=name)


def taken_out(on: Draft, mechanism: str, off: Entry, symbols: Symbols, *, above: bool = True) -> Draft:
    """The draft of a reading without a mechanism; complains about names, and about what cannot be left.

    Parameters
    ----------
    on : the draft of the reading
    off : the overlay that takes the mechanism out
    above : whether something lies over the file already
    """
    over = _Overlay(off, f"The mechanism `{mechanism}`", above)
    made = _laid(on, over, symbols)
    fixed = {name: node for name, node in on.fixed.items() if name not in made.fixed or node.text == OFF}
    for name, node in fixed.items():  # what a reading switches off is not played again, what it fixes stays
        if node.text != OFF and name in symbols.names and node.text not in symbols.names[name].options:
            what = f"{over.who} takes out `{node.text}`, at which the reading `{on.reading}` fixes `{name}`."
            fix = "Fix an option in `off:`, or leave this reading out of `judged_in:`."
            symbols.complain("S489", what, off.key.span, fix=fix)
    return replace(made, fixed={**made.fixed, **fixed})


def _laid(base: Draft, over: _Overlay, symbols: Symbols) -> Draft:
    change = changed(base.top, over.entry, symbols, base.parameters, who=over.who, above=over.above)
    return replace(
        base,
        top=change.top,
        parameters=_parameters(base, over, symbols) | change.parameters,
        terms=_terms(base, over, symbols),
        beliefs=_beliefs(base, over, symbols),
        fixed=_fixed(over, symbols) | change.fixed,
        play=over.play(base.play),
        limits={**base.limits, **_limits(base, over, symbols)},
        untils={**base.untils, **_untils(base, over)},
    )


def _exists(key: Scalar, known: Mapping[str, object], kind: str, who: str, symbols: Symbols) -> bool:
    if key.text in known:
        return True
    said = kind.format(name=key.text)
    what = f"{who} names {said}, which the file does not have."
    fix = nearest(key.text, list(known)) or "Add it to the file itself first."
    if key.text.startswith(PRECISION):
        fix = "Write `play: {precision: ...}` in the reading."
    symbols.complain("S423", what, key.span, fix=fix)
    return False


def _parameters(base: Draft, over: _Overlay, symbols: Symbols) -> dict[str, Entry]:
    found = dict(base.parameters)
    for name, new in over.section("parameters").items():
        if _exists(new.key, base.parameters, "the parameter `{name}`", over.who, symbols):
            found[name] = replaced(new, base.parameters[name])
    return found


def _terms(base: Draft, over: _Overlay, symbols: Symbols) -> dict[str, Mapping[str, Entry]]:
    found = {actor: dict(terms) for actor, terms in base.terms.items()}
    for actor, overlay in over.section("payoffs").items():
        if not _exists(overlay.key, found, "payoffs of `{name}`", over.who, symbols):
            continue
        for name, new in by_name(overlay.node).items():
            if not _exists(
                new.key, base.terms[actor], f"the payoff term `{{name}}` of `{actor}`", over.who, symbols
            ):
                continue
            if isinstance(new.node, Scalar) and new.node.text == OFF:
                nothing = Scalar("0", "whole", new.node.span)  # it stays, so that measures can name it
                found[actor][name] = replaced(Entry(new.key, nothing), base.terms[actor][name])
            else:
                found[actor][name] = replaced(new, base.terms[actor][name])
    return dict(found)


def _beliefs(base: Draft, over: _Overlay, symbols: Symbols) -> dict[str, Mapping[str, Entry]]:
    found = {move: dict(beliefs) for move, beliefs in base.beliefs.items()}
    moves = base.section("moves")
    for name, overlay in (*over.section("beliefs").items(), *_of_moves(over)):
        if not _exists(overlay.key, moves, "the move `{name}`", over.who, symbols):
            continue
        pairs = moves[name].pairs
        if pairs is None or pairs.get("chance") is None:
            what = f"{over.who} gives beliefs about `{name}`, which is no chance move."
            expected = "Beliefs are about chance moves; about decisions actors reason themselves."
            symbols.complain("S413", what, overlay.key.span, expected=expected)
        elif isinstance(overlay.node, Scalar):
            found.pop(name, None)
        else:
            found.setdefault(name, {}).update(by_name(overlay.node))
    return dict(found)


def _limits(base: Draft, over: _Overlay, symbols: Symbols) -> dict[str, int]:
    """How many stages of each block are played, where the reading says so."""
    found = {}
    for name, overlay in over.section("moves").items():
        block, node = (
            base.blocks.get(name),
            overlay.pairs.get("at_most") if overlay.pairs is not None else None,
        )
        if block is None or not isinstance(node, Scalar):
            continue
        number = int(node.text) if len(node.text) < 7 else 0
        if not 1 <= number <= len(block.stages):
            what = f"{over.who} plays `{node.text}` stages of the block `{name}`."
            expected = f"Expected from 1 to the {len(block.stages)} of the file: a reading adds no moves."
            symbols.complain("S282", what, node.span, expected=expected, fix="Raise the number of the file.")
        else:
            found[name] = number
    return found


def _untils(base: Draft, over: _Overlay) -> dict[str, Scalar]:
    """What ends each block in the reading, where it says something else than the file."""
    found = {}
    for name, overlay in over.section("moves").items():
        node = overlay.pairs.get("until") if overlay.pairs is not None else None
        if name in base.blocks and isinstance(node, Scalar):
            found[name] = node
    return found


def _is_state(name: str, symbols: Symbols) -> bool:
    head = name.partition("[")[0]
    if head in symbols.blocks:
        return True
    return head in states_of(symbols.blocks)


def _of_moves(over: _Overlay) -> list[tuple[str, Entry]]:
    """The beliefs that stand with the move that a reading changes."""
    moves = over.section("moves")
    found = [(name, own, own.pairs.get("believed")) for name, own in moves.items() if own.pairs is not None]
    return [(name, Entry(own.key, node)) for name, own, node in found if node is not None]


def _fixed(over: _Overlay, symbols: Symbols) -> dict[str, Scalar]:
    found = {}
    for name, overlay in over.section("moves").items():
        if not isinstance(overlay.node, Scalar):
            continue
        moves = dict.fromkeys(symbols.named("move"))
        if not _exists(overlay.key, moves, "the move `{name}`", over.who, symbols):
            continue
        options = symbols.names[name].options
        if _is_state(name, symbols):
            what = f"{over.who} fixes `{name}`, which is no choice: it follows from moves."
            fix = "Fix the moves that it is made of, or say another `until:` of the block."
            symbols.complain("S278", what, overlay.key.span, fix=fix)
            continue
        if over.above and overlay.node.text in symbols.names[name].also:
            what = f"{over.who} fixes `{name}` at `{overlay.node.text}`, which the reading takes out."
            fix = "Leave this reading out of `judged_in:`."
            symbols.complain("S489", what, overlay.node.span, fix=fix)
        elif overlay.node.text != OFF and overlay.node.text not in options:
            what = f"`{overlay.node.text}` is no option of the move `{name}`."
            fix = nearest(overlay.node.text, [*options, OFF])
            symbols.complain(
                "S423", what, overlay.node.span, expected="Expected an option, or `off`.", fix=fix
            )
        else:
            found[name] = overlay.node
    return found
