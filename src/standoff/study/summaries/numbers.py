"""The parameters of a reading with range and source, and how many of its numbers rest on nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff import expressions
from standoff.draws import spearman
from standoff.results.run.manifest import Manifest
from standoff.results.run.parameters import Level, ParameterRow
from standoff.results.run.summary import Assumptions, RankCorrelation
from standoff.scenario.records import knowers
from standoff.scenario.stated_numbers import count_numbers
from standoff.study.rows import parameters_of
from standoff.study.settings import PART
from standoff.study.usage import used_parameters

if TYPE_CHECKING:
    from standoff.compiler import Compiled
    from standoff.scenario.records import Actor, Move, Parameter, Scenario

Floats = npt.NDArray[np.float64]

RANGED = PART  # draws from which the ranges of parameters are read


def parameter_rows(compiled: Compiled, base: Scenario, manifest: Manifest) -> list[ParameterRow]:
    """The content of `parameters/<reading>.json`, in the order of the text (docs/design/004)."""
    scenario = compiled.scenario
    n_draws = min(RANGED, manifest.draws)
    columns = parameters_of(compiled, seed=manifest.seed, first=0, n_draws=n_draws)
    used = used_parameters(compiled)
    return [
        _row(parameter, columns[name], name in used, (base.parameters.get(name), scenario.actors))
        for name, parameter in scenario.parameters.items()
    ]


def correlations_reached(compiled: Compiled, *, seed: int, n_draws: int) -> tuple[RankCorrelation, ...]:
    """The rank correlations that the scenario asks for, beside those of the run's first draws.

    Those that the reading leaves void, since it says a number, are reached nowhere.
    """
    asked, held = compiled.scenario.written_correlations, compiled.scenario.correlations
    if not asked:
        return ()
    n_read = min(RANGED, n_draws)
    columns = parameters_of(compiled, seed=seed, first=0, n_draws=n_read, names=())
    return tuple(
        RankCorrelation(
            between=(pair.a, pair.b),
            asked=pair.rank,
            reached=spearman(columns[pair.a], columns[pair.b]) if pair in held else None,
            draws=n_read,
        )
        for pair in asked
    )


def _row(
    parameter: Parameter, values: Floats, used: bool, known: tuple[Parameter | None, Mapping[str, Actor]]
) -> ParameterRow:
    base, actors = known
    finite = values[np.isfinite(values)]
    level = expressions.date_of if parameter.unit == "date" else float
    told: list[Level] = [None] * 4  # it is undefined in every draw
    if len(finite):
        told = [level(float(q)) for q in (*np.quantile(finite, (0.05, 0.5, 0.95)), finite.mean())]
    low, middle, high, mean = told
    return ParameterRow(
        name=parameter.name,
        says=parameter.says,
        unit=parameter.unit,
        kind=_kind(parameter),
        text=_text(parameter, actors),
        q05=low,
        q50=middle,
        q95=high,
        mean=mean,
        because=list(parameter.rests.because),
        against=list(parameter.rests.against),
        set_by=parameter.rests.set_by,
        source=parameter.rests.source,
        unverified=parameter.unverified,
        used=used,
        undefined=1.0 - len(finite) / len(values),
        changed=base is None or (parameter.draw, parameter.derived) != (base.draw, base.derived),
    )


def _kind(parameter: Parameter) -> str:
    if parameter.draw is None:
        return "derived"
    return "constant" if parameter.draw.is_constant else "drawn"


def _text(parameter: Parameter, actors: Mapping[str, Actor]) -> str:
    written = str(parameter.derived or "") if parameter.draw is None else parameter.draw.text
    known = f"known to {knowers(parameter, actors)}" if parameter.known_to is not None else ""
    if known and parameter.draw is not None:
        known += f"; the others hold {parameter.cells} cells of it"
    return "; ".join(part for part in (written, known) if part)


def count_assumptions(compiled: Mapping[str, Compiled]) -> Assumptions:
    """How many numbers the scenario has, how many are assumed, and what in it is unverified.

    Numbers are those of the first reading, see `count_numbers`. `unverified_in_use` counts the unverified
    claims, numbers and moves on which a number, a payoff term or a move that some reading's game reads rests.
    """
    counted = count_numbers(next(iter(compiled.values())).scenario)
    unverified: set[tuple[str, str]] = set()
    in_use: set[tuple[str, str]] = set()
    for game in compiled.values():
        unverified |= _unverified(game.scenario)
        in_use |= _leaned_on(game) & _unverified(game.scenario)
    return Assumptions(
        numbers=counted.numbers,
        assumed=counted.assumed,
        unnamed=counted.unnamed,
        unused=counted.unused,
        unverified=len(unverified),
        unverified_in_use=len(in_use),
    )


def _unverified(scenario: Scenario) -> set[tuple[str, str]]:
    found = {("claim", name) for name, claim in scenario.claims.items() if claim.unverified}
    found |= {("number", name) for name, number in scenario.parameters.items() if number.unverified}
    return found | {("move", name) for name, move in scenario.moves.items() if move.unverified}


def _leaned_on(compiled: Compiled) -> set[tuple[str, str]]:
    """Numbers, moves and terms that the game reads, and the claims that these name as reasons.

    A move that can happen in no draw (a chance of 0 for everybody) has no node and is not in use.
    """
    scenario = compiled.scenario
    numbers = {name: scenario.parameters[name] for name in used_parameters(compiled)}
    moves: dict[str, Move] = {
        name: scenario.moves[name] for name in set(compiled.game.labels.node_move) - {""}
    }
    found = {("number", name) for name in numbers} | {("move", name) for name in moves}
    sources = {source for paid in compiled.count.packed.terms for source, _ in paid}
    used = [term for term in (compiled.trace.sources[source] for source in sorted(sources)) if term]
    terms = (scenario.payoffs[actor][name] for actor, name in used)
    rests = [number.rests for number in numbers.values()]
    rests += [move.rests for move in moves.values()] + [term.rests for term in terms]
    rests += [reasons for move in moves.values() for reasons in move.believed_rests.values()]
    for reasons in rests:
        found |= {("claim", claim) for claim in reasons.because}
    return found
