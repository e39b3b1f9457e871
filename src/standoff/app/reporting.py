"""`standoff report`: write the report of a run again, from its files alone."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("report", short_help="Write the report of a run again.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> int:
    """Write DIR/report.html again, from the files of a finished run alone: nothing is solved.

    \b
    Example:
      standoff report runs/strait-1a2b3c4d-seed0-10000
    """
    from standoff import reports, study

    click.echo(str(reports.write_report(study.open_run(folder).path)))
    return 0
