"""`standoff compare`: the readings of a run side by side, what makes them differ, what to watch."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from standoff.results.findings.readings import OutcomeBeside, ReadingsFinding, SwappedReading
    from standoff.study import RunFolder

PIPED = 132  # letters a line where nobody's screen sets it
MOST = 5  # numbers named for an outcome


@click.command(
    "compare",
    short_help="Set the readings of a run side by side.",
    epilog="Readings are never averaged. A watch list is only as good as the readings.",
)
@click.argument("where", metavar="DIR|FILE|NAME")
@click.option(
    "--readings",
    metavar="R,R,...",
    help="Only these, against the run's first reading.  [default: all]",
)
@click.option(
    "--draws",
    type=click.IntRange(min=1),
    help="Of a FILE: draws of its run. Of a DIR: draws of each swap.  [default: 10,000; 2,000]",
)
@click.option("--seed", type=int, help="Of a FILE: which draws. A DIR has its own.  [default: 0]")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes; changes no number.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def command(
    where: str,
    readings: str | None,
    draws: int | None,
    seed: int | None,
    workers: int | None,
    as_json: bool,
) -> int:
    """Compare the readings of a run: endings, measures and conclusions under each, and why they differ.

    DIR is a run's folder (`standoff run` names it). A scenario's FILE, or the NAME of one that comes
    along, is run first. The findings go to DIR/findings/readings.json and into the report.

    \b
    Examples:
      standoff compare runs/strait-1a2b3c4d-seed0-10000
      standoff compare nato-ukraine-2024 --draws 2000
      standoff compare DIR --readings restraint,base_rates
      standoff compare DIR --json | jq '.indicators[0]'
    """
    from standoff.app.api.findings import Exploration, compared, readings_to_compare
    from standoff.app.open_run import opened
    from standoff.app.output.progress_bar import progress_for
    from standoff.results.files import json_text
    from standoff.study.settings import usable_cpus

    workers = workers or usable_cpus()
    run, draws = opened(where, draws=draws, seed=seed, workers=workers)
    named = [name.strip() for name in (readings or "").split(",") if name.strip()]
    wanted = readings_to_compare(run, named)
    news = progress_for(terminal=sys.stderr.isatty())
    found = compared(run, wanted, Exploration(draws, workers), news)
    if as_json:
        click.echo(json_text(found.content()), nl=False)
        return 0
    _tell(run, found)
    return 0


def _tell(run: RunFolder, found: ReadingsFinding) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = PIPED
    summary = run.summary()
    titles = {name: summary.readings[name].title or name for name in found.names}
    table = Table(title="Side by side: means over draws", title_justify="left", box=None)
    table.add_column("", min_width=40)
    for name in found.names:
        table.add_column(Text(titles[name]), justify="right")
    for entry in found.outcomes.values():
        means = [_mean(entry, name) for name in found.names]
        table.add_row(Text(entry.title), *("–" if mean is None else f"{mean:.3f}" for mean in means))
    console.print(table)
    for name, swap in found.swaps.items():
        console.print(Text(f"\nWhat makes {titles[name]} differ from {titles[found.base]}", style="bold"))
        for line in _swap_lines(found, swap):
            console.print(Text(f"  {line}"), soft_wrap=True)
    console.print(
        Text("\nWatch list (bits that seeing it would tell, readings equally likely before)", "bold")
    )
    for one in found.indicators:
        console.print(Text(f"  {one.bits:.3f}  {one.title}, by {one.end}"))
    if not found.indicators:
        console.print(Text("  No dated move that all see tells the readings apart."))
    for name, weight in found.weights.readings.items():
        console.print(Text(f"  {titles[name]}: gave what was observed a chance of {weight.chance:.3f}"))
    console.print(Text(f"\nreport: {run.path / 'report.html'}"))


def _mean(entry: OutcomeBeside, reading: str) -> float | None:
    known = entry.readings.get(reading)
    return None if known is None else known.mean


def _swap_lines(found: ReadingsFinding, swap: SwappedReading) -> list[str]:
    lines = []
    for outcome in swap.order:
        whole = swap.whole[outcome]
        if whole.change is None or whole.indistinguishable or abs(whole.change) < 0.005:
            continue
        sized = [(one.put_in[outcome].change or 0.0, one.parameter) for one in swap.parameters]
        sized.sort(key=lambda pair: -abs(pair[0]))
        named = ", ".join(f"{name} {change:+.3f}" for change, name in sized[:MOST] if abs(change) >= 0.001)
        title = found.outcomes[outcome].title
        lines.append(
            f"{title}: {whole.before or 0.0:.3f} -> {whole.after or 0.0:.3f}"
            + (f" ({named})" if named else "")
        )
    return lines or ["nothing by half a point"]
