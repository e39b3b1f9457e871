"""Solves a reading without what falls, on the run's own draws: a job for `study.executor`.

Common random numbers: every number that does not fall keeps the values that it has in the run, and so
does what a front or summit makes of them where nothing that it reads has changed. A fallen number is
drawn from its fallback with the stream of its own name.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from standoff import draws, expressions
from standoff.compiler import Compiled, compile_scenario
from standoff.compiler.processes import read_by
from standoff.draws.correlating import groups
from standoff.errors import Problem, StandoffError
from standoff.findings.context import CHUNK, Floats, outcome_names
from standoff.findings.margins import behind_best, reach_of_infosets
from standoff.findings.strike_out.removal import Removal, compiles_anew, what_goes, without
from standoff.game import bad_chances, bind, check_chance
from standoff.game.records import SOLVED
from standoff.results.run.failures import MOST_FAILED
from standoff.scenario.records import Scenario
from standoff.solvers import solve
from standoff.study.rows import PreparedReading, numbers_of, opened, prepare_reading, rows_at, with_processes
from standoff.study.summaries.details import known_at
from standoff.study.work import NUMERIC, Attempt, Task, blank_row, isolate_failures

TRIED = 64  # draws on which a game that is compiled again is tried
EXPLAINED = 512  # draws from which best options are read
BEST = 1e-12  # an option this little behind the best is as good


@dataclass(frozen=True, slots=True)
class Strike:
    """One strike of a reading over draws `first` to `first + n_draws`; `number` counts strikes."""

    reading: str
    number: int
    first: int
    n_draws: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What is best at an information set, over the first draws.

    best : share of draws in which each option is the best; played : mean probability of each
    """

    move: str
    actor: str
    knows: Mapping[str, str]
    options: tuple[str, ...]
    best: tuple[float, ...]
    played: tuple[float, ...]
    reach: float

    @property
    def place(self) -> tuple[object, ...]:
        """What tells it from other information sets, in another game too."""
        return self.move, tuple(sorted(self.knows.items()))

    @property
    def first(self) -> str:
        """The option that is best in the most draws."""
        return self.options[int(np.argmax(self.best))]


@dataclass(frozen=True, slots=True)
class StrikeResult:
    """A strike worked out over its draws.

    struck : what of it the game could do without; rows : results, weight and status of each draw,
    None where the game could not be solved, which `refused` explains
    """

    task: Strike
    struck: Removal
    rows: pl.DataFrame | None
    choices: tuple[Choice, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class StrikeWork:
    """All that a process needs to strike: one pickled compiled game a reading, and what falls."""

    seed: int
    observed: Mapping[str, str]
    compiled: Mapping[str, bytes]
    struck: Mapping[tuple[str, int], Removal]
    _last: dict[tuple[str, int], tuple[Removal, PreparedReading]] = dataclasses.field(default_factory=dict)

    def do(self, task: Strike) -> StrikeResult:
        """Solve a strike; what the game cannot be without, or bear, is told and not raised."""
        try:
            done = self.isolate_failures(task, lambda first, n_draws: self.rows(task, first, n_draws))
            if task.first > 0 or done.rows is None:
                return done
            struck, made = self._opened(task)
            n_draws = min(EXPLAINED, task.n_draws)
            columns = self._columns(task, struck, made, 0, n_draws)
            return dataclasses.replace(done, choices=choices_of(made, columns, n_draws))
        except StandoffError as error:
            first = error.problems[0]
            asked = self.struck[task.reading, task.number]
            return StrikeResult(task, asked, None, refused=f"{first.code}: {first.what}")

    def rows(self, task: Strike, first: int, n_draws: int) -> pl.DataFrame | Exception:
        """The results of some of a strike's draws, or the numeric error in which they ended."""
        struck, made = self._opened(task)
        try:
            columns = self._columns(task, struck, made, first, n_draws)
            found = rows_at(made, columns, chunk=CHUNK, first=first, n_draws=n_draws)
        except NUMERIC as error:
            return error
        return found.select(self._kept(task))

    def isolate_failures(self, task: Strike, attempt: Attempt) -> StrikeResult:
        """The results of a strike, with the draws that fail found by halving."""
        struck, made = self._opened(task)
        blank = blank_row(made.compiled).select(self._kept(task))
        rows, _ = isolate_failures(Task(task.reading, 0, task.first, task.n_draws), attempt, blank)
        return StrikeResult(task, struck, rows.sort("draw"))

    def _kept(self, task: Strike) -> list[str]:
        base = opened(self.compiled[task.reading])
        return ["draw", *outcome_names(base), "weight", "status"]

    def _opened(self, task: Strike) -> tuple[Removal, PreparedReading]:
        """What falls and the game without it; the last one is kept at hand."""
        key = (task.reading, task.number)
        if key not in self._last:
            self._last.clear()
            base = opened(self.compiled[task.reading])
            known = base_columns(self.compiled[task.reading], self.seed, 0, TRIED)
            asked = self.struck[key]
            self._last[key] = ready_without(base, known, asked, seed=self.seed, observed=self.observed)
        return self._last[key]

    def _columns(
        self, task: Strike, struck: Removal, made: PreparedReading, first: int, n_draws: int
    ) -> dict[str, Floats]:
        base = opened(self.compiled[task.reading])
        known = base_columns(self.compiled[task.reading], self.seed, first, n_draws)
        return columns_without((base, known), (struck, made), seed=self.seed, first=first, n_draws=n_draws)


@functools.lru_cache(maxsize=4)
def base_columns(pickled: bytes, seed: int, first: int, n_draws: int) -> dict[str, Floats]:
    """All numbers of a pickled compiled reading over some of its draws; the last few are kept at hand."""
    base = opened(pickled)
    return numbers_of(base.compiled, seed=seed, first=first, n_draws=n_draws, names=base.names)


def ready_without(
    base: PreparedReading,
    known: Mapping[str, Floats],
    struck: Removal,
    *,
    seed: int,
    observed: Mapping[str, str],
) -> tuple[Removal, PreparedReading]:
    """The game of a reading without what falls, compiled again only where its structure changes.

    Parameters
    ----------
    known : the reading's own columns over the run's first draws, on which chances are tried

    Raises
    ------
    StandoffError
        S601 to S606 where there is no such game, whatever moves are kept.
    """
    scenario = base.compiled.scenario
    if struck.is_empty:
        return struck, base
    # steps of fronts are remembered by the text's hash: these are of another text
    apart = dataclasses.replace(scenario, sha256=f"{scenario.sha256} without {struck.key}")
    if not compiles_anew(scenario, struck):
        other = dataclasses.replace(base.compiled, scenario=without(apart, struck))
        made = dataclasses.replace(base, compiled=other)
        _try(made, columns_without((base, known), (struck, made), seed=seed, first=0, n_draws=TRIED))
        return struck, made

    def attempt(some: Removal) -> PreparedReading:
        made = prepare_reading(_compiled(without(apart, some), observed))
        _try(made, columns_without((base, known), (some, made), seed=seed, first=0, n_draws=TRIED))
        return made

    return what_goes(struck, attempt)


def _try(made: PreparedReading, columns: Mapping[str, Floats]) -> None:
    """Refuse a game whose chances are none in more draws than may fail in a run."""
    game = made.compiled.game
    bound = bind(game, columns, TRIED)
    if bad_chances(game, bound).mean() > MOST_FAILED:
        check_chance(game, bound)


def _compiled(scenario: Scenario, observed: Mapping[str, str]) -> Compiled:
    try:
        return compile_scenario(scenario, observed=observed)
    except ValueError as error:  # the compiler's own check: a chance move with nothing left to happen
        raise StandoffError(Problem("S606", str(error))) from error


def columns_without(
    base: tuple[PreparedReading, Mapping[str, Floats]],
    other: tuple[Removal, PreparedReading],
    *,
    seed: int,
    first: int,
    n_draws: int,
) -> dict[str, Floats]:
    """All numbers that the game without what falls reads.

    Parameters
    ----------
    base : the reading as it is, and its columns over the same draws
    other : what falls, and the game without it
    """
    (_, known), (struck, made) = base, other
    return columns_changed(known, made, set(struck.numbers), seed=seed, first=first, n_draws=n_draws)


def columns_changed(
    known: Mapping[str, Floats],
    made: PreparedReading,
    changed: set[str],
    *,
    seed: int,
    first: int,
    n_draws: int,
) -> dict[str, Floats]:
    """All numbers that a game reads, of which another one's are known over the same draws.

    What fronts and summits give is taken over where they read nothing that is changed.

    Parameters
    ----------
    known : columns of the other game
    changed : numbers that are drawn or derived otherwise, or not known
    """
    scenario = made.compiled.scenario
    distributions = {
        name: parameter.draw
        for name, parameter in scenario.parameters.items()
        if name in made.names and parameter.draw is not None
    }
    fresh = {name for name in distributions if name not in known or name in changed}
    drawn = drawn_with_groups(made.compiled, fresh, seed=seed, first=first, n_draws=n_draws)
    columns = {name: drawn.get(name, known.get(name)) for name in distributions}
    derived = {
        name: parameter.derived
        for name, parameter in scenario.parameters.items()
        if name in made.names and parameter.derived is not None
    }
    whole = draws.derive({n: c for n, c in columns.items() if c is not None}, derived, n_draws=n_draws)
    outputs = [output.key for output in made.compiled.outputs]
    if set(outputs) <= known.keys() and not processes_read(made.compiled, fresh | changed):
        return whole | {key: known[key] for key in outputs}
    return with_processes(made.compiled, whole, n_draws=n_draws, seed=seed)


def drawn_with_groups(
    compiled: Compiled, names: set[str], *, seed: int, first: int, n_draws: int
) -> dict[str, Floats]:
    """The named numbers drawn, each with those that it is correlated with."""
    scenario = compiled.scenario
    wanted = set(names)
    for group in groups(scenario.written_correlations):
        if wanted & set(group):
            wanted |= set(group)
    joined = [c for c in scenario.correlations if c.a in wanted]
    void = [c for c in scenario.void_correlations if c.a in wanted]
    parameters = {
        name: parameter.draw
        for name, parameter in scenario.parameters.items()
        if name in wanted and parameter.draw is not None
    }
    return draws.table(parameters, joined, seed=seed, first=first, n=n_draws, void=void)


def processes_read(compiled: Compiled, fresh: set[str]) -> bool:
    """Whether fronts or summits read a number that is not the run's."""
    moved = _reached(compiled.scenario, fresh)
    return bool(moved & read_by(compiled.scenario, compiled.outputs))


def _reached(scenario: Scenario, fresh: set[str]) -> set[str]:
    found = set(fresh)
    for name, parameter in scenario.parameters.items():
        if parameter.derived is not None and found & set(expressions.names_of(parameter.derived)):
            found.add(name)
    return found


def choices_of(made: PreparedReading, columns: Mapping[str, Floats], n_draws: int) -> tuple[Choice, ...]:
    """The best option at every information set that play can come to, over some draws."""
    game = made.compiled.game
    piece = {name: np.ascontiguousarray(column[:n_draws]) for name, column in columns.items()}
    bound = bind(game, piece, n_draws)
    solution = solve(bound, plan=made.plan)
    solved = solution.status == SOLVED
    if not solved.any():
        return ()
    play = np.where(solved[:, None], solution.probability, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        behind = behind_best(bound, solution.probability)[solved]
    reach = reach_of_infosets(bound, play)[solved].mean(axis=0)
    knows, arrays = known_at(made.compiled), game.arrays
    return tuple(
        _choice(made.compiled, h, (behind, play[solved]), (knows[h], float(reach[h])))
        for h in range(arrays.n_infosets)
        if reach[h] > 0
    )


def _choice(
    compiled: Compiled, infoset: int, play: tuple[Floats, Floats], told: tuple[Mapping[str, str], float]
) -> Choice:
    game, trace = compiled.game, compiled.trace
    first, last = (int(x) for x in game.arrays.first_action[infoset : infoset + 2])
    behind, probability = (table[:, first:last] for table in play)
    best = behind >= -BEST
    share = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
    return Choice(
        trace.moves[trace.packed.infoset_place[infoset]].name,
        game.labels.player[int(game.arrays.infoset_player[infoset])],
        told[0],
        tuple(game.labels.action[first:last]),
        tuple(float(x) for x in share),
        tuple(float(x) for x in probability.mean(axis=0)),
        told[1],
    )
