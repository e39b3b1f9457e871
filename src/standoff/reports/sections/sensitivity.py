"""Which numbers move the results: tornado charts, first-order and total indices, in words first."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.reports.figures.altair_svg import Chart
from standoff.reports.figures.axes import in_percent, number_axis
from standoff.reports.figures.plot import BAR, SAID, Look, Mark, Rows, rows_chart
from standoff.reports.text.findings import (
    by_reading,
    counted,
    is_share,
    mean_of,
    outcome_title,
    stored,
    value_of,
)
from standoff.reports.text.numbers import count, listed, percent, plain_name
from standoff.results.findings.finding import UNKNOWN, ParameterFacts
from standoff.results.findings.sensitivity import (
    Driver,
    FactorIndex,
    OutcomeDrivers,
    ReadingSensitivity,
    SensitivityFinding,
)
from standoff.results.run.folder import RunFiles

BARS = 8
STEP = 24.0
WIDTH = 460.0
NAMED = 3


@dataclass(frozen=True, slots=True)
class DriverRow:
    """One number and what it does to an outcome."""

    name: str
    title: str
    alone: str
    low: str
    high: str
    rests: str


@dataclass(frozen=True, slots=True)
class DriverPart:
    """One outcome under one reading."""

    title: str
    says: str
    counted: str
    chart: Chart | None
    rows: tuple[DriverRow, ...]
    total: tuple[tuple[str, str, str], ...]
    total_refused: str


@dataclass(frozen=True, slots=True)
class DriverReading:
    title: str
    base: bool
    says: str
    parts: tuple[DriverPart, ...]


def driver_readings(files: RunFiles) -> tuple[DriverReading, ...]:
    """The part on sensitivity, a reading at a time; empty where the run has no such findings."""
    told = stored(files, SensitivityFinding)
    if told is None:
        return ()
    return tuple(
        DriverReading(
            files.reading_title(name),
            name == files.base,
            _reading_says(told, said),
            tuple(_part(files, name, outcome, entry, said) for outcome, entry in _shown(said)),
        )
        for name, said in by_reading(files, told.readings)
    )


def _shown(said: ReadingSensitivity) -> list[tuple[str, OutcomeDrivers]]:
    """Conclusions' measures first, then endings, then the conclusions themselves."""
    order = {"measure": 0, "ending": 1, "conclusion": 2}
    names = sorted(said.order, key=lambda outcome: order[outcome.partition(":")[0]])
    return [(name, said.outcomes[name]) for name in names]


def _reading_says(told: SensitivityFinding, said: ReadingSensitivity) -> str:
    screening = said.screening
    text = f"{count(told.draws_read)} draws were read, {said.n_parameters} of the numbers are uncertain. "
    if screening.idle:
        text += (
            f"In {screening.paths} walks through all of them, {screening.idle} moved nothing by a "
            "thousandth: leaving them at one value would change no answer here."
        )
    return text


def _part(
    files: RunFiles, reading: str, outcome: str, entry: OutcomeDrivers, said: ReadingSensitivity
) -> DriverPart:
    title = outcome_title(outcome, entry.title)
    facts = said.parameters
    real = [one for one in entry.first if not one.indistinguishable]
    key = f"driver-{files.readings.index(reading)}-{outcome.replace(':', '-')}"
    return DriverPart(
        title,
        entry.refused or _sentence(files, outcome, real, entry),
        counted(entry),
        _tornado(files, outcome, (key, title), real[:BARS]) if real else None,
        tuple(_row(files, outcome, one, facts.get(one.parameter, UNKNOWN)) for one in real),
        tuple(
            (_factor(one.factor), _index(one.first, one.first_ci), _total(one)) for one in entry.total.factors
        ),
        entry.total.refused,
    )


def _sentence(files: RunFiles, outcome: str, real: list[Driver], entry: OutcomeDrivers) -> str:
    if not real:
        return "No single number moves it by itself more than chance would: what moves it is many at once."
    names = listed([f"{plain_name(one.parameter)} ({percent(one.index)})" for one in real[:NAMED]])
    most = real[0]
    ends = (
        f"Where {plain_name(most.parameter)} is in its lowest tenth (up to {value_of(most.low_value)}) "
        f"it is {_mean(files, outcome, most.low_mean)} on average, in its highest tenth "
        f"(from {value_of(most.high_value)}) {_mean(files, outcome, most.high_mean)}."
    )
    left = 1 - min(1.0, (entry.first_sum or 0.0))
    rest = (
        f" {percent(left)} of the variation comes from numbers that work together, or from many small ones."
    )
    return f"Of its variation over draws, alone: {names}. {ends}{rest if left > 0.1 else ''}"


def _mean(files: RunFiles, outcome: str, value: float) -> str:
    told = mean_of(files, outcome, value)
    return f"true in {told} of draws" if outcome.startswith("conclusion:") else told


def _row(files: RunFiles, outcome: str, one: Driver, facts: ParameterFacts) -> DriverRow:
    rests = ", ".join(facts.because) or f"no claim: {facts.set_by}"
    if facts.unverified:
        rests += " (unverified)"
    return DriverRow(
        plain_name(one.parameter),
        facts.title,
        _index(one.index, one.ci),
        f"{_mean(files, outcome, one.low_mean)} (up to {value_of(one.low_value)})",
        f"{_mean(files, outcome, one.high_mean)} (from {value_of(one.high_value)})",
        rests,
    )


def _index(value: float, ci: float) -> str:
    return f"{percent(max(0.0, value))} ± {100 * ci:.0f}"


def _total(one: FactorIndex) -> str:
    shown = _index(one.total, one.total_ci)
    return f"{shown} (indistinguishable from 0)" if one.indistinguishable else shown


def _factor(name: str) -> str:
    return " and ".join(plain_name(part) for part in name.split(" + "))


def _tornado(files: RunFiles, outcome: str, named: tuple[str, str], real: list[Driver]) -> Chart:
    """Bars from the mean in the lowest to that in the highest tenth, coloured by what is played there."""
    key, title = named
    move = _telling_move(real)
    plays = list(dict.fromkeys(_played(one, side, move) for one in real for side in (False, True)))
    marks = []
    for i, one in enumerate(real):
        middle = (one.low_mean + one.high_mean) / 2
        for high, end, value, mean in (
            (False, "low", one.low_value, one.low_mean),
            (True, "high", one.high_value, one.high_mean),
        ):
            marks.append(Mark(i, BAR, middle, mean, series=plays.index(_played(one, high, move))))
            said = f"{end}: {value_of(value)}"
            marks.append(Mark(i, SAID, mean, text=said, before=mean < middle))
    ends = [mean for one in real for mean in (one.low_mean, one.high_mean)]
    margin = 0.3 * ((max(ends) - min(ends)) or 1.0)
    axis = number_axis(min(ends) - margin, max(ends) + margin, "Mean over draws", n_ticks=5)
    if is_share(files, outcome):
        axis = in_percent(axis)
    panel = Rows("", tuple(plain_name(one.parameter) for one in real), tuple(marks))
    named_plays = dict(enumerate(plays)) if len(plays) > 1 else {}
    drawn = rows_chart(title, [panel], axis, Look(WIDTH, STEP, shaped=False), named_plays)
    caption = (
        "Each bar runs from the mean where the number is in its lowest tenth of draws to the mean where it "
        "is in its highest; the values beside it are where these tenths begin."
    )
    if len(plays) > 1:
        caption += f" The colour is the option of “{plain_name(move)}” that is played most at that end."
    return Chart(key, title, caption, drawn)


def _played(one: Driver, high: bool, move: str) -> str:
    """What is likeliest at one end of a bar."""
    return plain_name((one.high_play if high else one.low_play).get(move, "")) or "any"


def _telling_move(real: list[Driver]) -> str:
    """The decision whose likeliest option differs between the ends of most bars."""
    times: dict[str, int] = {}
    for one in real:
        for move, option in one.low_play.items():
            if one.high_play.get(move) != option:
                times[move] = times.get(move, 0) + 1
    return max(times, key=lambda move: times[move]) if times else ""
