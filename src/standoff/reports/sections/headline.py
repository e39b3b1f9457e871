"""A few plain sentences for the first page, made from the numbers by fixed rules.

1. What answers the question, one sentence each: the scenario's own answers, or what shares words with the
   question (`asked`); then the likeliest ending, and the ending on which the readings part, where no
   sentence has told them.
2. The conclusions under test, in the words of who draws them: each where there are few, else the one that
   holds in the largest and the one that holds in the smallest share of draws.
3. What lies farthest apart from draw to draw, what moves most with the precision of play, and what the
   scenario cannot tell.
One number or one interval a sentence. They speak of the model, never of the world, and take no side.
"""

from __future__ import annotations

import re
from dataclasses import replace

from standoff.reports.sections import precision
from standoff.reports.sections.answers import (
    Answer,
    Found,
    by_draw_sentence,
    found_of,
    is_chance,
    named_by,
    sentence_of,
    spread_sentence,
    written,
)
from standoff.reports.sections.asked import Asked, asked, is_rest, measured
from standoff.reports.sections.conclusions import Conclusion
from standoff.reports.sections.precision_cells import CONCLUSION, ENDING, MEASURE, Named
from standoff.reports.text.cases import APART, SURE, by_reading, cases, is_sure
from standoff.reports.text.cases import named as titles
from standoff.reports.text.draw_shares import of_draws
from standoff.reports.text.ending_keys import Ending
from standoff.reports.text.numbers import listed, plain_name, spelled
from standoff.reports.text.titles import actor_title, move_title
from standoff.results.run.folder import RunFiles

SAYS = 90  # letters of a conclusion's sentence that stands for its title
NAMED = re.compile(r"`([^`]*)`")
QUOTED = re.compile(r"“.*”")
EACH = 3  # conclusions of which each has a sentence
NO_HEADLINE = (
    "No headline: more than 5 % of the draws failed, and the draws that are left are not those that the "
    "scenario describes. The tables below are of these alone. Mend the number that is named first, and run "
    "again."
)
NEXT_TO_NONE = 0.005  # of the draws: tables tell it, sentences do not
SAME = 0.02  # endings whose probabilities differ by less over the readings are agreed on


def sentences(files: RunFiles, endings: tuple[Ending, ...], conclusions: tuple[Conclusion, ...]) -> list[str]:
    """The sentences of the first page; past 5 % of failed draws there are none, and the reason stands."""
    if files.summary.too_many_failed:
        return [NO_HEADLINE]
    found = _answers(files, endings, conclusions)
    said = [sentence_of(files, answer) for answer in found.answers]
    if not files.words.answers:
        said = [*_followed(files, endings), *said, *found.choices, *_ended(files, endings, found.answers)]
    answered = {answer.name for answer in found.answers if answer.kind == CONCLUSION}
    left = [c for c in conclusions if c.name not in answered and not _follows(files, c, found.answers)]
    said += _concluded(files, tuple(left), found.answers)
    likeliest = () if files.words.answers else tuple(named(files, endings, conclusions))
    claimed = tuple(replace(c, title=_claimed(c)) for c in conclusions)
    spread = (*found.answers, *(Answer("", one.kind, one.name) for one in likeliest))
    said += [by_draw_sentence(files, found.answers), spread_sentence(files, spread)]
    said.append(precision.sentence(files, named(files, endings, conclusions), claimed))
    said += [*found.untold, *_idle(files)]
    return [_weighted(files, sentence) for sentence in said if sentence]


def _weighted(files: RunFiles, sentence: str) -> str:
    """A sentence with shares of draws says once what they are, where something was observed."""
    if not files.summary.observed:
        return sentence
    return sentence.replace("of 100 draws", of_draws(files, "of 100 draws"), 1)


def named(
    files: RunFiles, endings: tuple[Ending, ...], conclusions: tuple[Conclusion, ...]
) -> tuple[Named, ...]:
    """The endings and measures that the sentences name."""
    found = named_by(files, _answers(files, endings, conclusions).answers)
    if files.words.answers:
        return found
    title = {e.name: e.title for e in endings}
    likeliest = [Named(ENDING, name, title[name]) for name, _ in _by_likeliest(files, endings)]
    return tuple(dict.fromkeys([*likeliest, *found]))


def _answers(files: RunFiles, endings: tuple[Ending, ...], conclusions: tuple[Conclusion, ...]) -> Asked:
    return Asked(written(files), (), ()) if files.words.answers else asked(files, endings, conclusions)


def _idle(files: RunFiles) -> list[str]:
    """What it cannot tell, since nothing in the text depends on it: a sentence a kind, with all of it."""
    kinds: dict[str, list[str]] = {}
    for one in files.words.idle:
        told = NAMED.sub(lambda name: f"“{_called(files, name[1])}”", one.says)
        kinds.setdefault(QUOTED.sub("", told), []).append(told)
    said = []
    for alike in kinds.values():
        others = [QUOTED.search(one) for one in alike[1:]]
        more = f" The same goes for {listed([found[0] for found in others if found])}." if others else ""
        said.append(f"What it cannot tell: {alike[0][0].lower()}{alike[0][1:]}{more}")
    return said


def _called(files: RunFiles, name: str) -> str:
    """A move or an actor by its title, all else in plain letters."""
    if name in files.words.moves:
        return move_title(files, name)
    return actor_title(files, name) if name in files.words.actors else plain_name(name)


def _follows(files: RunFiles, conclusion: Conclusion, answers: tuple[Answer, ...]) -> bool:
    """Whether a conclusion is sure because all that it is about has been told as sure."""
    texts = {f"P({a.name})" for a in answers if a.kind == ENDING and a.among is None}
    names = {a.name for a in answers if a.kind == MEASURE}
    about = [Answer("", MEASURE, name) for name in conclusion.measures]
    told = all(a.name in names or files.words.measures[a.name].text in texts for a in about)
    values = [one.value for a in about for one in found_of(files, a).values()]
    return told and bool(values) and all(map(is_sure, (*values, *conclusion.shares.values())))


def _followed(files: RunFiles, endings: tuple[Ending, ...]) -> list[str]:
    """That what is given decides the ending, where it does."""
    if not files.summary.given:
        return []
    return [
        f"With what is given, “{ending.title}” follows: it is no finding."
        for ending in endings
        if (shares := _chances(files, ending.name)) and min(shares.values()) >= 1.0 - SURE
    ]


def _ended(files: RunFiles, endings: tuple[Ending, ...], answers: tuple[Answer, ...]) -> list[str]:
    """The likeliest ending, and the one on which the readings part, but for what has been told."""
    texts = [files.words.measures[a.name].text for a in answers if a.kind == MEASURE]
    told = {e.name for e in endings if f"P({e.name})" in texts}
    told |= {a.name for a in answers if a.kind == ENDING}
    told |= {e.name for e in endings if any(is_rest(files, a, e.name) for a in answers)}
    if len(endings) == 2 and told:
        told |= {e.name for e in endings}  # the last is what is left of a hundred
    groups = _by_likeliest(files, endings)
    said = []
    if not {name for name, _ in groups} <= told and not _followed(files, endings):
        said.append(_likeliest(files, endings))
        told |= {name for name, _ in groups[: 1 if len(groups) == 1 else 0]}
    if len(files.readings) == 1:
        return [*said, *([_second(files, endings)] if said and len(told) == 1 < len(endings) - 1 else [])]
    gap, ending = _gaps(files, endings)[0]
    if ending.name not in told and gap >= APART:
        said.append(
            f"The readings part most on “{ending.title}”: {by_reading(files, _chances(files, ending.name))}."
        )
    elif gap < SAME:
        said.append(f"The readings agree: no ending's chance differs by more than {100 * SAME:.0f} of 100.")
    return said


def _chances(files: RunFiles, name: str) -> dict[str, float]:
    """An ending's probability under every reading that has it."""
    return {r: s.endings[name].probability for r, s in files.summary.readings.items() if name in s.endings}


def _likeliest(files: RunFiles, endings: tuple[Ending, ...]) -> str:
    groups, title = _by_likeliest(files, endings), {e.name: e.title for e in endings}
    if len(groups) == 1:
        name = groups[0][0]
        said = by_reading(files, _chances(files, name))
        return f"The likeliest ending is “{title[name]}”: {said}."
    parts = [f"“{title[name]}” under {titles(files, readings)}" for name, readings in groups]
    return f"Which ending is likeliest depends on the reading: {listed(parts)}."


def _by_likeliest(files: RunFiles, endings: tuple[Ending, ...]) -> list[tuple[str, list[str]]]:
    """Readings grouped by their likeliest ending, the largest group first."""
    groups: dict[str, list[str]] = {}
    for reading in files.readings:
        found = files.summary.readings[reading].endings
        top = max((e.name for e in endings if e.name in found), key=lambda name: found[name].probability)
        groups.setdefault(top, []).append(reading)
    return sorted(groups.items(), key=lambda item: (-len(item[1]), files.readings.index(item[1][0])))


def _gaps(files: RunFiles, endings: tuple[Ending, ...]) -> list[tuple[float, Ending]]:
    """How far the readings differ on each ending, most first."""
    gaps = []
    for ending in endings:
        found = _chances(files, ending.name)
        gaps.append((max(found.values()) - min(found.values()), ending))
    return sorted(gaps, key=lambda item: -item[0])


def _second_name(files: RunFiles) -> list[str]:
    """The second likeliest ending of the only reading, if there is one that can come about."""
    found = files.summary.readings[files.base].endings
    return [
        n for n in sorted(found, key=lambda n: (-found[n].probability, n))[1:2] if found[n].probability > SURE
    ]


def _second(files: RunFiles, endings: tuple[Ending, ...]) -> str:
    for name in _second_name(files):
        title = next(e.title for e in endings if e.name == name)
        return f"Next comes “{title}”: {by_reading(files, _chances(files, name))}."
    return ""


def _concluded(
    files: RunFiles, conclusions: tuple[Conclusion, ...], answers: tuple[Answer, ...]
) -> list[str]:
    """A sentence for each conclusion, or of many for the one that holds most and the one that holds least.

    Before each what the chance is that it is about, where that is one and no sentence before has told it.
    """
    known = [c for c in conclusions if c.shares]
    if len(known) <= EACH:
        return [
            said
            for c in known
            for said in (
                *_about(files, c, answers),
                f"{_whose(files, c)} holds {_shares(files, c)}.",
                *_sides(c),
            )
        ]
    most = max(known, key=lambda c: sum(c.shares.values()) / len(c.shares))
    least = min(known, key=lambda c: sum(c.shares.values()) / len(c.shares))
    if _shares(files, most) == _shares(files, least):
        return [f"The {spelled(len(known))} conclusions under test hold {_shares(files, most)} each."]
    return [
        f"Of the {spelled(len(known))} conclusions under test {_whose(files, most)} holds most often, "
        f"{_shares(files, most)}.",
        *_sides(most),
        *_about(files, least, answers),
        f"Least often holds {_whose(files, least)}: {_shares(files, least)}.",
        *_sides(least),
    ]


def _about(files: RunFiles, conclusion: Conclusion, answers: tuple[Answer, ...]) -> list[str]:
    """What the one chance comes to that a conclusion is about, where no answer has told it."""
    if len(conclusion.measures) != 1 or conclusion.measures[0] in {a.name for a in answers}:
        return []
    answer = measured(files, conclusion.measures[0])
    found = found_of(files, answer)
    if not found or not is_chance(files, answer) or any(_same(files, found, other) for other in answers):
        return []
    return [sentence_of(files, answer)]


def _same(files: RunFiles, found: dict[str, Found], answer: Answer) -> bool:
    """Whether an answer has told the same numbers."""
    told = found_of(files, answer) if answer.kind == CONCLUSION or is_chance(files, answer) else {}
    return told.keys() == found.keys() and all(abs(told[r].value - found[r].value) <= SURE for r in found)


def _whose(files: RunFiles, conclusion: Conclusion) -> str:
    """`“Intervention is certain” (so the author, “certain”)`: who draws it, where all its claims are of one.

    How sure they say that they are stands with it in the claims' own words, where these agree.
    """
    claims = [files.words.claims[name] for name in conclusion.because if name in files.words.claims]
    who = {claim.claimant for claim in claims} - {""}
    hedges = {claim.hedge for claim in claims}
    if len(who) != 1:
        return f"“{_claimed(conclusion)}”"
    hedge = hedges.pop() if len(hedges) == 1 else ""
    sure = f", “{hedge}”" if hedge else ""
    return f"“{_claimed(conclusion)}” (so {_drawn_by(who.pop())}{sure})"


def _drawn_by(claimant: str) -> str:
    """`the author`, and a name as it is."""
    bare = claimant[:1].islower() and claimant.split(" ")[0] not in ("the", "a", "an")
    return f"the {claimant}" if bare else claimant


def _claimed(conclusion: Conclusion) -> str:
    """The title; where the text gives none, its short sentence."""
    said = conclusion.says.rstrip(". ")
    plain = plain_name(conclusion.name).casefold()
    return said if conclusion.title.casefold() == plain and 0 < len(said) <= SAYS else conclusion.title


def _shares(files: RunFiles, conclusion: Conclusion) -> str:
    return by_reading(files, conclusion.shares, of="draws")


def _sides(conclusion: Conclusion) -> list[str]:
    """That a conclusion is undefined or unsolved in more than next to no draw, a sentence each."""
    _, undefined, unsolved = zip(*conclusion.sides.values(), strict=True)
    named = (("undefined, since what it is about never happens,", undefined), ("not solved", unsolved))
    return [
        f"It is {said} {cases(min(shares), max(shares), of='draws')}."
        for said, shares in named
        if max(shares) >= NEXT_TO_NONE
    ]
