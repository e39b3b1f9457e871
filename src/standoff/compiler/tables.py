"""Turns expressions over moves into tables: of cells (numbers over parameters) or of truths."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np

from standoff.compiler.residuals import ONE_CELL, ZERO_CELL, Residuals, Table
from standoff.errors import Problem, Span, StandoffError
from standoff.expressions import Expression, constant, constant_of, key, names_of, replace, settle, truth_of
from standoff.expressions.nodes import Node
from standoff.game import Rest
from standoff.scenario.records import Move, Scenario

LARGEST_TABLE = 100_000
MOST_WHOLE = 1_000  # up to here products and sums of a written length are exact


def expression_of(node: Node) -> Expression:
    """A node as an expression of its own."""
    return Expression(node.key, None, node)


class Cells:
    """The distinct formulas of a game's numbers; equal formulas are one cell.

    Parameters that are plain numbers are put in, so that what is zero for certain is known to be.
    """

    def __init__(self, constants: Mapping[str, float]) -> None:
        self.constants = {name: constant(value) for name, value in constants.items()}
        self.formulas: list[Expression | Rest] = [constant(0.0), constant(1.0)]
        self._number: dict[object, int] = {key(constant(0.0)): ZERO_CELL, key(constant(1.0)): ONE_CELL}

    def number(self, formula: Expression) -> int:
        """The cell of a formula over parameters."""
        if self.constants and any(name in self.constants for name in names_of(formula)):
            formula = replace(formula, columns=self.constants)
        return self._intern(key(formula), formula)

    def rest(self, others: Sequence[int]) -> int:
        """The cell of what other cells leave of 1."""
        known = [self.constant(i) for i in others]
        if all(value is not None for value in known):
            left = constant(1.0 - sum(value or 0.0 for value in known))
            return self._intern(key(left), left)
        return self._intern(("rest", tuple(sorted(others))), Rest(tuple(others)))

    def constant(self, number: int) -> float | None:
        formula = self.formulas[number]
        return None if isinstance(formula, Rest) else constant_of(formula)

    def _intern(self, own: object, formula: Expression | Rest) -> int:
        if own not in self._number:
            self._number[own] = len(self.formulas)
            self.formulas.append(formula)
        return self._number[own]


class Tables:
    """Makes residuals of expressions, for one scenario."""

    def __init__(self, scenario: Scenario, cells: Cells, residuals: Residuals) -> None:
        self.cells, self.residuals = cells, residuals
        self.moves = list(scenario.moves.values())
        self.place = {move.name: i for i, move in enumerate(self.moves)}
        self.rows: list[tuple[tuple[int, ...], ...]] = []
        self._row_number: dict[tuple[tuple[int, ...], ...], int] = {}

    def truth(self, condition: Expression, span: Span) -> int:
        """Residual of a condition over moves."""
        return self._residual([condition], span, lambda settled: int(bool(truth_of(settled[0]))))

    def amount(self, expression: Expression, span: Span) -> int:
        """Residual of a number over moves and parameters, as cells."""
        return self._residual([expression], span, lambda settled: self.cells.number(settled[0]))

    def probabilities(self, believers: Sequence[Sequence[Expression | None]], span: Span) -> int:
        """Residual of a chance move: rows of cells for each believer, interned in `rows`.

        believers : for each believer, an expression an option; None is what the others leave
        """
        given = [e for row in believers for e in row if e is not None]

        def number(settled: Sequence[Expression]) -> int:
            rest = iter(settled)
            row = []
            for believer in believers:
                cells = [self.cells.number(next(rest)) if e is not None else -1 for e in believer]
                if -1 in cells:
                    cells[cells.index(-1)] = self.cells.rest([c for c in cells if c != -1])
                row.append(tuple(cells))
            return self._row(tuple(row))

        return self._residual(given, span, number)

    def menu(self, move: Move) -> tuple[int, tuple[tuple[int, ...], ...]]:
        """Residual of a decision's menu, and the open options of each menu that it can give."""
        conditions, menus = list(move.open_when.values()), []

        def number(settled: Sequence[Expression]) -> int:
            closed = {o for o, e in zip(move.open_when, settled, strict=True) if truth_of(e) is False}
            menu = tuple(i for i, option in enumerate(move.options) if option not in closed)
            if menu not in menus:
                menus.append(menu)
            return menus.index(menu)

        return self._residual(conditions, move.span, number), tuple(menus)

    def _row(self, row: tuple[tuple[int, ...], ...]) -> int:
        if row not in self._row_number:
            self._row_number[row] = len(self.rows)
            self.rows.append(row)
        return self._row_number[row]

    def _residual(self, expressions, span, number) -> int:  # type: ignore[no-untyped-def]
        places = sorted({self.place[m] for e in expressions for m in _moves(e)})
        shape = [len(self.moves[p].options) + 1 for p in places]
        if len(places) > 1 and all(_picks(root) for e in expressions if (root := _root(e)) is not None):
            found = _Diagram(self, places, number).of(expressions)
        elif np.prod(shape, dtype=float) <= LARGEST_TABLE:
            values: Table = np.empty(shape, dtype=np.int32)
            for index in itertools.product(*(range(n) for n in shape)):
                history = self._history(places, index)
                values[index] = number([settle(e, history) for e in expressions])
            found = self.residuals.table(places, values)
        else:
            found = None
        if found is None:
            raise self._too_many(places, span)
        return found

    def _too_many(self, places: Sequence[int], span: Span) -> StandoffError:
        names = ", ".join(f"`{self.moves[p].name}`" for p in places)
        return StandoffError(
            Problem(
                "S602",
                f"this refers to {len(places)} moves at once ({names}).",
                f"Their options make more than {LARGEST_TABLE:,} combinations.",
                "Split it into parts joined by `and`, or into several terms.",
                span,
            )
        )

    def _history(self, places: Sequence[int], index: Sequence[int]) -> dict[str, str | None]:
        """Options by name; what is guarded against here, or closed, cannot have been made."""
        history: dict[str, str | None] = {}
        for place, value in zip(places, index, strict=True):
            history[self.moves[place].name] = self.option(place, value, history)
        return history

    def option(self, place: int, value: int, history: Mapping[str, str | None]) -> str | None:
        """The option numbered `value`, None where the move cannot have been made with it."""
        move = self.moves[place]
        option = move.options[value] if value < len(move.options) else None
        whether = [c for c in (move.when, move.open_when.get(option or "")) if c is not None]
        if move.off or any(truth_of(settle(c, history)) is False for c in whether):
            return None
        return option


class _Diagram:
    """Expressions that only pick by conditions, put into a residual move by move.

    Where two histories leave the same of all expressions, and of what opens the moves to come, what
    follows is made once. Cells are met in the order in which a table over all moves would meet them.
    """

    def __init__(self, tables: Tables, places: Sequence[int], number) -> None:  # type: ignore[no-untyped-def]
        self.tables, self.places, self.number = tables, places, number
        names = {tables.moves[place].name for place in places}
        guards = [tables.moves[place].conditions for place in places]
        reads = [names.intersection(m for c in own for m in _moves(c)) for own in guards]
        self.guarded = [sorted(set().union(*reads[i:])) for i in range(len(places))]
        self._known: dict[object, int] = {}
        self._left = LARGEST_TABLE

    def of(self, expressions: Sequence[Expression]) -> int | None:
        """The residual; None where it takes too many combinations."""
        return self._from(0, expressions, {})

    def _from(
        self, i: int, expressions: Sequence[Expression], history: Mapping[str, str | None]
    ) -> int | None:
        if i == len(self.places):
            return self.tables.residuals.leaf(self.number(expressions))
        seen = (i, tuple([key(e) for e in expressions]), tuple([history.get(m) for m in self.guarded[i]]))
        if seen not in self._known:
            place, after = self.places[i], []
            move = self.tables.moves[place]
            for value in range(len(move.options) + 1):
                self._left -= 1
                if self._left < 0:
                    return None
                known = {move.name: self.tables.option(place, value, history)}
                rest = self._from(i + 1, [settle(e, known) for e in expressions], {**history, **known})
                if rest is None:
                    return None
                after.append(rest)
            self._known[seen] = self.tables.residuals.branch(place, after)
        return self._known[seen]


def _picks(node: Node) -> bool:
    """Whether moves only decide which part counts, or are counted in whole numbers.

    Then the order in which moves become known cannot change the last digit of a number.
    """
    if not node.moves or node.kind in ("chose", "output"):
        return True
    if node.kind in ("and", "or", "not", "if"):
        return all(map(_picks, node.parts))
    return _whole(node)


def _whole(node: Node) -> bool:
    """Whether a part is a small whole number whatever is done, and made of such numbers alone."""
    if node.kind == "number":
        return node.number.is_integer() and abs(node.number) < MOST_WHOLE
    if node.kind == "grid":
        return all(value.is_integer() and abs(value) < MOST_WHOLE for value in node.values)
    counted = ("chose", "and", "or", "not", "if", "sum", "product", "<", "<=", "==", "!=")
    return node.kind in counted and all(map(_whole, node.parts))


def _root(expression: Expression) -> Node | None:
    return expression.root if isinstance(expression.root, Node) else None


def _moves(expression: Expression) -> tuple[str, ...]:
    return expression.root.moves if isinstance(expression.root, Node) else ()
