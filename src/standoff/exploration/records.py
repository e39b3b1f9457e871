"""Tables that analyses read, with the draws that failed told apart, and the checks on them.

Axes are fixed: draw first, then parameter or option. A failed draw is never imputed and never dropped
silently: it is named in `failed`, left out by every analysis, and counted in every result. A number
that is not finite in a draw that did not fail is a mistake and is refused with the count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from standoff.errors import Problem, StandoffError

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Whole = NDArray[np.int64]

NORMAL_95 = 1.959963984540054  # half-widths are this many standard deviations of the resamples


class ExplorationError(StandoffError):
    """An analysis that cannot be made of the arrays or settings that it was given."""


@dataclass(frozen=True)
class PlainTable:
    """The parameters of a plain ensemble, one row a draw; made by `plain_table`, which checks it.

    Attributes
    ----------
    names : tuple of str
        One a column.
    points : float64[draw, parameter]
        In the parameters' own units.
    failed : bool[draw]
        Draws without a usable answer.
    """

    names: tuple[str, ...]
    points: Array
    failed: Mask

    @property
    def n_draws(self) -> int:
        """Number of draws, the failed ones too."""
        return int(self.points.shape[0])

    @property
    def n_failed(self) -> int:
        """Number of draws that failed."""
        return int(self.failed.sum())

    @property
    def n_used(self) -> int:
        """Number of draws that an analysis reads."""
        return self.n_draws - self.n_failed


def plain_table(points: ArrayLike, names: Sequence[str], *, failed: ArrayLike) -> PlainTable:
    """The table of a plain ensemble, checked.

    Parameters
    ----------
    points : float64[draw, parameter]
        Their values may be anything in draws that failed.
    names : sequence of str
        One a parameter, each once.
    failed : bool[draw]
        Must be given: `numpy.zeros(n, bool)` says that none did.

    Returns
    -------
    PlainTable

    Raises
    ------
    ExplorationError
        S720 shapes, S721 numbers that are not finite, S727 names.

    Examples
    --------
    >>> import numpy as np
    >>> plain_table([[0.1], [0.2]], ["cost"], failed=np.zeros(2, bool)).n_used
    2
    """
    values = np.asarray(points, dtype=np.float64)
    mask = np.asarray(failed)
    known = checked_names(names)
    if values.ndim != 2 or values.shape[1] != len(known):
        _refuse_shape("the table of points", values.shape, f"[draw, {len(known)} parameters]")
    if mask.shape != values.shape[:1] or mask.dtype != np.bool_:
        _refuse_shape(f"`failed` ({mask.dtype})", mask.shape, f"bool[{values.shape[0]}]")
    refuse_not_finite(values[~mask], "the table of points")
    return PlainTable(known, values, mask)


def checked_names(names: Sequence[str]) -> tuple[str, ...]:
    """The names as a tuple; none missing, none twice.

    Raises
    ------
    ExplorationError
        S727.
    """
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    if names and not twice:
        return tuple(names)
    what = f"The name `{twice[0]}` stands twice." if twice else "No parameter is named."
    raise ExplorationError(Problem("S727", what, "Expected each parameter once.", "Name every column once."))


def used_output(table: PlainTable, output: ArrayLike) -> Array:
    """The output at the draws that did not fail.

    Parameters
    ----------
    output : float64[draw] or float64[draw, option]

    Raises
    ------
    ExplorationError
        S720 for another number of draws, S721 for numbers that are not finite, S723 where `table` is not
        a plain table.
    """
    if not isinstance(table, PlainTable):
        what = f"A {type(table).__name__} was given."
        raise ExplorationError(
            Problem(
                "S723",
                what,
                "Expected a PlainTable.",
                "Make one by `plain_table(points, names, failed=...)`.",
            )
        )
    values = np.asarray(output, dtype=np.float64)
    if values.ndim not in (1, 2) or values.shape[0] != table.n_draws:
        _refuse_shape("the output", values.shape, f"one row for each of {table.n_draws} draws")
    kept: Array = values[~table.failed]
    refuse_not_finite(kept, "the output")
    return kept


def refuse_not_finite(values: Array, what: str) -> None:
    """Refuses arrays with numbers that are not finite, with their count.

    Raises
    ------
    ExplorationError
        S721.
    """
    wrong = int(values.size - np.isfinite(values).sum())
    if wrong:
        raise ExplorationError(
            Problem(
                "S721",
                f"{wrong} of {values.size} numbers of {what} are not finite.",
                "Expected finite numbers wherever a draw did not fail.",
                "Mark those draws as failed where the analysis takes a mask, or mend what computes them.",
            )
        )


def refuse_few(n_used: int, needed: int, what: str) -> None:
    """Refuses an analysis of too few draws.

    Raises
    ------
    ExplorationError
        S722.
    """
    if n_used < needed:
        said = f"{n_used} usable draws are too few for {what}."
        raise ExplorationError(Problem("S722", said, f"Expected at least {needed}.", "Run more draws."))


def refuse_setting(what: str, expected: str) -> None:
    """Refuses a setting of an analysis.

    Raises
    ------
    ExplorationError
        S725, always.
    """
    raise ExplorationError(Problem("S725", f"{what}.", f"Expected {expected}.", "Give another value."))


def refuse_constant(values: Array, what: str) -> None:
    """Refuses an output that is the same in every draw: it has no variance to share out.

    Raises
    ------
    ExplorationError
        S726.
    """
    if np.ptp(values) == 0:
        said = f"{what} is {values.flat[0]:g} in all {values.size} draws."
        fix = "Leave it out, or run more draws if it is only rare."
        raise ExplorationError(Problem("S726", said, "Expected an output that varies.", fix))


def _refuse_shape(what: str, shape: tuple[int, ...], expected: str) -> None:
    said = f"{what[:1].upper()}{what[1:]} has the shape {list(shape)}."
    fix = "Put draws first, then parameters or options."
    raise ExplorationError(Problem("S720", said, f"Expected {expected}.", fix))


def refuse_shape(values: Array, shape: tuple[int, ...], what: str) -> None:
    """Refuses an array of another shape.

    Raises
    ------
    ExplorationError
        S720.
    """
    if values.shape != shape:
        _refuse_shape(what, values.shape, f"{list(shape)}")
