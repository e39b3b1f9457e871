"""The conclusions under test: the share of draws in which each holds, under each reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from standoff.reports.text.numbers import NARROW, SIGN, count, percent, plain_name, points
from standoff.results.run.folder import RunFiles
from standoff.results.run.summary import ConclusionShare

WORD = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class ShareCell:
    """One conclusion under one reading: four shares of all draws, which add up, and the draws behind.

    shown, failing, open, unsolved : the shares; bar : the first in per cent, for the bar's width
    others : in words what does not hold, as far as it is not nought; `four` : all four in short,
        `counts` : the draws behind them
    """

    shown: str
    bar: float
    error: str
    failing: str
    open: str
    unsolved: str
    holds: str
    fails: str
    undefined: str
    left_out: str

    @property
    def others(self) -> str:
        parts = (("fails", self.failing), ("undefined", self.open), ("unsolved", self.unsolved))
        told = [f"{word} {shown}" for word, shown in parts if _bare(shown) != "0"]
        return ", ".join(told) or "always"

    @property
    def four(self) -> str:
        return "·".join(_bare(part) for part in (self.shown, self.failing, self.open, self.unsolved))

    @property
    def counts(self) -> str:
        """Numbers of draws behind the four, each draw counted once."""
        return "·".join((self.holds, self.fails, self.undefined, self.left_out))


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
    sides: dict[str, tuple[float, float, float]]  # fails, undefined, unsolved


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
    cells, shares, sides, title = {}, {}, {}, said.title if said else ""
    for reading in files.readings:
        found = files.summary.readings[reading].conclusions.get(name)
        if found is None:
            continue
        title = title or found.title
        shares[reading] = found.share
        sides[reading] = (found.share_fails, found.share_undefined, found.share_unsolved)
        cells[reading] = _cell(found)
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
        sides,
    )


def _cell(found: ConclusionShare) -> ShareCell:
    return ShareCell(
        percent(found.share),
        100 * found.share,
        points(found.mc_error),
        percent(found.share_fails),
        percent(found.share_undefined),
        percent(found.share_unsolved),
        count(found.holds),
        count(found.fails),
        count(found.undefined),
        count(found.unsolved),
    )


def _bare(shown: str) -> str:
    """A share without its sign, as short as it goes."""
    return shown.removesuffix(SIGN).replace(NARROW, "")
