"""The records of a ledger: questions, forecasts, resolutions, withdrawals. Each is one line of a file.

`at` of an event is when it counts: the time at which this ledger recorded it, or, of what was read in
from a platform's export, the time that the platform recorded (`attested`). A claimed time is never
either of them (rule 4).
"""

from __future__ import annotations

from dataclasses import dataclass

YES_NO, ONE_OF, ORDERED, DATE, QUANTITY = "yes_no", "one_of", "ordered", "date", "quantity"
TYPES = (YES_NO, ONE_OF, ORDERED, DATE, QUANTITY)
LISTED = (ONE_OF, ORDERED)  # types with options
YES, NO, NEVER, VOID, AMBIGUOUS = "yes", "no", "never", "void", "ambiguous"
UNSCORED = (VOID, AMBIGUOUS)
CALLED_OFF = ("50/50", "50-50", "n/a", "na", "cancelled", "canceled", "annulled")  # void, whoever says so
HALVES = ("0.5", ".5", "50%")  # of yes or no the same
DIRECTIONS = ("above", "at_least", "at_most", "below")

CHANCE, SHARES, QUANTILES, CURVE = "chance", "shares", "quantiles", "curve"
OWN, IMPORTED, RETROSPECTIVE = "own", "imported", "retrospective"
POOLS = (OWN, IMPORTED, RETROSPECTIVE)  # figures of one are never mixed with those of another


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number or day with the side on which the answer is yes: stored, never inferred."""

    direction: str
    value: float | str


@dataclass(frozen=True, slots=True)
class Parent:
    """The question on which a branch hangs, and the answer under which it lives.

    answer : `yes`, `no` or an option; of a date or quantity empty, and `threshold` says which answers
    """

    question: str
    answer: str
    threshold: Threshold | None = None


@dataclass(frozen=True, slots=True)
class ReferenceClass:
    """Past cases like this one: in `k` of `n` the answer was yes."""

    name: str
    k: int
    n: int

    @property
    def rate(self) -> float:
        """The base rate."""
        return self.k / self.n


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something to watch for, and the day by which it tells."""

    says: str
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What every line has.

    id : made of its content, so that the same content is one event
    recorded : when this ledger wrote it; imported, attested : of which platform, and when that recorded it
    """

    id: str
    author: str
    recorded: int
    imported: str
    attested: int | None

    @property
    def at(self) -> int:
        """When it counts."""
        return self.recorded if self.attested is None else self.attested


@dataclass(frozen=True, slots=True)
class Question(Event):
    """What is asked, until when, and how it is decided.

    part_of : the question without a condition that the branches of a family answer together
    """

    name: str
    version: int
    text: str
    type: str
    options: tuple[str, ...]
    opens: int
    closes: int
    due: int
    criteria: str = ""
    fine_print: str = ""
    source: str = ""
    unit: str = ""
    threshold: Threshold | None = None
    parent: Parent | None = None
    part_of: str = ""
    reference: ReferenceClass | None = None
    watch: tuple[Indicator, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """What a forecast says.

    kind : `chance` p of yes; `shares` p of each option; `quantiles` the levels p of the values x;
        `curve` the chance p of at most x, straight between its points. Days are in days since 1970
    """

    kind: str
    x: tuple[str, ...] | tuple[float, ...]
    p: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Forecast(Event):
    """What somebody, or a run, says of a question from `at` on.

    issued : when it is said to have been made; basis : of a run its hash, scenario, reading, seed, version
    supersedes : the event that it stands in for, in words for a reader; the later one counts anyhow
    """

    question: str
    forecaster: str
    issued: int
    value: Value
    why: str = ""
    basis: tuple[tuple[str, str], ...] = ()
    supersedes: str = ""
    retrospective: bool = False

    @property
    def pool(self) -> str:
        """With which forecasts it may be counted together."""
        if self.retrospective:
            return RETROSPECTIVE
        return IMPORTED if self.imported else OWN

    @property
    def counts_from(self) -> int:
        """When it begins to count: as recorded, or, of a retrospective one, as claimed."""
        return self.issued if self.retrospective else self.at


@dataclass(frozen=True, slots=True)
class Resolution(Event):
    """How a question came out.

    outcome : yes, no, an option, a number, a moment in ISO form, never, void or ambiguous
    event, known : when it happened (None: not said), and when it was known
    """

    question: str
    outcome: str
    event: int | None
    known: int
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawal(Event):
    """An event that is taken back: a resolution, by anybody, or a forecast, by its own author."""

    withdraws: str
    known: int
    note: str = ""
