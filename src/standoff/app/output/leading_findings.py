"""The leading line of findings that are long tables, for the terminal; where nothing was found, and why."""

from __future__ import annotations

from collections.abc import Iterator

from standoff.reports.text.numbers import day, percent, plain_name
from standoff.reports.text.outcomes import value_told
from standoff.results.findings.discovery import DiscoveryFinding
from standoff.results.findings.finding import Finding
from standoff.results.findings.premortem import Premortem
from standoff.results.findings.readings import ReadingsFinding
from standoff.results.findings.sensitivity import SensitivityFinding
from standoff.results.findings.strikes import Strikes


def leading_lines(found: Finding) -> tuple[str, ...]:
    """What a long finding says first, under the file's own reading; or that it found nothing, and why."""
    if isinstance(found, Strikes):
        return tuple(_strikes(found))
    if isinstance(found, SensitivityFinding):
        return tuple(_sensitivity(found))
    if isinstance(found, DiscoveryFinding):
        return tuple(_discovery(found))
    if isinstance(found, ReadingsFinding):
        return tuple(_readings(found))
    return tuple(_premortem(found)) if isinstance(found, Premortem) else ()


def _strikes(found: Strikes) -> Iterator[str]:
    told = next(iter(found.readings.values()))
    for outcome, ranked in told.ranked.items():
        names = told.by_effect().get(ranked[0], ()) if ranked else ()
        change = told.effects[ranked[0]].outcomes.get(outcome) if ranked else None
        if change is not None and names:
            share = not outcome.startswith("measure:")
            before, after = (value_told(value, share=share) for value in (change.before, change.after))
            struck = ", ".join(target.name for target in names)
            yield f"“{told.outcomes.get(outcome) or outcome}” hangs most on {struck}: {before} → {after}."
            return
    draws = f"{found.struck_draws:,} draws"
    yield f"Nothing found: struck out alone, nothing moves an answer by three of its errors, over {draws}."


def _sensitivity(found: SensitivityFinding) -> Iterator[str]:
    told = next(iter(found.readings.values()))
    for name in told.order:
        outcome = told.outcomes[name]
        clear = [one for one in outcome.first if not one.indistinguishable]
        if clear:
            best = max(clear, key=lambda one: one.index)
            yield (
                f"“{outcome.title or plain_name(name)}”: {plain_name(best.parameter)} alone makes "
                f"{percent(best.index)} of its variance."
            )
            return
    refused = [told.outcomes[name].refused for name in told.order if told.outcomes[name].refused]
    why = f" ({refused[0].rstrip('.')})" if refused else ""
    yield f"Nothing found: no number alone moves an answer more than chance does{why}."


def _discovery(found: DiscoveryFinding) -> Iterator[str]:
    told = next(iter(found.readings.values()))
    for name in told.order:
        one = told.conclusions[name]
        if one.firm is not None and one.restricted:
            region = ", ".join(map(plain_name, one.restricted))
            yield (
                f"“{one.title or plain_name(name)}” {one.case} in {percent(one.firm.density)} of draws of "
                f"a region of {region} (in {percent(one.base_share)} of all)."
            )
            return
    refused = [told.conclusions[name].refused for name in told.order if told.conclusions[name].refused]
    why = refused[0].rstrip(".") if refused else "no limit of a box passes both tests"
    yield (
        f"Nothing found: {why[:1].lower()}{why[1:]}."
        if told.order
        else "Nothing found: no conclusion is tested."
    )


def _readings(found: ReadingsFinding) -> Iterator[str]:
    if not found.indicators:
        yield "Nothing found to watch: no dated move that all see differs enough between the readings."
        return
    first = found.indicators[0]
    yield f"Tells the readings apart most: {first.title or plain_name(first.move)}, by {day(first.end)}."


def _premortem(found: Premortem) -> Iterator[str]:
    told = next(iter(found.readings.values()))
    shifts = [(abs(s.shift), s, e) for e in told.endings.values() for s in e.numbers]
    if not shifts:
        yield "Nothing found: no number is clearly higher or lower where a play ends in one way."
        return
    _, shift, ending = max(shifts, key=lambda each: each[0])
    high = "higher" if shift.shift > 0 else "lower"
    yield f"Where it ends in “{ending.title}”, {plain_name(shift.parameter)} is {high} than elsewhere."
