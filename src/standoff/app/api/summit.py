"""`standoff.forecast_summit`: forecast, spread, benchmark and decision of a table of members.

The shapes are told in `docs/reference/summit.md`. One run of the spatial model is no forecast: it is
run with all sets of options that differ in one from those asked for, and their spread stands beside it.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack, get_args

from standoff.app.api.names import (
    ForecastModel,
    RuleName,
    SummitOptions,
    Where,
    keywords,
    known_name,
)
from standoff.errors import Problem, StandoffWarning, nearest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from standoff.results.forecasts import (
        Decision,
        DecisionForecast,
        ForecastMember,
        Point,
        SpatialRun,
        SpatialSpread,
    )
    from standoff.summit import Members, MemberTable, Rule, SpatialEnsemble, SpatialOptions

    Array = NDArray[np.float64]

STEPS = 1000  # how finely the way from the status quo to the proposal is divided
SCALE = (0.0, 100.0)


@dataclass(frozen=True)
class Found:
    """A model's answer for one draw: float64[dimension], and what else there is to say."""

    position: Array
    status: str
    path: Array | None = None  # float64[turn, member, dimension]
    probability: Array | None = None  # float64[member]
    ensemble: SpatialSpread | None = None


def forecast_summit(
    table: Where,
    *,
    model: ForecastModel = "smp",
    rule: RuleName | None = None,
    scale: tuple[float, float] = SCALE,
    **how: Unpack[SummitOptions],
) -> DecisionForecast:
    """Forecast a collective decision from a table of members, and what a rule makes of it.

    Parameters
    ----------
    table : a CSV file in KTAB's format, or with member, capability, position, salience
    model : what forecasts
    rule : what is adopted of it, over the status quo
    scale : low and high end of the positions
    how : see `standoff.app.api.names.SummitOptions`

    Returns
    -------
    DecisionForecast
        Forecast, spread, benchmark and decision, in units of the scale.

    Raises
    ------
    StandoffError
        S101, S103 for the file; S664 to S696 for scale, options and what stands in the table; S913 and
        S914 for a keyword or a name.

    Examples
    --------
    >>> from pathlib import Path
    >>> _ = Path("two.csv").write_text("member,capability,position,salience\\na,3,10,1\\nb,1,50,1\\n")
    >>> forecast_summit("two.csv", model="compromise").forecast.position
    (20.0,)
    """
    how = keywords("forecast_summit", how, SummitOptions)
    known_name("model of a forecast", model, get_args(ForecastModel))
    if rule is not None:
        known_name("rule", rule, get_args(RuleName))
    file = os.fspath(table)
    read = members_read(file, scale)
    for note in read.notes:
        warnings.warn(note.text(), StandoffWarning, stacklevel=2)
    return forecast_of(read, file, model=model, rule=rule, **how)


def members_read(file: str, scale: tuple[float, float]) -> MemberTable:
    """The table of a file on a scale; its notes say what was passed over.

    Raises
    ------
    SummitError
        S664 for a scale that is none; as `forecast_summit` for the file and the table.
    """
    from standoff.summit import SummitError, read_table

    if not scale[0] < scale[1]:
        told = f"`--scale {scale[0]:g} {scale[1]:g}` is no scale."
        raise SummitError(Problem("S664", told, "Expected the low end, then the high end."))
    return read_table(table_text(file), file, scale=scale)


def forecast_of(
    read: MemberTable,
    file: str,
    *,
    model: ForecastModel,
    rule: RuleName | None,
    **how: Unpack[SummitOptions],
) -> DecisionForecast:
    """The forecast from a table that has been read, as `forecast_summit` has it."""
    from standoff.results.forecasts import FORMAT, Benchmark, DecisionForecast, ForecastPoint
    from standoff.summit import ADVICE, compromise

    members = read.members()
    bench = compromise(members)
    found = _forecast(read, members, model, how)
    return DecisionForecast(
        format=FORMAT,
        file=file,
        title=read.title,
        model=model,
        dimensions=read.dimensions,
        scale=read.scale,
        benchmark=Benchmark(weighted_mean=_point(bench.mean[0]), weighted_median=_point(bench.median[0])),
        forecast=ForecastPoint(
            position=_point(found.position), status=found.status, advice=ADVICE[found.status]
        ),
        members=tuple(_member(read, found, i) for i in range(len(read.names))),
        ensemble=found.ensemble,
        rounds=None if found.path is None else tuple(tuple(map(_point, state)) for state in found.path),
        decision=None if rule is None else _decision(read, members, found.position, rule, how),
    )


def table_text(file: str) -> str:
    """The text of a table.

    Raises
    ------
    SummitError
        S101 where it cannot be read, S103 where it is not UTF-8.
    """
    from standoff.summit import SummitError

    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        told = f"The file `{file}` is not UTF-8 (byte {error.start})."
        raise SummitError(Problem("S103", told, fix="Save it as UTF-8.")) from None
    except OSError as error:
        told = f"The file `{file}` cannot be read: {error.strerror or type(error).__name__}."
        raise SummitError(Problem("S101", told, fix="Check its name and permissions.")) from None


def ten(number: float) -> float:
    """Ten significant digits: the same on every machine."""
    return float(f"{number:.10g}")


def _point(array: Array) -> Point:
    return tuple(ten(value) for value in array)


def _member(table: MemberTable, found: Found, i: int) -> ForecastMember:
    from standoff.results.forecasts import ForecastMember

    return ForecastMember(
        name=table.names[i],
        description=table.descriptions[i],
        capability=float(table.capability[i]),
        position=_point(table.position[i]),
        salience=_point(table.salience[i]),
        last=None if found.path is None else _point(found.path[-1, i]),
        probability=None if found.probability is None else ten(found.probability[i]),
    )


def _forecast(table: MemberTable, members: Members, model: ForecastModel, how: SummitOptions) -> Found:
    from standoff.summit import STATUSES, challenge, compromise, nash

    options = how.get("options", {})
    if model == "smp":
        return _spatial(members, options)
    if options:
        name, value = next(iter(options.items()))
        raise _wrong(f"`--option {_pair(name, value)}` is for the spatial model.", "Add `--model smp`.")
    if model == "challenge":
        run = challenge(members, reading=how.get("reading", "code"), rounds=how.get("rounds", 5))
        return Found(run.median[0, -1], STATUSES[run.status[0]], run.path[0])
    if model == "nash":
        width, cost = table.scale[1] - table.scale[0], how.get("disagreement")
        deal = nash(members, width * width if cost is None else cost)
        return Found(deal.position[0], STATUSES[deal.status[0]])
    found = compromise(members)
    return Found((found.median if model == "median" else found.mean)[0], "settled")


def _spatial(members: Members, chosen: Mapping[str, str]) -> Found:
    """The run with the options asked for and, beside it, all that differ from it in one of them."""
    from standoff.summit import STATUSES, one_at_a_time, smp, smp_ensemble

    options = _options(chosen)
    run = smp(members, options, keep_path=True)
    assert run.path is not None
    ensemble = _ensemble(smp_ensemble(members, one_at_a_time(options)))
    return Found(run.expected[0], STATUSES[run.status[0]], run.path[0], run.probability[0], ensemble)


def _ensemble(found: SpatialEnsemble) -> SpatialSpread:
    import numpy as np

    from standoff.results.forecasts import SpatialSpread

    points = found.expected[:, 0]
    return SpatialSpread(
        runs=tuple(_run(found, i) for i in range(len(found.options))),
        q05=_point(np.quantile(points, 0.05, axis=0)),
        q50=_point(np.quantile(points, 0.5, axis=0)),
        q95=_point(np.quantile(points, 0.95, axis=0)),
        least=_point(points.min(axis=0)),
        most=_point(points.max(axis=0)),
    )


def _run(found: SpatialEnsemble, i: int) -> SpatialRun:
    from standoff.results.forecasts import SpatialRun
    from standoff.summit import STATUSES

    return SpatialRun(
        options=found.options[i].label,
        position=_point(found.expected[i, 0]),
        leading=_point(found.leading[i, 0]),
        turns=int(found.turns[i, 0]),
        near_ties=int(found.near_ties[i, 0]),
        status=STATUSES[found.status[i, 0]],
    )


def _options(chosen: Mapping[str, str]) -> SpatialOptions:
    from standoff.summit import SpatialOptions
    from standoff.summit.spatial_model.options import CHOICES

    for name, value in chosen.items():
        if not value or name not in CHOICES:
            mend = nearest(name, tuple(CHOICES)) or "NAME=VALUE."
            raise _wrong(f"`{_pair(name, value)}` is no option of the spatial model.", mend)
    checked: dict[str, Any] = dict(chosen)  # each value is checked against the choices for its name
    return SpatialOptions(**checked)


def _pair(name: str, value: str) -> str:
    return f"{name}={value}" if value else name


def _wrong(what: str, fix: str) -> Exception:
    from standoff.summit import SummitError

    return SummitError(Problem("S666", what, fix=fix))


def _decision(
    table: MemberTable, members: Members, proposal: Array, name: RuleName, how: SummitOptions
) -> Decision:
    """How far the summit goes from the status quo towards the proposal, under the rule."""
    import numpy as np

    from standoff.results.forecasts import Decision
    from standoff.summit import decide, ladder

    rule = make_rule(table, name, how)
    start = _status_quo(table, how)
    part = np.linspace(0.0, 1.0, STEPS + 1)
    points = start + part[:, None] * (proposal - start)
    far = _distance(members, points)
    way = ladder([str(i) for i in range(STEPS + 1)], part.tolist())
    found = decide(way, table.names, (far[:, :1] - far)[None], rule)
    step = int(found.adopted[0])
    return Decision(
        rule=name,
        status_quo=_point(start),
        proposal=_point(proposal),
        passes=step == STEPS,
        position=_point(points[step]),
        way=step / STEPS,
        blocked_by=tuple(n for n in table.names if found.blocked_by(n)[0] > 0),
        blocked_alone_by=tuple(n for n in table.names if found.blocked_by(n, alone=True)[0] > 0),
    )


def _status_quo(table: MemberTable, how: SummitOptions) -> Array:
    import numpy as np

    start = np.full(len(table.dimensions), table.scale[0])
    given = how.get("status_quo", ())
    given = tuple(given) if isinstance(given, Sequence) else (given,)
    if not given:
        return start
    if len(given) not in (1, len(start)):
        told = f"{len(given)} numbers are given for the status quo."
        raise _wrong(told, f"Give `--status-quo` once, or for each of {len(start)} dimensions.")
    return np.broadcast_to(np.array(given, dtype=np.float64), start.shape)


def _distance(members: Members, points: Array) -> Array:
    """float64[member, point]: from the members' positions, weighed by salience, in units of the scale."""
    import numpy as np

    care = members.salience[0]
    size = np.sqrt((care * care).sum(axis=1))[:, None]
    away = care[:, None, :] * (members.position[0][:, None, :] - points[None])
    return np.asarray(np.sqrt((away * away).sum(axis=2)) / np.where(size > 0, size, np.inf))


def make_rule(table: MemberTable, name: RuleName, how: SummitOptions) -> Rule:
    """The rule asked for, with the columns of the table that belong to it.

    Raises
    ------
    SummitError
        S696 where the table lacks a column that the rule needs.
    """
    from standoff.summit import consensus, double_majority, majority, silence, unanimity, weighted

    n = len(table.names)
    cost, share, quota = how.get("cost", 0.0), how.get("share"), how.get("quota")
    sits, vetoes = _flags(table, "sits"), _flags(table, "blocks")
    if name == "unanimity":
        return unanimity(n, sits=sits)
    if name == "consensus":
        return consensus(n, cost=cost, sits=sits)
    if name == "silence":
        return silence(n, cost=cost, sits=sits)
    if name == "majority":
        return majority(n, share=0.5 if share is None else share, sits=sits, vetoes=vetoes)
    if name == "double":
        people = _column(table, "population")
        return double_majority(people.tolist(), share=0.55 if share is None else share, sits=sits)
    votes = _column(table, "votes")
    if quota is None:
        raise _wrong("The rule `weighted` needs a quota.", "Add `--quota NUMBER`.")
    return weighted(votes.tolist(), quota, sits=sits, vetoes=vetoes)


def _flags(table: MemberTable, name: str) -> list[bool] | None:
    return [value > 0 for value in table.added[name]] if name in table.added else None


def _column(table: MemberTable, name: str) -> Array:
    if name not in table.added:
        from standoff.summit import SummitError

        told = f"The table has no column `{name}`."
        raise SummitError(Problem("S696", told, "The rule asked for needs it.", f"Add the column `{name}`."))
    return table.added[name]
