"""How actors play: the sharp limit, or logit with a precision that is a parameter like any other."""

from __future__ import annotations

import numpy as np

from standoff.errors import Span
from standoff.scenario.build.draft import Draft, Entry
from standoff.scenario.build.parameters import parameter
from standoff.scenario.build.symbols import Symbols
from standoff.scenario.records import Parameter, Play
from standoff.scenario.yaml.nodes import Node, Pairs, Scalar

SHARP, OTHERS, PRECISION = "sharp", "others", "precision"
_SAYS = "logit precision"


def play_built(draft: Draft, symbols: Symbols, parameters: dict[str, Parameter]) -> Play:
    """The play; precisions that are written out are added to the parameters."""
    node = draft.play.main(PRECISION)
    if isinstance(node, Scalar) and node.text == SHARP:
        return Play(True)
    actors = symbols.named("actor")
    if not isinstance(node, Pairs) or node.key("draw") or node.key("is"):
        name = _precision(PRECISION, node, draft.play.key, "of all actors", symbols, parameters)
        return Play(False, dict.fromkeys(actors, name) if name else {})
    found = _by_actor(node, symbols, parameters)
    missing = [actor for actor in actors if actor not in {key.text for key, _ in node}]
    if node.key(OTHERS) is None and missing:
        what = "No precision is given for " + ", ".join(f"`{actor}`" for actor in missing) + "."
        symbols.complain(
            "S422", what, draft.play.key.span, fix="Add each, or `others:` for all that are not named."
        )
    return Play(False, {actor: found.get(actor, found.get(OTHERS, "")) for actor in actors})


def _by_actor(node: Pairs, symbols: Symbols, parameters: dict[str, Parameter]) -> dict[str, str]:
    """The name of the precision of each actor, and of `others`."""
    found: dict[str, str] = {}
    for key, own in node:
        if isinstance(own, Scalar) and own.text == SHARP:
            expected = "Actors play sharp all together, `play: sharp`, or not at all."
            fix = "A precision far above all others comes close to it."
            symbols.complain(
                "S422", f"`{key.text}` alone is to play sharp.", own.span, expected=expected, fix=fix
            )
        elif key.text == OTHERS or symbols.known(key, "actor", "S403"):
            said = "of all other actors" if key.text == OTHERS else f"of {key.text}"
            name = _precision(f"{PRECISION}_{key.text}", own, key, said, symbols, parameters)
            if name:
                found[key.text] = name
    return found


def _precision(
    name: str, node: Node, key: Scalar, said: str, symbols: Symbols, parameters: dict[str, Parameter]
) -> str | None:
    """The name of the parameter that is the precision: an existing one, or one made of the text."""
    if isinstance(node, Scalar) and node.text in parameters:
        _check_positive(parameters[node.text], node.span, symbols)
        return node.text
    if name in symbols.names:
        what = f"This precision would be a parameter named `{name}`, and that name is taken."
        fix = f"Rename that one; or, if it is the precision, write `precision: {name}`."
        symbols.complain("S401", what, key.span, fix=fix)
        return None
    made = parameter(Entry(Scalar(name, "text", key.span), node), symbols)
    if made is None:
        return None
    parameters[name] = Parameter(
        name,
        made.draw,
        made.derived,
        made.unit,
        made.says or f"{_SAYS} {said}",
        made.rests,
        made.span,
        made.unverified,
        known_to=made.known_to,
    )
    _check_positive(parameters[name], node.span, symbols)
    return name


def _check_positive(made: Parameter, at: Span, symbols: Symbols) -> None:
    if made.unit == "date":
        symbols.complain("S422", "The precision is a date.", at, expected="Expected a positive number.")
    elif made.draw is not None:
        lowest = float(made.draw.quantile(np.array([1e-9]))[0])
        if not lowest > 0 and (lowest < 0 or float(made.draw.quantile(np.array([0.5]))[0]) <= 0):
            what = f"The precision can be {lowest:.3g}."
            expected = "Expected a positive number: near 0 is play at random, large is best response."
            fix = "Use a distribution that stays positive, such as `lognormal(median=2, sd=0.5)`."
            symbols.complain("S422", what, at, expected=expected, fix=fix)
