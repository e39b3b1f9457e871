"""`standoff.forecast_run` and `standoff.score_scenario`: a run's answers as forecasts, or scored at once."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from standoff.app.api.names import Size, Where, keywords
from standoff.errors import Problem, RunError
from standoff.results.run.conditions import condition_lines

if TYPE_CHECKING:
    from pydantic import JsonValue

    from standoff.app.api.run import Run
    from standoff.results.ledger import Recorded, ScenarioScore, ScenarioScores
    from standoff.scenario.records import Scenario
    from standoff.study.questions import Answered

Draft = dict[str, "JsonValue"]


def forecast_run(folder: Where, found: Run | Where, *, author: str | None = None) -> Recorded:
    """Write down what a finished run answers to its scenario's `questions:`, for each of its readings.

    Questions that the ledger does not have yet are asked first, with the parents of conditional ones.
    The forecaster is `SCENARIO/READING`, so that readings stand beside each other. Of a question that
    is due already the forecast is made as of the scenario's day, and so is retrospective. A run in which
    something was `observed`, or which was played otherwise than the scenario says, speaks for a forecaster
    of its own, `SCENARIO/READING, changed`, as in the workbench.

    Parameters
    ----------
    folder : a ledger
    found : what `run` or `open_run` gave, or the folder of a run
    author : whose file; as `record_events`

    Returns
    -------
    Recorded
        The ids; in `told` what no forecast could be made of.

    Raises
    ------
    StandoffError
        S777 where the scenario asks nothing, or something was `given`: an answer under it is no forecast;
        S713 and others where the run cannot be opened.

    Examples
    --------
    >>> from standoff import init_ledger, run
    >>> made = run("selected-reliability", draws=50, seed=1, out="run-without-questions", workers=1)
    >>> forecast_run(init_ledger("of-runs"), made)
    Traceback (most recent call last):
    standoff.errors.RunError: S777: The scenario `selected-reliability` has no `questions:`. ...
    """
    from standoff.app.api.ledger import author_of, clock, record_events
    from standoff.ledger import load
    from standoff.study.question_drafts import forecast_drafts, forecaster_of, ledger_names, question_drafts
    from standoff.study.questions import answers
    from standoff.study.repair import copy_of

    run = _opened(found)
    stored = run.folder.manifest
    base = copy_of(run.path, stored).reading()
    _check_given(run, "its answers are no forecast")
    if not base.questions:
        what = f"The scenario `{stored.scenario}` has no `questions:`."
        raise RunError(Problem("S777", what, "Each entry there becomes a forecast.", "Add them, and run it."))
    answered = {reading: answers(run.folder, reading) for reading in run.readings}
    ledger, now = load(Path(folder)), clock()
    names = ledger_names(base)
    drafts = [
        draft for draft in question_drafts(base, names) if str(draft.get("question")) not in ledger.questions
    ]
    whom = forecaster_of(stored, base.name, "READING")
    told = [f"{line} So the forecasters are `{whom}`." for line in condition_lines(stored)]
    for reading, by_name in answered.items():
        head = _head(run, base, reading)
        for name, one in by_name.items():
            if one.why:
                told.append(f"{name} ({reading}): {one.why}")
                continue
            drafts += forecast_drafts(base, names, one, (head, now))
    kept = list({_key(draft): draft for draft in drafts}.values())
    who = author_of(author)
    made = record_events(folder, kept, author=who)
    return made.model_copy(update={"told": (*made.told, *told)})


def _key(draft: Draft) -> str:
    return str(sorted((key, str(value)) for key, value in draft.items()))


def _opened(found: Run | Where) -> Run:
    from standoff.app.api.run import Run, open_run

    return found if isinstance(found, Run) else open_run(found)


def _check_given(run: Run, why: str) -> None:
    """S777 for a run in which a move was made from outside, whatever anybody would choose."""
    given = ", ".join(f"`{move}={option}`" for move, option in sorted(run.folder.manifest.given.items()))
    if given:
        fix = "Run it without `--given`; an entry `P(A | B)` of `questions:` asks what follows."
        raise RunError(Problem("S777", f"In the run `{run.path.name}` {given} is given: {why}.", "", fix))


def _head(run: Run, base: Scenario, reading: str) -> Draft:
    from standoff.study.question_drafts import forecaster_of

    stored = run.folder.manifest
    changes = " ".join(condition_lines(stored))
    basis: Draft = {
        "run": stored.copy_sha256,
        "scenario": stored.scenario,
        "hash": stored.hash,
        "reading": reading,
        "seed": str(stored.seed),
        "draws": str(stored.draws),
        "version": stored.standoff,
    }
    head: Draft = {"kind": "forecast", "forecaster": forecaster_of(stored, base.name, reading)}
    if not changes:
        return head | {"basis": basis}
    return head | {"basis": basis | {"changes": changes}, "why": changes}


def score_scenario(what: Run | Where, *, draws: int | None = None, seed: int | None = None) -> ScenarioScores:
    """Score a scenario against what happened since, as its `happened:` says: always retrospective.

    Whoever wrote the scenario could have known what happened, so this is no forecast, and is never
    pooled with some. Beside each reading stand the other readings and equal chances.

    Parameters
    ----------
    what : a run, its folder, or a scenario, which is run first
    draws, seed : of that run

    Returns
    -------
    ScenarioScores
        Each event with its chance in each reading, its Brier and logarithmic score, and means.

    Raises
    ------
    StandoffError
        S777 where the scenario says nothing of what happened, or something was `given` in the run.

    Examples
    --------
    >>> from standoff import run
    >>> score_scenario(run("selected-reliability", draws=50, seed=1, out="run-without-happened", workers=1))
    Traceback (most recent call last):
    standoff.errors.RunError: S777: The scenario `selected-reliability` has no `happened:`. ...
    """
    from standoff.app.api.run import Run, run
    from standoff.results.ledger import FORMAT, ScenarioScores
    from standoff.study.questions import likelihoods
    from standoff.study.repair import copy_of

    size = keywords("score_scenario", {"draws": draws, "seed": seed}, Size)
    if isinstance(what, Run):
        made = what
    elif (Path(what) / "manifest.json").is_file():
        made = _opened(what)
    else:
        _check_happened(what)
        made = run(what, draws=size.get("draws"), seed=size.get("seed", 0))
    base = copy_of(made.path, made.folder.manifest).reading()
    _check_given(made, "what happened then says nothing of it")
    if not base.happened:
        raise RunError(_nothing_happened(base.name))
    scores: list[ScenarioScore] = []
    aside: list[str] = []
    for reading in made.readings:
        for name, one in likelihoods(made.folder, reading).items():
            if one.chance is None:
                aside.append(f"{name} ({reading}): {one.why}")
            else:
                scores.append(_score(base, name, one))
    return ScenarioScores(
        format=FORMAT,
        scenario=base.name,
        as_of=base.as_of.isoformat(),
        retrospective=True,
        scores=tuple(sorted(scores, key=lambda one: (one.on, one.event))),
        means=_means(scores),
        left_aside=tuple(aside),
        notes=condition_lines(made.folder.manifest),
    )


def _check_happened(what: Where) -> None:
    """Before a run is made for nothing."""
    from standoff.app.api.scenario import load

    base = load(what).reading()
    if not base.happened:
        raise RunError(_nothing_happened(base.name))


def _nothing_happened(name: str) -> Problem:
    what = f"The scenario `{name}` has no `happened:`."
    fix = "Write there what is known since, or resolve its `questions:` in a ledger."
    return Problem("S777", what, "Its chances are scored against what happened.", fix)


def _score(base: Scenario, name: str, one: Answered) -> ScenarioScore:
    from standoff.ledger import brier, log_score
    from standoff.results.ledger import ScenarioScore
    from standoff.study.questions import n_ways

    happened, chance = base.happened[name], one.chance if one.chance is not None else 0.0
    ways = n_ways(happened, base)
    return ScenarioScore(
        event=name,
        says=happened.says or str(happened.event),
        on=happened.on.isoformat(),
        reading=one.reading,
        chance=chance,
        mc_error=one.error,
        brier=brier(chance, True),
        log=log_score(chance),
        options=ways,
        uniform=brier(1.0 / ways, True),
    )


def _means(scores: list[ScenarioScore]) -> dict[str, float]:
    """The mean Brier score of each reading, and of equal chances."""
    by_reading: dict[str, list[float]] = {}
    for one in scores:
        by_reading.setdefault(one.reading, []).append(one.brier)
    means = {reading: math.fsum(own) / len(own) for reading, own in by_reading.items()}
    equal = {one.event: one.uniform for one in scores}
    return means | ({"equal chances": math.fsum(equal.values()) / len(equal)} if equal else {})
