"""Decision rules: who must agree before a summit leaves its status quo, and what then passes.

A rule is a set of quotas over the members who sit in a body, the members whose objection alone is
enough to block, and what it costs to object. An option passes where no blocker objects and each
quota is reached. What a member gains by an option over the status quo is its `margin`: it agrees
where the margin is at least 0, and objects where the loss is larger than the cost of objecting.

Source: the closed forms are those of the textbook case of one dimension and single-peaked members
(Romer and Rosenthal 1978 for the setter).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from standoff.errors import Problem
from standoff.summit.records import Array, SummitError

Kind = Literal["unanimity", "consensus", "silence", "majority", "double", "weighted"]
Flags = NDArray[np.bool_]
ROUNDING = 1e-12  # a share of votes this close to a quota reaches it


@dataclass(frozen=True)
class Quota:
    """Votes for an option must be at least `least` (more than it, if `strict`).

    weight : float64[member]; `least` is in the same unit.
    """

    weight: tuple[float, ...]
    least: float
    strict: bool = False

    def reached(self, agrees: Flags) -> Flags:
        """bool[...]: whether those who agree reach it; agrees : bool[..., member]."""
        return self.is_met(agrees @ np.array(self.weight))

    def is_met(self, votes: Array) -> Flags:
        """bool[...]: whether so many votes reach it."""
        slack = ROUNDING * max(1.0, abs(self.least))
        return np.asarray(votes > self.least + slack if self.strict else votes >= self.least - slack)


@dataclass(frozen=True)
class Rule:
    """How a body decides; made by `unanimity`, `consensus`, `silence`, `majority` and the others.

    Attributes
    ----------
    sits : tuple of bool
        Who sits in the body: the others neither vote nor block.
    blocks : tuple of bool
        Whose objection alone is enough.
    quotas : tuple of Quota
        All of them have to be reached.
    cost : float64[draw or 1, member] or one number
        What objecting costs, in the unit of the margin.
    least_blockers : int
        An option also passes where fewer than this many of those who sit withhold their vote.
    """

    kind: Kind
    sits: tuple[bool, ...]
    blocks: tuple[bool, ...]
    quotas: tuple[Quota, ...] = ()
    cost: ArrayLike = field(default=0.0, compare=False)
    least_blockers: int = 0

    @property
    def n_members(self) -> int:
        """Members of the summit, whether they sit in the body or not."""
        return len(self.sits)

    def objects(self, margin: Array) -> Flags:
        """bool[draw, member, option]: who would speak against; margin : float64[draw, member, option]."""
        cost = np.asarray(self.cost, dtype=np.float64)
        shaped = cost if cost.ndim == 0 else np.atleast_2d(cost)[:, :, None]
        return np.asarray((margin < -shaped) & np.array(self.sits)[:, None])

    def passes(self, margin: Array) -> Flags:
        """bool[draw, option]: what this body would adopt over the status quo."""
        vetoed = (self.objects(margin) & np.array(self.blocks)[:, None]).any(axis=1)
        agrees = np.swapaxes((margin >= 0) & np.array(self.sits)[:, None], 1, 2)
        enough = np.ones(vetoed.shape, dtype=bool)
        for quota in self.quotas:
            enough &= quota.reached(agrees)
        if self.least_blockers:
            enough |= sum(self.sits) - agrees.sum(axis=2) < self.least_blockers
        return np.asarray(enough & ~vetoed)

    def passes_with(self, margin: Array) -> Flags:
        """bool[draw, member]: whether one option would pass if that member agreed, all else equal.

        margin : float64[draw, member]
        """
        seats = np.array(self.sits)
        objects = self.objects(margin[:, :, None])[:, :, 0] & np.array(self.blocks)
        agrees = (margin >= 0) & seats
        gained = ~agrees & seats
        enough = np.ones(margin.shape, dtype=bool)
        for quota in self.quotas:
            weight = np.array(quota.weight)
            enough &= quota.is_met((agrees @ weight)[:, None] + gained * weight)
        if self.least_blockers:
            withheld = sum(self.sits) - agrees.sum(axis=1)[:, None] - gained
            enough |= withheld < self.least_blockers
        return np.asarray(enough & (objects.sum(axis=1)[:, None] - objects == 0))


def unanimity(n_members: int, *, sits: Sequence[bool] | None = None) -> Rule:
    """Everybody who sits has to agree; whoever would lose by it blocks, at no cost.

    Parameters
    ----------
    n_members : int
        Members of the summit.
    sits : sequence of bool, optional
        Who sits in the body; all without it.

    Returns
    -------
    Rule

    Examples
    --------
    >>> import numpy as np
    >>> unanimity(2).passes(np.array([[[0.5], [-0.1]]])).item()
    False
    """
    seats = _seats(n_members, sits)
    return Rule("unanimity", seats, seats)


def consensus(n_members: int, *, cost: ArrayLike = 0.0, sits: Sequence[bool] | None = None) -> Rule:
    """Nobody who sits speaks against; standing alone costs `cost` (for all, or for each member).

    Parameters
    ----------
    n_members : int
        Members of the summit.
    cost : float64 or float64[member] or [draw, member]
        What standing alone costs, in the unit of the margin.
    sits : sequence of bool, optional
        Who sits in the body; all without it.

    Returns
    -------
    Rule

    Examples
    --------
    >>> import numpy as np
    >>> consensus(2, cost=0.2).passes(np.array([[[0.5], [-0.1]]])).item()  # not worth speaking against
    True
    """
    seats = _seats(n_members, sits)
    return Rule("consensus", seats, seats, cost=_cost(cost, n_members))


def silence(n_members: int, *, cost: ArrayLike, sits: Sequence[bool] | None = None) -> Rule:
    """A text is adopted unless somebody breaks the silence before the deadline, which costs `cost`.

    Parameters
    ----------
    n_members : int
        Members of the summit.
    cost : float64 or float64[member] or [draw, member]
        What breaking the silence costs, in the unit of the margin.
    sits : sequence of bool, optional
        Who sits in the body; all without it.

    Returns
    -------
    Rule

    Examples
    --------
    >>> import numpy as np
    >>> silence(2, cost=[0.2, 0.05]).passes(np.array([[[0.5], [-0.1]]])).item()
    False
    """
    seats = _seats(n_members, sits)
    return Rule("silence", seats, seats, cost=_cost(cost, n_members))


def majority(
    n_members: int,
    *,
    share: float = 0.5,
    sits: Sequence[bool] | None = None,
    vetoes: Sequence[bool] | None = None,
) -> Rule:
    """More than half of those who sit or, where `share` is above a half, at least that share of them.

    vetoes : bool[member], whose objection alone blocks (the permanent members of a council).

    Parameters
    ----------
    n_members : int
        Members of the summit.
    share : float
        From a half to 1.
    sits : sequence of bool, optional
        Who sits in the body; all without it.
    vetoes : sequence of bool, optional
        Whose objection alone blocks, as that of a council's permanent members.

    Returns
    -------
    Rule

    Raises
    ------
    SummitError
        S669 for a share above 1, S687 for one below a half.

    Examples
    --------
    >>> import numpy as np
    >>> margin = np.array([[[0.5], [0.5], [-0.1]]])
    >>> majority(3).passes(margin).item(), majority(3, vetoes=[False, False, True]).passes(margin).item()
    (True, False)
    """
    seats = _seats(n_members, sits)
    _check_share(share, "share of the members")
    seated = sum(seats)
    quota = Quota(tuple(float(s) for s in seats), share * seated, strict=share == 0.5)
    return Rule("majority", seats, _vetoes(seats, vetoes), (quota,))


def double_majority(
    population: Sequence[float],
    *,
    share: float = 0.55,
    population_share: float = 0.65,
    least_blockers: int = 4,
    sits: Sequence[bool] | None = None,
) -> Rule:
    """A share of the members who stand for a share of the population; a blocking minority needs several.

    The defaults are those of the Council of the European Union since 2014.

    Parameters
    ----------
    population : sequence of float
        Of each member, in any unit.
    share : float
        Least share of the members that sit.
    population_share : float
        Least share of their population.
    least_blockers : int
        An option passes too where fewer withhold their vote.
    sits : sequence of bool, optional
        Who sits in the body; all without it.

    Returns
    -------
    Rule

    Examples
    --------
    >>> import numpy as np
    >>> rule = double_majority([80.0, 60.0, 10.0, 10.0, 10.0])
    >>> rule.passes(np.array([[[1.0], [1.0], [-1.0], [-1.0], [-1.0]]])).item()  # 3 are too few to block
    True
    """
    seats = _seats(len(population), sits)
    _check_share(share, "share of the members")
    _check_share(population_share, "share of the population")
    size = tuple(float(p) if s else 0.0 for p, s in zip(population, seats, strict=True))
    _check_weights(size)
    heads = Quota(tuple(float(s) for s in seats), share * sum(seats), strict=share == 0.5)
    people = Quota(size, population_share * sum(size), strict=population_share == 0.5)
    return Rule("double", seats, _vetoes(seats, None), (heads, people), least_blockers=least_blockers)


def weighted(
    weights: Sequence[float],
    quota: float,
    *,
    least_members: int = 0,
    sits: Sequence[bool] | None = None,
    vetoes: Sequence[bool] | None = None,
) -> Rule:
    """Votes count by weight and have to add to `quota`; at least `least_members` have to agree.

    Parameters
    ----------
    weights : sequence of float
        Votes of each member.
    quota : float
        What the votes have to add up to.
    least_members : int
        How many have to agree besides.
    sits : sequence of bool, optional
        Who sits in the body; all without it.
    vetoes : sequence of bool, optional
        Whose objection alone blocks.

    Returns
    -------
    Rule

    Raises
    ------
    SummitError
        S669 for a quota above the sum of the weights, or below or at 0.

    Examples
    --------
    >>> import numpy as np
    >>> council = weighted([4, 4, 4, 2, 2, 1], 12)
    >>> council.passes(np.array([[[1.0], [1.0], [1.0], [-1.0], [-1.0], [-1.0]]])).item()
    True
    """
    seats = _seats(len(weights), sits)
    votes = tuple(float(w) if s else 0.0 for w, s in zip(weights, seats, strict=True))
    _check_weights(votes)
    _check_quota(quota, sum(votes), "weights of those who sit")
    quotas = [Quota(votes, float(quota))]
    if least_members:
        _check_quota(least_members, sum(seats), "members who sit")
        quotas.append(Quota(tuple(float(s) for s in seats), float(least_members)))
    return Rule("weighted", seats, _vetoes(seats, vetoes), tuple(quotas))


def in_body(rule: Rule, sits: Sequence[bool]) -> Rule:
    """A rule of consent, moved to another body: the set that can block depends on the body chosen.

    Parameters
    ----------
    rule : Rule
        One of consent: unanimity, consensus or silence.
    sits : sequence of bool
        Who sits in the other body.

    Returns
    -------
    Rule

    Raises
    ------
    SummitError
        S687 for a rule with quotas: state its quotas for that body instead.

    Examples
    --------
    >>> import numpy as np
    >>> smaller = in_body(unanimity(2), [True, False])
    >>> smaller.passes(np.array([[[0.5], [-0.1]]])).item()  # the one who would lose does not sit there
    True
    """
    if rule.quotas:
        told = f"A rule of the kind `{rule.kind}` has quotas, which belong to their body."
        raise SummitError(Problem("S687", told, fix="Make the rule anew for the other body."))
    seats = _seats(rule.n_members, sits)
    return replace(rule, sits=seats, blocks=seats)


def _seats(n_members: int, sits: Sequence[bool] | None) -> tuple[bool, ...]:
    seats = (True,) * n_members if sits is None else tuple(bool(s) for s in sits)
    if len(seats) != n_members:
        told = f"The body has {len(seats)} places for {n_members} members."
        raise SummitError(Problem("S686", told, "Expected one flag a member."))
    if not any(seats):
        raise SummitError(Problem("S686", "Nobody sits in the body.", "At least one member must sit."))
    return seats


def _vetoes(seats: tuple[bool, ...], vetoes: Sequence[bool] | None) -> tuple[bool, ...]:
    if vetoes is None:
        return (False,) * len(seats)
    if len(vetoes) != len(seats):
        told = f"{len(vetoes)} flags say who can block, of {len(seats)} members."
        raise SummitError(Problem("S686", told, "Expected one flag a member."))
    return tuple(bool(v) and s for v, s in zip(vetoes, seats, strict=True))


def _cost(cost: ArrayLike, n_members: int) -> ArrayLike:
    array = np.asarray(cost, dtype=np.float64)
    if array.ndim > 2 or (array.ndim and array.shape[-1] != n_members) or not np.all(array >= 0):
        told = f"The cost of objecting has the shape {array.shape} and the least value {array.min():g}."
        fix = "Give one number, [member] or [draw, member], none negative."
        raise SummitError(Problem("S687", told, fix=fix))
    return array


def _check_share(share: float, what: str) -> None:
    if not share <= 1:
        told = f"The {what} that is asked for is {share:g}."
        raise SummitError(
            Problem("S669", told, "Nobody can reach more than 1.", "Give a share from 0.5 to 1.")
        )
    if not share >= 0.5:
        told = f"The {what} that is asked for is {share:g}."
        raise SummitError(
            Problem(
                "S687", told, "Below a half, an option and its opposite could both pass.", "Give 0.5 to 1."
            )
        )


def _check_quota(quota: float, total: float, what: str) -> None:
    if quota > total + ROUNDING * max(1.0, total):
        told = f"The quota is {quota:g}, and the {what} add to {total:g}."
        raise SummitError(
            Problem("S669", told, "Nobody can reach it.", "Lower the quota, or mend the weights.")
        )
    if not quota > 0:
        told = f"The quota is {quota:g}."
        raise SummitError(Problem("S669", told, "Everything would pass.", "Give a quota above 0."))


def _check_weights(weights: tuple[float, ...]) -> None:
    bad = [w for w in weights if not (w >= 0 and np.isfinite(w))]
    if bad:
        raise SummitError(Problem("S661", f"A weight is {bad[0]:g}.", "Weights are numbers from 0 on."))
