"""Which places of a text hold claims of a scenario already, and which of its claims have lost theirs.

1. A scenario's document is this text if it has the hash of its bytes; if none has, if it has its name.
2. A claim of such a document whose place holds exactly covers its place (`anchoring.py`).
3. A claim whose place does not hold is an orphan: it covers nothing, so that its sentence is proposed anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from standoff.errors import Problem
from standoff.evidence.anchoring import Text, anchored
from standoff.evidence.records import Claim, Document


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a scenario has of a text.

    documents : its documents that are this text; places : (start, end) of claims that hold;
    orphans, unplaced : names of claims whose place does not hold, or that name none;
    problems : S830 for each orphan, S831 for another edition
    """

    documents: tuple[str, ...] = ()
    places: tuple[tuple[int, int], ...] = ()
    orphans: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def coverage(source: Text, documents: Mapping[str, Document], claims: Iterable[Claim]) -> Coverage:
    """What a scenario's claims hold of a text.

    Parameters
    ----------
    source : the reader's own text
    documents : the scenario's
    claims : the scenario's, of whatever document

    Returns
    -------
    Coverage
        Empty where none of the documents is this text.

    Examples
    --------
    >>> from standoff.evidence.anchoring import text_of
    >>> paper = text_of(b"Snow fell. The pass closed.", "paper.txt")
    >>> here = Document("paper", "A paper", "", sha256=paper.sha256)
    >>> one = Claim("c1", "paper", ("author",), "It snowed.", start=0, end=10)
    >>> two = Claim("c2", "paper", ("author",), "It is shut.", start=11, end=99)
    >>> found = coverage(paper, {"paper": here}, [one, two])
    >>> found.places, found.orphans
    (((0, 10),), ('c2',))
    """
    known = tuple(claims)
    chosen = [one for one in documents.values() if one.sha256 and one.sha256 == source.sha256]
    chosen = chosen or [one for one in documents.values() if one.name == Path(source.shown).stem]
    checked = [anchored(one, known, (source,)) for one in chosen]
    held = {name for one in checked for name in one.held}
    own = [claim for claim in known if claim.document in {one.name for one in chosen}]
    return Coverage(
        documents=tuple(one.name for one in chosen),
        places=tuple((c.start, c.end) for c in own if c.name in held and c.start is not None and c.end),
        orphans=tuple(c.name for c in own if c.placed and c.name not in held),
        unplaced=tuple(name for one in checked for name in one.unplaced),
        problems=tuple(problem for one in checked for problem in one.problems),
    )
