"""The words of a Gambit file: strings, numbers, braces and bare words, each with its place.

Commas are white space here, as other programs write payoffs with and without them. Nothing in this
file knows what the words mean. Source: Gambit project, "Game representation formats".
"""

from __future__ import annotations

import re
from fractions import Fraction

from standoff.errors import Problem, Span, StandoffError

BRACE, TEXT, NUMBER, WORD, LONE_QUOTE, END = 1, 2, 3, 4, 5, 6
SAID = (
    "",
    "a brace",
    "a text in quotes",
    "a number",
    "a bare word",
    "a quote that is not closed",
    "the end of the file",
)
MOST_PROBLEMS = 50  # a hostile file has one a node; nobody reads more
LONGEST_NUMBER = 2_000  # characters: a sum of two floats needs 650, a fraction of such sums twice that
LONGEST_SHOWN = 40  # characters of a wrong word that a message repeats

_TOKEN = re.compile(
    r"""[\s,]*+(?:([{}])|"([^"\\]*+(?:\\.[^"\\]*+)*+)"|([-+.\d][^\s{},"]*+)|([^\s{},"]++)|(")|(\Z))""",
    re.DOTALL,
)
_NUMBER = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?)(?:/(\+?(?:\d+\.?\d*|\.\d+)))?")
_ESCAPE = re.compile(r"\\([\"\\])")


class GameError(StandoffError):
    """The text of a game, or a tree of records, is wrong."""


class SpoiltError(Exception):
    """A sentence of the file that cannot be followed; the problem is noted already."""


class TooManyProblemsError(Exception):
    """Reading stops: enough problems for one message."""


class Words:
    """The words of a text, one after the other: `kind`, `text`, `start` and `end` of the present one."""

    def __init__(self, text: str, file: str) -> None:
        self.source, self.file = text, file
        self.kind, self.text, self.start, self.end = 0, "", 0, 0
        self.problems: list[Problem] = []
        self._numbers: dict[str, Fraction | None] = {}
        self._match = _TOKEN.match
        self.step()

    def step(self) -> None:
        """Go to the next word."""
        found = self._match(self.source, self.end)
        if found is None or found.lastindex is None:  # cannot be: every text has a word or its end
            raise AssertionError
        self.kind = found.lastindex
        self.text = found[self.kind]
        self.start, self.end = found.start(self.kind), found.end()
        if self.kind == TEXT:
            self.start -= 1

    def shown(self) -> str:
        """The present word as a message names it."""
        if self.kind in (END, LONE_QUOTE):
            return SAID[self.kind]
        text = " ".join(self.text.split())
        cut = text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."
        return f'the text "{cut}"' if self.kind == TEXT else f"`{cut}`"

    def span(self, start: int, end: int) -> Span:
        """The place of what stands from `start` to `end`; it counts lines, so only where it is needed."""
        line = self.source.count("\n", 0, start) + 1
        first = self.source.rfind("\n", 0, start) + 1
        last = self.source.find("\n", start)
        shown = self.source[first : last if last >= 0 else len(self.source)]
        width = max(1, min(end, first + len(shown)) - start)
        return Span(self.file, line, start - first + 1, start - first + 1 + width, shown)

    def line(self, start: int) -> int:
        """The line, from 1, of a place."""
        return self.source.count("\n", 0, start) + 1

    def note(
        self, code: str, what: str, expected: str, fix: str, place: tuple[int, int] | None = None
    ) -> None:
        """Keep a problem (at the present word unless a start and end are told) and go on.

        Raises
        ------
        TooManyProblemsError
            When there are 50 already.
        """
        self.problems.append(
            Problem(code, what, expected, fix, self.span(*(place or (self.start, self.end))))
        )
        if len(self.problems) >= MOST_PROBLEMS:
            raise TooManyProblemsError

    def spoil(self, expected: str) -> SpoiltError:
        """Note that the present word is not what was expected; the caller raises what this returns."""
        fix = (
            "Close the text with a quote." if self.kind == LONE_QUOTE else "Compare with the lines around it."
        )
        self.note("S671", f"found {self.shown()}.", f"Expected {expected}.", fix)
        return SpoiltError()

    def take_text(self, what: str) -> str:
        """The text in quotes that must stand here."""
        if self.kind != TEXT:
            raise self.spoil(what)
        text = self.text
        self.step()
        return _ESCAPE.sub(r"\1", text) if "\\" in text else text

    def take_brace(self, brace: str, what: str) -> None:
        """The brace that must stand here."""
        if self.kind != BRACE or self.text != brace:
            raise self.spoil(f"`{brace}` {what}")
        self.step()

    def opens(self) -> bool:
        """Whether the present word is an opening brace."""
        return self.kind == BRACE and self.text == "{"

    def closes(self) -> bool:
        """Whether the present word is a closing brace."""
        return self.kind == BRACE and self.text == "}"

    def take_whole(self, what: str) -> int:
        """The whole number, not negative, that must stand here."""
        if self.kind != NUMBER or not (self.text.isascii() and self.text.isdigit() and len(self.text) <= 15):
            raise self.spoil(what)
        number = int(self.text)
        self.step()
        return number

    def take_number(self, what: str) -> Fraction:
        """The number that must stand here, exactly; one that cannot be read is noted and counts as 0."""
        if self.kind != NUMBER:
            raise self.spoil(what)
        number = self.number(self.text)
        if number is None:
            self.note(
                "S672",
                f"{self.shown()} is no number that can be read.",
                "Expected an integer, a decimal, a fraction (1/3) or a power (1e-3), below 1e308.",
                "Write it in one of these forms.",
            )
            number = Fraction(0)
        self.step()
        return number

    def number(self, text: str) -> Fraction | None:
        """The exact value of a number's text; None where it has none, or none that a float can hold."""
        if text not in self._numbers:
            self._numbers[text] = read_number(text)
        return self._numbers[text]


def read_number(text: str) -> Fraction | None:
    """The exact value of an integer, decimal, power of ten or fraction of two of them.

    Examples
    --------
    >>> read_number("-.5"), read_number("2/6"), read_number("1/0")
    (Fraction(-1, 2), Fraction(1, 3), None)
    """
    found = _NUMBER.fullmatch(text) if text.isascii() and len(text) <= LONGEST_NUMBER else None
    if found is None:
        return None
    number = Fraction(found[1])
    if found[2] is not None:
        below = Fraction(found[2])
        if not below:
            return None
        number /= below
    try:
        float(number)
    except OverflowError:
        return None
    return number
