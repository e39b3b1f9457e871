"""What can be struck out of a scenario: claims, documents, claimants, kinds of claims, joint supports.

Every target is a set of claims. An assumption that states a prior of its own is a target without any.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from standoff.errors import Problem, RunError, nearest
from standoff.evidence.records import AUTHOR
from standoff.findings.strike_out.removal import accepted, assumptions
from standoff.scenario.records import Claim, Rests, Scenario

CLAIM, DOCUMENT, CLAIMANT, TYPE, UNVERIFIED = "claim", "document", "claimant", "type", "unverified"
RESTATED, TOGETHER, ASSUMPTION, SET = "restated", "together", "assumption", "set"


@dataclass(frozen=True, slots=True)
class Target:
    """kind : of those above; name : of the claim, document and so on; claims : struck together."""

    kind: str
    name: str
    claims: tuple[str, ...]


def targets_of(scenario: Scenario) -> list[Target]:
    """All that is struck by default, claim by claim first."""
    claims = scenario.claims
    found = [Target(CLAIM, name, (name,)) for name in claims]
    found += [Target(ASSUMPTION, name, ()) for name in assumptions(scenario)]
    groups = [
        *_grouped(DOCUMENT, {name: claim.document for name, claim in claims.items()}),
        *_grouped(CLAIMANT, {name: voices_of(claim)[-1] for name, claim in claims.items()}),
        *_grouped(TYPE, {name: claim.type for name, claim in claims.items() if claim.type}),
        *_grouped(UNVERIFIED, {name: "unverified" for name, claim in claims.items() if claim.unverified}),
        *_grouped(RESTATED, _content(claims)),
        *_supports(scenario),
    ]
    seen: set[frozenset[str]] = set()
    for group in groups:
        held = frozenset(group.claims)
        if len(held) > 1 and held not in seen:
            seen.add(held)
            found.append(group)
    return found


def voices_of(claim: Claim) -> tuple[str, ...]:
    """Who says it, the document's author first: the authors of two documents are two people.

    Examples
    --------
    >>> voices_of(Claim("c1", "paper", ("author", "the mayor"), "It holds."))
    ('author of paper', 'the mayor')
    """
    return tuple(f"{AUTHOR} of {claim.document}" if voice == AUTHOR else voice for voice in claim.chain)


def _grouped(kind: str, of: Mapping[str, str]) -> Iterator[Target]:
    found: dict[str, list[str]] = {}
    for claim, name in of.items():
        found.setdefault(name, []).append(claim)
    yield from (Target(kind, name, tuple(members)) for name, members in found.items())


def _content(claims: Mapping[str, Claim]) -> dict[str, str]:
    """Each claim under the one that it comes down to restating."""
    found = {}
    for name in claims:
        first, seen = name, {name}
        while claims[first].restates and claims[first].restates not in seen:
            first = claims[first].restates
            seen.add(first)
        found[name] = first
    return found


def _supports(scenario: Scenario) -> Iterator[Target]:
    """The claims that hold a number, a move or a payoff term up together, none of them alone."""
    for name, rests in _resting(scenario):
        held = accepted(scenario, rests)
        if len(held) > 1:
            yield Target(TOGETHER, name, held)


def _resting(scenario: Scenario) -> Iterator[tuple[str, Rests]]:
    yield from ((name, parameter.rests) for name, parameter in scenario.parameters.items())
    yield from ((name, move.rests) for name, move in scenario.moves.items())
    for actor, terms in scenario.payoffs.items():
        yield from ((f"{actor}.{name}", term.rests) for name, term in terms.items())


def asked_for(
    scenario: Scenario,
    *,
    claims: Collection[str] = (),
    documents: Collection[str] = (),
    claimants: Collection[str] = (),
    unverified: bool = False,
) -> tuple[str, ...]:
    """The claims that a user asks to strike, in the order of the text.

    Raises
    ------
    RunError
        S734 an unknown claim, S735 an unknown document or claimant, S736 no claim at all, S836 `author`
        where several documents have one; all together.
    """
    known = scenario.claims
    voices = {voice for claim in known.values() for voice in voices_of(claim)}
    authors = sorted(voice for voice in voices if voice.startswith(f"{AUTHOR} of "))
    claimants = [authors[0] if name == AUTHOR and len(authors) == 1 else name for name in claimants]
    problems = [
        Problem("S734", f"There is no claim `{name}`.", "", nearest(name, list(known)))
        for name in claims
        if name not in known
    ]
    for kind, names, there in (
        ("document", documents, set(scenario.documents)),
        ("claimant", claimants, voices),
    ):
        for name in names:
            if kind == "claimant" and name == AUTHOR and authors:
                what = f"`{AUTHOR}` is {len(authors)} people here: each document has its own."
                fix = "Write " + " or ".join(f"`{one}`" for one in authors[:8]) + "."
                problems.append(Problem("S836", what, "Expected one claimant.", fix))
            elif name not in there:
                what = f"There is no {kind} `{name}`."
                problems.append(Problem("S735", what, "", nearest(name, sorted(there))))
    if problems:
        raise RunError(problems)
    found = tuple(
        name
        for name, claim in known.items()
        if name in claims
        or claim.document in documents
        or set(voices_of(claim)) & set(claimants)
        or (unverified and claim.unverified)
    )
    if not found:
        raise RunError(_nothing(scenario, unverified=unverified))
    return found


def _nothing(scenario: Scenario, *, unverified: bool) -> Problem:
    if not scenario.claims:
        what = "The scenario records no claims: there is nothing to strike."
        return Problem("S736", what, "", "Write `claims:` and name them under `because:`.")
    what = "No claim is unverified." if unverified else "No claim to strike was named, or none is meant."
    fix = "Name claims, or use --document, --claimant or --unverified; `standoff show` lists the claims."
    return Problem("S736", what, "", fix)
