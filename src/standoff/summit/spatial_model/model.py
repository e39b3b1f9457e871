"""The spatial model of politics (after KTAB's SMP): members challenge, bargain and move, turn by turn.

Method, a turn: (1) a probabilistic Condorcet election between the members' positions gives each its
risk; (2) every member looks for the challenge that gains it most, third parties taking sides with
what they stake; (3) each challenge makes a bargain, somewhere between the two positions by salience
and chance; (4) every member takes the most probable of the bargains in its queue, the status quo
among them; until a turn moves less than 2 % of the first. The forecast is an election between the
positions at the end.

The corrected form, the default, differs from the program in what made its answers depend on the
order of members or on the scale of capabilities: capabilities are scaled to add to 1, members
without any take no part, everybody who is worth the same is challenged, ties go to the status quo
or meet in the middle, bargains are rounded to 1e-6 of the scale (not 1e-4) and nobody sees a
difference below 1e-9, options join whatever is close to any of them, `asymmetric` counts from the
status quo, the receiver's view uses its chance, and equal probabilities mean no risk. `bugs="ktab"`
gives the program's own answers.

Source: Wise, Lester and Efatmaneshnik (2015), *Multidimensional Bargaining Using KTAB*; the KTAB
program, MIT, examples/smp. It is a reconstruction: nothing here says that it forecasts better than
the weighted mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff.errors import Problem
from standoff.summit.compromise import Compromise, compromise
from standoff.summit.records import NEAR_TIE, SETTLED, Array, Members, SummitError
from standoff.summit.spatial_model.layout import Draw, Ends, Kept
from standoff.summit.spatial_model.options import SpatialOptions, one_at_a_time


@dataclass(frozen=True)
class Spatial:
    """What the spatial model gives for every draw, on the members' own scale.

    Attributes
    ----------
    position : float64[draw, member, dimension]
        Where the members end.
    probability : float64[draw, member]
        Of each member's last position in the election between them; members at one option share it.
    expected, leading : float64[draw, dimension]
        The mean of the options by that probability, and the likeliest one.
    benchmark : Compromise
        Weighted mean and median of the first positions: print it beside the forecast.
    turns, near_ties : int64[draw]
        Turns made; choices that hung on less than 1e-6.
    status : int8[draw]
        As in `STATUSES`, the worst that happened.
    path : float64[draw, turn, member, dimension] or None
        The states, the first one included; after the last the last one stands on.
    path_probability : float64[draw, turn, member] or None
    options : SpatialOptions
    """

    position: Array
    probability: Array
    expected: Array
    leading: Array
    benchmark: Compromise
    turns: NDArray[np.int64]
    near_ties: NDArray[np.int64]
    status: NDArray[np.int8]
    path: Array | None
    path_probability: Array | None
    options: SpatialOptions


def smp(members: Members, options: SpatialOptions | None = None, *, keep_path: bool = False) -> Spatial:
    """Run the spatial model in every draw, under one set of options.

    One set of options is no forecast: see `smp_ensemble`.

    Parameters
    ----------
    members : Members
        Their positions, saliences and capabilities.
    options : SpatialOptions, optional
        The choices that the literature leaves open; the default ones without it.
    keep_path : bool
        Keep the state after every turn, and its election.

    Returns
    -------
    Spatial
        Positions after the last turn, float64[draw, member, dimension], and the expected outcome.

    Raises
    ------
    SummitError
        S667 where fewer than two members have some capability.

    Examples
    --------
    >>> from standoff.summit import gather, smp
    >>> found = smp(gather(["a", "b", "c"], [10.0, 50.0, 90.0], [0.9, 0.5, 0.7], [50.0, 30.0, 60.0]))
    >>> found.position.shape, found.expected.shape
    ((1, 3, 1), (1, 1))
    """
    from standoff.summit.spatial_model.turns import run_draws

    chosen = options or SpatialOptions()
    _check(members)
    n_draws, n, n_dims = members.position.shape
    rows = chosen.most_turns + 1 if keep_path else 1
    path, odds = np.empty((n_draws, rows, n, n_dims)), np.zeros((n_draws, rows, n))
    expected, leading = np.zeros((n_draws, n_dims)), np.zeros((n_draws, n_dims))
    ends = Ends(*(np.zeros(n_draws, dtype=np.int64) for _ in Ends._fields))
    start = (members.position - members.low) / members.width
    # arrays for reading alone, or spread over draws, are other types: all would be compiled again for them
    given = (start, members.salience, members.capability)
    table = Draw(*(np.require(one, requirements=("C", "W")) for one in given))
    run_draws(table, chosen.numbered(), Kept(path, odds, expected, leading), ends)
    turns, near = ends.turns, ends.near_ties
    status = ends.status.astype(np.int8)
    status[(status == SETTLED) & (near > 0)] = NEAR_TIE
    if keep_path:
        path, odds = _stretch(path, odds, turns)
    last = np.minimum(turns, path.shape[1] - 1)
    each = np.arange(n_draws)
    back = members.low + members.width * path
    return Spatial(
        position=back[each, last],
        probability=odds[each, last],
        expected=members.low + members.width * expected,
        leading=members.low + members.width * leading,
        benchmark=compromise(members),
        turns=turns,
        near_ties=near,
        status=status,
        path=back if keep_path else None,
        path_probability=odds if keep_path else None,
        options=chosen,
    )


def _check(members: Members) -> None:
    able = (members.capability > 0).sum(axis=1)
    alone = np.flatnonzero(able < 2)
    if alone.size:
        told = f"In draw {alone[0]} only {able[alone[0]]} member has any capability."
        raise SummitError(Problem("S667", told, "The spatial model needs two that can bargain."))


def _stretch(path: Array, odds: Array, turns: NDArray[np.int64]) -> tuple[Array, Array]:
    """Cut to the longest draw; the shorter ones stand still after their end."""
    rows = int(turns.max()) + 1
    shown = np.minimum(np.arange(rows)[None, :], turns[:, None])
    each = np.arange(len(turns))[:, None]
    return path[each, shown], odds[each, shown]


@dataclass(frozen=True)
class SpatialEnsemble:
    """The spatial model under many sets of options: the forecast is the spread, never one run.

    Attributes
    ----------
    options : tuple of SpatialOptions
    expected, leading : float64[option, draw, dimension]
    status : int8[option, draw]
    turns, near_ties : int64[option, draw]
    benchmark : Compromise
    """

    options: tuple[SpatialOptions, ...]
    expected: Array
    leading: Array
    status: NDArray[np.int8]
    turns: NDArray[np.int64]
    near_ties: NDArray[np.int64]
    benchmark: Compromise

    def spread(self, quantiles: Sequence[float] = (0.05, 0.5, 0.95)) -> Array:
        """float64[quantile, draw, dimension]: of the expected position, over the options of each draw."""
        return np.asarray(np.quantile(self.expected, quantiles, axis=0))


def smp_ensemble(members: Members, options: Sequence[SpatialOptions] | None = None) -> SpatialEnsemble:
    """Run the spatial model under each set of options; without any, the default and one change at a time.

    Parameters
    ----------
    members : Members
        Their positions, saliences and capabilities.
    options : sequence of SpatialOptions, optional
        The sets of options to run.

    Returns
    -------
    SpatialEnsemble
        `expected` is float64[set, draw, dimension], on the scale of the positions.

    Examples
    --------
    >>> from standoff.summit import gather, smp_ensemble, SpatialOptions
    >>> table = gather(["a", "b", "c"], [10.0, 50.0, 90.0], [0.9, 0.5, 0.7], [50.0, 30.0, 60.0])
    >>> smp_ensemble(table, [SpatialOptions(), SpatialOptions(voting="cubic")]).expected.shape
    (2, 1, 1)
    """
    chosen = tuple(one_at_a_time() if options is None else options)
    if not chosen:
        raise SummitError(Problem("S666", "There is no set of options.", "An ensemble needs at least one."))
    runs = [smp(members, one) for one in chosen]
    return SpatialEnsemble(
        options=chosen,
        expected=np.stack([run.expected for run in runs]),
        leading=np.stack([run.leading for run in runs]),
        status=np.stack([run.status for run in runs]),
        turns=np.stack([run.turns for run in runs]),
        near_ties=np.stack([run.near_ties for run in runs]),
        benchmark=runs[0].benchmark,
    )
