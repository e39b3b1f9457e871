"""All subgame-perfect equilibria of a small game: subgames are solved inside out, each completely.

Every proper subgame is replaced by what it is worth, for each of its equilibria in turn, and the
stage that is left is solved for all its equilibria without rounding (`extreme_equilibria`). A stage may hold
simultaneous moves; at most two players may have a choice in it. Where equilibria of a subgame form a
connected set along which somebody's worth changes, only its corners are carried up, and the listing
is then not complete.
Source: Selten (1965); Selten (1975), sec. 5; Osborne and Rubinstein (1994), sec. 6.1, for subgames in
which nothing is hidden.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, product
from math import prod

import numpy as np

from standoff.errors import Problem, StandoffError
from standoff.game.records import REJECTED, BoundGame
from standoff.solvers.results import Equilibria
from standoff.solvers.strategies.acceptance import Rows, equilibria
from standoff.solvers.strategies.credibility import Judge
from standoff.solvers.strategies.extreme_equilibria import corners, strategic
from standoff.solvers.strategies.refusals import demand_within, refusal
from standoff.solvers.tree_forms.rational import completed, exact_behaviour, exact_form
from standoff.solvers.tree_forms.reduced_form import count_plans
from standoff.solvers.tree_forms.sequence_form import sequence_form
from standoff.solvers.tree_forms.subgames import Stage, Subgames, Value, subgames, value_of

LIMIT = 1_000
MOST_PLANS = 100  # of the players of one stage together
MOST_CELLS = 50_000  # profiles of one stage
MOST_RAYS = 2_500
INSTEAD = (
    "`sequential` finds one credible equilibrium of any game, `pure_equilibria` all pure Nash equilibria, "
    "credible or not."
)
CONNECTED = (
    "equilibria of a subgame form a connected set in which a payoff changes, and only its corners were "
    "carried up"
)
Tell = Callable[[str, int, int], object]


@dataclass(frozen=True, slots=True)
class Way:
    """One equilibrium of a subgame.

    value : what it is worth; play : Fraction[action] of each information set, () where it is open
    component : the connected set that it is a corner of, by number; crowded : whether that has other corners
    """

    value: Value
    play: dict[int, tuple[Fraction, ...]]
    component: int
    crowded: bool


def subgame_perfect_all(
    bound: BoundGame, draw: int = 0, *, limit: int = LIMIT, tell: Tell | None = None
) -> Equilibria:
    """All subgame-perfect equilibria of a small game, subgames with simultaneous moves included.

    Parameters
    ----------
    bound : the game with its numbers
    draw : which draw of it
    limit : most rows, of the game and of each of its subgames; past it `complete` is False
    tell : called as the work goes on with what is done, how much of it, and of how much

    Returns
    -------
    Equilibria
        One row for each combination of extreme equilibria of the stages, in fractions too (`exact`).
        `degenerate` rows are corners of a connected set in some stage. Rows of one `component` belong to
        one connected set: in the first stage and in every subgame.

    Raises
    ------
    StandoffError
        S633 where more than two players have a choice in one stage, S634 where a stage is too large,
        with the concepts that take the game; S622 if `limit` is not positive; S630 to S632 and S635
        as `unfold`.

    Source
    ------
    Selten (1965); Selten (1975), International Journal of Game Theory 4, sec. 5.

    Examples
    --------
    >>> from standoff.game import Decision, Terminal, build_tree
    >>> from standoff.solvers import subgame_perfect_all
    >>> fight = Decision("B", {"fight": Terminal((-1, -1)), "yield": Terminal((2, 1))})
    >>> entry = build_tree(Decision("A", {"out": Terminal((0, 2)), "in": fight}), ("A", "B"))
    >>> subgame_perfect_all(entry.bound).value
    array([[2., 1.]])
    """
    started = time.perf_counter()
    if limit < 1:
        raise StandoffError(Problem("S622", f"`limit` is {limit}.", "At least 1 row was expected."))
    form = sequence_form(bound, draw)
    exact = exact_form(form)
    judge = Judge(exact)
    search = _Search(judge.games, limit, exact.rounded)
    for k, stage in enumerate(judge.games.stage):
        search.solve(stage)
        if tell is not None:
            tell("subgames", k + 1, len(judge.games.stage))
    ways = search.ways[0]
    plays, exacts, verdicts = [], [], []
    sizes = np.diff(form.tree.first_action).tolist()
    for way in ways:
        open_ = np.array([h not in way.play for h in range(form.tree.n_infosets)], dtype=bool)
        known = [p for h, size in enumerate(sizes) for p in way.play.get(h, (Fraction(0),) * size)]
        shown, whole = completed(form, known, open_)
        plays.append(shown)
        exacts.append(whole)
        verdicts.append(judge.verdicts(whole, open_))
    crowded = [way.crowded for way in ways]
    rows = Rows(
        plays,
        [way.component for way in ways],
        crowded,
        complete=not search.reason,
        reason=search.reason,
        exact=exacts,
        settings={"subgames": len(judge.games.stage), "found": len(ways)},
    )
    answer = equilibria(form.tree, rows, "subgames inside out, extreme equilibria, exact", started)
    refused = np.array([v.subgame_perfect == "no" for v in verdicts], dtype=bool)
    if refused.any():
        answer.status[refused] = REJECTED
        answer = replace(answer, complete=False, reason="the independent check refused a row")
    return replace(
        answer,
        subgame_perfect=tuple(v.subgame_perfect for v in verdicts),
        sequential=tuple(v.sequential for v in verdicts),
        seconds=time.perf_counter() - started,
    )


def stages_within(bound: BoundGame) -> bool:
    """Whether every stage of a game is small and has two movers at most.

    More are taken where elimination leaves no third player a choice, which shows as it is solved.
    """
    try:
        form = sequence_form(bound)
    except StandoffError:
        return False
    for stage in subgames(form.tree).stage:
        counts = [count_plans(stage.form, i) for i in stage.players()]
        if len(counts) > 2 or sum(counts) > MOST_PLANS or prod(counts) > MOST_CELLS:
            return False
    return True


class _Search:
    """The equilibria of every subgame, by its first node."""

    def __init__(self, games: Subgames, limit: int, reason: str) -> None:
        self.games, self.limit, self.reason = games, limit, reason
        self.ways: dict[int, list[Way]] = {}

    def solve(self, stage: Stage) -> None:
        """All equilibria of a subgame whose inner subgames are solved."""
        self._demand(stage)
        inner = [_by_value(self.ways[node]) for node in stage.inner]
        cases = product(*(groups.items() for groups in inner))
        if prod(len(groups) for groups in inner) > self.limit:
            self._cut(stage)
        found: list[Way] = []
        sets: dict[tuple[int, ...], int] = {}  # connected sets, by those of the stage and of the subgames
        for number, case in enumerate(islice(cases, self.limit)):
            worth = {node: value for node, (value, _) in zip(stage.inner, case, strict=True)}
            own = self._stage(stage, worth)
            below = [ways for _, ways in case]
            combinations = prod(len(ways) for ways in below) * len(own)
            if len(found) + combinations > self.limit:
                self._cut(stage)
            for way in own:
                for choice in islice(product(*below), self.limit - len(found)):
                    key = (number, way.component, *(inner.component for inner in choice))
                    found.append(_joined(way, choice, sets.setdefault(key, len(sets))))
        for node in stage.inner:
            del self.ways[node]
        self.ways[stage.root] = found[: self.limit]

    def _demand(self, stage: Stage) -> None:
        counts = [count_plans(stage.form, i) for i in stage.players()]
        where = _name(stage)
        demand_within(f"reduced strategies {where}", sum(counts), MOST_PLANS, INSTEAD)
        demand_within(f"pure profiles {where}", prod(counts), MOST_CELLS, INSTEAD)

    def _cut(self, stage: Stage) -> None:
        what = "the game" if stage.root == 0 else f"the subgame at node {stage.root + 1}"
        self.reason = self.reason or f"{what} has more than {self.limit:,} combinations of equilibria"

    def _stage(self, stage: Stage, worth: dict[int, Value]) -> list[Way]:
        exact = self.games.exact(stage, worth)
        game = strategic(exact)
        if len(game.active) > 2:
            who = ", ".join(str(i + 1) for i in game.active)
            raise refusal(
                f"players {who} all have a choice {_name(stage)}, and the equilibria of more than two are "
                "not all found.",
                INSTEAD,
            )
        found = corners(game, MOST_RAYS)
        if found is None:
            raise refusal(f"there are more than {MOST_RAYS:,} vertices {_name(stage)}.", INSTEAD, "S634")
        crowd = np.bincount(found.component, minlength=1)
        ways = []
        for plan, c in zip(found.plan, found.component.tolist(), strict=True):
            play, ruled_out = exact_behaviour(stage.form, plan)
            tree = stage.form.tree
            own = {
                h: tuple(play[int(tree.first_action[h]) : int(tree.first_action[h + 1])])
                for h in stage.form.order.tolist()
                if not ruled_out[h]
            }
            ways.append(Way(value_of(exact, plan), own, int(c), bool(crowd[c] > 1)))
        if stage.root and not self.reason:
            values: dict[int, set[Value]] = {}
            for way in ways:
                values.setdefault(way.component, set()).add(way.value)
            if any(len(known) > 1 for known in values.values()):
                self.reason = CONNECTED
        return ways


def _name(stage: Stage) -> str:
    if stage.root == 0:
        return "before the game's proper subgames"
    return f"in the subgame at node {stage.root + 1} (depth first)"


def _by_value(ways: list[Way]) -> dict[Value, list[Way]]:
    found: dict[Value, list[Way]] = {}
    for way in ways:
        found.setdefault(way.value, []).append(way)
    return found


def _joined(way: Way, below: tuple[Way, ...], component: int) -> Way:
    play = dict(way.play)
    for inner in below:
        play |= inner.play
    crowded = way.crowded or any(inner.crowded for inner in below)
    return Way(way.value, play, component, crowded)
