"""A scenario's `questions:` as a ledger asks them, and what answers them as forecasts: drafts of its lines.

Names in the ledger begin with the scenario's. The condition of a conditional question is its parent: the
question that asks just that, else one of its own, whose name ends with `.if`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from standoff.results.run.conditions import condition_lines

if TYPE_CHECKING:
    from pydantic import JsonValue

    from standoff.results.run.conditions import Conditions
    from standoff.scenario.records import Question, Scenario
    from standoff.study.questions import Answered

Draft = dict[str, "JsonValue"]


def ledger_names(base: Scenario) -> dict[str, str]:
    """Names in the ledger: the scenario's before the question's."""
    return {name: f"{base.name}.{name}" for name in base.questions}


def condition_name(base: Scenario, name: str, names: Mapping[str, str]) -> str:
    """The question that is the condition of another one: one that asks just that, else one of its own."""
    given = _given(base, base.questions[name])
    if not given:
        return ""
    for other, own in base.questions.items():
        if own.kind == "P" and own.given is None and str(own.asks) == given:
            return names[other]
    return f"{names[name]}.if"


def _given(base: Scenario, question: Question) -> str:
    """The condition of a question, also where it stands in a measure that it names."""
    named = base.measures.get(str(question.asks)) if question.kind == "D" else None
    given = named.given if named is not None else question.given
    return "" if given is None else str(given)


def _whole(base: Scenario, question: Question, names: Mapping[str, str]) -> str:
    """The question that asks the same without a condition, if there is one."""
    same = (
        names[other]
        for other, own in base.questions.items()
        if own.kind == "P" and own.given is None and str(own.asks) == str(question.asks)
    )
    return next(same, "") if question.given is not None else ""


def question_drafts(base: Scenario, names: Mapping[str, str]) -> Iterator[Draft]:
    """The questions as drafts, conditions before the branches that hang on them."""
    drafts: list[tuple[int, Draft]] = []
    for name, question in base.questions.items():
        times: Draft = {"opens": f"{base.as_of}T00:00:00Z", "closes": f"{question.due}T23:59:59Z"}
        draft: Draft = {"kind": "question", "question": names[name], "text": question.text, **times}
        draft |= {"type": "date" if question.kind == "date" else "yes_no"}
        draft |= {"criteria": question.criteria} if question.criteria else {}
        draft |= {"source": question.source} if question.source else {}
        parent = condition_name(base, name, names)
        if parent:
            draft |= {"parent": {"question": parent, "answer": "yes"}}
            whole = _whole(base, question, names)
            draft |= {"part_of": whole} if whole else {}
            if parent not in names.values():
                text = f"Does this come about: {_given(base, question)}?"
                own: Draft = {"kind": "question", "question": parent, "text": text, "type": "yes_no", **times}
                drafts.append((0, own))
        drafts.append((1 if parent else 0, draft))
    return (draft for _, draft in sorted(drafts, key=lambda pair: pair[0]))


def forecast_drafts(
    base: Scenario, names: Mapping[str, str], one: Answered, made: tuple[Draft, int]
) -> Iterator[Draft]:
    """The forecast of a question, and of its condition where that is a question of its own."""
    from standoff.ledger.moments import DAY, moment_of, written

    (head, now), name, condition = made, names[one.name], condition_name(base, one.name, names)
    due = base.questions[one.name].due
    late = moment_of(due, end=True) <= now
    issued = written(moment_of(base.as_of) if late else now)
    timed: Draft = {**head, "issued": issued}
    if one.curve:
        points: JsonValue = [[written(round(x * DAY)), p] for x, p in one.curve]
        yield {**timed, "question": name, "value": {"curve": points}}
        return
    error = f"Monte Carlo error {one.error:.4f}" if one.error is not None else ""
    why = " ".join(text for text in (str(head.get("why", "")), error) if text)
    yield {**timed, "question": name, "value": {"p": one.chance}, "why": why}
    if condition.endswith(".if") and one.condition is not None:
        yield {**timed, "question": condition, "value": {"p": one.condition}}


def forecaster_of(stored: Conditions, scenario: str, reading: str) -> str:
    """For whom a run speaks: a reading, or what it says under a condition, which is another forecaster."""
    return f"{scenario}/{reading}" + (", changed" if condition_lines(stored) else "")
