"""Which things of an earlier text stand in a later one under another name.

A thing that is gone and one that is new are taken for the same where every part of the two is the same,
where nothing else of the kind fits either of them, and where, if the old name is used anywhere, some
formula that used it now says the same with the new one. Whatever is less plain is told as removed and
added. Names found so are put into what is compared afterwards: a formula is not changed by them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from standoff.findings.two_runs.things import Part, Thing

SPOKEN = ("answer", "document", "scenario")  # what is called by a sentence, or by nothing of the text
Key = tuple[str, str]
Things = Mapping[Key, Thing]


def renamed(before: Things, after: Things) -> dict[Key, str]:
    """The new name of each thing that was renamed, by its kind and old name.

    Examples
    --------
    >>> made = Thing("number", "p", "", "", {"value": Part("beta(2, 3)", "beta(2,3)")})
    >>> renamed({("number", "p"): made}, {("number", "q"): replace(made, name="q")})
    {('number', 'p'): 'q'}
    """
    found: dict[Key, str] = {}
    while True:
        more = _more(with_names(before, found), after)
        if not more:
            return found
        back = {(kind, new): old for (kind, old), new in found.items()}
        found |= {(kind, back.get((kind, old), old)): new for (kind, old), new in more.items()}


def with_names(things: Things, names: Mapping[Key, str]) -> dict[Key, Thing]:
    """The things under their new names, which stand in their formulas too."""
    if not names:
        return dict(things)
    new = {old: new for (_, old), new in names.items()}
    pattern = re.compile("|".join(rf"(?<![\w.]){re.escape(old)}(?!\w)" for old in sorted(new, key=len)[::-1]))
    made = {}
    for (kind, name), thing in things.items():
        parts = {_said(pattern, new, key): _named(pattern, new, part) for key, part in thing.parts.items()}
        called = names.get((kind, name)) or (name if kind in SPOKEN else _said(pattern, new, name))
        made[(kind, called)] = replace(thing, name=called, parts=parts)
    return made


def _said(pattern: re.Pattern[str], new: Mapping[str, str], text: str) -> str:
    return pattern.sub(lambda match: new[match[0]], text)


def _named(pattern: re.Pattern[str], new: Mapping[str, str], part: Part) -> Part:
    """A part with new names in what it means; what is shown stays as it was written."""
    if not part.named:
        return part
    if isinstance(part.means, str):
        return replace(part, means=_said(pattern, new, part.means))
    if isinstance(part.means, tuple) and all(isinstance(item, str) for item in part.means):
        return replace(part, means=tuple(_said(pattern, new, str(item)) for item in part.means))
    return part


def _more(before: Things, after: Things) -> dict[Key, str]:
    gone = [key for key in before if key not in after and key[0] not in ("scenario", "play")]
    come = [key for key in after if key not in before]
    found: dict[Key, str] = {}
    for key in gone:
        fitting = [new for new in come if _same(before[key], after[new])]
        if len(fitting) != 1:
            continue
        rivals = [old for old in gone if _same(before[old], after[fitting[0]])]
        if rivals == [key] and _is_used_so(before, after, key, fitting[0][1]):
            found[key] = fitting[0][1]
    return found


def _same(one: Thing, other: Thing) -> bool:
    """Whether two things of one kind say the same in every part; one that says nothing proves nothing."""
    if one.kind != other.kind or not one.parts or one.parts.keys() != other.parts.keys():
        return False
    return all(part.means == other.parts[name].means for name, part in one.parts.items())


def _is_used_so(before: Things, after: Things, key: Key, new: str) -> bool:
    """Whether the old name stands nowhere, or something that used it says the same with the new one."""
    old = re.compile(rf"(?<![\w.]){re.escape(key[1])}(?!\w)")
    users = [
        (own, name)
        for own, thing in before.items()
        for name, part in thing.parts.items()
        if own != key and part.named and old.search(str(part.means))
    ]
    put = with_names({own: before[own] for own, _ in users}, {key: new})
    there = {(thing.kind, thing.name): thing for thing in put.values()}
    same = [
        thing
        for own, thing in there.items()
        if own in after
        for name, part in thing.parts.items()
        if name in after[own].parts and part.means == after[own].parts[name].means and new in str(part.means)
    ]
    return not users or bool(same)
