"""The summits of one reading as plain text: ladder, bodies with their rules, members with their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from standoff.scenario.records import Body, Member, Scenario, Summit


def summit_lines(scenario: Scenario) -> Iterator[str]:
    """One line for each summit, each body that can decide, and each member."""
    for summit in scenario.summits.values():
        yield from _summit(summit)


def _summit(summit: Summit) -> Iterator[str]:
    rungs = ", ".join(f"{o} ({v:g})" for o, v in zip(summit.options, summit.values, strict=True))
    proposed = "" if summit.proposes is None else f"; proposer at {summit.proposes.text}"
    yield f"{summit.name}: {rungs}; position by {summit.model}{proposed}"
    for body in summit.bodies:
        yield f"  {_body(summit, body)}"
    for member in summit.members.values():
        yield f"  {_member(member)}"


def _body(summit: Summit, body: Body) -> str:
    who = "all members" if len(body.members) == len(summit.members) else ", ".join(body.members)
    said = f"{body.name or 'otherwise'}: {body.rule} of {who}"
    said += f", quota {body.quota:g}" if body.quota is not None else ""
    said += f", cost {body.cost.text}" if body.cost is not None else ""
    said += f", veto of {', '.join(body.veto)}" if body.veto else ""
    return said + (f", when {body.when}" if body.when is not None else "")


def _member(member: Member) -> str:
    numbers = {
        "position": member.position,
        "limit": member.limit,
        "salience": member.salience,
        "capability": member.capability,
    }
    told = [f"{name} {formula}" for name, formula in numbers.items() if formula is not None]
    told += [f"votes {member.votes:g}"] if member.votes != 1 else []
    return f"{member.name}: {', '.join(told)}"
