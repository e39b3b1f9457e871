"""Whether an equilibrium is credible: subgame perfect, sequential, neither, or not decided.

A row of `nash_all` says what is done at every information set that the mover's own earlier moves do
not rule out, also where only the others' moves do not lead. It is *subgame perfect* if play at the
information sets that are ruled out can be chosen so that every proper subgame is in equilibrium, and
*sequential* if it can be chosen so, with consistent beliefs, that no move can be bettered anywhere.

Subgames are completed inside out, every choice being tried that changes what a subgame is worth;
all tests are exact. `yes` and `no` are proofs: `yes` to sequential by beliefs that are limits of fully
mixed play (`beliefs`) or because nothing is hidden; `no` because a subgame is out of equilibrium, or
because no belief at an information set supports what is played there.
Source: Selten (1975), sec. 5; Kreps and Wilson (1982), Econometrica 50, prop. 3 and lemma A1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from standoff.solvers.results import Verdict
from standoff.solvers.strategies.beliefs import Supports
from standoff.solvers.strategies.extreme_equilibria import Plan, corners, strategic, vertices_of
from standoff.solvers.tree_forms.rational import ExactForm, exact_behaviour
from standoff.solvers.tree_forms.reduced_form import count_plans
from standoff.solvers.tree_forms.sequence_form import Bools
from standoff.solvers.tree_forms.subgames import Stage, Subgames, Value, is_stable, subgames, value_of

MOST_PLANS = 60  # of one stage
MOST_RAYS = 500
MOST_STEPS = 400  # stages gone into for one row
MOST_WORK = 200_000  # nodes times rows for which beliefs are sought


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What is proven of a row."""

    subgame_perfect: Verdict
    sequential: Verdict


@dataclass(frozen=True, slots=True)
class Option:
    """One way to complete a stage: what it is worth, and play at information sets that were open."""

    value: Value
    play: dict[int, tuple[Fraction, ...]]


class Judge:
    """Judges the equilibria of one game, one after the other."""

    def __init__(self, exact: ExactForm) -> None:
        self.tree = exact.form.tree
        self.sound = not exact.rounded
        self.games: Subgames = subgames(self.tree)
        self.seen = len(np.unique(self.tree.infoset[self.tree.infoset >= 0])) == int(
            (self.tree.infoset >= 0).sum()
        )
        self.supports = Supports(self.tree, self.games.paid)
        self.work = 0
        self._known: dict[tuple[int, tuple[Value, ...]], tuple[list[Option], bool]] = {}

    def verdicts(self, play: Iterable[Fraction], ruled_out: Bools) -> Verdicts:
        """The verdicts on an equilibrium.

        Parameters
        ----------
        play : Fraction[action], completed in any way where it is ruled out
        ruled_out : bool[infoset], where the mover's own earlier moves do not lead
        """
        if not self.sound:
            return Verdicts("undecided", "undecided")
        given = tuple(play)
        search = _Search(self, given, ruled_out)
        perfect = search.verdict()
        if perfect == "no":
            return Verdicts(perfect, "no")
        if self.seen:
            return Verdicts(perfect, perfect)
        whole, still_open = search.completed()
        sequential = self._sequential(whole, still_open if perfect == "yes" else ruled_out, ruled_out)
        return Verdicts("yes" if sequential == "yes" else perfect, sequential)

    def _sequential(self, play: tuple[Fraction, ...], still_open: Bools, ruled_out: Bools) -> Verdict:
        self.work += self.tree.n_nodes
        if self.work > MOST_WORK:
            return "undecided"
        if self.supports.refuted(play, ruled_out):
            return "no"
        return "yes" if self.supports.found(play, still_open) else "undecided"

    def options(self, stage: Stage, exact: ExactForm, values: tuple[Value, ...]) -> tuple[list[Option], bool]:
        """All equilibria of a stage in which everything is open, by worth; whether that is all worths."""
        key = stage.root, values
        if key not in self._known:
            self._known[key] = _equilibria(stage, exact)
        return self._known[key]


class _Search:
    """Completes one row inside out; stages stand in an order in which inner ones come first."""

    def __init__(self, judge: Judge, play: tuple[Fraction, ...], ruled_out: Bools) -> None:
        self.judge, self.given, self.ruled_out = judge, play, ruled_out
        self.found: dict[int, tuple[Fraction, ...]] | None = None
        self.sure, self.steps = True, 0

    def verdict(self) -> Verdict:
        """Whether some completion is subgame perfect; `no` only where all worths were tried."""
        stages = self.judge.games.stage
        stack: list[tuple[int, dict[int, Value], dict[int, tuple[Fraction, ...]]]] = [(0, {}, {})]
        while stack:
            k, value, play = stack.pop()
            if k == len(stages):
                self.found = play
                return "yes"
            self.steps += 1
            if self.steps > MOST_STEPS + len(stages):
                return "undecided"
            options, whole = self._options(stages[k], value)
            self.sure = self.sure and whole
            for option in reversed(options):
                stack.append((k + 1, {**value, stages[k].root: option.value}, {**play, **option.play}))
        return "no" if self.sure else "undecided"

    def completed(self) -> tuple[tuple[Fraction, ...], Bools]:
        """Play with what was found filled in, and what is open still: bool[infoset]."""
        tree, play, still = self.judge.tree, list(self.given), self.ruled_out.copy()
        for h, own in (self.found or {}).items():
            play[int(tree.first_action[h]) : int(tree.first_action[h + 1])] = own
            still[h] = False
        return tuple(play), still

    def _options(self, stage: Stage, value: dict[int, Value]) -> tuple[list[Option], bool]:
        judge, form = self.judge, stage.form
        exact = judge.games.exact(stage, value)
        moving = stage.players()
        first = {i: int(form.infosets(i)[0]) for i in moving}
        free = [i for i in moving if self.ruled_out[first[i]]]
        if not free:
            plan = self._plan(stage, moving)
            stable = all(is_stable(exact, plan, i) for i in moving)
            return ([Option(value_of(exact, plan), {})] if stable else []), True
        if sum(count_plans(form, i) for i in moving) > MOST_PLANS:
            return [], False
        if len(free) == len(moving):
            return judge.options(stage, exact, tuple(value[node] for node in stage.inner))
        if len(free) == 1 and len(moving) == 2:
            return self._against(stage, exact, free[0], moving)
        return [], False

    def _plan(self, stage: Stage, players: list[int]) -> Plan:
        """The plans of players whose play in the stage is given."""
        tree, form = self.judge.tree, stage.form
        plan = [Fraction(0)] * (1 + tree.n_actions)
        plan[0] = Fraction(1)
        for h in form.order.tolist():
            if int(tree.player[h]) in players and not self.ruled_out[h]:
                for a in range(int(tree.first_action[h]), int(tree.first_action[h + 1])):
                    plan[1 + a] = plan[int(form.above[h])] * self.given[a]
        return tuple(plan)

    def _against(
        self, stage: Stage, exact: ExactForm, free: int, moving: list[int]
    ) -> tuple[list[Option], bool]:
        """Plans of the one free player that keep the other's given play in equilibrium.

        They form a polytope, and its corners are corners of the free player's best-response polyhedron.
        """
        other = next(i for i in moving if i != free)
        given = self._plan(stage, [other])
        plans = vertices_of(strategic(exact), free, MOST_RAYS)
        if plans is None:
            return [], False
        found = []
        for mine in plans:
            plan = tuple(a or b for a, b in zip(mine, given, strict=True))
            if is_stable(exact, plan, free) and is_stable(exact, plan, other):
                found.append(_option(stage, exact, plan, {free}))
        options = _by_worth(found)
        return options, len(options) <= 1


def _equilibria(stage: Stage, exact: ExactForm) -> tuple[list[Option], bool]:
    """The corners of all equilibria of a stage, one for each worth."""
    game = strategic(exact)
    found = corners(game, MOST_RAYS) if len(game.active) <= 2 else None
    if found is None:
        return [], False
    options = [_option(stage, exact, plan, set(stage.players())) for plan in found.plan]
    worths: dict[int, set[Value]] = {}
    for c, option in zip(found.component.tolist(), options, strict=True):
        worths.setdefault(c, set()).add(option.value)
    return _by_worth(options), all(len(values) == 1 for values in worths.values())


def _option(stage: Stage, exact: ExactForm, plan: Plan, players: set[int]) -> Option:
    tree = stage.form.tree
    play, ruled_out = exact_behaviour(stage.form, plan)
    own = {
        h: tuple(play[int(tree.first_action[h]) : int(tree.first_action[h + 1])])
        for h in stage.form.order.tolist()
        if int(tree.player[h]) in players and not ruled_out[h]
    }
    return Option(value_of(exact, plan), own)


def _by_worth(options: list[Option]) -> list[Option]:
    known: dict[Value, Option] = {}
    for option in options:
        known.setdefault(option.value, option)
    return list(known.values())
