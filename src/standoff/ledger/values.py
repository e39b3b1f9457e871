"""What a forecast says, read and checked against its question; nothing is filled in or put right.

In JSON: `{"p": 0.7}`; `{"shares": {"a": 0.5, "b": 0.5}}`; `{"quantiles": [[0.05, 10], [0.5, 20]]}`;
`{"curve": [[10, 0.1], [20, 0.9]]}`, the chance of at most x. Days are written as days, and what a
curve of days leaves to 1 at its end is the chance that the event never happens.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from standoff.errors import Problem, nearest
from standoff.ledger.moments import DAY, LedgerError, days, read_moment, written
from standoff.ledger.records import (
    CHANCE,
    CURVE,
    DATE,
    LISTED,
    ONE_OF,
    QUANTILES,
    SHARES,
    YES_NO,
    Question,
    Value,
)

EXACT = 1e-9  # shares that add up to 1 but for the rounding of the last digit of a float
KEYS = {"p": CHANCE, "shares": SHARES, "quantiles": QUANTILES, "curve": CURVE}
FITTING = {YES_NO: ("p",), ONE_OF: ("shares",), "ordered": ("shares",)}
MOST_POINTS = 2_000
_SHARE = re.compile(r"(.*?)=\s*([-+]?(?:[\d.][\d.eE+-]*|nan|inf))\s*(?:,|\Z)", re.DOTALL)
MOST_EXAMPLES = 6  # options that an example names


def read_value(said: Any, question: Question) -> Value:
    """A forecast's value as a record.

    Parameters
    ----------
    said : a mapping as above
    question : the question that it answers

    Returns
    -------
    Value
        What is scored.

    Raises
    ------
    LedgerError
        S766 where it does not fit the question, S767 for chances outside [0, 1] or that do not add up to
        1, S768 for a day that is none.

    Examples
    --------
    >>> from standoff.ledger.shapes import question_of
    >>> asked = question_of({"question": "q", "type": "one_of", "options": ["a", "b", "c"],
    ...     "text": "Which?", "opens": "2031-01-01", "closes": "2031-02-01"})
    >>> read_value({"shares": {"a": 0.25, "b": 0.25, "c": 0.5}}, asked).p
    (0.25, 0.25, 0.5)
    >>> read_value({"p": 0.5}, asked)
    Traceback (most recent call last):
    standoff.ledger.moments.LedgerError: S766: `q` is one of several: it takes `shares`, not `p`. For ...
    """
    if question.type == YES_NO and type(said) is dict and len(said) == 1:  # of nearly every forecast
        p = said.get("p")
        if type(p) is float and 0.0 <= p <= 1.0:
            return Value(CHANCE, (), (p,))
    key = _one_key(said, question)
    if key == "p":
        return Value(CHANCE, (), (_chance(said["p"], question),))
    if key == "shares":
        return _shares(said["shares"], question)
    points = _points(said[key], question)
    return _quantiles(points, question) if key == "quantiles" else _curve(points, question)


def value_of_text(text: str, question: Question) -> dict[str, Any]:
    """A value as it is written by hand, as a mapping that `read_value` checks.

    Parameters
    ----------
    text : `0.7`; `a=0.5,b=0.5`; `0.25:10,0.75:40` quantiles; `10=0.2,20=0.9` the chance of at most each;
        or the mapping as JSON
    question : the question that it answers

    Returns
    -------
    dict
        With one of the keys above.

    Raises
    ------
    LedgerError
        S766 where it cannot be read so.

    Examples
    --------
    >>> from standoff.ledger.shapes import question_of
    >>> asked = question_of({"question": "q", "type": "quantity", "text": "How many?",
    ...     "opens": "2031-01-01", "closes": "2031-02-01"})
    >>> value_of_text("0.25:10, 0.75:40", asked)
    {'quantiles': [[0.25, 10.0], [0.75, 40.0]]}
    >>> asked = question_of({"question": "q", "type": "one_of", "options": ["yes, soon", "no"],
    ...     "text": "Does it?", "opens": "2031-01-01", "closes": "2031-02-01"})
    >>> value_of_text("yes, soon=0.25, no=0.75", asked)
    {'shares': {'yes, soon': 0.25, 'no': 0.75}}
    """
    try:
        if text.lstrip().startswith("{"):
            return dict(json.loads(text, object_pairs_hook=_each_once))
        if question.type == YES_NO:
            return {"p": float(text)}
        if question.type in LISTED:
            pairs = _shares_in(text)
            _check_once([name for name, _ in pairs], question)
            return {"shares": dict(pairs)}
        mark = "=" if "=" in text else ":"
        points = [part.strip().split(mark, 1) for part in text.split(",")]
        if mark == ":":
            return {"quantiles": [[float(p), _amount(x, question)] for p, x in points]}
        return {"curve": [[_amount(x, question), float(p)] for x, p in points]}
    except (ValueError, RecursionError):
        what = f"`{text[:60]}` is no forecast of `{question.name}`, which is {_kind_words(question)}."
        raise LedgerError(Problem("S766", what, "", f"For example {_example(question)}.")) from None


def _shares_in(text: str) -> list[tuple[str, float]]:
    """Options with their chances: an option ends at `=NUMBER`, so that it may have commas in it."""
    pairs: list[tuple[str, float]] = []
    at = 0
    while at < len(text) or not pairs:
        found = _SHARE.match(text, at)
        if found is None:
            raise ValueError("an option has no chance")
        pairs.append((found[1].strip(), float(found[2])))
        at = found.end()
    return pairs


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _check_once(names: Sequence[str], question: Question) -> None:
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        what = f"The forecast of `{question.name}` gives `{twice[0][:60]}` two chances."
        raise LedgerError(Problem("S766", what, "Expected one chance for each option."))


def _amount(text: str, question: Question) -> float | str:
    return text.strip() if question.type == DATE else float(text)


def value_json(value: Value, question: Question) -> dict[str, Any]:
    """A value as it is written; reads back as the same."""
    if value.kind == CHANCE:
        return {"p": value.p[0]}
    if value.kind == SHARES:
        return {"shares": dict(zip(question.options, value.p, strict=True))}
    xs = [written(round(x * DAY)) if question.type == DATE else x for x in value.x]  # type: ignore[arg-type]
    if value.kind == QUANTILES:
        return {"quantiles": [[p, x] for x, p in zip(xs, value.p, strict=True)]}
    return {"curve": [[x, p] for x, p in zip(xs, value.p, strict=True)]}


def _one_key(said: Any, question: Question) -> str:
    fitting = FITTING.get(question.type, ("curve", "quantiles"))
    if not isinstance(said, Mapping) or len(said) != 1:
        keys = ", ".join(f"`{key}`" for key in KEYS)
        raise LedgerError(Problem("S766", f"A forecast of `{question.name}` says one of {keys}."))
    key = str(next(iter(said)))
    if key not in fitting:
        takes, kind = " or ".join(f"`{one}`" for one in fitting), _kind_words(question)
        what = f"`{question.name}` is {kind}: it takes {takes}, not `{key}`."
        raise LedgerError(Problem("S766", what, "", f"For example {_example(question)}."))
    return key


def _kind_words(question: Question) -> str:
    words = {
        YES_NO: "yes or no",
        ONE_OF: "one of several",
        "ordered": "one of several in order",
        DATE: "a date",
    }
    return words.get(question.type, "a quantity")


def _example(question: Question) -> str:
    if question.type == YES_NO:
        return "`0.7`"
    if question.type in LISTED:
        n = len(question.options)
        share = math.floor(100 / n) / 100
        each = [round(1 - share * (n - 1), 2), *[share] * (n - 1)]  # adds up to 1
        pairs = [f"{option}={p:g}" for option, p in zip(question.options, each, strict=True)]
        return "`" + ",".join(pairs if n <= MOST_EXAMPLES else [*pairs[:2], "..."]) + "`"
    return "`0.25:2031-03-01,0.5:2031-06-01`" if question.type == DATE else "`0.25:10,0.5:20,0.75:40`"


def _chance(p: Any, question: Question) -> float:
    if isinstance(p, bool) or not isinstance(p, int | float) or not 0 <= p <= 1:
        what = f"`{str(p)[:40]}` is no chance, in a forecast of `{question.name}`."
        raise LedgerError(Problem("S767", what, "Expected a number from 0 to 1."))
    return float(p)


def _shares(said: Any, question: Question) -> Value:
    if not isinstance(said, Mapping):
        raise LedgerError(Problem("S766", f"`shares` of `{question.name}` has a chance for each option."))
    for name in said:
        if name not in question.options:
            what = f"`{str(name)[:60]}` is no option of `{question.name}`."
            raise LedgerError(Problem("S766", what, "", nearest(str(name), question.options)))
    missing = [option for option in question.options if option not in said]
    if missing:
        what = f"The forecast of `{question.name}` leaves out `{missing[0]}`."
        raise LedgerError(
            Problem("S766", what, "Expected a chance for each option.", "Write 0 for no chance.")
        )
    p = tuple(_chance(said[option], question) for option in question.options)
    if abs(math.fsum(p) - 1) > EXACT:
        what = f"The chances of `{question.name}` add up to {math.fsum(p):.10g}."
        raise LedgerError(Problem("S767", what, "Expected 1.", "They are not put right: say what you mean."))
    return Value(SHARES, (), p)


def _points(said: Any, question: Question) -> Sequence[Sequence[Any]]:
    pairs = isinstance(said, list | tuple) and all(isinstance(o, list | tuple) and len(o) == 2 for o in said)
    if not pairs or not 1 <= len(said) <= MOST_POINTS:
        what = f"The points of a forecast of `{question.name}` are no list of pairs."
        expected = f"Expected 1 to {MOST_POINTS:,} pairs of two numbers, or of a number and a day."
        raise LedgerError(Problem("S766", what, expected))
    return list(said)


def _place(x: Any, question: Question) -> float:
    if question.type == DATE and isinstance(x, str):
        return days(read_moment(x))
    good = isinstance(x, int | float) and not isinstance(x, bool) and abs(x) < 1e300
    if question.type == DATE or not good:
        expected = "Expected a day." if question.type == DATE else "Expected a finite number."
        raise LedgerError(Problem("S766", f"`{str(x)[:40]}` is no answer to `{question.name}`.", expected))
    return float(x)


def _quantiles(points: Sequence[Sequence[Any]], question: Question) -> Value:
    p = tuple(_chance(point[0], question) for point in points)
    x = tuple(_place(point[1], question) for point in points)
    if any(a >= b for a, b in pairwise(p)) or any(a > b for a, b in pairwise(x)) or not 0 < p[0] <= p[-1] < 1:
        what = f"The quantiles of `{question.name}` do not rise."
        raise LedgerError(
            Problem("S766", what, "Expected levels inside (0, 1) that rise, values that do not fall.")
        )
    return Value(QUANTILES, x, p)


def _curve(points: Sequence[Sequence[Any]], question: Question) -> Value:
    x = tuple(_place(point[0], question) for point in points)
    p = tuple(_chance(point[1], question) for point in points)
    if len(x) < 2 or any(a >= b for a, b in pairwise(x)) or any(a > b for a, b in pairwise(p)):
        what = f"The curve of `{question.name}` does not rise."
        expected = "Expected two points or more, x that rise, and chances of at most x that do not fall."
        raise LedgerError(Problem("S766", what, expected))
    return Value(CURVE, x, p)
