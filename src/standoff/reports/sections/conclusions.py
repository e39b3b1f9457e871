"""The conclusions under test: the share of draws in which each holds, under each reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from standoff.reports.text.numbers import NOTHING, count, percent, plain_name, points
from standoff.results.folder import RunFiles

WORD = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class ShareCell:
    """One conclusion under one reading. `bar` is the share in per cent, for the bar's width."""

    shown: str
    bar: float | None
    error: str
    holds: str
    fails: str
    undefined: str


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A proposition with its rule, the claims that it rests on, and its share under each reading."""

    name: str
    title: str
    says: str
    rule: str
    because: tuple[str, ...]
    against: tuple[str, ...]
    measures: tuple[str, ...]
    cells: dict[str, ShareCell]
    shares: dict[str, float]


def under_test(files: RunFiles) -> tuple[Conclusion, ...]:
    """All conclusions, in the order of the files."""
    names: dict[str, None] = {}
    for reading in files.readings:
        names.update(dict.fromkeys(files.summary.readings[reading].conclusions))
    return tuple(_conclusion(files, name) for name in in_order(names, files.words.order.conclusions))


def in_order(names: Iterable[str], order: Sequence[str]) -> list[str]:
    """The names as the text orders them; those that it does not list come last, as they came."""
    place = {name: i for i, name in enumerate(order)}
    return sorted(names, key=lambda name: place.get(name, len(place)))


def _conclusion(files: RunFiles, name: str) -> Conclusion:
    said = files.words.conclusions.get(name)
    cells, shares, title = {}, {}, said.title if said else ""
    for reading in files.readings:
        found = files.summary.readings[reading].conclusions.get(name)
        if found is None:
            continue
        title = title or found.title
        if found.share is not None:
            shares[reading] = found.share
        cells[reading] = ShareCell(
            NOTHING if found.share is None else percent(found.share),
            None if found.share is None else 100 * found.share,
            points(found.mc_error),
            count(found.holds),
            count(found.fails),
            count(found.undefined),
        )
    rule = said.text if said else ""
    known = {m for reading in files.readings for m in files.summary.readings[reading].measures}
    measures = tuple(dict.fromkeys(word for word in WORD.findall(rule) if word in known))
    return Conclusion(
        name,
        title or plain_name(name),
        said.says if said else "",
        rule,
        tuple(said.because) if said else (),
        tuple(said.against) if said else (),
        measures,
        cells,
        shares,
    )
