"""`standoff explore`: what a run's answers hinge on, written beside it and put into its report."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from standoff.app.numbers import Whole
from standoff.app.output.printing import tell

if TYPE_CHECKING:
    from standoff.app.api.findings import Exploration
    from standoff.app.output.stages import Stages
    from standoff.errors import Problem
    from standoff.study import RunFolder

STOPPED = 130


class Kinds(TypedDict):
    """Which kinds are asked for, and the moves that some of them look at."""

    hinges: bool
    tipping: bool
    discovery: bool
    robust: bool
    voi: bool
    readings: bool
    mechanisms: bool
    moves: tuple[str, ...]


@click.command(
    "explore",
    short_help="Work out what a run's answers hinge on; add it to the report.",
    epilog="Findings use the run's own draws: a difference is never one of the dice. None named: all but "
    "mechanisms.",
)
@click.argument("where", metavar="DIR|FILE|NAME")
@click.option("--hinges", is_flag=True, help="Claims, numbers and structure that move the answers.")
@click.option("--tipping", is_flag=True, help="What would make an actor choose otherwise.")
@click.option("--discovery", is_flag=True, help="In which region of the numbers conclusions hold.")
@click.option("--robust", is_flag=True, help="Which options hold up, with opponents fixed and solving again.")
@click.option("--voi", is_flag=True, help="What would be worth knowing, and to be known to know.")
@click.option("--readings", is_flag=True, help="Why readings differ, and how each ending comes about.")
@click.option("--mechanisms", is_flag=True, help="What moves without each mechanism of the scenario.")
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
def command(
    where: str,
    draws: int | None,
    seed: int | None,
    workers: int | None,
    as_json: bool,
    **kinds: Unpack[Kinds],
) -> int:
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
      --mechanisms What moves if a part of the crisis is taken out; by enough to be in play?
    """
    from standoff.app.api.findings import Exploration
    from standoff.app.open_run import opened
    from standoff.app.output.findings import print_explored
    from standoff.app.output.stages import Stages
    from standoff.findings.registry import OPTIONS, kinds_of
    from standoff.study.settings import usable_cpus

    workers = workers or usable_cpus()
    wanted = kinds_of([name for name in OPTIONS if kinds.get(name)])
    try:
        run, draws = opened(where, draws=draws, seed=seed, workers=workers)
        stages = Stages(wanted, terminal=sys.stderr.isatty())
        problems = _explored(run, Exploration(draws, workers, kinds["moves"]), stages)
    except KeyboardInterrupt:
        tell("\nStopped. What was finished is kept; the same command begins with the first kind.")
        return STOPPED
    print_explored(run, stages.done, as_json=as_json)
    if problems:
        from standoff.errors import RunError

        raise RunError(problems)
    return 0


def _explored(run: RunFolder, how: Exploration, stages: Stages) -> list[Problem]:
    """Work out the kinds with their progress told; what was refused, each problem once."""
    from standoff.app.api.findings import explored
    from standoff.results.findings.finding import Finding

    problems: list[Problem] = []
    with stages:
        for kind, outcome in explored(run, stages.kinds, how, stages.of):
            if outcome == ():
                tell(f"{kind.says}: left out, as no number is uncertain.")
            elif not isinstance(outcome, Finding):
                problems += [problem for problem in outcome if problem not in problems]
    return problems
