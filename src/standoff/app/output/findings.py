"""What an exploration found, in a few lines for the terminal or as JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from standoff.app.output.leading_findings import leading_lines
from standoff.app.output.printing import say_json_text
from standoff.results.run.conditions import condition_lines

if TYPE_CHECKING:
    from standoff.results.findings.finding import Finding
    from standoff.results.findings.mechanisms import MechanismsFinding, OutcomeChange
    from standoff.results.findings.robust import Robust
    from standoff.results.findings.structure import StructureFinding
    from standoff.results.findings.tipping import Tipping
    from standoff.results.findings.value_of_information import Voi
    from standoff.results.run.manifest import Manifest
    from standoff.study import RunFolder

MOST = 4  # lines a kind
NOTHING = {
    "robust": "Nothing found: no decision has two options that are open in some draw.",
    "voi": "Nothing found: no decision depends on a number that is uncertain.",
    "structure": "Nothing found: no assumption of structure could be varied here.",
}


@dataclass(frozen=True, slots=True)
class Explored:
    """A finding that was worked out: where it stands, how long it took, what it says in a few lines."""

    file: str
    seconds: float
    says: tuple[str, ...]


def print_explored(run: RunFolder, seconds: Mapping[str, float], *, as_json: bool) -> None:
    """Print what was found; `seconds` names the kinds that were worked out."""
    from standoff.results.findings.files import finding_path, read_finding
    from standoff.results.findings.kinds import RECORDS
    from standoff.results.run.files import json_text

    report = str(run.path / "report.html")
    findings: dict[str, Explored] = {}
    for name, took in seconds.items():
        found = read_finding(run.path, run.manifest, RECORDS[name])
        path = finding_path(run.path, name)
        findings[name] = Explored(str(path), round(took, 1), () if found is None else lines_of(found))
    if as_json:
        listed = {name: dataclasses.asdict(one) for name, one in findings.items()}
        told = {"format": 1, "run": str(run.path), "report": report, "findings": listed}
        told |= conditions_of(run.manifest)
        say_json_text(json_text(told))
        return
    from rich.text import Text

    from standoff.app.output.screen import Screen
    from standoff.findings.registry import KINDS

    console = Screen()
    for said in condition_lines(run.manifest):
        console.print(Text(said, style="bold"))
    for kind in KINDS:
        one = findings.get(kind.name)
        if one is not None:
            console.print(
                Text(f"{kind.says[:1].upper()}{kind.says[1:]}", style="bold"),
                Text(f"({one.seconds} s)", style="dim"),
            )
            for line in one.says:
                console.print(Text(f"  {line}"))
    console.print(Text(f"report: {report}"))


def conditions_of(manifest: Manifest) -> dict[str, object]:
    """What holds in all that is told of a run, as keys beside it; none where it is as its scenario says."""
    kept = {"given": dict(manifest.given), "observed": dict(manifest.observed), "play": manifest.play}
    return {key: value for key, value in kept.items() if value}


def lines_of(found: Finding) -> tuple[str, ...]:
    """The findings of a kind in at most a few sentences."""
    from standoff.results.findings.mechanisms import MechanismsFinding
    from standoff.results.findings.robust import Robust
    from standoff.results.findings.structure import StructureFinding
    from standoff.results.findings.tipping import Tipping
    from standoff.results.findings.value_of_information import Voi

    if isinstance(found, Tipping):
        return _tipping(found)
    if isinstance(found, MechanismsFinding):
        return tuple(_mechanisms(found))
    if not isinstance(found, Robust | Voi | StructureFinding):
        return leading_lines(found)
    if found.refused:
        return (found.refused,)
    if isinstance(found, Robust):
        lines = _robust(found)
    else:
        lines = _voi(found) if isinstance(found, Voi) else _structure(found)
    return tuple(lines[:MOST]) or (NOTHING[found.KIND],)


def _tipping(found: Tipping) -> tuple[str, ...]:
    nearest = found.nearest_tipping
    if nearest is None:
        return ("Nothing found: no choice flips within three standard deviations of one number.",)
    return (nearest.sentence,)


def _robust(found: Robust) -> list[str]:
    told = []
    for move in found.moves:
        again = move.holds_up["solving again"]["mean loss"]
        said = (
            f"“{_plain(again)}” has the least mean loss under every reading"
            if again
            else "the readings disagree on the option with the least mean loss"
        )
        told.append(f"{move.actor_title}, at “{move.title or _plain(move.move)}”: {said}.")
    return told


def _voi(found: Voi) -> list[str]:
    told = []
    for reading in list(found.readings.values())[:1]:
        for one in reading.knowing:
            gain = one.own
            if gain.value is not None:
                told.append(
                    f"{one.actor_title}, if known to know “{one.title}”: {gain.value:+.3g} "
                    f"± {gain.error or 0.0:.1g} (payoff)."
                )
        worth = [(one.all, one) for one in reading.committing if one.all is not None]
        for value, known in sorted(worth, key=lambda pair: -pair[0])[:2]:
            before = f"{known.actor_title}, at “{known.title or _plain(known.move)}”: knowing all numbers"
            told.append(f"{before} before committing is worth {value:.3g} (payoff).")
    return told


def _structure(found: StructureFinding) -> list[str]:
    told = []
    for reading in list(found.readings.values())[:1]:
        endings = {name: one.title for name, one in reading.outcomes.items() if name.startswith("ending:")}
        changes = [
            (known.change, variant.title, title)
            for variant in reading.variants
            for name, title in endings.items()
            if (known := variant.outcomes.get(name)) is not None and known.change is not None
        ]
        for change, title, ending in sorted(changes, key=lambda c: -abs(c[0]))[:2]:
            told.append(f"{title}: “{ending}” {100 * change:+.1f} points.")
    return told


def _mechanisms(found: MechanismsFinding) -> Iterator[str]:
    """A line a mechanism: its verdict, and the ending and the headline that move most."""
    from standoff.results.findings.mechanisms import largest

    titles = {f"ending:{name}": title for name, title in found.endings.items()} | found.headlines
    for one in found.listed:
        told = [
            f"“{titles.get(lead.name) or _plain(lead.name)}” {_interval(lead.moved)} "
            f"under {_plain(lead.reading)}"
            for part in ("endings", "headlines")
            if (lead := largest(one.deciding, part)) is not None and lead.moved.change
        ]
        yield f"{one.title}: {one.verdict}{'; ' if told else ''}{', '.join(told)}."
        if not told:
            yield from (f"  {why}" for why in sorted({e.refused for e in one.deciding.values() if e.refused}))
    for reading, joint in found.joint.items():
        names = ", ".join(found.mechanisms[name].title for name in joint.mechanisms)
        said = joint.effect.refused or joint.effect.verdict
        lead = largest({reading: joint.effect}, "endings")
        if lead is not None and lead.moved.change:
            said += f"; “{titles.get(lead.name) or _plain(lead.name)}” {_interval(lead.moved)}"
        yield f"Together ({names}), under {_plain(reading)}: {said}."


def _interval(moved: OutcomeChange) -> str:
    change, low, high = (100 * (value or 0.0) for value in (moved.change, moved.low, moved.high))
    return f"{change:+.1f} points ({low:+.1f} to {high:+.1f})"


def _plain(name: str) -> str:
    return name.replace("_", " ")
