"""The forms that all tables share: names, numbers, dates, what a number rests on, distributions."""

from __future__ import annotations

from standoff.expressions import UNITS
from standoff.scenario.yaml.shape import Fields, Forms, Key, Leaf, ListOf, MapOf

SET_BY = ("quote", "elicited", "data", "assumed")
DRAW_KEYS = ("quantiles", "min", "max", "low", "mode", "high", "mixture")

TEXT = Leaf("a text")
NAME = Leaf("a name", kinds=frozenset({"text"}), name=True)
PARAMETER_NAME = Leaf("a name", kinds=frozenset({"text"}), name=True, parts=3, indexed=True)
MOVE_NAME = Leaf("a name", kinds=frozenset({"text"}), name=True, indexed=True)
FLAG = Leaf("`true` or `false`", kinds=frozenset({"flag"}))
DATE = Leaf("a date", kinds=frozenset({"date"}), example="2031-03-01")
WHOLE = Leaf("a whole number", kinds=frozenset({"whole"}), example="120")
NUMBER = Leaf("a number", kinds=frozenset({"whole", "number"}), example="0.5")
VALUE = Leaf("a number or a date", kinds=frozenset({"whole", "number", "date"}), example="0.5")
FORMULA = Leaf("an expression", kinds=frozenset({"text", "whole", "number", "date"}))
MOMENT = Leaf(
    "a date or the name of a date parameter", kinds=frozenset({"text", "date"}), example="2031-03-01"
)
NUMBER_OR_CALL = Leaf("a number or a distribution", kinds=frozenset({"text", "whole", "number", "date"}))


def names(expected: str) -> ListOf:
    return ListOf(NAME, expected, single=True, distinct=True)


CLAIM_NAMES = ListOf(Leaf("the name of a claim", kinds=frozenset({"text"})), "a list of claims", single=True)
NOTE = Key(TEXT, "a remark for the reader of this file; it is not printed")
TITLE = Key(TEXT, "what it is called in the report")
SAYS = Key(TEXT, "what it means, in a sentence")
UNVERIFIED = Key(FLAG, "`true` marks an allegation; it is printed so wherever it appears")
RESTS = {
    "set_by": Key(Leaf("one of four words", choices=SET_BY), "`quote`, `elicited`, `data` or `assumed`"),
    "because": Key(CLAIM_NAMES, "the claims that it rests on"),
    "against": Key(CLAIM_NAMES, "the claims that speak against it"),
    "source": Key(TEXT, "a table or publication that it rests on"),
    "note": NOTE,
}

_quantiles = MapOf(VALUE, "percentages", least=2, numbers=True)
_mixed = Fields(
    "a mixed distribution",
    {
        "weight": Key(NUMBER, "its weight; weights are made to add up to 1", required=True),
        "draw": Key(
            Forms(
                "a number or a distribution",
                scalar=NUMBER_OR_CALL,
                pairs=Fields(
                    "a distribution",
                    {
                        "quantiles": Key(_quantiles, "values by percentage"),
                        "min": Key(VALUE, "no draw is below it"),
                        "max": Key(VALUE, "no draw is above it"),
                        "low": Key(VALUE, "smallest value of three points"),
                        "mode": Key(VALUE, "likeliest value of three points"),
                        "high": Key(VALUE, "largest value of three points"),
                    },
                ),
            ),
            "its distribution",
            required=True,
        ),
    },
)
DISTRIBUTION = Fields(
    "a distribution",
    {
        "quantiles": Key(_quantiles, "values by percentage, such as `{5: 1, 50: 2, 95: 4}`"),
        "min": Key(VALUE, "no draw is below it"),
        "max": Key(VALUE, "no draw is above it"),
        "low": Key(VALUE, "smallest value of three points"),
        "mode": Key(VALUE, "likeliest value of three points"),
        "high": Key(VALUE, "largest value of three points"),
        "mixture": Key(
            ListOf(_mixed, "a list of weighted distributions", least=2), "distributions with weights"
        ),
    },
)
DRAW = Forms("a number or a distribution such as `beta(2, 3)`", scalar=NUMBER_OR_CALL, pairs=DISTRIBUTION)
_PARAMETER_KEYS = {
    "draw": Key(DRAW, "its distribution, or a number"),
    "prior": Key(DRAW, "what it falls back to when all claims that it rests on are struck out"),
    "is": Key(FORMULA, "an expression of other parameters"),
    "known_to": Key(names("a list of actors, or `nobody`"), "the only actors that know its value"),
    "cells": Key(WHOLE, "into how many equally likely cells the others cut it, from 2 to 9; 3 without it"),
    "unit": Key(
        Leaf("one of the units", choices=tuple(unit for unit in UNITS if unit)), "the unit of its values"
    ),
    "title": TITLE,
    "says": SAYS,
    "unverified": UNVERIFIED,
    **RESTS,
}
PARAMETER_FIELDS = Fields(
    "a parameter",
    _PARAMETER_KEYS,
    one_of=(("draw", "is"),),
    elsewhere={key: f"Put it under `draw:`, as in `draw: {{{key}: ...}}`." for key in DRAW_KEYS},
)
PARAMETER = Forms(
    "a number, a distribution, or a mapping with `draw` or `is`",
    scalar=NUMBER_OR_CALL,
    pairs=PARAMETER_FIELDS,
)
