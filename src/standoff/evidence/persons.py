"""Who `he` or `she` is: the one person that can be meant, or nobody, with those who could be.

1. The persons are those named in the sentence before the pronoun, and in the sentence before that one,
   a pronoun there standing for whom it could mean. A sentence that begins with `When`, `Before` and
   their like may name its person behind the pronoun. A heading begins anew.
2. A person is sure with a title (`Gen. Ash`), as a post (`the Polish premier`), with two names, or as a
   speaker with a name; a single name, or a speaker such as `the widow`, is doubtful. Places, peoples,
   months and bodies of a list, and names behind `in` and `at`, are no persons; `Mr` is no `she`.
3. The pronoun is resolved if one person is left and that one is sure; else it is left open, and said so.
The rules know no grammar of subjects and no first names: two persons always leave a pronoun open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from standoff.evidence.person_words import (
    BEFORE_PLACES,
    BODIES,
    NO_PERSONS,
    ONLY_HE,
    ONLY_SHE,
    POSTS,
    SMALL,
    TITLES,
)

_POST = re.compile(
    rf"\b(?:the|an?|its|his|her|their|[^\W\d_][\w-]*[’']s)\s+"
    rf"(?:(?!(?:the|an?|of|to|and|that|said|says|told|is|was|has|had|will|with|by)\b)[^\W\d_][\w-]*\s+){{0,3}}?"
    rf"(?:{POSTS})\b(?!\s+(?:{POSTS})\b)(?:\s+(?:of|for)\s+(?:the\s+)?[^\W\d_][\w-]*)?",
    re.IGNORECASE,
)
_PEOPLE = re.compile(r"(?:[aei]ans?|ish|ese|ans|ers|[^s]s)$")  # `Russian`, `Polish`, `Ministers`
_TOKEN = re.compile(r"[^\W\d_](?:[\w-]*\w)?")
_JOIN = re.compile(r"\.?\s+(?:(?:de|van|von|der|den|da|di|al)\s+)?")
_PRONOUN = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
_OPENS = re.compile(
    r"(?:[“\"(]?(?:when|before|after|while|if|although|though|as|since|once|until|because|unless))\b",
    re.IGNORECASE,
)
_DETERMINERS = frozenset(("the", "a", "an", "his", "her", "their", "its"))
_APPOSED = re.compile(r",?\s")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a text names, as it names him, and where."""

    called: str
    start: int
    end: int
    sure: bool
    post: bool = False  # called by what he is: `the mayor`


@dataclass(frozen=True, slots=True)
class Pronoun:
    """`he` or `she` at a place of a sentence; `person` is who is meant, "" where that is left open."""

    said: str
    start: int
    person: str
    could_be: tuple[str, ...]
    people: tuple[Person, ...] = ()


def persons(text: str, speakers: Iterable[str] = ()) -> tuple[Person, ...]:
    """The persons that a sentence names, in order; `speakers` are those who are said to say something.

    Examples
    --------
    >>> [(one.called, one.sure) for one in persons("Gen. Ash met Orme and the mayor of Ostby in Paris.")]
    [('Gen. Ash', True), ('Orme', False), ('the mayor of Ostby', True)]
    """
    posts = [
        Person(_flat(m[0]), m.start(), m.end(), text[m.end() : m.end() + 1] not in ("’", "'"), True)
        for m in _POST.finditer(text)
    ]
    found = [*posts, *(one for one in _names(text) if not any(_meet(one, post) for post in posts))]
    for who in speakers:
        found = _with_speaker(found, text, who)
    found.sort(key=lambda one: one.start)
    apart: list[Person] = []
    for one in found:  # `Karl Aske, the envoy` and `the envoy, Karl Aske` are one person
        last = apart[-1] if apart else None
        if last is not None and last.post != one.post and _APPOSED.fullmatch(text[last.end : one.start]):
            named = one if last.post else last
            apart[-1] = replace(named, start=last.start, end=one.end, sure=True)
        else:
            apart.append(one)
    return _merged(apart)


def pronouns(
    text: str,
    before: tuple[Person, ...],
    speakers: Iterable[str] = (),
    quoted: tuple[tuple[int, int], ...] = (),
) -> tuple[Pronoun, ...]:
    """Each `he` and `she` of a sentence outside quotation marks, with who is meant or could be.

    Parameters
    ----------
    text : the sentence
    before : persons of the sentence before it
    speakers : who is said to say something in it
    quoted : where it is in quotation marks: whom a pronoun means there, a speaker knows

    Examples
    --------
    >>> who = persons("Mr Fox met Mrs Bell.")
    >>> [(one.said, one.person) for one in pronouns("He stayed, and she left.", who)]
    [('He', 'Mr Fox'), ('she', 'Mrs Bell')]
    >>> pronouns("He stayed.", persons("Mr Fox met Mr Bell."))[0].could_be
    ('Mr Fox', 'Mr Bell')
    """
    here = persons(text, speakers)
    found: list[Pronoun] = []
    for match in _PRONOUN.finditer(text):
        if any(start <= match.start() < end for start, end in quoted):
            continue
        ahead = here if _OPENS.match(text) else tuple(one for one in here if one.end <= match.start())
        people = tuple(one for one in _merged((*before, *ahead)) if _may_be(match[0].lower(), one))
        sure = len(people) == 1 and people[0].sure
        could_be = tuple(one.called for one in people)
        found.append(Pronoun(match[0], match.start(), could_be[0] if sure else "", could_be, people))
    return tuple(found)


def _names(text: str) -> Iterator[Person]:
    """Runs of capitalised words, with titles; a single one at the head of the sentence is doubtful."""
    tokens = list(_TOKEN.finditer(text))
    i = 0
    while i < len(tokens):
        run = [tokens[i]]
        while i + len(run) < len(tokens) and tokens[i + len(run)][0][0].isupper():
            following = tokens[i + len(run)]
            if not _JOIN.fullmatch(text[run[-1].end() : following.start()]) or not _goes_on(text, run):
                break
            run.append(following)
        if tokens[i][0][0].isupper():
            before = tokens[i - 1][0].lower() if i else ""
            yield from _person(text, run, before)
        i += len(run)


def _goes_on(text: str, run: list[re.Match[str]]) -> bool:
    """A full stop inside a name stands behind a title or an initial only."""
    last = run[-1]
    return last[0][0].isupper() and (
        text[last.end() : last.end() + 1] != "." or len(last[0]) == 1 or last[0].lower() in TITLES
    )


def _person(text: str, run: list[re.Match[str]], before: str) -> Iterator[Person]:
    words = [one[0].lower() for one in run]
    if words[0] in SMALL and len(words) > 1 and run[0].start() == 0:
        run, words = run[1:], words[1:]  # `But Macron`, `In Warsaw`
        before = text[: run[0].start()].split()[-1].lower()
    while len(words) > 2 and words[0] not in TITLES and words[1] in TITLES:
        run, words = run[1:], words[1:]  # `French President Macron`
    titled = words[0] in TITLES and len(words) > 1
    if not titled:
        if before in BEFORE_PLACES or any(word in NO_PERSONS or word in BODIES for word in words):
            return
        if run[0][0].isupper() and len(run[0][0]) > 1:
            return  # `NATO`
        if len(words) == 1 and (words[0] in SMALL or words[0] in TITLES or _PEOPLE.search(words[0])):
            return
    start, end = run[0].start(), run[-1].end()
    yield Person(_flat(text[start:end]), start, end, titled or len(words) > 1)


def _with_speaker(found: list[Person], text: str, who: str) -> list[Person]:
    """A speaker who is named is sure; `the widow` is doubtful; many, and bodies, are no person."""
    pattern = r"\s+".join(re.escape(part) for part in who.split())
    match = re.search(pattern, text)
    if match is None or not who:
        return found
    inside = [one for one in found if _meet(one, Person(who, match.start(), match.end(), True))]
    words = [word.lower() for word in _TOKEN.findall(who)]
    if not words or _PRONOUN.fullmatch(words[0]):
        return found
    if words[0] not in _DETERMINERS:
        named = {one.start for one in inside}
        return [replace(one, sure=True) if one.start in named else one for one in found]
    if any(one.sure for one in inside) or words[-1].endswith("s") or {words[-1]} & NO_PERSONS:
        return found
    if BODIES & set(words):
        return found
    return [*found, Person(_flat(who), match.start(), match.end(), False, True)]


def _merged(found: Iterable[Person]) -> tuple[Person, ...]:
    """One entry a person: `Orme` is `Captain Orme`, `the mayor` is `the mayor of Ostby`."""
    kept: list[Person] = []
    for one in found:
        same = next((i for i, other in enumerate(kept) if _same(other, one)), None)
        if same is None:
            kept.append(one)
            continue
        longer = max(kept[same], one, key=lambda each: len(each.called))
        kept[same] = replace(longer, sure=kept[same].sure or one.sure)
    return tuple(kept)


def _same(one: Person, other: Person) -> bool:
    if one.post != other.post:
        return False
    first, second = one.called.lower(), other.called.lower()
    if one.post:
        return first == second or first.startswith(f"{second} ") or second.startswith(f"{first} ")
    return first.split()[-1] == second.split()[-1]


def _meet(one: Person, other: Person) -> bool:
    return one.start < other.end and other.start < one.end


def _may_be(pronoun: str, one: Person) -> bool:
    words = {word.lower() for word in _TOKEN.findall(one.called)}
    return not words & (ONLY_SHE if pronoun == "he" else ONLY_HE)


def _flat(text: str) -> str:
    return " ".join(text.split())
