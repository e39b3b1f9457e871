"""The values of expressions over draws, in float64, by NumPy.

Values that are not finite (a division by 0, the logarithm of a negative number) are returned as
they are, without a warning: the study counts them and says in which draws they arose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from standoff.expressions.functions import FUNCTIONS, Floats
from standoff.expressions.nodes import Node
from standoff.expressions.partial_evaluation import root_of
from standoff.expressions.records import Expression


def evaluate(expression: Expression, columns: Mapping[str, Floats], n_draws: int) -> Floats:
    """The value in each draw; conditions are 1 where they hold and 0 where they do not.

    Parameters
    ----------
    expression : settled: only columns (parameters, measures) remain
    columns : name -> float64[draw]

    Returns
    -------
    float64[draw], never one of the columns itself

    Raises
    ------
    KeyError
        The expression names something that is not in `columns`, or a move that is still open.
    ValueError
        A column does not have `n_draws` values.

    Examples
    --------
    >>> from standoff.expressions import Name, Scope, read
    >>> e = read("2 * a + 1", Scope({"a": Name("parameter")}))
    >>> evaluate(e, {"a": np.array([0.0, 1.0])}, 2).tolist()
    [1.0, 3.0]
    """
    values: Floats = evaluate_all((expression,), columns, n_draws)[0]
    return values


def evaluate_all(expressions: Sequence[Expression], columns: Mapping[str, Floats], n_draws: int) -> Floats:
    """The values of many expressions; parts that they share are computed once.

    Returns
    -------
    float64[expression, draw]

    Examples
    --------
    >>> from standoff.expressions import constant
    >>> evaluate_all([constant(1.0), constant(2.0)], {}, 2).tolist()
    [[1.0, 1.0], [2.0, 2.0]]
    """
    result = np.empty((len(expressions), n_draws), np.float64)
    done: dict[str, Floats] = {}
    with np.errstate(all="ignore"):
        for i, expression in enumerate(expressions):
            result[i] = _value(root_of(expression), columns, n_draws, done)
    return result


def _value(node: Node, columns: Mapping[str, Floats], n_draws: int, done: dict[str, Floats]) -> Floats:
    if node.kind == "number":
        return np.asarray(node.number, np.float64)
    found = done.get(node.key)
    if found is None:
        if node.kind == "column":
            found = column_of(node.name, columns, n_draws)
        elif node.kind == "output" and not node.moves:
            found = column_of(node.key, columns, n_draws)
        elif node.parts and node.kind != "output":
            parts = [_value(part, columns, n_draws, done) for part in node.parts]
            found = operation(node, parts)
        else:
            raise KeyError(f"`{node.key}` is still open: settle or replace it before evaluating")
        done[node.key] = found
    return found


def column_of(name: str, columns: Mapping[str, Floats], n_draws: int) -> Floats:
    """float64[draw] of a name; KeyError where there is none, ValueError where it has another length."""
    if name not in columns:
        raise KeyError(f"no column for `{name}`")
    column = np.asarray(columns[name], np.float64)
    if column.shape != (n_draws,):
        raise ValueError(f"the column `{name}` has shape {column.shape}, expected ({n_draws},)")
    return column


def operation(node: Node, parts: list[Floats]) -> Floats:
    """The value of a node whose parts have these values."""
    kind = node.kind
    if kind in ("sum", "product", "and", "or"):
        return _fold(kind, parts)
    if kind == "call":
        return np.asarray(FUNCTIONS[node.name].value(parts), np.float64)
    if kind == "if":
        return np.where(parts[0] != 0.0, parts[1], parts[2])
    if kind == "not":
        return np.asarray(parts[0] == 0.0, np.float64)
    left, right = parts
    if kind == "quotient":
        return np.asarray(np.divide(left, right), np.float64)
    if kind == "power":
        return np.asarray(np.power(left, right), np.float64)
    return _comparison(kind, left, right)


def _fold(kind: str, parts: list[Floats]) -> Floats:
    result = parts[0]
    for part in parts[1:]:
        if kind == "sum":
            result = result + part
        elif kind == "or":
            result = np.maximum(result, part)
        else:  # truths are 0 or 1: `and` is their product
            result = result * part
    return result


def _comparison(kind: str, left: Floats, right: Floats) -> Floats:
    if kind == "<":
        holds = left < right
    elif kind == "<=":
        holds = left <= right
    elif kind == "==":
        holds = left == right
    else:
        holds = left != right
    return np.asarray(holds, np.float64)
