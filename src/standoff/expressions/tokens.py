"""Cuts the text of an expression into tokens, and refuses every character that means nothing in it.

The text is never given to Python's own parser: what the language does not have cannot be
written, positions are exact, and messages do not depend on the version of Python.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from standoff.errors import Problem, ScenarioError, Span
from standoff.numerals import NumeralError, within

MAX_CHARACTERS = 2_000
MAX_DIGITS = 40
KEYWORDS = frozenset({"and", "or", "not", "in", "if", "else"})

TokenKind = Literal["number", "date", "name", "word", "sign", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    kind: TokenKind
    text: str
    start: int
    end: int
    value: float = 0.0


_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    |(?P<date>\d{4}-\d\d?-\d\d?(?![\w.]))
    |(?P<number>(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?)
    |(?P<output>[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*(?=[ ]*\())
    |(?P<part>(?:[a-z][a-z0-9_]*\.){2}[a-z][a-z0-9_]*(?![\w.]|[ ]*\())
    |(?P<indexed>(?!(?:and|or|not|in|if|else)\b)[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?[ ]*
        \[[ ]*[a-z0-9_]+(?:[ ]*,[ ]*[a-z0-9_]+)*[ ]*\](?![\w.]|[ ]*[\[(]))
    |(?P<inner>(?!(?:and|or|not|in|if|else)\b)[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*(?![\w.]|[ ]*[\[(]))
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign>\*\*|<=|>=|==|!=|[-+*/(),<>])
    """,
    re.VERBOSE | re.ASCII,
)
_NUMBER = re.compile(r"(?:0|[1-9]\d*(?:_\d+)*|0(?=\.))?(?:\.\d*)?(?:[eE][+-]?\d+)?", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_]*")

# What analysts write by habit, and what to write instead; the longest match comes first.
_FOREIGN = (
    (":=", "Nothing can be assigned in an expression.", ""),
    ("//", "Whole division is not in the language.", "Write `/`."),
    ("&&", "`&&` is not in the language.", "Write `and`."),
    ("||", "`||` is not in the language.", "Write `or`."),
    ("<<", "Bit operators are not in the language.", ""),
    (">>", "Bit operators are not in the language.", ""),
    ("=<", "`=<` is not in the language.", "Write `<=`."),
    ("=>", "`=>` is not in the language.", "Write `>=`."),
    ("<>", "`<>` is not in the language.", "Write `!=`."),
    ("=", "A single `=` is not in the language.", "Write `==` to compare."),
    ("!", "`!` is not in the language.", "Write `not`, or `!=` to compare."),
    ('"', "Texts in quotes are not in the language.", "Write options and names without quotes."),
    ("'", "Texts in quotes are not in the language.", "Write options and names without quotes."),
    ("?", "`?` is not in the language.", "Write `x if condition else y`."),
    (":", "`:` is not in the language.", "Write `x if condition else y`."),
    (";", "`;` is not in the language.", "Write one expression."),
    ("%", "`%` is not in the language.", "Write 5 % as 0.05."),
    (".", "Nothing can follow a dot: names have no parts.", ""),
    ("[", "Square brackets are not in the language.", "Group with `(` and `)`."),
    ("]", "Square brackets are not in the language.", "Group with `(` and `)`."),
    ("{", "Braces are not in the language.", "Group with `(` and `)`."),
    ("}", "Braces are not in the language.", "Group with `(` and `)`."),
    ("^", "`^` is not in the language.", "Write `**` for a power."),
    ("&", "Bit operators are not in the language.", "Write `and`."),
    ("|", "Bit operators are not in the language.", "Write `or`."),
    ("~", "Bit operators are not in the language.", "Write `not`."),
    ("≥", "`≥` is not in the language.", "Write `>=`."),
    ("≤", "`≤` is not in the language.", "Write `<=`."),
    ("≠", "`≠` is not in the language.", "Write `!=`."),
    ("×", "`×` is not in the language.", "Write `*`."),
    ("·", "`·` is not in the language.", "Write `*`."),
    ("÷", "`÷` is not in the language.", "Write `/`."),
    ("−", "This is not the minus sign of a keyboard.", "Write `-`."),
    ("–", "This is a dash, not a minus sign.", "Write `-`."),
)


def place(text: str, span: Span | None, start: int, end: int) -> Span | None:
    """The span of characters `start` to `end` of `text`, or all of it where the text was folded."""
    if span is None:
        return None
    first = span.column - 1
    on_one_line = span.source_line[first : first + len(text)] == text
    width_fits = not span.source_line and span.end_column - span.column == len(text)
    return span.part(start, end) if on_one_line or width_fits else span


def tokenise(text: str, span: Span | None) -> list[Token]:
    """Tokens of an expression, with an `end` token last.

    Raises
    ------
    ScenarioError
        S301 (empty, too long), S302 (a character or name that cannot stand in an expression),
        S305 (number), S306 (date).
    """
    if not text.strip():
        raise ScenarioError(Problem("S301", "The expression is empty.", "Expected a formula.", span=span))
    if len(text) > MAX_CHARACTERS:
        raise ScenarioError(
            Problem(
                "S301",
                f"The expression has {len(text)} characters.",
                f"At most {MAX_CHARACTERS} are allowed.",
                "Name its parts as parameters with `is:`.",
                span,
            )
        )
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or text.startswith(("//", "<<", ">>", "<>"), at):
            raise ScenarioError(_foreign(text, span, at))
        kind, end = match.lastgroup, match.end()
        if kind == "date":
            tokens.append(_date(text, span, at, end))
        elif kind == "number":
            tokens.append(_number(text, span, at, end))
        elif kind in ("part", "output"):
            # `council.north.limit`: a number of a summit's member, a parameter;
            # `line.breaks(`: what a front or a summit gives, never an attribute
            tokens.append(Token("name", text[at:end], at, end))
        elif kind in ("indexed", "inner"):
            # `message[france]`, `campaign.entry`, `campaign.entry[2]`: a copy's name, with no blanks
            tokens.append(Token("name", re.sub(r"[ ]+", "", text[at:end]), at, end))
        elif kind == "name":
            tokens.append(_name(text, span, at, end))
        elif kind == "sign":
            tokens.append(Token("sign", text[at:end], at, end))
        at = end
    tokens.append(Token("end", "", len(text.rstrip()), len(text.rstrip()) + 1))
    return tokens


def no_part(text: str, span: Span | None, start: int, end: int) -> Problem:
    """What is said of `name.part` and `name[index]` where nothing has that name."""
    found = re.search(r"[.\[]", text[start:end])
    return _foreign(text, span, start + (found.start() if found else 0))


def _foreign(text: str, span: Span | None, at: int) -> Problem:
    for sign, what, fix in _FOREIGN:
        if text.startswith(sign, at):
            return Problem("S302", what, "", fix, place(text, span, at, at + len(sign)))
    shown = text[at] if text[at].isprintable() else f"U+{ord(text[at]):04X}"
    return Problem(
        "S302",
        f"The character `{shown}` cannot stand in an expression.",
        "Expected numbers, dates, names, `+ - * / **`, comparisons, `and or not in if else`, brackets.",
        span=place(text, span, at, at + 1),
    )


def _date(text: str, span: Span | None, start: int, end: int) -> Token:
    written = text[start:end]
    try:
        date = dt.date.fromisoformat(written)
    except ValueError:
        raise ScenarioError(
            Problem(
                "S306",
                f"`{written}` is not a date.",
                "Expected year-month-day with two digits each for month and day, as 2024-05-01.",
                "If a subtraction is meant, put spaces around `-`.",
                place(text, span, start, end),
            )
        ) from None
    return Token("date", written, start, end, float(date.toordinal() - dt.date(1970, 1, 1).toordinal()))


def _number(text: str, span: Span | None, start: int, end: int) -> Token:
    written = text[start:end]
    glued = re.compile(r"[\w.]*", re.ASCII).match(text, end)
    tail = glued.group() if glued else ""
    where = place(text, span, start, end + len(tail))
    if tail or not _NUMBER.fullmatch(written) or "_." in written or written.endswith("_"):
        what = f"`{(written + tail)[:30]}` is not a number."
        raise ScenarioError(Problem("S305", what, "Expected digits, as 3, 0.25 or 1e6.", span=where))
    if len(written) > MAX_DIGITS:
        what = f"The number that starts `{written[:12]}` has {len(written)} characters."
        raise ScenarioError(Problem("S305", what, f"At most {MAX_DIGITS} are allowed.", span=where))
    try:
        value = within(float(written), written)
    except NumeralError as error:
        raise ScenarioError(Problem("S305", error.what, error.expected, error.fix, where)) from None
    return Token("number", written, start, end, value)


def _name(text: str, span: Span | None, start: int, end: int) -> Token:
    written = text[start:end]
    if written in KEYWORDS:
        return Token("word", written, start, end)
    if not _NAME.fullmatch(written):
        lower = written.lower().strip("_")
        fix = f"Did you mean `{lower}`?" if _NAME.fullmatch(lower) and "__" not in written else ""
        what = f"`{written[:40]}` cannot be a name."
        rule = "Names are lower-case letters, digits and `_`, and start with a letter."
        raise ScenarioError(Problem("S302", what, rule, fix, place(text, span, start, end)))
    return Token("name", written, start, end)
