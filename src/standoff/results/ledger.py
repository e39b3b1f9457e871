"""What `standoff ledger` finds, as records: what was written, how questions stand, scores, proofs.

Times are ISO texts in UTC; the shapes are told in `docs/reference/ledger.md`.
"""

from __future__ import annotations

from standoff.results.answers import Answer, AnswerPart, Row

FORMAT = 1


class Recorded(Answer):
    """What was written: ids in order; those that stood already; what a user is told of it."""

    format: int = FORMAT
    folder: str
    author: str
    ids: tuple[str, ...]
    stood: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        again = f", {len(self.stood)} stood already" if self.stood else ""
        return f"{self.folder}: {len(self.ids)} events written by {self.author}{again}"

    def rows(self) -> list[Row]:
        return [{"id": one} for one in self.ids]


class Imported(Recorded):
    """What was read from another platform's file; left_aside : what could not be used, and why."""

    form: str
    questions: int
    forecasts: int
    resolutions: int
    left_aside: tuple[str, ...]
    n_left_aside: int


def some(n: int, noun: str) -> str:
    """A number of things in words.

    Examples
    --------
    >>> some(1, "question"), some(2, "question")
    ('1 question', '2 questions')
    """
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


class EventShown(AnswerPart):
    """One line of a question's history; kind : forecast, resolution or withdrawn."""

    id: str
    at: str
    kind: str
    by: str
    says: str
    pool: str = ""
    note: str = ""


class QuestionStanding(AnswerPart):
    """How a question stands.

    branch : live, void or unsettled; empty of a question without a parent; why : what made it so
    state : open, due, resolved, void, ambiguous
    """

    name: str
    text: str
    type: str
    state: str
    branch: str
    why: str
    outcome: str
    opens: str
    closes: str
    due: str
    parent: str
    family: str
    forecasts: int
    latest: dict[str, str]


def waiting_first(questions: tuple[QuestionStanding, ...], most: int) -> list[QuestionStanding]:
    """At most so many, in their order; what is due or open is left out last.

    Parameters
    ----------
    questions : as `LedgerStatus` has them
    most : how many
    """
    if len(questions) <= most:
        return list(questions)
    waiting = [one.state in ("due", "open") for one in questions]
    places = sorted(range(len(questions)), key=lambda place: (not waiting[place], place))[:most]
    return [questions[place] for place in sorted(places)]


class LedgerStatus(Answer):
    """Every question; families as trees of lines; lines that were left aside; clocks that are doubted."""

    format: int = FORMAT
    folder: str
    now: str
    counts: dict[str, int]
    questions: tuple[QuestionStanding, ...]
    families: tuple[tuple[str, ...], ...]
    faults: tuple[str, ...]
    n_faults: int
    history: tuple[EventShown, ...] = ()
    clocks: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        said = ", ".join(f"{n} {state}" for state, n in self.counts.items())
        return f"{self.folder}: {some(sum(self.counts.values()), 'question')} ({said or 'none'})"

    def rows(self) -> list[Row]:
        kept = ("name", "state", "branch", "outcome", "due", "forecasts", "text")
        return [{key: value for key, value in dict(one).items() if key in kept} for one in self.questions]


class Tally(AnswerPart):
    """One forecaster by one rule, over the questions of one kind that came out.

    n : questions scored; beside them those that are void, ambiguous or open, and late forecasts
    over_time, low, high : the mean score over time and its 95 % interval; spot : at the spot, over n_spot
    covered : mean share of the time in which a forecast stood
    uniform : of equal chances on the same questions; base_rate, own_on_base : of the base rate, and its
        own score, on the n_base questions with a reference class; skill : one less their ratio
    ranked : whether the order within the kind means something (30 questions or more of everybody)
    """

    pool: str
    forecaster: str
    kind: str
    rule: str
    n: int
    void: int
    ambiguous: int
    open: int
    late: int
    over_time: float
    low: float | None
    high: float | None
    spot: float | None
    n_spot: int
    covered: float
    uniform: float | None
    n_base: int
    base_rate: float | None
    own_on_base: float | None
    skill: float | None
    ranked: bool


class Difference(AnswerPart):
    """`one` less `other` on the questions of both: below 0 where `one` did better."""

    pool: str
    kind: str
    rule: str
    one: str
    other: str
    n: int
    families: int
    mean: float
    low: float | None
    high: float | None


class CalibrationBin(AnswerPart):
    """Forecasts between two chances: how many, their mean, and how many came out as yes."""

    low: float
    high: float
    n: int
    mean: float
    n_yes: int


class Calibration(AnswerPart):
    """Brier = reliability - resolution + uncertainty, of the forecasts at the spot; bins from n = 30."""

    pool: str
    forecaster: str
    n: int
    brier: float
    reliability: float
    resolution: float
    uncertainty: float
    bins: tuple[CalibrationBin, ...]


class Coherence(AnswerPart):
    """A chance beside what the same forecaster's branches make of it."""

    forecaster: str
    question: str
    parent: str
    chance: float
    composed: float
    gap: float


class LedgerScores(Answer):
    """Scores by pool, kind and rule, and what they rest on; lower is better.

    log_floor : the least chance in the logarithmic score; spot_days : how long before the cut the spot is
    """

    format: int = FORMAT
    folder: str
    now: str
    spot_days: float
    log_floor: float
    counts: dict[str, int]
    tallies: tuple[Tally, ...]
    differences: tuple[Difference, ...]
    calibration: tuple[Calibration, ...]
    coherence: tuple[Coherence, ...]
    notes: tuple[str, ...]

    @property
    def heading(self) -> str:
        return f"{self.folder}: {some(self.counts.get('resolved', 0), 'question')} came out"

    def rows(self) -> list[Row]:
        return [dict(one) for one in self.tallies]


class ChainShown(AnswerPart):
    """One author's file."""

    author: str
    lines: int
    head: str


class SealShown(AnswerPart):
    """One seal, with the digest that can be published."""

    name: str
    digest: str
    made: str


class LedgerVerified(Answer):
    """What `verify` found.

    faults : empty of an untouched ledger; notes : events that make no sense and were left aside
    """

    format: int = FORMAT
    folder: str
    holds: bool
    chains: tuple[ChainShown, ...]
    seals: tuple[SealShown, ...]
    unsealed: int
    faults: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        return f"{self.folder}: " + ("all of it holds" if self.holds else f"{len(self.faults)} faults")

    def rows(self) -> list[Row]:
        return [dict(one) for one in self.chains]


class LedgerSealed(Answer):
    """A seal: publish `digest`, or have it timestamped elsewhere; script : the one-file `verify.py`."""

    format: int = FORMAT
    folder: str
    file: str
    digest: str
    made: str
    script: str
    script_digest: str

    @property
    def heading(self) -> str:
        return f"{self.folder}: sealed as {self.digest}"


class ScenarioScore(AnswerPart):
    """One event that happened, as a reading had it.

    chance : of what happened; brier, log : its scores; uniform, base_rate : the Brier score of equal chances,
        and of the mean of all readings' chances
    """

    event: str
    says: str
    on: str
    reading: str
    chance: float
    mc_error: float | None
    brier: float
    log: float
    options: int
    uniform: float


class ScenarioScores(Answer):
    """A scenario against what happened since: always retrospective, and never a forecast."""

    format: int = FORMAT
    scenario: str
    as_of: str
    retrospective: bool
    scores: tuple[ScenarioScore, ...]
    means: dict[str, float]
    left_aside: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        return f"{self.scenario}, as of {self.as_of}: retrospective"

    def rows(self) -> list[Row]:
        return [dict(one) for one in self.scores]
