"""Shares and hazards of past battles from the CDB90 database, in its patched original form.

Definitions, which drive every number:
- a battle counts by the year in which its first active period began, and where both sides were at
  least `SMALLEST` strong (`STRA`, `STRD`): actions of less are no battles of armies;
- the attacker wins where `WINA` is 1, of battles with a known winner;
- it breaks through where any of its three resolutions `RESOA1..3` is `BB`, of battles of which at
  least one resolution is known;
- a battle lasts from the first day of its first period up to and with the last day of its last; the
  hazard is breakthroughs per such day;
- an operation lasts at least 7 days on at least 15 km of the attacker's front;
- advance is `KMDA` by days, negative where the attacker was driven back.

The tables that circulate under "battles.csv" lost every defeat of an attacker and every negative
advance, and cap durations at two days: `read_battles` refuses a table without defeats.
Source: Helmbold, CDB90 (US Army Concepts Analysis Agency, 1991), ODC-BY.
"""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from standoff.errors import Problem, ScenarioError
from standoff.expressions import separator_of
from standoff.front.records import Floats
from standoff.numerals import NumeralError, number

NEED = (
    *("WINA", "KMDA", "WOFA1", "SURPA", "STRA", "STRD", "NOATP", "ATPBYR1", "ATPEDA1"),
    *("RESOA1", "RESOA2", "RESOA3", "CASA", "CASD"),
)
CENTILES = (10, 25, 50, 75, 90)
OPERATION_DAYS, OPERATION_KM = 7, 15.0
FEWEST = 10  # battles for a slope
SMALLEST = 1000  # persons on either side; with it the shares are those that the specification prints


@dataclass(frozen=True)
class Battles:
    """One row a battle; nan where a number is not known.

    year : int64[battle]; days : float64[battle]
    win : 1 attacker, 0 draw, -1 defender; breakthrough : 1 or 0
    advance : km; width : km of the attacker's front; surprise : -3 to 3, by the attacker
    smaller : strength of the smaller side, persons
    force_ratio, loss_ratio : logarithms of the attacker's strength and casualties over the defender's
    """

    year: NDArray[np.int64]
    days: Floats
    win: Floats
    breakthrough: Floats
    advance: Floats
    width: Floats
    surprise: Floats
    smaller: Floats
    force_ratio: Floats
    loss_ratio: Floats

    def between(self, first: int, last: int, *, smallest: float = SMALLEST) -> Battles:
        """The battles of some years, both included, with at least so many persons on either side.

        smallest : 0 takes every battle, those of unknown strength too
        """
        # "nan >= 1000" is false: an unknown strength is no battle of that size
        k = (self.year >= first) & (self.year <= last) & ((self.smaller >= smallest) | (smallest <= 0))
        return Battles(**{field.name: getattr(self, field.name)[k] for field in fields(self)})


@dataclass(frozen=True, slots=True)
class LossSlope:
    """How the logarithm of the loss ratio follows that of the force ratio, by least squares.

    slope : -1 under the square law, 0 under the linear, 1 under the logarithmic
    error : its standard error, which allows for unequal spread
    n : battles with known strengths and losses of both sides
    """

    slope: float
    error: float
    n: int


@dataclass(frozen=True, slots=True)
class BattleRates:
    """What a set of battles says.

    wins, breakthroughs : (k, n)
    hazard, operation_hazard : (breakthroughs, days); rates a day follow from them
    advance : km a day at the 10th, 25th, 50th, 75th and 90th centile
    by_surprise : share of breakthroughs with and without surprise by the attacker, (k, n) each
    """

    wins: tuple[int, int]
    breakthroughs: tuple[int, int]
    hazard: tuple[int, float]
    operation_hazard: tuple[int, float]
    operations: int
    advance: tuple[float, ...]
    by_surprise: tuple[tuple[int, int], tuple[int, int]]


def read_battles(text: str, file: str) -> Battles:
    """CDB90 from the text of its patched original CSV file.

    Parameters
    ----------
    text : the file's text
    file : its name, for messages

    Returns
    -------
    Battles

    Raises
    ------
    ScenarioError
        S650 where columns are missing, S651 for a date that does not exist, S653 for a table without
        a defeat of an attacker (a damaged copy).

    Examples
    --------
    >>> head = "isqno,war,name"
    >>> try:
    ...     read_battles(head, "cdb90.csv")
    ... except ScenarioError as error:
    ...     print(error.problems[0].code)
    S650
    """
    lines = text.removeprefix("\ufeff").splitlines()
    rows = list(csv.DictReader(lines, delimiter=separator_of(lines[0] if lines else "")))
    missing = [name for name in NEED if not rows or name not in rows[0]]
    if missing:
        raise ScenarioError(
            Problem("S650", f"{file} has no column {', '.join(f'`{name}`' for name in missing[:3])}.",
                    "Expected the patched original of CDB90, with its own column names.",
                    "Cleaned tables drop columns and rows: get the file that this one was made from.")
        )  # fmt: skip
    torn = [line for line, row in enumerate(rows, 2) if None in row.values()]
    if torn:
        raise ScenarioError(
            Problem("S651", f"{file}:{torn[0]}: the row is cut short.", "Expected a cell a column.",
                    "Compare the row with the original.")
        )  # fmt: skip
    win = _numbers(rows, "WINA", -9, file)
    if not (win == -1).any():
        raise ScenarioError(
            Problem("S653", f"{file} has {len(rows)} battles and no defeat of an attacker.",
                    "Expected the patched original, in which attackers lose.",
                    "This is a damaged copy of CDB90: no share can be taken from it.")
        )  # fmt: skip
    known = np.array([any(row[f"RESOA{i}"].strip() not in ("", "00") for i in (1, 2, 3)) for row in rows])
    broke = np.array([any(row[f"RESOA{i}"].strip() == "BB" for i in (1, 2, 3)) for row in rows])
    return Battles(
        np.nan_to_num(_numbers(rows, "ATPBYR1", 9999, file)).astype(np.int64),
        np.array([_days(row, file, line) for line, row in enumerate(rows, 2)]),
        win,
        np.where(known, broke.astype(np.float64), np.nan),
        _numbers(rows, "KMDA", -9999, file),
        _numbers(rows, "WOFA1", -1, file),
        _numbers(rows, "SURPA", 9, file),
        *_sizes(rows, file),
    )


def _sizes(rows: list[dict[str, str]], file: str) -> tuple[Floats, Floats, Floats]:
    """The smaller side's strength, and the logarithms of the ratios of strengths and of losses."""
    columns = {name: _numbers(rows, name, -1, file) for name in ("STRA", "STRD", "CASA", "CASD")}
    logs = {name: np.log(np.where(column > 0, column, np.nan)) for name, column in columns.items()}
    smaller = np.minimum(columns["STRA"], columns["STRD"])
    return smaller, logs["STRA"] - logs["STRD"], logs["CASA"] - logs["CASD"]


def loss_slope(battles: Battles) -> LossSlope | None:
    """Which law the losses of many battles speak for; None where fewer than ten can be used.

    Source: White (1980), Econometrica 48, 817-838, for the error (with its factor n / (n - 2)).

    Parameters
    ----------
    battles : what `read_battles` gave, or some of its years

    Returns
    -------
    LossSlope, or None

    Examples
    --------
    >>> one, ratio = np.ones(12), np.linspace(-1, 1, 12)
    >>> twelve = Battles(year=np.arange(1940, 1952), days=one, win=one, breakthrough=0 * one, advance=one,
    ...                  width=one, surprise=0 * one, smaller=5e3 * one, force_ratio=ratio, loss_ratio=-ratio)
    >>> round(loss_slope(twelve).slope, 6)  # the square law
    -1.0
    """
    x, y = battles.force_ratio, battles.loss_ratio
    usable = np.isfinite(x) & np.isfinite(y)
    n = int(usable.sum())
    spread = x[usable] - x[usable].mean() if n else x[usable]
    if n < FEWEST or not (spread @ spread) > 0:
        return None
    slope = float(spread @ y[usable] / (spread @ spread))
    left = y[usable] - y[usable].mean() - slope * spread
    error = np.sqrt(n / (n - 2) * ((spread * left) @ (spread * left))) / (spread @ spread)
    return LossSlope(slope, float(error), n)


def battle_rates(battles: Battles) -> BattleRates:
    """Shares, hazards and advance of a set of battles, by the definitions above.

    Parameters
    ----------
    battles : what `read_battles` gave, or some of its years

    Returns
    -------
    BattleRates
        Counts as (k, n); hazards as (breakthroughs, days).

    Examples
    --------
    >>> one = np.ones(4)
    >>> four = Battles(year=np.arange(1940, 1944), days=2 * one, win=np.array([1, 1, 0, -1.0]),
    ...                breakthrough=np.array([1, 0, 0, 0.0]), advance=one, width=one, surprise=0 * one,
    ...                smaller=5000 * one, force_ratio=one, loss_ratio=one)
    >>> found = battle_rates(four)
    >>> found.wins, found.breakthroughs, found.hazard
    ((2, 4), (1, 4), (1, 8.0))
    """
    known = np.isfinite(battles.breakthrough)
    broke = np.nan_to_num(battles.breakthrough) == 1
    winner = np.isfinite(battles.win)
    # "nan >= 15" is false: an unknown width is no operation
    operation = (battles.days >= OPERATION_DAYS) & (battles.width >= OPERATION_KM)
    moved = np.isfinite(battles.advance)
    advance = np.percentile((battles.advance / battles.days)[moved], CENTILES)
    surprise, none = known & (battles.surprise > 0), known & (battles.surprise <= 0)
    return BattleRates(
        (int((battles.win == 1).sum()), int(winner.sum())),
        (int(broke.sum()), int(known.sum())),
        (int(broke.sum()), float(battles.days.sum())),
        (int(broke[operation].sum()), float(battles.days[operation].sum())),
        int(operation.sum()),
        tuple(float(km) for km in advance),
        ((int(broke[surprise].sum()), int(surprise.sum())), (int(broke[none].sum()), int(none.sum()))),
    )


def _numbers(rows: list[dict[str, str]], name: str, unknown: float, file: str) -> Floats:
    found = np.full(len(rows), unknown, np.float64)  # of whole numbers it would cut kilometres off
    for i, row in enumerate(rows):
        try:
            found[i] = number(row[name]) if row[name].strip() else unknown
        except NumeralError as error:
            what = f"{file}:{i + 2}: `{name}`: {error.what}"
            raise ScenarioError(
                Problem("S651", what, error.expected, "Compare the row with the original.")
            ) from error
    return np.where(found == unknown, np.nan, found)


def _days(row: dict[str, str], file: str, line: int) -> float:
    try:
        last = int(number(row["NOATP"]))
        begun, ended = (
            dt.date(*(int(number(row[f"ATP{end}{part}{k}"])) for part in ("YR", "MN", "DA")))
            for end, k in (("B", 1), ("E", last))
        )
    except (ValueError, KeyError, OverflowError) as error:
        raise ScenarioError(
            Problem("S651", f"{file}:{line}: the battle's days cannot be read ({error}).",
                    "Expected dates of its periods.", "Compare the row with the original.")
        ) from error  # fmt: skip
    return float((ended - begun).days + 1)
