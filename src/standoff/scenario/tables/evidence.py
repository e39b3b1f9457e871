"""The tables of documents and claims."""

from __future__ import annotations

from standoff.evidence.records import STATUSES, TYPES
from standoff.scenario.tables.words import CLAIM_NAMES, DATE, NAME, NOTE, TEXT, UNVERIFIED, WHOLE
from standoff.scenario.yaml.shape import Fields, Forms, Key, Leaf, ListOf

DOCUMENT_KEYS = {
    "title": Key(TEXT, "its title", required=True),
    "kind": Key(TEXT, "what it is: opinion, report, table, speech"),
    "author": Key(TEXT, "who wrote it"),
    "published": Key(DATE, "when it was published"),
    "publisher": Key(TEXT, "who published it"),
    "container": Key(TEXT, "the newspaper, journal or volume that it stands in"),
    "language": Key(TEXT, "its language, as `en`"),
    "accessed": Key(DATE, "when it was read"),
    "link": Key(TEXT, "where it can be read"),
    "sha256": Key(TEXT, "SHA-256 of the bytes of its file"),
    "note": Key(TEXT, "a remark that is printed with it"),
}
DOCUMENT = Fields("a document", DOCUMENT_KEYS)
_ABOUT = Forms(
    "a date, or `{from: date, to: date}`",
    scalar=DATE,
    pairs=Fields("the dates", {"from": Key(DATE, "the first day"), "to": Key(DATE, "the last day")}),
)
CLAIM_KEYS = {
    "type": Key(
        Leaf("one of the types", choices=TYPES),
        "what kind of claim it is; `allegation` marks it as unverified",
    ),
    "claimant": Key(
        ListOf(TEXT, "who claims it, or a list of who says that who says", least=1, most=6, single=True),
        "who claims it: `author`, or a chain such as `[author, the president]` of who relays whom",
    ),
    "says": Key(TEXT, "what it says, in your own words", required=True),
    "hedge": Key(TEXT, "how sure it is said to be, as expressed: certain, probable, possible"),
    "condition": Key(TEXT, "what it holds under, if it is conditional"),
    "about": Key(_ABOUT, "the days that it is about"),
    "mechanism": Key(TEXT, "why it is said to be so"),
    "status": Key(
        Leaf("one of three words", choices=STATUSES),
        "`accepted` without it; a rejected claim carries nothing",
    ),
    "supports": Key(CLAIM_NAMES, "claims that it is a reason for"),
    "attacks": Key(CLAIM_NAMES, "claims that it is a reason against"),
    "restates": Key(
        Leaf("the name of a claim", kinds=frozenset({"text"})), "the claim that it says again: counted once"
    ),
    "quote": Key(TEXT, "the wording, if the document is yours to quote"),
    "unverified": UNVERIFIED,
    "start": Key(WHOLE, "first character of its place in the document, from 0"),
    "end": Key(WHOLE, "character behind its place in the document"),
    "span_sha256": Key(TEXT, "hash of that stretch of the document"),
    "note": NOTE,
}
CLAIM = Fields("a claim", {"document": Key(NAME, "the document that makes it", required=True), **CLAIM_KEYS})
