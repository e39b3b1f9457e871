"""What a run says of its summits, as typed, frozen records (docs/design/004)."""

from __future__ import annotations

from standoff.results.base_record import Option, Record, Text


class SummitSpread(Record):
    """A number of a summit over draws."""

    mean: float
    q05: float
    q50: float
    q95: float


class SummitBody(Record):
    """Who decided, and how; `own` where it is the summit's own body."""

    title: Text
    rule: Text
    quota: float | None = None
    sit: list[Text]
    veto: list[Text] = []
    own: bool = True


class SummitOption(Record):
    option: Text
    value: float
    adopted: float
    passes: float


class SummitModel(Record):
    """A model of the forecast on central numbers: one run, or one for each set of options."""

    model: Text
    runs: int
    first: float
    least: float
    most: float
    near_ties: int = 0
    not_converged: int = 0


class SummitForecast(Record):
    """Where negotiation ends by the scenario's model, with the benchmarks beside it, over draws."""

    model: Text
    asked: bool
    own: SummitSpread | None = None
    mean: SummitSpread
    median: SummitSpread
    not_converged: int = 0
    near_ties: int = 0
    undefined: int = 0
    models: list[SummitModel] = []


class SummitMember(Record):
    name: Text
    title: Text
    sits: bool
    position: SummitSpread
    limit: SummitSpread | None = None
    salience: float
    capability: float
    pull: float
    blocks: float
    alone: float
    shapley_shubik: float | None = None
    banzhaf: float | None = None


class SummitHistory(Record):
    """One summit after one way in which the public moves went that its numbers look at."""

    name: Text
    title: Text
    says: Text = ""
    history: dict[Text, Option] = {}
    body: SummitBody
    proposer: Text | None = None
    options: list[SummitOption]
    adopted: SummitSpread
    near_ties: int = 0
    draws: int
    forecast: SummitForecast
    members: list[SummitMember]
