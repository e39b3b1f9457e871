"""The game as the check reads it, and its room for one draw: named fields, no positions.

Everything is read off `GameArrays` itself: nothing of a solver's plan, blocks or tapes is asked.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from standoff.game.records import BoundGame, Floats, GameArrays

Naturals = npt.NDArray[np.uint32]
Longs = npt.NDArray[np.int64]


class PackedGame(NamedTuple):
    """A structure, the fields as in `GameArrays` but for the last six and one row of payoffs.

    payoff : uint32[edge, player], row of the payoff table; one past its last row is a payoff of 0
    member, first_member : uint32[..], uint32[infoset + 1], the nodes of each information set
    voice : uint32[voice], players of whom each speaks for all who believe the same and move
    heard : uint32[infoset], the voice that speaks for the mover
    paid, first_paid : uint32[..], uint32[player + 1], rows of the payoff table that a player is paid
    log_weight : float64[action], logarithms of the base weights, 0 where there are none
    """

    first_edge: Naturals
    child: Naturals
    infoset: Naturals
    infoset_player: Naturals
    first_action: Naturals
    chance: Naturals
    payoff: Naturals
    member: Naturals
    first_member: Naturals
    voice: Naturals
    heard: Naturals
    paid: Naturals
    first_paid: Naturals
    log_weight: Floats


class Tables(NamedTuple):
    """The numbers of all draws, draws last; `log_play` is empty where logarithms are not given."""

    cell: Floats
    payoff: Floats
    precision: Floats
    play: Floats
    log_play: Floats


class Room(NamedTuple):
    """What is worked out for a few draws, which are the last axis.

    value : float64[node, player, draw]
    worth : float64[action, draw], value to its mover under the mover's beliefs
    factor, factor_power : float64[action, draw], int64[action, draw], play as wide numbers
    odds, odds_power : float64[cell, draw], int64[cell, draw], the cells as wide numbers
    rare : bool[draw], beliefs are formed from reach as a wide number; elsewhere powers are 0
    reach, power : float64[node, draw], int64[node, draw], under a voice's beliefs
    belief, plain : float64[.., draw], float64[draw], beliefs and reach of one information set
    weight : float64[action], logit weights of one information set in one draw
    size : float64[player, draw], largest payoff on an edge
    """

    value: Floats
    worth: Floats
    factor: Floats
    factor_power: Longs
    odds: Floats
    odds_power: Longs
    rare: npt.NDArray[np.bool_]
    reach: Floats
    power: Longs
    belief: Floats
    plain: Floats
    weight: Floats
    size: Floats


class Verdict(NamedTuple):
    """What is found, draws last: see `Check`; `wrong` counts faults."""

    residual: Floats
    share: Floats
    log_residual: Floats
    log_share: Floats
    size: Floats
    gain: Floats
    value: Floats
    wrong: Longs


def pack(arrays: GameArrays) -> PackedGame:
    """The structure of a game as the check reads it."""
    held = np.flatnonzero(arrays.infoset >= 0)
    member = held[np.argsort(arrays.infoset[held], kind="stable")]
    count = np.bincount(arrays.infoset[held], minlength=arrays.n_infosets)
    movers = np.unique(arrays.infoset_player)
    beliefs = [int(arrays.group[i]) for i in movers]
    groups = sorted(set(beliefs))
    voice = [int(movers[beliefs.index(g)]) for g in groups]
    place = {g: k for k, g in enumerate(groups)}
    heard = [place[int(arrays.group[i])] for i in arrays.infoset_player]
    rows = [np.unique(column[column >= 0]) for column in arrays.payoff.T]
    return PackedGame(
        first_edge=_whole(arrays.first_edge),
        child=_whole(arrays.child),
        infoset=_whole(np.where(arrays.infoset < 0, arrays.n_infosets, arrays.infoset)),
        infoset_player=_whole(arrays.infoset_player),
        first_action=_whole(arrays.first_action),
        chance=_whole(np.maximum(arrays.chance, 0)),
        payoff=_whole(np.where(arrays.payoff < 0, arrays.n_sums, arrays.payoff)),
        member=_whole(member),
        first_member=_whole(np.concatenate([[0], np.cumsum(count)])),
        voice=_whole(voice),
        heard=_whole(heard),
        paid=_whole(np.concatenate([np.zeros(0), *rows])),
        first_paid=_whole(np.concatenate([[0], np.cumsum([len(r) for r in rows])])),
        log_weight=np.zeros(arrays.n_actions) if arrays.weight is None else np.log(arrays.weight),
    )


def _whole(numbers: npt.ArrayLike) -> Naturals:
    return np.ascontiguousarray(numbers, dtype=np.uint32)


def tables(bound: BoundGame, play: Floats, log_play: Floats | None) -> Tables:
    """The numbers of all draws; play as [action, draw], in any layout of memory."""
    logs = np.empty((0, bound.n_draws)) if log_play is None else log_play
    given = (bound.cell, bound.payoff, bound.precision, play, logs)
    # one type of array, whatever the caller's slices are: the kernel is compiled once
    return Tables(*(np.ascontiguousarray(table, dtype=np.float64) for table in given))


def block(given: Tables, draws: int) -> Tables:
    """Room for the numbers of a few draws, and for a payoff of 0 in the last row."""
    n_rows = {name: table.shape[0] + (name == "payoff") for name, table in given._asdict().items()}
    return Tables(**{name: np.zeros((n, draws)) for name, n in n_rows.items()})


def room(arrays: GameArrays, draws: int) -> Room:
    """Room for the work on a few draws."""
    n_nodes, n_players, n_actions = arrays.n_nodes, arrays.n_players, arrays.n_actions
    return Room(
        value=np.zeros((n_nodes, n_players, draws)),
        worth=np.zeros((n_actions, draws)),
        factor=np.zeros((n_actions, draws)),
        factor_power=np.zeros((n_actions, draws), dtype=np.int64),
        odds=np.zeros((arrays.n_cells, draws)),
        odds_power=np.zeros((arrays.n_cells, draws), dtype=np.int64),
        rare=np.zeros(draws, dtype=np.bool_),
        reach=np.zeros((n_nodes, draws)),
        power=np.zeros((n_nodes, draws), dtype=np.int64),
        belief=np.zeros((n_nodes, draws)),
        plain=np.zeros(draws),
        weight=np.zeros(n_actions),
        size=np.zeros((n_players, draws)),
    )


def verdict(n_players: int, n_draws: int) -> Verdict:
    """Empty tables for what is found."""
    return Verdict(
        residual=np.zeros(n_draws),
        share=np.zeros(n_draws),
        log_residual=np.zeros(n_draws),
        log_share=np.zeros(n_draws),
        size=np.zeros((n_players, n_draws)),
        gain=np.zeros((n_players, n_draws)),
        value=np.zeros((n_players, n_draws)),
        wrong=np.zeros(n_draws, dtype=np.int64),
    )
