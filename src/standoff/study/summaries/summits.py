"""What the report shows of the summits: what is adopted, the forecasts side by side, who blocks, power.

Shares and spreads over the first draws of the reading, one entry for each history that the game asks
about (docs/design/004). A draw in which the game was not solved counts here too: a summit needs no play.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from standoff.game.records import Floats

if TYPE_CHECKING:
    from standoff.compiler import Compiled
    from standoff.compiler.summits import Held
    from standoff.scenario.records import Body, Member, Summit
    from standoff.summit import Members

Json = dict[str, Any]
MOST_IN_MODELS = 80  # members beyond which the spatial model's options are not compared: it takes too long
CHEAP = ("compromise", "median")  # models that run whether the game asks for the forecast or not
TITLES = {
    "compromise": "weighted mean",
    "median": "weighted median",
    "smp": "spatial model",
    "challenge": "model of challenges",
    "nash_bargaining": "Nash bargaining",
}


def summits_told(compiled: Compiled, columns: Mapping[str, Floats], n_draws: int) -> list[Json]:
    """`summits` of `details/<reading>.json`: one entry for each summit and history that the game reads.

    Parameters
    ----------
    columns : all parameters of the draws
    """
    from standoff.compiler.processes import histories, hold_summit

    scenario, found = compiled.scenario, []
    for history, nodes in histories(compiled.outputs).items():
        if history[0] not in scenario.summits:
            continue
        summit = scenario.summits[history[0]]
        asks = any(node.term == "position" for node in nodes)
        wanted = frozenset({"position"} if asks or summit.model in CHEAP else ())
        held = hold_summit(scenario, history, columns, n_draws, wanted)
        found.append(
            {
                "name": summit.name,
                "title": summit.title,
                "says": summit.says,
                "history": dict(known.split("=", 1) for known in history[1]),
                "body": _body(summit, held.body),
                "proposer": _proposer(summit),
                "options": _options(summit, held),
                "adopted": _spread(held.decision.position()),
                "near_ties": _count(held.decision.status, "near_tie"),
                "draws": n_draws,
                "forecast": _forecast(summit, held, with_models=asks),
                "members": _members(summit, held),
            }
        )
    return found


def _body(summit: Summit, body: Body) -> Json:
    return {
        "name": body.name,
        "title": body.title,
        "rule": body.rule,
        "quota": body.quota,
        "sit": list(body.members),
        "veto": list(body.veto),
        "own": body is summit.body,
    }


def _proposer(summit: Summit) -> str | None:
    """Title of the member who proposes, "" for one without a seat, None where nobody does."""
    if summit.proposes is None:
        return None
    return summit.members[summit.proposer].title if summit.proposer else ""


def _options(summit: Summit, held: Held) -> list[Json]:
    """The ladder with the share of draws in which each option is adopted, and passes at all."""
    return [
        {
            "option": option,
            "value": value,
            "adopted": float(held.decision.adopts(option).mean()),
            "passes": float(held.decision.passing[:, i].mean()),
        }
        for i, (option, value) in enumerate(zip(summit.options, summit.values, strict=True))
    ]


def _count(status: np.ndarray[Any, Any], name: str) -> int:
    from standoff.summit import STATUSES

    return int((status == STATUSES.index(name)).sum())


def _forecast(summit: Summit, held: Held, *, with_models: bool) -> Json:
    """The summit's own forecast over draws, the benchmarks beside it, and the models on central numbers."""
    from standoff.summit import compromise

    bench = compromise(held.members)
    return {
        "model": TITLES[summit.model],
        "asked": with_models,
        "own": _spread(held.position) if with_models or summit.model in CHEAP else None,
        "mean": _spread(bench.mean[:, 0]),
        "median": _spread(bench.median[:, 0]),
        "not_converged": _count(held.status, "not_converged"),
        "near_ties": _count(held.status, "near_tie"),
        "undefined": _count(held.status, "undefined"),
        "models": _models(summit, _central(held.members)) if with_models else [],
    }


def _central(members: Members) -> Members:
    """One draw: every number of every member at its median over draws."""
    from standoff.summit import gather

    position, salience = (np.median(x, axis=0)[None] for x in (members.position, members.salience))
    capability = np.median(members.capability, axis=0)[None]
    if not capability.sum() > 0:
        capability = members.capability.mean(axis=0)[None]
    return gather(members.names, position, salience, capability, scale=members.scale)


def _models(summit: Summit, members: Members) -> list[Json]:
    """Every model on the same central numbers; of the spatial model, all sets of options."""
    from standoff.compiler.summits import forecast_of, scale_squared
    from standoff.summit import STATUSES, smp_ensemble

    found: list[Json] = []
    for name in ("compromise", "median", "nash_bargaining", "challenge"):
        point, status = forecast_of(name, members, np.full(1, scale_squared(summit)))
        told = STATUSES[int(status[0])]
        found.append(_model(TITLES[name], point, {told: 1}))
    if (members.capability[0] > 0).sum() >= 2 and len(members.names) <= MOST_IN_MODELS:
        runs = smp_ensemble(members)
        counted = {name: _count(runs.status[:, 0], name) for name in STATUSES}
        found.append(_model(TITLES["smp"], runs.expected[:, 0, 0], counted))
    return found


def _model(title: str, points: Floats, counted: Mapping[str, int]) -> Json:
    return {
        "model": title,
        "runs": len(points),
        "first": float(points[0]),
        "least": float(points.min()),
        "most": float(points.max()),
        "near_ties": counted.get("near_tie", 0),
        "not_converged": counted.get("not_converged", 0),
    }


def _members(summit: Summit, held: Held) -> list[Json]:
    """Each member's wishes with their range, its pull on the forecast, how often it blocks, its power."""
    from standoff.summit import compromise

    pull = compromise(held.members).pull[:, :, 0].mean(axis=0)
    power = _power(summit, held.body)
    found = []
    for i, member in enumerate(summit.members.values()):
        seated = member.name in held.body.members
        found.append(
            {
                "name": member.name,
                "title": member.title,
                "sits": seated,
                "position": _spread(held.members.position[:, i, 0]),
                "limit": _spread(held.limit[:, i]) if held.limit is not None else None,
                "salience": float(held.members.salience[:, i, 0].mean()),
                "capability": float(held.members.capability[:, i].mean()),
                "pull": float(pull[i]),
                "blocks": float(held.decision.blocked_by(member.name).mean()),
                "alone": float(held.decision.blocked_by(member.name, alone=True).mean()),
                **(power[member.name] if seated and power else {"shapley_shubik": None, "banzhaf": None}),
            }
        )
    return found


def _power(summit: Summit, body: Body) -> dict[str, Json]:
    """Power indices of those who sit in a body; none where there are too many to count exactly.

    A veto is a weight so large that no coalition wins without it: the same coalitions win.
    """
    from standoff.summit import power_indices
    from standoff.summit.power import MOST_MEMBERS

    n = len(body.members)
    even = 1.0 / n
    if body.rule in ("unanimity", "consensus", "silence"):
        return {name: {"shapley_shubik": even, "banzhaf": even} for name in body.members}
    if n > MOST_MEMBERS:
        return {}
    people: list[Member] = [summit.members[name] for name in body.members]
    weights = [m.votes if body.rule == "weighted" else 1.0 for m in people]
    quota = body.quota or 0.5
    if body.rule == "majority":
        quota = np.floor(n / 2) + 1 if quota == 0.5 else np.ceil(quota * n - 1e-9)
    vetoes = [m.name in body.veto for m in people]
    extra = sum(weights) + 1
    weights = [w + extra * veto for w, veto in zip(weights, vetoes, strict=True)]
    found = power_indices(weights, float(quota) + extra * sum(vetoes))
    return {
        name: {"shapley_shubik": float(found.shapley_shubik[i]), "banzhaf": float(found.banzhaf[i])}
        for i, name in enumerate(body.members)
    }


def _spread(values: Floats) -> Json:
    low, middle, high = (float(q) for q in np.quantile(values, (0.05, 0.5, 0.95)))
    return {"mean": float(values.mean()), "q05": low, "q50": middle, "q95": high}
