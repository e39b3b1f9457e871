"""`standoff compare`: the readings of a run side by side, or two runs, and what makes them differ."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypedDict, Unpack

import click

from standoff.app.numbers import Whole
from standoff.app.output.printing import say_json_text, tell
from standoff.reports.text.numbers import NOTHING, SIGN, percent
from standoff.reports.text.outcomes import change_told, is_share, value_told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from standoff.results.findings.readings import OutcomeBeside, ReadingMean, ReadingsFinding, SwappedReading
    from standoff.results.run.summary import Summary
    from standoff.study import RunFolder

PIPED = 132  # letters a line where nobody's screen sets it
MOST = 5  # numbers named for an outcome
SIDES = (
    "Of a conclusion: shares of all draws in which it holds·fails·is undefined·is unsolved. Over draws: each "
    "draw counts alike; over plays: all plays of all draws together that meet the condition."
)


class Asked(TypedDict):
    """What is compared, and how."""

    readings: str | None
    draws: int | None
    seed: int | None
    workers: int | None


@dataclass(frozen=True, slots=True)
class How:
    """The same, as the functions below read it."""

    readings: str | None
    draws: int | None
    seed: int | None
    workers: int | None


@click.command(
    "compare",
    short_help="Set the readings of a run, or two runs, side by side.",
    epilog="Readings are never averaged. A watch list is only as good as the readings.",
)
@click.argument("where", metavar="DIR|FILE|NAME")
@click.argument("other", metavar="[LATER]", required=False)
@click.option(
    "--readings",
    metavar="R,R,...",
    help="Only these, against the run's first reading; of two runs only these of both.  [default: all]",
)
@click.option(
    "--draws",
    type=Whole(1),
    help="Of a FILE: draws of its run. Of one DIR: draws of each swap.  [default: 10,000, or as the earlier "
    "run; 2,000]",
)
@click.option(
    "--seed",
    type=Whole(),
    help="Of a FILE: which draws. A DIR has its own.  [default: 0, or as the earlier run]",
)
@click.option("--workers", type=Whole(1), metavar="N", help="Processes; changes no number.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Of two runs: write the page there, as HTML.",
)
@click.option("--force", is_flag=True, help="Overwrite the FILE of `--out` if it is there.")
def command(
    where: str, other: str | None, as_json: bool, out: Path | None, force: bool, **asked: Unpack[Asked]
) -> int:
    """Compare the readings of a run: endings, measures and conclusions under each, and why they differ.

    DIR is a run's folder (`standoff run` names it). A scenario's FILE, or the NAME of one that comes
    along, is run first. The findings go to DIR/findings/readings.json and into the report.

    With LATER, two runs are compared: what changed in the scenario's text, and what that did to each
    answer under each reading that both have. Runs with one seed have the same random numbers for numbers
    of the same name, so that small differences can be told. LATER may be a FILE: the edited scenario is
    then run first, with the draws, the seed and the conditions of the earlier run.

    \b
    Examples:
      standoff compare runs/strait-1a2b3c4d-seed0-10000
      standoff compare nato-ukraine-2024 --draws 2000
      standoff compare DIR --readings restraint,base_rates
      standoff compare DIR --json | jq '.indicators[0]'
      standoff compare runs/before runs/after --out changed.html
      standoff compare runs/before strait.yaml         # run the edited text, then compare
    """
    how = How(**asked)
    if other is not None:
        return _two(where, other, how, as_json=as_json, page=(out, force))
    from standoff.app.api.findings import Exploration, compared, readings_to_compare
    from standoff.app.open_run import opened
    from standoff.app.output.findings import conditions_of
    from standoff.app.output.progress_bar import progress_for
    from standoff.results.run.files import json_text
    from standoff.study.settings import usable_cpus

    if out is not None:
        _refuse("--out", "one run: its page is its report", "Name the later run as well.")
    workers = how.workers or usable_cpus()
    run, draws = opened(where, draws=how.draws, seed=how.seed, workers=workers)
    wanted = readings_to_compare(run, _names(how.readings))
    news = progress_for(terminal=sys.stderr.isatty())
    found = compared(run, wanted, Exploration(draws, workers), news)
    if as_json:
        say_json_text(json_text(found.content() | conditions_of(run.manifest)))
        return 0
    _tell(run, found)
    return 0


def _names(readings: str | None) -> list[str]:
    return [name.strip() for name in (readings or "").split(",") if name.strip()]


def _refuse(option: str, of: str, mend: str) -> NoReturn:
    from standoff.errors import Problem, RunError

    raise RunError(Problem("S755", f"`{option}` does not go with {of}.", "", mend))


def _two(where: str, other: str, asked: How, *, as_json: bool, page: tuple[Path | None, bool]) -> int:
    """Two runs side by side."""
    from standoff.app.api.conversion import refuse_taken
    from standoff.app.api.two_runs import write_page
    from standoff.app.open_run import is_run, opened, opened_like
    from standoff.app.output.two_runs import print_two_runs
    from standoff.findings.two_runs.comparison import two_runs
    from standoff.results.run.files import json_text
    from standoff.study.settings import usable_cpus

    if is_run(where) and is_run(other) and asked.draws is not None:
        _refuse("--draws", "two runs that are there: each has its own draws", "Leave `--draws` out.")
    out, force = page
    if out is not None:
        refuse_taken(out, force=force)
    workers = asked.workers or usable_cpus()
    seed = None if is_run(where) and not is_run(other) else asked.seed
    before, _ = opened(where, draws=None if is_run(where) else asked.draws, seed=seed, workers=workers)
    after = opened_like(before, other, draws=asked.draws, seed=asked.seed, workers=workers)
    found = two_runs(before, after, _names(asked.readings))
    if out is not None:
        write_page(found, after.texts().question, out)
        tell(f"written to {out}")
    if as_json:
        say_json_text(json_text(found.as_json()))
    else:
        print_two_runs(found)
    return 0


def _tell(run: RunFolder, found: ReadingsFinding) -> None:
    from rich.table import Table
    from rich.text import Text

    from standoff.app.output.screen import Screen
    from standoff.results.run.conditions import WEIGHTED, condition_lines

    console = Screen()
    if not console.is_terminal:
        console.width = PIPED
    for said in condition_lines(run.manifest):
        console.print(Text(said, style="bold"))
    summary = run.summary()
    titles = {name: summary.readings[name].title or name for name in found.names}
    table = Table(title="Side by side: means over draws", title_justify="left", box=None)
    table.add_column("", min_width=40)
    for name in found.names:
        table.add_column(Text(titles[name]), justify="right")
    for outcome, entry in found.outcomes.items():
        for title, cells in _rows(entry, found.names, share=is_share(summary, outcome)):
            table.add_row(Text(title), *cells)
    console.print(table)
    console.print(Text(SIDES, style="dim"))
    if run.manifest.observed:
        console.print(Text(f"Shares of draws are {WEIGHTED}.", style="dim"))
    for name, swap in found.swaps.items():
        console.print(Text(f"\nWhat makes {titles[name]} differ from {titles[found.base]}", style="bold"))
        for line in _swap_lines(found, swap, summary):
            console.print(Text(f"  {line}"), soft_wrap=True)
    console.print(Text("\nWatch list: what would tell the readings apart, what tells most first", "bold"))
    for one in found.indicators:
        console.print(Text(f"  {one.title}, by {one.end} ({one.bits:.3f} bits)"))
    if not found.indicators:
        console.print(
            Text("  Nothing found: no dated move that all see differs enough between the readings.")
        )
    for name, weight in found.weights.readings.items():
        console.print(
            Text(f"  {titles[name]}: gave what was observed a chance of {percent(weight.chance, 1)}")
        )
    console.print(Text(f"\nreport: {run.path / 'report.html'}"))


def _rows(entry: OutcomeBeside, readings: Sequence[str], *, share: bool) -> Iterator[tuple[str, list[str]]]:
    """One line of the table for an outcome, and one more for a measure with a condition."""
    known = [entry.readings.get(name) for name in readings]
    two = any(one is not None and one.pooled is not None for one in known)
    yield (
        f"{entry.title}, over draws" if two else entry.title,
        [NOTHING if one is None else _told(one, share=share) for one in known],
    )
    if two:
        yield (
            f"{entry.title}, over plays",
            [NOTHING if one is None else value_told(one.pooled, share=share) for one in known],
        )


def _told(one: ReadingMean, *, share: bool) -> str:
    """A mean; all four shares of a conclusion; the median first where a few draws decide the mean."""
    if one.mean is None:
        return NOTHING
    if one.fails is not None:
        four = (one.mean, one.fails, one.open, one.unsolved)
        return f"{'·'.join(percent(part or 0.0, 1).removesuffix(SIGN) for part in four)}{SIGN}"
    mean, median = value_told(one.mean, share=share), value_told(one.median, share=share)
    return mean if one.median is None else f"median {median} (mean {mean})"


def _swap_lines(found: ReadingsFinding, swap: SwappedReading, summary: Summary) -> list[str]:
    lines = []
    for outcome in swap.order:
        whole = swap.whole[outcome]
        if whole.change is None or whole.indistinguishable or abs(whole.change) < 0.005:
            continue
        sized = [(one.put_in[outcome].change or 0.0, one.parameter) for one in swap.parameters]
        sized.sort(key=lambda pair: -abs(pair[0]))
        share = is_share(summary, outcome)
        named = ", ".join(
            f"{name} {change_told(change, share=share)}"
            for change, name in sized[:MOST]
            if abs(change) >= 0.001
        )
        before, after = (value_told(side or 0.0, share=share) for side in (whole.before, whole.after))
        lines.append(
            f"{found.outcomes[outcome].title}: {before} → {after}" + (f" ({named})" if named else "")
        )
    return lines or [f"Nothing found: no answer differs clearly by half a point, over {_draws(found)} draws."]


def _draws(found: ReadingsFinding) -> str:
    return f"{found.draws_read:,}"
