"""Readings side by side: which numbers make them differ, and which dated moves would tell them apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

from standoff.reports.text.findings import is_share, mean_of, outcome_title, stored
from standoff.reports.text.numbers import day, listed, number, percent, plain_name, signed
from standoff.reports.text.titles import actor_title, move_title
from standoff.results.findings.readings import MeanChange, ReadingsFinding, SwappedReading, WatchedMove
from standoff.results.run.folder import RunFiles

LISTED = 5
LEAST = 0.001  # a change of a mean below this is left out of the tables
FIRST_PAGE = 2
NOT_MADE = "not made"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A dated move that all see, with what seeing it would tell."""

    title: str
    who: str
    when: str
    bits: str
    chances: tuple[tuple[str, tuple[str, ...]], ...]
    says: str
    most: bool = False  # of those that are listed together, whether it tells most


@dataclass(frozen=True, slots=True)
class SwapRow:
    name: str
    title: str
    put_in: str
    taken_out: str


@dataclass(frozen=True, slots=True)
class OutcomeSwap:
    title: str
    says: str
    rows: tuple[SwapRow, ...]


@dataclass(frozen=True, slots=True)
class ReadingSwap:
    """What makes one reading differ from the base reading."""

    title: str
    structure: str
    outcomes: tuple[OutcomeSwap, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    base: str
    readings: tuple[str, ...]
    swaps: tuple[ReadingSwap, ...]
    indicators: tuple[Indicator, ...]
    weights: tuple[tuple[str, str, str], ...]
    observed: str
    draws: int


def comparison(files: RunFiles) -> Comparison | None:
    """The part on the readings; None where the run has no such findings, or one reading."""
    told = stored(files, ReadingsFinding)
    if told is None or len(told.names) < 2:
        return None
    titles = tuple(files.reading_title(name) for name in told.names)
    return Comparison(
        titles[0],
        titles,
        tuple(_swap(files, name, told.swaps[name]) for name in told.names[1:]),
        tuple(_indicator(files, told.names, one) for one in told.indicators),
        tuple(
            (files.reading_title(name), percent(one.chance, 1), percent(one.weight))
            for name, one in told.weights.readings.items()
        ),
        ", ".join(
            f"{move_title(files, move)}: {plain_name(option)}"
            for move, option in told.weights.observed.items()
        ),
        told.draws_read,
    )


def next_indicators(files: RunFiles) -> tuple[Indicator, ...]:
    """The next dated moves of the watch list, for the first page: those that tell most, by date."""
    told = stored(files, ReadingsFinding)
    if told is None or len(told.names) < 2:
        return ()
    most = told.indicators[: 2 * FIRST_PAGE]
    soon = sorted(most, key=lambda one: one.end)[:FIRST_PAGE]
    first = max(soon, key=lambda one: one.bits, default=None)
    return tuple(replace(_indicator(files, told.names, one), most=one is first) for one in soon)


def _indicator(files: RunFiles, names: tuple[str, ...], one: WatchedMove) -> Indicator:
    options = sorted(next(iter(one.chance.values())), key=lambda option: option == NOT_MADE)
    shown = [o for o in options if any(one.chance[name][o] >= 0.005 for name in names)]
    chances = tuple(
        (
            "does not come up" if option == NOT_MADE else plain_name(option),
            tuple(percent(one.chance[name][option]) for name in names),
        )
        for option in shown
    )
    return Indicator(
        one.title or plain_name(one.move),
        actor_title(files, one.actor) if one.actor else "chance",
        f"{day(one.start)} to {day(one.end)}" if one.start else f"by {day(one.end)}",
        number(one.bits, 3),
        chances,
        _points_to(files, one, shown),
    )


def _points_to(files: RunFiles, one: WatchedMove, shown: list[str]) -> str:
    """For each reading, the outcomes that speak for it most."""
    spoken: dict[str, list[str]] = {}
    for option in shown:
        weights = one.weights_if_seen.get(option)
        if weights is None or option == NOT_MADE:
            continue
        best = max(weights, key=lambda name: weights[name])
        if weights[best] >= 1.25 / len(weights):
            spoken.setdefault(best, []).append(f"“{plain_name(option)}”")
    return "; ".join(
        f"{listed(options)} {'speaks' if len(options) == 1 else 'speak'} for {files.reading_title(name)}"
        for name, options in spoken.items()
    )


def _swap(files: RunFiles, name: str, said: SwappedReading) -> ReadingSwap:
    outcomes = []
    for outcome in said.order:
        whole = said.whole[outcome]
        if whole.change is None or abs(whole.change) < LEAST or outcome.startswith("ending:"):
            continue
        outcomes.append(_outcome(files, outcome, said))
    structure = "; ".join(said.structure_differs)
    return ReadingSwap(files.reading_title(name), structure, tuple(outcomes))


def _outcome(files: RunFiles, outcome: str, said: SwappedReading) -> OutcomeSwap:
    whole, numbers, structure = said.whole[outcome], said.numbers[outcome], said.structure[outcome]
    title = _title(files, outcome)
    rows: list[tuple[float, str, MeanChange, MeanChange]] = []
    for entry in said.parameters:
        put_in, taken_out = entry.put_in[outcome], entry.taken_out[outcome]
        size = max(one.size for one in (put_in, taken_out))
        if size >= LEAST and not (put_in.indistinguishable and taken_out.indistinguishable):
            rows.append((size, entry.parameter, put_in, taken_out))
    rows.sort(key=lambda row: -row[0])
    before, after = mean_of(files, outcome, whole.before), mean_of(files, outcome, whole.after)
    says = f"{before} becomes {after}."
    if structure.change is not None and abs(structure.change) >= LEAST:
        says += (
            f" Numbers make {_points(files, outcome, numbers.change)} of it, structure "
            f"{_points(files, outcome, structure.change)}."
        )
    return OutcomeSwap(
        title,
        says,
        tuple(
            SwapRow(
                plain_name(name),
                said.titles.get(name, ""),
                _effect(files, outcome, put_in),
                _effect(files, outcome, taken_out),
            )
            for _, name, put_in, taken_out in rows[:LISTED]
        ),
    )


def _title(files: RunFiles, outcome: str) -> str:
    kind, _, name = outcome.partition(":")
    summary = files.summary.readings[files.base]
    titles = {"ending": {n: e.title for n, e in summary.endings.items()}}
    titles["measure"] = {n: e.title for n, e in summary.measures.items()}
    titles["conclusion"] = {n: c.title for n, c in summary.conclusions.items()}
    return outcome_title(outcome, titles[kind].get(name, ""))


def _points(files: RunFiles, outcome: str, change: float | None) -> str:
    if is_share(files, outcome) and change is not None:
        return f"{signed(100 * change, 1)} points"
    return signed(change)


def _effect(files: RunFiles, outcome: str, one: MeanChange) -> str:
    if one.change is None:
        return "–"
    if one.indistinguishable:
        return "none to be told"
    error = (one.error or 0.0) * (100 if is_share(files, outcome) else 1)
    return f"{_points(files, outcome, one.change)} ± {number(error, 1)}"
