"""Mechanisms: each taken out of each reading, and all that fall short taken out together.

The variants of all readings are laid over the text (`LoadedScenario.without`) and solved on the run's own
first draws (`resolve.py`); what moves is told against the bars (`effects.py`). Of two ways to take a
mechanism out the one with the smaller effect counts, reading by reading. A mechanism moves something if it
does so in one of the readings that decide about it. Method and choices: docs/design/022.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from standoff.errors import Problem, RunError, ScenarioError
from standoff.findings.context import Context
from standoff.findings.margins import is_slow
from standoff.findings.mechanisms.effects import Told, effect_of, refused, smaller, unchanged, verdict_of
from standoff.findings.mechanisms.own_moves import own_moves
from standoff.findings.mechanisms.resolve import MechanismResult, MechanismTask, MechanismWork
from standoff.findings.strike_out.effects import first_rows
from standoff.results.findings.mechanisms import (
    SHORT,
    JointEffect,
    MechanismEffect,
    MechanismFound,
    MechanismInReading,
    MechanismsFinding,
)
from standoff.scenario.plausibility.mechanisms import differs
from standoff.scenario.records import Mechanism, Scenario
from standoff.study.executor import run_tasks
from standoff.study.progress import Progress

DRAWS = 4000
SLOW = 256  # draws of a reading that is sharp with something hidden: a tenth of a second each
WAYS = ("off", "or_off")
Taken = tuple[tuple[str, int], ...]  # mechanisms, each with the way in which it is taken out


@dataclass(slots=True)
class Bench:
    """One reading with all that is taken out of it.

    without : what it becomes; same : variants that are no other game; refused : why there is none
    effects : of the variants that were worked out
    """

    name: str
    whole: Scenario
    base: pl.DataFrame
    without: dict[Taken, Scenario] = field(default_factory=dict)
    refused: dict[Taken, str] = field(default_factory=dict)
    effects: dict[Taken, MechanismEffect] = field(default_factory=dict)

    def prepare(self, context: Context, taken: Taken) -> None:
        """Lay a variant over the reading, or keep why that cannot be."""
        try:
            self.without[taken] = context.loaded.without(taken, self.name)
        except ScenarioError as error:
            self.refused[taken] = error.problems[0].what

    def to_solve(self, taken: Taken) -> bool:
        return taken in self.without and differs(self.whole, self.without[taken])


def mechanisms(context: Context, *, draws: int | None, workers: int, progress: Progress) -> MechanismsFinding:
    """What moves without each mechanism of the scenario, in every reading of the run.

    Parameters
    ----------
    context : the run, opened by `findings.context.open_context`
    draws : how many of the run's first draws; 4,000 without it
    workers : processes; the same numbers with any
    progress : told as the work goes on

    Returns
    -------
    What stands in `findings/mechanisms.json` (docs/reference/explore.md).

    Raises
    ------
    RunError
        S647 where the scenario has no mechanisms, S742 a process that dies each time.
    """
    listed = context.loaded.reading().mechanisms
    if not listed:
        what = "The scenario names no mechanisms: there is nothing to take out."
        raise RunError(Problem("S647", what, "", "Write `mechanisms:` with `off:` for each, and run it."))
    n_draws = min(draws or DRAWS, context.run.manifest.draws)
    benches = [_bench(context, name, n_draws) for name in context.readings]
    ways: dict[str, list[Taken]] = {
        name: [((name, null),) for null in range(own.nulls)] for name, own in listed.items()
    }
    for bench in benches:
        for taken in (one for own in ways.values() for one in own):
            bench.prepare(context, taken)
    n_most = sum(bench.to_solve(taken) for bench in benches for taken in bench.without) + len(benches)
    progress.begin(n_most * n_draws, 0)
    try:
        _solve(context, benches, listed, workers, progress)
        found = {name: _found(own, ways[name], benches) for name, own in listed.items()}
        joint = _joint(context, benches, found, lambda: _solve(context, benches, listed, workers, progress))
    finally:
        progress.end()
    scenario = context.loaded.reading()
    return MechanismsFinding(
        draws_read=n_draws,
        endings={name: ending.title for name, ending in scenario.endings.items()},
        headlines={name: scenario.measures[name].title for name in scenario.headlines},
        order=tuple(found),
        headline_order=tuple(scenario.headlines),
        mechanisms=found,
        joint=joint,
    )


def _bench(context: Context, name: str, n_draws: int) -> Bench:
    n_few = min(n_draws, SLOW) if is_slow(context.readings[name]) else n_draws
    base = first_rows(context.folder, context.run.manifest, name, n_few)
    return Bench(name, context.loaded.reading(name), base)


def _solve(
    context: Context,
    benches: Sequence[Bench],
    listed: Mapping[str, Mechanism],
    workers: int,
    progress: Progress,
) -> None:
    """Work out the effect of every variant that is laid out and not yet known."""
    tasks: list[MechanismTask] = []
    variants: dict[tuple[str, int], Scenario] = {}
    places: dict[int, tuple[Bench, Taken]] = {}
    for bench in benches:
        for taken in (*bench.without, *bench.refused):
            if taken in bench.effects:
                continue
            way = _way(taken)
            if taken in bench.refused:
                bench.effects[taken] = refused(way, bench.refused[taken])
            elif not bench.to_solve(taken):
                bench.effects[taken] = unchanged(bench.base, way)
            else:
                number = len(tasks)
                tasks.append(MechanismTask(bench.name, number, 0, bench.base.height))
                variants[bench.name, number] = bench.without[taken]
                places[number] = (bench, taken)
    compiled = {bench.name: pickle.dumps(context.readings[bench.name].compiled) for bench in benches}
    whole = {bench.name: bench.whole for bench in benches}
    work = MechanismWork(context.seed, context.run.manifest.observed, compiled, whole, variants)
    for done in run_tasks(work, tasks, workers) if tasks else ():
        bench, taken = places[done.task.number]
        bench.effects[taken] = _effect(bench, taken, done, listed)
        progress.advance(done.task.n_draws)


def _way(taken: Taken) -> str:
    return WAYS[taken[0][1]] if len(taken) == 1 else "together"


def _effect(
    bench: Bench, taken: Taken, done: MechanismResult, listed: Mapping[str, Mechanism]
) -> MechanismEffect:
    if done.rows is None:
        return refused(_way(taken), done.refused)
    own: frozenset[str] = frozenset()
    for name, _ in taken:  # the own moves of both ways: the same headlines are judged
        ways = [bench.without[one] for null in range(2) if (one := ((name, null),)) in bench.without]
        own |= own_moves(bench.whole, ways, listed[name].moves)
    return effect_of(Told(bench.whole, bench.base, done.rows, own), _way(taken))


def _found(own: Mechanism, ways: Sequence[Taken], benches: Sequence[Bench]) -> MechanismFound:
    """A mechanism in all readings, and the verdict over those that decide."""
    readings = {}
    for bench in benches:
        effects = {number: bench.effects[taken] for number, taken in enumerate(ways)}
        first = smaller(effects)
        others = [effect for number, effect in effects.items() if number != first]
        readings[bench.name] = MechanismInReading(
            decides=not own.judged_in or bench.name in own.judged_in,
            counts=effects[first],
            other=others[0] if others else None,
        )
    decided = [one.counts.verdict for one in readings.values() if one.decides]
    return MechanismFound(
        title=own.title, says=own.says, because=own.because, verdict=verdict_of(decided), readings=readings
    )


def _joint(
    context: Context,
    benches: Sequence[Bench],
    found: Mapping[str, MechanismFound],
    solve: Callable[[], None],
) -> dict[str, JointEffect]:
    """All that fall short, taken out together of each reading that decides about them."""
    together: dict[str, Taken] = {}
    for bench in benches:
        taken = tuple(
            (name, WAYS.index(told.readings[bench.name].counts.way))
            for name, told in found.items()
            if told.verdict == SHORT and _takes_out(told.readings[bench.name])
        )
        if len(taken) > 1:
            together[bench.name] = taken
            _lay_together(context, bench, taken)
    solve()
    return {
        bench.name: JointEffect(
            mechanisms=tuple(name for name, _ in together[bench.name]),
            effect=bench.effects[together[bench.name]],
        )
        for bench in benches
        if bench.name in together
    }


def _takes_out(told: MechanismInReading) -> bool:
    return told.decides and not told.counts.refused and not told.counts.same


def _lay_together(context: Context, bench: Bench, taken: Taken) -> None:
    """Lay several over a reading; what depends on their order is no answer."""
    bench.prepare(context, taken)
    try:
        turned = context.loaded.without(taken[::-1], bench.name)
    except ScenarioError as error:
        bench.refused[taken] = error.problems[0].what
    else:
        if taken in bench.without and differs(bench.without[taken], turned):
            bench.refused[taken] = "two of them change the same thing in different ways"
    if taken in bench.refused:
        bench.without.pop(taken, None)
