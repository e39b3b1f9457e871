"""All doubts about a scenario in all its readings: what is wrong for sure, and what is worth a look.

`load` finds what is wrong with the text; this finds what its words, well formed, cannot mean. Some 20
to 100 ms for a scenario of a page; nothing is compiled or solved.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from standoff.errors import Problem, ScenarioError
from standoff.scenario.files import Source, find
from standoff.scenario.loading import LoadedScenario, MendedError, load_source
from standoff.scenario.plausibility.cases import Case, Doubt, case_of, in_reading
from standoff.scenario.plausibility.certain_summits import certain_summits
from standoff.scenario.plausibility.conclusions import answer_cuts, conclusions
from standoff.scenario.plausibility.consequences import idle
from standoff.scenario.plausibility.mechanisms import mechanisms
from standoff.scenario.plausibility.outcomes import endings, measures, undefined
from standoff.scenario.plausibility.own_claims import foregone
from standoff.scenario.plausibility.private_types import idle_types
from standoff.scenario.plausibility.probabilities import chances, labelled
from standoff.scenario.plausibility.scales import precisions
from standoff.scenario.plausibility.stops import stops
from standoff.scenario.plausibility.windows import dates, windows
from standoff.scenario.records import Scenario

IMPOSSIBLE = "S446"
CHECKS = (
    *(labelled, undefined, windows, dates, chances),
    *(idle, stops, idle_types, certain_summits, endings, measures, conclusions, answer_cuts),
    *(foregone, precisions),
)


@dataclass(frozen=True, slots=True)
class Review:
    """errors : what cannot be meant, and is not run; warnings : what can be, and is worth a look."""

    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def review(loaded: LoadedScenario) -> Review:
    """What is wrong or doubtful about a scenario that could be read, ordered by place.

    The warnings of `loaded` itself are among them. What nothing depends on is a doubt only where every
    reading has it so; shares of draws are those of the first 512 draws with seed 0.

    Parameters
    ----------
    loaded : what `load` gave

    Returns
    -------
    Review
        Errors and warnings with their places.

    Examples
    --------
    >>> from standoff import scenario
    >>> found = review(scenario.load("volunteers"))
    >>> found.errors
    ()
    """
    readings = {name: loaded.reading(name) for name in loaded.readings}
    found = {name: {_key(d): d for d in _doubts(made)} for name, made in readings.items()}
    merged = (*_merged(found, loaded.base), *mechanisms(loaded))
    errors = (d.problem for d in merged if d.wrong)
    warnings = (d.problem for d in merged if not d.wrong)
    return Review(_ordered(errors), _ordered((*loaded.warnings, *warnings)))


def idle_things(loaded: LoadedScenario) -> tuple[tuple[str, str], ...]:
    """What nothing depends on in any reading: the name of the thing, and why, in words.

    Parameters
    ----------
    loaded : what `load` gave

    Returns
    -------
    tuple of (name, sentence)
        Moves, options, actors, terms and parameters, in the order of the text.

    Examples
    --------
    >>> from standoff import scenario
    >>> idle_things(scenario.load("volunteers"))
    ()
    """
    everywhere: dict[tuple[object, ...], Doubt] | None = None
    for name in (loaded.base, *loaded.readings):
        found = {_key(doubt): doubt for doubt in idle(case_of(loaded.reading(name)))}
        everywhere = found if everywhere is None else {k: d for k, d in everywhere.items() if k in found}
        if not everywhere:
            return ()
    return tuple((doubt.about, doubt.problem.what) for doubt in (everywhere or {}).values())


def checked(where: str | os.PathLike[str]) -> tuple[LoadedScenario, Review]:
    """Load and review a scenario; all errors of both are raised together where that is possible.

    Parameters
    ----------
    where : a file, a folder, or the name of a library scenario

    Returns
    -------
    The scenario, and what is doubtful about it.

    Raises
    ------
    ScenarioError
        What `load` and `refuse` raise.

    Examples
    --------
    >>> loaded, found = checked("volunteers")
    >>> len(found.errors)
    0
    """
    return checked_source(find(where))


def checked_source(source: Source) -> tuple[LoadedScenario, Review]:
    """Load and review a scenario whose files are at hand, as `checked` does one that is named.

    Raises
    ------
    ScenarioError
        What `load` raises.
    """
    try:
        loaded = load_source(source)
    except MendedError as error:
        more = review(error.loaded).errors if error.loaded is not None else ()
        raise ScenarioError((*error.problems, *more)) from None
    return loaded, review(loaded)


def refuse(found: Review) -> None:
    """Raise the errors of a review together.

    Parameters
    ----------
    found : what `review` gave

    Raises
    ------
    ScenarioError
        S264, S321, S433 to S459.

    Examples
    --------
    >>> refuse(Review((), ())) is None  # nothing is wrong
    True
    """
    if found.errors:
        raise ScenarioError(found.errors)


def _ordered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    kept = {(p.code, p.span, p.what): p for p in problems}
    return ScenarioError(kept.values()).problems


def _doubts(scenario: Scenario) -> Iterator[Doubt]:
    case = case_of(scenario)
    yield from _documents(case)
    for check in CHECKS:
        yield from check(case)


def _key(doubt: Doubt) -> tuple[object, ...]:
    return doubt.problem.code, doubt.problem.span, doubt.about


def _merged(found: Mapping[str, Mapping[tuple[object, ...], Doubt]], base: str) -> Iterator[Doubt]:
    """Each doubt once, with the reading that it is told of where that is not the file's own.

    What is a doubt only in all readings is as sure as the least of them, any other as the surest.
    """
    done: set[tuple[object, ...]] = set()
    for doubts in found.values():
        for key, doubt in doubts.items():
            if key in done:
                continue
            done.add(key)
            everywhere = [(reading, own[key]) for reading, own in found.items() if key in own]
            if doubt.in_all and len(everywhere) < len(found):
                if doubt.problem.code == IMPOSSIBLE and base not in dict(everywhere):
                    yield _in_some(doubt, [reading for reading, _ in everywhere])
                continue
            wanted = (pair for pair in everywhere if pair[1].wrong is not doubt.in_all)
            reading, told = next(wanted, everywhere[0])
            yield told if doubt.in_all or reading == base else in_reading(told, reading)


def _in_some(doubt: Doubt, readings: Sequence[str]) -> Doubt:
    """An ending that only some readings make impossible: it may be meant, and is told."""
    named = " and ".join(filter(None, [", ".join(f"`{r}`" for r in readings[:-1]), f"`{readings[-1]}`"]))
    what = (
        f"In the reading{'s' if len(readings) > 1 else ''} {named} the ending `{doubt.about}` can never be."
    )
    fix = "If that is meant, nothing is to be done: its probability there is 0."
    return Doubt(Problem("S498", what, "", fix, doubt.problem.span), doubt.about)


def _documents(case: Case) -> Iterator[Doubt]:
    """Documents that nobody could have read on the day from which the scenario looks ahead."""
    as_of = case.scenario.as_of
    for name, document in case.scenario.documents.items():
        if document.published is not None and document.published > as_of:
            what = f"The document `{name}` was published on {document.published}, after `as_of: {as_of}`."
            expected = "Expected what could be known on that day: what came later is hindsight."
            fix = "Mend one of the dates, or leave its claims out."
            yield Doubt(Problem("S452", what, expected, fix, document.dated or document.span), name)
