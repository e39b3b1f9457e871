"""Good Judgment's question tables: plain, ordered and conditional questions, with their families.

Branches of one conditional question share the number before the hyphen (`1234-1`, `1234-2`). The table
has no row for the condition itself: a question `NUMBER` is made whose options are the branches and
`none of them`. A family with one branch that was not voided came out as that branch; one whose branches
are all voided as none of them; one with several live branches is no family, and is told.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import string
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from standoff.ledger.exchange.bounded import Aside, Read, content_of, platform, rows_of, text_of
from standoff.ledger.moments import LedgerError, moment_of, written
from standoff.ledger.records import CALLED_OFF
from standoff.ledger.shapes import question_of

NAME = "goodjudgment"
NONE_OF_THEM = "none of them"
PLAIN, ORDERED = "0", "6"
_NEEDED = ("ifp_id", "q_type", "q_text", "q_status", "date_start", "outcome", "options")
_MAYBE = ("q_desc", "date_suspend", "date_to_close", "date_closed", "short_title")

Draft = dict[str, Any]
Row = Mapping[str, str]


def read_table(path: Path) -> Read:
    """The events of a table.

    Raises
    ------
    LedgerError
        S774 where it is not of the form above, S775 where it is too large.
    """
    aside = Aside()
    text = text_of(content_of(path), path.name, aside)
    questions: dict[str, Draft] = {}
    rows: dict[str, Row] = {}
    row: Row
    for number, written_row in rows_of(text, path.name, _NEEDED, _MAYBE):
        row = {**written_row, "q_type": written_row["q_type"].removesuffix(".0")}  # as pandas writes it
        try:
            name = row["ifp_id"]
            draft = _question(row)
            question_of({**draft})
            if name in rows:
                raise ValueError(f"the question `{name[:40]}` stands twice")
            questions[name], rows[name] = draft, row
        except (LedgerError, ValueError) as error:
            why = error.problems[0].text() if isinstance(error, LedgerError) else str(error)
            aside.add(f"{path.name}, row {number}", why)
    parents, came = _families(questions, rows, aside)
    for name, draft in questions.items():
        row = rows[name]
        try:
            came += [] if draft.get("parent") and _voided(row) else _resolution(draft, row)
        except ValueError as error:
            aside.add(f"{path.name}, {name}", str(error))
    return Read((*parents, *questions.values(), *came), aside)


def _status(row: Row) -> str:
    """`closed`, `voided`, or whatever else the table says; what was called off is voided."""
    said = row["q_status"].strip().lower()
    return "voided" if said in ("void", *CALLED_OFF) else said


def _voided(row: Row) -> bool:
    return _status(row) == "voided"


def _day(text: str) -> dt.date:
    """A day as the tables write it: `9/1/11`, or in ISO form."""
    text = text.strip().split(" ")[0]
    for form in ("%m/%d/%y", "%m/%d/%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ValueError(f"`{text[:20]}` is no day")


def _days(row: Row) -> tuple[dt.date, dt.date]:
    """Opening and the deadline: what was to be, since `date_closed` is when it came out."""
    opens = _day(row["date_start"])
    ends = [row.get(key, "") for key in ("date_to_close", "date_suspend", "date_closed")]
    closes = next((_day(text) for text in ends if text and text.upper() != "NA"), None)
    if closes is None:
        raise ValueError("it has no day on which it closes")
    return opens, max(opens, closes)


def options_of(text: str) -> list[str]:
    """`(a) Yes, (b) No` as its answers.

    Examples
    --------
    >>> options_of("(a) Yes, led by the rebel group(s), (b) No")
    ['Yes, led by the rebel group(s)', 'No']
    """
    return [option for _, option in _lettered(text)]


def _lettered(text: str) -> list[tuple[str, str]]:
    """Letters with their options: each begins at the letter that follows the one before, and a space."""
    plain = " ".join(text.split())
    starts: list[tuple[str, int, int]] = []
    at = 0
    for letter in string.ascii_lowercase:
        found = re.compile(rf"(?:^|[\s,;])\({letter}\)\s").search(plain, at)
        if found is None or (letter == "a" and found.start() > 0):
            break
        starts.append((letter, found.start(), found.end()))
        at = found.end() - 1
    ends = [begin for _, begin, _ in starts[1:]] + [len(plain)]
    pieces = [plain[begin:end] for (_, _, begin), end in zip(starts, ends, strict=True)] if starts else []
    return [(one[0], piece.strip().rstrip(",;").strip()) for one, piece in zip(starts, pieces, strict=True)]


def _question(row: Row) -> Draft:
    options = options_of(row["options"])
    opens, closes = _days(row)
    yes_no = [one.lower() for one in options] == ["yes", "no"]
    if not yes_no and len(options) < 2:
        raise ValueError(f"its options cannot be read: `{row['options'][:60]}`")
    kind = "yes_no" if yes_no else "ordered" if row["q_type"] == ORDERED else "one_of"
    start = written(moment_of(opens))
    draft: Draft = {
        "kind": "question",
        "question": f"{NAME}-{row['ifp_id']}",
        "text": row["q_text"],
        "type": kind,
    }
    draft |= {"opens": start, "closes": written(moment_of(closes, end=True))}
    draft |= {} if yes_no else {"options": _different(options)}
    draft |= {"criteria": row["q_desc"]} if row.get("q_desc") else {}
    return draft | platform(NAME, start)


def _different(options: list[str]) -> list[str]:
    """Options with the same text told apart by their place; `void` is none."""
    taken = {"void", "ambiguous"}
    found = []
    for place, option in enumerate(options):
        name = option[:190] if option and option.lower() not in taken else f"{option[:180]} ({place + 1})"
        taken.add(name.lower())
        found.append(name)
    return found


def _known(row: Row) -> str:
    """Since when the outcome is known: the day on which it closed, the deadline where that cannot be read."""
    opens, closes = _days(row)
    for key in ("date_closed", "date_suspend"):
        with contextlib.suppress(ValueError):
            return written(moment_of(max(opens, _day(row.get(key) or "")), end=True))
    return written(moment_of(closes, end=True))


def _resolution(draft: Draft, row: Row) -> list[Draft]:
    status, letter = _status(row), row["outcome"].strip().strip("()").lower()
    if status not in ("closed", "voided"):
        if letter not in ("", "na", "n/a"):
            raise ValueError(f"its status `{status[:20]}` is not `closed`: its outcome is not read")
        return []
    known = _known(row)
    came: Draft = {"kind": "resolution", "question": draft["question"], "known": known}
    came |= platform(NAME, known)
    if status == "voided":
        return [came | {"outcome": "void"}]
    letters = [one for one, _ in _lettered(row["options"])]
    if letter not in letters:
        raise ValueError(f"its outcome `{row['outcome'][:20]}` is none of its options")
    place = letters.index(letter)
    names = draft.get("options", ["yes", "no"])
    return [came | {"outcome": names[place]}]


def _families(
    questions: dict[str, Draft], rows: Mapping[str, Row], aside: Aside
) -> tuple[list[Draft], list[Draft]]:
    """The conditions of the families, and how they came out; branches get their parent."""
    found: dict[str, list[str]] = {}
    for name, row in rows.items():
        if row["q_type"] not in (PLAIN, ORDERED):
            found.setdefault(name.split("-")[0], []).append(name)
    parents: list[Draft] = []
    came: list[Draft] = []
    for number, branches in found.items():
        live = [name for name in branches if _status(rows[name]) == "closed"]
        void = [name for name in branches if _voided(rows[name])]
        if len(branches) < 2 or len(live) > 1:
            why = "has one branch only" if len(branches) < 2 else f"has {len(live)} live branches"
            aside.add(number, f"it is no family: it {why}; its questions stand alone")
            continue
        parent = _parent(number, branches, questions, rows)
        parents.append(parent)
        for name in branches:
            questions[name]["parent"] = {"question": parent["question"], "answer": name}
        if live or len(void) == len(branches):
            known = max(_known(rows[name]) for name in live or void)
            outcome: Draft = {"kind": "resolution", "question": parent["question"], "known": known}
            outcome |= {"outcome": live[0] if live else NONE_OF_THEM} | platform(NAME, known)
            came.append(outcome)
    return parents, came


def _parent(
    number: str, branches: list[str], questions: Mapping[str, Draft], rows: Mapping[str, Row]
) -> Draft:
    title = rows[branches[0]].get("short_title") or questions[branches[0]]["text"]
    opens = min(questions[name]["opens"] for name in branches)
    draft: Draft = {"kind": "question", "question": f"{NAME}-{number}", "type": "one_of", "opens": opens}
    draft |= {"text": f"Which condition comes about, of the branches of: {title[:400]}"}
    draft |= {
        "closes": max(questions[name]["closes"] for name in branches),
        "options": [*branches, NONE_OF_THEM],
    }
    return draft | platform(NAME, opens)
