"""Summits: collective decisions as the text declares them; the compiler knows the models."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from dataclasses import replace

from standoff.errors import nearest
from standoff.expressions import Expression, Output, Process, moves_of
from standoff.scenario.build.draft import Draft, Entry, by_name, title_of
from standoff.scenario.build.symbols import Place, Symbols
from standoff.scenario.records import Body, Member, Summit
from standoff.scenario.yaml.nodes import Pairs, Scalar, scalars
from standoff.scenario.yaml.shape import is_name

_NUMBER = Place("a summit", frozenset({"move", "parameter"}), states=True)
READ_BY = {  # which rules read a key
    "quota": ("majority", "weighted"),
    "veto": ("majority", "weighted"),
    "cost": ("consensus", "silence"),
}
_CONDITION = Place("a body's condition", frozenset({"move"}), states=True)


def summits_built(draft: Draft, symbols: Symbols) -> dict[str, Summit]:
    """All summits of the text; what they give is put on the symbols for chances and payoffs."""
    found = {}
    for name, entry in draft.section("summits").items():
        made = found[name] = _summit(entry, symbols)
        outputs = {
            "adopts": Output(("choice",), "probability", made.options),
            "reaches": Output(("choice",), "probability", made.options),
            "blocked_by": Output(("choice",), "probability", tuple(made.members)),
            "position": Output((), ""),
        }
        if name in symbols.processes:
            what = f"`{name}` names a front and a summit."
            symbols.complain("S401", what, entry.key.span, fix="Rename one of them.")
        symbols.processes[name] = Process(outputs, made.moves)
    return found


def _summit(entry: Entry, symbols: Symbols) -> Summit:
    pairs, name = entry.pairs, entry.key.text
    listed = pairs.get("members") if pairs is not None else None
    members = {
        key: made for key, own in by_name(listed).items() if (made := _member(own, symbols)) is not None
    }
    options = tuple(node.text for node in scalars(pairs.get("options") if pairs is not None else None))
    proposer, proposes = _proposer(entry, members, symbols)
    summit = Summit(
        name=name,
        title=entry.text("title") or title_of(name),
        says=entry.text("says"),
        options=options,
        values=_values(entry, options, symbols),
        members=members,
        bodies=_bodies(entry, members, symbols),
        proposer=proposer,
        proposes=proposes,
        model=entry.text("model") or "compromise",
        disagreement=_formula(entry, "disagreement", symbols),
        moves=(),
        rests=symbols.rests(pairs, f"The summit `{name}`"),
        span=entry.key.span,
    )
    _check(entry, summit, symbols)
    return _with_moves(summit)


def _with_moves(summit: Summit) -> Summit:
    formulas = [*summit.formulas(), *(body.when for body in summit.bodies if body.when is not None)]
    return replace(summit, moves=tuple(sorted({move for f in formulas for move in moves_of(f)})))


def _values(entry: Entry, options: tuple[str, ...], symbols: Symbols) -> tuple[float, ...]:
    nodes = scalars(entry.pairs.get("values") if entry.pairs is not None else None)
    if not nodes:
        return tuple(float(i) for i in range(len(options)))
    values = tuple(float(node.text) for node in nodes if node.kind in ("whole", "number"))
    if len(values) != len(options):
        what = f"The ladder has {len(options)} options and {len(values)} values."
        symbols.complain("S430", what, nodes[0].span, expected="Expected one value for each option.")
    elif any(a >= b for a, b in itertools.pairwise(values)):
        what = "The values of the ladder do not rise."
        symbols.complain("S430", what, nodes[0].span, expected="Expected them in rising order.")
    return values


def _bodies(entry: Entry, members: dict[str, Member], symbols: Symbols) -> tuple[Body, ...]:
    """The bodies in the order of the text, the summit's own last."""
    listed = entry.pairs.get("bodies") if entry.pairs is not None else None
    found = []
    for name, own in by_name(listed).items():
        made = _body(own, name, "members", members, symbols)
        if own.pairs is None or own.pairs.get("when") is None:
            what = f"The body `{name}` has no `when`, so the summit's own would never decide."
            fix = "Say under `when:` after which moves it decides, or give its rule to the summit itself."
            symbols.complain("S430", what, own.key.span, fix=fix)
        found.append(made)
    return (*found, _body(entry, "", "body", members, symbols))


def _body(entry: Entry, name: str, seats: str, members: dict[str, Member], symbols: Symbols) -> Body:
    quota = entry.pairs.get("quota") if entry.pairs is not None else None
    when = entry.pairs.get("when") if entry.pairs is not None and name else None
    body = Body(
        name=name,
        title=entry.text("title") or title_of(name or entry.key.text),
        when=symbols.formula(when, _CONDITION, "truth") if isinstance(when, Scalar) else None,
        members=_listed(entry, seats, members, symbols) or tuple(members),
        rule=entry.text("rule"),
        quota=float(quota.text) if isinstance(quota, Scalar) and quota.kind in ("whole", "number") else None,
        cost=_formula(entry, "cost", symbols),
        veto=_listed(entry, "veto", members, symbols),
    )
    _check_rule(entry, body, members, symbols)
    return body


def _listed(entry: Entry, key: str, members: Collection[str], symbols: Symbols) -> tuple[str, ...]:
    """Names of members in a list; complains about those that do not exist."""
    nodes = scalars(entry.pairs.get(key) if entry.pairs is not None else None)
    for node in nodes:
        _exists(node, members, symbols)
    return tuple(dict.fromkeys(node.text for node in nodes if node.text in members))


def _exists(node: Scalar, members: Collection[str], symbols: Symbols) -> bool:
    if node.text in members:
        return True
    what = f"The summit has no member `{node.text}`."
    symbols.complain("S430", what, node.span, fix=nearest(node.text, tuple(members)))
    return False


def _proposer(entry: Entry, members: dict[str, Member], symbols: Symbols) -> tuple[str, Expression | None]:
    """The member who proposes, or no name, and what the one who proposes likes best."""
    written = entry.pairs.get("proposer") if entry.pairs is not None else None
    if isinstance(written, Scalar):
        return (
            (written.text, members[written.text].position)
            if _exists(written, members, symbols)
            else ("", None)
        )
    if isinstance(written, Pairs):
        return "", _formula(Entry(entry.key, written), "position", symbols)
    return "", None


def _check(entry: Entry, summit: Summit, symbols: Symbols) -> None:
    at, twice = entry.key.span, [o for o in set(summit.options) if summit.options.count(o) > 1]
    for option in sorted(twice):
        symbols.complain("S430", f"The option `{option}` stands twice on the ladder.", at, fix="Delete one.")
    limited = [m for m in summit.members.values() if m.limit is not None]
    if limited and len(limited) < len(summit.members):
        missing = next(m for m in summit.members.values() if m.limit is None)
        what = f"The member `{missing.name}` has no `limit`, and others have one."
        symbols.complain("S430", what, missing.span, expected="Expected one for all members, or for none.")
    if summit.disagreement is not None and summit.model != "nash_bargaining":
        what = f"The summit `{summit.name}` has a `disagreement`, and its model is `{summit.model}`."
        symbols.complain("S430", what, at, fix="Write `model: nash_bargaining`, or delete it.")


def _check_rule(entry: Entry, body: Body, members: dict[str, Member], symbols: Symbols) -> None:
    at, said = entry.key.span, f"`{entry.key.text}`"
    if body.rule == "weighted":
        votes = sum(members[name].votes for name in body.members)
        if body.quota is None or not 0 < body.quota <= votes:
            quota = "none" if body.quota is None else f"{body.quota:g}"
            what = f"Nobody can reach the quota of {said}: it is {quota}, and all votes make {votes:g}."
            symbols.complain("S430", what, at, fix="Give `quota:` and each member's `votes:`.")
    if body.rule == "majority" and body.quota is not None and not 0.5 <= body.quota <= 1:
        what = f"The majority of {said} is {body.quota:g}."
        symbols.complain("S430", what, at, expected="Expected a share of the members from 0.5 to 1.")
    idle = {
        "quota": ("majority", "weighted"),
        "veto": ("majority", "weighted"),
        "cost": ("consensus", "silence"),
    }
    for key, rules in idle.items():
        name = entry.pairs.key(key) if entry.pairs is not None else None
        if name is not None and body.rule not in rules:
            what = f"{said} has a `{key}`, which the rule `{body.rule}` does not read."
            fix = f"Delete it, or choose one of the rules `{rules[0]}` and `{rules[1]}`."
            symbols.complain("S430", what, name.span, fix=fix)


def _member(entry: Entry, symbols: Symbols) -> Member | None:
    position = _formula(entry, "position", symbols)
    if position is None:
        return None
    votes = entry.pairs.get("votes") if entry.pairs is not None else None
    return Member(
        name=entry.key.text,
        title=entry.text("title") or title_of(entry.key.text),
        position=position,
        limit=_formula(entry, "limit", symbols),
        salience=_formula(entry, "salience", symbols),
        capability=_formula(entry, "capability", symbols),
        votes=float(votes.text) if isinstance(votes, Scalar) and votes.kind in ("whole", "number") else 1.0,
        rests=symbols.rests(entry.pairs, f"The member `{entry.key.text}`"),
        span=entry.key.span,
    )


def _formula(entry: Entry, key: str, symbols: Symbols) -> Expression | None:
    written = entry.pairs.get(key) if entry.pairs is not None else None
    if not isinstance(written, Scalar):
        return None
    if "." in written.text and is_name(written.text, 3) and written.text not in symbols.names:
        return None  # a member's number whose parameter could not be read: complained about there
    return symbols.formula(written, _NUMBER, "number")
