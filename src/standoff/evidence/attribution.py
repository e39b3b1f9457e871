"""Who is said to say something: verbs of saying, `according to`, and quotations with a name behind them.

Rules for English prose. What they find is a proposal: a pronoun stays a pronoun here (`persons.py` may
find who is meant), nothing is guessed. What the author infers from somebody's words is said by nobody
else (`inferences.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from standoff.evidence.allegations import accuser, alleges
from standoff.evidence.inferences import infers, main_clause
from standoff.evidence.verbs import has_verb

_SAYING = (
    "said|says|say|stated|states|told|tells|claimed|claims|claim|argued|argues|argue|insisted|insists|warned|"
    "warns|warn|declared|declares|announced|announces|confirmed|confirms|denied|denies|alleged|alleges|accused|"
    "accuses|predicted|predicts|expects|expected|estimates|estimated|believes|believe|thinks|suggested|suggests|"
    "reported|reports|report|noted|notes|added|wrote|writes|admitted|admits|maintains|maintained|promised|"
    "promises|asserted|asserts|acknowledged|acknowledges|concluded|concludes|assured|assures|vowed|vows|"
    "demanded|demands|proposed|proposes|replied|replies|explained|explains|testified|testifies|cautioned"
)
_SAID = re.compile(
    r"\s*[,:]?\s*[“\"‘]|[^.]{0,60}?\bthat\b|\s+(?:it|this|they|he|she|there|the|its|his|their|no|to|of|about|against)\b|"
    r"\s+[A-Z]"
)
_PART = (
    r"(?:(?:Gen|Lt|Maj|Col|Brig|Adm|Capt|Sgt|Dr|Prof|Sen|Rep|Gov|Hon|Rev|Mr|Mrs|Ms|St)\.|[^\W\d_][\w’'-]*)"
)
_NAME = (
    r"(?:(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir)\s+)?"
    rf"[^\W\d_][\w’'.-]*(?:\s+(?:of|for|the|and|in)\s+{_PART}|\s+{_PART}|\s+(?:the\s+)?(?:[A-Z]\.)+){{0,7}}?"
)
_BETWEEN = (
    "has|have|had|also|again|repeatedly|publicly|himself|herself|themselves|later|then|once|falsely|wrongly|"
    "rightly|openly|privately|recently|bluntly|angrily|quietly|plainly|explicitly|only|always|often|now|still|already"
)
_OPENING = re.compile(
    rf"(?:(?:[Bb]ut|[Aa]nd|[Yy]et|[Ss]o|[Aa]s|[Ss]till|[Hh]owever,?|[Mm]eanwhile,?|[Yy]esterday,?|[Tt]oday,?)\s+)*"
    rf"(?:[Oo]n\s+[\w\s]{{2,24}},\s+|[Ii]n\s+[\w\s]{{2,24}},\s+)?"
    rf"(?P<who>{_NAME})(?:,\s[^,]{{2,80}},)?\s+"
    rf"(?:(?:{_BETWEEN})\s+){{0,3}}"
    rf"(?P<verb>{_SAYING})\b(?P<rest>.*)$",
    re.DOTALL,
)
_LED = re.compile(  # `When he left, Gen. Ash said ...`
    r"(?:when|after|before|while|as|if|although|though|since|once|because|unless)\s[^,“\"«]{2,160},\s+",
    re.IGNORECASE,
)
_INVERTED = re.compile(
    r"(?:[,.!?…]?[”\"'’»]\s*|,\s+)"
    rf"(?:(?P<verb>{_SAYING})\s+(?P<who>{_NAME})|(?P<who2>{_NAME})\s+(?P<verb2>{_SAYING}))"
    r"(?=[.,;]|\s+(?:on|in|at|to|last|this)\b|$)"
)
_BEHIND = re.compile(  # `“...,” the spokesman for the ministry, Karl Aske, said on Tuesday`
    rf"(?:[,.!?…][”\"'’»],?|[”\"’»],)\s+(?P<who>{_NAME})(?:,\s[^,“\"]{{2,80}},)?\s+(?:(?:{_BETWEEN})\s+){{0,3}}"
    rf"(?P<verb>{_SAYING})\b(?!\s+(?:that|by)\b)"
)
_RELATIVE = re.compile(
    rf"\b(?:which|that|what|as)\s+(?P<who>{_NAME})\s+(?:(?:{_BETWEEN})\s+){{0,2}}(?P<verb>{_SAYING})\b"
)
_ACCORDING = re.compile(
    rf"\b(?:according to|in the words of|as told by|in the view of)\s+(?P<who>{_NAME})"
    r"(?=[,.;]|\s+(?:and|that|which|who|is|was|has|had|will|would)\b|$)",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|has been|have been)\s+(?:widely\s+|officially\s+)?"
    r"(?P<verb>said|reported|alleged|claimed|believed|thought|expected|rumoured)\s+(?:that|to)\b",
    re.IGNORECASE,
)
_PRONOUNS = frozenset(("he", "she", "they", "it", "we", "i", "you"))
_NOT_FIRST = frozenset(
    {"nobody", "none", "nothing", "few"}
    | {"there", "which", "that", "who", "whom", "what", "this", "these", "those", "nobody", "everyone", "if"}
    | {"when", "while", "whether", "how", "why", "it"}
)
_NOT_INSIDE = frozenset(
    {"could", "would", "will", "might", "may", "should", "must", "can", "cannot", "be", "is", "are", "was"}
    | {"were", "been", "to", "that", "which", "who", "not", "if", "when", "while", "because", "than"}
    | {"never", "neither", "nor", "no", "longer", "hardly", "barely", "scarcely", "rarely", "seldom"}
)
_ALONE = frozenset(
    ("the", "a", "an", "its", "his", "her", "their", "our", "my", "your", "this", "any", "every")
)
_NOUNS = frozenset(("claim", "claims", "report", "reports", "estimates", "notes", "demands", "promises"))
_OBJECT = re.compile(
    r"\s+(?:nothing|so|yes|no|goodbye|farewell|much|little|more|less|on|in|at)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says it, by which verb; `alleged` where the writer keeps a distance; `that` where it begins."""

    who: str
    verb: str
    alleged: bool
    that: int  # character of the sentence at which what is said begins
    part: bool = False  # only of a part of the sentence: `the plan, which she said was old, ...`


def attribution(text: str) -> Attribution | None:
    """Who a sentence says that it is said by, or None where it speaks for itself.

    Examples
    --------
    >>> attribution("The minister of war said that the bridge would hold.").who
    'The minister of war'
    >>> attribution("“The bridge will hold,” said Captain Orme.").who
    'Captain Orme'
    >>> attribution("According to two officials, the bridge is mined.").verb
    'according to'
    >>> attribution("The bridge is mined.") is None
    True
    """
    own = main_clause(text)
    if own is not None:  # `When she said that ..., the mayor replied that ...`
        return attribution(own)
    alleged = alleges(text)
    charged = accuser(text) if alleged else ""
    if charged:
        return Attribution(charged, "accused", True, 0)
    according = _ACCORDING.search(text)
    if according is not None:
        return Attribution(_tidy(according["who"]), "according to", alleged, 0)
    behind = _BEHIND.search(text)
    if behind is not None and _may_speak(behind["who"]):
        return Attribution(_tidy(behind["who"]), behind["verb"], alleged, 0)
    inverted = _INVERTED.search(text)
    if inverted is not None:
        who, verb = inverted["who"] or inverted["who2"], inverted["verb"] or inverted["verb2"]
        if _may_speak(who):
            return Attribution(_tidy(who), verb, alleged, 0)
    if infers(text):
        return None
    opening = _opened(text)
    if opening is not None:
        return Attribution(_tidy(opening["who"]), opening["verb"], alleged, _begin(opening))
    relative = _RELATIVE.search(text)
    if relative is not None and _may_speak(relative["who"]):
        return Attribution(
            _tidy(relative["who"]), relative["verb"], alleged, 0, part=not _leads(text, relative)
        )
    passive = _PASSIVE.search(text)
    if passive is not None:
        return Attribution("unnamed", passive["verb"], alleged, passive.end())
    return Attribution("unnamed", "alleged", True, 0) if alleged else None


def _opened(text: str) -> re.Match[str] | None:
    """`The mayor said ...`, at the head of the sentence or behind a clause such as `When he left, ...`."""
    led = _LED.match(text)
    for start in (0, *([led.end()] if led is not None else [])):
        found = _OPENING.match(text, start)
        if found is None or not _may_speak(found["who"]) or _noun(found):
            continue
        if _says_something(found["rest"]) or (found["verb"] in ("said", "says") and _bare(found["rest"])):
            return found
    return None


def chain_of(text: str) -> tuple[Attribution, ...]:
    """Who says it, and who says that in turn, the one that the author relays first.

    Examples
    --------
    >>> [one.who for one in chain_of("Orme said that the mayor had told us that the bridge holds.")]
    ['Orme', 'the mayor']
    """
    found = attribution(text)
    if found is None:
        return ()
    if not found.that:
        return (found,)
    inner = attribution(text[found.that :].lstrip('“"‘«'))
    if inner is None or inner.who.lower() in _PRONOUNS or inner.who == found.who:
        return (found,)
    return (found, inner)


def _leads(text: str, relative: re.Match[str]) -> bool:
    """`What she said is ...`, `As she said, ...`: the whole sentence is about it."""
    return relative[0].lower().startswith(("as ", "what ")) or not text[: relative.start()].strip(' “"')


def _begin(opening: re.Match[str]) -> int:
    rest = opening["rest"]
    that = re.match(r"[^“\"]{0,60}?\bthat\s+|\s*[,:]?\s*", rest)
    return opening.start("rest") + (that.end() if that else 0)


def _says_something(rest: str) -> bool:
    """A verb of saying is one only where something that is said follows, not an object alone."""
    return bool(_SAID.match(rest))


def _bare(rest: str) -> bool:
    """`said two ships were sunk`: what is said follows without `that`."""
    return rest[:1].isspace() and has_verb(rest) and not _OBJECT.match(rest)


def _noun(found: re.Match[str]) -> bool:
    """`Orme's claim that`, `Orme ignored reports that`: no verb of saying but a noun."""
    last = found["who"].split()[-1]
    return found["verb"] in _NOUNS and (last.endswith(("'s", "’s", "'", "’")) or has_verb(last))


def _may_speak(who: str) -> bool:
    parts = who.lower().removeprefix("as ").split()
    if parts[:2] == ["no", "one"] or (len(parts) > 1 and parts[0] == "on"):
        return False  # `no one believes`, and the `said on Tuesday` of a name that stands before it
    if len(parts) == 1 and parts[0] in _ALONE:
        return False
    return parts[0] not in _NOT_FIRST and not parts[0].endswith("ing") and _NOT_INSIDE.isdisjoint(parts)


def _tidy(who: str) -> str:
    return re.sub(r"(?<=\w{3})\.$", "", " ".join(who.split()).removeprefix("as ").strip(" ,;:"))
