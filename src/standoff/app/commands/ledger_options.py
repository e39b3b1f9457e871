"""Words that the commands of `standoff ledger` share: the folder, the author, `--json`, and what is said."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from standoff.app.output.printing import say, say_json, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from standoff.results.ledger import Recorded

T = TypeVar("T")

BELOW_ZERO = re.compile(r"-[0-9.]")
JSON_HELP = "Print JSON, and nothing else, on stdout."


def json_option(command: Callable[..., T]) -> Callable[..., T]:
    """`--json`, the same for every command."""
    return click.option("--json", "as_json", is_flag=True, help=JSON_HELP)(command)


def author_option(command: Callable[..., T]) -> Callable[..., T]:
    """`--author`, the same for every command that writes."""
    return click.option(
        "--author",
        metavar="NAME",
        help="Whose file is written.  [default: STANDOFF_AUTHOR, else your login]",
    )(command)


def folder_argument(command: Callable[..., T]) -> Callable[..., T]:
    """The ledger's folder."""
    return click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))(command)


class NumbersBelowZero(click.Command):
    """A command whose arguments may be numbers below 0, which are no options: `-3.5`, `-5=0.2,3=0.9`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [f" {one}" if BELOW_ZERO.match(one) else one for one in args])


def said(found: Recorded, as_json: bool, line: str) -> int:
    """What a command that writes says: the id, or JSON; what a user has to be told, on stderr."""
    for told in found.told:
        tell(told)
    if as_json:
        say_json(found.as_json())
    else:
        say(line)
    return 0
