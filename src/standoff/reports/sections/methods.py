"""Settings, statuses and convergence of a run, as rows of text for the last section."""

from __future__ import annotations

from dataclasses import dataclass

from standoff.reports.text.convergence import moves
from standoff.reports.text.ending_keys import Ending
from standoff.reports.text.numbers import NOTHING, count, day, number, percent, points
from standoff.results.run.conditions import play_sentence as play_sentence
from standoff.results.run.folder import RunFiles

STATUS_SAYS = {
    "solved": "The answer passed the independent check; only these draws enter the estimates.",
    "not_converged": "The fixed point was not reached; left out.",
    "degenerate": "Two options are worth the same to 1e-12 of their size; left out.",
    "rejected": "The independent check refused the answer; left out.",
    "failed": "A number was not finite, or chances did not add up; left out.",
}
UNSOLVED = 0.01  # from this share of draws on, the first page says that draws are left out


@dataclass(frozen=True, slots=True)
class StatusRow:
    reading: str
    status: str
    n_draws: str
    share: str
    says: str


@dataclass(frozen=True, slots=True)
class ConvergenceRow:
    """An estimate at a quarter, at half and at all of the draws."""

    reading: str
    what: str
    quarter: str
    half: str
    whole: str
    error: str


def settings(files: RunFiles) -> list[tuple[str, str]]:
    """What was run, as name and value."""
    summary, manifest = files.summary, files.manifest
    rows = [
        ("Scenario", summary.scenario or files.words.name),
        ("Hash of its text (SHA-256)", summary.hash),
        ("As of", day(summary.as_of)),
        ("Horizon", day(summary.horizon)),
        ("Seed", str(summary.seed)),
        ("Draws a reading", count(summary.draws)),
        ("Play asked of the run", summary.play or "as the scenario says"),
        ("Method", _pairs(manifest.method)),
        ("Fixed moves (given)", _pairs(summary.given)),
        ("Observed moves", _pairs(summary.observed)),
    ]
    if manifest.standoff:
        rows.append(("Version of standoff", manifest.standoff))
    rows += [(f"Version of {name}", version) for name, version in sorted(manifest.versions.items())]
    for reading in files.readings:
        size = files.details[reading].size
        if size:
            rows.append(
                (
                    f"Size of the game, {files.reading_title(reading)}",
                    _pairs({k: count(v) for k, v in size.items()}),
                )
            )
    return [(name, value or NOTHING) for name, value in rows]


def _pairs(found: dict[str, str]) -> str:
    return ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in found.items())


def statuses(files: RunFiles) -> list[StatusRow]:
    rows = []
    for reading in files.readings:
        found = files.summary.readings[reading].status
        total = sum(found.values())
        for status, n in sorted(found.items(), key=lambda item: (-item[1], item[0])):
            rows.append(
                StatusRow(
                    files.reading_title(reading),
                    status.replace("_", " "),
                    count(n),
                    percent(n / total if total else None, 2),
                    STATUS_SAYS.get(status, ""),
                )
            )
    return rows


def left_out(files: RunFiles) -> str:
    """A sentence where so many draws were not solved that the answer may lean on which ones were."""
    parts = []
    for reading in files.readings:
        found = files.summary.readings[reading].status
        total = sum(found.values())
        share = 1 - found.get("solved", 0) / total if total else 0.0
        if share >= UNSOLVED:
            parts.append(f"{percent(share)} under ‘{files.reading_title(reading)}’")
    return f"Draws that were not solved are left out: {', '.join(parts)}" if parts else ""


def checks(files: RunFiles) -> list[tuple[str, str, str, str]]:
    """Reading, effective draws, worst residual, largest gain."""
    rows = []
    for reading in files.readings:
        found = files.summary.readings[reading]
        effective = NOTHING if found.effective_draws is None else count(found.effective_draws)
        worst = _tiny(found.worst_residual)
        rows.append((files.reading_title(reading), effective, worst, _tiny(found.largest_gain)))
    return rows


def _tiny(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.1e}"


def convergence(files: RunFiles, endings: tuple[Ending, ...]) -> list[ConvergenceRow]:
    """Endings at a quarter, half and all of the draws, with the standard error of the last."""
    rows = []
    for reading in files.readings:
        for ending in endings:
            found = files.summary.readings[reading].endings.get(ending.name)
            if found is None:
                continue
            rows.append(
                ConvergenceRow(
                    files.reading_title(reading),
                    f"{ending.letter} {ending.title}",
                    percent(found.quarter, 2),
                    percent(found.half, 2),
                    percent(found.probability, 2),
                    points(found.mc_error),
                )
            )
    return rows


def drift(files: RunFiles) -> str:
    """One sentence: how far the endings moved between half and all of the draws."""
    found = list(moves(files))
    if not found:
        return "Half of the draws gave no answer to set beside all of them."
    worst = max(found, key=lambda move: move.gap)
    times = f", {worst.errors:.1f} times its error" if worst.errors else ""
    return (
        f"Between half and all of the draws no ending's probability moved by more than "
        f"{100 * worst.gap:.2f} points (under ‘{worst.reading}’{times})."
    )


def value_rows(files: RunFiles) -> list[tuple[str, str, str, str, str]]:
    """Actor, reading, expected payoff: mean over draws, or that a few draws decide it; median; range."""
    rows = []
    names = dict.fromkeys(a for r in files.readings for a in files.summary.readings[r].values)
    for actor in names:
        said = files.words.actors.get(actor)
        for reading in files.readings:
            found = files.summary.readings[reading].values.get(actor)
            if found is not None:
                title = (said.title if said else "") or actor
                spread = f"{number(found.q05)} to {number(found.q95)}"
                mean = number(found.mean) + (" (few draws decide it)" if found.by_few else "")
                rows.append((title, files.reading_title(reading), mean, number(found.q50), spread))
    return rows
