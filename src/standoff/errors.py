"""Problems with a place, a cause and a mend, and the one exception that carries them.

Every mistake of a user ends as a `StandoffError` that holds one or more `Problem`s. A problem
knows where it is, what is wrong (with the name and the value), what was expected and how to mend
it; `Problem.text()` prints that in one fixed form. A code (`S101`) is never reused; the titles of
all codes stand in `CODES`, from which the reference page is made.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from standoff.codes import CODES
from standoff.letters import is_hidden
from standoff.letters import shown as shown

LIST_WHOLE = 8  # alternatives are listed when there are this many or fewer
LONG_LINE = 120  # columns of source shown around the caret


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one line of a file: line and column count from 1, `end_column` is exclusive."""

    file: str
    line: int
    column: int
    end_column: int
    source_line: str = ""

    def part(self, start: int, end: int) -> Span:
        """The span of characters `start` to `end` (from 0) of this span."""
        first = self.column + start
        return Span(self.file, self.line, first, max(first + 1, self.column + end), self.source_line)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, as a sentence each for cause, expectation and mend."""

    code: str
    what: str
    expected: str = ""
    fix: str = ""
    span: Span | None = None

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise KeyError(f"error code {self.code} is not in standoff.codes.CODES")

    def text(self) -> str:
        """`file:line:col: Snnn: what. expected. fix.`, then the source line and a caret.

        Nothing in it steers a terminal: see `shown`.
        """
        said = shown(" ".join(part for part in (self.what, self.expected, self.fix) if part))
        if self.span is None:
            return f"{self.code}: {said}"
        span = self.span
        head = f"{shown(span.file)}:{span.line}:{span.column}: {self.code}: {said}"
        if not span.source_line.strip():
            return head
        start = max(0, span.column - 1 - LONG_LINE // 2) if span.column > LONG_LINE else 0
        line = span.source_line[start : start + LONG_LINE]
        line = "".join("?" if is_hidden(c) else c for c in line)  # one column each: the caret stays right
        width = min(max(1, span.end_column - span.column), max(1, len(line) - (span.column - 1 - start)))
        return f"{head}\n  {line}\n  {' ' * (span.column - 1 - start)}{'^' * width}"


class StandoffError(Exception):
    """A mistake of the caller or user: all problems of one stage together, ordered by place."""

    exit_code = 2

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        given = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.problems: tuple[Problem, ...] = tuple(sorted(given, key=_place))
        super().__init__("\n".join(problem.text() for problem in self.problems))

    def __reduce__(self) -> tuple[type[StandoffError], tuple[tuple[Problem, ...]]]:
        """Errors travel between processes: by their problems, not by their text."""
        return (type(self), (self.problems,))


class StandoffWarning(UserWarning):
    """What a caller in Python is told that stops nothing; the command line says it on stderr."""


class ScenarioError(StandoffError):
    """The scenario's text is wrong."""


class RunError(StandoffError):
    """A run cannot start or go on: a file, a folder, a setting."""


def _place(problem: Problem) -> tuple[str, int, int, str]:
    if problem.span is None:
        return ("", 0, 0, problem.code)
    return (problem.span.file, problem.span.line, problem.span.column, problem.code)


def nearest(name: str, known: Sequence[str]) -> str:
    """The mend for an unknown name: the nearest valid one, and all of them when they are few.

    Examples
    --------
    >>> nearest("fihgt", ["fight", "abandon"])
    'Did you mean `fight`? Known: `abandon`, `fight`.'
    """
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    said = [f"Did you mean `{close[0]}`?"] if close else []
    if 0 < len(known) <= LIST_WHOLE:
        said.append("Known: " + ", ".join(f"`{k}`" for k in sorted(known)) + ".")
    return " ".join(said)
