"""Summits beside the game: members' numbers over draws, the decision, and what expressions ask of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from standoff import summit as summits
from standoff.expressions import Expression, settle, truth_of
from standoff.expressions.nodes import Node
from standoff.game.records import Floats
from standoff.scenario.records import Body, Member, Summit

Value = Callable[[Expression], Floats]
CHALLENGE_ROUNDS = 5  # as many as the published table of the model has


@dataclass(frozen=True, slots=True)
class Held:
    """A summit over draws, after one way in which its public moves went.

    body : the one that decided; decision : what it adopts; members : positions, saliences,
    capabilities; limit : float64[draw, member], None where limits follow from positions;
    position : float64[draw], what the model of the forecast gives; status : int8[draw], of that model
    """

    body: Body
    decision: summits.Decision
    members: summits.Members
    limit: Floats | None
    position: Floats
    status: NDArray[np.int8]


def formulas_of(summit: Summit) -> list[Expression]:
    """All expressions of a summit."""
    return list(summit.formulas())


def hold(
    summit: Summit,
    past: Mapping[str, str | None],
    value: Value,
    n_draws: int,
    asked_for: frozenset[str] = frozenset({"adopts", "position"}),
) -> Held:
    """Run a summit: `value` gives float64[draw] of a settled expression.

    Parameters
    ----------
    asked_for : the outputs that are read; the model of the forecast runs only for `position`
    """
    people = list(summit.members.values())

    def table(of: Callable[[Member], Expression | None], default: float) -> Floats:
        columns = [
            value(settle(f, past)) if (f := of(m)) is not None else np.full(n_draws, default) for m in people
        ]
        return np.stack(columns, axis=1)

    def number(formula: Expression | None, default: float) -> Floats:
        return value(settle(formula, past)) if formula is not None else np.full(n_draws, default)

    scale = (summit.values[0], summit.values[-1])
    position = np.clip(table(lambda m: m.position, 0.0), *scale)
    salience = np.clip(table(lambda m: m.salience, 1.0), 0.0, 1.0)
    capability = table(lambda m: m.capability, 1.0)
    members = summits.gather([m.name for m in people], position, salience, capability, scale=scale)
    rungs = summits.ladder(summit.options, summit.values)
    limit = table(lambda m: m.limit, 0.0) if all(m.limit is not None for m in people) else None
    if limit is not None:
        margin = summits.margin_by_reservation(rungs, limit)
    else:
        margin = summits.margin_by_ideal(rungs, position, salience=salience)
    margin = np.broadcast_to(margin, (n_draws, *margin.shape[1:]))
    body = body_after(summit, past)
    wishes = None
    if summit.proposes is not None:
        wishes = -np.abs(number(summit.proposes, 0.0)[:, None] - rungs.array)
    rule = rule_of(summit, body, number(body.cost, 0.0))
    decision = summits.decide(rungs, list(summit.members), margin, rule, setter=wishes)
    forecast, status = np.zeros(n_draws), np.zeros(n_draws, dtype=np.int8)
    if "position" in asked_for:
        forecast, status = forecast_of(
            summit.model, members, number(summit.disagreement, scale_squared(summit))
        )
    return Held(body, decision, members, limit, forecast, status)


def scale_squared(summit: Summit) -> float:
    """What no agreement costs where the text says nothing: the worst that a member can get."""
    return (summit.values[-1] - summit.values[0]) ** 2


def forecast_of(
    model: str, members: summits.Members, disagreement: Floats
) -> tuple[Floats, NDArray[np.int8]]:
    """float64[draw] and int8[draw]: where negotiation ends by the model of that name, and its status."""
    if model == "smp":
        run = summits.smp(members)
        return run.expected[:, 0], run.status
    if model == "challenge":
        rounds = summits.challenge(members, rounds=CHALLENGE_ROUNDS)
        return rounds.median[:, -1, 0], rounds.status
    if model == "nash_bargaining":
        each = np.repeat(disagreement[:, None], len(members.names), axis=1)
        bargain = summits.nash(members, each)
        return bargain.position[:, 0], bargain.status
    found = summits.compromise(members)
    point = (found.median if model == "median" else found.mean)[:, 0]
    return point, np.zeros(len(point), dtype=np.int8)


def body_after(summit: Summit, past: Mapping[str, str | None]) -> Body:
    """The body that decides: the first whose condition holds, else the summit's own."""
    for body in summit.bodies:
        if body.when is None or truth_of(settle(body.when, past)):
            return body
    return summit.body


def rule_of(summit: Summit, body: Body, cost: Floats) -> summits.Rule:
    """The rule of a body; cost : float64[draw], of objecting."""
    n_members = len(summit.members)
    sits = [name in body.members for name in summit.members]
    vetoes = [name in body.veto for name in summit.members]
    costs = np.repeat(np.maximum(cost, 0.0)[:, None], n_members, axis=1)
    if body.rule == "unanimity":
        return summits.unanimity(n_members, sits=sits)
    if body.rule == "consensus":
        return summits.consensus(n_members, cost=costs, sits=sits)
    if body.rule == "silence":
        return summits.silence(n_members, cost=costs, sits=sits)
    if body.rule == "majority":
        return summits.majority(n_members, share=body.quota or 0.5, sits=sits, vetoes=vetoes)
    votes = [m.votes for m in summit.members.values()]
    return summits.weighted(votes, body.quota or 1.0, sits=sits, vetoes=vetoes)


def asked(held: Held, nodes: Sequence[Node]) -> dict[str, Floats]:
    """float64[draw] of each output, by its key."""
    found = {}
    for node in nodes:
        if node.term == "adopts":
            found[node.key] = held.decision.adopts(node.choice)
        elif node.term == "reaches":
            found[node.key] = held.decision.reaches(node.choice)
        elif node.term == "blocked_by":
            found[node.key] = held.decision.blocked_by(node.choice)
        else:
            found[node.key] = np.ascontiguousarray(held.position)
    return found
