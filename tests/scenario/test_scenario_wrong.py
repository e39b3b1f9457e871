"""Golden: every wrong scenario gives exactly the recorded message, and every code is there."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from standoff.codes import CODES

RECORD = runpy.run_path(str(Path(__file__).with_name("record.py")))
ELSEWHERE = {  # tested in test_scenario_security, _events and _readings: no small file shows them
    "S102", "S111", "S115", "S424", "S425", "S426", "S427", "S428", "S431",
}  # fmt: skip


@pytest.mark.parametrize("path", RECORD["cases"](), ids=lambda path: path.stem)
def test_wrong_scenario_gives_the_recorded_message(path: Path) -> None:
    assert RECORD["message"](path) == path.with_suffix(".txt").read_text(encoding="utf-8")


def test_wrong_scenarios_show_every_code_of_the_text() -> None:
    recorded = "".join(path.with_suffix(".txt").read_text(encoding="utf-8") for path in RECORD["cases"]())
    shown = set(re.findall(r"(?m)(?:^|: )(S\d\d\d): ", recorded))
    wanted = {code for code in CODES if code[:2] in ("S1", "S2", "S3", "S4", "S5")}
    assert wanted - shown - ELSEWHERE == set()


def test_wrong_scenarios_have_no_message_without_a_case() -> None:
    cases = {path.stem for path in RECORD["cases"]()}
    assert {path.stem for path in RECORD["WRONG"].glob("*.txt")} == cases


def test_committed_schema_is_that_of_the_code() -> None:
    assert RECORD["SCHEMA"].read_text(encoding="utf-8") == RECORD["schema_text"]()
