"""What fronts and summits have in common: the moves that they depend on are public."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from standoff.errors import Span
from standoff.expressions import Expression, base_of, moves_of
from standoff.scenario.build.stage_names import states_of
from standoff.scenario.build.symbols import Symbols
from standoff.scenario.records import Front, Move, Summit


def formulas_of(process: Front | Summit) -> list[Expression]:
    """All expressions of a front or a summit."""
    if not isinstance(process, Front):
        return list(process.formulas())
    dated = [f for s in process.schedules for f in (s.amount, s.start, s.end) if f is not None]
    return [*process.parameters.values(), *dated]


def check_public(
    processes: Iterable[Front | Summit], moves: Mapping[str, Move], actors: Collection[str], symbols: Symbols
) -> None:
    """Complain (S612) of each move that a process depends on and that some actor does not see.

    A process is run once for each way in which its moves can go, and its numbers are common
    knowledge: an actor that sees them would learn what it is not meant to see. A move that a reading
    fixes or switches off is known to all.
    """
    for process in processes:
        kind = "front" if isinstance(process, Front) else "summit"
        for name, move in _moves_of(process, moves, symbols):
            if move.off or move.fixed is not None:
                continue
            blind = [actor for actor in actors if actor not in move.sees]
            if not blind:
                continue
            who = _listed(blind)
            does = "does" if len(blind) == 1 else "do"
            symbols.complain(
                "S612",
                f"The {kind} `{process.name}` depends on the move `{name}`, which {who} {does} not see.",
                _place(process, name),
                expected=f"Expected a move that all actors see: all know the numbers of a {kind}.",
                fix=f"Delete `seen_by` and `hidden_from` of `{name}`, or leave it out of the {kind}.",
            )


def _moves_of(
    process: Front | Summit, moves: Mapping[str, Move], symbols: Symbols
) -> Iterator[tuple[str, Move]]:
    """The moves that a process depends on; of a carried state, the stage that the fewest see."""
    states = states_of(symbols.blocks)
    for name in process.moves:
        if name in states:
            block, inner = states[name]
            stages = [moves[own] for s in block.stages if (own := block.move(inner, s.number)) in moves]
            yield from ((name, move) for move in sorted(stages, key=lambda move: len(move.sees))[:1])
        elif name in moves:
            yield name, moves[name]


def _listed(names: Sequence[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _place(process: Front | Summit, move: str) -> Span:
    """Where a process names a move: the word itself where the expression stands on one line."""
    formula = next((f for f in formulas_of(process) if move in moves_of(f)), None)
    return process.span if formula is None or formula.span is None else part_of_formula(formula, move)


def part_of_formula(formula: Expression, word: str) -> Span:
    """The place of a word in an expression, or of the whole where it is folded over lines.

    Examples
    --------
    >>> from standoff.expressions import parse
    >>> at = Span("x.yaml", 3, 6, 20, "  a: 1 if help == no")
    >>> part_of_formula(parse("1 if help == no", at), "help").column
    11
    """
    span = formula.span
    if span is None:
        raise ValueError("the expression stands in no file")
    first = span.source_line.find(formula.text, span.column - 1)
    found = re.search(rf"(?<![A-Za-z0-9_]){re.escape(base_of(word))}(?![A-Za-z0-9_])", formula.text)
    if first < 0 or found is None:
        return span
    start = first - (span.column - 1)
    return span.part(start + found.start(), start + found.end())
