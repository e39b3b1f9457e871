"""Who does what, one panel a move: situations that look alike are one row with what they hold for.

A row is a situation, told by what its mover knows; its numbers go from the lowest to the highest reading.
Situations of which all that is shown is equal are one row. Below, folded, stands every situation under every
reading with its payoffs, by the number that it has above; those that are equal in all are again one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from standoff.reports.sections.choices import BELIEF, Choice, TermKey, choice_part
from standoff.reports.text.numbers import listed, percent, percent_range, plain_name
from standoff.reports.text.titles import base_name, move_title, without_copy
from standoff.results.run.folder import RunFiles

ALL = "all readings"
OPEN_ROWS = 4  # of a panel; rarer situations are folded
NOTHING_SEEN = "nothing that still matters"


@dataclass(frozen=True, slots=True)
class SituationRow:
    """Situations with the same numbers: what is known there, how often met, each option's chance.

    knows : the number of each situation ("" where a move has only one), and what is known
    """

    knows: tuple[tuple[str, str], ...]
    reach: str
    cells: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class DetailRow:
    """One situation, or several that are equal in all, under some readings, with an option a line."""

    which: str  # the numbers that they have in the tables above; "" where a move has only one
    readings: str
    reach: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class Panel:
    """All that is said of one move. `drawing` is of its most frequent situation under the first reading."""

    anchor: str
    title: str
    common: tuple[str, ...]  # what is known in every situation of the move
    options: tuple[str, ...]
    words: tuple[str, ...]  # what the text says of options, a sentence each
    rows: tuple[SituationRow, ...]
    rarer: tuple[SituationRow, ...]
    details: tuple[DetailRow, ...]
    precision: str  # of all of them, where it is one
    hidden: bool  # whether something is believed in one of its situations
    unseen: str  # the only move that cannot be seen in any of them; "" where there are several
    keys: tuple[TermKey, ...]
    drawing: Markup
    drawn_options: tuple[str, ...]
    drawn_for: str


@dataclass(frozen=True, slots=True)
class ChoicePanels:
    """The panels in the order of the text, and what is left off: reading, number, reach of the largest."""

    panels: tuple[Panel, ...]
    left_off: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class _Met:
    """A choice under one reading, with the numbers behind its words."""

    choice: Choice
    reading: str
    move: str
    reach: float
    means: dict[str, float]


def choice_panels(files: RunFiles) -> ChoicePanels:
    """One panel for each move that somebody decides."""
    met: dict[str, list[_Met]] = {}
    left_off = []
    for reading in files.readings:
        part = choice_part(files, reading)
        by_anchor = {choice.anchor: choice for choice in (*part.shown, *part.folded)}
        for infoset in files.details[reading].infosets:
            choice = by_anchor.get(f"h{files.readings.index(reading)}-{infoset.id}")
            if choice is not None:
                means = {plain_name(action.option): action.mean for action in infoset.actions}
                found = _Met(choice, reading, infoset.move, infoset.reach, means)
                met.setdefault(base_name(infoset.move), []).append(found)
        if part.left_off:
            left_off.append((reading, part.left_off, part.left_off_reach))
    order = {base_name(name): i for i, name in reversed(list(enumerate(files.words.order.moves)))}
    names = sorted(met, key=lambda name: order.get(name, len(order)))
    return ChoicePanels(tuple(_panel(files, name, met[name]) for name in names), tuple(left_off))


def _panel(files: RunFiles, name: str, met: list[_Met]) -> Panel:
    options = tuple(dict.fromkeys(option for one in met for option in one.means))
    rows, labels = _situations(met, options, _derived(files))
    precision = {m.choice.precision for m in met}
    first = max((m for m in met if m.choice.drawing), key=lambda m: m.reach, default=met[0])
    return Panel(
        f"choice-{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}",
        _heading(met),
        _common(met),
        options,
        _words(files, met),
        tuple(rows[:OPEN_ROWS]),
        tuple(rows[OPEN_ROWS:]),
        _details(files, met, labels),
        precision.pop() if len(precision) == 1 else "",
        any(m.choice.beliefs for m in met),
        _unseen(met),
        first.choice.keys,
        first.choice.drawing,
        tuple(line.option for line in first.choice.options),
        "; ".join(_knows(first, met)),
    )


def _words(files: RunFiles, met: Sequence[_Met]) -> tuple[str, ...]:
    """Titles of options, and what is said of them, where the text has any; the same of all copies once."""
    said: dict[str, None] = {}
    for one in met:
        move = files.words.moves.get(one.move)
        if move is None:
            continue
        for option in (option for option in move.options if option in move.option_words):
            words = move.option_words[option]
            told = ". ".join(text.rstrip(". ") for text in (words.title, words.says) if text)
            said[f"“{plain_name(option)}”: {told}."] = None
    return tuple(said)


def _unseen(met: Sequence[_Met]) -> str:
    """The title of the move that beliefs are about, where they are about one."""
    titles = {belief.partition(BELIEF)[0] for m in met for belief in m.choice.beliefs}
    return titles.pop() if len(titles) == 1 else ""


def _heading(met: Sequence[_Met]) -> str:
    """`Mover: title`, without what tells copies of the move apart."""
    titles = list(dict.fromkeys((m.choice.mover, m.choice.title) for m in met))
    movers = list(dict.fromkeys(mover for mover, _ in titles))
    told = listed(movers) if len(movers) <= 3 else f"{movers[0]} and {len(movers) - 1} more"
    title, _ = without_copy(titles[0][1])
    return f"{told}: {title.removesuffix(f' ({movers[0]})') if len(movers) > 1 else title}"


def _knows(one: _Met, met: Sequence[_Met]) -> tuple[str, ...]:
    """What the mover knows, with the copy of the move first where there are several."""
    copies = dict.fromkeys((m.choice.mover, m.choice.title) for m in met)
    first = []
    if len({mover for mover, _ in copies}) > 1:
        first.append(one.choice.mover)
    if copy := without_copy(one.choice.title)[1]:
        first.append(copy)
    if not first and len(copies) > 1:
        first.append(one.choice.title)
    return (*first, *one.choice.knows)


def _derived(files: RunFiles) -> frozenset[str]:
    """What only follows from other moves that are known; the folded tables have it too."""
    words = files.words.moves
    return frozenset(
        f"{move_title(files, name)} – {plain_name(option)}"
        for name, said in words.items()
        if said.state
        for option in said.options
    )


def _common(met: Sequence[_Met]) -> tuple[str, ...]:
    """What the mover knows in every situation, said once; nothing where there is only one."""
    if len({m.choice.knows for m in met}) < 2:
        return ()
    return tuple(said for said in met[0].choice.knows if all(said in m.choice.knows for m in met))


def _situations(
    met: list[_Met], options: Sequence[str], derived: frozenset[str]
) -> tuple[list[SituationRow], dict[tuple[str, ...], str]]:
    """A row a situation over all readings, the most frequent first, equal ones as one; and their numbers."""
    common = {*_common(met), *derived}
    places: dict[tuple[str, ...], list[_Met]] = {}
    for one in met:
        places.setdefault(_place(one), []).append(one)
    rows: dict[tuple[tuple[str, ...], str], list[tuple[float, list[_Met]]]] = {}
    for found in places.values():
        key = (tuple(_range(m.means.get(option) for m in found) for option in options), _why(found))
        rows.setdefault(key, []).append((max(m.reach for m in found), found))
    ordered = sorted(rows.items(), key=lambda item: -max(reach for reach, _ in item[1]))
    out = []
    labels: dict[tuple[str, ...], str] = {}
    for i, ((cells, why), alike) in enumerate(ordered, start=1):
        known: dict[str, str] = {}
        for _, found in alike:
            parts = [said for said in _knows(found[0], met) if said not in common]
            told = "; ".join(parts) or NOTHING_SEEN
            label = f"{i}.{len(known) + 1}" if len(alike) > 1 else str(i)
            labels[_place(found[0])] = known.setdefault(told, label if len(places) > 1 else "")
        reach = _range(m.reach for _, found in alike for m in found)
        out.append(SituationRow(tuple((label, told) for told, label in known.items()), reach, cells, why))
    return out, labels


def _place(one: _Met) -> tuple[str, ...]:
    """What tells a situation from all others, whatever the reading."""
    return (one.move, *one.choice.knows)


def _range(values: Iterable[float | None]) -> str:
    known = [value for value in values if value is not None]
    return percent_range(min(known), max(known)) if known else "–"


def _why(found: Sequence[_Met]) -> str:
    """The reason under the first reading that has the situation."""
    return found[0].choice.why.removeprefix("On average ")


def _details(
    files: RunFiles, met: list[_Met], labels: Mapping[tuple[str, ...], str]
) -> tuple[DetailRow, ...]:
    """Every situation under every reading, in the order of their numbers; what is equal is one row."""
    alike: dict[object, list[_Met]] = {}
    for one in met:
        c = one.choice
        key = (c.options, c.keys, c.beliefs, c.precision, c.why)
        alike.setdefault(key, []).append(one)
    rows = []
    for found in alike.values():
        readings = dict.fromkeys(m.reading for m in found)
        titles = [files.reading_title(reading) for reading in readings]
        said = ALL if len(titles) == len(files.readings) > 1 else listed(titles)
        which = [label for label in dict.fromkeys(labels[_place(m)] for m in found) if label]
        reach = [m.reach for m in found]
        told = percent(reach[0], 1) if len(reach) == 1 else percent_range(min(reach), max(reach), 1)
        rows.append(DetailRow(listed(which), said, told, found[0].choice))
    first = [[int(part) for part in row.which.split(",")[0].split(" ")[0].split(".") if part] for row in rows]
    return tuple(row for _, row in sorted(zip(first, rows, strict=True), key=lambda pair: pair[0]))
