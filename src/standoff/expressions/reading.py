"""Reads an expression's text into its written form: a recursive descent over our own grammar.

Precedence is Python's (a test compares the two on random expressions), from loose to tight:
`x if c else y`, `or`, `and`, `not`, comparisons (chained) and `in`, `+ -`, `* /`, unary `-`, `**`.
`x if c` without `else` is 0 where c does not hold. Chains of one kind are one node, so that depth
counts true nesting only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

from standoff.errors import Problem, ScenarioError, Span
from standoff.expressions.foreign_numbers import meant_at
from standoff.expressions.records import Expression
from standoff.expressions.tokens import Token, place, tokenise
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
)

MAX_NODES = 500
MAX_DEPTH = 40

_COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})
_HABITS = {
    "is": "Write `==`.",
    "then": "Write `x if c else y`: the condition comes second.",
    "if": "Write `x if c else y`: the value comes first, then the condition.",
    "elif": "Write `x if c else y if d else z`.",
    "elseif": "Write `x if c else y if d else z`.",
    "for": "There are no loops in the language.",
    "lambda": "Functions cannot be defined in the language.",
    "xor": "Write `!=` between two conditions in brackets.",
}


def parse(text: str, span: Span | None) -> Expression:
    """Read the text of an expression.

    Parameters
    ----------
    text : at most 2,000 characters of the expression language
    span : where the text stands; its first column is the text's first character

    Returns
    -------
    Expression
        With the written form as root: `resolve` it in a scope before anything else.

    Raises
    ------
    ScenarioError
        S301 to S307, S310: the text is not an expression.

    Examples
    --------
    >>> from standoff.errors import Span
    >>> parse("5 if help == abandon", Span("a.yaml", 1, 1, 21)).text
    '5 if help == abandon'
    """
    try:
        return Expression(text, span, _Reader(text, span).whole())
    except ScenarioError as error:
        raise _as_number(text, span, error) from None


def _as_number(text: str, span: Span | None, error: ScenarioError) -> ScenarioError:
    """The error, or one about a number that is written otherwise where it arose."""
    problem = error.problems[0]
    if span is None or problem.span is None or problem.code not in ("S302", "S303", "S305"):
        return error
    found = meant_at(text, problem.span.column - span.column)
    if found is None:
        return error
    start, end, number = found
    what = f"`{text[start:end]}` is not a number of the language."
    expected = "Expected a point before decimals, and nothing between thousands."
    return ScenarioError(Problem("S322", what, expected, f"Write `{number}`.", place(text, span, start, end)))


class _Reader:
    """The tokens of one text and how far they have been read."""

    def __init__(self, text: str, span: Span | None) -> None:
        self.text = text
        self.span = span
        self.tokens = tokenise(text, span)
        self.at = 0
        self.depth = 0
        self.n_nodes = 0

    def whole(self) -> Written:
        """The text as one expression."""
        try:
            root = self.alternative()
        except RecursionError:  # only where the caller itself stands hundreds of calls deep
            self.fail("S307", "The expression is nested too deep.", "", "Use fewer brackets.", self.peek())
        if self.peek().kind != "end":
            self.refuse(self.peek())
        return root

    def peek(self) -> Token:
        return self.tokens[self.at]

    def take(self, *texts: str) -> Token | None:
        """The next token if it is one of these signs or words, else None."""
        token = self.tokens[self.at]
        if token.kind in ("sign", "word") and token.text in texts:
            self.at += 1
            return token
        return None

    def fail(self, code: str, what: str, expected: str, fix: str, at: Token) -> NoReturn:
        where = place(self.text, self.span, at.start, at.end)
        raise ScenarioError(Problem(code, what, expected, fix, where))

    def refuse(self, token: Token) -> NoReturn:
        """The next token cannot go on what was read so far."""
        before = self.tokens[self.at - 1].text if self.at else ""
        if token.kind == "end":
            after = f" after `{before}`" if before else ""
            what = f"The expression ends too early{after}."
            self.fail("S303", what, "Expected a number, a name or a bracket.", "", token)
        if token.kind == "sign" and token.text == ")":
            self.fail("S303", "This `)` closes nothing.", "", "Take it out, or open a bracket.", token)
        fix = _HABITS.get(token.text) or _HABITS.get(before, "")
        if token.text == "," and not fix:
            fix = "Lists stand only after `in`, in brackets."
        after = f" after `{before}`" if before else ""
        expected = "Expected an operator or the end." if token.kind != "sign" else ""
        if not before and token.kind != "sign":
            expected = "Expected a number, a name or a bracket."
        self.fail("S303", f"`{token.text}` cannot stand here{after}.", expected, fix, token)

    def count(self) -> None:
        self.n_nodes += 1
        if self.n_nodes > MAX_NODES:
            what = f"The expression has more than {MAX_NODES} parts."
            self.fail("S307", what, "", "Name its parts as parameters with `is:`.", self.peek())

    def deeper(self, read: Callable[[], Written]) -> Written:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            what = f"The expression is nested more than {MAX_DEPTH} deep."
            self.fail("S307", what, "", "Name its parts as parameters with `is:`.", self.peek())
        result = read()
        self.depth -= 1
        return result

    def alternative(self) -> Written:
        then = self.logic("or")
        if self.take("if") is None:
            return then
        self.count()
        condition = self.logic("or")
        if (again := self.peek()).kind == "word" and again.text == "if":
            fix = "Put one of the two conditions with its value in brackets, or join them with `and`."
            self.fail("S303", "A second `if` follows without `else`.", "", fix, again)
        other = self.deeper(self.alternative) if self.take("else") else None
        return WrittenIf(then.start, (other or condition).end, then, condition, other)

    def logic(self, word: str) -> Written:
        below = self.negation if word == "and" else self._conjunction
        items = [below()]
        while self.take(word):
            items.append(below())
        if len(items) == 1:
            return items[0]
        self.count()
        return WrittenLogic(items[0].start, items[-1].end, word, tuple(items))

    def _conjunction(self) -> Written:
        return self.logic("and")

    def negation(self) -> Written:
        if (token := self.take("not")) is None:
            return self.comparison()
        self.count()
        item = self.deeper(self.negation)
        return WrittenNot(token.start, item.end, item)

    def comparison(self) -> Written:
        items = [self.sum()]
        operators: list[str] = []
        while operator := self.comparison_sign():
            operators.append(operator)
            items.append(self.option_list() if operator in ("in", "not in") else self.sum())
        if not operators:
            return items[0]
        self.count()
        return WrittenComparison(items[0].start, items[-1].end, tuple(items), tuple(operators))

    def comparison_sign(self) -> str:
        if token := self.take(*_COMPARISONS):
            return token.text
        if self.take("in"):
            return "in"
        following = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        if self.peek().text == "not" and following.kind == "word" and following.text == "in":
            self.at += 2
            return "not in"
        return ""

    def option_list(self) -> Written:
        """`(a, b)` after `in`; a single option needs its brackets too."""
        opening = self.take("(")
        if opening is None:
            fix = "Write the options as `in (a, b)`."
            self.fail("S303", "`in` needs a list in brackets.", "", fix, self.peek())
        items = [self.deeper(self.sum)]
        while self.take(","):
            if self.peek().text == ")":
                break
            items.append(self.deeper(self.sum))
        closing = self.close(opening)
        self.count()
        return WrittenList(opening.start, closing.end, tuple(items))

    def close(self, opening: Token) -> Token:
        closing = self.take(")")
        if closing is None:
            if self.peek().kind != "end":
                self.refuse(self.peek())
            self.fail("S303", "This `(` is never closed.", "", "Add the missing `)`.", opening)
        return closing

    def sum(self) -> Written:
        return self.chain(self.product, "+", "-")

    def product(self) -> Written:
        return self.chain(self.minus, "*", "/")

    def chain(self, below: Callable[[], Written], first: str, second: str) -> Written:
        items = [below()]
        operators: list[str] = []
        while token := self.take(first, second):
            operators.append(token.text)
            items.append(below())
        if not operators:
            return items[0]
        self.count()
        return WrittenChain(items[0].start, items[-1].end, tuple(items), tuple(operators))

    def minus(self) -> Written:
        if (token := self.take("-", "+")) is None:
            return self.power()
        self.count()
        item = self.deeper(self.minus)
        return WrittenMinus(token.start, item.end, item) if token.text == "-" else item

    def power(self) -> Written:
        ground = self.atom()
        if self.take("**") is None:
            return ground
        self.count()
        exponent = self.deeper(self.minus)
        return WrittenChain(ground.start, exponent.end, (ground, exponent), ("**",))

    def atom(self) -> Written:
        token = self.peek()
        self.count()
        if token.kind in ("end", "word") or (token.kind == "sign" and token.text != "("):
            self.refuse(token)
        self.at += 1
        if token.kind == "number":
            return WrittenNumber(token.start, token.end, token.value)
        if token.kind == "date":
            return WrittenDate(token.start, token.end, token.value)
        if token.kind == "sign":
            inner = self.deeper(self.alternative)
            closing = self.close(token)
            if isinstance(inner, WrittenName | WrittenNumber | WrittenDate):
                return inner
            return replace(inner, start=token.start, end=closing.end)
        following = self.peek()
        if following.kind == "sign" and following.text == "(":
            return self.call(token)
        return WrittenName(token.start, token.end, token.text)

    def call(self, name: Token) -> Written:
        opening = self.peek()
        self.at += 1
        items: list[Written] = []
        while self.peek().text != ")":
            items.append(self.deeper(self.alternative))
            if self.take(",") is None:
                break
        closing = self.close(opening)
        return WrittenCall(name.start, closing.end, name.text, name.end, tuple(items))
