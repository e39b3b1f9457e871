"""What a ledger holds of a run's questions, for the run's report."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from standoff.app.api.names import Where

if TYPE_CHECKING:
    from standoff.ledger import Ledger, Score, Standing
    from standoff.ledger.records import Forecast
    from standoff.results.asked import AskedForecast, AskedMean, AskedQuestion, RunAsked
    from standoff.study.runs import RunFolder

SHOWN_RULES = ("brier", "crps")  # one score a forecast: of yes or no, and of a date's distribution

Scores = Mapping[tuple[str, str, str], "Score"]  # by question, forecaster and pool


def asked_of_run(run: RunFolder, ledger: Where, *, now: dt.datetime | dt.date | None = None) -> RunAsked:
    """What a ledger holds of the `questions:` of a run: forecasts, how they came out, scores.

    Parameters
    ----------
    run : the folder of a finished run
    ledger : a ledger, in which `forecast_run` wrote down this run or one of the same scenario
    now : as `ledger_status`

    Returns
    -------
    RunAsked
        Each question, and means by reading.

    Raises
    ------
    StandoffError
        S760 to S763 where the ledger cannot be read.

    Examples
    --------
    >>> from standoff import init_ledger, run
    >>> made = run("selected-reliability", draws=50, seed=1, out="run-asked-of", workers=1)
    >>> asked_of_run(made.folder, init_ledger("asked-of")).questions
    ()
    """
    from standoff.app.api.ledger_scores import moment_asked
    from standoff.ledger import load, score_all, standings
    from standoff.ledger.moments import written
    from standoff.results.asked import RunAsked
    from standoff.study.question_drafts import forecaster_of

    book, moment = load(Path(ledger)), moment_asked(now)
    found = standings(book, moment)
    scores = {
        (one.question, one.forecaster, one.pool): one
        for one in score_all(book, found).scores
        if one.rule in SHOWN_RULES
    }
    words = run.texts()
    names = {name: f"{words.name}.{name}" for name in words.questions}
    asked = tuple(_asked(run, book, (name, names[name]), (found, scores)) for name in names)
    whose = {forecaster_of(run.manifest, words.name, one): one for one in run.manifest.readings}
    means = _means(scores, whose, names)
    return RunAsked(ledger=Path(ledger).name, now=written(moment), questions=asked, means=tuple(means))


def _asked(
    run: RunFolder, book: Ledger, names: tuple[str, str], told: tuple[Mapping[str, Standing], Scores]
) -> AskedQuestion:
    from standoff.results.asked import AskedQuestion

    (name, full), (found, scores) = names, told
    if full not in found:
        return AskedQuestion(name=name)
    standing = found[full]
    own = standing.resolution
    return AskedQuestion(
        name=name,
        state=standing.state,
        branch=standing.branch,
        why=standing.why,
        outcome=standing.outcome,
        source=own.source if own is not None else "",
        forecasts=tuple(_forecasts(run, book, (full, standing), scores)),
    )


def _forecasts(
    run: RunFolder, book: Ledger, asked: tuple[str, Standing], scores: Scores
) -> Iterator[AskedForecast]:
    """The last one of each reading that counts or did, of this run where it said something."""
    from standoff.ledger.counting import COUNTS, LATE, REPLACED, roles
    from standoff.reports.text.ledger_history import value_text
    from standoff.results.asked import AskedForecast
    from standoff.results.run.conditions import condition_lines
    from standoff.study.question_drafts import forecaster_of

    (name, stands), stored, scenario = asked, run.manifest, run.texts().name
    this = {"run": stored.copy_sha256, "seed": str(stored.seed), "draws": str(stored.draws)}
    this |= {"changes": " ".join(condition_lines(stored))}
    role = roles(book, name, stands)
    kept = (COUNTS, REPLACED, LATE)
    standing = [one for one in book.forecasts.get(name, []) if role[one.id] in kept]
    for reading in run.manifest.readings:
        whose = forecaster_of(stored, scenario, reading)
        said = [one for one in standing if one.forecaster == whose]
        if not said:
            continue
        last = max(said, key=lambda one: (role[one.id] != LATE, _is_of(one, this), one.counts_from, one.id))
        score = scores.get((name, last.forecaster, last.pool))
        yield AskedForecast(
            reading=reading,
            says=value_text(last, book.questions[name]) + (" (late)" if role[last.id] == LATE else ""),
            pool=last.pool,
            of_run=_is_of(last, this),
            rule=score.rule if score is not None else "",
            score=score.over_time if score is not None else None,
        )


def _is_of(one: Forecast, this: Mapping[str, str]) -> bool:
    basis = dict(one.basis)
    return all(basis.get(key, "") == value for key, value in this.items())


def _means(scores: Scores, readings: Mapping[str, str], names: Mapping[str, str]) -> Iterator[AskedMean]:
    """By reading and pool, over the questions of yes or no of this scenario."""
    from standoff.results.asked import AskedMean

    kept = set(names.values())
    groups: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for (question, who, pool), one in scores.items():
        wanted = question in kept and who in readings and one.rule == "brier"
        if wanted and one.over_time is not None and one.uniform is not None:
            groups.setdefault((who, pool), []).append((one.over_time, one.uniform))
    for who, reading in readings.items():
        for (forecaster, pool), pairs in groups.items():
            if forecaster == who:
                yield AskedMean(
                    reading=reading,
                    pool=pool,
                    n=len(pairs),
                    brier=math.fsum(own for own, _ in pairs) / len(pairs),
                    uniform=math.fsum(equal for _, equal in pairs) / len(pairs),
                )
