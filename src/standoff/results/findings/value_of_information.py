"""`findings/voi.json`: what an actor would gain by knowing a number, or by being known to know a move."""

from __future__ import annotations

from standoff.results.base_record import Option, Record, Text
from standoff.results.findings.finding import Counted, Finding, ParameterFacts, Sparse


class NumberWorth(Record):
    """What knowing one number before committing is worth (`evppi`), in units of the actor's payoff."""

    parameter: Text
    value: float
    ci: float


class Committing(Sparse, Counted):
    """One move: what it is worth to its actor to know numbers before it commits to an option.

    all, all_ci : of knowing every number (`evpi`), in units of the actor's payoff; absent where refused
    best : the best commitment without knowing; payoff_range : largest payoff less the least
    one : single numbers worth knowing beyond chance, most first, of `searched`, by `bins` of draws
    refused : why all of it, or the part on single numbers, is missing
    """

    actor: Text
    move: Text
    actor_title: Text
    title: Text
    refused: Text
    one: tuple[NumberWorth, ...]
    all: float | None = None
    all_ci: float | None = None
    best: Option | None = None
    payoff_range: float | None = None
    searched: int | None = None
    worth_knowing: int | None = None
    bins: int | None = None

    @property
    def share(self) -> float:
        """Worth of knowing every number as a share of the range of the payoff."""
        return (self.all or 0.0) / (self.payoff_range or 1.0)


class Gain(Record):
    """Mean change of an actor's true expected payoff, its Monte Carlo error, share of draws it gains in."""

    value: float | None = None
    error: float | None = None
    share_gaining: float | None = None

    def within(self, errors: float) -> bool:
        """Whether it is no larger than so many of its errors; so it is where nothing is known."""
        return self.value is None or self.error is None or abs(self.value) <= errors * self.error


class Knowing(Counted):
    """A hidden chance move shown to an actor, all knowing it; `gains` of every actor."""

    actor: Text
    actor_title: Text
    move: Text
    title: Text
    gains: dict[Text, Gain]

    @property
    def own(self) -> Gain:
        """What the actor itself gains; nothing known where it is no player."""
        return self.gains.get(self.actor, Gain())


class ReadingVoi(Record):
    """All of one reading."""

    committing: tuple[Committing, ...]
    knowing: tuple[Knowing, ...]
    parameters: dict[Text, ParameterFacts]


class Voi(Finding):
    """The value of information, reading by reading; `refused` says why there is none.

    draws_read : draws behind commitments; draws_knowing : draws at which hidden moves were shown
    """

    KIND = "voi"

    refused: Text
    draws_read: int
    readings: dict[Text, ReadingVoi]
    draws_knowing: int = 0
