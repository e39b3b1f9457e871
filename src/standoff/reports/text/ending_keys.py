"""The letter and the colour of every ending, the same in all sections and figures of a report."""

from __future__ import annotations

import string
from dataclasses import dataclass

from standoff.reports.text.numbers import plain_name
from standoff.results.run.folder import RunFiles

# Okabe and Ito (2008), "Color universal design", without black, which weighs too much on the page;
# the ending `otherwise`, in which nothing that was asked about happened, has the palette's grey.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
REST = "#999999"
DARK = frozenset(("#0072B2", "#D55E00", "#009E73"))


@dataclass(frozen=True, slots=True)
class Ending:
    """One ending with its letter and its colour; past seven endings, colours recur as rings."""

    name: str
    title: str
    letter: str
    colour: str
    ring: bool

    @property
    def ink(self) -> str:
        """The colour of a letter written on the ending's colour."""
        return "#000000" if self.ring or self.colour not in DARK else "#ffffff"


def keyed_endings(files: RunFiles) -> tuple[Ending, ...]:
    """All endings in the order of the text, so that letters and colours stay the same between runs.

    Endings that the text's order does not name follow, the most probable over the readings first.
    """
    total: dict[str, float] = {}
    for summary in files.summary.readings.values():
        for name, found in summary.endings.items():
            total[name] = total.get(name, 0.0) + found.probability
    place = {name: i for i, name in enumerate(files.words.order.endings)}
    order = sorted(total, key=lambda name: (place.get(name, len(place)), -round(total[name], 9), name))
    coloured = [name for name in order if not _is_rest(files, name)]
    out = []
    for i, name in enumerate(order):
        letter = string.ascii_uppercase[i % 26] * (1 + i // 26)
        if name in coloured:
            n = coloured.index(name)
            colour, ring = PALETTE[n % len(PALETTE)], (n // len(PALETTE)) % 2 == 1
        else:
            colour, ring = REST, False
        out.append(Ending(name, _title(files, name), letter, colour, ring))
    return tuple(out)


def _is_rest(files: RunFiles, name: str) -> bool:
    said = files.words.endings.get(name)
    return said is not None and said.text == "otherwise"


def _title(files: RunFiles, name: str) -> str:
    said = files.words.endings.get(name)
    if said and said.title:
        return said.title
    found = [s.endings[name].title for s in files.summary.readings.values() if name in s.endings]
    return next((title for title in found if title), plain_name(name))
