"""The members of a summit over draws, how a forecast ended in each draw, and the checks on both.

Axes are fixed: draw first, then member, then dimension of the issue. Positions stand on a scale,
saliences are shares of a member's attention (0 to 1, and at most 1 over all dimensions), capabilities
are not negative and only their ratios matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from standoff.errors import Problem, StandoffError

Array = NDArray[np.float64]

SETTLED, NEAR_TIE, NOT_CONVERGED, UNDEFINED = range(4)
STATUSES = ("settled", "near_tie", "not_converged", "undefined")
ADVICE = {
    "settled": "Nothing to be done.",
    "near_tie": "A choice hung on a difference below 1e-6: look at the spread, not at this one answer.",
    "not_converged": "The limit on turns or steps was reached: the last state is shown, not a rest point.",
    "undefined": "A number was divided by zero, as the program reproduced here does: use the corrected form.",
}
SUM_TOLERANCE = 1e-9  # saliences may add to more than 1 by rounding
TOLD = 8  # problems of one kind that are told one by one


class SummitError(StandoffError):
    """Members, rules or settings of a summit that make no sense."""


@dataclass(frozen=True)
class Members:
    """Who sits at the table, with what each wants, how much it cares and what it can bring to bear.

    Made by `gather`, which checks it.

    Attributes
    ----------
    names : tuple of str
        Unique, in the order of the member axis.
    position, salience : float64[draw, member, dimension]
        Positions on `scale`; saliences 0 to 1, over the dimensions at most 1.
    capability : float64[draw, member]
        Not negative; only ratios matter.
    scale : tuple of (low, high)
        One pair a dimension.
    """

    names: tuple[str, ...]
    position: Array
    salience: Array
    capability: Array
    scale: tuple[tuple[float, float], ...]

    @property
    def n_draws(self) -> int:
        """Number of draws."""
        return int(self.position.shape[0])

    @property
    def n_dimensions(self) -> int:
        """Number of dimensions of the issue."""
        return int(self.position.shape[2])

    @property
    def low(self) -> Array:
        """float64[dimension]: where each scale begins."""
        return np.array([low for low, _ in self.scale])

    @property
    def width(self) -> Array:
        """float64[dimension]: how long each scale is."""
        return np.array([high - low for low, high in self.scale])

    @property
    def weight(self) -> Array:
        """float64[draw, member, dimension]: capability times salience."""
        return self.capability[:, :, None] * self.salience

    def index(self, name: str) -> int:
        """The place of a member on the member axis.

        Raises
        ------
        SummitError
            S663 where there is no such member.
        """
        if name not in self.names:
            from standoff.errors import nearest

            raise SummitError(Problem("S663", f"There is no member `{name}`.", fix=nearest(name, self.names)))
        return self.names.index(name)


def gather(
    names: Sequence[str],
    position: ArrayLike,
    salience: ArrayLike | None = None,
    capability: ArrayLike = 1.0,
    *,
    scale: Sequence[float] | Sequence[Sequence[float]] = (0.0, 100.0),
) -> Members:
    """Members from arrays of one draw or many, with everything that is wrong told at once.

    Parameters
    ----------
    names : sequence of str
        The members, each once.
    position, salience : array_like
        [member], [draw, member] or [draw, member, dimension]; salience may be one number for all,
        and without it everybody's whole attention is spread evenly over the dimensions.
    capability : array_like
        One number, [member] or [draw, member].
    scale : (low, high), or one such pair a dimension

    Returns
    -------
    Members
        With the axes filled in: [draw, member, dimension].

    Raises
    ------
    SummitError
        S660 shapes, S661 numbers that are not finite or out of range, S662 names, S664 scales.

    Examples
    --------
    >>> members = gather(["a", "b"], [10.0, 70.0], 0.8, [3.0, 1.0])
    >>> members.position.shape, members.n_draws
    ((1, 2, 1), 1)
    """
    listed = tuple(names)
    _refuse(_about_names(listed))
    where, care, able = _shaped(listed, position, salience, capability)
    pairs = _scales(scale, where.shape[2])
    members = Members(listed, where, care, able, pairs)
    _refuse(_about_numbers(members))
    return members


def one_draw(members: Members, draw: int) -> Members:
    """The same members with the numbers of one draw alone.

    Parameters
    ----------
    members : Members
        Of many draws.
    draw : int
        Which one.

    Returns
    -------
    Members

    Examples
    --------
    >>> one_draw(gather(["a", "b"], [[10.0, 70.0], [20.0, 60.0]]), 1).position.ravel().tolist()
    [20.0, 60.0]
    """
    part = slice(draw, draw + 1)
    return Members(
        members.names,
        members.position[part],
        members.salience[part],
        members.capability[part],
        members.scale,
    )


def _refuse(problems: Iterable[Problem]) -> None:
    listed = list(problems)
    if listed:
        raise SummitError(listed)


def _about_names(names: tuple[str, ...]) -> list[Problem]:
    if not names:
        return [Problem("S662", "A summit has no members.", "At least one is needed.", "Name its members.")]
    twice = sorted({name for name in names if names.count(name) > 1})
    return [
        Problem("S662", f"The member `{name}` is named twice.", "Each member is named once.", "Rename one.")
        for name in twice
    ]


def _shaped(
    names: tuple[str, ...], position: Any, salience: Any, capability: Any
) -> tuple[Array, Array, Array]:
    n = len(names)
    where = _three_axes(np.asarray(position, dtype=np.float64), n, "position")
    care = np.asarray(1.0 / where.shape[2] if salience is None else salience, dtype=np.float64)
    able = np.asarray(capability, dtype=np.float64)
    if care.ndim == 0:
        care = np.full((1, n, where.shape[2]), float(care))
    care = _three_axes(care, n, "salience")
    able = np.full((1, n), float(able)) if able.ndim == 0 else able[None, :] if able.ndim == 1 else able
    if able.ndim != 2 or able.shape[1] != n:
        raise _shape("capability", able.shape, f"[member] or [draw, member] with {n} members")
    if care.shape[2] != where.shape[2]:
        raise _shape("salience", care.shape, f"{where.shape[2]} dimensions, as the positions have")
    draws = max(where.shape[0], care.shape[0], able.shape[0])
    if any(x.shape[0] not in (1, draws) for x in (where, care, able)):
        raise _shape("draws", (where.shape[0], care.shape[0], able.shape[0]), "the same number of draws")
    return (
        np.ascontiguousarray(np.broadcast_to(where, (draws, *where.shape[1:]))),
        np.ascontiguousarray(np.broadcast_to(care, (draws, *care.shape[1:]))),
        np.ascontiguousarray(np.broadcast_to(able, (draws, n))),
    )


def _three_axes(array: Array, n: int, what: str) -> Array:
    if array.ndim == 1:
        array = array[None, :, None]
    elif array.ndim == 2:
        array = array[:, :, None]
    if array.ndim != 3 or array.shape[1] != n or array.shape[2] == 0 or array.shape[0] == 0:
        wanted = f"[member], [draw, member] or [draw, member, dimension] with {n} members"
        raise _shape(what, array.shape, wanted)
    return array


def _shape(what: str, shape: tuple[int, ...], wanted: str) -> SummitError:
    return SummitError(
        Problem("S660", f"The array of `{what}` has the shape {shape}.", f"Expected {wanted}.")
    )


def _scales(scale: Any, dimensions: int) -> tuple[tuple[float, float], ...]:
    given = np.asarray(scale, dtype=np.float64)
    pairs = (
        np.broadcast_to(given, (dimensions, 2)) if given.shape in ((2,), (1, 2), (dimensions, 2)) else None
    )
    if pairs is None or not np.all(np.isfinite(pairs)) or np.any(pairs[:, 1] <= pairs[:, 0]):
        raise SummitError(
            Problem(
                "S664", f"The scale {scale!r} is none.", "Expected low < high, or one such pair a dimension."
            )
        )
    return tuple((float(low), float(high)) for low, high in pairs)


def _about_numbers(members: Members) -> list[Problem]:
    low, high = members.low, members.low + members.width
    place, care, able = members.position, members.salience, members.capability
    slack = 1e-9 * members.width
    problems = _outside(
        members, place, (place >= low - slack) & (place <= high + slack), "position", "on the scale"
    )
    problems += _outside(members, care, care >= 0, "salience", "a number from 0 to 1")
    total = care.sum(axis=2)
    fits = total <= 1 + SUM_TOLERANCE
    problems += _outside(members, total, fits, "sum of saliences", "at most 1 over all dimensions")
    problems += _outside(members, able, able >= 0, "capability", "a number that is not negative")
    nobody = np.flatnonzero(~(able.sum(axis=1) > 0))
    if nobody.size and not problems:
        problems.append(
            Problem(
                "S661", f"In draw {nobody[0]} no member has any capability.", "At least one must have some."
            )
        )
    return problems


def _outside(
    members: Members, array: Array, good: NDArray[np.bool_], what: str, wanted: str
) -> list[Problem]:
    bad = np.argwhere(~(good & np.isfinite(array)))
    told = []
    for place in bad[:TOLD]:
        draw, member = int(place[0]), members.names[int(place[1])]
        dimension = f", dimension {int(place[2]) + 1}" if len(place) == 3 and array.shape[2] > 1 else ""
        said = f"The {what} of `{member}` is {array[tuple(place)]:g} in draw {draw}{dimension}."
        told.append(Problem("S661", said, f"Expected {wanted}.", _mend(members, what)))
    if len(bad) > TOLD:
        told.append(Problem("S661", f"{len(bad) - TOLD} more values of {what} are out of range."))
    return told


def _mend(members: Members, what: str) -> str:
    if what == "position":
        scales = ", ".join(f"{low:g} to {high:g}" for low, high in dict.fromkeys(members.scale))
        return f"Scale: {scales}. Change the number or its distribution, or the scale."
    return "Change the number, or the distribution that it is drawn from."
