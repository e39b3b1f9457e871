"""What two texts of a scenario say otherwise, thing by thing and reading by reading.

Each reading that both texts have is compared as it is understood, with what it lays over the file; a
change is told once, with the readings under which it is so. Copies of one thing that changed alike are
one change. Source: none; the rules stand in docs/reference/two-runs.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from standoff.findings.two_runs.renames import Key, renamed, with_names
from standoff.findings.two_runs.things import Part, Thing, orders_of, things_of
from standoff.results.two_runs import How, NumberChange, TextChange
from standoff.scenario import LoadedScenario
from standoff.scenario.records import Scenario

NUMBER = re.compile(r"(?<![\w.])(?<!\d-)\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w-])")
NOTHING = Part("", "")


@dataclass(frozen=True, slots=True)
class Compared:
    """Changes of the text; pairs : readings that both have, by their earlier and later name.

    names : what else was renamed, the new name by kind and old one
    """

    changes: tuple[TextChange, ...]
    pairs: tuple[tuple[str, str], ...]
    names: Mapping[Key, str]


def texts_compared(before: LoadedScenario, after: LoadedScenario) -> Compared:
    """All that the later text says otherwise than the earlier one.

    Examples
    --------
    >>> from standoff import scenario
    >>> told = scenario.load("tripwire")
    >>> texts_compared(told, told).changes
    ()
    """
    names = renamed(things_of(before.reading()), things_of(after.reading()))
    pairs = _pairs(before, after)
    found: dict[tuple[object, ...], TextChange] = {}
    under: dict[tuple[object, ...], list[str]] = {}
    for old, new in pairs:
        for change in _changes(before.reading(old), after.reading(new), names):
            key = (change.kind, change.name, change.how, change.part, change.before, change.after)
            found.setdefault(key, change)
            under.setdefault(key, []).append(new)
    told = [change.model_copy(update={"readings": tuple(under[key])}) for key, change in found.items()]
    return Compared((*_readings(before, after, pairs), *_merged(told)), pairs, names)


def _pairs(before: LoadedScenario, after: LoadedScenario) -> tuple[tuple[str, str], ...]:
    """Readings that both have: the file's own, those of one name, and those whose words are the same."""
    found = {before.base: after.base}
    found |= {name: name for name in before.readings if name in after.readings and name != before.base}
    left = [name for name in before.readings if name not in found]
    new = [name for name in after.readings if name not in found.values()]
    for name in left:
        same = [other for other in new if _words(before, name) == _words(after, other)]
        if len(same) == 1 and any(_words(before, name)) and same[0] not in found.values():
            found[name] = same[0]
    return tuple(found.items())


def _words(loaded: LoadedScenario, reading: str) -> tuple[str, str]:
    """A reading's title and what it says, nothing for a title that is made of the name."""
    title = loaded.reading().readings[reading]
    own = "" if title.casefold() == reading.replace("_", " ").casefold() else title
    return own, loaded.says.get(reading, "")


def _readings(
    before: LoadedScenario, after: LoadedScenario, pairs: Sequence[tuple[str, str]]
) -> Iterator[TextChange]:
    """Readings that were added, removed, renamed, or say otherwise what they are."""
    old, new = before.reading().readings, after.reading().readings
    for name, title in old.items():
        if name not in dict(pairs):
            yield _change(Thing("reading", name, title, "", {}), "removed")
    for name, title in new.items():
        if name not in dict(pairs).values():
            yield _change(Thing("reading", name, title, "", {}), "added")
    for first, second in pairs:
        thing = Thing("reading", second, new[second], "", {})
        if first != second:
            yield _change(thing, "renamed", said=("", Part(first, first), Part(second, second)))
        words = _words(before, first), _words(after, second)
        for part, was, now in zip(("title", "says"), *words, strict=True):
            if was != now:
                yield _change(thing, "changed", said=(part, Part(was, was), Part(now, now)))


def _changes(before: Scenario, after: Scenario, names: Mapping[Key, str]) -> Iterator[TextChange]:
    """What one reading says otherwise in the two texts."""
    old, new = with_names(things_of(before), names), things_of(after)
    called = {(kind, now): was for (kind, was), now in names.items()}
    for key, thing in new.items():
        was = old.get(key)
        if was is None:
            yield _change(thing, "added")
            continue
        if key in called:
            earlier = Part(called[key], called[key])
            yield _change(thing, "renamed", was, said=("", earlier, Part(key[1], key[1])))
        yield from _parts_changed(was, thing)
    for key, thing in old.items():
        if key not in new:
            yield _change(thing, "removed", thing)
    was_order, now_order = orders_of(before), orders_of(after)
    for kind, order in now_order.items():
        single = kind.removesuffix("s")
        earlier_order = [names.get((single, name), name) for name in was_order[kind]]
        kept = tuple(name for name in earlier_order if name in order)
        now = tuple(name for name in order if name in kept)
        if kept != now:
            parts = (Part(kept, ", ".join(kept)), Part(now, ", ".join(now)))
            yield _change(Thing("order", kind, "", "", {}), "changed", said=("", *parts))


def _parts_changed(was: Thing, now: Thing) -> Iterator[TextChange]:
    """The parts of one thing that are not the same; options that came or went are told one by one."""
    for name in dict.fromkeys([*now.parts, *was.parts]):
        old, new = was.parts.get(name, NOTHING), now.parts.get(name, NOTHING)
        if old.means == new.means:
            continue
        if name == "options" and isinstance(old.means, tuple) and isinstance(new.means, tuple):
            yield from _options(was, now, old.means, new.means)
            continue
        yield _change(now, "changed", was, said=(name, old, new))


def _options(
    was: Thing, now: Thing, old: tuple[object, ...], new: tuple[object, ...]
) -> Iterator[TextChange]:
    gone, come = [o for o in old if o not in new], [o for o in new if o not in old]
    for how, options in (("added", come), ("removed", gone)):
        for option in options:
            thing = Thing("option", f"{now.name}: {option}", now.title, now.at, {})
            yield _change(thing, "added" if how == "added" else "removed", was)
    if not gone and not come:
        parts = (Part(old, ", ".join(map(str, old))), Part(new, ", ".join(map(str, new))))
        yield _change(now, "changed", was, said=("order of its options", *parts))


def _change(
    thing: Thing, how: How, was: Thing | None = None, *, said: tuple[str, Part, Part] = ("", NOTHING, NOTHING)
) -> TextChange:
    part, old, new = said
    if how in ("added", "removed") and "value" in thing.parts:  # of a number, what it is or was
        old, new = (NOTHING, thing.parts["value"]) if how == "added" else (thing.parts["value"], NOTHING)
    return TextChange(
        kind=thing.kind,
        name=thing.name,
        title=thing.title,
        how=how,
        part=part,
        before=old.shown,
        after=new.shown,
        before_at="" if was is None else was.at,
        after_at="" if how == "removed" else thing.at,
        numbers=_numbers(old, new),
        readings=(),
        copies=1,
    )


def _numbers(old: Part, new: Part) -> tuple[NumberChange, ...]:
    """The numbers of a formula that changed, where nothing else of it did."""
    if not (isinstance(old.means, str) and isinstance(new.means, str)) or not old.means:
        return ()
    if NUMBER.sub("#", old.means) != NUMBER.sub("#", new.means):
        return ()
    pairs = zip(NUMBER.findall(old.means), NUMBER.findall(new.means), strict=True)
    return tuple(NumberChange(before=one, after=other) for one, other in pairs if one != other)


def _merged(changes: Sequence[TextChange]) -> Iterator[TextChange]:
    """Copies of one thing, which stand in one place of the text and changed alike, as one change."""
    groups: dict[tuple[object, ...], list[TextChange]] = {}
    for i, one in enumerate(changes):
        copied = "[" in one.name
        place = (one.before_at, one.after_at, _bare(one.part), one.readings)
        alike = (_bare(one.before), _bare(one.after), one.numbers, _bare(one.name))
        groups.setdefault((one.kind, one.how, *place, *alike) if copied else (i,), []).append(one)
    for each in groups.values():
        yield each[0].model_copy(update={"copies": len(each)}) if len(each) > 1 else each[0]


def _bare(text: str) -> str:
    """A text without what stands in square brackets: the same of all copies."""
    return re.sub(r"\[[^\]]*\]", "[]", text)
