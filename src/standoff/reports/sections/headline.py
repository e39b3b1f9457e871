"""A few plain sentences for the first page, made from the numbers by fixed rules.

1. The likeliest ending under each reading, readings that agree on it together.
2. The ending on which the readings differ most, with the standard words (or, with one reading, the
   second likeliest ending).
3. The measure that the first conclusion under test is about, under each reading, with how often the
   conclusion holds, and in short the measures of the next ones; where a measure has a condition, both
   its mean over draws and its share of the plays that meet the condition.
4. The conclusions under test that hold in the largest and in the smallest share of draws.
5. What of these moves most with the precision of play, the likeliest ending first.
The sentences speak of the model, never of the world, and take no side.
"""

from __future__ import annotations

from standoff.reports.sections import precision
from standoff.reports.sections.conclusions import Conclusion
from standoff.reports.sections.precision_cells import ENDING, MEASURE, Named
from standoff.reports.text.draw_shares import of_draws
from standoff.reports.text.ending_keys import Ending
from standoff.reports.text.likelihood import words
from standoff.reports.text.numbers import NOTHING, chance, listed, percent_range, plain_name, spelled
from standoff.results.folder import RunFiles
from standoff.results.summary import EndingEstimate

MORE_MEASURES = 3
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
    said = [_likeliest(files, endings)]
    said.append(_differences(files, endings) if len(files.readings) > 1 else _second(files, endings))
    asked = _asked(files, conclusions)
    alone = len(conclusions) == 1 and conclusions[0].title in asked
    said += [asked, _others(files, conclusions), "" if alone else _extremes(conclusions)]
    said.append(precision.sentence(files, named(files, endings, conclusions), conclusions))
    return [_weighted(files, sentence) for sentence in said if sentence]


def _weighted(files: RunFiles, sentence: str) -> str:
    """A sentence with shares of draws says once what they are, where something was observed."""
    return sentence.replace("of draws", of_draws(files), 1) if files.summary.observed else sentence


def named(
    files: RunFiles, endings: tuple[Ending, ...], conclusions: tuple[Conclusion, ...]
) -> tuple[Named, ...]:
    """The endings and measures that the sentences name, the likeliest ending first."""
    found = [name for name, _ in _by_likeliest(files, endings)]
    found += [_gaps(files, endings)[0][1].name] if len(files.readings) > 1 else _second_name(files)
    title = {e.name: e.title for e in endings}
    measures = [name for name in _measures_asked(files, conclusions) if _is_told(files, name)]
    return (
        *(Named(ENDING, name, title[name]) for name in dict.fromkeys(found)),
        *(Named(MEASURE, name, _measure_title(files, name)) for name in measures),
    )


def _interval(found: EndingEstimate) -> tuple[float, float]:
    low = found.probability if found.q05 is None else found.q05
    high = found.probability if found.q95 is None else found.q95
    return min(1.0, max(0.0, low)), min(1.0, max(0.0, high))


def _bracket(found: EndingEstimate) -> str:
    """`likely (62 %; 55 to 71 %)`."""
    return f"{words(*_interval(found))} ({_spread(chance(found.probability), *_interval(found))})"


def _spread(middle: str, low: float, high: float) -> str:
    """`62 %; 55 to 71 %`, or `84 %` where no draw differs from it."""
    told = percent_range(low, high)
    return middle if told == middle else f"{middle}; {told}"


def _likeliest(files: RunFiles, endings: tuple[Ending, ...]) -> str:
    groups, title = _by_likeliest(files, endings), {e.name: e.title for e in endings}
    parts = [f"“{title[name]}” – {_group(files, name, readings)}" for name, readings in groups]
    lead = "In the model the likeliest ending is "
    if len(groups) == 1 and len(files.readings) > 1:
        lead = "In the model every reading has the same likeliest ending, "
    return lead + "; ".join(parts) + "."


def _by_likeliest(files: RunFiles, endings: tuple[Ending, ...]) -> list[tuple[str, list[str]]]:
    """Readings grouped by their likeliest ending, the largest group first."""
    groups: dict[str, list[str]] = {}
    for reading in files.readings:
        found = files.summary.readings[reading].endings
        top = max((e.name for e in endings if e.name in found), key=lambda name: found[name].probability)
        groups.setdefault(top, []).append(reading)
    return sorted(groups.items(), key=lambda item: (-len(item[1]), files.readings.index(item[1][0])))


def _group(files: RunFiles, name: str, readings: list[str]) -> str:
    found = {r: files.summary.readings[r].endings[name] for r in readings}
    if len(files.readings) == 1:
        return _bracket(found[readings[0]])
    return listed([f"{_bracket(found[r])} under ‘{files.reading_title(r)}’" for r in readings])


def _gaps(files: RunFiles, endings: tuple[Ending, ...]) -> list[tuple[float, Ending, str, str]]:
    """How far the readings differ on each ending, most first, with the lowest and the highest reading."""
    gaps = []
    for ending in endings:
        found = {
            r: s.endings[ending.name] for r, s in files.summary.readings.items() if ending.name in s.endings
        }
        low = min(found, key=lambda r: (found[r].probability, r))
        high = max(found, key=lambda r: (found[r].probability, r))
        gaps.append((found[high].probability - found[low].probability, ending, low, high))
    return sorted(gaps, key=lambda item: -item[0])


def _differences(files: RunFiles, endings: tuple[Ending, ...]) -> str:
    gaps = _gaps(files, endings)
    gap, ending, low, high = gaps[0]
    if gap < SAME:
        return f"The readings agree: no ending's probability differs by more than {100 * SAME:.0f} points."
    low_share, high_share = (files.summary.readings[r].endings[ending.name].probability for r in (low, high))
    text = (
        f"The readings differ most on “{ending.title}”: "
        f"{chance(low_share)} under ‘{files.reading_title(low)}’, "
        f"{chance(high_share)} under ‘{files.reading_title(high)}’"
    )
    agreed = [e for e in endings if any(one is e and g < SAME for g, one, _, _ in gaps)]
    if agreed:
        on = (
            f"“{agreed[0].title}”"
            if len(agreed) == 1
            else f"{spelled(len(agreed))} of {spelled(len(endings))} endings"
        )
        text += f"; on {on} they agree to within {100 * SAME:.0f} points"
    return text + "."


def _second_name(files: RunFiles) -> list[str]:
    """The second likeliest ending of the only reading, if there is one."""
    found = files.summary.readings[files.base].endings
    return sorted(found, key=lambda n: (-found[n].probability, n))[1:2]


def _second(files: RunFiles, endings: tuple[Ending, ...]) -> str:
    for name in _second_name(files):
        title = next(e.title for e in endings if e.name == name)
        return f"Next comes “{title}”: {_bracket(files.summary.readings[files.base].endings[name])}."
    return ""


def _measures_asked(files: RunFiles, conclusions: tuple[Conclusion, ...]) -> list[str]:
    """The probabilities that conclusions are about, of which sentences tell the first few."""
    names = dict.fromkeys(m for c in conclusions for m in c.measures if _is_chance(files, m))
    return list(names)[: 1 + MORE_MEASURES]


def _is_told(files: RunFiles, name: str) -> bool:
    return any(
        name in reading.measures and reading.measures[name].mean is not None
        for reading in files.summary.readings.values()
    )


def _asked(files: RunFiles, conclusions: tuple[Conclusion, ...]) -> str:
    """The measure of the first conclusion: `Intervention, if the line breaks – likely (...) under ...`."""
    first = next(((c, m) for c in conclusions for m in c.measures if _is_chance(files, m)), None)
    if first is None:
        return ""
    conclusion, name = first
    parts = [_measured(files, name, reading) for reading in files.readings]
    said = f"“{_measure_title(files, name)}” is {listed([part for part in parts if part])}"
    shares = conclusion.shares
    if not shares or len(conclusion.measures) > 1:
        return f"{said}." if any(parts) else ""
    return f"{said}; that “{conclusion.title}” holds in {_shares(conclusion)}." if any(parts) else ""


def _measured(files: RunFiles, name: str, reading: str) -> str:
    found = files.summary.readings[reading].measures.get(name)
    under = f" under ‘{files.reading_title(reading)}’" if len(files.readings) > 1 else ""
    if found is None:
        return ""
    if found.mean is None:
        return f"undefined{under}, where its condition never happens"
    low = found.mean if found.q05 is None else min(1.0, max(0.0, found.q05))
    high = found.mean if found.q95 is None else min(1.0, max(0.0, found.q95))
    middle = chance(found.mean)
    if found.conditional and _pooled(found.pooled) != middle:
        middle = f"mean over draws {middle}, of the plays that meet the condition {_pooled(found.pooled)}"
    return f"{words(low, high)} ({_spread(middle, low, high)}){under}"


def _pooled(share: float | None) -> str:
    return NOTHING if share is None else chance(share)


def _others(files: RunFiles, conclusions: tuple[Conclusion, ...]) -> str:
    """Means over draws of further measures that conclusions are about, from reading to reading."""
    parts = []
    for name in _measures_asked(files, conclusions)[1:]:
        found = [s.measures[name] for s in files.summary.readings.values() if name in s.measures]
        means = [measure.mean for measure in found if measure.mean is not None]
        pooled = [measure.pooled for measure in found if measure.pooled is not None]
        if means:
            told = percent_range(min(means), max(means))
            other = percent_range(min(pooled), max(pooled)) if pooled else told
            over = f" (of plays that meet it {other})" if other != told else ""
            parts.append(f"“{_measure_title(files, name)}” {told}{over}")
    by = ", by reading" if len(files.readings) > 1 else ""
    return f"What the other conclusions ask (mean over draws{by}): {'; '.join(parts)}." if parts else ""


def _is_chance(files: RunFiles, measure: str) -> bool:
    """Whether a measure is a probability."""
    said = files.words.measures.get(measure)
    return said is not None and said.text.startswith("P(")


def _measure_title(files: RunFiles, measure: str) -> str:
    return files.words.measures[measure].title or plain_name(measure)


def _extremes(conclusions: tuple[Conclusion, ...]) -> str:
    known = [c for c in conclusions if c.shares]
    if not known:
        return ""
    most = max(known, key=lambda c: sum(c.shares.values()) / len(c.shares))
    least = min(known, key=lambda c: sum(c.shares.values()) / len(c.shares))
    if len(known) == 1:
        return f"The conclusion under test, “{most.title}”, holds in {_shares(most)}."
    if _shares(most) == _shares(least):
        return f"The {spelled(len(known))} conclusions under test hold in {_shares(most)} each."
    return (
        f"Of the {spelled(len(known))} conclusions under test, “{most.title}” holds in the largest share "
        f"({_shares(most)}) and “{least.title}” in the smallest ({_shares(least)})."
    )


def _shares(conclusion: Conclusion) -> str:
    values = list(conclusion.shares.values())
    said = percent_range(min(values), max(values))
    by = ", by reading" if len(values) > 1 and min(values) != max(values) else ""
    return f"{said} of draws{_sides(conclusion)}{by}"


def _sides(conclusion: Conclusion) -> str:
    """The other shares, where more than next to no draw is undefined or unsolved."""
    fails, undefined, unsolved = zip(*conclusion.sides.values(), strict=True)
    if max(map(sum, zip(undefined, unsolved, strict=True))) < NEXT_TO_NONE:
        return ""
    named = (("fails", fails), ("undefined", undefined), ("unsolved", unsolved))
    parts = [f"{said} in {percent_range(min(shares), max(shares))}" for said, shares in named]
    return f", {', '.join(parts)}"
