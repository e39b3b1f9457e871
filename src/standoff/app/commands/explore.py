"""`standoff explore`: what a run's answers hinge on, written beside it and put into its report."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from standoff.app.numbers import Whole
from standoff.app.output.printing import tell

if TYPE_CHECKING:
    from standoff.errors import Problem
    from standoff.study import RunFolder

STOPPED = 130


@click.command(
    "explore",
    short_help="Work out what a run's answers hinge on; add it to the report.",
    epilog="Findings use the run's own draws: a difference is never one of the dice. None named: all.",
)
@click.argument("where", metavar="DIR|FILE|NAME")
@click.option("--hinges", is_flag=True, help="Claims, numbers and structure that move the answers.")
@click.option("--tipping", is_flag=True, help="What would make an actor choose otherwise.")
@click.option("--discovery", is_flag=True, help="In which region of the numbers conclusions hold.")
@click.option("--robust", is_flag=True, help="Which options hold up, with opponents fixed and solving again.")
@click.option("--voi", is_flag=True, help="What would be worth knowing, and to be known to know.")
@click.option("--readings", is_flag=True, help="Why readings differ, and how each ending comes about.")
@click.option(
    "--move",
    "moves",
    multiple=True,
    metavar="M",
    help="Look at this decision; may be repeated.  [default: two an actor]",
)
@click.option(
    "--draws",
    type=Whole(1),
    help="Of a FILE: draws of its run. Of a DIR: draws that each finding reads.  [default: each its own]",
)
@click.option("--seed", type=Whole(), help="Of a FILE: which draws. A DIR has its own.  [default: 0]")
@click.option("--workers", type=Whole(1), metavar="N", help="Processes; changes no number.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def command(where: str, as_json: bool, **asked: Any) -> int:
    """Explore a finished run: where choices flip, what holds up, what matters, what is worth knowing.

    DIR is a run's folder (`standoff run` names it). A scenario's FILE, or the NAME of one that comes
    along, is run first. Findings go to DIR/findings, one JSON file a kind; DIR/report.html is made anew
    with them.

    \b
    Examples:
      standoff explore runs/strait-1a2b3c4d-seed0-10000             # everything
      standoff explore runs/strait-1a2b3c4d-seed0-10000 --tipping   # only where choices flip
      standoff explore my-crisis --draws 5000                       # run it, then explore
      standoff explore DIR --robust --voi --move lead               # one decision, closely

    \b
    What each answers:
      --hinges     Which claims, numbers and assumptions of structure carry a conclusion?
      --tipping    How far is each choice from being another, and in which number?
      --discovery  Where, among all the numbers, does a conclusion hold or fail?
      --robust     Which option costs least if one must commit before the numbers are known?
      --voi        What would an actor gain by knowing a number, or by being known to know?
      --readings   Which numbers make readings differ; what to watch; how endings come about?
    """
    from standoff.app.open_run import opened
    from standoff.app.output.findings import print_explored
    from standoff.app.output.stages import Stages
    from standoff.findings.registry import OPTIONS, kinds_of
    from standoff.study.settings import usable_cpus

    workers = asked["workers"] or usable_cpus()
    kinds = kinds_of([name for name in OPTIONS if asked[name]])
    try:
        run, draws = opened(where, draws=asked["draws"], seed=asked["seed"], workers=workers)
        stages = Stages(kinds, terminal=sys.stderr.isatty())
        problems = _explored(run, kinds, (draws, workers, asked["moves"]), stages)
    except KeyboardInterrupt:
        tell("\nStopped. What was finished is kept; the same command begins with the first kind.")
        return STOPPED
    print_explored(run, stages.done, as_json=as_json)
    if problems:
        from standoff.errors import RunError

        raise RunError(problems)
    return 0


def _explored(run: RunFolder, kinds: Any, how: tuple[int | None, int, Any], stages: Any) -> list[Problem]:
    """Work out each kind, write it, make the report anew; what one kind refuses stops no other."""
    from standoff import reports
    from standoff.errors import StandoffError
    from standoff.findings.context import open_desk, uncertain
    from standoff.findings.registry import work_out
    from standoff.results.findings.files import write_finding

    draws, workers, moves = how
    desk = open_desk(run)
    problems: list[Problem] = []
    certain = not any(uncertain(made) for made in desk.readings.values())
    with stages:
        for kind in kinds:
            if kind.by_number and certain:
                tell(f"{kind.says}: left out, as no number is uncertain.")
                continue
            try:
                with stages.of(kind) as news:
                    found = work_out(kind, desk, draws=draws, workers=workers, progress=news, moves=moves)
                    write_finding(desk.folder, run.manifest, found)
            except StandoffError as error:
                problems += [problem for problem in error.problems if problem not in problems]
    reports.write_report(run.path)
    return problems
