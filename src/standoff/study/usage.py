"""Which parameters of a reading some result depends on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from standoff import expressions

if TYPE_CHECKING:
    from standoff.compiler import Compiled
    from standoff.scenario.records import Scenario


def used_parameters(compiled: Compiled) -> frozenset[str]:
    """Parameters on which some result depends, through derived ones too."""
    scenario = compiled.scenario
    waiting = [*compiled.columns_needed, *_in_conclusions(scenario), *_in_dates(scenario)]
    used: set[str] = set()
    while waiting:
        name = waiting.pop()
        parameter = scenario.parameters.get(name)
        if name in used or parameter is None:
            continue
        used.add(name)
        if parameter.derived is not None:
            waiting += expressions.names_of(parameter.derived)
    return frozenset(used)


def _in_conclusions(scenario: Scenario) -> Iterable[str]:
    for conclusion in scenario.conclusions.values():
        yield from expressions.names_of(conclusion.holds_when)


def _in_dates(scenario: Scenario) -> Iterable[str]:
    for move in scenario.moves.values():
        if move.dates is not None:
            yield from (date for date in (move.dates.start, move.dates.end) if isinstance(date, str))
