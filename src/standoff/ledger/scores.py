"""Scores of one forecast once its question has come out: lower is better, 0 is best.

- Brier (1950), for yes or no in the 0 to 1 form `(p - o)^2`; for several options the sum over options,
  0 to 2. The two are never pooled.
- Logarithmic: `-ln p` of what came about, p not below `LOG_FLOOR` (a forecast of 0 costs 6.91).
- Ranked probability score (Epstein, 1969): squared differences of cumulated chances, summed.
- Continuous ranked probability score (Matheson and Winkler, 1976): the area between the curve and the
  step at the outcome, squared, in the question's unit (days for dates), exact for straight pieces.
- Pinball loss of quantiles (Koenker and Bassett, 1978), the mean over their levels. Twice this mean
  tends to the CRPS as levels get many; with a few it is another number, and is not called CRPS.

Source: Gneiting and Raftery, Strictly proper scoring rules, prediction, and estimation, Journal of the
American Statistical Association 102 (2007), sections 3 and 4.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

LOG_FLOOR = 0.001
LN2 = math.log(2.0)


def brier(p: float, happened: bool) -> float:
    """Of yes or no, from 0 to 1.

    Parameters
    ----------
    p : chance of yes
    happened : whether it was yes

    Returns
    -------
    float
        The squared difference.

    Examples
    --------
    >>> round((brier(0.9, True) + brier(0.6, False)) / 2, 12)
    0.185
    """
    return (p - happened) ** 2


def brier_sum(p: Sequence[float], outcome: int) -> float:
    """Of one of several, the sum over options, from 0 to 2.

    Parameters
    ----------
    p : chance of each option
    outcome : the place of the one that came about

    Returns
    -------
    float
        The sum of squared differences.

    Examples
    --------
    >>> round(brier_sum([0.5, 0.25, 0.25], 0), 12)
    0.375
    """
    return math.fsum((chance - (place == outcome)) ** 2 for place, chance in enumerate(p))


def log_score(p: float) -> float:
    """Of the chance that was given to what came about.

    Parameters
    ----------
    p : that chance; below `LOG_FLOOR` it counts as `LOG_FLOOR`

    Returns
    -------
    float
        In natural units: 0.69 for a chance of one half.

    Examples
    --------
    >>> round(log_score(0.5), 4), round(log_score(0.0), 4)
    (0.6931, 6.9078)
    """
    return 0.0 - math.log(max(p, LOG_FLOOR))  # 0 and not -0 of a chance of 1


def ranked_probability(p: Sequence[float], outcome: int) -> float:
    """Of one of several in order, from 0 to the number of options less one.

    Parameters
    ----------
    p : chance of each option, in their order
    outcome : the place of the one that came about

    Returns
    -------
    float
        The sum of squared differences of cumulated chances.

    Examples
    --------
    >>> round(ranked_probability([0.5, 0.25, 0.25], 2), 12)
    0.8125
    """
    cumulated = [math.fsum(p[: place + 1]) for place in range(len(p))]
    return math.fsum((chance - (place >= outcome)) ** 2 for place, chance in enumerate(cumulated[:-1]))


def pinball(levels: Sequence[float], values: Sequence[float], outcome: float) -> float:
    """Of quantiles, the mean over their levels, in the question's unit.

    Parameters
    ----------
    levels, values : the quantiles
    outcome : what came about

    Returns
    -------
    float
        The mean loss; not a CRPS.

    Examples
    --------
    >>> pinball([0.25, 0.75], [10.0, 20.0], 24.0)
    3.25
    """
    losses = ((float(outcome <= x) - level) * (x - outcome) for level, x in zip(levels, values, strict=True))
    return math.fsum(losses) / len(levels)


def crps(x: Sequence[float], below: Sequence[float], outcome: float | None) -> float:
    """Of a curve of straight pieces, in the unit of x.

    Mass that the curve leaves out at an end (`below` does not begin at 0 or end at 1) lies outside by an
    unknown distance: the score is then that of the window between the first and the last point.

    Parameters
    ----------
    x : points that do not fall; two at the same place are a step
    below : the chance of at most x
    outcome : what came about; None where it lies beyond the last point, such as never

    Returns
    -------
    float
        The integral of the squared difference between the curve and the step at the outcome.

    Examples
    --------
    >>> round(crps([0.0, 1.0], [0.0, 1.0], 0.5), 12)  # 1/12 for a uniform forecast of its middle
    0.083333333333
    >>> round(crps([0.0, 10.0], [0.0, 0.5], None), 12)  # ten days, half of the chance left for never
    0.833333333333
    """
    first, last = x[0], x[-1]
    known = math.inf if outcome is None else outcome
    at = min(max(known, first), last)
    pieces = []
    for place in range(len(x) - 1):
        left, right, low, high = x[place], x[place + 1], below[place], below[place + 1]
        if right <= left:
            continue
        if at <= left:
            pieces.append(_area(right - left, low - 1.0, high - 1.0))
        elif at >= right:
            pieces.append(_area(right - left, low, high))
        else:
            middle = low + (high - low) * (at - left) / (right - left)
            pieces += [_area(at - left, low, middle), _area(right - at, middle - 1.0, high - 1.0)]
    outside = 0.0
    if known < first and below[0] == 0.0:
        outside = first - known
    elif known > last and below[-1] == 1.0 and outcome is not None:
        outside = known - last
    return math.fsum([*pieces, outside])


def _area(width: float, u: float, v: float) -> float:
    """The integral over a piece of the square of a line from u to v."""
    return width * (u * u + u * v + v * v) / 3.0
