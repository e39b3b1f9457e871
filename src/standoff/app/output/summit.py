"""What `standoff summit` finds out: forecast, spread, benchmark and decision, as plain data.

The shapes are told in `docs/reference/summit.md`; the same data is printed as text and as JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from standoff.errors import Problem, nearest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from standoff.summit import Members, MemberTable, Rule

    Array = NDArray[np.float64]

MODELS = ("compromise", "median", "smp", "challenge", "nash")
RULES = ("unanimity", "consensus", "silence", "majority", "weighted", "double")
STEPS = 1000  # how finely the way from the status quo to the proposal is divided


@dataclass(frozen=True)
class Request:
    """What was asked for: a model with its settings, and a rule with its."""

    model: str = "smp"
    rule: str | None = None
    status_quo: tuple[float, ...] = ()
    cost: float = 0.0
    share: float | None = None
    quota: float | None = None
    chosen: tuple[str, ...] = ()  # NAME=VALUE, options of the spatial model
    reading: str = "code"
    rounds: int = 5
    disagreement: float | None = None


@dataclass(frozen=True)
class Found:
    """A model's answer for one draw: float64[dimension], and what else there is to say."""

    position: Array
    status: str
    path: Array | None = None  # float64[turn, member, dimension]
    probability: Array | None = None  # float64[member]
    runs: list[dict[str, Any]] = field(default_factory=list)
    spread: dict[str, list[float]] = field(default_factory=dict)


def answer(table: MemberTable, asked: Request, file: str) -> dict[str, Any]:
    """Everything that is asked about a table of members, ready for JSON."""
    from standoff.summit import ADVICE, compromise

    members = table.members()
    bench = compromise(members)
    found = _forecast(table, members, asked)
    told: dict[str, Any] = {
        "format": 1,
        "file": file,
        "title": table.title,
        "model": asked.model,
        "dimensions": list(table.dimensions),
        "scale": list(table.scale),
        "benchmark": {"weighted_mean": _plain(bench.mean[0]), "weighted_median": _plain(bench.median[0])},
        "forecast": {
            "position": _plain(found.position),
            "status": found.status,
            "advice": ADVICE[found.status],
        },
        "members": _members(table, found),
    }
    if found.runs:
        told["ensemble"] = {"runs": found.runs, **found.spread}
    if found.path is not None:
        told["rounds"] = [_plain(state) for state in found.path]
    if asked.rule is not None:
        told["decision"] = _decision(table, members, found.position, asked)
    return told


def _plain(array: Array) -> list[Any]:
    """Nested lists with 10 significant digits: the same on every machine."""
    return [_plain(row) if getattr(row, "ndim", 0) else float(f"{row:.10g}") for row in array]


def _members(table: MemberTable, found: Found) -> list[dict[str, Any]]:
    rows = []
    for i, name in enumerate(table.names):
        row: dict[str, Any] = {
            "name": name,
            "description": table.descriptions[i],
            "capability": float(table.capability[i]),
            "position": _plain(table.position[i]),
            "salience": _plain(table.salience[i]),
        }
        if found.path is not None:
            row["last"] = _plain(found.path[-1, i])
        if found.probability is not None:
            row["probability"] = float(f"{found.probability[i]:.10g}")
        rows.append(row)
    return rows


def _forecast(table: MemberTable, members: Members, asked: Request) -> Found:
    from standoff.summit import STATUSES, challenge, compromise, nash

    if asked.model == "smp":
        return _spatial(members, asked.chosen)
    if asked.chosen:
        raise _wrong(f"`--option {asked.chosen[0]}` is for the spatial model.", "Add `--model smp`.")
    if asked.model == "challenge":
        run = challenge(members, reading=asked.reading, rounds=asked.rounds)  # type: ignore[arg-type]
        return Found(run.median[0, -1], STATUSES[run.status[0]], run.path[0])
    if asked.model == "nash":
        width = table.scale[1] - table.scale[0]
        deal = nash(members, width * width if asked.disagreement is None else asked.disagreement)
        return Found(deal.position[0], STATUSES[deal.status[0]])
    found = compromise(members)
    return Found((found.median if asked.model == "median" else found.mean)[0], "settled")


def _spatial(members: Members, chosen: Sequence[str]) -> Found:
    """The run with the options asked for and, beside it, all that differ from it in one of them."""
    import numpy as np

    from standoff.summit import STATUSES, SpatialOptions, one_at_a_time, smp, smp_ensemble

    options = SpatialOptions(**dict(_option(text) for text in chosen))
    run = smp(members, options, keep_path=True)
    all_of_them = smp_ensemble(members, one_at_a_time(options))
    rows = [
        {
            "options": one.label,
            "position": _plain(all_of_them.expected[i, 0]),
            "leading": _plain(all_of_them.leading[i, 0]),
            "turns": int(all_of_them.turns[i, 0]),
            "near_ties": int(all_of_them.near_ties[i, 0]),
            "status": STATUSES[all_of_them.status[i, 0]],
        }
        for i, one in enumerate(all_of_them.options)
    ]
    points = all_of_them.expected[:, 0]
    spread = {f"q{round(100 * q):02d}": _plain(np.quantile(points, q, axis=0)) for q in (0.05, 0.5, 0.95)}
    spread |= {"least": _plain(points.min(axis=0)), "most": _plain(points.max(axis=0))}
    assert run.path is not None
    return Found(
        run.expected[0], STATUSES[run.status[0]], run.path[0], run.probability[0], runs=rows, spread=spread
    )


def _option(text: str) -> tuple[str, Any]:
    from standoff.summit.spatial_model.options import CHOICES

    name, _, value = text.partition("=")
    if not value or name not in CHOICES:
        raise _wrong(
            f"`{text}` is no option of the spatial model.", nearest(name, tuple(CHOICES)) or "NAME=VALUE."
        )
    return name, value


def _wrong(what: str, fix: str) -> Exception:
    from standoff.summit import SummitError

    return SummitError(Problem("S666", what, fix=fix))


def _decision(table: MemberTable, members: Members, proposal: Array, asked: Request) -> dict[str, Any]:
    """How far the summit goes from the status quo towards the proposal, under the rule."""
    import numpy as np

    from standoff.summit import decide, ladder

    rule = make_rule(table, asked)
    start = np.full(len(table.dimensions), table.scale[0])
    if asked.status_quo:
        if len(asked.status_quo) not in (1, len(start)):
            told = f"{len(asked.status_quo)} numbers are given for the status quo."
            raise _wrong(told, f"Give `--status-quo` once, or for each of {len(start)} dimensions.")
        start = np.broadcast_to(np.array(asked.status_quo), start.shape)
    part = np.linspace(0.0, 1.0, STEPS + 1)
    points = start + part[:, None] * (proposal - start)
    far = _distance(members, points)
    way = ladder([str(i) for i in range(STEPS + 1)], part.tolist())
    found = decide(way, table.names, (far[:, :1] - far)[None], rule)
    step = int(found.adopted[0])
    return {
        "rule": asked.rule,
        "status_quo": _plain(start),
        "proposal": _plain(proposal),
        "passes": step == STEPS,
        "position": _plain(points[step]),
        "way": step / STEPS,
        "blocked_by": [n for n in table.names if found.blocked_by(n)[0] > 0],
        "blocked_alone_by": [n for n in table.names if found.blocked_by(n, alone=True)[0] > 0],
    }


def _distance(members: Members, points: Array) -> Array:
    """float64[member, point]: from the members' positions, weighed by salience, in units of the scale."""
    import numpy as np

    care = members.salience[0]
    size = np.sqrt((care * care).sum(axis=1))[:, None]
    away = care[:, None, :] * (members.position[0][:, None, :] - points[None])
    return np.asarray(np.sqrt((away * away).sum(axis=2)) / np.where(size > 0, size, np.inf))


def make_rule(table: MemberTable, asked: Request) -> Rule:
    """The rule asked for, with the columns of the table that belong to it.

    Raises
    ------
    SummitError
        S696 where the table lacks a column that the rule needs.
    """
    from standoff.summit import consensus, double_majority, majority, silence, unanimity, weighted

    n = len(table.names)
    sits, vetoes = _flags(table, "sits"), _flags(table, "blocks")
    if asked.rule == "unanimity":
        return unanimity(n, sits=sits)
    if asked.rule == "consensus":
        return consensus(n, cost=asked.cost, sits=sits)
    if asked.rule == "silence":
        return silence(n, cost=asked.cost, sits=sits)
    if asked.rule == "majority":
        return majority(n, share=0.5 if asked.share is None else asked.share, sits=sits, vetoes=vetoes)
    if asked.rule == "double":
        people = _column(table, "population")
        return double_majority(people.tolist(), share=0.55 if asked.share is None else asked.share, sits=sits)
    votes = _column(table, "votes")
    if asked.quota is None:
        raise _wrong("The rule `weighted` needs a quota.", "Add `--quota NUMBER`.")
    return weighted(votes.tolist(), asked.quota, sits=sits, vetoes=vetoes)


def _flags(table: MemberTable, name: str) -> list[bool] | None:
    return [value > 0 for value in table.added[name]] if name in table.added else None


def _column(table: MemberTable, name: str) -> Array:
    if name not in table.added:
        from standoff.summit import SummitError

        told = f"The table has no column `{name}`."
        raise SummitError(Problem("S696", told, "The rule asked for needs it.", f"Add the column `{name}`."))
    return table.added[name]
