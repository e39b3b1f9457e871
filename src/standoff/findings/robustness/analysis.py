"""Options that hold up: for each actor's important moves, what each option costs against the best one.

Loss (`regret`) is the best payoff of the same draw less the option's. It stands for each reading on its own:
readings are never averaged. An option that a rule takes under every reading holds up by that rule.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from standoff.exploration import RULES, Opponents, RobustOptions, robust_options
from standoff.findings.context import Context, Floats
from standoff.findings.margins import Bools
from standoff.findings.robustness.commitments import Commitment, Committed, commitments
from standoff.results.findings.robust import OptionLoss, OptionSpread, OptionTable, Robust, RobustMove
from standoff.study.progress import Progress

if TYPE_CHECKING:
    from standoff.scenario.records import Scenario

Tables = Mapping[str, Mapping[str, OptionTable]]  # by reading and kind of opponents
MODES: tuple[Opponents, ...] = ("solving again", "fixed")
OBSERVED = (
    "Something is observed in this run: what an option would have been worth before that cannot be told "
    "from it. Explore a run in which nothing is observed, or in which the move is given."
)


def robust(
    context: Context, *, draws: int | None, workers: int, progress: Progress, moves: Collection[str] = ()
) -> Robust:
    """The loss (`regret`) of each option of important moves, with the others fixed and solving again.

    Parameters
    ----------
    context : the run, opened by `findings.context.open_context`
    draws : how many of the run's first draws; 3,072 without it
    workers : processes; the same numbers with any
    progress : told as the work goes on
    moves : decision moves to look at; two of each actor without it

    Returns
    -------
    What stands in `findings/robust.json`: for each move, reading and kind of opponents the table of
    options, and by which rules one option is taken under every reading.

    Raises
    ------
    RunError
        S740 a move that is no open decision; S742 a process that dies.
    """
    if context.run.manifest.observed:
        return Robust(refused=OBSERVED, draws_read=0, moves=())
    found = commitments(context, draws=draws, workers=workers, progress=progress, moves=moves)
    names = {c.move: c.actor for one in found.values() for c in one.commitments}
    scenario = next(iter(context.readings.values())).compiled.scenario
    told = tuple(_move(scenario, move, actor, found) for move, actor in names.items())
    n_draws = max((one.n_draws for one in found.values()), default=0)
    return Robust(refused="", draws_read=n_draws, rules=RULES, moves=told)


def _move(scenario: Scenario, move: str, actor: str, found: Mapping[str, Committed]) -> RobustMove:
    mine = {reading: c for reading, one in found.items() for c in one.commitments if c.move == move}
    tables = {reading: {str(mode): _table(c, mode) for mode in MODES} for reading, c in mine.items()}
    written = scenario.moves[move]
    return RobustMove(
        move=move,
        actor=actor,
        title=written.title,
        actor_title=scenario.actors[actor].title,
        options=written.options,
        reach={reading: c.reach for reading, c in mine.items()},
        readings=tables,
        holds_up={mode: _holds_up(tables, mode) for mode in MODES},
        over_readings={mode: _over_readings(tables, mode, written.options) for mode in MODES},
        never_open={
            reading: tuple(option for option in written.options if option not in c.options)
            for reading, c in mine.items()
        },
    )


def payoffs_of(commitment: Commitment, mode: Opponents) -> tuple[Floats, Bools]:
    """The actor's payoffs float64[draw, option] of one kind of opponents, and the draws that failed."""
    if mode == "solving again":
        return commitment.again, commitment.failed_again
    return commitment.fixed, commitment.failed_fixed


def _table(commitment: Commitment, mode: Opponents) -> OptionTable:
    payoff, failed = payoffs_of(commitment, mode)
    if failed.all():
        return OptionTable(refused="No draw was solved under every option.", n_used=0, n_failed=len(failed))
    found = robust_options(payoff, commitment.options, actor=commitment.actor, failed=failed, opponents=mode)
    return OptionTable(
        options=tuple(_option(found, i) for i in range(len(found.options))),
        winner=dict(found.winner),
        n_used=found.n_used,
        n_failed=found.n_failed,
        refused="",
    )


def _option(found: RobustOptions, i: int) -> OptionLoss:
    return OptionLoss(
        option=found.options[i],
        mean=float(found.mean[i]),
        worst=float(found.worst[i]),
        largest_loss=float(found.largest_loss[i]),
        mean_loss=float(found.mean_loss[i]),
        tail_loss=float(found.tail_loss[i]),
        range_loss=float(found.range_loss[i]),
        share_best=float(found.share_best[i]),
    )


def _holds_up(tables: Tables, mode: str) -> dict[str, str | None]:
    """For each rule the option that it takes under every reading that has the move, or None."""
    told = [by_mode[mode] for by_mode in tables.values() if not by_mode[mode].refused]
    found: dict[str, str | None] = {}
    for rule in RULES:
        taken = {table.winner[rule] for table in told}
        found[rule] = taken.pop() if len(taken) == 1 and len(told) == len(tables) else None
    return found


def _over_readings(tables: Tables, mode: str, options: Collection[str]) -> tuple[OptionSpread, ...]:
    """Mean loss under the readings that suit an option best and least, of those open under all."""
    found = []
    n_told = sum(not by_mode[mode].refused for by_mode in tables.values())
    for option in options:
        by_reading = {
            reading: told.mean_loss
            for reading, by_mode in tables.items()
            for told in by_mode[mode].options
            if told.option == option
        }
        if by_reading and len(by_reading) == n_told:
            least = min(by_reading, key=lambda r: by_reading[r])
            most = max(by_reading, key=lambda r: by_reading[r])
            found.append(
                OptionSpread(
                    option=option,
                    least=by_reading[least],
                    least_reading=least,
                    most=by_reading[most],
                    most_reading=most,
                )
            )
    return tuple(found)
