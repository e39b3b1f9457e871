"""The records of the evidence: documents, claims with their relations, and what rests on claims.

A claim is what somebody said, in our words, with the place in the document where it was said. It is
never the document's own text: that stays with whoever holds the document (`anchoring.py`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from standoff.errors import Span

SetBy = Literal["quote", "elicited", "data", "assumed"]

TYPES = ("fact", "figure", "testimony", "judgement", "forecast", "allegation", "advice", "definition")
STATUSES = ("proposed", "accepted", "rejected")
AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Document:
    """Where claims stand. `sha256` is the hash of the file's bytes, as they are."""

    name: str
    title: str
    kind: str
    author: str = ""
    published: dt.date | None = None
    link: str = ""
    sha256: str = ""
    note: str = ""
    publisher: str = ""
    container: str = ""  # the newspaper, journal or volume that it stands in
    language: str = ""
    accessed: dt.date | None = None
    span: Span | None = None
    dated: Span | None = None  # where `published` stands


@dataclass(frozen=True, slots=True)
class Interval:
    """Days that a claim is about, both included; None leaves an end open."""

    first: dt.date | None
    last: dt.date | None

    @property
    def text(self) -> str:
        """The interval as a reader sees it.

        Examples
        --------
        >>> Interval(dt.date(2031, 3, 1), None).text
        'from 2031-03-01'
        """
        if self.first is not None and self.first == self.last:
            return self.first.isoformat()
        ends = (
            f"from {self.first.isoformat()}" if self.first else "",
            f"to {self.last.isoformat()}" if self.last else "",
        )
        return " ".join(end for end in ends if end)


@dataclass(frozen=True, slots=True)
class Claim:
    """A paraphrase with its locator and its relations. `unverified` is printed wherever it appears.

    chain : who says that who said; the document's author first, the one whose content it is last
    type : one of TYPES, or "" where the analyst has not said; hedge : how firm, as expressed
    about : the days that it is about; mechanism : why it is said to be so
    supports, attacks, restates : names of other claims; status : only an accepted claim carries anything
    start, end : code points into the document's text, end exclusive; span_sha256 : of that stretch as UTF-8
    span, place_span : where it is written, and where its `start` is
    quote : wording of the user's own document; never filled in a scenario of the library
    """

    name: str  # `c4`, or `document.c4` when it comes from a claims file
    document: str
    chain: tuple[str, ...]
    says: str
    type: str = ""
    hedge: str = ""
    condition: str = ""
    about: Interval | None = None
    mechanism: str = ""
    status: str = "accepted"
    supports: tuple[str, ...] = ()
    attacks: tuple[str, ...] = ()
    restates: str = ""
    quote: str = ""
    unverified: bool = False
    start: int | None = None
    end: int | None = None
    span_sha256: str = ""
    span: Span | None = None
    place_span: Span | None = None

    @property
    def claimant(self) -> str:
        """The chain in words, such as `author, relaying the president`.

        Examples
        --------
        >>> Claim("c1", "paper", ("author", "the admiral"), "The port is mined.").claimant
        'author, relaying the admiral'
        """
        return ", relaying ".join(self.chain)

    @property
    def relayed(self) -> bool:
        """Whether the document only passes on what somebody else said."""
        return len(self.chain) > 1

    @property
    def placed(self) -> bool:
        """Whether it says where in its document it stands."""
        return self.start is not None and self.end is not None


@dataclass(frozen=True, slots=True)
class Rests:
    """What a number, a move or a conclusion rests on."""

    set_by: SetBy
    because: tuple[str, ...] = ()  # names of claims
    against: tuple[str, ...] = ()
    source: str = ""  # free text: a table, a publication


CarriedKind = Literal[
    "number", "move", "belief", "payoff", "front", "summit", "ending", "correlation", "conclusion"
]


@dataclass(frozen=True, slots=True)
class Carried:
    """Something of a scenario that can rest on claims.

    name : the number's, or `actor.term` of a payoff and `move.actor` of a belief
    reading : the reading in which it rests so, "" for the file itself
    given : whether it holds numbers of its own (a drawn number, or a formula with numbers in it)
    n_numbers : how many, n_unnamed : of which are written out in a formula
    used : whether play, payoffs or conclusions read it
    off : whether it is switched off: a chance that is plainly 0, a move that a reading leaves out
    """

    kind: CarriedKind
    name: str
    title: str
    rests: Rests
    reading: str = ""
    given: bool = False
    used: bool = True
    off: bool = False
    unverified: bool = False
    span: Span | None = None
    n_numbers: int = 0
    n_unnamed: int = 0
