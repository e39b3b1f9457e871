"""How a number that is written out in a formula could be named: a line for `parameters:` that can be pasted.

The unit is found by trial. The formula is read again with a name in the number's place, once for each
unit. Where some units are refused there, the place asks for one: the rate of a `hazard` for `per_month`,
what is compared with a cost for the cost's. Where none is refused, the number has the unit of what is
written there if it decides it, as a chance that stands alone does, and none if it is a factor beside
something else. A number outside [0, 1] is no probability, whatever its place.
"""

from __future__ import annotations

from dataclasses import dataclass

from standoff.errors import ScenarioError
from standoff.expressions import UNITS, Name, Scope, parse
from standoff.expressions.checking import Checker
from standoff.expressions.typed import Typed
from standoff.expressions.written import Written
from standoff.scenario.records import Scenario
from standoff.scenario.stated_numbers import StatedNumber

_TRIED = ("", *(unit for unit in UNITS if unit not in ("", "date")))
_PURE = ("probability", "share")


@dataclass(frozen=True, slots=True)
class NumberOffer:
    """A number that could be named: `line` goes under `parameters:`, `name` in the number's place."""

    name: str
    line: str


def number_offer(scenario: Scenario, one: StatedNumber) -> NumberOffer | None:
    """What could be written in a number's place; None where nothing but a number can stand there.

    Examples
    --------
    >>> from standoff import scenario
    >>> from standoff.scenario.stated_numbers import stated_numbers
    >>> tripwire = scenario.load("tripwire").reading()
    >>> first = next(one for one in stated_numbers(tripwire) if not one.name)
    >>> number_offer(tripwire, first).line
    'p_cost_c1: {draw: 0.05, unit: probability, set_by: assumed}'
    """
    if one.name or not one.can_be_named or not one.used:
        return None
    unit = _unit(_Trial(scenario, one), one)
    said = f", unit: {unit}" if unit else ""
    rests = f"because: [{', '.join(one.rests.because)}]" if one.rests.because else "set_by: assumed"
    return NumberOffer(one.calls, f"{one.calls}: {{draw: {_number(one)}{said}, {rests}}}")


def _number(one: StatedNumber) -> str:
    """The number, without the brackets and double signs that may stand around it in a formula."""
    try:
        float(one.text)
    except ValueError:
        return f"{one.value:.17g}" if float(f"{one.value:g}") != one.value else f"{one.value:g}"
    return one.text


def _unit(trial: _Trial, one: StatedNumber) -> str:
    """The unit that the number's place gives it; "" for none."""
    fit = [unit for unit in _TRIED if trial.fits(unit)]
    if len(fit) == len(_TRIED):
        settled = one.unit and trial.root(one.unit) == one.unit != trial.root("")
        fit = [one.unit] if settled else [""]
    named = [unit for unit in (one.unit, *fit) if unit and unit in fit]
    if not 0.0 <= one.value <= 1.0:
        named = [unit for unit in named if unit not in _PURE]
    return named[0] if named else ""


class _Trial:
    """A number's formula, read again with a name of some unit in its place."""

    def __init__(self, scenario: Scenario, one: StatedNumber) -> None:
        self.one = one
        self.names = {name: Name("parameter", made.unit) for name, made in scenario.parameters.items()}
        for name, move in scenario.moves.items():
            self.names[name] = Name("move", options=move.options, values=move.values)
        end = one.start + len(one.text)
        self.text = f"{one.formula[: one.start]}{one.calls}{one.formula[end:]}"
        self.plain = self._refused(one.formula, {})

    def fits(self, unit: str) -> bool:
        """Whether no more is wrong than with the number itself."""
        return len(self._refused(self.text, {self.one.calls: Name("parameter", unit)})) <= len(self.plain)

    def root(self, unit: str) -> str:
        """The unit of the whole formula with a name of this unit in the number's place."""
        found = self._read(self.text, {self.one.calls: Name("parameter", unit)})
        return "" if found is None else found[2].unit or ""

    def _refused(self, text: str, more: dict[str, Name]) -> list[str]:
        found = self._read(text, more)
        if found is None:
            return ["S301"]
        checker, root, typed = found
        chance = self.one.unit == "probability"
        checker.wanted(root, typed, "probability" if chance else "number", self.one.unit)
        return [problem.code for problem in checker.problems if problem.code == "S317"]

    def _read(self, text: str, more: dict[str, Name]) -> tuple[Checker, Written, Typed] | None:
        try:
            root = parse(text, None).root
        except ScenarioError:
            return None
        assert isinstance(root, Written), "nothing is looked up yet"
        checker = Checker(text, None, Scope(self.names | more))
        return checker, root, checker.visit(root)
