"""Summits: collective decisions as the text declares them; the compiler knows the models."""

from __future__ import annotations

import itertools

from standoff.expressions import Expression, Output, Process, moves_of
from standoff.scenario.desk import Desk, Place
from standoff.scenario.draft import Draft, Entry, by_name, title_of
from standoff.scenario.nodes import Scalar, scalars
from standoff.scenario.records import Member, Summit

_NUMBER = Place("a summit", frozenset({"move", "parameter"}))


def summits_built(draft: Draft, desk: Desk) -> dict[str, Summit]:
    """All summits of the text; what they give is put on the desk for chances and payoffs."""
    found = {}
    for name, entry in draft.section("summits").items():
        made = found[name] = _summit(entry, desk)
        outputs = {
            "adopts": Output(("choice",), "probability", made.options),
            "reaches": Output(("choice",), "probability", made.options),
            "blocked_by": Output(("choice",), "probability", tuple(made.members)),
            "position": Output((), ""),
        }
        if name in desk.processes:
            what = f"`{name}` names a front and a summit."
            desk.complain("S401", what, entry.key.span, fix="Rename one of them.")
        desk.processes[name] = Process(outputs, made.moves)
    return found


def _summit(entry: Entry, desk: Desk) -> Summit:
    pairs, name = entry.pairs, entry.key.text
    listed = pairs.get("members") if pairs is not None else None
    members = {key: made for key, own in by_name(listed).items() if (made := _member(own, desk)) is not None}
    cost = _formula(entry, "cost", desk)
    quota = pairs.get("quota") if pairs is not None else None
    formulas = [cost] + [f for m in members.values() for f in (m.position, m.limit, m.salience, m.capability)]
    options = tuple(node.text for node in scalars(pairs.get("options") if pairs is not None else None))
    summit = Summit(
        name=name,
        title=entry.text("title") or title_of(name),
        says=entry.text("says"),
        options=options,
        values=_values(entry, options, desk),
        members=members,
        rule=entry.text("rule"),
        quota=float(quota.text) if isinstance(quota, Scalar) and quota.kind in ("whole", "number") else None,
        cost=cost,
        model=entry.text("model") or "compromise",
        moves=tuple(sorted({m for f in formulas if f is not None for m in moves_of(f)})),
        rests=desk.rests(pairs, f"The summit `{name}`"),
        span=entry.key.span,
    )
    _check(entry, summit, desk)
    return summit


def _values(entry: Entry, options: tuple[str, ...], desk: Desk) -> tuple[float, ...]:
    nodes = scalars(entry.pairs.get("values") if entry.pairs is not None else None)
    if not nodes:
        return tuple(float(i) for i in range(len(options)))
    values = tuple(float(node.text) for node in nodes if node.kind in ("whole", "number"))
    if len(values) != len(options):
        what = f"The ladder has {len(options)} options and {len(values)} values."
        desk.complain("S430", what, nodes[0].span, expected="Expected one value for each option.")
    elif any(a >= b for a, b in itertools.pairwise(values)):
        what = "The values of the ladder do not rise."
        desk.complain("S430", what, nodes[0].span, expected="Expected them in rising order.")
    return values


def _check(entry: Entry, summit: Summit, desk: Desk) -> None:
    at, twice = entry.key.span, [o for o in set(summit.options) if summit.options.count(o) > 1]
    for option in sorted(twice):
        desk.complain("S430", f"The option `{option}` stands twice on the ladder.", at, fix="Delete one.")
    limited = [m for m in summit.members.values() if m.limit is not None]
    if limited and len(limited) < len(summit.members):
        missing = next(m for m in summit.members.values() if m.limit is None)
        what = f"The member `{missing.name}` has no `limit`, and others have one."
        desk.complain("S430", what, missing.span, expected="Expected one for all members, or for none.")
    if summit.rule == "weighted":
        votes = sum(m.votes for m in summit.members.values())
        if summit.quota is None or not 0 < summit.quota <= votes:
            said = "none" if summit.quota is None else f"{summit.quota:g}"
            what = (
                f"Nobody can reach the quota of `{summit.name}`: it is {said}, and all votes make {votes:g}."
            )
            desk.complain("S430", what, at, fix="Give `quota:` and each member's `votes:`.")
    if summit.rule == "majority" and summit.quota is not None and not 0.5 <= summit.quota <= 1:
        what = f"The majority of `{summit.name}` is {summit.quota:g}."
        desk.complain("S430", what, at, expected="Expected a share of the members from 0.5 to 1.")


def _member(entry: Entry, desk: Desk) -> Member | None:
    position = _formula(entry, "position", desk)
    if position is None:
        return None
    votes = entry.pairs.get("votes") if entry.pairs is not None else None
    return Member(
        name=entry.key.text,
        title=entry.text("title") or title_of(entry.key.text),
        position=position,
        limit=_formula(entry, "limit", desk),
        salience=_formula(entry, "salience", desk),
        capability=_formula(entry, "capability", desk),
        votes=float(votes.text) if isinstance(votes, Scalar) and votes.kind in ("whole", "number") else 1.0,
        rests=desk.rests(entry.pairs, f"The member `{entry.key.text}`"),
        span=entry.key.span,
    )


def _formula(entry: Entry, key: str, desk: Desk) -> Expression | None:
    written = entry.pairs.get(key) if entry.pairs is not None else None
    return desk.formula(written, _NUMBER, "number") if isinstance(written, Scalar) else None
