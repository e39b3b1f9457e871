"""Burdens and coalitions of the willing against their answers in closed form: every equilibrium."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from shipped import parameters, solved, with_readings

from standoff.compiler import Compiled, compile_scenario
from standoff.game import BoundGame, bind
from standoff.scenario import load
from standoff.solvers import gain, nash_all, pure_equilibria, unfold
from standoff.study.rows import parameters_of
from standoff.summit import contributions, threshold_participation, volunteers

BURDEN, VOLUNTEERS, WILLING = "burden-sharing", "volunteers", "coalition-of-the-willing"
CELLS = np.array([0.28, 0.42, 0.23, 0.07])  # of costs, the dearest first, as information sets stand


def _bound(name: str, reading: str | None = None, **numbers: float) -> tuple[Compiled, BoundGame]:
    """One draw of a scenario in a reading, with parameters fixed."""
    loaded = load(name) if not numbers else with_readings(name, {"fixed": _fixed(**numbers)})
    compiled = compile_scenario(loaded.reading("fixed" if numbers else reading))
    return compiled, bind(compiled.game, parameters_of(compiled, seed=0, first=0, n_draws=1), 1)


def _fixed(**numbers: float) -> str:
    return "parameters: {" + ", ".join(f"{key}: {value}" for key, value in numbers.items()) + "}\n"


def _gifts(bound: BoundGame, rows: np.ndarray) -> list[tuple[float, ...]]:
    """What each member gives in equilibria in pure moves; gifts stand on steps of 0.25."""
    first = bound.arrays.first_action
    return [
        tuple(0.25 * float(row[a:b].argmax()) for a, b in itertools.pairwise(first.tolist())) for row in rows
    ]


# Burden sharing: gifts on steps of 0.25


@pytest.mark.parametrize(
    ("weight", "incomes", "expected"),
    [
        (0.5, (10, 6, 3), (14 / 3, 2 / 3, 0)),
        (0.7, (10, 6, 3), (6.307692, 2.307692, 0)),
        (0.5, (8, 8, 3), (8 / 3, 8 / 3, 0)),
        (0.45, (10, 6, 3), (4.322581, 0.322581, 0)),
    ],
)
def test_burden_in_every_pure_equilibrium_is_that_of_the_closed_form_to_one_step(
    weight: float, incomes: tuple[int, ...], expected: tuple[float, ...]
) -> None:
    names = ("income_large", "income_middle", "income_small")
    _, bound = _bound(BURDEN, weight=weight, **dict(zip(names, incomes, strict=True)))
    found = pure_equilibria(bound)
    assert found.complete
    assert len(found.probability) >= 1
    for gifts in _gifts(bound, found.probability):
        assert gifts == pytest.approx(expected, abs=0.25)
        assert sum(gifts) == pytest.approx(sum(expected), abs=0.25)


@pytest.mark.parametrize(("reading", "incomes"), [(None, (10, 6, 3)), ("two_alike", (8, 8, 3))])
def test_burden_over_draws_follows_the_closed_form(reading: str | None, incomes: tuple[int, ...]) -> None:
    loaded = load(BURDEN)
    rows, weight = solved(loaded, reading, draws=40), parameters(loaded, 40)["weight"]
    expected = np.stack([contributions(incomes, w).contribution.reshape(-1) for w in weight])
    for i, name in enumerate(("large", "middle", "small")):
        assert np.abs(rows[f"measure:{name}_gift"].to_numpy() - expected[:, i]).max() <= 0.125
    assert np.allclose(rows["measure:best"].to_numpy(), weight * sum(incomes))
    assert (rows["measure:together"].to_numpy() < rows["measure:best"].to_numpy()).all()


# Volunteers: all equilibria


@pytest.mark.parametrize(("benefit", "join", "nobody"), [(2.0, 0.5, 0.25), (4.0, 0.75, 0.0625)])
def test_two_volunteers_have_three_equilibria_and_no_other(
    benefit: float, join: float, nobody: float
) -> None:
    loaded = with_readings(VOLUNTEERS, {"fixed": _fixed(benefit=benefit) + "moves: {east_does: wait}\n"})
    compiled = compile_scenario(loaded.reading("fixed"))
    found = nash_all(bind(compiled.game, parameters_of(compiled, seed=0, first=0, n_draws=1), 1))
    assert found.complete
    mixed = {tuple(np.round(row, 9)) for row in found.probability}
    assert mixed == {(1, 0, 0, 1), (0, 1, 1, 0), (join, 1 - join, join, 1 - join)}
    assert (1 - join) ** 2 == pytest.approx(nobody)


@pytest.mark.parametrize("benefit", [2.0, 3.0])
def test_three_volunteers_have_seven_equilibria(benefit: float) -> None:
    _, bound = _bound(VOLUNTEERS, benefit=benefit)
    found = nash_all(bound)
    join = sorted(tuple(np.round(row[::2], 6)) for row in found.probability)
    alike, pair = (round(float(volunteers(n, benefit, 1.0).join), 6) for n in (3, 2))
    alone = set(itertools.permutations((1.0, 0.0, 0.0)))
    assert join == sorted(alone | set(itertools.permutations((pair, pair, 0.0))) | {(alike,) * 3})
    assert float(found.gain.max()) <= 1e-8


@pytest.mark.parametrize(("reading", "n"), [(None, 3), ("two_members", 2)])
def test_volunteers_in_a_run_play_one_of_the_equilibria(reading: str | None, n: int) -> None:
    loaded = load(VOLUNTEERS)
    rows, benefit = solved(loaded, reading, draws=4), parameters(loaded, 4)["benefit"]
    assert rows["status"].to_list() == [0] * 4
    found = rows["measure:undone"].to_numpy()
    exact = np.stack([np.zeros(4)] + [volunteers(m, benefit, 1.0).nobody for m in range(2, n + 1)])
    assert np.abs(found - exact).min(axis=0).max() <= 0.01


@pytest.mark.parametrize(("reading", "n", "mean"), [(None, 3, 0.25320), ("two_members", 2, 0.16667)])
def test_volunteers_in_a_run_are_all_alike(reading: str | None, n: int, mean: float) -> None:
    """The principal branch of a symmetric game is symmetric: Diekmann (1985), nobody with (c/b)^(n/(n-1)).

    With b uniform from 1.5 to 4 and c = 1 the mean is (2 / 1.5^0.5 - 2 / 4^0.5) / 2.5 for three members
    and (1 / 1.5 - 1 / 4) / 2.5 for two.
    """
    loaded, draws = load(VOLUNTEERS), 400
    rows, benefit = solved(loaded, reading, draws=draws), parameters(loaded, draws)["benefit"]
    found = rows["measure:undone"].to_numpy()
    assert np.abs(found - volunteers(n, benefit, 1.0).nobody).max() <= 0.01  # precision 400 is not sharp
    assert rows["off_branch"].to_list() == [0] * draws
    assert found.mean() == pytest.approx(mean, abs=0.01)


# A coalition of the willing: costs in four cells


def test_willing_with_two_of_three_have_five_pure_equilibria_of_which_two_are_alike() -> None:
    """Closed form: all alike 0 and 0.75; and each pair that joins whatever it costs, without the third."""
    _, bound = _bound(WILLING, "three_members")
    found = pure_equilibria(bound)
    assert found.complete
    joins = found.probability[:, ::2].reshape(-1, 3, 4) @ CELLS
    asymmetric = {tuple(map(float, pair)) for pair in itertools.permutations((1, 1, 0))}
    assert {tuple(np.round(row, 6)) for row in joins} == asymmetric | {(0,) * 3, (0.72,) * 3}
    exact = threshold_participation(3, 2, 2.0).join
    assert np.abs(np.array([0.0, 0.72]) - exact).max() <= CELLS[0]


def test_willing_with_three_of_five_have_the_three_alike_equilibria_of_the_closed_form() -> None:
    """Every way in which all members could join up to the same cell of costs is put to the test of gains."""
    _, bound = _bound(WILLING)
    tree = unfold(bound).bound
    holds = []
    for cells in range(5):
        one = np.repeat([0.0, 1.0], [4 - cells, cells])
        profile = np.tile(np.stack([one, 1 - one], axis=1).ravel(), 5)
        if float(np.max(gain(tree, profile))) <= 1e-9:
            holds.append(float(CELLS[4 - cells :].sum()))
    exact = threshold_participation(5, 3, 3.0).join
    assert exact.round(5).tolist() == [0.0, 0.06332, 0.72275]
    assert holds == pytest.approx(exact.tolist(), abs=0.01)


@pytest.mark.parametrize("reading", [None, "three_members"])
def test_willing_in_a_run_find_the_equilibrium_in_which_most_join(reading: str | None) -> None:
    rows = solved(load(WILLING), reading, draws=1)
    assert rows["status"].to_list() == [0]
    assert rows["measure:joining"][0] == pytest.approx(0.72, abs=0.005)
