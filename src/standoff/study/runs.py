"""Runs an ensemble from first check to last file, and goes on where an earlier run stopped.

The order is: check the settings, compile every reading, look into the folder, write manifest and
texts, compute the parts that are missing, then read everything back from the parts and write what
the report needs. Nothing that is whole on disk is computed twice.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import pickle
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from standoff.errors import Problem, RunError
from standoff.results.run.digests import digests
from standoff.results.run.files import sweep
from standoff.results.run.folder import read_parameters, read_summary, read_texts
from standoff.results.run.manifest import Manifest, read_manifest, write_manifest
from standoff.study.folder import begin_folder, conclude_folder, copy_sha256, is_complete, probe, source_path
from standoff.study.lock import LOCK, locked
from standoff.study.manifest import check_same, new_manifest
from standoff.study.progress import Progress, Quiet, Warned, patience
from standoff.study.settings import DASK, SERIAL, Settings, check_settings, default_folder, usable_cpus
from standoff.study.work import Task, Work, part_path, tasks_of

if TYPE_CHECKING:
    import polars as pl

    from standoff.compiler import Compiled
    from standoff.results.run.parameters import ParameterRow
    from standoff.results.run.summary import Summary
    from standoff.results.run.texts import Words
    from standoff.scenario import LoadedScenario
    from standoff.study.executor import Executor

WORTH = 4.0  # CPU seconds of work for which more processes are started
LONG = 60.0  # CPU seconds of work that are told before it begins
LONG_MEND = "Ctrl-C stops it, `--resume` goes on, fewer `--draws` take less."
SILENCE = 2.0  # seconds of silence that need a word


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The folder of a run and its manifest; everything else is read when it is asked for."""

    path: Path
    manifest: Manifest

    def summary(self) -> Summary:
        """What stands in `summary.json`."""
        return read_summary(self.path)

    def texts(self) -> Words:
        """What stands in `text.json`."""
        return read_texts(self.path)

    def rows(self, reading: str) -> pl.DataFrame:
        """All draws of a reading with their results, a row each."""
        from standoff.study.ensemble import read_rows

        self._check(reading)
        return read_rows(self.path, self.manifest, reading)

    def parameters(self, reading: str) -> list[ParameterRow]:
        """What stands in `parameters/READING.json`."""
        self._check(reading)
        return read_parameters(self.path, reading)

    def _check(self, reading: str) -> None:
        if reading not in self.manifest.readings:
            from standoff.errors import nearest

            mend = nearest(reading, self.manifest.readings)
            raise RunError(Problem("S708", f"The run has no reading `{reading}`.", "", mend))


def run(
    loaded: LoadedScenario, settings: Settings, progress: Progress | None = None, *, resume: bool = False
) -> RunFolder:
    """Solve every reading over the draws that the settings ask for, and write the run's folder.

    A finished run of the same scenario with the same settings is handed back as it is; with
    `resume` it is looked through first, and what is missing or damaged is made again. The bytes
    of all files but the manifest depend on the scenario, the seed and the settings alone, never
    on workers, chunk or interruptions.

    Raises
    ------
    StandoffError
        S6xx what cannot be compiled or bound; S701 to S714 settings, folder, files; S752 where another
        process writes into the folder.
    """
    loaded, settings = _with_events(loaded, settings)
    news: Progress = Quiet() if progress is None else progress
    folder = settings.out if settings.out is not None else default_folder(settings, loaded)
    wanted = settings.readings or loaded.readings
    compiled = {name: compile_reading(loaded, name, settings.observed) for name in wanted}
    method = {name: "sharp" if game.scenario.play.sharp else "logit" for name, game in compiled.items()}
    manifest = new_manifest(
        loaded, settings, method=method, source=source_path(loaded), copy_sha256=copy_sha256(loaded)
    )
    found = _look(folder, manifest, resume=resume)
    read_only = found is not None and found.finished and not resume
    with contextlib.nullcontext() if read_only else locked(folder, news):
        return _run_locked(folder, manifest, (loaded, settings, compiled), news, resume=resume)


def _run_locked(
    folder: Path,
    manifest: Manifest,
    asked: tuple[LoadedScenario, Settings, Mapping[str, Compiled]],
    news: Progress,
    *,
    resume: bool,
) -> RunFolder:
    """The run, once its folder is held: what another process has done there meanwhile is seen."""
    from standoff.study.repair import restore

    loaded, settings, compiled = asked
    stored = _look(folder, manifest, resume=resume)
    finished = stored is not None and stored.finished
    to_do = [] if finished and not resume else _to_do(folder, manifest, compiled, news)
    if stored is not None and finished and not to_do and (not resume or is_complete(folder, stored)):
        restore(folder, stored, news)
        news.say(f"`{folder}` holds this run already, finished: nothing to compute.")
        return RunFolder(folder, stored)
    started = time.monotonic()
    cost = probe(compiled, settings, news) * sum(task.n_draws for task in to_do)
    if cost > LONG:
        news.say(f"Some {cost / 60.0:,.1f} minutes of processor time: {LONG_MEND}")
    begun = {"finished": False, "started": _now(), "ended": "", "files": {}}
    manifest = (stored or manifest).model_copy(update=begun)
    begin_folder(folder, manifest, loaded, compiled)
    pickled = {name: pickle.dumps(game) for name, game in compiled.items()}
    work = Work(_seen_by_all(folder, settings), manifest.seed, settings.chunk, pickled)
    _compute(work, to_do, manifest.draws * len(manifest.readings), _workers(settings, cost), news)
    sweep(folder)
    with patience(news, SILENCE, "Summing up the draws and explaining the play."):
        conclude_folder(folder, manifest, compiled)
    seconds = round(time.monotonic() - started, 3)
    ended = {"finished": True, "ended": _now(), "seconds": seconds, "files": digests(folder)}
    manifest = manifest.model_copy(update=ended)
    write_manifest(folder, manifest)
    for line in read_summary(folder).failed_lines() if isinstance(news, Quiet) else ():
        Warned().say(line)  # from Python; the command line tells it first of all
    return RunFolder(folder, manifest)


def resume(path: Path, progress: Progress | None = None, **how: Any) -> RunFolder:
    """Go on with an unfinished run, from the copy of the scenario in its own folder.

    Parameters
    ----------
    how : `workers`, `chunk`, `executor`, `scheduler` of `Settings`, which change no number

    Raises
    ------
    StandoffError
        S713 where the folder holds no run, S705 where the copy was changed, and as `run`.
    """
    from standoff.study.repair import unchanged_copy

    stored = _manifest_of(path)
    settings = Settings(
        draws=stored.draws,
        seed=stored.seed,
        readings=stored.readings,
        given=stored.given,
        observed=stored.observed,
        play=stored.play,
        out=path,
        **how,
    )
    return run(unchanged_copy(path, stored), settings, progress, resume=True)


def open_run(path: Path, progress: Progress | None = None) -> RunFolder:
    """Open the folder of a run; every file of a finished one is compared with its digest.

    A derived file that was changed is made again, a finding that was changed is not used; both are
    said to `progress`, or are Python warnings where there is none.

    Raises
    ------
    RunError
        S713 where there is none, S703 and S704 where its manifest cannot be used, S705 and S712 where
        the copy of the scenario or a part of the ensemble was changed.
    """
    from standoff.study.repair import restore

    manifest = _manifest_of(path)
    if manifest.finished:
        restore(path, manifest, Warned() if progress is None else progress)
    return RunFolder(path, manifest)


def _manifest_of(path: Path) -> Manifest:
    manifest = read_manifest(path)
    if manifest is None:
        problem = Problem(
            "S713",
            f"There is no run in `{path}`.",
            "A folder with a `manifest.json` was expected.",
            "`standoff run SCENARIO --out DIR` makes one.",
        )
        raise RunError(problem)
    return manifest


def compile_reading(loaded: LoadedScenario, reading: str, observed: Mapping[str, str]) -> Compiled:
    """One reading as a game, with what is observed counted."""
    from standoff.compiler import compile_scenario

    return compile_scenario(loaded.reading(reading), observed=observed)


def _with_events(loaded: LoadedScenario, settings: Settings) -> tuple[LoadedScenario, Settings]:
    """Settings checked, options by their own names, and what is given or played put in the scenario."""
    from standoff.scenario import check_events

    check_settings(settings, loaded)
    if settings.play:
        loaded = loaded.with_play(settings.play)
        settings = dataclasses.replace(settings, play=loaded.play)
    base = loaded.reading()
    given, observed = check_events(settings.given, base), check_events(settings.observed, base)
    settings = dataclasses.replace(settings, given=given, observed=observed)
    return (loaded.with_fixed(given) if given else loaded), settings


def _look(folder: Path, wanted: Manifest, *, resume: bool) -> Manifest | None:
    """The manifest of the same run in the folder, if there is one; refuses any other folder."""
    stored = read_manifest(folder) if folder.is_dir() else None
    if stored is not None:
        check_same(folder, stored, wanted)
        if not stored.finished and not resume:
            what = f"`{folder}` holds this run, unfinished."
            mend = "Add `--resume` to go on with it, or choose another folder with `--out`."
            raise RunError(Problem("S706", what, "Nothing was overwritten.", mend))
        return stored
    if folder.exists() and (not folder.is_dir() or any(path.name != LOCK for path in folder.iterdir())):
        what = f"`{folder}` is not empty, and holds no run."
        raise RunError(
            Problem("S713", what, "A new or empty folder was expected.", "Choose another with `--out`.")
        )
    return None


def _to_do(folder: Path, manifest: Manifest, compiled: Mapping[str, Compiled], news: Progress) -> list[Task]:
    """The parts that are not on disk, or not whole."""
    from standoff.study.ensemble import missing
    from standoff.study.rows import schema_of

    schemas = {name: schema_of(game) for name, game in compiled.items()}
    to_do: list[Task] = []
    for task, damaged in missing(folder, list(tasks_of(manifest.readings, manifest.draws)), schemas):
        to_do.append(task)
        if damaged:
            news.say(f"Part {task.part} of reading `{task.reading}` is damaged: it is computed again.")
    return to_do


@dataclass(frozen=True, slots=True)
class _Workers:
    """Who does the parts: so many processes of our own, or a cluster."""

    n_workers: int
    executor: Callable[[bytes], Executor] | None = None


def _workers(settings: Settings, cost: float) -> _Workers:
    """As many processes as are asked for; by default one where the rest is not worth starting more."""
    if settings.executor == DASK:
        from standoff.study.cluster import on_cluster

        workers = settings.workers or usable_cpus()
        return _Workers(workers, on_cluster(settings.scheduler, workers))
    if settings.executor == SERIAL:
        return _Workers(1)
    if settings.workers is not None:
        return _Workers(settings.workers)
    return _Workers(usable_cpus() if cost > WORTH else 1)


def _seen_by_all(folder: Path, settings: Settings) -> Path:
    """The folder as the workers of a cluster see it, who may stand in another one."""
    return folder.absolute() if settings.executor == DASK else folder


def _compute(work: Work, to_do: list[Task], total: int, workers: _Workers, news: Progress) -> None:
    """Compute the parts that are not on disk, of `total` draws over all readings."""
    from standoff.study.executor import run_tasks

    news.begin(total, total - sum(task.n_draws for task in to_do))
    try:
        with _cluster_told(workers):
            for receipt in run_tasks(work, to_do, workers.n_workers, executor=workers.executor):
                news.advance(receipt.task.n_draws)
                if workers.executor is not None:
                    _refuse_unseen(work.folder, receipt.task)
    finally:
        news.end()


def _cluster_told(workers: _Workers) -> contextlib.AbstractContextManager[None]:
    if workers.executor is None:
        return contextlib.nullcontext()
    from standoff.study.cluster import telling_loss

    return telling_loss()


def _refuse_unseen(folder: Path, task: Task) -> None:
    """A part that a worker has written has to be there for the driver too."""
    path = part_path(folder, task.reading, task.part)
    if not path.exists():
        what = f"A worker of the cluster has written `{path}`, and it is not there."
        mend = "Put the run's folder (`--out`) on a disk that all machines see under the same path."
        raise RunError(Problem("S733", what, "Workers write the parts themselves.", mend))


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
