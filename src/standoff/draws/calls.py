"""Reads a distribution written as a text: a number, a date, or a call such as `beta(2, 3)`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from standoff.draws.base_rates import CALL, LISTED, base_rates
from standoff.draws.forms import FORMS, Form
from standoff.draws.records import Distribution
from standoff.draws.shapes import Constant, Named, usable
from standoff.errors import Problem, Span, nearest
from standoff.expressions import day_number, meant
from standoff.expressions.foreign_numbers import FOREIGN
from standoff.numerals import NumeralError, number

MAX_CHARACTERS = 500
_CALL = re.compile(r"\s*([A-Za-z_]\w*)\s*\((.*)\)\s*", re.ASCII | re.DOTALL)
_PIECE = re.compile(r"[^,]*")
_KEYWORD = re.compile(r"\s*([A-Za-z_]\w*)\s*=(?!=)\s*", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NUMBER_OR_DATE = "Expected a number or a date, as 0.25 or 2024-05-01."


@dataclass(frozen=True, slots=True)
class Value:
    """A number or a date, and where it stands in the text."""

    number: float
    is_date: bool
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """A text that says a distribution, its place, and what it is the distribution of."""

    text: str
    span: Span | None
    where: str

    def problem(
        self, code: str, start: int, end: int, what: str, expected: str = "", fix: str = ""
    ) -> Problem:
        span = self.span
        if span is not None:
            first = span.column - 1
            if span.source_line[first : first + len(self.text)] == self.text:
                span = span.part(start, end)
        return Problem(code, f"In {self.where}: {what}" if self.where else what, expected, fix, span)


def value_of(text: str) -> tuple[float, bool] | None:
    """A finite number or an existing date as (number, is it a date), else None.

    Examples
    --------
    >>> value_of("1e3"), value_of("1970-01-02"), value_of("2024-02-31")
    ((1000.0, False), (1.0, True), None)
    """
    text = text.strip()
    if _DATE.fullmatch(text):
        try:
            return day_number(dt.date.fromisoformat(text)), True
        except ValueError:
            return None
    if not _NUMBER.fullmatch(text) or text.endswith("_"):
        return None
    try:
        return number(text.replace("_", "")), False
    except NumeralError:
        return None


def from_text(text: Text) -> Distribution | list[Problem]:
    """The distribution that a text says, or all that is wrong with it."""
    if len(text.text) > MAX_CHARACTERS:
        what = f"the distribution has {len(text.text)} characters."
        return [text.problem("S501", 0, len(text.text), what, f"At most {MAX_CHARACTERS} are allowed.")]
    plain = value_of(text.text)
    if plain is not None:
        return Distribution(text.text.strip(), Constant(plain[0]), plain[1])
    match = _CALL.fullmatch(text.text)
    if match is None:
        return [_unreadable(text)]
    name, start, end = match.group(1), match.start(1), match.end(1)
    if name == CALL:
        return _base_rate(text, match.start(2), match.group(2))
    if name not in FORMS:
        known = [*FORMS, CALL]
        listed = "Known: " + ", ".join(f"`{k}`" for k in sorted(known)) + "."
        what = f"`{name}` is not a distribution."
        return [text.problem("S502", start, end, what, listed, nearest(name, known))]
    return _Call(text, name, match.start(2), match.group(2)).read()


def _base_rate(text: Text, offset: int, inside: str) -> Distribution | list[Problem]:
    """The prior of a base rate that is called by its name."""
    name = inside.strip()
    start = offset + inside.find(name)
    known = base_rates()
    if name not in known:
        what = f"there is no base rate `{name[:60]}`."
        fix = f"{nearest(name, list(known))} {LISTED}".strip()
        return [text.problem("S655", start, start + len(name), what, f"Expected one of {len(known)}.", fix)]
    rate = known[name]
    if rate.is_empty:
        what = f"the class `{name}` is empty: 0 of 0 cases ({rate.definition})."
        expected = "Expected a class with cases: an empty one says nothing of how often a thing happens."
        fix = f"Use a wider class, and say why it applies. {LISTED}"
        return [text.problem("S656", start, start + len(name), what, expected, fix)]
    found = from_text(Text(rate.prior, None, text.where))
    return found if isinstance(found, list) else Distribution(text.text.strip(), found.shape)


def _unreadable(text: Text) -> Problem:
    said = text.text.strip()
    if (why := _out_of_range(said)) is not None:
        return text.problem("S501", 0, len(text.text), *why)
    expected = "Expected a number, a date, or a distribution, as `beta(2, 3)`."
    fix = "A parameter made of other parameters is written `{is: ...}`."
    if said in FORMS:
        fix = f"Write `{FORMS[said][0].written(said)}`."
    elif number := meant(said):
        fix = f"Write `{number}`."
    elif said.count("(") > said.count(")"):
        fix = "A `)` is missing. In YAML a call with commas cannot stand inside braces unquoted."
    shown = said if len(said) <= 60 else said[:57] + "..."
    return text.problem("S501", 0, len(text.text), f"`{shown}` is not a distribution.", expected, fix)


def _out_of_range(said: str) -> tuple[str, str, str] | None:
    """What is wrong with digits whose size cannot be computed with; None where that is not it."""
    if not _NUMBER.fullmatch(said) or said.endswith("_"):
        return None
    try:
        number(said.replace("_", ""))
    except NumeralError as error:
        return error.what, error.expected, error.fix
    return None


def _unread(name: str, said: str) -> tuple[str, ...]:
    """What is wrong with an argument that `value_of` does not read."""
    if not said:
        return f"an argument of `{name}` is empty.", _NUMBER_OR_DATE
    return _out_of_range(said) or (f"`{said[:40]}` is not a number.", _NUMBER_OR_DATE)


class _Call:
    """One call: its arguments are read, matched to a form, and checked against its rules."""

    def __init__(self, text: Text, name: str, offset: int, inside: str) -> None:
        self.text = text
        self.name = name
        self.offset = offset
        self.inside = inside
        self.problems: list[Problem] = []

    def _as_numbers(self) -> list[Problem]:
        """The problems, or the one about a number with a comma that made its call fall apart."""
        for found in FOREIGN.finditer(self.inside):
            if number := meant(found[0]):
                start, end = self.offset + found.start(), self.offset + found.end()
                what, fix = f"`{found[0]}` is not a number of the language.", f"Write `{number}`."
                expected = "Expected a point before decimals, and nothing between thousands."
                return [self.text.problem("S322", start, end, what, expected, fix)]
        return self.problems

    def read(self) -> Distribution | list[Problem]:
        positional, named = self._arguments()
        if self.problems:
            return self._as_numbers()
        form = _pick(FORMS[self.name], len(positional), named)
        given = self._matched(form, positional, named)
        if self.problems:
            return self._as_numbers()
        is_date = self._is_date(form, given)
        if not self.problems:
            self._rules(form, given)
        if self.problems:
            return self.problems
        family, numbers = form.build({argument: value.number for argument, value in given.items()})
        shape = self._usable(family, numbers)
        return self.problems if shape is None else Distribution(self.text.text.strip(), shape, is_date)

    def _report(self, code: str, start: int, end: int, what: str, expected: str = "", fix: str = "") -> None:
        first, last = start + self.offset, end + self.offset
        self.problems.append(self.text.problem(code, first, last, what, expected, fix))

    def _arguments(self) -> tuple[list[Value], dict[str, Value]]:
        positional: list[Value] = []
        named: dict[str, Value] = {}
        at = 0
        while at <= len(self.inside) and self.inside.strip():
            match = _PIECE.match(self.inside, at)
            end = match.end() if match else len(self.inside)
            self._argument(at, end, positional, named)
            at = end + 1
        return positional, named

    def _argument(self, start: int, end: int, positional: list[Value], named: dict[str, Value]) -> None:
        keyword = _KEYWORD.match(self.inside, start, end)
        first = keyword.end() if keyword else start
        first += len(self.inside[first:end]) - len(self.inside[first:end].lstrip())
        last = start + len(self.inside[start:end].rstrip())
        said = self.inside[first:last]
        found = value_of(said)
        if found is None:
            self._report("S501", first, max(last, first + 1), *_unread(self.name, said))
            return
        value = Value(found[0], found[1], first, last)
        if keyword is None:
            if named:
                what = f"`{said}` has no name but follows an argument with one."
                self._report("S503", first, last, what, "", "Give its name too, as `sd=0.4`.")
            positional.append(value)
        elif keyword.group(1) in named:
            what = f"the argument `{keyword.group(1)}` of `{self.name}` is given twice."
            self._report("S503", keyword.start(1), last, what)
        else:
            named[keyword.group(1)] = value

    def _matched(
        self, form: Form, positional: Sequence[Value], named: Mapping[str, Value]
    ) -> dict[str, Value]:
        ways = " or ".join(f"`{f.written(self.name)}`" for f in FORMS[self.name])
        given = dict(zip(form.arguments, positional, strict=False))
        if len(positional) > len(form.arguments):
            extra = positional[len(form.arguments)]
            what = f"`{self.name}` is given {len(positional)} arguments."
            self._report("S503", extra.start, extra.end, what, f"Expected {ways}.")
        for argument, value in named.items():
            if argument not in form.arguments:
                what = f"`{self.name}` has no argument `{argument}` here."
                known = sorted({a for f in FORMS[self.name] for a in f.arguments} - {argument})
                fix = nearest(argument, known) if argument not in _all(self.name) else ""
                self._report("S503", value.start, value.end, what, f"Expected {ways}.", fix)
            elif argument in given:
                what = f"the argument `{argument}` of `{self.name}` is given twice."
                self._report("S503", value.start, value.end, what)
            else:
                given[argument] = value
        missing = [f"`{a}`" for a in form.required if a not in given]
        if missing and not self.problems:
            what = f"`{self.name}` lacks {' and '.join(missing)}."
            self._report("S503", 0, max(1, len(self.inside)), what, f"Expected {ways}.")
        return given

    def _is_date(self, form: Form, given: Mapping[str, Value]) -> bool:
        """Dates stand in all places that are on the scale of the values, or in none."""
        dated = [a for a, value in given.items() if value.is_date]
        for argument, value in given.items():
            if value.is_date and argument not in form.locations:
                what = f"`{argument}` of `{self.name}` cannot be a date."
                self._report("S505", value.start, value.end, what, "Expected a number.")
            elif dated and not value.is_date and argument in form.locations:
                what = f"`{argument}` of `{self.name}` is {value.number:g}, and `{dated[0]}` is a date."
                self._report("S505", value.start, value.end, what, "Expected dates for both.")
        return bool(dated)

    def _rules(self, form: Form, given: Mapping[str, Value]) -> None:
        numbers = {argument: value.number for argument, value in given.items()}
        for rule in form.rules:
            if not rule.holds(numbers):
                # a rule about an argument that was left out is about the bounds that were given
                argument = rule.argument if rule.argument in given else next(iter(given))
                value = given[argument]
                said = self.inside[value.start : value.end]
                what = f"`{argument}` of `{self.name}` is {said}."
                self._report("S504", value.start, value.end, what, f"Expected {rule.expected}.")

    def _usable(self, family: str, numbers: tuple[float, ...]) -> Named | None:
        """The shape, unless its arguments are so extreme that ordinary draws overflow."""
        shape = Named(family, numbers)
        if usable(shape):
            return shape
        what = "these arguments are too extreme to compute with."
        expected = "Expected a distribution whose values are finite in a billion draws."
        self._report("S504", 0, max(1, len(self.inside)), what, expected)
        return None


def _all(name: str) -> set[str]:
    return {argument for form in FORMS[name] for argument in form.arguments}


def _pick(forms: Sequence[Form], n_positional: int, named: Mapping[str, Value]) -> Form:
    """The form that fits best: all names known, then enough room, then fewest missing."""

    def misfit(form: Form) -> tuple[int, int, int]:
        unknown = sum(argument not in form.arguments for argument in named)
        given = set(form.arguments[:n_positional]) | set(named)
        missing = sum(argument not in given for argument in form.required)
        twice = sum(argument in form.arguments[:n_positional] for argument in named)
        return unknown + twice, max(0, n_positional - len(form.arguments)), missing

    return min(forms, key=misfit)
