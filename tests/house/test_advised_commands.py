"""Every command that a message or a page advises is one that the command line takes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import click
import pytest
from source import ROOT, python_files, tree

from standoff.app.main import COMMANDS, command

ADVISED = re.compile(r"`(standoff [^`\n]+)`")
MARK = re.compile(r"`(standoff|--)")  # a file without it advises nothing
FLAG = re.compile(r"`(--[a-z][a-z-]*)(?:[ =][^`]*)?`")
VALUE = "1"  # stands for whatever is put into an f-string
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
OF_OTHERS = {"--require-hashes", "--check", "--short", "--list"}  # of pip and of our own scripts


def _texts(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else VALUE for p in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _in_code() -> list[str]:
    advising = [path for path in python_files() if MARK.search(path.read_text(encoding="utf-8"))]
    return [text for path in advising for text in _texts(tree(path))]


CODE = _in_code()
COMMANDS_ADVISED = sorted(
    {found for text in CODE for found in ADVISED.findall(text)}
    | {found for page in PAGES for found in ADVISED.findall(page.read_text(encoding="utf-8"))}
)


def _words(advised: str) -> list[str]:
    """The words of an advised command, a choice cut to its first, optional parts and remarks left out."""
    said = re.sub(r"\[[^\]]*\]|\s#.*|\.\.\.|\s*[|>].*", "", advised)
    return [word.split("|")[0].strip("'\"") for word in said.split()[1:]]


def test_there_are_commands_to_check() -> None:
    assert len(COMMANDS_ADVISED) > 15


@pytest.mark.parametrize("advised", COMMANDS_ADVISED)
def test_advised_command_is_parsed(advised: str) -> None:
    words = _words(advised)
    if not words or "COMMAND" in words or words[0] in ("--help", "--version"):
        return
    assert words[0] in COMMANDS, advised
    found: click.Command | None = command.get_command(click.Context(command), words[0])
    words = words[1:]
    if isinstance(found, click.Group) and words:
        found = found.get_command(click.Context(found), words.pop(0))
    assert found is not None, advised
    options = {name for option in found.params for name in (*option.opts, *option.secondary_opts)}
    flags = [word.split("=")[0] for word in words if word.startswith("-") and word != "-"]
    assert [flag for flag in flags if flag not in options | {"--help", "-h"}] == [], advised


def test_every_flag_that_a_message_names_is_one_of_some_command() -> None:
    known: set[str] = set()
    waiting: list[click.Command] = [command]
    while waiting:
        one = waiting.pop()
        known |= {name for option in one.params for name in (*option.opts, *option.secondary_opts)}
        if isinstance(one, click.Group):
            context = click.Context(one)
            waiting += [
                found for name in one.list_commands(context) if (found := one.get_command(context, name))
            ]
    named = {flag for text in CODE for flag in FLAG.findall(text)}
    assert len(named) > 10
    assert sorted(named - known - OF_OTHERS - {"--help"}) == []
