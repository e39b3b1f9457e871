"""Writes the reference pages that are made from the code: error codes, keys, command line.

python docs/make_reference.py            writes them
python docs/make_reference.py --check    fails where a page is not what would be written
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from standoff.codes import CODES
from standoff.scenario.yaml.shape import Fields, Forms, Leaf, ListOf, MapOf

if TYPE_CHECKING:
    import click

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "reference"
WRONG = ROOT / "tests" / "scenario" / "wrong"
MADE = "<!-- Made by docs/make_reference.py: change the code, not this page. -->\n"

STAGES = {
    "S1": ("The text", "Files, characters and YAML: nothing has been understood yet."),
    "S2": ("Its shape", "Keys and kinds of values, against the [list of keys](keys.md)."),
    "S3": ("Expressions", "Formulas and conditions; see [expressions](language.md#expressions)."),
    "S4": ("Names and meaning", "What names refer to, and rules of the language that go beyond shape."),
    "S5": ("Numbers and distributions", "See [distributions](language.md#distributions)."),
    "S6": ("Compiling and play", "The scenario is well written, but no game that can be solved."),
    "S7": ("Runs and their files", "Settings, folders, files; see [the files of a run](files.md)."),
    "S8": ("Reports and evidence", "What a report is made from, or a claim's place, is missing or damaged."),
    "S9": ("The command line", "See [the command line](cli.md)."),
}


def errors_page() -> str:
    """Every code with its title and, where a wrong scenario shows it, the exact message."""
    examples = _examples()
    lines = [
        "# Error codes",
        "",
        MADE,
        "A message reads `file:line:column: code: what is wrong. What was expected. How to mend it.`, then"
        " the line with a caret under the smallest thing at fault. All problems of a stage are told together."
        " A code is never reused. A user's mistake ends the command with exit code 2, a fault of"
        " Standoff's with 70.",
    ]
    for stage, (title, says) in STAGES.items():
        lines += ["", f"## {stage}: {title}", "", says]
        for code in sorted(code for code in CODES if code.startswith(stage)):
            lines += ["", f"### {code}", "", f"{_sentence(CODES[code])}"]
            if code in examples:
                lines += ["", "```text", examples[code], "```"]
    return "\n".join(lines) + "\n"


def _sentence(title: str) -> str:
    return title[:1].upper() + title[1:].rstrip(".") + "."


def _examples() -> dict[str, str]:
    """The shortest message of each code in the folder of wrong scenarios."""
    found: dict[str, str] = {}
    for path in sorted(WRONG.rglob("*.txt")):
        for message in _messages(path.read_text(encoding="utf-8")):
            code = next((word.rstrip(":") for word in message.split() if word.rstrip(":") in CODES), None)
            if code and (code not in found or len(message) < len(found[code])):
                found[code] = message
    return found


def _messages(text: str) -> Iterator[str]:
    """A message and the indented lines below it."""
    message: list[str] = []
    for line in text.splitlines():
        if line.startswith("  ") and message:
            message.append(line)
            continue
        if message:
            yield "\n".join(message)
        message = [line] if line.strip() else []
    if message:
        yield "\n".join(message)


def keys_page() -> str:
    """Every key of the language with its form and meaning, from the tables of the check."""
    from standoff.scenario.grammar import CLAIMS_FILE, SCENARIO

    lines = [
        "# Keys of the language",
        "",
        MADE,
        "Every key of a scenario, what stands under it, and what it means. Required keys are in bold. What"
        " the words mean together stands in [the scenario language](language.md).",
    ]
    seen: list[Fields] = []
    queue = [SCENARIO, CLAIMS_FILE]
    while queue:
        table = queue.pop(0)
        if any(table is other or _part_of(table, other) for other in seen):
            continue
        seen.append(table)
        lines += [
            "",
            f"## {table.what[:1].upper()}{table.what[1:]}",
            "",
            "| key | form | meaning |",
            "|---|---|---|",
        ]
        for name, key in table.keys.items():
            shown = f"**`{name}`**" if key.required else f"`{name}`"
            lines.append(f"| {shown} | {_cell(_form(key.shape))} | {_cell(key.says)} |")
        for group in table.one_of:
            names = " and ".join(f"`{name}`" for name in group)
            lines += ["", f"Exactly one of {names} must stand."]
        queue += [field for key in table.keys.values() for field in _fields_in(key.shape)]
    return "\n".join(lines) + "\n"


def _part_of(table: Fields, other: Fields) -> bool:
    """Whether a table says nothing that another of its name does not (what a reading changes)."""
    return table.what == other.what and set(table.keys) <= set(other.keys)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _form(shape: object) -> str:

    match shape:
        case Leaf():
            choices = ", ".join(f"`{choice}`" for choice in shape.choices)
            return choices or shape.expected
        case ListOf():
            return f"{shape.expected}, or one" if shape.single else shape.expected
        case MapOf():
            return f"a mapping of {shape.whose}: {_form(shape.value)}"
        case Fields():
            return shape.what
        case Forms():
            return shape.expected
    raise TypeError(f"{shape!r} is no shape")


def _fields_in(shape: object) -> Iterator[Fields]:
    """The tables inside a shape, in the order in which they are read."""

    match shape:
        case Fields():
            yield shape
        case ListOf():
            yield from _fields_in(shape.item)
        case MapOf():
            yield from _fields_in(shape.value)
        case Forms():
            marked = shape.marked[1] if shape.marked else None
            for inner in (marked, shape.pairs, shape.items):
                yield from _fields_in(inner)


def cli_page() -> str:
    """Every command with its help, as the command itself prints it."""
    import click

    from standoff.app.main import COMMANDS, command

    top = click.Context(command, info_name="standoff", max_content_width=100, terminal_width=100)
    lines = [
        "# The command line",
        "",
        MADE,
        "In a clone of the project, `python3 begin.py COMMAND ...` sets up what is needed and then calls"
        " `standoff COMMAND ...`. Exit codes: 0 done, 2 a mistake in the scenario or the command, 3 a run"
        " that is finished and written but in which more than 5 % of the draws of a reading failed, 70 a"
        " fault of Standoff's, 130 interrupted.",
        "",
        "```text",
        command.get_help(top).rstrip(),
        "```",
    ]
    for name in COMMANDS:
        found = command.get_command(top, name)
        if found is None:
            raise LookupError(name)
        context = click.Context(found, info_name=name, parent=top, max_content_width=100, terminal_width=100)
        lines += ["", f"## standoff {name}", "", "```text", found.get_help(context).rstrip(), "```"]
        if isinstance(found, click.Group):
            for part in found.list_commands(context):
                lines += _part_of_group(found, part, context)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _part_of_group(group: click.Group, part: str, within: click.Context) -> list[str]:
    """The help of one command of a group, such as `standoff evidence read`."""
    import click

    found = group.get_command(within, part)
    if found is None:
        raise LookupError(f"{group.name} {part}")
    context = click.Context(found, info_name=part, parent=within, max_content_width=100, terminal_width=100)
    told = found.get_help(context).rstrip()
    return ["", f"### standoff {group.name} {part}", "", "```text", told, "```"]


WRITERS: dict[str, Callable[[], str]] = {"errors.md": errors_page, "keys.md": keys_page, "cli.md": cli_page}


def main(arguments: list[str]) -> int:
    """Write the pages, or compare them; `--check` can be followed by names of pages."""
    checking = arguments[:1] == ["--check"]
    stale = []
    for name in arguments[1:] or list(WRITERS):
        page, made = PAGES / name, WRITERS[name]()
        if checking and (not page.exists() or page.read_text(encoding="utf-8") != made):
            stale.append(name)
        elif not checking:
            page.write_text(made, encoding="utf-8")
    for name in stale:
        print(f"docs/reference/{name} is not what docs/make_reference.py writes: run `make reference`")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
