"""`standoff ledger`: the group, and the commands that write: init, ask, ..., withdraw, clock."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from standoff.app.commands.ledger_options import (
    NumbersBelowZero,
    author_option,
    folder_argument,
    json_option,
    said,
)
from standoff.app.output.printing import say, say_json

if TYPE_CHECKING:
    from standoff.app.api.names import QuestionParts, Said

TYPE_NAMES = ("yes_no", "one_of", "ordered", "date", "quantity")
READING = ("status", "score", "verify", "seal", "page", "calendar", "import", "export")


class LedgerCommands(click.Group):
    """The group; commands that read stand in `ledger_reading` and are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *READING]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in READING:
            return super().get_command(ctx, cmd_name)
        from standoff.app.commands.ledger_reading import COMMANDS

        return COMMANDS[cmd_name]


@click.group(
    "ledger",
    cls=LedgerCommands,
    short_help="Write down forecasts, resolve them, score them, prove them.",
    epilog="`standoff ledger COMMAND --help` explains a command, with examples.",
)
def command() -> None:
    """Questions, forecasts and how they came out, in files to which lines are only added.

    What counts as late is decided by the time that the ledger records, never by one that is claimed.
    Everything else (how questions stand, scores, pages) is worked out anew from the lines, and anybody
    can check that no line was changed.

    \b
    Examples, from a question to a score:
      standoff ledger init forecasts
      standoff ledger ask forecasts closed "Is the strait closed?" --closes 2031-12-31
      standoff ledger forecast forecasts closed 0.25 --why "No ships were moved yet."
      standoff ledger resolve forecasts closed no --source "Port authority"
      standoff ledger score forecasts
    """


@command.command("init", short_help="Make an empty ledger.")
@folder_argument
@json_option
def init(folder: Path, as_json: bool) -> int:
    """Make an empty ledger: a folder that can go under version control.

    \b
    Examples:
      standoff ledger init forecasts
      git -C forecasts init
    """
    from standoff.app.api.ledger import init_ledger

    made = init_ledger(folder)
    if as_json:
        say_json({"format": 1, "folder": str(made)})
    else:
        say(f"{made}: an empty ledger. Ask something: `standoff ledger ask {made} NAME TEXT --closes DATE`.")
    return 0


@command.command("ask", short_help="Ask a question, or write a new version of one.")
@folder_argument
@click.argument("name")
@click.argument("text")
@click.option("--type", "kind", type=click.Choice(TYPE_NAMES), default="yes_no", show_default=True)
@click.option("--option", "options", multiple=True, metavar="TEXT", help="An answer (one_of, ordered).")
@click.option("--opens", metavar="TIME", help="From when on it is scored.  [default: now]")
@click.option("--closes", metavar="TIME", help="The deadline; that day is in it.  [default: due]")
@click.option("--due", metavar="TIME", help="When the answer should be known.  [default: closes]")
@click.option("--if", "condition", metavar="'Q = ANSWER'", help="A branch: asked under one answer to Q.")
@click.option("--part-of", metavar="NAME", help="Of a branch: the same question without a condition.")
@click.option("--criteria", metavar="TEXT", help="How it is decided.")
@click.option("--fine-print", metavar="TEXT", help="What else has to be settled.")
@click.option("--source", metavar="TEXT", help="Where the answer will be looked up.")
@click.option("--unit", metavar="TEXT", help="Of a quantity.")
@click.option("--base-rate", nargs=3, metavar="CLASS K N", help="In K of N such cases it was yes.")
@click.option(
    "--watch", multiple=True, metavar="TEXT[@DATE]", help="What to watch for, and by when it tells."
)
@author_option
@json_option
def ask(folder: Path, name: str, text: str, *, author: str | None, as_json: bool, **words: object) -> int:
    """Ask a question. Asked again under its name, it gets a new version: words and times may change
    until it closes, never what is asked.

    \b
    Examples:
      standoff ledger ask DIR closed "Is the strait closed?" --closes 2031-12-31 --base-rate closures 3 40
      standoff ledger ask DIR who "Who wins?" --type one_of --option north --option south --due 2031-06-30
      standoff ledger ask DIR talks_if_closed "Do they talk?" --if 'closed = yes' --closes 2031-12-31
      standoff ledger ask DIR panic "Is there panic?" --if 'price >= 120' --closes 2031-12-31
    """
    from standoff.app.api.ledger import ask_question

    asked = AskedWords(**words)  # type: ignore[arg-type]  # click hands over just these, of these kinds
    found = ask_question(folder, name, text, author=author, **asked.parts())
    return said(found, as_json, f"asked {name}: {found.ids[0]}")


@dataclass(frozen=True, slots=True)
class AskedWords:
    """The words of `ask`, as click hands them over."""

    kind: str
    options: tuple[str, ...]
    condition: str | None
    base_rate: tuple[str, str, str] | None
    watch: tuple[str, ...]
    opens: str | None
    closes: str | None
    due: str | None
    part_of: str | None
    criteria: str | None
    fine_print: str | None
    source: str | None
    unit: str | None

    def parts(self) -> QuestionParts:
        """The parts of a question."""
        from standoff.app.api.names import QuestionParts, keywords

        plain = ("opens", "closes", "due", "part_of", "criteria", "fine_print", "source", "unit")
        found: dict[str, object] = {key: getattr(self, key) for key in plain}
        found |= {"type": self.kind, "options": list(self.options) or None}
        found |= condition_of(self.condition) if self.condition else {}
        if self.base_rate:
            label, k, n = self.base_rate
            found |= {"reference_class": {"name": label, "k": _whole(k), "n": _whole(n)}}
        pairs = [text.rpartition("@") for text in self.watch]
        watched = [{"says": says, "by": by} if says else {"says": by} for says, _, by in pairs]
        return keywords("ask_question", found | {"watch": watched or None}, QuestionParts)


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise click.BadParameter(f"`{text}` is no whole number.", param_hint="--base-rate") from None


SIGNS = {">=": "at_least", "<=": "at_most", ">": "above", "<": "below"}


def condition_of(text: str) -> dict[str, object]:
    """The parent of a branch, as it is written: `closed = yes`, `price >= 120`.

    Examples
    --------
    >>> condition_of("price >= 120")
    {'parent': 'price', 'threshold': {'direction': 'at_least', 'value': 120.0}}
    """
    for sign, direction in SIGNS.items():
        name, found, bound = (part.strip() for part in text.partition(sign))
        if found and name and bound:
            value: float | str = bound
            if bound.replace(".", "", 1).lstrip("-").isdigit():
                value = float(bound)
            return {"parent": name, "threshold": {"direction": direction, "value": value}}
    name, found, answer = (part.strip() for part in text.partition("="))
    if not found or not name or not answer:
        what = f"`{text}` says no answer to a question. Expected `NAME = ANSWER` or `NAME >= 10`."
        raise click.BadParameter(what, param_hint="--if")
    return {"parent": name, "answer": answer}


@command.command("forecast", cls=NumbersBelowZero, short_help="Write down a forecast, by hand or from a run.")
@folder_argument
@click.argument("what", metavar="NAME|RUN")
@click.argument("value", required=False)
@click.option("--by", metavar="WHO", help="Who says so.  [default: the author]")
@click.option("--why", default="", metavar="TEXT", help="What it rests on.")
@click.option("--issued", metavar="TIME", help="When it was made; an earlier time makes it retrospective.")
@click.option("--retrospective", is_flag=True, help="The outcome could have been known.")
@author_option
@json_option
def forecast(
    folder: Path, what: str, value: str | None, *, author: str | None, as_json: bool, **words: object
) -> int:
    """Write down a forecast of the question NAME; or, without a VALUE, those of the run in the folder
    RUN: one for each entry of the scenario's `questions:` and each reading, conditional ones included.

    VALUE is the chance of yes; `a=0.5,b=0.5` the chances of options; `0.25:10,0.75:40` quantiles of a
    quantity or date; `2031-03-01=0.2,2031-06-01=0.6` the chance that it is at most each (what is left
    to 1 at the end is the chance of never).

    \b
    Examples:
      standoff ledger forecast DIR closed 0.25 --why "No ships were moved yet."
      standoff ledger forecast DIR who north=0.6,south=0.4 --by bo
      standoff ledger forecast DIR runs/my-crisis-1
    """
    from standoff.app.api.ledger import record_forecast

    said_more = _said(words)
    if value is not None:
        by = words.get("by")
        who = None if by is None else str(by)
        found = record_forecast(folder, what, value.strip(), forecaster=who, author=author, **said_more)
        return said(found, as_json, f"forecast of {what}: {found.ids[0]}")
    from standoff.app.api.ledger_runs import forecast_run

    made = forecast_run(folder, what, author=author)
    return said(made, as_json, made.heading)


def _said(words: dict[str, object]) -> Said:
    from standoff.app.api.names import Said, keywords

    kept = ("why", "issued", "retrospective", "known", "event", "source", "note")
    return keywords("record_forecast", {key: words[key] for key in kept if words.get(key)}, Said)


@command.command("resolve", cls=NumbersBelowZero, short_help="Write down how a question came out.")
@folder_argument
@click.argument("name")
@click.argument("outcome")
@click.option("--known", metavar="TIME", help="When it was known.  [default: now]")
@click.option("--event", metavar="TIME", help="When it happened.  [default: known]")
@click.option("--source", metavar="TEXT", help="Where that can be looked up.")
@click.option("--note", metavar="TEXT", help="What else is to be said.")
@author_option
@json_option
def resolve(
    folder: Path, name: str, outcome: str, *, author: str | None, as_json: bool, **words: object
) -> int:
    """Write down how a question came out: `yes`, `no`, an option, a number, a day, `never`, `void`
    (it no longer arises; scored as nothing, never as one half) or `ambiguous` (counted, not scored).

    Of branches nothing needs to be said: they are live or void by how their parent came out. The last
    resolution counts; `standoff ledger withdraw` takes one back.

    \b
    Examples:
      standoff ledger resolve DIR closed yes --event 2031-05-01 --source "Port authority, 2 May"
      standoff ledger resolve DIR who void --note "The election was called off."
    """
    from standoff.app.api.ledger import resolve_question

    outcome = outcome.strip()
    found = resolve_question(folder, name, outcome, author=author, **_said(words))
    return said(found, as_json, f"{name} came out as {outcome}: {found.ids[0]}")


@command.command("withdraw", short_help="Take back a resolution, or a forecast of your own.")
@folder_argument
@click.argument("event", metavar="ID")
@click.option("--note", default="", metavar="TEXT", help="Why.")
@author_option
@json_option
def withdraw(folder: Path, event: str, note: str, author: str | None, as_json: bool) -> int:
    """Take back what ID names. Both lines stay in the file; from now on it does not count.

    \b
    Examples:
      standoff ledger status DIR closed          # shows the ids of its history
      standoff ledger withdraw DIR 3029e8c6367b519a --note "The report was wrong."
    """
    from standoff.app.api.ledger import withdraw_event

    found = withdraw_event(folder, event, author=author, note=note)
    return said(found, as_json, f"withdrawn {event}: {found.ids[0]}")


@command.command("clock", short_help="Say that lines from after now have a wrong time, and go on.")
@folder_argument
@click.option("--note", default="", metavar="TEXT", help="Why.")
@author_option
@json_option
def clock(folder: Path, note: str, author: str | None, as_json: bool) -> int:
    """Where a line is recorded later than this computer's clock says, nobody can write (S772): one of the
    two is wrong. Look at your own clock first. If it is right, this says in the ledger whose times are
    doubted, and you can go on. The lines stay, and count from when they say that they were recorded.

    \b
    Example:
      standoff ledger clock forecasts --note "Zoe's computer stood in the year 2099."
    """
    from standoff.app.api.ledger import doubt_clock

    found = doubt_clock(folder, author=author, note=note)
    return said(found, as_json, f"written down whose times are doubted: {found.ids[0]}")
