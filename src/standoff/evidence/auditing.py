"""The audit: where a scenario's numbers and conclusions rest on less than they seem to.

Each finding is of one kind, and each kind is one rule that can be checked by hand:
1. rests_on_nothing: numbers that name neither claim nor source (a formula's own numbers too).
2. unsupported: conclusions for which no claim speaks.
3. counted_twice: reasons that say the same, because one restates another.
4. hearsay: rests on testimony, that is on somebody's word taken for its content. That it was said
   at all is another claim: record it as a fact, and it is none.
5. unverified: rests on an unverified allegation, or is one.
6. unaccepted: rests on a proposal that nobody has accepted.
7. unanswered: a reason is attacked by an accepted claim that the place itself does not name.
8. unplaced: claims without a place in a document whose text is fixed, which nobody can look up.
9. idle: accepted claims on which nothing rests and which bear on no other claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from standoff.errors import Span
from standoff.evidence.records import Carried, Claim, Document
from standoff.results.run.summary import NumberCount

KINDS: Mapping[str, tuple[str, str]] = {  # title, and what can be done about it
    "rests_on_nothing": (
        "Numbers that rest on nothing",
        "Name a claim or a source, or leave them assumed: they are counted and printed so.",
    ),
    "unsupported": (
        "Conclusions without support",
        "Name the claims that speak for them under `because:`.",
    ),
    "counted_twice": (
        "Restatements counted twice",
        "Keep the claim that was made first: saying it again adds nothing.",
    ),
    "hearsay": (
        "Testimony used as evidence of its content",
        "Find what it goes back to; or, if what matters is that it was said, record that as a fact.",
    ),
    "unverified": (
        "Unverified allegations in use",
        "Take them out, or run with and without them.",
    ),
    "unaccepted": ("Proposed claims in use", "Accept or reject them."),
    "unanswered": ("Attacks that are passed over", "Name the attacking claim under `against:`."),
    "unplaced": ("Claims that cannot be looked up", "Add `start`, `end` and `span_sha256`."),
    "idle": (
        "Claims on which nothing rests",
        "Nothing has to be done: a record of what was read is worth having.",
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that rests on less than it seems to. `said` is a sentence without its subject."""

    kind: str
    subject: str  # "number", "conclusion", "claim", ...
    name: str
    said: str
    reading: str = ""
    claims: tuple[str, ...] = ()
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """The findings in the order of `KINDS`, and what they are counted against."""

    findings: tuple[Finding, ...]
    numbers: NumberCount
    n_conclusions: int
    n_claims: int
    n_documents: int
    n_untyped: int

    @property
    def n_numbers(self) -> int:
        """Numbers that something uses, named or not."""
        return self.numbers.numbers

    @property
    def n_assumed(self) -> int:
        """Those of them that rest on no claim and no data."""
        return self.numbers.assumed

    def of(self, kind: str) -> tuple[Finding, ...]:
        """The findings of one kind."""
        return tuple(finding for finding in self.findings if finding.kind == kind)


def audit(
    carried: Iterable[Carried], claims: Mapping[str, Claim], documents: Mapping[str, Document]
) -> Audit:
    """All findings about what rests on claims.

    Parameters
    ----------
    carried : what can rest on claims, see `standoff.scenario.evidence_links`
    claims, documents : of the scenario, by name

    Returns
    -------
    Audit
        `findings` is one record for each thing found.

    Examples
    --------
    >>> from standoff.evidence.records import Rests
    >>> said = Claim("c1", "paper", ("author", "a spokesman"), "The line will hold.", type="testimony")
    >>> number = Carried("number", "p_hold", "", Rests("elicited", ("c1",)), given=True)
    >>> [(f.kind, f.name) for f in audit([number], {"c1": said}, {}).findings]
    [('hearsay', 'p_hold')]
    """
    items = tuple(carried)
    found = [finding for one in items for rule in _RULES for finding in rule(one, claims)]
    found += _of_claims(items, claims, documents)
    base = [one for one in items if one.n_numbers and not one.reading]
    used = [one for one in base if one.used]
    return Audit(
        findings=tuple(sorted(found, key=lambda finding: list(KINDS).index(finding.kind))),
        numbers=NumberCount(
            numbers=sum(one.n_numbers for one in used),
            assumed=sum(one.n_numbers for one in used if one.rests.set_by == "assumed"),
            unnamed=sum(one.n_unnamed for one in used),
            unused=sum(one.n_numbers for one in base if not one.used),
        ),
        n_conclusions=sum(1 for one in items if one.kind == "conclusion" and not one.reading),
        n_claims=len(claims),
        n_documents=len(documents),
        n_untyped=sum(1 for claim in claims.values() if not claim.type),
    )


def origin(name: str, claims: Mapping[str, Claim]) -> str:
    """The claim that a claim goes back to: itself, or the first of those that it restates.

    Parameters
    ----------
    name : of the claim
    claims : of the scenario, by name

    Returns
    -------
    str, the name of a claim

    Examples
    --------
    >>> first = Claim("c1", "paper", ("author",), "The line will hold.")
    >>> again = Claim("c7", "paper", ("author",), "It will hold.", restates="c1")
    >>> origin("c7", {"c1": first, "c7": again})
    'c1'
    """
    seen = {name}
    while name in claims and (earlier := claims[name].restates) and earlier not in seen:
        seen.add(earlier)
        name = earlier
    return name


_Rule = Callable[[Carried, Mapping[str, Claim]], Iterator[Finding]]


def _finding(kind: str, one: Carried, said: str, claims: tuple[str, ...] = ()) -> Finding:
    return Finding(kind, one.kind, one.name, said, one.reading, claims, one.span)


def _nothing(one: Carried, _claims: Mapping[str, Claim]) -> Iterator[Finding]:
    if one.given and one.kind != "conclusion" and not one.rests.because and not one.rests.source:
        said = "is assumed" if one.kind == "number" else "holds numbers of its own"
        against = ", and claims speak against it" if one.rests.against else ""
        yield _finding("rests_on_nothing", one, f"{said}{against}{_idle(one)}", one.rests.against)


def _unsupported(one: Carried, claims: Mapping[str, Claim]) -> Iterator[Finding]:
    if one.kind != "conclusion":
        return
    reasons = [claims[name] for name in one.rests.because if name in claims]
    if not any(claim.status == "accepted" for claim in reasons):
        against = f"; {len(one.rests.against)} speak against it" if one.rests.against else ""
        yield _finding("unsupported", one, f"has no accepted claim for it{against}", one.rests.against)


def _twice(one: Carried, claims: Mapping[str, Claim]) -> Iterator[Finding]:
    for side, names in (("for", one.rests.because), ("against", one.rests.against)):
        roots: dict[str, list[str]] = {}
        for name in names:
            roots.setdefault(origin(name, claims), []).append(name)
        for group in roots.values():
            if len(group) > 1:
                said = f"counts {_listed(group)} {side} it, which say the same"
                yield _finding("counted_twice", one, said, tuple(group))


def _hearsay(one: Carried, claims: Mapping[str, Claim]) -> Iterator[Finding]:
    words = [n for n in one.rests.because if n in claims and _is_hearsay(claims[n])]
    if words:
        alone = "only on" if len(words) == len(one.rests.because) else "among others on"
        whose = _listed(f"{name} ({claims[name].chain[-1]})" for name in words)
        yield _finding("hearsay", one, f"rests {alone} the word of others: {whose}", tuple(words))


def _is_hearsay(claim: Claim) -> bool:
    return claim.type == "testimony" or (not claim.type and claim.relayed)


def _unverified(one: Carried, claims: Mapping[str, Claim]) -> Iterator[Finding]:
    named = tuple(n for n in one.rests.because if n in claims and claims[n].unverified)
    if named:
        marked = "; it is marked so" if one.unverified else ", and is not itself marked so"
        yield _finding("unverified", one, f"rests on {_listed(named)}{marked}{_idle(one)}", named)
    elif one.unverified:
        yield _finding("unverified", one, f"is an unverified allegation itself{_idle(one)}")


def _idle(one: Carried) -> str:
    if one.off:
        return "; switched off, with chance 0"
    return "" if one.used else "; nothing uses it"


def _unaccepted(one: Carried, claims: Mapping[str, Claim]) -> Iterator[Finding]:
    named = (*one.rests.because, *one.rests.against)
    open_ = tuple(name for name in named if name in claims and claims[name].status == "proposed")
    if open_:
        yield _finding("unaccepted", one, f"rests on {_listed(open_)}, which nobody has accepted", open_)


def _unanswered(one: Carried, claims: Mapping[str, Claim]) -> Iterator[Finding]:
    weighed = {*one.rests.because, *one.rests.against}
    for name in one.rests.because:
        attackers = tuple(
            other.name
            for other in claims.values()
            if name in other.attacks and other.status == "accepted" and other.name not in weighed
        )
        if attackers:
            said = f"rests on {name}, and passes over its attack by {_listed(attackers)}"
            yield _finding("unanswered", one, said, (name, *attackers))


_RULES: tuple[_Rule, ...] = (
    _nothing,
    _unsupported,
    _twice,
    _hearsay,
    _unverified,
    _unaccepted,
    _unanswered,
)


def _of_claims(
    items: tuple[Carried, ...], claims: Mapping[str, Claim], documents: Mapping[str, Document]
) -> Iterator[Finding]:
    for claim in claims.values():
        document = documents.get(claim.document)
        if document is not None and document.sha256 and not claim.placed:
            yield Finding("unplaced", "claim", claim.name, "names no place in its document", span=claim.span)
    used = {name for one in items for name in (*one.rests.because, *one.rests.against)}
    bearing = {
        name for claim in claims.values() for name in (*claim.supports, *claim.attacks, claim.restates)
    }
    for claim in claims.values():
        alone = not (claim.supports or claim.attacks or claim.restates or claim.name in bearing)
        if claim.status == "accepted" and claim.name not in used and alone:
            yield Finding("idle", "claim", claim.name, "carries nothing", span=claim.span)


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    return ", ".join(found[:-1]) + " and " + found[-1] if len(found) > 1 else "".join(found)
