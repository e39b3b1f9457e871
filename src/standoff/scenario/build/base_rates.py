"""Base rates that parameters are drawn from: what they rest on, and what is said of their selection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from standoff.draws import BaseRate, Distribution, named_in
from standoff.errors import Problem
from standoff.scenario.records import Parameter


def source_of(draw: Distribution | None) -> str:
    """Definition, count, selection and source of the base rate that a distribution calls; "" for others.

    Examples
    --------
    >>> from standoff.draws import no_spans, parse_distribution
    >>> source_of(parse_distribution("base_rate(defender_fights_nuclear)", no_spans, "x"))[:23]
    'Base rate: 2 of 3 (0.66'
    >>> source_of(None)
    ''
    """
    rate = named_in(draw.text) if draw is not None else None
    if rate is None:
        return ""
    counted = "; ".join(part for part in (f"{rate.counted}: {rate.definition}", rate.note) if part)
    source = f"Source: {rate.source}" if rate.source else ""
    return ". ".join(part for part in (f"Base rate: {counted}", _selection(rate), source) if part)


def _selection(rate: BaseRate) -> str:
    return f"Selected cases, not the chance of this one: {rate.selected}" if rate.selected else ""


def selected_rates(readings: Iterable[Mapping[str, Parameter]]) -> list[Problem]:
    """A note on each base rate of selected cases for which no claim says that it applies here."""
    found: dict[object, Problem] = {}
    for parameters in readings:
        for name, made in parameters.items():
            rate = named_in(made.draw.text) if made.draw is not None else None
            if rate is None or not rate.selected or made.rests.because or made.rests.against:
                continue
            what = (
                f"The parameter `{name}` takes the base rate `{rate.name}`, {rate.counted}, for a chance "
                f"here, but its cases are selected: {rate.selected}."
            )
            expected = "Expected a claim under `because:` that the class applies, or one under `against:`."
            found[made.span] = Problem("S611", what, expected, "Or write a wider distribution.", made.span)
    return list(found.values())
