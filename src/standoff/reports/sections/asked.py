"""What the question asks, where the scenario does not write what answers it.

1. The measures that the scenario calls its headlines. Else those endings, measures, conditions of measures
   and options that share words with the question, each of which adds a word that none before it has, in the
   order of the question's words; and the other measures while there are few. What is asked without a
   condition is not answered by what has one, while anything else answers it.
2. Where the question goes on after something has happened (`and if so, is it accepted or fought out`), the
   endings after it among the plays in which it has.
3. What the question asks and nothing tells: when, how much, or a part that shares no word with the game.
Words are compared by their stems, roughly; where none is shared, nothing is said to answer the question.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from standoff.reports.sections.answers import HAPPENING, Answer, found_of, is_chance, title_of
from standoff.reports.sections.conclusions import Conclusion
from standoff.reports.sections.precision_cells import ENDING, MEASURE
from standoff.reports.text.ending_keys import Ending
from standoff.reports.text.moments import course, option_shares
from standoff.reports.text.numbers import listed, plain_name
from standoff.reports.text.stems import stems
from standoff.reports.text.titles import actor_title, move_title
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
ONE_EVENT = re.compile(r"(\w[\w.]*) == (\w+)|made\((\w[\w.]*)\)")
PARTS = re.compile(r"[,;:?]|\band\b|\bor\b")
ASKS = re.compile(
    r"\b(is|are|was|were|does|do|did|has|have|will|would|can|could|who|what|which|how|whose)\b", re.I
)
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
        """Measures go before endings, these before events, and what is not denied before what is."""
        denied = self.answer.lead.startswith(("“No ", "“Not ", "“Nobody ", "“Nothing "))
        return bool(self.text), self.answer.kind != HAPPENING, not denied

    @property
    def conditional(self) -> bool:
        return " | " in self.text

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
        chosen = _covering(files, question, candidates)
        chosen += _others(candidates, chosen, conclusions)
    chosen.sort(key=lambda c: _place(question, c.words))
    answers = tuple(c.answer for c in chosen[:MOST])
    answers = _gone_on(files, answers, endings)
    told = frozenset(word for c in chosen for word in c.words)
    choices = _choices(files, question, told)
    told |= frozenset(stems(*choices))
    return Asked(answers, choices, (*_untold(files), *_parts_untold(files, told)))


def _candidates(files: RunFiles, question: Sequence[str], endings: Sequence[Ending]) -> list[_Candidate]:
    """Measures, endings that are no measure, and events that are neither; of equal ones the first."""
    found: list[_Candidate] = []
    measures = files.words.measures
    known = [name for name in files.words.order.measures or measures if name in measures]
    for name in known:
        said = measures[name]
        title, (_, _, condition) = said.title or plain_name(name), said.text.partition(" | ")
        own = said.text.partition(" | ")[0] if said.text.startswith(("P(", "E(")) else ""
        about = (_before(title), _before(plain_name(name))) if condition else (title, name)
        words = _shared(question, *about, own)
        found.append(_Candidate(measured(files, name), words, said.text))
    texts = {said.text for said in measures.values()}
    for ending in endings:
        if f"P({ending.name})" not in texts and not any(is_rest(files, c.answer, ending.name) for c in found):
            answer = Answer(f"“{ending.title}”", ENDING, ending.name)
            found.append(_Candidate(answer, _shared(question, ending.title, ending.name), ""))
    found += [*_conditions(files, question), *_options(files, question)]
    kept: list[_Candidate] = []
    for one in found:
        if found_of(files, one.answer) and not any(_alike(files, one.answer, other.answer) for other in kept):
            kept.append(one)
    return kept


def measured(files: RunFiles, name: str) -> Answer:
    """A measure as an answer, with its condition where its title does not tell one.

    What the text gives no title, and is one option of one move, has a sentence about who takes it.
    """
    said = files.words.measures[name]
    title = said.title or plain_name(name)
    own, _, condition = said.text.removeprefix("P(").removesuffix(")").partition(" | ")
    answer = Answer(f"“{title}”", MEASURE, name, under=_under(files, title, condition))
    event = ONE_EVENT.fullmatch(own) if said.text.startswith("P(") else None
    if event is None or not event[2] or title.casefold() != plain_name(name).casefold():
        return answer
    happens = _happening(files, event[1], event[2], ())
    return replace(answer, lead=happens.lead, verb=f"{happens.verb.partition(' (')[0]} (“{title}”)")


def _before(title: str) -> str:
    """What a title says before its condition: of `Help, if attacked` the help."""
    parts = CONDITIONAL.split(title, maxsplit=1)
    return parts[0] if parts[0].strip() else title


def _conditions(files: RunFiles, question: Sequence[str]) -> Iterator[_Candidate]:
    """How often the conditions of measures are met, each of one event: what their `if` asks is asked too."""
    for name, said in files.words.measures.items():
        condition = said.text.removesuffix(")").partition(" | ")[2]
        event = ONE_EVENT.fullmatch(condition)
        chances = tuple(
            (reading, own.condition)
            for reading, summary in files.summary.readings.items()
            if (own := summary.measures.get(name)) is not None and own.condition is not None
        )
        if event is None or not chances:
            continue
        title = said.title or plain_name(name)
        move, option = event[1] or event[3], event[2] or ""
        after = title.removeprefix(_before(title))
        words = _shared(question, after, option, move_title(files, move))
        yield _Candidate(_happening(files, move, option, chances), words, "")


def _options(files: RunFiles, question: Sequence[str]) -> Iterator[_Candidate]:
    """How often moves that have no copies take the options that the question names, of all plays."""
    shares = option_shares(files)
    for move, said in files.words.moves.items():
        if "[" in move or "." in move or said.state or said.number or not shares.get(move):
            continue
        for option in said.options:
            told = said.option_words.get(str(option))
            words = _shared(question, str(option), told.title if told else "")
            if words:
                chances = {r: taken.get(str(option), 0.0) for r, taken in shares[move].items()}
                made = {**dict.fromkeys(files.readings, 0.0), **chances}
                yield _Candidate(_happening(files, move, str(option), tuple(made.items())), words, "")


def _happening(files: RunFiles, move: str, option: str, chances: tuple[tuple[str, float], ...]) -> Answer:
    """`The guardian chooses “fight” (“Help”)`; of chance `“Kind” comes out as “firm”`."""
    title, said = f"“{move_title(files, move)}”", files.words.moves.get(move)
    if not option:
        return Answer(title, HAPPENING, title, chances=chances, verb="comes about")
    told = said.option_words.get(option) if said else None
    taken = f"“{(told.title if told else '') or plain_name(option)}”"
    if said is None or not said.actor:
        return Answer(title, HAPPENING, f"{title} is {taken}", chances=chances, verb=f"comes out as {taken}")
    verb = f"chooses {taken} ({title})"
    return Answer(
        actor_title(files, said.actor), HAPPENING, f"{title} is {taken}", chances=chances, verb=verb
    )


def is_rest(files: RunFiles, answer: Answer, ending: str) -> bool:
    """Whether an ending is all that is left of a hundred beside a chance, under every reading."""
    if answer.kind not in (MEASURE, HAPPENING) or not is_chance(files, answer) or _is_under(files, answer):
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
    """`If “Seizure” is “seize”`: a measure's condition, where its title does not tell one."""
    if not condition or CONDITIONAL.search(title):
        return ""
    events = EVENT.findall(condition)
    if not events or " or " in condition or "not " in condition:
        return "Where its condition is met"
    told = [f"“{move_title(files, move)}” is “{plain_name(option)}”" for move, option in events]
    return f"If {' and '.join(told)}"


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


def _covering(files: RunFiles, question: Sequence[str], candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The fewest candidates, roughly, that share all words of the question that any of them shares.

    What has a condition comes last, but where the question itself has one.
    Means that share the same words are told together: what each member gives.
    """
    left, every = set(question), set(question)
    late = bool(CONDITIONAL.search(files.words.question))
    chosen: list[_Candidate] = []
    rest = list(candidates)
    while left and len(chosen) < MOST:
        rest = [c for c in rest if left & c.words and c not in chosen]
        if not rest:
            break
        best = max(
            rest,
            key=lambda c: (
                late or not c.conditional,
                c.plainness,
                len(left & c.words),
                -len(c.words - every),
            ),
        )
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
    events = [a for a in answers if a.kind != ENDING and is_chance(files, a) and not _is_under(files, a)]
    first = events[0] if events else None
    after = _after(files, first, endings) if first else frozenset()
    if first is None or not after:
        return answers
    told = [a for a in answers if a is not first and not (a.kind == ENDING and a.name not in after)]
    if not any(a.kind == ENDING for a in told):
        likeliest = max((e for e in endings if e.name in after), key=lambda e: _total(files, e.name))
        told.append(Answer(f"“{likeliest.title}”", ENDING, likeliest.name))
    under = _under_first(files, first)
    rest = [replace(a, under=under, among=first) if a.kind == ENDING else a for a in told]
    return (first, *_joined(files, rest))


def _under_first(files: RunFiles, first: Answer) -> str:
    if first.kind == HAPPENING:
        return f"If {first.name}"
    return _under(files, "", files.words.measures[first.name].text.removeprefix("P(").removesuffix(")"))


def _joined(files: RunFiles, answers: Sequence[Answer]) -> Iterator[Answer]:
    """Answers in their order; an ending that is the same number as a measure lends it its sentence."""
    measured = [a for a in answers if a.kind == MEASURE]
    same = {a.name: m for a in answers if a.kind == ENDING for m in measured if _alike(files, a, m)}
    lent = {m.name: a for a in answers if a.kind == ENDING and (m := same.get(a.name)) is not None}
    for one in answers:
        if one.kind == ENDING and one.name in same:
            measure = same[one.name]
            verb = f"ends with {one.lead} (“{title_of(files, measure)}”)"
            yield replace(measure, lead="it" if one.under else "It", verb=verb, under=one.under)
        elif not (one.kind == MEASURE and one.name in lent):
            yield one


def _is_under(files: RunFiles, answer: Answer) -> bool:
    return answer.kind == MEASURE and " | " in files.words.measures[answer.name].text


def _total(files: RunFiles, ending: str) -> float:
    return sum(r.endings[ending].probability for r in files.summary.readings.values() if ending in r.endings)


def _after(files: RunFiles, event: Answer, endings: Sequence[Ending]) -> frozenset[str]:
    """The endings that together are the event: their chances add up to its chance in every reading.

    So where `no landing` stands beside six other endings, these six are the landing.
    """
    names = [ending.name for ending in endings]
    chances = {reading: one.value for reading, one in found_of(files, event).items()}
    if not chances or len(names) > MOST_ENDINGS:
        return frozenset()
    readings = {reading: files.summary.readings[reading].endings for reading in chances}
    for n in range(1, len(names)):
        for out in itertools.combinations(names, n):
            if all(_adds_up(readings[reading], out, chances[reading]) for reading in chances):
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


def _parts_untold(files: RunFiles, told: frozenset[str]) -> Iterable[str]:
    """Parts of the question that share no word with what is told, where others do.

    A part is what stands between commas, `and` and `or`, from the first that asks on; conditions in it, and
    what asks for a date or an amount, which has a sentence of its own, are left out.
    """
    untold, asking, n_told = [], False, 0
    for part in PARTS.split(files.words.question):
        asking = asking or bool(ASKS.search(part))
        bare = " ".join(CONDITIONAL.split(part, maxsplit=1)[0].split())
        own = set(stems(bare))
        if not asking or not own or LATER.search(part.strip()) or AMOUNT.search(part):
            continue
        n_told += bool(own & told)
        if not own & told:
            untold.append(f"“{bare}”")
    if untold and n_told:
        share = "shares" if len(untold) == 1 else "share"
        yield f"Of the question, {listed(untold)} {share} no word with anything that is told here."
