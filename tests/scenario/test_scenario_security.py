"""Hostile texts and folders are refused as `ScenarioError`, quickly and in little memory."""

from __future__ import annotations

import os
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from standoff.errors import ScenarioError
from standoff.scenario import load, load_text
from standoff.scenario.yaml.reader import by_ruamel

TOY = Path(__file__).with_name("toy.yaml").read_text(encoding="utf-8")
TIMES = 40  # what a hostile text may cost, beside an ordinary one of 38 kB in the same minute
MEGABYTES = 50
HEAD = "standoff: 1\ntitle: x\n"


ORDINARY = HEAD + "conclusions:\n" + "  - alpha beta gamma delta epsil zeta eta\n" * 900


def seconds(call: Callable[[], object]) -> tuple[float, ScenarioError]:
    """CPU seconds until a call is refused, and its error."""
    begun = time.process_time()
    with pytest.raises(ScenarioError) as caught:
        call()
    return time.process_time() - begun, caught.value


def ordinary() -> float:
    """CPU seconds that the reader which tells all errors takes for an ordinary text."""
    begun = time.process_time()
    by_ruamel(ORDINARY, "x")
    return time.process_time() - begun


def refused(call: Callable[[], object]) -> ScenarioError:
    """The error of a call, which must come in time: measured beside an ordinary text in the reader that
    tells all errors, not by a clock that other work on the machine slows down."""
    spent, error = seconds(call)
    usual = ordinary()
    assert spent < TIMES * usual, f"{spent:.2f} s beside {usual:.3f} s for an ordinary text"
    assert len(str(error)) < 100_000
    return error


def codes(error: ScenarioError) -> set[str]:
    return {problem.code for problem in error.problems}


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(20)
)
HOSTILE = {
    "alias bomb": (BOMB, "S107"),
    "deep brackets": ("a: " + "[" * 19_000, "S112"),
    "deep braces": ("a: " + "{a: " * 4_000, "S112"),
    "deep lines": ("a:\n" + "".join(" " * i + "a:\n" for i in range(1, 900)), "S112"),
    "deep dashes": ("- " * 9_000, "S112"),
    "many keys": (HEAD + "".join(f"k{i}: 1\n" for i in range(19_000)), "S111"),
    "many unknown keys": (HEAD + "".join(f"k{i}: 1\n" for i in range(9_000)), "S201"),
    "many items": ("a: [" + "x, x, x,\n" * 19_000 + "]", "S111"),
    "many readings": (TOY + "".join(f"  r{i}:\n    title: x\n" for i in range(500)), "S207"),
    "long line": ("a: " + "x" * 900_000, "S117"),
    "many lines": ("a:\n" + "  x y z\n" * 110_000, "S102"),
    "many words": ("a:\n" + "  x y z x y z x y z x y z x y z x y z\n" * 19_000, "S201"),
    "long block": ("a: |\n" + "  x y z x y z x y z x y z x y z x y z\n" * 19_000, "S201"),
    "quotes": ("a: " + '"' * 15_000, "S105"),
    "many escapes": ('a: "' + "\\x41" * 4_500 + "\n" + "\\x41" * 4_500 + '"', "S201"),
    "many question marks": ("? " * 9_000, "S112"),
    "control characters": ("a: x\n" * 1_000 + "\x00" * 5_000, "S104"),
    "escape sequences for terminals": ("a: \x1b[31mred\n", "S104"),
    "very long number": (TOY.replace("share: 0.3", "share: " + "9" * 10_000), "S501"),
    "very long name": (TOY.replace("pledge", "p" * 500), "S206"),
    "very long expression": (TOY.replace("5 if", "1 + " * 4_000 + "5 if"), "S301"),
    "deep expression": (TOY.replace("5 if", "(" * 900 + "5" + ")" * 900 + " if"), "S307"),
    "power tower": (TOY.replace("5 if", "9**9**9**9 if"), "S308"),
    "attributes": (TOY.replace("5 if", "share.__class__ if"), "S302"),
    "calls": (TOY.replace("5 if", "open(1) if"), "S309"),
    "huge grid": (TOY.replace("[written, vague, silent]", "{grid: [0, 1, 1000000000]}"), "S415"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_refused_quickly(name: str) -> None:
    text, code = HOSTILE[name]
    assert code in codes(refused(lambda: load_text(text, "x")))


@pytest.mark.parametrize("name", ["alias bomb", "deep brackets", "deep lines", "many keys", "long line"])
def test_hostile_text_is_refused_in_little_memory(name: str) -> None:
    text = HOSTILE[name][0]
    tracemalloc.start()
    try:
        with pytest.raises(ScenarioError):
            load_text(text, "x")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MEGABYTES * 1e6


def test_hostile_chain_of_parameters_is_read_quickly() -> None:
    links = "".join(f"  c{i}: {{is: c{i + 1} + 1}}\n" for i in range(1_000)) + "  c1000: 1\n"
    begun = time.process_time()
    load_text(TOY.replace("  share: 0.3\n", "  share: 0.3\n" + links), "x")
    spent = time.process_time() - begun
    assert spent < TIMES * ordinary()


def test_hostile_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    with path.open("wb") as opened:
        opened.truncate(100_000_000)
    assert codes(refused(lambda: load(path))) == {"S102"}


def test_hostile_many_claims_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text(TOY, encoding="utf-8")
    (tmp_path / "claims").mkdir()
    for i in range(201):
        (tmp_path / "claims" / f"d{i}.yaml").write_text("a: 1\n", encoding="utf-8")
    assert codes(refused(lambda: load(tmp_path))) == {"S119"}


@pytest.mark.parametrize("target", ["claims/leak.yaml", "scenario.yaml", "claims"])
def test_hostile_link_out_of_the_folder_is_refused(tmp_path: Path, target: str) -> None:
    folder, outside = tmp_path / "inside", tmp_path / "outside"
    (folder / "claims").mkdir(parents=True)
    outside.mkdir()
    (outside / "leak.yaml").write_text("secret: 1\n", encoding="utf-8")
    (folder / "scenario.yaml").write_text(TOY, encoding="utf-8")
    link = folder / target
    if target == "claims":
        link.rmdir()
        link.symlink_to(outside, target_is_directory=True)
    else:
        link.unlink(missing_ok=True)
        link.symlink_to(outside / "leak.yaml")
    error = refused(lambda: load(folder))
    assert codes(error) == {"S115"}
    assert "secret" not in str(error)


def test_hostile_link_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").symlink_to(tmp_path / "x.yaml")
    assert codes(refused(lambda: load(tmp_path / "x.yaml"))) == {"S101"}


def test_hostile_pipe_and_device_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "scenario.yaml")
    assert codes(refused(lambda: load(tmp_path / "scenario.yaml"))) == {"S101"}
    assert codes(refused(lambda: load("/dev/zero"))) == {"S101"}


@pytest.mark.parametrize("where", ["no/such/file.yaml", "a\0b", "x" * 5_000, "../" * 50, "", "/etc/passwd"])
def test_hostile_path_is_refused(where: str) -> None:
    refused(lambda: load(where))


def test_message_shows_no_control_character_of_a_path() -> None:
    with pytest.raises(ScenarioError) as caught:
        load("no\x1b[31m.yaml")
    assert "\x1b" not in str(caught.value)


def test_lone_surrogate_is_refused() -> None:
    assert codes(refused(lambda: load_text("a: \ud800", "x"))) == {"S103"}
