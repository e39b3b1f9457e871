"""`standoff.run`, `open_run`, `report`, and `Run`: what a run found, as tables, records and charts."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from standoff.app.api.names import RunOptions, Size, Where, keywords, names_in
from standoff.app.api.scenario import numbers_drawn, reviewed
from standoff.errors import StandoffWarning

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from standoff.app.api.found import Findings
    from standoff.app.api.places import FrontFound, SummitFound
    from standoff.errors import Problem
    from standoff.reports.figures.altair_svg import Drawing
    from standoff.results.answers import Row
    from standoff.results.base_record import Record
    from standoff.results.run.parts import Parts
    from standoff.results.run.summary import ReadingSummary, Summary
    from standoff.scenario import LoadedScenario
    from standoff.study import Progress, RunFolder, Settings

COLUMNS = (
    *("reading", "name", "title", "probability", "mean", "share", "share_fails"),
    *("share_undefined", "share_unsolved", "mc_error", "pooled", "pooled_error", "condition", "q05", "q50"),
    *("q95", "date_mean", "date_q05", "date_q50", "date_q95", "tail", "quarter", "half", "holds", "fails"),
    *("undefined", "unsolved", "question", "pooled_question", "text", "unit", "kind", "says", "set_by"),
    *("because", "against", "source", "unverified", "used", "changed"),
)  # of all tables, in this order
LEVELS = ("mean", "q05", "q50", "q95")
PARAMETER = "parameter:"


def run(
    loaded: LoadedScenario | Where,
    *,
    draws: int | None = None,
    seed: int = 0,
    out: Where | None = None,
    progress: Progress | None = None,
    **options: Unpack[RunOptions],
) -> Run:
    """Solve a scenario over many draws of its uncertain numbers.

    A run of the same scenario with the same settings that is on disk already is used again, and
    one that was interrupted is gone on with. What `review` warns of is a `StandoffWarning` each, and
    stands in the run's `warnings`.

    Parameters
    ----------
    loaded : what `load` gave, or what it takes
    draws, seed : size of the ensemble, and which one
    out : the run's folder; by default one below `runs/`
    options : see `standoff.app.api.names.RunOptions`
    progress : hears how far it is; without one nothing is printed

    Returns
    -------
    Run
        What stands in the run's folder, as tables and records.

    Raises
    ------
    StandoffError
        S6xx and S7xx: what cannot be compiled, solved, or written; S913 for an unknown keyword, S917 for a
        value of another kind.

    Examples
    --------
    >>> found = run("selected-reliability", draws=50, seed=1, out="found", workers=1)
    >>> found.readings
    ('as_written', 'bold_adversary')
    """
    from standoff import study

    options = keywords("run", options, RunOptions)
    size = keywords("run", {"draws": draws, "seed": seed}, Size)
    asked = settings_of(size.get("draws"), size.get("seed", 0), out, options)
    text, found = reviewed(loaded)
    for told in found.warnings:
        warnings.warn(told.text(), StandoffWarning, stacklevel=2)
    return Run(study.run(text, asked, progress, resume=True), found.warnings)


def settings_of(draws: int | None, seed: int, out: Where | None, options: RunOptions) -> Settings:
    """The settings of a run, from keywords."""
    from standoff import study
    from standoff.scenario import parse_play
    from standoff.study.settings import DRAWS

    play = options.get("play", "")
    return study.Settings(
        draws=DRAWS if draws is None else draws,
        seed=seed,
        readings=names_in(options.get("readings", ())),
        given=options.get("given", {}),
        observed=options.get("observed", {}),
        play="" if play == "" else parse_play(play),
        chunk=options.get("chunk", study.settings.CHUNK),
        workers=options.get("workers"),
        executor=options.get("executor", study.settings.PROCESSES),
        scheduler=options.get("scheduler"),
        out=None if out is None else Path(out),
    )


def open_run(folder: Where) -> Run:
    """A run that is on disk; every file of it is compared with its digest.

    Parameters
    ----------
    folder : where a run is

    Returns
    -------
    Run
        As `run` gave it.

    Raises
    ------
    RunError
        S713 where there is none, S703 to S712 where it was changed.

    Examples
    --------
    >>> _ = run("selected-reliability", draws=50, seed=1, out="found", workers=1)
    >>> open_run("found").readings[0]
    'as_written'
    """
    from standoff import study

    return Run(study.open_run(Path(folder)))


def report(
    found: Run | Where,
    *,
    sources: Where | None = None,
    since: Run | Where | None = None,
    ledger: Where | None = None,
) -> Path:
    """Write `report.html` into a finished run's folder, from its files alone, and say where it is.

    Parameters
    ----------
    found : what `run` or `open_run` gave, or the folder of a run
    sources : a folder with your own copies of the documents, to show beside their claims
    since : an earlier run: a section tells what changed since, in the text and in every answer
    ledger : a ledger: a section tells what was forecast of the scenario's `questions:`, and what came of it

    Returns
    -------
    Path
        The report's file.

    Raises
    ------
    StandoffError
        S713 where there is no run, S730 where an earlier one is not finished, S801 to S806
        as `standoff.reports.write_report`, S760 to S763 where the ledger cannot be read.

    Examples
    --------
    >>> report(run("selected-reliability", draws=50, seed=1, out="found", workers=1)).name
    'report.html'
    """
    from standoff import reports

    opened = found if isinstance(found, Run) else open_run(found)
    told = None
    if since is not None:
        from standoff.findings.two_runs.comparison import two_runs

        earlier = since if isinstance(since, Run) else open_run(since)
        told = two_runs(earlier.folder, opened.folder)
    asked = None
    if ledger is not None:
        from standoff.app.api.ledger_report import asked_of_run

        asked = asked_of_run(opened.folder, ledger)
    copies = None if sources is None else Path(sources)
    return reports.write_report(opened.path, copies, since=told, asked=asked)


@dataclass(frozen=True)
class Run:
    """What a run found.

    `endings`, `measures` and `conclusions` have a row for each reading and name; `mc_error` is the
    standard error of the estimate, `q05` to `q95` the spread over draws.
    """

    folder: RunFolder
    told: tuple[Problem, ...] | None = field(default=None, repr=False)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What can be meant in the scenario and mostly is not, as `standoff run` says it beforehand.

        Of a run that was opened, from its own copy of the text.
        """
        if self.told is not None:
            return self.told
        from standoff import scenario
        from standoff.study.repair import unchanged_copy

        return scenario.review(unchanged_copy(self.path, self.folder.manifest)).warnings

    @property
    def path(self) -> Path:
        """The run's folder."""
        return self.folder.path

    @property
    def readings(self) -> tuple[str, ...]:
        """Names of the readings that were run."""
        return tuple(self.folder.manifest.readings)

    @property
    def summary(self) -> Summary:
        """The content of `summary.json`, as a record."""
        return self.folder.summary()

    @property
    def endings(self) -> pl.DataFrame:
        """How likely each ending is in each reading."""
        return self._table(lambda found: found.endings, self.folder.texts().order.endings)

    @property
    def measures(self) -> pl.DataFrame:
        """Mean over draws, mean over plays that meet the condition (`pooled`) and spread of each measure."""
        return self._table(lambda found: found.measures, self.folder.texts().order.measures)

    @property
    def conclusions(self) -> pl.DataFrame:
        """The shares of all draws in which each conclusion holds, fails, is undefined or unsolved.

        Under `observed` a draw counts in these shares (`share`, `share_fails`, `share_undefined`) by how
        likely it makes what was observed; the numbers of draws beside them (`holds`, `fails`,
        `undefined`, `unsolved`) are not weighted.
        """
        return self._table(lambda found: found.conclusions, self.folder.texts().order.conclusions)

    @property
    def parameters(self) -> pl.DataFrame:
        """Range and source of each parameter in each reading; of days in `date_mean` to `date_q95`."""
        import datetime as dt

        import polars as pl

        rows = []
        for reading in self.readings:
            for one in self.folder.parameters(reading):
                row = {key: ", ".join(v) if isinstance(v, list) else v for key, v in dict(one).items()}
                for level in LEVELS:
                    value = row.pop(level)
                    day = isinstance(value, dt.date)
                    row |= {level: None if day else value, f"date_{level}": value if day else None}
                rows.append({"reading": reading, **row})
        days = {f"date_{level}": pl.Date for level in LEVELS}
        frame = pl.DataFrame(rows, schema_overrides=days, infer_schema_length=None)
        return frame.select(c for c in COLUMNS if c in frame.columns)

    def draws(self, reading: str | None = None, *, parameters: bool = True) -> pl.DataFrame:
        """One row a draw: its parameters beside chances of endings, measures, values, weight and status.

        Parameters
        ----------
        reading : the run's first one without a name
        parameters : whether the draw's numbers stand beside its results, as `parameter:NAME`; they are
            not stored, and are drawn again, exactly

        Raises
        ------
        RunError
            S708 for a reading that the run does not have.
        """
        wanted = self.readings[0] if reading is None else reading
        rows = self.folder.rows(wanted)
        if not parameters:
            return rows
        numbers = self._numbers(wanted)
        named = numbers.rename({name: f"{PARAMETER}{name}" for name in numbers.columns})
        return rows.hstack(named.select(named.columns))

    def findings(self) -> Findings:
        """All findings that were worked out for this run and stand in its folder."""
        from standoff.app.api.found import stored_findings

        return stored_findings(self.folder)

    def fronts(self, reading: str | None = None) -> tuple[FrontFound, ...]:
        """The fronts of a reading, one after each way in which the moves that they look at went."""
        from standoff.app.api.places import fronts_of

        return fronts_of(self.folder, self.readings[0] if reading is None else reading)

    def summits(self, reading: str | None = None) -> tuple[SummitFound, ...]:
        """The summits of a reading, one after each way in which the moves that they look at went."""
        from standoff.app.api.places import summits_of

        return summits_of(self.folder, self.readings[0] if reading is None else reading)

    def parts(self, reading: str | None = None) -> Parts:
        """What a reading's play says of the model's own parts: how endings come about, what nobody heeds."""
        from standoff.app.api.places import parts_of

        return parts_of(self.folder, self.readings[0] if reading is None else reading)

    def report(self, sources: Where | None = None) -> Path:
        """Write `report.html` into the run's folder and say where it is.

        sources : a folder with your own copies of the documents, to show beside their claims
        """
        return report(self, sources=sources)

    def plot(self) -> Drawing:
        """The endings of every reading as bars, with their spread over draws."""
        from standoff.app.api.charts import endings_chart

        return endings_chart(self._heading(), self.endings.to_dicts())

    def to_pandas(self) -> pd.DataFrame:
        """The endings as a pandas frame.

        Raises
        ------
        RunError
            S915 where pandas is not installed.
        """
        from standoff.results.answers import pandas_of

        return pandas_of(self.endings)

    def _numbers(self, reading: str) -> pl.DataFrame:
        from standoff.study import compile_reading
        from standoff.study.repair import copy_of

        stored = self.folder.manifest
        compiled = compile_reading(copy_of(self.path, stored), reading, stored.observed)
        return numbers_drawn(compiled, draws=stored.draws, seed=stored.seed)

    def _table(self, of: Callable[[ReadingSummary], Mapping[str, Record]], order: list[str]) -> pl.DataFrame:
        import polars as pl

        from standoff.results.run.files import record_json

        found = self.folder.summary().readings
        rows = [
            {"reading": reading, "name": name, **record_json(of(found[reading])[name])}
            for reading in self.readings
            for name in order
        ]
        frame = pl.DataFrame(rows, infer_schema_length=None)
        return frame.select(c for c in COLUMNS if c in frame.columns)

    def _heading(self) -> str:
        summary = self.summary
        return f"{summary.title}: {summary.draws:,} draws, seed {summary.seed}"

    def __repr__(self) -> str:
        run = self.folder.manifest
        return f"Run({run.scenario!r}, draws={run.draws}, seed={run.seed}, path={str(self.path)!r})"

    def _repr_html_(self) -> str:
        from standoff.results.answers import html_table

        readings = self.summary.readings
        titles = readings[self.readings[0]].endings
        rows: list[Row] = [
            {
                "ending": titles[name].title or name,
                **{reading: readings[reading].endings[name].probability for reading in self.readings},
            }
            for name in self.folder.texts().order.endings
        ]
        return html_table(self._heading(), rows)
