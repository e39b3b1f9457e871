"""The files of a run as typed, frozen records: what the report may rely on (docs/design/004).

Unknown keys are ignored, so that a newer run can still be read; what is missing or of the wrong
type is a problem that names the file. Every string is cleaned on the way in: control characters
and direction overrides, which could hide or reorder text on the page, become the replacement sign.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, Field

from standoff.reports.summitrecords import SummitHistory
from standoff.reports.typed import CONFIG, Option, Text
from standoff.reports.typed import clean as clean

Level = float | dt.date | None  # a value of a parameter: a number or a day


class Record(BaseModel):
    model_config = CONFIG


class Estimate(Record):
    """A mean over draws with its numerical error, its spread, and the estimate at part of the draws."""

    title: Text = ""
    text: Text = ""
    mc_error: float | None = None
    q05: float | None = None
    q50: float | None = None
    q95: float | None = None
    quarter: float | None = None
    half: float | None = None
    off_branch: int = 0  # draws in the mean that may not be on the principal branch
    on_branch: float | None = None  # the mean without them


class EndingEstimate(Estimate):
    probability: float  # the folder is refused (S807) where no draw was solved and this is null


class MeasureEstimate(Estimate):
    mean: float | None = None
    undefined: float = 0


class ConclusionShare(Record):
    title: Text = ""
    share: float | None = None
    mc_error: float | None = None
    holds: float = 0
    fails: float = 0
    undefined: float = 0
    off_branch: int = 0
    on_branch: float | None = None


class Spread(Record):
    mean: float | None = None
    q05: float | None = None
    q50: float | None = None
    q95: float | None = None
    off_branch: int = 0
    on_branch: float | None = None


class EquilibriumInterval(Record):
    """An ending's chance: as counted, and its least and largest over the equilibria of each draw."""

    taken: float | None = None
    low: float | None = None
    high: float | None = None


class OffBranch(Record):
    """Draws that may not be on the principal branch: their number, share of the weight, and the untold."""

    draws: int = 0
    share: float = 0.0
    untold: int = 0


class Equilibria(Record):
    """What was found of further equilibria (docs/design/010)."""

    looked_at: int = 0
    with_several: int = 0
    most: int = 0
    marked: int = 0
    complete: bool = False
    how: Text = ""
    endings: dict[Text, EquilibriumInterval] = {}


class ReadingSummary(Record):
    title: Text = ""
    draws: int
    effective_draws: float | None = None
    endings: dict[Text, EndingEstimate]
    measures: dict[Text, MeasureEstimate] = {}
    conclusions: dict[Text, ConclusionShare] = {}
    values: dict[Text, Spread] = {}
    status: dict[Text, int] = {}
    equilibria: Equilibria | None = None
    off_branch: OffBranch = OffBranch()
    worst_residual: float | None = None
    largest_gain: float | None = None


class Assumptions(Record):
    numbers: int = 0
    assumed: int = 0
    unverified: int = 0
    unverified_in_use: int = 0


class Summary(Record):
    format: int
    scenario: Text = ""
    title: Text = ""
    hash: Text
    as_of: dt.date
    horizon: dt.date
    seed: int
    draws: int
    given: dict[Text, Option] = {}
    observed: dict[Text, Option] = {}
    play: Text = ""
    readings: dict[Text, ReadingSummary]
    assumptions: Assumptions = Assumptions()


class Node(Record):
    id: int
    kind: Literal["decision", "chance", "terminal"]
    move: Text = ""
    actor: Text | None = None
    infoset: int | None = None
    reach: float


class Edge(Record):
    source: int = Field(alias="from")
    to: int
    option: Option
    probability: float
    reach: float
    endings: dict[Text, float] = {}


class Action(Record):
    option: Option
    mean: float
    q05: float | None = None
    q95: float | None = None
    best_share: float | None = None
    value: float | None = None
    terms: dict[Text, float] = {}


class Belief(Record):
    move: Text
    option: Option
    belief: float
    truth: float | None = None


class Infoset(Record):
    id: int
    move: Text
    actor: Text
    title: Text = ""
    knows: dict[Text, Option] = {}
    reach: float
    precision: float | None = None
    actions: list[Action]
    beliefs: list[Belief] = []


class ChanceBelief(Record):
    move: Text
    option: Option
    truth: float
    believed: dict[Text, float] = {}


class DatedOption(Record):
    option: Option
    probability: float | None = None  # null where no draw was solved
    mc_error: float | None = None
    q05: float | None = None
    q95: float | None = None


class DatedMove(Record):
    move: Text
    title: Text = ""
    actor: Text | None = None
    kind: Text = "within"
    start: dt.date | None = None
    end: dt.date
    start_range: tuple[dt.date, dt.date] | None = None
    end_range: tuple[dt.date, dt.date] | None = None
    unverified: bool = False
    options: list[DatedOption] = []


class Level95(Record):
    """A value over draws on a date."""

    date: dt.date
    mean: float
    q05: float
    q50: float
    q95: float


class MonthHazard(Record):
    month: Text
    hazard: float
    q05: float
    q50: float
    q95: float


class Driver(Record):
    parameter: Text
    rank: float


class PastScore(Record):
    name: Text
    crps: float
    coverage: float


class PastGain(Record):
    mean: float
    q05: float
    q50: float
    q95: float


class Climatology(Record):
    """What past months say, beside a front (docs/design/004)."""

    table: Text
    first: Text
    last: Text
    n_months: int
    breakthroughs: int
    since: int
    n_usual: int
    gain: PastGain
    area: list[Level95] = []
    scores: list[PastScore] = []
    held_out: Text = ""


class FrontStep(Record):
    n_steps: int
    error_q99: float
    error_max: float
    sample: int
    tolerance: float


class FrontHistory(Record):
    """One front after one way in which the public moves went that its numbers look at."""

    name: Text
    title: Text = ""
    model: Text = ""
    history: dict[Text, Option] = {}
    months: list[MonthHazard]
    breaks: list[Level95]
    area: list[Level95] = []
    stock: dict[Text, list[Level95]] = {}
    strength: dict[Text, list[Level95]] = {}
    units: dict[Text, Text] = {}
    noisy: bool = False
    drivers: list[Driver] = []
    step: FrontStep
    climatology: Climatology | None = None


class Details(Record):
    reading: Text
    draws: int
    sharp: bool = False
    observed: bool = False
    nodes: list[Node]
    edges: list[Edge]
    infosets: list[Infoset] = []
    chance: list[ChanceBelief] = []
    calendar: list[DatedMove] = []
    size: dict[Text, int] = {}
    fronts: list[FrontHistory] = []
    summits: list[SummitHistory] = []


class ParameterRow(Record):
    name: Text
    says: Text = ""
    unit: Text = ""
    kind: Text = "drawn"
    text: Text = ""
    q05: Level = None
    q50: Level = None
    q95: Level = None
    mean: Level = None
    set_by: Text = "assumed"
    because: list[Text] = []
    against: list[Text] = []
    source: Text = ""
    unverified: bool = False
    used: bool = True
    changed: bool = False


class Reasons(Record):
    """What something rests on: names of claims for and against it."""

    because: list[Text] = []
    against: list[Text] = []
    set_by: Text = ""
    source: Text = ""


class Titled(Record):
    title: Text = ""
    says: Text = ""
    text: Text = ""
    because: list[Text] = []
    against: list[Text] = []
    set_by: Text = ""
    source: Text = ""
    unverified: bool = False
    actor: Text | None = None
    options: list[Option] = []
    beliefs: dict[Text, Reasons] = {}


class Document(Record):
    title: Text = ""
    kind: Text = ""
    author: Text | None = ""
    published: dt.date | None = None
    link: Text | None = ""
    sha256: Text | None = ""
    note: Text | None = ""
    publisher: Text = ""
    container: Text = ""


class Claim(Record):
    document: Text = ""
    claimant: Text = ""
    says: Text = ""
    hedge: Text | None = ""
    unverified: bool = False
    start: int | None = None
    end: int | None = None
    span_sha256: Text = ""
    type: Text = ""
    condition: Text = ""
    about: Text = ""
    mechanism: Text = ""
    status: Text = "accepted"
    supports: list[Text] = []
    attacks: list[Text] = []
    restates: Text = ""

    @property
    def placed(self) -> bool:
        """Whether it says where in its document it stands."""
        return self.start is not None and self.end is not None


class Order(Record):
    """Names as they follow one another in the text (JSON keys are sorted)."""

    endings: list[Text] = []
    measures: list[Text] = []
    conclusions: list[Text] = []


class Words(Record):
    """`text.json`: titles, claims and what the numbers are about."""

    name: Text = ""
    title: Text
    question: Text = ""
    as_of: dt.date
    horizon: dt.date
    hash: Text
    notes: Text | None = ""
    actors: dict[Text, Titled] = {}
    readings: dict[Text, Titled] = {}
    moves: dict[Text, Titled] = {}
    terms: dict[Text, dict[Text, Titled]] = {}
    endings: dict[Text, Titled] = {}
    measures: dict[Text, Titled] = {}
    conclusions: dict[Text, Titled] = {}
    documents: dict[Text, Document] = {}
    claims: dict[Text, Claim] = {}
    order: Order = Order()


class Manifest(Record):
    format: int = 1
    readings: list[Text] = []
    method: Text | dict[Text, Text] = ""
    standoff: Text = ""
    versions: dict[Text, Text] = {}
    finished: bool = True
