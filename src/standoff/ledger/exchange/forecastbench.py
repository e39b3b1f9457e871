"""ForecastBench: a question set (JSON) and resolution sets.

A question is named by its source and id, since ids of two sources may be the same. One may resolve on
several dates: each date becomes a question of its own. An id may be a list (two questions together),
with `direction` saying which way each counts: such a row is a question too, and its text says so.
`resolved_to` between 0 and 1 is a market's price and no outcome: it is left aside and told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from standoff.ledger.exchange.bounded import Aside, Read, content_of, json_of, not_so, platform
from standoff.ledger.moments import LedgerError, read_moment, written
from standoff.ledger.shapes import LONGEST_NAME, question_of

NAME = "forecastbench"
WAYS = ("", "+", "-", "++", "+-", "-+", "--")

Draft = dict[str, Any]
Asked = Mapping[str, Mapping[str, Any]]


def read_sets(paths: tuple[Path, ...]) -> Read:
    """The events of question sets and resolution sets.

    Raises
    ------
    LedgerError
        S774 where a file is neither, S775 where one is too large.
    """
    aside = Aside()
    asked: dict[str, Draft] = {}
    came: list[tuple[str, Mapping[str, Any]]] = []
    for path in paths:
        rows = _rows(json_of(content_of(path), path.name, aside), path.name)
        for number, row in enumerate(rows, 1):
            if not isinstance(row, dict) or "id" not in row:
                aside.add(f"{path.name}, entry {number}", "it has no `id`")
            elif "resolved_to" in row:
                came.append((f"{path.name}, entry {number}", row))
            elif "question" in row:
                asked[_key(row)] = row
            else:
                aside.add(f"{path.name}, entry {number}", "it is neither a question nor a resolution")
    questions: dict[str, Draft] = {}
    resolutions: list[Draft] = []
    for where, row in came:
        try:
            draft = _question(row, asked, str(row.get("resolution_date", "")))
            question_of({**draft})
            questions.setdefault(draft["question"], draft)
            resolutions += _resolution(draft, row)
        except (LedgerError, ValueError, TypeError) as error:
            aside.add(where, error.problems[0].text() if isinstance(error, LedgerError) else str(error))
    for draft in _open(asked, questions, aside):
        questions.setdefault(draft["question"], draft)
    return Read((*questions.values(), *resolutions), aside)


def _rows(found: Any, name: str) -> list[Any]:
    """The list, whether it stands alone or under `questions` or `resolutions`."""
    if isinstance(found, dict):
        found = found.get("questions", found.get("resolutions"))
    if not isinstance(found, list):
        raise not_so(name, "it holds no list of questions or resolutions")
    return found


def _key(row: Mapping[str, Any]) -> str:
    """The source and the id, the parts of a combination joined, as one text."""
    own, source = row["id"], row.get("source")
    parts = [str(one) for one in own] if isinstance(own, list) else [str(own)]
    return f"{source}-" * bool(source) + "+".join(parts)


def _asked(row: Mapping[str, Any], asked: Asked) -> Mapping[str, Any]:
    """The question of a row: of its source, or, where the row names none, the only one with its id."""
    if row.get("source"):
        return asked.get(_key(row), {})
    found = [one for one in asked.values() if one["id"] == row["id"]]
    if len(found) > 1:
        raise ValueError(f"`{_key(row)[:60]}` is a question of {len(found)} sources, and it names none")
    return found[0] if found else {}


def _parts(row: Mapping[str, Any], asked: Asked) -> list[Mapping[str, Any]]:
    """The questions that a combination puts together."""
    told = row.get("combination_of")
    inner = (
        {str(one.get("id")): one for one in told if isinstance(one, dict)} if isinstance(told, list) else {}
    )
    single = [{"id": one, "source": row.get("source")} for one in row["id"]]
    return [_asked(one, asked) or inner.get(str(one["id"]), {}) for one in single]


def _question(row: Mapping[str, Any], asked: Asked, day: str) -> Draft:
    own = _asked(row, asked)
    key, text = _key({**row, "source": row.get("source") or own.get("source")}), str(own.get("question", ""))
    if isinstance(row["id"], list):
        parts = _parts({**own, **row}, asked)
        own = own or (parts[0] if parts else {})
        texts = [str(part.get("question", name)) for part, name in zip(parts, row["id"], strict=True)]
        text = _combined(texts, row.get("direction")) if row.get("direction") or not text else text
    opens = _first_time(own, ("freeze_datetime", "market_info_open_datetime"))
    if opens is None:
        raise ValueError(f"there is no question `{key[:60]}` with a time from which on it is forecast")
    closes = read_moment(day, end=True)
    way = _direction(row.get("direction"))
    name = f"{NAME}-{key}{way}-{day[:10]}"
    if len(name) > LONGEST_NAME:
        raise ValueError("its id is too long")
    draft: Draft = {"kind": "question", "question": name, "text": text[:20_000], "type": "yes_no"}
    draft |= {"opens": written(opens), "closes": written(closes)}
    criteria = own.get("resolution_criteria")
    draft |= {"criteria": criteria[:20_000]} if isinstance(criteria, str) and criteria else {}
    draft |= {"source": own["url"]} if isinstance(own.get("url"), str) and own["url"] else {}
    return draft | platform(NAME, written(opens))


def _combined(texts: list[str], direction: Any) -> str:
    """Two questions asked together, each the way that it counts."""
    ways = direction if isinstance(direction, list) else [1] * len(texts)
    parts = [f"{'' if str(way) != '-1' else 'NOT '}({text})" for text, way in zip(texts, ways, strict=False)]
    return " AND ".join(parts)


def _direction(said: Any) -> str:
    if not isinstance(said, list) or not said:
        return ""
    return "".join("-" if str(way) == "-1" else "+" for way in said)[:8]


def _first_time(row: Mapping[str, Any], keys: tuple[str, ...]) -> int | None:
    for key in keys:
        text = row.get(key)
        if isinstance(text, str) and text and text != "N/A":
            return read_moment(text)
    return None


def _resolution(draft: Draft, row: Mapping[str, Any]) -> list[Draft]:
    if row.get("resolved") is False:
        return []
    value = row["resolved_to"]
    if value is None or isinstance(value, bool) or not isinstance(value, int | float) or value not in (0, 1):
        price = isinstance(value, int | float) and 0 < value < 1 and not isinstance(value, bool)
        said = "a price and no outcome" if price else "no outcome"
        raise ValueError(f"`{str(value)[:20]}` is {said}: it is not resolved")
    known = draft["closes"]
    came: Draft = {"kind": "resolution", "question": draft["question"], "known": known}
    return [came | {"outcome": "yes" if value == 1 else "no"} | platform(NAME, known)]


def _open(
    asked: Mapping[str, Mapping[str, Any]], questions: Mapping[str, Draft], aside: Aside
) -> Iterator[Draft]:
    """Questions whose dates have no resolution yet."""
    for key, row in asked.items():
        dates = row.get("resolution_dates")
        closes = str(row.get("market_info_close_datetime") or "")
        days = [str(one) for one in dates] if isinstance(dates, list) and dates else [closes]
        for day in days:
            if any(f"{NAME}-{key}{way}-{day[:10]}" in questions for way in WAYS):
                continue
            try:
                draft = _question(row, asked, day)
                question_of({**draft})
                yield draft
            except (LedgerError, ValueError, TypeError) as error:
                why = error.problems[0].text() if isinstance(error, LedgerError) else str(error)
                aside.add(f"question {key[:60]}", why)
