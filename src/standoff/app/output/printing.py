"""The one door to the terminal: everything that the command says passes here, fit to be shown.

Titles, labels and claims are a stranger's: what would steer a terminal, reorder or hide what is read
is written out, never sent (`standoff.letters`). JSON keeps its meaning, with JSON's own escapes.
"""

from __future__ import annotations

import contextlib
import json
import sys
from typing import Any, TypeVar

import click

from standoff.letters import is_hidden, shown, shown_lines

T = TypeVar("T")


def say(text: str, *, end: str = "\n") -> None:
    """Print a text on stdout."""
    click.echo(shown_lines(text) + end, nl=False)


def tell(text: str) -> None:
    """Print a text on stderr; a reader who has gone, or a full disk, is not missed there."""
    with contextlib.suppress(OSError):
        click.echo(shown_lines(text), err=True)


def say_json(value: object, *, indent: int = 1, sort_keys: bool = False) -> None:
    """Print a value as JSON on stdout.

    Raises
    ------
    RunError
        S751 where it holds a number that is not finite: no such number is a result.
    """
    click.echo(json_shown(value, indent=indent, sort_keys=sort_keys))


def say_json_text(text: str) -> None:
    """Print the text of a JSON document, which ends its last line, on stdout."""
    click.echo(json_letters(text), nl=False)


def say_bytes(content: bytes) -> None:
    """Send the bytes of a file to stdout; its texts are `shown` by whoever made them."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def printable(value: T) -> T:
    """The record with every text in it as `shown` has it, keys too.

    Readers of game files give names that differ also as they are printed, so that no key is lost.

    Examples
    --------
    >>> printable({"a\\x07": ["b\\x1b[2J", 1.0]})
    {'a\\\\x07': ['b\\\\x1b[2J', 1.0]}
    """
    made: Any = value  # a record as JSON: each kind of value stays one of its kind
    if isinstance(made, str):
        made = shown(made)
    elif isinstance(made, dict):
        made = {printable(key): printable(item) for key, item in made.items()}
    elif isinstance(made, list | tuple):
        made = [printable(item) for item in made]
    found: T = made
    return found


def json_shown(value: object, *, indent: int = 2, sort_keys: bool = True) -> str:
    """JSON that reads back as the same record and steers no terminal; raises as `say_json`.

    Examples
    --------
    >>> print(json_shown({"Zürich": "\\x1b[2J \\x9b2J"}))
    {
      "Zürich": "\\u001b[2J \\u009b2J"
    }
    """
    try:
        text = json.dumps(value, indent=indent, sort_keys=sort_keys, ensure_ascii=False, allow_nan=False)
    except ValueError as error:
        from standoff.errors import Problem, RunError

        what = f"What would be printed holds a number that is not finite ({error})."
        raise RunError(Problem("S751", what, "Every result is a finite number, or null and said.")) from error
    return json_letters(text)


def json_letters(text: str) -> str:
    """The text of a JSON document with the letters that steer or hide in JSON's own escapes.

    Examples
    --------
    >>> print(json_letters('{"a": "\\u2066x\\u2069"}'))
    {"a": "\\u2066x\\u2069"}
    """
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join(
        json.dumps(letter)[1:-1] if letter > "~" and is_hidden(letter, text[i - 1 : i]) else letter
        for i, letter in enumerate(text)
    )
