"""What a ledger holds of a run's `questions:`, as records: forecasts given, how they came out, scores."""

from __future__ import annotations

from standoff.results.answers import AnswerPart


class AskedForecast(AnswerPart):
    """What one reading said of a question.

    pool : own, imported or retrospective; of_run : whether this very run said so, or an earlier one
    score : over time, by `rule`; None while the question is open, or where the forecast was late
    """

    reading: str
    says: str
    pool: str
    of_run: bool
    rule: str = ""
    score: float | None = None


class AskedQuestion(AnswerPart):
    """How one entry of `questions:` stands; state as in the ledger, empty where it was not asked there."""

    name: str
    state: str = ""
    branch: str = ""
    why: str = ""
    outcome: str = ""
    source: str = ""
    forecasts: tuple[AskedForecast, ...] = ()


class AskedMean(AnswerPart):
    """The mean Brier score of one reading over the questions of yes or no that came out; lower is better.

    uniform : of equal chances on the same questions
    """

    reading: str
    pool: str
    n: int
    brier: float
    uniform: float


class RunAsked(AnswerPart):
    """The questions of a run as a ledger has them, at a moment."""

    ledger: str
    now: str
    questions: tuple[AskedQuestion, ...]
    means: tuple[AskedMean, ...]
