"""What the workbench has made in another process: a run, what is found in it, and an archive to take away."""

from __future__ import annotations

import contextlib
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from standoff.results.session import WorkTold

if TYPE_CHECKING:
    from standoff.findings.registry import Kind
    from standoff.study import RunFolder
    from standoff.study.progress import Progress
    from standoff.workbench.session.jobs import Job

Tell: TypeAlias = "Callable[[WorkTold], object]"
EVERY = 0.3  # seconds between two words on how far it is


def long_work(job: Job, tell: Tell) -> None:
    """A run of a job's text, then the findings that are asked for, then what is taken away.

    Raises
    ------
    StandoffError
        What the text, the run or the archive is refused for; what a kind of finding refuses is told.
    """
    from standoff import reports, scenario, study
    from standoff.study.settings import Settings

    asked = job.changes
    settings = Settings(
        draws=job.draws,
        seed=job.seed,
        readings=(asked.reading,),
        given=asked.given,
        observed=asked.observed,
        play=asked.play,
        workers=1,
        out=job.folder,
    )
    run = study.run(scenario.load(job.scenario), settings, Told(tell, "the run"), resume=True)
    reports.write_report(run.path)
    if job.kinds:
        _explore(run, job.kinds, tell)
    if job.archive is not None:
        _take_away(run, job.archive, tell)
    tell(WorkTold(kind="done", file=job.archive.name if job.archive else ""))


class Told:
    """Progress as words to a page."""

    def __init__(self, tell: Tell, says: str) -> None:
        self._tell, self._says = tell, says
        self._total = self._done = 0
        self._last = 0.0

    def begin(self, total: int, done: int) -> None:
        self._total, self._done = total, done
        self._step(now=True)

    def advance(self, n_draws: int) -> None:
        self._done += n_draws
        self._step(now=False)

    def say(self, text: str) -> None:
        self._tell(WorkTold(kind="step", says=text))

    def end(self) -> None:
        """Nothing to close."""

    def _step(self, *, now: bool) -> None:
        if now or time.monotonic() - self._last > EVERY:
            self._last = time.monotonic()
            share = min(1.0, self._done / self._total) if self._total else None
            self._tell(WorkTold(kind="step", says=self._says, share=share))


def _explore(run: RunFolder, options: tuple[str, ...], tell: Tell) -> None:
    from standoff.app.api.findings import Exploration, explored
    from standoff.app.output.findings import lines_of
    from standoff.findings.registry import kinds_of
    from standoff.results.findings.finding import Finding
    from standoff.workbench.session.diagnostics import refused

    kinds = kinds_of(options)

    @contextlib.contextmanager
    def stage(kind: Kind) -> Iterator[Progress]:
        told = Told(tell, f"{kind.says} ({kinds.index(kind) + 1} of {len(kinds)})")
        told.begin(0, 0)
        yield told

    for kind, outcome in explored(run, kinds, Exploration(None, 1), stage):
        says = f"{kind.says[:1].upper()}{kind.says[1:]}"
        if isinstance(outcome, Finding):
            tell(WorkTold(kind="found", says=says, lines=list(lines_of(outcome))))
        elif outcome == ():
            tell(WorkTold(kind="found", says=says, lines=["Left out, as no number is uncertain."]))
        else:
            tell(WorkTold(kind="found", says=says, problems=refused(outcome)))


def _take_away(run: RunFolder, archive: Path, tell: Tell) -> None:
    """Report, brief, figures and tables in one file, whole or not at all."""
    from standoff.app.api.run import Run
    from standoff.app.api.take_away import write_brief, write_figures, write_tables
    from standoff.workbench.session.whole_files import move

    found, folder = Run(run), run.path.parent
    tell(WorkTold(kind="step", says="the brief"))
    brief = write_brief(found, folder / "brief.html", force=True)
    tell(WorkTold(kind="step", says="the figures"))
    figures = write_figures(found, folder / "figures", force=True)
    tell(WorkTold(kind="step", says="the tables"))
    tables = write_tables(found, folder / "tables", force=True)
    beside = archive.with_suffix(".part")
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as made:
        made.write(run.path / "report.html", "report.html")
        made.write(brief, "brief.html")
        for place in (figures, tables):
            for file in sorted(place.iterdir()):
                made.write(file, f"{place.name}/{file.name}")
    move(archive, beside)
