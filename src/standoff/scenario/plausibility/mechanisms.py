"""Mechanisms that cannot be taken out, and such that no reading has: each overlay is built in each reading.

The readings that decide about a mechanism are asked in their order, up to the first that is another one
without it; the text of an overlay is wrong wherever it is wrong in that one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from standoff.errors import Problem, ScenarioError
from standoff.scenario.loading import LoadedScenario
from standoff.scenario.plausibility.cases import Doubt
from standoff.scenario.records import Mechanism, Move, Scenario

_PLACE = ("span", "rests", "says", "title", "option_words", "believed_rests", "prior_span", "past_span")
_FIXED = (*_PLACE, "options", "values", "nests", "chance", "believed")  # one option is made


def mechanisms(loaded: LoadedScenario) -> Iterator[Doubt]:
    """What is wrong with what takes mechanisms out, and what takes nothing out."""
    whole = {name: loaded.reading(name) for name in loaded.readings}
    for mechanism in whole[loaded.base].mechanisms.values():
        for null in range(mechanism.nulls):
            yield from _doubts(loaded, whole, mechanism, null)


def _doubts(
    loaded: LoadedScenario, whole: dict[str, Scenario], mechanism: Mechanism, null: int
) -> Iterator[Doubt]:
    name = mechanism.name
    for reading in mechanism.judged_in or loaded.readings:
        try:
            without = loaded.without([(name, null)], reading)
        except ScenarioError as error:
            yield from (Doubt(_told(problem, name, reading), name, wrong=True) for problem in error.problems)
            return
        if differs(whole[reading], without):
            return
    way = "off" if null == 0 else "or_off"
    what = f"`{way}` of the mechanism `{name}` changes nothing in any reading that decides about it."
    fix = "Change what it names, or leave the mechanism out."
    yield Doubt(Problem("S486", what, "Expected what somebody reacts to.", fix, mechanism.span), name)


def differs(whole: Scenario, without: Scenario) -> bool:
    """Whether a reading is another one without a mechanism.

    What is written again with the same value, as a number at its own value, is no change.
    """
    parts = ("parameters", "moves", "payoffs", "fronts", "summits", "play")
    return any(without_place(getattr(whole, part)) != without_place(getattr(without, part)) for part in parts)


def without_place(item: object) -> object:
    """A record without its place in the text, and without what it rests on, which play does not read."""
    if isinstance(item, dict):
        return {key: without_place(value) for key, value in item.items()}
    if isinstance(item, Move) and item.off:
        return "off"
    if isinstance(item, tuple):
        return tuple(without_place(one) for one in item)
    if dataclasses.is_dataclass(item) and hasattr(item, "span"):
        fields = (field.name for field in dataclasses.fields(item) if field.compare)
        skipped = _FIXED if isinstance(item, Move) and item.fixed is not None else _PLACE
        return tuple(without_place(getattr(item, name)) for name in fields if name not in skipped)
    return item


def _told(problem: Problem, mechanism: str, reading: str) -> Problem:
    what = problem.what
    if f"`{mechanism}`" not in what:
        what = f"Without the mechanism `{mechanism}`, in the reading `{reading}`: {what}"
    return dataclasses.replace(problem, what=what)
