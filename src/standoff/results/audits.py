"""What `standoff evidence audit` finds, as records."""

from __future__ import annotations

from standoff.results.answers import Answer, AnswerPart, Row

FORMAT = 1


class AuditFinding(AnswerPart):
    """One thing that rests on less than it seems to; file, line : where it is written."""

    subject: str
    name: str
    reading: str
    said: str
    claims: tuple[str, ...]
    file: str | None
    line: int | None


class EvidenceAudit(Answer):
    """The audit of a scenario; findings by kind, as `standoff.evidence.auditing.KINDS` has them."""

    format: int = FORMAT
    title: str
    claims: int
    documents: int
    untyped: int
    numbers: int
    assumed: int
    unnamed: int
    unused: int
    conclusions: int
    findings: dict[str, tuple[AuditFinding, ...]]

    @property
    def heading(self) -> str:
        return f"{self.title}: {self.claims} claims, {self.numbers} numbers, {self.assumed} of them assumed"

    def rows(self) -> list[Row]:
        return [
            {"kind": kind, **{key: value for key, value in dict(one).items() if key != "claims"}}
            for kind, found in self.findings.items()
            for one in found
        ]
