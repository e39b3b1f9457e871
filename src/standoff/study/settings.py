"""Settings of a run: what was asked for, checked against the scenario before anything is written."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from standoff.errors import Problem, RunError, nearest

if TYPE_CHECKING:
    from standoff.scenario import LoadedScenario

PART = 8192  # draws a part: the unit of work and of storage, whatever the workers and the chunk
DRAWS = 10_000  # the default: a share of draws is then known to about half a point
CHUNK = 4096
MOST_DRAWS = 1_000_000_000
MOST_WORKERS = 1024
LONGEST_FOLDER = 120
SERIAL, PROCESSES, DASK = "serial", "processes", "dask"
EXECUTORS = (PROCESSES, SERIAL, DASK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run is asked to do.

    draws, seed : the ensemble; both decide every number, with the scenario and the next four
    readings : names of readings, in order; none means all
    given : moves fixed to an option (an intervention: everyone knows it, nothing is inferred)
    observed : moves seen to be made so (evidence: draws are reweighted, play goes on from there)
    play : `sharp`, or one precision for all; "" plays each reading as the scenario says
    chunk, workers : how the work is cut and shared out; they change no number. By default all
        processors are used where there is work for them
    executor : who does the parts, one of EXECUTORS; scheduler : address of a Dask cluster that is
        there already. They change no number either
    out : the run's folder; None means `default_folder`

    Examples
    --------
    >>> Settings(draws=1000, seed=7).n_parts
    1
    """

    draws: int = DRAWS
    seed: int = 0
    readings: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    observed: Mapping[str, str] = field(default_factory=dict)
    play: str = ""
    chunk: int = CHUNK
    workers: int | None = None
    executor: str = PROCESSES
    scheduler: str | None = None
    out: Path | None = None

    @property
    def n_parts(self) -> int:
        return -(-self.draws // PART)


def usable_cpus() -> int:
    """The number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def check_settings(settings: Settings, loaded: LoadedScenario) -> None:
    """Refuse settings that cannot be run for this scenario, all problems together.

    Raises
    ------
    RunError
        S707 a number out of range, S708 an unknown reading, S709 a move both given and observed.
    """
    problems = [*_numbers(settings), *_executor(settings), *_readings(settings, loaded), *_moves(settings)]
    if problems:
        raise RunError(problems)


def _numbers(settings: Settings) -> Iterator[Problem]:
    workers = 1 if settings.workers is None else settings.workers
    for name, value, low, high in (
        ("draws", settings.draws, 1, MOST_DRAWS),
        ("seed", settings.seed, 0, 2**63 - 1),
        ("chunk", settings.chunk, 1, PART),
        ("workers", workers, 1, MOST_WORKERS),
    ):
        if not low <= value <= high:
            yield Problem("S707", f"`{name}` is {value}.", f"Expected a whole number from {low} to {high}.")


def _executor(settings: Settings) -> Iterator[Problem]:
    if settings.executor not in EXECUTORS:
        mend = nearest(settings.executor, EXECUTORS)
        yield Problem(
            "S707", f"There is no executor `{settings.executor}`.", f"Known: {', '.join(EXECUTORS)}.", mend
        )
    elif settings.scheduler is not None and settings.executor != DASK:
        what = f"A scheduler (`{settings.scheduler}`) is named for the executor `{settings.executor}`."
        yield Problem("S707", what, "Only `dask` has one.", "Add `--executor dask`.")


def _readings(settings: Settings, loaded: LoadedScenario) -> Iterator[Problem]:
    for name in settings.readings:
        if name not in loaded.readings:
            known = loaded.readings
            yield Problem("S708", f"The scenario has no reading `{name}`.", "", nearest(name, known))
    if len(set(settings.readings)) < len(settings.readings):
        yield Problem("S708", "A reading is asked for twice.", "", "Name each reading once.")


def _moves(settings: Settings) -> Iterator[Problem]:
    for name in settings.given.keys() & settings.observed.keys():
        what = f"Move `{name}` is both given and observed."
        yield Problem(
            "S709", what, "A move is either fixed by hand or seen to be made.", "Drop one of the two."
        )


def default_folder(settings: Settings, loaded: LoadedScenario) -> Path:
    """`runs/NAME-HASH-seedS-DRAWS`, with what else sets the run apart from the plain one."""
    name = f"{loaded.name}-{loaded.sha256[:8]}-seed{settings.seed}-{settings.draws}"
    if settings.readings and settings.readings != loaded.readings:
        name += "".join(f"-{reading}" for reading in settings.readings)
    for word, fixed in (("given", settings.given), ("observed", settings.observed)):
        name += "".join(f"-{word}-{move}-{option}" for move, option in sorted(fixed.items()))
    name += f"-play-{settings.play}" if settings.play else ""
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", name)
    if len(name) > LONGEST_FOLDER:
        import hashlib

        name = f"{name[: LONGEST_FOLDER - 9]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return Path("runs") / name
