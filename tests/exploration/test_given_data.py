"""First-order indices and value of information from plain ensembles, against exact numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.exploration import (
    ExplorationError,
    PlainTable,
    evpi,
    evppi,
    first_order,
    plain_table,
    saltelli,
)

FIRST = np.array([0.3139051911, 0.4424111448, 0.0])
EVPI_ONE, EVPI_TWO = 0.3068946359, 0.4698220950


def _ishigami(x: np.ndarray) -> np.ndarray:
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def _none(n: int) -> np.ndarray:
    return np.zeros(n, dtype=bool)


def _draws(n: int, seed: int) -> tuple[PlainTable, np.ndarray]:
    x = np.random.default_rng(seed).uniform(-np.pi, np.pi, (n, 3))
    return plain_table(x, ["a", "b", "c"], failed=_none(n)), _ishigami(x)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_first_order_of_ishigami_is_within_its_interval_and_a_hundredth(seed: int) -> None:
    table, y = _draws(100_000, seed)
    found = first_order(table, y, rng=np.random.default_rng(seed))
    for estimate, ci in ((found.binned, found.binned_ci), (found.ranked, found.ranked_ci)):
        assert (np.abs(estimate - FIRST) <= 3 * ci).all()
        assert np.abs(estimate - FIRST).max() <= 0.011
    assert found.indistinguishable.tolist() == [False, False, True]


def test_first_order_intervals_cover_the_truth_about_as_often_as_they_say() -> None:
    hits = np.zeros(2)
    for seed in range(60):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(3000, 2))
        y = x[:, 0] + x[:, 1]
        found = first_order(plain_table(x, ["a", "b"], failed=_none(3000)), y, rng=rng)
        hits[0] += abs(found.binned[0] - 0.5) <= found.binned_ci[0]
        hits[1] += abs(found.ranked[0] - 0.5) <= found.ranked_ci[0]
    assert (hits >= 45).all()


def test_first_order_with_failed_draws_is_that_of_the_others_and_counts_them() -> None:
    table, y = _draws(20_000, 4)
    failed = _none(20_000)
    failed[::7] = True
    spoiled = np.where(failed, np.nan, y)
    points = np.where(failed[:, None], np.nan, table.points)
    with_failed = first_order(
        plain_table(points, table.names, failed=failed), spoiled, rng=np.random.default_rng(0)
    )
    kept = plain_table(table.points[~failed], table.names, failed=_none(int((~failed).sum())))
    without = first_order(kept, y[~failed], rng=np.random.default_rng(0))
    assert with_failed.binned.tolist() == without.binned.tolist()
    assert with_failed.ranked.tolist() == without.ranked.tolist()
    assert (with_failed.n_failed, with_failed.n_used) == (int(failed.sum()), int((~failed).sum()))
    assert without.n_failed == 0


def test_first_order_with_one_number_not_finite_refuses_with_the_count() -> None:
    table, y = _draws(2000, 0)
    y[5] = np.nan
    with pytest.raises(ExplorationError, match=r"S721: 1 of 2000 numbers"):
        first_order(table, y, rng=np.random.default_rng(0))


def test_first_order_of_a_constant_output_is_refused() -> None:
    table, _ = _draws(2000, 0)
    with pytest.raises(ExplorationError, match="S726"):
        first_order(table, np.full(2000, 3.0), rng=np.random.default_rng(0))


def test_first_order_of_few_draws_is_refused() -> None:
    table, y = _draws(50, 0)
    with pytest.raises(ExplorationError, match="S722"):
        first_order(table, y, rng=np.random.default_rng(0))


def test_first_order_of_a_parameter_with_two_values_uses_both_as_bins() -> None:
    rng = np.random.default_rng(0)
    x = np.stack([rng.integers(2, size=20_000), rng.normal(size=20_000)], axis=1)
    y = 2 * x[:, 0] + x[:, 1]  # variances 1 and 1
    found = first_order(plain_table(x, ["coin", "noise"], failed=_none(20_000)), y, rng=rng)
    assert found.binned == pytest.approx([0.5, 0.5], abs=0.015)
    assert found.ranked == pytest.approx([0.5, 0.5], abs=0.03)


def test_first_order_with_seed_zero_is_the_same_twice() -> None:
    table, y = _draws(2000, 0)
    once, again = (first_order(table, y, rng=np.random.default_rng(0)) for _ in range(2))
    assert once.binned_ci.tolist() == again.binned_ci.tolist()
    assert once.null.tolist() == again.null.tolist()


@settings(max_examples=15, deadline=None)
@given(st.floats(0.01, 100), st.floats(-1000, 1000))
def test_first_order_after_an_affine_map_of_the_output_is_unchanged(slope: float, shift: float) -> None:
    table, y = _draws(1000, 1)
    plain = first_order(table, y, rng=np.random.default_rng(3), resamples=5)
    mapped = first_order(table, slope * y + shift, rng=np.random.default_rng(3), resamples=5)
    assert mapped.binned == pytest.approx(plain.binned, abs=1e-6)
    assert mapped.ranked == pytest.approx(plain.ranked, abs=1e-6)


def test_indistinguishable_of_idle_parameters_is_wrong_about_one_time_in_a_hundred() -> None:
    rng = np.random.default_rng(0)
    alarms = 0
    for _ in range(20):
        x = rng.normal(size=(1000, 10))
        found = first_order(
            plain_table(x, list("abcdefghij"), failed=_none(1000)),
            rng.normal(size=1000),
            rng=rng,
            resamples=2,
        )
        alarms += int((~found.indistinguishable).sum())
    assert alarms <= 8


@pytest.mark.parametrize("bins", [1, 0, 101])
def test_first_order_with_impossible_bins_is_refused(bins: int) -> None:
    table, y = _draws(2000, 0)
    with pytest.raises(ExplorationError, match="S725"):
        first_order(table, y, rng=np.random.default_rng(0), bins=bins)


def test_plain_analysis_of_a_design_is_refused() -> None:
    design = saltelli(["a", "b"], 64, rng=np.random.default_rng(0))
    with pytest.raises(ExplorationError, match="S723: A SaltelliDesign was given"):
        first_order(design, np.zeros(384), rng=np.random.default_rng(0))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("points", "names", "failed", "code"),
    [
        ([[1.0, 2.0]], ["a"], [False], "S720"),
        ([[1.0]], ["a"], [False, False], "S720"),
        ([[1.0]], ["a"], [0], "S720"),
        ([[np.inf]], ["a"], [False], "S721"),
        ([[1.0, 2.0]], ["a", "a"], [False], "S727"),
        (np.empty((1, 0)), [], [False], "S727"),
    ],
)
def test_plain_table_of_wrong_arrays_is_refused(
    points: object, names: object, failed: object, code: str
) -> None:
    with pytest.raises(ExplorationError, match=code):
        plain_table(points, names, failed=np.array(failed))  # type: ignore[arg-type]


def test_evpi_of_two_acts_matches_the_closed_form() -> None:
    theta = np.random.default_rng(0).normal(0.2, 1, 400_000)
    found = evpi(np.stack([np.zeros_like(theta), theta], axis=1), failed=_none(theta.size))
    assert abs(found.value - EVPI_ONE) <= min(3 * found.ci, 0.01)
    assert found.best == 1


def test_evppi_of_a_sum_matches_the_closed_forms_and_shows_the_idle_input_idle() -> None:
    x = np.random.default_rng(1).normal(size=(100_000, 3))
    x[:, 0] += 0.2
    payoff = np.stack([np.zeros(len(x)), x[:, 0] + x[:, 1]], axis=1)
    found = evppi(
        plain_table(x, ["one", "two", "idle"], failed=_none(len(x))), payoff, rng=np.random.default_rng(0)
    )
    whole = evpi(payoff, failed=_none(len(x)))
    assert abs(whole.value - EVPI_TWO) <= min(3 * whole.ci, 0.01)
    assert (np.abs(found.value[:2] - EVPI_ONE) <= np.minimum(3 * found.ci[:2], 0.01)).all()
    assert found.indistinguishable.tolist() == [False, False, True]
    assert found.value[2] == pytest.approx(0, abs=0.002)


def test_evppi_with_more_than_one_bin_for_a_thousand_draws_is_refused() -> None:
    x = np.random.default_rng(1).normal(size=(10_000, 1))
    table = plain_table(x, ["one"], failed=_none(len(x)))
    with pytest.raises(ExplorationError, match=r"S725: 1024 bins.*Expected 2 to 10"):
        evppi(table, np.hstack([x, -x]), rng=np.random.default_rng(0), bins=1024)


def test_evppi_of_few_usable_draws_is_refused_with_their_number() -> None:
    x = np.random.default_rng(1).normal(size=(2500, 1))
    failed = np.arange(2500) < 600
    with pytest.raises(ExplorationError, match="S722: 1900 usable draws"):
        evppi(plain_table(x, ["one"], failed=failed), np.hstack([x, -x]), rng=np.random.default_rng(0))


def test_evpi_with_failed_draws_leaves_them_out_and_counts_them() -> None:
    found = evpi([[0, -1], [0, 3], [np.nan, 1]], failed=np.array([False, False, True]))
    assert (found.value, found.n_used, found.n_failed) == (0.5, 2, 1)


def test_evpi_of_one_action_is_refused() -> None:
    with pytest.raises(ExplorationError, match="S725"):
        evpi([[0.0], [1.0]], failed=_none(2))
