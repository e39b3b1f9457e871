"""Runs of the toy scenario: the same bytes however they are cut, resumed or shared out."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from folders import TOY, contents

from standoff import scenario, study
from standoff.errors import RunError
from standoff.results.run.manifest import Manifest, read_manifest, write_manifest
from standoff.scenario import LoadedScenario
from standoff.study import Settings
from standoff.study.work import part_path

DRAWS = 17_000  # three parts, the last one short


class Listener(study.Quiet):
    """Keeps what a run tells."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.news: list[str] = []
        self.advanced: list[int] = []
        self.stop_after = stop_after

    def advance(self, n_draws: int) -> None:
        self.advanced.append(n_draws)
        if len(self.advanced) == self.stop_after:
            raise KeyboardInterrupt

    def say(self, text: str) -> None:
        self.news.append(text)


@pytest.fixture(scope="module")
def toy() -> LoadedScenario:
    return scenario.load(TOY)


@pytest.fixture(scope="module")
def whole(toy: LoadedScenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("runs") / "whole"
    return study.run(toy, Settings(draws=DRAWS, seed=3, out=out, workers=1)).path


def test_finished_run_has_every_file_of_the_contract(whole: Path) -> None:
    names = set(contents(whole))
    per_reading = {
        f"{kind}/{reading}.json"
        for kind in ("details", "parameters")
        for reading in ("as_written", "sceptic")
    }
    parts = {f"ensemble/{r}/part-{p:05d}.parquet" for r in ("as_written", "sceptic") for p in range(3)}
    beside = {"draws/first.json", "text.json", "summary.json", "scenario/toy.yaml"}
    assert names == per_reading | parts | beside
    assert json.loads((whole / "manifest.json").read_text())["finished"] is True


@pytest.mark.parametrize(("workers", "chunk"), [(1, 700), (2, 8192), (2, 4096)])
def test_run_with_other_workers_and_chunk_gives_the_same_bytes(
    toy: LoadedScenario, whole: Path, tmp_path: Path, workers: int, chunk: int
) -> None:
    settings = Settings(draws=DRAWS, seed=3, out=tmp_path / "other", workers=workers, chunk=chunk)
    assert contents(study.run(toy, settings).path) == contents(whole)


def test_parts_hold_every_draw_once_and_endings_that_add_up(whole: Path) -> None:
    rows = study.open_run(whole).rows("sceptic")
    assert rows["draw"].to_list() == list(range(DRAWS))
    solved = rows.filter(pl.col("status") == 0)
    total = solved.select(pl.sum_horizontal(pl.col("^ending:.*$"))).to_series().to_numpy()
    np.testing.assert_allclose(total, 1.0, atol=1e-9)
    assert solved.height > 0.5 * DRAWS


def test_summary_agrees_with_the_rows_it_is_made_of(whole: Path) -> None:
    found = study.open_run(whole)
    told = found.summary().readings["as_written"]
    rows = found.rows("as_written")
    solved = rows.filter(pl.col("status") == 0)
    for name, ending in told.endings.items():
        values = solved[f"ending:{name}"].to_numpy()
        np.testing.assert_allclose(ending.probability, values.mean(), rtol=1e-9)
        np.testing.assert_allclose(ending.mc_error, values.std(ddof=1) / np.sqrt(len(values)), rtol=1e-8)
    holds = told.conclusions["help_is_certain"]
    assert holds.holds + holds.fails + holds.undefined == solved.height == told.status["solved"]
    assert sum(told.status.values()) == DRAWS
    assert told.effective_draws == solved.height


def test_draws_do_not_depend_on_how_many_there_are(toy: LoadedScenario, whole: Path, tmp_path: Path) -> None:
    few = study.run(toy, Settings(draws=500, seed=3, out=tmp_path / "few", workers=1)).rows("sceptic")
    assert few.equals(study.open_run(whole).rows("sceptic").head(500))


def test_other_seed_gives_other_draws(toy: LoadedScenario, whole: Path, tmp_path: Path) -> None:
    rows = study.run(toy, Settings(draws=500, seed=4, out=tmp_path / "r", workers=1)).rows("sceptic")
    assert not rows.equals(study.open_run(whole).rows("sceptic").head(500))


def test_stopped_run_keeps_parts_and_resume_finishes_with_the_same_bytes(
    toy: LoadedScenario, whole: Path, tmp_path: Path
) -> None:
    out = tmp_path / "stopped"
    settings = Settings(draws=DRAWS, seed=3, out=out, workers=1)
    with pytest.raises(KeyboardInterrupt):
        study.run(toy, settings, Listener(stop_after=2))
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")}
    assert len(before) == 2
    with pytest.raises(RunError, match=r"S706.*--resume"):
        study.run(toy, settings)
    listener = Listener()
    study.resume(out, listener)
    assert len(listener.advanced) == 4
    assert contents(out) == contents(whole)
    assert {path: path.stat().st_mtime_ns for path in before} == before


@pytest.mark.parametrize("damage", ["cut", "flipped", "emptied", "another"])
def test_damaged_part_is_told_and_computed_again_on_resume(
    toy: LoadedScenario, whole: Path, tmp_path: Path, damage: str
) -> None:
    out = tmp_path / "damaged"
    shutil.copytree(whole, out)
    _unfinish(out)
    part = part_path(out, "sceptic", 1)
    content = part.read_bytes()
    part.write_bytes(
        {
            "cut": content[:-100],
            "flipped": content[:999] + bytes([content[999] ^ 1]) + content[1000:],
            "emptied": b"",
            "another": part_path(out, "sceptic", 2).read_bytes(),
        }[damage]
    )
    listener = Listener()
    study.run(toy, Settings(draws=DRAWS, seed=3, out=out, workers=1), listener, resume=True)
    assert listener.advanced == [8192]
    damaged = [said for said in listener.news if "damaged" in said]  # a slow machine has more news
    assert damaged == ["Part 1 of reading `sceptic` is damaged: it is computed again."]
    assert contents(out) == contents(whole)


def test_damaged_part_of_a_finished_run_is_an_error_when_read(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "damaged"
    shutil.copytree(whole, out)
    part_path(out, "sceptic", 1).unlink()
    with pytest.raises(RunError, match=r"S712.*part-00001\.parquet. was changed or removed.*--resume"):
        study.open_run(out)


def test_finished_run_that_lost_a_part_is_mended_by_resume(
    toy: LoadedScenario, whole: Path, tmp_path: Path
) -> None:
    out = tmp_path / "lost"
    shutil.copytree(whole, out)
    (out / "ensemble/sceptic/part-00001.parquet").unlink()
    settings = Settings(draws=DRAWS, seed=3, out=out, workers=1)
    with pytest.raises(RunError, match="S712"):
        study.run(toy, settings)
    study.run(toy, settings, resume=True)
    assert contents(out) == contents(whole)


@pytest.mark.parametrize("name", ["summary.json", "text.json"])
def test_finished_run_that_lost_a_file_is_mended_when_it_is_used_again(
    toy: LoadedScenario, whole: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "lost"
    shutil.copytree(whole, out)
    (out / name).unlink()
    listener = Listener()
    study.run(toy, Settings(draws=DRAWS, seed=3, out=out, workers=1), listener)
    assert any(name in said for said in listener.news)
    assert contents(out) == contents(whole)


def test_finished_run_is_reused_and_told(toy: LoadedScenario, whole: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in whole.rglob("*")}
    listener = Listener()
    found = study.run(toy, Settings(draws=DRAWS, seed=3, out=whole), listener)
    assert found.manifest.finished
    assert "already" in listener.news[0]
    assert {path: path.stat().st_mtime_ns for path in whole.rglob("*")} == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seed": 4}, "another seed: 3, not 4"),
        ({"draws": 9}, "another draws: 17000, not 9"),
        ({"readings": ("sceptic",)}, "another readings: as_written, sceptic, not sceptic"),
        ({"given": {"pledge": "vague"}}, "another given: none, not pledge=vague"),
        ({"observed": {"pledge": "vague"}}, "another observed: none, not pledge=vague"),
    ],
)
def test_folder_of_another_run_is_refused_and_left_alone(
    toy: LoadedScenario, whole: Path, change: Mapping[str, object], said: str
) -> None:
    before = contents(whole)
    settings = dataclasses.replace(Settings(draws=DRAWS, seed=3, out=whole), **change)
    with pytest.raises(RunError, match=f"S705.*{said}.*Nothing was overwritten"):
        study.run(toy, settings, resume=True)
    assert contents(whole) == before


def test_folder_of_another_text_is_refused(whole: Path) -> None:
    other = scenario.load_text(TOY.read_text().replace("The strait", "The narrows"), "toy")
    with pytest.raises(RunError, match=r"S705.*another hash"):
        study.run(other, Settings(draws=DRAWS, seed=3, out=whole))


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [("format", 2, "S704"), ("format", None, "S704"), ("standoff", "9.9", "S704"), ("draws", None, "S703")],
)
def test_manifest_of_another_format_or_version_is_refused(
    toy: LoadedScenario, whole: Path, tmp_path: Path, key: str, value: object, code: str
) -> None:
    out = tmp_path / "strange"
    shutil.copytree(whole, out)
    manifest = json.loads((out / "manifest.json").read_text())
    manifest = {name: item for name, item in manifest.items() if name != key}
    if value is not None:
        manifest[key] = value
    if key == "standoff":
        write_manifest(out, Manifest.model_validate({k: v for k, v in manifest.items() if k != "digest"}))
    else:
        (out / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(RunError) as caught:
        study.run(toy, Settings(draws=DRAWS, seed=3, out=out), resume=True)
    assert caught.value.problems[0].code == code


def test_folder_with_other_files_is_refused(toy: LoadedScenario, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(RunError, match=r"S713.*not empty"):
        study.run(toy, Settings(draws=10, out=tmp_path))


def test_resume_with_a_changed_copy_of_the_scenario_is_refused(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "changed"
    shutil.copytree(whole, out)
    _unfinish(out)
    copy = out / "scenario" / "toy.yaml"
    copy.write_text(copy.read_text().replace("beta(2, 3)", "beta(3, 3)"))
    with pytest.raises(RunError, match=r"S705.*copy of the scenario"):
        study.resume(out)


def test_summary_read_a_few_columns_at_a_time_is_the_same(
    toy: LoadedScenario, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("standoff.study.ensemble.MOST_BYTES", 3 * 8 * DRAWS)
    out = tmp_path / "few"
    shutil.copytree(whole, out)
    (out / "summary.json").unlink()
    study.run(toy, Settings(draws=DRAWS, seed=3, out=out, workers=1), resume=True)
    assert contents(out) == contents(whole)


def test_folder_scenario_with_claims_and_foreign_line_ends_is_resumed_from_its_copy(tmp_path: Path) -> None:
    home = tmp_path / "far-strait"
    (home / "claims").mkdir(parents=True)
    text = TOY.read_text().replace("because: [c4]", "because: [note.c1]").replace("\n", "\r\n")
    (home / "scenario.yaml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    (home / "claims" / "note.yaml").write_text(
        "document: {title: A note, kind: note}\nclaims:\n  c1: {claimant: author, says: It may be so.}\n"
    )
    loaded = scenario.load(home)
    found = study.run(loaded, Settings(draws=60, out=tmp_path / "r", workers=1))
    before = contents(found.path)
    assert {"scenario/far-strait/scenario.yaml", "scenario/far-strait/claims/note.yaml"} <= before.keys()
    _unfinish(found.path)
    part_path(found.path, "sceptic", 0).unlink()
    assert study.resume(found.path).manifest.hash == loaded.sha256
    assert contents(found.path) == before


def test_settings_out_of_range_are_told_together(toy: LoadedScenario, tmp_path: Path) -> None:
    wrong = Settings(draws=0, seed=-1, chunk=9000, workers=0, readings=("scptic",), out=tmp_path / "r")
    with pytest.raises(RunError) as caught:
        study.run(toy, wrong)
    assert [problem.code for problem in caught.value.problems] == ["S707"] * 4 + ["S708"]
    assert "Did you mean `sceptic`?" in str(caught.value)
    assert not (tmp_path / "r").exists()


def test_move_both_given_and_observed_is_refused(toy: LoadedScenario, tmp_path: Path) -> None:
    both = Settings(given={"pledge": "vague"}, observed={"pledge": "vague"}, out=tmp_path / "r")
    with pytest.raises(RunError, match=r"S709.*both given and observed"):
        study.run(toy, both)


def test_chance_that_leaves_its_range_fails_its_draws_and_is_named(tmp_path: Path) -> None:
    text = TOY.read_text().replace("wider: 0.05 + 0.1 * (kind == firm)", "wider: 1.2 * p_firm")
    settings = Settings(draws=20_000, out=tmp_path / "r", workers=1)
    found = study.run(scenario.load_text(text, "toy"), settings).summary().readings["as_written"]
    (failure,) = found.failures
    assert 0 < failure.draws < 1000
    assert failure.draws == found.status["failed"]
    assert (failure.kind, failure.name, failure.formula) == ("chance", "widen=wider", "1.2 * p_firm")
    assert failure.inputs["p_firm"] > 1 / 1.2
    assert failure.value.endswith(", above 1")


def test_observed_run_weights_draws_by_the_chance_of_what_was_seen(
    toy: LoadedScenario, tmp_path: Path
) -> None:
    settings = Settings(draws=3000, observed={"challenge": "attack"}, out=tmp_path / "seen", workers=1)
    found = study.run(toy, settings)
    rows = found.rows("as_written").filter(pl.col("status") == 0)
    weight = rows["weight"].to_numpy()
    assert 0 < weight.min() < weight.max() < 1
    told = found.summary().readings["as_written"]
    quiet = (weight * rows["ending:quiet"].to_numpy()).sum() / weight.sum()
    np.testing.assert_allclose(told.endings["quiet"].probability, quiet, atol=1e-12)
    assert quiet == 0  # after an attack it is not quiet
    np.testing.assert_allclose(told.effective_draws, weight.sum() ** 2 / (weight**2).sum(), rtol=1e-8)
    assert told.effective_draws < rows.height


def test_observed_move_that_cannot_happen_is_an_error(tmp_path: Path) -> None:
    text = TOY.read_text().replace(
        "chance: {wider: 0.05 + 0.1 * (kind == firm), contained: rest}",
        "chance: {wider: 0 * share, contained: rest}",
    )
    with pytest.raises(RunError, match=r"S710.*widen=wider.*as_written"):
        study.run(
            scenario.load_text(text, "toy"),
            Settings(draws=50, observed={"widen": "wider"}, out=tmp_path / "r", workers=1),
        )


def test_run_in_which_no_draw_is_solved_is_an_error_with_advice(tmp_path: Path) -> None:
    text = TOY.read_text().replace("waiting: -delay_cost if", "waiting: -delay_cost * sqrt(p_firm - 2) if")
    settings = Settings(draws=70, out=tmp_path / "r", workers=1)
    with pytest.raises(RunError, match=r"S715.*as_written.*70 failed.*not finite"):
        study.run(scenario.load_text(text, "toy"), settings)


def test_given_run_fixes_the_move_and_weights_nothing(toy: LoadedScenario, tmp_path: Path) -> None:
    settings = Settings(draws=500, given={"challenge": "attack"}, out=tmp_path / "given", workers=1)
    found = study.run(toy, settings)
    assert set(found.rows("sceptic")["weight"].to_list()) == {1.0}
    assert found.summary().readings["sceptic"].endings["quiet"].probability == 0


def test_parameters_tell_kind_source_use_and_change(whole: Path) -> None:
    found = study.open_run(whole)
    rows = {row.name: row for row in found.parameters("sceptic")}
    assert list(rows)[:2] == ["p_firm", "p_firm_feared"]
    assert rows["p_firm"].changed is True
    assert rows["war_cost"].changed is False
    assert [rows[name].kind for name in ("p_firm", "share", "my_cost")] == ["drawn", "constant", "derived"]
    assert rows["my_cost"].text == "war_cost * share"
    assert rows["share"].mean == rows["share"].q05 == 0.3
    # beta(1, 6): the median is 1 - 2^(-1/6)
    assert abs(rows["p_firm"].q50 - (1 - 2 ** (-1 / 6))) < 0.005
    assert {row.name: row for row in found.parameters("as_written")}["p_firm"].because == ["c4"]


def test_text_keeps_the_order_of_the_scenario(whole: Path) -> None:
    words = json.loads((whole / "text.json").read_text())
    assert words["order"]["moves"] == ["kind", "pledge", "challenge", "help", "widen"]
    assert words["order"]["endings"] == ["wider_war", "defended", "abandoned", "quiet"]
    assert words["measures"]["help_if_attacked"]["text"] == "P(help == fight | challenge == attack)"
    assert words["endings"]["quiet"]["text"] == "otherwise"


def _unfinish(folder: Path) -> None:
    stored = read_manifest(folder)
    assert stored is not None
    write_manifest(folder, stored.model_copy(update={"finished": False}))
