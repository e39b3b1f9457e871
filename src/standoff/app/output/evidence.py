"""What `standoff evidence` prints: places that hold, an audit for people and for scripts."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from standoff.evidence.anchoring import Anchoring
    from standoff.evidence.auditing import Audit, Finding
    from standoff.evidence.records import Claim

_WIDTH = 100


def anchoring_lines(one: Anchoring) -> Iterator[str]:
    """One document's line: how many places hold, and what could not be checked."""
    name, n_held = one.document.name, len(one.held)
    if one.source is None:
        n = len(one.unplaced)
        yield f"{name}: not among the sources" + (f"; {_counted(n, 'claim')} without a place" if n else "")
        return
    orphans = sum(1 for problem in one.problems if problem.code == "S830")
    parts = [f"{_counted(n_held, 'place')} {'holds' if n_held == 1 else 'hold'} exactly"]
    parts += [_counted(orphans, "orphan")] if orphans else []
    parts += [f"{len(one.unplaced)} without a place"] if one.unplaced else []
    yield f"{name}: {', '.join(parts)} ({one.source.shown})"


def beside_lines(one: Anchoring, claims: Mapping[str, Claim]) -> Iterator[str]:
    """Each claim beside the text at its place, from the reader's own copy."""
    if one.source is None:
        return
    for name in one.held:
        claim = claims[name]
        yield f"\n{name} ({claim.start} to {claim.end}; {claim.claimant})"
        yield from _folded("claim", claim.says)
        yield from _folded("text", one.source.text[claim.start : claim.end])


def _folded(label: str, text: str) -> Iterator[str]:
    head = f"  {label + ':':<7}"
    yield from textwrap.wrap(
        " ".join(text.split()), _WIDTH, initial_indent=head, subsequent_indent=" " * len(head)
    )


def audit_lines(title: str, found: Audit, most: int | None) -> Iterator[str]:
    """The audit for people: each kind with its findings (the first `most`) and what can be done."""
    from standoff.evidence.auditing import KINDS

    yield title
    yield (
        f"{_counted(found.n_claims, 'claim')} from {_counted(found.n_documents, 'document')}; "
        f"{found.numbers.sentence}; {_counted(found.n_conclusions, 'conclusion')}"
    )
    if found.numbers.more:
        yield f"Of the numbers, {found.numbers.more}."
    if found.n_untyped:
        yield f"{_counted(found.n_untyped, 'claim')} without a type: hearsay is known by it."
    for kind, (name, advice) in KINDS.items():
        own = found.of(kind)
        yield ""
        yield f"{name}: {len(own) or 'none'}"
        told = _grouped(own)
        shown = told if most is None else told[:most]
        for group in shown:
            yield f"  {_sentence(group)}"
        left = len(own) - sum(len(group) for group in shown)
        if left:
            yield f"  ... and {left} more (--all)"
        if own:
            yield f"  -> {advice}"


def _grouped(findings: tuple[Finding, ...]) -> list[list[Finding]]:
    """Findings that say the same of one line (as of a row of a table) together, in order."""
    found: dict[tuple[object, ...], list[Finding]] = {}
    for i, finding in enumerate(findings):
        span = finding.span
        where = (i,) if span is None else (span.file, span.line, finding.said, finding.reading)
        found.setdefault(where, []).append(finding)
    return list(found.values())


def _sentence(group: list[Finding]) -> str:
    first = group[0]
    others = f" and {len(group) - 1} more of its line" if len(group) > 1 else ""
    where = f", in the reading {first.reading}," if first.reading else ""
    place = "" if first.span is None else f" ({_short(first.span.file)}:{first.span.line})"
    return f"{first.subject} {first.name}{others}{where} {first.said}{place}"


def _short(file: str) -> str:
    """A file's name, with its folder where it is a claims file."""
    path = PurePath(file)
    return str(PurePath(path.parent.name, path.name)) if path.parent.name == "claims" else path.name


def _counted(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
