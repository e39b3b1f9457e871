"""The files of a run's folder that are not parts: written at its beginning and at its end."""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from standoff.errors import RunError
from standoff.results.run.digests import SUMMARY, TEXTS
from standoff.results.run.failures import OTHER
from standoff.results.run.files import json_text, record_json, write_bytes, write_json, write_record
from standoff.results.run.manifest import Manifest, write_manifest
from standoff.results.run.stored_draws import FILE as FIRST_DRAWS
from standoff.study.progress import Progress
from standoff.study.settings import Settings

if TYPE_CHECKING:
    from standoff.compiler import Compiled
    from standoff.results.run.precision import NoiseOption
    from standoff.results.run.summary import ReadingSummary
    from standoff.scenario import LoadedScenario
    from standoff.study.summaries.precision_sweep import Sweep
    from standoff.study.summaries.stored_draws import Sample
    from standoff.study.summaries.summary import Kept

PROBE = 64  # draws solved before work is shared out: mistakes are told, kernels compiled first
PROBE_SLOW = 8  # where each draw is followed to its limit alone
TIMED = 1024  # draws from which the cost of the rest is guessed
# Said at once, and only where a kernel is not on disk.
KERNELS = "Compiling the solver's kernels for this machine: some seconds, once; later runs find them ready."
DETAILED = 2000  # draws whose play is explained (docs/design/004)
DETAILED_SLOW = 128  # where each draw is followed to its limit alone


MAIN = "scenario.yaml"  # the main file of a scenario that is a folder, and takes the folder's name


def source_path(loaded: LoadedScenario) -> str:
    """Where the copy of the scenario stands below `scenario/`: a file, or a folder of its name."""
    main = next(iter(loaded.files))
    return loaded.name if main == MAIN else main


def copy_sha256(loaded: LoadedScenario) -> str:
    """SHA-256 of the scenario's texts as they are copied (without the original's line ends)."""
    return hashlib.sha256(json_text(loaded.files).encode("utf-8")).hexdigest()


def begin_folder(
    folder: Path, manifest: Manifest, loaded: LoadedScenario, compiled: Mapping[str, Compiled]
) -> None:
    """Write manifest, copy of the scenario, texts and parameters: all that needs no solving."""
    write_manifest(folder, manifest)
    home = folder / "scenario"
    for name, data in _copies(loaded, manifest.source):
        write_bytes(home / name, data)
    write_texts(folder, manifest, loaded, compiled)


def write_texts(
    folder: Path, manifest: Manifest, loaded: LoadedScenario, compiled: Mapping[str, Compiled]
) -> None:
    """Write what follows from the text alone: `text.json` and the parameters of every reading."""
    from standoff.study.summaries.numbers import parameter_rows
    from standoff.study.summaries.texts import texts_of

    write_record(folder / TEXTS, texts_of(loaded))
    for name, game in compiled.items():
        rows = parameter_rows(game, loaded.reading(), manifest)
        write_json(folder / "parameters" / f"{name}.json", [record_json(row) for row in rows])


def _copies(loaded: LoadedScenario, source: str) -> Iterator[tuple[str, bytes]]:
    beside = source in loaded.files  # a scenario of one file, its tables beside it
    for name, text in loaded.files.items():
        yield (name if beside else f"{source}/{name}", text.encode("utf-8"))


def conclude_folder(folder: Path, manifest: Manifest, compiled: Mapping[str, Compiled]) -> None:
    """Write what is made of the finished parts: details of play and the summary.

    Raises
    ------
    RunError
        S710 where what was observed never happens, S712 where a part is damaged.
    """
    from standoff.study.summaries.alternatives import equilibria_of
    from standoff.study.summaries.failures import failures_of
    from standoff.study.summaries.numbers import correlations_reached, count_assumptions
    from standoff.study.summaries.precision_sweep import precision_sweep
    from standoff.study.summaries.stored_draws import sample_of, stored_draws
    from standoff.study.summaries.summary import keep, reading_summary, summary_of

    base = next(iter(compiled.values())).scenario
    readings: dict[str, ReadingSummary] = {}
    samples: dict[str, Sample] = {}
    for name, game in compiled.items():
        with _reason_told(game, manifest):
            kept = keep(folder, manifest, name)
        equilibria = equilibria_of(game, manifest, kept.n_several)
        sweep = precision_sweep(game, manifest, kept)
        explained, noise, columns = _details(manifest, game, kept, sweep)
        samples[name] = sample_of(game, kept, columns)
        reached = correlations_reached(game, seed=manifest.seed, n_draws=manifest.draws)
        why = failures_of(game, kept.failed, seed=manifest.seed)
        told = reading_summary(kept, game.scenario, equilibria, correlations=reached, failures=why)
        readings[name] = told.model_copy(update={"precision": list(sweep.at), "noise": noise})
        write_json(folder / "details" / f"{name}.json", explained)
    whole = summary_of(manifest, base, readings, count_assumptions(compiled))
    write_record(folder / SUMMARY, whole)
    write_record(folder / FIRST_DRAWS, stored_draws(samples, manifest.draws))


@contextlib.contextmanager
def _reason_told(game: Compiled, manifest: Manifest) -> Iterator[None]:
    """Where no draw at all was solved: which number fails, beside that none was."""
    from standoff.study.summaries.failures import failures_of

    try:
        yield
    except RunError as error:
        if error.problems[0].code != "S715":
            raise
        why = failures_of(game, np.ones(manifest.draws, dtype=np.bool_), seed=manifest.seed)
        found = [one.sentence() for one in why if one.kind != OTHER]
        told = f" They failed {'; '.join(found)}." if found else ""
        problems = [replace(problem, what=problem.what + told) for problem in error.problems]
        raise RunError(problems) from None


def is_complete(folder: Path, manifest: Manifest) -> bool:
    """Whether the files of a finished run, other than its parts, are there."""
    per_reading = [f"{kind}/{name}.json" for kind in ("details", "parameters") for name in manifest.readings]
    return all((folder / name).exists() for name in (*per_reading, "text.json", "summary.json"))


def is_slow(game: Compiled) -> bool:
    """Whether each draw is followed to its limit alone: sharp play where something is hidden."""
    from standoff.study.summaries.explaining import members_of

    return game.scenario.play.sharp and any(len(nodes) > 1 for nodes in members_of(game.game.arrays))


def probe(compiled: Mapping[str, Compiled], settings: Settings, news: Progress) -> float:
    """Solve a few draws of every reading: what cannot be bound or solved is told at once.

    Returns
    -------
    CPU seconds that a draw takes, roughly.
    """
    from standoff.kernels.compilation import compiling
    from standoff.study.rows import prepare_reading, rows_of

    slow = any(is_slow(game) for game in compiled.values())
    n_draws = min(PROBE_SLOW if slow else PROBE, settings.draws)
    with compiling(lambda: news.say(KERNELS)) as found:
        made = [prepare_reading(game) for game in compiled.values()]
        for reading in made:
            rows_of(reading, seed=settings.seed, chunk=PROBE, first=0, n_draws=n_draws)
    if found.n_kernels:
        news.say(f"Compiling the solver's kernels took {found.seconds:.0f} seconds.")
    n_timed = min(PROBE_SLOW if slow else TIMED, settings.draws)
    started = time.process_time()
    rows_of(made[0], seed=settings.seed, chunk=settings.chunk, first=0, n_draws=n_timed)
    return (time.process_time() - started) / n_timed


def _details(
    manifest: Manifest, game: Compiled, kept: Kept, sweep: Sweep
) -> tuple[dict[str, Any], list[NoiseOption], Mapping[str, npt.NDArray[np.float64]]]:
    """The play explained, the options that noise alone plays, and the numbers, over the first draws."""
    from standoff.game import bind
    from standoff.solvers import solve
    from standoff.study.rows import numbers_of
    from standoff.study.summaries.details import details
    from standoff.study.summaries.fronts import fronts_told
    from standoff.study.summaries.noise import noise_options
    from standoff.study.summaries.summary import dated_moves
    from standoff.study.summaries.summits import summits_told

    n_draws = min(DETAILED_SLOW if is_slow(game) else DETAILED, manifest.draws)
    columns = numbers_of(game, seed=manifest.seed, first=0, n_draws=n_draws)
    played = bind(game.game, columns, n_draws)
    solution = solve(played)
    bound = bind(game.count.game, columns, n_draws)
    told = details(game, bound, solution, dated_moves(kept, game.moves), columns)
    infosets = [] if game.scenario.play.sharp else told["infosets"]
    noise = noise_options(game, played, solution, columns, told=infosets, top=sweep.top)
    more = {
        "fronts": fronts_told(game, columns, n_draws, manifest.seed),
        "summits": summits_told(game, columns, n_draws),
    }
    return told | more, noise, columns
