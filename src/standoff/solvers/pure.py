"""All pure Nash equilibria, of the game and of its agent form, by going through every profile.

`pure_equilibria` compares each reduced strategy with all others of the same player: deviations may
change several moves at once. `agent_pure_equilibria` lets every information set choose alone
(Selten 1975, the agent form); it lists more, for two moves of one player may have to change
together. Payoffs of all profiles are computed side by side; what stands within rounding of a tie is
looked at again by exact arithmetic where the game's numbers are short.
Source: Nash (1951); Selten (1975), International Journal of Game Theory 4, sec. 5, for the agent form.
"""

from __future__ import annotations

import time
from math import prod

import numpy as np

from standoff.game.records import BoundGame, Floats
from standoff.solvers.exact import exact_form, exact_gains, is_short
from standoff.solvers.gate import Rows, equilibria
from standoff.solvers.records import Equilibria
from standoff.solvers.reduced import count_plans, payoff_tables, plans
from standoff.solvers.refusals import demand_within
from standoff.solvers.sequences import SequenceForm, complete_behaviour, pure_behaviour, sequence_form
from standoff.solvers.unfolding import Indices

MOST_PROFILES = 4_000_000
MOST_CELLS = 100_000_000  # profiles of all but one player, times ends
MOST_EXACT = 2_000  # near ties that are looked at again
NEAR = 1e-10  # gains below this share of the range of payoffs are ties, up to the exact look
MOST_ROWS = 10_000  # more are counted, not listed
CHUNK = 2_000_000  # numbers of one stretch of agent profiles
INSTEAD = (
    "`nash` (two players), `agent_quantal_response` or, where nothing is hidden, `backward_induction` "
    "find one equilibrium of larger games."
)


def pure_equilibria(bound: BoundGame, draw: int = 0) -> Equilibria:
    """All pure Nash equilibria in reduced strategies, any number of players.

    Parameters
    ----------
    bound : the game with its numbers
    draw : which draw of it

    Returns
    -------
    Equilibria
        No row where there is none; `settings["found"]` counts them, 10,000 are listed at most.

    Raises
    ------
    StandoffError
        S634 beyond 4 million profiles; S630 to S632 and S635 as `unfold`.

    Examples
    --------
    >>> from standoff.solvers import pure_equilibria  # pure_equilibria(bound).probability
    """
    started = time.perf_counter()
    form = sequence_form(bound, draw)
    counts = [count_plans(form, i) for i in range(form.n_players)]
    demand_within("pure profiles", prod(counts), MOST_PROFILES, INSTEAD)
    demand_within("numbers to compare", prod(counts[1:]) * len(form.sequence), MOST_CELLS, INSTEAD)
    choices = [plans(form, i) for i in range(form.n_players)]
    stable = np.ones([len(choice) for choice in choices], dtype=bool)
    for player in range(form.n_players):
        table = payoff_tables(form, choices, player)
        stable &= table >= table.max(axis=player, keepdims=True) - NEAR * form.spread[player]
    found = [
        np.max([choice[k] for choice, k in zip(choices, place, strict=True)], axis=0)
        for place in np.argwhere(stable)
    ]
    kept = _look_again(form, found, agent=False)
    plays = [complete_behaviour(form, pure_behaviour(form, choice)) for choice in kept[:MOST_ROWS]]
    return equilibria(form.tree, _rows(plays, len(kept)), "all pure profiles", started)


def agent_pure_equilibria(bound: BoundGame, draw: int = 0) -> Equilibria:
    """All pure equilibria of the agent form: no information set gains by changing its move alone.

    Every Nash equilibrium in pure strategies is one of them; the reverse does not hold, see `gain`
    of each row.

    Raises
    ------
    StandoffError
        S634 beyond 4 million profiles; S630 to S632 and S635 as `unfold`.

    Examples
    --------
    >>> from standoff.solvers import agent_pure_equilibria  # agent_pure_equilibria(bound).gain
    """
    started = time.perf_counter()
    form = sequence_form(bound, draw)
    sizes = np.diff(form.tree.first_action)
    count = prod(int(size) for size in sizes)
    demand_within("pure profiles of agents", count, MOST_PROFILES, INSTEAD)
    stride = np.cumprod(np.append(1, sizes[::-1]))[-2::-1] if len(sizes) else sizes  # the last set fastest
    found: list[Indices] = []
    step = max(1, CHUNK // max(1, len(form.sequence) + 2 * form.tree.n_actions))
    for first in range(0, count, step):
        place = np.arange(first, min(first + step, count))
        choice = place[:, None] // stride % sizes
        found.extend(choice[_agents_content(form, choice)])
    kept = _look_again(form, found, agent=True)
    rows = _rows([pure_behaviour(form, choice) for choice in kept[:MOST_ROWS]], len(kept))
    return equilibria(form.tree, rows, "all pure profiles of agents", started, agent=True)


def _rows(plays: list[Floats], count: int) -> Rows:
    return Rows(plays, complete=count == len(plays), settings={"found": count})


def _agents_content(form: SequenceForm, choice: Indices) -> np.ndarray:
    """bool[row], whether no information set gains by changing its move alone (within `NEAR`)."""
    tree, n = form.tree, len(choice)
    plan = np.zeros((n, 1 + tree.n_actions))
    plan[:, 0] = 1.0
    for h in form.order:
        here = 1 + tree.first_action[h] + choice[:, h]
        plan[np.arange(n), here] = plan[:, form.above[h]]
    content = np.ones(n, dtype=bool)
    for player in range(form.n_players):
        worth = np.broadcast_to(form.weight[:, player], (n, len(form.sequence))).copy()
        for j in range(form.n_players):
            if j != player:
                worth *= plan[:, form.sequence[:, j]]
        value = _gathered(worth, form.sequence[:, player], 1 + tree.n_actions)
        for h in form.infosets(player)[::-1]:
            part = value[:, 1 + tree.first_action[h] : 1 + tree.first_action[h + 1]]
            taken = part[np.arange(n), choice[:, h]]
            own = plan[:, form.above[h]]
            content &= own * (part.max(axis=1) - taken) <= NEAR * form.spread[player]
            value[:, form.above[h]] += taken
    return content


def _gathered(worth: Floats, sequence: Indices, size: int) -> Floats:
    """float64[row, sequence], sums of the columns of each sequence."""
    order = np.argsort(sequence, kind="stable")
    held, starts = np.unique(sequence[order], return_index=True)
    total = np.zeros((len(worth), size))
    total[:, held] = np.add.reduceat(worth[:, order], starts, axis=1)
    return total


def _look_again(form: SequenceForm, found: list[Indices], *, agent: bool) -> list[Indices]:
    """Leave out what exact arithmetic refuses, where the numbers are short enough to be trusted."""
    if len(found) > MOST_EXACT or not is_short(form):
        return found
    exact = exact_form(form)
    return [choice for choice in found if max(exact_gains(exact, choice, agent=agent), default=0) <= 0]
