"""What is left of a formula once what it adds and takes away again is gone: of `z + a - z`, `a`."""

from __future__ import annotations

from standoff.expressions import nodes
from standoff.expressions.nodes import Node
from standoff.expressions.partial_evaluation import rebuilt

NOTHING = 1e-12  # of the largest factor that a part had


def cancelled(node: Node) -> Node:
    """The node without the parts of its sums that cancel, also behind constant factors.

    Examples
    --------
    >>> from standoff.expressions import Name, Scope, read, root_of
    >>> scope = Scope({"a": Name("parameter"), "z": Name("parameter")})
    >>> cancelled(root_of(read("2 * (a - z) + 2 * z", scope))).key
    '(2.0*a)'
    """
    if not node.parts:
        return node
    made = rebuilt(node, tuple(cancelled(part) for part in node.parts))
    if made.kind != "sum":
        return made
    parts, factors = _linear(made)
    kept = [key for key, found in factors.items() if abs(sum(found)) > NOTHING * max(map(abs, found))]
    return nodes.total([nodes.product((nodes.number(sum(factors[key])), parts[key])) for key in kept])


def _linear(node: Node) -> tuple[dict[str, Node], dict[str, list[float]]]:
    """A sum as its parts, by key, and the constant factors of each."""
    parts: dict[str, Node] = {}
    factors: dict[str, list[float]] = {}
    waiting = [(1.0, node)]
    while waiting:
        factor, one = waiting.pop()
        if one.kind == "sum":
            waiting += [(factor, part) for part in one.parts]
        elif one.kind == "product" and one.parts[0].kind == "number":
            waiting.append((factor * one.parts[0].number, nodes.product(one.parts[1:])))
        elif one.kind == "quotient" and one.parts[1].kind == "number" and one.parts[1].number != 0.0:
            waiting.append((factor / one.parts[1].number, one.parts[0]))
        else:
            value, part = (one.number, nodes.ONE) if one.kind == "number" else (1.0, one)
            parts[part.key] = part
            factors.setdefault(part.key, []).append(factor * value)
    return parts, factors
