"""Private numbers: who knows a parameter's value, into how many cells the others' view of it is cut.

`known_to:` stands on a drawn parameter. A front, a summit, a date and a precision are common knowledge,
so none of them may rest on a private number. What the game makes of it is in `compiler.private_numbers`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from standoff.draws import Correlation, Distribution
from standoff.draws.cells import FEWEST, MOST, MOST_JOINT, USUAL
from standoff.draws.correlating import groups
from standoff.errors import Span
from standoff.expressions import names_of
from standoff.scenario.build.draft import Entry
from standoff.scenario.build.processes import formulas_of
from standoff.scenario.build.symbols import Symbols
from standoff.scenario.records import Front, Move, Parameter, Play, Summit
from standoff.scenario.yaml.nodes import Scalar, scalars

NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Who knows a number (None: everybody), and into how many cells the others cut it."""

    known_to: frozenset[str] | None = None
    cells: int = USUAL


def knowledge_of(entry: Entry, draw: Distribution | None, symbols: Symbols) -> Knowledge:
    """What stands under `known_to` and `cells`; a reading keeps what the file says."""
    name = entry.key.text
    own = [one.pairs for one in (entry, entry.before) if one is not None and one.pairs is not None]
    whose = next((pairs for pairs in own if pairs.get("known_to") is not None), None)
    counted = next((pairs for pairs in own if pairs.get("cells") is not None), None)
    cells = _cells(counted.get("cells") if counted is not None else None, symbols)
    if whose is None:
        if counted is not None:
            key = counted.key("cells")
            what = f"The parameter `{name}` has `cells`, but everybody knows it."
            fix = "Say under `known_to:` who knows it, or delete `cells:`."
            symbols.complain("S481", what, key.span if key is not None else entry.key.span, fix=fix)
        return Knowledge()
    named = scalars(whose.get("known_to"))
    if draw is None or draw.is_constant:
        if entry.before is None:  # a reading may say what the number is: then all know it
            what = f"The parameter `{name}` is known to some, but it is not drawn."
            fix = "Write `known_to:` on the drawn numbers that it is made of."
            fix = fix if draw is None else "Give it a distribution, or delete `known_to:`."
            symbols.complain(
                "S480", what, _span(named, entry), expected="Expected `draw:` beside it.", fix=fix
            )
        return Knowledge()
    if [node.text for node in named] == [NOBODY]:
        return Knowledge(frozenset(), cells)
    known = [node.text for node in named if symbols.known(node, "actor", "S403")]
    if not named:
        what = f"No actor is named who knows the parameter `{name}`."
        symbols.complain("S481", what, entry.key.span, fix="Name them, or write `known_to: nobody`.")
    return Knowledge(frozenset(known), cells)


def _span(named: Sequence[Scalar], entry: Entry) -> Span:
    return named[0].span if named else entry.key.span


def _cells(node: object, symbols: Symbols) -> int:
    if not isinstance(node, Scalar):
        return USUAL
    number = int(node.text) if node.kind == "whole" and len(node.text) < 4 else 0
    if FEWEST <= number <= MOST:
        return number
    what = f"The number of cells is `{node.text}`."
    expected = f"Expected a whole number from {FEWEST} to {MOST}."
    symbols.complain("S481", what, node.span, expected=expected)
    return USUAL


def inherited(parameters: Mapping[str, Parameter]) -> dict[str, Parameter]:
    """The parameters, with those that are made of private numbers known to whom knows all of these."""
    found: dict[str, Parameter] = {}
    for name, made in parameters.items():  # derived ones stand behind their inputs
        inputs = [found[n] for n in names_of(made.derived) if n in found] if made.derived is not None else []
        private = [one.known_to for one in inputs if one.known_to is not None]
        if private:
            made = replace(made, known_to=frozenset.intersection(*private))
        found[name] = made
    return found


def check_private(
    parameters: Mapping[str, Parameter],
    processes: Sequence[Front | Summit],
    moves: Mapping[str, Move],
    play: Play,
    symbols: Symbols,
) -> None:
    """Complain of what is common knowledge and rests on a private number."""
    private = {name for name, made in parameters.items() if made.known_to is not None}
    for place, name, span in _common(processes, moves, play, parameters) if private else ():
        if name in private:
            what = f"{place} rests on `{name}`, which is not known to all."
            expected = "Fronts, summits, dates and precisions are common knowledge."
            made_of = " and ".join(f"`{own}`" for own in _drawn_behind(name, parameters))
            fix = f"Delete `known_to:` of {made_of}, or use another number here."
            symbols.complain("S482", what, span, expected=expected, fix=fix)


def _drawn_behind(name: str, parameters: Mapping[str, Parameter]) -> list[str]:
    """The private numbers that are drawn and that one is, or is made of."""
    derived = parameters[name].derived
    inputs = [n for n in names_of(derived) if parameters[n].known_to is not None] if derived else []
    return list(dict.fromkeys(own for n in inputs for own in _drawn_behind(n, parameters))) or [name]


def _common(
    processes: Sequence[Front | Summit], moves: Mapping[str, Move], play: Play, made: Mapping[str, Parameter]
) -> Iterator[tuple[str, str, Span]]:
    """What is common knowledge, each with the parameters that it names and where."""
    for process in processes:
        kind = "front" if isinstance(process, Front) else "summit"
        for formula in formulas_of(process):
            for name in names_of(formula):
                yield f"The {kind} `{process.name}`", name, formula.span or process.span
    for move in moves.values():
        for day in (move.dates.start, move.dates.end) if move.dates is not None else ():
            if isinstance(day, str):
                yield f"The date of the move `{move.name}`", day, move.span
    for name in dict.fromkeys(play.precision.values()):
        if name in made:
            yield "Play", name, made[name].span


def check_joint(
    correlations: Sequence[Correlation], parameters: Mapping[str, Parameter], at: Span, symbols: Symbols
) -> None:
    """Complain of correlations for which there would be too many cells, or none."""
    for group in groups(correlations):
        private = [name for name in group if parameters[name].known_to is not None]
        listed = ", ".join(f"`{name}`" for name in private)
        sizes = [parameters[name].cells for name in private]
        if len(private) > 2:
            what = f"The private numbers {listed} are correlated with each other."
            expected = "Expected at most two private numbers in a group that hangs together."
            symbols.complain("S483", what, at, expected=expected, fix="Leave out a correlation.")
        elif len(private) == 2 and sizes[0] * sizes[1] > MOST_JOINT:
            what = f"The private numbers {listed} are correlated: {sizes[0]} times {sizes[1]} cells."
            expected = f"Expected at most {MOST_JOINT} joint cells."
            symbols.complain("S483", what, at, expected=expected, fix="Write fewer `cells:` for one of them.")
        for name in group if private else ():
            draw = parameters[name].draw
            if draw is not None and draw.kind != "continuous":
                what = f"{listed} {'is' if len(private) == 1 else 'are'} correlated with or by `{name}`, "
                what += "whose values have a chance of their own."
                expected = "Cells given another number need ranks without ties: a continuous distribution."
                symbols.complain("S484", what, at, expected=expected, fix="Leave out the correlation.")
