"""All pure Nash equilibria, of the game and of its agent form, by going through every profile.

`pure_equilibria` compares each reduced strategy with all others of the same player: deviations may
change several moves at once. `agent_pure_equilibria` lets every information set choose alone
(Selten 1975, the agent form); it lists more, for two moves of one player may have to change
together. Payoffs of all profiles are compared side by side in whole numbers of any size
(`wide_numbers`): a tie is a tie, and a gain of one part in 10^30 is a gain. Both definitions make
sense where a player forgets its own moves (imperfect recall): a pure strategy is one action at each
information set, whatever was done before.
Source: Nash (1951); Selten (1975), International Journal of Game Theory 4, sec. 5, for the agent form;
Kuhn (1953), definition 6, for pure strategies without recall.
"""

from __future__ import annotations

import time
from math import prod

import numpy as np

from standoff.game.records import BoundGame, Floats
from standoff.solvers.results import Equilibria
from standoff.solvers.strategies.acceptance import Rows, equilibria
from standoff.solvers.strategies.refusals import demand_within
from standoff.solvers.tree_forms.rational import ExactForm, exact_form
from standoff.solvers.tree_forms.reduced_form import count_plans, payoff_tables, tied_plans
from standoff.solvers.tree_forms.sequence_form import (
    SequenceForm,
    complete_behaviour,
    pure_behaviour,
    sequence_form,
)
from standoff.solvers.tree_forms.tree import Indices
from standoff.solvers.tree_forms.wide_numbers import Bools, Whole, carried, is_most, limbs

MOST_PROFILES = 4_000_000
MOST_CELLS = 100_000_000  # profiles of all but one player, times ends
MOST_LIMBS = 120_000_000  # profiles, times the limbs of a payoff
MOST_ROWS = 10_000  # more are counted, not listed
MOST_FORGETFUL = 20_000  # whole strategies of a player who forgets, each of which the check goes through
CHUNK = 2_000_000  # numbers of one stretch of agent profiles
INSTEAD = (
    "`nash` (two players), `agent_quantal_response` or, where nothing is hidden, `backward_induction` "
    "find one equilibrium of larger games."
)


def pure_equilibria(bound: BoundGame, draw: int = 0) -> Equilibria:
    """All pure Nash equilibria in reduced strategies, any number of players.

    Numbers that a file or a tree of records writes are compared as they are written; a float stands
    for the simplest fraction that rounds to it. A player may forget its own moves, but not whether it
    has moved at this information set already.

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
        S634 beyond 4 million profiles; S631, S632, S635 and S682 as `unfold`.

    Source
    ------
    Nash (1951), Annals of Mathematics 54, 286-295; all profiles compared.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> from standoff.solvers import pure_equilibria
    >>> root = Decision("A", {"l": Terminal((0,)), "r": Terminal((1,))})
    >>> pure_equilibria(build_tree(root, ("A",)).bound).probability
    array([[0., 1.]])
    """
    started = time.perf_counter()
    form = sequence_form(bound, draw, forgetful=True)
    counts = [count_plans(form, i) for i in range(form.n_players)]
    demand_within("pure profiles", prod(counts), MOST_PROFILES, INSTEAD)
    demand_within("numbers to compare", prod(counts[1:]) * len(form.sequence), MOST_CELLS, INSTEAD)
    _demand_checkable(form)
    exact = exact_form(form)
    choices = [tied_plans(form, i) for i in range(form.n_players)]
    reason = exact.rounded
    stable = np.ones([len(choice) for choice in choices], dtype=bool)
    for player in range(form.n_players):
        parts = limbs([row[player] for row in exact.whole])
        if stable.size * len(parts) > MOST_LIMBS:
            parts, reason = [form.weight[:, player]], _too_long(len(parts))
        tables = [payoff_tables(form, choices, player, part) for part in parts]
        if len(parts) == 1:
            stable &= tables[0] == tables[0].max(axis=player, keepdims=True)
        else:
            stable &= is_most(carried([table.astype(np.int64) for table in tables]), player)
    found = [
        np.max([choice[k] for choice, k in zip(choices, place, strict=True)], axis=0)
        for place in np.argwhere(stable)
    ]
    plays = [complete_behaviour(form, pure_behaviour(form, choice)) for choice in found[:MOST_ROWS]]
    rows = _rows(form, plays, len(found), reason)
    return equilibria(form.tree, rows, "all pure profiles, exact", started)


def agent_pure_equilibria(bound: BoundGame, draw: int = 0) -> Equilibria:
    """All pure equilibria of the agent form: no information set gains by changing its move alone.

    Every Nash equilibrium in pure strategies is one of them; the reverse does not hold, see `gain`
    of each row. Numbers and recall are as for `pure_equilibria`.

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
        S634 beyond 4 million profiles; S631, S632, S635 and S682 as `unfold`.

    Source
    ------
    Selten (1975), International Journal of Game Theory 4, sec. 5, for the agent form; all profiles compared.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> from standoff.solvers import agent_pure_equilibria
    >>> root = Decision("A", {"l": Terminal((0,)), "r": Terminal((1,))})
    >>> agent_pure_equilibria(build_tree(root, ("A",)).bound).gain
    array([[0.]])
    """
    started = time.perf_counter()
    form = sequence_form(bound, draw, forgetful=True)
    sizes = np.diff(bound.arrays.first_action).astype(np.int64)
    count = prod(int(size) for size in sizes)
    demand_within("pure profiles of agents", count, MOST_PROFILES, INSTEAD)
    _demand_checkable(form)
    exact = exact_form(form)
    agents = _Agents(form, exact)
    stride = np.cumprod(np.append(1, sizes[::-1]))[-2::-1] if len(sizes) else sizes  # the last set fastest
    found: list[Indices] = []
    step = max(1, CHUNK // max(1, agents.width))
    for first in range(0, count, step):
        place = np.arange(first, min(first + step, count))
        choice = (place[:, None] // stride % sizes)[:, form.tree.origin_infoset]
        found.extend(choice[agents.content(choice)])
    plays = [pure_behaviour(form, choice) for choice in found[:MOST_ROWS]]
    rows = _rows(form, plays, len(found), exact.rounded)
    return equilibria(form.tree, rows, "all pure profiles of agents, exact", started, agent=True)


def _demand_checkable(form: SequenceForm) -> None:
    """Refuse players who forget and have more strategies than the check goes through."""
    if not form.tree.splits:
        return
    sizes = np.diff(form.tree.bound.arrays.first_action)
    for player in range(form.n_players):
        own = sizes[form.tree.bound.arrays.infoset_player == player]
        count = prod(int(size) for size in own)
        demand_within("strategies of a player who forgets its moves", count, MOST_FORGETFUL, INSTEAD)


def _too_long(n_limbs: int) -> str:
    return f"the payoffs of so many profiles, {n_limbs} limbs of 25 digits each, were rounded to be compared"


def _rows(form: SequenceForm, plays: list[Floats], count: int, rounded: str) -> Rows:
    reason = rounded
    if count > len(plays):
        reason = f"{count:,} were found and the first {len(plays):,} are listed"
    if form.tree.splits:
        plays = [_as_the_game_numbers(form, play) for play in plays]
    return Rows(plays, complete=not reason, reason=reason, settings={"found": count})


def _as_the_game_numbers(form: SequenceForm, play: Floats) -> Floats:
    """One choice for each information set of a player who forgets: that of a copy that it can get to."""
    tree = form.tree
    found = np.zeros(tree.bound.arrays.n_actions)
    own = np.ones(1 + tree.n_actions)
    settled: set[int] = set()
    for h in form.order.tolist():
        here = slice(int(tree.first_action[h]), int(tree.first_action[h + 1]))
        own[1 + here.start : 1 + here.stop] = own[form.above[h]] * play[here]
        origin = int(tree.origin_infoset[h])
        if origin not in settled:
            found[tree.origin_action[here]] = play[here]
        if own[form.above[h]] > 0:
            settled.add(origin)
    return found


class _Agents:
    """The weights of a game ready for many profiles in which every information set chooses alone."""

    def __init__(self, form: SequenceForm, exact: ExactForm) -> None:
        self.form = form
        self.parts = [limbs([row[i] for row in exact.whole]) for i in range(form.n_players)]

    @property
    def width(self) -> int:
        """How many numbers a profile takes."""
        longest = max((len(parts) for parts in self.parts), default=1)
        return longest * (len(self.form.sequence) + 2 * self.form.tree.n_actions)

    def content(self, choice: Indices) -> Bools:
        """bool[row], whether no information set gains by changing its move alone.

        choice : int64[row, infoset], the same at all copies of an information set
        """
        form, tree, n = self.form, self.form.tree, len(choice)
        plan = np.zeros((n, 1 + tree.n_actions))
        plan[:, 0] = 1.0
        for h in form.order:
            here = 1 + tree.first_action[h] + choice[:, h]
            plan[np.arange(n), here] = plan[:, form.above[h]]
        content = np.ones(n, dtype=bool)
        for player in range(form.n_players):
            likely = np.ones((n, len(form.sequence)))
            for j in range(form.n_players):
                if j != player:
                    likely *= plan[:, form.sequence[:, j]]
            values = [
                _gathered(part * likely, form.sequence[:, player], 1 + tree.n_actions).astype(np.int64)
                for part in self.parts[player]
            ]
            content &= self._stays(player, choice, plan, values)
        return content

    def _stays(self, player: int, choice: Indices, plan: Floats, values: list[Whole]) -> Bools:
        """bool[row]; `values` are of the player's sequences and are passed back from the last move on."""
        form, tree, rows = self.form, self.form.tree, np.arange(len(choice))
        more: dict[int, list[Whole]] = {}
        for h in form.infosets(player)[::-1].tolist():
            part = slice(1 + int(tree.first_action[h]), 1 + int(tree.first_action[h + 1]))
            own = plan[:, [form.above[h]]].astype(np.int64)
            known = more.setdefault(int(tree.origin_infoset[h]), [])
            for k, value in enumerate(values):
                taken = value[:, part][rows, choice[:, h]]
                over = own * (value[:, part] - taken[:, None])
                value[:, form.above[h]] += taken
                if k < len(known):
                    known[k] = known[k] + over
                else:
                    known.append(over)
        stays = np.ones(len(choice), dtype=bool)
        for h, added in more.items():  # the action that is taken adds 0: none may add more
            stays &= is_most(carried(added), 1)[rows, choice[:, h]]
        return stays


def _gathered(worth: Floats, sequence: Indices, size: int) -> Floats:
    """float64[row, sequence], sums of the columns of each sequence."""
    order = np.argsort(sequence, kind="stable")
    held, starts = np.unique(sequence[order], return_index=True)
    total = np.zeros((len(worth), size))
    total[:, held] = np.add.reduceat(worth[:, order], starts, axis=1)
    return total
