"""`standoff report`: write the report of a run again, or a brief, figures and tables to take away."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from standoff.app.output.printing import say

if TYPE_CHECKING:
    from standoff.app.api.run import Run

IN_THE_RUN = ""  # `--brief` without a file


class Wanted(TypedDict):
    """What the report is made with, and what is written beside it."""

    sources: Path | None
    since: Path | None
    ledger: Path | None
    brief: str | None
    figures: Path | None
    tables: Path | None
    force: bool


@dataclass(frozen=True, slots=True)
class TakenAway:
    """The same, as the functions below read it."""

    sources: Path | None
    since: Path | None
    ledger: Path | None
    brief: str | None
    figures: Path | None
    tables: Path | None
    force: bool


@click.command("report", short_help="Write the report of a run again, or parts of it to take away.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--sources",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder with your own copies of the documents: their text is shown with the claims marked.",
)
@click.option(
    "--since",
    metavar="EARLIER",
    type=click.Path(path_type=Path),
    help="Folder of an earlier run: a section tells what changed since.",
)
@click.option(
    "--ledger",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="A ledger: a section tells what was forecast of the questions, and what came of it.",
)
@click.option(
    "--brief",
    metavar="[FILE]",
    is_flag=False,
    flag_value=IN_THE_RUN,
    help="One page, to FILE.html or FILE.docx.  [default: DIR/brief.html]",
)
@click.option(
    "--figures",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Every figure as SVG and PNG, with an index of their alt texts.",
)
@click.option(
    "--tables",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Every table as CSV, units in the header.",
)
@click.option("--force", is_flag=True, help="Overwrite FILE; write into folders with files of others.")
def command(folder: Path, **wanted: Unpack[Wanted]) -> int:
    """Write DIR/report.html again, from the files of a finished run alone: nothing is solved.

    A run holds no document's text, and neither does its report, unless you have the documents and
    name their folder: then your report shows them beside what was claimed from them.

    With --brief, --figures or --tables these are written, and the report is left as it is unless --sources,
    --since or --ledger is named too. A folder of figures or tables is written whole or not at all; files
    of others in it are never deleted, and need --force.

    \b
    Examples:
      standoff report runs/strait-1a2b3c4d-seed0-10000
      standoff report runs/strait-1a2b3c4d-seed0-10000 --sources papers
      standoff report runs/after --since runs/before
      standoff report runs/after --ledger forecasts
      standoff report runs/after --brief                       # runs/after/brief.html, one page
      standoff report runs/after --brief note.docx
      standoff report runs/after --figures figures --tables tables
    """
    from standoff import study
    from standoff.app.api.run import Run, report
    from standoff.app.output.progress_bar import progress_for

    taken = TakenAway(**wanted)
    _refuse_early(taken)
    news = progress_for(terminal=sys.stderr.isatty())
    run = Run(study.open_run(folder, news))
    apart = any(place is not None for place in (taken.brief, taken.figures, taken.tables))
    if any(place is not None for place in (taken.sources, taken.since, taken.ledger)) or not apart:
        earlier = None if taken.since is None else Run(study.open_run(taken.since, news))
        say(str(report(run, sources=taken.sources, since=earlier, ledger=taken.ledger)))
    _take_away(run, taken)
    return 0


def _refuse_early(wanted: TakenAway) -> None:
    """Refuse places that are taken before anything is made."""
    from standoff.app.api.take_away import FIGURES, TABLES, brief_place
    from standoff.errors import Problem, RunError
    from standoff.results.run.whole_folder import refuse_foreign

    if wanted.brief:
        brief_place(Path(wanted.brief), force=wanted.force)
    figures, tables = wanted.figures, wanted.tables
    if figures is not None and tables is not None and figures.resolve() == tables.resolve():
        what = f"`--figures` and `--tables` both name `{figures}`."
        raise RunError(Problem("S755", what, "Each folder is written whole.", "Name two folders."))
    for kind, folder in ((FIGURES, figures), (TABLES, tables)):
        if folder is not None:
            refuse_foreign(folder, kind, force=wanted.force)


def _take_away(run: Run, wanted: TakenAway) -> None:
    from standoff.app.api.take_away import write_brief, write_figures, write_tables

    force = wanted.force
    if wanted.brief is not None:
        say(str(write_brief(run, wanted.brief or None, force=force)))
    if wanted.figures is not None:
        say(str(write_figures(run, wanted.figures, force=force)))
    if wanted.tables is not None:
        say(str(write_tables(run, wanted.tables, force=force)))
