"""What of a reading the compiler builds its game from: a digest that ignores prose, places and ranges.

Two readings with the same digest have the same game; only the numbers that are bound to it differ. Spans,
titles, sources and the distributions of numbers that vary are left out; a number with one value in all
draws is part of the structure, since the compiler may prune by it.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from standoff.draws import Distribution
from standoff.errors import Span
from standoff.evidence.records import Rests
from standoff.expressions import Expression
from standoff.scenario.records import Scenario

PROSE = frozenset({"says", "title", "question", "notes", "option_words", "criteria", "source", "link"})
NAMES = frozenset({"name", "sha256", "files", "reading", "readings"})
APART = NAMES | {
    *("documents", "claims", "conclusions", "happened", "questions", "answers", "headlines", "mechanisms"),
}


def structure_of(scenario: Scenario) -> str:
    """The digest of a reading's structure.

    Examples
    --------
    >>> from standoff import scenario
    >>> text = scenario.load("tripwire").reading()
    >>> structure_of(text) == structure_of(dataclasses.replace(text, title="Another title"))
    True
    """
    digest = hashlib.sha256()
    for part in _parts(scenario):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


def _parts(value: Any) -> Iterator[str]:
    if isinstance(value, Span | Rests):
        return
    if isinstance(value, Distribution):
        yield repr(value.shape) if value.is_constant else f"varies {value.kind} {value.unit_is_date}"
    elif isinstance(value, Expression):
        yield from _parts(value.root)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield type(value).__name__
        skipped = PROSE | APART if isinstance(value, Scenario) else PROSE
        for one in dataclasses.fields(value):
            if one.name not in skipped:
                yield one.name
                yield from _parts(getattr(value, one.name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from _parts(inner)
    elif isinstance(value, frozenset):
        yield from sorted(str(one) for one in value)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _parts(inner)
        yield f"{len(value)} in all"
    else:
        yield repr(value)
