"""Scenario discovery by PRIM: boxes of parameters in which the cases of interest crowd together.

1. Start with all usable draws; a box is a range for each parameter.
2. Peel: of all ways to cut a share `alpha` off one side, take the one that raises the density of cases
   most for each draw lost (the "lenient" objective); of equal ones, the one that restricts fewest.
3. Stop where no cut raises the density, or too few draws would be left.
4. Paste: widen sides again while that raises the density.

Source: Friedman and Fisher (1999), sections 8 and 9; objective, quantiles and order of ties as in the EMA
Workbench, so that peeling gives the same boxes. Columns are sorted once and kept compacted. No box is
the answer by being last: `choose` takes one by a declared rule, and `quasi_p` says which limits could be
chance. Where draws were not placed by their prior, coverage and density are no shares of the prior.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc

from standoff.exploration.records import (
    Array,
    Mask,
    PlainTable,
    refuse_constant,
    refuse_few,
    refuse_setting,
    refuse_shape,
    used_output,
)

NO_PEEL, TOO_SMALL = "no cut raises the density", "a further cut would leave too few draws"


@dataclass(frozen=True)
class Box:
    """A range for each parameter, with the draws and cases in it.

    Attributes
    ----------
    low, high : float64[parameter]
    restricted : bool[parameter]
        Whether the range is narrower than that of all draws.
    n, cases : int
        Draws in the box; those of them that are cases of interest.
    coverage, density : float
        Share of all cases that are in the box; share of the box that are cases.
    """

    low: Array
    high: Array
    restricted: Mask
    n: int
    cases: int
    coverage: float
    density: float

    @property
    def n_restricted(self) -> int:
        """Number of parameters that the box restricts."""
        return int(self.restricted.sum())


@dataclass(frozen=True)
class Discovery:
    """All boxes of one search, from all draws to the last cut or paste: the trade-off to choose from.

    Attributes
    ----------
    names : tuple of str
    boxes : tuple of Box
        Box 0 is everything; the first `n_peeled` were cut, the others pasted.
    stopped : str
        Why peeling stopped. With a low density and many draws left, `alpha` was too small.
    n_used, n_failed : int
    """

    names: tuple[str, ...]
    boxes: tuple[Box, ...] = field(repr=False)
    n_peeled: int
    stopped: str
    n_used: int
    n_failed: int


@dataclass(frozen=True)
class Peeling:
    """Settings of PRIM: share of a box cut at a time, share pasted, least share of draws in a box."""

    alpha: float = 0.05
    paste_alpha: float = 0.05
    least_mass: float = 0.05


PLAIN_PEELING = Peeling()


def prim(table: PlainTable, cases: ArrayLike, *, settings: Peeling = PLAIN_PEELING) -> Discovery:
    """All boxes found by peeling and pasting.

    Parameters
    ----------
    table : PlainTable
        The draws and their parameters.
    cases : bool[draw]
        Which draws are of interest; anything in draws that failed.
    settings : Peeling
        How much is peeled and pasted at a time, and how small a box may become.

    Returns
    -------
    Discovery
        Boxes from the whole space to the smallest; `choose` takes one.

    Raises
    ------
    ExplorationError
        S720, S722, S723, S725, S726 where all or none are cases.

    Source
    ------
    Friedman and Fisher (1999), Statistics and Computing 9, 123-143; Bryant and Lempert (2010).

    Examples
    --------
    >>> import numpy as np
    >>> from standoff.exploration import plain_table
    >>> x = np.random.default_rng(0).random((2000, 2))
    >>> found = prim(plain_table(x, ["a", "b"], failed=np.zeros(2000, bool)), x[:, 0] > 0.7)
    >>> found.boxes[choose(found)].restricted.tolist()
    [True, False]
    """
    y = cases_of(table, cases)
    for name, share in (("alpha", settings.alpha), ("paste_alpha", settings.paste_alpha)):
        if not 0 < share < 0.5:
            refuse_setting(f"{name} = {share:g}", "a share above 0 and below 0.5")
    if not 0 < settings.least_mass < 1:
        refuse_setting(f"least_mass = {settings.least_mass:g}", "a share above 0 and below 1")
    x = table.points[~table.failed]
    boxes, stopped = _peel(x, y, settings)
    n_peeled = len(boxes)
    boxes += _paste(x, y, boxes[-1], settings)
    return Discovery(table.names, tuple(boxes), n_peeled, stopped, table.n_used, table.n_failed)


def cases_of(table: PlainTable, cases: ArrayLike) -> Mask:
    """Which usable draws are cases; some must be, and some must not.

    Raises
    ------
    ExplorationError
        S720, S722, S723, S725, S726.
    """
    y = used_output(table, np.asarray(cases, dtype=np.float64))
    refuse_shape(y, (table.n_used,), "the cases")
    if not np.isin(y, (0.0, 1.0)).all():
        refuse_setting("Cases are neither 0 nor 1", "true or false for each draw")
    refuse_few(y.size, 20, "discovery")
    refuse_constant(y, "Being a case of interest")
    return y > 0.5


def choose(found: Discovery, *, least_coverage: float = 0.5, slack: float = 0.02) -> int:
    """The place of the box that a declared rule takes, never the last because it is last.

    Of the boxes with at least `least_coverage`, those whose harmonic mean of coverage and density is within
    `slack` of the best are equally good; of those, the one that restricts fewest parameters, and of these
    the one with the highest harmonic mean. Every restriction of it should then be looked at by `quasi_p`.

    Parameters
    ----------
    found : Discovery
        What `prim` gave.
    least_coverage : float
        Least share of the cases that the box holds.
    slack : float
        How far below the best harmonic mean a box counts as equally good.

    Returns
    -------
    int
        The box's place in `found.boxes`.

    Raises
    ------
    ExplorationError
        S725.

    Examples
    --------
    >>> import numpy as np
    >>> from standoff.exploration import plain_table
    >>> x = np.random.default_rng(0).random((2000, 1))
    >>> found = prim(plain_table(x, ["a"], failed=np.zeros(2000, bool)), x[:, 0] > 0.7)
    >>> 0 < choose(found) < len(found.boxes)
    True
    """
    if not 0 <= least_coverage < 1 or slack < 0:
        refuse_setting(f"least_coverage = {least_coverage:g}, slack = {slack:g}", "a share, and at least 0")
    score = [2 * b.coverage * b.density / max(b.coverage + b.density, 1e-300) for b in found.boxes]
    open_to = [i for i, b in enumerate(found.boxes) if b.coverage >= least_coverage]
    best = max(score[i] for i in open_to)
    good = [i for i in open_to if score[i] >= best - slack]
    return min(good, key=lambda i: (found.boxes[i].n_restricted, -score[i]))


def quasi_p(table: PlainTable, cases: ArrayLike, box: Box) -> Array:
    """How likely each limit of a box would be as good by chance (Bryant and Lempert 2010, appendix).

    A limit is lifted; the density without it is the chance of a case; the value is the chance of at least
    as many cases as the box has. Not a p-value: the box was chosen by looking.

    Parameters
    ----------
    table : PlainTable
        The draws that were searched.
    cases : bool[draw]
        As `prim` had them.
    box : Box
        One of the boxes found.

    Returns
    -------
    float64[parameter, 2]
        For the lower and the upper limit; 1 where the box does not restrict.

    Examples
    --------
    >>> import numpy as np
    >>> from standoff.exploration import plain_table
    >>> x = np.random.default_rng(0).random((2000, 2))
    >>> table, cases = plain_table(x, ["a", "b"], failed=np.zeros(2000, bool)), x[:, 0] > 0.7
    >>> found = prim(table, cases)
    >>> bool(quasi_p(table, cases, found.boxes[choose(found)])[0, 0] < 1e-9)
    True
    """
    y = cases_of(table, cases)
    x = table.points[~table.failed]
    below, above = x < box.low, x > box.high
    broken = below.sum(axis=1) + above.sum(axis=1)
    found = np.ones((x.shape[1], 2))
    for j in np.flatnonzero(box.restricted):
        for side, beyond in enumerate((below[:, j], above[:, j])):
            lifted = (broken == 0) | ((broken == 1) & beyond)
            if beyond.any():
                chance = y[lifted].mean()
                # The chance of at least k of n is the regularised incomplete beta function.
                found[j, side] = betainc(box.cases, box.n - box.cases + 1, chance) if box.cases else 1.0
    return found


def reproduced(
    table: PlainTable,
    cases: ArrayLike,
    box: Box,
    *,
    rng: np.random.Generator,
    times: int = 10,
    settings: Peeling = PLAIN_PEELING,
) -> Array:
    """In what share of random halves of the draws each parameter is restricted again.

    Each half is searched anew; its box with the nearest coverage, and that with the nearest density, are
    compared.

    Parameters
    ----------
    table : PlainTable
        The draws that were searched.
    cases : bool[draw]
        As `prim` had them.
    box : Box
        One of the boxes found.
    rng : numpy.random.Generator
        Draws the halves.
    times : int
        How many halves are searched.
    settings : Peeling
        As `prim` had them.

    Returns
    -------
    float64[parameter, 2]
        By nearest coverage and by nearest density.

    Examples
    --------
    >>> import numpy as np
    >>> from standoff.exploration import plain_table
    >>> rng = np.random.default_rng(0)
    >>> x = rng.random((2000, 2))
    >>> table, cases = plain_table(x, ["a", "b"], failed=np.zeros(2000, bool)), x[:, 0] > 0.7
    >>> found = prim(table, cases)
    >>> reproduced(table, cases, found.boxes[choose(found)], rng=rng).tolist()
    [[1.0, 1.0], [0.0, 0.0]]
    """
    if times < 1:
        refuse_setting(f"{times} halves", "at least 1")
    y = cases_of(table, cases)
    x = table.points[~table.failed]
    counts = np.zeros((x.shape[1], 2))
    for _ in range(times):
        half = rng.permutation(y.size)[: y.size // 2]
        refuse_constant(y[half].astype(np.float64), "Being a case of interest, in a half of the draws,")
        boxes, _stopped = _peel(x[half], y[half], settings)
        boxes += _paste(x[half], y[half], boxes[-1], settings)
        away = np.array([(abs(b.coverage - box.coverage), abs(b.density - box.density)) for b in boxes])
        for side in (0, 1):
            # Many boxes may share a coverage: of equally near ones, the nearest by the other measure.
            nearest = np.lexsort((away[:, 1 - side], away[:, side]))[0]
            counts[:, side] += boxes[nearest].restricted
    return counts / times


def _measured(low: Array, high: Array, whole: tuple[Array, Array], counts: tuple[int, int, int]) -> Box:
    n, k, all_cases = counts
    restricted = (low != whole[0]) | (high != whole[1])
    return Box(low, high, restricted, n, k, k / all_cases, k / n)


def _peel(x: Array, y: Mask, settings: Peeling) -> tuple[list[Box], str]:
    n_all, n_parameter = x.shape
    columns = np.ascontiguousarray(x.T)
    # Rows alone are kept in order and compacted; a value is looked up where a limit needs it.
    rows = np.argsort(columns, axis=1, kind="stable").astype(np.int32)
    low, high = columns.min(axis=1), columns.max(axis=1)
    whole = (low.copy(), high.copy())
    all_cases = k = int(y.sum())
    boxes = [_measured(low.copy(), high.copy(), whole, (n_all, k, all_cases))]
    inside = np.ones(n_all, dtype=np.bool_)
    while True:
        n = rows.shape[1]
        cut = _best_cut(columns, rows, y, boxes[-1], settings.alpha)
        if cut is None or (n - cut.gone.size) / n_all < settings.least_mass:
            return boxes, NO_PEEL if cut is None else TOO_SMALL
        k -= int(y[cut.gone].sum())
        (high if cut.upper else low)[cut.parameter] = cut.limit
        boxes.append(_measured(low.copy(), high.copy(), whole, (n - cut.gone.size, k, all_cases)))
        inside[cut.gone] = False
        rows = rows[inside[rows]].reshape(n_parameter, -1)


@dataclass(frozen=True)
class _Cut:
    parameter: int
    upper: bool
    limit: float
    gone: NDArray[np.int32]


def _best_cut(columns: Array, rows: NDArray[np.int32], y: Mask, box: Box, alpha: float) -> _Cut | None:
    """The cut with the best score, the first of equals in the order parameter, upper, lower."""
    n, best, chosen = rows.shape[1], (0.0, 0), None
    mean = box.cases / n
    for j in range(len(columns)):
        for upper in (True, False):
            # Only the end that a cut may remove is looked up, unless equal values reach beyond it.
            end = _End(columns[j], rows[j], upper=upper)
            gone = end.cut(1 - alpha if upper else alpha)
            limit = end.limit
            if gone.size in (0, n):
                continue
            gain = (box.cases - int(np.count_nonzero(y[gone]))) / (n - gone.size) - mean
            score = (gain / gone.size, -box.n_restricted - (not box.restricted[j]))
            if score[0] > 0 and score > best:
                best, chosen = score, _Cut(j, upper, limit, gone)
    return chosen


class _End:
    """One end of a parameter's draws in order, from which a share is to be cut."""

    def __init__(self, values: Array, rows: NDArray[np.int32], *, upper: bool) -> None:
        self._values, self._rows, self._upper = values, rows, upper
        self.limit = 0.0

    def cut(self, share: float) -> NDArray[np.int32]:
        """The rows beyond the limit at this share, which is kept in `limit`."""
        n = self._rows.size
        place = (n - 1) * share
        below, above = int(np.floor(place)), int(np.ceil(place))
        self.limit = float((self._value(below) + self._value(above)) / 2)
        if self._value(below) < self.limit < self._value(above):
            return self._rows[above:] if self._upper else self._rows[: below + 1]
        ordered = self._values[self._rows]
        self.limit = trimmed_quantile(ordered, share)
        if self._upper:
            return self._rows[np.searchsorted(ordered, self.limit, side="right") :]
        return self._rows[: np.searchsorted(ordered, self.limit, side="left")]

    def _value(self, place: int) -> np.float64:
        found: np.float64 = self._values[self._rows[place]]
        return found


def trimmed_quantile(ordered: Array, share: float) -> float:
    """The quantile of a sorted column, moved off runs of equal values so that a cut removes something.

    As in sdtoolkit and the EMA Workbench: the mean of two neighbours, the lower one moved down (upper
    half) or the higher one moved up (lower half) until they differ.

    Examples
    --------
    >>> import numpy as np
    >>> trimmed_quantile(np.array([1.0, 2.0, 3.0, 3.0, 3.0]), 0.9)
    2.5
    """
    place = (ordered.size - 1) * share
    below, above = int(np.floor(place)), int(np.ceil(place))
    if ordered[below] == ordered[above]:
        if share > 0.5:
            below = max(int(np.searchsorted(ordered, ordered[above], side="left")) - 1, 0)
        else:
            above = min(int(np.searchsorted(ordered, ordered[below], side="right")), ordered.size - 1)
    return float((ordered[below] + ordered[above]) / 2)


def _paste(x: Array, y: Mask, box: Box, settings: Peeling) -> list[Box]:
    """Wider boxes, one after the other, as long as the density rises."""
    found: list[Box] = []
    whole = (x.min(axis=0), x.max(axis=0))
    cases = int(y.sum())
    while True:
        wider = [
            _measured(*limits, whole, (*counts, cases)) for limits, counts in _wider(x, y, box, settings)
        ]
        gains = [(b.density - box.density) / (b.n - box.n) if b.n > box.n else 0.0 for b in wider]
        if not wider or max(gains) <= 0:
            return found
        box = wider[int(np.argmax(gains))]
        found.append(box)


def _wider(
    x: Array, y: Mask, box: Box, settings: Peeling
) -> list[tuple[tuple[Array, Array], tuple[int, int]]]:
    """Every way to move one limit out by a share of the draws just beyond it: limits, draws and cases.

    A draw that breaks only the limit that moves is all that a wider box can gain.
    """
    limited = np.flatnonzero(box.restricted)
    columns = x[:, limited]
    below, above = columns < box.low[limited], columns > box.high[limited]
    outside = np.flatnonzero(below.sum(axis=1) + above.sum(axis=1) == 1)
    sides = ((below[outside], 1 - settings.paste_alpha), (above[outside], settings.paste_alpha))
    found = []
    for place, j in enumerate(limited):
        for upper, (beyond, share) in enumerate(sides):
            near = outside[beyond[:, place]]
            if near.size:
                values = x[near, j]
                limit = trimmed_quantile(np.sort(values), share)
                low, high = box.low.copy(), box.high.copy()
                (high if upper else low)[j] = limit
                gained = near[values <= limit if upper else values >= limit]
                counts = (box.n + gained.size, box.cases + int(np.count_nonzero(y[gained])))
                found.append(((low, high), counts))
    return found
