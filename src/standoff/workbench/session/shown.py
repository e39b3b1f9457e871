"""Numbers and moves of a reading as a page shows them: ranges, ends, a small density, what they rest on."""

from __future__ import annotations

import math

import numpy as np

from standoff.draws import Distribution
from standoff.results.session import ShownMove, ShownNumber
from standoff.scenario.records import Parameter, Scenario

LEVELS = np.array([0.05, 0.5, 0.95])
OUTER = np.array([0.002, 0.998])  # a density is drawn between these
BINS = 40
BOUNDED = ("probability", "share")  # units whose numbers lie between 0 and 1


def number_shown(parameter: Parameter, used: bool) -> ShownNumber:
    """A number with its range and density.

    Examples
    --------
    >>> from standoff import scenario
    >>> told = number_shown(scenario.load("selected-reliability").reading().parameters["reliability"], True)
    >>> told.kind, round(told.low, 3), round(told.high, 3), told.floor, told.ceiling
    ('drawn', 0.05, 0.95, 0.0, 1.0)
    """
    rests = parameter.rests
    told = ShownNumber(
        name=parameter.name,
        says=parameter.says,
        unit=parameter.unit,
        kind=_kind(parameter),
        text=parameter.draw.text if parameter.draw is not None else str(parameter.derived or ""),
        set_by=rests.set_by,
        because=list(rests.because),
        source=rests.source,
        unverified=parameter.unverified,
        used=used,
    )
    if parameter.draw is None:
        return told
    low, middle, high = (float(value) for value in parameter.draw.quantile(LEVELS))
    floor, ceiling = _ends(parameter.draw, parameter.unit)
    first, last, heights = density(parameter.draw)
    return told.model_copy(
        update={"low": low, "middle": middle, "high": high, "floor": floor, "ceiling": ceiling}
        | {"density": heights, "density_from": first, "density_to": last}
    )


def density(draw: Distribution) -> tuple[float | None, float | None, list[float]]:
    """Where a density begins and ends, and its heights by mass a bin; none for one value."""
    if draw.is_constant:
        return None, None, []
    first, last = (float(value) for value in draw.quantile(OUTER))
    if not (math.isfinite(first) and math.isfinite(last) and first < last):
        return None, None, []
    edges = np.linspace(first, last, BINS + 1)
    mass = np.diff(draw.cdf(edges))
    mass[0] += float(draw.cdf(edges[:1])[0]) if draw.kind == "whole" else 0.0
    top = float(mass.max())
    return (first, last, [round(float(x) / top, 3) for x in mass]) if top > 0.0 else (None, None, [])


def moves_shown(scenario: Scenario) -> list[ShownMove]:
    """The moves that somebody or chance makes, in the order of play; what follows from others is left out."""
    return [
        ShownMove(
            name=move.name,
            title=move.title,
            actor=move.actor,
            options=list(move.options),
            fixed=move.fixed,
            off=move.off,
        )
        for move in scenario.moves.values()
        if not move.state
    ]


def _kind(parameter: Parameter) -> str:
    if parameter.draw is None:
        return "derived"
    return "constant" if parameter.draw.is_constant else "drawn"


def _ends(draw: Distribution, unit: str) -> tuple[float | None, float | None]:
    """Beyond which it cannot be turned: of a number with one value, what its unit says."""
    if unit in BOUNDED:
        return 0.0, 1.0
    if draw.is_constant:
        return (0.0, None) if draw.mean > 0.0 and unit in ("days", "per_month") else (None, None)
    low, high = draw.support
    return (low if math.isfinite(low) else None, high if math.isfinite(high) else None)
