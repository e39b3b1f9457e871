"""The scenario's own answers to its question, one sentence each, in the words and order of the text.

A sentence asks the part of the question that it answers, and answers it with one number or one interval:
of endings and measures the share of plays, of conclusions the share of draws. Where the scenario writes
sentences for a low, a middle and a high answer, the one that fits stands there, reading by reading.
"""

from __future__ import annotations

from dataclasses import dataclass

from standoff.reports.sections.precision_cells import CONCLUSION, ENDING, MEASURE, Named
from standoff.reports.text.cases import all_of, by_reading, cases, span
from standoff.reports.text.numbers import listed, number, plain_name
from standoff.results.folder import RunFiles
from standoff.results.texts import AnswerText


@dataclass(frozen=True, slots=True)
class Found:
    """What answers under one reading: its value, and where it lies from draw to draw."""

    value: float
    low: float
    high: float


def answer_sentences(files: RunFiles) -> list[str]:
    """A sentence an answer; nothing where the scenario names none."""
    return [_sentence(files, answer) for answer in files.words.answers]


def named_by_answers(files: RunFiles) -> tuple[Named, ...]:
    """The endings and measures that the sentences are about."""
    told = []
    for answer in files.words.answers:
        if answer.kind != CONCLUSION and is_chance(files, answer):
            told.append(Named(answer.kind, answer.name, title_of(files, answer)))
    return tuple(dict.fromkeys(told))


def title_of(files: RunFiles, answer: AnswerText) -> str:
    """What answers, as tables call it."""
    kinds = {ENDING: files.words.endings, MEASURE: files.words.measures}
    said = kinds.get(answer.kind, files.words.conclusions).get(answer.name)
    return (said.title if said else "") or plain_name(answer.name)


def _sentence(files: RunFiles, answer: AnswerText) -> str:
    found = {name: one for name in files.readings if (one := _found(files, answer, name)) is not None}
    asked = f"{answer.asks.rstrip(' ?')}?"
    if not found:
        return f"{asked} Undefined: what it is asked under never happens."
    if answer.says:
        return _in_words(files, answer, found)
    told = _told(files, answer, found)
    return f"{asked} {told[0].upper()}{told[1:]}."


def is_chance(files: RunFiles, answer: AnswerText) -> bool:
    """Whether what answers is a probability, and not a mean or a difference."""
    said = files.words.measures.get(answer.name)
    return answer.kind == ENDING or (said is not None and said.text.startswith("P("))


def _found(files: RunFiles, answer: AnswerText, reading: str) -> Found | None:
    """The value of an answer: of a condition's plays where it has one, else of all draws alike."""
    summary = files.summary.readings[reading]
    if answer.kind == CONCLUSION:
        own = summary.conclusions.get(answer.name)
        return None if own is None else Found(own.share, own.share, own.share)
    if answer.kind == ENDING:
        ending = summary.endings.get(answer.name)
        return None if ending is None else _spread(ending.probability, ending.q05, ending.q95)
    measure = summary.measures.get(answer.name)
    if measure is None or measure.mean is None:
        return None
    value = measure.q50 if measure.by_few else measure.pooled if measure.conditional else measure.mean
    return None if value is None else _spread(value, measure.q05, measure.q95)


def _spread(value: float, low: float | None, high: float | None) -> Found:
    return Found(value, value if low is None else low, value if high is None else high)


def _told(files: RunFiles, answer: AnswerText, found: dict[str, Found]) -> str:
    values = {name: one.value for name, one in found.items()}
    if answer.kind == CONCLUSION:
        return f"it holds {by_reading(files, values, of='draws')}"
    missing = [f"‘{files.reading_title(name)}’" for name in files.readings if name not in found]
    undefined = f"; undefined under {listed(missing)}" if missing else ""
    if not is_chance(files, answer):
        return _means(files, values) + undefined
    said = by_reading(files, values) + undefined
    low, high = min(one.low for one in found.values()), max(one.high for one in found.values())
    if all(span(one.low, one.low) == span(one.high, one.high) for one in found.values()):
        return said  # it does not vary from draw to draw, or not so that one sees it
    if low > 0.5:
        return f"{said}; in 19 of 20 draws it is {span(low, low)} or more"
    if high < 0.5:
        return f"{said}; in 19 of 20 draws it is {span(high, high)} or less"
    return f"{said}; from draw to draw it is {span(low, high)}"


def _means(files: RunFiles, values: dict[str, float]) -> str:
    low, high = number(min(values.values())), number(max(values.values()))
    if low != high:
        return f"{low} to {high}, by reading"
    if len(files.readings) == 1:
        return low
    named = listed([f"‘{files.reading_title(name)}’" for name in values])
    return f"{low} under {all_of(len(values)) if len(values) == len(files.readings) else named}"


def _in_words(files: RunFiles, answer: AnswerText, found: dict[str, Found]) -> str:
    """The scenario's own sentences, each with the readings under which it is the one that fits."""
    groups: dict[str, dict[str, float]] = {}
    for name, one in found.items():
        place = sum(one.value >= cut for cut in answer.cuts)
        groups.setdefault(answer.says[place], {})[name] = one.value
    told = []
    for sentence, values in groups.items():
        titles = [f"‘{files.reading_title(name)}’" for name in values]
        under = "" if len(groups) == 1 else f" under {listed(titles)}"
        told.append(f"{sentence.rstrip('. ')}{under} ({_figure(files, answer, values)}).")
    return " ".join(told)


def _figure(files: RunFiles, answer: AnswerText, values: dict[str, float]) -> str:
    low, high = min(values.values()), max(values.values())
    if answer.kind == CONCLUSION or is_chance(files, answer):
        return cases(low, high, of="draws" if answer.kind == CONCLUSION else "cases").removeprefix("in ")
    return number(low) if number(low) == number(high) else f"{number(low)} to {number(high)}"
