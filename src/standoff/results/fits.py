"""What `standoff fit` finds: estimates of a law, laws compared, sizes of gains, scores, battle rates.

The shapes are told in `docs/reference/front.md`. Fields that only the printed text needs are left out
of the JSON (`exclude`).
"""

from __future__ import annotations

from pydantic import Field

from standoff.results.answers import Answer, AnswerPart, Row
from standoff.results.run.fronts import PairedDifference


class EstimatedNumber(AnswerPart):
    """An estimate with its standard error and 95 % interval."""

    value: float
    error: float
    low: float
    high: float


class LawFit(Answer):
    """One law of attrition fitted to a table; `flat` says which numbers the data do not identify."""

    law: str
    method: str
    n_rows: int = Field(serialization_alias="rows")
    estimates: dict[str, EstimatedNumber]
    ssr: float
    aic: float
    flat: tuple[str, ...]
    loglik: float = Field(exclude=True)

    @property
    def heading(self) -> str:
        return f"{self.law} law, method {self.method}, {self.n_rows} rows"

    def rows(self) -> list[Row]:
        return [{"name": name, **dict(one)} for name, one in self.estimates.items()]


class LawScore(AnswerPart):
    """A law beside others; held_out : error on the last rows, if any; trend : SSR with a trend in time."""

    ssr: float
    aic: float
    held_out: float | None
    trend: float = Field(serialization_alias="ssr_with_trend")


class LawComparison(Answer):
    """The generalised law fitted, and all laws side by side; `held` rows were to be foretold."""

    fit: LawFit
    laws: dict[str, LawScore]
    held: int = Field(exclude=True)

    @property
    def heading(self) -> str:
        return f"Laws side by side; error on the last {self.held} rows"

    def rows(self) -> list[Row]:
        return [{"law": name, **dict(one)} for name, one in self.laws.items()]


class GainSizes(AnswerPart):
    """Months of one sign: median size and the standard deviation of its logarithm."""

    median: float
    log_sd: float
    n_rows: int = Field(serialization_alias="rows")


class OffensiveGains(AnswerPart):
    """Months of offensives; `floored` of them are counted as 10 km2."""

    median: float
    log_sd: float
    months: int
    floored: int
    stretches: tuple[tuple[str, str], ...] = Field(exclude=True)


class GainFit(Answer):
    """Sizes and noise of gains; `carry` is passed on from one row to the next, `left_out` are too large."""

    gain: GainSizes
    loss: GainSizes
    carry: float
    left_out: int
    offensives: OffensiveGains | None = None
    first: str = Field(exclude=True)
    last: str = Field(exclude=True)
    n_rows: int = Field(exclude=True)
    unit: str = Field(exclude=True)

    @property
    def heading(self) -> str:
        return f"Net gain of area, {self.first} to {self.last}, {self.n_rows} {self.unit}s"

    def rows(self) -> list[Row]:
        return [{"kind": name, **dict(one)} for name, one in (("gain", self.gain), ("loss", self.loss))]


class ForecastScore(AnswerPart):
    """One forecast scored: mean CRPS in km2, share of months within 90 %, CRPS by month."""

    crps: float
    coverage: float
    by_month: tuple[float, ...]


class ForecastScores(Answer):
    """Forecasts of months that were held out, fitted on what came before."""

    fitted: tuple[str, str]
    months: int
    scores: dict[str, ForecastScore]
    model_less_climatology: PairedDifference
    verdict: str

    @property
    def heading(self) -> str:
        first, last = self.fitted
        return f"Fitted on {first} to {last}, scored on {self.months} months. {self.verdict}"

    def rows(self) -> list[Row]:
        return [
            {"forecast": name, "crps": one.crps, "coverage": one.coverage}
            for name, one in self.scores.items()
        ]


class LossSlope(AnswerPart):
    """Slope of loss ratio on force ratio, in logarithms, with its error."""

    slope: float
    error: float
    battles: int


class BattleCounts(AnswerPart):
    """Of how many battles, days or operations the rates are made; pairs are (cases, of)."""

    wins: tuple[int, int]
    breakthroughs: tuple[int, int]
    hazard: tuple[int, float]
    operation_hazard: tuple[int, float]
    operations: int
    with_surprise: tuple[int, int]
    without_surprise: tuple[int, int]


class BattleRates(Answer):
    """Shares and hazards of past battles; advance at the 10th, 25th, 50th, 75th and 90th centile."""

    years: tuple[int, int]
    smallest: int
    attacker_wins: float
    breaks_through: float
    hazard_a_day: float
    operation_hazard_a_day: float
    advance_km_a_day: tuple[float, ...]
    breaks_through_with_surprise: float
    breaks_through_without_surprise: float
    loss_ratio_slope: dict[str, LossSlope]
    counts: BattleCounts = Field(exclude=True)

    @property
    def heading(self) -> str:
        first, last = self.years
        return f"Battles that began in {first} to {last}, both sides of {self.smallest:,} or more"

    def rows(self) -> list[Row]:
        return [
            {"rate": "the attacker wins", "value": self.attacker_wins},
            {"rate": "the attacker breaks through", "value": self.breaks_through},
            {"rate": "breakthroughs a battle-day", "value": self.hazard_a_day},
            {"rate": "breakthroughs a day of an operation", "value": self.operation_hazard_a_day},
            {"rate": "breaks through with surprise", "value": self.breaks_through_with_surprise},
            {"rate": "breaks through without surprise", "value": self.breaks_through_without_surprise},
        ]


FrontFit = LawFit | LawComparison | GainFit | ForecastScores | BattleRates
