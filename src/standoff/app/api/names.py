"""What functions take: places of files, keywords with their types; names that are checked as they come in.

More than six keywords of one function are a `TypedDict`: type checkers and editors know each of them,
and `keywords` refuses others with the nearest name, and values of another kind.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, TypeVar

from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12

from standoff.errors import Problem, RunError, nearest

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

T = TypeVar("T")

Where = str | os.PathLike[str]

Law = Literal["all", "constant", "square", "linear", "logarithmic", "generalised"]
FitMethod = Literal["log", "nls", "ml"]
ForecastModel = Literal["compromise", "median", "smp", "challenge", "nash"]
RuleName = Literal["unanimity", "consensus", "silence", "majority", "weighted", "double"]
ChallengeReading = Literal["code", "paper"]
StrikeMethod = Literal["solve", "reweight", "auto"]
Stage = Literal["scenario", "game", "arrays"]
FileKind = Literal["efg", "nfg", "svg", "png"]
FindingKind = Literal["hinges", "tipping", "discovery", "robust", "voi", "readings", "mechanisms"]


class Size(TypedDict, total=False):
    """draws, seed : size of an ensemble, and which one."""

    draws: int
    seed: int


class RunOptions(TypedDict, total=False):
    """How a run is made, beside its draws, its seed and its folder; as `standoff.study.Settings`.

    readings : a name or several; all without
    given, observed : option of each move that is fixed by hand, or that was seen
    play : `sharp`, or one precision for all readings
    chunk, workers, executor, scheduler : how the work is shared out; they change no number
    """

    readings: str | Sequence[str]
    given: Mapping[str, str]
    observed: Mapping[str, str]
    play: str | float
    chunk: int
    workers: int | None
    executor: Literal["processes", "serial", "dask"]
    scheduler: str | None


class StrikeOptions(TypedDict, total=False):
    """What is struck besides single claims, and how.

    documents, claimants : all claims of these; unverified : all allegations
    readings : only these; keep_moves : no move is switched off
    method : solve again, reweight the run's own draws, or the latter where its weights can be trusted
    seed, workers : of the run that is made of a scenario
    """

    documents: str | Sequence[str]
    claimants: str | Sequence[str]
    unverified: bool
    readings: str | Sequence[str]
    keep_moves: bool
    method: StrikeMethod
    seed: int
    workers: int | None


class FitOptions(TypedDict, total=False):
    """How a table is fitted.

    law, method : of attrition; all laws are compared where none is named
    held : last rows that each law has to foretell; since : leaves out the rows before
    holdout, months, seed : score forecasts made at the end of this month, over so many months after it
    years, smallest : of battles: first and last year, persons that both sides must have
    """

    law: Law
    method: FitMethod
    held: int | None
    since: str | None
    holdout: str | None
    months: int
    seed: int
    years: tuple[int, int]
    smallest: int


class SummitOptions(TypedDict, total=False):
    """How a decision is forecast.

    status_quo : a number, or one for each dimension; the low end of the scale without
    cost, share, quota : of the rule; options : of the spatial model, as {"voting": "cubic"}
    reading, rounds : of the model of challenges; disagreement : what no agreement costs (nash)
    """

    status_quo: float | Sequence[float]
    cost: float
    share: float | None
    quota: float | None
    options: Mapping[str, str]
    reading: ChallengeReading
    rounds: int
    disagreement: float | None


class QuestionParts(TypedDict, total=False):
    """What a question is, beside its name and text; as `standoff.ledger.records.Question`.

    opens, closes, due : days or times; due is closes without it
    parent, answer : the question on which a branch hangs, and under which answer it lives
    threshold : `{"direction": "at_least", "value": 10}`; of a branch of a date or quantity its condition
    part_of : the question without a condition that a family's branches answer together
    reference_class : `{"name": "...", "k": 3, "n": 12}`; watch : `[{"says": "...", "by": "2031-05-01"}]`
    """

    type: str
    opens: str
    closes: str
    due: str
    options: Sequence[str]
    criteria: str
    fine_print: str
    source: str
    unit: str
    parent: str
    answer: str
    threshold: Mapping[str, str | float]
    part_of: str
    reference_class: Mapping[str, str | int]
    watch: Sequence[Mapping[str, str]]


class Said(TypedDict, total=False):
    """What can be said beside a forecast, resolution or withdrawal.

    issued, why, supersedes, retrospective : of a forecast; known, event, source : of a resolution
    """

    issued: str
    why: str
    supersedes: str
    retrospective: bool
    known: str
    event: str
    source: str
    note: str


def keywords(function: str, given: Mapping[str, object], shape: type[T]) -> T:
    """The keywords of a call that say something: one that is None is as if it had not been named.

    Raises
    ------
    RunError
        S913 for one that the function does not take, with the nearest; S917 for a value of another kind
        than it takes. Names in a closed list are checked where they are used (`known_name`).

    Examples
    --------
    >>> keywords("draw", {"draws": 10, "seed": None}, Size)
    {'draws': 10}
    >>> keywords("draw", {"draws": "10"}, Size)
    Traceback (most recent call last):
    standoff.errors.RunError: S917: `standoff.draw` got `draws='10'`. Expected a valid integer.
    """
    from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

    known = tuple(shape.__annotations__)
    wrong = [name for name in given if name not in known]
    if wrong:
        what = f"`standoff.{function}` takes no `{wrong[0]}`."
        expected = "Expected one of " + ", ".join(f"`{name}`" for name in known) + "."
        raise RunError(Problem("S913", what, expected, nearest(wrong[0], known)))
    said = {name: _plain(value) for name, value in given.items() if value is not None}
    strict = with_config(ConfigDict(strict=True))(shape)
    try:
        TypeAdapter(strict).validate_python(said)
    except ValidationError as error:
        found = [one for one in error.errors() if one["type"] != "literal_error"]
        if found:
            raise RunError(_problems(function, said, found)) from None
    return shape(**said)


def _problems(function: str, said: Mapping[str, object], found: Iterable[ErrorDetails]) -> list[Problem]:
    """One problem for each keyword: what it got, and each kind of value that it takes."""
    expected: dict[str, list[str]] = {}
    for one in found:
        told = one["msg"].removeprefix("Input should be ")
        expected.setdefault(str(one["loc"][0]), []).append(told)
    return [
        Problem(
            "S917",
            f"`standoff.{function}` got `{name}={repr(said[name])[:60]}`.",
            f"Expected {' or '.join(dict.fromkeys(kinds))}.",
            'For example `{"move": "option"}`.' if name in ("given", "observed") else "",
        )
        for name, kinds in expected.items()
    ]


def _plain(value: object) -> object:
    """A number of NumPy as Python's own."""
    import numpy as np

    return value.item() if isinstance(value, np.generic) else value


def known_name(what: str, name: str, known: Collection[str]) -> None:
    """Refuse a name that is none of the known ones.

    Raises
    ------
    RunError
        S914 with the nearest one.

    Examples
    --------
    >>> known_name("law", "squar", ("square", "linear"))
    Traceback (most recent call last):
    standoff.errors.RunError: S914: There is no law `squar`. Did you mean `square`? Known: `linear`, `square`.
    """
    if name not in known:
        mend = nearest(name, tuple(known)) or "Known: " + ", ".join(f"`{one}`" for one in known) + "."
        raise RunError(Problem("S914", f"There is no {what} `{name}`.", "", mend))


def names_in(given: str | Iterable[str]) -> tuple[str, ...]:
    """One name or several, as several."""
    return (given,) if isinstance(given, str) else tuple(given)
