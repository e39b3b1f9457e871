"""Strike-outs: what every claim, document or assumption carries, told as `findings/strikes.json`.

For each reading every target is struck: what rests on it alone falls (`striking`), the game is solved
again on the run's own draws (`strikework`) or the run's answers are reweighted (`reweighting`), and the
change of every result is told with the Monte Carlo error of the change (`pairing`). Targets with the
same effect share one answer. Method and choices: docs/design/013.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from standoff.errors import Problem, RunError
from standoff.findings.context import Context, drawn_of, failed, outcome_names
from standoff.findings.outcomes import main_outcomes
from standoff.findings.strike_out.effects import Effect, effect_of, first_rows
from standoff.findings.strike_out.interactions import PAIR_DRAWS, Pair, interplay, most_pairs, pairs_of
from standoff.findings.strike_out.paired_differences import CLEAR
from standoff.findings.strike_out.record import reading_told
from standoff.findings.strike_out.removal import Removal, lay_down, reduced_to, strike
from standoff.findings.strike_out.resolve import Choice, Strike, StrikeResult, StrikeWork, choices_of
from standoff.findings.strike_out.reweighting import Weights, weights_of
from standoff.findings.strike_out.targets import ASSUMPTION, CLAIM, Target, targets_of
from standoff.results.findings.strikes import Strikes
from standoff.study.executor import run_tasks
from standoff.study.progress import Progress, Quiet
from standoff.study.rows import PreparedReading, numbers_of
from standoff.study.settings import usable_cpus

DRAWS = 2000
PIECE = 32_768  # draws of a strike that one process solves at a stretch
PILOT = 4096  # draws after which a strike that moves next to nothing is not followed further
SMALL = 0.002  # what next to nothing is: a fifth of a point of any ending, conclusion or probability
SOLVE, REWEIGHT, AUTO = "solve", "reweight", "auto"
METHODS = (SOLVE, REWEIGHT, AUTO)

Find = Callable[[PreparedReading], Sequence[Target]]


@dataclass(frozen=True, slots=True)
class Ask:
    """What to strike and how.

    method : `solve` again, `reweight` wherever that is possible at all, or `auto`, which reweights
        where the declared rule trusts the weights and solves elsewhere
    find : what to strike in a reading, in place of everything; no pairs are then looked for
    moves : whether moves are switched off that rest on struck claims alone
    pilot : whether a strike that moves nothing by a fifth of a point in the first 4,096 draws (three
        errors included) ends there, which its number of draws says
    """

    method: str = SOLVE
    find: Find | None = None
    moves: bool = True
    pilot: bool = True


PLAIN = Ask()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is struck in one reading: `struck[i]` is shared by all targets whose `number` is i.

    rows : the run's own results over the draws; choices : what is best in it
    numbers : of each target, or None where it carries nothing that can fall
    fixed : moves that stay
    """

    reading: str
    made: PreparedReading
    rows: pl.DataFrame
    targets: tuple[Target, ...]
    fallen: tuple[Removal, ...]
    numbers: tuple[int | None, ...]
    struck: tuple[Removal, ...]
    fixed: frozenset[str]

    @property
    def singles(self) -> dict[int, tuple[str, ...]]:
        """The strikes of one claim each, with the first claim that has that effect."""
        found: dict[int, tuple[str, ...]] = {}
        for target, number in zip(self.targets, self.numbers, strict=True):
            if target.kind == CLAIM and number is not None:
                found.setdefault(number, target.claims)
        return found


def strikes(
    context: Context,
    *,
    draws: int = DRAWS,
    workers: int | None = None,
    progress: Progress | None = None,
    ask: Ask = PLAIN,
) -> Strikes:
    """Strike out everything, one thing after the other, in every reading of the context.

    Parameters
    ----------
    context : the run, opened by `findings.context.open_context`
    draws : of the run, at most so many, from its first on
    workers : processes; the same numbers with any
    progress : told as the work goes on
    ask : what to strike and how

    Returns
    -------
    What stands in `findings/strikes.json` (docs/reference/files.md).

    Raises
    ------
    RunError
        S737 where a reading has no solved draw at all.

    Examples
    --------
    >>> import standoff
    >>> from standoff.findings.context import open_context
    >>> run = standoff.run("selected-reliability", draws=200, seed=1, out="run", workers=1)
    >>> type(strikes(open_context(run.path), workers=1)).__name__
    'Strikes'
    """
    n_draws = min(draws, context.run.manifest.draws)
    plans = {name: plan_of(context, name, made, n_draws, ask) for name, made in context.readings.items()}
    news: Progress = Quiet() if progress is None else progress
    by_weight = {
        (name, number): weights
        for name, plan in plans.items()
        for number, weights in _weights(context, plan, ask.method)
    }
    rounds = [(0, n_draws)]
    if ask.pilot and n_draws > 2 * PILOT:
        rounds = [(0, PILOT), (PILOT, n_draws)]
    n_pairs = 0 if ask.find is not None else min(n_draws, PAIR_DRAWS)
    room = sum(most_pairs(len(plan.singles)) for plan in plans.values())
    n_workers = usable_cpus() if workers is None else workers
    n_solved = sum(len(plan.struck) for plan in plans.values()) - len(by_weight)
    news.begin(n_solved * n_draws + room * n_pairs, 0)
    try:
        effects = _effects(context, plans, by_weight, rounds, (n_workers, news))
        pairs = _pairs(context, plans, effects, n_pairs, (n_workers, news)) if n_pairs else {}
    finally:
        news.end()
    readings = {
        name: reading_told(
            plan.made, (plan.targets, plan.fallen, plan.numbers), effects[name], pairs.get(name, [])
        )
        for name, plan in plans.items()
    }
    return Strikes(struck_draws=n_draws, method=ask.method, paired_draws=n_pairs, readings=readings)


def plan_of(context: Context, reading: str, made: PreparedReading, n_draws: int, ask: Ask = PLAIN) -> Plan:
    """What is struck in a reading, equal strikes found."""
    scenario = made.compiled.scenario
    manifest = context.run.manifest
    targets = tuple(targets_of(scenario) if ask.find is None else ask.find(made))
    fixed = {*manifest.given, *manifest.observed, *(() if ask.moves else scenario.moves)}
    fallen = []
    for target in targets:
        whole = (
            lay_down(scenario, target.name)
            if target.kind == ASSUMPTION
            else strike(scenario, target.claims, fixed=fixed)
        )
        fallen.append(reduced_to(scenario, whole, made.names))
    struck: dict[tuple[tuple[str, ...], ...], Removal] = {}
    for one in fallen:
        if not one.is_empty:
            struck.setdefault(one.key, one)
    place = {key: number for number, key in enumerate(struck)}
    rows = first_rows(context.folder, manifest, reading, n_draws)
    if failed(rows).all():
        what = f"None of the first {n_draws} draws of reading `{reading}` was solved."
        raise RunError(Problem("S737", what, "A strike-out compares solved draws.", "Take more draws."))
    numbers = tuple(place.get(one.key) for one in fallen)
    told = (targets, tuple(fallen), numbers)
    return Plan(reading, made, rows, *told, tuple(struck.values()), frozenset(fixed))


def _weights(context: Context, plan: Plan, method: str) -> Iterator[tuple[int, Weights]]:
    """The strikes that are answered by weights, with them."""
    if method == SOLVE or not plan.struck:
        return
    drawn = drawn_of(plan.made, seed=context.seed, first=0, n_draws=plan.rows.height)
    for number, struck in enumerate(plan.struck):
        found = weights_of(plan.made.compiled.scenario, struck, drawn)
        if isinstance(found, Weights) and (found.trusted or method == REWEIGHT):
            yield number, found


def _work(
    context: Context, plans: Mapping[str, Plan], struck: Mapping[tuple[str, int], Removal]
) -> StrikeWork:
    compiled = {name: pickle.dumps(plan.made.compiled) for name, plan in plans.items()}
    return StrikeWork(context.seed, context.run.manifest.observed, compiled, struck)


def _solved(
    work: StrikeWork, tasks: Sequence[Strike], doing: tuple[int, Progress]
) -> Iterator[tuple[tuple[str, int], list[StrikeResult]]]:
    """The pieces of each strike, as soon as the last of them is done."""
    workers, news = doing
    left: dict[tuple[str, int], int] = {}
    for task in tasks:
        left[task.reading, task.number] = left.get((task.reading, task.number), 0) + 1
    held: dict[tuple[str, int], list[StrikeResult]] = {}
    for done in run_tasks(work, tasks, workers):
        key = (done.task.reading, done.task.number)
        held.setdefault(key, []).append(done)
        news.advance(done.task.n_draws)
        left[key] -= 1
        if left[key] == 0:
            yield key, sorted(held.pop(key), key=lambda piece: piece.task.first)


def _effects(
    context: Context,
    plans: Mapping[str, Plan],
    by_weight: Mapping[tuple[str, int], Weights],
    rounds: Sequence[tuple[int, int]],
    doing: tuple[int, Progress],
) -> dict[str, list[Effect]]:
    """The effect of every strike of every reading, in the order of their numbers.

    rounds : draws that are solved one after the other; a later one only for strikes that move something
    """
    struck = {(name, i): one for name, plan in plans.items() for i, one in enumerate(plan.struck)}
    choices = {name: _choices(context, plan) for name, plan in plans.items()}
    names = {name: outcome_names(plan.made) for name, plan in plans.items()}
    found: dict[tuple[str, int], Effect] = {}
    for key, weights in by_weight.items():
        found[key] = effect_of(names[key[0]], plans[key[0]].rows, struck[key], reweighted=weights)
    work, held = (
        _work(context, plans, struck),
        {key: list[StrikeResult]() for key in struck if key not in by_weight},
    )
    for first, last in rounds:
        tasks = [task for key in held for task in _pieces(*key, first, last)]
        for key, pieces in _solved(work, tasks, doing):
            held[key] += pieces
            base = plans[key[0]].rows.head(last)
            found[key] = effect_of(
                names[key[0]], base, struck[key], pieces=held[key], choices=choices[key[0]]
            )
        for key in [key for key in held if not _moves(plans[key[0]].made, found[key])]:
            del held[key]
            doing[1].advance(rounds[-1][1] - last)
    return {name: [found[name, i] for i in range(len(plan.struck))] for name, plan in plans.items()}


def _pieces(reading: str, number: int, first: int, last: int) -> Iterator[Strike]:
    for start in range(first, last, PIECE):
        yield Strike(reading, number, start, min(PIECE, last - start))


def _moves(made: PreparedReading, effect: Effect) -> bool:
    """Whether it may move an ending, a conclusion or a probability by enough to be followed further."""
    measures = made.compiled.scenario.measures
    for name, found in effect.changes.items():
        kind, _, short = name.partition(":")
        if kind == "measure" and measures[short].kind != "P":
            continue
        known = found.difference is not None and found.error is not None
        if known and abs(found.difference or 0.0) + CLEAR * (found.error or 0.0) >= SMALL:
            return True
    return False


def _choices(context: Context, plan: Plan) -> tuple[Choice, ...]:
    """What is best in the reading as it is, over the draws from which strikes read it too."""
    from standoff.findings.strike_out.resolve import EXPLAINED

    if not plan.struck:
        return ()
    made, n_draws = plan.made, min(EXPLAINED, plan.rows.height)
    columns = numbers_of(made.compiled, seed=context.seed, first=0, n_draws=n_draws, names=made.names)
    return choices_of(made, columns, n_draws)


def _pairs(
    context: Context,
    plans: Mapping[str, Plan],
    effects: Mapping[str, list[Effect]],
    n_draws: int,
    doing: tuple[int, Progress],
) -> dict[str, list[Pair]]:
    """Pairs of claims whose effects do not add up, in every reading."""
    asked: dict[tuple[str, int], tuple[int, int]] = {}
    struck: dict[tuple[str, int], Removal] = {}
    for name, plan in plans.items():
        main = main_outcomes(plan.made)
        weight = {number: _most(effect, main) for number, effect in enumerate(effects[name])}
        for number, both in enumerate(pairs_of(plan.singles, weight)):
            asked[name, number] = both
            struck[name, number] = _joined(plan, both)
    tasks = [Strike(name, number, 0, n_draws) for name, number in asked]
    found: dict[str, list[Pair]] = {name: [] for name in plans}
    for key, pieces in _solved(_work(context, plans, struck), tasks, doing):
        plan, (one, other) = plans[key[0]], asked[key]
        rows = pieces[0].rows
        apart = (effects[key[0]][one].rows, effects[key[0]][other].rows)
        if rows is not None and apart[0] is not None and apart[1] is not None:
            names = tuple(main_outcomes(plan.made))
            whole = (plan.rows.head(n_draws), apart[0].head(n_draws), apart[1].head(n_draws), rows)
            found[key[0]].append(Pair((one, other), interplay(names, whole)))
    return {name: sorted(pairs, key=lambda pair: pair.numbers) for name, pairs in found.items()}


def _most(effect: Effect, names: Collection[str]) -> float:
    """The largest change of any of these results that is told from 0."""
    found = [effect.changes[name] for name in names if name in effect.changes]
    return max((abs(c.difference) for c in found if c.clear and c.difference is not None), default=0.0)


def _joined(plan: Plan, both: tuple[int, int]) -> Removal:
    """The strike of the claims of two strikes together."""
    scenario, fixed = plan.made.compiled.scenario, plan.fixed
    claims = [claim for number in both for claim in plan.singles[number]]
    return reduced_to(scenario, strike(scenario, claims, fixed=fixed), plan.made.names)
