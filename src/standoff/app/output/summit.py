"""What `standoff summit` prints for people: one block each for members, forecast, spread and decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from standoff.results.forecasts import DecisionForecast, SpatialSpread

SETTLED = "settled"


def forecast_text(found: DecisionForecast) -> str:
    """The answer as text."""
    lines = [found.title or found.file, ""]
    width = max(len(row.name) for row in found.members)
    moves = found.rounds is not None
    lines.append(f"{'member':<{width}}  capability  {'position':<20}{'ends at' if moves else ''}".rstrip())
    for row in found.members:
        end = "" if row.last is None else _numbers(row.last)
        line = f"{row.name:<{width}}  {row.capability:>10g}  {_numbers(row.position):<20}{end}"
        lines.append(line.rstrip())
    lines += ["", f"{'':<32}{'  '.join(f'{name:>12}' for name in found.dimensions)}"]
    lines.append(_line(f"forecast ({found.model})", found.forecast.position))
    lines.append(_line("weighted mean (benchmark)", found.benchmark.weighted_mean))
    lines.append(_line("weighted median (benchmark)", found.benchmark.weighted_median))
    lines += [] if found.ensemble is None else _spread(found.ensemble)
    if found.forecast.status != SETTLED:
        lines.append(f"status: {found.forecast.status}. {found.forecast.advice}")
    return "\n".join(lines + _decided(found))


def _spread(found: SpatialSpread) -> list[str]:
    lines = [
        _line(f"over {len(found.runs)} sets of options: 5 %", found.q05),
        _line("                       median", found.q50),
        _line("                         95 %", found.q95),
    ]
    counted = Counter(run.status for run in found.runs if run.status != SETTLED)
    if counted:
        lines.append("of which " + ", ".join(f"{n} {status}" for status, n in counted.items()))
    return lines


def _line(label: str, numbers: Sequence[float]) -> str:
    return f"{label:<32}{'  '.join(f'{x:>12.2f}' for x in numbers)}"


def _numbers(values: Sequence[float]) -> str:
    return ", ".join(f"{x:.1f}" for x in values)


def _decided(told: DecisionForecast) -> list[str]:
    found = told.decision
    if found is None:
        return []
    lines = ["", f"rule: {found.rule}, status quo at {_numbers(found.status_quo)}"]
    if found.passes:
        lines.append(f"The forecast passes: {_numbers(found.position)}.")
    else:
        lines.append(
            f"Adopted: {_numbers(found.position)}, {100 * found.way:.1f} % of the way to the forecast."
        )
        lines.append(f"Against going further: {', '.join(found.blocked_by)}.")
        alone = found.blocked_alone_by
        if alone and alone != found.blocked_by:
            lines.append(f"Alone enough to stop it: {', '.join(alone)}.")
    return lines
