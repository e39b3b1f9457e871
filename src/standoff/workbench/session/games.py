"""The game of a reading with changes: what is struck, what is turned, compiled again only if it must be.

A number that is turned is treated as one that falls with a claim (`findings.strike_out`): all others keep
their draws, and the number's own stream is drawn through its new distribution, so that a difference
between two answers is no noise. A number that has one value in all draws is part of the structure: the
first time that it is turned the game is compiled with it left open, and turned further it costs no more.
"""

from __future__ import annotations

import dataclasses
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from standoff import draws, expressions
from standoff.compiler import Compiled, compile_scenario
from standoff.draws import Distribution, no_spans, parse_distribution
from standoff.errors import Problem, RunError, StandoffError, nearest
from standoff.findings.context import Floats
from standoff.findings.strike_out.removal import Removal, strike, what_goes, without
from standoff.findings.strike_out.resolve import drawn_with_groups, processes_read
from standoff.results.session import Changes, Quantiles, Written
from standoff.scenario import LoadedScenario, check_events
from standoff.scenario.build.distributions import plain
from standoff.scenario.records import Parameter, Scenario
from standoff.scenario.yaml.reader import decode, read
from standoff.study.rows import PreparedReading, numbers_of, prepare_reading, with_processes

CALL = re.compile(r'"[^"]*"|\w+\([^()"]*\)')
MOST_GAMES = 24  # kept at once, the one that was asked for longest ago goes first

Made = TypeVar("Made")


class Kept(OrderedDict[object, Made]):
    """A few things by key, the latest last."""

    def at(self, key: object, make: Callable[[], Made]) -> Made:
        """What is kept at a key, made where it is not."""
        if key not in self:
            self[key] = make()
            while len(self) > MOST_GAMES:
                self.popitem(last=False)
        self.move_to_end(key)
        return self[key]


@dataclass(slots=True)
class Base:
    """A reading as the text has it, with what is given, observed or played: its game and its draws.

    known : float64[draw] of every number over all draws of the session, worked out when first read
    """

    key: tuple[object, ...]
    made: PreparedReading
    seed: int
    draws: int
    observed: Mapping[str, str]
    fixed: frozenset[str]
    _known: dict[str, Floats] | None = None

    @property
    def known(self) -> dict[str, Floats]:
        if self._known is None:
            self._known = numbers_of(
                self.made.compiled, seed=self.seed, first=0, n_draws=self.draws, names=self.made.names
            )
        return self._known


@dataclass(frozen=True, slots=True)
class ChangedGame:
    """A reading's game with changes, and where its numbers come from.

    struck : what falls; turned : the numbers that are not as in the text, with their distributions
    fresh : float64[draw] of numbers that are drawn anew, over all draws
    """

    base: Base
    made: PreparedReading
    struck: Removal
    turned: Mapping[str, Distribution]
    fresh: Mapping[str, Floats]

    def columns(self, first: int, n_draws: int) -> dict[str, Floats]:
        """float64[draw] of all numbers that the game reads, of some of the draws."""
        known = {name: column[first : first + n_draws] for name, column in self.base.known.items()}
        if self.made is self.base.made:
            return known
        parameters = self.made.compiled.scenario.parameters
        drawn, derived = {}, {}
        for name, parameter in parameters.items():
            if name not in self.made.names:
                continue
            if parameter.derived is not None:
                derived[name] = parameter.derived
            elif name in self.fresh:
                drawn[name] = self.fresh[name][first : first + n_draws]
            else:
                drawn[name] = known[name]
        whole = draws.derive(drawn, derived, n_draws=n_draws)
        outputs = [output.key for output in self.made.compiled.outputs]
        if set(outputs) <= known.keys() and not processes_read(self.made.compiled, set(self.fresh)):
            return whole | {key: known[key] for key in outputs}
        return with_processes(self.made.compiled, whole, n_draws=n_draws, seed=self.base.seed)


class Games:
    """All games of one text, each made when it is first asked for.

    Parameters
    ----------
    loaded : the text
    draws, seed : of the session
    earlier : the games of the text before: where the structure of a reading is the same, its compiled
        game is used again with the new numbers
    """

    def __init__(self, loaded: LoadedScenario, *, draws: int, seed: int, earlier: Games | None = None):
        self.loaded, self.draws, self.seed = loaded, draws, seed
        self.compiled_again = 0  # how many times the compiler was called
        self._bases: Kept[Base] = Kept()
        self._games: Kept[ChangedGame] = Kept()
        self._structures: Kept[tuple[Removal, PreparedReading]] = Kept()
        self._shapes: Kept[PreparedReading] = Kept() if earlier is None else earlier._shapes

    def base(self, changes: Changes) -> Base:
        """The reading with what is given, observed and played, nothing turned or struck.

        Raises
        ------
        StandoffError
            S424 to S428 for what the reading does not have or contradicts, S6xx where there is no game.
        """
        key = (changes.reading, _pairs(changes.given), _pairs(changes.observed), changes.play)
        return self._bases.at(key, lambda: self._base(key, changes))

    def _base(self, key: tuple[object, ...], changes: Changes) -> Base:
        both = changes.given.keys() & changes.observed.keys()
        if both:
            what = f"Move `{sorted(both)[0]}` is both given and observed."
            expected = "A move is either fixed by hand or seen to be made."
            raise RunError(Problem("S709", what, expected, "Drop one of the two."))
        loaded = self.loaded.with_play(changes.play) if changes.play else self.loaded
        first = loaded.reading()
        given, observed = check_events(changes.given, first), check_events(changes.observed, first)
        scenario = (loaded.with_fixed(given) if given else loaded).reading(changes.reading or None)
        made = self._shaped(scenario, observed)
        return Base(key, made, self.seed, self.draws, observed, frozenset({*given, *observed}))

    def _shaped(self, scenario: Scenario, observed: Mapping[str, str]) -> PreparedReading:
        """A reading ready to be solved; what was compiled of an earlier text serves if its structure does."""
        from standoff.workbench.session.structure import structure_of

        shape = (structure_of(scenario), _pairs(observed))
        made = self._shapes.at(shape, lambda: self._compiled(scenario, observed))
        old = made.compiled.scenario
        if old is scenario or old.as_written is not None:  # types of private numbers are moves of the game
            same = (old.sha256, old.reading) == (scenario.sha256, scenario.reading)
            return made if same else self._compiled(scenario, observed)
        return ready_with(made, dataclasses.replace(made.compiled, scenario=scenario))

    def _compiled(self, scenario: Scenario, observed: Mapping[str, str]) -> PreparedReading:
        self.compiled_again += 1
        return prepare_reading(compile_scenario(scenario, observed=observed))

    def changed(self, changes: Changes) -> ChangedGame:
        """The game with all changes.

        Raises
        ------
        StandoffError
            S950 a number that cannot be turned, S734 and S735 for unknown claims and documents, S501 to
            S509 for what is no distribution, and as `base`.
        """
        return self._games.at(changes.model_dump_json(), lambda: self._changed(changes))

    def _changed(self, changes: Changes) -> ChangedGame:
        base = self.base(changes)
        scenario = base.made.compiled.scenario
        turned = turned_numbers(scenario, changes.numbers)
        struck = _struck(scenario, changes, base.fixed)
        if struck.is_empty and not turned:
            return ChangedGame(base, base.made, struck, {}, {})
        asked = dataclasses.replace(struck, numbers={**struck.numbers, **turned})
        # steps of fronts are remembered by the text's hash: these are of another text
        apart = dataclasses.replace(scenario, sha256=f"{scenario.sha256} with {changes.model_dump_json()}")
        struck, made = self._made(base, apart, asked)
        names = {name for name in made.names if made.compiled.scenario.parameters[name].draw is not None}
        fresh = {name for name in names if name not in base.known or name in asked.numbers}
        drawn = drawn_with_groups(made.compiled, fresh, seed=self.seed, first=0, n_draws=self.draws)
        return ChangedGame(base, made, struck, turned, {name: drawn[name] for name in fresh})

    def _made(self, base: Base, apart: Scenario, asked: Removal) -> tuple[Removal, PreparedReading]:
        """What of it the game can do without, and that game with its numbers."""
        constants = frozenset(n for n in asked.numbers if _has_one_value(apart.parameters[n]))
        if not (asked.moves or asked.terms or asked.beliefs or constants):
            return asked, ready_with(
                base.made, dataclasses.replace(base.made.compiled, scenario=without(apart, asked))
            )
        key = (base.key, asked.moves, asked.terms, asked.beliefs, constants)
        kept, made = self._structures.at(key, lambda: self._structure(base, apart, asked, constants))
        kept = dataclasses.replace(kept, numbers=asked.numbers)
        scenario = made.compiled.scenario
        if scenario.as_written is not None:
            return self._exact(base, apart, asked)
        compiled = dataclasses.replace(made.compiled, scenario=without(apart, kept))
        return kept, ready_with(made, compiled)

    def _structure(
        self, base: Base, apart: Scenario, asked: Removal, constants: frozenset[str]
    ) -> tuple[Removal, PreparedReading]:
        """The game with its constants left open; as it is where it cannot be left open."""
        opened = {**asked.numbers, **{name: _open(apart.parameters[name]) for name in constants}}
        try:
            return self._exact(base, apart, dataclasses.replace(asked, numbers=opened))
        except StandoffError:
            return self._exact(base, apart, asked)

    def _exact(self, base: Base, apart: Scenario, asked: Removal) -> tuple[Removal, PreparedReading]:
        return what_goes(asked, lambda some: self._compiled(without(apart, some), base.observed))


def ready_with(made: PreparedReading, compiled: Compiled) -> PreparedReading:
    """The same structure with the numbers of another scenario."""
    from standoff.study.usage import used_parameters

    return dataclasses.replace(made, compiled=compiled, names=used_parameters(compiled))


def turned_numbers(scenario: Scenario, numbers: Mapping[str, Written]) -> dict[str, Distribution]:
    """The distributions of numbers that are turned by hand; all that is wrong is told together.

    Raises
    ------
    RunError
        S950 for a number that the reading does not have, that follows from others, or is no day.
    StandoffError
        S501 to S509 for what is no distribution.
    """
    found: dict[str, Distribution] = {}
    problems: list[Problem] = []
    for name, written in numbers.items():
        known = scenario.parameters.get(name)
        if known is None or known.draw is None:
            problems.append(_not_turned(scenario, name, known))
            continue
        try:
            drawn = parse_distribution(written_plain(written), no_spans, f"the number `{name}`")
        except StandoffError as error:
            problems += error.problems
            continue
        if drawn.unit_is_date != (known.unit == "date"):
            kinds = ("days", "numbers") if drawn.unit_is_date else ("numbers", "days")
            what = f"The number `{name}` is turned to {kinds[0]}, and the text has {kinds[1]}."
            problems.append(Problem("S950", what, f"Expected {kinds[1]}."))
            continue
        found[name] = drawn
    if problems:
        raise RunError(problems)
    return found


def written_plain(written: Written) -> object:
    """What was asked for as the YAML reader would give it; a text in braces is what `draw:` has so.

    Examples
    --------
    >>> written_plain("{low: 1, mode: 2, high: 4}"), written_plain("beta(2, 3)")
    ({'low': '1', 'mode': '2', 'high': '4'}, 'beta(2, 3)')
    """
    if isinstance(written, str) and written.lstrip().startswith("{"):
        data = calls_quoted(written.strip()).encode("utf-8", "surrogatepass")
        return plain(read(decode(data, "the number"), "the number"))
    if not isinstance(written, Quantiles):
        return written
    ends = {end: value for end, value in (("min", written.min), ("max", written.max)) if value is not None}
    return {"quantiles": dict(written.quantiles), **ends}


def calls_quoted(text: str) -> str:
    """A distribution in braces with its calls in quotes, since a comma in braces ends a value."""
    return CALL.sub(lambda found: found[0] if found[0].startswith('"') else f'"{found[0]}"', text)


def _not_turned(scenario: Scenario, name: str, known: Parameter | None) -> Problem:
    if known is None:
        drawn = [one for one, made in scenario.parameters.items() if made.draw is not None]
        return Problem("S950", f"There is no number `{name}` to turn.", "", nearest(name, drawn))
    parts = expressions.names_of(known.derived) if known.derived is not None else ()
    made_of = ", ".join(f"`{one}`" for one in parts)
    what = f"The number `{name}` follows from others and cannot be turned."
    return Problem("S950", what, "Expected a number with `draw:`.", f"Turn {made_of}." if made_of else "")


def _struck(scenario: Scenario, changes: Changes, fixed: frozenset[str]) -> Removal:
    from standoff.findings.strike_out.targets import asked_for

    if not changes.claims and not changes.documents:
        return Removal()
    claims = asked_for(scenario, claims=changes.claims, documents=changes.documents)
    return strike(scenario, claims, fixed=fixed)


def _has_one_value(parameter: Parameter) -> bool:
    return parameter.draw is None or parameter.draw.is_constant


def _open(parameter: Parameter) -> Distribution:
    """Something that varies, in the place of a number with one value, for the compiler alone."""
    draw = parameter.draw
    middle = float(draw.quantile(np.array([0.5]))[0]) if draw is not None else 0.5
    wide = parse_distribution(f"uniform({middle - 0.5!r}, {middle + 0.5!r})", no_spans, parameter.name)
    return dataclasses.replace(wide, unit_is_date=draw is not None and draw.unit_is_date)


def _pairs(events: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(events.items()))
