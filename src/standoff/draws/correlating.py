"""Rank correlations: which names hang together, whether the whole is possible, and its factor."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from standoff.draws.families import Floats
from standoff.draws.records import Correlation, Distribution
from standoff.errors import Problem, Span, nearest

TOLERANCE = 1e-9


def pearson(rank: float) -> float:
    """The correlation of normal scores that gives a rank correlation: 2 sin(pi r / 6).

    Examples
    --------
    >>> pearson(0.0), round(pearson(1.0), 12)
    (0.0, 1.0)
    """
    return 2.0 * math.sin(math.pi * rank / 6.0)


def groups(correlations: Sequence[Correlation]) -> list[tuple[str, ...]]:
    """Names that are correlated directly or through others, each group in order of name.

    Examples
    --------
    >>> groups([Correlation("c", "a", 0.1), Correlation("a", "b", 0.2), Correlation("x", "y", 0.3)])
    [('a', 'b', 'c'), ('x', 'y')]
    """
    found: list[set[str]] = []
    for pair in correlations:
        joined = {pair.a, pair.b}
        apart = []
        for group in found:
            if group & joined:
                joined |= group
            else:
                apart.append(group)
        found = [*apart, joined]
    return sorted(tuple(sorted(group)) for group in found)


def matrix(group: Sequence[str], correlations: Sequence[Correlation]) -> Floats:
    """Correlations of the normal scores of a group; pairs that are not given are 0.

    Returns
    -------
    float64[name, name]

    Examples
    --------
    >>> matrix(("a", "b"), [Correlation("a", "b", 1.0)]).round(6).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    result = np.eye(len(group))
    index = {name: i for i, name in enumerate(group)}
    for pair in correlations:
        if pair.a in index and pair.b in index:
            i, j = index[pair.a], index[pair.b]
            result[i, j] = result[j, i] = pearson(pair.rank)
    return result


def factor(group: Sequence[str], correlations: Sequence[Correlation]) -> Floats:
    """Lower triangular L with L L' = the matrix of the group; works where it is singular.

    Returns
    -------
    float64[name, name]

    Examples
    --------
    >>> factor(("a", "b"), [Correlation("a", "b", 1.0)]).round(6).tolist()
    [[1.0, 0.0], [1.0, 0.0]]
    """
    given = matrix(group, correlations)
    n = len(group)
    lower = np.zeros((n, n))
    for j in range(n):
        left = given[j, j] - float(np.sum(lower[j, :j] ** 2))
        if left <= TOLERANCE:
            continue
        lower[j, j] = math.sqrt(left)
        for i in range(j + 1, n):
            lower[i, j] = (given[i, j] - float(np.sum(lower[i, :j] * lower[j, :j]))) / lower[j, j]
    return lower


def check_correlations(
    correlations: Sequence[Correlation],
    parameters: Mapping[str, Distribution | None],
    spans: Sequence[Span | None] | None = None,
) -> tuple[Problem, ...]:
    """The problems of all correlations together.

    Parameters
    ----------
    correlations : pairs of parameters with their rank correlations
    parameters : every parameter; None for those that are expressions of others
    spans : the place of each correlation

    Returns
    -------
    Problems S510 to S514, none where all is well

    Examples
    --------
    >>> print(check_correlations([Correlation("a", "a", 0.5)], {"a": None})[0].text())
    S514: The parameter `a` is correlated with itself. Expected two different parameters.
    """
    places = list(spans) if spans is not None else [None] * len(correlations)
    problems: list[Problem] = []
    seen: set[frozenset[str]] = set()
    for pair, span in zip(correlations, places, strict=True):
        problems.extend(_of_pair(pair, parameters, span))
        both = frozenset({pair.a, pair.b})
        if len(both) == 2 and both in seen:
            what = f"The correlation of `{pair.a}` and `{pair.b}` is given twice."
            problems.append(Problem("S514", what, "Expected one rank for each pair.", span=span))
        seen.add(both)
    if not problems:
        problems.extend(_of_groups(correlations, places))
    return tuple(problems)


def _of_pair(
    pair: Correlation, parameters: Mapping[str, Distribution | None], span: Span | None
) -> list[Problem]:
    if pair.a == pair.b:
        what = f"The parameter `{pair.a}` is correlated with itself."
        return [Problem("S514", what, "Expected two different parameters.", span=span)]
    problems = []
    for name in (pair.a, pair.b):
        if name not in parameters:
            fix = nearest(name, list(parameters))
            problems.append(Problem("S510", f"There is no parameter `{name}` to correlate.", "", fix, span))
        elif kind := _fixed(parameters[name]):
            what = f"The parameter `{name}` is {kind} and cannot be correlated."
            problems.append(Problem("S511", what, "Expected parameters with a distribution.", span=span))
    if not -1.0 <= pair.rank <= 1.0:
        what = f"The rank correlation of `{pair.a}` and `{pair.b}` is {pair.rank:g}."
        problems.append(Problem("S512", what, "Expected a number from -1 to 1.", span=span))
    return problems


def _fixed(distribution: Distribution | None) -> str:
    if distribution is None:
        return "an expression of others"
    if distribution.is_constant:
        return "a constant"
    return "a mixture" if distribution.is_mixture else ""


def _of_groups(correlations: Sequence[Correlation], places: Sequence[Span | None]) -> list[Problem]:
    problems = []
    for group in groups(correlations):
        if float(np.linalg.eigvalsh(matrix(group, correlations))[0]) < -TOLERANCE:
            span = next(s for pair, s in zip(correlations, places, strict=True) if pair.a in group)
            names = ", ".join(f"`{name}`" for name in group)
            problems.append(
                Problem(
                    "S513",
                    f"The correlations among {names} contradict each other: no numbers can have them all.",
                    "Pairs that are not given count as 0.",
                    "Bring them closer to 0, or give the missing pairs.",
                    span,
                )
            )
    return problems
