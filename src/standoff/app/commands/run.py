"""`standoff run`: solve a scenario over many draws, print what follows, write the report."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack

import click

from standoff.app.numbers import Whole
from standoff.app.output.printing import say, say_json_text, tell
from standoff.errors import Problem, RunError
from standoff.study.settings import CHUNK, DRAWS, EXECUTORS, PROCESSES, Settings, default_folder

if TYPE_CHECKING:
    from standoff.results.run.summary import Summary
    from standoff.study import RunFolder

STOPPED = 130
FAILED = 3  # the run is finished and written, but more than 5 % of the draws of a reading failed
WORK = ("workers", "chunk", "executor", "scheduler")  # they change no number


class Asked(TypedDict):
    """The words of the command that say what is run, and how."""

    draws: int
    seed: int
    readings: tuple[str, ...]
    given: tuple[str, ...]
    observed: tuple[str, ...]
    play: str
    out: Path | None
    chunk: int
    workers: int | None
    executor: Literal["processes", "serial", "dask"]
    scheduler: str | None


SET_BY_RUN = {"--draws": "draws", "--seed": "seed", "--reading": "readings", "--given": "given"}
SET_BY_RUN |= {"--observed": "observed", "--play": "play", "--out": "out"}  # all stand in the manifest
FEW = 100  # effective draws below which the answer is called rough

GIVEN = (
    "given: {moves} is made, whatever anybody would choose; all know it, and nothing is inferred from it. "
    "To learn from having seen a move, use --observed."
)
OBSERVED = (
    "observed: {moves} was seen; each draw counts by the chance that it gave to that, and play goes on from "
    "there. To ask what follows if a move is made by hand, use --given."
)


@click.command(
    "run",
    short_help="Solve a scenario over many draws and write its report.",
    epilog="The same scenario, seed and settings give the same bytes on any number of processors.",
)
@click.argument("scenario", metavar="FILE|NAME")
@click.option(
    "--draws", type=Whole(), default=DRAWS, show_default=True, help="How many draws of the uncertain numbers."
)
@click.option(
    "--seed", type=Whole(), default=0, show_default=True, help="Which draws: the same seed, the same numbers."
)
@click.option(
    "--reading",
    "readings",
    multiple=True,
    metavar="R",
    help="Only this reading; may be repeated.  [default: all]",
)
@click.option(
    "--given", metavar="MOVE=OPTION", multiple=True, help="Fix a move by hand: nothing is inferred from it."
)
@click.option(
    "--observed",
    metavar="MOVE=OPTION",
    multiple=True,
    help="A move was seen: draws are reweighted by its chance.",
)
@click.option(
    "--play",
    metavar="sharp|L",
    default="",
    help="Play all readings sharp, or at the logit precision L.  [default: as the scenario says]",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of the run.  [default: runs/NAME-HASH-seedS-N]",
)
@click.option(
    "--resume",
    is_flag=True,
    help="Go on with an unfinished run; whole parts are kept. FILE may be the run's folder.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print the summary as JSON, and nothing else, on stdout."
)
@click.option(
    "--chunk", type=Whole(), default=CHUNK, show_default=True, help="Draws solved at once; changes no number."
)
@click.option(
    "--workers", type=Whole(), metavar="N", help="Processes; changes no number.  [default: usable processors]"
)
@click.option(
    "--executor",
    type=click.Choice(EXECUTORS),
    default=PROCESSES,
    show_default=True,
    help="Who does the work; changes no number. `dask`: a cluster, with the extra `cluster`.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Of a Dask cluster.  [default: one on this machine]")
@click.option("--no-report", is_flag=True, help="Write no report.html.")
def command(
    scenario: str,
    resume: bool,
    as_json: bool,
    no_report: bool,
    **asked: Unpack[Asked],
) -> int:
    """Solve a scenario over many draws of its uncertain numbers, print what follows, write a report.

    FILE is a scenario's file or folder; NAME one that comes with Standoff (`standoff library`).

    \b
    Examples:
      standoff run my-crisis                           # 10,000 draws, every reading
      standoff run my-crisis --draws 100000 --seed 7   # closer numbers, other draws
      standoff run my-crisis --given challenge=attack  # what if the attack is made?
      standoff run my-crisis --observed pledge=vague   # the pledge was seen to be vague
      standoff run my-crisis --play sharp              # everyone takes what is best, see below
      standoff run my-crisis --json | jq .readings
      standoff run --resume runs/my-crisis-1a2b-seed0-10000   # go on where it stopped

    \b
    --given and --observed differ:
      --given M=O     M is fixed to O from outside. All know it; nobody learns from it
                      what kind of actor would have done it. Question: "what if?"
      --observed M=O  M was seen to be O. Draws in which O was likely count for more,
                      and the beliefs about whoever made it follow. Question: "now that?"

    \b
    --play sets how all readings are played, in place of the scenario's `play:`:
      --play sharp    the limit in which nobody ever takes a worse option, as logit play
                      tends to it; beliefs also where play never comes. Some 0.1 s a draw
                      where moves are hidden: begin with --draws 1000.
      --play 4        logit play with precision 4 for every actor.
    """
    from standoff import reports, study
    from standoff import scenario as language
    from standoff.app.output.doubts import tell_warnings
    from standoff.app.output.progress_bar import progress_for

    if resume and (Path(scenario) / "manifest.json").is_file():
        return _resumed(Path(scenario), asked, as_json=as_json, with_report=not no_report)
    loaded, doubts = language.checked(scenario)
    tell_warnings(doubts, scenario)
    base = loaded.reading()
    fields: dict[str, Any] = dict(asked)  # each is checked with the others before anything is written
    fields["play"] = language.parse_play(asked["play"]) if asked["play"] else ""
    fields |= {name: language.parse_events(fields[name], base) for name in ("given", "observed")}
    settings = Settings(**fields)
    for text, fixed in ((GIVEN, settings.given), (OBSERVED, settings.observed)):
        if fixed:
            tell(text.format(moves=", ".join(f"{m}={o}" for m, o in fixed.items())))
    if settings.play:
        tell(f"{reports.play_sentence(settings.play)}.")
    folder = settings.out or default_folder(settings, loaded)
    news = progress_for(terminal=sys.stderr.isatty())
    try:
        found = study.run(loaded, settings, news, resume=resume)
        if not no_report:
            reports.write_report(found.path)
    except KeyboardInterrupt:
        again = " ".join(shlex.quote(word) for word in _words(scenario, settings, folder, no_report))
        tell(f"\nStopped. Finished parts are kept in {folder}. To go on:\n  {again}")
        return STOPPED
    return _tell(found, as_json=as_json, with_report=not no_report)


def _resumed(folder: Path, asked: Asked, *, as_json: bool, with_report: bool) -> int:
    """Go on with the run in a folder, with its own text and settings."""
    from standoff import reports, study
    from standoff.app.output.progress_bar import progress_for

    flags = ", ".join(f"`{flag}`" for flag, name in SET_BY_RUN.items() if _given(name))
    if flags:
        what = f"{flags}: the run in `{folder}` has its own settings."
        mend = f"`standoff run --resume {folder}` goes on with them; name the scenario for other ones."
        raise RunError(Problem("S705", what, "A folder holds one run.", mend))
    try:
        how: dict[str, Any] = {name: value for name, value in asked.items() if name in WORK}
        found = study.resume(folder, progress_for(terminal=sys.stderr.isatty()), **how)
        if with_report:
            reports.write_report(found.path)
    except KeyboardInterrupt:
        again = f"standoff run --resume {shlex.quote(str(folder))}"
        tell(f"\nStopped. Finished parts are kept in {folder}. To go on:\n  {again}")
        return STOPPED
    return _tell(found, as_json=as_json, with_report=with_report)


def _given(name: str) -> bool:
    """Whether an option stands on the command line."""
    source = click.get_current_context().get_parameter_source(name)
    return source is not None and source is not click.core.ParameterSource.DEFAULT


def _tell(found: RunFolder, *, as_json: bool, with_report: bool) -> int:
    """Print what was found; the exit code, which says whether too many draws failed."""
    from standoff import reports
    from standoff.results.run.files import json_text, record_json

    summary = found.summary()
    if as_json:
        say_json_text(json_text(record_json(summary)))
    else:
        say(reports.summary_text(found.path).rstrip("\n"))
    for line in (*(summary.failed_lines() if as_json else ()), *_cautions(summary)):
        tell(line)
    if as_json or not with_report:  # the text summary names the report itself
        tell(f"run: {found.path}")
    return FAILED if summary.too_many_failed else 0


def _cautions(summary: Summary) -> list[str]:
    """What a reader of the numbers has to know about the draws behind them."""
    from standoff.game.records import ADVICE, STATUS

    said: list[str] = []
    seen: set[str] = set()
    for name, reading in summary.readings.items():
        off = {status: n for status, n in reading.status.items() if status != "solved" and n}
        seen |= off.keys()
        if off:
            counts = ", ".join(f"{n:,} {status.replace('_', ' ')}" for status, n in sorted(off.items()))
            said.append(
                f"reading {name}: {counts} of {reading.draws:,} draws; they are left out, not filled in."
            )
        if summary.observed and reading.effective_draws is not None:
            worth = reading.effective_draws
            rough = ": the numbers are rough, take more draws" if worth < FEW else ""
            said.append(
                f"reading {name}: {reading.draws:,} draws are worth {worth:,.0f} after weighting{rough}."
            )
    advice = zip(STATUS, ADVICE, strict=True)
    return said + [f"{status.replace('_', ' ')}: {says}" for status, says in advice if status in seen]


def _words(scenario: str, settings: Settings, folder: Path, no_report: bool) -> list[str]:
    """The command that goes on with this run."""
    words = ["standoff", "run", scenario, "--draws", str(settings.draws), "--seed", str(settings.seed)]
    for reading in settings.readings:
        words += ["--reading", reading]
    for flag, fixed in (("--given", settings.given), ("--observed", settings.observed)):
        for move, option in fixed.items():
            words += [flag, f"{move}={option}"]
    words += ["--play", settings.play] if settings.play else []
    words += ["--executor", settings.executor] if settings.executor != PROCESSES else []
    words += ["--scheduler", settings.scheduler] if settings.scheduler else []
    return [*words, "--out", str(folder), *(["--no-report"] if no_report else []), "--resume"]
