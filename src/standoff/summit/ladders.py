"""An ordered ladder of options, and what a summit adopts of it under a rule, in every draw.

The lowest rung is the status quo. Members judge a rung by what they gain over the status quo, their
`margin`: from reservation points (the highest rung that they would still accept), or from ideal
points and a loss. The summit adopts the highest rung that passes or, with a setter, the rung that
passes and that the setter likes best.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from standoff.errors import Problem, nearest
from standoff.summit.records import NEAR_TIE, SETTLED, Array, SummitError
from standoff.summit.rules import Flags, Rule

CLOSE = 1e-6  # a margin this small, relative to the ladder's length, could as well be nothing


@dataclass(frozen=True)
class Ladder:
    """Named options in order, each with its value on one scale; the first is the status quo.

    Raises
    ------
    SummitError
        S668 for an empty ladder, a name twice, or values that do not rise.
    """

    options: tuple[str, ...]
    value: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.options) < 2:
            told = f"The ladder has {len(self.options)} options." if self.options else "The ladder is empty."
            raise SummitError(
                Problem("S668", told, "Expected the status quo and at least one option above it.")
            )
        twice = [name for name in self.options if self.options.count(name) > 1]
        if twice:
            raise SummitError(Problem("S668", f"The option `{twice[0]}` stands twice.", "Each stands once."))
        if len(self.value) != len(self.options) or not np.all(np.diff(self.value) > 0):
            told = f"The values of the {len(self.options)} options are {list(self.value)}."
            raise SummitError(Problem("S668", told, "Expected one for each, rising from the status quo."))

    @property
    def array(self) -> Array:
        """float64[option]: the values."""
        return np.array(self.value, dtype=np.float64)

    def index(self, option: str) -> int:
        """The rung of an option.

        Raises
        ------
        SummitError
            S668 where the ladder has no such option.
        """
        if option not in self.options:
            fix = nearest(option, self.options)
            raise SummitError(Problem("S668", f"The ladder has no option `{option}`.", fix=fix))
        return self.options.index(option)


def ladder(options: Sequence[str], value: Sequence[float] | None = None) -> Ladder:
    """A ladder; without values the rungs are 0, 1, 2 and so on.

    Parameters
    ----------
    options : sequence of str
        From the status quo upwards.
    value : sequence of float, optional
        Their places on a scale, rising.

    Returns
    -------
    Ladder

    Examples
    --------
    >>> ladder(["nothing", "trainers", "troops"]).value
    (0.0, 1.0, 2.0)
    """
    names = tuple(options)
    return Ladder(
        names, tuple(float(i) for i in range(len(names))) if value is None else tuple(map(float, value))
    )


def margin_by_reservation(rungs: Ladder, reservation: ArrayLike) -> Array:
    """float64[draw, member, option]: how far each rung stays below the highest one a member accepts.

    reservation : float64[member] or [draw, member], on the scale of the rungs. The status quo itself
    is worth 0: nobody objects to what is.

    Parameters
    ----------
    rungs : Ladder
        The options.
    reservation : float64[member] or [draw, member]
        The highest place that each accepts, on the scale of the rungs.

    Returns
    -------
    float64[draw, member, option], on the scale of the rungs

    Examples
    --------
    >>> margin_by_reservation(ladder(["nothing", "a little", "much"]), [1.0, 2.0]).tolist()
    [[[0.0, 0.0, -1.0], [0.0, 1.0, 0.0]]]
    """
    top = np.atleast_2d(np.asarray(reservation, dtype=np.float64))
    margin = top[:, :, None] - rungs.array
    margin[:, :, 0] = 0.0
    return margin


def margin_by_ideal(
    rungs: Ladder,
    ideal: ArrayLike,
    *,
    loss: Literal["linear", "quadratic"] = "linear",
    salience: ArrayLike = 1.0,
) -> Array:
    """float64[draw, member, option]: by how much a rung is nearer to a member's ideal than the status quo.

    ideal, salience : float64[member] or [draw, member]; the loss is multiplied by the salience.

    Parameters
    ----------
    rungs : Ladder
        The options.
    ideal : float64[member] or [draw, member]
        On the scale of the rungs.
    loss : str
        `linear` or `quadratic` in the distance.
    salience : float64[member] or [draw, member]
        What the loss is multiplied by.

    Returns
    -------
    float64[draw, member, option], in units of the loss

    Raises
    ------
    SummitError
        S687 for an unknown loss.

    Examples
    --------
    >>> margin_by_ideal(ladder(["nothing", "a little", "much"]), [0.5, 2.0]).tolist()
    [[[0.0, 0.0, -1.0], [0.0, 1.0, 2.0]]]
    """
    if loss not in ("linear", "quadratic"):
        raise SummitError(
            Problem("S687", f"`{loss}` is no loss.", fix=nearest(loss, ("linear", "quadratic")))
        )
    want = np.atleast_2d(np.asarray(ideal, dtype=np.float64))[:, :, None]
    apart = np.abs(rungs.array - want)
    before = np.abs(rungs.array[0] - want)
    gained = before - apart if loss == "linear" else before * before - apart * apart
    care = np.asarray(salience, dtype=np.float64)
    return np.asarray(gained * (care if care.ndim == 0 else np.atleast_2d(care)[:, :, None]))


@dataclass(frozen=True)
class Decision:
    """What a summit adopts in every draw.

    Attributes
    ----------
    ladder : Ladder
    members : tuple of str
    adopted : int64[draw]
        The rung that is adopted; 0 is the status quo.
    passing : bool[draw, option]
        What would pass over the status quo.
    against : bool[draw, member]
        Who stands against the rung above the one adopted, where there is one that fails.
    alone : bool[draw, member]
        Whose consent alone would have carried that rung.
    body : int64[draw]
        Which of the bodies asked decided: 0 for one body; the last where none adopted anything.
    status : int8[draw]
        `near_tie` where a margin below 1e-6 of the ladder's length decided.
    """

    ladder: Ladder
    members: tuple[str, ...]
    adopted: NDArray[np.int64]
    passing: Flags
    against: Flags
    alone: Flags
    body: NDArray[np.int64]
    status: NDArray[np.int8]

    def adopts(self, option: str) -> Array:
        """float64[draw]: 1 where exactly this option is adopted, else 0."""
        return np.asarray(self.adopted == self.ladder.index(option), dtype=np.float64)

    def reaches(self, option: str) -> Array:
        """float64[draw]: 1 where this option or a higher one is adopted, else 0."""
        return np.asarray(self.adopted >= self.ladder.index(option), dtype=np.float64)

    def position(self) -> Array:
        """float64[draw]: the value of the option adopted."""
        return self.ladder.array[self.adopted]

    def blocked_by(self, member: str, *, alone: bool = False) -> Array:
        """float64[draw]: 1 where the next rung fails and this member is against it (or is alone enough).

        Raises
        ------
        SummitError
            S663 where there is no such member.
        """
        if member not in self.members:
            told = f"There is no member `{member}`."
            raise SummitError(Problem("S663", told, fix=nearest(member, self.members)))
        return np.asarray(
            (self.alone if alone else self.against)[:, self.members.index(member)], dtype=np.float64
        )


def decide(
    rungs: Ladder, members: Sequence[str], margin: Array, rule: Rule, *, setter: ArrayLike | None = None
) -> Decision:
    """What the summit adopts: the highest rung that passes or, with a setter, the one it likes best.

    Parameters
    ----------
    rungs : Ladder
        The options.
    members : sequence of str
        Their names, in the order of the margins.
    margin : float64[draw, member, option]
        What each member gains over the status quo; see `margin_by_reservation`, `margin_by_ideal`.
    rule : Rule
        How the summit decides.
    setter : float64[option] or [draw, option], optional
        What each option is worth to the one who proposes; ties go to the lower rung.

    Returns
    -------
    Decision
        What was adopted and who spoke against it, in every draw.

    Raises
    ------
    SummitError
        S660 where the shapes do not fit.

    Examples
    --------
    >>> from standoff.summit import ladder, decide, margin_by_ideal, unanimity
    >>> rungs = ladder(["nothing", "a little", "much"], [0.0, 0.4, 0.5])
    >>> found = decide(rungs, ["x", "y"], margin_by_ideal(rungs, [0.2, 0.9]), unanimity(2))
    >>> found.adopts("a little").item(), found.blocked_by("x").item()
    (1.0, 1.0)
    """
    _check(rungs, members, margin, rule)
    passing = rule.passes(margin)
    passing[:, 0] = True
    adopted = _chosen(passing, setter)
    against, alone = _blockers(rule, margin, passing, adopted)
    status = _status(rungs, margin, rule, adopted)
    body = np.zeros(len(adopted), dtype=np.int64)
    return Decision(rungs, tuple(members), adopted, passing, against, alone, body, status)


def first_body(
    rungs: Ladder,
    members: Sequence[str],
    margin: Array,
    rules: Sequence[Rule],
    *,
    setter: ArrayLike | None = None,
) -> Decision:
    """The bodies are asked in turn; the first that leaves the status quo decides.

    So was the planning for Turkey in February 2003 moved from the North Atlantic Council to the
    Defence Planning Committee, where one of those who objected did not sit.

    Parameters
    ----------
    rungs : Ladder
        The options.
    members : sequence of str
        Their names, in the order of the margins.
    margin : float64[draw, member, option]
        As for `decide`.
    rules : sequence of Rule
        One a body, in the order in which they are asked.
    setter : float64[option] or [draw, option], optional
        As for `decide`.

    Returns
    -------
    Decision
        `body` says which one decided.

    Raises
    ------
    SummitError
        S686 where no body is named.

    Examples
    --------
    >>> from standoff.summit import in_body, unanimity
    >>> rungs, everybody = ladder(["nothing", "planning"]), unanimity(2)
    >>> margin = margin_by_reservation(rungs, [0.0, 1.0])
    >>> found = first_body(rungs, ["x", "y"], margin, [everybody, in_body(everybody, [False, True])])
    >>> found.adopts("planning").item(), found.body.item()
    (1.0, 1)
    """
    if not rules:
        raise SummitError(Problem("S686", "No body is named.", "At least one must decide."))
    each = [decide(rungs, members, margin, rule, setter=setter) for rule in rules]
    acted = np.stack([found.adopted > 0 for found in each])
    body = np.where(acted.any(axis=0), acted.argmax(axis=0), len(rules) - 1)
    draws = np.arange(len(body))
    return Decision(
        rungs,
        tuple(members),
        np.stack([found.adopted for found in each])[body, draws],
        np.stack([found.passing for found in each])[body, draws],
        np.stack([found.against for found in each])[body, draws],
        np.stack([found.alone for found in each])[body, draws],
        body,
        np.stack([found.status for found in each])[body, draws],
    )


def _check(rungs: Ladder, members: Sequence[str], margin: Array, rule: Rule) -> None:
    wanted = (len(members), len(rungs.options))
    if margin.ndim != 3 or margin.shape[1:] != wanted or rule.n_members != wanted[0]:
        told = f"The margins have the shape {margin.shape} and the rule {rule.n_members} members."
        expected = f"Expected [draw, {wanted[0]} members, {wanted[1]} options] and as many members."
        raise SummitError(Problem("S660", told, expected))
    if not np.all(np.isfinite(margin)):
        place = np.argwhere(~np.isfinite(margin))[0]
        told = f"The margin of `{members[int(place[1])]}` is {margin[tuple(place)]} in draw {int(place[0])}."
        raise SummitError(Problem("S661", told, "Expected a finite number."))


def _chosen(passing: Flags, setter: ArrayLike | None) -> NDArray[np.int64]:
    n_options = passing.shape[1]
    worth = np.arange(n_options, dtype=np.float64) if setter is None else np.asarray(setter, dtype=np.float64)
    if worth.shape not in ((n_options,), (1, n_options), passing.shape):
        told = f"What the setter likes has the shape {worth.shape}."
        raise SummitError(
            Problem("S660", told, f"Expected [option] or [draw, option] with {n_options} options.")
        )
    return np.asarray(np.argmax(np.where(passing, worth, -np.inf), axis=1), dtype=np.int64)


def _blockers(rule: Rule, margin: Array, passing: Flags, adopted: NDArray[np.int64]) -> tuple[Flags, Flags]:
    n_options = passing.shape[1]
    draws = np.arange(len(adopted))
    above = np.minimum(adopted + 1, n_options - 1)
    fails = (adopted + 1 < n_options) & ~passing[draws, above]
    at = margin[draws, :, above][:, :, None]
    seated = np.array(rule.sits)
    withheld = (at[:, :, 0] < 0) & seated if rule.quotas else rule.objects(at)[:, :, 0]
    against = withheld & fails[:, None]
    return against, against & rule.passes_with(at[:, :, 0])


def _status(rungs: Ladder, margin: Array, rule: Rule, adopted: NDArray[np.int64]) -> NDArray[np.int8]:
    """A hair's breadth on the rung adopted or the one above it is a near tie."""
    n_options = len(rungs.options)
    draws = np.arange(len(adopted))
    cost = np.asarray(rule.cost, dtype=np.float64)
    line = -cost if cost.ndim == 0 else -np.atleast_2d(cost)
    hair = CLOSE * (rungs.value[-1] - rungs.value[0])
    close = np.zeros(len(adopted), dtype=bool)
    for rung in (adopted, adopted + 1):
        exists = (rung > 0) & (rung < n_options)
        at = margin[draws, :, np.minimum(rung, n_options - 1)]
        close |= exists & ((np.abs(at - line) <= hair) & np.array(rule.sits)).any(axis=1)
    return np.where(close, NEAR_TIE, SETTLED).astype(np.int8)
