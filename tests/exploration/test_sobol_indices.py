"""Sobol indices, Shapley effects and screening against exact numbers; what designs refuse."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.exploration import (
    ExplorationError,
    morris,
    morris_design,
    plain_table,
    saltelli,
    shapley,
    shapley_design,
    sobol,
)

N = 8192
ISHIGAMI_FIRST = np.array([0.3139051911, 0.4424111448, 0.0])
ISHIGAMI_TOTAL = np.array([0.5575888552, 0.4424111448, 0.2436836641])
ISHIGAMI_SHAPLEY = np.array([0.4357470232, 0.4424111448, 0.1218418320])
G = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
G_FIRST = np.array([0.716192, 0.179048, 0.023676, 0.007162, 7.2e-5, 7.2e-5, 7.2e-5, 7.2e-5])
G_TOTAL = np.array([0.787144, 0.242198, 0.034317, 0.010460, 1.05e-4, 1.05e-4, 1.05e-4, 1.05e-4])


def _ishigami(u: np.ndarray) -> np.ndarray:
    x = (2 * u - 1) * np.pi
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def _g(u: np.ndarray) -> np.ndarray:
    return np.asarray(((np.abs(4 * u - 2) + G) / (1 + G)).prod(axis=1))


def _close(found: np.ndarray, exact: np.ndarray, ci: np.ndarray) -> bool:
    away = np.abs(found - exact)
    return bool((away <= np.maximum(3 * ci, 1e-12)).all() and away.max() <= 0.01)


@pytest.mark.parametrize("seed", [0, 2, 3])
def test_sobol_of_ishigami_matches_the_exact_indices(seed: int) -> None:
    rng = np.random.default_rng(seed)
    design = saltelli(["a", "b", "c"], N, rng=rng)
    found = sobol(design, _ishigami(design.points), rng=rng)
    assert _close(found.first, ISHIGAMI_FIRST, found.first_ci)
    assert _close(found.total, ISHIGAMI_TOTAL, found.total_ci)
    assert found.pairs == (("a", "b"), ("a", "c"), ("b", "c"))
    assert _close(found.second, np.array([0, 0.2436836641, 0]), found.second_ci)


def test_sobol_of_the_g_function_matches_the_exact_indices() -> None:
    rng = np.random.default_rng(0)
    design = saltelli([f"x{i}" for i in range(8)], N, rng=rng)
    found = sobol(design, _g(design.points), rng=rng)
    assert _close(found.first, G_FIRST, found.first_ci)
    assert _close(found.total, G_TOTAL, found.total_ci)
    second = dict(zip(found.pairs, found.second, strict=True))
    assert second["x0", "x1"] == pytest.approx(0.059683, abs=0.01)
    assert second["x0", "x2"] == pytest.approx(0.007892, abs=0.01)


def test_sobol_indices_by_the_plain_formulas_are_the_same() -> None:
    rng = np.random.default_rng(5)
    design = saltelli(["a", "b", "c"], 512, rng=rng)
    y = _ishigami(design.points)
    found = sobol(design, y, rng=rng)
    y = (y - y.mean()) / y.std()
    a, b = y[0::8], y[7::8]
    variance = np.var(np.concatenate([a, b]))
    for j in range(3):
        assert found.first[j] == pytest.approx(np.mean(b * (y[1 + j :: 8] - a)) / variance, abs=1e-12)
        assert found.total[j] == pytest.approx(np.mean((a - y[1 + j :: 8]) ** 2) / variance / 2, abs=1e-12)
    closed = np.mean(y[4::8] * y[2::8] - a * b) / variance
    assert found.second[0] == pytest.approx(closed - found.first[0] - found.first[1], abs=1e-12)


def test_sobol_by_n_ends_with_the_indices_and_begins_with_those_of_a_quarter() -> None:
    design = saltelli(["a", "b", "c"], 1024, rng=np.random.default_rng(0), second_order=False)
    y = _ishigami(design.points)
    found = sobol(design, y, rng=np.random.default_rng(1))
    assert found.first_by_n[2].tolist() == found.first.tolist()
    assert found.total_by_n.shape == (3, 3)
    assert np.abs(found.total_by_n[0] - ISHIGAMI_TOTAL).max() < 0.1
    assert found.pairs == ()
    assert found.second.size == 0


def test_sobol_groups_give_an_index_to_each_group() -> None:
    rng = np.random.default_rng(0)
    design = saltelli(["a", "b", "c"], N, rng=rng, groups=["ac", "b", "ac"])
    found = sobol(design, _ishigami(design.points), rng=rng)
    assert found.factors == ("ac", "b")
    together = 1 - 0.4424111448
    assert _close(found.first, np.array([together, 0.4424111448]), found.first_ci)
    assert _close(found.total, np.array([together, 0.4424111448]), found.total_ci)


def test_saltelli_with_correlated_parameters_refuses_and_names_them() -> None:
    correlation = np.array([[1, 0, 0.5], [0, 1, 0], [0.5, 0, 1]])
    with pytest.raises(ExplorationError, match=r"S724: .*`a` and `c` \(0.5\)"):
        saltelli(["a", "b", "c"], 64, rng=np.random.default_rng(0), correlation=correlation)


def test_saltelli_with_correlation_inside_a_group_keeps_it_in_every_block() -> None:
    correlation = np.array([[1, 0.8], [0.8, 1]])
    rng = np.random.default_rng(0)
    design = saltelli(["a", "b"], 1024, rng=rng, groups=["g", "g"], correlation=correlation)
    found = np.corrcoef(design.points.T)[0, 1]
    assert found == pytest.approx(6 / np.pi * np.arcsin(0.4), abs=0.03)


def test_sobol_of_a_plain_table_is_refused() -> None:
    points = np.random.default_rng(0).random((48, 2))
    table = plain_table(points, ["a", "b"], failed=np.zeros(48, dtype=bool))
    with pytest.raises(ExplorationError, match="S723: A PlainTable was given"):
        sobol(table, points[:, 0], rng=np.random.default_rng(0))  # type: ignore[arg-type]


def test_sobol_of_another_design_is_refused() -> None:
    design = morris_design(["a", "b"], 16, rng=np.random.default_rng(0))
    with pytest.raises(ExplorationError, match="S723: A MorrisDesign was given"):
        sobol(design, np.zeros(48), rng=np.random.default_rng(0))  # type: ignore[arg-type]


def test_sobol_with_one_number_not_finite_refuses_with_the_count() -> None:
    design = saltelli(["a", "b"], 512, rng=np.random.default_rng(0), second_order=False)
    y = design.points[:, 0].copy()
    y[77] = np.nan
    with pytest.raises(ExplorationError, match="S721: 1 of 2048 numbers"):
        sobol(design, y, rng=np.random.default_rng(0))


def test_sobol_with_outputs_of_too_few_rows_is_refused() -> None:
    design = saltelli(["a", "b"], 8, rng=np.random.default_rng(0))
    with pytest.raises(ExplorationError, match="S720"):
        sobol(design, np.zeros(47), rng=np.random.default_rng(0))


def test_sobol_of_a_constant_output_is_refused() -> None:
    design = saltelli(["a", "b"], 8, rng=np.random.default_rng(0))
    with pytest.raises(ExplorationError, match="S726"):
        sobol(design, np.ones(48), rng=np.random.default_rng(0))


def test_sobol_with_seed_zero_is_the_same_twice() -> None:
    found = []
    for _ in range(2):
        design = saltelli(["a", "b", "c"], 64, rng=np.random.default_rng(0))
        found.append(sobol(design, _ishigami(design.points), rng=np.random.default_rng(0)))
    assert found[0].first_ci.tolist() == found[1].first_ci.tolist()
    assert found[0].second_ci.tolist() == found[1].second_ci.tolist()


@pytest.mark.parametrize("n", [0, 3, 1000])
def test_saltelli_with_no_power_of_two_is_refused(n: int) -> None:
    with pytest.raises(ExplorationError, match="S725"):
        saltelli(["a"], n, rng=np.random.default_rng(0))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_shapley_of_ishigami_matches_the_exact_effects(seed: int) -> None:
    rng = np.random.default_rng(seed)
    design = shapley_design(["a", "b", "c"], N, rng=rng)
    found = shapley(design, _ishigami(design.points), rng=rng)
    assert _close(found.share, ISHIGAMI_SHAPLEY, found.ci)
    assert found.share.sum() == pytest.approx(1, abs=1e-12)


def test_shapley_of_correlated_normals_matches_the_closed_form() -> None:
    # Owen and Prieur (2017), section 4: y = x1 + 2 x2, correlation r. Each share is half of the variance
    # explained alone plus half of what is left when the other is known.
    from scipy.special import ndtri

    r, rng = 0.6, np.random.default_rng(0)
    design = shapley_design(["a", "b"], N, rng=rng, correlation=[[1, r], [r, 1]])
    found = shapley(design, ndtri(design.points) @ [1.0, 2.0], rng=rng)
    variance = 1 + 4 + 4 * r
    alone, last = (1 + 2 * r) ** 2, 1 - r**2
    exact = np.array([(alone + last) / 2 / variance, 1 - (alone + last) / 2 / variance])
    assert np.abs(found.share - exact).max() <= 0.01
    assert (np.abs(found.share - exact) <= 3 * found.ci).all()


def test_shapley_of_eleven_parameters_is_refused() -> None:
    with pytest.raises(ExplorationError, match="S725"):
        shapley_design([f"x{i}" for i in range(11)], 8, rng=np.random.default_rng(0))


@pytest.mark.parametrize("correlation", [[[1, 2], [2, 1]], [[1, 0.5], [0.4, 1]], [[1, 1], [1, 1]]])
def test_shapley_with_no_correlation_matrix_is_refused(correlation: list[list[float]]) -> None:
    with pytest.raises(ExplorationError, match="S725"):
        shapley_design(["a", "b"], 8, rng=np.random.default_rng(0), correlation=correlation)


def test_morris_of_a_linear_function_gives_its_slopes_without_spread() -> None:
    rng = np.random.default_rng(0)
    design = morris_design(["a", "b", "c"], 20, rng=rng)
    found = morris(design, design.points @ [3.0, -2.0, 0.0], rng=rng)
    assert found.mean == pytest.approx([3, -2, 0], abs=1e-12)
    assert found.absolute == pytest.approx([3, 2, 0], abs=1e-12)
    assert found.spread == pytest.approx([0, 0, 0], abs=1e-12)


def test_morris_of_interacting_parameters_shows_spread() -> None:
    rng = np.random.default_rng(0)
    design = morris_design(["a", "b", "idle"], 50, rng=rng)
    found = morris(design, design.points[:, 0] * design.points[:, 1], rng=rng)
    assert found.spread[0] > 0.1
    assert found.spread[2] == 0


def test_morris_design_moves_one_parameter_a_step_inside_the_unit_cube() -> None:
    design = morris_design(list("abcd"), 30, rng=np.random.default_rng(0), levels=6)
    steps = np.diff(design.points.reshape(30, 5, 4), axis=1)
    assert (np.count_nonzero(np.abs(steps) > 1e-12, axis=2) == 1).all()
    assert design.points.min() > 0
    assert design.points.max() < 1
