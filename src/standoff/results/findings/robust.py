"""`findings/robust.json`: what each option of an actor costs against the best one, reading by reading."""

from __future__ import annotations

from standoff.results.base_record import Option, Record, Text
from standoff.results.findings.finding import Counted, Finding


class OptionLoss(Record):
    """One option over draws, in units of the actor's payoff; a loss is against the best of the same draw.

    tail_loss : on average over the option's worst 5 % of draws
    range_loss : the largest loss as a share of the range of the actor's payoffs
    share_best : share of draws in which no option is better
    """

    option: Option
    mean: float
    worst: float
    largest_loss: float
    mean_loss: float
    tail_loss: float
    range_loss: float
    share_best: float


class OptionTable(Counted):
    """All options of a move under one reading and one kind of opponents.

    winner : the option that each rule takes; refused : why there is no table, or ""
    """

    options: tuple[OptionLoss, ...] = ()
    winner: dict[Text, Option] = {}
    refused: Text


class OptionSpread(Record):
    """An option's mean loss under the reading that suits it best, and least."""

    option: Option
    least: float
    least_reading: Text
    most: float
    most_reading: Text


class RobustMove(Record):
    """One move.

    reach : probability of coming there, by reading
    readings : by reading and kind of opponents (`solving again`, `fixed`)
    holds_up : by kind of opponents and rule, the option taken under every reading, or null
    over_readings : by kind of opponents
    never_open : by reading, the options that are open at no decision there, and so have no row
    """

    move: Text
    actor: Text
    title: Text
    actor_title: Text
    options: tuple[Option, ...]
    reach: dict[Text, float]
    readings: dict[Text, dict[Text, OptionTable]]
    holds_up: dict[Text, dict[Text, Option | None]]
    over_readings: dict[Text, tuple[OptionSpread, ...]]
    never_open: dict[Text, tuple[Option, ...]] = {}


class Robust(Finding):
    """The options of each actor's important moves; `refused` says why there are none."""

    KIND = "robust"

    refused: Text
    draws_read: int
    moves: tuple[RobustMove, ...]
    rules: tuple[Text, ...] = ()
