"""Metaculus: the zip of an export, `question_data.csv` and `forecast_data.csv`.

A row of forecasts is an interval [Start Time, End Time); aggregates have a name and no id. Closing is
the scheduled time, since the actual one is that of a question that came out early. `annulled` is void.
Where an interval ends and no other follows, the forecast is withdrawn at that time.
"""

from __future__ import annotations

import ast
import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from standoff.errors import Problem
from standoff.ledger.exchange.bounded import (
    Aside,
    Read,
    members,
    not_so,
    number_of,
    outcome_of,
    platform,
    rows_of,
    text_of,
)
from standoff.ledger.moments import LedgerError, read_moment, written
from standoff.ledger.records import DATE, QUANTITY
from standoff.ledger.shapes import event_id, question_of
from standoff.ledger.values import read_value

LONGEST_LITERAL = 100_000
NAME = "metaculus"
QUESTIONS, FORECASTS = "question_data.csv", "forecast_data.csv"
TYPES = {
    "binary": "yes_no",
    "multiple_choice": "one_of",
    "numeric": QUANTITY,
    "discrete": QUANTITY,
    "date": DATE,
}
ROUNDING = 1e-6  # of chances that are written with six digits
LEVELS = {
    "5th Percentile": 0.05,
    "25th Percentile": 0.25,
    "Median": 0.5,
    "75th Percentile": 0.75,
    "95th Percentile": 0.95,
}
_NEEDED = (
    "Question ID",
    "Question Title",
    "Question Type",
    "Open Time",
    "Scheduled Close Time",
    "Resolution",
)
_MAYBE = (
    *("Question URL", "MC Options (Current)", "MC Options (All)", "Lower Bound", "Upper Bound"),
    *("Continuous Range", "Resolution Known Time", "Actual Close Time", "Label"),
)
_SAID = ("Question ID", "Start Time")
_SAID_MAYBE = (
    *("Forecaster ID", "Forecaster Username", "End Time", "Probability Yes", "Probability Yes Per Category"),
    *("Continuous CDF", *LEVELS),
)

Draft = dict[str, Any]


def read_export(path: Path) -> Read:
    """The events of an export.

    Raises
    ------
    LedgerError
        S774 where it is not of the form above, S775 where it is too large.
    """
    aside = Aside()
    found = members(path, (QUESTIONS, FORECASTS))
    if QUESTIONS not in found:
        raise not_so(path.name, f"it holds no `{QUESTIONS}`")
    questions: dict[str, Draft] = {}
    ranges: dict[str, list[float]] = {}
    came: list[Draft] = []
    for number, row in rows_of(text_of(found[QUESTIONS], QUESTIONS, aside), QUESTIONS, _NEEDED, _MAYBE):
        try:
            draft = _question(row)
            question_of({**draft})
            measured = draft["type"] in (DATE, QUANTITY)
            ranges[row["Question ID"]] = _numbers(row.get("Continuous Range", "")) if measured else []
            questions[row["Question ID"]] = draft
            came += _resolution(row, draft)
        except (LedgerError, ValueError, TypeError, SyntaxError) as error:
            aside.add(f"{QUESTIONS}, row {number}", _why(error))
    said: list[Draft] = []
    if FORECASTS in found:
        text = text_of(found[FORECASTS], FORECASTS, aside)
        rows = rows_of(text, FORECASTS, _SAID, _SAID_MAYBE)
        said = list(_forecasts(rows, questions, ranges, aside))
    return Read((*questions.values(), *said, *came), aside)


def _why(error: Exception) -> str:
    return error.problems[0].text() if isinstance(error, LedgerError) else str(error)


def _question(row: Mapping[str, str]) -> Draft:
    kind = TYPES.get(row["Question Type"].lower().replace(" ", "_"))
    if kind is None:
        raise ValueError(f"questions of type `{row['Question Type'][:30]}` are not read")
    opens = written(read_moment(row["Open Time"]))
    draft: Draft = {
        "kind": "question",
        "question": f"{NAME}-{row['Question ID']}",
        "text": _title(row),
    }
    draft |= {"type": kind, "opens": opens, "closes": written(read_moment(row["Scheduled Close Time"]))}
    if kind == "one_of":
        options = _listed(row.get("MC Options (All)", "")) or _listed(row.get("MC Options (Current)", ""))
        draft["options"] = list(dict.fromkeys(options))
    if row.get("Question URL"):
        draft["source"] = row["Question URL"]
    return draft | platform(NAME, opens)


def _title(row: Mapping[str, str]) -> str:
    """The title; of one question of a group with its label, without which all of them read the same."""
    title, label = row["Question Title"], row.get("Label", "")
    return f"{title} ({label})" if title and label and label not in title else title


def _literal(text: str) -> Any:
    """A text of JSON, or of Python's, that holds no more than values."""
    for read in (json.loads, ast.literal_eval):
        try:
            return read(text[:LONGEST_LITERAL])
        except (RecursionError, MemoryError):
            raise ValueError("a value in it is nested too deeply") from None
        except (ValueError, SyntaxError):
            continue
    raise ValueError(f"`{text[:40]}` is no list or mapping of values")


def _listed(text: str) -> list[str]:
    """A Python-style list of texts, such as `['a', 'b']`."""
    if not text or text == "[]":
        return []
    found = _literal(text)
    return [str(one) for one in found] if isinstance(found, list) else []


def _numbers(text: str) -> list[float]:
    if not text or text == "[]":
        return []
    if any(letter not in "0123456789.,eE+-[] \n" for letter in text):
        return []
    return [number_of(part) for part in text.strip("[] \n").replace(",", " ").split()]


def _resolution(row: Mapping[str, str], question: Draft) -> list[Draft]:
    said = row["Resolution"].strip()
    if not said:
        return []
    known = row.get("Resolution Known Time") or row.get("Actual Close Time") or row["Scheduled Close Time"]
    outcome = outcome_of(said, question["type"], question.get("options", ()))
    beyond = said.lower() in ("below_lower_bound", "above_upper_bound")
    if beyond and question["type"] == DATE:
        outcome = "never" if said.lower().startswith("above") else question["opens"]
    elif beyond:
        below = said.lower().startswith("below")
        bound = number_of(row.get("Lower Bound" if below else "Upper Bound", ""))
        outcome = str(bound + (-1e-9 if below else 1e-9) * max(1.0, abs(bound)))
    when = written(read_moment(known))
    draft: Draft = {"kind": "resolution", "question": question["question"], "outcome": outcome, "known": when}
    if read_moment(when) < read_moment(question["opens"]):
        raise ValueError("it is resolved before it opened")
    return [draft | platform(NAME, when)]


def _forecasts(
    rows: Iterator[tuple[int, dict[str, str]]],
    questions: Mapping[str, Draft],
    ranges: Mapping[str, list[float]],
    aside: Aside,
) -> Iterator[Draft]:
    """Each interval as a forecast, with a withdrawal where none of the same forecaster follows at its end."""
    held: dict[tuple[str, str], list[tuple[int, int | None, Draft]]] = {}
    for number, row in rows:
        try:
            own = questions.get(row["Question ID"])
            if own is None:
                raise ValueError(f"there is no question `{row['Question ID'][:40]}`")
            draft = _forecast(row, own, ranges[row["Question ID"]])
            end = read_moment(row["End Time"]) if row.get("End Time") else None
            key = (draft["question"], draft["forecaster"])
            held.setdefault(key, []).append((read_moment(draft["issued"]), end, draft))
        except (LedgerError, ValueError, TypeError, SyntaxError) as error:
            aside.add(f"{FORECASTS}, row {number}", _why(error))
    for intervals in held.values():
        intervals.sort(key=lambda one: one[0])
        for place, (_, end, draft) in enumerate(intervals):
            yield draft
            following = intervals[place + 1][0] if place + 1 < len(intervals) else None
            if end is not None and (following is None or end < following):
                when = written(end)
                back = {"kind": "withdrawal", "withdraws": draft, "known": when}
                yield back | platform(NAME, when)


def _forecast(row: Mapping[str, str], question: Draft, at: list[float]) -> Draft:
    start = written(read_moment(row["Start Time"]))
    who = row.get("Forecaster Username") or f"forecaster {row.get('Forecaster ID', '')}"
    draft: Draft = {"kind": "forecast", "question": question["question"], "forecaster": who, "issued": start}
    draft["value"] = _value(row, question, at)
    read_value(draft["value"], question_of({**question}))
    return draft | platform(NAME, start)


def _value(row: Mapping[str, str], question: Draft, at: list[float]) -> Draft:
    if question["type"] == "yes_no":
        return {"p": number_of(row.get("Probability Yes", ""))}
    if question["type"] == "one_of":
        return {"shares": _shares(row.get("Probability Yes Per Category", ""), question["options"])}
    cdf = _numbers(row.get("Continuous CDF", ""))
    if cdf and at:
        if len(cdf) != len(at):
            raise ValueError(f"its curve has {len(cdf)} chances, and its range {len(at)} points")
        return {"curve": [[_place(x, question), p] for x, p in zip(at, cdf, strict=True)]}
    points = [[p, _percentile(row[name], question)] for name, p in LEVELS.items() if row.get(name)]
    if not points:
        raise ValueError("it has neither a curve that fits its range nor percentiles")
    return {"quantiles": points}


def _percentile(text: str, question: Draft) -> float | str:
    """Of a date in seconds since 1970, or as it is written."""
    if question["type"] == DATE and text.count("-") > 1:
        return written(read_moment(text))
    return _place(number_of(text), question)


def _place(x: float, question: Draft) -> float | str:
    return written(round(x * 1e6)) if question["type"] == DATE else x


def _shares(text: str, options: list[str]) -> dict[str, float]:
    """Chances by option, as a mapping, in which those left out have none, or as a list in their order.

    What adds up to 1 but for rounding is scaled to it; what does not is refused, never put right.
    """
    said = _literal(text)
    if not isinstance(said, dict | list | tuple):
        raise ValueError("it has no chance for each option")
    if not isinstance(said, dict):
        if len(said) != len(options):
            raise ValueError(f"it has {len(said)} chances, and its question {len(options)} options")
        said = dict(zip(options, said, strict=True))
    found = {str(name): number_of(str(p or 0.0)) for name, p in said.items()}
    unknown = [name for name in found if name not in options]
    if unknown:
        raise ValueError(f"`{unknown[0][:60]}` is no option of its question")
    total = math.fsum(found.values())
    if abs(total - 1.0) > ROUNDING:
        what = f"The chances add up to {total:.10g}."
        raise LedgerError(Problem("S767", what, "Expected 1.", "They are not put right."))
    return {option: found.get(option, 0.0) / total for option in options}


def resolve_links(drafts: tuple[Mapping[str, Any], ...], author: str) -> list[Mapping[str, Any]]:
    """Withdrawals that hold the draft that they take back, with its id."""
    made: list[Mapping[str, Any]] = []
    for draft in drafts:
        inner = draft.get("withdraws")
        made.append(
            {**draft, "withdraws": event_id({**inner, "author": author})}
            if isinstance(inner, dict)
            else draft
        )
    return made
