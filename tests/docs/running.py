"""Runs one block of documentation: Python, scenario text or a session with the command."""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
from pathlib import Path
from typing import Any
from unittest import mock

from ruamel.yaml import YAML
from sybil import Example

from standoff.app.main import main

ROOT = Path(__file__).resolve().parents[2]
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
# Said once on a machine, or only where it is slow: how many games an exploration has solved so far.
ONCE = re.compile(r"^(?:Compiling the solver's kernels.*|.* \(\d+ of \d+\), [\d,]+ games)\n", re.MULTILINE)
PLAIN = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}


def run_python(example: Example) -> None:
    """Run the block in the page's namespace and folder; assertions are the block's own."""
    block = example.parsed
    code = compile("\n" * (block.line - 1) + block.body, example.path, "exec")
    with _Inside(folder(example)):
        exec(code, example.namespace)


def run_pycon(example: Example) -> str | None:
    """Run a `>>>` session."""
    block = example.parsed
    test = doctest.DocTestParser().get_doctest(
        block.body, example.namespace, "block", example.path, block.line
    )
    said = io.StringIO()
    with _Inside(folder(example)):
        failed = doctest.DocTestRunner(optionflags=FLAGS).run(test, out=said.write, clear_globs=False).failed
    return said.getvalue() if failed else None


def run_yaml(example: Example) -> str | None:
    """Write, add, or put into the page's scenario and check."""
    block = example.parsed
    place = folder(example)
    if block.order == "write":
        (place / block.argument).parent.mkdir(parents=True, exist_ok=True)
        (place / block.argument).write_text(block.body, encoding="utf-8")
        example.namespace["_written"] = place / block.argument
        return None
    if block.order == "append":
        with (place / block.argument).open("a", encoding="utf-8") as file:
            file.write("\n" + block.body)
        return None
    merged = place / "merged.yaml"
    _merge(example.namespace["_written"], block.body, merged)
    codes = _problems(merged)
    if block.order == "wrong":
        return None if block.argument in codes else f"expected {block.argument}, found {codes}"
    return "\n".join(codes.values()) or None


def run_console(example: Example) -> str | None:
    """Run each `$ standoff ...` and compare what it prints."""
    place = folder(example)
    for command, expected in _sessions(example.parsed.body):
        words = shlex.split(command)
        if words[0] != "standoff":
            return f"a session may only call standoff: {command}"
        code, said = _called(words[1:], place)
        said = ONCE.sub("", said)
        if code not in (0, 2):
            return f"$ {command}\nexit code {code}\n{said}"
        if expected and not doctest.OutputChecker().check_output(_ruled(expected), _ruled(said), FLAGS):
            return f"$ {command}\n--- the page says\n{expected}--- the command says\n{said}"
        if not expected and code:
            return f"$ {command}\nexit code {code}\n{said}"
    return None


def _called(words: list[str], place: Path) -> tuple[int, str]:
    """Exit code and text of a command, called in this process: a new one would load everything again.

    What a process of its own does otherwise (signals, pipes, workers) is tested beside the command.
    """
    told = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)  # both streams, in order
    with (
        _Inside(place),
        mock.patch.dict(os.environ, PLAIN),
        contextlib.redirect_stdout(told),
        contextlib.redirect_stderr(told),
    ):
        try:
            main(words)
        except SystemExit as ended:
            told.seek(0)
            return int(ended.code or 0), told.read()
    raise AssertionError("the command ends by leaving")


def run_sh(example: Example) -> str | None:
    """Commands for a shell are run by the file that the order names."""
    block = example.parsed
    if block.order != "elsewhere":
        return "a block of shell commands must say which file runs them"
    text = (ROOT / block.argument).read_text(encoding="utf-8")
    lines = [line.split("#")[0].split() for line in block.body.splitlines()]
    missing = [line for line in lines if line and line[0] == "python3" and " ".join(line[1:4]) not in text]
    return f"{block.argument} does not run {missing}" if missing else None


def folder(example: Example) -> Path:
    """The page's own folder, made by the test."""
    place: Path = example.namespace["_folder"]
    return place


def _sessions(body: str) -> list[tuple[str, str]]:
    sessions: list[tuple[str, str]] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            sessions.append((line[2:], ""))
        else:
            command, expected = sessions[-1]
            sessions[-1] = (command, expected + line + "\n")
    return sessions


def _ruled(text: str) -> str:
    """Rules of tables shortened to one sign: their length follows the longest title."""
    return re.sub("─+", "─", text).replace("\u00a0", " ")


def _merge(base: Path, fragment: str, into: Path) -> None:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    whole = _joined(yaml.load(base.read_text(encoding="utf-8")), yaml.load(fragment))
    with into.open("w", encoding="utf-8") as file:
        yaml.dump(whole, file)


def _joined(below: Any, above: Any) -> Any:
    """Mappings are joined key by key; anything else is replaced."""
    sections = isinstance(below, dict) and isinstance(above, dict)
    if not sections:
        return above
    return {
        key: _joined(below.get(key), above[key]) if key in above else below[key] for key in {**below, **above}
    }


def _problems(path: Path) -> dict[str, str]:
    from standoff import compiler, scenario
    from standoff.errors import StandoffError

    try:
        loaded = scenario.load(path)
        for name in loaded.readings:
            compiler.compile_scenario(loaded.reading(name))
    except StandoffError as error:
        return {problem.code: problem.text() for problem in error.problems}
    return {}


class _Inside:
    """The working folder for the length of a block."""

    def __init__(self, place: Path) -> None:
        self.place, self.before = place, Path.cwd()

    def __enter__(self) -> None:
        os.chdir(self.place)

    def __exit__(self, *_: object) -> None:
        os.chdir(self.before)
