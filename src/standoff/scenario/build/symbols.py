"""Where one reading is checked: the names that exist, the problems found, expressions read in scope."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from standoff.errors import Problem, ScenarioError, Span, nearest
from standoff.expressions import (
    Copies,
    Expression,
    Name,
    NameKind,
    Process,
    Scope,
    Want,
    asked,
    base_of,
    constant_of,
    names_written,
    parse,
    resolve,
    written_out,
)
from standoff.expressions import replace as put_in
from standoff.expressions.nodes import Node
from standoff.scenario.build import stage_names
from standoff.scenario.records import Block, Rests, SetBy
from standoff.scenario.yaml.nodes import Pairs, Scalar, scalars

MOST_PROBLEMS = 50
_SET_BY: Mapping[str, SetBy] = {
    "quote": "quote",
    "elicited": "elicited",
    "data": "data",
    "assumed": "assumed",
}


class TooMany(Exception):  # noqa: N818 (no error of the caller: it ends the check)
    """Enough problems were found."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place where an expression stands: its name in messages, and what may be named in it.

    names : in place of the symbols's; states : of a block only its carried states, as they are when asked
    """

    said: str
    allowed: frozenset[NameKind]
    payoffs: bool = False
    unit: str = ""
    processes: bool = False
    names: Mapping[str, Name] | None = None
    states: bool = False


@dataclass(slots=True)
class Symbols:
    """The names of a reading and the problems that were found in it so far.

    names : what each name stands for; claims : names of all claims; rejected : those that
    carry nothing; terms : of each actor; constants : parameters that are plain numbers;
    copies : the groups of the file, and which names have copies; blocks : those that repeat;
    n_mended : how many of the problems leave a whole record, of what was meant
    """

    names: dict[str, Name] = field(default_factory=dict)
    terms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    claims: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()
    constants: dict[str, Expression] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    n_mended: int = 0
    copies: Copies = field(default_factory=Copies)
    blocks: Mapping[str, Block] = field(default_factory=dict)

    def complain(self, code: str, what: str, at: Span | None, *, expected: str = "", fix: str = "") -> None:
        self.take(Problem(code, what, expected, fix, at))

    def take(self, problem: Problem, *, mended: bool = False) -> None:
        """Keep a problem; `mended` where what was meant is plain and the check goes on with that."""
        if (self.copies.groups or self.blocks) and any(_same_place(problem, told) for told in self.problems):
            return  # of the copies of one text one is told
        if len(self.problems) >= MOST_PROBLEMS:
            raise TooMany
        self.problems.append(problem)
        self.n_mended += mended

    def words(self, written: Scalar) -> frozenset[str]:
        """All names that a text could refer to."""
        if not self.copies.groups:
            return words(written.text)
        try:
            return names_written(written_out(parse(written.text, flat(written)), written.within, self.copies))
        except ScenarioError:  # told where the text is read for good
            return words(written.text)

    def named(self, kind: str) -> list[str]:
        """All names of one kind."""
        return [name for name, meaning in self.names.items() if meaning.kind == kind]

    def formula(self, written: Scalar, place: Place, want: Want) -> Expression | None:
        """A scalar's expression with its names looked up, or None after its problems are taken."""
        found, problems = self.resolved(written, place, want)
        for problem in problems:
            self.take(problem)
        return found

    def resolved(
        self, written: Scalar, place: Place, want: Want
    ) -> tuple[Expression | None, tuple[Problem, ...]]:
        """Like `formula`, but gives the problems to the caller."""
        try:
            parsed, scope = self.read(written, place)
            found, problems = resolve(parsed, scope, want, unit=place.unit)
        except ScenarioError as error:
            return None, tuple(written.located(problem) for problem in error.problems)
        if problems:
            return None, tuple(written.located(_mended(problem, place)) for problem in problems)
        if not isinstance(found.root, Node):
            return None, ()
        return replace(found, span=written.span), ()

    def read(self, written: Scalar, place: Place) -> tuple[Expression, Scope]:
        """A scalar's expression as its copy and stage have it, and the scope that it stands in."""
        parsed = written_out(parse(written.text, flat(written)), written.within, self.copies)
        names: Mapping[str, Name] = place.names if place.names is not None else self.names
        processes = self.processes if place.processes else None
        if self.blocks:
            there = stage_names.Around(names, self.blocks, processes or {}, place.states)
            parsed, names = stage_names.read(parsed, written.within, there)
            processes = stage_names.processes_of(written.within, there) if processes is not None else None
        payoffs = self.terms if place.payoffs else None
        return parsed, Scope(names, place.allowed, place.said, payoffs, processes)

    def option_asked(self, written: Scalar, place: Place, options: Sequence[str]) -> dict[str, Expression]:
        """For each option, whether it is the value of a scalar's expression; none after problems."""
        found: dict[str, Expression] = {}
        try:
            parsed, scope = self.read(written, place)
            for option in options:
                question, problems = resolve(
                    asked(parsed, option, options, scope.names), scope, "probability"
                )
                if problems:
                    raise ScenarioError(problems)
                if isinstance(question.root, Node):
                    found[option] = replace(question, span=written.span)
        except ScenarioError as error:
            for problem in error.problems:
                self.take(written.located(problem))
            return {}
        return found

    def constant(self, formula: Expression) -> float | None:
        """The value of an expression that rests on nothing but numbers, else None."""
        return constant_of(put_in(formula, columns=self.constants))

    def rests(self, pairs: Pairs | None, what: str, rate: str = "") -> Rests:
        """What a number rests on; unsaid, it is assumed. `rate` is the source of a base rate that it is."""
        if pairs is None:
            return Rests("data", source=rate) if rate else Rests("assumed")
        because = self._claims(pairs, "because")
        against = self._claims(pairs, "against")
        set_by = _SET_BY.get(pairs.text("set_by"), "data" if rate else "assumed")
        source = pairs.text("source")
        if rate:
            source = f"{source.rstrip('.')}. {rate}" if source else rate
        if set_by in ("quote", "data") and not because and not source:
            said = "a quotation" if set_by == "quote" else "data"
            fix = "Name claims under `because:` or a publication under `source:`, or write `set_by: assumed`."
            at = next((node.span for node in scalars(pairs.get("set_by"))), pairs.span)
            self.complain(
                "S421",
                f"{what} is said to come from {said}, but names neither claim nor source.",
                at,
                fix=fix,
            )
        return Rests(set_by, because, against, source)

    def _claims(self, pairs: Pairs, key: str) -> tuple[str, ...]:
        found = scalars(pairs.get(key))
        for node in found:
            if node.text not in self.claims:
                fix = nearest(node.text, sorted(self.claims)) or "Add it under `claims:`."
                self.complain("S405", f"There is no claim `{node.text}`.", node.span, fix=fix)
            elif node.text in self.rejected:
                what = f"The claim `{node.text}` is rejected, and something is said to rest on it."
                expected = "A rejected claim speaks neither for nor against anything."
                fix = f"Take it out of `{key}:`, or take `status: rejected` away."
                self.complain("S822", what, node.span, expected=expected, fix=fix)
        return tuple(dict.fromkeys(node.text for node in found if node.text in self.claims))

    def known(self, node: Scalar, kind: NameKind, code: str) -> bool:
        """Whether a name is one of a kind; else a complaint with the nearest that is."""
        meaning = self.names.get(node.text)
        if meaning is not None and meaning.kind == kind:
            return True
        what = f"There is no {kind} `{node.text}`."
        if meaning is not None:
            what = f"`{node.text}` is {a_kind(meaning.kind)}, not {a_kind(kind)}."
        self.complain(code, what, node.span, fix=nearest(node.text, self.named(kind)))
        return False


def _same_place(a: Problem, b: Problem) -> bool:
    return a.span is not None and a.code == b.code and a.span == b.span


def _mended(problem: Problem, place: Place) -> Problem:
    """A unit that does not fit the place gets the mend that the place knows."""
    if problem.code != "S317" or problem.expected != "Expected payoff." or place.unit != "payoff":
        return problem
    fix = "Multiply by a parameter with `unit: payoff` that says what one is worth."
    return replace(problem, fix=fix)


def a_kind(kind: NameKind) -> str:
    """A kind with its article.

    Examples
    --------
    >>> a_kind("ending")
    'an ending'
    """
    return f"an {kind}" if kind in ("actor", "ending") else f"a {kind}"


def flat(written: Scalar) -> Span:
    """The span that an expression is read with: one line, though the text may be folded."""
    if not written.places:
        return written.span
    span = written.span
    return Span(span.file, span.line, span.column, span.column + len(written.text))


def words(text: str) -> frozenset[str]:
    """All names that a text could refer to."""
    return frozenset(re.findall(r"(?<![A-Za-z0-9_])[a-z][a-z0-9_]*", text))


def part_of(written: Scalar, start: int, end: int) -> Scalar:
    """Characters `start` to `end` of a scalar, as a scalar of their own."""
    places = written.places[start:end]
    span = written.span.part(start, end)
    if places:
        line, column, source = places[0]
        span = Span(span.file, line, column, max(column + 1, places[-1][1] + 1), source)
    return Scalar(written.text[start:end], "text", span, places, written.within)


def word_span(written: Scalar, word: str) -> Span:
    """Where a word stands in an expression's text; of a copy, the name that it is a copy of."""
    found = re.search(rf"(?<![A-Za-z0-9_]){re.escape(base_of(word))}(?![A-Za-z0-9_])", written.text)
    return part_of(written, found.start(), found.end()).span if found else written.span
