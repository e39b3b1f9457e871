"""A ledger as one table (CSV) or as JSON, and plain CSV read back: the same columns both ways.

A row is a question, a forecast or a resolution (`kind`). The time of a forecast is claimed by whoever
wrote the table, so that it is retrospective, unless `platform` names who recorded it. A cell that a
spreadsheet would take for a formula gets an apostrophe before it, which is taken away again when read.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from standoff.ledger.counting import roles
from standoff.ledger.exchange.bounded import (
    Aside,
    Read,
    content_of,
    outcome_of,
    platform,
    rows_of,
    text_of,
)
from standoff.ledger.families import Standing
from standoff.ledger.moments import LedgerError, read_moment, written
from standoff.ledger.records import RETROSPECTIVE, Question
from standoff.ledger.shapes import question_of
from standoff.ledger.state import Ledger
from standoff.ledger.values import value_json, value_of_text

COLUMNS = (
    *("kind", "question", "type", "text", "options", "opens", "closes", "due", "parent", "answer", "unit"),
    *("criteria", "source", "forecaster", "at", "value", "pool", "why", "outcome", "event", "known", "note"),
    *("state", "branch", "platform", "withdrawn", "role"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NAME = "csv"
SEPARATOR = " | "  # between options in one cell

Draft = dict[str, Any]
Row = Mapping[str, str]


def rows_out(ledger: Ledger, found: Mapping[str, Standing]) -> Iterator[dict[str, str]]:
    """Every question with its forecasts and resolutions, in order of name and time."""
    for name in sorted(ledger.questions):
        question, standing = ledger.questions[name], found[name]
        row = {"kind": "question", "question": name, "type": question.type, "text": question.text}
        row |= {"options": SEPARATOR.join(question.options), "unit": question.unit}
        row |= {
            "opens": written(question.opens),
            "closes": written(question.closes),
            "due": written(question.due),
        }
        row |= {"criteria": question.criteria, "source": question.source}
        row |= {"state": standing.state, "branch": standing.branch, "outcome": standing.outcome}
        yield row | _parent(question)
        role = roles(ledger, name, standing)
        for one in ledger.forecasts.get(name, []):
            value = json.dumps(value_json(one.value, question), ensure_ascii=False)
            said = {"kind": "forecast", "question": name, "forecaster": one.forecaster, "pool": one.pool}
            back = ledger.taken_back.get(one.id)
            more = {"platform": one.imported, "withdrawn": "" if back is None else written(back)}
            more |= {"role": role[one.id]}
            yield said | {"at": written(one.counts_from), "value": value, "why": one.why} | more
        own = ledger.resolutions.get(name, [])  # what was set again stands behind what was taken back
        for came in sorted(own, key=lambda one: (one.known, one.id not in ledger.taken_back, one.id)):
            told = {
                "kind": "resolution",
                "question": name,
                "outcome": came.outcome,
                "known": written(came.known),
            }
            event = written(came.event) if came.event is not None else ""
            back = ledger.taken_back.get(came.id)
            told |= {"withdrawn": "" if back is None else written(back)}
            yield told | {"event": event, "source": came.source, "note": came.note}


def _parent(question: Question) -> dict[str, str]:
    parent = question.parent
    if parent is None:
        return {}
    said = parent.answer
    if parent.threshold is not None:
        said = f"{parent.threshold.direction} {parent.threshold.value}"
    return {"parent": parent.question, "answer": said}


def as_csv(ledger: Ledger, found: Mapping[str, Standing]) -> str:
    """The table as CSV; no cell begins a formula."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for row in rows_out(ledger, found):
        writer.writerow({key: safe_cell(text) for key, text in row.items()})
    return stream.getvalue()


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("plain")
    ("'=1+1", 'plain')
    """
    return f"'{text}" if text.startswith(FORMULA) else text


def _plain_cells(row: Row) -> Row:
    return {
        key: text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
        for key, text in row.items()
    }


def as_json(ledger: Ledger, found: Mapping[str, Standing]) -> str:
    """The table as JSON, cells that are empty left out."""
    rows = [{key: text for key, text in row.items() if text} for row in rows_out(ledger, found)]
    return json.dumps({"format": 1, "rows": rows}, indent=1, ensure_ascii=True) + "\n"


def read_csv(*paths: Path, known: Mapping[str, Question] = MappingProxyType({})) -> Read:
    """The events of plain CSV: with `kind` as above, or rows of `question`, `value` and perhaps `outcome`.

    Parameters
    ----------
    paths : the files; rows of one may be of a question in another
    known : questions that are asked already, by name: rows may be of these as well

    Raises
    ------
    LedgerError
        S774 where a column is missing, S775 where it is too large.
    """
    aside = Aside()
    questions: dict[str, Draft] = {}
    asked = dict(known)
    others: list[Draft] = []
    rows: list[tuple[str, Row]] = []
    for path in paths:
        text = text_of(content_of(path), path.name, aside)
        cells = rows_of(text, path.name, ("question",), [c for c in COLUMNS if c != "question"])
        rows += [(f"{path.name}, row {number}", _plain_cells(row)) for number, row in cells]
    for where, row in rows:
        try:
            if row.get("text") and row["question"] not in questions:
                draft = _question(row)
                asked[row["question"]] = question_of({**draft})
                questions[row["question"]] = draft | platform(NAME, draft.get("opens", ""))
        except (LedgerError, ValueError) as error:
            aside.add(where, _why(error))
    for where, row in rows:
        for part in (_forecast_in, _resolution_in):  # one that is wrong takes the other not along
            try:
                others += part(row, asked)
            except (LedgerError, ValueError) as error:
                aside.add(where, _why(error))
    return Read((*_parents_first(questions), *others), aside)


def _why(error: Exception) -> str:
    return error.problems[0].text() if isinstance(error, LedgerError) else str(error)


def _asked(row: Row, asked: Mapping[str, Question]) -> Question:
    found = asked.get(row["question"])
    if found is None:
        raise ValueError(f"there is no question `{row['question'][:80]}`")
    return found


def _forecast_in(row: Row, asked: Mapping[str, Question]) -> Iterator[Draft]:
    """The forecast of a row, perhaps taken back."""
    if row.get("value") and row.get("kind", "") in ("", "forecast"):
        draft = _forecast(row, _asked(row, asked))
        yield draft
        yield from _taken_back(draft, row)


def _resolution_in(row: Row, asked: Mapping[str, Question]) -> Iterator[Draft]:
    """How the question of a row came out, perhaps taken back."""
    if row.get("outcome") and row.get("kind", "") in ("", "resolution"):
        if not row.get("known"):
            raise ValueError("it has an `outcome` and does not say since when that is `known`")
        draft = _resolution(row, _asked(row, asked))
        yield draft
        yield from _taken_back(draft, row)


def _taken_back(draft: Draft, row: Row) -> Iterator[Draft]:
    """The withdrawal of what a row says, where the row names a time of one."""
    if row.get("withdrawn"):
        when = written(read_moment(row["withdrawn"]))
        yield {"kind": "withdrawal", "withdraws": draft, "known": when} | platform(draft["imported"], when)


def _parents_first(questions: Mapping[str, Draft]) -> Iterator[Draft]:
    """The questions so that each branch stands behind its parent; those of a circle are refused later."""
    done: set[str] = set()
    for name in questions:
        path: list[str] = []
        here: str = name
        while here in questions and here not in done and here not in path:
            path.append(here)
            here = str(questions[here].get("parent", {}).get("question", ""))
        done |= set(path)
        yield from (questions[one] for one in reversed(path))


def _question(row: Row) -> Draft:
    draft: Draft = {"kind": "question", "type": row.get("type") or "yes_no"}
    draft |= {key: row[key] for key in ("question", "text", "criteria", "source", "unit") if row.get(key)}
    for key in ("opens", "closes", "due"):
        if row.get(key):
            draft[key] = written(read_moment(row[key], end=key != "opens"))
    if row.get("options"):
        draft["options"] = row["options"].split(SEPARATOR)
    if row.get("parent"):
        draft["parent"] = {"question": row["parent"], "answer": row.get("answer", "")}
        direction, _, value = row.get("answer", "").partition(" ")
        if direction in ("above", "at_least", "at_most", "below"):
            draft["parent"] = {"question": row["parent"], "answer": ""}
            draft["parent"]["threshold"] = {"direction": direction, "value": _number(value)}
    return draft


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _forecast(row: Row, asked: Question) -> Draft:
    at = written(read_moment(row.get("at", "")))
    draft: Draft = {"kind": "forecast", "question": row["question"], "issued": at}
    draft |= platform(row.get("platform") or NAME, at)
    if not row.get("platform") or row.get("pool") == RETROSPECTIVE:
        draft["retrospective"] = True
    draft |= {"forecaster": row.get("forecaster") or "forecaster"}
    draft |= {"why": row["why"]} if row.get("why") else {}
    return draft | {"value": value_of_text(row["value"], asked)}


def _resolution(row: Row, asked: Question) -> Draft:
    known = written(read_moment(row["known"]))
    outcome = outcome_of(row["outcome"], asked.type, asked.options)
    draft: Draft = {"kind": "resolution", "question": row["question"], "outcome": outcome}
    draft |= {"known": known} | platform(NAME, known)
    draft |= {"event": written(read_moment(row["event"]))} if row.get("event") else {}
    return draft | {key: row[key] for key in ("source", "note") if row.get(key)}
