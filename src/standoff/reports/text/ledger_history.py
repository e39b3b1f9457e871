"""What was said of a question, in words and in order: forecasts and resolutions."""

from __future__ import annotations

from collections.abc import Iterator

from standoff.ledger.counting import WORDS, current, roles
from standoff.ledger.families import Standing
from standoff.ledger.moments import DAY, day_of, written
from standoff.ledger.records import CHANCE, DATE, OWN, SHARES, Forecast, Question, Resolution
from standoff.ledger.state import Ledger
from standoff.results.ledger import EventShown

MOST_POINTS = 5


def _undone(ledger: Ledger, came: Resolution, standing: Standing) -> str:
    """Why a resolution is not the one that stands, in one word."""
    if came.id in ledger.taken_back:
        return "withdrawn"
    own = standing.resolution
    return "" if own is not None and came.id == own.id else "does not stand"


def value_text(forecast: Forecast, question: Question) -> str:
    """What a forecast says, in one short line."""
    value = forecast.value
    if value.kind == CHANCE:
        return f"{value.p[0]:.4g}"
    if value.kind == SHARES:
        return ", ".join(f"{option} {p:.3g}" for option, p in zip(question.options, value.p, strict=True))
    xs = [float(x) for x in value.x]
    texts = [day_of(round(x * DAY)).isoformat() if question.type == DATE else f"{x:.4g}" for x in xs]
    pairs = [f"{p:.3g}: {x}" for x, p in zip(texts, value.p, strict=True)]
    return ", ".join(pairs if len(pairs) <= MOST_POINTS else [*pairs[:2], "...", *pairs[-2:]])


def latest_texts(ledger: Ledger, name: str, standing: Standing) -> dict[str, str]:
    """What each forecaster says of a question at the moment, by name; what is not their own is marked so."""
    found: dict[str, str] = {}
    for (pool, who), one in current(ledger, name, standing).items():
        says = value_text(one, ledger.questions[name]) + (f" [{pool}]" if pool != OWN else "")
        found[who] = f"{found[who]}; {says}" if who in found else says
    return found


def history_lines(ledger: Ledger, name: str, standing: Standing) -> Iterator[EventShown]:
    """All that was said of a question, in the order in which it counts, and what does not count."""
    asked, role = ledger.question(name), roles(ledger, name, standing)
    lines: list[tuple[int, EventShown]] = []
    for one in ledger.forecasts.get(name, []):
        note = "; ".join(text for text in (WORDS[role[one.id]], one.why) if text)
        at, says = written(one.counts_from), value_text(one, asked)
        shown = EventShown(
            id=one.id, at=at, kind="forecast", by=one.forecaster, says=says, pool=one.pool, note=note
        )
        lines.append((one.counts_from, shown))
    for came in ledger.resolutions.get(name, []):
        shown = EventShown(
            id=came.id,
            at=written(came.known),
            kind="resolution",
            by=came.author,
            says=came.outcome,
            note="; ".join(
                text for text in (_undone(ledger, came, standing), came.note or came.source) if text
            ),
        )
        lines.append((came.known, shown))
    return (shown for _, shown in sorted(lines, key=lambda pair: (pair[0], pair[1].id)))
