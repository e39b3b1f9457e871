"""Private numbers as moves: the type of whoever knows the number, hidden from all others.

A number that some actors know becomes a hidden chance move before all others, with K + 1 options. One
is the *truth*: the draw's own value, with chance 1, which nobody who does not know it thinks possible.
The others are the K *cells* of the distribution, each with its mean and with chance 0, in which all who
do not know it believe alike. So play follows what is known and believed, endings follow the draw, the
answer moves with the draw's value without a jump from cell to cell, and nobody's belief depends on the
value. Who knows the number sees the move; what it thought before is never asked for, and is the same
for every type. Source: Harsanyi (1967), with the truth beside the types that are believed in;
docs/design/020.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from standoff.draws.correlating import groups
from standoff.evidence.records import Rests
from standoff.expressions import Expression, constant, names_of, nodes
from standoff.expressions import replace as put_in
from standoff.expressions.partial_evaluation import root_of
from standoff.scenario.records import Move, Parameter, Scenario, knowers

TRUTH = "truth"
CELL, SHARE, OWN = "cell", "share", "own"  # what a private number gives: means, chances of cells, of types
BETWEEN = "_of_"

Shares = dict[str, Expression | None]


def move_of(name: str) -> str:
    """The name of the move that decides a private number's type; no name of the text has a dot."""
    return f"{name}.type"


def with_types(scenario: Scenario) -> Scenario:
    """The scenario with a hidden chance move for each private number that play reads; else itself."""
    private = _private(scenario)
    if not private or scenario.as_written is not None:
        return scenario
    values: dict[str, Expression] = {name: _value(name, private[name].cells) for name in private}
    for name, made in scenario.parameters.items():  # derived ones stand behind their inputs
        if made.derived is not None and set(names_of(made.derived)) & set(values):
            values[name] = put_in(made.derived, columns=values)
    types = _types(scenario, private)
    return replace(
        scenario,
        moves={**types, **{name: _in_move(move, values) for name, move in scenario.moves.items()}},
        payoffs={
            actor: {n: replace(t, expression=_put(t.expression, values)) for n, t in terms.items()}
            for actor, terms in scenario.payoffs.items()
        },
        as_written=scenario,
    )


def _private(scenario: Scenario) -> dict[str, Parameter]:
    """Drawn numbers that somebody does not know and that payoffs or chances read."""
    read = {n for terms in scenario.payoffs.values() for t in terms.values() for n in names_of(t.expression)}
    for move in scenario.moves.values():
        rows = [move.chance or {}, *move.believed.values()]
        read |= {n for row in rows for e in row.values() if e is not None for n in names_of(e)}
    for name in reversed(list(scenario.parameters)):
        derived = scenario.parameters[name].derived
        if name in read and derived is not None:
            read |= set(names_of(derived))
    return {
        name: made
        for name, made in scenario.parameters.items()
        if name in read
        and made.known_to is not None
        and made.draw is not None
        and not set(scenario.actors) <= made.known_to
    }


def _put(formula: Expression, values: Mapping[str, Expression]) -> Expression:
    return put_in(formula, columns=values) if set(names_of(formula)) & set(values) else formula


def _in_move(move: Move, values: Mapping[str, Expression]) -> Move:
    def row(shares: Mapping[str, Expression | None]) -> Shares:
        return {option: None if e is None else _put(e, values) for option, e in shares.items()}

    if move.chance is None:
        return move
    return replace(
        move, chance=row(move.chance), believed={actor: row(own) for actor, own in move.believed.items()}
    )


def _output(name: str, term: str, choice: str) -> Expression:
    node = nodes.output(name, term, choice, (), ())
    return Expression(node.key, None, node)


def _value(name: str, n_cells: int) -> Expression:
    """The number as its type has it: the draw's own, or the mean of a cell."""
    move = move_of(name)
    parts = [nodes.product((nodes.chose(move, (TRUTH,)), nodes.column(name)))]
    for cell in _cells(n_cells):
        parts.append(nodes.product((nodes.chose(move, (cell,)), root_of(_output(name, CELL, cell)))))
    return Expression(name, None, nodes.total(parts))


def _cells(n_cells: int) -> list[str]:
    return [f"cell_{k}" for k in range(1, n_cells + 1)]


def _types(scenario: Scenario, private: Mapping[str, Parameter]) -> dict[str, Move]:
    """The moves that decide the types, in the order of the text."""
    found = {}
    for name, made in private.items():
        partner = _partner(scenario, private, name)
        rows = {actor: _belief(name, made, partner, actor) for actor in scenario.actors}
        options = (TRUTH, *_cells(made.cells))
        zero: Shares = {option: constant(float(option == TRUTH)) for option in options}
        found[move_of(name)] = Move(
            name=move_of(name),
            title=f"{name.replace('_', ' ').capitalize()} (known to {knowers(made, scenario.actors)})",
            actor=None,
            options=options,
            values=None,
            when=None,
            chance=zero,
            believed=rows,
            sees=made.known_to or frozenset(),
            together=frozenset(),
            dates=None,
            says=f"its value, or one of the {made.cells} cells that the others believe in",
            rests=Rests("assumed"),
            unverified=False,
            span=made.span,
            private=name,
        )
    return found


@dataclass(frozen=True, slots=True)
class _Partner:
    """A private number with which another is correlated; `first` if its type is decided first."""

    name: str
    made: Parameter
    first: bool


def _partner(scenario: Scenario, private: Mapping[str, Parameter], name: str) -> _Partner | None:
    for group in groups(scenario.correlations):
        others = [other for other in private if other != name and other in group]
        if name in group and others:
            order = list(private)
            return _Partner(others[0], private[others[0]], order.index(others[0]) < order.index(name))
    return None


def _belief(name: str, made: Parameter, partner: _Partner | None, actor: str) -> Shares:
    """What an actor believes of the type before it sees anything.

    Who knows the number gives every type a chance, so that what it believes of other things is defined
    whatever its type is. Who knows only a correlated number believes in the cells as that number has it.
    """
    mine, cells = actor in (made.known_to or ()), _cells(made.cells)
    plain: Shares = dict.fromkeys((TRUTH, *cells), constant(1.0 / (1 + made.cells)))
    if not mine:
        plain = {TRUTH: constant(0.0), **dict.fromkeys(cells, constant(1.0 / made.cells))}
    if partner is None:
        return plain
    theirs = actor in (partner.made.known_to or ())
    if not partner.first:
        if not mine and theirs:
            return {TRUTH: constant(0.0), **{c: _output(name, OWN, c) for c in cells}}
        return plain
    if mine and theirs:
        return plain
    return {option: _after(name, made.cells, partner, option, mine=mine) for option in (TRUTH, *cells)}


def _after(name: str, n_cells: int, partner: _Partner, option: str, *, mine: bool) -> Expression:
    """The chance of a type, after each type of the correlated number that is decided first."""
    move, parts = move_of(partner.name), []
    for before in (TRUTH, *_cells(partner.made.cells)):
        choice = f"{option}{BETWEEN}{before}"
        if mine and before == TRUTH:  # who does not know that number never believes in its truth
            share = nodes.number(1.0 / (1 + n_cells))
        elif option == TRUTH and not mine:
            share = nodes.ZERO
        else:
            share = root_of(_output(name, OWN if mine else SHARE, choice))
        parts.append(nodes.product((nodes.chose(move, (before,)), share)))
    return Expression(f"{option} of {name}", None, nodes.total(parts))
