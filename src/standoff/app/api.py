"""The Python interface: load, check, compile and run a scenario, and look at what a run found.

`standoff.run(...)` gives a `Run`, whose tables are Polars frames, one row a reading and ending,
measure, conclusion or parameter. Notebooks show a `Run` as its table of endings.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from standoff.compiler import Compiled
    from standoff.errors import Problem
    from standoff.results.findings.finding import Finding
    from standoff.results.record import Record
    from standoff.results.solved_game import SolvedGame
    from standoff.results.summary import EndingEstimate, ReadingSummary
    from standoff.scenario import LoadedScenario, Review
    from standoff.study import Progress, RunFolder

Where = str | os.PathLike[str]

COLUMNS = (
    *("reading", "name", "title", "probability", "mean", "share", "share_fails"),
    *("share_undefined", "share_unsolved", "mc_error", "pooled", "pooled_error", "condition", "q05", "q50"),
    *("q95", "tail", "quarter", "half", "holds", "fails", "undefined", "unsolved", "question"),
    *("pooled_question", "text", "unit", "kind", "says", "set_by"),
    *("because", "against", "source", "unverified", "used", "changed"),
)  # of all tables, in this order


def load(where: Where) -> LoadedScenario:
    """Read and check a scenario: a file, a folder, or the name of one that comes with Standoff.

    Raises
    ------
    ScenarioError
        All that is wrong with the text, with places.
    """
    from standoff import scenario

    return scenario.load(where)


def check(where: Where) -> tuple[Problem, ...]:
    """What is wrong with a scenario, in any of its readings; empty where all is well.

    What can be meant and mostly is not, such as dates that contradict each other in some draws, are
    the warnings of `review`.
    """
    from standoff import scenario
    from standoff.compiler import compile_scenario
    from standoff.errors import StandoffError

    try:
        loaded, found = scenario.checked(where)
        scenario.refuse(found)
        for reading in loaded.readings:
            compile_scenario(loaded.reading(reading))
    except StandoffError as error:
        return error.problems
    return ()


def review(loaded: LoadedScenario | Where) -> Review:
    """Errors and warnings about what a scenario says, well formed, and cannot mean.

    Parameters
    ----------
    loaded : what `load` gave, or what it takes

    Returns
    -------
    Review
        `errors` and `warnings`, each a problem with its place.

    Examples
    --------
    >>> [warning.code for warning in review("volunteers").warnings]
    ['S451']
    """
    from standoff import scenario

    return scenario.review(_loaded(loaded))


def compile(
    loaded: LoadedScenario | Where, reading: str | None = None, *, observed: Mapping[str, str] | None = None
) -> Compiled:
    """One reading of a scenario (the file's own, if none is named) as a game."""
    from standoff.compiler import compile_scenario

    return compile_scenario(_loaded(loaded).reading(reading), observed=observed)


def run(
    loaded: LoadedScenario | Where,
    *,
    draws: int | None = None,
    seed: int = 0,
    out: Where | None = None,
    progress: Progress | None = None,
    **settings: Any,
) -> Run:
    """Solve a scenario over many draws of its uncertain numbers.

    A run of the same scenario with the same settings that is on disk already is used again, and
    one that was interrupted is gone on with.

    Parameters
    ----------
    loaded : what `load` gave, or what it takes
    draws, seed : size of the ensemble, and which one
    out : the run's folder; by default one below `runs/`
    settings : `readings`, `given`, `observed`, `play` ("sharp" or a precision for all), `chunk`,
        `workers`, as in `standoff.study.Settings`

    Raises
    ------
    StandoffError
        S6xx and S7xx: what cannot be compiled, solved, or written.
    """
    from standoff import scenario, study
    from standoff.study.settings import DRAWS

    if "readings" in settings:
        settings["readings"] = _names(settings["readings"])
    if settings.get("play"):
        settings["play"] = scenario.parse_play(settings["play"])
    asked = study.Settings(
        draws=DRAWS if draws is None else draws,
        seed=seed,
        out=None if out is None else Path(out),
        **settings,
    )
    text = _loaded(loaded)
    scenario.refuse(review(text))
    return Run(study.run(text, asked, progress, resume=True))


def open_run(folder: Where) -> Run:
    """A run that is on disk."""
    from standoff import study

    return Run(study.open_run(Path(folder)))


def solve(
    game: Where,
    *,
    concept: str | None = None,
    precision: float | None = None,
    draw: int = 0,
    seed: int = 0,
    reading: str | None = None,
) -> SolvedGame:
    """One game solved by one concept: a Gambit file, or one draw of a scenario.

    Parameters
    ----------
    game : a `.efg` or `.nfg` file, or what `load` takes
    concept : a name of `standoff.solvers.SOLVERS`, or `qre`; chosen by the game where none is given
    precision : of logit play, in 1 / payoff unit
    draw, seed, reading : which draw of a scenario's numbers, under which reading

    Returns
    -------
    SolvedGame
        Equilibria by the file's own names; `as_json()` is what `standoff solve --json` prints.

    Raises
    ------
    StandoffError
        S904 and S905 for what the concept or the game does not take; what reading and solving raise.

    Examples
    --------
    >>> found = solve("selected-reliability", draw=3)
    >>> found.equilibria[0].status, len(found.equilibria[0].play) == found.size.infosets
    ('solved', True)
    """
    from standoff.app.choose_solver import Asked, choose, solve_game
    from standoff.app.commands.solve import given_of
    from standoff.app.output.solution import report_of

    asked = Asked(concept, precision, False, draw, seed, reading, tell=None)
    given = given_of(os.fspath(game), asked)
    chosen = choose(given, asked)
    return report_of(given, chosen, solve_game(given, chosen, asked))


def draw(
    loaded: LoadedScenario | Where, reading: str | None = None, *, draws: int = 1000, seed: int = 0
) -> pl.DataFrame:
    """The uncertain numbers of a scenario as a run of this seed draws them: a row a draw, days as dates.

    `rank_correlations` says which correlations they have, beside those that the scenario asks for.

    Raises
    ------
    StandoffError
        S708 for an unknown reading; what reading and drawing raise.

    Examples
    --------
    >>> draw("selected-reliability", draws=5, seed=1).height
    5
    """
    import polars as pl

    from standoff.compiler import compile_scenario
    from standoff.expressions import date_of
    from standoff.study.rows import parameters_of

    compiled = compile_scenario(_loaded(loaded).reading(reading))
    known = compiled.scenario.parameters
    columns = parameters_of(compiled, seed=seed, first=0, n_draws=draws, names=tuple(known))
    return pl.DataFrame(
        {
            name: [date_of(day) for day in columns[name]] if parameter.unit == "date" else columns[name]
            for name, parameter in known.items()
        }
    )


def rank_correlations(
    loaded: LoadedScenario | Where, reading: str | None = None, *, draws: int = 1000, seed: int = 0
) -> pl.DataFrame:
    """The rank correlations that a scenario asks for, beside those that `draw` comes to: a row a pair.

    Parameters
    ----------
    loaded : what `load` gave, or what it takes
    reading : the file's own, if none is named
    draws, seed : size of the sample, and which one

    Returns
    -------
    A frame with `a`, `b`, `asked`, `reached` and `draws`.

    Raises
    ------
    StandoffError
        As `draw`.

    Examples
    --------
    >>> rank_correlations("nato-ukraine-2024", draws=2000, seed=1)["asked"].to_list()
    [0.6, 0.3]
    """
    import polars as pl

    from standoff.compiler import compile_scenario
    from standoff.study.numbers import correlations_reached

    compiled = compile_scenario(_loaded(loaded).reading(reading))
    found = correlations_reached(compiled, seed=seed, n_draws=draws)
    rows = [(*pair.between, pair.asked, pair.reached, pair.draws) for pair in found]
    kinds = {"a": pl.String, "b": pl.String, "asked": pl.Float64, "reached": pl.Float64, "draws": pl.Int64}
    return pl.DataFrame(rows, schema=kinds, orient="row")


def explore(
    run: Run | Where,
    kinds: str | Iterable[str] = (),
    *,
    draws: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> dict[str, Finding]:
    """What a finished run's answers hinge on, as records, written beside the run and into its report.

    Parameters
    ----------
    run : what `run` or `open_run` gave, or the folder of a run
    kinds : `hinges`, `tipping`, `discovery`, `robust`, `voi`, `readings`; all without names
    draws : of the run's draws, from its first on; as each kind has it without a number

    Raises
    ------
    StandoffError
        S713 where there is no run, S730 where it is not finished, what a kind refuses; ValueError
        for an unknown kind.
    """
    from standoff import reports
    from standoff.errors import nearest
    from standoff.findings.context import open_desk, uncertain
    from standoff.findings.registry import OPTIONS, kinds_of, work_out
    from standoff.results.findings.files import write_finding
    from standoff.study import Quiet
    from standoff.study.settings import usable_cpus

    wanted = _names(kinds)
    for name in wanted:
        if name not in OPTIONS:
            raise ValueError(f"there is no kind of finding `{name}`. {nearest(name, OPTIONS)}")
    opened = run if isinstance(run, Run) else open_run(run)
    desk = open_desk(opened.folder)
    certain = not any(uncertain(made) for made in desk.readings.values())
    found: dict[str, Finding] = {}
    for kind in kinds_of(wanted):
        if kind.by_number and certain:
            continue
        found[kind.name] = work_out(
            kind, desk, draws=draws, workers=workers or usable_cpus(), progress=progress or Quiet()
        )
        write_finding(opened.path, opened.folder.manifest, found[kind.name])
    reports.write_report(opened.path)
    return found


def schema() -> dict[str, Any]:
    """The JSON Schema of the language, for editors.

    Examples
    --------
    >>> schema()["type"]
    'object'
    """
    from standoff import scenario

    return scenario.schema()


def _loaded(given: LoadedScenario | Where) -> LoadedScenario:
    return load(given) if isinstance(given, str | os.PathLike) else given


def _names(readings: str | Iterable[str]) -> tuple[str, ...]:
    return (readings,) if isinstance(readings, str) else tuple(readings)


@dataclass(frozen=True)
class Run:
    """What a run found, as tables.

    `endings`, `measures` and `conclusions` have a row for each reading and name; `mc_error` is the
    standard error of the estimate, `q05` to `q95` the spread over draws.
    """

    folder: RunFolder

    @property
    def path(self) -> Path:
        """The run's folder."""
        return self.folder.path

    @property
    def readings(self) -> tuple[str, ...]:
        """Names of the readings that were run."""
        return tuple(self.folder.manifest.readings)

    @property
    def summary(self) -> dict[str, Any]:
        """The content of `summary.json`."""
        from standoff.results.files import record_json

        return record_json(self.folder.summary())

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
        """The shares of all draws in which each conclusion holds, fails, is undefined or unsolved."""
        return self._table(lambda found: found.conclusions, self.folder.texts().order.conclusions)

    @property
    def parameters(self) -> pl.DataFrame:
        """Range and source of each parameter in each reading; dates as ISO text."""
        import polars as pl

        from standoff.results.files import record_json

        rows = []
        for reading in self.readings:
            for row in map(record_json, self.folder.parameters(reading)):
                told = {key: ", ".join(v) if isinstance(v, list) else v for key, v in row.items()}
                rows.append({"reading": reading, **told})
        frame = pl.DataFrame(rows, infer_schema_length=None, strict=False)
        return frame.select(c for c in COLUMNS if c in frame.columns)

    def draws(self, reading: str | None = None) -> pl.DataFrame:
        """One row a draw: chances of endings, measures, conclusions, values, weight and status."""
        return self.folder.rows(self.readings[0] if reading is None else reading)

    def report(self, sources: str | os.PathLike[str] | None = None) -> Path:
        """Write `report.html` into the run's folder and say where it is.

        sources : a folder with your own copies of the documents, to show beside their claims
        """
        from standoff import reports

        return reports.write_report(self.path, None if sources is None else Path(sources))

    def _table(self, of: Callable[[ReadingSummary], Mapping[str, Record]], order: list[str]) -> pl.DataFrame:
        import polars as pl

        from standoff.results.files import record_json

        found = self.folder.summary().readings
        rows = [
            {"reading": reading, "name": name, **record_json(of(found[reading])[name])}
            for reading in self.readings
            for name in order
        ]
        frame = pl.DataFrame(rows, infer_schema_length=None)
        return frame.select(c for c in COLUMNS if c in frame.columns)

    def __repr__(self) -> str:
        run = self.folder.manifest
        return f"Run({run.scenario!r}, draws={run.draws}, seed={run.seed}, path={str(self.path)!r})"

    def _repr_html_(self) -> str:
        summary = self.folder.summary()
        head = "".join(f"<th>{escape(reading)}</th>" for reading in self.readings)
        endings = summary.readings[self.readings[0]].endings
        lines = [
            f"<tr><th style='text-align:left'>{escape(endings[name].title or name)}</th>"
            + "".join(_cell(summary.readings[reading].endings.get(name)) for reading in self.readings)
            + "</tr>"
            for name in self.folder.texts().order.endings
        ]
        title = f"{escape(summary.title)}: {summary.draws:,} draws, seed {summary.seed}"
        return f"<table><caption>{title}</caption><tr><th></th>{head}</tr>{''.join(lines)}</table>"


def _cell(ending: EndingEstimate | None) -> str:
    if ending is None:
        return "<td>-</td>"
    spread = f"{ending.q05:.2f} to {ending.q95:.2f} over draws"
    return f"<td title='{spread}'>{ending.probability:.3f}</td>"
