"""Documents beside their claims: the reader's own copies, with the places of the claims marked.

Only where the reader names a folder of copies: a run holds no document's text, and a report made
without copies shows none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from standoff.errors import Problem
from standoff.evidence.anchoring import Anchoring, EvidenceError, Text, anchored, sources_in
from standoff.evidence.records import Claim, Document
from standoff.results.run.folder import RunFiles

MOST_SHOWN = 400_000  # code points of one document


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a document: the claims that it belongs to, those that begin with it, where it is."""

    text: str
    claims: tuple[str, ...]
    begins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourcePart:
    """One document's text, cut at the places of its claims; `orphans` says which do not hold."""

    name: str
    title: str
    file: str
    pieces: tuple[Piece, ...]
    orphans: tuple[str, ...]
    cut: bool


def copies(folder: Path, files: RunFiles) -> tuple[Text, ...]:
    """The reader's copies of a run's documents.

    Raises
    ------
    EvidenceError
        S101 no such folder, S832 or S833 a copy that cannot be read, S835 none of the documents.
    """
    found = sources_in(folder, _documents(files).values())
    if not found:
        what = f"None of the run's {len(files.words.documents)} documents is in `{folder}`."
        expected = "Expected files with a document's SHA-256, or named after it, as `paper.txt` for `paper`."
        raise EvidenceError(Problem("S835", what, expected))
    return found


def source_parts(files: RunFiles, sources: Sequence[Text]) -> tuple[SourcePart, ...]:
    """The documents of which there is a copy, in the order of the run."""
    claims = _claims(files)
    parts = []
    for document in _documents(files).values():
        checked = anchored(document, claims, sources)
        if checked.source is not None:
            parts.append(_part(checked, checked.source, claims))
    return tuple(parts)


def _part(checked: Anchoring, source: Text, claims: Sequence[Claim]) -> SourcePart:
    held = set(checked.held)
    places = [
        (claim.start, claim.end, claim.name)
        for claim in claims
        if claim.name in held and claim.start is not None and claim.end is not None
    ]
    orphans = tuple(problem.what for problem in checked.problems)
    text = source.text[:MOST_SHOWN]
    return SourcePart(
        checked.document.name,
        checked.document.title,
        Path(source.shown).name,
        pieces(text, [place for place in places if place[1] <= len(text)]),
        orphans,
        len(text) < len(source.text),
    )


def pieces(text: str, places: Sequence[tuple[int, int, str]]) -> tuple[Piece, ...]:
    """A text cut at the ends of places (start, end, name), which may overlap.

    Examples
    --------
    >>> [(p.text, p.claims) for p in pieces("One. Two.", [(0, 4, "c1")])]
    [('One.', ('c1',)), (' Two.', ())]
    """
    cuts = sorted({0, len(text), *(end for place in places for end in place[:2])})
    found = []
    for start, end in pairwise(cuts):
        over = tuple(name for first, last, name in places if first <= start and end <= last)
        begins = tuple(name for first, _, name in places if first == start)
        found.append(Piece(text[start:end], over, begins))
    return tuple(found)


def _documents(files: RunFiles) -> dict[str, Document]:
    return {
        name: Document(name, said.title or name, said.kind, sha256=said.sha256 or "")
        for name, said in files.words.documents.items()
    }


def _claims(files: RunFiles) -> list[Claim]:
    return [
        Claim(
            name,
            said.document,
            (said.claimant,),
            said.says,
            start=said.start,
            end=said.end,
            span_sha256=said.span_sha256,
        )
        for name, said in files.words.claims.items()
    ]
