"""The meaning of an expression: immutable nodes that simplify themselves when they are made.

A node is built by the functions below, never by `Node(...)` directly: they fold constants, flatten
sums, products, `and` and `or`, and write the node's `key`, a canonical text in which commutative
parts are sorted. Equal keys mean equal values; nodes compare and hash by key.

Two simplifications are wider than IEEE arithmetic: 0 * x and 0 / x are 0 whatever x is, so that
`cost * (help == fight)` vanishes where nobody fights.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One operation.

    kind : number, column (a parameter or measure), ending, payoff, output (what a front or summit
        gives: `name` the process, `term` the output, `choice` a side, option or member, parts the
        dates, options the moves that are known, as `move=option`, called how it calls open ones),
        chose (1 where the move's option is one of `options`, 0 where another or none),
        grid (the move as a number, 0 where skipped), sum, product, quotient, power, `<`, `<=`, `==`,
        `!=`, and, or, not, if (condition, then, other), call
    moves : names of the moves that the value still depends on, sorted
    """

    kind: str
    parts: tuple[Node, ...]
    key: str
    moves: tuple[str, ...]
    number: float = 0.0
    name: str = ""
    term: str | None = None
    options: tuple[str, ...] = ()
    values: tuple[float, ...] = ()
    choice: str = ""
    called: tuple[tuple[str, str], ...] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


def number(value: float) -> Node:
    value = value + 0.0  # -0.0 becomes 0.0
    return Node("number", (), repr(value), (), number=value)


ZERO = number(0.0)
ONE = number(1.0)


def truth(value: bool) -> Node:
    return ONE if value else ZERO


def column(name: str) -> Node:
    return Node("column", (), name, (), name=name)


def ending(name: str) -> Node:
    return Node("ending", (), f"ending({name})", (), name=name)


def payoff(actor: str, term: str | None) -> Node:
    said = actor if term is None else f"{actor},{term}"
    return Node("payoff", (), f"payoff({said})", (), name=actor, term=term)


def output(
    process: str,
    term: str,
    choice: str,
    parts: Sequence[Node],
    moves: Sequence[tuple[str, str]],
    known: Sequence[str] = (),
) -> Node:
    """What a process gives after some public moves, known ones and open ones; both stand in the key.

    Without the open ones in it, what a process of another reading gives that reads fewer moves would be
    the same node, and what is remembered of the one would be taken for the other.

    moves : each open move, and how the process itself calls it (a stage's state by the state's name)
    """
    past = tuple(sorted(known))
    said = ",".join([*([choice] if choice else []), *(part.key for part in parts)])
    key = f"{process}.{term}({said})[{','.join(past)}]"
    open_moves = tuple(sorted(move for move, _ in moves))
    still = tuple(sorted((move, name) for move, name in moves if move != name))
    key += "".join(f"{{{move}}}" if move == name else f"{{{move} as {name}}}" for move, name in sorted(moves))
    return Node(
        "output",
        tuple(parts),
        key,
        open_moves,
        name=process,
        term=term,
        options=past,
        choice=choice,
        called=still,
    )


def chose(move: str, options: Sequence[str]) -> Node:
    """1 where the move was made with one of these options."""
    if not options:
        return ZERO
    kept = tuple(sorted(set(options)))
    return Node("chose", (), f"{move}={'|'.join(kept)}", (move,), name=move, options=kept)


def grid(move: str, options: Sequence[str], values: Sequence[float]) -> Node:
    """The number of the option that was chosen on a grid, 0 where the move was skipped."""
    pairs = ",".join(f"{o}:{v!r}" for o, v in zip(options, values, strict=True))
    return Node(
        "grid", (), f"grid({move};{pairs})", (move,), name=move, options=tuple(options), values=tuple(values)
    )


def total(parts: Sequence[Node]) -> Node:
    """Sum of the parts; constants are gathered at the end."""
    constant = 0.0
    kept: list[Node] = []
    for part in parts:
        for item in part.parts if part.kind == "sum" else (part,):
            if item.kind == "number":
                constant += item.number
            else:
                kept.append(item)
    if not math.isfinite(constant):
        return number(constant)
    if not kept:
        return number(constant)
    if constant != 0.0:
        kept.append(number(constant))
    return kept[0] if len(kept) == 1 else _commutative("sum", "+", kept)


def product(parts: Sequence[Node]) -> Node:
    """Product of the parts; the constant comes first. 0 * x is 0."""
    constant = 1.0
    kept: list[Node] = []
    for part in parts:
        for item in part.parts if part.kind == "product" else (part,):
            if item.kind == "number":
                constant *= item.number
            else:
                kept.append(item)
    if constant == 0.0 or not kept:
        return number(constant)
    if constant != 1.0:
        kept.insert(0, number(constant))
    return kept[0] if len(kept) == 1 else _commutative("product", "*", kept)


def minus(item: Node) -> Node:
    return product((number(-1.0), item))


def quotient(above: Node, below: Node) -> Node:
    if below.kind == "number":
        if above.kind == "number":
            return number(divide(above.number, below.number))
        if below.number == 1.0:
            return above
    elif above.key == ZERO.key:
        return ZERO
    return _plain("quotient", (above, below), f"({above.key}/{below.key})")


def power(ground: Node, exponent: Node) -> Node:
    if exponent.kind == "number":
        if ground.kind == "number":
            return number(raise_to(ground.number, exponent.number))
        if exponent.number == 1.0:
            return ground
        if exponent.number == 0.0:
            return ONE
    return _plain("power", (ground, exponent), f"({ground.key}**{exponent.key})")


def compare(operator: str, left: Node, right: Node) -> Node:
    """`<`, `<=`, `==` or `!=`; `>` and `>=` are written the other way round by the caller."""
    if left.kind == "number" and right.kind == "number":
        a, b = left.number, right.number
        return truth(
            a < b if operator == "<" else a <= b if operator == "<=" else (a == b) is (operator == "==")
        )
    if left.key == right.key:
        return truth(operator in ("<=", "=="))
    if operator in ("==", "!="):
        return _commutative(operator, operator, (left, right))
    return _plain(operator, (left, right), f"({left.key}{operator}{right.key})")


def negate(item: Node) -> Node:
    if item.kind == "number":
        return truth(item.number == 0.0)
    if item.kind == "not":
        return item.parts[0]
    return _plain("not", (item,), f"not({item.key})")


def all_of(parts: Sequence[Node]) -> Node:
    """`and`: false parts win, true ones drop out, conditions on one move are joined."""
    return _logic("and", parts, ZERO, ONE)


def any_of(parts: Sequence[Node]) -> Node:
    """`or`: true parts win, false ones drop out, conditions on one move are joined."""
    return _logic("or", parts, ONE, ZERO)


def _logic(word: str, parts: Sequence[Node], winner: Node, neutral: Node) -> Node:
    kept: dict[str, Node] = {}
    for part in parts:
        for item in part.parts if part.kind == word else (part,):
            if item.kind == "number":
                if truth(item.number != 0.0).key == winner.key:
                    return winner
                continue
            slot = f"chose {item.name}" if item.kind == "chose" else item.key
            before = kept.get(slot)
            if before is not None and item.kind == "chose":
                item = _joined(word, before, item)
                if item.kind == "number":
                    return winner
            kept[slot] = item
    if not kept:
        return neutral
    items = tuple(kept.values())
    return items[0] if len(items) == 1 else _commutative(word, f" {word} ", items)


def _joined(word: str, first: Node, second: Node) -> Node:
    if word == "and":
        return chose(first.name, [o for o in first.options if o in second.options])
    return chose(first.name, first.options + second.options)


def choose(condition: Node, then: Node, other: Node) -> Node:
    """`then if condition else other`."""
    if condition.kind == "number":
        return then if condition.number != 0.0 else other
    if then.key == other.key:
        return then
    if then.key == ONE.key and other.key == ZERO.key:
        return condition
    key = f"({then.key} if {condition.key} else {other.key})"
    return _plain("if", (condition, then, other), key)


def call(name: str, parts: Sequence[Node]) -> Node:
    """One of the listed functions; of constants it is a constant."""
    items = tuple(parts)
    if all(item.kind == "number" for item in items):
        from standoff.expressions.functions import value_of  # keeps numpy out of the importing of nodes

        return number(value_of(name, [item.number for item in items]))
    if name in ("min", "max"):
        return _plain("call", items, f"{name}({','.join(sorted(item.key for item in items))})", name)
    return _plain("call", items, f"{name}({','.join(item.key for item in items)})", name)


def _plain(kind: str, parts: tuple[Node, ...], key: str, name: str = "") -> Node:
    return Node(kind, parts, key, _moves(parts), name=name)


def _commutative(kind: str, sign: str, parts: Sequence[Node]) -> Node:
    keys = sorted([part.key for part in parts])
    return Node(kind, tuple(parts), f"({sign.join(keys)})", _moves(parts))


def _moves(parts: Sequence[Node]) -> tuple[str, ...]:
    found: tuple[str, ...] = ()
    for part in parts:
        if part.moves and part.moves != found:
            found = tuple(sorted({*found, *part.moves})) if found else part.moves
    return found


def divide(above: float, below: float) -> float:
    """IEEE division, as NumPy does it: no exception at 0."""
    if below != 0.0:
        return above / below
    if above == 0.0 or math.isnan(above):
        return math.nan
    return math.copysign(math.inf, above) * math.copysign(1.0, below)


def raise_to(ground: float, exponent: float) -> float:
    """IEEE power, as NumPy does it: infinite where too large, not a number where undefined."""
    try:
        return math.pow(ground, exponent)
    except OverflowError:
        odd = exponent == math.floor(exponent) and exponent % 2 == 1
        return -math.inf if ground < 0 and odd else math.inf
    except ValueError:
        return math.inf if ground == 0.0 else math.nan
