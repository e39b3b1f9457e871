"""What a run answers to questions that others ask, and how likely it held what happened since.

Neither enters play: the reading is compiled once more with the questions as measures, and solved on the
run's own draws. A chance is the mean over draws; of a conditional question it is the chance over all
plays in which the condition comes about, since that is what a forecast of `A, if B` is scored as, and
what adds up with the chances of B. A mean of a quantity is no forecast of that quantity: it is said so.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from standoff.errors import Span
from standoff.expressions import names_of
from standoff.game.records import SOLVED
from standoff.scenario.records import Happened, Measure, Question, Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from standoff.expressions import Expression
    from standoff.study.runs import RunFolder

Floats = npt.NDArray[np.float64]

CHUNK = 4096
MOST_DRAWS = 20_000  # of a run that are solved again: an error of at most 0.4 points
LEVELS = 100  # steps of the curve of a date
PREFIX = "question_"


@dataclass(frozen=True, slots=True)
class Answered:
    """What one reading says.

    chance : of yes; condition : of the condition of a conditional question
    curve : of a date, float days since 1970 with the chance of at most each
    why : why there is no answer, in words
    """

    name: str
    reading: str
    chance: float | None = None
    error: float | None = None
    condition: float | None = None
    curve: tuple[tuple[float, float], ...] = ()
    why: str = ""


def answers(run: RunFolder, reading: str) -> dict[str, Answered]:
    """What a reading of a finished run answers to each entry of `questions:`.

    Parameters
    ----------
    run : as `run` or `open_run` gave it
    reading : one of its readings

    Returns
    -------
    dict
        By name of the question, in the order of the text.
    """
    scenario = _scenario(run, reading)
    asked = {name: asked_measure(own, scenario) for name, own in scenario.questions.items()}
    measures = {name: own for name, own in asked.items() if isinstance(own, Measure)}
    rows = _rows(run, scenario, measures) if measures else None
    found = {}
    for name, question in scenario.questions.items():
        own = asked[name]
        if isinstance(own, str):
            found[name] = Answered(name, reading, why=own)
        elif own is None:
            found[name] = _dated(run, scenario, question)
        elif rows is not None:
            found[name] = chance_of(name, reading, rows, conditional=own.given is not None)
    return found


def likelihoods(run: RunFolder, reading: str) -> dict[str, Answered]:
    """How likely a reading of a finished run held each entry of `happened:`; takes and gives as `answers`."""
    scenario = _scenario(run, reading)
    told: dict[str, Answered] = {}
    measures = {}
    for name, own in scenario.happened.items():
        if set(names_of(own.event)) & set(scenario.parameters):
            told[name] = Answered(name, reading, why="it is about a number, and no move or ending")
        else:
            measures[name] = _measure(name, own.event, None, own.span)
    if measures:
        rows = _rows(run, scenario, measures)
        told |= {name: chance_of(name, reading, rows, conditional=False) for name in measures}
    return {name: told[name] for name in scenario.happened}


def n_ways(happened: Happened, scenario: Scenario) -> int:
    """Of how many options of one move the event is one: 2 where it is about more than that."""
    names = set(names_of(happened.event)) & set(scenario.moves)
    if len(names) != 1:
        return 2
    (move,) = (scenario.moves[name] for name in names)
    simple = {f"{move.name} == {option}" for option in move.options}
    return len(move.options) if str(happened.event) in simple else 2


def _scenario(run: RunFolder, reading: str) -> Scenario:
    from standoff.study.repair import copy_of

    return copy_of(run.path, run.manifest).reading(reading)


def _measure(name: str, what: Expression, given: Expression | None, span: Span) -> Measure:
    kind: Literal["P", "E", "D"] = "P"
    return Measure(f"{PREFIX}{name}", name, kind, what, given, span)


def asked_measure(question: Question, scenario: Scenario) -> Measure | str | None:
    """The question as a measure; None of a date; words where no chance answers it."""
    if question.kind == "date":
        return None
    if question.kind == "P":
        return _measure(question.name, question.asks, question.given, question.span)
    named = scenario.measures.get(str(question.asks))
    if question.kind == "D" and named is not None and named.kind == "P":
        return _measure(question.name, named.what, named.given, question.span)
    return "a mean is no forecast of what comes about: ask for a chance"


def _rows(run: RunFolder, scenario: Scenario, measures: Mapping[str, Measure]) -> pl.DataFrame:
    """The run's first draws solved again, with other measures to read off."""
    from standoff.compiler import compile_scenario
    from standoff.study.rows import prepare_reading, rows_of

    added = {own.name: own for own in measures.values()}
    asking = dataclasses.replace(scenario, measures={**scenario.measures, **added})
    made = prepare_reading(compile_scenario(asking, observed=run.manifest.observed))
    n_draws = min(run.manifest.draws, MOST_DRAWS)
    return rows_of(made, seed=run.manifest.seed, chunk=CHUNK, first=0, n_draws=n_draws)


def chance_of(name: str, reading: str, rows: pl.DataFrame, *, conditional: bool) -> Answered:
    from standoff.study.summaries.estimates import mc_error, mean

    value = rows[f"measure:{PREFIX}{name}"].to_numpy()
    solved = rows["status"].to_numpy() == SOLVED
    weight = np.nan_to_num(rows["weight"].to_numpy()) * solved
    condition = None
    if conditional:
        given = rows[f"given:{PREFIX}{name}"].to_numpy()
        condition = mean(np.nan_to_num(given)[solved], weight[solved])
        weight = weight * np.nan_to_num(given)
    used = solved & np.isfinite(value) & (weight > 0)
    found = mean(value[used], weight[used])
    if found is None:
        why = "its condition never comes about" if conditional else "no draw was solved"
        return Answered(name, reading, condition=condition, why=why)
    bounded = min(1.0, max(0.0, found))
    return Answered(name, reading, bounded, mc_error(value[used], weight[used]), condition)


def _dated(run: RunFolder, scenario: Scenario, question: Question) -> Answered:
    """The distribution of a date parameter over the run's draws, as a curve."""
    from standoff.compiler import compile_scenario
    from standoff.study.rows import parameters_of

    (name,) = set(names_of(question.asks)) & set(scenario.parameters)
    compiled = compile_scenario(scenario, observed=run.manifest.observed)
    n_draws = min(run.manifest.draws, MOST_DRAWS)
    column = parameters_of(compiled, seed=run.manifest.seed, first=0, n_draws=n_draws, names=(name,))[name]
    return date_of(question.name, scenario.reading, column, observed=bool(run.manifest.observed))


def date_of(name: str, reading: str, column: Floats, *, observed: bool) -> Answered:
    """A date from its draws: float64[draw] of days since 1970, not finite where there is none."""
    finite = column[np.isfinite(column)]
    if observed or not len(finite):
        why = "what was observed weighs the draws" if len(finite) else "the date is undefined in every draw"
        return Answered(name, reading, why=why)
    return Answered(name, reading, curve=tuple(_curve(finite, len(column))))


def _curve(finite: Floats, n_draws: int) -> Iterator[tuple[float, float]]:
    """Points that rise, a second apart or more; draws without a date are the chance of never."""
    share = len(finite) / n_draws
    levels = np.linspace(0.0, 1.0, LEVELS + 1)
    second = 1.0 / 86_400.0
    before = -np.inf
    held: list[tuple[float, float]] = []
    for x, p in zip(np.quantile(finite, levels), levels, strict=True):
        if x - before < 2 * second and held:
            held[-1] = (held[-1][0], float(p) * share)
            continue
        held.append((float(x), float(p) * share))
        before = float(x)
    if len(held) == 1:
        held = [(held[0][0] - second, 0.0), held[0]]
    return iter(held)
