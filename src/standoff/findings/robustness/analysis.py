"""Options that hold up: for each actor's important moves, what each option costs against the best one.

Loss (`regret`) is the best payoff of the same draw less the option's. It stands for each reading on its own:
readings are never averaged. An option that a rule takes under every reading holds up by that rule.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from standoff.exploration import RULES, Opponents, RobustOptions, robust_options
from standoff.findings.context import Desk, Floats
from standoff.findings.margins import Bools
from standoff.findings.outcomes import Json
from standoff.findings.robustness.commitments import Commitment, commitments
from standoff.study.progress import Progress

MODES: tuple[Opponents, ...] = ("solving again", "fixed")
OBSERVED = (
    "Something is observed in this run: what an option would have been worth before that cannot be told "
    "from it. Explore the run without `--observed`, or with `--given`."
)


def robust(
    desk: Desk, *, draws: int | None, workers: int, progress: Progress, moves: Collection[str] = ()
) -> Json:
    """The loss (`regret`) of each option of important moves, with the others fixed and solving again.

    Parameters
    ----------
    draws : how many of the run's first draws; 3,072 without it
    moves : decision moves to look at; two of each actor without it

    Returns
    -------
    The content of `findings/robust.json`: for each move, reading and kind of opponents the table of
    options, and by which rules one option is taken under every reading.

    Raises
    ------
    RunError
        S740 a move that is no open decision; S742 a process that dies.
    """
    if desk.run.manifest.observed:
        return {"refused": OBSERVED, "draws_read": 0, "moves": []}
    found = commitments(desk, draws=draws, workers=workers, progress=progress, moves=moves)
    names = {c.move: c.actor for one in found.values() for c in one.commitments}
    scenario = next(iter(desk.readings.values())).compiled.scenario
    told = []
    for move, actor in names.items():
        tables: dict[str, dict[str, Json]] = {
            reading: {str(mode): _table(c, mode) for mode in MODES}
            for reading, one in found.items()
            for c in one.commitments
            if c.move == move
        }
        told.append(
            {
                "move": move,
                "actor": actor,
                "title": scenario.moves[move].title,
                "actor_title": scenario.actors[actor].title,
                "options": list(scenario.moves[move].options),
                "reach": {r: c.reach for r, one in found.items() for c in one.commitments if c.move == move},
                "readings": tables,
                "holds_up": {mode: _holds_up(tables, mode) for mode in MODES},
                "over_readings": {
                    mode: _over_readings(tables, mode, scenario.moves[move].options) for mode in MODES
                },
            }
        )
    n_draws = max((one.n_draws for one in found.values()), default=0)
    return {"refused": "", "draws_read": n_draws, "rules": list(RULES), "moves": told}


def payoffs_of(commitment: Commitment, mode: Opponents) -> tuple[Floats, Bools]:
    """The actor's payoffs float64[draw, option] of one kind of opponents, and the draws that failed."""
    if mode == "solving again":
        return commitment.again, commitment.failed_again
    return commitment.fixed, commitment.failed_fixed


def _table(commitment: Commitment, mode: Opponents) -> Json:
    payoff, failed = payoffs_of(commitment, mode)
    if failed.all():
        return {"refused": "No draw was solved under every option.", "n_used": 0, "n_failed": len(failed)}
    found = robust_options(payoff, commitment.options, actor=commitment.actor, failed=failed, opponents=mode)
    return _told(found) | {"refused": ""}


def _told(found: RobustOptions) -> Json:
    columns = ("mean", "worst", "largest_loss", "mean_loss", "tail_loss", "range_loss", "share_best")
    return {
        "options": [
            {"option": option} | {name: float(getattr(found, name)[i]) for name in columns}
            for i, option in enumerate(found.options)
        ],
        "winner": found.winner,
        "n_used": found.n_used,
        "n_failed": found.n_failed,
    }


def _holds_up(tables: Mapping[str, Mapping[str, Any]], mode: str) -> dict[str, str | None]:
    """For each rule the option that it takes under every reading that has the move, or None."""
    told = [by_mode[mode] for by_mode in tables.values() if not by_mode[mode]["refused"]]
    found: dict[str, str | None] = {}
    for rule in RULES:
        taken = {table["winner"][rule] for table in told}
        found[rule] = taken.pop() if len(taken) == 1 and len(told) == len(tables) else None
    return found


def _over_readings(
    tables: Mapping[str, Mapping[str, Any]], mode: str, options: Collection[str]
) -> list[Json]:
    """For each option its mean loss under the reading that suits it best and least, by name."""
    found = []
    for i, option in enumerate(options):
        by_reading = {
            reading: by_mode[mode]["options"][i]["mean_loss"]
            for reading, by_mode in tables.items()
            if not by_mode[mode]["refused"]
        }
        if by_reading:
            least = min(by_reading, key=lambda r: by_reading[r])
            most = max(by_reading, key=lambda r: by_reading[r])
            found.append(
                {
                    "option": option,
                    "least": by_reading[least],
                    "least_reading": least,
                    "most": by_reading[most],
                    "most_reading": most,
                }
            )
    return found
