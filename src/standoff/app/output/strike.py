"""Strike-outs for the terminal: what falls, what every answer becomes, and what carries most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from standoff.reports.text.numbers import percent, points
from standoff.reports.text.outcomes import change_told, value_told

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from standoff.results.findings.strikes import (
        BestOptionFlip,
        KeptItem,
        ReadingStrikes,
        StrikeEffect,
        Strikes,
        StruckChange,
        StruckTarget,
    )
    from standoff.scenario.records import Scenario

RANKED = 5  # claims named for each result
NAMED = 8  # claims named for each reason why nothing changes


def struck_text(found: Strikes, scenarios: Mapping[str, Scenario]) -> None:
    """Print strike-outs: one in full, several as a ranking for each result."""
    from standoff.app.output.screen import Screen

    console = Screen(soft_wrap=True)
    for name, told in found.readings.items():
        scenario = scenarios[name]
        console.print(f"\n[bold]{_escaped(scenario.readings[name])}[/bold], {found.struck_draws:,} draws")
        if len(told.targets) == 1:
            _one(console, told, scenario)
        else:
            _ranking(console, told, scenario)


def _one(console: Console, told: ReadingStrikes, scenario: Scenario) -> None:
    target = told.targets[0]
    if target.effect is None:
        console.print(f"Nothing changes: {_escaped(target.why)}.")
        _kept(console, target.kept)
        return
    effect = told.effects[target.effect]
    for line in fallen_lines(effect):
        console.print(f"  {_escaped(line)}")
    _kept(console, [*target.kept, *effect.kept])
    if effect.refused:
        console.print(f"It cannot be solved so: {_escaped(effect.refused)}")
        return
    console.print(_table(told.outcomes, effect.outcomes, scenario))
    for flip in effect.flips:
        console.print(f"  {_escaped(_flip(flip))}")
    if not all(change.clear for change in effect.outcomes.values()):
        console.print("~ 0: indistinguishable from 0, less than three times its numerical error.")
    undefined = {name.partition(":")[0] for name, change in effect.outcomes.items() if change.undefined}
    if "conclusion" in undefined:
        console.print("A conclusion undefined in a draw does not hold in it; shares are of all draws.")
    if "measure" in undefined:
        console.print("A measure that is undefined in a draw is a mean over the other draws.")
    if target.reasons:
        console.print(f"No answer changes: {_escaped(target.why)}.")
    console.print(_escaped(_draws(effect)))


def fallen_lines(effect: StrikeEffect) -> Iterator[str]:
    """What falls, a line each."""
    for number in effect.numbers:
        rule = "" if number.stated else ", as no prior is stated"
        yield f"{number.name}: {number.before} becomes {number.to}{rule}"
    for move in effect.moves:
        yield f"move {move}: switched off"
    for actor, term in effect.terms:
        yield f"payoff {term} of {actor}: paid no more"
    for move, actor in effect.beliefs:
        yield f"{actor}'s own belief about {move}: given up"


def _kept(console: Console, kept: Sequence[KeptItem]) -> None:
    for item in kept:
        others = f" ({', '.join(item.others)})" if item.others else ""
        console.print(f"  [dim]{item.kind} {_escaped(item.name)}: {_escaped(item.why)}{others}[/dim]")


def _table(titles: Mapping[str, str], outcomes: Mapping[str, StruckChange], scenario: Scenario) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Answer")
    for head in ("as it is", "struck", "change", "error"):
        table.add_column(head, justify="right")
    table.add_column("")
    for name, change in outcomes.items():
        if name in titles:
            mark = "" if change.clear else "~ 0"
            mark += f" undefined in {change.undefined:,}" if change.undefined else ""
            table.add_row(_escaped(label(name, titles)), *_numbers(change, name, scenario), mark.strip())
    return table


def label(name: str, titles: Mapping[str, str]) -> str:
    """A result in words: its title, and for a conclusion that its share of draws is meant."""
    kind, _, short = name.partition(":")
    said = titles.get(name) or short.replace("_", " ")
    return f"share of draws: {said}" if kind == "conclusion" else said


def _numbers(change: StruckChange, name: str, scenario: Scenario) -> tuple[str, str, str, str]:
    """Before, after, difference and its error; of shares in per cent and points."""
    kind, _, short = name.partition(":")
    share = kind != "measure" or scenario.measures[short].kind == "P"
    before, after = (value_told(value, share=share) for value in (change.before, change.after))
    error = points(change.error) if share else value_told(change.error, share=False)
    return before, after, change_told(change.difference, share=share), error


def _flip(flip: BestOptionFlip) -> str:
    knows = ", ".join(f"{move} {option}" for move, option in flip.knows.items())
    after = f" after {knows}" if knows else ""
    before, now = flip.before, flip.after
    return (
        f"{flip.actor} at {flip.move}{after}: best is {now.option} (in {percent(now.share)}), "
        f"not {before.option} (was {percent(before.share)})"
    )


def _draws(effect: StrikeEffect) -> str:
    said = f"{effect.method}; {effect.used:,} of {effect.draws:,} draws are solved on both sides"
    lost = (effect.failed_before, effect.failed_after)
    if any(lost):
        said += f" (unsolved: {lost[0]:,} as it is, {lost[1]:,} struck; left out, not filled in)"
    if effect.effective_draws is not None:
        trust = "" if effect.trusted else ": too few to be trusted, solve again (`--method solve`)"
        said += f"; worth {effect.effective_draws:,.0f} draws{trust}"
    return said + "."


def _ranking(console: Console, told: ReadingStrikes, scenario: Scenario) -> None:
    from rich import box
    from rich.table import Table

    names = told.by_effect()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head, side in (("Answer", "left"), ("without", "left"), ("as it is", "right"), ("struck", "right")):
        table.add_column(head, justify="right" if side == "right" else "left")
    table.add_column("error", justify="right")
    for outcome, ranked in told.ranked.items():
        first = True
        for number in [n for n in ranked if _single(names[n])][:RANKED]:
            change = told.effects[number].outcomes[outcome]
            struck = ", ".join(t.name + _mark(scenario, t) for t in names[number] if _single([t]))
            said = _escaped(label(outcome, told.outcomes)) if first else ""
            before, after, _, error = _numbers(change, outcome, scenario)
            table.add_row(said, _escaped(struck), before, after, error)
            first = False
    if table.row_count:
        console.print(table)
    else:
        console.print("Nothing found: whatever is struck out alone, no answer moves by three of its errors.")
    claims = [t for t in told.targets if t.kind == "claim"]
    idle = [t for t in claims if not t.carries]
    console.print(f"{len(idle)} of {len(claims)} claims carry nothing alone in this reading.")
    for why in dict.fromkeys(t.why for t in idle):
        alone = [t.name for t in idle if t.why == why]
        more = f" and {len(alone) - NAMED} more" if len(alone) > NAMED else ""
        console.print(f"  {_escaped(why)}: {_escaped(', '.join(alone[:NAMED]))}{more}")


def _single(targets: list[StruckTarget]) -> bool:
    return any(target.single for target in targets)


def _mark(scenario: Scenario, target: StruckTarget) -> str:
    if target.kind == "assumption":
        return " (assumed)"
    return " (unverified)" if scenario.claims[target.name].unverified else ""


def _escaped(text: str) -> str:
    from rich.markup import escape

    return escape(text)
