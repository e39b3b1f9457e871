"""`standoff report`: write the report of a run again, from its files alone."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from standoff.app.output.printing import say


@click.command("report", short_help="Write the report of a run again.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--sources",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder with your own copies of the documents: their text is shown with the claims marked.",
)
def command(folder: Path, sources: Path | None) -> int:
    """Write DIR/report.html again, from the files of a finished run alone: nothing is solved.

    A run holds no document's text, and neither does its report, unless you have the documents and
    name their folder: then your report shows them beside what was claimed from them.

    \b
    Examples:
      standoff report runs/strait-1a2b3c4d-seed0-10000
      standoff report runs/strait-1a2b3c4d-seed0-10000 --sources papers
    """
    from standoff import study
    from standoff.app.api.run import Run, report
    from standoff.app.output.progress_bar import progress_for

    run = study.open_run(folder, progress_for(terminal=sys.stderr.isatty()))
    say(str(report(Run(run), sources=sources)))
    return 0
