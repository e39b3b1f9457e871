"""Exact places in documents: what a file's text is, and whether a claim's place still holds in it.

A document is known by the SHA-256 of its file's bytes. Its text is those bytes decoded as UTF-8 and
nothing else: a byte order mark stays as its first code point, line ends stay as they are, nothing is
normalised. A place is a stretch of code points, `start` inclusive, `end` exclusive, with the SHA-256
of the stretch as UTF-8. A place holds exactly or not at all: what does not hold is an orphan, and
nothing is searched for in its stead.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from standoff.errors import Problem, StandoffError
from standoff.evidence.records import Claim, Document

MOST_BYTES = 8_000_000
MOST_SOURCES = 2_000
_MAGIC = (
    (b"%PDF", "a PDF file", "Take its text out first, for example with `pdftotext`."),
    (b"PK\x03\x04", "a packed file, such as a word processor writes", "Save it as plain text first."),
    (b"\xd0\xcf\x11\xe0", "a word processor's file", "Save it as plain text first."),
    (b"\xff\xfe", "UTF-16", "Save it with the encoding UTF-8."),
    (b"\xfe\xff", "UTF-16", "Save it with the encoding UTF-8."),
)


class EvidenceError(StandoffError):
    """A document cannot be read, or a claim's place does not hold in it."""


@dataclass(frozen=True, slots=True)
class Text:
    """A document's text as its file holds it: `shown` is its path, `sha256` that of the bytes."""

    shown: str
    sha256: str
    text: str


def read_document(path: str | os.PathLike[str]) -> Text:
    """The text of a document's file, exactly as it is.

    Parameters
    ----------
    path : of the document's file

    Returns
    -------
    Text
        With its hash and its name.

    Raises
    ------
    EvidenceError
        S101 no such file, S832 not UTF-8 text, S833 too large.

    Examples
    --------
    >>> from pathlib import Path
    >>> _ = Path("paper.txt").write_bytes(b"Snow fell. The pass closed.")
    >>> read_document("paper.txt").text[:10]
    'Snow fell.'
    """
    shown = _shown(Path(path))
    try:
        about = Path(path).stat()
        if not stat.S_ISREG(about.st_mode):
            what = f"The document `{shown}` cannot be read: it is not a plain file."
            raise EvidenceError(Problem("S101", what, "Expected a file of plain text."))
        if about.st_size > MOST_BYTES:
            raise _too_large(shown, f"{about.st_size:,}")
        with Path(path).open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        what = f"The document `{shown}` cannot be read: {said}."
        raise EvidenceError(Problem("S101", what, "Expected a file of plain text.")) from None
    if len(data) > MOST_BYTES:
        raise _too_large(shown, f"more than {MOST_BYTES:,}")
    return text_of(data, shown)


def text_of(data: bytes, shown: str) -> Text:
    """The text of a document's bytes.

    Parameters
    ----------
    data : the bytes, UTF-8
    shown : the name of the document, for messages

    Returns
    -------
    Text

    Raises
    ------
    EvidenceError
        S832 not UTF-8 text.

    Examples
    --------
    >>> text_of("\\ufeffOne.\\r\\nTwo.".encode(), "paper.txt").text
    '\\ufeffOne.\\r\\nTwo.'
    """
    for magic, kind, fix in _MAGIC:
        if data.startswith(magic):
            raise EvidenceError(Problem("S832", f"`{shown}` is {kind}.", "Expected UTF-8 text.", fix))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = data[error.start]
        what = f"`{shown}` is not UTF-8: the byte {byte:#04x} at byte {error.start:,} cannot stand there."
        fix = "Save it with the encoding UTF-8."
        raise EvidenceError(Problem("S832", what, "Expected UTF-8 text.", fix)) from None
    if "\x00" in text:
        what = f"`{shown}` is no text: there is a zero byte at character {text.index(chr(0)):,}."
        fix = "If it is a document of another kind, save it as plain text first."
        raise EvidenceError(Problem("S832", what, "Expected UTF-8 text.", fix))
    return Text(shown, hashlib.sha256(data).hexdigest(), text)


def hash_of(stretch: str) -> str:
    """SHA-256 of a stretch of text as UTF-8.

    Examples
    --------
    >>> hash_of("One.")[:8]
    '70277bfc'
    """
    return hashlib.sha256(stretch.encode("utf-8")).hexdigest()


def anchor(document: Text, claim: Claim) -> str:
    """The stretch of the document that a claim's place names, exactly.

    Parameters
    ----------
    document : the text
    claim : with its place, `start` to `end` in characters

    Returns
    -------
    str

    Raises
    ------
    EvidenceError
        S830: the claim is an orphan: it has no place, its place lies outside the text, or the text
        there is another one.

    Examples
    --------
    >>> paper = text_of(b"Snow fell. The pass closed.", "paper.txt")
    >>> said = Claim("c1", "paper", ("author",), "The pass is shut.", start=11, end=27)
    >>> anchor(paper, said)
    'The pass closed.'
    """
    problem = orphan(document, claim)
    if problem is not None:
        raise EvidenceError(problem)
    return document.text[claim.start : claim.end]


def orphan(document: Text, claim: Claim) -> Problem | None:
    """Why a claim's place does not hold in a document, or None where it does."""
    who = f"The claim `{claim.name}` is an orphan"
    fix = "Find the place again: `standoff evidence read` prints places with their hashes."
    at = claim.place_span or claim.span
    if claim.start is None or claim.end is None:
        what = f"{who}: it names no place in `{document.shown}`."
        return Problem("S830", what, "Expected `start`, `end` and `span_sha256`.", fix, at)
    if claim.end > len(document.text):
        size = f"`{document.shown}` has {len(document.text):,} characters"
        what = f"{who}: it ends at {claim.end:,}, and {size}."
        return Problem("S830", what, "Expected a place inside the document.", fix, at)
    found = hash_of(document.text[claim.start : claim.end])
    if claim.span_sha256 and claim.span_sha256 != found:
        what = (
            f"{who}: characters {claim.start:,} to {claim.end:,} of `{document.shown}` have the SHA-256 "
            f"`{found[:12]}...`, the claim says `{claim.span_sha256[:12]}...`."
        )
        return Problem("S830", what, "Expected the very text that was read.", fix, at)
    return None


@dataclass(frozen=True, slots=True)
class Anchoring:
    """What became of one document's places.

    source : the reader's own copy, or None; held : names of claims whose place holds exactly;
    unplaced : of claims that name no place
    """

    document: Document
    source: Text | None
    held: tuple[str, ...]
    unplaced: tuple[str, ...]
    problems: tuple[Problem, ...]


def anchored(document: Document, claims: Iterable[Claim], sources: Iterable[Text]) -> Anchoring:
    """Checks every place of a document's claims against the reader's own copy of it.

    The copy is known by its hash; without one, or where none has it, by its name. A copy with
    another hash is another text: that is told (S831), and places are checked in it all the same.

    Parameters
    ----------
    document : as the scenario names it
    claims : those of this document
    sources : the reader's own copies of documents

    Returns
    -------
    Anchoring
        Which places hold, and what is wrong with the others.

    Examples
    --------
    >>> paper = text_of(b"Snow fell. The pass closed.", "paper")
    >>> said = Claim("c1", "paper", ("author",), "The pass is shut.", start=11, end=27)
    >>> anchored(Document("paper", "A paper", "", sha256=paper.sha256), [said], [paper]).held
    ('c1',)
    """
    own = [claim for claim in claims if claim.document == document.name]
    unplaced = tuple(claim.name for claim in own if not claim.placed)
    source = _source(document, tuple(sources))
    if source is None:
        return Anchoring(document, None, (), unplaced, ())
    problems = []
    same = source.sha256 == document.sha256
    if document.sha256 and not same:
        what = (
            f"`{source.shown}` has the SHA-256 `{source.sha256[:12]}...`, the document `{document.name}` "
            f"should have `{document.sha256[:12]}...`: another edition, or another file."
        )
        fix = "Use the file that was read, or read the new one and record its places and hash."
        problems.append(Problem("S831", what, "Expected the very file.", fix, document.span))
    held = []
    for claim in own:
        if not claim.placed:
            continue
        found = orphan(source, claim) or _unhashed(claim, source, same)
        if found is None:
            held.append(claim.name)
        else:
            problems.append(found)
    return Anchoring(document, source, tuple(held), unplaced, tuple(problems))


def _unhashed(claim: Claim, source: Text, same: bool) -> Problem | None:
    """A place without a hash holds only in the very file that the document's hash names."""
    if claim.span_sha256 or same:
        return None
    where = f"at its place in `{source.shown}`"
    what = f"The claim `{claim.name}` is an orphan: nothing says what should stand {where}."
    fix = "Add `span_sha256:` to the claim, or `sha256:` to the document."
    return Problem("S830", what, "Expected a hash of the stretch or of the file.", fix, claim.place_span)


def _source(document: Document, sources: tuple[Text, ...]) -> Text | None:
    by_hash = next((text for text in sources if document.sha256 and text.sha256 == document.sha256), None)
    return by_hash or next((text for text in sources if Path(text.shown).stem == document.name), None)


def sources_in(folder: str | os.PathLike[str], documents: Iterable[Document]) -> tuple[Text, ...]:
    """The reader's own copies, in a folder: files with a document's hash or its name.

    Raises
    ------
    EvidenceError
        S101 no such folder, S832 or S833 for a file that has a document's name and is no text.
    """
    where, known = Path(folder), tuple(documents)
    try:
        paths = sorted(path for path in islice(where.iterdir(), MOST_SOURCES) if path.is_file())
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        what = f"The folder of sources `{_shown(where)}` cannot be read: {said}."
        expected = "Expected a folder with your copies of documents."
        raise EvidenceError(Problem("S101", what, expected)) from None
    hashes = {document.sha256 for document in known if document.sha256}
    names = {document.name for document in known}
    found = []
    for path in paths:
        if path.stem in names or _hashed(path) in hashes:
            found.append(read_document(path))
    return tuple(found)


def _hashed(path: Path) -> str:
    if path.stat().st_size > MOST_BYTES:
        return ""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _shown(path: Path) -> str:
    return "".join(char if char.isprintable() else "?" for char in str(path))[:300]


def _too_large(shown: str, size: str) -> EvidenceError:
    what = f"The document `{shown}` has {size} bytes; at most {MOST_BYTES:,} are read."
    return EvidenceError(Problem("S833", what, "", "Split it into chapters, each a document of its own."))
