"""`standoff.audit_evidence` and `standoff.propose_claims`: what rests on too little; claims of a text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from standoff.app.api.names import Where
from standoff.app.api.scenario import scenario_of
from standoff.results.answers import Row, frame_of, html_table

if TYPE_CHECKING:
    import polars as pl
    from pydantic import JsonValue

    from standoff.evidence.auditing import Audit, Finding
    from standoff.evidence.coverage import Coverage
    from standoff.evidence.proposing import Proposal, Proposals
    from standoff.results.audits import AuditFinding, EvidenceAudit
    from standoff.scenario import LoadedScenario


def audit_evidence(loaded: LoadedScenario | Where) -> EvidenceAudit:
    """Where a scenario's numbers and conclusions rest on less than they seem to.

    Findings are for you to judge: numbers that rest on nothing, conclusions without support,
    restatements counted twice, testimony used as evidence of its content, allegations in use.

    Parameters
    ----------
    loaded : what `load` gave, or what it takes

    Returns
    -------
    EvidenceAudit
        Counts, and findings by kind.

    Raises
    ------
    StandoffError
        What loading raises.

    Examples
    --------
    >>> found = audit_evidence("selected-reliability")
    >>> found.numbers >= found.assumed
    True
    """
    made = scenario_of(loaded)
    return audit_record(made.reading().title, audited(made))


def audited(loaded: LoadedScenario) -> Audit:
    """The audit of a scenario as `standoff.evidence` makes it, with the places of its findings."""
    from standoff.evidence.auditing import audit
    from standoff.scenario.evidence_links import carried

    base = loaded.reading()
    return audit(carried(loaded), base.claims, base.documents)


def audit_record(title: str, found: Audit) -> EvidenceAudit:
    """The audit as a record."""
    from standoff.evidence.auditing import KINDS
    from standoff.results.audits import FORMAT, EvidenceAudit

    return EvidenceAudit(
        format=FORMAT,
        title=title,
        claims=found.n_claims,
        documents=found.n_documents,
        untyped=found.n_untyped,
        numbers=found.n_numbers,
        assumed=found.n_assumed,
        unnamed=found.numbers.unnamed,
        unused=found.numbers.unused,
        conclusions=found.n_conclusions,
        findings={kind: tuple(map(_finding, found.of(kind))) for kind in KINDS},
    )


def _finding(found: Finding) -> AuditFinding:
    from standoff.results.audits import AuditFinding

    return AuditFinding(
        subject=found.subject,
        name=found.name,
        reading=found.reading,
        said=found.said,
        claims=found.claims,
        file=None if found.span is None else found.span.file,
        line=None if found.span is None else found.span.line,
    )


@dataclass(frozen=True)
class ProposedClaims:
    """Claims proposed from a text, for an analyst to mend and accept.

    proposals : what the rules read, with every place; published : the day that dates were read from
    scenario : what the scenario has of the text already, with the claims that are orphans in it; None
    without a scenario
    """

    proposals: Proposals
    published: dt.date | None
    scenario: Coverage | None = None

    @property
    def claims(self) -> tuple[Proposal, ...]:
        """The proposals, in the order of the text."""
        return self.proposals.claims

    @property
    def table(self) -> pl.DataFrame:
        """A row a claim: its place, who says it, of what type, how firmly."""
        return frame_of(self._rows())

    def as_yaml(self) -> str:
        """A claims file; every claim is `status: proposed`."""
        from standoff.evidence.written import as_yaml

        return as_yaml(self.proposals, published=self.published, scenario=self.scenario)

    def as_json(self) -> dict[str, JsonValue]:
        """All that the rules read, as `standoff evidence read --json` prints it."""
        from standoff.evidence.written import as_json

        return as_json(self.proposals, scenario=self.scenario)

    def _rows(self) -> list[Row]:
        return [
            {
                "start": one.place.start,
                "end": one.place.end,
                "claimant": " > ".join(one.chain),
                "type": one.type,
                "hedge": None if one.hedge is None else one.hedge.word,
                "condition": one.condition,
                "about": None if one.about is None else one.about.text,
                "wording": one.place.text,
            }
            for one in self.claims
        ]

    def _repr_html_(self) -> str:
        return html_table(f"{len(self.claims)} claims proposed", self._rows())


def propose_claims(
    document: Where, *, scenario: LoadedScenario | Where | None = None, published: dt.date | None = None
) -> ProposedClaims:
    """Cut a text into sentences and propose a claim for each, by rules, offline.

    Parameters
    ----------
    document : plain text in UTF-8
    scenario : note its actors, take the document's date from it, leave out places that hold a claim;
        its claims whose place does not hold are named in `scenario.problems` of what is returned
    published : the day on which it was written, for `last year` and the like

    Returns
    -------
    ProposedClaims
        The proposals with every place, as a table and as a claims file.

    Raises
    ------
    StandoffError
        S101, S832, S833 for a document that cannot be read; S834 where nothing stands in it.

    Examples
    --------
    >>> from pathlib import Path
    >>> _ = Path("paper.txt").write_text("The admiral said that the strait may be closed by June 2031.")
    >>> propose_claims("paper.txt").claims[0].type
    'testimony'
    """
    from standoff.evidence.anchoring import read_document
    from standoff.evidence.coverage import coverage
    from standoff.evidence.proposing import propose

    source = read_document(Path(document))
    if scenario is None:
        return ProposedClaims(propose(source, written=published), published)
    base = scenario_of(scenario).reading()
    has = coverage(source, base.documents, base.claims.values())
    for name in has.documents:
        published = published or base.documents[name].published
    actors = {name: actor.title for name, actor in base.actors.items()}
    found = propose(source, written=published, actors=actors, recorded=has.places)
    return ProposedClaims(found, published, has)
