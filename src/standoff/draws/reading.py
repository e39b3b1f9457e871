"""Reads what a scenario says of an uncertain number into a `Distribution`, or says all that is wrong.

Besides texts (`calls`) there are mappings: `{quantiles: {5: a, 50: b, 95: c}, min:, max:}`,
`{low:, mode:, high:}` and `{mixture: [{weight:, draw:}, ...]}`.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from standoff.draws.calls import Text, from_text, value_of
from standoff.draws.forms import FORMS
from standoff.draws.records import Distribution
from standoff.draws.shapes import Constant, Mixture, Named, Quantiles, usable
from standoff.errors import Problem, ScenarioError, Span, nearest
from standoff.expressions import date_of, day_number
from standoff.numerals import LARGEST

Path = tuple[str | int, ...]
Spans = Callable[[Path], Span | None]
Number = tuple[float, bool]  # a number, or a date in days and True

MAX_PARTS = 50
_KINDS = (
    "a number, a date, a text as `beta(2, 3)`, or a mapping with `quantiles`, `low mode high` or `mixture`"
)


CALENDAR = ("Expected days of the years 1 to 8999 in a billion draws.", "Bound it with `min` and `max`.")
_EXTREMES = np.array([1e-9, 1.0 - 1e-9])


def no_spans(path: Path) -> Span | None:  # noqa: ARG001
    """For distributions that stand in no file.

    Parameters
    ----------
    path : of keys and indices within what is written

    Returns
    -------
    None

    Examples
    --------
    >>> no_spans(("quantiles", 5)) is None
    True
    """
    return None


def parse_distribution(written: object, spans: Spans, where: str) -> Distribution:
    """The distribution that a scenario's `draw:` says.

    Parameters
    ----------
    written : a number, date, text or mapping, as the YAML reader gives it
    spans : path of keys and indices within `written` -> its place; () is the whole
    where : what it is the distribution of, as "parameter `p_firm`", for messages

    Returns
    -------
    Distribution

    Raises
    ------
    ScenarioError
        S501 to S509, all that can be found.

    Examples
    --------
    >>> import numpy as np
    >>> d = parse_distribution({"quantiles": {5: 0.2, 50: 0.5, 95: 1.5}}, no_spans, "x")
    >>> d.quantile(np.array([0.05, 0.5, 0.95])).round(12).tolist()
    [0.2, 0.5, 1.5]
    """
    reader = _Reader(spans, where)
    result = reader.read(written, ())
    if result is not None and result.unit_is_date and not _in_calendar(result):
        reader.report("S504", (), "its dates lie outside the calendar.", *CALENDAR)
    if reader.problems or result is None:
        raise ScenarioError(reader.problems)
    return result


class _Reader:
    def __init__(self, spans: Spans, where: str) -> None:
        self.spans = spans
        self.where = where
        self.problems: list[Problem] = []

    def report(self, code: str, path: Path, what: str, expected: str = "", fix: str = "") -> None:
        said = f"In {self.where}: {what}" if self.where else what
        self.problems.append(Problem(code, said, expected, fix, self.spans(path)))

    def read(self, written: object, path: Path) -> Distribution | None:
        if isinstance(written, str):
            found = from_text(Text(written, self.spans(path), self.where))
            if isinstance(found, list):
                self.problems.extend(found)
                return None
            return found
        if isinstance(written, Mapping):
            return self._mapping(written, path)
        number = self.number(written, path)
        return None if number is None else Distribution(_said(number), Constant(number[0]), number[1])

    def number(self, written: object, path: Path) -> Number | None:
        """A finite number or a date; anything else is reported."""
        if isinstance(written, dt.date) and not isinstance(written, dt.datetime):
            return day_number(written), True
        if isinstance(written, int | float) and not isinstance(written, bool):
            if abs(written) <= LARGEST:
                return float(written), False
        elif isinstance(written, str) and (found := value_of(written)) is not None:
            return found
        what = f"`{str(written)[:60]}` is not a finite number or a date."
        self.report("S501", path, what, f"Expected {_KINDS if path == () else 'a number or a date'}.")
        return None

    def _mapping(self, written: Mapping[object, object], path: Path) -> Distribution | None:
        if "quantiles" in written:
            self._known(written, ("quantiles", "min", "max"), path)
            return self._quantiles(written, path)
        if "mixture" in written:
            self._known(written, ("mixture",), path)
            return self._mixture(written["mixture"], (*path, "mixture"))
        if {"low", "mode", "high"} & set(written):
            self._known(written, ("low", "mode", "high"), path)
            return self._three_points(written, path)
        self._known(written, ("quantiles", "min", "max", "low", "mode", "high", "mixture"), path)
        if not self.problems:
            self.report("S501", path, "this mapping is not a distribution.", f"Expected {_KINDS}.")
        return None

    def _known(self, written: Mapping[object, object], known: Sequence[str], path: Path) -> None:
        for key in written:
            if key not in known:
                at = (*path, key) if isinstance(key, str | int) else path
                self.report(
                    "S509", at, f"`{key}` is not a key of this distribution.", "", nearest(str(key), known)
                )

    def _numbers(
        self, written: Mapping[object, object], keys: Sequence[str], path: Path
    ) -> dict[str, Number]:
        found = {}
        for key in keys:
            if key in written and (number := self.number(written[key], (*path, key))) is not None:
                found[key] = number
        return found

    def _one_scale(self, numbers: Sequence[Number], path: Path) -> bool:
        """Whether the values are dates; a mix is reported."""
        dates = [is_date for _, is_date in numbers]
        if any(dates) and not all(dates):
            self.report("S505", path, "dates and numbers are mixed.", "Expected all dates or all numbers.")
        return any(dates)

    # three points

    def _three_points(self, written: Mapping[object, object], path: Path) -> Distribution | None:
        for key in ("low", "mode", "high"):
            if key not in written:
                self.report("S507", path, f"`{key}` is missing.", "Expected `{low: a, mode: b, high: c}`.")
        found = self._numbers(written, ("low", "mode", "high"), path)
        is_date = self._one_scale(list(found.values()), path)
        if self.problems:
            return None
        (low, _), (mode, _), (high, _) = found["low"], found["mode"], found["high"]
        rules = FORMS["pert"][0].rules
        for rule in rules:
            if not rule.holds({"low": low, "mode": mode, "high": high}):
                what = f"`{rule.argument}` is {_said(found[rule.argument])}."
                self.report("S507", (*path, rule.argument), what, f"Expected {rule.expected}.")
                return None
        said = ", ".join(f"{key}: {_said(number)}" for key, number in found.items())
        return Distribution(f"{{{said}}}", Named("pert", (low, mode, high)), is_date)

    # quantiles

    def _quantiles(self, written: Mapping[object, object], path: Path) -> Distribution | None:
        given, here = written["quantiles"], (*path, "quantiles")
        if not isinstance(given, Mapping):
            what = f"`quantiles` is `{str(given)[:40]}`."
            self.report("S506", here, what, "Expected a mapping of percent to value, as `{5: 0.2, 95: 1.5}`.")
            return None
        points = [
            point for key, value in given.items() if (point := self._point(key, value, here)) is not None
        ]
        bounds = self._numbers(written, ("min", "max"), path)
        if points and all(percent < 1.0 for percent, _ in points):
            self._fractions([percent for percent, _ in points], given, here)
        if self.problems:
            return None
        points.sort(key=lambda point: point[0])
        numbers = [number for _, number in points]
        is_date = self._one_scale([*numbers, *bounds.values()], path)
        if not self.problems:
            self._check_points(points, here)
        if not self.problems:
            self._check_bounds(numbers, bounds, path)
        if self.problems:
            return None
        shape = _table([p / 100.0 for p, _ in points], [x for x, _ in numbers], bounds, is_date)
        if not usable(shape):
            what = "these quantiles are too far apart: the tails leave the range of numbers."
            self.report("S506", here, what, "Expected a less steep rise, or `min:` and `max:`.")
            return None
        said = ", ".join(f"{p:g}: {_said(x)}" for p, x in points)
        more = "".join(f", {key}: {_said(x)}" for key, x in bounds.items())
        return Distribution(f"{{quantiles: {{{said}}}{more}}}", shape, is_date)

    def _point(self, key: object, value: object, path: Path) -> tuple[float, Number] | None:
        at = (*path, key) if isinstance(key, str | int) else path
        number = self.number(value, at)
        percent = value_of(str(key).removesuffix("%")) if not isinstance(key, bool) else None
        if percent is None or percent[1] or not 0.0 < percent[0] < 100.0:
            what = f"`{key}` is not a percentage of a quantile."
            fix = "For the ends write `min:` and `max:`." if percent and percent[0] in (0.0, 100.0) else ""
            self.report("S506", at, what, "Expected a number between 0 and 100, both excluded.", fix)
            return None
        return None if number is None else (percent[0], number)

    def _fractions(self, shares: Sequence[float], given: Mapping[object, object], path: Path) -> None:
        """Quantiles all below 1 per cent: shares were meant, and would be read as the far lower tail."""
        key = next(iter(given))
        said = ", ".join(f"`{share:g}`" for share in shares)
        mended = ", ".join(f"{100 * share:g}:" for share in shares)
        what = f"the quantiles {said} are shares, and percentages are read: {shares[0]:g} is {shares[0]:g} %."
        at = (*path, key) if isinstance(key, str | int) else path
        self.report("S211", at, what, "Expected percentages.", f"Write `{mended}`.")

    def _check_points(self, points: Sequence[tuple[float, Number]], path: Path) -> None:
        if not 2 <= len(points) <= MAX_PARTS:
            n = len(points)
            what = f"{n} quantile{' is' if n == 1 else 's are'} given."
            self.report("S506", path, what, f"Expected 2 to {MAX_PARTS}.")
        for (p, x), (q, y) in pairwise(points):
            if p == q:
                self.report("S506", path, f"the quantile {p:g} is given twice.")
            elif y[0] <= x[0]:
                what = f"the quantile {q:g} is {_said(y)}, not above the quantile {p:g}, {_said(x)}."
                key = int(q) if q == int(q) else path[-1]
                at = (*path, key) if isinstance(key, int) else path
                self.report("S506", at, what, "Expected values that rise with the percentage.")

    def _check_bounds(self, numbers: Sequence[Number], bounds: Mapping[str, Number], path: Path) -> None:
        if "min" in bounds and bounds["min"][0] >= numbers[0][0]:
            what = f"`min` is {_said(bounds['min'])}, and the lowest quantile is {_said(numbers[0])}."
            self.report("S506", (*path, "min"), what, "Expected `min` below every quantile.")
        if "max" in bounds and bounds["max"][0] <= numbers[-1][0]:
            what = f"`max` is {_said(bounds['max'])}, and the highest quantile is {_said(numbers[-1])}."
            self.report("S506", (*path, "max"), what, "Expected `max` above every quantile.")

    # mixtures

    def _mixture(self, written: object, path: Path) -> Distribution | None:
        if (
            not isinstance(written, Sequence)
            or isinstance(written, str)
            or not 1 <= len(written) <= MAX_PARTS
        ):
            expected = f"Expected a list of 1 to {MAX_PARTS} parts, each `{{weight: w, draw: ...}}`."
            self.report("S508", path, "`mixture` is not a list of parts.", expected)
            return None
        parts: list[tuple[float, Distribution]] = []
        for i, item in enumerate(written):
            part = self._part(item, (*path, i))
            if part is not None:
                parts.append(part)
        if self.problems:
            return None
        if len({d.unit_is_date for _, d in parts}) > 1:
            self.report("S505", path, "dates and numbers are mixed.", "Expected all dates or all numbers.")
            return None
        sum_of_weights = math.fsum(w for w, _ in parts)
        if abs(sum_of_weights - 1.0) > 1e-6:
            what = f"the weights add up to {sum_of_weights:g}."
            self.report("S508", path, what, "Expected weights that add up to 1.")
            return None
        said = ", ".join(f"{{weight: {w:g}, draw: {d.text}}}" for w, d in parts)
        shape = Mixture(tuple([w / sum_of_weights for w, _ in parts]), tuple([d.shape for _, d in parts]))
        return Distribution(f"{{mixture: [{said}]}}", shape, parts[0][1].unit_is_date)

    def _part(self, item: object, path: Path) -> tuple[float, Distribution] | None:
        if not isinstance(item, Mapping) or not {"weight", "draw"} <= set(item):
            what = f"`{str(item)[:60]}` is not a part of a mixture."
            self.report("S508", path, what, "Expected `{weight: w, draw: ...}`.")
            return None
        self._known(item, ("weight", "draw"), path)
        if isinstance(item["draw"], Mapping) and "mixture" in item["draw"]:
            self.report(
                "S508", (*path, "draw"), "a mixture stands inside a mixture.", "Expected one list of parts."
            )
            return None
        drawn = self.read(item["draw"], (*path, "draw"))
        weight = self.number(item["weight"], (*path, "weight"))
        if weight is None or drawn is None:
            return None
        if weight[1] or not 0.0 < weight[0] <= 1.0:
            what = f"a weight is {_said(weight)}."
            self.report("S508", (*path, "weight"), what, "Expected a number above 0, at most 1.")
            return None
        return weight[0], drawn


def _table(
    shares: Sequence[float], values: Sequence[float], bounds: Mapping[str, Number], is_date: bool
) -> Quantiles:
    """Positive values without `min` stay positive (docs/design/003)."""
    low = bounds["min"][0] if "min" in bounds else -math.inf
    high = bounds["max"][0] if "max" in bounds else math.inf
    if "min" not in bounds and not is_date and values[0] > 0:
        low = 0.0
    return Quantiles(tuple(shares), tuple(values), low, high)


def _said(number: Number) -> str:
    return date_of(number[0]).isoformat() if number[1] else f"{number[0]:.15g}"


def _in_calendar(drawn: Distribution) -> bool:
    """Whether all days that are ever drawn have a date, and one that a calendar can show."""
    low, high = drawn.quantile(_EXTREMES)
    return bool(day_number(dt.date.min) <= low and high < day_number(dt.date(9000, 1, 1)))
