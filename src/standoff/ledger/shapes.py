"""Lines as records and back: which keys each kind of event has, and of what kind their values are.

An unknown key is refused with the nearest one; nothing is guessed. Values of forecasts are checked
against their question later (`values.py`), since it may stand in another author's file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from standoff.errors import Problem, nearest
from standoff.ledger.chain import NAME, canonical
from standoff.ledger.clock import CLOCK
from standoff.ledger.moments import LedgerError, read_moment, written
from standoff.ledger.records import (
    DIRECTIONS,
    LISTED,
    TYPES,
    YES_NO,
    Indicator,
    Parent,
    Question,
    ReferenceClass,
    Resolution,
    Threshold,
    Withdrawal,
)

QUESTION, FORECAST, RESOLUTION, WITHDRAWAL = "question", "forecast", "resolution", "withdrawal"
HEAD = ("kind", "id", "author", "recorded", "prev", "imported", "attested")
OUTSIDE_ID = ("id", "recorded", "prev")  # what the same event has differently when it is written again
LONGEST_NAME, LONGEST_TEXT = 200, 50_000
LONGEST = {"question": LONGEST_NAME, "text": LONGEST_TEXT, "part_of": LONGEST_NAME}
LONGEST |= dict.fromkeys(("criteria", "fine_print", "source", "unit"), LONGEST_TEXT)
LARGEST = 1e300  # of a number that is compared

TEXT, MOMENT, NUMBER, WHOLE, MAPPING, LIST, TRUTH = (
    "text",
    "time",
    "number",
    "whole",
    "mapping",
    "list",
    "truth",
)
_KINDS: dict[str, tuple[type, ...]] = {
    TEXT: (str,),
    MOMENT: (str,),
    NUMBER: (int, float),
    WHOLE: (int,),
    MAPPING: (dict,),
    LIST: (list,),
    TRUTH: (bool,),
}
_HEAD_KEYS = {"kind": TEXT, "id": TEXT, "author": TEXT, "recorded": MOMENT, "prev": TEXT}
_HEAD_KEYS |= {"imported": TEXT, "attested": MOMENT}
KEYS: dict[str, dict[str, str]] = {
    QUESTION: {
        "question": TEXT,
        "version": WHOLE,
        "text": TEXT,
        "type": TEXT,
        "options": LIST,
        "opens": MOMENT,
        "closes": MOMENT,
        "due": MOMENT,
        "criteria": TEXT,
        "fine_print": TEXT,
        "source": TEXT,
        "unit": TEXT,
        "threshold": MAPPING,
        "parent": MAPPING,
        "part_of": TEXT,
        "reference_class": MAPPING,
        "watch": LIST,
    },
    FORECAST: {
        "question": TEXT,
        "forecaster": TEXT,
        "issued": MOMENT,
        "value": MAPPING,
        "why": TEXT,
        "basis": MAPPING,
        "supersedes": TEXT,
        "retrospective": TRUTH,
    },
    RESOLUTION: {
        "question": TEXT,
        "outcome": TEXT,
        "event": MOMENT,
        "known": MOMENT,
        "source": TEXT,
        "note": TEXT,
        "supersedes": TEXT,
    },
    WITHDRAWAL: {"withdraws": TEXT, "known": MOMENT, "note": TEXT},
    CLOCK: {"doubts": LIST, "known": MOMENT, "note": TEXT},
}
NEEDED = {
    QUESTION: ("question", "text", "type", "opens", "closes"),
    FORECAST: ("question", "forecaster", "issued", "value"),
    RESOLUTION: ("question", "outcome", "known"),
    WITHDRAWAL: ("withdraws", "known"),
    CLOCK: ("doubts", "known"),
}

_TAKEN = {
    kind: {name: _KINDS[wanted] for name, wanted in {**_HEAD_KEYS, **keys}.items()}
    for kind, keys in KEYS.items()
}

_SEEN: set[tuple[object, ...]] = set()  # keys and kinds of values that were found right: nearly all are alike
MOST_SHAPES = 1_000


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the top of every record."""

    id: str
    author: str
    recorded: int
    imported: str
    attested: int | None


def event_id(event: Mapping[str, Any]) -> str:
    """The id of an event: of its content, not of when or where in the file it was written.

    Examples
    --------
    >>> event_id({"kind": "withdrawal", "withdraws": "a", "recorded": "2031-01-01"})
    '8cd485283345b0be'
    """
    content = {key: value for key, value in event.items() if key not in OUTSIDE_ID}
    return hashlib.sha256(canonical(content)).hexdigest()[:16]


def checked(event: Mapping[str, Any]) -> str:
    """The kind of an event whose keys and kinds of values are right.

    Raises
    ------
    LedgerError
        S764: an unknown or missing key, or a value of another kind.
    """
    kind = event.get("kind")
    shape = (str(kind), *event, *map(type, event.values()))
    if shape in _SEEN:
        return str(kind)
    if not isinstance(kind, str) or kind not in KEYS:
        known = ", ".join(f"`{one}`" for one in KEYS)
        raise LedgerError(
            Problem("S764", f"`{str(kind)[:40]}` is no kind of event.", f"Expected one of {known}.")
        )
    taken = _TAKEN[kind]
    for name, value in event.items():
        if name not in taken or type(value) not in taken[name]:
            raise LedgerError(_odd(kind, name, value))
    for name in NEEDED[kind]:
        if name not in event:
            raise LedgerError(Problem("S764", f"A {kind} needs `{name}`, which is missing."))
    if len(_SEEN) < MOST_SHAPES:
        _SEEN.add(shape)
    return str(kind)


def _odd(kind: str, name: str, value: object) -> Problem:
    """What is told of a key or value that does not belong there."""
    keys = {**_HEAD_KEYS, **KEYS[kind]}
    if name not in keys:
        return Problem("S764", f"A {kind} has no `{name[:60]}`.", "", nearest(name, [*KEYS[kind], *HEAD]))
    return Problem("S764", f"`{name}` of a {kind} is no {keys[name]}: `{str(value)[:60]}`.")


def head_of(event: Mapping[str, Any]) -> Head:
    """What every line has; made-up values of a draft that is not written yet."""
    attested = event.get("attested")
    return Head(
        event.get("id", ""),
        event.get("author", ""),
        read_moment(event["recorded"]) if "recorded" in event else 0,
        event.get("imported", ""),
        None if attested is None else read_moment(attested),
    )


def question_of(event: Mapping[str, Any]) -> Question:
    """A question as a record.

    Parameters
    ----------
    event : the mapping of a line, or of a draft

    Returns
    -------
    Question
        With every part read.

    Raises
    ------
    LedgerError
        S764 for a part that does not hold together, S768 for times that contradict each other.

    Examples
    --------
    >>> asked = question_of({"question": "q", "type": "yes_no", "text": "Does it?", "opens": "2031-01-01",
    ...     "closes": "2031-02-01", "reference_class": {"name": "such", "k": 3, "n": 12}})
    >>> asked.reference.rate
    0.25
    """
    if "id" not in event:  # a draft; lines and what is appended were checked before
        checked({"kind": QUESTION, **event})
    name, kind = event["question"], event["type"]
    if kind not in TYPES:
        raise LedgerError(Problem("S764", f"`{kind[:40]}` is no type of question.", "", nearest(kind, TYPES)))
    for key, most in LONGEST.items():
        if key in event and len(event[key]) > most:
            raise LedgerError(Problem("S764", f"`{key}` has more than {most:,} letters."))
    if not name.strip() or not event["text"].strip():
        raise LedgerError(Problem("S764", "A question has a name and a text."))
    opens, closes = read_moment(event["opens"]), read_moment(event["closes"], end=True)
    due = read_moment(event["due"], end=True) if "due" in event else closes
    if opens >= closes or due < opens:
        what = f"`{name}` opens {written(opens)}, closes {written(closes)} and is due {written(due)}."
        raise LedgerError(Problem("S768", what, "Expected it to open before it closes and is due."))
    head, get = head_of(event), event.get
    return Question(
        head.id,
        head.author,
        head.recorded,
        head.imported,
        head.attested,
        name,
        get("version", 1),
        event["text"],
        kind,
        _options(event, kind) if "options" in event or kind in LISTED else (),
        opens,
        closes,
        due,
        get("criteria", ""),
        get("fine_print", ""),
        get("source", ""),
        get("unit", ""),
        _threshold(event["threshold"]) if "threshold" in event else None,
        _parent(event["parent"], name) if "parent" in event else None,
        get("part_of", ""),
        _reference(event["reference_class"], kind) if "reference_class" in event else None,
        tuple(_indicator(one) for one in event["watch"]) if "watch" in event else (),
    )


def _options(event: Mapping[str, Any], kind: str) -> tuple[str, ...]:
    given = event.get("options", [])
    if (kind in LISTED) != bool(given):
        what = f"A question of type `{kind}` " + ("needs" if kind in LISTED else "has no") + " `options`."
        raise LedgerError(Problem("S764", what))
    texts = all(isinstance(option, str) and 0 < len(option.strip()) <= LONGEST_NAME for option in given)
    if given and (not texts or len(set(given)) < len(given) or len(given) < 2):
        raise LedgerError(Problem("S764", "`options` are two or more different texts."))
    if {"void", "ambiguous"} & {option.lower() for option in given}:
        raise LedgerError(
            Problem("S764", "`void` and `ambiguous` are outcomes of every question, and no option.")
        )
    return tuple(given)


def _threshold(said: Mapping[str, Any]) -> Threshold:
    direction, value = said.get("direction"), said.get("value")
    number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST
    good = number or isinstance(value, str)
    if set(said) != {"direction", "value"} or direction not in DIRECTIONS or not good:
        known = ", ".join(f"`{one}`" for one in DIRECTIONS)
        what = "`threshold` has `direction` and `value`."
        raise LedgerError(Problem("S764", what, f"Expected as direction one of {known}."))
    return Threshold(direction, value)  # type: ignore[arg-type]


def _parent(said: Mapping[str, Any], name: str) -> Parent:
    question, answer = said.get("question"), said.get("answer", "")
    extra = set(said) - {"question", "answer", "threshold"}
    if extra or not isinstance(question, str) or not isinstance(answer, str):
        raise LedgerError(Problem("S764", "`parent` has `question` and `answer`."))
    if question == name:
        raise LedgerError(Problem("S770", f"`{name}` is its own parent."))
    if not isinstance(said.get("threshold", {}), dict):
        raise LedgerError(Problem("S764", "`threshold` has `direction` and `value`."))
    threshold = _threshold(said["threshold"]) if "threshold" in said else None
    return Parent(question, answer, threshold)


def _reference(said: Mapping[str, Any], kind: str) -> ReferenceClass:
    k, n = said.get("k"), said.get("n")
    whole = all(isinstance(one, int) and not isinstance(one, bool) for one in (k, n))
    if set(said) != {"name", "k", "n"} or not whole or not 0 <= int(k or 0) <= int(n or 0) or not n:
        what = f"`reference_class` is {str(dict(said))[:80]}."
        raise LedgerError(Problem("S764", what, "Expected `name`, and whole numbers `k` of `n` cases."))
    if kind != YES_NO:
        raise LedgerError(Problem("S764", "A `reference_class` belongs to a question of yes or no."))
    return ReferenceClass(str(said["name"]), int(k or 0), int(n))


def _indicator(said: Any) -> Indicator:
    if not isinstance(said, dict) or set(said) - {"says", "by"} or not isinstance(said.get("says"), str):
        raise LedgerError(Problem("S764", "An entry of `watch` has `says`, and may have `by`."))
    if not isinstance(said.get("by", ""), str):
        raise LedgerError(
            Problem("S764", f"`by` of an entry of `watch` is no time: `{str(said['by'])[:40]}`.")
        )
    return Indicator(said["says"], read_moment(said["by"], end=True) if "by" in said else None)


def resolution_of(event: Mapping[str, Any]) -> Resolution:
    """A resolution as a record; raises as `question_of`."""
    head = head_of(event)
    happened = read_moment(event["event"]) if "event" in event else None
    return Resolution(
        head.id,
        head.author,
        head.recorded,
        head.imported,
        head.attested,
        question=event["question"],
        outcome=event["outcome"],
        event=happened,
        known=read_moment(event["known"]),
        source=event.get("source", ""),
        note=event.get("note", ""),
    )


def withdrawal_of(event: Mapping[str, Any]) -> Withdrawal:
    """A withdrawal as a record; raises as `question_of`."""
    head = head_of(event)
    return Withdrawal(
        head.id,
        head.author,
        head.recorded,
        head.imported,
        head.attested,
        withdraws=event["withdraws"],
        known=read_moment(event["known"]),
        note=event.get("note", ""),
    )


def check_author(name: str) -> str:
    """An author's name: it names a file.

    Raises
    ------
    LedgerError
        S773 where it is none.
    """
    if not NAME.fullmatch(name):
        what = f"`{name[:60]}` is no name of an author."
        expected = "Expected small letters, digits, `-` and `_`, at most 64, a letter or digit first."
        raise LedgerError(Problem("S773", what, expected, "For example `--author anna`."))
    return name
