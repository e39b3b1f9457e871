"""`summary.json`: what a run found, reading by reading (docs/design/004)."""

from __future__ import annotations

import datetime as dt

from standoff.results.base_record import Option, Record, Text
from standoff.results.run.failures import MOST_FAILED, Failure, failed_line
from standoff.results.run.precision import AtPrecision, NoiseOption

FORMAT = 2
BY_FEW = 0.5  # of a mean's squared deviation: more than this from 1 % of the draws, and they decide it


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


class Tailed(Record):
    """A mean that a few draws may decide.

    tail : share of the mean's squared deviation that the 1 % of draws farthest from it make; null of a
        probability, which no draw can move by more than its share, and of fewer than a hundred draws
    """

    tail: float | None = None

    @property
    def by_few(self) -> bool:
        """Whether so few draws decide the mean that the median is told first."""
        return self.tail is not None and self.tail > BY_FEW


class EndingEstimate(Estimate):
    probability: float  # the folder is refused (S807) where no draw was solved and this is null


class MeasureEstimate(Estimate, Tailed):
    """A measure: its mean over draws and, where it has a condition, its mean over plays that meet it.

    question, pooled_question : what each of the two answers, in words
    pooled : over all plays in which the condition comes about; null of a measure without a condition
    pooled_error : Monte Carlo error of this ratio
    condition : how likely the condition is; null of a measure without one
    """

    mean: float | None = None
    undefined: int = 0
    question: Text = ""
    pooled: float | None = None
    pooled_error: float | None = None
    pooled_question: Text = ""
    condition: float | None = None

    @property
    def conditional(self) -> bool:
        """Whether it is asked under a condition of its own."""
        return bool(self.pooled_question)


class ConclusionShare(Record):
    """In how many draws a conclusion holds, fails, is undefined, and in how many nothing was solved.

    share, share_fails, share_undefined, share_unsolved : of all draws; together 1. Where something was
        observed, solved draws count by their weight, unsolved ones by its mean
    holds, fails, undefined, unsolved : numbers of draws, not weighted
    """

    title: Text = ""
    share: float
    share_fails: float
    share_undefined: float
    share_unsolved: float
    mc_error: float | None = None
    holds: int = 0
    fails: int = 0
    undefined: int = 0
    unsolved: int = 0
    off_branch: int = 0
    on_branch: float | None = None


class Spread(Tailed):
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


class RankCorrelation(Record):
    """A pair of numbers that the scenario correlates: Spearman's rank correlation, asked and reached.

    reached : in the run's first draws, of which there are `draws`; null where one of the two does not vary
    """

    between: tuple[Text, Text]
    asked: float
    reached: float | None
    draws: int


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
    correlations: tuple[RankCorrelation, ...] = ()
    failures: tuple[Failure, ...] = ()
    off_branch: OffBranch = OffBranch()
    precision: list[AtPrecision] = []
    noise: list[NoiseOption] = []
    worst_residual: float | None = None
    largest_gain: float | None = None

    @property
    def too_many_failed(self) -> bool:
        """Whether so many draws failed that those that are left say little of the scenario."""
        return sum(failure.draws for failure in self.failures) > MOST_FAILED * self.draws


class NumberCount(Record):
    """How many numbers a reading states that something uses, and how many of them were made up.

    assumed : they rest on no claim and no data; unnamed : they are written out in a formula
    unused : numbers beside these that nothing uses
    """

    numbers: int = 0
    assumed: int = 0
    unnamed: int = 0
    unused: int = 0

    @property
    def sentence(self) -> str:
        """The count in words, as everywhere that it is told.

        Examples
        --------
        >>> NumberCount(numbers=1, assumed=1).sentence, NumberCount(numbers=3, assumed=1).sentence
        ('1 number, which is assumed', '3 numbers, of which 1 is assumed')
        """
        if not self.numbers:
            return "no numbers"
        if self.numbers == 1:
            return f"1 number, which is {'' if self.assumed else 'not '}assumed"
        assumed = f"{self.assumed:,} {'is' if self.assumed == 1 else 'are'}" if self.assumed else "none is"
        return f"{self.numbers:,} numbers, of which {assumed} assumed"

    @property
    def more(self) -> str:
        """How many are written out in formulas, and how many nothing uses; "" where there are none."""
        said = []
        if self.unnamed:
            said.append(f"{self.unnamed:,} {'has' if self.unnamed == 1 else 'have'} no name")
        if self.unused:
            said.append(f"{self.unused:,} more {'is' if self.unused == 1 else 'are'} used by nothing")
        return "; ".join(said)


class Assumptions(NumberCount):
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

    @property
    def too_many_failed(self) -> bool:
        """Whether under some reading more than 5 % of the draws failed."""
        return any(reading.too_many_failed for reading in self.readings.values())

    def failed_lines(self) -> tuple[str, ...]:
        """What stands before everything else: under each reading why draws failed."""
        lines = (
            failed_line(found.title or name, found.failures, found.draws)
            for name, found in self.readings.items()
        )
        return tuple(line for line in lines if line)
