"""`standoff.ledger_status` and `standoff.score_ledger`: how questions stand, and who forecast them how."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from standoff.app.api.names import Where

if TYPE_CHECKING:
    from standoff.ledger.families import Standing
    from standoff.ledger.scoring import Score, Scored, Tallied
    from standoff.ledger.state import Ledger
    from standoff.results.ledger import (
        Calibration,
        Coherence,
        Difference,
        LedgerScores,
        LedgerStatus,
        QuestionStanding,
        Tally,
    )

MOST_COMPARED = 8  # forecasters of a pool who are all compared with one another
SEED = 0  # of the intervals: the same scores give the same intervals

Group = tuple[str, str, str]  # pool, kind, rule


def moment_asked(now: dt.datetime | dt.date | None) -> int:
    """The moment that a status is asked of: now without one."""
    from standoff.ledger.moments import moment_of

    return moment_of(dt.datetime.now(dt.UTC) if now is None else now)


def ledger_status(
    folder: Where, *, question: str | None = None, now: dt.datetime | dt.date | None = None
) -> LedgerStatus:
    """How every question of a ledger stands.

    Parameters
    ----------
    folder : a ledger
    question : only this one, with its history and its family
    now : the moment at which an open question is due or not; now without it

    Returns
    -------
    LedgerStatus
        Questions sorted by the day on which they are due, families as trees, and lines left aside.

    Raises
    ------
    StandoffError
        S760 to S763 where the ledger cannot be read, S765 for an unknown question.

    Examples
    --------
    >>> from standoff import ask_question, init_ledger
    >>> _ = init_ledger("standing")
    >>> _ = ask_question("standing", "closed", "Is it closed?", closes="2131-12-31", author="anna")
    >>> ledger_status("standing").counts
    {'open': 1}
    """
    from standoff.ledger import load, standings
    from standoff.ledger.families import roots, tree_lines
    from standoff.ledger.moments import written
    from standoff.reports.text.ledger_history import history_lines
    from standoff.results.ledger import FORMAT, LedgerStatus

    ledger, moment = load(Path(folder)), moment_asked(now)
    found = standings(ledger, moment)
    family = roots(ledger.questions)
    names = list(ledger.questions) if question is None else [ledger.question(question).name]
    sizes = Counter(family.values())
    tops = sorted({family[name] for name in names if sizes[family[name]] > 1})
    shown = sorted(names, key=lambda name: (ledger.questions[name].due, name))
    return LedgerStatus(
        format=FORMAT,
        folder=str(folder),
        now=written(moment),
        counts=dict(sorted(Counter(one.state for one in found.values()).items())),
        questions=tuple(_standing(ledger, found[name], name, family[name]) for name in shown),
        families=tuple(tuple(tree_lines(ledger, found, top)) for top in tops if top in ledger.questions),
        faults=tuple(one.text() for one in ledger.faults),
        clocks=tuple(ledger.clocks.told()),
        n_faults=ledger.n_faults,
        history=tuple(history_lines(ledger, question, found[question])) if question is not None else (),
    )


def _standing(ledger: Ledger, found: Standing, name: str, family: str) -> QuestionStanding:
    from standoff.ledger.moments import written
    from standoff.reports.text.ledger_history import latest_texts
    from standoff.results.ledger import QuestionStanding

    asked = ledger.questions[name]
    return QuestionStanding(
        name=name,
        text=asked.text,
        type=asked.type,
        state=found.state,
        branch=found.branch,
        why=found.why,
        outcome=found.outcome,
        opens=written(asked.opens),
        closes=written(asked.closes),
        due=written(asked.due),
        parent=asked.parent.question if asked.parent else "",
        family=family,
        forecasts=len(ledger.forecasts.get(name, ())),
        latest=latest_texts(ledger, name, found),
    )


def score_ledger(
    folder: Where, *, spot_days: float = 0.0, now: dt.datetime | dt.date | None = None
) -> LedgerScores:
    """Score every forecaster on every question that came out; lower is better.

    Own, imported and retrospective forecasts are never counted together, nor are yes-or-no and other
    questions. Nobody is ranked below 30 questions.

    Parameters
    ----------
    folder : a ledger
    spot_days : how many days before the cut the spot is at which forecasts are compared
    now : as `ledger_status`

    Returns
    -------
    LedgerScores
        Tallies with intervals and baselines, paired differences, calibration, coherence.

    Raises
    ------
    StandoffError
        S760 to S763 where the ledger cannot be read.

    Examples
    --------
    >>> from standoff import ask_question, init_ledger, record_forecast, resolve_question
    >>> _ = init_ledger("scored")
    >>> _ = ask_question("scored", "closed", "Is it closed?", closes="2131-12-31", author="anna")
    >>> _ = record_forecast("scored", "closed", 0.25, author="anna")
    >>> _ = resolve_question("scored", "closed", "no", author="anna")
    >>> [(one.rule, one.n, round(one.over_time, 4)) for one in score_ledger("scored").tallies]
    [('brier', 1, 0.0625), ('log', 1, 0.2877)]
    """
    from standoff.ledger.state import uncollected

    with uncollected():  # and all that was read is let go before circles are looked for again
        return _scores_of(Path(folder), spot_days, moment_asked(now))


def _scores_of(folder: Path, spot_days: float, moment: int) -> LedgerScores:
    from standoff.ledger import load, score_all, standings
    from standoff.ledger.families import roots
    from standoff.ledger.moments import written
    from standoff.ledger.scores import LOG_FLOOR
    from standoff.results.ledger import FORMAT, LedgerScores

    ledger = load(folder)
    found = standings(ledger, moment)
    scored = score_all(ledger, found, spot_days=spot_days)
    families = roots(ledger.questions)
    groups = _grouped(scored.scores)
    tallies = tuple(_ordered(_tallies(groups, scored, families)))
    differences, n_left = _differences(groups, families)
    return LedgerScores(
        format=FORMAT,
        folder=str(folder),
        now=written(moment),
        spot_days=spot_days,
        log_floor=LOG_FLOOR,
        counts=dict(sorted(Counter(one.state for one in found.values()).items())),
        tallies=tallies,
        differences=differences,
        calibration=tuple(_calibrations(groups)),
        coherence=_coherence(ledger, found),
        notes=tuple(_notes(ledger, scored, tallies, n_left)),
    )


def _notes(ledger: Ledger, scored: Scored, tallies: tuple[Tally, ...], n_left: int) -> Iterator[str]:
    """What a reader of the scores has to know beside them."""
    from standoff.results.ledger import some

    if ledger.faults:
        verb = "was" if ledger.n_faults == 1 else "were"
        yield f"{some(ledger.n_faults, 'line')} {verb} left aside: `standoff ledger status` says why."
    yield from _late_only(scored)
    yield from ledger.clocks.told()
    if n_left:
        yield f"More than {MOST_COMPARED} forecasters: of {n_left} groups only baselines are compared."
    if any(one.kind.startswith("quantity") or one.kind == "date" for one in tallies):
        yield "CRPS is of full distributions, pinball of quantiles: another number, in the same unit."


def _late_only(scored: Scored) -> Iterator[str]:
    """Forecasters of whom nothing is scored, since all that they said of what came out was late."""
    told = {(one.pool, one.forecaster, one.kind) for one in scored.scores}
    for (pool, who, kind), beside in scored.beside.items():
        if beside.n_late and (pool, who, kind) not in told:
            yield f"{who} ({pool}, {kind}): {beside.n_late} late, none scored."


Grouped = Mapping[Group, Mapping[str, list["Score"]]]


def _grouped(scores: Iterable[Score]) -> dict[Group, dict[str, list[Score]]]:
    found: dict[Group, dict[str, list[Score]]] = {}
    for one in scores:
        group = found.setdefault((one.pool, one.kind, one.rule), {})
        group.setdefault(one.forecaster, []).append(one)
    return dict(sorted(found.items()))


def _over_time(scores: Iterable[Score]) -> dict[str, float]:
    return {one.question: one.over_time for one in scores if one.over_time is not None}


def _tallies(groups: Grouped, scored: Scored, families: Mapping[str, str]) -> Iterator[Tally]:
    import numpy as np

    from standoff.ledger import interval
    from standoff.ledger.scoring import Tallied

    for (pool, kind, _), forecasters in groups.items():
        for who, scores in sorted(forecasters.items()):
            mean = interval(_over_time(scores), families, np.random.default_rng(SEED))
            beside = scored.beside.get((pool, who, kind), Tallied())
            yield _tally(scores, beside, (mean.mean, mean.low, mean.high))


def _tally(scores: list[Score], beside: Tallied, mean: tuple[float, float | None, float | None]) -> Tally:
    from standoff.ledger import skill
    from standoff.results.ledger import Tally

    spots = [one.spot for one in scores if one.spot is not None]
    equal = [one.uniform for one in scores if one.uniform is not None]
    based = [(one.over_time, one.base_rate) for one in scores if one.base_rate is not None]
    own = [score for score, _ in based if score is not None]
    base = [score for _, score in based]
    first = scores[0]
    return Tally(
        pool=first.pool,
        forecaster=first.forecaster,
        kind=first.kind,
        rule=first.rule,
        n=len(scores),
        void=beside.n_void,
        ambiguous=beside.n_ambiguous,
        open=beside.n_open,
        late=beside.n_late,
        over_time=mean[0],
        low=mean[1],
        high=mean[2],
        spot=_mean(spots),
        n_spot=len(spots),
        covered=_mean([one.covered for one in scores]) or 0.0,
        uniform=_mean(equal),
        n_base=len(base),
        base_rate=_mean(base),
        own_on_base=_mean(own),
        skill=skill(own, base) if base else None,
        ranked=False,
    )


def _mean(values: list[float]) -> float | None:
    import math

    return math.fsum(values) / len(values) if values else None


def _ordered(tallies: Iterable[Tally]) -> Iterator[Tally]:
    """Best first where everybody has 30 questions or more, else by name (rule 6)."""
    from standoff.ledger.calibration import ENOUGH

    ordered = sorted(tallies, key=lambda one: (one.pool, one.kind, one.rule))
    for _, group in itertools.groupby(ordered, key=lambda one: (one.pool, one.kind, one.rule)):
        own = list(group)
        ranked = len(own) > 1 and all(one.n >= ENOUGH for one in own)
        key = (lambda one: (one.over_time, one.forecaster)) if ranked else (lambda one: (0.0, one.forecaster))
        for one in sorted(own, key=key):
            yield one.model_copy(update={"ranked": ranked})


def _differences(groups: Grouped, families: Mapping[str, str]) -> tuple[tuple[Difference, ...], int]:
    import numpy as np

    from standoff.ledger import paired
    from standoff.ledger.scoring import BASE_RATE, UNIFORM
    from standoff.results.ledger import Difference

    found, n_left = [], 0
    for (pool, kind, rule), forecasters in groups.items():
        own = {who: _over_time(scores) for who, scores in sorted(forecasters.items())}
        every = [one for scores in forecasters.values() for one in scores]
        base = {one.question: one.base_rate for one in every if one.base_rate is not None}
        equal = {one.question: one.uniform for one in every if one.uniform is not None}
        pairs = [(who, BASE_RATE) for who in own if base] + [(who, UNIFORM) for who in own if equal]
        if len(own) <= MOST_COMPARED:
            pairs += list(itertools.combinations(own, 2))
        else:
            n_left += 1
        against = {**own, BASE_RATE: base, UNIFORM: equal}
        for one, other in pairs:
            told = paired(own[one], against[other], families, np.random.default_rng(SEED))
            if told is not None:
                found.append(
                    Difference(
                        pool=pool,
                        kind=kind,
                        rule=rule,
                        one=one,
                        other=other,
                        n=told.n,
                        families=told.n_families,
                        mean=told.mean,
                        low=told.low,
                        high=told.high,
                    )
                )
    return tuple(found), n_left


def _calibrations(groups: Grouped) -> Iterator[Calibration]:
    from standoff.ledger import murphy, reliability_curve
    from standoff.results.ledger import Calibration, CalibrationBin

    for (pool, _, rule), forecasters in groups.items():
        for who, scores in sorted(forecasters.items() if rule == "brier" else ()):
            pairs = [(one.chance, bool(one.happened)) for one in scores if one.chance is not None]
            if not pairs:
                continue
            chances, happened = [p for p, _ in pairs], [yes for _, yes in pairs]
            parts = murphy(chances, happened)
            bins = (
                CalibrationBin(low=b.low, high=b.high, n=b.n, mean=b.mean, n_yes=b.n_yes)
                for b in reliability_curve(chances, happened)
            )
            yield Calibration(
                pool=pool,
                forecaster=who,
                n=parts.n,
                brier=float(parts.brier),
                reliability=float(parts.reliability),
                resolution=float(parts.resolution),
                uncertainty=float(parts.uncertainty),
                bins=tuple(bins),
            )


def _of_families(ledger: Ledger) -> set[str]:
    """Questions that may make another one up: branches, what they hang on, what they are part of."""
    found: set[str] = set()
    for name, question in ledger.questions.items():
        if question.parent is not None and question.part_of:
            found |= {name, question.parent.question, question.part_of}
    return found


def _coherence(ledger: Ledger, found: Mapping[str, Standing]) -> tuple[Coherence, ...]:
    """Of the forecasts that count, of every pool but the retrospective; one's own before an imported one."""
    from standoff.ledger import incoherences
    from standoff.ledger.counting import current
    from standoff.results.ledger import Coherence

    inside = _of_families(ledger)
    said = {
        (who, name): one.value
        for name in ledger.forecasts
        if name in inside
        for (_, who), one in reversed(current(ledger, name, found[name]).items())
        if not one.retrospective
    }
    return tuple(
        Coherence(
            forecaster=one.forecaster,
            question=one.question,
            parent=one.parent,
            chance=one.chance,
            composed=one.composed,
            gap=one.gap,
        )
        for one in incoherences(ledger.questions, said)
    )
