"""The value of information: what it is worth to an actor to know a number, or what is hidden from it.

In every draw the players know the numbers; that the numbers are uncertain is the analyst's predicament,
and that of an actor that must commit to an option before they are known. Hence two questions:

- *Committing before or after.* The actor commits to one option at a move, all know it, and everybody
  solves again. What it would gain by learning everything, or one number, before it commits is `evpi`
  and `evppi` over that table. Neither can be negative.
- *Being known to know.* A chance move hidden from the actor is shown to it, everybody knows that it
  is, and the game is solved again. The others then act on what it may have learnt: the value can be
  negative.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import polars as pl

from standoff.exploration import ExplorationError, Partial, evpi, evppi, plain_table
from standoff.findings.context import (
    Context,
    Floats,
    column,
    columns_at,
    drawn_of,
    failed,
    points_of,
    uncertain,
)
from standoff.findings.margins import SLOW_DRAWS, Bools
from standoff.findings.outcomes import mean_and_error, parameter_facts
from standoff.findings.per_reading import each_reading
from standoff.findings.robustness.analysis import OBSERVED
from standoff.findings.robustness.commitments import Commitment, Committed, commitments
from standoff.findings.robustness.variants import Variant, revelations_of, rows_of_variant
from standoff.results.findings.value_of_information import (
    Committing,
    Gain,
    Knowing,
    NumberWorth,
    ReadingVoi,
    Voi,
)
from standoff.study.progress import Progress
from standoff.study.rows import PreparedReading

LISTED = 8  # numbers told a move
STREAM = 740
KNOWING_READ = 1024


def voi(
    context: Context, *, draws: int | None, workers: int, progress: Progress, moves: Collection[str] = ()
) -> Voi:
    """The value of information for the actor of each important move, under each reading.

    Parameters
    ----------
    context : the run, opened by `findings.context.open_context`
    draws : how many of the run's first draws; without it 3,072, and 1,024 for what is hidden
    workers : processes; the same numbers with any
    progress : told as the work goes on
    moves : decision moves to look at; two of each actor without it

    Returns
    -------
    What stands in `findings/voi.json`: for each reading the value of committing after everything, or
    one number, is known, in units of the actor's payoff; and for each hidden chance move what it is
    worth to an actor to be known to know it.

    Raises
    ------
    RunError
        S740 a move that is no open decision; S742 a process that dies.
    """
    if context.run.manifest.observed:
        return Voi(refused=OBSERVED, draws_read=0, readings={})
    found = commitments(context, draws=draws, workers=workers, progress=progress, moves=moves)
    n_knowing = min(draws or KNOWING_READ, context.run.manifest.draws)
    asked = {
        name: (context.seed, place, found[name], context.run.rows(name).head(n_knowing))
        for place, name in enumerate(context.readings)
    }
    told = each_reading(context, _reading, asked, workers=workers, progress=progress)
    n_draws = max((one.n_draws for one in found.values()), default=0)
    return Voi(refused="", draws_read=n_draws, draws_knowing=n_knowing, readings=told)


def _reading(made: PreparedReading, asked: Any) -> tuple[ReadingVoi, int]:
    seed, place, known, rows = asked
    rng = np.random.default_rng([seed, place, STREAM])
    committing = _committing(made, known, seed, rng)
    knowing = _knowing(made, rows, seed)
    named = dict.fromkeys(one.parameter for entry in committing for one in entry.one)
    facts = parameter_facts(made.compiled.scenario, named)
    return ReadingVoi(committing=committing, knowing=knowing, parameters=facts), len(rows) * len(knowing)


def _committing(
    made: PreparedReading, known: Committed, seed: int, rng: np.random.Generator
) -> tuple[Committing, ...]:
    names = uncertain(made)
    if not names:
        return ()
    points = points_of(made, names, seed=seed, first=0, n_draws=known.n_draws)
    return tuple(_one_move(made, c, (names, points), rng) for c in known.commitments)


def _one_move(
    made: PreparedReading,
    commitment: Commitment,
    numbers: tuple[tuple[str, ...], Floats],
    rng: np.random.Generator,
) -> Committing:
    scenario = made.compiled.scenario
    lost = commitment.failed_again
    n_used, used = int((~lost).sum()), commitment.again[~lost]
    whole = evpi(commitment.again, failed=lost) if n_used > 1 else None
    part, refused = None, "Fewer than two draws were solved under every option."
    if whole is not None:
        part, refused = _one_number(commitment, numbers, rng)
    return Committing(
        actor=commitment.actor,
        move=commitment.move,
        actor_title=scenario.actors[commitment.actor].title,
        title=scenario.moves[commitment.move].title,
        n_used=n_used,
        n_failed=int(lost.sum()),
        refused=refused,
        one=() if part is None else _most_worth(part),
        all=None if whole is None else whole.value,
        all_ci=None if whole is None else whole.ci,
        best=None if whole is None else commitment.options[whole.best],
        payoff_range=None if whole is None else float(np.ptp(used)),
        searched=None if part is None else len(part.names),
        worth_knowing=None if part is None else int((~part.indistinguishable).sum()),
        bins=None if part is None else part.bins,
    )


def _one_number(
    commitment: Commitment, numbers: tuple[tuple[str, ...], Floats], rng: np.random.Generator
) -> tuple[Partial | None, str]:
    """What each number alone is worth, or why that cannot be told."""
    names, points = numbers
    try:
        table = plain_table(points, names, failed=commitment.failed_again)
        return evppi(table, commitment.again, rng=rng), ""
    except ExplorationError as error:
        return None, error.problems[0].what


def _most_worth(part: Partial) -> tuple[NumberWorth, ...]:
    order = np.argsort(-part.value, kind="stable")
    worth = [i for i in order if not part.indistinguishable[i]][:LISTED]
    return tuple(
        NumberWorth(parameter=part.names[i], value=float(part.value[i]), ci=float(part.ci[i])) for i in worth
    )


def _knowing(made: PreparedReading, rows: pl.DataFrame, seed: int) -> tuple[Knowing, ...]:
    """For each actor and chance move hidden from it: what all actors gain if it is known to see it."""
    scenario = made.compiled.scenario
    if scenario.play.sharp:
        rows = rows.head(SLOW_DRAWS)
    n_draws = len(rows)
    drawn = drawn_of(made, seed=seed, first=0, n_draws=n_draws)
    columns = columns_at(made, drawn, seed=seed, n_draws=n_draws)
    told = []
    for actor, move, revealed in revelations_of(scenario):
        changed = rows_of_variant(
            made, Variant("knowledge", "", revealed), columns, seed=seed, n_draws=n_draws
        )
        either = failed(rows) | failed(changed)
        told.append(
            Knowing(
                actor=actor,
                actor_title=scenario.actors[actor].title,
                move=move,
                title=scenario.moves[move].title,
                n_used=int((~either).sum()),
                n_failed=int(either.sum()),
                gains={name: _gain(rows, changed, name, either) for name in made.compiled.game.labels.player},
            )
        )
    return tuple(told)


def _gain(rows: pl.DataFrame, changed: pl.DataFrame, actor: str, either: Bools) -> Gain:
    """Mean change of an actor's true expected payoff, with its error and the share of draws it gains in."""
    if either.all():
        return Gain(value=None, error=None, share_gaining=None)
    gain = (column(changed, f"value:{actor}") - column(rows, f"value:{actor}"))[~either]
    value, error = mean_and_error(gain)
    return Gain(value=value, error=error, share_gaining=float((gain > 0).mean()))
