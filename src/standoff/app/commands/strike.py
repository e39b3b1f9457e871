"""`standoff strike`: what the answers become without a claim, a document, a claimant, all allegations."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from standoff.app.numbers import Whole
from standoff.app.output.printing import say_json_text, tell

if TYPE_CHECKING:
    from standoff.findings.context import Desk
    from standoff.findings.strike_out.analysis import Ask, Find
    from standoff.results.findings.strikes import Strikes
    from standoff.study.progress import Progress

DRAWS = 4000
MANIFEST = "manifest.json"


@click.command(
    "strike",
    short_help="What the answers become without a claim.",
    epilog="With no claim, document or claimant, everything is struck in turn and ranked.",
)
@click.argument("where", metavar="FILE|NAME|DIR")
@click.argument("claims", metavar="[CLAIM]...", nargs=-1)
@click.option("--document", "documents", multiple=True, metavar="D", help="All claims of this document.")
@click.option("--claimant", "claimants", multiple=True, metavar="C", help="All that this claimant says.")
@click.option("--unverified", is_flag=True, help="All unverified allegations.")
@click.option("--reading", "readings", multiple=True, metavar="R", help="Only this reading.  [default: all]")
@click.option("--draws", type=Whole(2), default=DRAWS, show_default=True, help="How many draws.")
@click.option("--seed", type=Whole(0), default=0, show_default=True, help="Draws of a FILE's run.")
@click.option("--keep-moves", is_flag=True, help="Switch no move off: only numbers, terms and beliefs fall.")
@click.option(
    "--method",
    type=click.Choice(["solve", "reweight", "auto"]),
    default="solve",
    show_default=True,
    help="Solve again, or reweight the run's own draws; `auto` where the weights can be trusted.",
)
@click.option("--workers", type=Whole(1), metavar="N", help="Processes; changes no number.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on stdout.")
def command(where: str, as_json: bool, **asked: Any) -> int:
    """Strike claims out: what rests on them alone falls back, and every answer is worked out again.

    FILE is a scenario, NAME one that comes with Standoff, DIR the folder of a finished run.

    \b
    What falls with a struck claim, if it rests on no other:
      a number           to its `prior:`; without one, a probability or share to anything from 0 to 1,
                         and any other number is kept, which is told
      a payoff or belief to nothing, to what everybody believes
      a move             is switched off, where the game can do without it

    \b
    Examples:
      standoff strike my-crisis c4                    # without one claim
      standoff strike my-crisis c4 c9                 # without both
      standoff strike my-crisis --document paper      # without all that the paper says
      standoff strike my-crisis --unverified          # without all allegations
      standoff strike runs/my-crisis-1a2b3c4d-...     # claim by claim, ranked

    Every difference is over the same draws, with its numerical error; one that is smaller than three
    errors is indistinguishable from 0 and marked so. Striking DIR claim by claim also writes
    DIR/findings/strikes.json, which `standoff report DIR` shows.
    """
    from standoff.app.output.progress_bar import progress_for
    from standoff.app.output.strike import struck_text
    from standoff.findings.strike_out.analysis import strikes
    from standoff.results.files import json_text

    news = progress_for(terminal=sys.stderr.isatty())
    with _desk(where, asked, news) as desk:
        found = strikes(
            desk,
            draws=asked["draws"],
            workers=asked["workers"],
            progress=news,
            ask=_ask(desk, asked),
        )
        if as_json:
            say_json_text(json_text(found.content()))
        else:
            struck_text(found, {name: desk.compiled(name).scenario for name in desk.readings})
        _keep(desk, Path(where), asked, found)
    return 0


@contextlib.contextmanager
def _desk(where: str, asked: dict[str, Any], news: Progress) -> Iterator[Desk]:
    """The run of a folder, or one of a scenario that is made for this question and then forgotten."""
    from standoff import scenario as language
    from standoff import study
    from standoff.findings.context import open_desk
    from standoff.study.settings import Settings

    folder = Path(where)
    if (folder / MANIFEST).is_file():
        run = study.open_run(folder, news)
        _known(run.manifest.readings, asked["readings"])
        yield open_desk(run, asked["readings"])
        return
    loaded = language.load(where)
    with tempfile.TemporaryDirectory(prefix="standoff-strike-") as name:
        settings = Settings(
            draws=asked["draws"],
            seed=asked["seed"],
            readings=tuple(asked["readings"]),
            workers=asked["workers"],
            out=Path(name) / "run",
        )
        yield open_desk(study.run(loaded, settings, news))


def _known(known: tuple[str, ...], asked: tuple[str, ...]) -> None:
    from standoff.errors import Problem, RunError, nearest

    problems = [
        Problem("S708", f"The run has no reading `{name}`.", "", nearest(name, known))
        for name in asked
        if name not in known
    ]
    if problems:
        raise RunError(problems)


def _ask(desk: Desk, asked: dict[str, Any]) -> Ask:
    from standoff.findings.strike_out.analysis import Ask

    find = _find(desk, asked)
    return Ask(asked["method"], find, not asked["keep_moves"], pilot=find is None)


def _find(desk: Desk, asked: dict[str, Any]) -> Find | None:
    """What is struck in each reading: what was named, or everything."""
    from standoff.findings.strike_out.targets import CLAIM, SET, Target, asked_for

    named = {key: asked[key] for key in ("claims", "documents", "claimants", "unverified")}
    if not any(named.values()):
        return None
    claims = asked_for(next(iter(desk.readings.values())).compiled.scenario, **named)
    target = Target(CLAIM if len(claims) == 1 else SET, ", ".join(claims), claims)
    return lambda _made: [target]


def _keep(desk: Desk, where: Path, asked: dict[str, Any], found: Strikes) -> None:
    """Everything struck in every reading of a run is a finding of it, kept beside it."""
    from standoff.results.findings.files import finding_path, write_finding

    named = any(asked[key] for key in ("claims", "documents", "claimants", "unverified", "readings"))
    if named or asked["keep_moves"] or not (where / MANIFEST).is_file():
        return
    write_finding(desk.folder, desk.run.manifest, found)
    path = finding_path(desk.folder, found.KIND)
    tell(f"findings: {path}; `standoff report {where}` shows them")
