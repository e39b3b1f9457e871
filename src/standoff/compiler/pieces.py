"""Splits payoff terms, endings and events into small products: `number if a and b and ...`.

Each piece needs only small tables, and is settled (or dead) as soon as its own few moves are known.
The pieces of an expression add up to it exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from standoff.expressions import Expression, constant, endings_of, opposite, replace, truth_of
from standoff.expressions.nodes import ONE, Node, negate, product
from standoff.expressions.partial_evaluation import root_of, walk

TRUTHS = frozenset({"chose", "and", "or", "not", "<", "<=", "==", "!="})
MOST_FACTORS = 6  # a product of more sums than this is kept as one table


@dataclass(frozen=True, slots=True)
class Piece:
    """`amount` where all of `truths` hold, else 0; truths are over moves only."""

    truths: tuple[Node, ...]
    amount: Node = ONE

    def also(self, truths: Sequence[Node]) -> Piece:
        return Piece((*self.truths, *truths), self.amount)


def amounts(node: Node) -> list[Piece]:
    """The pieces of a number."""
    if node.kind == "sum":
        return [piece for part in node.parts for piece in amounts(part)]
    if node.kind == "if" and _over_moves(node.parts[0]):
        condition, then, other = node.parts
        found = [piece.also(_conjuncts(condition)) for piece in amounts(then)]
        if not _is_zero(other):
            found += [piece.also(_conjuncts(negate(condition))) for piece in amounts(other)]
        return found
    if node.kind == "product":
        return _of_product(node)
    if node.kind in TRUTHS and _over_moves(node):
        return [Piece(tuple(_conjuncts(node)))]
    return [] if _is_zero(node) else [Piece((), node)]


def _of_product(node: Node) -> list[Piece]:
    truths = [part for part in node.parts if part.kind in TRUTHS and _over_moves(part)]
    factors = [part for part in node.parts if part not in truths]
    place = next((i for i, f in enumerate(factors) if f.kind in ("if", "sum") and f.moves), None)
    if place is None or len(factors) > MOST_FACTORS:
        split = [Piece((), product(factors) if factors else ONE)]
    else:
        others = factors[:place] + factors[place + 1 :]  # by place: a factor may stand twice
        inner = amounts(factors[place])
        split = [
            piece.also(inside.truths)
            for inside in inner
            for piece in amounts(product([*others, inside.amount]))
        ]
    conjuncts = [c for t in truths for c in _conjuncts(t)]
    return [piece.also(conjuncts) for piece in split]


def events(condition: Expression, endings: Mapping[str, Expression | None]) -> list[Piece]:
    """The pieces of an event: disjoint, so that their chances add up.

    Endings are disjoint and cover everything, so an event that names some is split by ending.
    """
    if not endings_of(condition):
        return [Piece(tuple(_conjuncts(root_of(condition))))]
    found = []
    for name in endings:
        told = {other: constant(1.0 if other == name else 0.0) for other in endings}
        left = replace(condition, endings=told)
        if truth_of(left) is not False:
            found.append(ending(name, endings).also(_conjuncts(root_of(left))))
    return found


def ending(name: str, endings: Mapping[str, Expression | None]) -> Piece:
    """The event that an ending holds: its condition, and none of those before it."""
    truths: list[Node] = []
    for other, condition in endings.items():
        if other == name:
            return Piece((*truths, *(_conjuncts(root_of(condition)) if condition else ())))
        if condition is not None:
            truths += _conjuncts(root_of(opposite(condition)))
    raise KeyError(name)


def uncovered(endings: Mapping[str, Expression | None]) -> Piece | None:
    """The event that no ending holds; None if one of them is `otherwise`."""
    if any(condition is None for condition in endings.values()):
        return None
    conditions = [c for c in endings.values() if c is not None]
    return Piece(tuple(n for c in conditions for n in _conjuncts(root_of(opposite(c)))))


def _conjuncts(node: Node) -> list[Node]:
    if node.kind == "number" and node.number != 0.0:
        return []
    if node.kind == "and":
        return [c for part in node.parts for c in _conjuncts(part)]
    if node.kind == "not" and node.parts[0].kind == "or":
        return [c for part in node.parts[0].parts for c in _conjuncts(negate(part))]
    return [node]


def _over_moves(node: Node) -> bool:
    return all(part.kind not in ("column", "payoff", "ending", "output") for part in walk(node))


def _is_zero(node: Node) -> bool:
    return node.kind == "number" and node.number == 0.0
