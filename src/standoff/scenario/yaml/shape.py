"""The kinds of shape that a piece of a scenario can have, and the check of a tree against them.

A shape is a table (`grammar.py` holds the tables of the language). The same tables give the check,
with all its problems at once, and the JSON Schema for editors (`schema.py`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from standoff.errors import Problem, Span, nearest
from standoff.expressions import meant
from standoff.numerals import NumeralError, number
from standoff.scenario.yaml.nodes import Items, Kind, Node, Pairs, Scalar, kind_of, place, shown

NAME = re.compile(r"[a-z][a-z0-9_]*")
INDEXED = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?( *\[ *[a-z0-9_]+( *, *[a-z0-9_]+)* *\])?")
DIGITS = re.compile(r"[+-]?\.?[0-9]")
DATE_LIKE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOST_NAME = 60


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single value: the kinds that are accepted, and how to say what was expected."""

    expected: str
    kinds: frozenset[Kind] = frozenset({"text", "whole", "number", "date", "flag"})
    choices: tuple[str, ...] = ()
    name: bool = False
    example: str = ""
    many: str = ""  # the mend where a list or mapping stands
    parts: int = 1  # a name of a member's number has three, with dots between
    indexed: bool = False  # a name of one copy, `message[france]`, may stand too


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list; with `single`, one value may stand for a list of one; `distinct`: none stands twice."""

    item: Shape
    expected: str
    least: int = 0
    most: int = 10_000
    single: bool = False
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping whose keys the analyst chooses; `whose` says what they name."""

    value: Shape
    whose: str
    least: int = 0
    numbers: bool = False  # keys are numbers, as in quantiles
    most: int = 10_000
    parts: int = 1  # of a key, as of a `Leaf`
    none: str = ""  # the mend where it is empty
    indexed: bool = False  # of a key, as of a `Leaf`


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a `Fields`: what stands under it, what it means, whether it must be there."""

    shape: Shape
    says: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping with a closed list of keys; of each group in `one_of` exactly one must stand."""

    what: str  # "a move"
    keys: Mapping[str, Key]
    one_of: tuple[tuple[str, ...], ...] = ()
    elsewhere: Mapping[str, str] = field(default_factory=dict)  # wrong key -> the mend


@dataclass(frozen=True, slots=True)
class Forms:
    """One of several forms, told apart by whether a single value, a mapping or a list stands here."""

    expected: str
    scalar: Leaf | None = None
    pairs: Shape | None = None
    items: ListOf | None = None
    nothing: bool = False
    marked: tuple[tuple[str, ...], Shape] | None = None  # another mapping, known by one of these keys


Shape: TypeAlias = Leaf | ListOf | MapOf | Fields | Forms


@dataclass(frozen=True, slots=True)
class Under:
    """What a node stands under: how messages call it, and where that is."""

    said: str  # "`as_of`"
    span: Span


def check(node: Node, shape: Shape, under: Under) -> Iterator[Problem]:
    """All problems of a node's shape, one by one."""
    if isinstance(node, Scalar) and node.kind == "null":
        if not (isinstance(shape, Forms) and shape.nothing):
            yield Problem("S210", f"{_capital(under.said)} has no value.", _expected(shape), "", under.span)
    elif isinstance(shape, Forms):
        yield from _check_forms(node, shape, under)
    elif isinstance(shape, Leaf):
        yield from _check_leaf(node, shape, under)
    elif isinstance(shape, ListOf):
        yield from _check_list(node, shape, under)
    elif not isinstance(node, Pairs):
        yield _wrong(node, shape, under)
    elif isinstance(shape, Fields):
        yield from _check_fields(node, shape, under)
    else:
        yield from _check_map(node, shape, under)


def _check_forms(node: Node, shape: Forms, under: Under) -> Iterator[Problem]:
    chosen: Shape | None
    if isinstance(node, Scalar):
        chosen = shape.scalar
    elif isinstance(node, Items):
        chosen = shape.items
    elif shape.marked is not None and any(node.key(key) for key in shape.marked[0]):
        chosen = shape.marked[1]
    else:
        chosen = shape.pairs
    if chosen is None:
        yield _wrong(node, shape, under)
    else:
        yield from check(node, chosen, under)


def _check_leaf(node: Node, shape: Leaf, under: Under) -> Iterator[Problem]:
    if not isinstance(node, Scalar):
        yield _wrong(node, shape, under)
    elif shape.choices:
        if node.text not in shape.choices:
            fix = nearest(node.text, shape.choices)
            if "Known" not in fix:
                fix = " ".join(part for part in (fix, _listed(shape.choices)) if part)
            yield Problem("S205", _is(under, node), _expected(shape), fix, node.span)
    elif node.kind not in shape.kinds:
        what, fix = _is(under, node), f"For example `{shape.example}`." if shape.example else ""
        if "number" in shape.kinds and (plain := meant(node.text)):
            fix = f"Write `{plain}`."
        if shape.kinds == {"date"} and DATE_LIKE.fullmatch(node.text):
            what = f"{_capital(under.said)} is `{node.text}`, a day that no calendar has."
        said = None if "number" not in shape.kinds or meant(node.text) else _unread(node)
        yield said or Problem("S204", what, _expected(shape), fix, node.span)
    elif shape.name and not is_name(node.text, shape.parts, indexed=shape.indexed):
        yield _bad_name(node)


def _unread(node: Scalar) -> Problem | None:
    """What is wrong with digits that are a text, as their size cannot be computed with."""
    try:
        if DIGITS.match(node.text):
            number(node.text)
    except NumeralError as error:
        return Problem("S204", error.what, error.expected, error.fix, node.span)
    return None


def _check_list(node: Node, shape: ListOf, under: Under) -> Iterator[Problem]:
    if isinstance(node, Scalar) and shape.single:
        yield from check(node, shape.item, under)
    elif not isinstance(node, Items):
        yield _wrong(node, shape, under)
    elif not shape.least <= len(node) <= shape.most:
        yield Problem("S207", _is(under, node), _expected(shape), "", node.span)
    else:
        for item in node:
            yield from check(item, shape.item, Under(f"an item of {under.said}", place(item)))
        yield from _repeated(node, under) if shape.distinct else ()


def _repeated(node: Items, under: Under) -> Iterator[Problem]:
    seen: set[str] = set()
    for item in node:
        if isinstance(item, Scalar) and item.text in seen:
            what = f"`{shown(item.text)}` stands under {under.said} twice."
            yield Problem("S254", what, "Expected each once.", "Delete one.", item.span)
        elif isinstance(item, Scalar):
            seen.add(item.text)


def _check_map(node: Pairs, shape: MapOf, under: Under) -> Iterator[Problem]:
    if not shape.least <= len(node) <= shape.most:
        whose = shape.whose.removesuffix("s") if len(node) == 1 else shape.whose
        what = f"{_capital(under.said)} has {len(node)} {whose}."
        bound = f"at least {shape.least}" if len(node) < shape.least else f"at most {shape.most}"
        yield Problem("S207", what, f"Expected {bound}.", shape.none if len(node) == 0 else "", under.span)
    for key, value in node:
        if shape.numbers and key.kind not in ("whole", "number"):
            what = f"A key of {under.said} is {key.said}."
            bare = key.text.removesuffix("%").strip()
            fix = f"Write `{bare}:`." if kind_of(bare, plain=True) in ("whole", "number") else ""
            yield Problem("S204", what, f"Expected {shape.whose}, such as 50.", fix, key.span)
        elif not shape.numbers and not is_name(key.text, shape.parts, indexed=shape.indexed):
            yield _bad_name(key, value)
        else:
            yield from check(value, shape.value, Under(f"`{shown(key.text)}`", key.span))


def _check_fields(node: Pairs, shape: Fields, under: Under) -> Iterator[Problem]:
    for key, value in node:
        known = shape.keys.get(key.text)
        if known is None:
            yield _unknown_key(key, value, shape)
        else:
            yield from check(value, known.shape, Under(f"`{key.text}`", key.span))
    wrong = [key.text for key, _ in node if key.text not in shape.keys]
    for name, wanted in shape.keys.items():
        if not wanted.required or node.key(name) is not None:
            continue
        misspelt = any(
            name in difflib.get_close_matches(other, [name], n=1, cutoff=0.6) for other in wrong[:20]
        )
        if not misspelt:
            fix = f"Add `{name}:`, {wanted.says}."
            whose = "" if shape.what.startswith("the ") else f" ({under.said})"
            yield Problem("S202", f"{_capital(shape.what)}{whose} has no `{name}`.", "", fix, under.span)
    for group in shape.one_of:
        there = [key for key, _ in node if key.text in group]
        names = [f"`{name}`" for name in group]
        if len(there) > 1:
            what = f"{_capital(under.said)} has both {' and '.join(names)}."
            yield Problem("S208", what, "Expected one of them.", "Delete one.", there[1].span)
        elif not there and not any(key in shape.elsewhere for key in wrong):
            what = f"{_capital(under.said)} has neither {' nor '.join(names)}."
            yield Problem("S208", what, "Expected one of them.", "", under.span)


def _unknown_key(key: Scalar, value: Node, shape: Fields) -> Problem:
    name = key.text.partition(":")[0]
    if key.text in shape.elsewhere:
        fix = shape.elsewhere[key.text]
    elif name in shape.keys and isinstance(value, Scalar) and value.kind == "null":
        fix = "Put a space behind the colon."
    else:
        fix = nearest(key.text, tuple(shape.keys)) or _listed(shape.keys)
    return Problem("S201", f"`{shown(key.text)}` is no key of {shape.what}.", "", fix, key.span)


def _listed(names: Iterable[str]) -> str:
    return "Known: " + ", ".join(f"`{name}`" for name in names) + "."


def is_name(text: str, parts: int = 1, *, indexed: bool = False) -> bool:
    """Whether a text is a name; with `parts`, one of that many names with dots between may stand too.

    With `indexed` the name of one copy may stand, `message[france]`.

    Examples
    --------
    >>> is_name("north"), is_name("council.north.limit"), is_name("council.north.limit", 3)
    (True, False, True)
    >>> is_name("message[france]"), is_name("message[france]", indexed=True)
    (False, True)
    """
    if indexed and INDEXED.fullmatch(text):
        return len(text) <= 4 * MOST_NAME
    pieces = text.split(".")
    return len(pieces) in (1, parts) and all(NAME.fullmatch(p) and len(p) <= MOST_NAME for p in pieces)


def _bad_name(node: Scalar, value: Node | None = None) -> Problem:
    what = f"`{shown(node.text)}` is no name."
    if ":" in node.text and isinstance(value, Scalar) and value.kind == "null":
        return Problem("S206", what, "", "Put a space behind the colon.", node.span)
    if len(node.text) > MOST_NAME:
        return Problem("S206", what, f"A name has at most {MOST_NAME} characters.", "", node.span)
    expected = "Expected small letters a to z, digits and `_`, a letter first."
    mended = re.sub(r"[^a-z0-9]+", "_", node.text.lower()).strip("_")
    mended = mended if is_name(mended) else ""
    return Problem("S206", what, expected, f"For example `{mended}`." if mended else "", node.span)


def _wrong(node: Node, shape: Shape, under: Under) -> Problem:
    fix = ""
    if isinstance(node, Scalar) and re.match(r"[a-z_]+:\S", node.text):
        fix = "Put a space behind the colon."
    if isinstance(node, Items) and isinstance(shape, MapOf):
        fix = f"Write each of the {shape.whose} as `name: ...` on a line of its own, without `- `."
        fix = "Write `{5: ..., 50: ..., 95: ...}`." if shape.numbers else fix
    if isinstance(shape, Leaf) and shape.many:
        fix = shape.many
    return Problem("S203", _is(under, node), _expected(shape), fix, place(node))


def _is(under: Under, node: Node) -> str:
    return f"{_capital(under.said)} is {node.said}."


def _expected(shape: Shape) -> str:
    if isinstance(shape, Fields):
        keys = ", ".join(f"`{name}`" for name in list(shape.keys)[:3])
        what = "a mapping" if shape.what.startswith("the ") else shape.what
        return f"Expected {what} with keys such as {keys}."
    return f"Expected {f'a mapping of {shape.whose}' if isinstance(shape, MapOf) else shape.expected}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
