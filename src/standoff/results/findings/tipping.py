"""`findings/tipping.json`: what would have to be otherwise for an actor to choose otherwise.

Distances and scores are in prior standard deviations (normal scores) from the base point, at which every
uncertain number is at its prior median.
"""

from __future__ import annotations

from standoff.results.base_record import Option, Record, Text
from standoff.results.findings.finding import Finding, ParameterFacts, Value


class PlaceOption(Record):
    """An option of an information set.

    behind_at_base : worth of it less that of the best, at the base point, in units of the payoff
    probability_at_base, probability : of its being played, at the base point and over draws
    best_share : share of draws in which it is best
    """

    option: Option
    behind_at_base: float
    probability_at_base: float
    probability: float
    best_share: float


class MarginSpread(Record):
    """The lead of the best option over the second, draw by draw: weighted quantiles."""

    q05: float
    q50: float
    q95: float


class Crossing(Record):
    """One number that alone makes another option best.

    value, base : where it flips, and the number at the base point; direction : `more` or `less`
    share_beyond : prior share of draws that far; to : the option that is then best
    otherwise_beyond, otherwise_before : share of draws, on each side of it, in which another option than
        at the base point is best; null where draws are too few
    jump : whether the lead jumps there
    """

    parameter: Text
    value: Value
    base: Value
    direction: Text
    distance: float
    share_beyond: float
    to: Option
    otherwise_beyond: float | None
    otherwise_before: float | None
    jump: bool


class Moved(Record):
    """A number at the nearest point in all; `part` of the squared distance."""

    parameter: Text
    base: Value
    value: Value
    score: float
    part: float


class NearestInAll(Record):
    """The nearest point at which another option is best, all numbers moving at once."""

    distance: float
    n_moving: int
    to: Option
    moved: tuple[Moved, ...]


class NearestInPair(Record):
    values: tuple[Value, Value]
    distance: float
    to: Option


class PairContour(Record):
    """Two numbers: the line at which the choice flips.

    contour : (first value, second value, number of the ray from the base point); a day in days
    n_rays : rays looked along; base : the two at the base point
    """

    parameters: tuple[Text, Text]
    contour: tuple[tuple[float, float, int], ...]
    n_rays: int
    base: tuple[float, float]
    nearest: NearestInPair | None


class Cloud(Record):
    """The first draws for a map: values of the leading numbers, and the place of the best option in each."""

    parameters: dict[Text, tuple[float, ...]]
    best: tuple[int, ...]


class PlaceTipping(Record):
    """One information set.

    reach : true probability of coming there; best : option at the base point
    same_as_base : share of draws in which that is best; margin_at_base : its lead there
    one : flips in one number, nearest first; all : in all at once, null where none was found
    """

    infoset: int
    actor: Text
    move: Text
    title: Text
    actor_title: Text
    reach: float
    best: Option
    same_as_base: float
    margin_at_base: float
    margin: MarginSpread
    options: tuple[PlaceOption, ...]
    one: tuple[Crossing, ...]
    all: NearestInAll | None
    pairs: tuple[PairContour, ...]
    cloud: Cloud


class ReadingTipping(Record):
    """All places of one reading; `refused` says why there are none.

    points, unsolved_points : at which the game was solved, or was not; searched : uncertain numbers
    """

    n_draws: int
    n_failed: int
    n_parameters: int
    points: int
    unsolved_points: int
    refused: Text
    places: tuple[PlaceTipping, ...]
    parameters: dict[Text, ParameterFacts]
    searched: int = 0


class NearestTipping(Crossing):
    """The most telling flip of all, with the choice that it is of, and a sentence."""

    reading: Text
    actor: Text
    actor_title: Text
    move: Text
    title: Text
    best: Option
    reach: float
    sentence: Text


class Tipping(Finding):
    """Tipping points, reading by reading; `reach` is how far was searched."""

    KIND = "tipping"

    draws_read: int
    reach: float
    nearest_tipping: NearestTipping | None
    readings: dict[Text, ReadingTipping]
