"""Rank correlations: which names hang together, whether the whole is possible, and its factor."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from standoff.draws.families import Floats
from standoff.draws.rank_correlation import CLOSE, attainable, pearson, score_correlation, unattainable
from standoff.draws.records import Correlation, Distribution
from standoff.draws.shapes import Named
from standoff.errors import Problem, Span, StandoffError, nearest

TOLERANCE = 1e-9
ANY = Distribution("uniform(0, 1)", Named("uniform", (0.0, 1.0)))
SLACK = 1e-7  # of a pivot that rounding may make negative


def standing_in(
    correlations: Sequence[Correlation], parameters: Mapping[str, Distribution | None]
) -> dict[str, Distribution | None]:
    """The parameters, with a continuous number for each correlated one that is not drawn.

    So the other of a pair keeps its draws where a reading says a number for the one.

    Parameters
    ----------
    correlations : the pairs, by the names of their parameters
    parameters : the distribution of each parameter; None where it is not drawn

    Returns
    -------
    dict
        The same names and those of the pairs; a uniform number for those not drawn or constant.

    Examples
    --------
    >>> standing_in([Correlation("a", "b", 0.5)], {"a": None, "c": None})["a"].text
    'uniform(0, 1)'
    """
    named = (name for pair in correlations for name in (pair.a, pair.b))
    undrawn = (name for name in named if (found := parameters.get(name)) is None or found.is_constant)
    return {**parameters, **dict.fromkeys(undrawn, ANY)}


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


def matrix(
    group: Sequence[str],
    correlations: Sequence[Correlation],
    parameters: Mapping[str, Distribution | None] | None = None,
) -> Floats:
    """Correlations of the normal scores of a group; pairs that are not given are 0.

    Parameters
    ----------
    parameters : the distributions of the group; without them all count as continuous

    Returns
    -------
    float64[name, name]

    Raises
    ------
    StandoffError
        S515 where a pair cannot have the rank correlation that is asked for.

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
            result[i, j] = result[j, i] = _score(pair, parameters)
    return result


def _score(pair: Correlation, parameters: Mapping[str, Distribution | None] | None) -> float:
    if parameters is None:
        return pearson(pair.rank)
    one, other = parameters.get(pair.a), parameters.get(pair.b)
    if one is None or other is None:
        raise ValueError(f"`{pair.a}` and `{pair.b}` are not both drawn")
    return score_correlation(pair.rank, one, other, names=(pair.a, pair.b))


def factor(
    group: Sequence[str],
    correlations: Sequence[Correlation],
    parameters: Mapping[str, Distribution | None] | None = None,
) -> Floats:
    """Lower triangular L with L L' = the matrix of the group; works where it is singular.

    Parameters
    ----------
    parameters : as `matrix` has them

    Raises
    ------
    StandoffError
        S515 as `matrix`; S516 where the matrix is that of no numbers.

    Returns
    -------
    float64[name, name]

    Examples
    --------
    >>> factor(("a", "b"), [Correlation("a", "b", 1.0)]).round(6).tolist()
    [[1.0, 0.0], [1.0, 0.0]]
    """
    given = matrix(group, correlations, parameters)
    n = len(group)
    lower = np.zeros((n, n))
    for j in range(n):
        left = given[j, j] - float(np.sum(lower[j, :j] ** 2))
        if left < -SLACK:
            raise StandoffError(_not_together(group, list(correlations), given, None))
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
    Problems S510 to S516, none where all is well

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
        problems.extend(_out_of_reach(correlations, parameters, places))
    if not problems:
        problems.extend(_of_groups(correlations, parameters, places))
    return tuple(problems)


def _out_of_reach(
    correlations: Sequence[Correlation],
    parameters: Mapping[str, Distribution | None],
    places: Sequence[Span | None],
) -> Iterator[Problem]:
    """Pairs whose distributions do not allow the rank correlation that is asked for."""
    for pair, span in zip(correlations, places, strict=True):
        one, other = parameters[pair.a], parameters[pair.b]
        assert one is not None, "each of a pair has a distribution: it was checked"
        assert other is not None, "each of a pair has a distribution: it was checked"
        low, high = attainable(one, other)
        if not low - CLOSE <= pair.rank <= high + CLOSE:
            yield replace(unattainable(pair.rank, (pair.a, pair.b), (low, high)), span=span)


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
            expected, fix = "Expected parameters with a distribution.", "Draw it, or leave the pair out."
            problems.append(Problem("S511", what, expected, fix, span))
    if not -1.0 <= pair.rank <= 1.0:
        what = f"The rank correlation of `{pair.a}` and `{pair.b}` is {pair.rank:g}."
        problems.append(Problem("S512", what, "Expected a number from -1 to 1.", span=span))
    return problems


def _fixed(distribution: Distribution | None) -> str:
    if distribution is None:
        return "an expression of others"
    return "a constant" if distribution.is_constant else ""


def _of_groups(
    correlations: Sequence[Correlation],
    parameters: Mapping[str, Distribution | None],
    places: Sequence[Span | None],
) -> Iterator[Problem]:
    """Groups whose rank correlations, or the normal scores that would give them, contradict each other."""
    for group in groups(correlations):
        inside = [(pair, s) for pair, s in zip(correlations, places, strict=True) if pair.a in group]
        scores = matrix(group, correlations, parameters)
        if float(np.linalg.eigvalsh(scores)[0]) >= -TOLERANCE:
            continue
        ranks = np.eye(len(group))
        for pair, _ in inside:
            i, j = group.index(pair.a), group.index(pair.b)
            ranks[i, j] = ranks[j, i] = pair.rank
        if float(np.linalg.eigvalsh(ranks)[0]) < -TOLERANCE:
            names = ", ".join(f"`{name}`" for name in group)
            yield Problem(
                "S513",
                f"The correlations among {names} contradict each other: no numbers can have them all.",
                "Pairs that are not given count as 0.",
                "Bring them closer to 0, or give the missing pairs.",
                inside[0][1],
            )
        else:
            yield _not_together(group, [pair for pair, _ in inside], scores, inside[0][1])


def _not_together(
    group: Sequence[str], pairs: Sequence[Correlation], scores: Floats, span: Span | None
) -> Problem:
    """Each pair could have its rank correlation, but not all at once by normal scores."""
    told = [
        f"`{pair.a}` and `{pair.b}` ({pair.rank:g} by {scores[group.index(pair.a), group.index(pair.b)]:.3f})"
        for pair in pairs
        if pair.a in group
    ]
    return Problem(
        "S516",
        f"The correlations of {', '.join(told)} cannot be had together: the normal scores by which they are "
        "drawn would have to be correlated as no numbers can be.",
        "Pairs that are not given count as 0. No nearest correlation is put in their place.",
        "Bring them closer to 0, or give the missing pairs.",
        span,
    )
