"""Proposals as a claims file (YAML) and as JSON: to be read, mended and accepted by an analyst."""

from __future__ import annotations

import datetime as dt
import json
import textwrap
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from standoff.evidence.coverage import Coverage
from standoff.evidence.proposing import Proposal, Proposals
from standoff.evidence.records import AUTHOR, Interval
from standoff.evidence.speeches import UNNAMED

FORMAT = 1
_OPEN = "left open, as the sentence is not in English"
_NO_VERB = "left open, as the rules know no verb in it: is it a claim?"
_WIDTH = 108
_MOST_TITLE = 200


def as_yaml(found: Proposals, *, published: dt.date | None = None, scenario: Coverage | None = None) -> str:
    """The proposals as the text of a claims file; every claim is `status: proposed`.

    What a scenario has of the text (`scenario`), and which of its claims are orphans in it, is told in
    remarks at the head.

    Examples
    --------
    >>> from standoff.evidence.anchoring import text_of
    >>> from standoff.evidence.proposing import propose
    >>> text = as_yaml(propose(text_of(b"It may snow in the pass.", "paper.txt")))
    >>> print(text[text.index("claims:"):].rstrip())
    claims:
      c1:
        type: forecast
        claimant: author
        says: "It may snow in the pass."
        hedge: "may"  # possible: 5 to 55 %
        status: proposed
        start: 0
        end: 24
        span_sha256: 81ddefb53272f1ea813aeb91ddd94746237b5028e65d0963baf6d5da801892ad
    """
    lines = [*_head(found), *_of_scenario(scenario), "document:", f"  title: {_quoted(_title(found))}"]
    if published is not None:
        lines.append(f"  published: {published.isoformat()}")
    lines.append(f"  sha256: {found.source.sha256}")
    lines.append("claims:" if found.claims else "claims: {}")
    for number, claim in enumerate(found.claims, 1):
        lines += _claim(f"c{number}", claim)
    return "\n".join(lines) + "\n"


def _head(found: Proposals) -> Iterator[str]:
    left_out = [
        said
        for n, said in (
            (found.n_questions, "questions"),
            (found.n_short, "of fewer than four words"),
            (found.n_long, "too long to be sentences"),
        )
        if n
    ]
    name = _plain(Path(found.source.shown).name)
    yield f"# Proposals by rules from `{name}`: nothing here is accepted yet."
    yield "# `says` still holds the document's own wording. Put it in your own words, check the other keys"
    yield "# against the place, then write `status: accepted`, or delete the claim."
    counted = f"# {len(found.claims)} claims from {found.n_sentences} sentences"
    if found.n_headings:
        one = found.n_headings == 1
        counted += (
            f" and {found.n_headings} {'heading or line' if one else 'headings or lines'} without a full stop"
        )
    if left_out:
        total = found.n_questions + found.n_short + found.n_long
        counted += f"; {total} left out ({', '.join(left_out)})"
    if found.n_recorded:
        counted += f"; {found.n_recorded} places hold a claim of the scenario already"
    yield counted + "."
    foreign = sum(1 for claim in found.claims if not claim.english)
    if foreign and found.english:
        yield f"# {foreign} of them in another language than English: their type is left open."
    if not found.english:
        yield "# The rules know English: of this text they give sentences with exact places and nothing more."


def _of_scenario(has: Coverage | None) -> Iterator[str]:
    """Remarks on a scenario's claims of the text whose sentences are proposed again."""
    if has is None:
        return
    if not has.documents:
        yield "# No document of the scenario has this file's hash or name: all of it is proposed."
    for names, said in (
        (has.orphans, "Orphans, whose place does not hold in this text; their sentences are proposed anew"),
        (has.unplaced, "Claims of the scenario without a place; their sentences are proposed anew"),
    ):
        if names:
            yield from textwrap.wrap(
                f"{said}: {', '.join(names)}.", _WIDTH - 2, initial_indent="# ", subsequent_indent="# "
            )


def _claim(name: str, claim: Proposal) -> Iterator[str]:
    yield f"  {name}:"
    left_open = _NO_VERB if claim.english else _OPEN
    yield f"    type: {claim.type}" if claim.type else f"    # type: {left_open}"
    if claim.unverified:
        yield "    unverified: true"
    if len(claim.chain) == 1:
        yield f"    claimant: {AUTHOR}"
    else:
        yield f"    claimant: [{', '.join([AUTHOR, *(_quoted(one) for one in claim.chain[1:])])}]"
    yield from (f"    # {_plain(remark)}" for remark in _remarks(claim))
    yield from _folded("says", claim.place.text)
    if claim.hedge is not None:
        yield f"    hedge: {_quoted(claim.hedge.said)}  # {claim.hedge.word}: {claim.hedge.band}"
    if claim.condition:
        yield from _folded("condition", claim.condition)
    if claim.about is not None:
        yield f"    about: {_about(claim.about)}  # {_plain(claim.dated)}"
    if claim.actors:
        yield f"    # actors: {', '.join(claim.actors)}"
    yield "    status: proposed"
    yield f"    start: {claim.place.start}"
    yield f"    end: {claim.place.end}"
    yield f"    span_sha256: {claim.span_sha256}"


def _remarks(claim: Proposal) -> Iterator[str]:
    """What an analyst should know of who speaks, who is meant and what it is."""
    if claim.heading:
        yield "a heading, or a line without a full stop"
    elif not claim.verb:
        yield "the rules know no verb in it: is it a claim?"
    if claim.inference:
        yield "the author's inference from what was said, not said by whoever is quoted"
    if claim.perhaps:
        who = "somebody unnamed" if claim.perhaps == UNNAMED else claim.perhaps
        yield f"may still be the word of {who}: see the place"
    if claim.part:
        yield f"a part of it is the word of {claim.part}"
    for one in claim.pronouns:
        if one.person:
            yield f"{one.said}: {one.person}"
        elif len(one.could_be) > 1:
            yield f"{one.said} is left open: {' or '.join(one.could_be)}"
        elif one.could_be:
            yield f"{one.said} is left open: perhaps {one.could_be[0]}"
        else:
            yield f"{one.said} is left open: see the place"


def _about(about: Interval) -> str:
    if about.first is not None and about.first == about.last:
        return about.first.isoformat()
    ends = [f"from: {about.first.isoformat()}"] if about.first else []
    ends += [f"to: {about.last.isoformat()}"] if about.last else []
    return "{" + ", ".join(ends) + "}"


def _folded(key: str, text: str) -> Iterator[str]:
    """A prose value: in quotes where it is short, folded over several lines where it is not."""
    plain = _plain(text)
    if len(plain) + len(key) + 8 <= _WIDTH:
        yield f"    {key}: {_quoted(plain)}"
        return
    yield f"    {key}: >-"
    for line in textwrap.wrap(plain, _WIDTH - 6, break_long_words=False, break_on_hyphens=False):
        yield f"      {line}"


def _quoted(text: str) -> str:
    return json.dumps(_plain(text), ensure_ascii=False)


def _plain(text: str) -> str:
    """One line without control and direction characters, which a scenario's text may not hold."""
    kept = "".join(" " if char.isspace() else char for char in text)
    return " ".join("".join(char for char in kept if unicodedata.category(char)[0] != "C").split())


def _title(found: Proposals) -> str:
    """The first line where it looks like a heading, else the file's name."""
    first = found.source.text.lstrip("\ufeff").strip().splitlines()[0]
    plain = _plain(first)
    if 0 < len(plain) <= _MOST_TITLE and plain[-1] not in ".!?…:;,":
        return plain
    return _plain(Path(found.source.shown).stem) or "A document"


def as_json(found: Proposals, *, scenario: Coverage | None = None) -> dict[str, Any]:
    """The proposals with everything that the rules read, for scripts; `format` is 1.

    `scenario` is null without one; else its documents that are this text, and names of its claims
    that are orphans in it or have no place.
    """
    return {
        "format": FORMAT,
        "document": {
            "file": Path(found.source.shown).name,
            "title": _title(found),
            "sha256": found.source.sha256,
            "characters": len(found.source.text),
            "english": found.english,
        },
        "sentences": found.n_sentences,
        "headings": found.n_headings,
        "left_out": {
            "questions": found.n_questions,
            "short": found.n_short,
            "long": found.n_long,
            "recorded": found.n_recorded,
        },
        "scenario": None
        if scenario is None
        else {
            "documents": list(scenario.documents),
            "orphans": list(scenario.orphans),
            "unplaced": list(scenario.unplaced),
        },
        "claims": [_row(f"c{number}", claim) for number, claim in enumerate(found.claims, 1)],
    }


def _row(name: str, claim: Proposal) -> dict[str, Any]:
    hedge, about = claim.hedge, claim.about
    return {
        "name": name,
        "type": claim.type,
        "english": claim.english,
        "unverified": claim.unverified,
        "claimant": list(claim.chain),
        "wording": claim.place.text,
        "hedge": None
        if hedge is None
        else {"said": hedge.said, "word": hedge.word, "low": hedge.low, "high": hedge.high},
        "condition": claim.condition,
        "about": None
        if about is None
        else {
            "from": about.first.isoformat() if about.first else None,
            "to": about.last.isoformat() if about.last else None,
            "said": claim.dated,
        },
        "actors": list(claim.actors),
        "heading": claim.heading,
        "verb": claim.verb,
        "inference": claim.inference,
        "perhaps": claim.perhaps,
        "part": claim.part,
        "pronouns": [
            {"said": one.said, "person": one.person, "could_be": list(one.could_be)} for one in claim.pronouns
        ],
        "status": "proposed",
        "start": claim.place.start,
        "end": claim.place.end,
        "span_sha256": claim.span_sha256,
    }
