"""The claims of a run, by document: who said what, how firmly, where, and what here rests on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from standoff.reports.choices import actor_title, move_title
from standoff.reports.conclusions import under_test
from standoff.reports.folder import RunFiles
from standoff.reports.formats import plain_name
from standoff.reports.records import Document


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim with its locator; `carries` names what names it as a reason, for or against."""

    anchor: str
    name: str
    says: str
    claimant: str
    hedge: str
    locator: str
    unverified: bool
    carries: str


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """The claims of one document."""

    title: str
    about: str
    sha256: str
    rows: tuple[ClaimRow, ...]


def claim_groups(files: RunFiles) -> tuple[ClaimGroup, ...]:
    """All claims, and all documents even without one, in the order of the files."""
    carried: dict[str, dict[str, None]] = {}
    for names, what in _reasons(files):
        for name in names:
            carried.setdefault(name, {})[what] = None
    rows: dict[str, list[ClaimRow]] = {name: [] for name in files.words.documents}
    for i, (name, claim) in enumerate(files.words.claims.items()):
        placed = claim.start is not None and claim.end is not None
        rows.setdefault(claim.document, []).append(
            ClaimRow(
                f"claim-{i}",
                name,
                claim.says,
                claim.claimant,
                claim.hedge or "",
                f"{claim.start} to {claim.end}" if placed else "",
                claim.unverified,
                ", ".join(carried.get(name, {})),
            )
        )
    return tuple(_group(files, name, tuple(found)) for name, found in rows.items())


def _reasons(files: RunFiles) -> Iterator[tuple[Sequence[str], str]]:
    """Names of claims, and what rests on them (or is doubted by them)."""
    for reading in files.readings:
        for row in files.parameters[reading]:
            yield (*row.because, *row.against), plain_name(row.name)
    for name, move in files.words.moves.items():
        yield (*move.because, *move.against), f"move “{move_title(files, name)}”"
    for actor, terms in files.words.terms.items():
        for name, term in terms.items():
            yield (
                (*term.because, *term.against),
                f"payoff “{plain_name(name)}” of {actor_title(files, actor)}",
            )
    for conclusion in under_test(files):
        yield (*conclusion.because, *conclusion.against), f"conclusion “{conclusion.title}”"


def _group(files: RunFiles, name: str, rows: tuple[ClaimRow, ...]) -> ClaimGroup:
    document = files.words.documents.get(name, Document())
    published = "" if document.published is None else f"published {document.published.isoformat()}"
    parts = (document.kind, document.author, published, document.link, document.note)
    return ClaimGroup(
        document.title or name or "Without a document",
        "; ".join(part for part in parts if part),
        document.sha256 or "",
        rows,
    )
