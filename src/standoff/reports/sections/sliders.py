"""Sliders over stored draws: the answers over those draws alone in which a number is between two values.

Nothing is solved in the page. It holds the first draws of the run with the few numbers that move answers
most, and one small script counts again those that remain. What the page shows before that, and all that it
shows where scripts are off, are the means over all of the stored draws. No word of a scenario enters the
script or its data but names of parameters, which are plain letters; titles stand in the page as escaped text.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from standoff.reports.sections.answers import named_by, written
from standoff.reports.text.ending_keys import Ending
from standoff.reports.text.numbers import count, listed, percent, plain_name
from standoff.reports.text.titles import first_sentence
from standoff.results.run.folder import RunFiles
from standoff.results.run.stored_draws import (
    HOLDS,
    UNSOLVED,
    Column,
    StoredDraws,
    StoredNumber,
    StoredReading,
    sides_of,
    values_of,
)

MOST_BYTES = 100_000  # of stored draws in a page
MOST_MEASURES = 8
SHORT_HASH = 12
SAFE = re.compile(r"[a-z][a-z0-9_]*")
LEVELS = 254  # of an answer in 8 bits; 255 is undefined
SHIFTED = 4 / 3  # bytes in base 64


@dataclass(frozen=True, slots=True)
class Slider:
    """A number of the page: name, what it is, its unit, and where it stays as it is."""

    name: str
    title: str
    unit: str
    moves: str
    fixed: str  # readings under which it does not vary


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: what it is, and its share under each reading over all stored draws."""

    kind: str
    title: str
    letter: Ending | None
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SlidersPart:
    """All of the section; `data` is JSON that can stand in a script element."""

    sliders: tuple[Slider, ...]
    lines: tuple[Line, ...]
    draws: str
    of: str
    left_out: int
    short_hash: str
    data: Markup


def sliders_part(files: RunFiles, endings: tuple[Ending, ...]) -> SlidersPart | None:
    """The section; none where the run stored no draws, or no number moves an answer in them."""
    stored = files.stored
    numbers = [] if stored is None else [one for one in stored.numbers if SAFE.fullmatch(one.name)]
    if stored is None or not numbers or not stored.draws:
        return None
    shown = [f"ending:{ending.name}" for ending in endings]
    measures = _measures(files, stored)
    tested = list(dict.fromkeys(name for one in stored.readings.values() for name in one.conclusions))
    each = 2 * len(numbers) + len(files.readings) * (len(shown) + len(measures[0]) + len(tested) / 4 + 2)
    n_draws = min(stored.draws, int(MOST_BYTES / (SHIFTED * each)))
    answers = [*shown, *(f"measure:{name}" for name in measures[0])]
    readings = [_Kept(stored.readings[name], stored.draws, n_draws) for name in files.readings]
    lines = [
        Line("ending", ending.title, ending, _cells(readings, name))
        for ending, name in zip(endings, shown, strict=True)
    ]
    for name in measures[0]:
        said = files.words.measures.get(name)
        title = (said.title if said else "") or plain_name(name)
        lines.append(Line("measure", title, None, _cells(readings, f"measure:{name}")))
    for name in tested:
        said = files.words.conclusions.get(name)
        title = (said.title if said else "") or plain_name(name)
        lines.append(Line("conclusion", title, None, tuple(one.share_told(name) for one in readings)))
    packed = {
        "n": n_draws,
        "hash": files.summary.hash[:SHORT_HASH],
        "numbers": [_packed_number(files, one, stored.draws, n_draws) for one in numbers],
        "readings": [one.packed(answers, tested) for one in readings],
    }
    said_json = json.dumps(packed, separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")
    return SlidersPart(
        tuple(_slider(files, one) for one in numbers),
        tuple(lines),
        count(n_draws),
        count(stored.of),
        measures[1],
        files.summary.hash[:SHORT_HASH],
        Markup(said_json),
    )


def policy(script: str) -> str:
    """What a content policy says of a script that stands in the page: the digest of its text.

    Examples
    --------
    >>> policy("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _measures(files: RunFiles, stored: StoredDraws) -> tuple[list[str], int]:
    """The measures that are shown, those of the scenario's answers first, and how many are not."""
    known = list(dict.fromkeys(name for one in stored.readings.values() for name in one.answers))
    names = [name.removeprefix("measure:") for name in known if name.startswith("measure:")]
    first = [one.name for one in named_by(files, written(files)) if one.name in names]
    order = list(dict.fromkeys([*first, *(n for n in files.words.order.measures if n in names), *names]))
    return order[:MOST_MEASURES], max(0, len(order) - MOST_MEASURES)


def _slider(files: RunFiles, number: StoredNumber) -> Slider:
    rows = [row for rows in files.parameters.values() for row in rows if row.name == number.name]
    whole = next((row.says for row in rows if row.says), "") or plain_name(number.name)
    says = first_sentence(whole)  # the reasons after it stand under Numbers
    unit = "" if number.dated else next((row.unit for row in rows if row.unit), "")
    still = [files.reading_title(name) for name, one in number.columns.items() if not one.high > one.low]
    return Slider(number.name, says, unit, percent(number.moves), listed(still))


class _Kept:
    """A reading's stored draws, thinned out to those that the page holds."""

    def __init__(self, stored: StoredReading, n_stored: int, n_draws: int) -> None:
        self.n_draws = n_draws
        self.answers = {name: values_of(one, n_stored)[:n_draws] for name, one in stored.answers.items()}
        self.conclusions = {
            name: sides_of(one, n_stored)[:n_draws] for name, one in stored.conclusions.items()
        }
        weight = stored.weight
        self.weight = None if weight is None else [w or 0.0 for w in values_of(weight, n_stored)[:n_draws]]

    def told(self, name: str) -> str:
        """A mean over all of these draws with its numerical error."""
        values = self.answers.get(name)
        if values is None:
            return "–"
        weight = self.weight or [1.0] * len(values)
        used = [(v, w) for v, w in zip(values, weight, strict=True) if v is not None and w > 0]
        return mean_told(used)

    def share_told(self, name: str) -> str:
        """In what share of all of these draws a conclusion holds."""
        sides = self.conclusions.get(name)
        if sides is None:
            return "–"
        weight = self.weight or [1.0] * len(sides)
        solved = [w for side, w in zip(sides, weight, strict=True) if side != UNSOLVED]
        usual = sum(solved) / len(solved) if solved else 0.0
        pairs = zip(sides, weight, strict=True)
        return mean_told([(float(s == HOLDS), usual if s == UNSOLVED else w) for s, w in pairs])

    def packed(self, answers: Sequence[str], tested: Sequence[str]) -> dict[str, object]:
        """What the script reads: answers in 8 bits, conclusions in 2."""
        return {
            "weight": None if self.weight is None else _eight(self.weight),
            "answers": [_eight(self.answers[name]) if name in self.answers else None for name in answers],
            "conclusions": [
                _two(self.conclusions[name]) if name in self.conclusions else None for name in tested
            ],
        }


def _cells(readings: Sequence[_Kept], name: str) -> tuple[str, ...]:
    return tuple(one.told(name) for one in readings)


def mean_told(pairs: Sequence[tuple[float, float]]) -> str:
    """A weighted mean of shares in per cent, with its standard error in points.

    Examples
    --------
    >>> mean_told([(0.5, 1.0), (0.7, 1.0)]).replace("\\u00a0", " ")
    '60.0 % ± 10.0'
    """
    total = sum(w for _, w in pairs)
    if total <= 0:
        return "–"
    mean = sum(v * w for v, w in pairs) / total
    effective = total * total / sum(w * w for _, w in pairs)
    variance = sum(w * (v - mean) ** 2 for v, w in pairs) / total
    error = math.sqrt(variance / max(1.0, effective - 1))
    return f"{100 * mean:.1f}\u00a0%\u00a0± {100 * error:.1f}"


def _packed_number(files: RunFiles, number: StoredNumber, n_stored: int, n_draws: int) -> dict[str, object]:
    """A number's columns by reading; a reading without its own has that of the first."""
    first = next(iter(number.columns))
    told: list[object] = []
    place: dict[str, int] = {}
    for i, reading in enumerate(files.readings):
        own = reading if reading in number.columns else first
        if own in place:
            told.append(place[own])
            continue
        place[own] = i
        told.append(_sixteen(number.columns[own], n_stored, n_draws))
    return {"name": number.name, "dated": number.dated, "columns": told}


def _sixteen(column: Column, n_stored: int, n_draws: int) -> list[object]:
    """A number keeps the 16 bits in which it is stored."""
    values_of(column, n_stored)  # refuses a column of another length
    raw = base64.b64decode(column.bits)[: 2 * n_draws]
    return [column.low, column.high, base64.b64encode(raw).decode("ascii")]


def _eight(values: Sequence[float | None]) -> list[object]:
    known = [v for v in values if v is not None]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    scale = LEVELS / (high - low) if high > low else 0.0
    raw = bytes(LEVELS + 1 if v is None else round((v - low) * scale) for v in values)
    return [low, high, base64.b64encode(raw).decode("ascii")]


def _two(sides: Sequence[str]) -> str:
    """Four draws a byte: 0 fails, 1 holds, 2 undefined, 3 unsolved."""
    packed = bytearray(-(-len(sides) // 4))
    for i, side in enumerate(sides):
        packed[i // 4] |= int(side) << 2 * (i % 4)
    return base64.b64encode(bytes(packed)).decode("ascii")
