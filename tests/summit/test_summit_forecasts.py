"""Compromise, elections, challenges and bargaining against published and checked numbers."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from standoff.summit import SummitError, challenge, compromise, election, gather, nash, pce, read_table

DATA = Path(__file__).resolve().parents[1] / "data"
EMISSION = read_table(
    (DATA / "summit" / "emission_standards_1994.csv").read_text(encoding="utf-8"), "emission", scale=(4, 10)
).members()
ROUNDS = json.loads((DATA / "summit" / "emission_rounds_1_to_5.json").read_text(encoding="utf-8"))["runs"]
STRENGTH = np.array([[0, 12.099, 54.921], [10.333, 0, 27.079], [5.007, 55.047, 0]])


def test_weighted_mean_and_median_of_the_emission_data_are_as_published() -> None:
    found = compromise(EMISSION)
    assert found.mean.item() == pytest.approx(7.3900, abs=1e-4)
    assert found.median.item() == 7.0


def test_weighted_mean_of_the_soe_data_is_as_published() -> None:
    table = read_table((DATA / "ktab" / "soe_pol_comp.csv").read_text(encoding="utf-8"), "soe")
    assert compromise(table.members()).mean[0] == pytest.approx([36.29, 38.89], abs=1e-2)


def test_weighted_median_between_two_halves_is_the_middle_of_the_stretch() -> None:
    assert compromise(gather("ab", [10.0, 30.0])).median.item() == 20.0
    assert compromise(gather("abc", [10.0, 30.0, 90.0], 1.0, [1.0, 1.0, 2.5])).median.item() == 90.0


@pytest.mark.parametrize(
    ("method", "three"),
    [
        ("markov_uniform", (0.6351, 0.2148, 0.1501)),
        ("markov_incentive", (0.5094, 0.2796, 0.2110)),
        ("conditional", (0.8659, 0.1241, 0.0100)),
    ],
)
def test_condorcet_election_gives_the_acceptance_numbers(method: str, three: tuple[float, ...]) -> None:
    found = pce(STRENGTH, method, "square")  # type: ignore[arg-type]
    assert found.probability == pytest.approx(three, abs=1e-4)
    duel = pce(np.array([[0, 51.212], [19.714, 0]]), method, "square")  # type: ignore[arg-type]
    assert duel.probability == pytest.approx([0.8709, 0.1291], abs=1e-4)
    assert found.status.item() == 0


def test_election_of_a_batch_equals_its_members_one_by_one() -> None:
    worth = np.random.default_rng(2).uniform(size=(4, 5, 3))
    weight = np.random.default_rng(3).uniform(size=(4, 5))
    for method in ("conditional", "markov_incentive", "markov_uniform"):
        together = election(worth, weight, method=method)  # type: ignore[arg-type]
        for d in range(4):
            alone = election(worth[d], weight[d], method=method).probability  # type: ignore[arg-type]
            assert together.probability[d] == pytest.approx(alone, abs=1e-15)


def test_threshold_law_decides_from_ten_per_cent_on() -> None:
    won = pce(np.array([[0, 1.1], [1.0, 0]]), "conditional", "threshold").probability
    assert won == pytest.approx([1, 0], abs=2e-6)
    half = pce(np.array([[0, 1.05], [1.0, 0]]), "conditional", "threshold").probability
    assert half[0] == pytest.approx((1.05 / 2.05 * 2.1 - 1) / 0.1)


@pytest.mark.parametrize("reading", ["code", "paper"])
def test_challenges_reproduce_every_round_of_the_replication(reading: str) -> None:
    found = challenge(EMISSION, reading=reading)  # type: ignore[arg-type]
    for row in ROUNDS[reading]:
        assert found.mean[0, row["round"], 0] == pytest.approx(row["mean"], abs=1e-9)
        assert found.median[0, row["round"], 0] == pytest.approx(row["median"], abs=1e-9)
        ours = dict(zip(EMISSION.names, found.path[0, row["round"], :, 0], strict=True))
        assert ours == pytest.approx(row["positions"], abs=1e-9)


def test_challenges_give_the_printed_table_from_the_third_round_and_rest_in_the_paper_reading() -> None:
    code = challenge(EMISSION, reading="code")
    assert np.round(code.median[0, 1:, 0], 1).tolist() == [
        8.4,
        9.6,
        10.0,
        10.0,
        10.0,
    ]  # printed: 8.4, 9.9 ...
    assert code.status.item() == 2
    assert challenge(EMISSION, reading="paper").mean[0, 3:, 0] == pytest.approx(7.0)


def test_challenges_with_half_a_quiet_status_quo_move_others() -> None:
    usual, half = challenge(EMISSION, rounds=1), challenge(EMISSION, rounds=1, quiet=0.5)
    changed = np.flatnonzero(np.abs(usual.path[0, 1, :, 0] - half.path[0, 1, :, 0]) > 1e-9)
    assert {"Greece", "Belgium"} & {EMISSION.names[i] for i in changed}


def test_nash_bargaining_tends_to_the_weighted_mean_and_median() -> None:
    four = gather("abcd", [0.0, 20.0, 50.0, 100.0], [0.9, 0.4, 0.7, 0.3])
    found = [nash(four, cost).position.item() for cost in (1e4, 1e5, 1e6, 1e8)]
    assert found == pytest.approx([32.0095, 31.7631, 31.7415, 31.7391], abs=1e-3)
    assert compromise(four).mean.item() == pytest.approx(31.7391, abs=1e-4)
    assert nash(four, 1e8, loss="linear").position.item() == pytest.approx(20.0, abs=1e-3)
    assert compromise(four).median.item() == 20.0


def test_nash_bargaining_without_room_for_agreement_is_undefined() -> None:
    apart = nash(gather("ab", [0.0, 100.0]), 100.0)
    assert not apart.agreed.any()
    assert apart.status.item() == 3
    assert nash(gather("ab", [40.0, 40.0]), 100.0).position.item() == pytest.approx(40.0)


def test_members_that_make_no_sense_are_refused_with_name_and_value() -> None:
    with pytest.raises(SummitError) as caught:
        gather(["a", "b"], [[10.0, 20.0], [10.0, 120.0]], [-0.1, 0.5], [1.0, 1.0])
    text = str(caught.value)
    assert "S661: The position of `b` is 120 in draw 1. Expected on the scale. Scale: 0 to 100." in text
    assert "S661: The salience of `a` is -0.1 in draw 0." in text
    with pytest.raises(SummitError, match=r"S661.*sum of saliences of `b` is 1.2"):
        gather("ab", np.zeros((1, 2, 2)), np.array([[[0.5, 0.5], [0.6, 0.6]]]))
    with pytest.raises(SummitError, match=r"S662.*`a` is named twice"):
        gather("aa", [1.0, 2.0])
    with pytest.raises(SummitError, match=r"S660.*`position`"):
        gather("ab", [1.0, 2.0, 3.0])
    with pytest.raises(SummitError, match=r"S664"):
        gather("ab", [1.0, 2.0], scale=(1, 1))
    with pytest.raises(SummitError, match=r"S661.*no member has any capability"):
        gather("ab", [1.0, 2.0], 0.5, 0.0)
