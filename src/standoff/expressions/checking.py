"""Looks up the names of an expression in a scope, checks types and units, and gives its meaning.

Types: number, truth and date; a move with named options has none and can only be compared. A
truth counts as 0 or 1 where a number is expected; a number is never a truth. Dates can be
compared, subtracted (giving days) and moved by days. One walk finds all problems.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from standoff.errors import Problem, ScenarioError, Span, nearest
from standoff.expressions import calling, nodes, units
from standoff.expressions.moves import FLIPPED, grid_comparison, option_comparison, same_option
from standoff.expressions.nodes import Node
from standoff.expressions.reading import parse
from standoff.expressions.records import Expression, Name, Scope, Want
from standoff.expressions.stages import made, valued
from standoff.expressions.tokens import no_part, place
from standoff.expressions.typed import BAD, Typed, date_of_node, number_of, truth_value
from standoff.expressions.written import (
    Written,
    WrittenCall,
    WrittenChain,
    WrittenComparison,
    WrittenDate,
    WrittenIf,
    WrittenList,
    WrittenLogic,
    WrittenMinus,
    WrittenName,
    WrittenNot,
    WrittenNumber,
    walk,
)

_KINDS = {
    "parameter": "a parameter",
    "move": "a move",
    "ending": "an ending",
    "measure": "a measure",
    "actor": "an actor",
}
_PLURAL = {
    "parameter": "parameters",
    "move": "moves",
    "ending": "endings",
    "measure": "measures",
    "actor": "actors",
}


def resolve(
    expression: Expression, scope: Scope, want: Want = "number", *, unit: str = ""
) -> tuple[Expression, tuple[Problem, ...]]:
    """Look up the names of a parsed expression, check it, and give its meaning.

    Parameters
    ----------
    scope : the names, and which kinds of them may stand here
    want : what the place needs: a number, a probability (a number; as a constant in [0, 1]), a
        truth (a condition) or a date
    unit : the unit that the place has, or "" for any

    Returns
    -------
    The resolved expression and no problems; or the expression as given and all its problems
    (S308 to S319), none where it names what is broken itself.

    Examples
    --------
    >>> scope = Scope({"help": Name("move", options=("fight", "abandon"))})
    >>> found, problems = resolve(parse("help == fihgt", None), scope, "truth")
    >>> print(problems[0].text())
    S313: `fihgt` is not an option of the move `help`. Did you mean `fight`? Known: `abandon`, `fight`.
    """
    if not isinstance(expression.root, Written):
        raise TypeError(f"`{expression.text}` is resolved already")
    if unknown := _unknown_parts(expression, scope):
        return expression, unknown
    checker = Checker(expression.text, expression.span, scope)
    typed = checker.visit(expression.root)
    checker.wanted(expression.root, typed, want, unit)
    if checker.problems:
        return expression, tuple(checker.problems)
    if typed.type == "bad":  # by a name whose declaration was complained about
        return expression, ()
    return replace(expression, root=typed.node, written=expression.root), ()


def _unknown_parts(expression: Expression, scope: Scope) -> tuple[Problem, ...]:
    """`cost.mean` and `cost[0]`, where nothing has that name, are no words of the language."""
    if isinstance(expression.root, Node) or not ("[" in expression.text or "." in expression.text):
        return ()
    terms = {term for own in (scope.payoffs or {}).values() for term in own}
    for part in walk(expression.root):
        if not isinstance(part, WrittenName) or part.name in scope.names or part.name in terms:
            continue
        if re.fullmatch(r"\w+(\.\w+)?\[.*|\w+\.\w+", part.name):
            return (no_part(expression.text, expression.span, part.start, part.end),)
    return ()


def check(
    expression: Expression, scope: Scope, want: Want = "number", *, unit: str = ""
) -> tuple[Problem, ...]:
    """The problems of a parsed expression in a scope (see `resolve`).

    Examples
    --------
    >>> check(parse("1 + 1", None), Scope({}))
    ()
    """
    return resolve(expression, scope, want, unit=unit)[1]


def read(
    text: str, scope: Scope, want: Want = "number", *, span: Span | None = None, unit: str = ""
) -> Expression:
    """Parse and resolve.

    Raises
    ------
    ScenarioError
        S301 to S319, all of them that can be found.

    Examples
    --------
    >>> from standoff.expressions import constant_of
    >>> constant_of(read("1 + 1", Scope({})))
    2.0
    """
    expression, problems = resolve(parse(text, span), scope, want, unit=unit)
    if problems:
        raise ScenarioError(problems)
    return expression


class Checker:
    """One walk over a written expression."""

    def __init__(self, text: str, span: Span | None, scope: Scope) -> None:
        self.text = text
        self.span = span
        self.scope = scope
        self.problems: list[Problem] = []

    def report(self, code: str, at: Written, what: str, expected: str = "", fix: str = "") -> None:
        where = place(self.text, self.span, at.start, at.end)
        self.problems.append(Problem(code, what, expected, fix, where))

    def visit(self, written: Written) -> Typed:
        """Type, unit and meaning of a part; its problems are reported."""
        if isinstance(written, WrittenNumber):
            return number_of(nodes.number(written.value), None)
        if isinstance(written, WrittenDate):
            return date_of_node(nodes.number(written.value))
        typed = _VISITS[type(written)](self, written)
        if typed.node.kind == "number" and not math.isfinite(typed.node.number):
            said = self.text[written.start : written.end]
            self.report("S308", written, f"`{said[:60]}` is not a finite number.")
            return BAD
        return typed

    def wanted(self, at: Written, typed: Typed, want: Want, unit: str) -> None:
        """The whole expression must be what its place needs."""
        if want == "truth":
            self.truth(at, typed)
        elif want == "date":
            if typed.type not in ("date", "bad"):
                self.report(
                    "S316", at, f"`{self.said(at)}` is not a date.", "Expected a date, as 2024-05-01."
                )
        elif self.number(at, typed).type != "bad":
            self._range(at, typed, want)
            here = "probability" if want == "probability" else unit
            alike = {here, typed.unit} <= {"probability", "share"}
            if units.unlike(typed.unit, here) and not alike:
                self.report("S317", at, f"`{self.said(at)}` is in {typed.unit}.", f"Expected {here}.")

    def _range(self, at: Written, typed: Typed, want: Want) -> None:
        if want == "probability" and typed.node.kind == "number" and not 0 <= typed.node.number <= 1:
            what = f"{typed.node.number:g} is not a probability."
            self.report("S318", at, what, "Expected a number from 0 to 1.")

    def said(self, at: Written) -> str:
        return self.text[at.start : at.end][:60]

    def number(self, at: Written, typed: Typed) -> Typed:
        """The part as a number; a truth counts as 0 or 1."""
        if typed.type == "date":
            what = f"The date `{self.said(at)}` is used as a number."
            expected = "Dates can be compared, subtracted, and moved by days."
            fix = "Subtract a date from it: the difference is a number of days."
            self.report("S316", at, what, expected, fix)
            return BAD
        return typed if typed.type in ("number", "bad") else number_of(typed.node, "")

    def truth(self, at: Written, typed: Typed) -> Typed:
        """The part as a condition."""
        if typed.type in ("truth", "bad"):
            return typed
        said = self.said(at)
        fix = (
            f"Compare it, as `{said} > 0`." if isinstance(at, WrittenName) and typed.type == "number" else ""
        )
        self.report(
            "S315",
            at,
            f"`{said}` is a {typed.type}.",
            "Expected a condition: something that holds or not.",
            fix,
        )
        return BAD

    # names

    def find(self, written: WrittenName) -> Name | None:
        """The name in the scope, if it exists and may stand here."""
        name = self.scope.names.get(written.name)
        if name is None:
            known = [n for n, found in self.scope.names.items() if found.kind in self.scope.allowed]
            self.report("S311", written, f"`{written.name}` is not known.", "", nearest(written.name, known))
            return None
        if name.broken:
            return None  # complained about where it is declared
        if name.kind not in self.scope.allowed:
            kinds = " and ".join(_PLURAL[k] for k in _PLURAL if k in self.scope.allowed) or "plain numbers"
            what = f"`{written.name}` is {_KINDS[name.kind]}."
            self.report("S312", written, what, f"In {self.scope.place} only {kinds} can be named.")
            return None
        return name

    def name(self, written: WrittenName) -> Typed:
        name = self.find(written)
        if name is None:
            return BAD
        if name.kind == "move":
            return self._bare_move(written, name)
        if name.kind == "ending":
            return truth_value(nodes.ending(written.name))
        if name.kind == "actor":
            self.report("S312", written, f"`{written.name}` is an actor, which has no value of its own.")
            return BAD
        if name.unit == "date":
            return date_of_node(nodes.column(written.name))
        return number_of(nodes.column(written.name), name.unit)

    def _bare_move(self, written: WrittenName, name: Name) -> Typed:
        if name.values is not None:
            node = valued(written.name, name)
            return date_of_node(node) if name.unit == "date" else number_of(node, name.unit)
        self.report(
            "S314",
            written,
            f"The move `{written.name}` has no value of its own.",
            "Expected a comparison with one of its options.",
            f"Write `{written.name} == {name.options[0]}`, or `made({written.name})`."
            if name.options
            else "",
        )
        return BAD

    def move(self, written: Written) -> tuple[WrittenName, Name] | None:
        """The move that a part names on its own, if it does."""
        if not isinstance(written, WrittenName):
            return None
        name = self.scope.names.get(written.name)
        return (written, name) if name is not None and name.kind == "move" else None

    # arithmetic

    def negative(self, written: WrittenMinus) -> Typed:
        item = self.number(written.item, self.visit(written.item))
        return item if item.type == "bad" else number_of(nodes.minus(item.node), item.unit)

    def chain(self, written: WrittenChain) -> Typed:
        if written.operators[0] in "+-":
            return self._sum(written)
        first = self.number(written.items[0], self.visit(written.items[0]))
        bad = first.type == "bad"
        for operator, at in zip(written.operators, written.items[1:], strict=True):
            item = self.number(at, self.visit(at))
            if operator == "/" and item.node.key == nodes.ZERO.key and item.type != "bad":
                self.report("S308", at, "This divides by 0.")
                item = BAD
            bad = bad or item.type == "bad"
            first = _scaled(operator, first, item)
        return BAD if bad else first

    def _sum(self, written: WrittenChain) -> Typed:
        result = self.visit(written.items[0])
        for i, (operator, at) in enumerate(zip(written.operators, written.items[1:], strict=True)):
            item = self.visit(at)
            if "bad" in (result.type, item.type):
                result = BAD
            elif "date" in (result.type, item.type):
                ends = [end for end in map(self._end_of, written.items[:1] * (i == 0) + (at,)) if end]
                if ends and not (operator == "-" and result.type == item.type):
                    what = f"`{self.said(at)}` is put together with the day on which a block ended."
                    expected = "Such a day can be compared with dates, and subtracted: it may never come."
                    self.report("S316", at, what, expected)
                    result = BAD
                    continue
                result = self._date_sum(operator, at, result, item)
                if ends and result.type != "bad":  # days from or to what never came are 0
                    result = number_of(nodes.choose(nodes.all_of(ends), result.node, nodes.ZERO), "days")
            else:
                if units.unlike(result.unit, item.unit):
                    self._unlike(
                        at, item.unit, result.unit, "added to" if operator == "+" else "subtracted from"
                    )
                part = item.node if operator == "+" else nodes.minus(item.node)
                result = number_of(nodes.total((result.node, part)), units.common(result.unit, item.unit))
        return result

    def _end_of(self, written: Written) -> Node | None:
        """Whether a block ended, where a part names the day on which it did."""
        found = self.move(written)
        if found is None or not found[1].ends:
            return None
        return made(written.name, found[1]) if isinstance(written, WrittenName) else None

    def _date_sum(self, operator: str, at: Written, left: Typed, right: Typed) -> Typed:
        if left.type == "date" and right.type == "date":
            if operator == "-":
                return number_of(nodes.total((left.node, nodes.minus(right.node))), "days")
            self.report(
                "S316", at, "Two dates cannot be added.", "Dates can be subtracted, which gives days."
            )
            return BAD
        if operator == "-" and right.type == "date":
            self.report("S316", at, "A date cannot be subtracted from a number.")
            return BAD
        span = right if left.type == "date" else left
        if units.unlike(span.unit, "days"):
            self._unlike(at, span.unit, "days", "added to a date, which moves by")
        part = right.node if operator == "+" else nodes.minus(right.node)
        return date_of_node(nodes.total((left.node, part)))

    def _unlike(self, at: Written, unit: str | None, other: str | None, verb: str) -> None:
        what = f"`{self.said(at)}` is in {unit} and is {verb} {other}."
        self.report(
            "S317", at, what, "Only like things can be added or compared.", "Convert one with a parameter."
        )

    # conditions

    def negation(self, written: WrittenNot) -> Typed:
        item = self.truth(written.item, self.visit(written.item))
        return item if item.type == "bad" else truth_value(nodes.negate(item.node))

    def logic(self, written: WrittenLogic) -> Typed:
        items = [self.truth(at, self.visit(at)) for at in written.items]
        if any(item.type == "bad" for item in items):
            return BAD
        join = nodes.all_of if written.word == "and" else nodes.any_of
        return truth_value(join([item.node for item in items]))

    def comparison(self, written: WrittenComparison) -> Typed:
        found = [
            self._pair(written.items[i], operator, written.items[i + 1])
            for i, operator in enumerate(written.operators)
        ]
        if any(item.type == "bad" for item in found):
            return BAD
        return truth_value(nodes.all_of([item.node for item in found]))

    def _pair(self, left: Written, operator: str, right: Written) -> Typed:
        move = self.move(left)
        if move is None and operator in FLIPPED and (flipped := self.move(right)) is not None:
            move, operator, left, right = flipped, FLIPPED[operator], right, left
        if move is not None:
            return self._with_move(move[0], operator, right)
        if isinstance(right, WrittenList):
            self.report(
                "S314",
                left,
                f"`{self.said(left)}` is not a move.",
                "`in` asks which option of a move was chosen.",
            )
            return BAD
        return self._plain_pair(left, operator, right)

    def _with_move(self, written: WrittenName, operator: str, right: Written) -> Typed:
        name = self.find(written)
        if name is None:
            return BAD
        other = self._other_move(name, operator, right)
        if other is not None:
            return truth_value(same_option(written.name, name, other[0].name, other[1], operator))
        before = len(self.problems)
        compare = option_comparison if name.values is None else grid_comparison
        node = compare(self, written, name, operator, right)
        if len(self.problems) > before:
            return BAD
        if node is not None:
            return truth_value(node)
        if isinstance(right, WrittenList):
            self.report("S314", right, "The list holds something that is not a plain number.")
            return BAD
        plain = self._plain_pair(written, operator, right)
        was_made = made(written.name, name)
        return plain if plain.type == "bad" else truth_value(nodes.all_of((was_made, plain.node)))

    def _other_move(self, name: Name, operator: str, right: Written) -> tuple[WrittenName, Name] | None:
        """The move with named options, some of them the same, that another such is compared with."""
        other = self.move(right)
        if other is None or operator not in ("==", "!=") or other[0].name in (*name.options, *name.also):
            return None
        if name.values is not None or other[1].values is not None or other[1].broken:
            return None
        return other if set(name.options) & set(other[1].options) else None

    def _plain_pair(self, left: Written, operator: str, right: Written) -> Typed:
        a, b = self.visit(left), self.visit(right)
        if "bad" in (a.type, b.type):
            return BAD
        if (a.type == "date") != (b.type == "date"):
            at = right if a.type == "date" else left
            what = f"`{self.said(at)}` is not a date but is compared with one."
            self.report("S316", at, what, "Expected a date, as 2024-05-01.")
            return BAD
        if units.unlike(a.unit, b.unit):
            self._unlike(right, b.unit, a.unit, "compared with")
        if operator in (">", ">="):
            return truth_value(nodes.compare("<" if operator == ">" else "<=", b.node, a.node))
        return truth_value(nodes.compare(operator, a.node, b.node))

    def alternative(self, written: WrittenIf) -> Typed:
        then = self.visit(written.then)
        condition = self.truth(written.condition, self.visit(written.condition))
        other = number_of(nodes.ZERO, None) if written.other is None else self.visit(written.other)
        if "bad" in (then.type, condition.type, other.type):
            return BAD
        if (then.type == "date") != (other.type == "date"):
            at = written.then if written.other is None or then.type == "date" else written.other
            what = f"`{self.said(at)}` is a date, and the other case is a number."
            self.report("S316", at, what, "Both cases must be dates.", "Write `date if condition else date`.")
            return BAD
        if units.unlike(then.unit, other.unit):
            self._unlike(written.other or written.then, other.unit, then.unit, "the alternative to")
        node = nodes.choose(condition.node, then.node, other.node)
        if then.type == "truth" and (other.type == "truth" or written.other is None):
            return truth_value(node)
        return (
            date_of_node(node)
            if then.type == "date"
            else number_of(node, units.common(then.unit, other.unit))
        )

    def option_list(self, written: WrittenList) -> Typed:
        self.report("S303", written, "A list can stand only after `in`.")
        return BAD

    def call(self, written: WrittenCall) -> Typed:
        return calling.call(self, written)


def _scaled(operator: str, left: Typed, right: Typed) -> Typed:
    if operator == "*":
        return number_of(nodes.product((left.node, right.node)), units.of_product(left.unit, right.unit))
    if operator == "/":
        return number_of(nodes.quotient(left.node, right.node), units.of_quotient(left.unit, right.unit))
    unit = None if left.unit is None and right.unit is None else ""
    return number_of(nodes.power(left.node, right.node), unit)


_VISITS: dict[type, Callable[[Checker, Any], Typed]] = {
    WrittenName: Checker.name,
    WrittenMinus: Checker.negative,
    WrittenChain: Checker.chain,
    WrittenNot: Checker.negation,
    WrittenLogic: Checker.logic,
    WrittenComparison: Checker.comparison,
    WrittenIf: Checker.alternative,
    WrittenList: Checker.option_list,
    WrittenCall: Checker.call,
}
