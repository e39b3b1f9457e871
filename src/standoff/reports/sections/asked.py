"""What the question asks, where the scenario does not write what answers it.

1. The measures that the scenario calls its headlines. Else those endings and measures that share words with
   the question, each of which adds a word that none before it has, in the order of the question's words; and
   the others while there are few.
2. Where the question goes on after something has happened (`and if so, is it accepted or fought out`), the
   endings after it among the plays in which it has.
3. What the question asks and no ending and no measure tells: when, or how much.
Words are compared by their stems, roughly; where none is shared, nothing is said to answer the question.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from standoff.reports.sections.answers import Answer, found_of, is_chance
from standoff.reports.sections.conclusions import Conclusion
from standoff.reports.sections.precision_cells import ENDING, MEASURE
from standoff.reports.text.ending_keys import Ending
from standoff.reports.text.moments import course
from standoff.reports.text.numbers import plain_name
from standoff.reports.text.stems import stems
from standoff.reports.text.titles import move_title
from standoff.results.run.folder import RunFiles
from standoff.results.run.summary import EndingEstimate

MOST = 5  # sentences
FEW = 3  # measures that are all told
SAME = 1e-9
STRAY = 0.25  # of a text's words
MOST_ENDINGS = 14  # of which every selection is tried
CONDITIONAL = re.compile(r"\b(if|once|after|when|where|though|unless|given|under|while|should)\b", re.I)
GOES_ON = re.compile(
    r"\b(if (so|it|they|that|not)|and (is|are|does|do|will) (it|they)|what then|after (it|that))\b", re.I
)
LATER = re.compile(
    r"^when\b|\band when\b|\b(how (long|soon|fast)|by which|which (day|month|year|date))\b", re.I
)
EVENT = re.compile(r"(\w[\w.]*)(?:\[[^\]]*\])? == (\w+)")
CHOICE = re.compile(r"\b(which|what) (\w+ )?(option|course|offer|way|step)|what (does|do|will)\b", re.I)
AMOUNT = re.compile(r"\bhow (much|many|large|far|high|big|strong)\b(?! (risk|danger|chance))", re.I)
DATED = re.compile(r"by \d{4}-|\.ended|\[1\]|\bE\(")


@dataclass(frozen=True, slots=True)
class Asked:
    """Answers in the question's order, and in words what the question asks and nothing tells."""

    answers: tuple[Answer, ...]
    choices: tuple[str, ...]
    untold: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What may answer, with its words and the text of its measure ("" of an ending)."""

    answer: Answer
    words: frozenset[str]
    text: str

    @property
    def plainness(self) -> tuple[bool, bool, bool]:
        """Measures go before endings, what has no condition before what has one, and what is not denied."""
        denied = self.answer.lead.startswith(("“No ", "“Not ", "“Nobody ", "“Nothing "))
        return bool(self.text), " | " not in self.text, not denied

    @property
    def mean(self) -> bool:
        return self.text.startswith("E(")

    @property
    def payoff(self) -> bool:
        return self.text.startswith("E(payoff(")


def asked(files: RunFiles, endings: Sequence[Ending], conclusions: Sequence[Conclusion]) -> Asked:
    """What can be said to the question of a scenario that has no `answers:`."""
    question = stems(files.words.question)
    candidates = _candidates(files, question, endings)
    if files.words.order.headlines:
        named = {c.answer.name: c for c in candidates if c.answer.kind == MEASURE}
        chosen = [named[name] for name in files.words.order.headlines[:MOST] if name in named]
    else:
        chosen = _covering(question, candidates)
        chosen += _others(candidates, chosen, conclusions)
    chosen.sort(key=lambda c: _place(question, c.words))
    answers = tuple(c.answer for c in chosen[:MOST])
    answers = _gone_on(files, answers, endings)
    told = frozenset(word for c in chosen for word in c.words)
    return Asked(answers, _choices(files, question, told), tuple(_untold(files)))


def _candidates(files: RunFiles, question: Sequence[str], endings: Sequence[Ending]) -> list[_Candidate]:
    """Measures, then endings that are no measure; of equal ones the first."""
    found: list[_Candidate] = []
    measures = files.words.measures
    known = [name for name in files.words.order.measures or measures if name in measures]
    for name in known:
        said = measures[name]
        title, (_, _, condition) = said.title or plain_name(name), said.text.partition(" | ")
        lead = f"“{title}”{_under(files, title, condition)}"
        own = said.text.partition(" | ")[0] if said.text.startswith(("P(", "E(")) else ""
        words = _shared(question, title, name, own)
        found.append(_Candidate(Answer(lead, MEASURE, name), words, said.text))
    texts = {said.text for said in measures.values()}
    for ending in endings:
        if f"P({ending.name})" not in texts and not any(is_rest(files, c.answer, ending.name) for c in found):
            answer = Answer(f"“{ending.title}”", ENDING, ending.name)
            found.append(_Candidate(answer, _shared(question, ending.title, ending.name), ""))
    kept: list[_Candidate] = []
    for one in found:
        if found_of(files, one.answer) and not any(_alike(files, one.answer, other.answer) for other in kept):
            kept.append(one)
    return kept


def is_rest(files: RunFiles, answer: Answer, ending: str) -> bool:
    """Whether an ending is all that is left of a hundred beside a chance, under every reading."""
    if answer.kind != MEASURE or not is_chance(files, answer) or _is_under(files, answer):
        return False
    found = found_of(files, answer)
    return bool(found) and all(
        ending in files.summary.readings[reading].endings
        and abs(one.value + files.summary.readings[reading].endings[ending].probability - 1.0) <= SAME
        for reading, one in found.items()
    )


def _alike(files: RunFiles, one: Answer, other: Answer) -> bool:
    """Whether two chances are the same number under every reading, and no certain one."""
    if not (is_chance(files, one) and is_chance(files, other)):
        return False
    mine, theirs = found_of(files, one), found_of(files, other)
    if mine.keys() != theirs.keys() or all(f.value in (0.0, 1.0) for f in mine.values()):
        return False
    return all(abs(mine[r].value - theirs[r].value) <= SAME for r in mine)


def _under(files: RunFiles, title: str, condition: str) -> str:
    """`, if “Seizure” is “seize”`: a measure's condition, where its title does not tell one."""
    if not condition or CONDITIONAL.search(title):
        return ""
    events = EVENT.findall(condition)
    if not events or " or " in condition or "not " in condition:
        return ", where its condition is met"
    told = [f"“{move_title(files, move)}” is “{plain_name(option)}”" for move, option in events]
    return f", if {' and '.join(told)}"


def _shared(question: Collection[str], *texts: str) -> frozenset[str]:
    """Words of texts, each of which has to share more than a stray one with the question."""
    words: set[str] = set()
    for own in map(frozenset, map(stems, texts)):
        if len(own & set(question)) >= STRAY * len(own):
            words |= own
    return frozenset(words)


def _place(question: Sequence[str], words: frozenset[str]) -> int:
    """Where in the question the last of its words that are shared is first asked for."""
    return max((question.index(word) for word in words if word in question), default=len(question))


def _covering(question: Sequence[str], candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The fewest candidates, roughly, that share all words of the question that any of them shares.

    Means that share the same words are told together: what each member gives.
    """
    left, every = set(question), set(question)
    chosen: list[_Candidate] = []
    rest = list(candidates)
    while left and len(chosen) < MOST:
        rest = [c for c in rest if left & c.words and c not in chosen]
        if not rest:
            break
        best = max(rest, key=lambda c: (c.plainness, len(left & c.words), -len(c.words - every)))
        alike = [c for c in rest if c.mean and c.words & every == best.words & every] if best.mean else [best]
        chosen += alike
        left -= best.words
    return chosen


def _others(
    candidates: Sequence[_Candidate], chosen: Sequence[_Candidate], conclusions: Sequence[Conclusion]
) -> list[_Candidate]:
    """Measures that no word asks for: all where there are few, else those that conclusions are about.

    What an actor gets in all is told where a conclusion is about it.
    """
    measures = [c for c in candidates if c.answer.kind == MEASURE and c not in chosen]
    tested = {name for conclusion in conclusions for name in conclusion.measures}
    few = len(measures) <= FEW
    wanted = [c for c in measures if c.answer.name in tested or (few and not c.payoff)]
    return wanted[: max(0, FEW - len(chosen))]


def _gone_on(files: RunFiles, answers: tuple[Answer, ...], endings: Sequence[Ending]) -> tuple[Answer, ...]:
    """Endings among the plays in which the first event of the question has come about."""
    if not GOES_ON.search(files.words.question):
        return answers
    events = [a for a in answers if a.kind == MEASURE and is_chance(files, a) and not _is_under(files, a)]
    after = _after(files, events[0].name, endings) if events else frozenset()
    if not after:
        return answers
    condition = events[0].name
    first = next(a for a in answers if a.name == condition)
    told = [a for a in answers if a is not first and not (a.kind == ENDING and a.name not in after)]
    if not any(a.kind == ENDING for a in told):
        likeliest = max((e for e in endings if e.name in after), key=lambda e: _total(files, e.name))
        told.append(Answer(f"“{likeliest.title}”", ENDING, likeliest.name))
    under = _under(files, "", files.words.measures[condition].text.removeprefix("P(").removesuffix(")"))
    rest = [
        Answer(f"{a.lead}{under}", a.kind, a.name, condition=condition) if a.kind == ENDING else a
        for a in told
    ]
    measured = [a for a in rest if a.kind == MEASURE]
    return (first, *(a for a in rest if a in measured or not any(_alike(files, a, m) for m in measured)))


def _is_under(files: RunFiles, answer: Answer) -> bool:
    return " | " in files.words.measures[answer.name].text


def _total(files: RunFiles, ending: str) -> float:
    return sum(r.endings[ending].probability for r in files.summary.readings.values() if ending in r.endings)


def _after(files: RunFiles, measure: str, endings: Sequence[Ending]) -> frozenset[str]:
    """The endings that together are the event: their chances add up to its chance in every reading.

    So where `no landing` stands beside six other endings, these six are the landing.
    """
    names = [ending.name for ending in endings]
    readings = [r for r in files.summary.readings.values() if measure in r.measures]
    if not readings or len(names) > MOST_ENDINGS or any(r.measures[measure].mean is None for r in readings):
        return frozenset()
    for n in range(1, len(names)):
        for out in itertools.combinations(names, n):
            if all(_adds_up(r.endings, out, r.measures[measure].mean or 0.0) for r in readings):
                return frozenset(names) - frozenset(out)
    return frozenset()


def _adds_up(endings: Mapping[str, EndingEstimate], out: Iterable[str], event: float) -> bool:
    without = sum(endings[name].probability for name in out if name in endings)
    return without > 0.0 and abs(without + event - 1.0) <= SAME


def _choices(files: RunFiles, question: Sequence[str], told: frozenset[str]) -> tuple[str, ...]:
    """The likeliest option of the first decision that the question asks about, where no chance tells it."""
    if not CHOICE.search(files.words.question):
        return ()
    for moment in course(files).moments:
        for card in moment.cards:
            words = frozenset(stems(card.title, card.mover_title, *card.moves))
            if card.mover and card.likely and (set(question) - told) & words:
                one = card.likely[0]
                return (f"“{card.title}” ({card.mover_title}): most often “{one.option}”, {one.cases}.",)
    return ()


def _untold(files: RunFiles) -> Iterable[str]:
    """What the question asks and no measure is about."""
    texts = [said.text for said in files.words.measures.values()]
    if LATER.search(files.words.question) and not any(map(DATED.search, texts)):
        yield "It cannot tell when: no measure of the scenario is about a date or a round."
    if AMOUNT.search(files.words.question) and not any(text.startswith("E(") for text in texts):
        yield "It cannot tell how much: no measure of the scenario is a mean."
