"""Finds why draws failed: the first number of the game, in the order of need, that cannot be played.

That is a number that is not finite, or a chance that is no probability: outside [0, 1], or one of some
that do not add up to 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from standoff import expressions
from standoff.expressions import Expression
from standoff.game import bind, chance_tables
from standoff.game.binding import CHANCE_TOLERANCE
from standoff.results.run.failures import CHANCE, NUMBER, OTHER, SUM, TERM, Failure
from standoff.study.rows import numbers_of
from standoff.study.settings import PART

if TYPE_CHECKING:
    import datetime as dt

    from standoff.compiler import Compiled
    from standoff.errors import Span

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
UNKNOWN = "the answer has a number that is not finite"
OUTSIDE = "a front or a summit has no answer"


def failures_of(compiled: Compiled, failed: Bools, *, seed: int) -> tuple[Failure, ...]:
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


def _of_part(compiled: Compiled, failed: Bools, first: int, seed: int) -> Iterator[Failure]:
    names = _read_by_game(compiled)
    try:
        columns = numbers_of(compiled, seed=seed, first=first, n_draws=len(failed), names=names)
    except (ArithmeticError, ValueError):  # such a draw is a failed one: see `work`
        yield _other(failed, first, OUTSIDE)
        return
    open_ = failed.copy()
    for one in _suspects(compiled, names, columns, len(failed)):
        bad = open_ & one.bad
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
                value=one.told(draw),
                place="" if one.span is None else f"{Path(one.span.file).name}:{one.span.line}",
            )
            open_ &= ~bad
    if open_.any():
        yield _other(open_, first, UNKNOWN)


def _other(failed: Bools, first: int, said: str) -> Failure:
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
    """What can be at fault: its formula as written, the numbers that it reads, float64[draw] values.

    bad : bool[draw], where it is at fault
    """

    kind: str
    name: str
    text: str
    reads: tuple[str, ...]
    values: Floats
    bad: Bools
    span: Span | None

    def told(self, draw: int) -> str:
        """What it comes to in a draw."""
        value = float(self.values[draw])
        if not math.isfinite(value):
            return _said(value)
        if self.kind == SUM:
            return f"{value:.6g}, {'more' if value > 1 else 'less'} than 1"
        return f"{value:.6g}, {'above 1' if value > 1 else 'below 0'}"


def _suspects(
    compiled: Compiled, names: list[str], columns: Mapping[str, Floats], n_draws: int
) -> Iterator[_Suspect]:
    """Parameters in the order of need, then the parts of payoffs, then the chance moves."""
    scenario = compiled.scenario
    for name in names:
        made = scenario.parameters[name]
        if made.derived is not None:
            said, reads = str(made.derived), _names(made.derived)
            yield _not_finite((NUMBER, name, said), reads, columns[name], made.span)
        elif made.draw is not None:
            yield _not_finite((NUMBER, name, made.draw.text), (), columns[name], made.span)
    paid = {
        cell: compiled.trace.sources[source]
        for settled in compiled.trace.packed.terms
        for source, cell in settled
    }
    for number, term in paid.items():
        cell = compiled.game.cells[number] if number < len(compiled.game.cells) else None
        if term is not None and isinstance(cell, Expression):
            actor, name = term
            paid_by = scenario.payoffs[actor][name].expression
            values = expressions.evaluate(cell, columns, n_draws)
            yield _not_finite((TERM, f"{actor}.{name}", str(paid_by)), _names(cell), values, paid_by.span)
    yield from _chances(compiled, columns, n_draws)


def _not_finite(
    said: tuple[str, str, str], reads: tuple[str, ...], values: Floats, span: Span | None
) -> _Suspect:
    return _Suspect(*said, reads, values, ~np.isfinite(values), span)


def _chances(compiled: Compiled, columns: Mapping[str, Floats], n_draws: int) -> Iterator[_Suspect]:
    """Every chance, as it is and as players believe it, history by history; then their sums."""
    game = compiled.game
    bound = bind(game, columns, n_draws)
    for table in chance_tables(game):
        move = compiled.scenario.moves[table.move]
        written = (move.believed.get(table.believer) if table.believer else None) or move.chance or {}
        whose = f", as `{table.believer}` believes" if table.believer in move.believed else ""
        texts: list[str] = []
        reads: list[str] = []
        for option, cell in zip(table.options, table.cells, strict=True):
            formula, settled, value = written.get(option), game.cells[cell], bound.cell[cell]
            text, span = ("rest", move.span) if formula is None else (str(formula), formula.span or move.span)
            own = _names(settled) if isinstance(settled, Expression) else ()
            texts, reads = [*texts, text], [*reads, *own]
            outside = ~np.isfinite(value) | (value < -CHANCE_TOLERANCE) | (value > 1 + CHANCE_TOLERANCE)
            if formula is not None:  # the rest is what the others leave
                yield _Suspect(CHANCE, f"{move.name}={option}", text + whose, own, value, outside, span)
        total = np.zeros(n_draws)
        for cell in table.cells:
            total += bound.cell[cell] if isinstance(game.cells[cell], Expression) else 0.0
        off = total > 1 + CHANCE_TOLERANCE
        if "rest" not in texts:
            off |= total < 1 - CHANCE_TOLERANCE
        added = " + ".join(f"({text})" for text in texts if text != "rest")
        yield _Suspect(SUM, move.name, added + whose, tuple(reads), total, off, move.span)


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
