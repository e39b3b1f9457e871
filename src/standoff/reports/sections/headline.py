"""A few plain sentences for the first page, made from the numbers by fixed rules.

1. The scenario's own answers to its question, one sentence each (`answers`). Where it names none: the
   likeliest ending, and the ending on which the readings part (with one reading the next ending), and
   the measure that the first conclusion under test is about.
2. The conclusions under test, in the words of who draws them: each where there are few, else the one that
   holds in the largest and the one that holds in the smallest share of draws.
3. What of these moves most with the precision of play.
One number or one interval a sentence. They speak of the model, never of the world, and take no side.
"""

from __future__ import annotations

from standoff.reports.sections import precision
from standoff.reports.sections.answers import answer_sentences, named_by_answers
from standoff.reports.sections.conclusions import Conclusion
from standoff.reports.sections.precision_cells import ENDING, MEASURE, Named
from standoff.reports.text.cases import SURE, by_reading, cases, span
from standoff.reports.text.draw_shares import of_draws
from standoff.reports.text.ending_keys import Ending
from standoff.reports.text.numbers import listed, percent_range, plain_name, spelled
from standoff.results.folder import RunFiles

MORE_MEASURES = 3
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
    said = answer_sentences(files)
    if not said:
        said = [_likeliest(files, endings)]
        said.append(_differences(files, endings) if len(files.readings) > 1 else _second(files, endings))
        said.append(_asked(files, conclusions))
    answered = {answer.name for answer in files.words.answers if answer.kind == "conclusion"}
    said += _concluded(files, tuple(c for c in conclusions if c.name not in answered))
    said.append(precision.sentence(files, named(files, endings, conclusions), conclusions))
    return [_weighted(files, sentence) for sentence in said if sentence]


def _weighted(files: RunFiles, sentence: str) -> str:
    """A sentence with shares of draws says once what they are, where something was observed."""
    if not files.summary.observed:
        return sentence
    return sentence.replace("of 100 draws", of_draws(files, "of 100 draws"), 1)


def named(
    files: RunFiles, endings: tuple[Ending, ...], conclusions: tuple[Conclusion, ...]
) -> tuple[Named, ...]:
    """The endings and measures that the sentences name, the likeliest ending first."""
    if files.words.answers:
        return named_by_answers(files)
    found = [name for name, _ in _by_likeliest(files, endings)]
    found += [_gaps(files, endings)[0][1].name] if len(files.readings) > 1 else _second_name(files)
    title = {e.name: e.title for e in endings}
    measures = [name for name in _measures_asked(files, conclusions) if _is_told(files, name)]
    return (
        *(Named(ENDING, name, title[name]) for name in dict.fromkeys(found)),
        *(Named(MEASURE, name, _measure_title(files, name)) for name in measures),
    )


def _chances(files: RunFiles, name: str) -> dict[str, float]:
    """An ending's probability under every reading that has it."""
    return {r: s.endings[name].probability for r, s in files.summary.readings.items() if name in s.endings}


def _likeliest(files: RunFiles, endings: tuple[Ending, ...]) -> str:
    groups, title = _by_likeliest(files, endings), {e.name: e.title for e in endings}
    if len(groups) == 1:
        name = groups[0][0]
        shares = _chances(files, name)
        if files.summary.given and min(shares.values()) >= 1.0 - SURE:
            return f"With what is given, “{title[name]}” follows: it is no finding."
        return (
            f"The likeliest ending is “{title[name]}”: {by_reading(files, shares)}{_from_draws(files, name)}."
        )
    parts = []
    for name, readings in groups:
        shares = {r: _chances(files, name)[r] for r in readings}
        under = listed([f"‘{files.reading_title(r)}’" for r in readings])
        parts.append(f"“{title[name]}” under {under} ({span(min(shares.values()), max(shares.values()))})")
    return f"The likeliest ending differs (of 100 cases): {listed(parts)}."


def _by_likeliest(files: RunFiles, endings: tuple[Ending, ...]) -> list[tuple[str, list[str]]]:
    """Readings grouped by their likeliest ending, the largest group first."""
    groups: dict[str, list[str]] = {}
    for reading in files.readings:
        found = files.summary.readings[reading].endings
        top = max((e.name for e in endings if e.name in found), key=lambda name: found[name].probability)
        groups.setdefault(top, []).append(reading)
    return sorted(groups.items(), key=lambda item: (-len(item[1]), files.readings.index(item[1][0])))


def _gaps(files: RunFiles, endings: tuple[Ending, ...]) -> list[tuple[float, Ending, str, str]]:
    """How far the readings differ on each ending, most first, with the lowest and the highest reading."""
    gaps = []
    for ending in endings:
        found = _chances(files, ending.name)
        low = min(found, key=lambda r: (found[r], r))
        high = max(found, key=lambda r: (found[r], r))
        gaps.append((found[high] - found[low], ending, low, high))
    return sorted(gaps, key=lambda item: -item[0])


def _differences(files: RunFiles, endings: tuple[Ending, ...]) -> str:
    gap, ending, low, high = _gaps(files, endings)[0]
    likeliest = _by_likeliest(files, endings)
    if len(likeliest) == 1 and likeliest[0][0] == ending.name and gap >= SAME:
        return ""  # the sentence before has told it reading by reading
    if gap < SAME:
        return f"The readings agree: no ending's probability differs by more than {100 * SAME:.0f} points."
    shares = _chances(files, ending.name)
    most, least = (cases(shares[r], shares[r]) for r in (high, low))
    return (
        f"The readings part most on “{ending.title}”: {most} under ‘{files.reading_title(high)}’, "
        f"{least.removesuffix(' of 100 cases')} under ‘{files.reading_title(low)}’."
    )


def _second_name(files: RunFiles) -> list[str]:
    """The second likeliest ending of the only reading, if there is one that can come about."""
    found = files.summary.readings[files.base].endings
    return [
        n for n in sorted(found, key=lambda n: (-found[n].probability, n))[1:2] if found[n].probability > SURE
    ]


def _second(files: RunFiles, endings: tuple[Ending, ...]) -> str:
    for name in _second_name(files):
        title = next(e.title for e in endings if e.name == name)
        return f"Next comes “{title}”: {by_reading(files, _chances(files, name))}{_from_draws(files, name)}."
    return ""


def _from_draws(files: RunFiles, name: str) -> str:
    """Where an ending lies in nine of ten draws, under the only reading; nothing where none differs."""
    found = files.summary.readings[files.base].endings[name]
    if len(files.readings) > 1 or found.q05 is None or found.q95 is None:
        return ""
    told = span(max(0.0, found.q05), min(1.0, found.q95))
    return "" if told == span(found.probability, found.probability) else f" ({told} from draw to draw)"


def _measures_asked(files: RunFiles, conclusions: tuple[Conclusion, ...]) -> list[str]:
    """The probabilities that conclusions are about, of which a sentence tells the first."""
    names = dict.fromkeys(m for c in conclusions for m in c.measures if _is_chance(files, m))
    return list(names)[: 1 + MORE_MEASURES]


def _is_told(files: RunFiles, name: str) -> bool:
    return any(
        name in reading.measures and reading.measures[name].mean is not None
        for reading in files.summary.readings.values()
    )


def _asked(files: RunFiles, conclusions: tuple[Conclusion, ...]) -> str:
    """The measure of the first conclusion, of the plays that meet its condition where it has one."""
    name = next((m for c in conclusions for m in c.measures if _is_chance(files, m)), None)
    if name is None:
        return ""
    found = {r: s.measures[name] for r, s in files.summary.readings.items() if name in s.measures}
    over_draws = {r: one.mean for r, one in found.items() if one.mean is not None}
    if not over_draws:
        return ""
    of_plays = {r: one.pooled for r, one in found.items() if one.conditional and one.pooled is not None}
    said = f"“{_measure_title(files, name)}”: {by_reading(files, of_plays or over_draws)}"
    undefined = [f"‘{files.reading_title(r)}’" for r in files.readings if r not in over_draws]
    said += f"; undefined under {listed(undefined)}, where its condition never happens" if undefined else ""
    told = (
        span(min(values.values()), max(values.values())) for values in (of_plays or over_draws, over_draws)
    )
    plays, draws = told
    return f"{said}." if plays == draws else f"{said} (mean over draws: {draws})."


def _is_chance(files: RunFiles, measure: str) -> bool:
    """Whether a measure is a probability."""
    said = files.words.measures.get(measure)
    return said is not None and said.text.startswith("P(")


def _measure_title(files: RunFiles, measure: str) -> str:
    return files.words.measures[measure].title or plain_name(measure)


def _concluded(files: RunFiles, conclusions: tuple[Conclusion, ...]) -> list[str]:
    """A sentence for each conclusion, or of many for the one that holds most and the one that holds least."""
    known = [c for c in conclusions if c.shares]
    if len(known) <= EACH:
        return [f"{_whose(files, c)} holds {_shares(files, c)}." for c in known]
    most = max(known, key=lambda c: sum(c.shares.values()) / len(c.shares))
    least = min(known, key=lambda c: sum(c.shares.values()) / len(c.shares))
    if _shares(files, most) == _shares(files, least):
        return [f"The {spelled(len(known))} conclusions under test hold {_shares(files, most)} each."]
    return [
        f"Of the {spelled(len(known))} conclusions under test {_whose(files, most)} holds most often, "
        f"{_shares(files, most)}.",
        f"Least often holds {_whose(files, least)}: {_shares(files, least)}.",
    ]


def _whose(files: RunFiles, conclusion: Conclusion) -> str:
    """`“Intervention is certain” (author)`: with who draws it, where all its claims are of one."""
    claims = files.words.claims
    who = {claims[name].claimant for name in conclusion.because if name in claims} - {""}
    return f"“{conclusion.title}” ({who.pop()})" if len(who) == 1 else f"“{conclusion.title}”"


def _shares(files: RunFiles, conclusion: Conclusion) -> str:
    return by_reading(files, conclusion.shares, of="draws") + _sides(conclusion)


def _sides(conclusion: Conclusion) -> str:
    """The other shares, where more than next to no draw is undefined or unsolved."""
    fails, undefined, unsolved = zip(*conclusion.sides.values(), strict=True)
    if max(map(sum, zip(undefined, unsolved, strict=True))) < NEXT_TO_NONE:
        return ""
    named = (("fails", fails), ("undefined", undefined), ("unsolved", unsolved))
    parts = [f"{said} in {percent_range(min(shares), max(shares))}" for said, shares in named]
    return f", {', '.join(parts)}"
