"""`standoff.explore`, `strike`, `compare`: findings of a run as records, tables and charts."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Unpack, get_args

from standoff.app.api.found import Findings, Found
from standoff.app.api.names import (
    FindingKind,
    StrikeMethod,
    StrikeOptions,
    Where,
    keywords,
    known_name,
    names_in,
)
from standoff.app.api.run import Run, open_run
from standoff.results.findings.finding import Finding

if TYPE_CHECKING:
    from standoff.errors import Problem
    from standoff.findings.context import Context
    from standoff.findings.registry import Kind
    from standoff.findings.strike_out.analysis import Find
    from standoff.results.findings.readings import ReadingsFinding
    from standoff.results.findings.strikes import Strikes
    from standoff.study import Progress, RunFolder

MANIFEST = "manifest.json"
STRIKE_DRAWS = 4000


def explore(
    run: Run | Where,
    kinds: FindingKind | Sequence[FindingKind] = (),
    *,
    moves: str | Sequence[str] = (),
    draws: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Findings:
    """What a finished run's answers hinge on, written beside the run and into its report.

    Parameters
    ----------
    run : what `run` or `open_run` gave, or the folder of a run
    kinds : `hinges`, `tipping`, `discovery`, `robust`, `voi`, `readings`, `mechanisms`; without names all
        but `mechanisms`
    moves : decisions to look at, for the kinds that do; two an actor without
    draws : of the run's draws, from its first on; as each kind has it without a number
    workers : processes; they change no number
    progress : hears how far it is

    Returns
    -------
    Findings
        The kinds by name, each a record with its table and its chart.

    Raises
    ------
    StandoffError
        S713 where there is no run, S730 where it is not finished, S914 for an unknown kind; what the
        kinds refuse, together, after all others were worked out.
    """
    from standoff.errors import RunError
    from standoff.findings.registry import OPTIONS, kinds_of
    from standoff.study import Quiet

    wanted = names_in(kinds)
    for name in wanted:
        known_name("kind of finding", name, OPTIONS)
    opened = run if isinstance(run, Run) else open_run(run)
    news = progress or Quiet()
    how = Exploration(draws, workers, names_in(moves))
    found: dict[str, Finding] = {}
    problems: list[Problem] = []
    steps = explored(opened.folder, kinds_of(wanted), how, lambda _: contextlib.nullcontext(news))
    for kind, outcome in steps:
        if isinstance(outcome, Finding):
            found[kind.name] = outcome
        else:
            problems += [problem for problem in outcome if problem not in problems]
    if problems:
        raise RunError(problems)
    return Findings(found)


@dataclass(frozen=True)
class Exploration:
    """How findings are worked out: draws that each reads, processes, moves that are looked at."""

    draws: int | None
    workers: int | None
    moves: tuple[str, ...] = ()


def explored(
    folder: RunFolder,
    kinds: Sequence[Kind],
    how: Exploration,
    stage: Callable[[Kind], AbstractContextManager[Progress]],
) -> Iterator[tuple[Kind, Finding | tuple[Problem, ...]]]:
    """Work out each kind, write it, make the report anew; what one kind refuses stops no other.

    Yields
    ------
    Each kind with what was found, what it refuses, or nothing where no number is uncertain.
    """
    from standoff import reports
    from standoff.errors import StandoffError
    from standoff.findings.context import open_context, uncertain
    from standoff.findings.registry import work_out
    from standoff.results.findings.files import write_finding
    from standoff.study.settings import usable_cpus

    context = open_context(folder)
    certain = not any(uncertain(made) for made in context.readings.values())
    workers = how.workers or usable_cpus()
    for kind in kinds:
        if kind.by_number and certain:
            yield kind, ()
            continue
        try:
            with stage(kind) as news:
                found = work_out(
                    kind, context, draws=how.draws, workers=workers, progress=news, moves=how.moves
                )
                write_finding(context.folder, folder.manifest, found)
        except StandoffError as error:
            yield kind, error.problems
        else:
            yield kind, found
    reports.write_report(folder.path)


def compare(
    run: Run | Where,
    readings: str | Sequence[str] = (),
    *,
    draws: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Found[ReadingsFinding]:
    """The readings of a run side by side, what makes them differ, what to watch.

    Parameters
    ----------
    run : what `run` or `open_run` gave, or the folder of a run
    readings : only these, against the run's first one; all without names. All of them are a finding of
        the run, and written into its folder and its report
    draws : of each swap of numbers
    workers : processes; they change no number
    progress : hears how far it is

    Returns
    -------
    Found of ReadingsFinding
        Its record, table and chart.

    Raises
    ------
    StandoffError
        S708 for a reading that the run does not have, S750 where there is only one.
    """
    from standoff.study import Quiet
    from standoff.study.settings import usable_cpus

    opened = run if isinstance(run, Run) else open_run(run)
    wanted = readings_to_compare(opened.folder, names_in(readings))
    how = Exploration(draws, workers or usable_cpus())
    return Found(compared(opened.folder, wanted, how, progress or Quiet()))


def readings_to_compare(run: RunFolder, asked: Sequence[str]) -> list[str]:
    """The readings to compare, the run's first one always among them.

    Raises
    ------
    RunError
        S708 for a reading that the run does not have, S750 where there is only one.
    """
    from standoff.errors import Problem, RunError

    known = list(run.manifest.readings)
    _known_readings(known, asked)
    wanted = [name for name in known if not asked or name in asked or name == known[0]]
    if len(wanted) < 2:
        what = f"The run in `{run.path}` has only the reading `{known[0]}` to compare."
        mend = "Write another under `readings:`, or run without `--reading`."
        raise RunError(Problem("S750", what, "At least two readings were expected.", mend))
    return wanted


def compared(run: RunFolder, wanted: Sequence[str], how: Exploration, news: Progress) -> ReadingsFinding:
    """The finding about readings, written where it is about all of the run's."""
    from standoff import reports
    from standoff.findings.context import open_context
    from standoff.findings.readings import readings
    from standoff.results.findings.files import write_finding

    found = readings(open_context(run, wanted), draws=how.draws, workers=how.workers or 1, progress=news)
    if len(wanted) == len(run.manifest.readings):  # a part of the readings is no finding of the run
        write_finding(run.path, run.manifest, found)
        reports.write_report(run.path)
    return found


def strike(
    where: Run | Where,
    claims: str | Sequence[str] = (),
    *,
    draws: int = STRIKE_DRAWS,
    progress: Progress | None = None,
    **options: Unpack[StrikeOptions],
) -> Found[Strikes]:
    """What every answer becomes without some claims; without names everything is struck in turn.

    Parameters
    ----------
    where : a run, the folder of one, or a scenario, which is run for this question alone
    claims : names of claims to strike together
    draws : of the run, at most so many, from its first on
    options : see `standoff.app.api.names.StrikeOptions`
    progress : hears how far it is

    Returns
    -------
    Found of Strikes
        Its record, table and chart.

    Raises
    ------
    StandoffError
        S708, S734 to S737 for what cannot be struck; S913 and S914 for a keyword or a method.

    Examples
    --------
    >>> found = strike("selected-reliability", draws=50, workers=1, keep_moves=True)
    >>> found.record.method
    'solve'
    """
    from standoff.study import Quiet

    options = keywords("strike", options, StrikeOptions)
    known_name("method of striking", options.get("method", "solve"), get_args(StrikeMethod))
    news = progress or Quiet()
    with context_to_strike(where, draws, options, news) as context:
        found = struck(context, names_in(claims), draws, options, news)
        if isinstance(where, Run) or is_run(where):
            keep_strikes(context, found, named=names_in(claims), options=options)
        return Found(found)


def is_run(where: Where) -> bool:
    """Whether a place is the folder of a run."""
    return (Path(where) / MANIFEST).is_file()


@contextlib.contextmanager
def context_to_strike(
    where: Run | Where, draws: int, options: StrikeOptions, news: Progress
) -> Iterator[Context]:
    """A finished run opened, or one of a scenario that is made for this question and then forgotten."""
    from standoff import scenario, study
    from standoff.findings.context import open_context
    from standoff.study.settings import Settings

    readings = names_in(options.get("readings", ()))
    if isinstance(where, Run) or is_run(where):
        run = where.folder if isinstance(where, Run) else study.open_run(Path(where), news)
        _known_readings(run.manifest.readings, readings)
        yield open_context(run, readings)
        return
    loaded = scenario.load(where)
    with tempfile.TemporaryDirectory(prefix="standoff-strike-") as name:
        settings = Settings(
            draws=draws,
            seed=options.get("seed", 0),
            readings=readings,
            workers=options.get("workers"),
            out=Path(name) / "run",
        )
        yield open_context(study.run(loaded, settings, news))


def struck(
    context: Context, claims: Sequence[str], draws: int, options: StrikeOptions, news: Progress
) -> Strikes:
    """The strike-outs of what was named, or of everything."""
    from standoff.findings.strike_out.analysis import Ask, strikes

    find = _find(context, claims, options)
    moves = not options.get("keep_moves", False)
    ask = Ask(options.get("method", "solve"), find, moves, pilot=find is None)
    return strikes(context, draws=draws, workers=options.get("workers"), progress=news, ask=ask)


def keep_strikes(
    context: Context, found: Strikes, *, named: Sequence[str], options: StrikeOptions
) -> Path | None:
    """Everything struck in every reading of a run is a finding of it, kept beside it: its file."""
    from standoff.results.findings.files import finding_path, write_finding

    parts = ("documents", "claimants", "unverified", "readings", "keep_moves")
    if named or any(options.get(part) for part in parts):
        return None
    write_finding(context.folder, context.run.manifest, found)
    return finding_path(context.folder, found.KIND)


def _find(context: Context, claims: Sequence[str], options: StrikeOptions) -> Find | None:
    """What is struck in each reading: what was named, or everything."""
    from standoff.findings.strike_out.targets import CLAIM, SET, Target, asked_for

    documents, claimants = names_in(options.get("documents", ())), names_in(options.get("claimants", ()))
    unverified = options.get("unverified", False)
    if not (claims or documents or claimants or unverified):
        return None
    scenario = next(iter(context.readings.values())).compiled.scenario
    named = asked_for(
        scenario, claims=claims, documents=documents, claimants=claimants, unverified=unverified
    )
    target = Target(CLAIM if len(named) == 1 else SET, ", ".join(named), named)
    return lambda _made: [target]


def _known_readings(known: Sequence[str], asked: Sequence[str]) -> None:
    from standoff.errors import Problem, RunError, nearest

    problems = [
        Problem("S708", f"The run has no reading `{name}`.", "", nearest(name, known))
        for name in asked
        if name not in known
    ]
    if problems:
        raise RunError(problems)
