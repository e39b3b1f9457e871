"""The one reader of numbers that people write: in a scenario, a table, a game file, on the command line.

A number is digits with a decimal point, perhaps a sign and a power of ten. Text that Python alone
would take is refused where people read it otherwise: `nan`, `inf`, `1_0`, digits of other scripts.
Sizes are kept to a range in which squares, products of three and logarithms neither overflow nor
vanish in binary64; beyond it a table was `inf` once, and its results were not-a-number.

Source: IEEE 754-2019, section 3.6 (binary64 goes to 1.8e308; a third of its exponents is used here).
"""

from __future__ import annotations

import re

LARGEST = 1e100
SMALLEST = 1e-100  # in size; 0 is 0
LONGEST = 40  # characters
SHOWN = 24  # characters of a number that a message repeats
WHOLE_DIGITS = 15  # of a whole number: beyond, binary64 leaves numbers out

_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[ '_,\u00a0\u2009\u202f]\d{3})+(?:\.\d*)?", re.ASCII)
_SHARE = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)) ?%", re.ASCII)


class NumeralError(ValueError):
    """A text that is no number that can be computed with: what is wrong, what was expected, the mend."""

    def __init__(self, what: str, expected: str, fix: str) -> None:
        super().__init__(f"{what} {expected} {fix}".strip())
        self.what, self.expected, self.fix = what, expected, fix


def number(text: str) -> float:
    """The number that a text says.

    Parameters
    ----------
    text : digits, a point, a sign, a power of ten; white space around it is no part of it

    Returns
    -------
    0, or a number of a size from 1e-100 to 1e100

    Raises
    ------
    NumeralError
        What is wrong in words; the caller knows the place and has the code.

    Examples
    --------
    >>> number("1234.5"), number(" -2e3 "), number(".5")
    (1234.5, -2000.0, 0.5)
    >>> number("1e309")
    Traceback (most recent call last):
    ...
    standoff.numerals.NumeralError: `1e309` is too large a number. Expected at most 1e+100 in size. ...
    """
    said = text.strip()
    if not _PLAIN.fullmatch(said):
        raise NumeralError(_what(said), "Expected a number.", _fix(said))
    if len(said) > LONGEST:
        raise NumeralError(f"`{_cut(said)}` has {len(said)} characters.", f"At most {LONGEST} are read.", "")
    return within(float(said), said)


def within(value: float, said: str = "") -> float:
    """The same number, where it is finite and of a size that can be computed with.

    Raises
    ------
    NumeralError
        It is not a number, too large, or too near to 0.

    Examples
    --------
    >>> within(2.5), within(0.0)
    (2.5, 0.0)
    """
    size, shown = abs(value), _cut(said or f"{value:g}")
    if size <= LARGEST and (size >= SMALLEST or not _is_tiny(value, said)):
        return value
    if size > LARGEST:
        fix = "Count in a larger unit, or mend the power of ten."
        raise NumeralError(f"`{shown}` is too large a number.", f"Expected at most {LARGEST:g} in size.", fix)
    if size < SMALLEST:
        expected = f"Expected 0, or at least {SMALLEST:g} in size."
        raise NumeralError(f"`{shown}` is too near to 0.", expected, "Write 0, or count in a smaller unit.")
    raise NumeralError(f"`{shown}` is no number.", "Expected a finite number.", "")


def whole(text: str) -> int:
    """The whole number that a text says.

    Raises
    ------
    NumeralError
        As `number`; it has a fraction, or more than 15 digits.

    Examples
    --------
    >>> whole("12"), whole("-3")
    (12, -3)
    """
    said = text.strip()
    if not _WHOLE.fullmatch(said):
        number(said)
        raise NumeralError(f"`{_cut(said)}` is no whole number.", "Expected digits alone.", "")
    if len(said.lstrip("+-")) > WHOLE_DIGITS:
        raise NumeralError(f"`{_cut(said)}` is too large.", f"Expected at most {WHOLE_DIGITS} digits.", "")
    return int(said)


def is_number(text: str) -> bool:
    """Whether `number` reads the text.

    Examples
    --------
    >>> is_number("0.5"), is_number("nan"), is_number("1e309"), is_number("٣")
    (True, False, False, False)
    """
    try:
        number(text)
    except NumeralError:
        return False
    return True


def _is_tiny(value: float, said: str) -> bool:
    """Whether what is read as almost 0, or as 0 itself, was not written as 0."""
    return value != 0.0 or any(digit in "123456789" for digit in re.split("[eE]", said)[0])


def _what(said: str) -> str:
    return f"`{_cut(said)}` is no number." if said else "A number is missing."


def _fix(said: str) -> str:
    if _THOUSANDS.fullmatch(said):
        return f"Write `{re.sub('[^0-9.+-]', '', said)}`, without spaces or signs for thousands."
    if _COMMA.fullmatch(said):
        return f"Write a decimal point, not a comma: `{said.replace(',', '.')}`."
    if share := _SHARE.fullmatch(said):
        return f"Write `{float(share[1]) / 100:g}`."
    return "Write numbers as 1234.5, without spaces or signs for thousands."


def _cut(said: str) -> str:
    return said if len(said) <= SHOWN else said[: SHOWN - 3] + "..."
