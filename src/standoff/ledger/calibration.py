"""Whether chances mean what they say: Murphy's decomposition, the reliability curve, coherence.

Murphy, A new vector partition of the probability score, Journal of Applied Meteorology 12 (1973):
grouped by the distinct values of the forecast, mean Brier score = reliability - resolution +
uncertainty, exactly. It is worked out in fractions, so that it adds up to the last digit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from standoff.ledger.families import children
from standoff.ledger.records import CHANCE, SHARES, YES, Question, Value

ENOUGH = 30  # live resolved questions below which no curve is drawn and nobody is ranked
BINS = 10


@dataclass(frozen=True, slots=True)
class Decomposition:
    """Brier = reliability - resolution + uncertainty, exactly."""

    n: int
    brier: Fraction
    reliability: Fraction
    resolution: Fraction
    uncertainty: Fraction


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts of nearly the same chance: how many, their mean, and how many came out as yes."""

    low: float
    high: float
    n: int
    mean: float
    n_yes: int


@dataclass(frozen=True, slots=True)
class Incoherence:
    """A chance beside what the same forecaster's branches make of it."""

    forecaster: str
    question: str
    parent: str
    chance: float
    composed: float

    @property
    def gap(self) -> float:
        """What is said less what the branches make."""
        return self.chance - self.composed


def murphy(chances: Sequence[float], happened: Sequence[bool]) -> Decomposition:
    """The decomposition of the mean Brier score of yes or no.

    Parameters
    ----------
    chances : of yes, one a question
    happened : whether it was yes

    Returns
    -------
    Decomposition
        In fractions.

    Raises
    ------
    ValueError
        Of no forecast.

    Examples
    --------
    >>> found = murphy([0.25, 0.25, 0.75], [False, True, True])
    >>> found.brier == found.reliability - found.resolution + found.uncertainty
    True
    >>> str(found.reliability), str(found.resolution), str(found.uncertainty)
    ('1/16', '1/18', '2/9')
    """
    if not chances:
        raise ValueError("no forecast to decompose")
    groups: dict[float, list[int]] = {}
    for p, yes in zip(chances, happened, strict=True):
        counts = groups.setdefault(float(p), [0, 0])
        counts[0] += 1
        counts[1] += yes
    n, n_yes = len(chances), sum(happened)
    squares, products = _moments(groups)
    # the sum over groups of (number of yes)^2 / size, by size: few sizes, many groups
    by_size: dict[int, int] = {}
    for size, own in groups.values():
        by_size[size] = by_size.get(size, 0) + own * own
    between = sum((Fraction(total, size) for size, total in sorted(by_size.items())), Fraction(0))
    rate = Fraction(n_yes, n)
    brier = (squares - 2 * products + n_yes) / n
    reliability = (squares - 2 * products + between) / n
    return Decomposition(n, brier, reliability, between / n - rate * rate, rate * (1 - rate))


def _moments(groups: Mapping[float, Sequence[int]]) -> tuple[Fraction, Fraction]:
    """Sums over groups of size * p^2 and p * (number of yes), exact: a float is whole over a power of 2."""
    ratios = [(p.as_integer_ratio(), size, own) for p, (size, own) in groups.items()]
    common = max(bottom for (_, bottom), _, _ in ratios)
    squares = products = 0
    for (top, bottom), size, own in ratios:
        whole = top * (common // bottom)
        squares += size * whole * whole
        products += own * whole
    return Fraction(squares, common * common), Fraction(products, common)


def reliability_curve(chances: Sequence[float], happened: Sequence[bool]) -> tuple[Bin, ...]:
    """Ten bins with their counts; none of fewer than 30 forecasts.

    Parameters
    ----------
    chances, happened : as `murphy` takes them

    Returns
    -------
    tuple of Bin
        Bins that hold something, in order.

    Examples
    --------
    >>> found = reliability_curve([0.1] * 20 + [0.9] * 20, [False] * 20 + [True] * 20)
    >>> [(own.n, own.n_yes) for own in found]
    [(20, 0), (20, 20)]
    """
    if len(chances) < ENOUGH:
        return ()
    held: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for p, yes in zip(chances, happened, strict=True):
        held[min(int(p * BINS), BINS - 1)].append((p, yes))
    return tuple(
        Bin(
            place / BINS,
            (place + 1) / BINS,
            len(own),
            math.fsum(p for p, _ in own) / len(own),
            sum(yes for _, yes in own),
        )
        for place, own in enumerate(held)
        if own
    )


def incoherences(
    questions: Mapping[str, Question], current: Mapping[tuple[str, str], Value]
) -> tuple[Incoherence, ...]:
    """A forecaster's P(A) against the sum of its P(A|B) P(B), in each family whose parts are all forecast.

    Parameters
    ----------
    questions : by name
    current : the standing forecast of each (forecaster, question)

    Returns
    -------
    tuple of Incoherence
        One for each family whose parts are all forecast, in order of forecaster and question.

    Examples
    --------
    >>> incoherences({}, {})
    ()
    """
    found = []
    below = children(questions)
    forecasters = sorted({who for who, _ in current})
    for parent in sorted(below):
        wholes = sorted({questions[name].part_of for name in below[parent]} - {""})
        for whole in wholes:
            branches = {
                own.answer: name
                for name in below[parent]
                if questions[name].part_of == whole and (own := questions[name].parent) is not None
            }
            for who in forecasters:
                made = _composed(who, (whole, parent), branches, questions, current)
                if made is not None:
                    found.append(made)
    return tuple(sorted(found, key=lambda one: (one.forecaster, one.question, one.parent)))


def _composed(
    who: str,
    names: tuple[str, str],
    branches: Mapping[str, str],
    questions: Mapping[str, Question],
    current: Mapping[tuple[str, str], Value],
) -> Incoherence | None:
    whole, parent = names
    said, over = current.get((who, whole)), current.get((who, parent))
    if said is None or over is None or said.kind != CHANCE:
        return None
    if over.kind == CHANCE:
        weights = {YES: over.p[0], "no": 1.0 - over.p[0]}
    elif over.kind == SHARES:
        weights = dict(zip(questions[parent].options, over.p, strict=True))
    else:
        return None
    parts = []
    for answer, weight in weights.items():
        own = current.get((who, branches.get(answer, "")))
        if own is not None and own.kind == CHANCE:
            parts.append(weight * own.p[0])
        elif weight > 0:
            return None
    return Incoherence(who, whole, parent, said.p[0], math.fsum(parts))
