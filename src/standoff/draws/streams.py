"""Draws of parameters: the same for any chunking, any number of workers and any other parameters.

Each parameter has its own stream of uniform numbers for each part of 8,192 draws, keyed by the
seed, the part and the SHA-256 of its name. Rank correlations go through a Gaussian copula
(Iman and Conover 1982 give the idea; what a rank correlation asks of the normal scores, also where
numbers have ties, is in `rank_correlation`): within each group of correlated names, in order of name,
the normal scores are mixed by a Cholesky factor. The first of a group keeps its own stream.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
from scipy import special

from standoff.draws.correlating import factor, groups, standing_in
from standoff.draws.families import Floats
from standoff.draws.records import Correlation, Distribution
from standoff.expressions import Expression, evaluate

PART = 8_192
_STEP = 2.0**-52
_INSIDE = 2.0**-53  # uniform numbers are at least this far from 0 and 1


def uniforms(name: str, seed: int, part: int) -> Floats:
    """The stream of a name.

    The raw 64-bit output of PCG64 is used (top 52 bits, in the middle of their cell), because
    NumPy keeps that the same between versions.

    Parameters
    ----------
    name : of the stream: that of a parameter
    seed : 0 or more
    part : 0 or more; part k holds draws 8,192 k to 8,192 (k + 1)

    Returns
    -------
    float64[8192], strictly between 0 and 1

    Examples
    --------
    >>> u = uniforms("p_firm", 0, 0)
    >>> u.shape, bool(0 < u.min() and u.max() < 1)
    ((8192,), True)
    """
    digest = hashlib.sha256(name.encode()).digest()
    words = np.frombuffer(digest, "<u4").tolist()
    source = np.random.PCG64(np.random.SeedSequence(entropy=seed, spawn_key=(part, *words)))
    raw = source.random_raw(PART)
    return ((raw >> np.uint64(12)).astype(np.float64) + 0.5) * _STEP


def columns(
    parameters: Mapping[str, Distribution],
    correlations: Sequence[Correlation],
    *,
    seed: int,
    part: int,
    most: int = PART,
    void: Sequence[Correlation] = (),
) -> dict[str, Floats]:
    """One part of draws, or its first ones.

    Parameters
    ----------
    parameters : name -> distribution
    correlations : checked by `check_correlations`
    seed : 0 or more
    part : 0 or more; part k holds draws 8,192 k to 8,192 (k + 1)
    most : how many of the part's draws, from its first on
    void : correlations with numbers that are not drawn here: their streams are mixed in all the same, as
        those of continuous numbers, so that the other of each pair keeps its draws

    Returns
    -------
    name -> float64[most], in the order of `parameters`

    Examples
    --------
    >>> from standoff.draws import no_spans, parse_distribution
    >>> d = parse_distribution("beta(2, 3)", no_spans, "p")
    >>> columns({"p": d}, (), seed=0, part=0)["p"].shape
    (8192,)
    """
    if seed < 0 or part < 0:
        raise ValueError(f"seed and part must be 0 or more, not {seed} and {part}")
    scored = standing_in(void, parameters)
    written = (*correlations, *void)
    joined = {name for pair in written for name in (pair.a, pair.b)}
    uniform = {name: uniforms(name, seed, part)[:most] for name in scored}
    for group in groups(written):
        if not all(name in scored for name in group):
            raise ValueError(f"correlated parameters without a distribution: {', '.join(group)}")
        scores = np.stack([special.ndtri(uniform[name]) for name in group])
        mixing = factor(group, written, scored)
        for i in range(1, len(group)):
            mixed = _weighted(mixing[i, : i + 1], scores)
            uniform[group[i]] = np.clip(special.ndtr(mixed), _INSIDE, 1.0 - _INSIDE)
    return {
        # where ranks matter a mixture is drawn by its quantile, not by picking a part
        name: distribution.quantile(uniform[name]) if name in joined else distribution.at(uniform[name])
        for name, distribution in parameters.items()
    }


def _weighted(weights: Floats, scores: Floats) -> Floats:
    """Term by term rather than by BLAS, whose order of addition depends on the machine."""
    result = weights[0] * scores[0]
    for weight, score in zip(weights[1:], scores[1:], strict=False):
        result = result + weight * score
    return np.asarray(result, np.float64)


def table(
    parameters: Mapping[str, Distribution],
    correlations: Sequence[Correlation],
    *,
    seed: int,
    first: int,
    n: int,
    void: Sequence[Correlation] = (),
) -> dict[str, Floats]:
    """Draws `first` to `first + n`, whatever parts they lie in.

    Parameters
    ----------
    parameters : name -> distribution
    correlations : checked by `check_correlations`
    seed : 0 or more
    first, n : which draws
    void : as `columns` has them

    Returns
    -------
    name -> float64[n]

    Examples
    --------
    >>> from standoff.draws import no_spans, parse_distribution
    >>> d = {"p": parse_distribution("beta(2, 3)", no_spans, "p")}
    >>> whole = table(d, (), seed=1, first=0, n=10)["p"]
    >>> bool(np.array_equal(whole[4:], table(d, (), seed=1, first=4, n=6)["p"]))
    True
    """
    if first < 0 or n < 0:
        raise ValueError(f"first and n must be 0 or more, not {first} and {n}")
    result = {name: np.empty(n, np.float64) for name in parameters}
    for part in range(first // PART, -(-(first + n) // PART)):
        start, stop = max(first, part * PART), min(first + n, (part + 1) * PART)
        drawn = columns(parameters, correlations, seed=seed, part=part, void=void)
        for name, values in drawn.items():
            result[name][start - first : stop - first] = values[start - part * PART : stop - part * PART]
    return result


def derive(
    drawn: Mapping[str, Floats], derived: Mapping[str, Expression], *, n_draws: int | None = None
) -> dict[str, Floats]:
    """The drawn columns and, after them, those that are expressions of earlier ones.

    Parameters
    ----------
    drawn : name -> float64[draw]
    derived : name -> resolved expression, in an order in which each needs only earlier names
    n_draws : needed only where `drawn` is empty

    Returns
    -------
    name -> float64[draw]

    Examples
    --------
    >>> from standoff.expressions import Name, Scope, read
    >>> twice = read("2 * a", Scope({"a": Name("parameter")}))
    >>> derive({"a": np.array([1.0, 2.0])}, {"b": twice})["b"].tolist()
    [2.0, 4.0]
    """
    result = dict(drawn)
    if not derived:
        return result
    if n_draws is None:
        if not result:
            raise ValueError("without drawn columns n_draws must be given")
        n_draws = len(next(iter(result.values())))
    for name, expression in derived.items():
        result[name] = evaluate(expression, result, n_draws)
    return result
