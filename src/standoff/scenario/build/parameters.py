"""Parameters: drawn, constant or derived, in an order in which each stands behind its inputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from standoff.draws import Distribution
from standoff.errors import Problem, Span
from standoff.expressions import Expression, Name, Want, constant
from standoff.scenario.build.base_rates import source_of
from standoff.scenario.build.distributions import distribution
from standoff.scenario.build.documents import is_true
from standoff.scenario.build.draft import Draft, Entry
from standoff.scenario.build.private_numbers import inherited, knowledge_of
from standoff.scenario.build.symbols import Place, Symbols
from standoff.scenario.records import Parameter
from standoff.scenario.yaml.nodes import Scalar

DATE = "date"


def parameters_built(draft: Draft, symbols: Symbols) -> dict[str, Parameter]:
    """All parameters of the text; their units are put on the symbols."""
    derived = {
        name: written for name, entry in draft.parameters.items() if (written := _formula(entry)) is not None
    }
    order = _in_order(draft.parameters, derived, symbols)
    found: dict[str, Parameter] = {}
    drawn = [name for name in order if name not in derived]
    for name in [*drawn, *(name for name in order if name in derived)]:
        if name not in symbols.names or symbols.names[name].kind != "parameter":
            continue  # its name was refused
        made = parameter(draft.parameters[name], symbols)
        unit = made.unit if made is not None else draft.parameters[name].text("unit")
        symbols.names[name] = Name("parameter", unit, broken=made is None or symbols.names[name].broken)
        if made is not None:
            found[name] = made
            if made.draw is not None and made.draw.is_constant and not made.draw.unit_is_date:
                symbols.constants[name] = constant(made.draw.mean)
    return inherited({name: found[name] for name in order if name in found})


def _formula(entry: Entry) -> Scalar | None:
    node = entry.pairs.get("is") if entry.pairs is not None else None
    return node if isinstance(node, Scalar) else None


def _in_order(names: Iterable[str], derived: Mapping[str, Scalar], symbols: Symbols) -> list[str]:
    """The names in the order of the text, each derived one behind its inputs; complains about cycles."""
    known = {name: i for i, name in enumerate(names)}
    done: dict[str, None] = {}
    for first in known:
        path: list[tuple[str, list[str]]] = [(first, _inputs(first, known, derived, symbols))]
        on_path = {first}
        while path:
            name, inputs = path[-1]
            if name in done or not inputs:
                done.setdefault(name)
                on_path.discard(name)
                path.pop()
                continue
            following = inputs.pop(0)
            if following in on_path:
                steps = [step for step, _ in path]
                cycle = [*steps[steps.index(following) :], following]
                what = "Parameters rest on each other: " + " -> ".join(f"`{step}`" for step in cycle) + "."
                expected = "Expected each to rest on others only."
                symbols.complain("S407", what, derived[name].span, expected=expected, fix="Draw one of them.")
            elif following not in done:
                path.append((following, _inputs(following, known, derived, symbols)))
                on_path.add(following)
    return list(done)


def _inputs(
    name: str, known: Mapping[str, int], derived: Mapping[str, Scalar], symbols: Symbols
) -> list[str]:
    if name not in derived:
        return []
    return sorted((word for word in symbols.words(derived[name]) if word in known), key=known.__getitem__)


def parameter(entry: Entry, symbols: Symbols) -> Parameter | None:
    """The record of one parameter, or None after a complaint."""
    written, name = _formula(entry), entry.key.text
    declared = entry.text("unit")
    draw: Distribution | None = None
    formula: Expression | None = None
    if written is not None:
        formula, declared = _derived(written, declared, symbols)
    else:
        draw = distribution(entry.main("draw"), name, symbols)
        declared = _unit_of(draw, declared, entry, symbols)
    prior, prior_span = _prior(entry, declared, symbols)
    knowledge = knowledge_of(entry, draw, symbols)
    rests = symbols.rests(entry.pairs, f"The parameter `{name}`", source_of(draw))
    if draw is None and formula is None:
        return None
    return Parameter(
        name=name,
        draw=draw,
        derived=formula,
        unit=declared,
        says=entry.text("says"),
        rests=rests,
        span=entry.key.span,
        unverified=is_true(entry, "unverified"),
        prior=prior,
        prior_span=prior_span,
        known_to=knowledge.known_to,
        cells=knowledge.cells,
    )


def _prior(entry: Entry, unit: str, symbols: Symbols) -> tuple[Distribution | None, Span | None]:
    """What the number falls back to, and where that stands; a reading keeps the file's.

    It is an error where it could never be used: beside an expression, or where no claim is named
    that could be struck out.
    """
    where = next((own for own in (entry, entry.before) if own is not None and _has_prior(own)), None)
    if where is None or where.pairs is None or (where is not entry and _formula(entry) is not None):
        return None, None
    key, node, name = where.pairs.key("prior"), where.pairs.get("prior"), entry.key.text
    if key is None or node is None:
        return None, None
    if where is entry and where.pairs.get("is") is not None:
        what = f"The parameter `{name}` is an expression and has a `prior`."
        fix = "Give priors to the parameters that the expression is made of."
        symbols.complain("S823", what, key.span, expected="A prior stands beside `draw:`.", fix=fix)
    elif where is entry and not where.pairs.get("because"):
        what = f"The parameter `{name}` has a `prior`, but names no claim that could be struck out."
        symbols.complain("S823", what, key.span, fix="Name the claims under `because:`, or delete `prior:`.")
    found = distribution(node, name, symbols)
    if found is not None and found.unit_is_date != (unit == DATE):
        drawn = ("dates", "numbers") if unit == DATE else ("numbers", "dates")
        what = f"The parameter `{name}` draws {drawn[0]}, its prior {drawn[1]}."
        symbols.complain("S418", what, node.span, expected=f"Expected {drawn[0]} in both.")
    return found, node.span


def _has_prior(entry: Entry) -> bool:
    return entry.pairs is not None and entry.pairs.get("prior") is not None


def _derived(written: Scalar, declared: str, symbols: Symbols) -> tuple[Expression | None, str]:
    """The expression and its unit; one of dates is a date without saying so."""
    wants: tuple[Want, ...] = (
        ("date",) if declared == DATE else ("number",) if declared else ("number", "date")
    )
    complaints: tuple[Problem, ...] = ()
    for want in wants:
        place = Place("a parameter", frozenset({"parameter"}), unit="" if want == "date" else declared)
        found, problems = symbols.resolved(written, place, want)
        if found is not None:
            return found, DATE if want == "date" else declared
        complaints = complaints or problems
    for problem in complaints:
        symbols.take(problem)
    return None, declared


def _unit_of(draw: Distribution | None, declared: str, entry: Entry, symbols: Symbols) -> str:
    if draw is None:
        return declared
    dated = draw.unit_is_date
    if dated != (declared == DATE) and declared:
        drawn = "dates" if dated else "numbers"
        what = f"The parameter `{entry.key.text}` has `unit: {declared}`, but draws {drawn}."
        node = entry.pairs.get("unit") if entry.pairs is not None else None
        symbols.complain("S418", what, node.span if node is not None else entry.key.span)
    return DATE if dated else declared
