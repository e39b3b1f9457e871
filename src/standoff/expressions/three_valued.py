"""Whether a condition holds in each draw where some of its numbers are undefined: yes, no, or undefined.

The strong three-valued logic of Kleene (Introduction to metamathematics, 1952, section 64): `or` is
settled by one side that holds, `and` by one that fails, `not` of undefined is undefined. A comparison is
undefined where one of its sides is not a finite number; a choice (`x if c else y`) whose condition is
undefined is settled where both values are the same.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from standoff.expressions.evaluating import column_of, operation
from standoff.expressions.functions import Floats
from standoff.expressions.nodes import Node
from standoff.expressions.partial_evaluation import root_of
from standoff.expressions.records import Expression

COMPARISONS = ("<", "<=", "==", "!=")


def three_valued(expression: Expression, columns: Mapping[str, Floats], n_draws: int) -> Floats:
    """Where a condition holds (1), fails (0) or is undefined (not-a-number).

    Parameters
    ----------
    expression : a settled condition: only columns (parameters, measures) remain
    columns : name -> float64[draw], not-a-number where undefined

    Returns
    -------
    float64[draw]

    Raises
    ------
    KeyError
        The expression names something that is not in `columns`.

    Examples
    --------
    >>> from standoff.expressions import Name, Scope, read
    >>> scope = Scope({"a": Name("parameter"), "b": Name("parameter")})
    >>> columns = {"a": np.array([1.0, 0.0]), "b": np.full(2, np.nan)}
    >>> three_valued(read("a > 0 or b > 0", scope), columns, 2).tolist()
    [1.0, nan]
    >>> three_valued(read("a > 0 and b > 0", scope), columns, 2).tolist()
    [nan, 0.0]
    """
    with np.errstate(all="ignore"):
        found = _value(root_of(expression), columns, n_draws, {})
    return np.array(np.broadcast_to(found, (n_draws,)), np.float64)


def _value(node: Node, columns: Mapping[str, Floats], n_draws: int, done: dict[str, Floats]) -> Floats:
    if node.kind == "number":
        return np.asarray(node.number, np.float64)
    if node.key not in done:
        if node.kind == "column":
            done[node.key] = column_of(node.name, columns, n_draws)
        elif node.kind == "output" and not node.moves:
            done[node.key] = column_of(node.key, columns, n_draws)
        elif node.parts and node.kind != "output":
            parts = [_value(part, columns, n_draws, done) for part in node.parts]
            done[node.key] = _operation(node, parts)
        else:
            raise KeyError(f"`{node.key}` is still open: settle or replace it before evaluating")
    return done[node.key]


def _operation(node: Node, parts: list[Floats]) -> Floats:
    if node.kind in ("and", "or"):
        return _connected(node.kind, parts)
    if node.kind == "not":
        return np.asarray(1.0 - parts[0], np.float64)
    if node.kind == "if":
        condition, first, second = parts
        chosen = np.where(condition != 0.0, first, second)
        return np.where(np.isnan(condition) & (first != second), np.nan, chosen)
    plain = operation(node, parts)
    if node.kind in COMPARISONS:
        known = np.isfinite(parts[0]) & np.isfinite(parts[1])
        return np.where(known, plain, np.nan)
    if node.kind == "call":  # some functions are made of comparisons, which would hide it
        return np.where(
            np.any([np.isnan(part) for part in np.broadcast_arrays(*parts)], axis=0), np.nan, plain
        )
    return plain


def _connected(kind: str, parts: list[Floats]) -> Floats:
    """One part that settles it is enough; else one that is undefined leaves it so."""
    settling = 0.0 if kind == "and" else 1.0
    each = np.stack(np.broadcast_arrays(*parts))
    settled, open_ = (each == settling).any(axis=0), np.isnan(each).any(axis=0)
    return np.where(settled, settling, np.where(open_, np.nan, 1.0 - settling))
