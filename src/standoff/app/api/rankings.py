"""Findings of each kind as one table: what matters most first, reading by reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from standoff.results.answers import Row
from standoff.results.findings.discovery import DiscoveryFinding
from standoff.results.findings.finding import Finding
from standoff.results.findings.mechanisms import MechanismsFinding
from standoff.results.findings.premortem import Premortem
from standoff.results.findings.readings import ReadingsFinding
from standoff.results.findings.robust import Robust
from standoff.results.findings.sensitivity import SensitivityFinding
from standoff.results.findings.strikes import Strikes
from standoff.results.findings.structure import StructureFinding
from standoff.results.findings.tipping import Tipping
from standoff.results.findings.value_of_information import Voi


@dataclass(frozen=True)
class Ranking:
    """A finding as a table.

    labels : columns that name a row; value : the column that ranks it; says : what that is
    """

    title: str
    labels: tuple[str, ...]
    value: str
    says: str
    rows: tuple[Row, ...]


def ranking_of(found: Finding) -> Ranking:
    """The table of a finding, the largest values of each reading and outcome first."""
    made = _KINDS[found.KIND]
    rows = tuple(made.rows(found))
    return Ranking(made.title, made.labels, made.value, made.says, rows)


def _strikes(found: Finding) -> Iterator[Row]:
    assert isinstance(found, Strikes)
    for reading, told in found.readings.items():
        names = {number: ", ".join(t.name for t in targets) for number, targets in told.by_effect().items()}
        for outcome, title in told.outcomes.items():
            effects = [(n, e.outcomes[outcome]) for n, e in enumerate(told.effects) if outcome in e.outcomes]
            effects.sort(key=lambda pair: -abs(pair[1].difference or 0.0))
            for number, change in effects:
                yield {
                    "reading": reading,
                    "outcome": title or outcome,
                    "struck": names.get(number, ""),
                    "before": change.before,
                    "after": change.after,
                    "difference": change.difference,
                    "error": change.error,
                    "clear": change.clear,
                }


def _sensitivity(found: Finding) -> Iterator[Row]:
    assert isinstance(found, SensitivityFinding)
    for reading, told in found.readings.items():
        for outcome in told.order:
            for one in told.outcomes[outcome].first:
                yield {
                    "reading": reading,
                    "outcome": told.outcomes[outcome].title or outcome,
                    "parameter": one.parameter,
                    "index": one.index,
                    "error": one.ci,
                    "indistinguishable": one.indistinguishable,
                }


def _structure(found: Finding) -> Iterator[Row]:
    assert isinstance(found, StructureFinding)
    for reading, told in found.readings.items():
        for variant in told.variants:
            for outcome, change in variant.outcomes.items():
                yield {
                    "reading": reading,
                    "outcome": told.outcomes[outcome].title if outcome in told.outcomes else outcome,
                    "variant": variant.title,
                    "change": change.change,
                    "error": change.error,
                }


def _tipping(found: Finding) -> Iterator[Row]:
    assert isinstance(found, Tipping)
    for reading, told in found.readings.items():
        for place in told.places:
            for one in place.one:
                yield {
                    "reading": reading,
                    "actor": place.actor,
                    "move": place.move,
                    "best": place.best,
                    "parameter": one.parameter,
                    "to": one.to,
                    "direction": one.direction,
                    "distance": one.distance,
                    "share_beyond": one.share_beyond,
                }


def _discovery(found: Finding) -> Iterator[Row]:
    assert isinstance(found, DiscoveryFinding)
    for reading, told in found.readings.items():
        for name in told.order:
            one = told.conclusions[name]
            yield {
                "reading": reading,
                "conclusion": name,
                "case": one.case,
                "cases": one.cases,
                "restricted": ", ".join(one.restricted),
                "density": None if one.box is None else one.box.density,
                "coverage": None if one.box is None else one.box.coverage,
                "base_share": one.base_share,
            }


def _robust(found: Finding) -> Iterator[Row]:
    assert isinstance(found, Robust)
    for move in found.moves:
        for reading, tables in move.readings.items():
            for opponents, table in tables.items():
                for one in table.options:
                    yield {
                        "reading": reading,
                        "actor": move.actor,
                        "move": move.move,
                        "opponents": opponents,
                        "option": one.option,
                        "mean_loss": one.mean_loss,
                        "tail_loss": one.tail_loss,
                        "largest_loss": one.largest_loss,
                        "share_best": one.share_best,
                    }


def _voi(found: Finding) -> Iterator[Row]:
    assert isinstance(found, Voi)
    for reading, told in found.readings.items():
        for one in told.committing:
            yield _worth(reading, one.actor, one.move, "all numbers", (one.all, one.all_ci))
            for number in one.one:
                yield _worth(reading, one.actor, one.move, number.parameter, (number.value, number.ci))
        for known in told.knowing:
            gain = known.own
            yield _worth(reading, known.actor, known.move, "known to know", (gain.value, gain.error))


def _worth(reading: str, actor: str, move: str, knows: str, worth: tuple[float | None, float | None]) -> Row:
    return {
        "reading": reading,
        "actor": actor,
        "move": move,
        "knows": knows,
        "worth": worth[0],
        "error": worth[1],
    }


def _readings(found: Finding) -> Iterator[Row]:
    assert isinstance(found, ReadingsFinding)
    for outcome, one in found.outcomes.items():
        for reading, told in one.readings.items():
            yield {
                "reading": reading,
                "outcome": one.title or outcome,
                "mean": told.mean,
                "error": told.error,
            }


def _premortem(found: Finding) -> Iterator[Row]:
    assert isinstance(found, Premortem)
    for reading, told in found.readings.items():
        for name in told.order:
            for one in told.endings[name].numbers if name in told.endings else ():
                yield {
                    "reading": reading,
                    "ending": told.endings[name].title or name,
                    "parameter": one.parameter,
                    "shift": one.shift,
                }


def _mechanisms(found: Finding) -> Iterator[Row]:
    assert isinstance(found, MechanismsFinding)
    rows: list[tuple[float, Row]] = []
    for name in found.order:
        told = found.mechanisms[name]
        for reading, one in told.readings.items():
            titles = found.endings | {f"ending:{ending}": title for ending, title in found.endings.items()}
            changes = {**one.counts.endings, **one.counts.headlines}
            for outcome, moved in changes.items():
                row: Row = {
                    "reading": reading,
                    "mechanism": name,
                    "outcome": (titles | found.headlines).get(outcome, outcome),
                    "change": moved.change,
                    "low": moved.low,
                    "high": moved.high,
                    "bar": moved.bar,
                    "verdict": moved.verdict,
                }
                rows.append((abs(moved.change or 0.0), row))
    yield from (row for _, row in sorted(rows, key=lambda pair: -pair[0]))


@dataclass(frozen=True)
class _Kind:
    title: str
    labels: tuple[str, ...]
    value: str
    says: str
    rows: Callable[[Finding], Iterator[Row]]


_KINDS = {
    Strikes.KIND: _Kind(
        "What the answers become without a claim", ("outcome", "struck"), "difference", "change", _strikes
    ),
    SensitivityFinding.KIND: _Kind(
        "Which numbers move the answers", ("outcome", "parameter"), "index", "share of variance", _sensitivity
    ),
    StructureFinding.KIND: _Kind(
        "What assumptions of structure do", ("outcome", "variant"), "change", "change", _structure
    ),
    Tipping.KIND: _Kind(
        "How far each choice is from another",
        ("actor", "move", "parameter", "to"),
        "distance",
        "prior standard deviations",
        _tipping,
    ),
    DiscoveryFinding.KIND: _Kind(
        "Where conclusions hold", ("conclusion", "case"), "density", "share of cases in the box", _discovery
    ),
    Robust.KIND: _Kind(
        "Which options hold up",
        ("actor", "move", "option", "opponents"),
        "mean_loss",
        "mean loss (payoff)",
        _robust,
    ),
    Voi.KIND: _Kind(
        "What would be worth knowing", ("actor", "move", "knows"), "worth", "worth (payoff)", _voi
    ),
    ReadingsFinding.KIND: _Kind(
        "The readings side by side", ("outcome",), "mean", "mean over draws", _readings
    ),
    MechanismsFinding.KIND: _Kind(
        "What moves without each mechanism", ("mechanism", "outcome"), "change", "change", _mechanisms
    ),
    Premortem.KIND: _Kind(
        "Numbers behind each ending", ("ending", "parameter"), "shift", "standard deviations", _premortem
    ),
}
