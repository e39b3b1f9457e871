"""`draws/first.json`: the first draws of a run with the numbers that matter most and what came of them.

Inputs are not stored with a run, they are drawn again; a report is made without drawing or solving, and its
reader may want the answers over those draws alone in which a number is large. So some draws are kept with the
few numbers that move answers most. Columns are whole numbers of 16 bits between the least and the largest
value, little end first, written in base 64; 65535 stands for what is undefined.
"""

from __future__ import annotations

import base64
import binascii
import math
import sys
from array import array
from collections.abc import Iterable, Sequence

from standoff.errors import Problem, RunError
from standoff.results.base_record import Record, Text

FILE = "draws/first.json"
UNDEFINED = 65535
STEPS = 65534
HOLDS, FAILS, OPEN, UNSOLVED = "1", "0", "2", "3"  # of a conclusion in a draw


class Column(Record):
    """One value a draw, from `low` to `high`."""

    low: float = 0.0
    high: float = 0.0
    bits: str = ""


class StoredNumber(Record):
    """A number that matters, most first.

    moves : share of the variance of endings and conclusions that goes with its rank, mean over all that vary
    dated : its values are days since 1 January 1970
    columns : by reading; a reading that is not there has the column of the first one
    """

    name: Text
    moves: float = 0.0
    dated: bool = False
    columns: dict[str, Column]


class StoredReading(Record):
    """What came of the draws under a reading.

    answers : of `ending:NAME`, and of `measure:NAME` where it is a probability
    conclusions : a figure a draw: 1 holds, 0 fails, 2 undefined, 3 unsolved
    weight : what a draw counts where something was observed; null: all the same
    """

    answers: dict[str, Column] = {}
    conclusions: dict[str, str] = {}
    weight: Column | None = None


class StoredDraws(Record):
    """The whole file: `of` draws of the run, the first `draws` are here."""

    draws: int
    of: int
    numbers: list[StoredNumber] = []
    readings: dict[str, StoredReading] = {}


def column_of(values: Iterable[float]) -> Column:
    """Values in 16 bits each; what is not finite is undefined.

    Examples
    --------
    >>> values_of(column_of([0.0, 0.25, float("nan"), 1.0]), 4)
    [0.0, 0.250007629627369, None, 1.0]
    """
    given = [float(value) for value in values]
    finite = [value for value in given if math.isfinite(value)]
    low, high = (min(finite), max(finite)) if finite else (0.0, 0.0)
    scale = STEPS / (high - low) if high > low else 0.0
    packed = array("H", [round((v - low) * scale) if math.isfinite(v) else UNDEFINED for v in given])
    return Column(low=low, high=high, bits=base64.b64encode(_little(packed).tobytes()).decode("ascii"))


def values_of(column: Column, n_draws: int) -> list[float | None]:
    """The values of a column, None where undefined.

    Raises
    ------
    RunError
        S802 where the column is not one of so many draws.
    """
    try:
        raw = base64.b64decode(column.bits, validate=True)
    except binascii.Error:
        raw = b""
    if len(raw) != 2 * n_draws:
        what = f"The run's file `{FILE}` is damaged: a column does not hold {n_draws} draws."
        raise RunError(
            Problem("S802", what, "", "Run the scenario again (`standoff run SCENARIO --out DIR`).")
        )
    packed = array("H")
    packed.frombytes(raw)
    step = (column.high - column.low) / STEPS
    return [None if v == UNDEFINED else column.low + step * v for v in _little(packed)]


def _little(packed: array[int]) -> array[int]:
    """The same numbers, their small byte first on every machine."""
    if sys.byteorder == "big":
        packed.byteswap()
    return packed


def sides_of(text: str, n_draws: int) -> Sequence[str]:
    """The sides of a conclusion, a figure a draw.

    Raises
    ------
    RunError
        S802 where there are not so many draws.
    """
    if len(text) != n_draws or not set(text) <= {HOLDS, FAILS, OPEN, UNSOLVED}:
        what = f"The run's file `{FILE}` is damaged: a conclusion does not hold {n_draws} draws."
        raise RunError(
            Problem("S802", what, "", "Run the scenario again (`standoff run SCENARIO --out DIR`).")
        )
    return text
