"""A finished run to look into: the one in a folder, or a fresh one of a scenario."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from standoff.study import RunFolder


def opened(where: str, *, draws: int | None, seed: int | None, workers: int) -> tuple[RunFolder, int | None]:
    """The run of a folder, or a fresh one of a scenario; and the draws that findings read of it.

    Parameters
    ----------
    draws : of a scenario the draws of its run; of a run's folder what findings read, handed back
    seed : of a scenario's run; a folder's run has its own

    Raises
    ------
    StandoffError
        S741 a seed for a run that has another; what opening, reading or running raises.
    """
    from standoff import scenario as language
    from standoff import study
    from standoff.app.output.progress_bar import progress_for
    from standoff.errors import Problem, RunError
    from standoff.study.settings import DRAWS, Settings

    folder = Path(where)
    if is_run(where):
        run = study.open_run(folder, progress_for(terminal=sys.stderr.isatty()))
        if seed not in (None, run.manifest.seed):
            said = f"`--seed {seed}` is asked for"
            what = f"{said}, but the run in `{folder}` has seed {run.manifest.seed}."
            raise RunError(Problem("S741", what, "Findings use the run's own draws.", "Leave `--seed` out."))
        return _cautioned(run), draws
    loaded = language.load(where)
    settings = Settings(draws=draws or DRAWS, seed=seed or 0, workers=workers)
    run = study.run(loaded, settings, progress_for(terminal=sys.stderr.isatty()), resume=True)
    return _cautioned(run), None


def opened_like(
    before: RunFolder, where: str, *, draws: int | None, seed: int | None, workers: int
) -> RunFolder:
    """A later run to compare with an earlier one: the one in a folder, or a fresh one of a scenario.

    A fresh one has the earlier run's draws, seed and conditions, so that both have the same random numbers.

    Raises
    ------
    StandoffError
        S741 a seed for a run that has another; what opening, reading or running raises.
    """
    if is_run(where):
        return opened(where, draws=None, seed=seed, workers=workers)[0]
    from standoff import scenario as language
    from standoff import study
    from standoff.app.output.progress_bar import progress_for
    from standoff.study.settings import Settings

    told = before.manifest
    settings = Settings(
        draws=told.draws if draws is None else draws,
        seed=told.seed if seed is None else seed,
        given=told.given,
        observed=told.observed,
        play=told.play,
        workers=workers,
    )
    news = progress_for(terminal=sys.stderr.isatty())
    return _cautioned(study.run(language.load(where), settings, news, resume=True))


def is_run(where: str) -> bool:
    """Whether a place is the folder of a run."""
    return (Path(where) / "manifest.json").is_file()


def _cautioned(run: RunFolder) -> RunFolder:
    """Say why draws failed before anything is told of the others."""
    from standoff.app.output.printing import tell

    for line in run.summary().failed_lines() if run.manifest.finished else ():
        tell(line)
    return run
