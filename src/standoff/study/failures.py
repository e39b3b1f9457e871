"""Finds why draws failed: the first number of the game, in the order of need, that is not finite in them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff import expressions
from standoff.expressions import Expression
from standoff.results.failures import NUMBER, OTHER, TERM, Failure
from standoff.study.rows import numbers_of
from standoff.study.settings import PART

if TYPE_CHECKING:
    import datetime as dt

    from standoff.compiler import Compiled

Floats = npt.NDArray[np.float64]
UNKNOWN = "the answer has a number that is not finite"
OUTSIDE = "a front or a summit has no answer"


def failures_of(compiled: Compiled, failed: npt.NDArray[np.bool_], *, seed: int) -> tuple[Failure, ...]:
    """Why the draws of a reading failed, the most frequent reason first.

    Parameters
    ----------
    failed : bool[draw]
    seed : of the run
    """
    found: dict[tuple[str, str], Failure] = {}
    for first in range(0, len(failed), PART):
        here = failed[first : first + PART]
        if here.any():
            for told in _of_part(compiled, here, first, seed):
                old = found.get((told.kind, told.name))
                n_draws = told.draws + (old.draws if old is not None else 0)
                share = n_draws / len(failed)
                kept = told if old is None else old
                found[told.kind, told.name] = kept.model_copy(update={"draws": n_draws, "share": share})
    return tuple(sorted(found.values(), key=lambda told: -told.draws))


def _of_part(compiled: Compiled, failed: npt.NDArray[np.bool_], first: int, seed: int) -> Iterator[Failure]:
    names = _read_by_game(compiled)
    try:
        columns = numbers_of(compiled, seed=seed, first=first, n_draws=len(failed), names=names)
    except (ArithmeticError, ValueError):  # such a draw is a failed one: see `work`
        yield _other(failed, first, OUTSIDE)
        return
    open_ = failed.copy()
    for one in _suspects(compiled, names, columns, len(failed)):
        bad = open_ & ~np.isfinite(one.values)
        if bad.any():
            draw = int(np.flatnonzero(bad)[0])
            yield Failure(
                kind=one.kind,
                name=one.name,
                formula=one.text,
                draws=int(bad.sum()),
                share=0.0,
                draw=first + draw,
                inputs=_inputs(compiled, one.reads, columns, draw),
                value=_said(float(one.values[draw])),
            )
            open_ &= ~bad
    if open_.any():
        yield _other(open_, first, UNKNOWN)


def _other(failed: npt.NDArray[np.bool_], first: int, said: str) -> Failure:
    draw = first + int(np.flatnonzero(failed)[0])
    return Failure(kind=OTHER, draws=int(failed.sum()), share=0.0, draw=draw, value=said)


def _read_by_game(compiled: Compiled) -> list[str]:
    """The parameters that the solved game reads, with those that they are made of, in order of need."""
    from standoff.compiler.processes import read_by

    scenario = compiled.scenario
    waiting = [name for cell in compiled.game.cells if isinstance(cell, Expression) for name in _names(cell)]
    waiting += [name for name in compiled.game.precision if name is not None]
    waiting += read_by(scenario, compiled.outputs)
    needed: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in needed and name in scenario.parameters:
            needed.add(name)
            derived = scenario.parameters[name].derived
            waiting += _names(derived) if derived is not None else ()
    return [name for name in scenario.parameters if name in needed]


def _names(formula: Expression) -> tuple[str, ...]:
    return tuple(expressions.names_of(formula))


@dataclass(frozen=True, slots=True)
class _Suspect:
    """What can be not finite: its formula as written, the numbers that it reads, float64[draw] values."""

    kind: str
    name: str
    text: str
    reads: tuple[str, ...]
    values: Floats


def _suspects(
    compiled: Compiled, names: list[str], columns: Mapping[str, Floats], n_draws: int
) -> Iterator[_Suspect]:
    """Parameters in the order of need, then the parts of payoffs."""
    scenario = compiled.scenario
    for name in names:
        parameter = scenario.parameters[name]
        if parameter.derived is not None:
            reads = _names(parameter.derived)
            yield _Suspect(NUMBER, name, str(parameter.derived), reads, columns[name])
        elif parameter.draw is not None:
            yield _Suspect(NUMBER, name, parameter.draw.text, (), columns[name])
    paid = {
        cell: compiled.trace.sources[source]
        for settled in compiled.trace.packed.terms
        for source, cell in settled
    }
    for number, term in paid.items():
        cell = compiled.game.cells[number] if number < len(compiled.game.cells) else None
        if term is not None and isinstance(cell, Expression):
            actor, name = term
            said = str(scenario.payoffs[actor][name].expression)
            values = expressions.evaluate(cell, columns, n_draws)
            yield _Suspect(TERM, f"{actor}.{name}", said, _names(cell), values)


def _inputs(
    compiled: Compiled, reads: Iterable[str], columns: Mapping[str, Floats], draw: int
) -> dict[str, float | dt.date | str]:
    """The numbers that a formula names, in one draw."""
    found: dict[str, float | dt.date | str] = {}
    for name in dict.fromkeys(reads):
        value = float(columns[name][draw])
        if not math.isfinite(value):
            found[name] = _said(value)
        else:
            dated = compiled.scenario.parameters[name].unit == "date"
            found[name] = expressions.date_of(value) if dated else value
    return found


def _said(value: float) -> str:
    if math.isnan(value):
        return "not a number"
    return "infinite" if value > 0 else "minus infinite"
