"""The claims of a run, by document: who said what, how firmly, where, what rests on it, what it bears on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from standoff.reports.sections.conclusions import under_test
from standoff.reports.text.numbers import plain_name
from standoff.reports.text.titles import actor_title, move_title
from standoff.results.run.folder import RunFiles
from standoff.results.run.texts import Claim, Document

_RELATIONS = (
    ("supports", "Supports"),
    ("attacks", "Attacks"),
    ("restates", "Says again"),
    ("supported_by", "Supported by"),
    ("attacked_by", "Attacked by"),
    ("restated_by", "Said again by"),
)


@dataclass(frozen=True, slots=True)
class Relation:
    """How a claim bears on others, or they on it: `Supports`, `Attacked by`, ..., with their names."""

    said: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim with its locator; `carries` names what names it as a reason, for or against.

    details : condition, dates and mechanism, each with its label; status : "" where it is accepted
    """

    anchor: str
    name: str
    says: str
    type: str
    claimant: str
    hedge: str
    details: tuple[tuple[str, str], ...]
    status: str
    locator: str
    unverified: bool
    relations: tuple[Relation, ...]
    carries: str


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """The claims of one document."""

    name: str
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
    related = _related(files.words.claims)
    rows: dict[str, list[ClaimRow]] = {name: [] for name in files.words.documents}
    for i, (name, claim) in enumerate(files.words.claims.items()):
        row = _row(f"claim-{i}", name, claim, related.get(name, {}), tuple(carried.get(name, ())))
        rows.setdefault(claim.document, []).append(row)
    return tuple(_group(files, name, tuple(found)) for name, found in rows.items())


def _row(
    anchor: str, name: str, claim: Claim, related: Mapping[str, Sequence[str]], carries: tuple[str, ...]
) -> ClaimRow:
    details = (("If", claim.condition), ("About", claim.about), ("Mechanism", claim.mechanism))
    return ClaimRow(
        anchor=anchor,
        name=name,
        says=claim.says,
        type=claim.type,
        claimant=claim.claimant,
        hedge=claim.hedge or "",
        details=tuple((label, text) for label, text in details if text),
        status="" if claim.status == "accepted" else claim.status,
        locator=f"{claim.start} to {claim.end}" if claim.placed else "",
        unverified=claim.unverified,
        relations=tuple(
            Relation(said, tuple(related[kind])) for kind, said in _RELATIONS if related.get(kind)
        ),
        carries=", ".join(carries),
    )


def _related(claims: Mapping[str, Claim]) -> dict[str, dict[str, list[str]]]:
    """The relations of each claim, in both directions."""
    found: dict[str, dict[str, list[str]]] = {}
    for name, claim in claims.items():
        restated = [claim.restates] if claim.restates else []
        ends = (
            ("supports", "supported_by", claim.supports),
            ("attacks", "attacked_by", claim.attacks),
            ("restates", "restated_by", restated),
        )
        for onward, back, others in ends:
            for other in others:
                found.setdefault(name, {}).setdefault(onward, []).append(other)
                found.setdefault(other, {}).setdefault(back, []).append(name)
    return found


def _reasons(files: RunFiles) -> Iterator[tuple[Sequence[str], str]]:
    """Names of claims, and what rests on them (or is doubted by them)."""
    for reading in files.readings:
        for row in files.parameters[reading]:
            yield (*row.because, *row.against), plain_name(row.name)
    for name, move in files.words.moves.items():
        yield (*move.because, *move.against), f"move “{move_title(files, name)}”"
        for actor, belief in move.beliefs.items():
            said = f"what {actor_title(files, actor)} believes of “{move_title(files, name)}”"
            yield (*belief.because, *belief.against), said
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
    parts = (
        document.kind,
        document.author,
        document.container,
        document.publisher,
        published,
        document.link,
        document.note,
    )
    return ClaimGroup(
        name,
        document.title or name or "Without a document",
        "; ".join(part for part in parts if part),
        document.sha256 or "",
        rows,
    )
