"""Findings on disk: every key that is written has a field, and what does not fit is not read.

Tried on a run with dates, a reading of constants and little moved in it; on sharp play with a hidden
move; on claims of which some carry nothing; and on a run in which something was observed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from standoff.findings.context import Context, open_context
from standoff.findings.registry import KINDS, work_out
from standoff.results.findings.files import finding_path, read_finding, write_finding
from standoff.results.findings.finding import Finding
from standoff.results.findings.kinds import RECORDS
from standoff.results.run.digests import add_digests
from standoff.results.run.files import json_text
from standoff.scenario import load_text
from standoff.study import Settings, run
from standoff.study.progress import Quiet
from tests.findings.strike_toys import BARRIER
from tests.findings.toys import ATTACK, INSURANCE

RUNS: dict[str, tuple[str, int, dict[str, str], str]] = {  # with a payoff term that a mechanism takes out
    "dated": (ATTACK, 450, {}, "attacker: {prize: off}"),
    "hidden": (INSURANCE, 60, {}, "insurer: {claim: off}"),
    "claimed": (BARRIER, 450, {}, "city: {effort: off}"),
    "observed": (ATTACK, 60, {"challenge": "attack"}, "attacker: {prize: off}"),
}


@pytest.fixture(scope="module", params=list(RUNS))
def context(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Context:
    text, draws, observed, off = RUNS[request.param]
    text = text.replace("\nplay:", f"\nmechanisms: {{one: {{off: {{payoffs: {{{off}}}}}}}}}\nplay:", 1)
    folder = tmp_path_factory.mktemp(request.param) / "run"
    settings = Settings(draws=draws, seed=1, observed=observed, out=folder, workers=1)
    return open_context(run(load_text(text, "toy"), settings).path)


def _worked_out(context: Context, name: str) -> Finding:
    kind = next(kind for kind in KINDS if kind.name == name)
    return work_out(kind, context, draws=None, workers=1, progress=Quiet())


def _stored(context: Context, kind: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(finding_path(context.folder, kind).read_text(encoding="utf-8"))
    return told


def test_there_is_a_record_for_each_kind_that_can_be_asked_for() -> None:
    assert {kind.name for kind in KINDS} == set(RECORDS)


@pytest.mark.parametrize("kind", list(RECORDS))
def test_finding_that_is_read_says_all_that_was_written(context: Context, kind: str) -> None:
    made = _worked_out(context, kind)
    write_finding(context.folder, context.run.manifest, made)
    found = read_finding(context.folder, context.run.manifest, RECORDS[kind])
    assert found is not None
    assert type(found) is type(made)
    assert json_text(found.content()) == finding_path(context.folder, kind).read_text(encoding="utf-8")
    head = {"format", "kind", "hash", "seed", "draws", "given", "observed", "under"}
    assert set(_stored(context, kind)) == set(made.content()) | head
    assert not head & set(made.content())


def test_finding_of_another_shape_is_not_read_though_its_digest_fits(tmp_path: Path) -> None:
    context = open_context(run(load_text(ATTACK, "toy"), Settings(draws=30, seed=1, out=tmp_path / "r")).path)
    write_finding(context.folder, context.run.manifest, _worked_out(context, "premortem"))
    path, whole = finding_path(context.folder, "premortem"), _stored(context, "premortem")
    for change in ({"draws_read": "many"}, {"readings": {"as_written": {}}}, {"seed": 99}):
        path.write_text(json.dumps(whole | change), encoding="utf-8")
        add_digests(context.folder, ["findings/premortem.json"])
        assert read_finding(context.folder, context.run.manifest, RECORDS["premortem"]) is None


def test_text_that_could_hide_on_a_page_is_made_visible_when_it_is_made() -> None:
    made = RECORDS["structure"].model_validate({"refused": "a\u202eb", "draws_read": 0, "readings": {}})
    assert made.content()["refused"] == "a\ufffdb"
