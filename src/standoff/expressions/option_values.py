"""Expressions whose value is an option: what a carried state is next, `tense if unrest == up else mood`.

For each option the expression becomes the question whether it is this one, with `x if c else y` kept and
every value in its place: an option is it or not; a state or move is it where it has that option.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from standoff.errors import Problem, ScenarioError, nearest
from standoff.expressions.records import Expression, Name
from standoff.expressions.tokens import place
from standoff.expressions.written import (
    Written,
    WrittenComparison,
    WrittenIf,
    WrittenName,
    WrittenNumber,
)


def asked(
    expression: Expression, option: str, options: Sequence[str], names: Mapping[str, Name]
) -> Expression:
    """The parsed expression as the question whether its value is one of its options.

    Raises
    ------
    ScenarioError
        S275 a value that is no option, and neither a state nor a move that has one.

    Examples
    --------
    >>> from standoff.expressions.reading import parse
    >>> from standoff.expressions.unparsing import unparse
    >>> mood = {"mood": Name("move", options=("calm", "tense"))}
    >>> next_ = parse("tense if unrest == up else mood", None)
    >>> unparse(asked(next_, "calm", ("calm", "tense"), mood).root)
    '0 if unrest == up else mood == calm'
    """
    if not isinstance(expression.root, Written):
        raise TypeError(f"`{expression.text}` is resolved already")
    return replace(expression, root=_asked(expression.root, expression, option, (tuple(options), names)))


def _asked(
    part: Written, whole: Expression, option: str, known: tuple[Sequence[str], Mapping[str, Name]]
) -> Written:
    options, names = known
    if isinstance(part, WrittenIf):
        if part.other is None:
            what = "Nothing says what the state is where the condition does not hold."
            fix = "Add `else` with an option, or with the state's own name: it then stays as it is."
            raise _wrong(part, whole, what, fix)
        then, other = (_asked(inner, whole, option, known) for inner in (part.then, part.other))
        return replace(part, then=then, other=other)
    if isinstance(part, WrittenName):
        if part.name in options:
            return WrittenNumber(part.start, part.end, float(part.name == option))
        name = names.get(part.name)
        if name is not None and name.kind == "move" and name.values is None and name.options:
            if option not in name.options:
                return WrittenNumber(part.start, part.end, 0.0)
            return WrittenComparison(
                part.start, part.end, (part, WrittenName(part.start, part.end, option)), ("==",)
            )
    said = whole.text[part.start : part.end][:60]
    what = f"`{said}` is no option of the state."
    raise _wrong(part, whole, what, nearest(said, options))


def _wrong(part: Written, whole: Expression, what: str, fix: str) -> ScenarioError:
    at = place(whole.text, whole.span, part.start, part.end)
    return ScenarioError(Problem("S275", what, "Expected an option, or `x if condition else y`.", fix, at))
