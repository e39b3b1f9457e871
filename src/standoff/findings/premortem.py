"""Premortem: suppose that it ended so. By which paths, and with which numbers behind them?

Conditioning is exact: the chance of an ending from each node on is worked out backwards, and the
likeliest paths are found best first, since a path's chance of ending so can only shrink as it goes on.
"""

from __future__ import annotations

import heapq
import itertools

import numpy as np
import polars as pl

from standoff.compiler.records import Ratio
from standoff.findings.context import Context, Floats, columns_at, drawn_of, failed, points_of, uncertain
from standoff.findings.outcomes import parameter_facts, told, usable
from standoff.game import SOLVED, BoundGame, bind
from standoff.results.findings.premortem import (
    EndingPath,
    EndingPremortem,
    Premortem,
    ReadingPremortem,
    Shift,
    Step,
    TellingMove,
)
from standoff.solvers import solve
from standoff.study.progress import Progress
from standoff.study.rows import PreparedReading
from standoff.study.summaries.explaining import TRUTH, Profile, future_of, profile_of, reach_of

READ = 500  # draws whose play is gone through
SHIFT_DRAWS = 20_000  # draws whose numbers are compared
PATHS = 3
MOST_STEPS = 20_000  # nodes opened in the search for paths
LISTED = 8
SHIFTED = 6
LEAST_CHANCE = 1e-9


def premortem(context: Context, *, draws: int | None, workers: int, progress: Progress) -> Premortem:  # noqa: ARG001
    """For each ending under each reading: the likeliest paths, the telling moves, the numbers behind.

    Parameters
    ----------
    context : the run, opened by `findings.context.open_context`
    draws : how many of the run's draws are used; all where None
    workers : processes; the same numbers with any
    progress : told as the work goes on

    Returns
    -------
    What stands in `findings/premortem.json`.
    """
    n_draws = min(draws or READ, READ, context.run.manifest.draws)
    found = {name: _reading(context, name, n_draws) for name in context.readings}
    return Premortem(draws_read=n_draws, readings=found)


def _reading(context: Context, reading: str, n_draws: int) -> ReadingPremortem:
    made = context.readings[reading]
    play = _Play(made, context.seed, n_draws)
    names = uncertain(made)
    total = min(SHIFT_DRAWS, context.run.manifest.draws)
    rows = context.run.rows(reading).head(total)
    points = points_of(made, names, seed=context.seed, first=0, n_draws=total)
    endings: dict[str, EndingPremortem] = {}
    mentioned: dict[str, None] = {}
    for name, ending in made.compiled.scenario.endings.items():
        shifts = _shifts(made, names, points, rows, name)
        mentioned |= dict.fromkeys(shift.parameter for shift in shifts)
        endings[name] = play.told(made.compiled.endings[name], ending.title, shifts)
    return ReadingPremortem(
        solved=play.n_solved,
        order=tuple(endings),
        endings=endings,
        parameters=parameter_facts(made.compiled.scenario, mentioned),
    )


class _Play:
    """The play of some draws, ready to be conditioned on an ending."""

    def __init__(self, made: PreparedReading, seed: int, n_draws: int) -> None:
        count = made.compiled.count.game  # endings settle on its edges; play is that of the solved game
        self.made, self.labels, self.moves = made, count.labels, made.compiled.scenario.moves
        drawn = drawn_of(made, seed=seed, first=0, n_draws=n_draws)
        columns = columns_at(made, drawn, seed=seed, n_draws=n_draws)
        solution = solve(bind(made.compiled.game, columns, n_draws), plan=made.plan)
        bound = bind(count, columns, n_draws)
        kept = np.flatnonzero(solution.status == SOLVED)
        self.n_solved = len(kept)
        self.bound = BoundGame(
            bound.arrays, bound.cell[:, kept], bound.payoff[:, kept], bound.precision[:, kept]
        )
        self.profile: Profile = profile_of(self.bound, solution.probability[kept])
        self.reach = reach_of(self.profile, TRUTH)

    def told(self, ratio: Ratio, title: str, shifts: tuple[Shift, ...]) -> EndingPremortem:
        """The likeliest paths to an ending and the moves that tell it from the rest."""
        paid = self._paid(ratio.numerator)
        future = future_of(self.profile, TRUTH, paid)
        chance = float(future[0].mean()) if self.n_solved else 0.0
        likely = chance >= LEAST_CHANCE
        return EndingPremortem(
            title=title,
            numbers=shifts,
            chance=chance,
            paths=self._paths(paid, future, chance) if likely else (),
            moves=self._moves(paid, future, chance) if likely else (),
        )

    def _paid(self, item: int) -> Floats:
        """float64[edge, draw]: what each edge adds to a ledger item."""
        arrays = self.bound.arrays
        paid = np.zeros((arrays.n_edges, self.n_solved))
        edge_of = np.repeat(np.arange(arrays.n_edges), np.diff(arrays.item_first))
        for i in np.flatnonzero(arrays.item == item):
            cell = int(arrays.item_cell[i])
            paid[edge_of[i]] += 1.0 if cell < 0 else self.bound.cell[cell]
        return paid

    def _edges(self, node: int) -> range:
        first = self.bound.arrays.first_edge
        return range(int(first[node]), int(first[node + 1]))

    def _paths(self, paid: Floats, future: Floats, chance: float) -> tuple[EndingPath, ...]:
        arrays, share = self.bound.arrays, self.profile.share[TRUTH]
        counter = itertools.count()
        weight = np.ones(self.n_solved)
        heap: list[tuple[float, int, int, tuple[int, ...], Floats]] = [(-chance, 0, 0, (), weight)]
        found: list[EndingPath] = []
        for _ in range(MOST_STEPS):
            if not heap or len(found) == PATHS:
                break
            bound, _, node, path, weight = heapq.heappop(heap)
            if node < 0:
                found.append(EndingPath(share=-bound / chance, steps=self._steps(path)))
                continue
            for edge in self._edges(node):
                here = weight * share[edge]
                ended = float((here * paid[edge]).mean())
                on = float((here * future[arrays.child[edge]]).mean())
                if ended > 0:
                    heapq.heappush(heap, (-ended, next(counter), -1, (*path, edge), here))
                if on > 0:
                    child = int(arrays.child[edge])
                    heapq.heappush(heap, (-on, next(counter), child, (*path, edge), here))
        return tuple(found)

    def _steps(self, path: tuple[int, ...]) -> tuple[Step, ...]:
        node, steps = 0, []
        for edge in path:
            move = self.labels.node_move[node]
            if not self.moves[move].private:  # the truth of a private number is no step of play
                steps.append(Step(move=move, option=self.labels.edge_option[edge]))
            node = int(self.bound.arrays.child[edge])
        return tuple(steps)

    def _moves(self, paid: Floats, future: Floats, chance: float) -> tuple[TellingMove, ...]:
        """Options whose chance differs most between the plays that end so and all plays."""
        arrays, share = self.bound.arrays, self.profile.share[TRUTH]
        plain: dict[tuple[str, str], float] = {}
        joint: dict[tuple[str, str], float] = {}
        for node in range(arrays.n_nodes):
            for edge in self._edges(node):
                through = self.reach[node] * share[edge]
                key = (self.labels.node_move[node], self.labels.edge_option[edge])
                plain[key] = plain.get(key, 0.0) + float(through.mean())
                so = float((through * (paid[edge] + future[arrays.child[edge]])).mean())
                joint[key] = joint.get(key, 0.0) + so
        listed = [
            TellingMove(move=move, option=option, chance=p, if_so=joint[move, option] / chance)
            for (move, option), p in plain.items()
        ]
        listed.sort(key=lambda entry: -abs(entry.if_so - entry.chance))
        return tuple(listed[:LISTED])


def _shifts(
    made: PreparedReading, names: tuple[str, ...], points: Floats, rows: pl.DataFrame, ending: str
) -> tuple[Shift, ...]:
    """The numbers whose mean shifts most, in standard deviations, when draws count by the ending's chance."""
    values = rows[f"ending:{ending}"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    use = usable(values, failed(rows))
    total = float(values[use].sum())
    if total <= 0 or not names:
        return ()
    x, weight = points[use], values[use] / total
    mean, spread = x.mean(axis=0), x.std(axis=0)
    shifted = weight @ x
    score = np.divide(shifted - mean, spread, out=np.zeros_like(mean), where=spread > 0)
    scenario = made.compiled.scenario
    order = np.argsort(-np.abs(score), kind="stable")[:SHIFTED]
    return tuple(
        Shift(
            parameter=names[i],
            mean=told(scenario, names[i], float(mean[i])),
            if_so=told(scenario, names[i], float(shifted[i])),
            shift=float(score[i]),
        )
        for i in order
    )
