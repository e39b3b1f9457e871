"""A reading of a scenario as a list of things with their parts, fit to be compared with another text's.

Things are compared by what they mean: formulas without spaces and brackets that change nothing,
distributions by their shape, sets without their order. Where a thing is written is kept beside it and
never compared. The parts are read off the records' own fields, so that a new key of the language is
compared from its first day on.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from standoff.draws import Correlation, Distribution
from standoff.errors import Span
from standoff.expressions import Expression
from standoff.expressions.unparsing import unparse
from standoff.scenario.records import Answer, Scenario

LEFT_OUT = frozenset({"name"})
OF_GIVEN = "answers["  # the measure that an answer under an event becomes
NAME = re.compile(r"[a-z][\w.]*(?:\[[^\]]*\])?")
WORDS = {
    "holds_when": "condition", "expression": "formula", "draw": "value", "derived": "value",
    "rests.set_by": "set by", "rests.because": "because", "rests.against": "against",
    "rests.source": "source", "by": "actor", "what": "asks", "given": "if",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """What a thing says of itself: what decides whether it is the same, and how it is written.

    named : whether it is made of names, as a formula is and a sentence is not
    """

    means: object
    shown: str
    named: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """A number, move, payoff term ... with its parts by name; at : the file and line where it stands."""

    kind: str
    name: str
    title: str
    at: str
    parts: Mapping[str, Part]


def things_of(scenario: Scenario) -> dict[tuple[str, str], Thing]:
    """All things of one reading by kind and name, in the order of the language.

    Examples
    --------
    >>> from standoff import scenario
    >>> found = things_of(scenario.load("tripwire").reading())
    >>> sorted({kind for kind, _ in found})[:4]
    ['actor', 'answer', 'conclusion', 'ending']
    """
    found = [_whole(scenario)]
    for kind, records in _records(scenario):
        found += [_thing(kind, name, record, scenario.files) for name, record in records.items()]
    return {(one.kind, one.name): one for one in found}


def orders_of(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """What is read in the order in which it is written: moves, and endings, of which the first holds."""
    return {"moves": tuple(scenario.moves), "endings": tuple(scenario.endings)}


def _records(scenario: Scenario) -> Iterator[tuple[str, Mapping[str, object]]]:
    yield "actor", scenario.actors
    yield "group", scenario.groups
    yield "document", scenario.documents
    yield "claim", scenario.claims
    yield "number", scenario.parameters
    yield "correlation", {f"{pair.a} with {pair.b}": pair for pair in map(_in_order, scenario.correlations)}
    yield "repeated block", scenario.blocks
    yield "front", scenario.fronts
    yield "summit", scenario.summits
    yield "move", scenario.moves
    yield (
        "payoff",
        {f"{who}.{name}": term for who, terms in scenario.payoffs.items() for name, term in terms.items()},
    )
    yield "ending", scenario.endings
    yield "measure", scenario.measures
    yield "headline", scenario.headlines
    yield "conclusion", scenario.conclusions
    yield "answer", {answer.asks: answer for answer in scenario.answers}
    yield "mechanism", scenario.mechanisms
    yield "known since", scenario.happened
    yield "question", scenario.questions
    yield "play", {"play": scenario.play}


def _in_order(pair: Correlation) -> Correlation:
    """A correlation, which has no direction, with its two numbers by name."""
    first, second = sorted((pair.a, pair.b))
    return dataclasses.replace(pair, a=first, b=second)


def _whole(scenario: Scenario) -> Thing:
    told = {"title": scenario.title, "question": scenario.question, "notes": scenario.notes}
    dates = {"as of": scenario.as_of, "horizon": scenario.horizon}
    parts = {name: _part(value) for name, value in (told | dates).items()}
    return Thing("scenario", "scenario", "", "", parts)


def _thing(kind: str, name: str, record: object, files: Collection[str]) -> Thing:
    parts = dict(_parts(record, ""))
    title = str(getattr(record, "title", ""))
    if title.casefold() == name.replace("_", " ").casefold():  # made of the name: it says nothing more
        parts.pop("title", None)
    if getattr(record, "condition", "") is None:  # the ending that is left
        parts["condition"] = Part("otherwise", "otherwise")
    if isinstance(record, Answer) and not record.name.startswith(OF_GIVEN):
        parts["by"] = _part(record.name)  # what answers it; the answer itself is called by what it asks
    span = getattr(record, "span", None)
    return Thing(kind, name, title, _place(span, files) if isinstance(span, Span) else "", parts)


def _place(span: Span, files: Collection[str]) -> str:
    """File and line, the file as it is called within the scenario."""
    own = [name for name in files if span.file.endswith(name)]
    return f"{max(own, key=len, default=span.file)}:{span.line}"


def _parts(record: object, before: str) -> Iterator[tuple[str, Part]]:
    """The fields of a record that say something, those of records in it too."""
    assert dataclasses.is_dataclass(record)
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        if field.name not in LEFT_OUT and not isinstance(value, Span):
            yield from _of(f"{before}{field.name}", value)


def _of(name: str, value: object) -> Iterator[tuple[str, Part]]:
    if value is None or (isinstance(value, str | Collection) and not value):
        return
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _of(f"{name} {key}", "rest" if item is None else item)
    elif isinstance(value, Expression | Distribution) or not _holds_records(value):
        yield WORDS.get(name, name.replace("_", " ").replace(".", " ")), _part(value)
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _of(f"{name} {getattr(item, 'name', '') or i + 1}", item)
    else:
        yield from _parts(value, f"{name}.")


def _holds_records(value: object) -> bool:
    items = value if isinstance(value, tuple) else (value,)
    return any(dataclasses.is_dataclass(item) for item in items)


def _part(value: object) -> Part:
    if isinstance(value, Expression):
        means = str(value) if value.written is None else unparse(value.written)
        return Part(means, str(value), named=True)
    if isinstance(value, Distribution):
        return Part((value.shape, value.unit_is_date), value.text)
    if isinstance(value, dt.date):
        return Part(value, value.isoformat())
    if isinstance(value, bool):
        return Part(value, "yes" if value else "no")
    if isinstance(value, int | float):
        return Part(float(value), f"{value:g}")
    if isinstance(value, Collection) and not isinstance(value, str):
        listed = sorted(map(_shown, value)) if isinstance(value, frozenset) else list(map(_shown, value))
        return Part(tuple(listed), ", ".join(listed), named=all(map(NAME.fullmatch, listed)))
    return Part(str(value), str(value), named=NAME.fullmatch(str(value)) is not None)


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
