"""How users write each named distribution: argument names, their rules, and the family behind.

A distribution can have several forms (`gamma(shape, rate)`, `gamma(mean=, sd=)`); arguments without
names follow the first form that has room for them, arguments with names pick the form that has
them all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from standoff.draws.families import mass

Arguments = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """What an argument must satisfy. `expected` completes "Expected ..."."""

    argument: str
    expected: str
    holds: Callable[[Arguments], bool]


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a distribution.

    required, optional : argument names, in order
    locations : arguments that are dates when the values are dates (all of them or none)
    build : arguments -> (family, its arguments in order)
    """

    required: tuple[str, ...]
    rules: tuple[Rule, ...]
    build: Callable[[Arguments], tuple[str, tuple[float, ...]]]
    optional: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()

    @property
    def arguments(self) -> tuple[str, ...]:
        return self.required + self.optional

    def written(self, name: str) -> str:
        """As in a manual: `normal(mean, sd, [min], [max])`."""
        return f"{name}({', '.join([*self.required, *(f'[{a}]' for a in self.optional)])})"


def above(argument: str, bound: float) -> Rule:
    return Rule(argument, f"a number above {bound:g}", lambda given: given[argument] > bound)


def larger(argument: str, other: str) -> Rule:
    return Rule(argument, f"more than `{other}`", lambda given: given[argument] > given[other])


def between(argument: str, low: str, high: str) -> Rule:
    expected = f"a value from `{low}` to `{high}`"
    return Rule(argument, expected, lambda given: given[low] <= given[argument] <= given[high])


def _named(family: str, *arguments: str) -> Callable[[Arguments], tuple[str, tuple[float, ...]]]:
    return lambda given: (family, tuple([given[a] for a in arguments]))


def _simple(family: str, arguments: tuple[str, ...], *rules: Rule, locations: tuple[str, ...] = ()) -> Form:
    return Form(arguments, rules, _named(family, *arguments), locations=locations)


def _normal(given: Arguments) -> tuple[str, tuple[float, ...]]:
    if "min" not in given and "max" not in given:
        return "normal", (given["mean"], given["sd"])
    low, high = given.get("min", -math.inf), given.get("max", math.inf)
    return "truncated_normal", (given["mean"], given["sd"], low, high)


def _has_mass(given: Arguments) -> bool:
    low, high = given.get("min", -math.inf), given.get("max", math.inf)
    if given["sd"] <= 0 or high <= low:
        return True  # other rules say so
    return mass(given["mean"], given["sd"], low, high) > 1e-300


def _lognormal_by_mean(given: Arguments) -> tuple[str, tuple[float, ...]]:
    spread = math.log1p(given["cv"] ** 2)
    return "lognormal", (given["mean"] * math.exp(-0.5 * spread), math.sqrt(spread))


def _beta_by_mean(given: Arguments) -> tuple[str, tuple[float, ...]]:
    size = given["mean"] * (1.0 - given["mean"]) / given["sd"] ** 2 - 1.0
    return "beta", (given["mean"] * size, (1.0 - given["mean"]) * size)


def _gamma_by_mean(given: Arguments) -> tuple[str, tuple[float, ...]]:
    variance = given["sd"] ** 2
    return "gamma", (given["mean"] ** 2 / variance, given["mean"] / variance)


_SPREAD = Rule("sd", "less than sqrt(mean (1 - mean))", lambda g: g["sd"] ** 2 < g["mean"] * (1 - g["mean"]))
_SHARE = Rule("mean", "a number between 0 and 1", lambda given: 0 < given["mean"] < 1)
_POINTS = ("low", "mode", "high")
_POINT_RULES = (larger("high", "low"), between("mode", "low", "high"))
_BOUNDS = Rule("max", "more than `min`", lambda g: g.get("max", math.inf) > g.get("min", -math.inf))
_MASS = Rule("mean", "bounds that leave room for the distribution", _has_mass)

FORMS: dict[str, tuple[Form, ...]] = {
    "beta": (
        _simple("beta", ("a", "b"), above("a", 0), above("b", 0)),
        Form(("mean", "sd"), (_SHARE, above("sd", 0), _SPREAD), _beta_by_mean),
    ),
    "uniform": (_simple("uniform", ("low", "high"), larger("high", "low"), locations=("low", "high")),),
    "loguniform": (_simple("loguniform", ("low", "high"), above("low", 0), larger("high", "low")),),
    "normal": (
        Form(
            ("mean", "sd"),
            (above("sd", 0), _BOUNDS, _MASS),
            _normal,
            optional=("min", "max"),
            locations=("mean", "min", "max"),
        ),
    ),
    "lognormal": (
        _simple("lognormal", ("median", "sd"), above("median", 0), above("sd", 0)),
        Form(("mean", "cv"), (above("mean", 0), above("cv", 0)), _lognormal_by_mean),
    ),
    "student_t": (
        _simple(
            "student_t",
            ("df", "median", "scale"),
            above("df", 1),  # without a mean there is no expected payoff
            above("scale", 0),
            locations=("median",),
        ),
    ),
    "gamma": (
        _simple("gamma", ("shape", "rate"), above("shape", 0), above("rate", 0)),
        Form(
            ("shape", "scale"),
            (above("shape", 0), above("scale", 0)),
            lambda given: ("gamma", (given["shape"], 1.0 / given["scale"])),
        ),
        Form(("mean", "sd"), (above("mean", 0), above("sd", 0)), _gamma_by_mean),
    ),
    "exponential": (
        _simple("exponential", ("mean",), above("mean", 0)),
        Form(("rate",), (above("rate", 0),), lambda given: ("exponential", (1.0 / given["rate"],))),
    ),
    "weibull": (_simple("weibull", ("shape", "scale"), above("shape", 0), above("scale", 0)),),
    "triangular": (_simple("triangular", _POINTS, *_POINT_RULES, locations=_POINTS),),
    "pert": (_simple("pert", _POINTS, *_POINT_RULES, locations=_POINTS),),
    "bernoulli": (
        _simple("bernoulli", ("p",), Rule("p", "a number from 0 to 1", lambda given: 0 <= given["p"] <= 1)),
    ),
    "poisson": (_simple("poisson", ("mean",), above("mean", 0)),),
}
