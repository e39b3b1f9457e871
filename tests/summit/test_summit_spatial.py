"""The spatial model against the program's own runs and log, and against the plain implementation."""

from __future__ import annotations

import csv
import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from standoff.summit import (
    SpatialOptions,
    SummitError,
    gather,
    ktab,
    one_at_a_time,
    read_table,
    smp,
    smp_ensemble,
)
from tests.summit import plain_spatial_model as plain

KTAB = Path(__file__).resolve().parents[1] / "data" / "ktab"
RUNS = json.loads((KTAB / "smp_runs.json").read_text(encoding="utf-8"))
# The printed probabilities of this run differ where two positions are about 1e-3 apart, at which
# the program joins options: its positions agree (summit.md, 1.3, point 8).
JOINED = {"soe_pol_comp_bm-InitRcvrInterp"}


def _members(name: str) -> Any:
    data = RUNS["sets"][next(key for key in RUNS["sets"] if name.startswith(key))]
    position = 100 * np.array(data["position01"])[None]
    return gather(data["actors"], position, np.array(data["salience01"])[None], data["capability"])


@pytest.mark.parametrize("name", list(RUNS["runs"]))
def test_spatial_model_with_ktab_defects_reproduces_every_stored_run(name: str) -> None:
    stored = RUNS["runs"][name]
    found = smp(_members(name), ktab(stored["params"]), keep_path=True)
    assert found.path is not None
    assert found.path_probability is not None
    assert found.turns.item() == stored["turns"] - 1
    assert np.abs(found.path[0] - stored["positions_1dp"]).max() <= 0.05 + 1e-9
    wrong = np.abs(found.path_probability[0] - stored["probs_4dp"]).max(axis=1)
    assert wrong.max() <= 1e-4 if name not in JOINED else np.sort(wrong)[-2] <= 1e-4


def test_soe_default_has_28_states_and_three_dimensions_ends_as_published() -> None:
    soe = smp(_members("soe_pol_comp"), ktab({}), keep_path=True)
    assert soe.path is not None
    assert soe.path.shape[1] == 28
    three = smp(_members("dummy3d"), ktab({}), keep_path=True)
    assert three.turns.item() == 10
    assert three.position[0, 0] == pytest.approx([78.6, 31.8, 74.1], abs=0.05)
    assert three.path is not None
    assert np.ptp(three.path[0, :, 2], axis=0).max() == 0  # actor 2 never moves


@cache
def _rows(name: str) -> list[dict[str, str]]:
    path = KTAB / "tables_3dim" / name
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(text.decode().splitlines()))


@cache
def _logged() -> tuple[Any, dict[tuple[int, int], plain.View]]:
    members = read_table((KTAB / "three_dimensions.csv").read_text(encoding="utf-8"), "three").members()
    run = smp(members, ktab({}), keep_path=True)
    assert run.path is not None
    states = [plain.Table(s / 100, members.salience[0], members.capability[0], ktab({})) for s in run.path[0]]
    views = {(t, h): plain.view(state, h) for t, state in enumerate(states) for h in range(7)}
    return (run, states), views


def test_positions_of_the_full_precision_log_are_reproduced_to_1e_9() -> None:
    (run, states), _ = _logged()
    for row in _rows("VectorPosition.csv"):
        ours = run.path[0, int(row["Turn_t"]), int(row["Act_i"]), int(row["Dim_k"])]
        assert ours == pytest.approx(float(row["Pos_Coord"]), abs=1e-9)
    deals = {row["BargnId"]: row for row in _rows("Bargn.csv")}
    made = [{(i, j): parts for i, j, parts in plain.bargains(state)} for state in states]
    for row in _rows("BargnCoords.csv"):
        deal = deals[row["BargnId"]]
        parts = made[int(row["Turn_t"])][int(deal["Init_Act_i"]), int(deal["Recd_Act_j"])]
        wanted = float(row["Init_Coord"]), float(row["Recd_Coord"])
        assert 100 * parts[:, int(row["Dim_k"])] == pytest.approx(wanted, abs=1e-9)


def test_worths_and_chances_of_the_full_precision_log_are_reproduced_to_1e_9() -> None:
    _, views = _logged()
    for row in _rows("PosUtil.csv"):
        view = views[int(row["Turn_t"]), int(row["Est_h"])]
        assert view.worth[int(row["Act_i"]), int(row["Pos_j"])] == pytest.approx(float(row["Util"]), abs=1e-9)
    for row in _rows("PosProb.csv"):
        view = views[int(row["Turn_t"]), int(row["Est_h"])]
        assert view.probability[int(row["Pos_i"])] == pytest.approx(float(row["Prob"]), abs=1e-9)
    for row in _rows("ProbVict.csv.gz"):
        view = views[int(row["Turn_t"]), int(row["Est_h"])]
        ours = view.chance[0, int(row["Init_i"]), int(row["Rcvr_j"])]
        assert ours == pytest.approx(float(row["Prob"]), abs=1e-9)
    for row in _rows("UtilChlg.csv.gz"):
        view = views[int(row["Turn_t"]), int(row["Est_h"])]
        gain = view.gain[int(row["Aff_k"]), int(row["Init_i"]), int(row["Rcvr_j"])]
        assert gain == pytest.approx(float(row["Util_Chlg"]) - float(row["Util_SQ"]), abs=1e-9)


@pytest.mark.parametrize("bugs", ["none", "ktab"])
def test_kernels_agree_with_the_plain_implementation_under_every_option(bugs: Any) -> None:
    rng = np.random.default_rng(3)
    for options in one_at_a_time(SpatialOptions(bugs=bugs, most_turns=8)):
        place, care = rng.uniform(0, 1, (1, 6, 2)).round(2), rng.uniform(0.1, 0.5, (1, 6, 2))
        able = rng.uniform(1, 100, (1, 6))
        able[0, 5] = 0.0 if bugs == "none" else 7.0
        found = smp(gather("abcdef", place, care, able, scale=(0, 1)), options, keep_path=True)
        states = plain.run(place[0], care[0], able[0], options)
        assert found.path is not None
        assert found.path_probability is not None
        assert found.path[0] == pytest.approx(states, abs=1e-11), options.label
        who = able[0] > 0
        weight = able[0, who] / (able[0].sum() if bugs == "none" else 1.0)
        last = plain.Table(states[-1][who], care[0, who], weight, options)
        probability, expected = plain.outlook(last)
        assert found.probability[0, who] == pytest.approx(probability, abs=1e-9), options.label
        assert found.expected[0] == pytest.approx(expected, abs=1e-9), options.label


def test_draws_are_run_alone_and_equal_the_batch() -> None:
    rng = np.random.default_rng(8)
    place, care, able = rng.uniform(0, 100, (5, 6)), rng.uniform(0.2, 1, (5, 6)), rng.uniform(1, 9, (5, 6))
    together = smp(gather("abcdef", place, care, able))
    for d in range(5):
        alone = smp(gather("abcdef", place[d], care[d], able[d]))
        assert np.array_equal(alone.position[0], together.position[d])
        assert alone.turns[0] == together.turns[d]


def test_limit_on_turns_is_reported_as_not_converged() -> None:
    found = smp(_members("soe_pol_comp"), SpatialOptions(most_turns=3))
    assert found.turns.item() == 3
    assert found.status.item() == 2


def test_mirrored_challengers_are_counted_as_a_near_tie() -> None:
    # The one in the middle gains the same from either side, which stand apart.
    found = smp(gather("abc", [20.0, 50.0, 80.0], 0.7, [3.0, 5.0, 3.0]))
    assert found.near_ties.item() > 0
    assert found.status.item() == 1
    assert found.position[0, 1, 0] == pytest.approx(50.0, abs=1e-3)


def test_equal_members_have_no_risk_in_the_corrected_form_and_none_defined_in_ktab() -> None:
    same = gather("ab", [40.0, 40.0], 0.5, [1.0, 1.0])
    assert smp(same).status.item() == 0
    assert smp(same).expected.item() == pytest.approx(40.0)
    assert smp(same, SpatialOptions(bugs="ktab")).status.item() == 3


def test_ensemble_holds_one_row_for_each_set_of_options_and_the_benchmark() -> None:
    members = _members("dummy3d")
    found = smp_ensemble(members, [SpatialOptions(), SpatialOptions(voting="cubic")])
    assert found.expected.shape == (2, 1, 3)
    assert np.ptp(found.expected[:, 0], axis=0).max() > 0.1  # options matter
    assert found.spread().shape == (3, 1, 3)
    assert found.benchmark.mean[0, 0] == pytest.approx(78.7837, abs=1e-4)
    assert [one.label for one in found.options] == ["default", "voting=cubic"]


def test_options_that_ktab_refuses_or_does_not_know_are_refused() -> None:
    with pytest.raises(SummitError, match=r"S666.*`full`"):
        SpatialOptions(bugs="ktab", risk_view="full")
    with pytest.raises(SummitError, match=r"S665.*Did you mean `cubic`"):
        SpatialOptions(voting="cubical")  # type: ignore[arg-type]
    with pytest.raises(SummitError, match=r"S665.*value of KTAB's `vpm`"):
        ktab({"vpm": "Sqare"})
    with pytest.raises(SummitError, match=r"S667"):
        smp(gather("ab", [1.0, 2.0], 0.5, [1.0, 0.0]))
