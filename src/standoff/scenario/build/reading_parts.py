"""What a reading changes of moves, summits and fronts: the file's tree with these keys replaced.

A reading adds nothing that is counted or compared: no move, no option, no member, no schedule. An option
that it takes out stays a word of the language, so that what names it is false instead of wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from standoff.draws import FORMS
from standoff.errors import nearest
from standoff.scenario.build.draft import Entry, by_name
from standoff.scenario.build.symbols import Symbols
from standoff.scenario.copies.trees import put, renamed, section, without
from standoff.scenario.yaml.nodes import Items, Node, Pairs, Scalar, entries, place, scalars

_BY_RULE = ("quota", "cost", "veto")  # what belongs to a rule goes with it
_NUMBERS = ("position", "limit", "salience", "capability")
_NAMED = ("members", "bodies", "schedules", "parameters")


@dataclass(slots=True)
class Change:
    """The file's tree as a reading changes it, members' numbers that it draws, moves that it fixes.

    who : what changes it, as messages begin; above : it lies above a reading, which may have taken out
    options that the file has
    """

    who: str
    above: bool
    top: Pairs
    symbols: Symbols
    parameters: dict[str, Entry]
    fixed: dict[str, Scalar]


def changed(
    top: Pairs, over: Entry, symbols: Symbols, parameters: Mapping[str, Entry], *, who: str, above: bool
) -> Change:
    """The tree with what is said of moves, summits and fronts; complains about what does not exist."""
    change = Change(who, above, top, symbols, {}, {})
    for name, make in (("moves", _move), ("summits", _summit), ("fronts", _front)):
        written = by_name(top.get(name))
        node = over.pairs.get(name) if over.pairs is not None else None
        for key, value in entries(node):
            if not isinstance(value, Pairs) or (name == "moves" and key.text in symbols.blocks):
                continue
            if key.text not in written:
                what = f"{change.who} names `{key.text}`, which is none of the file's {name}."
                symbols.complain("S423", what, key.span, fix=nearest(key.text, list(written)))
                continue
            own = written[key.text]
            if own.pairs is not None:
                made = make(own, value, change, parameters)
                old = change.top.get(name)
                if isinstance(old, Pairs):
                    change.top = section(change.top, name, put(old, own.key, made))
    return change


def _move(move: Entry, new: Pairs, change: Change, _: Mapping[str, Entry]) -> Node:
    found, symbols, name = move.pairs, change.symbols, move.key.text
    if found is None or name not in symbols.names:
        return move.node
    options = new.get("options")
    if options is not None:
        _take_out(move, options, change)
        found = _left(found, {node.text for node in scalars(options)})
    chance = new.get("chance")
    if isinstance(chance, Pairs):
        if found.get("chance") is None:
            _refuse(change, chance, f"a chance to the decision `{name}`", "Fix an option, or take some out.")
            return found
        chance = _complete(chance, name, change)
        found = put(found, renamed(move.key, "chance"), chance)
    for key, value in new:
        if key.text not in ("options", "chance", "believed"):
            found = put(found, key, value)
    return found


def _take_out(move: Entry, options: Node, change: Change) -> None:
    """The options that are left; one alone is what is done."""
    name, symbols = move.key.text, change.symbols
    meaning = symbols.names[name]
    if move.pairs is not None and move.pairs.get("chance") is not None:
        fix = "Give `chance:` with a probability of 0 for what cannot be."
        _refuse(change, options, f"options to the chance move `{name}`", fix)
        return
    wanted = scalars(options)
    for node in wanted:
        if node.text not in meaning.options and not (change.above and node.text in meaning.also):
            what = f"`{node.text}` is no option of the move `{name}` in the file."
            expected = "A reading takes options out and adds none."
            symbols.complain(
                "S497", what, node.span, expected=expected, fix=nearest(node.text, meaning.options)
            )
            return
    left = {node.text for node in wanted}
    kept = tuple(option for option in meaning.options if option in left)
    if not kept:
        what = f"{change.who} leaves `{name}` no option: the reading takes the others out."
        fix = "Leave this reading out of `judged_in:`."
        symbols.complain("S489", what, place(options), fix=fix)
        return
    if len(kept) == 1:
        change.fixed[name] = next(node for node in wanted if node.text == kept[0])
        return
    values = None
    if meaning.values is not None:
        pairs = zip(meaning.options, meaning.values, strict=True)
        values = tuple(value for option, value in pairs if option in left)
    out = tuple(option for option in meaning.options if option not in left)
    symbols.names[name] = replace(meaning, options=kept, values=values, also=(*meaning.also, *out))


def _left(move: Pairs, left: set[str]) -> Pairs:
    """The move's own text with the options that are left: in its menu and in its nests."""
    menu, nest = move.get("options"), move.get("nest")
    if isinstance(menu, Pairs) and menu.key("grid") is None:
        kept = tuple((key, value) for key, value in menu if key.text in left)
        move = section(move, "options", Pairs(kept, menu.span))
    if isinstance(nest, Pairs):
        nests = [
            (key, Items(tuple(one for one in scalars(value) if one.text in left), value.span))
            for key, value in nest
        ]
        nests = [(key, value) for key, value in nests if len(value)]
        one = len(nests) < 2
        move = without(move, "nest") if one else section(move, "nest", Pairs(tuple(nests), nest.span))
    return move


def _complete(chance: Pairs, name: str, change: Change) -> Pairs:
    """The probabilities in the order of the file's options, each of them there."""
    options = change.symbols.names[name].options
    given = {key.text: (key, value) for key, value in chance}
    for key, _ in chance:
        if key.text not in options:
            what = f"`{key.text}` is no option of the move `{name}`."
            expected = "A reading adds no options."
            change.symbols.complain("S497", what, key.span, expected=expected, fix=nearest(key.text, options))
    missing = [option for option in options if option not in given]
    if missing:
        said = ", ".join(f"`{option}`" for option in missing)
        what = f"The chance of `{name}` in {change.who[:1].lower()}{change.who[1:]} leaves out {said}."
        fix = f"Write `{missing[0]}: 0` for what cannot be."
        change.symbols.complain(
            "S497", what, place(chance), expected="Expected each of the options.", fix=fix
        )
    return Pairs(tuple(given[option] for option in options if option in given), chance.span)


def _refuse(change: Change, at: Node, what: str, fix: str) -> None:
    change.symbols.complain("S497", f"{change.who} gives {what}.", place(at), fix=fix)


def _front(front: Entry, new: Pairs, change: Change, _: Mapping[str, Entry]) -> Node:
    return _deep(front.node, new, f"the front `{front.key.text}`", change)


def _summit(summit: Entry, new: Pairs, change: Change, parameters: Mapping[str, Entry]) -> Node:
    node = summit.node
    if new.key("rule") is not None and isinstance(node, Pairs):
        node = without(node, *(name for name in _BY_RULE if new.key(name) is None))
    new = _drawn(summit.key.text, new, change, parameters)
    return _deep(node, new, f"the summit `{summit.key.text}`", change)


def _drawn(summit: str, new: Pairs, change: Change, parameters: Mapping[str, Entry]) -> Pairs:
    """The change without the numbers of members that are distributions: these are parameters."""
    members = new.get("members")
    if not isinstance(members, Pairs):
        return new
    left = []
    for member, numbers in members:
        kept = []
        for key, value in entries(numbers):
            if key.text not in _NUMBERS or not _is_draw(value):
                kept.append((key, value))
                continue
            name = f"{summit}.{member.text}.{key.text}"
            if name in parameters:
                change.parameters[name] = replace(Entry(key, value), before=parameters[name])
            else:
                what = f"The `{key.text}` of `{member.text}` is no drawn number in the file."
                fix = "Give it a distribution there, or an expression here."
                change.symbols.complain("S497", what, place(value), fix=fix)
        left.append((member, Pairs(tuple(kept), numbers.span)))
    return section(new, "members", Pairs(tuple(left), members.span))


def _is_draw(node: Node) -> bool:
    """Whether a member's number is a distribution: `beta(2, 3)`, or a mapping."""
    return isinstance(node, Pairs) or (isinstance(node, Scalar) and node.text.partition("(")[0] in FORMS)


def _deep(old: Node, new: Node, what: str, change: Change) -> Node:
    """The old tree with each key of the new one replaced, whatever is named existing already."""
    if not isinstance(old, Pairs) or not isinstance(new, Pairs):
        return new
    for key, value in new:
        before = old.get(key.text)
        if key.text in _NAMED and isinstance(before, Pairs):
            for name, own in entries(value):
                inner = before.get(name.text)
                if inner is None:
                    said = f"{change.who} names `{name.text}` of {what}, which is not there."
                    known = [known.text for known, _ in before]
                    change.symbols.complain("S497", said, name.span, fix=nearest(name.text, known))
                    continue
                before = put(before, name, _deep(inner, own, what, change))
            old = put(old, key, before)
        else:
            old = put(old, key, value)
    return old
