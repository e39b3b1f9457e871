"""Summits beside the game: members' numbers over draws, the decision, and what expressions ask of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from standoff import summit as summits
from standoff.expressions import Expression, settle
from standoff.expressions.nodes import Node
from standoff.game.records import Floats
from standoff.scenario.records import Member, Summit

Value = Callable[[Expression], Floats]


@dataclass(frozen=True, slots=True)
class Held:
    """A summit over draws, after one way in which its public moves went.

    position : float64[draw], what the model of the forecast gives; mean : the weighted mean
    """

    decision: summits.Decision
    position: Floats
    mean: Floats


def formulas_of(summit: Summit) -> list[Expression]:
    """All expressions of a summit."""
    found = [summit.cost]
    for member in summit.members.values():
        found += [member.position, member.limit, member.salience, member.capability]
    return [f for f in found if f is not None]


def hold(summit: Summit, past: Mapping[str, str | None], value: Value, n_draws: int) -> Held:
    """Run a summit: `value` gives float64[draw] of a settled expression."""
    people = list(summit.members.values())

    def table(of: Callable[[Member], Expression | None], default: float) -> Floats:
        columns = [
            value(settle(f, past)) if (f := of(m)) is not None else np.full(n_draws, default) for m in people
        ]
        return np.stack(columns, axis=1)

    scale = (summit.values[0], summit.values[-1])
    position = np.clip(table(lambda m: m.position, 0.0), *scale)
    salience = np.clip(table(lambda m: m.salience, 1.0), 0.0, 1.0)
    capability = table(lambda m: m.capability, 1.0)
    members = summits.gather([m.name for m in people], position, salience, capability, scale=scale)
    rungs = summits.ladder(summit.options, summit.values)
    if all(m.limit is not None for m in people):
        margin = summits.margin_by_reservation(rungs, table(lambda m: m.limit, 0.0))
    else:
        margin = summits.margin_by_ideal(rungs, position, salience=salience)
    margin = np.broadcast_to(margin, (n_draws, *margin.shape[1:]))
    cost = value(settle(summit.cost, past)) if summit.cost is not None else np.zeros(n_draws)
    decision = summits.decide(rungs, list(summit.members), margin, _rule(summit, cost))
    mean = summits.compromise(members).mean[:, 0]
    forecast = mean if summit.model == "compromise" else summits.smp(members).expected[:, 0]
    return Held(decision, np.broadcast_to(forecast, (n_draws,)), np.broadcast_to(mean, (n_draws,)))


def _rule(summit: Summit, cost: Floats) -> summits.Rule:
    n_members = len(summit.members)
    costs = np.repeat(cost[:, None], n_members, axis=1)
    if summit.rule == "unanimity":
        return summits.unanimity(n_members)
    if summit.rule == "consensus":
        return summits.consensus(n_members, cost=costs)
    if summit.rule == "silence":
        return summits.silence(n_members, cost=costs)
    if summit.rule == "majority":
        return summits.majority(n_members, share=summit.quota or 0.5)
    return summits.weighted([m.votes for m in summit.members.values()], summit.quota or 1.0)


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
