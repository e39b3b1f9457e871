"""What can stand at a place of a text, and what stands there: by the language's tables and the text's names.

Keys and choices come from the tables that check a scenario (`scenario.grammar`); names from the text as it
is being typed, with what the last text without a fault says of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.draws.families import FAMILIES
from standoff.expressions.functions import FUNCTIONS, SPECIAL
from standoff.results.session import Described, Offer, Offers
from standoff.scenario.files import DATA
from standoff.scenario.grammar import CLAIMS_FILE, SCENARIO
from standoff.scenario.tables.readings import FIXED
from standoff.scenario.tables.words import FORMULA, MOMENT, NUMBER_OR_CALL
from standoff.scenario.yaml.shape import Fields, Forms, Leaf, ListOf, MapOf, Shape
from standoff.workbench.session.names import Names
from standoff.workbench.session.outline import Place, place_at

if TYPE_CHECKING:
    from standoff.scenario import LoadedScenario

MOST = 60  # offers at once
COMPARED = re.compile(r"(\w+)(?:\s*\[[^\]]*\])?\s*(?:==|!=)\s*\w*$")
WORD = re.compile(r"\w+")
NAMED_BY = {  # what stands under a key whose value is a name
    **dict.fromkeys(("by", "seen_by", "hidden_from", "known_to"), "actor"),
    **dict.fromkeys(("because", "against", "supports", "attacks", "restates"), "claim"),
    **{"document": "document", "together": "move", "between": "parameter", "headlines": "measure"},
}
KEYED_BY = {"actors": "actor", "moves": "move", "parameters": "parameter", "options": "option"}
IN_FORMULAS = ("move", "parameter", "measure", "function")


def offers(texts: Mapping[str, str], loaded: LoadedScenario | None, where: tuple[str, int, int]) -> Offers:
    """What can be written at a place.

    Parameters
    ----------
    texts : of all files, the main one first; loaded : the last text that could be read
    where : file, line and column
    """
    file, line, column = where
    if file.endswith(DATA):
        return Offers(column=column)
    place = place_at(texts[file], line, column)
    if place.prose:
        return Offers(column=column)
    names = Names.of(texts, loaded)
    word = place.word
    found = {one.label: one for one in _possible(place, names, _top(texts, file))}
    return Offers(column=column - len(word), offers=_nearest(list(found.values()), word))


def _top(texts: Mapping[str, str], file: str) -> Shape:
    return SCENARIO if file == next(iter(texts)) else CLAIMS_FILE


def _nearest(found: list[Offer], word: str) -> list[Offer]:
    """Those that begin with a word, then those that contain it."""
    low = word.lower()
    begin = [one for one in found if one.label.lower().startswith(low)]
    inside = [one for one in found if low in one.label.lower() and one not in begin]
    return [*begin, *inside][:MOST]


def _possible(place: Place, names: Names, top: Shape) -> Iterator[Offer]:
    shapes = _shapes(top, place.path)
    if place.key:
        yield from _keys(shapes, place, names)
        shapes = [
            item for shape in shapes for item in _items(shape)
        ]  # an item of a list begins as a key does
    for leaf in (leaf for shape in shapes for leaf in _leaves(shape)):
        yield from _values(leaf, place, names)


def _keys(shapes: list[Shape], place: Place, names: Names) -> Iterator[Offer]:
    for shape in (one for known in shapes for one in _mappings(known)):
        if isinstance(shape, Fields):
            for name, key in shape.keys.items():
                says = f"{key.says}{'; has to stand here' if key.required else ''}"
                yield Offer(label=name, insert=f"{name}: ", kind="key", says=says)
        elif isinstance(shape, MapOf) and place.path:
            kind = KEYED_BY.get(shape.whose, "")
            known = names.options.get(_move_of(place.path), ()) if kind == "option" else names.of_kind(kind)
            for name in known if len(place.path) > 1 or kind == "actor" else ():
                yield Offer(label=name, insert=f"{name}: ", kind=kind, says=names.says(kind, name))


def _move_of(path: tuple[str, ...]) -> str:
    """The move that a place is about: what stands under the innermost `moves` or `beliefs`."""
    at = [i for i, key in enumerate(path[:-1]) if key in ("moves", "beliefs")]
    return path[at[-1] + 1] if at else ""


def _values(leaf: Leaf, place: Place, names: Names) -> Iterator[Offer]:
    for choice in leaf.choices:
        yield Offer(label=choice, insert=choice, kind="choice", says="")
    kind = NAMED_BY.get(place.path[-1] if place.path else "", "")
    if kind:
        yield from _named((kind,), names)
        return
    compared = COMPARED.search(place.written)
    if compared and compared[1] in names.options:
        for option in names.options[compared[1]]:
            yield Offer(label=option, insert=option, kind="option", says=f"an option of {compared[1]}")
    elif leaf == FIXED:
        for option in ("off", *names.options.get(_move_of(place.path), ())):
            yield Offer(label=option, insert=option, kind="option", says="")
    elif leaf == FORMULA:
        yield from _named(IN_FORMULAS, names)
        if place.path[:-1][-1:] in (("chance",), ("is",)):
            yield Offer(label="rest", insert="rest", kind="choice", says="what the other options leave")
        if place.path[0] == "endings":
            yield Offer(
                label="otherwise", insert="otherwise", kind="choice", says="where no other ending holds"
            )
    elif leaf == NUMBER_OR_CALL:
        for family in FAMILIES:
            yield Offer(label=family, insert=f"{family}(", kind="distribution", says="")
    elif leaf == MOMENT:
        yield from _named(("parameter",), names)


def _named(kinds: tuple[str, ...], names: Names) -> Iterator[Offer]:
    for kind in kinds:
        for name in names.of_kind(kind):
            more = "(" if kind == "function" else ""
            yield Offer(label=name, insert=f"{name}{more}", kind=kind, says=names.says(kind, name))


# the tables


def _shapes(top: Shape, path: tuple[str, ...]) -> list[Shape]:
    """What the language expects under some keys."""
    here = [top]
    for key in path:
        below: list[Shape] = []
        for shape in (one for known in here for one in _mappings(known)):
            if isinstance(shape, Fields) and key in shape.keys:
                below.append(shape.keys[key].shape)
            elif isinstance(shape, MapOf):
                below.append(shape.value)
        here = below
    return here


def _mappings(shape: Shape) -> Iterator[Fields | MapOf]:
    """The mappings that can stand where a shape is expected, of each item of a list too."""
    if isinstance(shape, Fields | MapOf):
        yield shape
    elif isinstance(shape, ListOf):
        yield from _mappings(shape.item)
    elif isinstance(shape, Forms):
        for one in (shape.pairs, shape.items, shape.marked[1] if shape.marked else None):
            if one is not None:
                yield from _mappings(one)


def _items(shape: Shape) -> Iterator[Shape]:
    if isinstance(shape, ListOf):
        yield shape.item
    elif isinstance(shape, Forms) and shape.items is not None:
        yield shape.items.item


def _leaves(shape: Shape) -> Iterator[Leaf]:
    if isinstance(shape, Leaf):
        yield shape
    elif isinstance(shape, ListOf):
        yield from _leaves(shape.item)
    elif isinstance(shape, Forms):
        for one in (shape.scalar, shape.items):
            if one is not None:
                yield from _leaves(one)


# what stands there


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a line, with the columns that it takes."""

    text: str
    column: int
    end_column: int


def described(
    texts: Mapping[str, str], loaded: LoadedScenario | None, where: tuple[str, int, int]
) -> Described | None:
    """What the word at a place means: of a key what the language says, of a name where it is declared."""
    file, line, column = where
    lines = texts[file].split("\n")
    here = lines[line - 1] if line <= len(lines) else ""
    word = next(
        (
            _Word(m[0], m.start() + 1, m.end() + 1)
            for m in WORD.finditer(here)
            if m.start() < column <= m.end() + 1
        ),
        None,
    )
    if word is None or file.endswith(DATA):
        return None
    place = place_at(texts[file], line, word.end_column)
    if place.prose:
        return None
    names = Names.of(texts, loaded)
    told = _said(place, word.text, names, _top(texts, file))
    if told is None:
        return None
    return told.model_copy(update={"line": line, "column": word.column, "end_column": word.end_column})


def _said(place: Place, word: str, names: Names, top: Shape) -> Described | None:
    if place.key:
        for shape in (one for known in _shapes(top, place.path) for one in _mappings(known)):
            if isinstance(shape, Fields) and word in shape.keys:
                key = shape.keys[word]
                required = ["It has to stand here."] if key.required else []
                return Described(title=word, kind="key", says=[_sentence(key.says), *required])
    kinds = (NAMED_BY.get(place.path[-1], "") if place.path else "", *names.KINDS)
    compared = COMPARED.search(place.written)
    if compared and word in names.options.get(compared[1], ()):
        return Described(title=word, kind="option", says=[f"An option of the move {compared[1]}."])
    for kind in kinds:
        if kind and word in names.of_kind(kind):
            return names.described(kind, word)
    if word in FUNCTIONS or word in SPECIAL:
        return Described(title=word, kind="function", says=[names.says("function", word)])
    return Described(title=word, kind="distribution", says=["A distribution."]) if word in FAMILIES else None


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
