"""What `standoff summit` finds: a forecast of a collective decision, and who bears a burden.

The shapes are told in `docs/reference/summit.md`; fields stand in the order in which they are printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from standoff.results.answers import Answer, AnswerPart, Row

if TYPE_CHECKING:
    from pydantic import JsonValue

FORMAT = 1
Point = tuple[float, ...]  # a number a dimension


class Benchmark(AnswerPart):
    """By capability times salience, a number a dimension: it stands beside every forecast."""

    weighted_mean: Point
    weighted_median: Point


class ForecastPoint(AnswerPart):
    """Where the model ends; status : settled, near_tie, not_converged or undefined."""

    position: Point
    status: str
    advice: str


class ForecastMember(AnswerPart):
    """A member as the table has it; `last` where it ends, `probability` of its leading (spatial model)."""

    name: str
    description: str
    capability: float
    position: Point
    salience: Point
    last: Point | None = None
    probability: float | None = None


class SpatialRun(AnswerPart):
    """The spatial model with one set of options."""

    options: str
    position: Point
    leading: Point
    turns: int
    near_ties: int
    status: str


class SpatialSpread(AnswerPart):
    """All runs of the spatial model, and the spread of where they end."""

    runs: tuple[SpatialRun, ...]
    q05: Point
    q50: Point
    q95: Point
    least: Point
    most: Point


class Decision(AnswerPart):
    """What a rule makes of the forecast; `way` is the share of the way to it from the status quo."""

    rule: str
    status_quo: Point
    proposal: Point
    passes: bool
    position: Point
    way: float
    blocked_by: tuple[str, ...]
    blocked_alone_by: tuple[str, ...]


class DecisionForecast(Answer):
    """A forecast with its benchmark, its members and, where they were asked for, rounds and a decision.

    rounds : positions [round][member][dimension], the first before any round
    """

    format: int = FORMAT
    file: str
    title: str
    model: str
    dimensions: tuple[str, ...]
    scale: tuple[float, float]
    benchmark: Benchmark
    forecast: ForecastPoint
    members: tuple[ForecastMember, ...]
    ensemble: SpatialSpread | None = None
    rounds: tuple[tuple[Point, ...], ...] | None = None
    decision: Decision | None = None

    def as_json(self) -> dict[str, JsonValue]:
        """As `--json` prints it: what was not asked for is no key."""
        return self.model_dump(exclude_none=True)

    @property
    def heading(self) -> str:
        ends = _numbers(self.forecast.position)
        return f"{self.title or self.file}: {self.model} ends at {ends}, the weighted mean is " + _numbers(
            self.benchmark.weighted_mean
        )

    def rows(self) -> list[Row]:
        found: list[Row] = []
        for member in self.members:
            row: Row = {"member": member.name, "capability": member.capability}
            for k, dimension in enumerate(self.dimensions):
                row |= {
                    f"position:{dimension}": member.position[k],
                    f"salience:{dimension}": member.salience[k],
                }
                row |= {} if member.last is None else {f"last:{dimension}": member.last[k]}
            found.append(row | ({} if member.probability is None else {"probability": member.probability}))
        return found


class BurdenMember(AnswerPart):
    """What a member gives alone, and its shares; null where they are not known or not counted."""

    name: str
    income: float
    gives: float
    gives_share: float
    income_share: float
    fair_share: float | None
    paid_share: float | None


class BurdenShares(Answer):
    """Who gives what alone and who fairly would; `in_core` by kind of share: nobody gains by leaving."""

    format: int = FORMAT
    file: str
    taste: float
    members: tuple[BurdenMember, ...]
    total: float
    efficient: float
    in_core: dict[str, bool] = Field(default_factory=dict)

    @property
    def heading(self) -> str:
        return f"{self.file}: burden sharing, taste {self.taste:g}"

    def rows(self) -> list[Row]:
        return [dict(member) for member in self.members]


def _numbers(values: Sequence[float]) -> str:
    return ", ".join(f"{x:.1f}" for x in values)
