"""The scenario's own answers to its question, one sentence each, in the words and order of the text.

A sentence asks the part of the question that it answers, and answers it with one number or one interval:
of endings and measures the share of plays, of conclusions the share of draws. Where the scenario writes
sentences for a low, a middle and a high answer, the one that fits stands there, reading by reading. How far
an answer lies apart from draw to draw has a sentence of its own, for the answer that lies apart most.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from standoff.reports.sections.precision_cells import CONCLUSION, ENDING, MEASURE, Named
from standoff.reports.text.cases import all_of, by_reading, cases, ends, is_sure, named, span
from standoff.reports.text.numbers import number, plain_name
from standoff.results.run.folder import RunFiles


@dataclass(frozen=True, slots=True)
class Found:
    """What answers under one reading: its value, and where it lies from draw to draw.

    median : whether the value is the middle draw's, since a few draws decide the mean
    """

    value: float
    low: float
    high: float
    median: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a sentence is about.

    lead : what stands before the number, a question, or a title in quotation marks that is the subject
    kind : `ending`, `measure` or `conclusion`; or `event`, an option of a move or a measure's condition
    name : its own; of an event what tables would call it
    chances : of an event, by reading, over all plays
    verb, under : the rest of the sentence, where the lead is no question; "" is what its kind has
    among : what an ending is asked under, an answer whose plays count alone; None where all count
    """

    lead: str
    kind: str
    name: str
    says: tuple[str, ...] = ()
    cuts: tuple[float, ...] = ()
    verb: str = ""
    under: str = ""
    among: Answer | None = None
    chances: tuple[tuple[str, float], ...] = ()


HAPPENING = "event"
NEXT_TO_NOTHING = 1e-4  # of a mean
WIDE = 0.10  # from draw to draw; what lies less apart is not spoken of


def answer_sentences(files: RunFiles) -> list[str]:
    """A sentence an answer; nothing where the scenario names none."""
    return [sentence_of(files, answer) for answer in written(files)]


def written(files: RunFiles) -> tuple[Answer, ...]:
    """The answers that the scenario writes."""
    return tuple(
        Answer(f"{a.asks.rstrip(' ?.!')}?", a.kind, a.name, tuple(a.says), tuple(a.cuts))
        for a in files.words.answers
    )


def named_by(files: RunFiles, answers: Iterable[Answer]) -> tuple[Named, ...]:
    """The endings and measures that the sentences are about."""
    told = [
        Named(answer.kind, answer.name, title_of(files, answer))
        for answer in answers
        if answer.kind in (ENDING, MEASURE) and answer.among is None and is_chance(files, answer)
    ]
    return tuple(dict.fromkeys(told))


def title_of(files: RunFiles, answer: Answer) -> str:
    """What answers, as tables call it."""
    kinds = {ENDING: files.words.endings, MEASURE: files.words.measures}
    said = kinds.get(answer.kind, files.words.conclusions).get(answer.name)
    return (said.title if said else "") or plain_name(answer.name)


def sentence_of(files: RunFiles, answer: Answer) -> str:
    """The sentence: what is asked, then one number or one interval."""
    found = found_of(files, answer)
    asked = answer.lead.endswith("?")
    if not found:
        untold = "undefined: what it is asked under never happens."
        return f"{answer.lead} {untold.capitalize()}" if asked else f"{answer.lead} is {untold}"
    if answer.says:
        return _in_words(files, answer, found)
    told = _told(files, answer, found)
    return f"{answer.lead} {_large(told)}." if asked else _large(_whole(files, answer, told))


def _whole(files: RunFiles, answer: Answer, told: str) -> str:
    """`If “Landing” is “land”, it ends with “Settled” in 9 of 100 cases.`"""
    subject, verb = answer.lead, answer.verb
    if not verb:
        verb = "comes about" if is_chance(files, answer) else "is"
    if answer.kind == ENDING:
        subject, verb = ("it" if answer.under else "It"), f"ends with {answer.lead}"
    first, _, rest = told.partition(" ")
    words = [subject, first, verb, rest] if first in ("never", "always") else [subject, verb, told]
    said = " ".join(word for word in words if word)
    return f"{answer.under}, {said}." if answer.under else f"{said}."


def _large(text: str) -> str:
    return text[0].upper() + text[1:]


def by_draw_sentence(files: RunFiles, answers: Sequence[Answer]) -> str:
    """Of the conditional chance that differs most, what it is where each draw counts alike.

    The sentences count plays, so that draws in which a condition often comes about count more; "" where
    that makes little difference to all of them.
    """
    apart = []
    for answer in answers:
        found = found_of(files, answer) if answer.kind == MEASURE and is_chance(files, answer) else {}
        measures = {name: files.summary.readings[name].measures[answer.name] for name in found}
        alike = {name: one.mean for name, one in measures.items() if one.conditional and one.mean is not None}
        gap = max((abs(mean - found[name].value) for name, mean in alike.items()), default=0.0)
        apart.append((gap, title_of(files, answer), alike))
    gap, title, alike = max(apart, key=lambda item: item[0], default=(0.0, "", {}))
    if gap < WIDE:
        return ""
    return f"Counted draw by draw, and not play by play, “{title}” comes {by_reading(files, alike)}."


def spread_sentence(files: RunFiles, answers: Sequence[Answer]) -> str:
    """Which of the chances lies farthest apart from draw to draw, and where; "" where none is drawn."""
    reach = []
    for answer in answers:
        whole = answer.kind in (ENDING, MEASURE) and answer.among is None
        found = found_of(files, answer).values() if whole else ()
        if found and is_chance(files, answer):
            widest = max(found, key=lambda one: one.high - one.low)
            reach.append((widest.high - widest.low, answer, found))
    if not reach or max(gap for gap, _, _ in reach) <= 0.0:
        return ""
    gap, answer, found = max(reach, key=lambda item: item[0])
    if gap < WIDE:
        return f"From draw to draw none of these chances lies apart by {100 * WIDE:.0f} points or more."
    low, high = min(one.low for one in found), max(one.high for one in found)
    told = "never to always" if is_sure(low) and is_sure(high) else f"{span(low, high)} of 100 cases"
    return f"What was unsure counts most in “{title_of(files, answer)}”: {told} from draw to draw."


def is_chance(files: RunFiles, answer: Answer) -> bool:
    """Whether what answers is a probability, and not a mean or a difference."""
    said = files.words.measures.get(answer.name)
    return answer.kind in (ENDING, HAPPENING) or (said is not None and said.text.startswith("P("))


def found_of(files: RunFiles, answer: Answer) -> dict[str, Found]:
    """What answers, under each reading in which it is defined."""
    return {name: one for name in files.readings if (one := _found(files, answer, name)) is not None}


def _found(files: RunFiles, answer: Answer, reading: str) -> Found | None:
    """The value of an answer: of a condition's plays where it has one, else of all draws alike."""
    summary = files.summary.readings[reading]
    if answer.kind == CONCLUSION:
        own = summary.conclusions.get(answer.name)
        return None if own is None else Found(own.share, own.share, own.share)
    if answer.kind == ENDING:
        ending = summary.endings.get(answer.name)
        if ending is None or answer.among is None:
            return None if ending is None else _spread(ending.probability, ending.q05, ending.q95)
        among = _found(files, answer.among, reading)
        if among is None or not among.value:
            return None
        return _spread(min(1.0, ending.probability / among.value), None, None)
    if answer.kind == HAPPENING:
        chance = dict(answer.chances).get(reading)
        return None if chance is None else _spread(min(1.0, chance), None, None)
    measure = summary.measures.get(answer.name)
    if measure is None or measure.mean is None:
        return None
    value = measure.q50 if measure.by_few else measure.pooled if measure.conditional else measure.mean
    return None if value is None else _spread(value, measure.q05, measure.q95, median=measure.by_few)


def _spread(value: float, low: float | None, high: float | None, *, median: bool = False) -> Found:
    return Found(value, value if low is None else low, value if high is None else high, median)


def _told(files: RunFiles, answer: Answer, found: dict[str, Found]) -> str:
    values = {name: one.value for name, one in found.items()}
    if answer.kind == CONCLUSION:
        return f"it holds {by_reading(files, values, of='draws')}"
    missing = [name for name in files.readings if name not in found]
    undefined = f"; undefined under {named(files, missing)}" if missing else ""
    if is_chance(files, answer):
        return by_reading(files, values) + undefined
    middle = ", in the middle draw" if any(one.median for one in found.values()) else ""
    return _means(files, values) + middle + undefined


def _means(files: RunFiles, values: dict[str, float]) -> str:
    told = {name: _plain(value) for name, value in values.items()}
    low, high = _plain(min(values.values())), _plain(max(values.values()))
    if low != high:
        return f"{low} to {high}, {ends(files, values, told, ('least', 'most'))}"
    if len(files.readings) == 1:
        return low
    return (
        f"{low} under {all_of(len(values)) if len(values) == len(files.readings) else named(files, values)}"
    )


def _plain(value: float) -> str:
    """A mean without noughts at its end.

    Examples
    --------
    >>> _plain(10.0), _plain(3.5), _plain(1e-12), _plain(0.0027)
    ('10', '3.5', 'next to 0', '0.0027')
    """
    if 0.0 < abs(value) < NEXT_TO_NOTHING:
        return "next to 0"
    text = number(value)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def _in_words(files: RunFiles, answer: Answer, found: dict[str, Found]) -> str:
    """The scenario's own sentences, each with the readings under which it is the one that fits."""
    groups: dict[str, dict[str, float]] = {}
    for name, one in found.items():
        place = sum(one.value >= cut for cut in answer.cuts)
        groups.setdefault(answer.says[place], {})[name] = one.value
    told = []
    for sentence, values in groups.items():
        under = "" if len(groups) == 1 else f" under {named(files, values)}"
        told.append(f"{sentence.rstrip('. ')}{under} ({_figure(files, answer, values)}).")
    return " ".join(told)


def _figure(files: RunFiles, answer: Answer, values: dict[str, float]) -> str:
    low, high = min(values.values()), max(values.values())
    if answer.kind == CONCLUSION or is_chance(files, answer):
        return cases(low, high, of="draws" if answer.kind == CONCLUSION else "cases").removeprefix("in ")
    return _plain(low) if _plain(low) == _plain(high) else f"{_plain(low)} to {_plain(high)}"
